package papers_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
	"samverkan/internal/sound"
)

const rate = 8000 // of the sound that the tests make, in samples a second

// tone is a WAV (RIFF, 16 bits, one channel) of so many seconds with sound all the way.
func tone(seconds int) []byte {
	n := rate * seconds
	var b bytes.Buffer
	b.WriteString("RIFF")
	le := binary.LittleEndian
	head := le.AppendUint32(nil, uint32(36+2*n))
	head = append(head, "WAVEfmt "...)
	head = le.AppendUint32(head, 16)
	head = le.AppendUint16(head, 1)
	head = le.AppendUint16(head, 1)
	head = le.AppendUint32(head, rate)
	head = le.AppendUint32(head, 2*rate)
	head = le.AppendUint16(head, 2)
	head = le.AppendUint16(head, 16)
	head = append(head, "data"...)
	b.Write(le.AppendUint32(head, uint32(2*n)))
	for i := range n {
		b.Write(le.AppendUint16(nil, uint16(int16(12000*math.Sin(float64(i)/5)+100))))
	}
	return b.Bytes()
}

// spoken are the stretches of the tests, in the time of the file: one concealed, and one in which a marked item was dealt with.
var (
	concealed = sound.Span{From: 1200 * time.Millisecond, To: 1400 * time.Millisecond}
	item      = sound.Span{From: 5 * time.Second, To: 5500 * time.Millisecond}
	leeway    = time.Second // that the silence is longer at each end
)

// recorded has a meeting with one recording, in which both are marked.
func recorded(t *testing.T, name string, content []byte) *world {
	t.Helper()
	w := open(t, 1)
	start := w.now
	v, err := w.Conference(t.Context(), w.who, w.meeting)
	if err != nil {
		t.Fatal(err)
	}
	id := v.Conference.Plan.Agenda[0].ID
	w.at(start.Add(item.From), &conference.StartItem{Item: id})
	w.at(start.Add(item.To), &conference.FinishItem{Item: id})
	w.do(&conference.MarkItemSecrecy{Item: id, Secrecy: w.secret()},
		&conference.ConcealRecording{From: start.Add(concealed.From), To: start.Add(concealed.To), Secrecy: w.secret()})
	digest, _, err := w.BringFile(t.Context(), w.who, bytes.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	w.do(&conference.AttachRecording{File: conference.AudioFile{Name: name, Digest: digest, StartsAt: start}})
	w.approve()
	return w
}

// publicPackage gives what is to be put up: its files by name, and what is said of them.
func publicPackage(t *testing.T, w *world) (map[string][]byte, pack.Suggestion) {
	t.Helper()
	var b bytes.Buffer
	if err := w.desk().Package(t.Context(), papers.Order{Kind: pack.ForPublicity, Public: true}, &b, func(string) {}); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	var said pack.Suggestion
	if err := json.Unmarshal(files["publish.json"], &said); err != nil {
		t.Fatal(err)
	}
	return files, said
}

func soundsIn(files map[string][]byte) (out [][]byte) {
	for name, b := range files {
		if strings.HasSuffix(name, ".wav") || strings.HasSuffix(name, ".webm") || strings.HasSuffix(name, ".ogg") || strings.HasSuffix(name, ".m4a") {
			out = append(out, b)
		}
	}
	return out
}

func fixtureSound(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../sound/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Given a recording with a concealed stretch and a marked item, when the package for a portal is made for everybody, then both are silent in
// what is put up and all else is as it was, and the very same file is what is published in an area.
func TestPublicPackageIsSilent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"mote.wav", "chrome.webm"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := tone(8)
			if name != "mote.wav" {
				content = fixtureSound(t, name)
			}
			w := recorded(t, name, content)
			files, said := publicPackage(t, w)
			found := soundsIn(files)
			if len(found) != 1 || said.NoSound != "" {
				t.Fatalf("%d recordings, %q", len(found), said.NoSound)
			}
			heard(t, content, found[0], name == "mote.wav")
			editions, _, err := w.desk().Editions(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range editions {
				if sum := sha256.Sum256(found[0]); e.Kind == area.Audio && e.Audience == area.Everyone && e.Digest != hex.EncodeToString(sum[:]) {
					t.Error("another file is published")
				}
			}
		})
	}
}

// heard compares the sound as it was with what is put up, ten milliseconds at a time; WAV sample by sample.
func heard(t *testing.T, was, is []byte, samples bool) {
	t.Helper()
	const step = 10 * time.Millisecond
	if samples {
		if len(was) != len(is) {
			t.Fatalf("%d bytes became %d", len(was), len(is))
		}
		for i := 44; i+1 < len(is); i += 2 {
			at := time.Duration(i-44) / 2 * time.Second / rate
			quiet := within(at, leeway)
			if edge := quiet != within(at, leeway+step) || quiet != within(at, leeway-step); edge {
				continue
			}
			if silent := is[i] == 0 && is[i+1] == 0; quiet && !silent || !quiet && !bytes.Equal(is[i:i+2], was[i:i+2]) {
				t.Fatalf("at %v the sample is %x, and was %x", at, is[i:i+2], was[i:i+2])
			}
		}
	}
	before, err := sound.Peaks(bytes.NewReader(was), step)
	if err != nil {
		t.Fatal(err)
	}
	after, err := sound.Peaks(bytes.NewReader(is), step)
	if err != nil || len(after) != len(before) {
		t.Fatalf("%d intervals became %d, %v", len(before), len(after), err)
	}
	compared := 0
	for i := range after {
		at := time.Duration(i) * step
		switch {
		case within(at, leeway):
			if after[i] != 0 {
				t.Errorf("at %v something is heard (%d)", at, after[i])
			}
		case !within(at, leeway+2*sound.Margin):
			compared++
			if after[i] != before[i] {
				t.Errorf("at %v it is %d, and was %d", at, after[i], before[i])
			}
		}
	}
	if compared < 100 || slices.Max(after) < 50 {
		t.Errorf("only %d intervals are outside what is silent, the loudest %d", compared, slices.Max(after))
	}
}

// within tells whether a moment is in what is silent, with so much at each end.
func within(at, more time.Duration) bool {
	return slices.ContainsFunc([]sound.Span{concealed, item}, func(s sound.Span) bool { return at >= s.From-more && at < s.To+more })
}

// Given a format in which nothing can be silenced, when the package is made for everybody, then there is no sound in it, and both the form and the
// minutes say so and why.
func TestPublicPackageWithoutSound(t *testing.T) {
	t.Parallel()
	content := fixtureSound(t, "end.m4a")
	w := recorded(t, "samtal.m4a", content)
	files, said := publicPackage(t, w)
	if found := soundsIn(files); len(found) > 0 || said.NoSound == "" {
		t.Errorf("%d recordings, %q", len(found), said.NoSound)
	}
	for name, b := range files {
		if bytes.Contains(b, content[len(content)/2:len(content)/2+64]) {
			t.Errorf("the sound is in %s", name)
		}
	}
	text := w.printer.T("doc.public.why.format")
	if !strings.Contains(string(files["text.txt"]), text) {
		t.Errorf("the minutes do not say why:\n%s", files["text.txt"])
	}
}

// Given a record that is to be mailed to the registrator, when the package is larger than a mail may be, then the entry goes alone; and neither
// holds any sound, since mail is read on its way.
func TestRegistrationByMail(t *testing.T) {
	t.Parallel()
	w := recorded(t, "mote.wav", tone(8))
	whole, err := w.desk().Registration(t.Context(), 10<<20)
	if err != nil || !whole.Whole || !whole.Withheld || len(whole.Files) != 1 {
		t.Fatalf("%+v %v", whole, err)
	}
	size := len(whole.Files[0].Content)
	r, err := zip.NewReader(bytes.NewReader(whole.Files[0].Content), int64(size))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, ".wav") {
			t.Errorf("%s goes by mail", f.Name)
		}
	}
	if same, err := w.desk().Registration(t.Context(), size); err != nil || !same.Whole {
		t.Errorf("just as large as may be: %v", err)
	}
	alone, err := w.desk().Registration(t.Context(), size-1)
	if err != nil || alone.Whole || !alone.Withheld || len(alone.Files) != 2 {
		t.Fatalf("one byte larger: %+v %v", alone, err)
	}
	for _, f := range alone.Files {
		if f.MediaType != "application/xml" && f.MediaType != "application/json" || !bytes.Contains(f.Content, []byte(w.meeting)) {
			t.Errorf("%s %s:\n%s", f.Name, f.MediaType, f.Content)
		}
	}
}

// Given a recording from a telephone bridge of a meeting where nobody noted that it was recorded, when it is attached with its start, then the
// minutes say that it was made elsewhere and that it is not noted that the participants were told.
func TestRecordingMadeElsewhere(t *testing.T) {
	t.Parallel()
	w := openUnrecorded(t, 1)
	digest, _, err := w.BringFile(t.Context(), w.who, bytes.NewReader(tone(2)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	file := conference.AudioFile{Name: "brygga.wav", Digest: digest}
	if _, err := w.Do(t.Context(), w.who, w.meeting, clerk.Wish{Command: &conference.AttachRecording{File: file}}); fault.CodeOf(err) != "recording.nothing-recorded" {
		t.Fatal(err)
	}
	file.StartsAt = w.now
	w.do(&conference.AttachRecording{File: file})
	w.approve()
	files, said := publicPackage(t, w)
	if found := soundsIn(files); len(found) != 1 || said.NoSound != "" {
		t.Errorf("%d recordings, %q", len(found), said.NoSound)
	}
	text := string(files["text.txt"])
	for _, key := range []string{"doc.recording.untold", "doc.recording.elsewhere"} {
		if !strings.Contains(text, w.printer.T(key)) {
			t.Errorf("%s is not said:\n%s", key, text)
		}
	}
	if strings.Contains(text, w.printer.T("doc.recording.none")) {
		t.Error("it says that nothing was recorded")
	}
}
