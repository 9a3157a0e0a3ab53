package folder

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/pack"
)

// tree is an area as its reader sees it: directories and files by their paths within it.
type tree struct {
	clerk.Folder
	dirs  map[string]string           // path as it is shown (NFC) → as the area has it
	files map[string]clerk.FolderFile // by path as it is shown
	below map[string][]string         // names of files and folders by the path of what they are in
}

func treeOf(f clerk.Folder) *tree {
	t := &tree{Folder: f, dirs: map[string]string{"": ""}, files: map[string]clerk.FolderFile{}, below: map[string][]string{}}
	for _, path := range f.Made {
		t.folder(path)
	}
	in := map[string][]clerk.FolderFile{}
	for _, x := range f.Files {
		t.folder(x.Item.Folder)
		shown := norm.NFC.String(x.Item.Folder)
		in[shown] = append(in[shown], x)
	}
	for dir, files := range in {
		names, ids := make([]string, len(files)), make([]string, len(files))
		for i, x := range files {
			names[i], ids[i] = pack.SafeName(x.Name), x.Item.ID
		}
		for i, name := range pack.UniqueNames(names, ids, t.below[dir]) {
			t.files[join(dir, name)] = files[i]
			t.below[dir] = append(t.below[dir], name)
		}
	}
	return t
}

// folder adds a folder with those around it.
func (t *tree) folder(path string) {
	for ; path != ""; path = path[:max(strings.LastIndexByte(path, '/'), 0)] {
		shown := norm.NFC.String(path)
		if _, known := t.dirs[shown]; known {
			return
		}
		t.dirs[shown] = path
		up, name := cutLast(shown)
		t.below[up] = append(t.below[up], name)
	}
}

// may tells whether the reader puts things in the area; the clerk decides, this is for answers that are given before a file has come.
func (t *tree) may(who clerk.Identity) error {
	if err := t.Area.Authorize(who.Actor, area.Contribute); err != nil {
		return err
	}
	return who.Allows("file.bring", "")
}

func join(dir, name string) string { return strings.TrimPrefix(dir+"/"+name, "/") }

// cutLast takes a path apart into where it lies and its last name.
func cutLast(path string) (dir, name string) {
	i := strings.LastIndexByte(path, '/')
	return path[:max(i, 0)], path[i+1:]
}
