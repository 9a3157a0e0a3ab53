package hearing_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/fixture"
	"samverkan/internal/hearing"
	"samverkan/internal/id"
	"samverkan/internal/scenario"
	"samverkan/internal/sound"
	"samverkan/internal/store"
	"samverkan/internal/transcribe"
)

const meeting = "konf-ljud"

// world is an installation with a meeting that was recorded, and a machine that writes.
type world struct {
	t *testing.T
	*clerk.Clerk
	who    clerk.Identity
	worker *hearing.Worker

	mu  sync.Mutex
	now time.Time

	sent   [][]byte // what the machine was given
	answer func(w http.ResponseWriter)
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func open(t *testing.T) *world { return openWith(t, true) }

// openWith has the machine in the house or outside it.
func openWith(t *testing.T, inside bool) *world {
	t.Helper()
	dir, chance := t.TempDir(), func(n byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{n}) }
	b, err := fixture.Snokaos.ReadFile("snokaos/conference-local.yaml")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := scenario.ReadPlan(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plan.ID, plan.Incident, plan.Roles, plan.Callout.SentAt = meeting, "", nil, time.Time{}
	w := &world{t: t, now: plan.Start}
	w.answer = func(r http.ResponseWriter) {
		io.WriteString(r, `{"language":"sv","text":"Hej","segments":[{"start":0.2,"end":1,"text":"Hej"}]}`)
	}
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, "samverkan.db"), KeyPath: filepath.Join(dir, "key"), Now: w.clock, Random: chance(1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	key, err := s.SigningKey(t.Context(), "samverkan")
	if err != nil {
		t.Fatal(err)
	}
	files := attachment.NewShelf(filepath.Join(dir, "files"), chance(2))
	t.Cleanup(func() { files.Close() })
	w.Clerk = clerk.New(clerk.Options{Store: s, Files: files, NewID: id.NewSource(w.clock, chance(3)).New, Now: w.clock, Key: key, Origin: "samverkan", Transcribes: true,
		TranscribesInside: inside})
	w.stock()
	w.who = clerk.Identity{Member: "leader", Actor: plan.Host, SystemRole: directory.Writer}
	for _, cmd := range []conference.Command{&conference.PlanConference{Plan: plan}, &conference.OpenMeeting{}, &conference.InformRecording{}, &conference.StartRecording{}} {
		w.do(cmd)
	}
	w.later(10 * time.Second)
	w.do(&conference.StopRecording{})
	w.machine()
	return w
}

func (w *world) stock() {
	w.t.Helper()
	b, err := fixture.Snokaos.ReadFile("snokaos/actors.csv")
	if err != nil {
		w.t.Fatal(err)
	}
	actors, err := directory.ReadActors(bytes.NewReader(b))
	if err != nil {
		w.t.Fatal(err)
	}
	sweden, err := directory.Sweden()
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Administer(w.t.Context(), clerk.OwnerIdentity(), "stock", clerk.ImportActors{Actors: append(sweden.All(), actors...)}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) do(cmd conference.Command) {
	w.t.Helper()
	if _, err := w.Do(w.t.Context(), w.who, meeting, clerk.Wish{Command: cmd}); err != nil {
		w.t.Fatal(cmd.Name(), err)
	}
}

// at does something at a time of the meeting.
func (w *world) at(moment time.Time, cmd conference.Command) {
	w.t.Helper()
	if _, err := w.Do(w.t.Context(), w.who, meeting, clerk.Wish{Command: cmd, OccurredAt: moment}); err != nil {
		w.t.Fatal(cmd.Name(), err)
	}
}

// machine starts a service that speaks the protocol, and the worker that calls it.
func (w *world) machine() {
	w.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil {
			w.t.Error(err)
		}
		form, err := multipart.NewReader(r.Body, params["boundary"]).ReadForm(1 << 20)
		if err != nil {
			w.t.Error(err)
			return
		}
		f, err := form.File["file"][0].Open()
		if err != nil {
			w.t.Error(err)
			return
		}
		b, _ := io.ReadAll(f)
		w.sent = append(w.sent, b)
		w.answer(rw)
	}))
	w.t.Cleanup(server.Close)
	machine, err := transcribe.New(transcribe.Options{URL: server.URL, Model: "kb-whisper", LocalOnly: true, Timeout: 10 * time.Second})
	if err != nil {
		w.t.Fatal(err)
	}
	w.worker = &hearing.Worker{Clerk: w.Clerk, Log: slog.New(slog.DiscardHandler), After: time.After, Machine: machine, Language: "sv", Alone: true}
}

// attach adds a recording of the tests of internal/sound, begun when the meeting was.
func (w *world) attach(name string) conference.AudioFile {
	w.t.Helper()
	return w.attachAt(name, w.recording().Runs[0].Start)
}

// attachAt adds one that begins at a time; zero is one of which nobody knows.
func (w *world) attachAt(name string, start time.Time) conference.AudioFile {
	w.t.Helper()
	b, err := os.ReadFile("../sound/testdata/" + name)
	if err != nil {
		w.t.Fatal(err)
	}
	digest, _, err := w.BringFile(w.t.Context(), w.who, bytes.NewReader(b), 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	w.do(&conference.AttachRecording{File: conference.AudioFile{Name: name, Digest: digest, StartsAt: start}})
	f, _ := w.recording().File(digest)
	return *f
}

func (w *world) recording() *conference.Recording {
	w.t.Helper()
	v, err := w.Conference(w.t.Context(), w.who, meeting)
	if err != nil {
		w.t.Fatal(err)
	}
	return &v.Conference.Recording
}

// write has what is due written down, and gives how it went.
func (w *world) write() clerk.AskedTranscript {
	w.t.Helper()
	if worked, err := w.worker.WriteDown(w.t.Context()); !worked || err != nil {
		w.t.Fatal(worked, err)
	}
	list, err := w.AskedTranscripts(w.t.Context(), w.who, meeting)
	if err != nil || len(list) != 1 {
		w.t.Fatal(list, err)
	}
	return list[0]
}

// Given a recording that somebody asks to have written down, then what the machine answers is attached as a draft by that person.
func TestWritesDown(t *testing.T) {
	t.Parallel()
	w := open(t)
	f := w.attach("chrome.webm")
	for range 2 { // asking twice asks once
		if err := w.AskTranscript(t.Context(), w.who, meeting, f.Digest); err != nil {
			t.Fatal(err)
		}
	}
	if asked := w.write(); asked.Code != "" || asked.Done.IsZero() || asked.By != "leader" {
		t.Errorf("%+v", asked)
	}
	if worked, err := w.worker.WriteDown(t.Context()); worked || err != nil {
		t.Error("it is written down twice", err)
	}
	list := w.recording().Transcripts
	if len(list) != 1 || !list[0].Draft() || list[0].Sound != f.Digest || list[0].Model != "kb-whisper" || list[0].Language != "sv" || list[0].By != "leader" {
		t.Fatalf("%+v", list)
	}
	var doc struct {
		Schema   string
		Segments []struct {
			From, To int64
			Text     string
		}
	}
	if err := json.Unmarshal(w.content(list[0].Digest), &doc); err != nil || doc.Schema != transcribe.Schema || len(doc.Segments) != 1 || doc.Segments[0].From != 200 {
		t.Errorf("%+v %v", doc, err)
	}
	if len(w.sent) != 1 || int64(len(w.sent[0])) != f.Size {
		t.Errorf("%d were sent", len(w.sent))
	}
}

func (w *world) content(digest string) []byte {
	w.t.Helper()
	r, err := w.OpenJob(w.t.Context(), clerk.TranscriptJob{Digest: digest})
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// Given a stretch that is concealed after somebody asked, then it is silent in what is sent, and where that cannot be done nothing is sent.
func TestConcealedIsNotSent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"chrome.webm", "end.m4a"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			f := w.attach(name)
			if err := w.AskTranscript(t.Context(), w.who, meeting, f.Digest); err != nil {
				t.Fatal(err)
			}
			w.do(&conference.ConcealRecording{From: f.StartsAt.Add(1500 * time.Millisecond), To: f.StartsAt.Add(3 * time.Second),
				Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: w.who.Actor}})
			asked := w.write()
			if name == "end.m4a" {
				if asked.Code != "transcribe.cannot-leave-out" || len(w.sent) != 0 || asked.Done.IsZero() {
					t.Errorf("%+v, %d sent", asked, len(w.sent))
				}
				return
			}
			if asked.Code != "" || len(w.sent) != 1 {
				t.Fatalf("%+v, %d sent", asked, len(w.sent))
			}
			p, err := sound.Peaks(bytes.NewReader(w.sent[0]), 100*time.Millisecond)
			if err != nil || len(p) != 74 {
				t.Fatal(len(p), err)
			}
			for i := 15; i < 30; i++ {
				if p[i] != 0 {
					t.Errorf("at %d ms it is %d", i*100, p[i])
				}
			}
			if p[3] < 100 {
				t.Error("the rest is silent too")
			}
		})
	}
}

// Given a marked item, then the time in which it was dealt with is silent in what is sent, as it is in the public version.
func TestMarkedItemIsNotSent(t *testing.T) {
	t.Parallel()
	w := open(t)
	f := w.attach("chrome.webm")
	v, err := w.Conference(t.Context(), w.who, meeting)
	if err != nil {
		t.Fatal(err)
	}
	item := v.Conference.Plan.Agenda[0].ID
	w.at(f.StartsAt.Add(2500*time.Millisecond), &conference.StartItem{Item: item})
	w.at(f.StartsAt.Add(4*time.Second), &conference.FinishItem{Item: item})
	w.do(&conference.MarkItemSecrecy{Item: item, Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: w.who.Actor}})
	if err := w.AskTranscript(t.Context(), w.who, meeting, f.Digest); err != nil {
		t.Fatal(err)
	}
	if asked := w.write(); asked.Code != "" || len(w.sent) != 1 {
		t.Fatalf("%+v, %d sent", asked, len(w.sent))
	}
	p, err := sound.Peaks(bytes.NewReader(w.sent[0]), 100*time.Millisecond)
	if err != nil || len(p) != 74 {
		t.Fatal(len(p), err)
	}
	for i := 15; i < 50; i++ {
		if p[i] != 0 {
			t.Errorf("at %d ms it is %d", i*100, p[i])
		}
	}
	if p[3] < 100 {
		t.Error("the rest is silent too")
	}
}

// Given something marked at a moment that nothing covers, then nothing is sent out of the house, and the line is named; a machine in the house
// is sent it. Given a part that is secret in a file of which nobody knows when it begins, then it is not sent at all.
func TestWhatIsNotCovered(t *testing.T) {
	t.Parallel()
	secret := conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lansstyrelsen-x"}
	for _, inside := range []bool{true, false} {
		w := openWith(t, inside)
		secret.Owner = w.who.Actor
		f := w.attach("chrome.webm")
		w.at(f.StartsAt.Add(2*time.Second), &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: "Hemligt", Secrecy: secret}})
		err := w.AskTranscript(t.Context(), w.who, meeting, f.Digest)
		var x *fault.Fault
		if inside && err != nil || !inside && (fault.CodeOf(err) != "transcribe.uncovered" || !errors.As(err, &x) || x.Args["IDs"] != "I1") {
			t.Errorf("inside the house %v: %v", inside, err)
		}
	}
	w := open(t)
	f := w.attachAt("chrome.webm", time.Time{})
	w.attach("end.m4a")
	w.do(&conference.ConcealRecording{From: w.clock(), To: w.clock().Add(time.Second), Secrecy: secret})
	w.do(&conference.StartRecording{}) // a second run: nobody knows of which the file is
	if err := w.AskTranscript(t.Context(), w.who, meeting, f.Digest); fault.CodeOf(err) != "transcribe.unaligned" {
		t.Error(err)
	}
}

// Given nobody who asks, then a recording is sent an hour after it was attached, when there has been time to mark what is secret; one that is
// marked is never sent.
func TestWrittenDownByItself(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.attach("chrome.webm")
	w.later(59 * time.Minute)
	if worked, err := w.worker.WriteDown(t.Context()); worked || err != nil {
		t.Error("sent before its time", err)
	}
	w.later(2 * time.Minute)
	if asked := w.write(); asked.Code != "" || asked.By != "leader" {
		t.Errorf("%+v", asked)
	}
}

func TestNotAsked(t *testing.T) {
	t.Parallel()
	w := open(t)
	f := w.attach("chrome.webm")
	stranger := clerk.Identity{Member: "x", Actor: "ekeryd", SystemRole: directory.Writer}
	if err := w.AskTranscript(t.Context(), stranger, meeting, f.Digest); fault.CodeOf(err) != "conference.unknown" {
		t.Error(err)
	}
	if err := w.AskTranscript(t.Context(), w.who, meeting, strings.Repeat("0", 64)); fault.CodeOf(err) != "recording.unknown-file" {
		t.Error(err)
	}
}

// A machine that is busy is left alone for as long as it asks, one that does not want to is not asked again.
func TestTriesAgain(t *testing.T) {
	t.Parallel()
	w := open(t)
	f := w.attach("chrome.webm")
	if err := w.AskTranscript(t.Context(), w.who, meeting, f.Digest); err != nil {
		t.Fatal(err)
	}
	fine := w.answer
	w.answer = func(r http.ResponseWriter) {
		r.Header().Set("Retry-After", "600")
		r.WriteHeader(http.StatusTooManyRequests)
	}
	if asked := w.write(); asked.Code != "transcribe.busy" || !asked.Done.IsZero() {
		t.Errorf("%+v", asked)
	}
	w.later(9 * time.Minute)
	if worked, err := w.worker.WriteDown(t.Context()); worked || err != nil {
		t.Error("asked before its time", err)
	}
	w.later(2 * time.Minute)
	w.answer = fine
	if asked := w.write(); asked.Code != "" || asked.Done.IsZero() {
		t.Errorf("%+v", asked)
	}
	if err := w.AskTranscript(t.Context(), w.who, meeting, f.Digest); err != nil { // once more, as with another model
		t.Fatal(err)
	}
	w.answer = func(r http.ResponseWriter) { r.WriteHeader(http.StatusUnauthorized) }
	if asked := w.write(); asked.Code != "transcribe.key" || asked.Done.IsZero() {
		t.Errorf("%+v", asked)
	}
}

// The worker reads what was attached by itself, also what one that was killed had begun.
func TestRun(t *testing.T) {
	t.Parallel()
	w := open(t)
	f := w.attach("voip.ogg")
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.worker.Run(ctx) }()
	for {
		_, peaks, _, ready, err := w.SoundOf(t.Context(), w.who, meeting, f.Digest)
		if err != nil {
			t.Fatal(err)
		}
		if ready {
			if len(peaks) != 30 {
				t.Errorf("%d peaks", len(peaks))
			}
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	<-done
}
