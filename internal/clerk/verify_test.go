package clerk_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// codesOf lists the codes of what a check found.
func codesOf(list []error) []string {
	var out []string
	for _, err := range list {
		out = append(out, fault.CodeOf(err))
	}
	return out
}

func TestVerifySeesAFileThatWasChangedOnDisk(t *testing.T) {
	w := at(t, "approved")
	if _, err := w.PublishMinutes(t.Context(), holder(conference.Secretary), publication(3)); err != nil {
		t.Fatal(err)
	}
	found, err := w.Verify(t.Context(), clerk.OwnerIdentity())
	if err != nil || len(found.Faults) > 0 {
		t.Fatalf("untouched: %v %v", err, found.Faults)
	}
	var path string
	err = filepath.WalkDir(w.dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && len(filepath.Base(p)) == 64 {
			path = p
		}
		return err
	})
	if err != nil || path == "" {
		t.Fatalf("no stored file: %v", err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	found, err = w.Verify(t.Context(), clerk.OwnerIdentity())
	if err != nil || !slices.Contains(codesOf(found.Faults), "attachment.damaged") {
		t.Fatalf("%v %v", err, found.Faults)
	}
	// Nor is it handed out.
	for _, a := range must(w.Areas(t.Context(), clerk.OwnerIdentity())) {
		l := must(w.Area(t.Context(), clerk.OwnerIdentity(), a.ID))
		for _, i := range l.Items {
			v, _ := i.Current()
			if v.Digest == filepath.Base(path) {
				_, _, err := w.OpenFile(t.Context(), clerk.OwnerIdentity(), a.ID, i.ID, 0)
				if fault.CodeOf(err) != "attachment.damaged" {
					t.Fatalf("%v", err)
				}
			}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestVerifySeesATableThatWasChangedBesideTheJournal(t *testing.T) {
	w := at(t, "approved")
	if _, err := w.PublishMinutes(t.Context(), holder(conference.Secretary), publication(2)); err != nil {
		t.Fatal(err)
	}
	x := intrude(t, w)
	x.exec("DROP TABLE entry_copy")
	x.exec("DROP TABLE head_copy")
	for _, c := range []struct{ change, code, table string }{
		{"UPDATE member SET system_role = 'operator'", "verify.directory-differs", "member"},
		{"UPDATE area_right SET level = 'manage'", "verify.directory-differs", "area"},
		{"UPDATE area_item SET audience = 'only-we'", "verify.directory-differs", "area_item"},
		{"UPDATE area_item_revision SET content = replace(content, 'everyone', 'only-we')", "verify.directory-differs", "area_item_revision"},
		{"DELETE FROM area_item_version", "verify.directory-differs", "area_item"},
		{"UPDATE actor SET name = 'X' WHERE id = 'kommun-ekeryd'", "verify.directory-differs", "actor"},
		{"UPDATE incident SET title = 'X', doc = replace(doc, 'Snökaos', 'X')", "verify.directory-differs", "incident"},
		{"UPDATE measure SET owner = 'x'", "verify.list-differs", "measure"},
		{"UPDATE decision SET wording = 'x'", "verify.list-differs", "decision"},
		{"UPDATE conference SET phase = 'x'", "verify.list-differs", "conference"},
	} {
		t.Run(c.change, func(t *testing.T) {
			x.exec("PRAGMA foreign_keys = OFF")
			x.exec("CREATE TABLE kept AS SELECT * FROM " + tableOf(c.change))
			x.exec(c.change)
			found, err := w.Verify(t.Context(), clerk.OwnerIdentity())
			if err != nil || len(found.Faults) == 0 {
				t.Fatalf("%v: nothing was found", err)
			}
			f, _ := fault.As(found.Faults[0])
			if f.Code != c.code || f.Args["Table"] != c.table {
				t.Errorf("%v", found.Faults)
			}
			x.exec("DELETE FROM " + tableOf(c.change))
			x.exec("INSERT INTO " + tableOf(c.change) + " SELECT * FROM kept")
			x.exec("DROP TABLE kept")
		})
	}
	found, err := w.Verify(t.Context(), clerk.OwnerIdentity())
	if err != nil || len(found.Faults) > 0 {
		t.Errorf("put back: %v %v", err, found.Faults)
	}
}

// tableOf is the table that a statement changes.
func tableOf(statement string) string {
	words := strings.Fields(statement)
	if words[0] == "DELETE" {
		return words[2]
	}
	return words[1]
}

func TestACheckpointShowsThatTheEndWasCutOff(t *testing.T) {
	w := at(t, "approved")
	note, head, err := w.Checkpoint(t.Context(), clerk.OwnerIdentity(), regional)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := w.Holds(t.Context(), clerk.OwnerIdentity(), note); err != nil || c.Head != head {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := w.Holds(t.Context(), tib(attendee), note); fault.CodeOf(err) != "access.operator-only" {
		t.Errorf("%v", err)
	}
	x := intrude(t, w)
	x.exec("DELETE FROM entry WHERE stream = ? AND seq = ?", stream, head.Seq)
	x.exec("UPDATE stream_head SET seq = seq - 1, hash = (SELECT hash FROM entry WHERE stream = ? AND seq = ?) WHERE stream = ?",
		stream, head.Seq-1, stream)
	if _, err := w.Holds(t.Context(), clerk.OwnerIdentity(), note); fault.CodeOf(err) != "journal.broken-head" {
		t.Errorf("%v", err)
	}
}
