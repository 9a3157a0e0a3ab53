package cli

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/pack"
)

// entryRow is an entry of a journal as programs read it.
type entryRow struct {
	Seq        int64           `json:"seq"`
	RecordedAt time.Time       `json:"recordedAt"`
	OccurredAt time.Time       `json:"occurredAt"`
	Member     string          `json:"member"`
	Actor      string          `json:"actor,omitempty"`
	Role       string          `json:"role,omitempty"`
	Command    string          `json:"command"`
	Name       string          `json:"name"`
	Payload    json.RawMessage `json:"payload,omitempty"`
	Withheld   bool            `json:"withheld,omitempty"`
	Hash       string          `json:"hash,omitempty"` // a service does not send it with each row: it is in the bundle
}

// hashText writes a hash; "" for one that is not known.
func hashText(h journal.Hash) string {
	if h == (journal.Hash{}) {
		return ""
	}
	return h.String()
}

func (s *session) journalList() verb {
	var after int
	return verb{
		use:     "journal list [CONFERENCE]",
		example: "samverkan journal list konf-1 --after 100 -o jsonl",
		flags:   func(f *flags) { f.number(&after, "after") },
		run: func(ctx context.Context, _ []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			entries, err := desk.Journal(ctx, s.who, id)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			var rows []entryRow
			for _, e := range entries {
				if e.Seq > int64(after) {
					rows = append(rows, entryRow{e.Seq, e.RecordedAt, e.OccurredAt, e.Member, e.Actor, e.Role, e.CommandID, e.Name, e.Payload,
						e.Withheld, hashText(e.Hash)})
				}
			}
			return list(s, rows,
				column[entryRow]{"row", func(e entryRow) string { return strconv.FormatInt(e.Seq, 10) }},
				column[entryRow]{"at", func(e entryRow) string { return s.when(e.OccurredAt) }},
				column[entryRow]{"member", func(e entryRow) string { return e.Member }},
				column[entryRow]{"actor", func(e entryRow) string { return s.short(e.Actor) }},
				column[entryRow]{"role", func(e entryRow) string { return e.Role }},
				column[entryRow]{"happened", func(e entryRow) string { return e.Name }},
				column[entryRow]{"hash", func(e entryRow) string { return e.Hash[:min(12, len(e.Hash))] }},
				column[entryRow]{"content", func(e entryRow) string {
					if e.Payload == nil {
						return s.p.T("cli.left-out")
					}
					return ""
				}})
		},
	}
}

// streamRow is what a check found of one stream.
type streamRow struct {
	Stream  string `json:"stream"`
	Entries int64  `json:"entries"`
	Hash    string `json:"hash"`
}

// verified is what a check found.
type verified struct {
	OK       bool        `json:"ok"`
	Streams  []streamRow `json:"streams"`
	Problems []problem   `json:"problems,omitempty"`
	Bundle   *bundleSeen `json:"bundle,omitempty"`
}

// bundleSeen is what a bundle says of itself.
type bundleSeen struct {
	Kind       pack.Kind  `json:"kind"`
	Scope      pack.Scope `json:"scope,omitempty"`
	Conference string     `json:"conference"`
	Title      string     `json:"title"`
	Origin     string     `json:"origin"`
	SignedAt   time.Time  `json:"signedAt,omitzero"`
	SignedBy   []string   `json:"signedBy,omitempty"`
	Keys       []string   `json:"keys,omitempty"`
	Known      bool       `json:"known"` // one of the keys given here has signed
	Files      int        `json:"files"`
}

func (s *session) verify() verb {
	var keys []string
	checkpoint := ""
	return verb{
		use:   "verify [FILE]",
		group: groupArchive,
		example: `samverkan verify
samverkan verify --checkpoint kvitto.txt
samverkan verify konf-1.zip --key "samverkan+1a2b3c4d+AbC..."`,
		flags: func(f *flags) {
			f.texts(&keys, "key")
			f.text(&checkpoint, "checkpoint")
		},
		run: func(ctx context.Context, args []string) error {
			if len(args) > 0 {
				return s.verifyBundle(args[0], keys)
			}
			if checkpoint != "" {
				return s.verifyCheckpoint(ctx, checkpoint)
			}
			desk, err := s.file(ctx)
			if err != nil {
				return err
			}
			found, err := desk.Verify(ctx, s.who)
			if err != nil {
				return err
			}
			out := verified{OK: len(found.Faults) == 0}
			for _, r := range found.Streams {
				out.Streams = append(out.Streams, streamRow{r.Head.Stream, r.Head.Seq, r.Head.Hash.String()})
			}
			return s.tellVerified(out, found.Faults)
		},
	}
}

// verifyCheckpoint holds the database against a checkpoint that was kept outside it.
func (s *session) verifyCheckpoint(ctx context.Context, path string) error {
	desk, err := s.file(ctx)
	if err != nil {
		return err
	}
	note, err := s.readFile(path, 1<<20)
	if err != nil {
		return err
	}
	c, err := desk.Holds(ctx, s.who, string(note))
	if err != nil && c.Head.Stream == "" {
		return err
	}
	out := verified{OK: err == nil, Streams: []streamRow{{c.Head.Stream, c.Head.Seq, c.Head.Hash.String()}}}
	if err != nil {
		return s.tellVerified(out, []error{err})
	}
	return s.tellVerified(out, nil)
}

// verifyBundle checks a bundle without any database.
func (s *session) verifyBundle(path string, keys []string) error {
	trusted, err := trustedKeys(keys)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return fileFault(err, path)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fileFault(err, path)
	}
	if info.IsDir() {
		return fault.New(fault.Invalid, "cli.file-is-directory", "Path", path)
	}
	o, err := pack.Open(f, info.Size(), trusted...)
	if err != nil {
		return err
	}
	out := verified{OK: len(o.Problems) == 0, Bundle: seenIn(o)}
	if o.Report.Head.Seq > 0 {
		out.Streams = []streamRow{{o.Report.Head.Stream, o.Report.Head.Seq, o.Report.Head.Hash.String()}}
	}
	return s.tellVerified(out, o.Problems)
}

// seenIn gathers what a bundle says of itself.
func seenIn(o pack.Opened) *bundleSeen {
	return &bundleSeen{o.Kind, o.Manifest.Scope, o.Manifest.Conference, o.Manifest.Title, o.Manifest.Origin, o.SignedAt, o.SignedBy, o.Keys, o.Known, o.Files}
}

// problems are faults as programs and people read them.
func (s *session) problems(list []error) []problem {
	var out []problem
	for _, err := range list {
		out = append(out, problem{Kind: fault.KindOf(err).String(), Code: fault.CodeOf(err), Text: s.p.Fault(err)})
	}
	return out
}

// tellVerified writes what was found. The exit code is 5 when something does not add up.
func (s *session) tellVerified(out verified, problems []error) error {
	out.Problems = s.problems(problems)
	switch s.options.output {
	case outJSON:
		if err := s.writeJSON(out); err != nil {
			return err
		}
	case outLines:
		if err := s.writeLine(out); err != nil {
			return err
		}
	default:
		if err := s.sayVerified(out); err != nil {
			return err
		}
	}
	if !out.OK {
		return said{fault.Conflict}
	}
	return nil
}

func (s *session) sayVerified(out verified) error {
	if b := out.Bundle; b != nil {
		if err := s.show(out, fact{"package", s.p.T("cli.package." + string(b.Kind))}, fact{"title", b.Title}, fact{"conference", b.Conference}, fact{"signed-at", s.when(b.SignedAt)},
			fact{"signed-by", s.p.List(b.SignedBy)}, fact{"key", strings.Join(b.Keys, " ")}, fact{"files", strconv.Itoa(b.Files)}); err != nil {
			return err
		}
		if b.Known {
			s.say(s.p.T("cli.key-known"))
		} else {
			s.say(s.p.T("cli.key-not-known"))
		}
	}
	if len(out.Streams) > 0 || out.Bundle == nil { // a package for others holds no journal
		if err := list(s, out.Streams,
			column[streamRow]{"stream", func(x streamRow) string { return x.Stream }},
			column[streamRow]{"rows", func(x streamRow) string { return strconv.FormatInt(x.Entries, 10) }},
			column[streamRow]{"head", func(x streamRow) string { return x.Hash }}); err != nil {
			return err
		}
	}
	for _, p := range out.Problems {
		s.remark("✗ " + p.Text)
	}
	if out.OK {
		s.say(s.p.T("cli.verified"))
	} else {
		s.remark(s.p.N("cli.not-verified", len(out.Problems)))
	}
	return nil
}

func (s *session) checkpoint() verb {
	var t target
	return verb{
		use:     "checkpoint [CONFERENCE]",
		group:   groupArchive,
		example: "samverkan checkpoint konf-1 --out konf-1.checkpoint",
		flags:   func(f *flags) { f.target(&t) },
		run: func(ctx context.Context, _ []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			note, head, err := desk.Checkpoint(ctx, s.who, id)
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(struct {
					Stream string `json:"stream"`
					Seq    int64  `json:"seq"`
					Hash   string `json:"hash"`
					Note   string `json:"note"`
					Key    string `json:"key,omitempty"` // a service's is in its bundles
				}{head.Stream, head.Seq, head.Hash.String(), note, s.publicKey()})
			}
			return s.deliver(t, []byte(note), false)
		},
	}
}

func (s *session) expunge() verb {
	cmd := clerk.Expunge{}
	var yes bool
	return verb{
		use:     "expunge ROW...",
		group:   groupArchive,
		example: `samverkan expunge 143 144 -C konf-1 --ground "Arkivlagen 10 §, gallringsbeslut 2027-14" --yes`,
		flags: func(f *flags) {
			f.text(&cmd.Ground, "ground")
			f.text(&cmd.Stream, "stream")
			f.yes(&yes, "yes")
			f.need("ground")
		},
		run: func(ctx context.Context, args []string) error {
			if _, err := s.file(ctx); err != nil {
				return err
			}
			for _, word := range args {
				n, err := numberIn(word)
				if err != nil {
					return err
				}
				cmd.Seqs = append(cmd.Seqs, int64(n))
			}
			if cmd.Stream == "" {
				v, err := s.view(ctx)
				if err != nil {
					return err
				}
				cmd.Stream = v.Head.Stream
			}
			if !yes {
				return fault.New(fault.Invalid, "cli.expunge-unsure", "Count", len(cmd.Seqs), "Stream", cmd.Stream)
			}
			return s.administer(ctx, cmd, "Count", len(cmd.Seqs), "Stream", cmd.Stream)
		},
	}
}

// numberIn reads a whole number among the arguments.
func numberIn(word string) (int, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n < 0 {
		return 0, fault.New(fault.Invalid, "cli.not-a-number", "Value", clip(word))
	}
	return n, nil
}

func (s *session) rebuild() verb {
	return verb{
		use:     "rebuild",
		group:   groupArchive,
		example: "samverkan rebuild",
		run: func(ctx context.Context, _ []string) error {
			desk, err := s.file(ctx)
			if err != nil {
				return err
			}
			n, err := desk.Rebuild(ctx, s.who)
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(struct {
					Conferences int `json:"conferences"`
				}{n})
			}
			s.say(s.p.N("cli.rebuilt", n))
			return nil
		},
	}
}
