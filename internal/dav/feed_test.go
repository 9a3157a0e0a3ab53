package dav

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"samverkan/internal/render/ical"
)

func TestFeedGolden(t *testing.T) {
	s := newStage(t)
	for name, key := range map[string]string{"feed": countyKey, "empty": emptyKey, "english": otherKey} {
		resp, body := s.ask(t, "GET", "/calendar/"+key+".ics", "")
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
			t.Fatalf("%s: %s, %s", name, resp.Status, resp.Header.Get("Content-Type"))
		}
		if found := ical.Lint([]byte(body), ""); len(found) > 0 {
			t.Errorf("%s: %v", name, found)
		}
		file := "testdata/" + name + ".ics"
		if *update {
			if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if body != string(want) {
			t.Errorf("%s has changed:\n%s", file, body)
		}
	}
}

// What a feed must hold and must not hold, whatever else it says.
func TestFeedSays(t *testing.T) {
	s := newStage(t)
	_, body := s.ask(t, "GET", "/calendar/"+countyKey+".ics", "")
	body = strings.ReplaceAll(body, "\r\n ", "")
	for _, want := range []string{
		"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n", "\r\nX-PUBLISHED-TTL:PT15M\r\n", "\r\nX-WR-CALNAME:Samverkan: Länsstyrelsen Mellanmark\r\n",
		"\r\nBEGIN:VTIMEZONE\r\n", "\r\nSTATUS:CANCELLED\r\n", "\r\nSUMMARY;LANGUAGE=sv:ÖVNING: Samverkansövning Höst\r\n",
		"\r\nSUMMARY;LANGUAGE=sv:Samverkansmöte\r\n", "\r\nCLASS:CONFIDENTIAL\r\n",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, never := range []string{"METHOD", "ATTENDEE", "hemlig.example.se", "Grankotte"} {
		if strings.Contains(body, never) {
			t.Errorf("%q is there", never)
		}
	}
	_, empty := s.ask(t, "GET", "/calendar/"+emptyKey+".ics", "")
	if !strings.Contains(empty, "BEGIN:VTIMEZONE") || strings.Contains(empty, "BEGIN:VEVENT") {
		t.Errorf("an empty calendar is %s", empty)
	}
}

func TestFeedAsksAgain(t *testing.T) {
	s := newStage(t)
	path := "/calendar/" + countyKey + ".ics"
	first, body := s.ask(t, "GET", path, "")
	etag := first.Header.Get("ETag")
	if !strings.HasPrefix(etag, `"`) || first.Header.Get("Cache-Control") != "private, no-cache" {
		t.Fatalf("ETag %s, Cache-Control %s", etag, first.Header.Get("Cache-Control"))
	}
	for _, c := range []struct {
		method, match string
		status        int
	}{
		{"GET", etag, 304}, {"GET", "W/" + etag, 304}, {"GET", `"other", ` + etag, 304}, {"GET", "*", 304}, {"HEAD", etag, 304},
		{"GET", `"other"`, 200}, {"HEAD", `"other"`, 200},
	} {
		resp, got := s.ask(t, c.method, path, "", "If-None-Match", c.match)
		if resp.StatusCode != c.status || (c.status == 304 || c.method == "HEAD") != (got == "") {
			t.Errorf("%s If-None-Match %s: %s with %d bytes", c.method, c.match, resp.Status, len(got))
		}
	}
	// Another version with the same content is no news; another content is.
	s.source.put(countyKey, held{county, meetings(), "2"})
	if resp, _ := s.ask(t, "GET", path, "", "If-None-Match", etag); resp.StatusCode != 304 {
		t.Errorf("the same content: %s", resp.Status)
	}
	changed := meetings()
	changed[0].Start = changed[0].Start.Add(5 * time.Minute)
	s.source.put(countyKey, held{county, changed, "3"})
	if resp, got := s.ask(t, "GET", path, "", "If-None-Match", etag); resp.StatusCode != 200 || got == body {
		t.Errorf("a moved meeting: %s", resp.Status)
	}
	// A source that cannot tell versions is asked each time and believed.
	s.source.put(countyKey, held{county, meetings(), ""})
	if resp, got := s.ask(t, "GET", path, ""); resp.Header.Get("ETag") != etag || got != body {
		t.Error("without a version the old content is not shown")
	}
	s.source.put(countyKey, held{county, changed, ""})
	if _, got := s.ask(t, "GET", path, ""); got == body {
		t.Error("without a version a change is not shown")
	}
}

// Given a key that has been used, when it is revoked, then nothing that stood ready is shown any more.
func TestRevoked(t *testing.T) {
	s := newStage(t)
	object := calendarOf("/calendar/"+countyKey, county) + short("regional-3@samverkan.example.se") + ".ics"
	mine := calendarOf("/caldav", county)
	ask := func(want int) {
		t.Helper()
		for _, path := range []string{"/calendar/" + countyKey + ".ics", object, "/calendar/" + countyKey + "/"} {
			if resp, body := s.ask(t, "GET", path, ""); resp.StatusCode != want {
				t.Errorf("GET %s: %s, want %d: %s", path, resp.Status, want, body)
			}
		}
		r, _ := http.NewRequest("GET", s.URL+mine, nil)
		r.SetBasicAuth("vem som helst", countyKey)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("with the key as password: %s, want %d", resp.Status, want)
		}
	}
	ask(200)
	s.source.revoke(countyKey)
	ask(404)
}

// Given a meeting whose end is before its start, then it is left out, told in the log without its words, and all others stand.
func TestBrokenEntryIsLeftOut(t *testing.T) {
	s := newStage(t)
	events := meetings()
	events[0].End = events[0].Start.Add(-time.Hour)
	s.source.put(countyKey, held{county, events, "2"})
	_, body := s.ask(t, "GET", "/calendar/"+countyKey+".ics", "")
	if strings.Contains(body, "regional-3@") || strings.Count(body, "BEGIN:VEVENT") != 5 {
		t.Errorf("%d events", strings.Count(body, "BEGIN:VEVENT"))
	}
	if log := s.log.String(); !strings.Contains(log, "regional-3@") || strings.Contains(log, "Snökaos") || strings.Contains(log, countyKey) {
		t.Errorf("the log says %s", log)
	}
}
