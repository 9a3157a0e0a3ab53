package dav

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Questions that a body of the allowed size could be answered with gigabytes, or not at all.
func TestAskIsBounded(t *testing.T) {
	s := newStage(t)
	prop := func(inner string) string {
		return `<propfind xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop>` + inner + `</prop></propfind>`
	}
	many := func(n int, form string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, form, i)
		}
		return b.String()
	}
	hrefs := func(list string) string { return strings.Replace(multiget, "<href>HREF</href>", list, 1) }
	for name, c := range map[string]struct {
		method, body string
		want         int
	}{
		"as it should be":         {"PROPFIND", prop("<getetag/>"), 207},
		"white space around":      {"PROPFIND", "\n" + prop("<getetag/>") + "\r\n\n", 207},
		"nothing asked":           {"PROPFIND", "", 207},
		"fifty properties":        {"PROPFIND", prop(many(50, `<x%d/>`)), 207},
		"a thousand properties":   {"PROPFIND", prop(many(1000, `<x%d/>`)), 422},
		"entries, twice":          {"PROPFIND", prop("<c:calendar-data/><c:calendar-data/>"), 422},
		"entries, in two lists":   {"PROPFIND", strings.Replace(prop("<c:calendar-data/>"), "</propfind>", "<prop><c:calendar-data/></prop></propfind>", 1), 422},
		"two thousand addresses":  {"REPORT", hrefs(many(2000, `<href>`+calendarOf("/caldav", county)+`x%d.ics</href>`)), 207},
		"one address twice":       {"REPORT", hrefs("<href>/a</href><href> /a </href>"), 422},
		"deep":                    {"PROPFIND", strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000), 422},
		"deep filters":            {"REPORT", `<c:calendar-query xmlns:c="urn:ietf:params:xml:ns:caldav"><c:filter>` + strings.Repeat(`<c:comp-filter name="V">`, 40), 422},
		"a document type":         {"PROPFIND", `<!DOCTYPE x [<!ENTITY a "b">]>` + prop("<getetag/>"), 422},
		"entities of entities":    {"REPORT", `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + prop("<x>&b;</x>"), 422},
		"a file of the machine":   {"PROPFIND", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + prop("<x>&a;</x>"), 422},
		"as deep as it is long":   {"REPORT", strings.Repeat("<a>", maxBody/4), 422},
		"deep in a property":      {"PROPFIND", prop(strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20)), 422},
		"twenty thousand marks":   {"PROPFIND", prop("<x " + many(20_000, `a%d="" `) + "/>"), 207},
		"namespaces upon each":    {"PROPFIND", prop(many(120, `<a%[1]d:x xmlns:a%[1]d="urn:%[1]d"/>`)), 207},
		"an entity":               {"PROPFIND", prop("&a;"), 422},
		"cut":                     {"PROPFIND", prop("<getetag/>")[:60], 422},
		"not XML":                 {"PROPFIND", "BEGIN:VCALENDAR", 400},
		"another alphabet":        {"PROPFIND", `<?xml version="1.0" encoding="utf-16"?>` + prop("<getetag/>"), 422},
		"bytes that are no text":  {"PROPFIND", prop("\xff\xfe"), 422},
		"one byte too much":       {"REPORT", strings.Repeat(" ", maxBody+1), 413},
		"as much as may be":       {"PROPFIND", prop("<getetag/>") + strings.Repeat(" ", maxBody-200), 207},
		"another report":          {"REPORT", `<c:free-busy-query xmlns:c="urn:ietf:params:xml:ns:caldav"/>`, 400},
		"a report about nothing":  {"REPORT", "", 400},
		"a filter without a name": {"REPORT", `<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop/><c:filter/></c:calendar-query>`, 207},
	} {
		resp, body := s.ask(t, c.method, calendarOf("/caldav", county), c.body, "Content-Type", "application/xml", "Depth", "1", "Authorization", basic(countyKey))
		if resp.StatusCode != c.want {
			t.Errorf("%s: %s, want %d: %.300s", name, resp.Status, c.want, body)
		}
	}
}

// A question about everything in a large calendar is refused when its answer would have too many parts.
func TestAskAboutTooMuch(t *testing.T) {
	s := newStage(t)
	s.source.put(countyKey, held{county, year(2500), "2"})
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "<x%d/>", i)
	}
	body := `<propfind xmlns="DAV:"><prop>` + b.String() + `</prop></propfind>`
	for depth, want := range map[string]int{"0": 207, "1": 413} {
		resp, _ := s.ask(t, "PROPFIND", calendarOf("/caldav", county), body, "Content-Type", "application/xml", "Depth", depth, "Authorization", basic(countyKey))
		if resp.StatusCode != want {
			t.Errorf("Depth %s: %s, want %d", depth, resp.Status, want)
		}
	}
}

// Whatever is asked, the door answers, with a status that it means, and never panics; nor does a library that
// it hands the question to.
func FuzzRequest(f *testing.F) {
	source := &memory{}
	source.put(countyKey, held{county, meetings(), "1"})
	var log bytes.Buffer
	door := newDoor(f, source, &log)
	mine := calendarOf("/caldav", county)
	for _, body := range []string{
		"", propfind, proppatch, between, strings.Replace(multiget, "HREF", mine+short("avstamning@samverkan.example.se")+".ics", 1),
		`<propfind xmlns="DAV:"><allprop/></propfind>`, `<propfind xmlns="DAV:"><propname/></propfind>`, `<propfind xmlns="DAV:"/>`,
		`<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><allprop/><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">` +
			`<c:prop-filter name="summary"><c:text-match negate-condition="yes">x</c:text-match><c:param-filter name="language"><c:is-not-defined/></c:param-filter></c:prop-filter>` +
			`<c:comp-filter name="VALARM"><c:is-not-defined/></c:comp-filter></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>`,
		`<c:calendar-multiget xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><c:calendar-data><c:comp name="VCALENDAR"><c:prop name="VERSION"/></c:comp></c:calendar-data></prop><href>%zz</href></c:calendar-multiget>`,
		"BEGIN:VCALENDAR\r\nATTENDEE;CN=\"x\"\r\n", "<?a?><!--b--><![CDATA[c]]>",
	} {
		for i, method := range []string{"PROPFIND", "REPORT", "PROPPATCH", "PUT"} {
			f.Add(method, mine, "1", body)
			f.Add(method, []string{"/caldav/", mine + "x.ics", "/calendar/" + countyKey + "/", "/.well-known/caldav"}[i], "0", body)
		}
	}
	f.Fuzz(func(t *testing.T, method, path, depth, body string) {
		r := httptest.NewRequest("GET", "/", strings.NewReader(body))
		r.Method, r.URL.Path = method, path
		r.Header.Set("Content-Type", "application/xml")
		r.Header.Set("Depth", depth)
		r.SetBasicAuth("tib", countyKey)
		w := httptest.NewRecorder()
		log.Reset()
		door.ServeHTTP(w, r)
		if strings.Contains(log.String(), "panic") {
			t.Fatal(log.String())
		}
		switch w.Code {
		case 200, 204, 207, 304, 308, 400, 403, 404, 413, 416, 422:
		default:
			t.Fatalf("%s %q: %d", method, path, w.Code)
		}
		if w.Code == http.StatusMultiStatus && w.Body.Len() > 1<<20 {
			t.Fatalf("%d bytes are answered with %d", len(body), w.Body.Len())
		}
		io.Copy(io.Discard, w.Body)
	})
}

// Every address that the door tells of leads back to what it was told for, and nothing else does.
func FuzzPlace(f *testing.F) {
	for _, path := range []string{"/caldav", "/caldav/", "/calendar/k.ics", "/calendar/k", "/calendar/k/o/calendars/samverkan/n.ics", "/calendar/k/o/calendars/",
		"/caldav//", "/caldav/o/calendars/samverkan/n.ics/", "/caldav/o/calendars/samverkan/../x.ics", "/calendar//x"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		at, ok := placeOf(path)
		if !ok || at.kind == feedFile {
			return
		}
		told := at.path(at.kind, at.name)
		again, ok := placeOf(told)
		if !ok || again != at {
			t.Fatalf("%q is %+v, told as %q, which is %+v", path, at, told, again)
		}
		if told != path && told != path+"/" {
			t.Fatalf("%q is told as %q", path, told)
		}
	})
}
