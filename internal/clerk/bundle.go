package clerk

import (
	"cmp"
	"context"
	"io"

	"samverkan/conference"
	"samverkan/internal/fault"
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
	Name      string
	Digest    string
	MediaType string
	Audio     bool
	Holds     string // HoldsTranscript or HoldsMaterial; "" for a recording or what was published
	Content   io.ReadSeekCloser
}

// What a file of a bundle is besides a recording or what was published.
const (
	HoldsTranscript = "transcript"
	HoldsMaterial   = "material"
)

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
	add := func(f BundleFile) (err error) {
		if done[f.Digest] || f.Digest == "" {
			return nil
		}
		done[f.Digest] = true
		if f.Content, err = k.open(ctx, f.Digest); err != nil {
			if fault.KindOf(err) == fault.Gone {
				return nil // the journal tells that it was removed, and why
			}
			return err
		}
		out.Files = append(out.Files, f)
		return nil
	}
	heard := map[string]bool{}
	for _, f := range v.Conference.Recording.Files {
		if heard[f.Digest] = v.Hears(f) == ""; heard[f.Digest] {
			if err := add(BundleFile{Name: f.Name, Digest: f.Digest, MediaType: f.MediaType, Audio: true}); err != nil {
				out.Close()
				return nil, err
			}
		}
	}
	for _, t := range v.Conference.Recording.Transcripts {
		// What a machine wrote and nobody has answered for is no part of the record.
		if heard[t.Sound] && !t.Draft() && v.May(t.Secrecy) {
			if err := add(BundleFile{Name: t.ID + "_" + t.Language + ".json", Digest: t.Digest, MediaType: "application/json", Holds: HoldsTranscript}); err != nil {
				out.Close()
				return nil, err
			}
		}
	}
	for _, f := range v.Conference.Plan.Material {
		if v.May(f.Secrecy) {
			if err := add(BundleFile{Name: cmp.Or(f.Name, f.Title), Digest: f.Digest, Holds: HoldsMaterial}); err != nil {
				out.Close()
				return nil, err
			}
		}
	}
	for _, version := range v.Conference.Minutes.Versions {
		for _, p := range version.Published {
			for _, f := range p.Files {
				if v.Whole || readable[f.Digest] {
					if err := add(BundleFile{Name: f.Name, Digest: f.Digest, MediaType: f.MediaType}); err != nil {
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
