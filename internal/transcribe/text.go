package transcribe

import (
	"encoding/json"
	"strings"
	"time"
	"unicode"

	"samverkan/internal/fault"
	"samverkan/internal/sound"
)

// Schema names the form of a transcript's file.
const Schema = "samverkan.transcript/1"

// Text is what was said, in order.
type Text struct {
	Language string
	Segments []Segment
}

// Segment is one stretch, from the beginning of the recording.
type Segment struct {
	From, To time.Duration
	Text     string
}

// mostSegment is the longest text of one stretch that is kept; a machine that has got stuck repeats itself without end.
const mostSegment = 20_000

// add puts a part's stretches after those before it, within the part and in order.
func (t *Text) add(p sound.Part, a answer) {
	if t.Language == "" {
		t.Language = clean(a.Language, 20)
	}
	if len(a.Segments) == 0 {
		if text := clean(a.Text, 8<<20); text != "" {
			t.Segments = append(t.Segments, Segment{p.At, p.At + p.Length, text})
		}
		return
	}
	last := p.At
	for _, s := range a.Segments {
		text := clean(s.Text, mostSegment)
		if text == "" {
			continue
		}
		from := max(last, p.At+seconds(s.Start, p.Length))
		to := max(from, p.At+seconds(s.End, p.Length))
		t.Segments = append(t.Segments, Segment{from, to, text})
		last = from
	}
}

// seconds makes a time of a number that anybody may have written.
func seconds(n float64, most time.Duration) time.Duration {
	switch {
	case !(n > 0):
		return 0
	case n >= most.Seconds():
		return most
	}
	return time.Duration(n * float64(time.Second))
}

// clean takes away what is no text, and what is more than anybody said.
func clean(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return strings.Join(strings.Fields(s), " ")
}

// File gives the transcript as it is kept: of which sound, and by which model.
func (t Text) File(digest, model string) ([]byte, error) {
	type segment struct {
		From int64  `json:"from"`
		To   int64  `json:"to"`
		Text string `json:"text"`
	}
	doc := struct {
		Schema   string    `json:"schema"`
		Sound    string    `json:"sound"`
		Language string    `json:"language"`
		Model    string    `json:"model"`
		Segments []segment `json:"segments"`
	}{Schema, digest, t.Language, model, []segment{}}
	for _, s := range t.Segments {
		doc.Segments = append(doc.Segments, segment{s.From.Milliseconds(), s.To.Milliseconds(), s.Text})
	}
	b, err := json.Marshal(doc)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "transcribe.not-written")
	}
	return append(b, '\n'), nil
}
