package conference

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"samverkan/internal/fault"
)

func transcriptFile(sound string, segments ...string) string {
	return fmt.Sprintf(`{"schema":"samverkan.transcript/1","sound":"%s","language":"sv","segments":[%s]}`, sound, strings.Join(segments, ","))
}

// What is no transcript of the sound is refused, and says which of the reasons it is.
func TestReadTranscript(t *testing.T) {
	segment := func(from, to int, text string) string {
		return fmt.Sprintf(`{"from":%d,"to":%d,"text":%q}`, from, to, text)
	}
	for name, c := range map[string]struct{ file, code string }{
		"in order":           {transcriptFile(someDigest, segment(0, 1500, "Vi öppnar."), segment(1500, 4000, "Laget runt.")), ""},
		"at the same time":   {transcriptFile(someDigest, segment(0, 1500, "Vi öppnar."), segment(0, 900, "Ja.")), ""},
		"nothing said":       {transcriptFile(someDigest), ""},
		"no JSON":            {"Vi öppnar.", "transcript.malformed"},
		"cut off":            {transcriptFile(someDigest, segment(0, 1500, "Vi"))[:80], "transcript.malformed"},
		"another schema":     {strings.Replace(transcriptFile(someDigest), "transcript/1", "transcript/2", 1), "transcript.malformed"},
		"of another sound":   {transcriptFile(otherDigest), "transcript.other-sound"},
		"backwards":          {transcriptFile(someDigest, segment(1500, 1600, "Två."), segment(0, 100, "Ett.")), "transcript.malformed"},
		"ends before":        {transcriptFile(someDigest, segment(1500, 1400, "Ett.")), "transcript.malformed"},
		"before the sound":   {transcriptFile(someDigest, segment(-1, 100, "Ett.")), "transcript.malformed"},
		"years into it":      {transcriptFile(someDigest, segment(0, 1<<40, "Ett.")), "transcript.malformed"},
		"a control sign":     {transcriptFile(someDigest, `{"from":0,"to":1,"text":"a\u0000b"}`), "text.control-character"},
		"larger than any is": {transcriptFile(someDigest, segment(0, 1, strings.Repeat("a", MaxTranscript))), "transcript.too-large"},
	} {
		w, err := ReadTranscript(strings.NewReader(c.file), someDigest)
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, not %q", name, err, c.code)
		}
		if err != nil && len(w.Segments) != 0 {
			t.Errorf("%s: refused, and read all the same: %+v", name, w)
		}
	}
	w, err := ReadTranscript(strings.NewReader(transcriptFile(someDigest, segment(1500, 4000, " Laget runt. "))), someDigest)
	if err != nil || len(w.Segments) != 1 || w.Segments[0].Start() != 1500*time.Millisecond || w.Segments[0].Text != "Laget runt." || w.Language != "sv" {
		t.Errorf("%+v, %v", w, err)
	}
}

// Whatever is handed in is refused or in order.
func FuzzReadTranscript(f *testing.F) {
	f.Add(transcriptFile(someDigest, `{"from":0,"to":1500,"text":"Vi öppnar."}`))
	f.Add(`{"schema":"samverkan.transcript/1","sound":"` + someDigest + `","segments":null}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, file string) {
		w, err := ReadTranscript(strings.NewReader(file), someDigest)
		if err != nil {
			return
		}
		last := int64(0)
		for _, s := range w.Segments {
			if s.From < last || s.To < s.From {
				t.Fatalf("%+v", w.Segments)
			}
			last = s.From
		}
	})
}
