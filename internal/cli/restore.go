package cli

import (
	"context"
	"time"

	"samverkan/internal/backup"
	"samverkan/internal/fault"
)

func (s *session) restore() verb {
	to, replica := "", ""
	return verb{
		use:   "restore [DIR]",
		group: groupArchive,
		example: `samverkan restore /srv/backup/samverkan --to /var/lib/samverkan
samverkan restore --from-replica /mnt/replica --to /var/lib/samverkan`,
		flags: func(f *flags) {
			f.text(&to, "to")
			f.text(&replica, "from-replica")
			f.need("to")
		},
		run: func(ctx context.Context, args []string) error {
			var r backup.Restored
			var err error
			switch {
			case (replica == "") == (len(args) == 0):
				return fault.New(fault.Invalid, "cli.restore-from-what")
			case replica != "":
				r, err = backup.RestoreReplica(ctx, replica, to, s.world.Now)
			default:
				r, err = backup.Restore(ctx, args[0], to, s.world.Now)
			}
			if err != nil {
				return err
			}
			if err := s.tellContents(r); err != nil {
				return err
			}
			s.checkBucket(ctx, r.Bucket)
			s.nextSteps(r)
			return nil
		},
	}
}

// restoredRow is what was restored as programs read it.
type restoredRow struct {
	Database string        `json:"database"`
	From     string        `json:"from"`
	Made     time.Time     `json:"made,omitzero"`
	Entries  int64         `json:"entries"`
	Newest   backup.Newest `json:"newest,omitzero"`
	Files    int           `json:"files"`
	Missing  []string      `json:"missing,omitempty"`
	Bucket   backup.Bucket `json:"bucket,omitzero"`
	Key      bool          `json:"key"`
	Migrated bool          `json:"migrated,omitempty"`
}

func (s *session) tellContents(r backup.Restored) error {
	made := ""
	if !r.Made.IsZero() {
		made = s.when(r.Made)
	}
	return s.show(restoredRow(r), fact{"database", r.Database}, fact{"from", r.From}, fact{"made", made},
		fact{"entries", s.p.Number(int(r.Entries))}, fact{"newest", s.newestEntry(r.Newest)}, fact{"files", s.p.Number(r.Files)},
		fact{"missing", s.p.List(r.Missing)})
}

// nextSteps tells what is lost, and what is left to do.
func (s *session) nextSteps(r backup.Restored) {
	if !r.Newest.At.IsZero() {
		s.say(s.p.T("cli.restored-up-to", "At", s.when(r.Newest.At)))
	}
	if r.Migrated {
		s.say(s.p.T("cli.restored-migrated"))
	}
	if len(r.Missing) > 0 {
		s.say(s.p.N("cli.restored-missing", len(r.Missing)))
	}
	if !r.Key {
		s.say(s.p.T("cli.restored-without-key", "Path", r.Database+".key"))
	}
	s.say(s.p.T("cli.restored-next", "Path", r.Database))
}
