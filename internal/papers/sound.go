package papers

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/sound"
	"samverkan/minutes"
)

// SoundPreview is what becomes of a recording in the public version.
type SoundPreview struct {
	Name   string `json:"name"`
	Digest string `json:"digest"` // of the recording as it is
	minutes.SoundIn
}

// face is what somebody who has looked at it has seen.
func (s SoundPreview) face() string { return fmt.Sprint(s.Digest, s.Why, s.Bare, s.Quiet) }

// soundPreview tells what becomes of each recording. Whether one can be silenced is told by what kind of file it is; that it then
// turns out to be broken is found when it is published.
func (d *Desk) soundPreview(ctx context.Context) ([]SoundPreview, error) {
	var failed error
	var out []SoundPreview
	for _, x := range minutes.PublicSound(d.view.Conference, func(f conference.AudioFile) bool {
		ok, err := d.silences(ctx, f)
		failed = cmp.Or(failed, err)
		return ok
	}) {
		out = append(out, SoundPreview{Name: x.File.Name, Digest: x.File.Digest, SoundIn: x})
	}
	return out, failed
}

// silences tells whether parts of a recording can be silenced: in WAV, and in Opus in WebM or Ogg.
func (d *Desk) silences(ctx context.Context, f conference.AudioFile) (bool, error) {
	_, r, err := d.clerk.OpenRecording(ctx, d.who, d.id, f.Digest)
	if err != nil {
		return false, err
	}
	defer r.Close()
	info, err := sound.Probe(r)
	switch {
	case strings.HasPrefix(fault.CodeOf(err), "sound."):
		return false, nil
	case err != nil:
		return false, err
	}
	return info.Format == "wav" || info.Codec == "opus" && (info.Format == "webm" || info.Format == "ogg"), nil
}

// openReader is the reader of the public version, who is told what became of the sound.
func (d *Desk) openReader(whole pack.Reader, sounds []SoundPreview) pack.Reader {
	whole.May, whole.Public, whole.Variant = minutes.Public, true, publicVariant
	whole.Silences = func(f conference.AudioFile) bool {
		i := slices.IndexFunc(sounds, func(s SoundPreview) bool { return s.Digest == f.Digest })
		return i >= 0 && sounds[i].Why != minutes.SoundFormat
	}
	return whole
}

// audio gives the recordings as editions: to everybody as they are where nothing in them is marked, silenced where it can be done, and
// otherwise for the host alone. What could not be silenced after all is said so in sounds.
func (d *Desk) audio(ctx context.Context, sounds []SoundPreview) ([]clerk.Edition, error) {
	c, t := d.view.Conference, d.maker.Printer.T
	var out []clerk.Edition
	for i := range sounds {
		s := &sounds[i]
		e := clerk.Edition{Item: fmt.Sprintf("%s-recording-%d", d.id, i+1), Kind: area.Audio, Title: c.Plan.Title + ", " + t("cli.edition.recording"),
			Folder: t("cli.folder." + string(c.Plan.Level)), Audience: area.Everyone, Name: s.File.Name, MediaType: s.File.MediaType,
			Digest: s.File.Digest, Size: s.File.Size}
		if s.File.Secrecy.Marked() {
			e.Name = d.soundName(*s, i, "") // its own may say too much, and the names of what is published are in the record
		}
		if s.Why == "" && len(s.Quiet) > 0 {
			quiet, err := d.silenced(ctx, *s, e, i)
			if err != nil && !strings.HasPrefix(fault.CodeOf(err), "sound.") {
				return nil, err
			}
			if err != nil {
				s.Why, s.Quiet = minutes.SoundFormat, nil
			} else {
				out = append(out, quiet)
			}
		}
		if s.Why != "" || len(s.Quiet) > 0 {
			e.Item, e.Title, e.Audience = e.Item+"-full", e.Title+", "+t("cli.edition.full"), area.OnlyWe
		}
		out = append(out, e)
	}
	return out, nil
}

// silenced makes the public copy of a recording. It is written to the store as it is made, however long it is.
func (d *Desk) silenced(ctx context.Context, s SoundPreview, e clerk.Edition, i int) (clerk.Edition, error) {
	_, r, err := d.clerk.OpenRecording(ctx, d.who, d.id, s.File.Digest)
	if err != nil {
		return e, err
	}
	defer r.Close()
	spans := d.quietIn(s)
	from, to := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := sound.Silence(to, r, spans)
		to.CloseWithError(err)
		done <- err
	}()
	e.Digest, e.Size, err = d.clerk.PutFile(ctx, from, 2*s.File.Size+1<<20)
	from.CloseWithError(err)
	if made := <-done; made != nil && fault.CodeOf(made) != "" {
		return e, made
	}
	if err != nil {
		return e, err
	}
	e.Name = d.soundName(s, i, publicVariant)
	return e, nil
}

// soundName is the controlled name of a recording.
func (d *Desk) soundName(s SoundPreview, i int, variant string) string {
	p := &d.view.Conference.Plan
	n := area.FileName{Start: p.Start, Level: string(p.Level), SeriesNo: p.SeriesNo, Document: "recording", Variant: variant,
		Exercise: p.Exercise, Ext: extension(s.File.Name)}
	if i > 0 {
		n.Variant = strings.TrimPrefix(fmt.Sprintf("%s-%d", variant, i+1), "-")
	}
	if v := d.view.Conference.Version(); v != nil {
		n.Version = v.Number
	}
	return n.String()
}

// extension is what a sound file's name ends in, when that is one of the kinds that are known.
func extension(name string) string {
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	if slices.Contains([]string{"wav", "webm", "weba", "ogg", "opus", "oga", "mp3", "m4a", "mp4"}, ext) {
		return ext
	}
	return "bin"
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
