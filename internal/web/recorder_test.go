package web_test

import (
	"encoding/binary"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/sound"
	"samverkan/internal/web/webtest"
)

// openRecorder opens the desk, and waits until the recorder can be used.
func openRecorder(x *webtest.Tab) {
	x.T.Helper()
	openDesk(x)
	x.Until("the recorder is there", `document.getElementById("recorder").dataset.ready !== undefined`)
}

// recording gives what the record says of the sound.
func recordingOf(t *testing.T, s *webtest.Stage) conference.Recording {
	t.Helper()
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	return v.Conference.Recording
}

func lastRun(r conference.Recording) conference.RecordingRun { return r.Runs[len(r.Runs)-1] }

func lastPause(r conference.Recording) conference.Pause {
	run := lastRun(r)
	return run.Pauses[len(run.Pauses)-1]
}

// inform says at the desk that the participants have been told, when they have not; a recording by other means is ended first.
func inform(x *webtest.Tab, s *webtest.Stage) {
	x.T.Helper()
	t := x.T.(*testing.T)
	if recordingOf(t, s).Running() {
		x.Click(`#rec-stop button`)
		eventually(t, "it has stopped", func() bool { return !recordingOf(t, s).Running() })
	}
	if recordingOf(t, s).InformedAt.IsZero() {
		x.Click(`#rec-inform button`)
		eventually(t, "the participants are told", func() bool { return !recordingOf(t, s).InformedAt.IsZero() })
	}
}

// lengthOf measures the sound of a file, packet by packet.
func lengthOf(t *testing.T, s *webtest.Stage, digest string) time.Duration {
	t.Helper()
	_, r, err := s.Clerk().OpenRecording(t.Context(), clerk.OwnerIdentity(), webtest.Conference, digest)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	info, err := sound.Probe(r)
	if err != nil {
		t.Fatal(err)
	}
	return info.Length
}

// eventually waits until something is so in the record.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !so(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came that %s", what)
		}
	}
}

// The meeting is recorded while the session ends, another window is opened and the net is cut twice; the browser is killed, started again,
// and sends what it had: no more than a slice is missing, and the file is in the record.
func TestRecordingSurvives(t *testing.T) {
	first, second := time.Duration(0), time.Duration(0)
	if soak {
		first, second = 60*time.Second, 120*time.Second // killed in the third minute
	}
	s := webtest.Start(t, webtest.RollCall)
	b := s.Hearing(t)
	x := b.Home(webtest.Secretary)
	openRecorder(x)
	inform(x, s)
	x.Click(`[data-rec="record"]`)
	x.Until("it records", `document.getElementById("recorder").dataset.state === "recording"`)
	eventually(t, "the record says so", func() bool { return recordingOf(t, s).Running() })
	began := time.Now()
	time.Sleep(first)
	x.SignOut()
	x.Until("it is said that nobody is signed in", `document.querySelector('[data-rec="net"]').textContent.includes("Du är utloggad")`)
	// The same meeting in another window of the computer: that one says who records, and this one goes on behind it.
	x.SignIn()
	other := b.Home(webtest.Secretary)
	openRecorder(other)
	other.Until("it is said that another window records", `document.querySelector('[data-rec="wrong"]').textContent.includes("Ett annat fönster")`)
	other.Complaints()
	other.Close()
	x.Eval(`dispatchEvent(new Event("online"))`, nil) // which who signs in anew in the window gives rise to by coming back to it
	x.Until("the service has what waited", `Number(document.getElementById("recorder").dataset.sent) >= 4000`)
	x.Offline(true)
	x.Press(kb.F2)
	marked := s.Now()
	time.Sleep(second)
	x.Until("it is said that the net is away", `document.querySelector('[data-rec="net"]').textContent.includes("Nätet är borta")`)
	x.Offline(false)
	x.Eval(`(window.sent = Number(document.getElementById("recorder").dataset.sent), dispatchEvent(new Event("online")))`, nil)
	x.Until("the service has more of it", `Number(document.getElementById("recorder").dataset.sent) > window.sent`)
	eventually(t, "the marker is in the record", func() bool { return len(recordingOf(t, s).Marks) == 1 })
	if at := recordingOf(t, s).Marks[0].At; at.Sub(marked).Abs() > time.Second {
		t.Errorf("the marker of %s lies at %s", marked, at)
	}
	x.Offline(true)
	x.Until("what waits is said", `Number(document.getElementById("recorder").dataset.unsent) >= 4000`)
	recorded := time.Since(began)
	x.Complaints()
	b.Kill()
	b.Restart()
	x = b.Home(webtest.Secretary)
	openRecorder(x)
	eventually(t, "what was recorded before the kill is attached", func() bool { return len(recordingOf(t, s).Files) > 0 })
	f := recordingOf(t, s).Files[0]
	start := lastRun(recordingOf(t, s)).Start
	if f.StartsAt.Sub(start).Abs() > time.Second {
		t.Errorf("the file begins %s and the recording %s", f.StartsAt, start)
	}
	// A page that was lost in the middle goes on by itself.
	x.Until("it records again", `document.getElementById("recorder").dataset.state === "recording"`)
	x.Click(`#rec-stop button`)
	eventually(t, "both are in the record", func() bool { return len(recordingOf(t, s).Files) == 2 && !recordingOf(t, s).Running() })
	x.Until("nothing is left here", `Number(document.getElementById("recorder").dataset.unsent) === 0`)
	if length := lengthOf(t, s, f.Digest); recorded-length > 5*time.Second {
		t.Errorf("%s was recorded and %s is there", recorded, length)
	} else {
		t.Logf("%s was recorded and %s is there, in %d bytes", recorded, length, f.Size)
	}
	// It is heard from the middle.
	var status int
	x.Eval(`fetch("/conferences/`+webtest.Conference+`/sound/`+f.Digest+`", {headers: {Range: "bytes=`+"20000-20999"+`"}}).then(async (r) => (await r.arrayBuffer()).byteLength === 1000 ? r.status : -1)`, &status)
	if status != 206 {
		t.Errorf("a part from the middle: %d", status)
	}
	x.Complaints()
}

// What goes wrong is told in words, and what is pressed elsewhere is followed.
func TestRecorderTellsWhatIsWrong(t *testing.T) {
	s := webtest.Start(t, webtest.RollCall)
	if recordingOf(t, s).Running() {
		s.Do(webtest.Secretary, &conference.StopRecording{})
	}
	s.Do(webtest.Secretary, &conference.InformRecording{})
	earlier := len(recordingOf(t, s).Runs)
	b := s.Hearing(t)
	tus := newTus(t, s)
	x := b.As(webtest.Technician)
	x.Through(tus.URL)
	x.Size(1440, 900)
	openRecorder(x)

	says := func(part, text string) {
		t.Helper()
		defer func() {
			if t.Failed() {
				var seen string
				x.Eval(`document.getElementById("recorder").innerText + JSON.stringify(document.getElementById("recorder").dataset) + window.taking?.state`, &seen)
				t.Log(seen)
			}
		}()
		x.Until("it says "+text, `!document.querySelector('[data-rec="`+part+`"]').hidden && document.querySelector('[data-rec="`+part+`"]').textContent.includes("`+text+`")`)
	}
	// No permission, no microphone, one that is taken.
	for _, c := range []struct{ fault, text string }{{"NotAllowedError", "får inte använda mikrofonen"}, {"NotFoundError", "Ingen mikrofon"}, {"NotReadableError", "Ett annat program"}} {
		x.Eval(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "`+c.fault+`")); true`, nil)
		x.Click(`[data-rec="record"]`)
		says("wrong", c.text)
	}
	x.Eval(`(() => { // the real one again, and what it gives
		delete navigator.mediaDevices.getUserMedia;
		const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
		navigator.mediaDevices.getUserMedia = async (asked) => (window.heard = await real(asked));
		const recorder = window.MediaRecorder;
		window.MediaRecorder = class extends recorder { constructor(...given) { super(...given); window.taking = this; } };
		const context = window.AudioContext;
		window.AudioContext = class extends context { constructor(...given) { super(...given); window.hearing = this; } };
		return true;
	})()`, nil)
	x.Click(`[data-rec="record"]`)
	x.Until("it records", `document.getElementById("recorder").dataset.state === "recording"`)
	began := s.Now()
	x.Until("what was wrong is no more", `document.querySelector('[data-rec="wrong"]').hidden`)
	x.Until("the meter runs", `window.hearing?.state === "running"`)
	x.Until("the microphone is heard", `document.getElementById("rec-level").value > 0`)
	x.Shot("recorder-desk")
	if found := x.Axe(); len(found) > 0 {
		t.Error(found)
	}
	x.Size(390, 844)
	x.Media("prefers-color-scheme", "dark")
	x.Shot("recorder-desk-narrow-dark")
	if found := x.Axe(); len(found) > 0 {
		t.Error(found)
	}
	x.Size(1440, 900)
	// The service has no room, and then it has.
	tus.set(func(b *tusBefore) { b.full = true })
	says("net", "inte plats för mer ljud")
	tus.set(func(b *tusBefore) { b.full = false; b.slips = 1 })
	// The browser ends it by itself: it goes on in another file.
	x.Eval(`window.taking.stop(); window.before = window.taking; true`, nil)
	says("wrong", "Webbläsaren avbröt inspelningen")
	x.Until("it goes on in another", `window.taking !== window.before && window.taking.state === "recording" && document.getElementById("recorder").dataset.state === "recording"`)
	// The computer's clock is moved an hour on: what comes after is where it was in the meeting all the same.
	x.Eval(`(() => { const real = Date.now; window.before = window.taking; window.clock = real; Date.now = () => real() + 3600000; return true; })()`, nil)
	says("wrong", "fick en annan klocka")
	x.Until("it goes on in a third", `window.taking !== window.before && window.taking.state === "recording"`)
	// Another pauses: the recording rests here too.
	s.Do(webtest.Leader, &conference.PauseRecording{Reason: "Något hemligt tas upp"})
	x.Until("it rests", `document.getElementById("recorder").dataset.state === "resting"`)
	s.Do(webtest.Leader, &conference.ResumeRecording{})
	x.Until("it goes on", `document.getElementById("recorder").dataset.state === "recording"`)
	// The computer is full: it is said, and the sound goes to the service all the same.
	// (A quota that is taken away is not noticed by Chromium until half a minute after it last looked.)
	x.Eval(`(() => { window.put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function () { throw new DOMException("", "QuotaExceededError"); }; return true; })()`, nil)
	says("wrong", "lagring är full")
	x.Eval(`(() => { IDBObjectStore.prototype.put = window.put; return true; })()`, nil)
	// Somebody shuts the database: it is opened again.
	x.Eval(`new Promise((done) => { const asked = indexedDB.open("samverkan-sound", 9); asked.onerror = () => done(true);
		asked.onupgradeneeded = () => asked.transaction.abort(); })`, nil)
	// The microphone is pulled out.
	x.Eval(`window.heard.getAudioTracks()[0].dispatchEvent(new Event("ended")); true`, nil)
	says("wrong", "Mikrofonen försvann")
	eventually(t, "the record says that nothing is heard", func() bool {
		r := recordingOf(t, s)
		return r.Paused() && len(r.Runs) == earlier+1 && lastPause(r).Reason == "Mikrofonen försvann"
	})
	eventually(t, "all of it is attached", func() bool { return len(recordingOf(t, s).Files) == 4 })
	for _, f := range recordingOf(t, s).Files {
		if f.StartsAt.Before(began.Add(-5*time.Second)) || f.StartsAt.After(s.Now().Add(5*time.Second)) {
			t.Errorf("what was recorded between %s and %s begins %s", began, s.Now(), f.StartsAt)
		}
	}
	x.Complaints()
}

// A recording that was made elsewhere is brought in pieces, goes on after the net was gone, and is put where it belongs by one moment.
func TestRecordingFromElsewhere(t *testing.T) {
	s := webtest.Start(t, webtest.Closed)
	file := filepath.Join(t.TempDir(), "telefonbrygga.wav")
	if err := os.WriteFile(file, wave(20<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	x := s.Browser(t).As(webtest.Secretary)
	x.Size(1440, 900)
	x.Visit("/conferences/" + webtest.Conference + "/recording")
	x.Do(chromedp.SetUploadFiles("#sound-file", []string{file}, chromedp.ByQuery))
	x.Type("#sound-into", "00:12")
	x.Type("#sound-clock", "19:04:30")
	x.Shot("recording-page")
	if found := x.Axe(); len(found) > 0 {
		t.Error(found)
	}
	before := len(recordingOf(t, s).Files)
	x.Click(`form[data-sound-file] button[type=submit]`)
	eventually(t, "it is attached", func() bool { return len(recordingOf(t, s).Files) == before+1 })
	f := recordingOf(t, s).Files[before]
	want := time.Date(2027, time.January, 6, 19, 4, 18, 0, i18n.Stockholm())
	if !f.StartsAt.Equal(want) || f.Name != "telefonbrygga.wav" || f.Size != 20<<20 || f.MediaType != "audio/wav" {
		t.Errorf("the file is %+v", f)
	}
	x.Until("it is said", `document.body.textContent.includes("Inspelningen är tillagd")`)
	// Without a script it comes with the form, by a moment of the record; and its place is corrected.
	c := s.As(webtest.Secretary)
	page := c.Get("/conferences/" + webtest.Conference + "/recording")
	form := page.Form("/conferences/" + webtest.Conference + "/recording")
	opened := lastRun(recordingOf(t, s)).Start.UTC()
	form.Values["into"], form.Values["moment"] = []string{"1:00"}, []string{opened.Format(time.RFC3339Nano)}
	multipart := map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-9"}
	if a := c.Send(http.MethodPost, form.Action, upload(form.Values, "diktafon.wav", "audio/wav", string(wave(4000))), multipart); a.Status >= 400 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	f = recordingOf(t, s).Files[before+1]
	if !f.StartsAt.Equal(opened.Add(-time.Minute)) {
		t.Errorf("it begins %s, a minute before %s", f.StartsAt, opened)
	}
	if a := c.Send(http.MethodPost, form.Action, upload(form.Values, "virus.exe", "audio/wav", "MZ"), multipart); a.Status != 422 {
		t.Errorf("a program is taken as sound: %d", a.Status)
	}
	c.Get("/conferences/"+webtest.Conference+"/recording").Form("/conferences/"+webtest.Conference+"/recording/align").Submit("into", "", "clock", "19:10")
	moved := false
	for _, f := range recordingOf(t, s).Files {
		moved = moved || f.StartsAt.Equal(time.Date(2027, time.January, 6, 19, 10, 0, 0, i18n.Stockholm()))
	}
	if !moved {
		t.Errorf("no file was moved: %+v", recordingOf(t, s).Files)
	}
	if a := s.As(webtest.Attendee).Send(http.MethodPost, form.Action, upload(form.Values, "diktafon.wav", "audio/wav", string(wave(4000))), multipart); a.Status != http.StatusForbidden {
		t.Errorf("an attendee brings a recording: %d", a.Status)
	}
}

// wave is a sound of so many bytes in all: a tone of 16-bit samples at 8 kHz.
func wave(size int) []byte {
	b := make([]byte, size)
	copy(b, "RIFF")
	binary.LittleEndian.PutUint32(b[4:], uint32(size-8))
	copy(b[8:], "WAVEfmt ")
	for i, v := range []uint32{16, 1 | 1<<16, 8000, 16000, 2 | 16<<16} {
		binary.LittleEndian.PutUint32(b[16+4*i:], v)
	}
	copy(b[36:], "data")
	binary.LittleEndian.PutUint32(b[40:], uint32(size-44))
	for i := 44; i+1 < size; i += 2 {
		binary.LittleEndian.PutUint16(b[i:], uint16(8000*(i/2%20)/20))
	}
	return b
}
