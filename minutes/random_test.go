package minutes_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"samverkan/agenda"
	"samverkan/conference"
)

// randomRecord plays random commands. Every text that people write in it is a word of its own, and the record remembers
// which text each word is, so that it can say afterwards which words a reader must not see.
type randomRecord struct {
	t     *rapid.T
	c     *conference.Conference
	now   time.Time
	seq   int64
	words int
	held  []held
}

// held is a word with the rule that says whether a reader may see it, asked when the record is whole.
type held struct {
	word   string
	hidden func(c *conference.Conference, actor string) bool
}

const randomHost, outsider = "vard", "utan-ratt"

var randomActors = []string{randomHost, "a", "b", "c", outsider}

// word makes a new word, hidden when rule says so.
func (r *randomRecord) word(rule func(c *conference.Conference) conference.Secrecy) string {
	r.words++
	w := fmt.Sprintf("Ord%04dx", r.words)
	if rule != nil {
		r.held = append(r.held, held{w, func(c *conference.Conference, actor string) bool {
			return !rule(c).ReadableBy(actor, c.Plan.Host)
		}})
	}
	return w
}

func (r *randomRecord) pick(list ...string) string { return rapid.SampledFrom(list).Draw(r.t, "pick") }

func (r *randomRecord) chance() bool { return rapid.Bool().Draw(r.t, "chance") }

func (r *randomRecord) number(from, to int) int { return rapid.IntRange(from, to).Draw(r.t, "number") }

func (r *randomRecord) secrecy() conference.Secrecy {
	if r.number(0, 2) > 0 {
		return conference.Secrecy{}
	}
	return conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: r.pick("a", "b", randomHost), Suspected: r.chance()}
}

func (r *randomRecord) later() time.Time {
	return r.now.Add(time.Duration(r.number(1, 600)) * time.Minute)
}

func (r *randomRecord) when() time.Time {
	if r.chance() {
		return time.Time{}
	}
	return r.later()
}

// try plays a command; the domain may refuse it.
func (r *randomRecord) try(cmd conference.Command) bool {
	m := conference.Meta{Member: "medlem", Actor: r.pick(randomActors...), Role: conference.Secretary, At: r.now, OccurredAt: r.now}
	events, err := r.c.Decide(cmd, m)
	if err != nil {
		return false
	}
	for _, e := range events {
		r.seq++
		m.Seq = r.seq
		r.c.Apply(e, m)
	}
	return len(events) > 0
}

// id picks something in the record, or something that is not there.
func (r *randomRecord) id() string {
	ids := []string{"finns-inte"}
	for _, n := range r.c.Notes {
		ids = append(ids, n.ID)
	}
	for _, d := range r.c.Decisions {
		ids = append(ids, d.ID)
	}
	for _, x := range r.c.Measures {
		ids = append(ids, x.ID)
	}
	return r.pick(ids...)
}

func note(id string) func(*conference.Conference) conference.Secrecy {
	return func(c *conference.Conference) conference.Secrecy {
		if n, ok := c.Note(id); ok {
			return c.EffectiveSecrecy(n.Secrecy, n.Item)
		}
		if d, ok := c.Decision(id); ok {
			return c.EffectiveSecrecy(d.Secrecy, d.Item)
		}
		if x, ok := c.Measure(id); ok {
			return c.EffectiveSecrecy(x.Secrecy, x.Item)
		}
		return conference.Secrecy{}
	}
}

func item(id string) func(*conference.Conference) conference.Secrecy {
	return func(c *conference.Conference) conference.Secrecy { return c.ItemSecrecy(id) }
}

// moment is what bears on what was said of a moment of the recording.
func moment(under string, at time.Time) func(*conference.Conference) conference.Secrecy {
	return func(c *conference.Conference) conference.Secrecy {
		for _, s := range c.BookmarkSecrecy(conference.RecordingMark{At: at, Item: under}) {
			if !s.ReadableBy(outsider, c.Plan.Host) {
				return s
			}
		}
		return conference.Secrecy{}
	}
}

func fixed(s conference.Secrecy) func(*conference.Conference) conference.Secrecy {
	return func(*conference.Conference) conference.Secrecy { return s }
}

func newRandomRecord(t *rapid.T) *randomRecord {
	r := &randomRecord{t: t, c: conference.New(), now: time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC)}
	p := conference.Plan{ID: "k1", Incident: "h1", Title: "Konferens", Level: conference.Regional, SeriesNo: 1, Host: randomHost,
		Start: r.now.Add(time.Hour), End: r.now.Add(2 * time.Hour), Exercise: r.chance()}
	p.Agenda = agenda.Agenda{
		{ID: "p0", Number: 0, Title: "Öppning", Kind: agenda.Information, Minutes: 5, Aim: r.word(item("p0"))},
		{ID: "p1", Number: 1, Title: "Läget", Kind: agenda.Discussion, Minutes: 20, Aim: r.word(item("p1")), Questions: []string{r.word(item("p1"))},
			Speakers: []agenda.Speaker{{Actor: "a", Topic: r.word(item("p1"))}}},
		{ID: "p2", Number: 2, Title: "Beslut", Kind: agenda.Decision, Minutes: 20, Proposal: r.word(item("p2"))},
	}
	for i, a := range randomActors {
		role := []conference.Role{conference.Attendee, conference.Attendee, conference.Attendee, conference.Expert, conference.Observer}[i]
		p.Participants = append(p.Participants, conference.Participant{Actor: a, Role: role, Mode: conference.Rakel})
	}
	p.Participants = append(p.Participants, conference.Participant{Actor: "a", Unit: "enhet", Role: conference.Attendee})
	s := r.secrecy()
	p.Material = []conference.Material{{Title: r.word(fixed(s)), Secrecy: s}}
	s = r.secrecy()
	p.Carried = conference.Carried{From: "k0", Directions: []conference.CarriedDecision{{Conference: "k0", ID: "D1", Wording: r.word(fixed(s)), Secrecy: s}}}
	s = r.secrecy()
	p.Carried.Measures = []conference.CarriedMeasure{{Conference: "k0", ID: "A1", Text: r.word(fixed(s)), Owner: "a", Secrecy: s}}
	s = r.secrecy()
	p.Carried.Matters = []conference.CarriedMatter{{Conference: "k0", ID: "P1", Kind: conference.NoteParked, Text: r.word(fixed(s)), Secrecy: s}}
	if !r.try(&conference.PlanConference{Plan: p}) {
		t.Fatal("the plan was refused")
	}
	return r
}

// play takes n random steps; mostly in a meeting that was opened first, and often brought to its end.
func (r *randomRecord) play(n int) {
	if r.number(0, 7) > 0 {
		r.begin()
	}
	for range n {
		r.now = r.now.Add(time.Duration(r.number(0, 200)) * time.Second)
		steps := r.steps()
		steps[r.number(0, len(steps)-1)]()
	}
	if r.chance() {
		r.finish()
	}
}

func (r *randomRecord) begin() {
	r.try(&conference.OpenLobby{Note: "Testar ljud"})
	r.try(&conference.OpenMeeting{})
	r.try(&conference.OpenRollCall{})
	for _, p := range r.c.Plan.Participants {
		r.now = r.now.Add(5 * time.Second)
		r.try(&conference.MarkAttendance{Participant: p.Key(), Status: conference.Attendance(r.pick("present", "present", "present", "absent"))})
	}
	r.try(&conference.CloseRollCall{})
	r.startItem()
}

// finish settles some decisions, closes, approves, corrects and approves again.
func (r *randomRecord) finish() {
	r.now = r.now.Add(time.Hour)
	r.try(&conference.ResumeMeeting{})
	r.try(&conference.StopRecording{})
	r.propose()
	r.propose()
	for _, d := range r.c.Decisions {
		r.try(&conference.ReadBackDecision{ID: d.ID})
		for _, a := range randomActors {
			r.try(&conference.TakeStance{ID: d.ID, Actors: []string{a}, Stance: conference.StanceKind(r.pick("stands-behind", "reserves", "no-mandate")),
				Reason: r.word(note(d.ID))})
		}
		r.try(&conference.SettleDecision{ID: d.ID, ValidUntil: r.when()})
	}
	r.close()
	for version := 1; version <= 2; version++ {
		r.try(&conference.CheckMinutes{Version: version})
		r.try(&conference.ApproveMinutes{Version: version})
		r.correct()
		r.correct()
	}
	r.try(&conference.PublishMinutes{Version: 2, Channel: "WIS"})
}

// submit leaves a situation report with a marking of the whole or of a theme, or says that the last one holds. What is marked in any
// version is marked in all of them, until the host opens it.
func (r *randomRecord) submit() {
	seat := r.pick("a", "b", "a/enhet")
	if r.number(0, 3) == 0 {
		r.try(&conference.KeepReport{Participant: seat})
		return
	}
	of := func(theme conference.Theme) func(*conference.Conference) conference.Secrecy {
		return func(c *conference.Conference) conference.Secrecy {
			now := c.Report(seat)
			if now == nil {
				return conference.Secrecy{} // it was refused
			}
			for _, s := range now.Statements {
				if s.Theme == theme && s.Secrecy.Marked() {
					return s.Secrecy
				}
			}
			return now.Secrecy
		}
	}
	r.try(&conference.SubmitReport{Participant: seat, Report: conference.Report{Secrecy: r.secrecy(), Tests: conference.Tests{Load: conference.Strained},
		Statements: []conference.Statement{{Theme: conference.ThemeIncident, Text: r.word(of(conference.ThemeIncident))},
			{Theme: conference.ThemeNeeds, Text: r.word(of(conference.ThemeNeeds)), Source: r.word(of(conference.ThemeNeeds)), Secrecy: r.secrecy()}}}})
}

func (r *randomRecord) steps() []func() {
	run := func(cmds ...conference.Command) func() {
		return func() {
			for _, cmd := range cmds {
				r.try(cmd)
			}
		}
	}
	return []func(){
		run(&conference.OpenLobby{}, &conference.OpenMeeting{}), run(&conference.OpenMeeting{}, &conference.StartItem{Item: "p0"}),
		r.startItem, r.startItem, r.markItem, r.write, r.write, r.write, r.write, r.rewrite, r.strike, r.markSecrecy,
		run(&conference.OpenRollCall{}), run(&conference.SkipRollCall{Reason: "Ont om tid"}), r.attend, r.attend,
		run(&conference.CloseRollCall{RestAbsent: true}), run(&conference.UndoRollCall{}), run(&conference.UndoFloor{}),
		r.ask, r.ask, run(&conference.GrantFloor{}), r.grant, r.yield, r.round,
		r.propose, r.readBack, r.stance, r.stance, r.settle, r.withdraw, r.followUp,
		r.agree, r.agree, r.accept, r.submit, r.submit, r.report, r.revise, r.record, r.record, r.next,
		r.adjourn, run(&conference.ResumeMeeting{}), run(&conference.FinishItem{Item: "p1"}),
		r.extend, r.handOver, r.close, run(&conference.ReopenMeeting{Reason: "För tidigt"}),
		run(&conference.CheckMinutes{Version: 1}, &conference.ApproveMinutes{Version: 1}),
		run(&conference.CheckMinutes{Version: 2, Remark: "Sen"}, &conference.ApproveMinutes{Version: 2}),
		run(&conference.PublishMinutes{Version: 1, Channel: "WIS"}), r.correct, r.correct, r.evaluate,
	}
}

func (r *randomRecord) item() string { return r.pick("p0", "p1", "p2") }

func (r *randomRecord) startItem() { r.try(&conference.StartItem{Item: r.item()}) }

func (r *randomRecord) markItem() {
	r.try(&conference.MarkItemSecrecy{Item: r.item(), Secrecy: r.secrecy()})
}

func (r *randomRecord) write() {
	kind := rapid.SampledFrom(conference.NoteKinds()).Draw(r.t, "kind")
	id := fmt.Sprintf("N%d", len(r.c.Notes)+1)
	w := &conference.WriteNote{ID: id, Kind: kind}
	if r.chance() {
		w.Item = r.item()
	}
	w.Content = r.content(id, kind)
	r.try(w)
}

func (r *randomRecord) content(id string, kind conference.NoteKind) conference.Content {
	rule := note(id)
	v := conference.Content{Actor: r.pick(append([]string{""}, randomActors...)...), Text: r.word(rule), Secrecy: r.secrecy()}
	switch kind {
	case conference.NoteInformation:
		v.Source = r.word(rule)
	case conference.NoteQuestion:
		v.To = r.pick("", "b")
	case conference.NoteAnswer:
		v.Answers = r.id()
	case conference.NoteCorrection:
		v.Corrects = r.id()
	case conference.NoteNeed:
		v.NeededBy = r.when()
	case conference.NoteOffer:
		v.AvailableFrom = r.when()
	case conference.NoteMatch:
		v.Matches = []string{r.id(), r.id()}
	case conference.NoteGoalConflict:
		v.Parties = []string{"a", "b"}
	case conference.NoteParked:
		v.Owner, v.Forum = r.pick("", "a"), "Särskilt möte"
	case conference.NoteSituation, conference.NoteSummary:
		v.Impact = []conference.Impact{{Actor: r.pick("a", "b"), Grade: r.number(0, 5)}}
	}
	return v
}

func (r *randomRecord) rewrite() {
	id := r.id()
	n, ok := r.c.Note(id)
	if !ok {
		return
	}
	v := r.content(id, n.Kind)
	r.try(&conference.ReviseNote{ID: id, Base: len(n.Revisions), Content: v})
}

func (r *randomRecord) strike() {
	id := r.id()
	r.try(&conference.StrikeNote{ID: id, Reason: r.word(note(id))})
}

func (r *randomRecord) markSecrecy() {
	r.try(&conference.MarkSecrecy{ID: r.id(), Secrecy: r.secrecy()})
}

func (r *randomRecord) attend() {
	r.try(&conference.MarkAttendance{Participant: r.pick(append([]string{"a/enhet"}, randomActors...)...),
		Status:   conference.Attendance(r.pick("present", "present", "late", "left", "absent")),
		Function: r.pick("", "TiB"), Reason: r.pick("", "Linjen bröts")})
}

// asked is the rule for a topic: that of the item under which the word was asked for.
func (r *randomRecord) asked(actor, under string) func(*conference.Conference) []conference.Secrecy {
	return func(c *conference.Conference) []conference.Secrecy { return c.TopicSecrecy(actor, under) }
}

// topic is a word that is held back when any of its markings holds it back.
func (r *randomRecord) topic(rule func(c *conference.Conference) []conference.Secrecy) string {
	w := r.word(nil)
	r.held = append(r.held, held{w, func(c *conference.Conference, actor string) bool {
		return slices.ContainsFunc(rule(c), func(s conference.Secrecy) bool { return !s.ReadableBy(actor, c.Plan.Host) })
	}})
	return w
}

func (r *randomRecord) ask() {
	actor := r.pick(randomActors...)
	r.try(&conference.RequestFloor{Actor: actor, Kind: conference.RequestKind(r.pick("", "reply", "point-of-order")),
		Topic: r.topic(r.asked(actor, r.c.Current))})
}

func (r *randomRecord) round() {
	r.try(&conference.StartRound{Actors: []string{"a", "b"}, Topic: "Laget runt"})
}

func (r *randomRecord) grant() { r.try(&conference.GrantFloor{Actor: r.pick(randomActors...)}) }

func (r *randomRecord) yield() {
	under := ""
	if t := r.c.Speakers.OnAir; t != nil {
		under = t.Item
	}
	r.try(&conference.YieldFloor{Note: r.word(item(under))})
}

func (r *randomRecord) propose() {
	id := fmt.Sprintf("D%d", len(r.c.Decisions)+1)
	cmd := &conference.ProposeDecision{ID: id, Text: r.word(note(id)), Secrecy: r.secrecy()}
	if r.chance() {
		cmd.Item = r.item()
	}
	r.try(cmd)
}

func (r *randomRecord) readBack() {
	id := r.id()
	text := ""
	if r.chance() {
		text = r.word(note(id))
	}
	r.try(&conference.ReadBackDecision{ID: id, Text: text})
}

func (r *randomRecord) stance() {
	id := r.id()
	kind := conference.StanceKind(r.pick("stands-behind", "stands-behind", "reserves", "no-mandate", "not-taking-part"))
	actors := randomActors
	if r.chance() {
		actors = []string{r.pick(randomActors...)}
	}
	r.try(&conference.TakeStance{ID: id, Actors: actors, Stance: kind, Reason: r.word(note(id)), ReturnsBy: r.when()})
}

func (r *randomRecord) settle() {
	id := r.id()
	r.try(&conference.TakeStance{ID: id, Actors: randomActors, Stance: conference.StandBehind})
	r.try(&conference.SettleDecision{ID: id, ValidUntil: r.when()})
}

func (r *randomRecord) withdraw() {
	id := r.id()
	r.try(&conference.WithdrawDecision{ID: id, Reason: r.word(note(id))})
}

func (r *randomRecord) followUp() {
	id := r.pick("D1", "A1", "P1")
	under := r.c.Current
	rule := func(c *conference.Conference) conference.Secrecy {
		p := c.Plan.Carried
		s := map[string]conference.Secrecy{"D1": p.Directions[0].Secrecy, "A1": p.Measures[0].Secrecy, "P1": p.Matters[0].Secrecy}[id]
		return c.EffectiveSecrecy(s, under)
	}
	r.try(&conference.FollowUp{Conference: "k0", ID: id, Status: conference.FollowStatus(r.pick("holds", "changed", "ended", "done")), Text: r.word(rule)})
}

func (r *randomRecord) agree() {
	id := fmt.Sprintf("A%d", len(r.c.Measures)+1)
	cmd := &conference.AgreeMeasure{ID: id, Text: r.word(note(id)), Owner: r.pick(randomActors...), Due: r.when(), Secrecy: r.secrecy()}
	if other := r.id(); other != "finns-inte" {
		cmd.Matches = []string{other}
	}
	if n, ok := r.c.Note(r.id()); ok && n.Kind == conference.NoteUnowned {
		cmd.Resolves = n.ID
	}
	r.try(cmd)
}

func (r *randomRecord) accept() {
	id := r.id()
	r.try(&conference.AcceptMeasure{ID: id, Accepted: r.chance(), Reason: r.word(note(id))})
}

func (r *randomRecord) report() {
	id := r.id()
	r.try(&conference.ReportMeasure{ID: id, Status: conference.MeasureStatus(r.pick("ongoing", "done", "dropped")), Text: r.word(note(id))})
}

func (r *randomRecord) revise() {
	id := r.id()
	r.try(&conference.ReviseMeasure{ID: id, Text: r.word(note(id)), Owner: r.pick(randomActors...), Due: r.when()})
}

func (r *randomRecord) record() {
	digest := strings.Repeat(fmt.Sprintf("%02x", len(r.c.Recording.Files)), 32)
	s := r.secrecy()
	name := r.word(func(c *conference.Conference) conference.Secrecy {
		for _, f := range c.Recording.Files {
			if f.Digest == digest {
				return f.Secrecy
			}
		}
		return s
	})
	cmds := []conference.Command{&conference.InformRecording{Text: "Vi spelar in."}, &conference.StartRecording{},
		&conference.PauseRecording{Reason: r.word(item(r.c.Current))}, &conference.ResumeRecording{}, &conference.StopRecording{},
		&conference.BookmarkRecording{Label: r.word(moment(r.c.Current, r.now))},
		&conference.ConcealRecording{ID: r.pick("", "", "S1", "S2"), From: r.now.Add(-time.Duration(r.number(0, 30)) * time.Minute), To: r.later(), Secrecy: r.secrecy()},
		&conference.AttachRecording{File: conference.AudioFile{Name: name, Digest: digest, Size: 10, MediaType: "audio/ogg", Secrecy: s}}}
	r.try(cmds[0])
	r.try(cmds[r.number(1, len(cmds)-1)])
}

func (r *randomRecord) next() {
	under := r.c.Current
	r.try(&conference.PlanNext{NextMeeting: conference.NextMeeting{Text: r.word(item(under)), Start: r.now.Add(12 * time.Hour)}})
}

func (r *randomRecord) adjourn() { r.try(&conference.AdjournMeeting{Until: r.when(), Reason: "Paus"}) }

func (r *randomRecord) extend() { r.try(&conference.ExtendMeeting{To: r.later()}) }

func (r *randomRecord) handOver() {
	r.try(&conference.HandOverRole{Role: conference.Leader, Actor: r.pick(randomHost, "a"), Reason: "Linjen bröts"})
}

// close carries all that may be carried.
func (r *randomRecord) close() {
	var carry []string
	for _, b := range r.c.Blockers() {
		if b.Carriable {
			carry = append(carry, b.ID)
		}
	}
	r.try(&conference.CloseMeeting{Carry: carry})
}

func (r *randomRecord) correct() {
	id := r.id()
	target, field, rule, is := id, "text", note(id), ""
	switch r.number(0, 4) {
	case 0:
		field, is = "due", r.later().Format(time.RFC3339)
	case 1:
		target, field = id+"/a", "reason"
	case 2:
		target, field, is, rule = "b", "status", "late", nil
	case 3:
		under := ""
		if r.c.Next != nil {
			under = r.c.Next.Item
		}
		target, rule = "next", item(under)
	}
	if is == "" {
		is = r.word(rule)
	}
	r.try(&conference.CorrectMinutes{Target: target, Field: field, Is: is, Reason: r.word(rule)})
}

func (r *randomRecord) evaluate() { r.try(&conference.Evaluate{Leading: 4, Result: 3, Text: "Bra"}) }
