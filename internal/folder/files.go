package folder

import (
	"context"
	"io/fs"
	"mime"
	"os"
	"path"
	"time"

	"golang.org/x/net/webdav"
	"golang.org/x/text/unicode/norm"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
)

// files is the file system of one request.
type files struct {
	door   *Door
	who    clerk.Identity
	dev    *device
	method string

	areas map[string]string // ids by the names that they have here
	names []string
	trees map[string]*tree // by id
	// over are the files that are about to be written over, by path: the library removes what it puts something in the place of, and
	// here that would end an item which is to have a next version.
	over map[string]string
	last *clerk.FolderFile // the item that was opened last: what a copy is of
	area string            // its area
	// broken is why what is being read does not come whole.
	broken error
	// refused is the first fault, which says more than a status.
	refused error
}

// spot is a place in the file system.
type spot struct {
	path string // clean, NFC
	kind kind
	area string // id
	tree *tree
	rest string // path within the area
	file clerk.FolderFile
	scrap
}

type kind int

const (
	missing kind = iota
	fixed        // the root and the directory of areas
	top          // an area
	directory
	item
	left // a leftover
)

func (k kind) dir() bool { return k == fixed || k == top || k == directory }

// no remembers the fault that a refusal is for.
func (f *files) no(err error) error {
	if f.refused == nil {
		f.refused = err
	}
	if fault.KindOf(err) == fault.NotFound {
		return fs.ErrNotExist
	}
	return fs.ErrPermission
}

// changed forgets what has been read of an area.
func (f *files) changed(id string) { delete(f.trees, id) }

func (f *files) tree(ctx context.Context, id string) (*tree, error) {
	if t := f.trees[id]; t != nil {
		return t, nil
	}
	folder, err := f.door.o.Clerk.Folder(ctx, f.who, id)
	if err != nil {
		return nil, err
	}
	t := treeOf(folder)
	f.trees[id] = t
	return t, nil
}

// list finds the areas, under names that tell them apart.
func (f *files) list(ctx context.Context) error {
	if f.areas != nil {
		return nil
	}
	all, err := f.door.o.Clerk.Areas(ctx, f.who)
	if err != nil {
		return err
	}
	var names, ids []string
	for _, a := range all {
		names, ids = append(names, pack.SafeName(a.Name)), append(ids, a.ID)
	}
	f.names, f.areas = pack.UniqueNames(names, ids, nil), map[string]string{}
	for i, name := range f.names {
		f.areas[name] = ids[i]
	}
	return nil
}

// find says what there is at a path.
func (f *files) find(ctx context.Context, name string) (spot, error) {
	s := spot{path: norm.NFC.String(path.Clean("/" + name))}
	parts := split(s.path)
	switch {
	case len(parts) == 0 || len(parts) == 1 && parts[0] == areasName:
		s.kind = fixed
		return s, nil
	case parts[0] != areasName:
		return s, nil
	}
	if err := f.list(ctx); err != nil {
		return s, f.no(err)
	}
	id, ok := f.areas[parts[1]]
	if !ok {
		return s, nil
	}
	t, err := f.tree(ctx, id)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return s, nil
	} else if err != nil {
		return s, f.no(err)
	}
	s.area, s.tree, s.rest = id, t, path.Join(parts[2:]...)
	if s.rest == "" {
		s.kind = top
		return s, nil
	}
	if x, ok := f.dev.scrap(s.path); ok {
		s.kind, s.scrap = left, x
		return s, nil
	}
	if x, ok := t.files[s.rest]; ok && !f.dev.hidden(x.Item.ID) {
		s.kind, s.file = item, x
	} else if _, ok := t.dirs[s.rest]; ok {
		s.kind = directory
	}
	return s, nil
}

// place says where something new is to be; the directory that it lies in must be there.
func (f *files) place(ctx context.Context, s spot) error {
	if s.tree == nil {
		if len(split(s.path)) <= 2 {
			return f.no(fault.New(fault.Forbidden, "folder.not-here"))
		}
		return fs.ErrNotExist
	}
	up, err := f.find(ctx, path.Dir(s.path))
	if err != nil {
		return err
	}
	if !up.kind.dir() && !(up.kind == left && up.scrap.dir) {
		return fs.ErrNotExist
	}
	if err := s.tree.may(f.who); err != nil {
		return f.no(err)
	}
	return nil
}

// Stat implements webdav.FileSystem.
func (f *files) Stat(ctx context.Context, name string) (os.FileInfo, error) {
	s, err := f.find(ctx, name)
	if err != nil {
		return nil, err
	}
	if s.kind == missing {
		return nil, fs.ErrNotExist
	}
	return s.info(), nil
}

// OpenFile implements webdav.FileSystem.
func (f *files) OpenFile(ctx context.Context, name string, flag int, _ os.FileMode) (webdav.File, error) {
	s, err := f.find(ctx, name)
	if err != nil {
		return nil, err
	}
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE) != 0 {
		return f.create(ctx, s)
	}
	if s.kind == missing {
		return nil, fs.ErrNotExist
	}
	if s.kind == item {
		x := s.file
		f.last, f.area = &x, s.area
	}
	return &reading{files: f, ctx: ctx, spot: s}, nil
}

// info says what a place is.
func (s spot) info() *info {
	i := &info{name: path.Base(s.path), dir: s.kind.dir()}
	switch s.kind {
	case item:
		v := s.file.Version
		i.size, i.at, i.media, i.digest = v.Size, v.At, v.MediaType, v.Digest
	case left:
		i.dir, i.size, i.at, i.media, i.digest = s.scrap.dir, s.scrap.size, s.scrap.at, s.scrap.media, s.scrap.digest
	}
	return i
}

// info implements os.FileInfo, and spares the library the reading of a file for its type and tag.
type info struct {
	name, media, digest string
	dir                 bool
	size                int64
	at                  time.Time
}

// Name implements os.FileInfo.
func (i *info) Name() string { return i.name }

// Size implements os.FileInfo.
func (i *info) Size() int64 { return i.size }

// ModTime implements os.FileInfo.
func (i *info) ModTime() time.Time { return i.at }

// IsDir implements os.FileInfo.
func (i *info) IsDir() bool { return i.dir }

// Sys implements os.FileInfo.
func (i *info) Sys() any { return nil }

// Mode implements os.FileInfo.
func (i *info) Mode() os.FileMode {
	if i.dir {
		return fs.ModeDir | 0o700
	}
	return 0o600
}

// ContentType implements webdav.ContentTyper.
func (i *info) ContentType(context.Context) (string, error) {
	if i.media == "" {
		return "application/octet-stream", nil
	}
	return i.media, nil
}

// ETag implements webdav.ETager: a file's tag is its digest, the same wherever it is fetched from.
func (i *info) ETag(context.Context) (string, error) {
	if i.digest == "" {
		return `"0"`, nil
	}
	return `"` + i.digest + `"`, nil
}

// typeOf is what a file is by its name.
func typeOf(name string) string {
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// mayChange tells whether the reader writes what is at a place, for answers before anything is written.
func (f *files) mayChange(s spot) error {
	switch s.kind {
	case fixed, top:
		return fault.New(fault.Forbidden, "folder.not-here")
	case item:
		if err := s.tree.Area.AuthorizeItem(s.file.Item, f.who.Actor, true); err != nil {
			return err
		}
	}
	return s.tree.may(f.who)
}
