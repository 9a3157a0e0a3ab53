package backup

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
)

// copyFiles brings every file that the other place lacks there, and notes in the manifest which there are. Each is held
// against its digest on the way. It gives how many were copied.
func copyFiles(ctx context.Context, from, to string, m *Manifest, at func(string)) (int, error) {
	m.Files = []File{}
	source, err := openFiles(from, false)
	if err != nil || source == nil {
		return 0, err
	}
	defer source.Close()
	target, err := openFiles(to, true)
	if err != nil {
		return 0, err
	}
	defer target.Close()
	copied := 0
	for digest, err := range source.All {
		if err != nil {
			return copied, err
		}
		if err := ctx.Err(); err != nil {
			return copied, err
		}
		f, fresh, err := copyFile(source, target, digest)
		switch fault.CodeOf(err) {
		case "":
		case "attachment.unknown": // removed since it was listed
			continue
		case "attachment.damaged", "attachment.tampered":
			m.Damaged = append(m.Damaged, string(digest))
			continue
		default:
			return copied, err
		}
		if fresh {
			copied++
			at("file")
		}
		m.Files = append(m.Files, f)
	}
	return copied, nil
}

// copyFile copies one file unless it is there.
func copyFile(source, target *attachment.Disk, digest attachment.Digest) (f File, fresh bool, err error) {
	in, err := source.Open(digest)
	if err != nil {
		return File{}, false, err
	}
	defer in.Close()
	if there, err := target.Open(digest); err == nil {
		defer there.Close()
		if there.Size == in.Size {
			return File{digest, there.Size}, false, nil
		}
	}
	if err := source.Verify(digest); err != nil { // before it is copied: under another digest it could pass for another file
		return File{}, false, err
	}
	stored, err := target.Put(in, math.MaxInt64)
	if err == nil && stored.Digest != digest {
		err = fault.New(fault.Unavailable, "attachment.damaged", "Digest", string(digest))
	}
	return File{digest, stored.Size}, true, err
}

// openFiles opens a directory of files. One that is not there is made, or is nil.
func openFiles(dir string, mayMake bool) (*attachment.Disk, error) {
	if mayMake {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, diskFault(err, dir)
		}
	} else if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return attachment.Open(dir, nil)
}
