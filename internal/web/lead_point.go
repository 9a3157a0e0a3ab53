package web

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
)

// Point is the item that is dealt with, as the leader sees it.
type Point struct {
	agenda.Item
	Segment Segment
	Of      int // the number of the last item
	Place   int // the number that people say; the opening may be 0
	Next    *agenda.Item
	Longer  int // minutes, when it is given some more
	Secret  bool
}

// moreMinutes is how much longer an item becomes at a press.
const moreMinutes = 2

// Point gives the item that is dealt with; nil between items.
func (m *Room) Point() *Point {
	for i, s := range m.Strip() {
		if s.State != "now" {
			continue
		}
		it := m.Plan.Agenda[i]
		p := &Point{Item: it, Segment: s, Of: m.LastNumber(), Place: it.Number, Longer: it.Minutes + moreMinutes, Secret: s.Secret}
		p.Next = m.NextItem()
		return p
	}
	return nil
}

// NextItem gives the first item after the one that goes on, or after the last one that was dealt with, that has not begun.
func (m *Room) NextItem() *agenda.Item {
	from := 0
	for i, it := range m.Plan.Agenda {
		if _, begun := m.Item(it.ID); begun && (m.Current == "" || m.Current == it.ID) {
			from = i + 1
		}
	}
	for _, list := range []agenda.Agenda{m.Plan.Agenda[from:], m.Plan.Agenda[:from]} {
		for i := range list {
			if _, begun := m.Item(list[i].ID); !begun {
				return &list[i]
			}
		}
	}
	return nil
}

// Mark is the item's kind.
func (p *Point) Mark() Mark { return MarkOfItem(p.Kind) }

// Seconds is the planned length, for the bar.
func (p *Point) Seconds() int { return p.Minutes * 60 }

// Used is how much of it is gone at a page's moment.
func (p *Point) Used(at time.Time) int {
	if at.IsZero() {
		return 0
	}
	return max(0, int(at.Sub(p.Segment.Since())/time.Second))
}

// Block is a part of a wording: a paragraph, or a numbered list when it has items.
type Block struct {
	Text  string
	Items []string
	Start int
}

var (
	numbered = regexp.MustCompile(`^\s*(\d{1,2})[.)]\s+(.*)$`)
	inline   = regexp.MustCompile(`(?:^|\s)(\d{1,2})[.)]\s+`)
)

// Wording takes a wording apart into paragraphs and numbered lists, so that it can be read aloud. Not a word is changed or left out.
func (m *Room) Wording(text string) []Block {
	var out []Block
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if g := numbered.FindStringSubmatch(line); g != nil {
			n, _ := strconv.Atoi(g[1])
			if last := len(out) - 1; last >= 0 && out[last].Items != nil && n == out[last].Start+len(out[last].Items) {
				out[last].Items = append(out[last].Items, g[2])
				continue
			}
			if blocks := inlineList(line); blocks != nil {
				out = append(out, blocks...)
				continue
			}
			out = append(out, Block{Items: []string{g[2]}, Start: n})
			continue
		}
		if blocks := inlineList(line); blocks != nil {
			out = append(out, blocks...)
			continue
		}
		out = append(out, Block{Text: line})
	}
	return out
}

// inlineList finds a list within a line: "i denna ordning: 1. väg 2. vatten". It must begin with 1 and count on; what follows after
// the sentence of its last item is a paragraph of its own.
func inlineList(line string) []Block {
	var at [][]int
	for _, g := range inline.FindAllStringSubmatchIndex(line, -1) {
		if n, _ := strconv.Atoi(line[g[2]:g[3]]); n == len(at)+1 {
			at = append(at, g)
		}
	}
	if len(at) < 2 {
		return nil
	}
	list := Block{Start: 1}
	for i, g := range at {
		end := len(line)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		list.Items = append(list.Items, strings.TrimSpace(line[g[1]:end]))
	}
	var out []Block
	if before := strings.TrimSpace(line[:at[0][0]]); before != "" {
		out = append(out, Block{Text: before})
	}
	last := &list.Items[len(list.Items)-1]
	if head, tail, ok := strings.Cut(*last, ". "); ok {
		*last = head + "."
		return append(out, list, Block{Text: strings.TrimSpace(tail)})
	}
	return append(out, list)
}

// Act is the decision that is dealt with and how everybody stands to it.
type Act struct {
	*conference.Decision
	Tally
	Read    bool
	Changed time.Time // the wording, last
	Ask     []Stand   // the first of those who are missing
	Marked  bool
	Ground  string
	Undo    bool // a stance can be taken back
}

// askAtOnce is how many of those who have not answered stand by the wording itself.
const askAtOnce = 4

// Act gives the decision that is dealt with; nil when there is none. What was put forward under another item waits there.
func (m *Room) Act() *Act {
	d := m.OpenDecision()
	if d == nil || m.Current != "" && d.Item != m.Current {
		return nil
	}
	a := &Act{Decision: d, Tally: m.TallyOf(d), Read: len(d.ReadBacks) > 0, Undo: len(d.Stances) > 0}
	s := m.EffectiveSecrecy(d.Secrecy, d.Item)
	a.Marked, a.Ground = s.Marked(), s.Ground
	if n := len(d.Proposals); n > 0 {
		a.Changed = d.Proposals[n-1].At
	}
	if n := len(d.ReadBacks); n > 0 {
		a.Changed = d.ReadBacks[n-1].At
	}
	a.Ask = a.Missing[:min(len(a.Missing), askAtOnce)]
	return a
}

// Stretch is a stretch of the bar of a tally.
type Stretch struct{ Class, X, Width string }

// Bar draws how many stand behind, reserve themselves, lack the mandate and have not answered.
func (t Tally) Bar() []Stretch {
	var out []Stretch
	from := 0
	for _, part := range []struct {
		class string
		n     int
	}{{"t-ok", t.Behind}, {"t-res", t.Reserved}, {"t-wait", t.NoMandate}, {"t-none", t.Silent}} {
		if part.n > 0 {
			out = append(out, Stretch{part.class, percent(float64(from), float64(t.Whole)), percent(float64(part.n), float64(t.Whole))})
		}
		from += part.n
	}
	return out
}

// SayNow is what to say about the decision as it stands.
func (m *Room) SayNow(a *Act) []string {
	switch {
	case !a.Read:
		lines := conference.SayReadBack(m.Printer, a.ID, a.Wording)
		return []string{lines[0], lines[2]}
	case len(a.Missing) > 0:
		var names []string
		for _, x := range a.Missing[:min(len(a.Missing), askAtOnce)] {
			names = append(names, x.Name)
		}
		return []string{conference.SayStance(m.Printer, names)}
	}
	return []string{m.T("web.lead.say.settle", "Decision", a.ID)}
}

// Left lists the decisions that are neither taken nor taken back, and that are not the one that is dealt with.
func (m *Room) Left() []*conference.Decision {
	var out []*conference.Decision
	now := m.Act()
	for i := range m.Decisions {
		d := &m.Decisions[i]
		if d.Settled == nil && d.Withdrawn == nil && (now == nil || now.ID != d.ID) {
			out = append(out, d)
		}
	}
	return out
}

// Answered lists how those stand who have answered, in the order of the plan.
func (m *Room) Answered(d *conference.Decision) []Stand {
	var out []Stand
	for _, actor := range m.Plan.Actors() {
		if s, ok := d.Stances[actor]; ok {
			out = append(out, Stand{Actor: actor, Name: m.Name(actor), Reason: s.Reason, Kind: s.Kind, At: s.At})
		}
	}
	return out
}

// Elapsed writes the time since a moment, for a page without a script; "" in what is sent to many.
func (m *Room) Elapsed(since time.Time) string {
	if m.At.IsZero() || since.IsZero() {
		return ""
	}
	return minutesAndSeconds(m.At.Sub(since))
}

// Remaining writes the time until a moment, likewise.
func (m *Room) Remaining(until time.Time) string {
	if m.At.IsZero() || until.IsZero() {
		return ""
	}
	return minutesAndSeconds(max(0, until.Sub(m.At)))
}

func minutesAndSeconds(d time.Duration) string {
	n := max(0, int(d/time.Second))
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
	}
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

// Proposal is the wording that the item is planned with, for a new proposal.
func (m *Room) Proposal() string {
	it, ok := m.CurrentItem()
	if !ok {
		return ""
	}
	for i := range m.Decisions {
		if m.Decisions[i].Item == it.ID {
			return ""
		}
	}
	return it.Proposal
}

// Taken lists the decisions that have been taken under the item that is dealt with.
func (m *Room) Taken() []*conference.Decision {
	var out []*conference.Decision
	for i := range m.Decisions {
		if d := &m.Decisions[i]; d.Settled != nil && d.Item == m.Current && m.Current != "" {
			out = append(out, d)
		}
	}
	return out
}
