package dav

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-webdav"
	"github.com/emersion/go-webdav/caldav"
)

func basic(password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte("tib:"+password))
}

const (
	propfind  = `<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/><getetag/></prop></propfind>`
	proppatch = `<?xml version="1.0"?><d:propertyupdate xmlns:d="DAV:" xmlns:a="http://apple.com/ns/ical/"><d:set><d:prop>` +
		`<a:calendar-color>#ff0000</a:calendar-color><d:displayname>&lt;x&gt;</d:displayname></d:prop></d:set></d:propertyupdate>`
	multiget = `<?xml version="1.0"?><c:calendar-multiget xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">` +
		`<prop><getetag/><c:calendar-data/></prop><href>HREF</href></c:calendar-multiget>`
	between = `<?xml version="1.0"?><c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop>` +
		`<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="20270329T000000Z" end="20270330T000000Z"/>` +
		`</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>`
)

// Who is answered how. Paths with a key need no password; /caldav needs it.
func TestAnswers(t *testing.T) {
	s := newStage(t)
	keyed := calendarOf("/calendar/"+countyKey, county)
	mine := calendarOf("/caldav", county)
	object := short("regional-3@samverkan.example.se") + ".ics"
	feed := "/calendar/" + countyKey + ".ics"
	for _, c := range []struct {
		method, path, password, body string
		want                         int
	}{
		{"GET", "/.well-known/caldav", "", "", 308},
		{"PROPFIND", "/.well-known/caldav", "", propfind, 308},

		{"GET", feed, "", "", 200}, {"HEAD", feed, "", "", 200}, {"OPTIONS", feed, "", "", 204},
		{"PROPFIND", feed, "", propfind, 403},
		{"GET", "/calendar/okand.ics", "", "", 404}, {"GET", "/calendar/.ics", "", "", 404}, {"GET", "/calendar/", "", "", 404},
		{"GET", "/calendar/" + strings.Repeat("x", 300) + ".ics", "", "", 404},

		{"PROPFIND", "/calendar/" + countyKey + "/", "", propfind, 207}, {"PROPFIND", "/calendar/" + countyKey, "", propfind, 207},
		{"PROPFIND", "/calendar/okand/", "", propfind, 404},
		{"PROPFIND", keyed, "", propfind, 207}, {"PROPFIND", strings.TrimSuffix(keyed, "/"), "", propfind, 207},
		{"PROPFIND", keyed + object, "", propfind, 207},
		{"GET", keyed, "", "", 200}, {"GET", keyed + object, "", "", 200}, {"HEAD", keyed + object, "", "", 200}, {"OPTIONS", keyed, "", "", 204},
		{"GET", keyed + "saknas.ics", "", "", 404}, {"GET", keyed + object + "/", "", "", 404}, {"GET", keyed + "a/b.ics", "", "", 404},
		{"PROPFIND", keyed + "saknas.ics", "", propfind, 404},
		{"PROPFIND", calendarOf("/calendar/"+otherKey, county), "", propfind, 404},
		{"GET", "/calendar/" + countyKey + "/" + short(county.ID) + "/annat/", "", "", 404},
		{"GET", "/calendar/" + countyKey + "/" + short(county.ID) + "/calendars/annat/", "", "", 404},

		{"PROPFIND", "/caldav/", "", propfind, 401}, {"OPTIONS", "/caldav/", "", "", 401}, {"GET", mine, "", "", 401},
		{"PROPFIND", "/caldav/", countyKey, propfind, 207}, {"PROPFIND", "/caldav", countyKey, propfind, 207},
		{"PROPFIND", "/caldav/", "fel", propfind, 404},
		{"PROPFIND", mine, countyKey, propfind, 207}, {"PROPFIND", mine, otherKey, propfind, 404},
		{"REPORT", mine, countyKey, between, 207}, {"REPORT", "/caldav/", countyKey, between, 403},
		{"REPORT", mine, countyKey, strings.Replace(multiget, "HREF", mine+object, 1), 207},
		{"REPORT", mine, countyKey, `<sync-collection xmlns="DAV:"/>`, 400},
		{"PROPPATCH", mine, countyKey, proppatch, 207}, {"PROPPATCH", mine, "", proppatch, 401},
		{"PROPPATCH", mine, countyKey, propfind[:20], 422}, {"PROPPATCH", mine, countyKey, "", 422},
	} {
		header := []string{"Content-Type", "application/xml", "Depth", "1"}
		if c.password != "" {
			header = append(header, "Authorization", basic(c.password))
		}
		resp, body := s.ask(t, c.method, c.path, c.body, header...)
		if resp.StatusCode != c.want {
			t.Errorf("%s %s: %s, want %d: %.300s", c.method, c.path, resp.Status, c.want, body)
		}
		if resp.StatusCode == 401 && !strings.HasPrefix(resp.Header.Get("WWW-Authenticate"), "Basic ") {
			t.Errorf("%s %s: no challenge", c.method, c.path)
		}
		if allow := resp.Header.Get("Allow"); strings.Contains(allow, "PUT") || strings.Contains(allow, "DELETE") {
			t.Errorf("%s %s allows %s", c.method, c.path, allow)
		}
	}
}

// Every other method is refused before anything is looked at, whoever asks and whatever for.
func TestWritesAreRefused(t *testing.T) {
	s := newStage(t)
	mine := calendarOf("/caldav", county)
	hostile := "BEGIN:VCALENDAR\r\nATTENDEE;CN=\"x\"\r\n" // makes the library's parser panic
	for _, method := range []string{"PUT", "DELETE", "POST", "PATCH", "MKCOL", "MKCALENDAR", "COPY", "MOVE", "LOCK", "UNLOCK", "ACL", "TRACE", "BREW"} {
		for _, path := range []string{mine + "ny.ics", mine, "/caldav/", "/calendar/" + countyKey + ".ics", "/calendar/okand/", "/.well-known/caldav"} {
			resp, _ := s.ask(t, method, path, hostile, "Content-Type", "text/calendar", "Destination", s.URL+mine+"annan.ics", "Authorization", basic(countyKey))
			if resp.StatusCode != 403 {
				t.Errorf("%s %s: %s", method, path, resp.Status)
			}
		}
	}
	if s.source.asked != 0 {
		t.Errorf("the source was asked %d times", s.source.asked)
	}
}

func TestDepth(t *testing.T) {
	s := newStage(t)
	for depth, want := range map[string]int{"0": 207, "1": 207, "infinity": 403, "": 403, "2": 403} {
		header := []string{"Content-Type", "text/xml", "Authorization", basic(countyKey)}
		if depth != "" {
			header = append(header, "Depth", depth)
		}
		resp, body := s.ask(t, "PROPFIND", calendarOf("/caldav", county), propfind, header...)
		if resp.StatusCode != want || want == 403 && !strings.Contains(body, "propfind-finite-depth") {
			t.Errorf("Depth %q: %s: %s", depth, resp.Status, body)
		}
	}
}

func TestPropPatchSaysYes(t *testing.T) {
	s := newStage(t)
	mine := calendarOf("/caldav", county)
	resp, body := s.ask(t, "PROPPATCH", mine, proppatch, "Content-Type", "application/xml", "Authorization", basic(countyKey))
	for _, want := range []string{"<href xmlns=\"DAV:\">" + mine + "</href>", `<calendar-color xmlns="http://apple.com/ns/ical/">`, `<displayname xmlns="DAV:">`, "HTTP/1.1 200 OK"} {
		if !strings.Contains(body, want) {
			t.Errorf("%s: no %s in %s", resp.Status, want, body)
		}
	}
}

// What is read about an entry by a multiget, a file and an ETag is one and the same.
func TestObject(t *testing.T) {
	s := newStage(t)
	mine := calendarOf("/caldav", county)
	object := mine + short("avstamning@samverkan.example.se") + ".ics"
	resp, body := s.ask(t, "GET", object, "", "Authorization", basic(countyKey))
	etag := resp.Header.Get("ETag")
	if strings.Contains(body, "METHOD") || strings.Count(body, "BEGIN:VEVENT") != 2 || !strings.Contains(body, "RECURRENCE-ID") {
		t.Errorf("the series is %s", body)
	}
	if resp, _ := s.ask(t, "GET", object, "", "Authorization", basic(countyKey), "If-None-Match", etag); resp.StatusCode != 304 {
		t.Errorf("asked again: %s", resp.Status)
	}
	_, found := s.ask(t, "REPORT", mine, strings.Replace(multiget, "HREF", object, 1), "Content-Type", "application/xml", "Authorization", basic(countyKey))
	if !strings.Contains(found, strings.Trim(etag, `"`)) || strings.Contains(found, "METHOD") {
		t.Errorf("etag %s, the report says %s", etag, found)
	}
	// Addresses from elsewhere open nothing.
	for _, href := range []string{"/etc/passwd", calendarOf("/caldav", Owner{ID: "other"}) + "x.ics", "https://other.example.se" + mine, "", "::", mine} {
		resp, got := s.ask(t, "REPORT", mine, strings.Replace(multiget, "HREF", href, 1), "Content-Type", "application/xml", "Authorization", basic(countyKey))
		if strings.Contains(got, "VEVENT") {
			t.Errorf("%q: %s: %s", href, resp.Status, got)
		}
	}
}

// The library's own client finds its way from the root to the entries, by either way in.
func TestClient(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	for name, c := range map[string]struct {
		http   webdav.HTTPClient
		prefix string
	}{
		"password": {webdav.HTTPClientWithBasicAuth(http.DefaultClient, "tib", countyKey), "/caldav"},
		"key":      {http.DefaultClient, "/calendar/" + countyKey},
	} {
		client, err := caldav.NewClient(c.http, s.URL+c.prefix+"/")
		if err != nil {
			t.Fatal(err)
		}
		principal, err := client.FindCurrentUserPrincipal(ctx)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		home, err := client.FindCalendarHomeSet(ctx, principal)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		list, err := client.FindCalendars(ctx, home)
		if err != nil || len(list) != 1 || list[0].Path != calendarOf(c.prefix, county) || list[0].Name != "Samverkan: Länsstyrelsen Mellanmark" ||
			!slices.Equal(list[0].SupportedComponentSet, []string{"VEVENT"}) {
			t.Fatalf("%s: %v, %v", name, list, err)
		}
		q := &caldav.CalendarQuery{CompFilter: caldav.CompFilter{Name: "VCALENDAR", Comps: []caldav.CompFilter{{Name: "VEVENT",
			Start: time.Date(2027, 3, 29, 0, 0, 0, 0, time.UTC), End: time.Date(2027, 3, 30, 0, 0, 0, 0, time.UTC)}}}}
		q.CompRequest.AllProps, q.CompRequest.AllComps = true, true
		found, err := client.QueryCalendar(ctx, list[0].Path, q)
		if err != nil || len(found) != 1 || found[0].ETag == "" || len(found[0].Data.Events()) != 2 {
			t.Fatalf("%s: %v, %v", name, found, err)
		}
		if kind, uid, err := caldav.ValidateCalendarObject(found[0].Data); err != nil || kind != "VEVENT" || uid != "avstamning@samverkan.example.se" {
			t.Errorf("%s: %s, %s, %v", name, kind, uid, err)
		}
		if _, err := client.PutCalendarObject(ctx, list[0].Path+"ny.ics", found[0].Data); err == nil || !strings.Contains(err.Error(), "403") {
			t.Errorf("%s: written: %v", name, err)
		}
		if err := client.RemoveAll(ctx, found[0].Path); err == nil || !strings.Contains(err.Error(), "403") {
			t.Errorf("%s: removed: %v", name, err)
		}
	}
}

// The calendar says of itself that it may only be read.
func TestPrivileges(t *testing.T) {
	s := newStage(t)
	_, body := s.ask(t, "PROPFIND", calendarOf("/caldav", county), `<propfind xmlns="DAV:"><prop><current-user-privilege-set/></prop></propfind>`,
		"Content-Type", "application/xml", "Depth", "0", "Authorization", basic(countyKey))
	if !strings.Contains(body, "<read ") && !strings.Contains(body, "<read>") || strings.Contains(body, "write") || strings.Contains(body, "<all") {
		t.Error(body)
	}
}
