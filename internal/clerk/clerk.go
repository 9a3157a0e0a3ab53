package clerk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// MaxBatch is the most commands given at once: what a secretary can have written in a night offline.
const MaxBatch = 5000

// maxClockAhead is how far ahead of the server's clock a claimed time may be: clocks of telephones differ.
const maxClockAhead = 10 * time.Minute

// Options are what a clerk works with.
type Options struct {
	Store *store.Store
	Files Files
	NewID func() string // for commands that come without an id
	Now   func() time.Time
	Key   journal.PrivateKey
	// Origin names the installation in checkpoints.
	Origin string
	// Base is the address of the service, for what is to be checked there; "" when there is none.
	Base string
	// Replayed lets the claimed time stand however far it is from the clock: a run file tells of a meeting another day.
	Replayed bool
	// Committed is told when a conference has something new that is safe on disk. It must not wait for anything. May be nil.
	Committed func(conference string)
	// OnRevoked is told, after the commit, that a session, token, right or role was taken away from somebody. May be nil.
	OnRevoked func()
	// Outgoing says that what happens is told to those it concerns; nil means that nothing is queued to be sent.
	Outgoing *Outgoing
	// Transcribes says that there is a machine that writes down sound for those who ask.
	Transcribes bool
	// TranscribesInside says that the machine is in the house, by the word of whoever runs it: no sound leaves it.
	TranscribesInside bool
	// SessionIdle and SessionMax are how long a session lives unused and at all; Idle and Longest when zero.
	SessionIdle, SessionMax time.Duration
}

// Files is where content is kept by its digest: a directory today, an object store for several nodes later.
type Files interface {
	// Put stores what r gives, at most limit bytes. Faults: attachment.too-large, store.full.
	Put(ctx context.Context, r io.Reader, limit int64) (digest string, size int64, err error)
	// Open opens content for reading. Fault: attachment.unknown.
	Open(digest string) (io.ReadSeekCloser, error)
	// Verify reads content through and holds it against its digest. Faults: attachment.unknown, attachment.damaged.
	Verify(ctx context.Context, digest string) error
}

// Clerk is the desk. Its methods may be used by several goroutines.
type Clerk struct {
	store    *store.Store
	files    Files
	newID    func() string
	now      func() time.Time
	key      journal.PrivateKey
	origin   string
	base     string
	replayed bool

	outgoing  *Outgoing
	onRevoked func()
	committed func(conference string)
	idle      time.Duration
	longest   time.Duration

	transcribes, transcribesInside bool

	mu      sync.Mutex
	records map[string]*record
	given   int64                 // how often a record was asked for
	audited map[sitting]time.Time // of marked matter, when it was last written down

	readings readings
	seen     sightings
	actors   actors
}

// record is a conference as folded so far, kept so that a command need not fold it anew.
type record struct {
	used  int64 // by the clerk's count, under its lock
	mu    sync.Mutex
	state *conference.Conference
	head  journal.Head
	shown projection // as it stands in the lists, when this clerk was the last to write there; otherwise empty
}

// New opens the desk.
func New(o Options) *Clerk {
	return &Clerk{store: o.Store, files: o.Files, newID: o.NewID, now: o.Now, key: o.Key, origin: o.Origin, base: o.Base, replayed: o.Replayed,
		outgoing: o.Outgoing, onRevoked: o.OnRevoked, committed: o.Committed, idle: cmp.Or(o.SessionIdle, Idle), longest: cmp.Or(o.SessionMax, Longest), transcribes: o.Transcribes, transcribesInside: o.TranscribesInside,
		records: map[string]*record{}, audited: map[sitting]time.Time{}, readings: readings{kept: map[string]*reading{}}}
}

// Wish is a command on its way to the desk.
type Wish struct {
	ID         string          // of the command; made when empty
	Role       conference.Role // the role to act in; chosen from what the identity may when empty
	OccurredAt time.Time       // when it happened; now when zero
	Command    conference.Command

	filled conference.Command // the command with what the desk adds to it; nil for as it is
}

// decided is the command that is decided upon.
func (w Wish) decided() conference.Command {
	if w.filled != nil {
		return w.filled
	}
	return w.Command
}

// Status is what became of a command.
type Status string

// The statuses.
const (
	Accepted Status = "accepted" // something happened
	Already  Status = "already"  // it was so already, or the command came before
	Refused  Status = "refused"
)

// Receipt answers a command.
type Receipt struct {
	Command  string // id
	Name     string
	Status   Status
	First    int64 // first event it led to; 0 when none
	Last     int64
	Events   []string // names of the events, on the first answer
	IDs      []string // labels given to what was written: I7, D1, A3
	Warnings []Warning
	Fault    error
}

// Warning is something to know that does not hinder.
type Warning struct {
	Key  string // of its text in the catalogues
	Args fault.Args
}

// decisions is how often wishes are decided upon when somebody else appends to the same journal in between. The store lets one
// write at a time, so that it does not happen; a program that does not ask the store for its turn could.
const decisions = 3

// readAhead is how many entries are read at a time.
const readAhead = 500

// stream is the name of a conference's journal.
func stream(conferenceID string) string { return "conference/" + conferenceID }

// Do gives one command. A refusal is both in the receipt and the error.
func (k *Clerk) Do(ctx context.Context, who Identity, conferenceID string, w Wish) (Receipt, error) {
	receipts, err := k.Batch(ctx, who, conferenceID, []Wish{w})
	if err != nil {
		return Receipt{}, err
	}
	return receipts[0], receipts[0].Fault
}

// Batch gives commands in order, in one transaction, and answers with one receipt each: a refused command does not hinder the
// next. The error is for what hinders all of them: nothing has happened then.
func (k *Clerk) Batch(ctx context.Context, who Identity, conferenceID string, wishes []Wish) ([]Receipt, error) {
	if len(wishes) > MaxBatch {
		return nil, fault.New(fault.TooLarge, "command.too-many", "Max", MaxBatch)
	}
	if who.SignedIn() {
		if err := who.Allows("conference.command", ""); err != nil {
			return nil, err
		}
	}
	receipts, err := k.batch(ctx, who, conferenceID, k.fill(ctx, who, wishes), false)
	if err != nil {
		return nil, err
	}
	for i, w := range wishes {
		if f, status := followedUp(w.Command); status != "" && receipts[i].Fault == nil {
			k.carryBack(ctx, who, w, f, status, &receipts[i])
		}
	}
	return receipts, nil
}

// followedUp is what a command says of a measure of an earlier conference, and how that stands then; no status when it changes nothing there.
func followedUp(cmd conference.Command) (*conference.FollowUp, conference.MeasureStatus) {
	f, ok := cmd.(*conference.FollowUp)
	switch cmd := cmd.(type) {
	case *conference.TakeRow:
		f = cmd.FollowedUp()
		ok = f != nil
	case *conference.ReturnRow: // it was not done after all
		if kind, where, what, err := conference.ParseRow(cmd.Row); err == nil && kind == conference.RowCarried {
			return &conference.FollowUp{Conference: where, ID: what, Text: cmd.Reason}, conference.MeasureOpen
		}
	}
	if !ok {
		return nil, ""
	}
	return f, map[conference.FollowStatus]conference.MeasureStatus{conference.FollowDone: conference.MeasureDone,
		conference.FollowEnded: conference.MeasureDropped}[f.Status]
}

// carryBack tells the conference that agreed on a measure what a later one found: there is one truth about how it stands. Its
// command has an id made from that of the follow-up, so that giving the follow-up again mends what was broken off between.
func (k *Clerk) carryBack(ctx context.Context, who Identity, w Wish, f *conference.FollowUp, status conference.MeasureStatus, out *Receipt) {
	v, err := k.Conference(ctx, who, f.Conference)
	if err == nil {
		x, measure := v.Conference.Measure(f.ID)
		if !measure || status == conference.MeasureOpen && x.Status != conference.MeasureDone {
			return // a direction or a matter: it stands where it was followed up. Or it was never said to be done
		}
		_, err = k.Do(ctx, who, f.Conference, Wish{ID: out.Command + ".back", OccurredAt: w.OccurredAt,
			Command: &conference.ReportMeasure{ID: f.ID, Status: status, Text: f.Text}})
	}
	if err != nil {
		out.Warnings = append(out.Warnings, Warning{Key: "warning.not-carried-back", Args: fault.Args{"Measure": f.ID, "Conference": f.Conference}})
	}
}

// batch gives commands in one transaction. whole makes them one: what refuses one of them hinders all.
func (k *Clerk) batch(ctx context.Context, who Identity, conferenceID string, wishes []Wish, whole bool, more ...func(*store.Tx, *conference.Conference) error) ([]Receipt, error) {
	r := k.record(conferenceID)
	r.mu.Lock()
	defer r.mu.Unlock()
	for n := 1; ; n++ {
		receipts, err := k.decide(ctx, r, who, conferenceID, wishes, whole, more)
		if err == nil {
			return receipts, nil
		}
		r.state = nil // what was folded did not happen
		if fault.CodeOf(err) != "journal.moved-on" || n == decisions {
			return nil, err
		}
	}
}

// decide carries the wishes out on the record as it stands, in one transaction.
func (k *Clerk) decide(ctx context.Context, r *record, who Identity, conferenceID string, wishes []Wish, whole bool,
	more []func(*store.Tx, *conference.Conference) error) ([]Receipt, error) {
	var receipts []Receipt
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		receipts = receipts[:0]
		if err := r.catchUp(tx, conferenceID); err != nil {
			return err
		}
		before := r.head.Seq
		for _, w := range wishes {
			receipt, err := k.do(tx, r, who, conferenceID, w)
			if err != nil {
				return err
			}
			if whole && receipt.Fault != nil {
				return receipt.Fault
			}
			receipts = append(receipts, receipt)
		}
		for _, do := range more {
			if err := do(tx, r.state); err != nil {
				return err
			}
		}
		if r.head.Seq == before {
			return nil
		}
		return r.project(tx)
	})
	return receipts, err
}

// maxRecords is how many conferences are kept folded between commands: more than are held at once anywhere.
const maxRecords = 256

func (k *Clerk) record(id string) *record {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, ok := k.records[id]
	if !ok {
		r = &record{}
		k.records[id] = r
	}
	k.given++
	r.used = k.given
	if len(k.records) > maxRecords {
		// Somebody may hold the one that goes: it folds what others have appended, as between two processes.
		oldest := id
		for other, x := range k.records {
			if x.used < k.records[oldest].used {
				oldest = other
			}
		}
		delete(k.records, oldest)
	}
	return r
}

// catchUp folds what other processes have appended since.
func (r *record) catchUp(tx *store.Tx, id string) error {
	head, err := tx.Head(stream(id))
	if err != nil {
		return err
	}
	// A head that is not ours at our own number or below means that what we folded was never committed.
	if r.state == nil || r.head.Seq >= head.Seq && r.head != head {
		r.state, r.head, r.shown = conference.New(), journal.Start(stream(id)), projection{}
	}
	cached := r.head.Seq > 0
	for r.head.Seq < head.Seq {
		entries, err := tx.Entries(stream(id), r.head.Seq, readAhead)
		if err != nil {
			return err
		}
		r.shown = projection{}
		for _, e := range entries {
			// What was removed may stand in what we folded before, and would be written into the lists again. And what we
			// folded may never have been committed, while somebody else has gone on.
			if cached && (e.Name == journal.ExpungedName || e.Prev != r.head.Hash) {
				r.state, r.head = nil, journal.Head{}
				return r.catchUp(tx, id)
			}
			if err := fold(r.state, e); err != nil {
				return err
			}
			r.head = e.Head()
		}
	}
	return nil
}

// fold applies one row of the journal. A row whose payload was expunged or withheld is passed over: what it said is gone.
func fold(c *conference.Conference, e journal.Entry) error {
	if e.Name == journal.ExpungedName || !e.HasPayload() {
		c.Seq = e.Seq
		return nil
	}
	ev, err := conference.DecodeEvent(e.Name, e.Version, e.Payload)
	if err != nil {
		return err
	}
	c.Apply(ev, meta(e))
	return nil
}

func meta(e journal.Entry) conference.Meta {
	return conference.Meta{Member: e.Member, Actor: e.Actor, Role: conference.Role(e.Role), At: e.RecordedAt,
		OccurredAt: e.OccurredAt, Seq: e.Seq}
}

// digestOf is what makes two commands with the same id the same.
func digestOf(cmd conference.Command) string {
	sum := sha256.Sum256([]byte(cmd.Name() + "\n" + string(conference.Encode(cmd))))
	return hex.EncodeToString(sum[:])
}

func (k *Clerk) do(tx *store.Tx, r *record, who Identity, id string, w Wish) (Receipt, error) {
	out := Receipt{Command: w.ID, Name: w.Command.Name(), Status: Refused}
	refuse := func(err error) (Receipt, error) {
		if fault.KindOf(err) == fault.Internal {
			return out, err
		}
		out.Fault = err
		return out, nil
	}
	if out.Command == "" {
		out.Command = k.newID()
	}
	if len(out.Command) > 128 {
		return refuse(fault.New(fault.Invalid, "id.invalid", "ID", out.Command[:40]))
	}
	role, err := who.authorize(r.state, w.Command, w.Role)
	if err != nil {
		return refuse(err)
	}
	seen, ok, err := tx.CommandSeen(stream(id), out.Command)
	if err != nil {
		return out, err
	}
	digest := digestOf(w.Command)
	if ok {
		if err := seen.Repeat(digest); err != nil {
			return refuse(err)
		}
		out.Status, out.First, out.Last = Already, seen.First, seen.Last
		out.IDs, err = labelsOf(tx, id, seen)
		return out, err
	}
	m := conference.Meta{Member: who.Member, Actor: who.Actor, Role: role, At: tx.Now}
	if m.Actor == "" {
		// The owner of the file acts for the host.
		m.Actor = r.state.Plan.Host
		if plan, ok := w.Command.(*conference.PlanConference); ok {
			m.Actor = plan.Plan.Host
		}
	}
	if m.OccurredAt, err = k.occurred(tx, w.OccurredAt); err != nil {
		return refuse(err)
	}
	if plan, ok := w.Command.(*conference.PlanConference); ok {
		if err := k.checkNew(tx, who, id, plan); err != nil {
			return refuse(err)
		}
	}
	if err := k.mayUse(tx, who, digestsIn(w.Command)...); err != nil {
		return refuse(err)
	}
	if err := k.stored(w.Command); err != nil {
		return refuse(err)
	}
	if err := k.walked(tx, who, r.state, &w); err != nil {
		return refuse(err)
	}
	events, err := r.state.Decide(w.decided(), m)
	if err != nil {
		return refuse(err)
	}
	if err := k.append(tx, r, id, out.Command, digest, events, m, &out); err != nil {
		return out, err
	}
	out.Warnings, err = k.warnings(tx, who, r.state, w.Command)
	return out, err
}

// occurred gives when something happened, by the clock of the one who says so. Faults: time.in-future, time.too-old.
func (k *Clerk) occurred(tx *store.Tx, at time.Time) (time.Time, error) {
	if at.IsZero() {
		at = tx.Now
	} else if !k.replayed && at.After(tx.Now.Add(maxClockAhead)) {
		return at, fault.New(fault.Invalid, "time.in-future", "At", at)
	}
	// Milliseconds are what the journal keeps; the fold must see the same time now as when it is read back.
	if at = at.UTC().Truncate(time.Millisecond); at.Year() < 2000 {
		return at, fault.New(fault.Invalid, "time.too-old", "At", at)
	}
	return at, nil
}

// append writes the events and folds them.
func (k *Clerk) append(tx *store.Tx, r *record, id, command, digest string, events []conference.Event, m conference.Meta, out *Receipt) error {
	if len(events) == 0 {
		out.Status = Already
		return tx.PutCommand(store.Command{Stream: stream(id), ID: command, Digest: digest})
	}
	rows := make([]journal.Entry, len(events))
	for i, e := range events {
		rows[i] = journal.Entry{Stream: stream(id), RecordedAt: tx.Now, OccurredAt: m.OccurredAt, Member: m.Member,
			Actor: m.Actor, Role: string(m.Role), CommandID: command, Name: e.Name(), Version: conference.EventVersion,
			Payload: conference.Encode(e)}
	}
	sealed, err := tx.Append(stream(id), r.head.Seq, rows...)
	if err != nil {
		return err
	}
	if k.committed != nil {
		tx.AfterCommit(func() { k.committed(id) })
	}
	for i, e := range sealed {
		// The event is read back as a later reader will read it, so that the two can never differ.
		was := r.state.Plan
		if err := fold(r.state, e); err != nil {
			return err
		}
		r.head = e.Head()
		if err := k.tell(tx, r.state, was, events[i], e); err != nil {
			return err
		}
		if err := k.listen(tx, id, m.Member, events[i]); err != nil {
			return err
		}
		if err := happens(tx, r.state, m, events[i]); err != nil {
			return err
		}
		out.Events = append(out.Events, events[i].Name())
		if label := labelOf(events[i]); label != "" {
			out.IDs = append(out.IDs, label)
		}
	}
	out.Status, out.First, out.Last = Accepted, sealed[0].Seq, sealed[len(sealed)-1].Seq
	return tx.PutCommand(store.Command{Stream: stream(id), ID: command, Digest: digest, First: out.First, Last: out.Last})
}

// labelsOf gives the labels that a command led to when it came the first time.
func labelsOf(tx *store.Tx, id string, seen store.Command) ([]string, error) {
	if seen.First == 0 {
		return nil, nil
	}
	entries, err := tx.Entries(stream(id), seen.First-1, int(seen.Last-seen.First)+1)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if !e.HasPayload() || e.Name == journal.ExpungedName {
			continue
		}
		ev, err := conference.DecodeEvent(e.Name, e.Version, e.Payload)
		if err != nil {
			return nil, err
		}
		if label := labelOf(ev); label != "" {
			out = append(out, label)
		}
	}
	return out, nil
}

func labelOf(e conference.Event) string {
	switch e := e.(type) {
	case *conference.NoteWritten:
		return e.ID
	case *conference.DecisionProposed:
		return e.ID
	case *conference.MeasureAgreed:
		return e.ID
	}
	return ""
}
