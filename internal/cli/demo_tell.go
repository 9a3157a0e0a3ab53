package cli

import (
	"context"
	"os"
	"path/filepath"
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
		s.say(s.p.T("cli.demo.conference", "Title", p.Title, "Date", s.p.ShortDateTime(p.Start), "Actors", len(p.Actors()),
			"Area", l.areaName))
	}
	for _, w := range d.warned {
		s.say(s.p.T("cli.warning", "Text", s.warn(context.Background(), w)))
	}
	s.say("")
	folder := ""
	for _, f := range d.written {
		if dir := filepath.Dir(f.path); dir != folder {
			folder = dir
			s.say(folder + string(filepath.Separator))
		}
		s.say("  " + filepath.Base(f.path) + strings.Repeat(" ", max(1, 92-len([]rune(filepath.Base(f.path))))) + s.p.Bytes(int64(f.size)))
	}
	s.say("")
	s.say(s.p.T("cli.demo.took", "Events", s.p.Number(int(d.events)), "Files", len(d.written), "Seconds", s.p.Decimal(took.Seconds(), 1)))
	s.say("")
	s.say(s.p.T("cli.demo.try", "DB", s.options.db, "Bundle", d.written[len(d.written)-1].path))
	return nil
}
