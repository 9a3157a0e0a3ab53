package clerk

import (
	"context"
	"io"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// FolderFile is an item of an area with the file that it now is.
type FolderFile struct {
	Item    area.Item
	Version area.Version // the newest
	Name    string       // what it goes by in folders
}

// Folder is an area as folders and files, as far as one reader may see.
type Folder struct {
	Area  area.Area
	Right area.Right // the reader's own
	Files []FolderFile
	Bare  []area.Item // those that have no file, and are no part of the folders
	Made  []string    // folders that somebody made, with or without anything in them
}

// Folder gives an area as folders and files. Fault: area.unknown, also for who has no right in it.
func (k *Clerk) Folder(ctx context.Context, who Identity, id string) (Folder, error) {
	var out Folder
	err := k.look(ctx, who, "area.read", func(tx *store.Tx) error {
		a, err := (&desk{tx: tx, who: who, clerk: k}).area(id, area.Read)
		if err != nil {
			return err
		}
		out = Folder{Area: a, Right: a.RightOf(who.Actor)}
		if who.Owner {
			out.Right = area.Manage
		}
		if out.Made, err = tx.AreaFolders(id); err != nil {
			return err
		}
		rows, err := tx.FolderFiles(who.lookup(), id)
		if err != nil {
			return err
		}
		for _, r := range rows {
			i, err := itemOf(r.Item, []store.ItemVersion{r.Latest})
			if err != nil {
				return err
			}
			if r.SecrecyGround != "" {
				i.Secrecy = &area.Secrecy{Ground: r.SecrecyGround, Actor: r.SecrecyActor}
			}
			out.Files = append(out.Files, FolderFile{Item: i, Version: i.Versions[0], Name: firstOf(r.Name, r.Latest.FileName)})
		}
		bare, err := tx.BareItems(who.lookup(), id)
		if err != nil {
			return err
		}
		for _, r := range bare {
			i, _, err := itemByID(tx, r.ID)
			if err != nil {
				return err
			}
			out.Bare = append(out.Bare, i)
		}
		files := make([]*area.Item, len(out.Files))
		for n := range out.Files {
			files[n] = &out.Files[n].Item
		}
		return who.onlyKnown(tx, append(files, pointed(out.Bare)...)...)
	})
	return out, err
}

// OpenFolderFile opens the newest version of an item, by the rights that hold at that moment. Faults: area.unknown, area.item-unknown,
// area.version-unknown, and those of the file.
func (k *Clerk) OpenFolderFile(ctx context.Context, who Identity, areaID, itemID string) (area.Version, io.ReadSeekCloser, error) {
	var v area.Version
	err := k.look(ctx, who, "item.read", func(tx *store.Tx) error {
		a, err := (&desk{tx: tx, who: who, clerk: k}).area(areaID, area.Read)
		if err != nil {
			return err
		}
		i, exists, err := itemByID(tx, itemID)
		if err != nil {
			return err
		}
		if !exists || !who.Owner && !a.MayRead(i, who.Actor) || i.Area != areaID {
			return fault.New(fault.NotFound, "area.item-unknown", "Item", itemID)
		}
		v, err = i.Version(0)
		return err
	})
	if err != nil {
		return v, nil, err
	}
	r, err := k.open(ctx, v.Digest)
	return v, r, err
}

// MayBring refuses a file before any of it is taken in, by the limits that uploads have. Size is -1 when it is not told.
// Faults: those of Identity.Allows for "file.bring", attachment.too-large, upload.quota, upload.no-room.
func (k *Clerk) MayBring(ctx context.Context, who Identity, size int64, l UploadLimits) error {
	if err := who.Allows("file.bring", ""); err != nil {
		return err
	}
	if size > l.Largest {
		return fault.New(fault.TooLarge, "attachment.too-large", "Limit", l.Largest)
	}
	if p, ok := k.files.(pieces); ok {
		if err := hasRoom(p, max(size, 0), l); err != nil {
			return err
		}
	}
	return k.store.View(ctx, func(tx *store.Tx) error {
		left, err := quotaLeft(tx, who.Actor, "", l)
		if err == nil && size > left {
			err = fault.New(fault.Full, "upload.quota", "Limit", l.Quota)
		}
		return err
	})
}

// SaveFile keeps a file in a folder: as a new item, as the next version of one, or an item as it is in another folder or by another name.
// What it does not say of an item stays as it is at that moment. The journal keeps it as what came of it, a [PutItem].
type SaveFile struct {
	Area   string `json:"area"`
	Item   string `json:"item"`
	Folder string `json:"folder"`
	File   string `json:"file"` // what it is called
	// Version is empty when the item's own stays.
	Version area.Version `json:"version"`
	// Like is an item that a new one is a copy of: it is for no more than that one was.
	Like string `json:"like,omitempty"`
	// From is the area of Like.
	From string `json:"from,omitempty"`

	done PutItem
}

// Name is that of what it becomes.
func (*SaveFile) Name() string { return PutItem{}.Name() }

func (c *SaveFile) kept() any { return c.done }

func (c *SaveFile) run(d *desk) (bool, error) {
	a, err := d.area(c.Area, area.Contribute)
	if err != nil {
		return false, err
	}
	item, exists, err := itemByID(d.tx, c.Item)
	if err != nil {
		return false, err
	}
	version := c.Version
	switch now, has := item.Current(); {
	case exists:
		if err := a.AuthorizeItem(item, d.who.Actor, true); err != nil {
			return false, err
		}
		if version.Digest == "" || has && version.Digest == now.Digest {
			version = now
		} else if has && (item.Kind == area.Minutes || item.Kind == area.Decision) {
			return false, fault.New(fault.Conflict, "area.file-needs-reason", "Title", item.Title)
		}
	default:
		if item, err = c.fresh(d, a); err != nil {
			return false, err
		}
	}
	was, err := d.tx.FileName(c.Item)
	if err != nil {
		return false, err
	}
	if now, has := item.Current(); has && item.Title == fileTitle(firstOf(was, now.Name)) {
		item.Title = fileTitle(c.File)
	}
	named := version.Name
	if version.Digest == c.Version.Digest {
		if err := d.mayKeep(version.Digest); err != nil {
			return false, err
		}
	}
	version.Name, version.Reason = c.File, ""
	item.Folder = c.Folder
	checked := area.Item{Title: item.Title}
	if _, err := checked.Add(version); err != nil { // the name, where nothing else than that is new
		return false, err
	}
	changed, err := d.put(a, item, version, 0)
	if err != nil {
		return false, err
	}
	called := ""
	if exists && version.Digest != "" && named != c.File {
		if v, _ := item.Current(); v.Digest == version.Digest {
			called = c.File
		}
	}
	if called != was {
		changed = true
		if err := d.tx.NameFile(c.Item, called); err != nil {
			return false, err
		}
	}
	item.Versions, item.Owner = nil, firstOf(item.Owner, d.who.Actor)
	// What a file that is saved cannot change is not said again.
	item.Text, item.OccurredAt, item.Place, item.Related, item.Detail, item.Revision, item.ChangedAt = "", time.Time{}, "", nil,
		area.Detail{}, 0, time.Time{}
	c.done = PutItem{Item: item, Version: version}
	return changed, nil
}

// fresh gives the item that a new file becomes.
func (c *SaveFile) fresh(d *desk, a area.Area) (area.Item, error) {
	item := area.Item{ID: c.Item, Area: a.ID, Kind: area.Document, Title: fileTitle(c.File), Owner: d.who.Actor, Audience: area.Everyone}
	if c.Like == "" {
		return item, nil
	}
	from, err := d.area(c.From, area.Read)
	if err != nil {
		return item, err
	}
	like, exists, err := itemByID(d.tx, c.Like)
	if err != nil || !exists || !from.MayRead(like, d.who.Actor) {
		return item, either(err, fault.New(fault.NotFound, "area.item-unknown", "Item", c.Like))
	}
	item.Secrecy, item.Tags = like.Secrecy, like.Tags
	switch {
	case like.Audience == area.Everyone && c.From == a.ID:
	case like.Audience == area.Chosen && like.Owner == d.who.Actor && c.From == a.ID:
		item.Audience, item.Chosen = like.Audience, like.Chosen
	default: // who else may read it is for a person to say, there where it is to be read
		item.Audience = area.OnlyWe
	}
	return item, nil
}

// mayKeep refuses content that is not here, or that is for others.
func (d *desk) mayKeep(digest string) error {
	if err := d.clerk.mayUse(d.tx, d.who, digest); err != nil {
		return err
	}
	r, err := d.clerk.files.Open(digest)
	if err == nil {
		r.Close()
	}
	return err
}

// putSecrecy keeps the mark of an item.
func (d *desk) putSecrecy(i area.Item) error {
	if i.Secrecy == nil {
		return d.tx.PutItemSecrecy(i.ID, "", "")
	}
	return d.tx.PutItemSecrecy(i.ID, i.Secrecy.Ground, i.Secrecy.Actor)
}

// fileTitle is what an item is called after its file's name, as far as there is room.
func fileTitle(name string) string {
	if r := []rune(name); len(r) > area.MaxTitle {
		return string(r[:area.MaxTitle])
	}
	return name
}

// OpenBrought opens content that the caller's actor has brought, and that need not be anything yet. Fault: attachment.unknown.
func (k *Clerk) OpenBrought(ctx context.Context, who Identity, digest string) (io.ReadSeekCloser, error) {
	err := k.look(ctx, who, "item.read", func(tx *store.Tx) error { return k.mayUse(tx, who, digest) })
	if err != nil {
		return nil, err
	}
	return k.open(ctx, digest)
}
