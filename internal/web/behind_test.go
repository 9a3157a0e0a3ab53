package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// Who was away while rights changed and more happened is given all of it: what others are sent afterwards says only what is different
// from what they had.
func TestBehindWhenRightsChange(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	x := s.Browser(t).As(webtest.Leader) // somebody who is there all the time
	x.Size(1440, 900)
	x.Visit(room)
	live(x)
	write := func(n int) {
		s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: fmt.Sprintf("Medan ni var borta %d.", n)}})
		x.Until("it has come", fmt.Sprintf(`document.getElementById("log").textContent.includes("Medan ni var borta %d.")`, n))
	}
	from := planOf(t, s).Seq
	for n := range 4 {
		write(n)
	}
	first := planOf(t, s).Notes[0].ID
	s.Do(webtest.Leader, &conference.MarkSecrecy{ID: first, Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: webtest.Host}})
	write(4)

	head, html := planOf(t, s).Seq, ""
	for at := from; at < head; { // an answer without anything is asked for again
		a := s.As(webtest.Leader).Send(http.MethodGet, fmt.Sprintf("/conferences/%s/stream?view=lead&after=%d&wait=5", webtest.Conference, at), "", map[string]string{"Accept": "application/json"})
		var page struct {
			Next int64
			HTML string
		}
		if err := json.Unmarshal([]byte(a.Body), &page); err != nil || a.Status != http.StatusOK || page.Next < at {
			t.Fatalf("%d %.200s: %v", a.Status, a.Body, err)
		}
		at, html = page.Next, html+page.HTML
	}
	for n := range 5 {
		if !strings.Contains(html, fmt.Sprintf("Medan ni var borta %d.", n)) {
			t.Errorf("nobody is told of note %d", n)
		}
	}
}
