package folder

import (
	"context"
	"encoding/xml"
	"io"
	"io/fs"
	"os"

	"golang.org/x/net/webdav"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
)

// writing is a file that is written. It goes straight to where files are kept, and becomes something when it is closed whole.
type writing struct {
	*files
	ctx  context.Context
	spot spot
	told info
	size int64
	pipe *io.PipeWriter
	done chan struct{}
	like clerk.FolderFile // what it is a copy of
	from string           // the area of that

	digest string
	err    error
}

// create opens a file to be written, from its beginning.
func (f *files) create(ctx context.Context, s spot) (webdav.File, error) {
	switch s.kind {
	case fixed, top, directory:
		return nil, f.no(fault.New(fault.Forbidden, "folder.not-here"))
	case missing:
		if err := f.place(ctx, s); err != nil {
			return nil, err
		}
		if name := s.base(); !beside(s.path) && pack.SafeName(name) != name {
			return nil, f.no(fault.New(fault.Invalid, "area.version-name", "Name", name))
		}
	default:
		if err := f.mayChange(s); err != nil {
			return nil, f.no(err)
		}
	}
	w := &writing{files: f, ctx: ctx, spot: s, told: info{name: s.base(), media: typeOf(s.base()), at: f.door.o.Now()}}
	if f.method == "COPY" && f.last != nil {
		w.like, w.from = *f.last, f.area
	}
	return w, nil
}

// Write implements io.Writer.
func (w *writing) Write(p []byte) (int, error) {
	if w.pipe == nil {
		r, pipe := io.Pipe()
		w.pipe, w.done = pipe, make(chan struct{})
		go func() {
			defer close(w.done)
			w.digest, _, w.err = w.door.o.Clerk.BringFile(w.ctx, w.who, r, w.door.o.Limits.Largest)
			r.CloseWithError(fs.ErrPermission) // nobody reads any more
		}()
	}
	n, err := w.pipe.Write(p)
	w.size += int64(n)
	if err != nil {
		<-w.done
		if w.err != nil {
			return n, w.no(w.err)
		}
	}
	return n, err
}

// Close keeps the file, unless it did not come whole.
func (w *writing) Close() error {
	if w.pipe != nil {
		if w.broken != nil {
			w.pipe.CloseWithError(w.broken)
		} else {
			w.pipe.Close()
		}
		<-w.done
	}
	switch {
	case w.broken != nil:
		return w.broken
	case w.err != nil:
		return w.no(w.err)
	}
	w.told.size, w.told.digest = w.size, w.digest
	return w.keep(w.ctx, w.spot, scrap{digest: w.digest, size: w.size, at: w.told.at, media: w.told.media}, w.like.Item.ID, w.from)
}

// keep makes what has been written what it is to be: an item, its next version, or a leftover. An item is nothing without a file with
// something in it: programs often make an empty file first.
func (f *files) keep(ctx context.Context, s spot, x scrap, like, from string) error {
	if s.kind != item && (beside(s.path) || x.size == 0) || s.kind == item && x.size == 0 {
		if s.kind == item { // what was there stays until there is something else
			return nil
		}
		if s.kind == left && s.scrap.item != "" { // what is written there now is not what was put aside
			x.item, x.area, x.home = s.scrap.item, s.scrap.area, s.scrap.home
		}
		if !f.dev.put(s.path, x) {
			return f.no(fault.New(fault.Limited, "folder.leftovers"))
		}
		return nil
	}
	dir, name := cutLast(s.rest)
	c := &clerk.SaveFile{Area: s.area, Item: f.over[s.path], Folder: s.tree.dirs[dir], File: name, Like: like, From: from,
		Version: area.Version{MediaType: x.media, Size: x.size, Digest: x.digest}}
	aside, put, isAside := f.dev.aside(s.path)
	switch {
	case s.kind == item:
		c.Item = s.file.Item.ID
		if s.file.Name != "" { // it keeps its own name, also where that is shown with a mark
			c.File = s.file.Name
		}
	case c.Item != "":
	case isAside:
		c.Item = put.item
	default:
		c.Item = f.door.o.NewID()
	}
	if err := f.give(ctx, c); err != nil {
		return err
	}
	f.changed(s.area)
	if s.kind == left {
		f.dev.drop(s.path)
	}
	if isAside && c.Item == put.item { // the file beside is what the item was; the item is back
		put.item = ""
		f.dev.put(aside, put)
	}
	delete(f.over, s.path)
	return nil
}

// give gives a command as whoever asks.
func (f *files) give(ctx context.Context, c clerk.AdminCommand) error {
	if _, err := f.door.o.Clerk.Administer(ctx, f.who, "", c); err != nil {
		return f.no(err)
	}
	return nil
}

// Read implements io.Reader.
func (w *writing) Read([]byte) (int, error) { return 0, io.EOF }

// Seek implements io.Seeker.
func (w *writing) Seek(int64, int) (int64, error) { return 0, fs.ErrInvalid }

// Readdir implements http.File.
func (w *writing) Readdir(int) ([]os.FileInfo, error) { return nil, fs.ErrInvalid }

// Stat implements http.File. It is asked before the file is closed and read afterwards.
func (w *writing) Stat() (os.FileInfo, error) { return &w.told, nil }

// DeadProps implements webdav.DeadPropsHolder.
func (w *writing) DeadProps() (map[xml.Name]webdav.Property, error) {
	return w.dev.dead(w.spot.path), nil
}

// Patch implements webdav.DeadPropsHolder: a copy has the properties of what it is of.
func (w *writing) Patch(patches []webdav.Proppatch) ([]webdav.Propstat, error) {
	return w.dev.patch(w.spot.path, patches), nil
}
