package conference

import (
	"encoding/json"
	"errors"
	"io"
	"time"

	"samverkan/internal/fault"
)

// TranscriptSchema is what a transcript file says that it is.
const TranscriptSchema = "samverkan.transcript/1"

// MaxTranscript is how large a transcript file may be, in bytes: the words of a day's meeting are a tenth of it.
const MaxTranscript = 16 << 20

// TranscriptWords is what is in a transcript file.
type TranscriptWords struct {
	Schema   string    `json:"schema"`
	Sound    string    `json:"sound"` // digest of the audio file
	Language string    `json:"language,omitempty"`
	Model    string    `json:"model,omitempty"`
	Segments []Segment `json:"segments"`
}

// Segment is something that was said without a break.
type Segment struct {
	From int64  `json:"from"` // milliseconds into the sound
	To   int64  `json:"to"`
	Text string `json:"text"`
}

// Start is where in the sound the segment begins.
func (s Segment) Start() time.Duration { return time.Duration(s.From) * time.Millisecond }

// ReadTranscript reads a transcript of the sound with a digest. Its segments stand in order of time, none ends before it begins, and
// their texts are such as the record takes. Faults: transcript.malformed, transcript.too-large, transcript.other-sound; those of texts.
func ReadTranscript(r io.Reader, sound string) (TranscriptWords, error) {
	var w TranscriptWords
	data, err := io.ReadAll(io.LimitReader(r, MaxTranscript+1))
	if err != nil {
		return w, fault.Wrap(err, fault.Internal, "transcript.malformed")
	}
	if len(data) > MaxTranscript {
		return w, fault.New(fault.TooLarge, "transcript.too-large")
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return TranscriptWords{}, fault.Wrap(err, fault.Invalid, "transcript.malformed")
	}
	if w.Schema != TranscriptSchema {
		return TranscriptWords{}, fault.Wrap(errors.New("another schema"), fault.Invalid, "transcript.malformed")
	}
	if w.Sound != sound {
		return TranscriptWords{}, fault.New(fault.Conflict, "transcript.other-sound")
	}
	last := int64(0)
	for i, s := range w.Segments {
		if s.From < last || s.To < s.From || s.To > int64(366*24*time.Hour/time.Millisecond) {
			return TranscriptWords{}, fault.Wrap(errors.New("out of order"), fault.Invalid, "transcript.malformed")
		}
		w.Segments[i].Text = tidy(s.Text)
		if err := checkTexts("text", w.Segments[i].Text); err != nil {
			return TranscriptWords{}, err
		}
		last = s.From
	}
	return w, nil
}
