package backup

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

const (
	// Format is the version of the manifest that this program writes, and the newest that it reads.
	Format = 1

	manifestName = "manifest.json"
	databaseName = "samverkan.db"
	keyName      = databaseName + ".key"
	secretName   = "secret.key"
	filesName    = "files"

	manifestMax = 256 << 20 // bytes
)

// Manifest says what a backup holds.
type Manifest struct {
	Format   int       `json:"format"`
	Program  string    `json:"program"` // version of the program that made it
	Made     time.Time `json:"made"`
	Database File      `json:"database"`
	Schema   int64     `json:"schema"`
	Streams  []Stream  `json:"streams"`
	Entries  int64     `json:"entries"`
	Newest   Newest    `json:"newest,omitzero"`
	Files    []File    `json:"files"`
	Bucket   Bucket    `json:"bucket,omitzero"`   // where files are that no backup holds
	Damaged  []string  `json:"damaged,omitempty"` // digests of files that had been changed on disk already; they are not in it
	Key      bool      `json:"key,omitempty"`     // the private signing key is in it
}

// File is one file of a backup, by the SHA-256 of what it contains.
type File struct {
	Digest attachment.Digest `json:"sha256"`
	Size   int64             `json:"size"` // bytes
}

// Bucket is where an installation keeps its files when it does so in a bucket: they are no part of a backup, and are backed up there.
type Bucket struct {
	Place  string              `json:"place"`  // s3://bucket/prefix
	Listed bool                `json:"listed"` // it answered when the backup was made
	Files  []attachment.Digest `json:"files,omitempty"`
}

// Listing is a shelf that tells what it has.
type Listing interface {
	All(ctx context.Context) iter.Seq2[attachment.Digest, error]
}

// List notes what the bucket has. When it cannot be told, nothing is noted, and the error is the shelf's own.
func (b *Bucket) List(ctx context.Context, shelf Listing) error {
	var found []attachment.Digest
	for d, err := range shelf.All(ctx) {
		if err != nil {
			return err
		}
		found = append(found, d)
	}
	b.Files, b.Listed = found, true
	return nil
}

// Missing gives what the bucket had when the backup was made and has no longer, in the order in which it was noted. What a file in it
// contains is not read. The error is the shelf's own.
func (b Bucket) Missing(ctx context.Context, shelf Listing) ([]string, error) {
	now := Bucket{}
	if err := now.List(ctx, shelf); err != nil {
		return nil, err
	}
	there := map[attachment.Digest]bool{}
	for _, d := range now.Files {
		there[d] = true
	}
	var gone []string
	for _, d := range b.Files {
		if !there[d] {
			gone = append(gone, string(d))
		}
	}
	return gone, nil
}

// Stream is the end of one chain.
type Stream struct {
	Stream string `json:"stream"`
	Seq    int64  `json:"seq"`
	Hash   string `json:"hash"` // hex
}

// Newest is the entry that was written last: what came after it is not in the backup.
type Newest struct {
	Stream string    `json:"stream"`
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
}

// ReadManifest reads a manifest. It answers with backup.bad-manifest, and with backup.newer-format for one of a later program.
func ReadManifest(r io.Reader) (Manifest, error) {
	data, err := io.ReadAll(io.LimitReader(r, manifestMax))
	if err != nil {
		return Manifest{}, diskFault(err, manifestName)
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return Manifest{}, fault.Wrap(err, fault.Invalid, "backup.bad-manifest")
	}
	if m.Format > Format {
		return Manifest{}, fault.New(fault.Unavailable, "backup.newer-format", "Format", m.Format)
	}
	if !m.sound() {
		return Manifest{}, fault.New(fault.Invalid, "backup.bad-manifest")
	}
	return m, nil
}

// sound tells whether every digest and hash can be what it says.
func (m Manifest) sound() bool {
	if m.Format < 1 || m.Made.IsZero() || !m.Database.sound() || m.Schema < 1 {
		return false
	}
	for _, s := range m.Streams {
		if hash, err := hex.DecodeString(s.Hash); err != nil || len(hash) != len(journal.Hash{}) || s.Stream == "" || s.Seq < 0 {
			return false
		}
	}
	if slices.ContainsFunc(m.Bucket.Files, func(d attachment.Digest) bool { return !(File{Digest: d}).sound() }) {
		return false
	}
	return !slices.ContainsFunc(m.Files, func(f File) bool { return !f.sound() })
}

func (f File) sound() bool {
	_, err := attachment.ParseDigest(string(f.Digest))
	return err == nil && f.Size >= 0
}

// ReadManifestOf reads the manifest of a backup, by the backup's directory. It answers as [ReadManifest] does, and with
// backup.missing.
func ReadManifestOf(dir string) (Manifest, error) {
	f, err := os.Open(filepath.Join(dir, manifestName))
	if err != nil {
		return Manifest{}, diskFault(err, dir)
	}
	defer f.Close()
	m, err := ReadManifest(f)
	if known, is := fault.As(err); is {
		return m, known.With("Path", filepath.Join(dir, manifestName))
	}
	return m, err
}

func (m Manifest) write(dir string) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, manifestName), &b)
}

// writeFile writes a new file that only its owner may read, and brings it to the disk.
func writeFile(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return diskFault(err, path)
	}
	defer f.Close()
	if _, err := io.Copy(f, from); err != nil {
		return diskFault(err, path)
	}
	if err := f.Sync(); err != nil {
		return diskFault(err, path)
	}
	return diskFault(f.Close(), path)
}

// contents is what the journals in a database end in.
type contents struct {
	schema  int64
	streams []Stream
	entries int64
	newest  Newest
}

// look reads the end of every chain.
func look(ctx context.Context, s *store.Store) (c contents, err error) {
	err = s.View(ctx, func(tx *store.Tx) error {
		c = contents{}
		if c.schema, err = tx.Schema(); err != nil {
			return err
		}
		heads, err := tx.Heads()
		if err != nil {
			return err
		}
		for _, h := range heads {
			c.streams = append(c.streams, Stream{h.Stream, h.Seq, hex.EncodeToString(h.Hash[:])})
			c.entries += h.Seq
			last, err := tx.Entries(h.Stream, h.Seq-1, 1)
			if err != nil {
				return err
			}
			if len(last) == 1 && last[0].RecordedAt.After(c.newest.At) {
				c.newest = Newest{h.Stream, h.Seq, last[0].RecordedAt}
			}
		}
		slices.SortFunc(c.streams, func(a, b Stream) int { return cmp.Compare(a.Stream, b.Stream) })
		return nil
	})
	return c, err
}
