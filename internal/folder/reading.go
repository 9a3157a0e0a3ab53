package folder

import (
	"context"
	"encoding/xml"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"

	"golang.org/x/net/webdav"
)

// reading is something that is opened to be read. A file's content is opened when it is asked for: the library opens all that it tells of.
type reading struct {
	*files
	ctx context.Context
	spot
	content io.ReadSeekCloser
	told    int // of a directory's names
}

func (r *reading) open() (io.ReadSeekCloser, error) {
	if r.content != nil {
		return r.content, nil
	}
	var err error
	switch {
	case r.kind == item:
		_, r.content, err = r.door.o.Clerk.OpenFolderFile(r.ctx, r.who, r.area(), r.file.Item.ID)
	case r.kind == left && !r.scrap.dir && r.scrap.digest != "":
		r.content, err = r.door.o.Clerk.OpenBrought(r.ctx, r.who, r.scrap.digest)
	case r.kind == left && !r.scrap.dir:
		return nil, io.EOF
	default:
		return nil, fs.ErrInvalid
	}
	if err != nil {
		return nil, r.no(err)
	}
	return r.content, nil
}

func (r *reading) area() string { return r.spot.area }

// Read implements io.Reader.
func (r *reading) Read(p []byte) (int, error) {
	c, err := r.open()
	if err == nil {
		var n int
		if n, err = c.Read(p); err == nil || err == io.EOF {
			return n, err
		}
	}
	if err != io.EOF {
		r.broken = err
	}
	return 0, err
}

// Seek implements io.Seeker.
func (r *reading) Seek(offset int64, whence int) (int64, error) {
	c, err := r.open()
	if err == io.EOF {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	return c.Seek(offset, whence)
}

// Write implements io.Writer.
func (r *reading) Write([]byte) (int, error) { return 0, fs.ErrPermission }

// Close implements io.Closer.
func (r *reading) Close() error {
	if r.content != nil {
		return r.content.Close()
	}
	return nil
}

// Stat implements http.File.
func (r *reading) Stat() (os.FileInfo, error) { return r.info(), nil }

// Readdir implements http.File.
func (r *reading) Readdir(count int) ([]os.FileInfo, error) {
	if !r.info().dir {
		return nil, fs.ErrInvalid
	}
	names, err := r.names(r.ctx)
	if err != nil {
		return nil, err
	}
	var out []os.FileInfo
	for r.told < len(names) && (count <= 0 || len(out) < count) {
		s, err := r.find(r.ctx, r.path+"/"+names[r.told])
		if err != nil {
			return nil, err
		}
		if r.told++; s.kind != missing {
			out = append(out, s.info())
		}
	}
	if count > 0 && len(out) == 0 {
		return nil, io.EOF
	}
	return out, nil
}

// names lists what is in a directory.
func (r *reading) names(ctx context.Context) ([]string, error) {
	if r.kind == fixed {
		if r.path == "/" {
			return []string{areasName}, nil
		}
		err := r.list(ctx)
		return slices.Sorted(slices.Values(r.files.names)), err
	}
	var out []string
	if r.kind != left {
		out = slices.Clone(r.spot.tree.below[r.rest])
	}
	for name := range r.dev.in(r.path) {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, nil
}

// DeadProps implements webdav.DeadPropsHolder.
func (r *reading) DeadProps() (map[xml.Name]webdav.Property, error) { return r.dev.dead(r.path), nil }

// Patch implements webdav.DeadPropsHolder.
func (r *reading) Patch(patches []webdav.Proppatch) ([]webdav.Propstat, error) {
	if err := r.mayChange(r.spot); err != nil {
		return nil, r.no(err)
	}
	return r.dev.patch(r.path, patches), nil
}

// base is a path's last name.
func (s spot) base() string { return path.Base(s.path) }
