package web_test

import (
	"strings"
	"testing"

	"samverkan/internal/web/webtest"
)

// A leader and a secretary who open their page again get what has changed and no more: at most 10 kB over the line. What has been
// written since they had it is there.
func TestOpenedAgain(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	b := s.Browser(t)
	for _, v := range roomViews[:2] {
		x := b.As(v.role)
		open := x.Opener()
		path := "/conferences/" + webtest.Conference + "/room?view=" + v.view
		open(path)
		s.As(webtest.Secretary).Get(deskPath).Form("/conferences/"+webtest.Conference+"/do/note.write").Submit("kind", "situation", "text", "Skrivet medan "+v.view+" var borta").Want(200)
		x.Eval("new Promise(done => setTimeout(done, 500))", nil)
		again := open(path)
		if again.Bytes > 10_000 {
			t.Errorf("%s: %d bytes the second time", v.view, again.Bytes)
		}
		x.Until("the new line is there", `document.body.textContent.includes("Skrivet medan `+v.view+` var borta")`)
		x.Complaints()
	}
}

// What differs is told to the one who has the page, and is the page when it is put together; to others, and of what is not
// remembered, the page is whole.
func TestWhatDiffersIsTheReadersOwn(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	leader := "/conferences/" + webtest.Conference + "/room?view=lead"
	get := func(role webtest.Role, path, have string) webtest.Answer {
		return s.As(role).Send("GET", path, "", map[string]string{"Samverkan-Have": have})
	}
	first := get(webtest.Leader, leader, "")
	digest := first.Header.Get("Samverkan-Digest")
	if first.Status != 200 || digest == "" || !strings.HasPrefix(first.Header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %v", first.Status, first.Header)
	}
	again := get(webtest.Leader, leader, digest)
	if again.Header.Get("Content-Type") != "application/vnd.samverkan.delta+json" || len(again.Body)*5 > len(first.Body) {
		t.Errorf("%s, %d bytes of %d", again.Header.Get("Content-Type"), len(again.Body), len(first.Body))
	}
	if again.Header.Get("Content-Security-Policy") == "" || again.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", again.Header)
	}
	for _, c := range []struct {
		role       webtest.Role
		path, have string
	}{
		{webtest.Secretary, deskPath, digest}, {webtest.Leader, leader, strings.Repeat("0", 64)}, {webtest.Leader, leader, "\"><script>"},
	} {
		if a := get(c.role, c.path, c.have); a.Status != 200 || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s with %q: %d %s", c.role, c.have, a.Status, a.Header.Get("Content-Type"))
		}
	}
	if a := get(webtest.Attendee, "/conferences/"+webtest.Conference+"/room", digest); a.Header.Get("Samverkan-Digest") != "" {
		t.Error("a follower's page is remembered")
	}
}
