package papers

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/minutes"
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
		{pack.Minutes, pack.PDF}, {pack.Minutes, pack.HTML}, {pack.Minutes, pack.Markdown}, {pack.Minutes, pack.JSON}, {pack.DecisionLog, pack.PDF},
		{pack.ActionList, pack.PDF}, {pack.ActionList, pack.CSV}, {pack.Invitation, pack.ICS},
	}
}

// notApproved says which version is to be approved first: the newest, which after a correction is not the first. Fault: minutes.not-approved.
func notApproved(v *conference.MinutesVersion) error {
	number := 1
	if v != nil {
		number = v.Number
	}
	return fault.New(fault.Conflict, "minutes.not-approved", "Version", number)
}

// Editions makes everything of the newest version that goes into an area: documents and recordings, for everybody in it without
// what is marked, and for the host alone the whole of what leaves something out. Fault: minutes.not-approved.
func (d *Desk) Editions(ctx context.Context) ([]clerk.Edition, int, error) {
	v := d.view.Conference.Version()
	if v == nil || v.Approved == nil {
		return nil, 0, notApproved(v)
	}
	sounds, err := d.soundPreview(ctx)
	if err != nil {
		return nil, 0, err
	}
	sound, err := d.audio(ctx, sounds) // first, since the documents tell of it
	if err != nil {
		return nil, 0, err
	}
	editions, err := d.documents(ctx, v.Approved.Seq, sounds)
	return append(editions, sound...), v.Number, err
}

// documents makes the files, of the record as it was when the version was approved.
func (d *Desk) documents(ctx context.Context, approved int64, sounds []SoundPreview) ([]clerk.Edition, error) {
	then, err := d.clerk.ConferenceAt(ctx, d.who, d.id, approved)
	if err != nil {
		return nil, err
	}
	c := then.Conference
	open := d.openReader(pack.Reader{Seal: d.seal, Then: c}, sounds)
	var out []clerk.Edition
	for _, w := range published() {
		made, err := d.edition(ctx, c, w.paper, w.format, open)
		if err != nil {
			return nil, err
		}
		out = append(out, made...)
	}
	return out, nil
}

// edition makes one file for everybody in the area and, when that one leaves something out, the whole for the host alone.
func (d *Desk) edition(ctx context.Context, c *conference.Conference, paper pack.Paper, format pack.Format, open pack.Reader) ([]clerk.Edition, error) {
	whole, err := d.file(ctx, paper, format, c, pack.Reader{Seal: open.Seal, Then: c})
	if err != nil {
		return nil, err
	}
	if !d.leavesOut(c, open) {
		return []clerk.Edition{d.made(c, whole, area.Everyone)}, nil
	}
	shown, err := d.file(ctx, paper, format, c, open)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(whole.Content, shown.Content) { // what is marked is nothing that this paper tells of
		return []clerk.Edition{d.made(c, whole, area.Everyone)}, nil
	}
	return []clerk.Edition{d.made(c, shown, area.Everyone), d.made(c, whole, area.OnlyWe)}, nil
}

// leavesOut tells whether the public version is another than the whole, in what it says or in its sound.
func (d *Desk) leavesOut(c *conference.Conference, open pack.Reader) bool {
	m := d.maker.Compose(c, open)
	return m.Omitted > 0 || slices.ContainsFunc(m.Recording.Files, func(f minutes.Audio) bool {
		return f.Public != nil && (f.Public.Why != "" || len(f.Public.Quiet) > 0)
	})
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

// WhyCorrected gives the reasons of the newest version's corrections as one, for everybody who is told of it: of what is marked it says
// no more than that it was corrected.
func (d *Desk) WhyCorrected() string {
	c := d.view.Conference
	newest := minutes.Compose(c, minutes.Options{May: minutes.Public}).Life.Newest()
	if newest == nil {
		return ""
	}
	var reasons []string
	for _, x := range newest.Corrections {
		reason := x.Reason
		if x.Omitted {
			reason = d.maker.Printer.T("cli.edition.corrected-marked")
		}
		if !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	return strings.Join(reasons, "; ")
}

// WhyCorrected gives the reasons of a version's corrections as one, as they stand in it: for who may read all that was corrected.
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
