package cli

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/minutes"
)

// publicVariant is the word in the names of files that everybody in an area may read.
const publicVariant = "offentlig"

// publishing composes the editions of a version of minutes: for everybody in the area without what is marked, and, when
// something is marked, a full one for the host alone.
type publishing struct {
	desk       *clerk.Clerk
	maker      pack.Maker
	who        clerk.Identity
	conference string
}

// all makes everything that goes into an area: documents and recordings.
func (p publishing) all(ctx context.Context) ([]clerk.Edition, int, error) {
	editions, version, err := p.editions(ctx)
	if err != nil {
		return nil, 0, err
	}
	marked := slices.ContainsFunc(editions, func(e clerk.Edition) bool { return e.Audience == area.OnlyWe })
	sound, err := p.audio(ctx, marked)
	return append(editions, sound...), version, err
}

// editions makes the files. The documents show the record as it was when the version was approved.
func (p publishing) editions(ctx context.Context) ([]clerk.Edition, int, error) {
	now, err := p.desk.Conference(ctx, p.who, p.conference)
	if err != nil {
		return nil, 0, err
	}
	v := now.Conference.Version()
	if v == nil || v.Approved == nil {
		return nil, 0, fault.New(fault.Conflict, "minutes.not-approved", "Version", 1)
	}
	then, err := p.desk.ConferenceAt(ctx, p.who, p.conference, v.Approved.Seq)
	if err != nil {
		return nil, 0, err
	}
	seal, err := p.seal(ctx, v.Approved.Seq)
	if err != nil {
		return nil, 0, err
	}
	c := then.Conference
	open := pack.Reader{May: func(s conference.Secrecy) bool { return !s.Marked() }, Seal: seal, Then: c}
	var out []clerk.Edition
	for _, w := range published {
		made, err := p.edition(ctx, c, w.paper, w.format, open)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, made...)
	}
	return out, v.Number, nil
}

// published is what goes into the area.
var published = []struct {
	paper  pack.Paper
	format pack.Format
}{
	{pack.Minutes, pack.PDF}, {pack.Minutes, pack.HTML}, {pack.Minutes, pack.JSON}, {pack.DecisionLog, pack.PDF},
	{pack.ActionList, pack.PDF}, {pack.ActionList, pack.CSV}, {pack.Invitation, pack.ICS},
}

// edition makes one file for everybody in the area and, when that one leaves something out, the whole for the host alone.
func (p publishing) edition(ctx context.Context, c *conference.Conference, paper pack.Paper, format pack.Format, open pack.Reader) ([]clerk.Edition, error) {
	whole, err := p.maker.File(ctx, paper, format, c, pack.Reader{Seal: open.Seal, Then: c})
	if err != nil {
		return nil, err
	}
	if p.maker.Compose(c, open).Omitted == 0 {
		return []clerk.Edition{p.made(c, whole, area.Everyone)}, nil
	}
	open.Variant = publicVariant
	shown, err := p.maker.File(ctx, paper, format, c, open)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(whole.Content, shown.Content) { // what is marked is nothing that this paper tells of
		return []clerk.Edition{p.made(c, whole, area.Everyone)}, nil
	}
	return []clerk.Edition{p.made(c, shown, area.Everyone), p.made(c, whole, area.OnlyWe)}, nil
}

// made is a file on its way to the area. Its item has the same id in every version.
func (p publishing) made(c *conference.Conference, f pack.File, to area.Audience) clerk.Edition {
	t := p.maker.Printer.T
	kind := string(f.Paper)
	if f.Paper == pack.Minutes && c.Plan.Documentation.Minutes == conference.MinutesFormal {
		kind = "minutes-formal"
	}
	id := p.conference + "-" + string(f.Paper) + "-" + string(f.Format)
	title := c.Plan.Title + ", " + t("cli.edition."+kind+"."+string(f.Format))
	if to == area.OnlyWe {
		id, title = id+"-full", title+", "+t("cli.edition.full")
	}
	return clerk.Edition{Item: id, Kind: f.Kind, Title: title, Folder: t("cli.folder." + string(c.Plan.Level)),
		Tags: []string{t("cli.tag." + string(c.Plan.Level))}, Audience: to, Name: f.Name, MediaType: f.MediaType, Content: f.Content}
}

// seal ties documents to the chain as it was after an entry.
func (p publishing) seal(ctx context.Context, seq int64) (*minutes.Seal, error) {
	note, head, err := p.desk.SealAt(ctx, p.who, p.conference, seq)
	if err != nil {
		return nil, err
	}
	return sealOf(note, head), nil
}

// audio gives the recordings of a conference as editions: for everybody when nothing in the record is marked, since sound
// holds everything that was said, and for the host alone otherwise.
func (p publishing) audio(ctx context.Context, marked bool) ([]clerk.Edition, error) {
	v, err := p.desk.Conference(ctx, p.who, p.conference)
	if err != nil {
		return nil, err
	}
	audience := area.Everyone
	if marked {
		audience = area.OnlyWe
	}
	var out []clerk.Edition
	for i, f := range v.Conference.Recording.Files {
		_, r, err := p.desk.OpenRecording(ctx, p.who, p.conference, f.Digest)
		if err != nil {
			return nil, err
		}
		content, err := readAllAndClose(r, f.Size)
		if err != nil {
			return nil, err
		}
		out = append(out, clerk.Edition{Item: p.conference + "-recording-" + strconv.Itoa(i+1), Kind: area.Audio,
			Title: v.Conference.Plan.Title + ", " + p.maker.Printer.T("cli.edition.recording"), Folder: p.maker.Printer.T("cli.folder." + string(v.Conference.Plan.Level)),
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
