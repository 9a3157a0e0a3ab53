package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samverkan/internal/web/webtest"
)

// A form that is refused is shown again on a page, wherever it says that it came from; a stream, a script or a file is no answer to it.
func TestRefusedIsShownOnAPage(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, webtest.Live)
	all := routes(t)
	paths := found(seen(t, webtest.Live, webtest.Leader))
	for _, r := range all {
		path, ok := sample(all, r.Path, paths)
		if r.Method != http.MethodGet || !ok {
			continue
		}
		a := s.As(webtest.Leader).Send(http.MethodPost, "/language", url.Values{"lang": {"xx"}, "_back": {path}}.Encode(), nil)
		if a.Status < 400 || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: a refused form is answered %d %s", r.Path, a.Status, a.Header.Get("Content-Type"))
		}
	}
}

// What a form with a file in it has besides the file is counted together.
func TestPartsAreCounted(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	part := func(n int, size int) string {
		return strings.Repeat("--snitt-9\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n"+strings.Repeat("x", size)+"\r\n", n) + "--snitt-9--\r\n"
	}
	head := map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-9"}
	for name, body := range map[string]string{"many": part(5000, 0), "large": part(6, 1<<20)} {
		if a := s.As(webtest.Leader).Send(http.MethodPost, "/areas/"+webtest.Area+"/items", body, head); a.Status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
}

// The leader's own people alone have their plan held against what they send: to others even the comparison would tell of it.
func TestOnlyWhoMayChangeIsTold(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	for _, place := range []string{"/plan/save/agenda", "/plan/hints/agenda"} {
		a := s.As(webtest.Attendee).Send(http.MethodPost, "/conferences/"+webtest.Conference+place, "_base=1&agenda.0.aim=gissning", map[string]string{"Samverkan-Enhanced": "1"})
		if a.Status != http.StatusForbidden {
			t.Errorf("%s: %d %.200s", place, a.Status, a.Body)
		}
	}
}
