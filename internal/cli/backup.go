package cli

import (
	"context"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"samverkan/internal/backup"
	"samverkan/internal/fault"
)

// backupVerbs is "backup DIR", with the verbs that look at backups below it.
func (s *session) backupVerbs() *cobra.Command {
	c := s.command(s.backupMake())
	c.Annotations = map[string]string{ownUse: "yes"}
	c.AddCommand(s.command(s.backupVerify()), s.command(s.backupList()))
	return c
}

func (s *session) backupMake() verb {
	o := backup.Options{Now: s.world.Now}
	keep := 0
	return verb{
		use:   "backup DIR",
		group: groupArchive,
		example: `samverkan backup /srv/backup/samverkan
samverkan backup /srv/backup/samverkan --keep 14`,
		flags: func(f *flags) {
			f.yes(&o.WithKey, "with-key")
			f.number(&keep, "keep")
			f.text(&o.Files, "files")
		},
		run: func(ctx context.Context, args []string) error {
			o.Database, o.To, o.Program = s.options.db, args[0], program().Version
			if o.Files == "" {
				o.Files = o.Database + ".files"
			}
			if keep < 0 {
				return fault.New(fault.Invalid, "cli.not-a-number", "Value", strconv.Itoa(keep))
			}
			place, shelf, err := s.bucketNow()
			if err != nil {
				return err
			}
			var unlisted error
			if shelf != nil {
				defer shelf.Close()
				o.Bucket = s.listBucket(place, shelf, &unlisted)
			}
			made, err := backup.Make(ctx, o)
			if err != nil {
				return err
			}
			if unlisted != nil {
				s.remark(s.p.Fault(unlisted))
			}
			var gone []string
			if keep > 0 && len(made.Manifest.Damaged) == 0 { // the older one may have what this one lacks
				if gone, err = backup.Prune(ctx, o.To, keep); err != nil {
					return err
				}
			}
			return s.tellBackup(made, gone)
		},
	}
}

// backupRow is a backup as programs read it.
type backupRow struct {
	Path string `json:"path"`
	backup.Manifest
	Copied  int      `json:"copied"`
	Removed []string `json:"removed,omitempty"`
}

// tellBackup tells what was made. The exit code is 5 when a file of it was damaged already.
func (s *session) tellBackup(made backup.Made, gone []string) error {
	m := made.Manifest
	err := s.show(backupRow{made.Path, m, made.Copied, gone},
		fact{"backup", made.Path}, fact{"entries", s.p.Number(int(m.Entries))},
		fact{"newest", s.newestEntry(m.Newest)}, fact{"files", s.p.Number(len(m.Files))}, fact{"copied", s.p.Number(made.Copied)},
		fact{"bucket", m.Bucket.Place}, fact{"removed", s.p.List(gone)}, fact{"damaged", s.p.List(m.Damaged)})
	if err != nil {
		return err
	}
	if len(m.Damaged) > 0 {
		s.say(s.p.N("cli.backup-damaged", len(m.Damaged)))
		return said{fault.Conflict}
	}
	s.say(s.p.T("cli.backup-made"))
	if m.Bucket.Place != "" {
		s.say(s.p.T("cli.backup-bucket", "Place", m.Bucket.Place))
	}
	if !m.Key {
		s.say(s.p.T("cli.backup-without-key"))
	}
	return nil
}

// newestEntry says when the last entry of a backup was written; nothing for an empty one.
func (s *session) newestEntry(n backup.Newest) string {
	if n.At.IsZero() {
		return ""
	}
	return s.when(n.At) + ", " + n.Stream + " " + strconv.FormatInt(n.Seq, 10)
}

func (s *session) backupVerify() verb {
	return verb{
		use: "backup verify DIR",
		example: `samverkan backup verify /srv/backup/samverkan
samverkan backup verify /mnt/replica`,
		run: func(ctx context.Context, args []string) error {
			if backup.IsReplica(args[0]) {
				r, err := backup.VerifyReplica(ctx, args[0], os.TempDir(), s.world.Now)
				if err != nil {
					return err
				}
				if err := s.tellContents(r); err != nil {
					return err
				}
				s.say(s.p.T("cli.replica-verified"))
				return nil
			}
			v, err := backup.Verify(ctx, args[0], s.world.Now)
			if err != nil {
				return err
			}
			return s.tellBackupVerified(ctx, v)
		},
	}
}

// backupVerified is a checked backup as programs read it.
type backupVerified struct {
	OK       bool            `json:"ok"`
	Path     string          `json:"path"`
	Read     bool            `json:"read"`
	Manifest backup.Manifest `json:"manifest"`
	Problems []problem       `json:"problems,omitempty"`
}

// tellBackupVerified writes what was found. The exit code is 5 when something is not as it was.
func (s *session) tellBackupVerified(ctx context.Context, v backup.Verified) error {
	out := backupVerified{OK: len(v.Faults) == 0, Path: v.Path, Read: v.Read, Manifest: v.Manifest}
	for _, err := range v.Faults {
		out.Problems = append(out.Problems, problem{Kind: fault.KindOf(err).String(), Code: fault.CodeOf(err), Text: s.p.Fault(err)})
	}
	m := v.Manifest
	err := s.show(out, fact{"backup", v.Path}, fact{"made", s.when(m.Made)}, fact{"entries", s.p.Number(int(m.Entries))},
		fact{"newest", s.newestEntry(m.Newest)}, fact{"files", s.p.Number(len(m.Files))}, fact{"damaged", s.p.List(m.Damaged)})
	if err != nil {
		return err
	}
	for _, p := range out.Problems {
		s.say(p.Text)
	}
	missing := s.checkBucket(ctx, m.Bucket)
	switch {
	case !out.OK || len(missing) > 0:
		return said{fault.Conflict}
	case !v.Read:
		s.say(s.p.T("cli.backup-older"))
	default:
		s.say(s.p.T("cli.backup-verified"))
	}
	return nil
}

func (s *session) backupList() verb {
	return verb{
		use:     "backup list DIR",
		example: "samverkan backup list /srv/backup/samverkan",
		run: func(_ context.Context, args []string) error {
			paths, err := backup.List(args[0])
			if err != nil {
				return err
			}
			var rows []backupRow
			for _, path := range paths {
				m, err := backup.ReadManifestOf(path)
				if err != nil {
					return err
				}
				rows = append(rows, backupRow{Path: path, Manifest: m})
			}
			return list(s, rows,
				column[backupRow]{"backup", func(b backupRow) string { return b.Path }},
				column[backupRow]{"made", func(b backupRow) string { return s.when(b.Made) }},
				column[backupRow]{"newest", func(b backupRow) string { return s.newestEntry(b.Newest) }},
				column[backupRow]{"entries", func(b backupRow) string { return s.p.Number(int(b.Entries)) }},
				column[backupRow]{"files", func(b backupRow) string { return s.p.Number(len(b.Files)) }},
				column[backupRow]{"key", func(b backupRow) string { return s.mark(b.Key) }})
		},
	}
}
