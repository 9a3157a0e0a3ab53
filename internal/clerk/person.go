package clerk

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// aboutPeople are the entries of the journal of administration that say who somebody is.
var aboutPeople = []string{SaveMember{}.Name(), InviteAccount{}.Name(), ImportAccounts{}.Name(), (&ProvisionMembers{}).Name(),
	(&PutScimUser{}).Name(), (&PutScimGroup{}).Name()}

// ErasePerson removes what is kept of a person and need not be: account, ways in, settings, devices, calendars, contacts by name, and
// what the journal of administration says. What the person did stays in the records, and the name with it when there is any. For the
// actor's own administrator, and for the one who runs the installation.
type ErasePerson struct {
	Member string `json:"member"`
}

// Name is its stable name.
func (ErasePerson) Name() string { return "person.erased" }

// erased is what the journal keeps.
type erased struct {
	Member    string `json:"member"`
	NameStays bool   `json:"nameStays"`
	Entries   int    `json:"entries"` // that the person made in records, which stay
}

// erasureGround is on what the entries of the journal of administration lose what they say.
const erasureGround = "EU 2016/679 art. 17.1"

// Erasure is what an erasure takes and leaves.
type Erasure struct {
	Member    string    `json:"member"`
	Name      string    `json:"name"`
	Actor     string    `json:"actor"`
	Login     string    `json:"login,omitempty"`
	Passkeys  int       `json:"passkeys"`
	Sessions  int       `json:"sessions"`
	Tokens    int       `json:"tokens"`
	Settings  int       `json:"settings"`
	Feeds     int       `json:"feeds"`
	Devices   int       `json:"devices"`
	Watches   int       `json:"watches"`
	Inbox     int       `json:"inbox"`     // what the person was told of
	Contacts  int       `json:"contacts"`  // of the actor, in this person's name or with its address
	Register  int       `json:"register"`  // entries of the journal of administration that lose what they say
	Entries   int       `json:"entries"`   // in records: they stay
	NameStays bool      `json:"nameStays"` // with them
	SignIns   int       `json:"signIns"`   // lines of the log of sign-ins, which go when their time is out
	LogUntil  time.Time `json:"logUntil,omitzero"`

	seqs     []int64
	contacts []string
}

// person finds whom an export or an erasure concerns. Somebody else's people do not exist for an actor's administrator.
func (d *desk) person(operation, member string) (directory.Member, error) {
	none := fault.New(fault.NotFound, "account.unknown", "Member", member)
	row, exists, err := found(d.tx.Member(member))
	if err != nil {
		return directory.Member{}, err
	}
	if err := d.who.Allows(operation, row.Actor); err != nil {
		if fault.CodeOf(err) == "access.not-your-actor" {
			return directory.Member{}, none
		}
		if member != d.who.Member && fault.CodeOf(err) == "access.not-allowed" {
			return directory.Member{}, none // who keeps nobody's account knows of none
		}
		return directory.Member{}, err
	}
	if !exists {
		return directory.Member{}, none
	}
	m := memberOf(row)
	if m.SystemRole == directory.Operator && m.ID != d.who.Member {
		if err := d.operates(); err != nil {
			return directory.Member{}, err
		}
	}
	return m, nil
}

// erasure looks up what an erasure takes.
func (d *desk) erasure(m directory.Member) (Erasure, error) {
	x := Erasure{Member: m.ID, Name: m.Name, Actor: m.Actor}
	p, err := d.stored(m)
	if err != nil {
		return x, err
	}
	x.Login, x.Passkeys, x.Settings, x.Feeds = p.Account.Login, len(p.Passkeys), len(p.Settings), len(p.Calendars)
	x.Sessions, x.Tokens, x.Devices, x.SignIns = len(p.Sessions), len(p.Tokens), len(p.Devices), len(p.SignIns)
	x.Watches, x.Inbox = len(p.Watches), len(p.Inbox)
	if len(p.SignIns) > 0 {
		x.LogUntil = p.SignIns[0].At.Add(keepLog)
	}
	for _, c := range p.Contacts {
		x.contacts = append(x.contacts, c.ID)
	}
	x.Contacts = len(x.contacts)
	for _, e := range p.Entries {
		if e.Journal != directoryStream && e.Journal != auditStream {
			x.Entries++
		}
	}
	x.NameStays = x.Entries > 0
	quoted, err := encode(m.ID)
	if err != nil {
		return x, err
	}
	says := `"id":` + string(quoted)
	entries, err := d.tx.EntriesNamed(directoryStream, append(slices.Clone(aboutPeople), SetUp{}.Name())...)
	for _, e := range entries {
		if strings.Contains(e.Payload, says) {
			x.seqs = append(x.seqs, e.Seq)
		}
	}
	slices.Sort(x.seqs)
	x.Register = len(x.seqs)
	return x, err
}

func (c ErasePerson) run(d *desk) (bool, error) {
	_, err := d.erase(c.Member)
	return err == nil, err
}

func (d *desk) erase(member string) (Erasure, error) {
	m, err := d.person("person.erase", member)
	if err != nil {
		return Erasure{}, err
	}
	if m.ID == d.who.Member {
		return Erasure{}, fault.New(fault.Conflict, "person.not-oneself")
	}
	x, err := d.erasure(m)
	if err != nil {
		return x, err
	}
	if x.Login == "" && x.NameStays && x.Register+x.Contacts+x.Sessions+x.Tokens+x.Settings+x.Feeds+x.Devices+x.Watches+x.Inbox == 0 {
		return x, fault.New(fault.Conflict, "person.nothing-left")
	}
	for _, id := range x.contacts {
		if _, err := (RemoveContact{ID: id}).run(d); err != nil {
			return x, err
		}
	}
	if err := d.tx.ErasePerson(m.ID, delivery.PersonalContact(m.ID), !x.NameStays); err != nil {
		return x, err
	}
	d.revoked()
	if len(x.seqs) == 0 {
		return x, nil
	}
	_, err = d.tx.Expunge(journal.Expunged{Stream: directoryStream, Seqs: x.seqs, Ground: erasureGround, By: d.who.Member},
		journal.Entry{Actor: d.who.Actor, Role: string(d.who.SystemRole), OccurredAt: d.tx.Now})
	return x, err
}

// erasing carries an erasure out and tells what it came to.
type erasing struct {
	ErasePerson
	out Erasure
}

func (c *erasing) run(d *desk) (_ bool, err error) {
	c.out, err = d.erase(c.Member)
	return err == nil, err
}

func (c *erasing) kept() any {
	return erased{Member: c.out.Member, NameStays: c.out.NameStays, Entries: c.out.Entries}
}

// ErasePerson erases a person, and tells what was taken and what stays. Faults: account.unknown, person.not-oneself,
// person.nothing-left, and those of Identity.Allows for "person.erase".
func (k *Clerk) ErasePerson(ctx context.Context, who Identity, member string) (Erasure, error) {
	cmd := &erasing{ErasePerson: ErasePerson{Member: member}}
	_, err := k.Administer(ctx, who, "", cmd)
	return cmd.out, err
}

// Erasure tells what an erasure of a person would take and leave, without doing it. Faults: account.unknown and those of
// Identity.Allows for "person.erase".
func (k *Clerk) Erasure(ctx context.Context, who Identity, member string) (Erasure, error) {
	var out Erasure
	err := k.look(ctx, who, "person.erase", func(tx *store.Tx) error {
		d := &desk{tx: tx, who: who, clerk: k}
		m, err := d.person("person.erase", member)
		if err == nil {
			out, err = d.erasure(m)
		}
		return err
	})
	return out, err
}

// PersonRegister is what the register of the person's actor says of it.
type PersonRegister struct {
	External string    `json:"externalId,omitempty"`
	Given    string    `json:"givenName,omitempty"`
	Family   string    `json:"familyName,omitempty"`
	Groups   string    `json:"groups,omitempty"`
	Removed  time.Time `json:"removed,omitzero"`
}

// PersonAccount is how a person signs in, without secrets.
type PersonAccount struct {
	Login        string    `json:"login,omitempty"`
	Password     bool      `json:"password"`
	SecondFactor bool      `json:"secondFactor"`
	Codes        int       `json:"recoveryCodes"`
	Shared       bool      `json:"shared"`
	Created      time.Time `json:"created,omitzero"`
	Disabled     time.Time `json:"disabled,omitzero"`
}

// PersonThing is something that is kept about a person: a session, a token, a passkey, a calendar, a device, another identity.
type PersonThing struct {
	Name    string    `json:"name,omitempty"`
	How     string    `json:"how,omitempty"`
	Address string    `json:"address,omitempty"`
	Agent   string    `json:"agent,omitempty"`
	Created time.Time `json:"created,omitzero"`
	Used    time.Time `json:"lastUsed,omitzero"`
	Ends    time.Time `json:"ends,omitzero"`
	Ended   time.Time `json:"ended,omitzero"`
}

// PersonSignIn is a line of the log of sign-ins.
type PersonSignIn struct {
	At      time.Time `json:"at"`
	How     string    `json:"how"`
	Outcome string    `json:"outcome"`
	Address string    `json:"address,omitempty"`
	Agent   string    `json:"agent,omitempty"`
}

// PersonEntry is something that the person did, by where it stands. Text is what the journal says of it, when the reader of the export
// may read that.
type PersonEntry struct {
	Journal string          `json:"journal"`
	Seq     int64           `json:"seq"`
	At      time.Time       `json:"at"`
	Kind    string          `json:"kind"`
	Text    json.RawMessage `json:"text,omitempty"`
}

// PersonContact is a contact in the person's name or with its address.
type PersonContact struct {
	ID       string   `json:"id"`
	Function string   `json:"function,omitempty"`
	Person   string   `json:"person,omitempty"`
	Note     string   `json:"note,omitempty"`
	Ways     []string `json:"ways,omitempty"`
}

// PersonWatch is something that the person watches.
type PersonWatch struct {
	On     string    `json:"on"`
	Target string    `json:"target"`
	Label  string    `json:"label,omitempty"`
	Often  string    `json:"often"`
	Made   time.Time `json:"made"`
}

// PersonNotice is something that the person was told of, by what it is: what it says stands where it is, for who may read it. ID is "" for what
// the reader of the export may not read any more.
type PersonNotice struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
	Kind string    `json:"kind"`
	ID   string    `json:"id,omitempty"`
	Read time.Time `json:"read,omitzero"`
}

// PersonText is what the person wrote in areas: an item's own words, or a comment.
type PersonText struct {
	Area    string    `json:"area"`
	Item    string    `json:"item"`
	At      time.Time `json:"at"`
	Comment bool      `json:"comment,omitempty"`
	Text    string    `json:"text"`
}

// Person is everything that is kept about a person. Secrets are not part of it.
type Person struct {
	Made      time.Time         `json:"made"`
	Member    directory.Member  `json:"member"`
	Account   PersonAccount     `json:"account"`
	Register  *PersonRegister   `json:"register,omitempty"`
	Settings  map[string]string `json:"settings"`
	Passkeys  []PersonThing     `json:"passkeys"`
	Elsewhere []PersonThing     `json:"identities"`
	Sessions  []PersonThing     `json:"sessions"`
	Tokens    []PersonThing     `json:"tokens"`
	Calendars []PersonThing     `json:"calendars"`
	Devices   []PersonThing     `json:"devices"`
	Watches   []PersonWatch     `json:"watches"`
	Inbox     []PersonNotice    `json:"inbox"`
	Contacts  []PersonContact   `json:"contacts"`
	SignIns   []PersonSignIn    `json:"signIns"`
	Entries   []PersonEntry     `json:"entries"`
	Texts     []PersonText      `json:"texts"`
}

// stored reads what is kept about a person.
func (d *desk) stored(m directory.Member) (Person, error) {
	p := Person{Made: d.tx.Now, Member: m}
	tx, id := d.tx, m.ID
	a, _, err := found(tx.Account(id))
	if err != nil {
		return p, err
	}
	codes, err := tx.RecoveryCodes(id)
	if err != nil {
		return p, err
	}
	p.Account = PersonAccount{a.Login, a.Password, a.TOTP, codes, a.Shared, a.Created, a.Disabled}
	for _, read := range []func() error{
		func() error {
			x, ok, err := tx.ScimUser(id)
			if ok {
				p.Register = &PersonRegister{x.ExternalID, x.GivenName, x.FamilyName, x.PutIn, x.Removed}
			}
			return err
		},
		func() (err error) { p.Settings, err = tx.MemberSettings(id); return err },
		func() error {
			list, err := tx.Passkeys(id)
			for _, x := range list {
				p.Passkeys = append(p.Passkeys, PersonThing{Name: x.Name, Created: x.Created, Used: x.Used})
			}
			return err
		},
		func() error {
			list, err := tx.Externals(id)
			for _, x := range list {
				p.Elsewhere = append(p.Elsewhere, PersonThing{Name: x.Issuer, How: x.Subject, Created: x.Created, Used: x.Used})
			}
			return err
		},
		func() error {
			list, err := tx.PersonSignIns(id)
			for _, x := range list {
				p.Sessions = append(p.Sessions, PersonThing{Name: x.Person, How: x.How, Address: x.Address, Agent: x.Agent, Created: x.Created, Used: x.Seen,
					Ends: x.Ends, Ended: x.Revoked})
			}
			return err
		},
		func() error {
			list, err := tx.PersonTokens(id)
			for _, x := range list {
				p.Tokens = append(p.Tokens, PersonThing{Name: x.Name, How: x.Scope, Created: x.Created, Used: x.Used, Ends: x.Expires, Ended: x.Revoked})
			}
			return err
		},
		func() error {
			list, err := tx.PersonFeeds(id)
			for _, x := range list {
				p.Calendars = append(p.Calendars, PersonThing{Name: x.Name, Created: x.Created, Used: x.Used, Ended: x.Revoked})
			}
			return err
		},
		func() error {
			list, err := tx.PushSubscriptions(id)
			for _, x := range list {
				p.Devices = append(p.Devices, PersonThing{Address: x.Endpoint, Agent: x.Agent, Created: x.Created, Used: x.Used})
			}
			return err
		},
		func() error {
			list, err := tx.PersonLines(id)
			for _, x := range list {
				p.SignIns = append(p.SignIns, PersonSignIn{x.At, x.How, x.Outcome, x.Address, x.Agent})
			}
			return err
		},
		func() error {
			list, err := tx.PersonEntries(id)
			for _, x := range list {
				p.Entries = append(p.Entries, PersonEntry{Journal: x.Stream, Seq: x.Seq, At: x.At, Kind: x.Name})
			}
			return err
		},
		func() error {
			list, err := tx.Watches(id)
			for _, x := range list {
				p.Watches = append(p.Watches, PersonWatch{string(x.On), x.Target, x.Label, string(x.Often), x.Made})
			}
			return err
		},
		func() error {
			reads, err := tx.InboxReadable(d.who.lookup(), id)
			if err != nil {
				return err
			}
			list, err := tx.InboxWhole(id)
			for _, x := range list {
				n := PersonNotice{At: x.At, What: string(x.What), Kind: x.Thing, Read: x.ReadAt}
				if reads[x.ID] {
					n.ID = firstOf(x.Item, x.Ref, x.Conference, x.Inquiry)
				}
				p.Inbox = append(p.Inbox, n)
			}
			return err
		},
		func() error {
			list, err := tx.PersonTexts(d.who.lookup(), id)
			for _, x := range list {
				p.Texts = append(p.Texts, PersonText(x))
			}
			return err
		},
		func() (err error) { p.Contacts, err = personContacts(tx, m, a.Login); return err },
	} {
		if err := read(); err != nil {
			return p, err
		}
	}
	return p, nil
}

// personContacts lists the contacts of the person's actor that are the person's: in its full name, or with its address. One of a
// function that somebody else stands for is not.
func personContacts(tx *store.Tx, m directory.Member, login string) ([]PersonContact, error) {
	list, err := tx.Contacts(m.Actor)
	var out []PersonContact
	for _, c := range list {
		mine := c.Person != "" && strings.EqualFold(strings.TrimSpace(c.Person), m.Name)
		x := PersonContact{ID: c.ID, Function: c.Function, Person: c.Person, Note: c.Note}
		for _, w := range c.Ways {
			mine = mine || login != "" && c.Person != "" && strings.EqualFold(w.Address, login)
			x.Ways = append(x.Ways, string(w.Channel)+":"+w.Address)
		}
		if mine {
			out = append(out, x)
		}
	}
	return out, err
}

// Person gives everything that is kept about a person: to the person itself, at its own screen, and to its actor's administrator. What
// its entries say is given as far as the caller may read it. Faults: account.unknown, those of Identity.Allows.
func (k *Clerk) Person(ctx context.Context, who Identity, member string) (Person, error) {
	operation := "person.export"
	if member != who.Member || who.Owner {
		operation = "person.erase"
	}
	var p Person
	err := k.look(ctx, who, "person.export", func(tx *store.Tx) error {
		d := &desk{tx: tx, who: who, clerk: k}
		m, err := d.person(operation, member)
		if err == nil {
			p, err = d.stored(m)
		}
		return err
	})
	if err != nil {
		return Person{}, err
	}
	return p, k.read(ctx, who, &p)
}

// read fills in what a person's entries say, as the caller may read it.
func (k *Clerk) read(ctx context.Context, who Identity, p *Person) error {
	by := map[string][]int{}
	for i, e := range p.Entries {
		by[e.Journal] = append(by[e.Journal], i)
	}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		entries, err := k.readable(ctx, who, name)
		if err != nil {
			return err
		}
		for _, i := range by[name] {
			p.Entries[i].Text = entries[p.Entries[i].Seq]
		}
	}
	return nil
}

// readable gives what the entries of a conference or an inquiry say, by number, as the caller may read them; nothing of what it may not
// know of, nor of the journals of the house itself.
func (k *Clerk) readable(ctx context.Context, who Identity, name string) (map[int64]json.RawMessage, error) {
	var list []journal.Entry
	var err error
	if id, ok := conferenceOf(name); ok {
		for after := int64(0); err == nil; {
			var page []journal.Entry
			if page, _, err = k.Entries(ctx, who, id, after, MaxPage); len(page) == 0 {
				break
			}
			list, after = append(list, page...), page[len(page)-1].Seq
		}
	} else if id, ok := inquiryOf(name); ok {
		list, err = k.InquiryEntries(ctx, who, id)
	}
	if fault.KindOf(err) == fault.NotFound || fault.KindOf(err) == fault.Forbidden {
		err = nil
	}
	out := map[int64]json.RawMessage{}
	for _, e := range list {
		if e.HasPayload() {
			out[e.Seq] = json.RawMessage(e.Payload)
		}
	}
	return out, err
}
