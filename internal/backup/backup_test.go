package backup

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// open opens a database as the service does.
func open(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{Path: path, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// write appends so many entries to a stream.
func write(t testing.TB, s *store.Store, stream string, n int) {
	t.Helper()
	err := s.Update(context.Background(), func(tx *store.Tx) error {
		for i := range n {
			_, err := tx.Append(stream, store.AtHead, entry(fmt.Sprint("anteckning ", i, strings.Repeat(" Älvnäs", i%9))))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func entry(text string) journal.Entry {
	return journal.Entry{OccurredAt: time.Now(), Member: "medlem-anna", Actor: "aktor-ls", Role: "secretary",
		CommandID: "0190b6a0-0000-7000-8000-000000000001", Name: "note.written", Version: 1,
		Payload: fmt.Appendf(nil, `{"text":%q}`, text)}
}

// keep puts a file beside the database.
func keep(t testing.TB, dir, text string) attachment.Digest {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d, err := attachment.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	stored, err := d.Put(strings.NewReader(text), math.MaxInt64)
	if err != nil {
		t.Fatal(err)
	}
	return stored.Digest
}

// installation is a database with two chains, a key and two files.
type installation struct {
	dir, database, files string
	live                 *store.Store
}

func install(t testing.TB) installation {
	t.Helper()
	dir := t.TempDir()
	i := installation{dir: dir, database: filepath.Join(dir, databaseName), files: filepath.Join(dir, databaseName+".files")}
	i.live = open(t, i.database)
	if _, err := i.live.SigningKey(context.Background(), "samverkan"); err != nil {
		t.Fatal(err)
	}
	write(t, i.live, "konf-1", 30)
	write(t, i.live, "konf-2", 7)
	keep(t, i.files, "minnesanteckningar")
	keep(t, i.files, "ljudupptagning")
	return i
}

func (i installation) options(to string) Options {
	return Options{Database: i.database, Files: i.files, To: to, Now: time.Now, Program: "test"}
}

func takeBackup(t testing.TB, o Options) Made {
	t.Helper()
	made, err := Make(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

// heads gives every chain's end as text.
func heads(t testing.TB, s *store.Store) string {
	t.Helper()
	h, err := headsOf(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(h)
}

// names gives every name in a directory and below it.
func names(t testing.TB, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			all = append(all, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestABackupIsRestored (faults.md A7): the service runs while the backup is made; then its disk is lost.
func TestABackupIsRestored(t *testing.T) {
	i := install(t)
	to := filepath.Join(t.TempDir(), "backup")
	made := takeBackup(t, i.options(to))
	before := heads(t, i.live)
	write(t, i.live, "konf-1", 3) // after the backup: lost
	if made.Copied != 2 || made.Manifest.Entries != 37 || made.Manifest.Newest.Seq == 0 || made.Manifest.Key {
		t.Fatalf("%+v", made)
	}
	v, err := Verify(context.Background(), to, time.Now)
	if err != nil || len(v.Faults) != 0 || !v.Read || v.Path != made.Path {
		t.Fatalf("%+v, %v", v, err)
	}
	i.live.Close()
	if err := os.RemoveAll(i.dir); err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(t.TempDir(), "ny")
	r, err := Restore(context.Background(), to, home, time.Now)
	if err != nil || r.Files != 2 || r.Entries != 37 || r.Key || len(r.Missing) != 0 || r.Migrated {
		t.Fatalf("%+v, %v", r, err)
	}
	s := open(t, r.Database)
	if got := heads(t, s); got != before {
		t.Fatalf("restored %s, want %s", got, before)
	}
	if info, err := os.Stat(r.Database); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info, err)
	}
	_, err = s.SigningKey(context.Background(), "samverkan")
	wantCode(t, err, "store.key-missing") // it was not asked for
	write(t, s, "konf-1", 1)
}

func TestTheKeyIsTakenOnlyWhenAskedFor(t *testing.T) {
	i := install(t)
	o := i.options(t.TempDir())
	o.WithKey, o.Live = true, i.live
	must(t, os.WriteFile(filepath.Join(i.dir, secretName), []byte("hemligt"), 0o600))
	made := takeBackup(t, o)
	if info, err := os.Stat(filepath.Join(made.Path, keyName)); err != nil || info.Mode().Perm() != 0o600 || !made.Manifest.Key {
		t.Fatal(info, err)
	}
	r, err := Restore(context.Background(), made.Path, t.TempDir(), time.Now)
	if err != nil || !r.Key {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := open(t, r.Database).SigningKey(context.Background(), "samverkan"); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(filepath.Dir(r.Database), secretName)); err != nil || string(b) != "hemligt" {
		t.Fatal(string(b), err)
	}
}

func TestFilesAreSharedAndPrunedWithTheirBackup(t *testing.T) {
	i := install(t)
	to := t.TempDir()
	first := takeBackup(t, i.options(to))
	old := filepath.Join(i.files, "sha256")
	if err := os.RemoveAll(old); err != nil { // as if both files were removed for good
		t.Fatal(err)
	}
	keep(t, i.files, "ny fil")
	second := takeBackup(t, i.options(to))
	third := takeBackup(t, i.options(to))
	if second.Copied != 1 || third.Copied != 0 || len(third.Manifest.Files) != 1 || second.Path >= third.Path {
		t.Fatalf("%+v\n%+v", second, third)
	}
	for _, path := range []string{first.Path, second.Path, third.Path} {
		if v, err := Verify(context.Background(), path, time.Now); err != nil || len(v.Faults) != 0 {
			t.Fatalf("%+v, %v", v, err)
		}
	}
	gone, err := Prune(context.Background(), to, 2)
	if err != nil || len(gone) != 1 || gone[0] != first.Path {
		t.Fatalf("%q, %v", gone, err)
	}
	if kept := names(t, filepath.Join(to, filesName)); len(kept) != 1 {
		t.Fatalf("%q", kept)
	}
	if gone, err = Prune(context.Background(), to, 0); err != nil || len(gone) != 1 { // the newest always stays
		t.Fatalf("%q, %v", gone, err)
	}
	if v, err := Verify(context.Background(), to, time.Now); err != nil || v.Path != third.Path || len(v.Faults) != 0 {
		t.Fatalf("%+v, %v", v, err)
	}
}

// TestADamagedSourceGivesNoBackup: a backup of a broken chain would push out a whole one.
func TestADamagedSourceGivesNoBackup(t *testing.T) {
	i := install(t)
	i.live.Close()
	flip(t, i.database, "anteckning 3")
	to := t.TempDir()
	_, err := Make(context.Background(), i.options(to))
	wantCode(t, err, "backup.source-damaged")
	if left := names(t, to); len(left) != 0 {
		t.Fatalf("left behind: %q", left)
	}
}

// TestADamagedFileIsNamed and hinders nothing else.
func TestADamagedFileIsNamed(t *testing.T) {
	i := install(t)
	digest := keep(t, i.files, "en tredje")
	flip(t, filepath.Join(i.files, "sha256", string(digest[:2]), string(digest[2:4]), string(digest)), "tredje")
	made := takeBackup(t, i.options(t.TempDir()))
	if len(made.Manifest.Damaged) != 1 || made.Manifest.Damaged[0] != string(digest) || len(made.Manifest.Files) != 2 {
		t.Fatalf("%+v", made.Manifest)
	}
}

// flip changes a letter of a text in a file.
func flip(t testing.TB, path, text string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(b), text)
	if at < 0 {
		t.Fatalf("%q is not in %s", text, path)
	}
	b[at] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestADamagedBackupIsSeenAndNotRestored: each of its files, changed and missing.
func TestADamagedBackupIsSeenAndNotRestored(t *testing.T) {
	i := install(t)
	cases := map[string]struct {
		spoil   func(t *testing.T, made Made)
		faults  int    // in Verify
		restore string // code; "" where the rest can be had
	}{
		"a byte of the database": {func(t *testing.T, m Made) {
			flip(t, filepath.Join(m.Path, databaseName), "anteckning 3")
		}, 1, "backup.differs"},
		"no database": {func(t *testing.T, m Made) { os.Remove(filepath.Join(m.Path, databaseName)) }, 1, "backup.missing"},
		"another head": {func(t *testing.T, m Made) {
			hash := m.Manifest.Streams[0].Hash
			flip(t, filepath.Join(m.Path, manifestName), hash[strings.IndexAny(hash, "0123456789"):]) // another digit
		}, 1, "backup.differs"},
		"a byte of a file": {func(t *testing.T, m Made) {
			d := string(m.Manifest.Files[0].Digest)
			path := filepath.Join(filepath.Dir(m.Path), filesName, "sha256", d[:2], d[2:4], d)
			b, _ := os.ReadFile(path)
			flip(t, path, string(b[2:5]))
		}, 1, ""},
		"no files": {func(t *testing.T, m Made) {
			os.RemoveAll(filepath.Join(filepath.Dir(m.Path), filesName, "sha256"))
		}, 2, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			made := takeBackup(t, i.options(t.TempDir()))
			c.spoil(t, made)
			v, err := Verify(context.Background(), made.Path, time.Now)
			if err != nil || len(v.Faults) != c.faults {
				t.Fatalf("%+v, %v", v, err)
			}
			home := filepath.Join(t.TempDir(), "ny")
			r, err := Restore(context.Background(), made.Path, home, time.Now)
			wantCode(t, err, c.restore)
			if c.restore == "" && len(r.Missing) != c.faults {
				t.Fatalf("%+v", r)
			}
			if c.restore != "" && len(names(t, home)) != 0 {
				t.Fatalf("left behind: %q", names(t, home))
			}
		})
	}
}

func TestNothingIsRestoredOverAnything(t *testing.T) {
	i := install(t)
	made := takeBackup(t, i.options(t.TempDir()))
	before := names(t, i.dir)
	_, err := Restore(context.Background(), made.Path, i.dir, time.Now)
	wantCode(t, err, "backup.target-not-empty")
	if after := names(t, i.dir); strings.Join(after, " ") != strings.Join(before, " ") {
		t.Fatalf("%q", after)
	}
	_, err = Restore(context.Background(), t.TempDir(), t.TempDir(), time.Now)
	wantCode(t, err, "backup.none")
	_, err = RestoreReplica(context.Background(), t.TempDir(), t.TempDir(), time.Now)
	wantCode(t, err, "backup.no-replica")
}

func TestManifestsOfOthers(t *testing.T) {
	const whole = `{"format":1,"made":"2027-01-06T18:00:00Z","database":{"sha256":"%s","size":1},"schema":4}`
	for text, code := range map[string]string{
		`{}`: "backup.bad-manifest", ``: "backup.bad-manifest", `[]`: "backup.bad-manifest", `{"format":2}`: "backup.newer-format",
		fmt.Sprintf(whole, "../../etc/passwd"): "backup.bad-manifest", fmt.Sprintf(whole, strings.Repeat("0a", 32)): "",
	} {
		_, err := ReadManifest(strings.NewReader(text))
		wantCode(t, err, code)
	}
}

func FuzzReadManifest(f *testing.F) {
	f.Add(`{"format":1,"made":"2027-01-06T18:00:00Z","database":{"sha256":"` + strings.Repeat("0a", 32) + `","size":1},"schema":4}`)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadManifest(strings.NewReader(text))
		if err != nil {
			if code := fault.CodeOf(err); code != "backup.bad-manifest" && code != "backup.newer-format" {
				t.Fatal(err)
			}
			return
		}
		for _, f := range append(m.Files, m.Database) { // a digest becomes a path
			if strings.ContainsAny(string(f.Digest), "/.\\\x00") || len(f.Digest) != 64 {
				t.Fatalf("accepted %q", f.Digest)
			}
		}
	})
}
