package clerk

import (
	"slices"

	"samverkan/internal/area"
	"samverkan/internal/fault"
)

// MakeFolder makes a folder in an area, in which there is nothing yet. For those who contribute there.
type MakeFolder struct {
	Area string `json:"area"`
	Path string `json:"path"`
}

// MoveFolder gives a folder another place or name, with all in it that the caller reads; every file there must be its own actor's. What it
// does not read stays where it is: of that it knows nothing. So do the notes of others, which have no file and are not seen in a folder.
type MoveFolder struct {
	Area  string   `json:"area"`
	From  string   `json:"from"`
	To    string   `json:"to"`
	Items []string `json:"items,omitempty"` // filled in: those that were moved
}

// RemoveFolder takes a folder away with all files in it that the caller reads; every one must be one that it may withdraw. What has no
// file is not seen in a folder, and stays in the area.
type RemoveFolder struct {
	Area  string   `json:"area"`
	Path  string   `json:"path"`
	Items []string `json:"items,omitempty"` // filled in: those that were withdrawn
}

// WithdrawItem takes an item of one's own actor's out of an area, with its versions, revisions and comments. Minutes and decisions
// stay: they are corrected.
type WithdrawItem struct {
	Area string `json:"area"`
	Item string `json:"item"`
	Why  string `json:"why,omitempty"`
}

// Names.
func (MakeFolder) Name() string    { return "area.folder-made" }
func (*MoveFolder) Name() string   { return "area.folder-moved" }
func (*RemoveFolder) Name() string { return "area.folder-removed" }
func (WithdrawItem) Name() string  { return "area.item-withdrawn" }

func (c MakeFolder) run(d *desk) (bool, error) {
	if _, err := d.area(c.Area, area.Contribute); err != nil {
		return false, err
	}
	if err := area.CheckFolder(c.Path); err != nil {
		return false, err
	}
	return d.tx.MakeFolder(c.Area, c.Path)
}

func (c *MoveFolder) kept() any { return *c }

func (c *MoveFolder) run(d *desk) (bool, error) {
	a, err := d.area(c.Area, area.Contribute)
	if err != nil {
		return false, err
	}
	if err := area.CheckFolder(c.From); err != nil {
		return false, err
	}
	if err := area.CheckFolder(c.To); err != nil {
		return false, err
	}
	if area.InFolder(c.To, c.From) {
		return false, fault.New(fault.Conflict, "area.folder-in-itself")
	}
	items, err := d.inFolder(a, c.From, a.AuthorizeItem)
	if err != nil {
		return false, err
	}
	bare, err := d.bareIn(a, c.From)
	if err != nil {
		return false, err
	}
	c.Items = nil
	for _, i := range append(items, bare...) {
		i.Folder = area.Rebase(i.Folder, c.From, c.To)
		if err := a.Check(i); err != nil {
			return false, err
		}
		if err := d.keep(i, ""); err != nil {
			return false, err
		}
		c.Items = append(c.Items, i.ID)
	}
	made, err := d.tx.DropFolder(c.Area, c.From)
	if err != nil {
		return false, err
	}
	moved := append(items, bare...)
	if len(moved) > 0 && !slices.ContainsFunc(moved, func(i area.Item) bool { return i.Audience != area.OnlyWe && a.Shares(i.Owner) }) {
		return true, nil // a folder that is kept is for all in the area, and what lies here is for nobody else: not its new name either
	}
	for _, path := range append(made, c.From) { // also one that there was no row of: it does not go with its last item now
		path = area.Rebase(path, c.From, c.To)
		if err := area.CheckFolder(path); err != nil {
			return false, err
		}
		if _, err := d.tx.MakeFolder(c.Area, path); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (c *RemoveFolder) kept() any { return *c }

func (c *RemoveFolder) run(d *desk) (bool, error) {
	a, err := d.area(c.Area, area.Contribute)
	if err != nil {
		return false, err
	}
	if err := area.CheckFolder(c.Path); err != nil {
		return false, err
	}
	items, err := d.inFolder(a, c.Path, func(i area.Item, actor string, _ bool) error { return a.Remove(i, actor) })
	if err != nil {
		return false, err
	}
	c.Items = nil
	for _, i := range items {
		if err := d.tx.DeleteItem(i.ID); err != nil {
			return false, err
		}
		c.Items = append(c.Items, i.ID)
	}
	made, err := d.tx.DropFolder(c.Area, c.Path)
	return len(made)+len(items) > 0, err
}

// inFolder gives the items in a folder and those below it that the caller reads, when the rule lets it have its way with every one.
func (d *desk) inFolder(a area.Area, folder string, rule func(i area.Item, actor string, change bool) error) ([]area.Item, error) {
	rows, err := d.tx.FolderFiles(d.who.lookup(), a.ID)
	if err != nil {
		return nil, err
	}
	var out []area.Item
	for _, r := range rows {
		if !area.InFolder(r.Folder, folder) {
			continue
		}
		i, _, err := itemByID(d.tx, r.Item.ID)
		if err != nil {
			return nil, err
		}
		actor := d.who.Actor
		if d.who.Owner {
			actor = i.Owner
		}
		if err := rule(i, actor, true); err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

// bareIn gives the items without a file in a folder and those below it that the caller may change.
func (d *desk) bareIn(a area.Area, folder string) ([]area.Item, error) {
	rows, err := d.tx.BareItems(d.who.lookup(), a.ID)
	if err != nil {
		return nil, err
	}
	var out []area.Item
	for _, r := range rows {
		if !area.InFolder(r.Folder, folder) {
			continue
		}
		i, _, err := itemByID(d.tx, r.ID)
		if err != nil {
			return nil, err
		}
		if d.who.Owner || a.MayChange(i, d.who.Actor) {
			out = append(out, i)
		}
	}
	return out, nil
}

func (c WithdrawItem) run(d *desk) (bool, error) {
	a, err := d.area(c.Area, area.Contribute)
	if err != nil {
		return false, err
	}
	i, exists, err := itemByID(d.tx, c.Item)
	if err != nil {
		return false, err
	}
	actor := d.who.Actor
	if d.who.Owner {
		actor = i.Owner
	}
	if !exists {
		return false, fault.New(fault.NotFound, "area.item-unknown", "Item", c.Item)
	}
	if err := a.Remove(i, actor); err != nil {
		return false, err
	}
	if err := area.CheckReason(c.Why); err != nil {
		return false, err
	}
	return true, d.tx.DeleteItem(i.ID)
}
