package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samverkan/internal/web/webtest"
)

// A meeting that was recorded without a word of it in the record can have its sound all the same, when it is said when it begins; that
// the participants were told is then missing, which the page says.
func TestSoundWithoutANotedStart(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, webtest.Lobby)
	if r := recordingOf(t, s); len(r.Runs) > 0 {
		t.Fatalf("it is recorded already: %+v", r)
	}
	c := s.As(webtest.Secretary)
	place := "/conferences/" + webtest.Conference + "/recording"
	page := c.Get(place)
	untold := strings.Contains(page.Body, "inte antecknat att deltagarna informerades")
	if untold != recordingOf(t, s).InformedAt.IsZero() || !strings.Contains(page.Body, "Journalen säger inte att något av mötet är inspelat") {
		t.Errorf("it is not said what is missing\n%s", page.Body)
	}
	form := page.Form(place)
	multipart := map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-9"}
	sound := string(wave(4000))
	if a := c.Send(http.MethodPost, form.Action, upload(form.Values, "bro.wav", "audio/wav", sound), multipart); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Ange när filen börjar") {
		t.Errorf("without a start it answers %d\n%s", a.Status, a.Body)
	}
	form.Values["into"], form.Values["moment"] = []string{"0:10"}, []string{"2027-01-06T17:57:40Z"}
	if a := c.Send(http.MethodPost, form.Action, upload(form.Values, "bro.wav", "audio/wav", sound), multipart); a.Status >= 400 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	if files := recordingOf(t, s).Files; len(files) != 1 || files[0].StartsAt.IsZero() {
		t.Errorf("the files are %+v", files)
	}
	if after := c.Get(place).Body; !strings.Contains(after, "Börjar 18:57:30") {
		t.Errorf("the page does not say when it begins\n%s", after)
	}
}
