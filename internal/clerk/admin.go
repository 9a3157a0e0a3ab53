package clerk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// directoryStream is the journal of administration: actors, people, rosters, incidents and areas.
const directoryStream = "directory"

// AdminCommand is a wish about anything but a conference. Its own JSON is what the journal keeps.
type AdminCommand interface {
	// Name is its stable name; the journal keeps the fact under it.
	Name() string
	// run checks rights and content, and writes. It answers with whether anything changed.
	run(d *desk) (changed bool, err error)
}

// desk is what an administrative command works with.
type desk struct {
	tx    *store.Tx
	who   Identity
	clerk *Clerk
	dir   *directory.Directory // read for the first member that is saved; no command saves actors and members
}

// directory gives the actors as they stand.
func (d *desk) directory() (_ *directory.Directory, err error) {
	if d.dir == nil {
		d.dir, err = directoryOf(d.tx)
	}
	return d.dir, err
}

// ImportActors adds actors, or brings them up to date. For the one who runs the installation.
type ImportActors struct {
	Actors []directory.Actor `json:"actors"`
}

// SaveRoster keeps a roster (aktörsnätverk). For its owner's people.
type SaveRoster struct {
	Roster directory.Roster `json:"roster"`
}

// SaveMember keeps a person's account. For the one who runs the installation, and for the actor's own administrator.
type SaveMember struct {
	Member directory.Member `json:"member"`
}

// SaveIncident opens a händelse, or changes it. For the people of the actor that opened it.
type SaveIncident struct {
	Incident conference.Incident `json:"incident"`
}

// Expunge removes payloads from a journal for good (gallring). For the one who runs the installation.
type Expunge struct {
	Stream string  `json:"stream"`
	Seqs   []int64 `json:"seqs"`
	Ground string  `json:"ground"` // legal ground
}

// Names.
func (ImportActors) Name() string { return "actors.imported" }
func (SaveRoster) Name() string   { return "roster.saved" }
func (SaveMember) Name() string   { return "member.saved" }
func (SaveIncident) Name() string { return "incident.saved" }
func (Expunge) Name() string      { return "journal.expunge-ordered" }

// AdminNames lists the administrative commands that carry all they need in their own JSON. Those about accounts and guests
// also need a secret that the caller makes, and have doors of their own.
func AdminNames() []string {
	var out []string
	for _, c := range []AdminCommand{ImportActors{}, SaveRoster{}, SaveMember{}, SaveIncident{}, CreateArea{}, GrantRight{},
		CloseArea{}, ReopenArea{}, StopSharing{}, ShareAgain{}, LeaveArea{}, AskRight{}, AnswerRequest{}, HandOver{}, TakeOver{}, PutItem{},
		ChangeItem{}, MoveItems{}, TagItems{}, ShareItems{}, CommentItem{}, WithdrawComment{}, StateItem{}, MatchOffer{}, AgreeNeed{}, ApproveItem{},
		Expunge{}, SaveTemplate{}, RemoveTemplate{}, SaveContact{}, RemoveContact{}, ImportContacts{}, MarkWay{},
		MapIncoming{}, SendAgain{}, BreakWay{}, Forewarn{}, SendUpdate{}, SetRetention{}, &Cull{}, &SendRegister{},
		MakeFolder{}, &MoveFolder{}, &RemoveFolder{}, WithdrawItem{}} {
		out = append(out, c.Name())
	}
	return out
}

// Administer gives an administrative command. The id makes it safe to send again; made when empty.
// Faults: those of Identity.Allows for "administer", access.scope for a token that does not reach so far, and the command's own.
func (k *Clerk) Administer(ctx context.Context, who Identity, id string, cmd AdminCommand) (Receipt, error) {
	err := who.Allows("administer", "")
	if least := reaches(cmd); err == nil && !who.Scope.Includes(least) {
		err = fault.New(fault.Forbidden, "access.scope", "Scope", string(least))
	}
	if err != nil {
		return Receipt{Command: id, Name: cmd.Name(), Status: Refused, Fault: err}, err
	}
	out, err := k.administer(ctx, who, id, cmd)
	if c, ok := cmd.(MapIncoming); ok && err == nil {
		k.answerMapped(ctx, c, &out)
	}
	return out, err
}

// administer carries a command out, whose own rule decides who may give it.
func (k *Clerk) administer(ctx context.Context, who Identity, id string, cmd AdminCommand) (Receipt, error) {
	if id == "" {
		id = k.newID()
	}
	out := Receipt{Command: id, Name: cmd.Name()}
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		payload, err := encode(cmd)
		if err != nil {
			return err
		}
		// Who gives it is part of it: rights are looked into when it is carried out, and a repeat is not.
		sum := sha256.Sum256(append([]byte(who.Member+"\n"+who.Actor+"\n"+cmd.Name()+"\n"), payload...))
		digest := hex.EncodeToString(sum[:])
		seen, ok, err := tx.CommandSeen(directoryStream, id)
		if err != nil {
			return err
		}
		if ok {
			out.Status, out.First, out.Last = Already, seen.First, seen.Last
			return seen.Repeat(digest)
		}
		changed, err := cmd.run(&desk{tx: tx, who: who, clerk: k})
		if err != nil {
			return err
		}
		if c, ok := cmd.(keeper); ok {
			if payload, err = encode(c.kept()); err != nil {
				return err
			}
		}
		if !changed {
			out.Status = Already
			return tx.PutCommand(store.Command{Stream: directoryStream, ID: id, Digest: digest})
		}
		sealed, err := tx.Append(directoryStream, store.AtHead, journal.Entry{OccurredAt: tx.Now, Member: who.Member,
			Actor: who.Actor, Role: string(who.SystemRole), CommandID: id, Name: cmd.Name(), Version: 1, Payload: payload})
		if err != nil {
			return err
		}
		out.Status, out.First, out.Last = Accepted, sealed[0].Seq, sealed[0].Seq
		out.Events = []string{cmd.Name()}
		return tx.PutCommand(store.Command{Stream: directoryStream, ID: id, Digest: digest, First: out.First, Last: out.Last})
	})
	if err != nil {
		out.Status, out.Fault = Refused, err
	}
	return out, err
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// acts refuses who is not one of an actor's people with at least a system role.
func (d *desk) acts(actor string, least directory.SystemRole) error {
	if d.who.Owner || d.who.may(directory.Operator) || d.who.Actor == actor && d.who.may(least) {
		return nil
	}
	return fault.New(fault.Forbidden, "access.not-your-actor", "Actor", actor)
}

func (d *desk) operates() error {
	if d.who.may(directory.Operator) {
		return nil
	}
	return fault.New(fault.Forbidden, "access.operator-only")
}

func (c ImportActors) run(d *desk) (bool, error) {
	if err := d.operates(); err != nil {
		return false, err
	}
	changed := false
	for _, a := range c.Actors {
		if err := a.Validate(); err != nil {
			return false, err
		}
		old, ok, err := found(d.tx.Actor(a.ID))
		if err != nil {
			return false, err
		}
		if ok && actorOf(old) == a {
			continue
		}
		if err := d.tx.PutActor(actorRow(a)); err != nil {
			return false, err
		}
		changed = true
	}
	return changed, nil
}

func (c SaveRoster) run(d *desk) (bool, error) {
	if err := d.acts(c.Roster.Owner, directory.Writer); err != nil {
		return false, err
	}
	dir, err := directoryOf(d.tx)
	if err != nil {
		return false, err
	}
	if err := c.Roster.Validate(dir); err != nil {
		return false, err
	}
	old, exists, err := found(d.tx.Roster(store.Whole(), c.Roster.ID))
	if err != nil {
		return false, err
	}
	if exists && old.OwnerActor != c.Roster.Owner {
		// Somebody else's roster under this id: it is not for this caller to know more.
		return false, fault.New(fault.Conflict, "roster.id-taken", "ID", c.Roster.ID)
	}
	return true, d.tx.PutRoster(store.Roster{ID: c.Roster.ID, OwnerActor: c.Roster.Owner, Name: c.Roster.Name, Members: c.Roster.Members})
}

func (c SaveMember) run(d *desk) (bool, error) {
	if err := d.acts(c.Member.Actor, directory.ActorAdmin); err != nil {
		return false, err
	}
	if c.Member.SystemRole == directory.Operator {
		if err := d.operates(); err != nil {
			return false, err
		}
	}
	dir, err := d.directory()
	if err != nil {
		return false, err
	}
	if err := c.Member.Validate(dir); err != nil {
		return false, err
	}
	old, exists, err := found(d.tx.Member(c.Member.ID))
	if err != nil {
		return false, err
	}
	if exists && directory.SystemRole(old.SystemRole) == directory.Operator {
		if err := d.operates(); err != nil {
			return false, err
		}
	}
	if exists && old.Actor != c.Member.Actor {
		if err := d.operates(); err != nil {
			return false, fault.New(fault.Conflict, "member.id-taken", "ID", c.Member.ID)
		}
	}
	row := memberRow(c.Member)
	if exists && old == row {
		return false, nil
	}
	if exists && (old.Actor != row.Actor || old.SystemRole != row.SystemRole) {
		// Who has another role has another session: what was open under the old one ends.
		if _, err := d.tx.RevokeSignIns(row.ID, ""); err != nil {
			return false, err
		}
		d.revoked()
	}
	return true, d.tx.PutMember(row)
}

func (c SaveIncident) run(d *desk) (bool, error) {
	if err := c.Incident.Check(); err != nil {
		return false, err
	}
	if err := d.acts(c.Incident.Owner, directory.Writer); err != nil {
		return false, err
	}
	row, exists, err := found(d.tx.Incident(store.Whole(), c.Incident.ID))
	if err != nil {
		return false, err
	}
	if exists {
		old, err := incidentOf(row)
		if err != nil {
			return false, err
		}
		if old.Owner != c.Incident.Owner {
			return false, fault.New(fault.Conflict, "incident.id-taken", "ID", c.Incident.ID)
		}
		if old.Exercise != c.Incident.Exercise {
			// Documents that are out say what they say: an exercise does not become real, nor the reverse.
			return false, fault.New(fault.Conflict, "incident.exercise-fixed", "ID", c.Incident.ID)
		}
		was, _ := encode(old)
		is, _ := encode(c.Incident)
		if bytes.Equal(was, is) {
			return false, nil
		}
	}
	if row, err = incidentRow(c.Incident); err != nil {
		return false, err
	}
	return true, d.tx.PutIncident(row)
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func (c Expunge) run(d *desk) (bool, error) {
	if err := d.operates(); err != nil {
		return false, err
	}
	_, err := d.tx.Expunge(journal.Expunged{Stream: c.Stream, Seqs: c.Seqs, Ground: c.Ground, By: d.who.Member},
		journal.Entry{Actor: d.who.Actor, Role: string(d.who.SystemRole), OccurredAt: d.tx.Now})
	if err != nil {
		return false, err
	}
	if id, ok := inquiryOf(c.Stream); ok {
		if err := d.tx.ForgetOutgoing(delivery.AboutInquiry(id)); err != nil {
			return false, err
		}
		return true, reprojectInquiry(d.tx, id)
	}
	id, ok := conferenceOf(c.Stream)
	if !ok {
		return true, nil
	}
	// What was sent when stays; the words that went with it, and those that came back, do not.
	if err := d.tx.ForgetOutgoing(id); err != nil {
		return false, err
	}
	if err := d.tx.ForgetIncoming(id); err != nil {
		return false, err
	}
	if err := d.clerk.reproject(d.tx, id); err != nil {
		return false, err
	}
	return true, forgetSounds(d.tx)
}
