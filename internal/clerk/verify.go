package clerk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// open opens content that is still what its digest says: a file that somebody changed on disk is handed to nobody.
func (k *Clerk) open(ctx context.Context, digest string) (io.ReadSeekCloser, error) {
	if err := k.files.Verify(ctx, digest); err != nil {
		return nil, k.whyGone(ctx, digest, err)
	}
	return k.files.Open(digest)
}

// whyGone tells a file that was removed for good, on a ground, from one that is missing. Fault: attachment.expunged (Ground).
func (k *Clerk) whyGone(ctx context.Context, digest string, missing error) error {
	if fault.KindOf(missing) != fault.NotFound {
		return missing
	}
	var f store.RemovedFile
	var removed bool
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		f, removed, err = tx.RemovedFile(digest)
		return err
	})
	if err != nil || !removed {
		return missing
	}
	return fault.New(fault.Gone, "attachment.expunged", "Ground", f.Ground)
}

// Verify checks the whole database: the file and every chain in it, that the lists say what the journals say, and that every
// file that was published or recorded is there and unchanged. For who runs the installation. Damage is in Faults:
// those of [store.Store.Check], verify.list-differs, verify.directory-differs, verify.no-journal, and those of the files.
func (k *Clerk) Verify(ctx context.Context, who Identity) (store.Checked, error) {
	if err := (&desk{who: who}).operates(); err != nil {
		return store.Checked{}, err
	}
	c, err := k.store.Check(ctx)
	if err != nil || len(c.Faults) > 0 {
		return c, err // what is compared next would be read through what is broken
	}
	digests := map[string]bool{}
	err = k.store.View(ctx, func(tx *store.Tx) error {
		c.Faults = nil
		clear(digests)
		v := &verifier{tx: tx, digests: digests}
		if err := v.conferences(); err != nil {
			return err
		}
		if err := v.inquiries(); err != nil {
			return err
		}
		if err := v.directory(); err != nil {
			return err
		}
		if err := v.index(); err != nil {
			return err
		}
		c.Faults = v.faults
		return nil
	})
	if err != nil {
		return c, err
	}
	for _, d := range slices.Sorted(maps.Keys(digests)) {
		err := k.files.Verify(ctx, d)
		if err != nil {
			err = k.whyGone(ctx, d, err)
		}
		if err != nil && fault.KindOf(err) != fault.Gone {
			c.Faults = append(c.Faults, err)
		}
	}
	return c, nil
}

// Holds tells whether a journal still passes through a checkpoint that somebody has kept: nothing up to it has been rewritten
// or cut off. Faults: those of [journal.OpenCheckpoint], and journal.broken-head. For who runs the installation.
func (k *Clerk) Holds(ctx context.Context, who Identity, note string) (journal.Checkpoint, error) {
	if err := (&desk{who: who}).operates(); err != nil {
		return journal.Checkpoint{}, err
	}
	var c journal.Checkpoint
	err := k.store.View(ctx, func(tx *store.Tx) error {
		keys, err := tx.PublicKeys()
		if err != nil {
			return err
		}
		if c, _, err = journal.OpenCheckpoint(note, keys...); err != nil {
			return err
		}
		there := journal.Report{Head: journal.Start(c.Head.Stream)}
		if c.Head.Seq > 0 {
			entries, err := tx.Entries(c.Head.Stream, c.Head.Seq-1, 1)
			if err != nil {
				return err
			}
			if len(entries) == 1 {
				there.Head = entries[0].Head()
			}
		}
		return there.Reaches(c.Head)
	})
	return c, err
}

// verifier holds tables against the journals that they were made from.
type verifier struct {
	tx      *store.Tx
	digests map[string]bool
	faults  []error
}

func (v *verifier) differs(code, table, id string) {
	switch code {
	case "list":
		v.faults = append(v.faults, fault.New(fault.Unavailable, "verify.list-differs", "Table", table, "ID", id))
	case "directory":
		v.faults = append(v.faults, fault.New(fault.Unavailable, "verify.directory-differs", "Table", table, "ID", id))
	default:
		v.faults = append(v.faults, fault.New(fault.Unavailable, "verify.no-journal", "Table", table, "ID", id))
	}
}

// same compares two rows as JSON: rows hold times, which are the same in any zone.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// conferences folds every conference and compares it with its rows.
func (v *verifier) conferences() error {
	heads, err := v.tx.Heads()
	if err != nil {
		return err
	}
	journals := map[string]bool{}
	for _, h := range heads {
		id, ok := conferenceOf(h.Stream)
		if !ok {
			continue
		}
		journals[id] = true
		if err := v.conference(id); err != nil {
			return err
		}
	}
	rows, err := v.tx.Conferences(store.Whole(), store.ConferenceFilter{})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if !journals[r.ID] {
			v.differs("journal", "conference", r.ID)
		}
	}
	return nil
}

func (v *verifier) conference(id string) error {
	c, head := conference.New(), journal.Start(stream(id))
	for e, err := range v.tx.AllEntries(stream(id)) {
		if err != nil {
			return err
		}
		if err := fold(c, e); err != nil {
			return err
		}
		head = e.Head()
	}
	if c.Phase == conference.Unplanned || c.Plan.ID == "" {
		return nil
	}
	for _, f := range c.Recording.Files {
		v.digests[f.Digest] = true
	}
	for _, version := range c.Minutes.Versions {
		for _, p := range version.Published {
			for _, f := range p.Files {
				v.digests[f.Digest] = true
			}
		}
	}
	want := normal(projected(c, head))
	have := projection{}
	var err error
	if have.Conference, err = v.tx.Conference(store.Whole(), id); err != nil {
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		v.differs("list", "conference", id)
		return nil
	}
	if have.Measures, err = v.tx.Measures(store.Whole(), store.MeasureFilter{Conference: id}); err != nil {
		return err
	}
	if have.Decisions, err = v.tx.Decisions(store.Whole(), store.DecisionFilter{Conference: id}); err != nil {
		return err
	}
	have = normal(have)
	for table, equal := range map[string]bool{"conference": same(want.Conference, have.Conference),
		"measure": same(want.Measures, have.Measures), "decision": same(want.Decisions, have.Decisions)} {
		if !equal {
			v.differs("list", table, id)
		}
	}
	return v.texts(id, c)
}

// inquiries folds every inquiry and compares it with its row.
func (v *verifier) inquiries() error {
	heads, err := v.tx.Heads()
	if err != nil {
		return err
	}
	journals := map[string]bool{}
	for _, h := range heads {
		id, ok := inquiryOf(h.Stream)
		if !ok {
			continue
		}
		journals[id] = true
		q, head, err := foldInquiry(v.tx, id)
		if err != nil {
			return err
		}
		have, there, err := v.tx.Inquiry(id)
		if err != nil {
			return err
		}
		want := inquiryRow(q, head)
		for _, t := range []*time.Time{&want.AskedAt, &want.Deadline, &want.ClosedAt} {
			*t = asKept(*t)
		}
		for i := range want.Actors {
			want.Actors[i].AnsweredAt = asKept(want.Actors[i].AnsweredAt)
		}
		if there != (q.ID != "") || there && !same(want, have) {
			v.differs("list", "inquiry", id)
		}
	}
	ids, err := v.tx.InquiryIDs()
	for _, id := range ids {
		if !journals[id] {
			v.differs("journal", "inquiry", id)
		}
	}
	return err
}

// asKept is a time as the database gives it back: in UTC, with milliseconds.
func asKept(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}

// normal puts a projection in the form in which the database gives it back: times in UTC with milliseconds, lists in order.
func normal(p projection) projection {
	ms := func(t *time.Time) { *t = asKept(*t) }
	c := p.Conference
	c.Head.Stream = ""
	c.Actors, c.Needs = slices.Clone(c.Actors), slices.Clone(c.Needs)
	for _, t := range []*time.Time{&c.StartsAt, &c.EndsAt, &c.OpenedAt, &c.ClosedAt} {
		ms(t)
	}
	slices.SortFunc(c.Actors, func(a, b store.ConferenceActor) int { return cmp.Compare(a.Actor, b.Actor) })
	for i := range c.Needs {
		ms(&c.Needs[i].Deadline)
		ms(&c.Needs[i].DeliveredAt)
	}
	slices.SortFunc(c.Needs, func(a, b store.Dependency) int { return cmp.Compare(a.Needs, b.Needs) })
	out := projection{Conference: c, Measures: slices.Clone(p.Measures), Decisions: slices.Clone(p.Decisions)}
	for i := range out.Measures {
		ms(&out.Measures[i].DueAt)
		out.Measures[i].Readers = nil // lists do not give them
	}
	slices.SortFunc(out.Measures, func(a, b store.Measure) int { return cmp.Compare(a.ID, b.ID) })
	for i := range out.Decisions {
		ms(&out.Decisions[i].SettledAt)
		ms(&out.Decisions[i].ValidUntil)
		out.Decisions[i].Readers = nil
	}
	slices.SortFunc(out.Decisions, func(a, b store.Decision) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// register is what the journal of administration adds up to.
type register struct {
	actors    map[string]directory.Actor
	rosters   map[string]directory.Roster
	members   map[string]directory.Member
	incidents map[string]conference.Incident
	areas     map[string]area.Area
	items     map[string]kept
	templates map[string]conference.Template // by actor and id
	complete  bool                           // nothing in it is expunged
	people    bool                           // nothing about people is
}

// kept is what an item must still say. What only its readers' order or time below the millisecond tells apart is the same.
type kept struct {
	Area    string
	Content area.Content
	Digests []string
}

func keptOf(areaID string, c area.Content, digests []string) kept {
	c.Chosen, c.Tags, c.Related = emptied(c.Chosen), emptied(c.Tags), emptied(c.Related)
	c.OccurredAt = c.OccurredAt.UTC().Truncate(time.Millisecond)
	return kept{areaID, c, digests}
}

// directory folds the journal of administration and compares it with its tables.
func (v *verifier) directory() error {
	r := register{actors: map[string]directory.Actor{}, rosters: map[string]directory.Roster{}, members: map[string]directory.Member{},
		incidents: map[string]conference.Incident{}, areas: map[string]area.Area{}, items: map[string]kept{},
		templates: map[string]conference.Template{}, complete: true, people: true}
	for e, err := range v.tx.AllEntries(directoryStream) {
		if err != nil {
			return err
		}
		if e.Name == journal.ExpungedName {
			continue
		}
		if !e.HasPayload() {
			// Of people who have been erased nothing is left to compare with; that says nothing about the rest.
			if slices.Contains(aboutPeople, e.Name) {
				r.people = false
			} else {
				r.complete = false
			}
			continue
		}
		if err := r.fold(e); err != nil {
			return err
		}
	}
	for _, i := range r.items {
		for _, d := range i.Digests {
			v.digests[d] = true
		}
	}
	if !r.complete {
		return nil // what was expunged cannot be compared with
	}
	return v.tables(r)
}

func (r *register) fold(e journal.Entry) error {
	read := func(into any) error {
		if err := json.Unmarshal(e.Payload, into); err != nil {
			return fault.Wrap(err, fault.Internal, "journal.malformed-event", "Event", e.Name)
		}
		return nil
	}
	var err error
	switch e.Name {
	case ImportActors{}.Name():
		var c ImportActors
		err = read(&c)
		for _, a := range c.Actors {
			r.actors[a.ID] = a
		}
	case SaveRoster{}.Name():
		var c SaveRoster
		err = read(&c)
		r.rosters[c.Roster.ID] = c.Roster
	case SaveMember{}.Name():
		var c SaveMember
		err = read(&c)
		r.members[c.Member.ID] = c.Member
	case InviteAccount{}.Name(), MakeServiceToken{}.Name(), (&MakeScimToken{}).Name():
		var c SaveMember // the part of them that is about the member
		err = read(&c)
		r.members[c.Member.ID] = c.Member
	case ImportAccounts{}.Name():
		var c ImportAccounts
		err = read(&c)
		for _, p := range c.People {
			r.members[p.Member.ID] = p.Member
		}
	case (&ProvisionMembers{}).Name():
		var c provisioned
		err = read(&c)
		for _, m := range c.People {
			r.members[m.ID] = m
		}
	case (&PutScimUser{}).Name(), (&PutScimGroup{}).Name():
		var c scimKept
		err = read(&c)
		for _, m := range c.People {
			r.members[m.ID] = m
		}
	case ErasePerson{}.Name():
		var c erased
		if err = read(&c); err == nil && !c.NameStays {
			delete(r.members, c.Member)
		}
	case SetUp{}.Name():
		var c SetUp
		err = read(&c)
		for _, a := range c.Actors {
			r.actors[a.ID] = a
		}
		r.members[c.Member.ID] = c.Member
	case SaveIncident{}.Name():
		var c SaveIncident
		err = read(&c)
		r.incidents[c.Incident.ID] = c.Incident
	case SaveTemplate{}.Name():
		var c SaveTemplate
		err = read(&c)
		t := c.Template.Tidied()
		r.templates[t.Actor+"/"+t.ID] = t
	case RemoveTemplate{}.Name():
		var c RemoveTemplate
		err = read(&c)
		delete(r.templates, c.Actor+"/"+c.ID)
	case CreateArea{}.Name():
		var c CreateArea
		err = read(&c)
		r.areas[c.Area.ID] = c.Area
	case GrantRight{}.Name():
		var c GrantRight
		if err = read(&c); err == nil {
			a := r.areas[c.Area]
			for _, actor := range c.Actors {
				if a, err = a.Grant(actor, c.Right); err != nil {
					return err
				}
			}
			r.areas[c.Area] = a
		}
	case PutItem{}.Name():
		var c PutItem
		err = read(&c)
		r.put(e, c)
	default:
		if err := r.foldItem(e, read); err != nil {
			return err
		}
		return r.foldArea(e, read)
	}
	return err
}

// foldArea takes in what happened to an area that there is.
func (r *register) foldArea(e journal.Entry, read func(any) error) error {
	var c struct {
		Area  json.RawMessage `json:"area"`
		Actor string          `json:"actor"`
		Right area.Right      `json:"right"`
		Keep  bool            `json:"keepShared"`
		To    string          `json:"to"`
		Why   string          `json:"why"`
	}
	var id string
	switch e.Name {
	case CloseArea{}.Name(), ReopenArea{}.Name(), StopSharing{}.Name(), ShareAgain{}.Name(), LeaveArea{}.Name(), HandOver{}.Name(), TakeOver{}.Name(),
		AnswerRequest{}.Name():
		if err := read(&c); err != nil {
			return err
		}
		if err := json.Unmarshal(c.Area, &id); err != nil {
			return fault.Wrap(err, fault.Internal, "journal.malformed-event", "Event", e.Name)
		}
	default:
		return nil
	}
	a := r.areas[id]
	actor := firstOf(e.Actor, a.Owner) // the owner of the file acts for the area's
	var err error
	switch e.Name {
	case CloseArea{}.Name():
		a, err = a.Close(actor, c.Why)
	case ReopenArea{}.Name():
		a, err = a.Reopen(c.Why)
	case StopSharing{}.Name():
		a, _ = a.StopSharing(firstOf(c.Actor, actor))
	case ShareAgain{}.Name():
		a, _ = a.ShareAgain(actor)
	case LeaveArea{}.Name():
		a, err = a.Leave(actor, c.Keep)
	case HandOver{}.Name():
		a, err = a.HandOver(c.To)
	case TakeOver{}.Name():
		a, err = a.TakeOver(firstOf(e.Actor, a.Heir))
	case AnswerRequest{}.Name():
		if c.Right != area.None && !a.RightOf(c.Actor).Includes(c.Right) {
			a, err = a.Grant(c.Actor, c.Right)
		}
	}
	r.areas[id] = a
	return err
}

func (r *register) put(e journal.Entry, c PutItem) {
	old, exists := r.items[c.Item.ID]
	content, digests := c.Item.Content(), old.Digests
	if exists {
		content.Conference = firstOf(content.Conference, old.Content.Conference)
		content.Text, content.OccurredAt, content.Place, content.Related = old.Content.Text, old.Content.OccurredAt, old.Content.Place, old.Content.Related
		content.Detail = old.Content.Detail
	} else {
		content = content.Begun(e.Member, e.OccurredAt)
	}
	if c.Version.Digest != "" && (len(digests) == 0 || digests[len(digests)-1] != c.Version.Digest) {
		digests = append(slices.Clone(digests), c.Version.Digest)
	}
	r.items[c.Item.ID] = keptOf(c.Item.Area, content, digests)
}

// change folds what changes items that are there.
func (r *register) change(ids []string, change func(*area.Content)) {
	for _, id := range ids {
		if k, exists := r.items[id]; exists {
			change(&k.Content)
			r.items[id] = keptOf(k.Area, k.Content, k.Digests)
		}
	}
}

// became folds what gave an item another state.
func (r *register) became(id string, next func(area.Content) (area.Content, error)) error {
	k, exists := r.items[id]
	if !exists {
		return nil
	}
	c, err := next(k.Content)
	r.items[id] = keptOf(k.Area, c, k.Digests)
	return err
}

// foldItem folds what was done to items after they were published.
func (r *register) foldItem(e journal.Entry, read func(any) error) error {
	switch e.Name {
	case ChangeItem{}.Name():
		var c ChangeItem
		if err := read(&c); err != nil {
			return err
		}
		r.change([]string{c.Item}, func(is *area.Content) {
			c.Content.Kind, c.Content.Conference = is.Kind, is.Conference
			*is = c.Content.Over(*is, e.Member, e.OccurredAt)
		})
	case StateItem{}.Name():
		var c StateItem
		if err := read(&c); err != nil {
			return err
		}
		return r.became(c.Item, func(is area.Content) (area.Content, error) { return is.Stated(c.State, e.OccurredAt) })
	case MatchOffer{}.Name():
		var c MatchOffer
		if err := read(&c); err != nil {
			return err
		}
		return r.became(c.Item, func(is area.Content) (area.Content, error) { return is.Answering(c.Need) })
	case AgreeNeed{}.Name():
		var c AgreeNeed
		if err := read(&c); err != nil {
			return err
		}
		return r.became(c.Item, func(is area.Content) (area.Content, error) { return is.Agreeing(c.Offer, e.OccurredAt) })
	case ApproveItem{}.Name():
		var c ApproveItem
		if err := read(&c); err != nil {
			return err
		}
		return r.became(c.Item, func(is area.Content) (area.Content, error) { return is.Approving(e.Member, e.Actor, e.OccurredAt) })
	case MoveItems{}.Name():
		var c MoveItems
		if err := read(&c); err != nil {
			return err
		}
		r.change(c.Items, func(is *area.Content) { is.Folder = c.Folder })
	case TagItems{}.Name():
		var c TagItems
		if err := read(&c); err != nil {
			return err
		}
		r.change(c.Items, func(is *area.Content) { is.Tags = tagged(is.Tags, c.Add, c.Remove) })
	case ShareItems{}.Name():
		var c ShareItems
		if err := read(&c); err != nil {
			return err
		}
		r.change(c.Items, func(is *area.Content) { is.Audience, is.Chosen = c.Audience, c.Chosen })
	case WithdrawItem{}.Name():
		var c WithdrawItem
		if err := read(&c); err != nil {
			return err
		}
		delete(r.items, c.Item)
	case (&MoveFolder{}).Name():
		var c MoveFolder
		if err := read(&c); err != nil {
			return err
		}
		r.change(c.Items, func(is *area.Content) { is.Folder = area.Rebase(is.Folder, c.From, c.To) })
	case (&RemoveFolder{}).Name():
		var c RemoveFolder
		if err := read(&c); err != nil {
			return err
		}
		for _, id := range c.Items {
			delete(r.items, id)
		}
	}
	return nil
}

// emptied makes no list and an empty one the same.
func emptied(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return slices.Sorted(slices.Values(list))
}

// compare holds a table against what the journal says of each of its rows.
func compare[T any](v *verifier, table string, want, have map[string]T) {
	ids := map[string]bool{}
	for id := range want {
		ids[id] = true
	}
	for id := range have {
		ids[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		w, inJournal := want[id]
		h, inTable := have[id]
		if inJournal != inTable || !same(w, h) {
			v.differs("directory", table, id)
		}
	}
}

func (v *verifier) tables(r register) error {
	actors := map[string]directory.Actor{}
	rows, err := v.tx.Actors(store.ActorFilter{})
	if err != nil {
		return err
	}
	for _, a := range rows {
		actors[a.ID] = actorOf(a)
	}
	compare(v, "actor", r.actors, actors)

	members := map[string]directory.Member{}
	people, err := v.tx.Members(store.Whole())
	if err != nil {
		return err
	}
	for _, m := range people {
		members[m.ID] = memberOf(m)
	}
	if r.people {
		compare(v, "member", r.members, members)
	}

	rosters := map[string]directory.Roster{}
	groups, err := v.tx.Rosters(store.Whole())
	if err != nil {
		return err
	}
	for _, g := range groups {
		rosters[g.ID] = directory.Roster{ID: g.ID, Name: g.Name, Owner: g.OwnerActor, Members: g.Members}
	}
	compare(v, "roster", r.rosters, rosters)

	incidents := map[string]conference.Incident{}
	events, err := v.tx.Incidents(store.Whole())
	if err != nil {
		return err
	}
	for _, x := range events {
		if incidents[x.ID], err = incidentOf(x); err != nil {
			return err
		}
	}
	compare(v, "incident", r.incidents, incidents)

	templates := map[string]conference.Template{}
	kept, err := v.tx.Templates(store.Whole())
	if err != nil {
		return err
	}
	for _, x := range kept {
		if templates[x.Actor+"/"+x.ID], err = templateOf(x); err != nil {
			return err
		}
	}
	compare(v, "template", r.templates, templates)
	return v.areas(r)
}

func (v *verifier) areas(r register) error {
	rows, err := v.tx.Areas(store.Whole(), "")
	if err != nil {
		return err
	}
	byID := func(a area.Area) area.Area {
		a.Grants, a.ClosedAt = slices.Clone(a.Grants), time.Time{}
		for i := range a.Grants {
			a.Grants[i].Since = time.Time{} // the journal says when by the entry's own time
		}
		slices.SortFunc(a.Grants, func(x, y area.Grant) int { return cmp.Compare(x.Actor, y.Actor) })
		if len(a.Grants) == 0 {
			a.Grants = nil
		}
		a.Stopped, a.Tags = emptied(a.Stopped), emptied(a.Tags)
		return a
	}
	want, have, items, lists := map[string]area.Area{}, map[string]area.Area{}, map[string]kept{}, map[string][]area.Item{}
	for id, a := range r.areas {
		want[id] = byID(a)
	}
	for _, row := range rows {
		a, _, err := areaByID(v.tx, row.ID)
		if err != nil {
			return err
		}
		have[row.ID] = byID(a)
		list, err := itemsOf(v.tx, row.ID)
		if err != nil {
			return err
		}
		lists[row.ID] = list
		for _, i := range list {
			var digests []string
			for _, version := range i.Versions {
				digests = append(digests, version.Digest)
			}
			items[i.ID] = keptOf(i.Area, i.Content(), digests)
		}
	}
	compare(v, "area", want, have)
	compare(v, "area_item", r.items, items)
	for _, id := range slices.Sorted(maps.Keys(lists)) {
		if err := v.revisions(id, lists[id]); err != nil {
			return err
		}
	}
	return nil
}

// revisions holds the newest revision of each item of an area against what the item says.
func (v *verifier) revisions(areaID string, items []area.Item) error {
	rows, err := v.tx.ItemRevisionsNow(areaID)
	if err != nil {
		return err
	}
	last := map[string]area.Revision{}
	for _, row := range rows {
		if last[row.Item], err = revisionOf(row); err != nil {
			return err
		}
	}
	for _, i := range items {
		r := last[i.ID]
		if r.Number != i.Revision || r.Version != len(i.Versions) || !r.Content.Equal(i.Content()) {
			v.differs("directory", "area_item_revision", i.ID)
		}
	}
	return nil
}
