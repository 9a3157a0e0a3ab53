package clerk

import (
	"maps"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// culled is what a rule removes of a conference.
type culled struct {
	title    string
	since    time.Time
	rows     []int64
	files    map[string]bool
	messages int
}

// cullable finds what a rule would remove of a conference, and whether that is due and is anything.
func cullable(tx *store.Tx, id string, m Matter, r store.RetentionRule, now time.Time) (culled, bool, error) {
	c := conference.New()
	x := culled{files: map[string]bool{}}
	var opened bool
	for e, err := range tx.AllEntries(stream(id)) {
		if err != nil {
			return x, false, err
		}
		if err := fold(c, e); err != nil {
			return x, false, err
		}
		opened = opened || e.HasPayload()
		if e.HasPayload() && e.Name != journal.ExpungedName && (m == KeptMinutes || m != KeptNotices && matterOf(e.Name) == m) {
			x.rows = append(x.rows, e.Seq)
		}
	}
	closed := closedAt(c)
	if closed.IsZero() || !opened {
		return x, false, nil
	}
	x.title, x.since = c.Plan.Title, closed.AddDate(0, r.Months, 0)
	if x.since.After(now) {
		return x, false, nil
	}
	for digest, of := range filesOf(c) {
		if m == KeptMinutes || of == m {
			x.files[digest] = true
		}
	}
	if m == KeptNotices || m == KeptMinutes {
		sent, err := tx.ConferenceOutgoing(id, "")
		if err != nil {
			return x, false, err
		}
		for _, d := range sent {
			if d.State != delivery.Queued {
				x.messages++
			}
		}
	}
	return x, len(x.rows)+len(x.files)+x.messages > 0 && (len(x.rows) > 0 || x.messages > 0), nil
}

// closedAt is from when the time is counted that a conference is kept: when it was closed, or, cancelled or never opened, its end as it
// was planned. Zero while it goes on.
func closedAt(c *conference.Conference) time.Time {
	switch {
	case !c.Meeting.Closed.IsZero():
		return c.Meeting.Closed
	case c.Meeting.Opened.IsZero() || c.Phase == conference.Cancelled:
		return c.Plan.End
	}
	return time.Time{}
}

// filesOf gives the files that a conference refers to, and what kind of matter each is. A recording is one wherever it was published.
func filesOf(c *conference.Conference) map[string]Matter {
	out := map[string]Matter{}
	for _, f := range c.Plan.Material {
		out[f.Digest] = KeptMinutes
	}
	for _, v := range c.Minutes.Versions {
		for _, p := range v.Published {
			for _, f := range p.Files {
				out[f.Digest] = KeptMinutes
				if isSound(f.MediaType) {
					out[f.Digest] = KeptRecording
				}
			}
		}
	}
	for _, t := range c.Recording.Transcripts {
		out[t.Digest] = KeptTranscript
	}
	for _, f := range c.Recording.Files {
		out[f.Digest] = KeptRecording
	}
	delete(out, "")
	return out
}

func isSound(mediaType string) bool { return len(mediaType) > 6 && mediaType[:6] == "audio/" }

// references tells who refers to a file.
type references struct {
	by   map[string]map[string]bool // digest -> conferences, and "" for items of areas that are of none
	held map[string]bool            // told of by a recording, a transcript or material that is still in a record
}

// allReferences looks through every conference and every area.
func allReferences(tx *store.Tx) (*references, error) {
	r := &references{by: map[string]map[string]bool{}, held: map[string]bool{}}
	heads, err := tx.Heads()
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		id, is := conferenceOf(h.Stream)
		if !is {
			continue
		}
		c := conference.New()
		for e, err := range tx.AllEntries(h.Stream) {
			if err != nil {
				return nil, err
			}
			if err := fold(c, e); err != nil {
				return nil, err
			}
		}
		r.conference(id, c)
	}
	areas, err := tx.Areas(store.Whole(), "")
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		items, err := itemsOf(tx, a.ID)
		if err != nil {
			return nil, err
		}
		for _, i := range items {
			for _, v := range i.Versions {
				r.add(v.Digest, i.Conference)
			}
		}
	}
	return r, nil
}

func (r *references) conference(id string, c *conference.Conference) {
	for digest := range filesOf(c) {
		r.add(digest, id)
	}
	for _, f := range c.Recording.Files {
		r.held[f.Digest] = true
	}
	for _, t := range c.Recording.Transcripts {
		r.held[t.Digest] = true
	}
	for _, m := range c.Plan.Material {
		r.held[m.Digest] = true
	}
}

func (r *references) add(digest, by string) {
	if r.by[digest] == nil {
		r.by[digest] = map[string]bool{}
	}
	r.by[digest][by] = true
}

// free gives those of the files that nobody but the conference refers to, in order.
func (r *references) free(x culled, id string) []string {
	var out []string
	for _, digest := range slices.Sorted(maps.Keys(x.files)) {
		others := len(r.by[digest])
		if r.by[digest][id] {
			others--
		}
		if others == 0 {
			out = append(out, digest)
		}
	}
	return out
}
