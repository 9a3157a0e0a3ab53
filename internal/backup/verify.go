package backup

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
)

// Verified is what a check of a backup found.
type Verified struct {
	Path     string
	Manifest Manifest
	Read     bool    // the chains were read; false when the backup is of an older schema, which only [Restore] can read
	Faults   []error // what is not as the manifest says
}

// List gives the backups in a directory, the oldest first.
func List(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, diskFault(err, dir)
	}
	var found []string
	for _, e := range entries {
		if _, err := time.Parse(nameForm, e.Name()); err == nil && e.IsDir() {
			found = append(found, filepath.Join(dir, e.Name()))
		}
	}
	slices.Sort(found)
	return found, nil
}

// Find gives the directory of one backup: path itself, or the newest in it. It answers with backup.none.
func Find(path string) (string, error) {
	if exists(filepath.Join(path, manifestName)) {
		return path, nil
	}
	found, err := List(path)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fault.New(fault.NotFound, "backup.none", "Path", path)
	}
	return found[len(found)-1], nil
}

// Verify checks a backup, or the newest in a directory: that everything the manifest names is there and is what it was, and
// that every chain holds. Damage is in Faults: backup.differs, and those of [store.Store.Check] and of the files.
func Verify(ctx context.Context, path string, now func() time.Time) (Verified, error) {
	dir, err := Find(path)
	if err != nil {
		return Verified{}, err
	}
	m, err := ReadManifestOf(dir)
	if err != nil {
		return Verified{}, err
	}
	v := Verified{Path: dir, Manifest: m}
	if err := v.database(ctx, now); err != nil {
		return v, err
	}
	return v, v.files(ctx)
}

// database holds the copy against its digest and, where this program can read it, its chains against the manifest.
func (v *Verified) database(ctx context.Context, now func() time.Time) error {
	path := filepath.Join(v.Path, databaseName)
	switch is, err := digestOf(path); {
	case fault.KindOf(err) == fault.NotFound:
		v.Faults = append(v.Faults, err)
		return nil
	case err != nil:
		return err
	case is != v.Manifest.Database:
		v.Faults = append(v.Faults, fault.New(fault.Invalid, "backup.differs", "Path", path))
		return nil
	}
	found, faults, err := examine(ctx, path, now)
	if fault.CodeOf(err) == "store.older-schema" {
		return nil
	}
	if err != nil {
		return err
	}
	v.Read = true
	v.Faults = append(v.Faults, faults...)
	if len(faults) == 0 && !slices.Equal(found.streams, v.Manifest.Streams) {
		v.Faults = append(v.Faults, fault.New(fault.Invalid, "backup.differs", "Path", filepath.Join(v.Path, manifestName)))
	}
	return nil
}

// files holds every file that the manifest names against its digest.
func (v *Verified) files(ctx context.Context) error {
	if len(v.Manifest.Files) == 0 {
		return nil
	}
	dir := filepath.Join(filepath.Dir(v.Path), filesName)
	disk, err := attachment.Open(dir, nil)
	if err != nil {
		return err
	}
	defer disk.Close()
	for _, f := range v.Manifest.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := disk.Verify(f.Digest); err != nil {
			v.Faults = append(v.Faults, err)
		}
	}
	return nil
}
