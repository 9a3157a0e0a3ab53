package conference

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// NoteKind is what a line of the record says.
type NoteKind string

// The kinds of notes. Decisions and measures have a life of their own, see decision.go and measure.go.
const (
	NoteInformation   NoteKind = "information"
	NoteQuestion      NoteKind = "question"
	NoteAnswer        NoteKind = "answer"
	NoteNeed          NoteKind = "need"          // hjälp- eller resursbehov
	NoteOffer         NoteKind = "offer"         // resurserbjudande
	NoteMatch         NoteKind = "match"         // need and offer brought together
	NoteGoalConflict  NoteKind = "goal-conflict" // målkonflikt
	NoteUnowned       NoteKind = "unowned"       // ingen äger
	NoteParked        NoteKind = "parked"        // separat forum
	NoteCommunication NoteKind = "communication" // budskap
	NoteSituation     NoteKind = "situation"     // lägesbild, with grades of impact
	NoteSummary       NoteKind = "summary"
	NoteCorrection    NoteKind = "correction" // of something said in the meeting
	NoteRemark        NoteKind = "remark"     // of the course of the meeting, by the leader or technician

	noteDecision NoteKind = "decision" // labels only
	noteMeasure  NoteKind = "measure"
)

// labelPrefixes are the letters that people call things by: "B3 är löst". They follow the slash commands of the secretary's keyboard
// where those exist.
var labelPrefixes = map[NoteKind]string{
	NoteInformation: "I", NoteQuestion: "F", NoteAnswer: "S", NoteNeed: "B", NoteOffer: "E", NoteMatch: "X",
	NoteGoalConflict: "M", NoteUnowned: "U", NoteParked: "P", NoteCommunication: "K", NoteSituation: "G",
	NoteSummary: "L", NoteCorrection: "R", NoteRemark: "T", noteDecision: "D", noteMeasure: "A",
}

// NoteKinds lists the kinds in the order in which a secretary chooses among them.
func NoteKinds() []NoteKind {
	return []NoteKind{NoteInformation, NoteQuestion, NoteAnswer, NoteNeed, NoteOffer, NoteMatch, NoteGoalConflict,
		NoteUnowned, NoteParked, NoteCommunication, NoteSituation, NoteSummary, NoteCorrection, NoteRemark}
}

// Impact is the påverkansgrad of an actor: 1 none, 2 moderate, 3 considerable, 4 serious, 5 critical; 0 unknown.
type Impact struct {
	Actor string `json:"actor"`
	Grade int    `json:"grade"`
}

// Content is what a note says. Which fields count depends on the kind.
type Content struct {
	Actor         string    `json:"actor,omitempty"` // who said it
	Text          string    `json:"text"`
	Source        string    `json:"source,omitempty"`
	To            string    `json:"to,omitempty"`           // question: to whom
	Answers       string    `json:"answers,omitempty"`      // answer or parked matter: the question
	Corrects      string    `json:"corrects,omitempty"`     // correction: the note
	Parties       []string  `json:"parties,omitempty"`      // goal conflict: whose goals
	RaisedBy      string    `json:"raisedBy,omitempty"`     // unowned: who saw it
	Owner         string    `json:"owner,omitempty"`        // parked: who takes it on
	Forum         string    `json:"forum,omitempty"`        // parked: where and when
	NeededBy      time.Time `json:"neededBy,omitzero"`      // need
	AvailableFrom time.Time `json:"availableFrom,omitzero"` // offer
	Matches       []string  `json:"matches,omitempty"`      // match: needs, offers, goal conflicts
	Impact        []Impact  `json:"impact,omitempty"`       // situation, summary
	Secrecy       Secrecy   `json:"secrecy,omitzero"`
}

// Note is a line of the record with its history.
type Note struct {
	ID   string   `json:"id"`
	Item string   `json:"item,omitempty"`
	Kind NoteKind `json:"kind,omitempty"`
	Content
	At        time.Time  `json:"at,omitzero"`
	By        string     `json:"by,omitempty"`
	Role      Role       `json:"role,omitempty"`
	Seq       int64      `json:"seq"`
	Origin    []int64    `json:"origin,omitempty"` // every event that carries its text, for withholding
	Revisions []Revision `json:"revisions,omitempty"`
	Beside    []Revision `json:"beside,omitempty"` // what others made of it at the same time; not chosen among yet
	Struck    *Struck    `json:"struck,omitempty"`
	TakenBy   string     `json:"takenBy,omitempty"` // unowned: the actor that took it
	TakenAt   time.Time  `json:"takenAt,omitzero"`
}

// Base is what a revision of the note is to name: how many wordings there have been besides the one that stands.
func (n *Note) Base() int { return len(n.Revisions) + len(n.Beside) }

// Revision is an earlier wording, or one that stands beside.
type Revision struct {
	Content Content   `json:"content,omitempty"`
	At      time.Time `json:"at,omitzero"` // when it was replaced
	By      string    `json:"by,omitempty"`
}

// Struck says that a line was taken out; it stays in the record.
type Struck struct {
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at,omitzero"`
	By     string    `json:"by,omitempty"`
}

// WriteNote writes a line (anteckning). ID is chosen by the writer, or left empty to take the next label of its kind.
type WriteNote struct {
	ID   string   `json:"id,omitempty"`
	Item string   `json:"item,omitempty"` // default: the current item
	Kind NoteKind `json:"kind"`
	Content
}

// NoteWritten is the fact.
type NoteWritten struct {
	ID   string   `json:"id"`
	Item string   `json:"item,omitempty"`
	Kind NoteKind `json:"kind"`
	Content
}

// ReviseNote changes what a line says, until the minutes are approved. Base is the number of wordings besides the one
// that stands, earlier ones and those kept beside it, that the writer had seen: when somebody else revised it in between both texts are kept, and the line is flagged until somebody who has
// seen them all writes what it is to say. A marked
// line stays marked when the new content carries no marking.
type ReviseNote struct {
	ID   string `json:"id"`
	Base int    `json:"base"`
	Content
}

// NoteRevised is the fact.
type NoteRevised struct {
	ID     string `json:"id"`
	Beside bool   `json:"beside,omitempty"` // it was written without having seen what stands, and is kept beside it
	Content
}

// StrikeNote takes a line out of the minutes (stryker). It stays in the journal.
type StrikeNote struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// NoteStruck is the fact.
type NoteStruck struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// MarkSecrecy marks (sekretessmarkerar) a note, decision, measure or file, or opens it again with a zero Secrecy. It is allowed at any time,
// after approval too: what is secret is assessed anew whenever somebody asks for it.
type MarkSecrecy struct {
	ID      string  `json:"id"` // of a note, decision or measure; the digest of an audio file or transcript; the title of material
	Secrecy Secrecy `json:"secrecy"`
}

// SecrecyMarked is the fact.
type SecrecyMarked struct {
	ID      string  `json:"id"`
	Secrecy Secrecy `json:"secrecy"`
}

// TakeOwnership says which actor takes an unowned problem (ingen äger).
type TakeOwnership struct {
	ID    string `json:"id"`
	Actor string `json:"actor"`
}

// OwnershipTaken is the fact.
type OwnershipTaken struct {
	ID    string `json:"id"`
	Actor string `json:"actor"`
}

// Names.
func (*WriteNote) Name() string      { return "note.write" }
func (*NoteWritten) Name() string    { return "note.written" }
func (*ReviseNote) Name() string     { return "note.revise" }
func (*NoteRevised) Name() string    { return "note.revised" }
func (*StrikeNote) Name() string     { return "note.strike" }
func (*NoteStruck) Name() string     { return "note.struck" }
func (*MarkSecrecy) Name() string    { return "secrecy.mark" }
func (*SecrecyMarked) Name() string  { return "secrecy.marked" }
func (*TakeOwnership) Name() string  { return "unowned.take" }
func (*OwnershipTaken) Name() string { return "unowned.taken" }

// Note finds a note.
func (c *Conference) Note(id string) (*Note, bool) {
	for i := range c.Notes {
		if c.Notes[i].ID == id {
			return &c.Notes[i], true
		}
	}
	return nil, false
}

// has tells whether an id is taken by a note, decision or measure.
func (c *Conference) has(id string) bool {
	if _, ok := c.Note(id); ok {
		return true
	}
	if _, ok := c.Decision(id); ok {
		return true
	}
	_, ok := c.Measure(id)
	return ok
}

// label gives the id of something new: the wished one, or the next label of its kind.
func (c *Conference) label(kind NoteKind, wished string) string {
	if wished != "" {
		return wished
	}
	for n := c.labels[kind] + 1; ; n++ {
		if l := fmt.Sprintf("%s%d", labelPrefixes[kind], n); !c.has(l) {
			return l
		}
	}
}

// labelled remembers the highest number given, so that a label is never used twice.
func (c *Conference) labelled(kind NoteKind, label string) {
	rest, ok := strings.CutPrefix(label, labelPrefixes[kind])
	n := 0
	if ok {
		if _, err := fmt.Sscanf(rest, "%d", &n); err == nil && n > c.labels[kind] && n < 1_000_000 {
			c.labels[kind] = n
		}
	}
}

// OwnerOf tells which actor answers for an unowned problem: the one that took it, or the owner of a measure that
// resolves it and that is accepted.
func (c *Conference) OwnerOf(n Note) string {
	if n.TakenBy != "" {
		return n.TakenBy
	}
	for _, x := range c.Measures {
		if x.Resolves == n.ID && x.Accepted != nil && *x.Accepted && x.Status != MeasureDropped {
			return x.Owner
		}
	}
	return ""
}

// MatchedBy lists the measures and matches that meet a need, offer or goal conflict.
func (c *Conference) MatchedBy(id string) []string {
	var out []string
	for _, n := range c.Notes {
		if n.Struck == nil && slices.Contains(n.Matches, id) {
			out = append(out, n.ID)
		}
	}
	for _, x := range c.Measures {
		if slices.Contains(x.Matches, id) {
			out = append(out, x.ID)
		}
	}
	return out
}

// AnsweredBy lists the notes that answer a question.
func (c *Conference) AnsweredBy(id string) []string {
	var out []string
	for _, n := range c.Notes {
		if n.Struck == nil && n.Answers == id {
			out = append(out, n.ID)
		}
	}
	return out
}

// CorrectedBy lists the corrections of a note.
func (c *Conference) CorrectedBy(id string) []string {
	var out []string
	for _, n := range c.Notes {
		if n.Struck == nil && n.Corrects == id {
			out = append(out, n.ID)
		}
	}
	return out
}

// tidied is the content with clean line breaks, in lists of its own.
func (v Content) tidied() Content {
	tidyAll(&v.Text, &v.Source, &v.Forum)
	v.Parties, v.Matches, v.Impact = cloneList(v.Parties), cloneList(v.Matches), cloneList(v.Impact)
	v.Secrecy = v.Secrecy.tidied()
	return v
}

func (c *Conference) checkContent(kind NoteKind, v Content) error {
	if err := checkText("text", v.Text, true); err != nil {
		return err
	}
	if err := checkTexts("source", v.Source, "forum", v.Forum); err != nil {
		return err
	}
	if err := checkLength("note", max(len(v.Parties), len(v.Matches), len(v.Impact))); err != nil {
		return err
	}
	if err := checkKeys(v.Owner); err != nil {
		return err
	}
	if err := v.Secrecy.check(); err != nil {
		return err
	}
	if strings.Contains(strings.ToLower(v.Text), "säkerhetsskyddsklassificerad") && v.Secrecy.Marked() {
		return fault.New(fault.Invalid, "secrecy.security-classified")
	}
	for _, actor := range append([]string{v.Actor, v.To, v.RaisedBy}, v.Parties...) {
		if actor != "" {
			if err := c.invited(actor); err != nil {
				return err
			}
		}
	}
	for _, ref := range append([]string{v.Answers, v.Corrects}, v.Matches...) {
		if ref != "" && !c.has(ref) {
			return fault.New(fault.NotFound, "note.unknown", "ID", ref)
		}
	}
	for i, g := range v.Impact {
		if slices.ContainsFunc(v.Impact[:i], func(h Impact) bool { return h.Actor == g.Actor }) {
			return fault.New(fault.Invalid, "impact.twice", "Actor", g.Actor)
		}
		if g.Grade < 0 || g.Grade > 5 {
			return fault.New(fault.Invalid, "impact.grade", "Actor", g.Actor, "Grade", g.Grade)
		}
		if err := c.invited(g.Actor); err != nil {
			return err
		}
	}
	switch kind {
	case NoteAnswer:
		if v.Answers == "" {
			return fault.New(fault.Invalid, "note.answers-nothing")
		}
	case NoteCorrection:
		if v.Corrects == "" {
			return fault.New(fault.Invalid, "note.corrects-nothing")
		}
	case NoteGoalConflict:
		if parties := slices.Compact(slices.Sorted(slices.Values(v.Parties))); len(parties) < 2 {
			return fault.New(fault.Invalid, "note.conflict-parties")
		}
	case NoteMatch:
		if matches := slices.Compact(slices.Sorted(slices.Values(v.Matches))); len(matches) < 2 {
			return fault.New(fault.Invalid, "note.match-nothing")
		}
	}
	return nil
}

func (cmd *WriteNote) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	if !slices.Contains(NoteKinds(), cmd.Kind) {
		return nil, fault.New(fault.Invalid, "note.kind", "Kind", string(cmd.Kind))
	}
	item, err := c.knownItem(cmd.Item)
	if err != nil {
		return nil, err
	}
	content := cmd.Content.tidied()
	if !c.EffectiveSecrecy(content.Secrecy, item).Marked() {
		content.Secrecy = c.inherited(content)
	}
	if cmd.ID != "" {
		if err := id.Key(cmd.ID); err != nil {
			return nil, err
		}
		if old, ok := c.Note(cmd.ID); ok && len(old.Revisions) == 0 && old.Struck == nil && old.Kind == cmd.Kind &&
			(cmd.Item == "" || old.Item == item) {
			if string(Encode(old.Content)) == string(Encode(content)) {
				return nil, nil
			}
		}
		if c.has(cmd.ID) {
			return nil, fault.New(fault.Conflict, "note.id-taken", "ID", cmd.ID)
		}
	}
	if err := c.checkContent(cmd.Kind, content); err != nil {
		return nil, err
	}
	events := []Event{&NoteWritten{ID: c.label(cmd.Kind, cmd.ID), Item: item, Kind: cmd.Kind, Content: content}}
	if c.Phase == Open && content.Actor != "" && c.Here(content.Actor) == Unknown {
		events = append(events, c.heard(content.Actor)...)
	}
	return events, nil
}

// inherited is the marking of what a note answers or corrects: "the number is 12, not 10" tells as much as the note itself.
func (c *Conference) inherited(v Content) Secrecy {
	for _, ref := range []string{v.Answers, v.Corrects} {
		if n, ok := c.Note(ref); ok {
			if s := c.EffectiveSecrecy(n.Secrecy, n.Item); s.Marked() {
				return s
			}
		}
	}
	return Secrecy{}
}

func (cmd *ReviseNote) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	n, ok := c.Note(cmd.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "note.unknown", "ID", cmd.ID)
	}
	if n.Struck != nil {
		return nil, fault.New(fault.Conflict, "note.struck", "ID", cmd.ID)
	}
	content := cmd.Content.tidied()
	if !content.Secrecy.Marked() {
		content.Secrecy = n.Secrecy // only MarkSecrecy opens what is marked
	}
	if err := c.checkContent(n.Kind, content); err != nil {
		return nil, err
	}
	if string(Encode(content)) == string(Encode(n.Content)) && (len(n.Beside) == 0 || cmd.Base != n.Base()) {
		return nil, nil // with others beside it, whoever has seen them chooses what stands by saying it again
	}
	if cmd.Base > n.Base() {
		return nil, fault.New(fault.Conflict, "note.revised-meanwhile", "ID", cmd.ID) // nobody can have seen that
	}
	beside := cmd.Base != n.Base()
	if beside && slices.ContainsFunc(n.Beside, func(r Revision) bool { return string(Encode(r.Content)) == string(Encode(content)) }) {
		return nil, nil
	}
	return []Event{&NoteRevised{ID: cmd.ID, Beside: beside, Content: content}}, nil
}

func (cmd *StrikeNote) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	n, ok := c.Note(cmd.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "note.unknown", "ID", cmd.ID)
	}
	if n.Struck != nil {
		return nil, nil
	}
	reason := tidy(cmd.Reason)
	if err := checkText("reason", reason, true); err != nil {
		return nil, err
	}
	return []Event{&NoteStruck{ID: cmd.ID, Reason: reason}}, nil
}

func (cmd *MarkSecrecy) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	s := cmd.Secrecy.tidied()
	if err := s.check(); err != nil {
		return nil, err
	}
	now, ok := c.secrecyOf(cmd.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "note.unknown", "ID", cmd.ID)
	}
	return unlessSame(s, *now, &SecrecyMarked{ID: cmd.ID, Secrecy: s})
}

// secrecyOf gives the place where the marking of a note, decision, measure, file or report is kept.
func (c *Conference) secrecyOf(id string) (*Secrecy, bool) {
	if n, ok := c.Note(id); ok {
		return &n.Secrecy, true
	}
	if d, ok := c.Decision(id); ok {
		return &d.Secrecy, true
	}
	if x, ok := c.Measure(id); ok {
		return &x.Secrecy, true
	}
	for i := range c.Recording.Files {
		if c.Recording.Files[i].Digest == id {
			return &c.Recording.Files[i].Secrecy, true
		}
	}
	for i := range c.Recording.Transcripts {
		if c.Recording.Transcripts[i].Digest == id {
			return &c.Recording.Transcripts[i].Secrecy, true
		}
	}
	for i := range c.Plan.Material {
		if c.Plan.Material[i].ref() == id {
			return &c.Plan.Material[i].Secrecy, true
		}
	}
	return c.reportSecrecy(id)
}

func (cmd *TakeOwnership) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	n, ok := c.Note(cmd.ID)
	if !ok || n.Kind != NoteUnowned {
		return nil, fault.New(fault.NotFound, "unowned.unknown", "ID", cmd.ID)
	}
	if n.Struck != nil {
		return nil, fault.New(fault.Conflict, "note.struck", "ID", cmd.ID)
	}
	if err := c.invited(cmd.Actor); err != nil {
		return nil, err
	}
	switch n.TakenBy {
	case "":
	case cmd.Actor:
		return nil, nil
	default:
		return nil, fault.New(fault.Conflict, "unowned.taken", "ID", cmd.ID, "Owner", n.TakenBy)
	}
	return []Event{&OwnershipTaken{ID: cmd.ID, Actor: cmd.Actor}}, nil
}

func (e *NoteWritten) apply(c *Conference, m Meta) {
	c.Notes = append(c.Notes, Note{ID: e.ID, Item: e.Item, Kind: e.Kind, Content: e.Content,
		At: m.OccurredAt, By: m.Member, Role: m.Role, Seq: m.Seq, Origin: []int64{m.Seq}})
	c.labelled(e.Kind, e.ID)
}

func (e *NoteRevised) apply(c *Conference, m Meta) {
	n, ok := c.Note(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	if e.Beside {
		n.Beside = append(slices.Clone(n.Beside), Revision{Content: e.Content, At: m.OccurredAt, By: m.Member})
	} else {
		n.Revisions = append(append(slices.Clone(n.Revisions), Revision{Content: n.Content, At: m.OccurredAt, By: m.Member}), n.Beside...)
		n.Content, n.Beside = e.Content, nil
	}
	n.Origin = append(slices.Clone(n.Origin), m.Seq)
}

func (e *NoteStruck) apply(c *Conference, m Meta) {
	n, ok := c.Note(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	n.Struck = &Struck{Reason: e.Reason, At: m.OccurredAt, By: m.Member}
	n.Origin = append(slices.Clone(n.Origin), m.Seq)
}

func (e *SecrecyMarked) apply(c *Conference, m Meta) {
	c.Plan.Material = slices.Clone(c.Plan.Material) // it may stand in the event that it came with
	c.markReports(e.ID, e.Secrecy)
	s, ok := c.secrecyOf(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	*s = e.Secrecy
	for i := range c.carriers {
		if c.carriers[i].file == e.ID && !c.has(e.ID) {
			c.carriers[i].Secrecy = e.Secrecy
		}
	}
	if slices.ContainsFunc(c.Plan.Material, func(x Material) bool { return x.ref() == e.ID }) {
		c.carriesFile(m.Seq, e.ID, e.Secrecy) // the event names it by its title, and the title may be the secret
	}
}

func (e *OwnershipTaken) apply(c *Conference, m Meta) {
	n, ok := c.Note(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	n.TakenBy, n.TakenAt = e.Actor, m.OccurredAt
}
