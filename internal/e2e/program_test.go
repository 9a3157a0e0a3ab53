package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "samverkan/internal/cli" // what the binary is made of: a result that was kept is then a result of this program
	"samverkan/internal/fixture"
	"samverkan/internal/store/pgtest"
)

// built builds the program once for all tests; it is removed with the last.
var builtOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "samverkan-e2e-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "samverkan")
	if out, err := exec.Command("go", "build", "-o", binary, "samverkan/cmd/samverkan").CombinedOutput(); err != nil {
		return binary, fmt.Errorf("the program does not build: %w\n%s", err, out)
	}
	return binary, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if asked {
		binary, _ := builtOnce()
		os.RemoveAll(filepath.Dir(binary))
	}
	postgres.Stop()
	for _, dir := range removed {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

var (
	asked   bool
	removed []string // what the tests have made once for all of them

	postgres pgtest.Server // for the tests that need one; it starts with the first
)

func program(t testing.TB) string {
	t.Helper()
	asked = true
	binary, err := builtOnce()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// place is a directory with a database and the files of the exercise.
type place struct {
	t      *testing.T
	dir    string
	binary string
}

// quick gives a directory where nothing waits for a disk, where there is such a place: a process that is killed leaves there what it
// leaves on a disk.
func quick(t *testing.T) string {
	t.Helper()
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err != nil || !info.IsDir() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "samverkan-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func newPlace(t *testing.T) place {
	t.Helper()
	p := place{t, quick(t), program(t)}
	files, err := fs.Sub(fixture.Snokaos, "snokaos")
	if err == nil {
		err = os.CopyFS(p.dir, files)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// command is a process of the program. It inherits nothing that a person may have set.
func (p place) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.binary, args...)
	cmd.Dir = p.dir
	cmd.Env = []string{"HOME=" + p.dir, "SAMVERKAN_DB=" + filepath.Join(p.dir, "samverkan.db"), "PATH=" + os.Getenv("PATH")}
	return cmd
}

// run runs the program, which must end well, and gives what it wrote.
func (p place) run(args ...string) []byte {
	p.t.Helper()
	cmd := p.command(args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		p.t.Fatalf("samverkan %s: %v\n%s%s", strings.Join(args, " "), err, out.Bytes(), errs.Bytes())
	}
	return out.Bytes()
}

// copied gives another place with the same files.
func (p place) copied() place {
	p.t.Helper()
	to := place{p.t, quick(p.t), p.binary}
	if err := os.CopyFS(to.dir, os.DirFS(p.dir)); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(to.dir, "samverkan.db.key"), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return to
}

// planned gives a place where the regional conference is planned.
func planned(t *testing.T) place {
	t.Helper()
	p := newPlace(t)
	p.run("import", "actors.csv")
	p.run("plan", "import", "conference-regional.yaml", "--incident", "event.yaml")
	return p
}

const regional = "konf-regional-1"

// minutesOf gives the minutes as data, without what tells one installation from another: when they were composed, and the seal of the
// chain, which has salts drawn by chance.
func (p place) minutesOf(conference string) map[string]any {
	p.t.Helper()
	var m map[string]any
	if err := json.Unmarshal(p.run("minutes", "show", conference, "--format", "json"), &m); err != nil {
		p.t.Fatal(err)
	}
	for _, key := range []string{"composed", "seal"} {
		if _, ok := m[key]; !ok {
			p.t.Errorf("the minutes have no %s", key)
		}
		delete(m, key)
	}
	return m
}
