package cli

import (
	"context"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/client"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/wire"
)

// remote is the desk of a service. Who asks is decided there, by the token: the identity that is handed in says nothing.
type remote struct {
	client *client.Client
	newID  func() string
	large  func(context.Context, *client.Client, *os.File, fs.FileInfo) (digest string, err error) // sends a file in pieces
	me     me
}

// me is who the service takes the caller for.
type me struct {
	Member     string               `json:"member"`
	Name       string               `json:"name,omitempty"`
	Actor      string               `json:"actor,omitempty"`
	SystemRole directory.SystemRole `json:"systemRole,omitempty"`
	Scope      clerk.Scope          `json:"scope,omitempty"`
	Only       string               `json:"only,omitempty"` // the one conference of a guest
}

// connect makes a client of the service that was chosen, with the token that is kept for it.
func (s *session) connect(server, token string) (*client.Client, error) {
	o := client.Options{Server: server, Token: token, Lang: s.p.Lang(), Agent: "samverkan/" + program().Version,
		Now: s.world.Now, Chance: rand.Float64, Wait: s.world.Wait, Trying: s.trying}
	if s.options.ca != "" {
		var err error
		if o.CA, err = s.readFile(s.options.ca, 1<<20); err != nil {
			return nil, err
		}
	}
	return client.New(o)
}

// trying tells once that the service does not answer, so that nobody takes the wait for something else.
func (s *session) trying(err error, wait time.Duration) {
	if atomic.CompareAndSwapInt32(&s.waited, 0, 1) { // who follows and who asks may both notice
		s.remark(s.p.T("cli.trying", "Server", s.options.server))
	}
}

// openRemote opens the desk of the service.
func (s *session) openRemote(ctx context.Context) (*remote, error) {
	token, err := s.token(s.options.server)
	if err != nil {
		return nil, err
	}
	c, err := s.connect(s.options.server, token)
	if err != nil {
		return nil, err
	}
	s.far = &remote{client: c, newID: s.ids.New, large: s.sendLarge}
	if err := c.Get(ctx, nil, &s.far.me, "me"); err != nil {
		return nil, err
	}
	m := s.far.me
	s.who = clerk.Identity{Member: m.Member, Actor: m.Actor, SystemRole: m.SystemRole, Scope: m.Scope, Only: m.Only}
	return s.far, nil
}

func (k *remote) close() {
	if k != nil {
		k.client.Close()
	}
}

// headOf reads the newest entry of a conference's chain.
func headOf(conferenceID string, h wire.Head) (journal.Head, error) {
	hash, err := journal.ParseHash(h.Hash)
	return journal.Head{Stream: "conference/" + conferenceID, Seq: h.Seq, Hash: hash}, err
}

func (k *remote) Conference(ctx context.Context, who clerk.Identity, id string) (*clerk.View, error) {
	return k.ConferenceAt(ctx, who, id, 0)
}

// ConferenceAt reads the state as the service lets us see it. What is left out of it there was never sent.
func (k *remote) ConferenceAt(ctx context.Context, _ clerk.Identity, id string, seq int64) (*clerk.View, error) {
	var in wire.Conference
	q := url.Values{}
	if seq != 0 {
		q.Set("at", strconv.FormatInt(seq, 10))
	}
	if err := k.client.Get(ctx, q, &in, "conferences", id); err != nil {
		return nil, err
	}
	c, err := conference.Restore(in.State)
	if err != nil {
		return nil, err
	}
	head, err := headOf(id, in.Head)
	if err != nil {
		return nil, err
	}
	may := func(s conference.Secrecy) bool { return in.Whole || s.ReadableBy(k.me.Actor, c.Plan.Host) }
	return &clerk.View{Conference: c, May: may, Head: head, Role: in.Role, Whole: in.Whole, HeadAt: in.HeadAt}, nil
}

// entriesAtATime is how many rows of a journal are asked for at once.
const entriesAtATime = 500

// Journal reads the whole journal, page by page.
func (k *remote) Journal(ctx context.Context, _ clerk.Identity, id string) ([]journal.Entry, error) {
	var out []journal.Entry
	for after := int64(0); ; {
		page, err := k.client.Entries(ctx, id, after, entriesAtATime)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			out = append(out, entryOf(id, e))
			after = max(after, e.Seq)
		}
		if len(page) == 0 {
			return out, nil
		}
	}
}

// entryOf is an entry as it came over the wire, which leaves out what only the chain needs.
func entryOf(conferenceID string, e wire.Entry) journal.Entry {
	out := journal.Entry{Stream: "conference/" + conferenceID, Seq: e.Seq, RecordedAt: e.RecordedAt, OccurredAt: e.OccurredAt,
		Member: e.Member, Actor: e.Actor, Role: e.Role, CommandID: e.Command, Name: e.Name, Version: e.Version}
	if len(e.Payload) > 0 {
		out.Payload = e.Payload
	} else {
		out.Withheld = true
	}
	return out
}

func (k *remote) Checkpoint(ctx context.Context, _ clerk.Identity, id string) (string, journal.Head, error) {
	return k.signed(ctx, id, nil, "checkpoint")
}

func (k *remote) SealAt(ctx context.Context, _ clerk.Identity, id string, seq int64) (string, journal.Head, error) {
	return k.signed(ctx, id, url.Values{"seq": {strconv.FormatInt(seq, 10)}}, "seal")
}

func (k *remote) signed(ctx context.Context, id string, q url.Values, what string) (string, journal.Head, error) {
	var in struct {
		Note string    `json:"note"`
		Head wire.Head `json:"head"`
	}
	if err := k.client.Get(ctx, q, &in, "conferences", id, what); err != nil {
		return "", journal.Head{}, err
	}
	head, err := headOf(id, in.Head)
	return in.Note, head, err
}

// Do gives one command.
func (k *remote) Do(ctx context.Context, who clerk.Identity, conferenceID string, w clerk.Wish) (clerk.Receipt, error) {
	receipts, err := k.Batch(ctx, who, conferenceID, []clerk.Wish{w})
	if err != nil {
		return clerk.Receipt{}, err
	}
	return receipts[0], receipts[0].Fault
}

// What is sent at once: more is sent in several parts.
const (
	batchMost  = 500
	batchBytes = 4 << 20
)

// Batch gives commands in order. Each has an id before it is sent, so that what was lost on the way can be sent again.
func (k *remote) Batch(ctx context.Context, _ clerk.Identity, conferenceID string, wishes []clerk.Wish) ([]clerk.Receipt, error) {
	if len(wishes) > clerk.MaxBatch {
		return nil, fault.New(fault.TooLarge, "command.too-many", "Max", clerk.MaxBatch)
	}
	var out []clerk.Receipt
	var part []wire.Command
	fresh := map[string]bool{}
	size := 0
	flush := func() error {
		receipts, err := k.client.Commands(ctx, conferenceID, part)
		for _, r := range receipts {
			out = append(out, receiptOf(r, fresh[r.Command]))
		}
		part, size = nil, 0
		return err
	}
	for _, w := range wishes {
		c := wire.Command{ID: w.ID, Name: w.Command.Name(), Role: w.Role, OccurredAt: w.OccurredAt, Command: conference.Encode(w.Command)}
		if c.ID == "" {
			c.ID = k.newID()
			fresh[c.ID] = true
		}
		if len(part) == batchMost || len(part) > 0 && size+len(c.Command) > batchBytes {
			if err := flush(); err != nil {
				return out, err
			}
		}
		part, size = append(part, c), size+len(c.Command)+200
	}
	if len(part) == 0 {
		return out, nil
	}
	return out, flush()
}

// receiptOf reads a receipt. fresh tells that the id was made for this one command: that the service has seen it before only
// means that the first answer was lost.
func receiptOf(r wire.Receipt, fresh bool) clerk.Receipt {
	out := clerk.Receipt{Command: r.Command, Name: r.Name, Status: clerk.Status(r.Status), First: r.First, Last: r.Last,
		Events: r.Events, IDs: r.IDs}
	if fresh && out.Status == clerk.Already && out.First > 0 {
		out.Status = clerk.Accepted
	}
	for _, w := range r.Warnings {
		out.Warnings = append(out.Warnings, clerk.Warning{Key: w.Code, Args: client.Args(w.Args)})
	}
	if r.Fault != nil {
		out.Fault = client.FaultOf(*r.Fault)
	}
	return out
}

// Administer gives a command about something other than a conference.
func (k *remote) Administer(ctx context.Context, _ clerk.Identity, id string, cmd clerk.AdminCommand) (clerk.Receipt, error) {
	payload, err := json.Marshal(cmd)
	if err != nil {
		return clerk.Receipt{}, err
	}
	fresh := id == ""
	var r wire.Receipt
	err = k.client.Give(ctx, wire.Command{ID: firstOf(id, k.newID()), Name: cmd.Name(), Command: payload}, &r, "administration", "commands")
	if err != nil {
		return clerk.Receipt{}, err
	}
	out := receiptOf(r, fresh)
	return out, out.Fault
}
