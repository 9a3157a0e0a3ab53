package web_test

import (
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// soonEnough is how long a page may take to find out that streams do not come through, and what has happened to come to it.
const soonEnough = 10 * time.Second

// Where a proxy keeps streams back until they end, the leader and those who follow are live all the same: the pages find out and ask
// instead, and say in words that they do.
func TestLiveWhereStreamsAreKeptBack(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	n := s.Net(t)
	n.Swallow(true)
	b := s.Browser(t)
	for _, x := range []struct {
		role         webtest.Role
		words, place string // what the page says of the way it is live, and where what others say comes
	}{
		{webtest.Leader, "uppdateras i omgångar", "log"},
		{webtest.OtherAttendee, "Svagt nät, men allt är hämtat", "f-talk"},
	} {
		tab := b.As(x.role)
		tab.Through(n.URL)
		tab.Visit(roomPath)
		// Counted by the page's own clock, from where it could be read: a busy machine takes its time between two looks.
		tab.Eval(`window.__polls = new Promise((done) => { const look = () => document.querySelector('[data-connection][data-state="poll"]') ? done(performance.now() - performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd) : setTimeout(look, 20); look(); }); true`, nil)
		var took float64
		tab.Eval(`window.__polls`, &took)
		if d := time.Duration(took) * time.Millisecond; d > soonEnough {
			t.Errorf("%s: it asks after %v", x.role, d)
		}
		tab.Until("the page says how it is live", `document.querySelector("[data-connection]").innerText.includes("`+x.words+`")`)
		began := time.Now()
		want := "Vi hörs trots nätet"
		if x.role == webtest.Leader {
			s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: want}})
		} else {
			s.Do(webtest.Leader, &conference.GrantFloor{Actor: "foretag-allmantele"})
			want = "Allmäntele"
		}
		tab.Until("what is said comes", `document.getElementById("`+x.place+`").textContent.includes("`+want+`")`)
		if d := time.Since(began); d > soonEnough {
			t.Errorf("%s: what was said came after %v", x.role, d)
		}
		tab.Close()
	}
	if n.Held() == 0 {
		t.Error("no stream was kept back, so nothing was tried")
	}
}
