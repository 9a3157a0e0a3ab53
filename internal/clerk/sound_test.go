package clerk_test

import (
	"bytes"
	"io"
	"os"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/sound"
)

// recorded gives an installation with a meeting that has been recorded, and the identity that keeps its record.
func recorded(t *testing.T) (*world, string, clerk.Identity) {
	t.Helper()
	w := at(t, "stocked")
	own := plan(t, "local")
	own.ID, own.Incident, own.Roles = "konf-ljud", "", nil
	who := tib(own.Host)
	w.clock.set(own.Start)
	for _, cmd := range []conference.Command{&conference.PlanConference{Plan: own}, &conference.OpenMeeting{}, &conference.InformRecording{},
		&conference.StartRecording{}, &conference.StopRecording{}} {
		if _, err := w.Do(t.Context(), who, own.ID, clerk.Wish{Command: cmd}); err != nil {
			t.Fatal(cmd.Name(), err)
		}
	}
	return w, own.ID, who
}

func (w *world) attach(who clerk.Identity, conf string, content []byte) conference.AudioFile {
	w.t.Helper()
	digest, _, err := w.BringFile(w.t.Context(), who, bytes.NewReader(content), 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	// Given twice with one id, as after a lost answer.
	for _, want := range []clerk.Status{clerk.Accepted, clerk.Already} {
		r, err := w.Do(w.t.Context(), who, conf, clerk.Wish{ID: "attach " + digest, Command: &conference.AttachRecording{File: conference.AudioFile{Name: "ljud", Digest: digest}}})
		if err != nil || r.Status != want {
			w.t.Fatal(r.Status, err)
		}
	}
	f, ok := w.view(who, conf).Conference.Recording.File(digest)
	if !ok {
		w.t.Fatal("the recording is not there")
	}
	return *f
}

func audio(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../sound/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Given a recording that is attached by its digest alone, then type, length and size are those of the file.
func TestAttachingReadsTheFile(t *testing.T) {
	w, conf, who := recorded(t)
	content := audio(t, "chrome.webm")
	f := w.attach(who, conf, content)
	if f.MediaType != "audio/webm" || f.Length != 7320*time.Millisecond || f.Size != int64(len(content)) {
		t.Errorf("%+v", f)
	}
	// What is no sound is attached as it always was; what it is, nobody knows.
	if f := w.attach(who, conf, []byte("inget ljud")); f.Size != 10 || f.MediaType != "" || f.Length != 0 {
		t.Errorf("%+v", f)
	}
}

func TestSoundOf(t *testing.T) {
	w, conf, who := recorded(t)
	browser, call, text := w.attach(who, conf, audio(t, "chrome.webm")), w.attach(who, conf, audio(t, "end.m4a")), w.attach(who, conf, []byte("inget ljud"))
	if _, _, _, ready, err := w.SoundOf(t.Context(), who, conf, browser.Digest); ready || err != nil {
		t.Fatal(ready, err)
	}
	for range 3 {
		if worked, err := w.ReadSound(t.Context()); !worked || err != nil {
			t.Fatal(worked, err)
		}
	}
	if worked, err := w.ReadSound(t.Context()); worked || err != nil {
		t.Fatal("there was more to do", err)
	}
	info, peaks, per, ready, err := w.SoundOf(t.Context(), who, conf, browser.Digest)
	if err != nil || !ready || info.Codec != "opus" || len(peaks) != 74 || per != 100*time.Millisecond {
		t.Errorf("%+v %d %v %v %v", info, len(peaks), per, ready, err)
	}
	info, peaks, _, ready, err = w.SoundOf(t.Context(), who, conf, call.Digest)
	if err != nil || !ready || info.Codec != "aac" || peaks != nil {
		t.Errorf("%+v %d %v %v", info, len(peaks), ready, err)
	}
	_, _, _, ready, err = w.SoundOf(t.Context(), who, conf, text.Digest)
	if wantCode(t, err, "sound.unknown-format"); !ready {
		t.Error("not ready")
	}
	// Who may not hear it does not see how loud it is either.
	_, _, _, _, err = w.SoundOf(t.Context(), tib("ekeryd"), conf, browser.Digest)
	if err == nil {
		t.Error("a stranger sees the sound")
	}
}

// A browser's recording is played with its length and places, all else byte by byte as it was attached.
func TestPlayback(t *testing.T) {
	w, conf, who := recorded(t)
	raw, call := audio(t, "chrome.webm"), audio(t, "end.m4a")
	browser, m4a := w.attach(who, conf, raw), w.attach(who, conf, call)
	play := func(digest string) (string, []byte) {
		t.Helper()
		_, mark, r, err := w.OpenPlayback(t.Context(), who, conf, digest)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return mark, b
	}
	before, b := play(browser.Digest)
	if !bytes.Equal(b, raw) {
		t.Error("what has not been read yet is not as it was attached")
	}
	for worked := true; worked; {
		var err error
		if worked, err = w.ReadSound(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	after, b := play(browser.Digest)
	var want bytes.Buffer
	if err := sound.Seekable(&want, bytes.NewReader(raw)); err != nil || !bytes.Equal(b, want.Bytes()) || after == before {
		t.Errorf("%d bytes of %d, %v", len(b), want.Len(), err)
	}
	if mark, b := play(m4a.Digest); !bytes.Equal(b, call) || mark != m4a.Digest {
		t.Error("a telephone's recording is not as it was")
	}
	_, r, err := w.OpenRecording(t.Context(), who, conf, browser.Digest)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, raw) {
		t.Error("the record itself has been changed", err)
	}
}

// What was read out of a recording goes when the recording does.
func TestExpungedSound(t *testing.T) {
	w, conf, who := recorded(t)
	f := w.attach(who, conf, audio(t, "voip.ogg"))
	if worked, err := w.ReadSound(t.Context()); !worked || err != nil {
		t.Fatal(worked, err)
	}
	var seq int64
	for _, e := range w.journal(clerk.OwnerIdentity(), conf) {
		if e.Name == "recording.attached" {
			seq = e.Seq
		}
	}
	w.administer(clerk.Expunge{Stream: "conference/" + conf, Seqs: []int64{seq}, Ground: "arkivlagen"})
	if left, err := w.SoundDigests(t.Context()); len(left) != 0 || err != nil {
		t.Errorf("%v is left of %s, %v", left, f.Digest, err)
	}
}
