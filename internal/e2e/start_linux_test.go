package e2e_test

import (
	"bytes"
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What hinders the service from starting is told by a text that says what to do, and by exit code 6.
func TestServiceThatCannotStart(t *testing.T) {
	long(t)
	p := newInstallation(t)
	running := p.serves("--log-level", "warn")
	refused := func(t *testing.T, at place, says string, args ...string) {
		t.Helper()
		s := at.mayServe(args...)
		if code := s.code(patience); code != 6 {
			t.Errorf("exit code %d", code)
		}
		if text := s.errs.String(); !strings.Contains(text, says) || strings.Contains(text, "goroutine") {
			t.Errorf("it says:\n%s", text)
		}
	}
	t.Run("a second on the same file", func(t *testing.T) {
		refused(t, place{t, p.dir, p.binary}, "samverkan.db")
		running.as(p.people["leader"].Token).get(here("/entries")) // the first goes on
	})
	t.Run("a port that is taken", func(t *testing.T) {
		other := newInstallation(t)
		refused(t, other.place, running.address, "--listen", running.address)
	})
	t.Run("a directory that is not there", func(t *testing.T) {
		refused(t, place{t, t.TempDir(), p.binary}, "finns-inte", "--db", filepath.Join(p.dir, "finns-inte", "samverkan.db"))
	})
	t.Run("a directory that cannot be written", func(t *testing.T) {
		other := newInstallation(t).moved(smallDisk(t, "size=48m"))
		if err := syscall.Mount("tmpfs", other.dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		refused(t, place{t, other.dir, p.binary}, "skriva filen och mappen")
	})
}

// A database that is damaged is never served as if nothing were wrong: the service says no, or what is wrong is found and named.
func TestServiceOnDamagedDatabase(t *testing.T) {
	long(t)
	for name, harm := range map[string]func([]byte) []byte{
		"cut in half":    func(b []byte) []byte { return b[:len(b)/2] },
		"another file":   func([]byte) []byte { return bytes.Repeat([]byte("Detta är ett brev.\n"), 2000) },
		"no header":      func(b []byte) []byte { clear(b[:4096]); return b },
		"an empty page":  func(b []byte) []byte { at := len(b) / 2 / 4096 * 4096; clear(b[at : at+4096]); return b },
		"flipped bytes":  func(b []byte) []byte { return flipped(b, 60) },
		"empty pages":    func(b []byte) []byte { clear(b[3*4096 : 40*4096]); return b },
		"a byte too few": func(b []byte) []byte { return b[:len(b)-1] },
	} {
		t.Run(name, func(t *testing.T) {
			p := newInstallation(t)
			p.whole()
			b, err := os.ReadFile(p.database())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(p.database(), harm(b), 0o600); err != nil {
				t.Fatal(err)
			}
			s := p.mayServe("--log-level", "warn")
			up, code := s.upOrEnded()
			text := s.errs.String()
			switch {
			case up: // then who asks is answered, or told; and the check finds what is wrong
				for _, path := range []string{here(""), here("/entries"), here("/record"), "/api/v1/actors"} {
					if a := s.as(p.people["leader"].Token).ask(http.MethodGet, path, nil); a.Status >= 400 {
						a.problem(t)
					}
				}
				s.signal(syscall.SIGTERM)
				s.code(patience)
				out, err := p.command("verify").CombinedOutput()
				t.Logf("served; verify: %v\n%s", err, tail(string(out)))
				if err == nil {
					t.Error("the service runs, and the check finds nothing wrong")
				}
			case code != 6 && code != 2 || !strings.Contains(text, "säkerhetskopia") || strings.Contains(text, "goroutine"):
				t.Errorf("exit code %d, and it says:\n%s", code, text)
			default:
				t.Log(lastLine(text))
			}
		})
	}
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// flipped turns over so many bytes, evenly spread, past the header.
func flipped(b []byte, n int) []byte {
	for i := range n {
		b[4096+(len(b)-4096)/n*i+17] ^= 0xff
	}
	return b
}

// whole puts everything that the database has beside it into the file itself.
func (p place) whole() {
	p.t.Helper()
	db, err := sql.Open("sqlite", "file:"+p.database())
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		p.t.Fatal(err)
	}
}

// Rows that are changed past the service are found by the check, which names the first of them.
func TestChangedRowIsNamed(t *testing.T) {
	p := newInstallation(t)
	s := p.serves("--log-level", "warn")
	leader := s.as(p.people["leader"].Token)
	leader.begin()
	d := newDesk("rad")
	for range 6 {
		d.gives(leader, d.next())
	}
	s.stop()
	p.verified()
	at := d.safe["rad-3"]
	for name, change := range map[string]string{
		"changed": "UPDATE entry SET payload = replace(payload, 'Anteckning', 'Antexkning')",
		"deleted": "DELETE FROM entry",
		"signed":  "UPDATE entry SET member = 'någon.annan'",
	} {
		t.Run(name, func(t *testing.T) {
			other := p.copied()
			db, err := sql.Open("sqlite", "file:"+other.database())
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range []string{"DROP TRIGGER entry_sealed", "DROP TRIGGER entry_payload_sealed", "DROP TRIGGER entry_kept",
				change + " WHERE stream = 'conference/" + regional + "' AND seq >= " + itoa(at) + " AND seq < " + itoa(at+2)} {
				if _, err := db.Exec(x); err != nil {
					t.Fatalf("%s: %v", x, err)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			out, err := other.command("verify").CombinedOutput()
			if code := exitCode(err); code == 0 || !strings.Contains(string(out), regional) || !strings.Contains(string(out), itoa(at)) {
				t.Errorf("exit code %d, and it says:\n%s", code, out)
			}
			t.Log(lastLine(string(out)))
		})
	}
}
