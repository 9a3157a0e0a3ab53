package dav

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"
)

// large is a calendar of 5,000 entries: far more than a county gathers in ten years.
const large = 5000

func benchmark(b *testing.B, method, path, body string, ready bool, header ...string) {
	source := &memory{}
	version := "1"
	if !ready {
		version = "" // nothing stands ready
	}
	source.put(countyKey, held{county, year(large), version})
	door := newDoor(b, source, io.Discard)
	var size int64
	once := func() {
		r := httptest.NewRequest(method, "/calendar/"+countyKey+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/xml")
		r.Header.Set("Depth", "1")
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		door.ServeHTTP(w, r)
		if w.Code >= 400 {
			b.Fatalf("%d: %s", w.Code, w.Body)
		}
		size = int64(w.Body.Len())
	}
	once() // what can stand ready does
	for b.Loop() {
		once()
	}
	b.ReportMetric(float64(size)/1e6, "MB")
}

func BenchmarkFeedMadeAnew(b *testing.B) { benchmark(b, "GET", ".ics", "", false) }
func BenchmarkFeedReady(b *testing.B)    { benchmark(b, "GET", ".ics", "", true) }
func BenchmarkFeedUnchanged(b *testing.B) {
	benchmark(b, "GET", ".ics", "", true, "If-None-Match", "*")
}

const allData = `<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/><c:calendar-data/></prop>` +
	`<c:filter><c:comp-filter name="VCALENDAR"/></c:filter></c:calendar-query>`

func BenchmarkETags(b *testing.B) {
	benchmark(b, "PROPFIND", calendarOf("", county), propfind, true)
}
func BenchmarkAllData(b *testing.B) { benchmark(b, "REPORT", calendarOf("", county), allData, true) }
func BenchmarkADay(b *testing.B)    { benchmark(b, "REPORT", calendarOf("", county), between, true) }
