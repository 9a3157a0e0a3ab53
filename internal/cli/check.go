package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
)

// checkedRow is what was found of one file.
type checkedRow struct {
	File    string          `json:"file"`
	Verdict string          `json:"verdict"` // genuine, whole, seal, broken, unknown
	Checked *papers.Checked `json:"checked,omitempty"`
	Package *bundleSeen     `json:"package,omitempty"`

	Problems []problem `json:"problems,omitempty"`
}

// What can be said of a file.
const (
	checkGenuine = "genuine" // published here, or a package that a known key has signed
	checkWhole   = "whole"   // a package that proves itself by keys that nobody here has vouched for
	checkSeal    = "seal"    // its seal is genuine; whether the file is as it was made is not known
	checkBroken  = "broken"  // a package in which something does not add up
	checkUnknown = "unknown"
)

func (s *session) check() verb {
	var keys []string
	return verb{
		use:   "check FILE...",
		group: groupArchive,
		example: `samverkan check minnesanteckningar.pdf
samverkan check konf-1.zip --key "samverkan+1a2b3c4d+AbC..."`,
		flags: func(f *flags) { f.texts(&keys, "key") },
		run: func(ctx context.Context, args []string) error {
			trusted, err := trustedKeys(keys)
			if err != nil {
				return err
			}
			var rows []checkedRow
			for _, path := range args {
				row, err := s.checkFile(ctx, path, trusted)
				if err != nil {
					return err
				}
				rows = append(rows, row)
			}
			return s.tellChecked(rows)
		},
	}
}

func trustedKeys(texts []string) ([]journal.PublicKey, error) {
	var out []journal.PublicKey
	for _, text := range texts {
		k, err := journal.ParsePublicKey(strings.TrimSpace(text))
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// checkFile finds out about one file. A package proves itself, without any database; everything else is asked about.
func (s *session) checkFile(ctx context.Context, path string, trusted []journal.PublicKey) (checkedRow, error) {
	row := checkedRow{File: filepath.Base(path), Verdict: checkUnknown}
	f, err := os.Open(path)
	if err != nil {
		return row, fileFault(err, path)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return row, fileFault(err, path)
	case info.IsDir():
		return row, fault.New(fault.Invalid, "cli.file-is-directory", "Path", path)
	}
	if o, err := pack.Open(f, info.Size(), trusted...); err == nil {
		row.Package = seenIn(o)
		row.Problems = s.problems(o.Problems)
		switch {
		case len(o.Problems) > 0:
			row.Verdict = checkBroken
		case o.Known:
			row.Verdict = checkGenuine
		default:
			row.Verdict = checkWhole
		}
		return row, nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return row, fileFault(err, path)
	}
	if _, err := s.desk(ctx); err != nil {
		return row, err
	}
	var found papers.Checked
	if s.far != nil {
		err = s.far.client.Upload(ctx, f, &found, "check")
	} else {
		found, err = papers.Check(ctx, s.clerk, s.who, f)
	}
	if err != nil {
		return row, err
	}
	switch found.Known {
	case papers.KnownPublished:
		row.Verdict, row.Checked = checkGenuine, &found
	case papers.KnownSeal:
		row.Verdict, row.Checked = checkSeal, &found
	}
	return row, nil
}

// tellChecked writes what was found. The exit code is 5 when a file is not known to be genuine.
func (s *session) tellChecked(rows []checkedRow) error {
	err := list(s, rows,
		column[checkedRow]{"file", func(r checkedRow) string { return r.File }},
		column[checkedRow]{"verdict", func(r checkedRow) string { return s.p.T("cli.check." + r.Verdict) }},
		column[checkedRow]{"version", func(r checkedRow) string { return s.checkedVersion(r) }},
		column[checkedRow]{"at", func(r checkedRow) string { return s.when(r.at()) }},
		column[checkedRow]{"later", func(r checkedRow) string { return s.checkedLater(r) }})
	if err != nil {
		return err
	}
	sure := true
	for _, r := range rows {
		sure = sure && (r.Verdict == checkGenuine || r.Verdict == checkWhole)
		for _, p := range r.Problems {
			s.remark("✗ " + r.File + ": " + p.Text)
		}
		if s.options.output == outTable && r.Verdict != checkGenuine {
			s.remark(r.File + ": " + s.p.T("cli.check.advice."+r.Verdict))
		}
	}
	if !sure {
		return said{fault.Conflict}
	}
	return nil
}

// at is when it was published, approved or signed.
func (r checkedRow) at() time.Time {
	switch {
	case r.Checked != nil:
		return r.Checked.At
	case r.Package != nil:
		return r.Package.SignedAt
	}
	return time.Time{}
}

func (s *session) checkedVersion(r checkedRow) string {
	switch {
	case r.Package != nil:
		return s.p.T("cli.package." + string(r.Package.Kind))
	case r.Checked == nil:
		return ""
	case r.Checked.Version == 0:
		return s.p.T("cli.check.not-approved")
	}
	text := strconv.Itoa(r.Checked.Version)
	if r.Checked.Composed != "" {
		text += ", " + s.p.T("cli.check.composed-"+string(r.Checked.Composed))
	}
	return text
}

// checkedLater says what has happened since.
func (s *session) checkedLater(r checkedRow) string {
	if r.Checked == nil || r.Checked.Changed.IsZero() {
		return ""
	}
	text := s.p.T("cli.check.changed", "At", r.Checked.Changed, "Newest", r.Checked.Newest)
	if n := r.Checked.Corrected; n > 0 {
		text += ", " + s.p.N("cli.check.corrected", n)
	}
	if len(r.Checked.Why) > 0 {
		text += ": " + strings.Join(r.Checked.Why, "; ")
	}
	return text
}
