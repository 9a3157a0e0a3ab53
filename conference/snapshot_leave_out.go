package conference

import (
	"slices"
	"strings"
	"time"

	"samverkan/agenda"
)

// leaving takes out of a conference what a reader may not read. What stays of it is what the minutes composed for the same
// reader say: that it was there, who said it, how it is linked, and that it is marked.
type leaving struct {
	c *Conference
	r Reading
}

func (c *Conference) leaveOut(r Reading) {
	l := leaving{c, r}
	// Who may read a topic hangs on the markings of notes, so that talks come first, and what is said of markings last.
	l.talks()
	l.record()
	l.minutes()
	l.reports()
	l.plan()
	l.course()
	l.markings()
}

func (l leaving) hidden(s Secrecy) bool { return s.Marked() && (l.r.May == nil || !l.r.May(s)) }

// blank puts LeftOut in the place of texts; a text that is not there stays so.
func blank(texts ...*string) {
	for _, t := range texts {
		if *t != "" {
			*t = LeftOut
		}
	}
}

func (l leaving) talks() {
	secret := func(actor string, items ...string) bool {
		return slices.ContainsFunc(items, func(item string) bool {
			return slices.ContainsFunc(l.c.TopicSecrecy(actor, item), l.hidden)
		})
	}
	s := &l.c.Speakers
	for i := range s.Queue {
		if q := &s.Queue[i]; secret(q.Actor, q.Item) {
			blank(&q.Topic)
		}
	}
	talk := func(t *Talk) {
		if secret(t.Actor, t.Item) || t.Asked != "" && secret(t.Actor, t.Asked) {
			blank(&t.Topic, &t.Note)
		}
	}
	for i := range s.Talks {
		talk(&s.Talks[i])
	}
	if s.OnAir != nil {
		talk(s.OnAir)
	}
}

func (l leaving) record() {
	l.c.Raised, l.c.Walk = nil, nil // between the host's own people
	for i := range l.c.Notes {
		if n := &l.c.Notes[i]; l.hidden(l.c.EffectiveSecrecy(n.Secrecy, n.Item)) {
			l.note(n)
		}
	}
	for i := range l.c.Decisions {
		if d := &l.c.Decisions[i]; l.hidden(l.c.EffectiveSecrecy(d.Secrecy, d.Item)) {
			l.decision(d)
		}
	}
	for i := range l.c.Measures {
		if x := &l.c.Measures[i]; l.hidden(l.c.EffectiveSecrecy(x.Secrecy, x.Item)) {
			l.measure(x)
		}
	}
	for i := range l.c.FollowUps {
		f := &l.c.FollowUps[i]
		if l.hidden(l.c.EffectiveSecrecy(l.c.carriedSecrecy(f.Conference, f.ID), f.Item)) {
			blank(&f.Text)
		}
	}
}

// note keeps of a note that this actor said something, what it was linked to, and for a parked matter who takes it on and
// where. How many times it was revised is no secret either, but every word of that is.
func (l leaving) note(n *Note) {
	bare := Content{Actor: n.Actor, Text: LeftOut, Answers: n.Answers, Corrects: n.Corrects, Matches: n.Matches, Secrecy: n.Secrecy}
	if n.Kind == NoteParked {
		bare.Owner, bare.Forum = n.Owner, n.Forum
	}
	n.Content = bare
	for i := range n.Revisions {
		n.Revisions[i].Content = Content{Text: LeftOut}
	}
	for i := range n.Beside {
		n.Beside[i].Content = Content{Text: LeftOut}
	}
	if n.Struck != nil {
		blank(&n.Struck.Reason)
	}
}

func (l leaving) decision(d *Decision) {
	blank(&d.Wording)
	for i := range d.Proposals {
		blank(&d.Proposals[i].Text)
	}
	for i := range d.ReadBacks {
		blank(&d.ReadBacks[i].Text)
	}
	for actor, s := range d.Stances {
		blank(&s.Reason)
		d.Stances[actor] = s
	}
	if d.Withdrawn != nil {
		blank(&d.Withdrawn.Reason)
	}
}

func (l leaving) measure(x *Measure) {
	blank(&x.Text)
	for i := range x.Reports {
		blank(&x.Reports[i].Text)
	}
	for i := range x.Revisions {
		x.Revisions[i] = MeasureRevision{Text: LeftOut, At: x.Revisions[i].At, By: x.Revisions[i].By}
	}
}

func (l leaving) minutes() {
	for i := range l.c.Minutes.Versions {
		for j := range l.c.Minutes.Versions[i].Corrections {
			if x := &l.c.Minutes.Versions[i].Corrections[j]; l.hidden(l.c.correctedSecrecy(x.Target)) {
				blank(&x.Was, &x.Is, &x.Reason)
			}
		}
	}
	if next := l.c.Next; next != nil && l.hidden(l.c.itemSecrecy[next.Item]) {
		blank(&next.Title, &next.Text)
	}
}

func (l leaving) plan() {
	p := &l.c.Plan
	for i := range p.Agenda {
		if it := &p.Agenda[i]; l.hidden(l.c.itemSecrecy[it.ID]) {
			l.item(it)
		}
	}
	for i, x := range p.Material {
		if l.hidden(x.Secrecy) {
			p.Material[i] = Material{Title: LeftOut, Secrecy: x.Secrecy}
		}
	}
	for i := range p.Carried.Directions {
		if d := &p.Carried.Directions[i]; l.hidden(d.Secrecy) {
			blank(&d.Wording)
		}
	}
	for i := range p.Carried.Measures {
		if x := &p.Carried.Measures[i]; l.hidden(x.Secrecy) {
			blank(&x.Text)
		}
	}
	for i := range p.Carried.Matters {
		if x := &p.Carried.Matters[i]; l.hidden(x.Secrecy) {
			blank(&x.Text)
		}
	}
	for key, a := range l.c.Answers {
		if actor, _, _ := strings.Cut(key, "/"); actor != l.r.Actor || actor == "" {
			blank(&a.Message) // it was said to the host
			l.c.Answers[key] = a
		}
	}
}

func (l leaving) item(it *agenda.Item) {
	blank(&it.Aim, &it.Proposal)
	if len(it.Questions) > 0 {
		it.Questions = []string{LeftOut}
	}
	for i := range it.Speakers {
		blank(&it.Speakers[i].Topic)
	}
}

func (l leaving) course() {
	r := &l.c.Recording
	// A transcript hangs on its sound, and a mark on the stretches: they come before these are taken out.
	r.Transcripts, r.Spans, r.Written = l.transcripts(), 0, 0
	for i := range r.Marks {
		if x := &r.Marks[i]; slices.ContainsFunc(l.c.BookmarkSecrecy(*x), l.hidden) {
			blank(&x.Label)
		}
	}
	for i, f := range r.Files {
		if l.hidden(f.Secrecy) {
			r.Files[i] = AudioFile{Secrecy: f.Secrecy}
		}
	}
	for i := range r.Runs {
		for j := range r.Runs[i].Pauses {
			if p := &r.Runs[i].Pauses[j]; l.hidden(l.c.itemSecrecy[l.c.itemAt(p.Start)]) {
				blank(&p.Reason)
			}
		}
	}
}

// transcripts keeps those that somebody answers for, and of one that the reader may not read that there is one.
func (l leaving) transcripts() []Transcript {
	var out []Transcript
	for _, t := range l.c.Recording.Transcripts {
		if t.Draft() {
			continue // between the host's own people
		}
		for _, s := range l.c.TranscriptSecrecy(t) {
			if l.hidden(s) {
				t = Transcript{TranscriptFile: TranscriptFile{ID: t.ID, Secrecy: s}}
				break
			}
		}
		out = append(out, t)
	}
	return out
}

// itemAt tells which item was being dealt with at t: the last one begun, while the meeting went on.
func (c *Conference) itemAt(t time.Time) string {
	if end := c.Meeting.Closed; !end.IsZero() && t.After(end) {
		return ""
	}
	item, since := "", time.Time{}
	for _, s := range c.Items {
		for _, span := range s.Spans {
			if !span.Start.After(t) && !span.Start.Before(since) {
				item, since = s.ID, span.Start
			}
		}
	}
	return item
}

// markings takes away who else may read: it is nothing for somebody who may not.
func (l leaving) markings() {
	bare := func(s *Secrecy) {
		if l.hidden(*s) {
			s.Readers = nil
		}
	}
	for i := range l.c.Notes {
		bare(&l.c.Notes[i].Secrecy)
	}
	for i := range l.c.Decisions {
		bare(&l.c.Decisions[i].Secrecy)
	}
	for i := range l.c.Measures {
		bare(&l.c.Measures[i].Secrecy)
	}
	for i := range l.c.Recording.Files {
		bare(&l.c.Recording.Files[i].Secrecy)
	}
	for i := range l.c.Recording.Concealed {
		bare(&l.c.Recording.Concealed[i].Secrecy)
	}
	for i := range l.c.Recording.Transcripts {
		bare(&l.c.Recording.Transcripts[i].Secrecy)
	}
	for i := range l.c.Plan.Material {
		bare(&l.c.Plan.Material[i].Secrecy)
	}
	carried := &l.c.Plan.Carried
	for i := range carried.Directions {
		bare(&carried.Directions[i].Secrecy)
	}
	for i := range carried.Measures {
		bare(&carried.Measures[i].Secrecy)
	}
	for i := range carried.Matters {
		bare(&carried.Matters[i].Secrecy)
	}
	for item, s := range l.c.itemSecrecy {
		bare(&s)
		l.c.itemSecrecy[item] = s
	}
}
