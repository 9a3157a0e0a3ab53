package papers

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
)

// Order is a wish for a package.
type Order struct {
	Kind pack.Kind
	// Public leaves out everything that is marked, whoever asks. Otherwise the package holds what the reader may read.
	Public bool
	// Version is the program's, which an archive package tells of.
	Version string
}

// PackageKinds lists the kinds of package that can be ordered.
func PackageKinds() []pack.Kind {
	return []pack.Kind{pack.ForPublicity, pack.ForRegistry, pack.ForArchive, pack.ForCourt}
}

// Package writes a package. open is called with its file name when it is known that all of it can be had, before the first byte.
// Faults: package.kind, minutes.not-approved for what needs an approved record (all but the bundle), and package.not-public for a
// bundle or an archive package of which nothing marked is wanted: a journal with holes is a reader's, and nobody's archive.
func (d *Desk) Package(ctx context.Context, o Order, w io.Writer, open func(name string)) error {
	switch {
	case !slices.Contains(PackageKinds(), o.Kind):
		return fault.New(fault.Invalid, "package.kind", "Kind", string(o.Kind))
	case o.Public && (o.Kind == pack.ForCourt || o.Kind == pack.ForArchive):
		return fault.New(fault.Invalid, "package.not-public")
	case o.Kind == pack.ForCourt:
		return d.Bundle(ctx, w, func() { open(d.PackageName(o)) })
	}
	c := d.view.Conference
	v := c.Version()
	if v == nil || v.Approved == nil {
		return notApproved(v)
	}
	parts, err := d.clerk.Bundle(ctx, d.who, d.id)
	if err != nil {
		return err
	}
	defer parts.Close()
	b := d.begin(parts, o)
	var p interface{ Write(io.Writer) error }
	switch o.Kind {
	case pack.ForPublicity:
		var made aside
		p, made, err = d.publicity(ctx, b, parts, o)
		defer made.Close()
	case pack.ForRegistry:
		p, err = d.registry(ctx, b, parts, o)
	default:
		p, err = d.submission(ctx, b, parts, o)
	}
	if err != nil {
		return err
	}
	open(d.PackageName(o))
	return p.Write(w)
}

// PackageName is the file name of a package. It says how much it holds, so that the host's own is not taken for what can be handed on.
func (d *Desk) PackageName(o Order) string {
	t := d.maker.Printer.T
	return strings.Join([]string{d.id, t("package.name." + string(o.Kind)), t("package.name." + string(d.scope(o)))}, "_") + ".zip"
}

func (d *Desk) scope(o Order) pack.Scope {
	switch {
	case o.Public:
		return pack.ScopePublic
	case d.view.Whole:
		return pack.ScopeFull
	}
	return pack.ScopeReader
}

// begin is what all packages of this reader have in common.
func (d *Desk) begin(parts *clerk.BundleParts, o Order) pack.Bundle {
	p := &d.view.Conference.Plan
	b := pack.Bundle{Origin: d.seal.SignedBy, Conference: p.ID, Title: p.Title, Exercise: p.Exercise, At: d.maker.Now, Scope: d.scope(o),
		Key: parts.Key, PublicKeys: parts.PublicKeys}
	if b.Scope == pack.ScopeReader {
		b.Reader = d.who.Actor
	}
	b.Readme = d.readme(o)
	return b
}

// readme tells who opens a package what it is.
func (d *Desk) readme(o Order) string {
	p, t := &d.view.Conference.Plan, d.maker.Printer.T
	_, short := d.maker.Names(d.who.Actor)
	_, host := d.maker.Names(p.Host)
	text := t("package.readme."+string(o.Kind), "Title", p.Title, "ID", p.ID, "At", d.maker.Now) + "\n" +
		t("package.scope."+string(d.scope(o)), "Reader", short, "Host", host) + "\n"
	if p.Exercise {
		text += t("package.exercise") + "\n"
	}
	return text + "\n" + t("package.check")
}

// readerFor is for whom the documents of a package are made.
func (d *Desk) readerFor(ctx context.Context, o Order) (pack.Reader, error) {
	r, err := d.reader(ctx)
	if err == nil && o.Public {
		r.May = func(s conference.Secrecy) bool { return !s.Marked() }
		if d.maker.Compose(r.Then, r).Omitted > 0 {
			r.Variant = publicVariant
		}
	}
	return r, err
}

// attached gives the stored files of some sorts.
func attached(parts *clerk.BundleParts, which func(clerk.BundleFile) bool) []pack.Attached {
	var out []pack.Attached
	for _, f := range parts.Files {
		if which == nil || which(f) {
			out = append(out, pack.Attached{Name: f.Name, Digest: f.Digest, MediaType: f.MediaType, Content: f.Content, Audio: f.Audio,
				Holds: pack.Holding(f.Holds)})
		}
	}
	return out
}

// make makes several documents.
func (d *Desk) make(ctx context.Context, r pack.Reader, list ...paperAs) ([]pack.File, error) {
	var out []pack.File
	for _, w := range list {
		f, err := d.file(ctx, w.paper, w.format, d.view.Conference, r)
		if err != nil {
			return nil, err
		}
		if w.format == pack.ArchivePDF {
			f.Name = archivePrefix + f.Name
		}
		out = append(out, f)
	}
	return out, nil
}

type paperAs struct {
	paper  pack.Paper
	format pack.Format
}

// publicity makes the package for a portal.
func (d *Desk) publicity(ctx context.Context, b pack.Bundle, parts *clerk.BundleParts, o Order) (out pack.PublishPackage, made aside, err error) {
	c, t := d.view.Conference, d.maker.Printer.T
	out = pack.PublishPackage{Bundle: b, Heading: func(field string) string { return t("package.field." + field) }}
	r, err := d.readerFor(ctx, o)
	if err != nil {
		return out, nil, err
	}
	var sounds []SoundPreview
	stored := attached(parts, func(f clerk.BundleFile) bool { return f.Audio })
	open := o.Public && d.view.Whole // who may hear all of it can have what is secret made silent
	if open {
		if sounds, err = d.soundPreview(ctx); err != nil {
			return out, nil, err
		}
		var left bool
		if out.Attached, left, made, err = d.publicAudio(ctx, sounds, stored); err != nil {
			return out, made, err
		}
		if left {
			out.Suggestion.NoSound = t("package.no-sound.marked")
		}
		r = d.openReader(r, sounds)
		if !d.leavesOut(r.Then, r) {
			r.Variant = ""
		}
	}
	var list []paperAs
	for _, w := range published() {
		list = append(list, paperAs{w.paper, w.format})
	}
	if out.Documents, err = d.make(ctx, r, list...); err != nil {
		return out, made, err
	}
	text, err := d.make(ctx, r, paperAs{pack.Minutes, pack.Markdown})
	if err != nil {
		return out, made, err
	}
	out.Text = string(text[0].Content)
	left := d.maker.Compose(r.Then, r).Omitted
	s := &out.Suggestion
	s.Title, s.Exercise = text[0].Title, c.Plan.Exercise
	s.Folder, s.Tags = t("cli.folder."+string(c.Plan.Level)), []string{t("cli.tag." + string(c.Plan.Level))}
	if c.Plan.IncidentTitle != "" {
		s.Tags = append(s.Tags, c.Plan.IncidentTitle)
	}
	s.Summary = t("package.summary", "Title", c.Plan.Title, "At", c.Plan.Start, "Decisions", len(r.Then.Decisions), "Measures", len(r.Then.Measures))
	if left > 0 {
		s.Left = d.maker.Printer.N("package.left-out", left)
	}
	switch {
	case open || len(c.Recording.Files) == 0:
	case o.Public && (left > 0 || len(c.Markings()) > 0):
		s.NoSound = t("package.no-sound.marked")
	case len(stored) == 0:
		s.NoSound = t("package.no-sound.withheld")
	default:
		out.Attached = stored
	}
	return out, made, nil
}

// registry makes the package for the registrator.
func (d *Desk) registry(ctx context.Context, b pack.Bundle, parts *clerk.BundleParts, o Order) (pack.RegisterPackage, error) {
	out := pack.RegisterPackage{Bundle: b}
	r, err := d.readerFor(ctx, o)
	if err != nil {
		return out, err
	}
	if out.Documents, err = d.make(ctx, r, paperAs{pack.Minutes, pack.PDF}, paperAs{pack.Minutes, pack.ArchivePDF}, paperAs{pack.DecisionLog, pack.PDF},
		paperAs{pack.ActionList, pack.PDF}, paperAs{pack.Invitation, pack.PDF}, paperAs{pack.RollCall, pack.PDF}); err != nil {
		return out, err
	}
	if !o.Public {
		out.Attached = attached(parts, func(f clerk.BundleFile) bool { return f.Audio || f.Holds == clerk.HoldsMaterial })
	}
	out.Entry = d.entry(r, o)
	return out, nil
}

// submission makes the package for an e-archive.
func (d *Desk) submission(ctx context.Context, b pack.Bundle, parts *clerk.BundleParts, o Order) (pack.Submission, error) {
	p := &d.view.Conference.Plan
	name, _ := d.maker.Names(p.Host)
	out := pack.Submission{Bundle: b, ID: "samverkan-" + p.ID + "-" + d.maker.Now.UTC().Format("20060102T150405Z"), Software: "samverkan",
		Version: cmp.Or(o.Version, "0"), Host: pack.Party{ID: p.Host, Name: cmp.Or(name, p.Host)}, Language: d.maker.Printer.Lang(), HeldAt: p.Start}
	var err error
	if out.Entries, err = d.clerk.Journal(ctx, d.who, d.id); err != nil {
		return out, err
	}
	if out.Documents, err = d.bundled(ctx); err != nil {
		return out, err
	}
	out.Attached = attached(parts, nil)
	r, err := d.reader(ctx)
	if err != nil {
		return out, err
	}
	out.Entry = d.entry(r, o)
	return out, nil
}

// entry is what the registrator needs to know of the record.
func (d *Desk) entry(r pack.Reader, o Order) pack.RegisterEntry {
	c, t := d.view.Conference, d.maker.Printer.T
	party := func(id string) pack.Party {
		name, _ := d.maker.Names(id)
		return pack.Party{ID: id, Name: cmp.Or(name, id)}
	}
	kind := conference.MinutesNotes
	if c.Plan.Documentation.Minutes == conference.MinutesFormal {
		kind = conference.MinutesFormal
	}
	v := c.Version()
	e := pack.RegisterEntry{RegistryNumber: c.Plan.RegistryNumber, CaseNumber: c.Plan.IncidentRegistryNumber, RecordType: t("package.record." + string(kind)),
		Title: c.Plan.Title + ", " + d.maker.Printer.Date(c.Plan.Start), DrawnUp: v.Approved.At, Sender: party(c.Plan.Host), Exercise: c.Plan.Exercise,
		Conference: c.Plan.ID, Version: v.Number, JournalRow: r.Seal.Seq, JournalHash: r.Seal.Hash, Withheld: d.maker.Compose(r.Then, r).Omitted > 0}
	for _, p := range v.Published {
		// It came to who is not the host when it was published, and was drawn up by no one else.
		if d.who.Actor != c.Plan.Host && !d.who.Owner && e.Received.IsZero() {
			e.Received = p.At
		}
	}
	for _, id := range c.Plan.Actors() {
		if id != c.Plan.Host {
			e.Recipients = append(e.Recipients, party(id))
		}
	}
	e.Secrecy = d.grounds(o, party)
	return e
}

// grounds counts the markings by ground and owner: those that the reader may read, and none for the public.
func (d *Desk) grounds(o Order, party func(string) pack.Party) []pack.RegisterMarking {
	var out []pack.RegisterMarking
	for _, s := range d.view.Conference.Markings() {
		if o.Public || !d.view.May(s) {
			continue
		}
		i := slices.IndexFunc(out, func(m pack.RegisterMarking) bool {
			return m.Ground == s.Ground && m.Owner.ID == s.Owner && m.Suspected == s.Suspected
		})
		if i < 0 {
			i, out = len(out), append(out, pack.RegisterMarking{Ground: s.Ground, Owner: party(s.Owner), Suspected: s.Suspected})
		}
		out[i].Count++
	}
	slices.SortFunc(out, func(a, b pack.RegisterMarking) int {
		return cmp.Or(cmp.Compare(a.Ground, b.Ground), cmp.Compare(a.Owner.ID, b.Owner.ID))
	})
	return out
}
