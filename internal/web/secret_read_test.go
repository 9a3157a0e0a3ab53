package web_test

import (
	"slices"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/web/webtest"
)

// readings are what somebody has read of what is marked, as the audit journal tells it.
func readings(t *testing.T, s *webtest.Stage) (out []string) {
	t.Helper()
	list, err := s.Clerk().Audit(t.Context(), clerk.Identity{Owner: true}, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		if r.What != "" && r.Conference != "" {
			out = append(out, r.Member+" "+r.What)
		}
	}
	return out
}

// Whoever is shown marked matter is written down, on every page that shows it; who looks at a meeting with nothing marked is not.
func TestReadingWhatIsMarkedIsWrittenDown(t *testing.T) {
	room := "/conferences/" + webtest.Conference
	s := webtest.Start(t, webtest.Published)
	s.As(webtest.Leader).Get(room + "/plan/text")
	s.As(webtest.Leader).Get(minutesOf + "/correct")
	before := readings(t, s)
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	if marked := len(v.Conference.Markings()) > 0; marked != (len(before) > 0) {
		t.Fatalf("marked: %v, and written down is %q", marked, before)
	}

	s = webtest.Start(t, webtest.Called)
	c := planOf(t, s)
	if len(c.Plan.Material) == 0 {
		t.Fatal("there is no material")
	}
	digest := c.Plan.Material[0].Digest
	s.As(webtest.Leader).Get(room + "/material/" + digest)
	if got := readings(t, s); len(got) > 0 {
		t.Errorf("nothing is marked, and written down is %q", got)
	}
	s.Do(webtest.Leader, &conference.MarkSecrecy{ID: c.Plan.Material[0].Title, Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: c.Plan.Host}})
	for _, x := range []struct{ path, what string }{{room + "/plan/text", "invitation"}, {room + "/material/" + digest, "material"}, {minutesOf, "minutes"}, {room + "/room?view=lead", "room"}} {
		n := len(readings(t, s))
		s.As(webtest.Leader).Get(x.path)
		got := readings(t, s)
		if len(got) != n+1 || !slices.ContainsFunc(got[n:], func(r string) bool { return r[len(r)-len(x.what):] == x.what }) {
			t.Errorf("%s: written down is %q", x.path, got[n:])
		}
	}
	s.As(webtest.Attendee).Get(room + "/material/" + digest).Want(404)
}

// Correcting the minutes shows every line in clear, and is written down like reading them.
func TestReadingToCorrectIsWrittenDown(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Conference.Markings()) == 0 {
		s.Do(webtest.Leader, &conference.MarkSecrecy{ID: v.Conference.Notes[0].ID, Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: webtest.Host}})
	}
	n := len(readings(t, s))
	s.As(webtest.Leader).Get(minutesOf + "/correct")
	if got := readings(t, s); len(got) != n+1 {
		t.Errorf("written down is %q", got[n:])
	}
}

// A page with what was said in a recording, written down, is read as a transcript too, not as the minutes alone.
func TestReadingATranscriptIsWrittenDown(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, webtest.Published)
	c := planOf(t, s)
	if len(c.Recording.Files) == 0 {
		s.Do(webtest.Leader, &conference.AttachRecording{File: conference.AudioFile{Name: "ljud.wav", Digest: bring(t, s, "ljud")}})
		c = planOf(t, s)
	}
	sound := c.Recording.Files[0].Digest
	s.Do(webtest.Leader, &conference.MarkSecrecy{ID: c.Notes[0].ID, Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: c.Plan.Host}})
	read := func() []string {
		n := len(readings(t, s))
		s.As(webtest.Leader).Get(minutesOf)
		return readings(t, s)[n:]
	}
	if got := read(); len(got) != 1 || !strings.HasSuffix(got[0], "minutes") {
		t.Errorf("without a transcript: %q", got)
	}
	words := `{"schema":"samverkan.transcript/1","sound":"` + sound + `","language":"sv","model":"","segments":[{"from":0,"to":900,"text":"Välkomna."}]}`
	s.Do(webtest.Leader, &conference.AttachTranscript{Transcript: conference.TranscriptFile{Sound: sound, Digest: bring(t, s, words), Language: "sv"}})
	if got := read(); len(got) != 2 || !strings.HasSuffix(got[0], "transcript") {
		t.Errorf("with one: %q", got)
	}
}

func bring(t *testing.T, s *webtest.Stage, content string) string {
	t.Helper()
	digest, _, err := s.Clerk().BringFile(t.Context(), clerk.Identity{Member: "leader", Actor: webtest.Host, SystemRole: directory.Writer}, strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return digest
}
