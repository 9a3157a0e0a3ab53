package conference

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Two write minutes in one meeting, each on a network that comes and goes, and change the same lines without seeing what the other
// does. Whatever was written is there in the end: as what stands, beside it, or as an earlier version. Nobody's text is lost in silence,
// and what has not been chosen among is shown as such.
func TestTwoWritersLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &writers{t: t, c: New(), now: day, wrote: map[string][]string{}, heads: map[string][]string{}}
		r := &randomStory{t: t, c: w.c, now: day}
		w.send(waiting{&PlanConference{Plan: r.plan()}, nil})
		w.send(waiting{&OpenMeeting{}, nil})
		w.desk[0].seen, w.desk[1].seen = map[string]seenNote{}, map[string]seenNote{}
		t.Repeat(map[string]func(*rapid.T){
			"write":    w.write,
			"revise":   w.revise,
			"strike":   w.strike,
			"choose":   w.choose,
			"reach":    w.reach,
			"look":     w.look,
			"send all": func(*rapid.T) { w.all() },
			"":         w.holds,
		})
		w.all()
		w.holds(t)
	})
}

// writers are two desks and the record that they write in.
type writers struct {
	t     *rapid.T
	c     *Conference
	now   time.Time
	seq   int64
	notes int
	texts int
	desk  [2]desk
	wrote map[string][]string // by line: every text that the service has taken
	heads map[string][]string // by line: the texts that nobody had seen when they wrote another
}

// desk is what one of them has: what was seen the last time, and what has not been sent.
type desk struct {
	seen  map[string]seenNote
	queue []waiting
}

// waiting is something that has not been sent, and what its writer had seen of its line.
type waiting struct {
	cmd Command
	saw []string
}

type seenNote struct {
	base  int
	texts []string // what stands, and what stands beside it
}

func (w *writers) one(t *rapid.T) *desk { return &w.desk[rapid.IntRange(0, 1).Draw(t, "desk")] }

func (w *writers) text() string { w.texts++; return fmt.Sprintf("Text %d", w.texts) }

// line draws a line that a desk knows of; "" when it knows of none.
func (d *desk) line(t *rapid.T) string {
	var ids []string
	for id := range d.seen {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return ""
	}
	slices.Sort(ids)
	return rapid.SampledFrom(ids).Draw(t, "line")
}

func (w *writers) write(t *rapid.T) {
	d := w.one(t)
	w.notes++
	id := fmt.Sprintf("n%d", w.notes)
	text := w.text()
	d.queue = append(d.queue, waiting{&WriteNote{ID: id, Kind: NoteInformation, Content: Content{Text: text}}, nil})
	d.seen[id] = seenNote{texts: []string{text}}
}

// revise changes a line as its desk has it: with the number of changes that it has seen.
func (w *writers) revise(t *rapid.T) {
	d := w.one(t)
	id := d.line(t)
	if id == "" {
		return
	}
	d.change(id, w.text())
}

// change puts a change in the queue, with the number of changes that the service has told of: a desk that counted its own would be
// wrong as soon as one of them changes nothing.
func (d *desk) change(id, text string) {
	s := d.seen[id]
	d.queue = append(d.queue, waiting{&ReviseNote{ID: id, Base: s.base, Content: Content{Text: text}}, s.texts})
	d.seen[id] = seenNote{s.base, append(slices.Clone(s.texts), text)}
}

// choose takes up a line with two texts: what is saved stands in place of all of them.
func (w *writers) choose(t *rapid.T) {
	d := w.one(t)
	id := d.line(t)
	if id == "" || len(d.seen[id].texts) < 2 {
		return
	}
	d.change(id, rapid.SampledFrom(append([]string{w.text()}, d.seen[id].texts...)).Draw(t, "text"))
}

func (w *writers) strike(t *rapid.T) {
	d := w.one(t)
	if id := d.line(t); id != "" && rapid.IntRange(0, 4).Draw(t, "seldom") == 0 {
		d.queue = append(d.queue, waiting{&StrikeNote{ID: id, Reason: "Sades aldrig."}, nil})
	}
}

// reach has some of what a desk has written get through, in its order; now and then the answer is lost, and it is sent once more.
func (w *writers) reach(t *rapid.T) {
	d := w.one(t)
	for range rapid.IntRange(0, len(d.queue)).Draw(t, "sent") {
		w.send(d.queue[0])
		if rapid.Bool().Draw(t, "answer lost") {
			w.send(d.queue[0])
		}
		d.queue = d.queue[1:]
	}
}

// look shows a desk what stands, for what it has not itself changed.
func (w *writers) look(t *rapid.T) {
	d := w.one(t)
	if len(d.queue) > 0 {
		return // the lines that wait are shown as they were written
	}
	for i := range w.c.Notes {
		n := &w.c.Notes[i]
		d.seen[n.ID] = seenNote{n.Base(), shown(n)}
	}
}

// shown are the texts that a reader of a line sees.
func shown(n *Note) []string {
	out := []string{n.Text}
	for _, b := range n.Beside {
		out = append(out, b.Content.Text)
	}
	return out
}

func (w *writers) all() {
	for i := range w.desk {
		for _, x := range w.desk[i].queue {
			w.send(x)
		}
		w.desk[i].queue = nil
	}
}

// send has the record decide. What it refuses it refuses in words, and the desk keeps it; it counts as told, not as lost.
func (w *writers) send(x waiting) {
	w.now = w.now.Add(time.Second)
	m := Meta{Member: "m-secretary", Actor: "lst", Role: Secretary, At: w.now, OccurredAt: w.now}
	events, err := w.c.Decide(x.cmd, m)
	if err != nil {
		return
	}
	for _, e := range events {
		w.seq++
		m.Seq = w.seq
		w.c.Apply(e, m)
	}
	id, text := "", ""
	switch cmd := x.cmd.(type) {
	case *WriteNote:
		id, text = cmd.ID, cmd.Text
	case *ReviseNote:
		id, text = cmd.ID, cmd.Text
	default:
		return
	}
	w.wrote[id] = append(w.wrote[id], text)
	left := slices.DeleteFunc(w.heads[id], func(h string) bool { return h == text || slices.Contains(x.saw, h) })
	w.heads[id] = append(left, text)
}

// holds looks for every text that was taken.
func (w *writers) holds(t *rapid.T) {
	for id, texts := range w.wrote {
		n, ok := w.c.Note(id)
		if !ok {
			t.Fatalf("%s is gone", id)
		}
		have := []string{n.Text}
		for _, r := range append(slices.Clone(n.Revisions), n.Beside...) {
			have = append(have, r.Content.Text)
		}
		for _, text := range texts {
			if !slices.Contains(have, text) {
				t.Fatalf("%s: %q is lost: there is %q", id, text, have)
			}
		}
		for _, head := range w.heads[id] {
			if !slices.Contains(shown(n), head) {
				t.Fatalf("%s: %q was written over by who had not seen it, and nothing says so: %q", id, head, shown(n))
			}
		}
		for i, b := range n.Beside {
			if b.Content.Text == n.Text {
				t.Fatalf("%s: %q stands, and stands beside itself", id, n.Text)
			}
			for _, other := range n.Beside[i+1:] {
				if other.Content.Text == b.Content.Text {
					t.Fatalf("%s: %q is kept beside twice", id, b.Content.Text)
				}
			}
		}
	}
}
