package area

import (
	"strings"

	"samverkan/internal/fault"
)

// CheckFolder refuses a path that no folder of an area can have, the top of the area too. Fault: area.folder-path.
func CheckFolder(path string) error {
	if path == "" || !folder(path) {
		return fault.New(fault.Invalid, "area.folder-path", "MaxFolders", MaxFolders, "MaxFolder", MaxFolder)
	}
	return nil
}

// InFolder tells whether path is a folder or lies in it; everything lies in the top of an area, "".
func InFolder(path, folder string) bool {
	return folder == "" || path == folder || strings.HasPrefix(path, folder+"/")
}

// Rebase gives the path that a folder has when one that it lies in is moved; a path that does not lie there is left as it is.
func Rebase(path, from, to string) string {
	if !InFolder(path, from) {
		return path
	}
	return strings.Trim(to+"/"+strings.TrimPrefix(strings.TrimPrefix(path, from), "/"), "/")
}

// Remove says whether an actor may take an item out of its area for good. Its own it may, but not minutes and decisions: what has been
// decided and written down is corrected, and goes when it is culled. Faults: those of [Area.AuthorizeItem], area.item-kept.
func (a Area) Remove(item Item, actor string) error {
	if err := a.AuthorizeItem(item, actor, true); err != nil {
		return err
	}
	if item.Kind == Minutes || item.Kind == Decision {
		return fault.New(fault.Forbidden, "area.item-kept", "Title", item.Title)
	}
	return nil
}
