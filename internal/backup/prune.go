package backup

import (
	"context"
	"os"
	"path/filepath"

	"samverkan/internal/attachment"
)

// Prune keeps so many of the newest backups, at least one, and removes the older ones with the files that only they had.
// It gives the removed.
func Prune(ctx context.Context, dir string, keep int) ([]string, error) {
	found, err := List(dir)
	if err != nil {
		return nil, err
	}
	surplus := len(found) - max(keep, 1)
	if surplus <= 0 {
		return nil, nil
	}
	needed := map[attachment.Digest]bool{}
	for _, path := range found[surplus:] {
		m, err := ReadManifestOf(path)
		if err != nil {
			return nil, err // without it nobody knows which files are needed
		}
		for _, f := range m.Files {
			needed[f.Digest] = true
		}
	}
	for _, path := range found[:surplus] {
		// The name goes first, so that no half backup ever has one.
		half := filepath.Join(dir, halfPrefix+filepath.Base(path))
		if err := rename(path, half); err != nil {
			return nil, err
		}
		if err := os.RemoveAll(half); err != nil {
			return nil, diskFault(err, half)
		}
	}
	return found[:surplus], pruneFiles(ctx, filepath.Join(dir, filesName), needed)
}

func pruneFiles(ctx context.Context, dir string, needed map[attachment.Digest]bool) error {
	disk, err := openFiles(dir, false)
	if err != nil || disk == nil {
		return err
	}
	defer disk.Close()
	var surplus []attachment.Digest
	for digest, err := range disk.All {
		if err != nil {
			return err
		}
		if !needed[digest] {
			surplus = append(surplus, digest)
		}
	}
	for _, digest := range surplus {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := disk.Remove(digest); err != nil {
			return err
		}
	}
	return nil
}
