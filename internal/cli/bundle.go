package cli

import (
	"context"
	"io"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/pack"
	"samverkan/internal/store"
)

// archivePrefix keeps the PDF/A-1a of a paper apart from its PDF/UA in the same directory.
const archivePrefix = "arkiv_"

func (s *session) export() verb {
	var force bool
	return verb{
		use:     "export FILE [CONFERENCE]",
		group:   groupArchive,
		example: "samverkan export konf-1.zip konf-1",
		flags:   func(f *flags) { f.yes(&force, "force") },
		run: func(ctx context.Context, args []string) error {
			if args[0] == "-" {
				return fault.New(fault.Invalid, "cli.file-needs-name")
			}
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if s.far != nil {
				return s.exportFar(ctx, args[0], force)
			}
			maker, err := s.maker(ctx)
			if err != nil {
				return err
			}
			b, done, err := s.bundle(ctx, v, maker)
			defer done()
			if err != nil {
				return err
			}
			if err := writeStream(args[0], force, func(w io.Writer) error { return b.Write(w) }); err != nil {
				return err
			}
			return s.tellBundled(bundleMade{args[0], len(b.Entries), len(b.Documents), len(b.Attached), s.publicKey()})
		},
	}
}

// bundleMade is a bundle that was written.
type bundleMade struct {
	Path      string `json:"path"`
	Entries   int    `json:"entries"`
	Documents int    `json:"documents"`
	Attached  int    `json:"attached"`
	Key       string `json:"key"`
}

func (s *session) tellBundled(b bundleMade) error {
	if s.options.output != outTable {
		return s.show(b)
	}
	s.say(s.p.T("cli.bundled", "Path", b.Path, "Rows", b.Entries, "Documents", b.Documents, "Attached", b.Attached))
	s.say(s.p.T("cli.bundle-key", "Key", b.Key))
	return nil
}

// publicKey is what the signatures of this installation are checked with; "" where it is not known.
func (s *session) publicKey() string {
	if s.far != nil {
		return s.far.key
	}
	return s.key.Public().String()
}

// bundle gathers what the reader may have of a conference. done closes the files that it holds.
func (s *session) bundle(ctx context.Context, v *clerk.View, maker pack.Maker) (b pack.Bundle, done func(), err error) {
	var opened []io.Closer
	done = func() {
		for _, c := range opened {
			c.Close()
		}
	}
	p := &v.Conference.Plan
	b = pack.Bundle{Origin: origin, Conference: p.ID, Title: p.Title, Exercise: p.Exercise, At: maker.Now, Key: s.key}
	if !v.Whole {
		b.Reader = s.who.Actor
	}
	if b.Entries, err = s.at.Journal(ctx, s.who, p.ID); err != nil {
		return b, done, err
	}
	if b.PublicKeys, err = s.publicKeys(ctx); err != nil {
		return b, done, err
	}
	if b.Documents, err = s.bundled(ctx, v, maker); err != nil {
		return b, done, err
	}
	parts, err := s.clerk.Bundle(ctx, s.who, p.ID)
	if err != nil {
		return b, done, err
	}
	opened = append(opened, parts)
	for _, f := range parts.Files {
		b.Attached = append(b.Attached, pack.Attached{Name: f.Name, Digest: f.Digest, Content: f.Content, Audio: f.Audio})
	}
	b.Readme = s.p.T("pack.readme", "Title", p.Title, "ID", p.ID, "At", maker.Now, "Reader", s.short(b.Reader))
	return b, done, nil
}

// bundled makes the documents of a bundle.
func (s *session) bundled(ctx context.Context, v *clerk.View, maker pack.Maker) ([]pack.File, error) {
	reader, err := s.readerOf(ctx, v)
	if err != nil {
		return nil, err
	}
	var out []pack.File
	for _, p := range papersOf(v.Conference) {
		wanted := []pack.Format{pack.PDF}
		switch p {
		case pack.Minutes:
			wanted = []pack.Format{pack.PDF, pack.ArchivePDF, pack.HTML, pack.Markdown, pack.JSON}
		case pack.DecisionLog, pack.ActionList:
			wanted = []pack.Format{pack.PDF, pack.CSV}
		case pack.Invitation:
			wanted = []pack.Format{pack.PDF, pack.ICS}
		}
		for _, format := range wanted {
			f, err := maker.File(ctx, p, format, v.Conference, reader)
			if err != nil {
				return nil, err
			}
			if format == pack.ArchivePDF {
				f.Name = archivePrefix + f.Name
			}
			out = append(out, f)
		}
	}
	return out, nil
}

// publicKeys gives every key that this installation has signed with.
func (s *session) publicKeys(ctx context.Context) (keys []journal.PublicKey, err error) {
	err = s.store.View(ctx, func(tx *store.Tx) error {
		keys, err = tx.PublicKeys()
		return err
	})
	return keys, err
}
