package web_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/web/webtest"
)

const secrecyOf = "/conferences/" + webtest.Conference + "/secrecy"

// What is marked on the page is marked, what was written stays, and it can be opened again; who has read it is told to the host's
// people who answer for it, and the page is nobody else's.
func TestSecrecyIsMarked(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, webtest.Live)
	s.Do(webtest.Secretary, &conference.WriteNote{ID: "I900", Kind: conference.NoteInformation, Content: conference.Content{Text: "Reservvattentäkten saknar vakt."}})
	for _, r := range []webtest.Role{webtest.Attendee, webtest.Observer} {
		s.As(r).Get(secrecyOf).Want(http.StatusForbidden)
	}
	s.As(webtest.Outsider).Get(secrecyOf).Want(http.StatusNotFound)
	secretary := s.As(webtest.Secretary)
	secretary.Get(secrecyOf).Says("Reservvattentäkten", "Punkter", "Anteckningar")
	mark := "/conferences/" + webtest.Conference + "/do/secrecy.mark"
	form := secretary.Get(secrecyOf + "?mark=I900").Form(mark)
	form.Submit("secrecy.ground", "").Want(http.StatusUnprocessableEntity)
	form.Submit("secrecy.ground", "OSL 18 kap. 13 §", "secrecy.readers", "kommun-ekeryd").Says("OSL 18 kap. 13 §", "Reservvattentäkten")
	n, ok := stands(t, s).Note("I900")
	if !ok || n.Secrecy.Ground != "OSL 18 kap. 13 §" || n.Text != "Reservvattentäkten saknar vakt." || len(n.Secrecy.Readers) != 1 {
		t.Fatalf("%+v", n)
	}
	s.As(webtest.Observer).Get(minutesOf).SaysNot("Reservvattentäkten")
	s.As(webtest.Leader).Get(secrecyOf).Says("Vem som läst det märkta")
	secretary.Get(secrecyOf + "?mark=borta").Want(http.StatusNotFound)
}

// A stretch of the sound that is marked is drawn for who may hear it, and said to who may not, who hears nothing.
func TestSoundIsConcealed(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, webtest.Published)
	c := stands(t, s)
	if len(c.Recording.Runs) == 0 || len(c.Recording.Files) == 0 {
		t.Fatal("the stage has no recording")
	}
	from := c.Recording.Runs[0].Start
	leader := s.As(webtest.Leader)
	page := leader.Get(minutesOf)
	form := page.Form("/conferences/" + webtest.Conference + "/do/recording.conceal")
	clock := func(t time.Time) string { return t.In(i18n.Stockholm()).Format("2006-01-02T15:04:05") }
	form.Submit("from", clock(from.Add(time.Second)), "to", clock(from), "secrecy.ground", "OSL 18 kap. 13 §").Want(http.StatusUnprocessableEntity)
	short := func(t time.Time) string { return t.In(i18n.Stockholm()).Format(time.TimeOnly) } // of the meeting's day
	form.Submit("from", short(from), "to", short(from.Add(2*time.Second)), "secrecy.ground", "OSL 18 kap. 13 §").Says("Del S1", "OSL 18 kap. 13 §")
	spans := stands(t, s).Recording.Concealed
	if len(spans) != 1 || !spans[0].From.Equal(from.Truncate(time.Second)) {
		t.Fatalf("%+v", spans)
	}
	if n := len(leader.Get(minutesOf).Find("audio")); n != 1 {
		t.Errorf("the host has %d players", n)
	}
	address := "/conferences/" + webtest.Conference + "/sound/" + c.Recording.Files[0].Digest
	other := s.As(webtest.Attendee)
	if n := len(other.Get(minutesOf).Says("Du kan inte lyssna på inspelningen", "OSL 18 kap. 13 §").Find("audio")); n != 0 {
		t.Errorf("%d players for who may not hear it", n)
	}
	for _, path := range []string{address, address + "/peaks", address + "?save=1"} {
		if a := other.Send(http.MethodGet, path, "", nil); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	a := leader.Send(http.MethodGet, address+"/peaks", "", nil)
	var picture struct {
		Ready bool
		Per   int
		Peaks string
	}
	if err := json.Unmarshal([]byte(a.Body), &picture); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d %s: %v", a.Status, a.Body, err)
	}
	if _, err := base64.StdEncoding.DecodeString(picture.Peaks); err != nil {
		t.Error(err)
	}
	leader.Get(secrecyOf).Says("Ta bort märkningen av S1")
}

// stands is the conference as it stands.
func stands(t *testing.T, s *webtest.Stage) *conference.Conference {
	t.Helper()
	v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	return v.Conference
}
