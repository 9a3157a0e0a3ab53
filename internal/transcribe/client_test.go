package transcribe

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/sound"
)

// silence makes a WAV of so many seconds.
func silence(seconds int) []byte {
	le := binary.LittleEndian
	n := uint32(seconds * 16000)
	b := le.AppendUint32([]byte("RIFF"), 36+n)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = le.AppendUint32(le.AppendUint32(b, 8000), 16000)
	b = append(b, "\x02\x00\x10\x00data"...)
	return append(le.AppendUint32(b, n), make([]byte, n)...)
}

func client(t *testing.T, h http.HandlerFunc, change ...func(*Options)) *Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	o := Options{URL: s.URL, Model: "kb-whisper-large", Key: "hemlig-nyckel", LocalOnly: true, Timeout: 10 * time.Second}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// received is what a stub was sent.
type received struct {
	fields map[string]string
	file   []byte
	name   string
}

// take reads a request as the protocol has it, and fails the test when it is not so.
func take(t *testing.T, r *http.Request) received {
	t.Helper()
	if r.Method != http.MethodPost || r.URL.Path != "/v1/audio/transcriptions" || r.Header.Get("Authorization") != "Bearer hemlig-nyckel" {
		t.Errorf("%s %s, %q", r.Method, r.URL, r.Header.Get("Authorization"))
	}
	m, err := r.MultipartReader()
	if err != nil {
		t.Error(err)
		return received{}
	}
	got := received{fields: map[string]string{}}
	for {
		p, err := m.NextPart()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Error(err)
			return got
		}
		b, err := io.ReadAll(p)
		if err != nil {
			t.Error(err)
		}
		if p.FormName() == "file" {
			got.file, got.name = b, p.FileName()
		} else {
			got.fields[p.FormName()] = string(b)
		}
	}
}

func TestTranscribe(t *testing.T) {
	t.Parallel()
	file := silence(3)
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		got := take(t, r)
		if got.fields["model"] != "kb-whisper-large" || got.fields["response_format"] != "verbose_json" || got.fields["language"] != "sv" ||
			got.name != "ljud.wav" || !bytes.Equal(got.file, file) || r.ContentLength < int64(len(file)) {
			t.Errorf("%v %s %d", got.fields, got.name, len(got.file))
		}
		io.WriteString(w, `{"task":"transcribe","language":"swedish","duration":3,"text":"Hej. Vi börjar.",
			"segments":[{"id":0,"start":0.5,"end":1.25,"text":" Hej."},{"id":1,"start":1.25,"end":99,"text":" Vi\nbörjar.\u0000"},{"id":2,"start":-4,"end":-5,"text":"  "}]}`)
	})
	got, err := c.Transcribe(t.Context(), bytes.NewReader(file), "sv")
	if err != nil {
		t.Fatal(err)
	}
	b, err := got.File(strings.Repeat("a", 64), c.Model())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"schema":"samverkan.transcript/1","sound":"` + strings.Repeat("a", 64) + `","language":"sv","model":"kb-whisper-large","segments":[` +
		`{"from":500,"to":1250,"text":"Hej."},{"from":1250,"to":3000,"text":"Vi börjar."}]}` + "\n"
	if string(b) != want {
		t.Errorf("%s", b)
	}
}

// What is larger than the service takes comes in parts, and the times are those of the whole.
func TestInParts(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		n := calls.Add(1)
		if got := take(t, r); len(got.file) > 40_000 {
			t.Errorf("%d bytes", len(got.file))
		}
		json.NewEncoder(w).Encode(map[string]any{"text": "x", "segments": []map[string]any{{"start": 0.5, "end": 0.75, "text": string(rune('a' - 1 + n))}}})
	}, func(o *Options) { o.Most = 33_024 })
	got, err := c.Transcribe(t.Context(), bytes.NewReader(silence(5)), "")
	if err != nil || len(got.Segments) != 3 {
		t.Fatalf("%+v %v", got, err)
	}
	for i, s := range got.Segments {
		if want := time.Duration(i)*2*time.Second + time.Second/2; s.From != want || s.Text != string(rune('a'+i)) {
			t.Errorf("%+v, to begin at %v", s, want)
		}
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name    string
		answer  func(w http.ResponseWriter, r *http.Request)
		code    string
		after   time.Duration
		text    string
		waiting time.Duration
	}{
		{name: "plain words in JSON", text: "Hej", answer: say(200, "application/json", `{"text":"Hej"}`)},
		{name: "plain words", text: "Hej på er", answer: say(200, "text/plain; charset=utf-8", "Hej på er\n")},
		{name: "nobody said anything", answer: say(200, "application/json", `{"text":"","segments":[]}`)},
		{name: "the key is wrong", code: "transcribe.key", answer: say(401, "application/json", `{"error":{"message":"Incorrect API key: hemlig-nyckel"}}`)},
		{name: "busy", code: "transcribe.busy", after: 17 * time.Second, answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "17")
			w.WriteHeader(429)
		}},
		{name: "busy for ages", code: "transcribe.busy", after: mostWait, answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "99999999")
			w.WriteHeader(503)
		}},
		{name: "broken", code: "transcribe.failed", answer: say(500, "text/html", "<h1>Oj</h1>")},
		{name: "not there", code: "transcribe.not-there", answer: say(404, "text/plain", "404")},
		{name: "too large", code: "transcribe.too-large", answer: say(413, "text/plain", "")},
		{name: "refused whatever is asked", code: "transcribe.refused", answer: say(400, "application/json", `{}`)},
		{name: "a page", code: "transcribe.junk", answer: say(200, "text/html", "<!doctype html><p>Logga in")},
		{name: "another JSON", code: "transcribe.junk", answer: say(200, "application/json", `{"ok":true}`)},
		{name: "a list", code: "transcribe.junk", answer: say(200, "application/json", `[1,2]`)},
		{name: "times that are text", code: "transcribe.junk", answer: say(200, "application/json", `{"segments":[{"start":"nu","text":"Hej"}]}`)},
		{name: "cut off", code: "outward.unreachable", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, `{"text":"He`)
			panic(http.ErrAbortHandler)
		}},
		{name: "somewhere else", code: "transcribe.refused", answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusTemporaryRedirect)
		}},
		{name: "hanging", code: "outward.unreachable", waiting: 200 * time.Millisecond, answer: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			c := client(t, func(w http.ResponseWriter, q *http.Request) {
				io.Copy(io.Discard, q.Body)
				r.answer(w, q)
			}, func(o *Options) {
				if r.waiting > 0 {
					o.Timeout = r.waiting
				}
			})
			got, err := c.Transcribe(t.Context(), bytes.NewReader(silence(1)), "sv")
			if fault.CodeOf(err) != r.code || After(err) != r.after {
				t.Fatalf("%v, after %v", err, After(err))
			}
			if err != nil {
				if strings.Contains(err.Error(), "nyckel") {
					t.Errorf("the key stands in %v", err)
				}
				return
			}
			if words := got.text(); words != r.text {
				t.Errorf("%q", words)
			}
		})
	}
}

func say(status int, kind, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func (t Text) text() string {
	var out []string
	for _, s := range t.Segments {
		out = append(out, s.Text)
	}
	return strings.Join(out, " ")
}

// A service that does not know stretches is asked for plain words.
func TestFallsBack(t *testing.T) {
	t.Parallel()
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if take(t, r).fields["response_format"] == "verbose_json" {
			w.WriteHeader(400)
			return
		}
		io.WriteString(w, `{"text":"Hej"}`)
	})
	got, err := c.Transcribe(t.Context(), bytes.NewReader(silence(2)), "sv")
	if err != nil || len(got.Segments) != 1 || got.Segments[0] != (Segment{0, 2 * time.Second, "Hej"}) {
		t.Errorf("%+v %v", got, err)
	}
}

// Whoever asked may go away while the machine works.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := client(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	})
	if _, err := c.Transcribe(ctx, bytes.NewReader(silence(1)), ""); err == nil {
		t.Error("it was answered")
	}
}

// Local by policy: the open internet is not called, unless the operator says so.
func TestLocalOnly(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		url   string
		local bool
		code  string
	}{
		{"https://93.184.215.14/", true, "outward.forbidden"}, {"https://93.184.215.14", false, ""}, {"http://127.0.0.1:9000/v1/", true, ""},
		{"http://10.1.2.3:9000", true, ""}, {"http://169.254.169.254", false, "outward.forbidden"}, {"http://169.254.169.254", true, "outward.forbidden"},
		{"ftp://10.1.2.3", true, "outward.address"}, {"http://user:pw@10.1.2.3", true, "outward.address"}, {"http://10.1.2.3/?a=b", true, "outward.address"},
		{"http://2130706433", true, "outward.address"},
	} {
		if _, err := New(Options{URL: r.url, LocalOnly: r.local}); fault.CodeOf(err) != r.code {
			t.Errorf("%s, local %v: %v", r.url, r.local, err)
		}
	}
}

// FuzzAnswer: nothing that a service answers leads to times outside the sound, out of order, or to what is no text.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"text":"a","segments":[{"start":1e308,"end":-1,"text":"\u202e x"},{"start":0,"end":1,"text":"y"}]}`), "application/json")
	f.Add([]byte("hej"), "text/plain")
	f.Fuzz(func(t *testing.T, b []byte, kind string) {
		a, err := read(b, kind)
		if err != nil {
			return
		}
		var out Text
		p := sound.Part{At: time.Minute, Length: time.Minute}
		out.add(p, a)
		last := p.At
		for _, s := range out.Segments {
			if s.From < last || s.To < s.From || s.To > p.At+p.Length || s.Text == "" {
				t.Errorf("%+v", s)
			}
			last = s.From
		}
		if _, err := out.File("x", "y"); err != nil {
			t.Error(err)
		}
	})
}
