package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
	"samverkan/internal/store"
)

// maker makes documents in the reader's language.
func (s *session) maker(ctx context.Context) (pack.Maker, error) {
	desk, err := s.desk(ctx)
	if err != nil {
		return pack.Maker{}, err
	}
	people := map[string]string{}
	if members, err := desk.Members(ctx, s.who); err == nil {
		for _, m := range members {
			people[m.ID] = m.Name
		}
	}
	areas := map[string]string{}
	if list, err := desk.Areas(ctx, s.who); err == nil {
		for _, a := range list {
			areas[a.ID] = a.Name
		}
	}
	titles := map[string]string{}
	if all, err := desk.Conferences(ctx, s.who, store.ConferenceFilter{}); err == nil {
		for _, c := range all {
			titles[c.ID] = c.Title
		}
	}
	return pack.Maker{Printer: s.p, Names: s.names(ctx), Now: s.world.Now(),
		Person:     func(member string) string { return people[member] },
		Conference: func(id string) string { return titles[id] },
		Area:       func(id string) string { return areas[id] },
		Calendar:   pack.Calendar{Domain: s.domain(ctx), Now: s.world.Now()}}, nil
}

// domain is what makes the calendar entries of this installation its own: its name and what its key is known by.
func (s *session) domain(ctx context.Context) string {
	if s.far != nil {
		note, head, err := s.far.Checkpoint(ctx, s.who, s.options.conference)
		if err != nil {
			return origin
		}
		seal := papers.SealOf(note, head)
		return seal.SignedBy + "-" + seal.KeyID
	}
	key := s.publicKey()
	if key == "" {
		return origin
	}
	if parts := strings.SplitN(key, "+", 3); len(parts) == 3 { // name+hash+key
		return origin + "-" + parts[1]
	}
	return origin
}

// readerOf is for whom documents of a conference are made here.
func (s *session) readerOf(ctx context.Context, v *clerk.View) (pack.Reader, error) {
	r := pack.Reader{May: v.May}
	p := &v.Conference.Plan
	seal, err := s.seal(ctx, p.ID, v)
	if err != nil {
		return r, err
	}
	r.Seal = seal
	if newest := v.Conference.Version(); newest != nil && newest.Approved != nil {
		then, err := s.at.ConferenceAt(ctx, s.who, p.ID, newest.Approved.Seq)
		if err != nil {
			return r, err
		}
		r.Then = then.Conference
	}
	if x, err := s.at.Incident(ctx, s.who, p.Incident); err == nil {
		r.Incident = &x
	}
	return r, nil
}

// formats offers the formats of a paper.
func formats(p pack.Paper) func(string) []string {
	return func(string) []string {
		var out []string
		for _, f := range pack.FormatsOf(p) {
			out = append(out, string(f))
		}
		return out
	}
}

// paperMaker gives what makes the papers of a conference: the service, for its conference as it stands, and else this program.
func (s *session) paperMaker(ctx context.Context, v *clerk.View) (func(pack.Paper, pack.Format) (pack.File, error), error) {
	if s.far != nil && !s.past {
		return func(p pack.Paper, format pack.Format) (pack.File, error) {
			return s.far.paper(ctx, v.Conference.Plan.ID, p, format)
		}, nil
	}
	maker, err := s.maker(ctx)
	if err != nil {
		return nil, err
	}
	reader, err := s.readerOf(ctx, v)
	if err != nil {
		return nil, err
	}
	return func(p pack.Paper, format pack.Format) (pack.File, error) {
		return maker.File(ctx, p, format, v.Conference, reader)
	}, nil
}

// paper makes one document of the chosen conference and delivers it.
func (s *session) paper(ctx context.Context, p pack.Paper, format string, t target) error {
	v, err := s.view(ctx)
	if err != nil {
		return err
	}
	make, err := s.paperMaker(ctx, v)
	if err != nil {
		return err
	}
	f, err := make(p, paperFormat(format))
	if err != nil {
		return err
	}
	s.tellReplaced(f)
	return s.deliver(t, f.Content, f.Format == pack.PDF || f.Format == pack.ArchivePDF)
}

// paperFormat reads a format; people say text for what is called md.
func paperFormat(format string) pack.Format {
	switch format {
	case "", "text", "markdown":
		return pack.Markdown
	}
	return pack.Format(format)
}

// tellReplaced says which characters could not be drawn.
func (s *session) tellReplaced(f pack.File) {
	if len(f.Replaced) > 0 {
		s.remark(s.p.T("cli.replaced", "Name", f.Name, "Characters", string(f.Replaced)))
	}
}

// documentVerbs are the papers of a conference, one verb each, and all of them at once.
func (s *session) documentVerbs() []verb {
	var verbs []verb
	for _, d := range []struct {
		name    string
		paper   pack.Paper
		alias   string
		mayTick bool
	}{
		{"invitation", pack.Invitation, "kallelse", false}, {"agenda", pack.Agenda, "dagordning", false},
		{"rollcall", pack.RollCall, "upprop", true}, {"minutes", pack.Minutes, "minnesanteckningar", false},
		{"decision-log", pack.DecisionLog, "beslutslogg", false}, {"action-list", pack.ActionList, "åtgärdslista", false},
		{"situation", pack.Situation, "lägesbild", false}, {"note-form", pack.NoteForm, "blankett", false},
	} {
		verbs = append(verbs, s.document(d.name, d.paper, d.alias, d.mayTick))
	}
	return append(verbs, s.documentsAll())
}

func (s *session) document(name string, paper pack.Paper, alias string, mayBeBlank bool) verb {
	var t target
	var format string
	var blank bool
	return verb{
		use:     "documents " + name + " [CONFERENCE]",
		alias:   alias,
		example: "samverkan documents " + name + " konf-1 --format pdf --out " + name + ".pdf",
		flags: func(f *flags) {
			f.text(&format, "format")
			f.target(&t)
			f.choices("format", formats(paper))
			if mayBeBlank {
				f.yes(&blank, "blank")
			}
		},
		run: func(ctx context.Context, _ []string) error {
			p := paper
			if blank {
				p = pack.BlankRollCall
			}
			return s.paper(ctx, p, format, t)
		},
	}
}

// madeFile is a file that was written.
type madeFile struct {
	Paper  pack.Paper  `json:"paper"`
	Format pack.Format `json:"format"`
	Path   string      `json:"path"`
	Size   int         `json:"size"`
	Pages  int         `json:"pages,omitempty"`
}

func (s *session) documentsAll() verb {
	dir := "."
	var wanted []string
	var force bool
	return verb{
		use:     "documents all [CONFERENCE]",
		example: "samverkan documents all konf-1 --dir handlingar --format pdf --format html",
		flags: func(f *flags) {
			f.text(&dir, "dir")
			f.texts(&wanted, "format")
			f.yes(&force, "force")
		},
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			return s.writePapers(ctx, v, dir, papersOf(v.Conference), commas(wanted), force)
		},
	}
}

// papersOf lists the papers that there is something to write in.
func papersOf(c *conference.Conference) []pack.Paper {
	if c.Meeting.Opened.IsZero() {
		return []pack.Paper{pack.Invitation, pack.Agenda, pack.BlankRollCall, pack.NoteForm}
	}
	return pack.Papers()
}

// writePapers writes papers under their controlled names, in the formats that each can be had in.
func (s *session) writePapers(ctx context.Context, v *clerk.View, dir string, papers []pack.Paper, wanted []string, force bool) error {
	make, err := s.paperMaker(ctx, v)
	if err != nil {
		return err
	}
	if len(wanted) == 0 {
		wanted = []string{string(pack.PDF)}
	}
	var files []pack.File
	for _, name := range wanted {
		format := paperFormat(name)
		some := false
		for _, p := range papers {
			if !slices.Contains(pack.FormatsOf(p), format) {
				continue
			}
			some = true
			f, err := make(p, format)
			if err != nil {
				return err
			}
			if format == pack.ArchivePDF {
				f.Name = archivePrefix + f.Name
			}
			files = append(files, f)
		}
		if !some {
			return fault.New(fault.Invalid, "cli.unknown-word", "Word", clip(name), "Choices", []string{"pdf", "pdfa1", "html", "md", "json", "csv", "ics"})
		}
	}
	return s.keepPapers(dir, files, force)
}

// keepPapers writes files in a directory, which is made when it is not there. Nothing is written when a name is taken.
func (s *session) keepPapers(dir string, files []pack.File, force bool) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fileFault(err, dir)
	}
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(dir, f.Name)); err == nil && !force {
			return fault.New(fault.Conflict, "cli.file-exists", "Path", filepath.Join(dir, f.Name))
		}
	}
	var rows []madeFile
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if err := writeWhole(path, f.Content, force); err != nil {
			return err
		}
		s.tellReplaced(f)
		rows = append(rows, madeFile{f.Paper, f.Format, path, len(f.Content), f.Pages})
	}
	return list(s, rows,
		column[madeFile]{"pages", func(x madeFile) string {
			if x.Pages == 0 {
				return ""
			}
			return strconv.Itoa(x.Pages)
		}},
		column[madeFile]{"size", func(x madeFile) string { return s.p.Bytes(int64(x.Size)) }},
		column[madeFile]{"file", func(x madeFile) string { return x.Path }})
}

func (s *session) minutesExport() verb {
	dir := "."
	var force bool
	return verb{
		use:     "minutes export [CONFERENCE]",
		example: "samverkan minutes export konf-1 --dir handlingar",
		flags: func(f *flags) {
			f.text(&dir, "dir")
			f.yes(&force, "force")
		},
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			return s.writePapers(ctx, v, dir, []pack.Paper{pack.Minutes}, []string{"pdf", "html", "md", "json"}, force)
		},
	}
}
