package papers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"

	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/sound"
)

// aside is what a package was made of and that is not kept.
type aside []*os.File

// Close takes it away.
func (a aside) Close() error {
	var err error
	for _, f := range a {
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return err
}

// publicAudio gives the recordings of the public version: as they are where nothing in them is marked, and silenced where it can be
// done. left tells whether one had to be left out. What is silenced for a package is laid aside on disk while it is packed and is not
// kept: making a package changes nothing that the service holds.
func (d *Desk) publicAudio(ctx context.Context, sounds []SoundPreview, stored []pack.Attached) (out []pack.Attached, left bool, made aside, err error) {
	for i, s := range sounds {
		switch {
		case s.Why != "":
			left = true
			continue
		case len(s.Quiet) == 0:
			for _, f := range stored {
				if f.Digest == s.Digest {
					out = append(out, f)
					break
				}
			}
			continue
		}
		f, digest, err := d.silencedAside(ctx, s)
		if f != nil {
			made = append(made, f)
		}
		if strings.HasPrefix(fault.CodeOf(err), "sound.") {
			left = true
			continue
		}
		if err != nil {
			return nil, left, made, err
		}
		out = append(out, pack.Attached{Name: d.soundName(s, i, publicVariant), Digest: digest, MediaType: s.File.MediaType, Content: f, Audio: true})
	}
	return out, left, made, nil
}

// silencedAside makes the public copy of a recording in a file of its own, which is there to be taken away also when it failed.
func (d *Desk) silencedAside(ctx context.Context, s SoundPreview) (*os.File, string, error) {
	_, r, err := d.clerk.OpenRecording(ctx, d.who, d.id, s.File.Digest)
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	f, err := os.CreateTemp("", "samverkan-package-")
	if err != nil {
		return nil, "", fault.Wrap(err, fault.Unavailable, "store.failed")
	}
	sum := sha256.New()
	if err := sound.Silence(io.MultiWriter(f, sum), r, d.quietIn(s)); err != nil {
		return f, "", err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return f, "", fault.Wrap(err, fault.Unavailable, "store.failed")
	}
	return f, hex.EncodeToString(sum.Sum(nil)), nil
}

// quietIn gives the silent stretches of a recording as places in its file.
func (d *Desk) quietIn(s SoundPreview) []sound.Span {
	var spans []sound.Span
	for _, x := range s.Stretches(d.view.Conference) {
		spans = append(spans, sound.Span(x))
	}
	return spans
}
