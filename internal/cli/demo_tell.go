package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func (d *demonstration) write(name string, content []byte) error {
	path := filepath.Join(d.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fileFault(err, path)
	}
	if err := writeWhole(path, content, false); err != nil {
		return err
	}
	d.written = append(d.written, writtenFile{path, len(content)})
	return nil
}

// tell says what was made, how long it took, and what to try next.
func (d *demonstration) tell(took time.Duration) error {
	s := d.session
	if s.options.output != outTable {
		type file struct {
			Path string `json:"path"`
			Size int    `json:"size"`
		}
		out := struct {
			Dir     string  `json:"dir"`
			DB      string  `json:"db"`
			Events  int64   `json:"events"`
			Seconds float64 `json:"seconds"`
			Files   []file  `json:"files"`
		}{Dir: d.home, DB: s.options.db, Events: d.events, Seconds: took.Seconds()}
		for _, f := range d.written {
			out.Files = append(out.Files, file{f.path, f.size})
		}
		if s.options.output == outLines {
			return s.writeLine(out)
		}
		return s.writeJSON(out)
	}
	s.say(s.p.T("cli.demo.title", "Title", d.incident.Title))
	s.say("")
	for i, l := range exercise {
		p := d.plans[i]
		s.say(s.p.N("cli.demo.conference", len(p.Actors()), "Title", p.Title, "Date", s.p.ShortDateTime(p.Start),
			"Area", l.area))
	}
	for _, w := range d.warned {
		s.say(s.p.T("cli.warning", "Text", s.warn(context.Background(), w)))
	}
	d.tellFiles()
	s.say("")
	s.say(s.p.T("cli.demo.took", "Events", s.p.Number(int(d.events)), "Files", len(d.written), "Seconds", s.p.Decimal(took.Seconds(), 1)))
	s.say("")
	s.say(s.p.T("cli.demo.try", "Commands", "  "+strings.Join(d.tries(), "\n  ")))
	return nil
}

// tellFiles lists what was written, directory by directory, what lies at the top last.
func (d *demonstration) tellFiles() {
	files := slices.Clone(d.written)
	order := func(f writtenFile) int {
		dir := filepath.Dir(f.path)
		if dir == d.home {
			return len(files)
		}
		return slices.IndexFunc(d.written, func(g writtenFile) bool { return filepath.Dir(g.path) == dir })
	}
	slices.SortStableFunc(files, func(a, b writtenFile) int { return order(a) - order(b) })
	width := 0
	for _, f := range files {
		width = max(width, len([]rune(filepath.Base(f.path))))
	}
	folder := ""
	for _, f := range files {
		if dir := filepath.Dir(f.path); dir != folder {
			folder = dir
			d.session.say("\n" + folder + string(filepath.Separator))
		}
		name := filepath.Base(f.path)
		d.session.say("  " + name + strings.Repeat(" ", width-len([]rune(name))+gap) + d.session.p.Bytes(int64(f.size)))
	}
}

// tries are commands to go on with. They work as they stand.
func (d *demonstration) tries() []string {
	db := " --db " + quoted(d.session.options.db)
	regional := d.plans[1]
	reader := "tib." + regional.Actors()[len(regional.Actors())-1]
	if i := slices.Index(regional.Actors(), "kommun-ekeryd"); i >= 0 {
		reader = "tib.kommun-ekeryd"
	}
	return []string{
		"samverkan verify" + db,
		"samverkan verify " + quoted(d.packed),
		"samverkan conference list" + db,
		"samverkan minutes show " + regional.ID + db,
		"samverkan measure list " + regional.ID + db,
		"samverkan area show " + exercise[1].area + " --as " + reader + db,
		"samverkan plan check " + d.plans[len(d.plans)-1].ID + db,
	}
}

// quoted puts quotes round a path that a shell would take apart.
func quoted(path string) string {
	if strings.ContainsAny(path, " \t'()&;$*?[]") {
		return `"` + path + `"`
	}
	return path
}
