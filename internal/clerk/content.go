package clerk

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Content is kept by its digest, and digests are no secrets: the journal tells every reader which files were published and
// recorded, also those it may not open. So a digest alone must not open anything: whoever refers to content that is in use
// must have brought it, or may read it where it is.

// broughtFor is how long content that nothing refers to yet may be referred to by who brought it.
const broughtFor = 7 * 24 * time.Hour

// BringFile is PutFile for somebody: content that an actor's people have brought may be referred to by them, also when others
// have the same.
func (k *Clerk) BringFile(ctx context.Context, who Identity, r io.Reader, limit int64) (digest string, size int64, err error) {
	if err := who.Allows("file.bring", ""); err != nil {
		return "", 0, err
	}
	if digest, size, err = k.files.Put(ctx, r, limit); err != nil {
		return "", 0, err
	}
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.ForgetBrought(tx.Now.Add(-broughtFor)); err != nil {
			return err
		}
		return tx.PutBrought(who.Actor, digest)
	})
	return digest, size, err
}

// mayUse refuses digests of content that others have in use and the identity may not read. The answer is the same as for
// content that is not here: attachment.unknown.
func (k *Clerk) mayUse(tx *store.Tx, who Identity, digests ...string) error {
	if who.Owner {
		return nil
	}
	for _, d := range digests {
		if d == "" {
			continue
		}
		if brought, err := tx.Brought(who.Actor, d); err != nil || brought {
			if err != nil {
				return err
			}
			continue
		}
		used, readable, err := contentInUse(tx, who, d)
		if err != nil {
			return err
		}
		if !readable && !used {
			// A file that was taken away from a plan is still on the shelf, and its digest in the journal.
			f, err := k.files.Open(d)
			if used = err == nil; used {
				f.Close()
			} else if fault.KindOf(err) != fault.NotFound {
				return err
			}
		}
		if used && !readable {
			return fault.New(fault.NotFound, "attachment.unknown")
		}
	}
	return nil
}

// stored refuses a recording, a transcript or a publication whose content is not here: a bundle of the conference could never be made.
// Fault: attachment.unknown.
func (k *Clerk) stored(cmd conference.Command) error {
	switch cmd.(type) {
	case *conference.AttachRecording, *conference.AttachTranscript, *conference.PublishMinutes:
	default:
		return nil
	}
	for _, d := range digestsIn(cmd) {
		f, err := k.files.Open(d)
		if err != nil {
			return err
		}
		f.Close()
	}
	return nil
}

// contentInUse tells whether an area or a conference refers to content, and whether the identity may read it in one of them.
func contentInUse(tx *store.Tx, who Identity, digest string) (used, readable bool, err error) {
	list, err := tx.Conferences(store.Whole(), store.ConferenceFilter{})
	if err != nil {
		return false, false, err
	}
	for _, c := range list {
		var kept keptFiles
		if len(c.Doc) > 0 {
			if err := json.Unmarshal(c.Doc, &kept); err != nil {
				return false, false, fault.Wrap(err, fault.Internal, "store.failed")
			}
		}
		if slices.Contains(kept.Files, digest) {
			used, readable = true, readable || c.Host == who.Actor
		}
	}
	inArea, err := tx.DigestInUse(digest)
	if err != nil || !inArea || readable {
		return used || inArea, readable, err
	}
	areas, err := tx.Areas(who.lookup(), "")
	if err != nil {
		return true, false, err
	}
	for _, row := range areas {
		a, _, err := areaByID(tx, row.ID)
		if err != nil {
			return true, false, err
		}
		items, err := itemsOf(tx, a.ID)
		if err != nil {
			return true, false, err
		}
		for _, i := range a.Visible(items, who.Actor) {
			for _, v := range i.Versions {
				if v.Digest == digest {
					return true, true, nil
				}
			}
		}
	}
	return true, false, nil
}

// digestsIn lists the content that a command refers to.
func digestsIn(cmd conference.Command) []string {
	var out []string
	switch cmd := cmd.(type) {
	case *conference.AttachRecording:
		out = append(out, cmd.File.Digest)
	case *conference.AttachTranscript:
		out = append(out, cmd.Transcript.Digest)
	case *conference.AddMaterial:
		out = append(out, cmd.Material.Digest)
	case *conference.PlanConference:
		for _, x := range cmd.Plan.Material {
			out = append(out, x.Digest)
		}
	case *conference.PublishMinutes:
		for _, f := range cmd.Files {
			out = append(out, f.Digest)
		}
	}
	return out
}

// keptFiles is what a conference's row remembers of the content that it refers to.
type keptFiles struct {
	Files []string `json:"files,omitempty"`
}

func keptDoc(c *conference.Conference) json.RawMessage {
	var kept keptFiles
	for _, f := range c.Recording.Files {
		kept.Files = append(kept.Files, f.Digest)
	}
	for _, t := range c.Recording.Transcripts {
		kept.Files = append(kept.Files, t.Digest)
	}
	for _, x := range c.Plan.Material {
		if x.Digest != "" {
			kept.Files = append(kept.Files, x.Digest)
		}
	}
	for _, v := range c.Minutes.Versions {
		for _, p := range v.Published {
			for _, f := range p.Files {
				kept.Files = append(kept.Files, f.Digest)
			}
		}
	}
	slices.Sort(kept.Files)
	doc, err := json.Marshal(keptFiles{slices.Compact(kept.Files)})
	if err != nil {
		panic("clerk: names of files that are not JSON: " + err.Error())
	}
	return doc
}
