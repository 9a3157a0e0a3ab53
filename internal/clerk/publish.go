package clerk

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// Edition is one file of a publication: what it is called, what it holds, and who it is for.
type Edition struct {
	Item      string // id of the area item it is a version of; stable over corrections
	Kind      area.Kind
	Title     string
	Folder    string
	Tags      []string
	Audience  area.Audience
	Chosen    []string
	Name      string // file name
	MediaType string
	Content   []byte

	// Digest and Size are of content that is in the store already, when there is no Content here: sound is long.
	Digest string
	Size   int64
}

// Publication is a version of minutes on its way to an area.
type Publication struct {
	Conference string
	CommandID  string // made when empty
	Role       conference.Role
	OccurredAt time.Time // now when zero
	Area       string
	Version    int
	Reason     string // why it follows the version before
	Editions   []Edition
}

// PublishMinutes publishes a version of the minutes in an area: the files, the items, and the fact in the conference's journal
// happen together or not at all. Faults: those of the command minutes.publish, of the area, and of the files.
func (k *Clerk) PublishMinutes(ctx context.Context, who Identity, p Publication) (Receipt, error) {
	if err := who.Allows("conference.command", ""); err != nil && who.SignedIn() {
		return Receipt{}, err
	}
	if p.CommandID == "" {
		p.CommandID = k.newID()
	}
	cmd := &conference.PublishMinutes{Version: p.Version, Area: p.Area}
	versions := make([]area.Version, len(p.Editions))
	for i, e := range p.Editions {
		digest, size := e.Digest, e.Size
		if e.Content != nil || digest == "" {
			var err error
			if digest, size, err = k.files.Put(ctx, bytes.NewReader(e.Content), int64(len(e.Content))); err != nil {
				return Receipt{}, err
			}
		}
		versions[i] = area.Version{Name: e.Name, MediaType: e.MediaType, Size: size, Digest: digest, Reason: p.Reason}
		cmd.Files = append(cmd.Files, conference.PublishedFile{Name: e.Name, Digest: digest, Size: size, MediaType: e.MediaType})
	}
	r := k.record(p.Conference)
	r.mu.Lock()
	defer r.mu.Unlock()
	var receipt Receipt
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		if err := r.catchUp(tx, p.Conference); err != nil {
			return err
		}
		for _, f := range cmd.Files {
			if err := tx.PutBrought(who.Actor, f.Digest); err != nil {
				return err
			}
		}
		var err error
		receipt, err = k.do(tx, r, who, p.Conference, Wish{ID: p.CommandID, Role: p.Role, OccurredAt: p.OccurredAt, Command: cmd})
		if err != nil {
			return err
		}
		if receipt.Fault != nil || receipt.Status == Already {
			return receipt.Fault
		}
		d := &desk{tx: tx, who: who, clerk: k}
		a, err := d.area(p.Area, area.Contribute)
		if err != nil {
			return err
		}
		for i, e := range p.Editions {
			item := area.Item{ID: e.Item, Area: p.Area, Kind: e.Kind, Title: e.Title, Conference: p.Conference, Folder: e.Folder,
				Tags: e.Tags, Audience: e.Audience, Chosen: e.Chosen, Owner: r.state.Plan.Host}
			versions[i].At = p.OccurredAt
			if err := d.publish(a, item, versions[i], p.CommandID, receipt.Last); err != nil {
				return err
			}
		}
		return r.project(tx)
	})
	if err != nil {
		r.state = nil
		receipt.Status, receipt.Fault = Refused, err
	}
	return receipt, err
}

// publish puts one item and writes it down in the journal of administration.
func (d *desk) publish(a area.Area, item area.Item, v area.Version, commandID string, seq int64) error {
	changed, err := d.put(a, item, v, seq)
	if err != nil || !changed {
		return err
	}
	payload, err := encode(PutItem{Item: item, Version: v})
	if err != nil {
		return err
	}
	_, err = d.tx.Append(directoryStream, store.AtHead, journal.Entry{OccurredAt: d.tx.Now, Member: d.who.Member, Actor: d.who.Actor,
		Role: string(d.who.SystemRole), CommandID: commandID, Name: PutItem{}.Name(), Version: 1, Payload: payload})
	return err
}

// PutFile stores content for an item or a recording, and answers with its digest and size. It is for the command line, where the
// one who has the file has everything; a door with accounts uses BringFile. Faults: attachment.too-large, attachment.full.
func (k *Clerk) PutFile(ctx context.Context, r io.Reader, limit int64) (digest string, size int64, err error) {
	return k.files.Put(ctx, r, limit)
}

// Areas lists the areas in which the caller has a right.
func (k *Clerk) Areas(ctx context.Context, who Identity) ([]area.Area, error) {
	var out []area.Area
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		rows, err := tx.Areas(who.lookup(), "")
		if err != nil {
			return err
		}
		for _, r := range rows {
			a, _, err := areaByID(tx, r.ID)
			if err != nil {
				return err
			}
			out = append(out, a)
		}
		return nil
	})
	return out, err
}

// AreaName gives the name of an area in which the caller has a right. Fault: store.no-area.
func (k *Clerk) AreaName(ctx context.Context, who Identity, id string) (name string, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) error {
		row, err := tx.Area(who.lookup(), id)
		name = areaOf(row).Name
		return err
	})
	return name, err
}

// Listing is an area as one reader sees it.
type Listing struct {
	Area  area.Area
	Right area.Right // the reader's own
	Items []area.Item
	// Folders are those that the area was opened with, or that have been made in it, whether anything is in them or not.
	Folders []string
}

// AllFolders gives the folders that there are, and those that the items are in, each once and in the order of their paths.
func (l Listing) AllFolders() []string {
	all := append(area.Folders(l.Items), l.Folders...)
	slices.Sort(all)
	return slices.Compact(all)
}

// Area gives an area with the items that the caller may read. Fault: area.unknown, also for who has no right in it.
func (k *Clerk) Area(ctx context.Context, who Identity, id string) (Listing, error) {
	var out Listing
	err := k.store.View(ctx, func(tx *store.Tx) error {
		d := &desk{tx: tx, who: who, clerk: k}
		a, err := d.area(id, area.Read)
		if err != nil {
			return err
		}
		items, err := itemsOf(tx, id)
		if err != nil {
			return err
		}
		out = Listing{Area: a, Right: a.RightOf(who.Actor), Items: a.Visible(items, who.Actor)}
		if who.Owner {
			out.Right, out.Items = area.Manage, items
		}
		if err := who.onlyKnown(tx, pointed(out.Items)...); err != nil {
			return err
		}
		out.Folders, err = tx.AreaFolders(id)
		return err
	})
	return out, err
}

// OpenFile opens a version of an item for the caller; number 0 is the newest. Faults: area.unknown, area.item-unknown,
// area.version-unknown.
func (k *Clerk) OpenFile(ctx context.Context, who Identity, areaID, itemID string, number int) (area.Version, io.ReadSeekCloser, error) {
	list, err := k.Area(ctx, who, areaID)
	if err != nil {
		return area.Version{}, nil, err
	}
	for _, i := range list.Items {
		if i.ID != itemID {
			continue
		}
		v, err := i.Version(number)
		if err != nil {
			return v, nil, err
		}
		f, err := k.open(ctx, v.Digest)
		return v, f, err
	}
	return area.Version{}, nil, fault.New(fault.NotFound, "area.item-unknown", "Item", itemID)
}

// OpenRecording opens an audio file of a conference. Faults: conference.unknown, recording.unknown-file.
func (k *Clerk) OpenRecording(ctx context.Context, who Identity, conferenceID, digest string) (conference.AudioFile, io.ReadSeekCloser, error) {
	v, err := k.Conference(ctx, who, conferenceID)
	if err != nil {
		return conference.AudioFile{}, nil, err
	}
	for _, f := range v.Conference.Recording.Files {
		if f.Digest == digest && v.Hears(f) == "" {
			r, err := k.open(ctx, digest)
			return f, r, err
		}
	}
	return conference.AudioFile{}, nil, fault.New(fault.NotFound, "recording.unknown-file")
}

// OpenMaterial opens a file that belongs to a conference's plan, for who may read it. Faults: conference.unknown, attachment.unknown.
func (k *Clerk) OpenMaterial(ctx context.Context, who Identity, conferenceID, digest string) (conference.Material, io.ReadSeekCloser, error) {
	v, err := k.Conference(ctx, who, conferenceID)
	if err != nil {
		return conference.Material{}, nil, err
	}
	for _, m := range v.Conference.Plan.Material { // what the reader may not see has no digest there
		if m.Digest == digest && digest != "" && v.May(m.Secrecy) {
			r, err := k.open(ctx, digest)
			return m, r, err
		}
	}
	return conference.Material{}, nil, fault.New(fault.NotFound, "attachment.unknown")
}
