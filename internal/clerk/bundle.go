package clerk

import (
	"context"
	"io"

	"samverkan/conference"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// BundleParts is what goes into a bundle besides the journal and the documents: published files and recordings that the
// reader may have, and the keys. Close it when the files have been read.
type BundleParts struct {
	Key        journal.PrivateKey
	PublicKeys []journal.PublicKey
	Files      []BundleFile
}

// BundleFile is a file with its content.
type BundleFile struct {
	Name    string
	Digest  string
	Audio   bool
	Content io.ReadSeekCloser
}

// Close closes the files.
func (b *BundleParts) Close() error {
	var first error
	for _, f := range b.Files {
		if err := f.Content.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Bundle opens what goes into a bundle for a reader. Fault: conference.unknown.
func (k *Clerk) Bundle(ctx context.Context, who Identity, id string) (*BundleParts, error) {
	v, err := k.Conference(ctx, who, id)
	if err != nil {
		return nil, err
	}
	out := &BundleParts{Key: k.key}
	readable := map[string]bool{}
	err = k.store.View(ctx, func(tx *store.Tx) error {
		keys, err := tx.PublicKeys()
		if err != nil {
			return err
		}
		out.PublicKeys = keys
		return readableFiles(tx, who, v.Conference, readable)
	})
	if err != nil {
		return nil, err
	}
	done := map[string]bool{}
	add := func(name, digest string, audio bool) error {
		if done[digest] {
			return nil
		}
		done[digest] = true
		r, err := k.open(ctx, digest)
		if err != nil {
			return err
		}
		out.Files = append(out.Files, BundleFile{Name: name, Digest: digest, Audio: audio, Content: r})
		return nil
	}
	sound := v.Whole || len(v.Conference.Withheld(who.Actor)) == 0
	for _, f := range v.Conference.Recording.Files {
		if sound && v.May(f.Secrecy) {
			if err := add(f.Name, f.Digest, true); err != nil {
				out.Close()
				return nil, err
			}
		}
	}
	for _, version := range v.Conference.Minutes.Versions {
		for _, p := range version.Published {
			for _, f := range p.Files {
				if v.Whole || readable[f.Digest] {
					if err := add(f.Name, f.Digest, false); err != nil {
						out.Close()
						return nil, err
					}
				}
			}
		}
	}
	return out, nil
}

// readableFiles notes the digests of published files that the reader may read in the area they were published in.
func readableFiles(tx *store.Tx, who Identity, c *conference.Conference, into map[string]bool) error {
	areas := map[string]bool{}
	for _, version := range c.Minutes.Versions {
		for _, p := range version.Published {
			areas[p.Area] = p.Area != ""
		}
	}
	for id, in := range areas {
		if !in {
			continue
		}
		a, exists, err := areaByID(tx, id)
		if err != nil || !exists {
			return err
		}
		items, err := itemsOf(tx, id)
		if err != nil {
			return err
		}
		for _, i := range items {
			if i.Conference != c.Plan.ID || !a.MayRead(i, who.Actor) {
				continue
			}
			for _, v := range i.Versions {
				into[v.Digest] = true
			}
		}
	}
	return nil
}
