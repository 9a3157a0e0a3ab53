package papers

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
)

// publicVariant is the word in the names of files that everybody in an area may read.
const publicVariant = "offentlig"

// published is what goes into an area.
func published() []struct {
	paper  pack.Paper
	format pack.Format
} {
	return []struct {
		paper  pack.Paper
		format pack.Format
	}{
		{pack.Minutes, pack.PDF}, {pack.Minutes, pack.HTML}, {pack.Minutes, pack.JSON}, {pack.DecisionLog, pack.PDF},
		{pack.ActionList, pack.PDF}, {pack.ActionList, pack.CSV}, {pack.Invitation, pack.ICS},
	}
}

// Editions makes everything of the newest version that goes into an area: documents and recordings, for everybody in it without
// what is marked, and for the host alone the whole of what leaves something out. Fault: minutes.not-approved.
func (d *Desk) Editions(ctx context.Context) ([]clerk.Edition, int, error) {
	editions, version, err := d.documents(ctx)
	if err != nil {
		return nil, 0, err
	}
	marked := slices.ContainsFunc(editions, func(e clerk.Edition) bool { return e.Audience == area.OnlyWe })
	sound, err := d.audio(ctx, marked)
	return append(editions, sound...), version, err
}

// documents makes the files, of the record as it was when the version was approved.
func (d *Desk) documents(ctx context.Context) ([]clerk.Edition, int, error) {
	v := d.view.Conference.Version()
	if v == nil || v.Approved == nil {
		return nil, 0, fault.New(fault.Conflict, "minutes.not-approved", "Version", 1)
	}
	then, err := d.clerk.ConferenceAt(ctx, d.who, d.id, v.Approved.Seq)
	if err != nil {
		return nil, 0, err
	}
	c := then.Conference
	open := pack.Reader{May: func(s conference.Secrecy) bool { return !s.Marked() }, Seal: d.seal, Then: c}
	var out []clerk.Edition
	for _, w := range published() {
		made, err := d.edition(ctx, c, w.paper, w.format, open)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, made...)
	}
	return out, v.Number, nil
}

// edition makes one file for everybody in the area and, when that one leaves something out, the whole for the host alone.
func (d *Desk) edition(ctx context.Context, c *conference.Conference, paper pack.Paper, format pack.Format, open pack.Reader) ([]clerk.Edition, error) {
	whole, err := d.file(ctx, paper, format, c, pack.Reader{Seal: open.Seal, Then: c})
	if err != nil {
		return nil, err
	}
	if d.maker.Compose(c, open).Omitted == 0 {
		return []clerk.Edition{d.made(c, whole, area.Everyone)}, nil
	}
	open.Variant = publicVariant
	shown, err := d.file(ctx, paper, format, c, open)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(whole.Content, shown.Content) { // what is marked is nothing that this paper tells of
		return []clerk.Edition{d.made(c, whole, area.Everyone)}, nil
	}
	return []clerk.Edition{d.made(c, shown, area.Everyone), d.made(c, whole, area.OnlyWe)}, nil
}

// made is a file on its way to the area. Its item has the same id in every version.
func (d *Desk) made(c *conference.Conference, f pack.File, to area.Audience) clerk.Edition {
	t := d.maker.Printer.T
	kind := string(f.Paper)
	if f.Paper == pack.Minutes && c.Plan.Documentation.Minutes == conference.MinutesFormal {
		kind = "minutes-formal"
	}
	id := d.id + "-" + string(f.Paper) + "-" + string(f.Format)
	title := c.Plan.Title + ", " + t("cli.edition."+kind+"."+string(f.Format))
	if to == area.OnlyWe {
		id, title = id+"-full", title+", "+t("cli.edition.full")
	}
	return clerk.Edition{Item: id, Kind: f.Kind, Title: title, Folder: t("cli.folder." + string(c.Plan.Level)),
		Tags: []string{t("cli.tag." + string(c.Plan.Level))}, Audience: to, Name: f.Name, MediaType: f.MediaType, Content: f.Content}
}

// audio gives the recordings as editions: for everybody when nothing in the record is marked, since sound holds everything
// that was said, and for the host alone otherwise.
func (d *Desk) audio(ctx context.Context, marked bool) ([]clerk.Edition, error) {
	audience := area.Everyone
	if marked {
		audience = area.OnlyWe
	}
	c, t := d.view.Conference, d.maker.Printer.T
	var out []clerk.Edition
	for i, f := range c.Recording.Files {
		_, r, err := d.clerk.OpenRecording(ctx, d.who, d.id, f.Digest)
		if err != nil {
			return nil, err
		}
		content, err := readAllAndClose(r, f.Size)
		if err != nil {
			return nil, err
		}
		out = append(out, clerk.Edition{Item: d.id + "-recording-" + strconv.Itoa(i+1), Kind: area.Audio,
			Title: c.Plan.Title + ", " + t("cli.edition.recording"), Folder: t("cli.folder." + string(c.Plan.Level)),
			Audience: audience, Name: f.Name, MediaType: f.MediaType, Content: content})
	}
	return out, nil
}

// readAllAndClose reads content of a known size.
func readAllAndClose(r io.ReadCloser, size int64) ([]byte, error) {
	defer r.Close()
	b := make([]byte, size)
	_, err := io.ReadFull(r, b)
	return b, err
}

// WhyCorrected gives the reasons of a version's corrections as one.
func WhyCorrected(v *conference.MinutesVersion) string {
	if v == nil {
		return ""
	}
	var reasons []string
	for _, c := range v.Corrections {
		if !slices.Contains(reasons, c.Reason) {
			reasons = append(reasons, c.Reason)
		}
	}
	return strings.Join(reasons, "; ")
}
