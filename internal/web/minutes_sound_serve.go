package web

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// sound sends a recording, or the part of it that the player asks for. It is played in the page: nothing in it can be anything
// but sound. What is kept is the file as it was attached; what is played has its length and places, so that one can go to any of it.
func (w *Web) sound(q *request) error {
	id, digest := q.path("id"), q.path("digest")
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	f, mark, r, err := q.openSound(id, digest, q.query("save") != "")
	if err != nil {
		return err
	}
	defer r.Close()
	if err := q.tellSecret(v, "recording"); err != nil {
		return err
	}
	where := "inline"
	if q.query("save") != "" {
		where = "attachment"
	}
	return q.handOut(where, f.Name, f.MediaType, mark, r)
}

// openSound opens a recording to be played, or as it was attached.
func (q *request) openSound(id, digest string, original bool) (conference.AudioFile, string, io.ReadSeekCloser, error) {
	if original {
		f, r, err := q.clerk().OpenRecording(q.ctx(), q.Who, id, digest)
		return f, digest, r, err
	}
	return q.clerk().OpenPlayback(q.ctx(), q.Who, id, digest)
}

// soundPicture is how loud a file is, as the page draws it.
type soundPicture struct {
	Ready bool   `json:"ready"`
	Per   int64  `json:"per,omitempty"`   // milliseconds that each byte stands for
	Peaks string `json:"peaks,omitempty"` // base64 of a byte for each interval; nothing where only the length is known
}

// mostDrawn is how many intervals a page is sent: more than any screen has room for.
const mostDrawn = 4000

// soundPeaks gives what the page draws of a file. It is for who may hear it.
func (w *Web) soundPeaks(q *request) error {
	_, peaks, per, ready, err := q.clerk().SoundOf(q.ctx(), q.Who, q.path("id"), q.path("digest"))
	if kind := fault.KindOf(err); err != nil && kind != fault.Invalid {
		return err // what could not be read has no picture, and is heard all the same
	}
	peaks, per = coarser(peaks, per, mostDrawn)
	q.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(q.w).Encode(soundPicture{ready, per.Milliseconds(), base64.StdEncoding.EncodeToString(peaks)})
}

// coarser puts intervals together until there are at most so many; each is as loud as its loudest.
func coarser(peaks []byte, per time.Duration, most int) ([]byte, time.Duration) {
	times := (len(peaks) + most - 1) / most
	if times < 2 {
		return peaks, per
	}
	out := make([]byte, 0, most)
	for from := 0; from < len(peaks); from += times {
		loudest := byte(0)
		for _, p := range peaks[from:min(from+times, len(peaks))] {
			loudest = max(loudest, p)
		}
		out = append(out, loudest)
	}
	return out, per * time.Duration(times)
}

// soundWork is what the reader may do with the recording.
type soundWork struct {
	Conceal, Align, Transcript bool
	Asks                       bool // there is a machine that writes down sound, and the reader may ask it to
	Secrecy                    secrecyFields
	From, To                   time.Time // what a new stretch begins as
}

func (q *request) soundWork(v *clerk.View) *soundWork {
	c := v.Conference
	may := func(cmd conference.Command) bool {
		return q.clerk().Authorize(q.ctx(), q.Who, c.Plan.ID, "", cmd) == nil
	}
	x := &soundWork{Conceal: may(&conference.ConcealRecording{}), Align: may(&conference.AlignRecording{}) && c.Phase != conference.Approved && c.Phase != conference.Published,
		Transcript: may(&conference.ApproveTranscript{})}
	x.Asks = x.Transcript && q.clerk().Transcribes()
	if !x.Conceal && !x.Align && !x.Transcript {
		return nil
	}
	if runs := c.Recording.Runs; len(runs) > 0 {
		x.From, x.To = runs[0].Start, runs[0].Start.Add(time.Minute)
	}
	x.Secrecy = q.secrecyFields(c, conference.Secrecy{Owner: c.Plan.Host})
	return x
}

// transcript is what was said in a file, written down.
type transcript struct {
	conference.Transcript
	File     string
	Lines    []transcriptLine
	Broken   bool // its file could not be read
	Approver string
}

// transcriptLine is something that was said without a break.
type transcriptLine struct {
	*heard
	Text string
}

// transcripts gives those that the reader may read.
func (q *request) transcripts(v *clerk.View, s *sound) ([]transcript, error) {
	var out []transcript
	for _, t := range v.Conference.Recording.Transcripts {
		got, words, err := q.clerk().OpenTranscript(q.ctx(), q.Who, s.ID, t.ID)
		if fault.CodeOf(err) == "transcript.unknown" {
			continue // for others
		}
		x := transcript{Transcript: got, Broken: err != nil}
		for i, f := range s.Files {
			if f.Digest != t.Sound {
				continue
			}
			x.File = s.Files[i].Name
			for _, line := range words.Segments {
				at := int(line.Start() / time.Second)
				x.Lines = append(x.Lines, transcriptLine{&heard{f.Address + "#t=" + strconv.Itoa(at), f.Player, at}, line.Text})
			}
		}
		out = append(out, x)
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, q.tellSecret(v, "transcript")
}

// askTranscript has the machine write down a file of the recording.
func (w *Web) askTranscript(q *request) error {
	id := q.path("id")
	if err := q.clerk().AskTranscript(q.ctx(), q.Who, id, q.path("digest")); err != nil {
		return err
	}
	return q.done("/conferences/"+id+"/minutes", "transcript-asked")
}
