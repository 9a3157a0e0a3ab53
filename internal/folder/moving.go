package folder

import (
	"context"
	"io/fs"
	"os"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// Mkdir implements webdav.FileSystem.
func (f *files) Mkdir(ctx context.Context, name string, _ os.FileMode) error {
	s, err := f.find(ctx, name)
	if err != nil {
		return err
	}
	if id := f.over[s.path]; id != "" {
		if err := f.give(ctx, clerk.WithdrawItem{Area: s.area, Item: id}); err != nil {
			return err
		}
		delete(f.over, s.path)
		f.changed(s.area)
		if s, err = f.find(ctx, name); err != nil {
			return err
		}
	}
	if s.kind != missing {
		return fs.ErrExist
	}
	if err := f.place(ctx, s); err != nil {
		return err
	}
	if beside(s.path) {
		if !f.dev.put(s.path, scrap{dir: true, at: f.door.o.Now()}) {
			return f.no(fault.New(fault.Limited, "folder.leftovers"))
		}
		return nil
	}
	up, last := cutLast(s.rest)
	if err := f.give(ctx, clerk.MakeFolder{Area: s.area, Path: join(s.tree.dirs[up], last)}); err != nil {
		return err
	}
	f.changed(s.area)
	return nil
}

// RemoveAll implements webdav.FileSystem. In a MOVE or a COPY it is what something else is put in the place of.
func (f *files) RemoveAll(ctx context.Context, name string) error {
	s, err := f.find(ctx, name)
	if err != nil {
		return err
	}
	switch s.kind {
	case missing:
		return nil
	case fixed, top:
		return f.no(fault.New(fault.Forbidden, "folder.not-the-area"))
	case left:
		if s.scrap.item != "" && f.method == "DELETE" { // it was put aside to be taken away
			if err := f.give(ctx, clerk.WithdrawItem{Area: s.scrap.area, Item: s.scrap.item}); err != nil {
				return err
			}
			f.changed(s.scrap.area)
		}
		f.dev.drop(s.path)
		return nil
	case item:
		if f.method != "DELETE" {
			if err := f.mayChange(s); err != nil {
				return f.no(err)
			}
			f.over[s.path] = s.file.Item.ID
			return nil
		}
		err = f.give(ctx, clerk.WithdrawItem{Area: s.area, Item: s.file.Item.ID})
	default:
		err = f.give(ctx, &clerk.RemoveFolder{Area: s.area, Path: s.tree.dirs[s.rest]})
	}
	if err == nil {
		f.dev.drop(s.path)
		f.changed(s.area)
	}
	return err
}

// Rename implements webdav.FileSystem.
func (f *files) Rename(ctx context.Context, from, to string) error {
	s, err := f.find(ctx, from)
	if err != nil {
		return err
	}
	t, err := f.find(ctx, to)
	if err != nil {
		return err
	}
	switch s.kind {
	case missing:
		return fs.ErrNotExist
	case fixed, top:
		return f.no(fault.New(fault.Forbidden, "folder.not-the-area"))
	}
	if err := f.place(ctx, t); err != nil {
		return err
	}
	switch {
	case s.kind == left && s.scrap.dir || s.kind == left && beside(t.path):
		if !beside(t.path) {
			return f.no(fault.New(fault.Forbidden, "folder.leftover-folder"))
		}
		f.dev.move(s.path, t.path, true)
		return nil
	case s.kind == left:
		return f.adopt(ctx, s, t)
	case s.area != t.area:
		return f.no(fault.New(fault.Conflict, "folder.other-area"))
	case s.kind == directory:
		return f.moveFolder(ctx, s, t)
	case beside(t.path):
		return f.putAside(s, t)
	}
	return f.moveItem(ctx, s, t)
}

// adopt makes a leftover a file that people see.
func (f *files) adopt(ctx context.Context, s, t spot) error {
	if s.scrap.item == "" {
		if err := f.keep(ctx, t, s.scrap, "", ""); err != nil {
			return err
		}
		f.dev.move(s.path, t.path, false)
		f.dev.drop(s.path)
		return nil
	}
	back := scrap{}
	f.dev.put(s.path, back) // the item is there again
	f.changed(s.area)
	was, err := f.find(ctx, s.scrap.home)
	if err == nil && t.path != s.scrap.home && was.kind == item {
		err = f.moveItem(ctx, was, t)
	}
	if err != nil {
		f.dev.put(s.path, s.scrap)
		return err
	}
	f.dev.drop(s.path)
	return nil
}

// putAside lets an item be somewhere else for the device that asks, while it saves. For everybody else nothing happens.
func (f *files) putAside(s, t spot) error {
	if err := f.mayChange(s); err != nil {
		return f.no(err)
	}
	v := s.file.Version
	if !f.dev.put(t.path, scrap{digest: v.Digest, size: v.Size, at: v.At, media: v.MediaType, item: s.file.Item.ID, area: s.area, home: s.path}) {
		return f.no(fault.New(fault.Limited, "folder.leftovers"))
	}
	f.dev.move(s.path, t.path, false)
	return nil
}

func (f *files) moveItem(ctx context.Context, s, t spot) error {
	dir, name := cutLast(t.rest)
	if over := f.over[t.path]; over != "" {
		return f.replace(ctx, s, t, over)
	}
	if err := f.give(ctx, &clerk.SaveFile{Area: s.area, Item: s.file.Item.ID, Folder: s.tree.dirs[dir], File: name}); err != nil {
		return err
	}
	f.changed(s.area)
	f.dev.move(s.path, t.path, false)
	return nil
}

// replace gives one item another's file as its next version, and takes the other away.
func (f *files) replace(ctx context.Context, s, t spot, over string) error {
	if err := s.tree.Area.Remove(s.file.Item, f.who.Actor); err != nil { // before anything is done
		return f.no(err)
	}
	v := s.file.Version
	if err := f.keep(ctx, t, scrap{digest: v.Digest, size: v.Size, at: v.At, media: v.MediaType}, "", ""); err != nil {
		return err
	}
	if err := f.give(ctx, clerk.WithdrawItem{Area: s.area, Item: s.file.Item.ID}); err != nil {
		return err
	}
	delete(f.over, t.path)
	f.changed(s.area)
	f.dev.move(s.path, t.path, false)
	return nil
}

func (f *files) moveFolder(ctx context.Context, s, t spot) error {
	if beside(t.path) {
		return f.no(fault.New(fault.Forbidden, "folder.leftover-folder"))
	}
	if over := f.over[t.path]; over != "" {
		if err := f.give(ctx, clerk.WithdrawItem{Area: t.area, Item: over}); err != nil {
			return err
		}
		delete(f.over, t.path)
	}
	up, name := cutLast(t.rest)
	if err := f.give(ctx, &clerk.MoveFolder{Area: s.area, From: s.tree.dirs[s.rest], To: join(s.tree.dirs[up], name)}); err != nil {
		return err
	}
	f.changed(s.area)
	f.dev.move(s.path, t.path, true)
	return nil
}
