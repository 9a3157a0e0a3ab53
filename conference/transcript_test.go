package conference

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func transcriptRows(running func(more ...Command) []Command, file AudioFile) []row {
	words := TranscriptFile{Sound: someDigest, Digest: otherDigest, Machine: true, Model: "kb-whisper-large", Language: "sv"}
	named := words
	named.ID = "T1"
	attach := &AttachTranscript{Transcript: words}
	with := func(more ...Command) []Command {
		return running(append([]Command{&StopRecording{}, &AttachRecording{File: file}}, more...)...)
	}
	changed := func(change func(*TranscriptFile)) *AttachTranscript {
		x := words
		change(&x)
		return &AttachTranscript{Transcript: x}
	}
	second := named
	second.ID = "T2"
	rows := []row{
		{name: "attached", given: with(), when: attach, then: []Event{&TranscriptAttached{Transcript: named}}, check: func(t *testing.T, c *Conference) {
			if x, ok := c.Recording.Transcript("T1"); !ok || !x.Draft() {
				t.Errorf("%+v", c.Recording.Transcripts)
			}
		}},
		{name: "attached after approval", given: with(&CloseMeeting{}, &CheckMinutes{Version: 1}, &ApproveMinutes{Version: 1}), when: attach, then: []Event{&TranscriptAttached{Transcript: named}}},
		{name: "a discarded one's id is not used again", given: with(attach, &DiscardTranscript{ID: "T1", Reason: "Fel."}), when: attach, then: []Event{&TranscriptAttached{Transcript: second}}},
		{name: "already so", given: with(attach), when: attach},
		{name: "the same words by another model", given: with(attach), when: changed(func(x *TranscriptFile) { x.Model = "annan" }), code: "transcript.attached"},
		{name: "other words under the same id", given: with(attach), when: changed(func(x *TranscriptFile) { x.ID, x.Digest = "T1", someDigest }), code: "transcript.attached"},
		{name: "of a file that is not there", given: with(), when: changed(func(x *TranscriptFile) { x.Sound = otherDigest }), code: "recording.unknown-file"},
		{name: "of no file", given: with(), when: changed(func(x *TranscriptFile) { x.Sound = "" }), code: "recording.unknown-file"},
		{name: "no checksum", given: with(), when: changed(func(x *TranscriptFile) { x.Digest = "" }), code: "file.digest"},
		{name: "a model on two lines", given: with(), when: changed(func(x *TranscriptFile) { x.Model = "a\nb" }), code: "text.line-break"},
		{name: "an id that is no key", given: with(), when: changed(func(x *TranscriptFile) { x.ID = "a b" }), code: "id.invalid"},
		{name: "marked without owner", given: with(), when: changed(func(x *TranscriptFile) { x.Secrecy.Ground = "OSL 18 kap. 13 §" }), code: "secrecy.no-owner"},

		{name: "approved", given: with(attach), when: &ApproveTranscript{ID: "T1"}, then: []Event{&TranscriptApproved{ID: "T1"}}, check: func(t *testing.T, c *Conference) {
			if x, _ := c.Recording.Transcript("T1"); x.Draft() || x.ApprovedBy != "m-leader" {
				t.Errorf("%+v", x)
			}
		}},
		{name: "already so", given: with(attach, &ApproveTranscript{ID: "T1"}), when: &ApproveTranscript{ID: "T1"}},
		{name: "not there", given: with(), when: &ApproveTranscript{ID: "T1"}, code: "transcript.unknown"},

		{name: "discarded", given: with(attach), when: &DiscardTranscript{ID: "T1", Reason: "Fel talare."}, then: []Event{&TranscriptDiscarded{ID: "T1", Reason: "Fel talare."}}, check: func(t *testing.T, c *Conference) {
			if c.Recording.Transcripts != nil {
				t.Errorf("%+v", c.Recording.Transcripts)
			}
		}},
		{name: "without reason", given: with(attach), when: &DiscardTranscript{ID: "T1", Reason: " "}, code: "text.empty"},
		{name: "not there", given: with(), when: &DiscardTranscript{ID: "T1", Reason: "Fel."}, code: "transcript.unknown"},
	}
	for _, cmd := range []Command{attach, &ApproveTranscript{ID: "T1"}, &DiscardTranscript{ID: "T1", Reason: "Fel."}} {
		rows = append(rows, inPhases(cmd, anyTime)...)
	}
	return rows
}

// What a machine wrote is the host's own until somebody answers for it; and nobody reads what was said in a file that they may not hear.
func TestTranscriptsForOthers(t *testing.T) {
	s := tell(t, rolled(&InformRecording{}, &StartRecording{}, &StopRecording{}, &AttachRecording{File: AudioFile{Name: "ljud.wav", Digest: someDigest}})...)
	attached := s.doSeqs(&AttachTranscript{Transcript: TranscriptFile{Sound: someDigest, Digest: otherDigest, Machine: true}})
	if got := readBy(t, s.c, "kommun-b").Recording; got.Transcripts != nil || got.Written != 0 {
		t.Errorf("others are told of a draft: %+v", got)
	}
	if !s.c.Withheld("kommun-b")[attached[0]] || len(s.c.Withheld("lst")) != 0 {
		t.Error("the draft is not withheld, or is from the host")
	}
	s.do(&ApproveTranscript{ID: "T1"})
	if got := readBy(t, s.c, "kommun-b").Recording.Transcripts; len(got) != 1 || got[0].Digest != otherDigest {
		t.Errorf("an approved one is not told of: %+v", got)
	}
	secret := Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lst", Readers: []string{"kommun-a"}}
	s.do(&MarkSecrecy{ID: someDigest, Secrecy: secret})
	want := []Transcript{{TranscriptFile: TranscriptFile{ID: "T1", Secrecy: Secrecy{Ground: secret.Ground, Owner: "lst"}}}}
	if diff := cmp.Diff(want, readBy(t, s.c, "kommun-b").Recording.Transcripts); diff != "" {
		t.Errorf("of a transcript of marked sound:\n%s", diff)
	}
	s.do(&MarkSecrecy{ID: someDigest}).do(&MarkSecrecy{ID: otherDigest, Secrecy: secret})
	if diff := cmp.Diff(want, readBy(t, s.c, "kommun-b").Recording.Transcripts); diff != "" {
		t.Errorf("of a marked transcript:\n%s", diff)
	}
	if got := readBy(t, s.c, "kommun-a").Recording.Transcripts; len(got) != 1 || got[0].Digest != otherDigest {
		t.Errorf("to a named reader: %+v", got)
	}
}
