package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
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
			return s.exportTo(ctx, args[0], force)
		},
	}
}

// exportTo writes a bundle, and looks into it before it says that it is there.
func (s *session) exportTo(ctx context.Context, path string, force bool) error {
	id, err := s.chosen(ctx)
	if err != nil {
		return err
	}
	if _, err := s.desk(ctx); err != nil {
		return err
	}
	write := func(w io.Writer) error { return s.far.bundle(ctx, id, w) }
	if s.far == nil {
		made, err := papers.Open(ctx, s.clerk, s.who, id, s.p, s.world.Now())
		if err != nil {
			return err
		}
		write = func(w io.Writer) error { return made.Bundle(ctx, w, func() {}) }
	}
	if err := writeStream(path, force, write); err != nil {
		return err
	}
	b, err := lookInto(path)
	if err != nil {
		return err
	}
	return s.tellBundled(b)
}

// lookInto counts what a bundle holds. What is wrong with it is an error.
func lookInto(path string) (bundleMade, error) {
	out := bundleMade{Path: path}
	f, err := os.Open(path)
	if err != nil {
		return out, fileFault(err, path)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return out, fileFault(err, path)
	}
	o, err := pack.Open(f, info.Size())
	if err != nil {
		return out, err
	}
	if len(o.Problems) > 0 {
		return out, o.Problems[0]
	}
	out.Kind, out.Scope, out.Files = o.Kind, o.Manifest.Scope, o.Files
	out.Entries, out.Key = int(o.Report.Head.Seq), o.Keys[len(o.Keys)-1] // the present one last
	for _, x := range o.Manifest.Files {
		switch dir, _, _ := strings.Cut(x.Path, "/"); dir {
		case "documents":
			out.Documents++
		case "published", "recordings", "transcripts", "material":
			out.Attached++
		}
	}
	return out, nil
}

// bundleMade is a bundle that was written.
type bundleMade struct {
	Path      string     `json:"path"`
	Kind      pack.Kind  `json:"kind"`
	Scope     pack.Scope `json:"scope"`
	Files     int        `json:"files"`
	Entries   int        `json:"entries"`
	Documents int        `json:"documents"`
	Attached  int        `json:"attached"`
	Key       string     `json:"key"`
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
	if s.key.Name() == "" {
		return ""
	}
	return s.key.Public().String()
}
