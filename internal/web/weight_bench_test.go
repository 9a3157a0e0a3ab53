package web_test

import (
	"testing"
	"time"

	"samverkan/internal/web/webtest"
)

// roomViews are the ways to see a meeting that goes on, with who sees it so.
var roomViews = []struct {
	view string
	role webtest.Role
}{{"lead", webtest.Leader}, {"desk", webtest.Secretary}, {"listen", webtest.Listener}, {"follow", webtest.Attendee}}

// A line as over a telephone far from a mast.
const (
	slowLine = 1.6e6 / 8 // bytes a second
	slowWay  = 150 * time.Millisecond
)

// BenchmarkWeight opens each view of a meeting in Chromium, the first time and again, and gives how many bytes came over the wire,
// and when the page could be used on a slow line: when a key is answered by the page's own script, counted from the beginning of
// the navigation.
func BenchmarkWeight(b *testing.B) {
	s := webtest.Start(b, webtest.Live)
	browser := s.Browser(b)
	for _, v := range roomViews {
		b.Run(v.view, func(b *testing.B) {
			path := "/conferences/" + webtest.Conference + "/room?view=" + v.view
			if a := s.As(v.role).Send("GET", path, "", nil); a.Status != 200 {
				b.Skipf("NOT RUN: there is no such view: %d", a.Status)
			}
			var first, again webtest.Opening
			for b.Loop() {
				tab := browser.As(v.role) // a window of its own, with nothing kept
				open := tab.Opener()
				tab.Slow(slowLine, slowWay)
				for _, o := range []*webtest.Opening{&first, &again} {
					got := open(path)
					o.Bytes, o.Ready = o.Bytes+got.Bytes, o.Ready+got.Ready
				}
				tab.Close()
			}
			for name, o := range map[string]webtest.Opening{"first": first, "again": again} {
				b.ReportMetric(float64(o.Bytes)/1000/float64(b.N), name+"-kB")
				b.ReportMetric(o.Ready/float64(b.N), name+"-ms")
			}
		})
	}
}
