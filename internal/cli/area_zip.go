package cli

import (
	"context"
	"io"
	"net/url"
	"os"

	"samverkan/internal/fault"
	"samverkan/internal/papers"
)

// areaZip fetches items of an area as one file.
func (s *session) areaZip() verb {
	var t target
	var folder string
	return verb{
		use: "area zip AREA [ITEM...]",
		example: `samverkan area zip snokaos --out snokaos.zip
samverkan area zip snokaos --folder Lägesbild --out lagesbild.zip`,
		flags: func(f *flags) {
			f.text(&folder, "folder")
			f.target(&t)
			f.need("out")
		},
		run: func(ctx context.Context, args []string) error {
			if t.path == "" {
				return fault.New(fault.Invalid, "cli.missing-flags", "Flags", []string{"--out"})
			}
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			o := papers.AreaOrder{Area: args[0], Items: args[1:], Folder: folder}
			if err := writeStream(t.path, t.force, func(w io.Writer) error { return s.writeAreaZip(ctx, o, w) }); err != nil {
				return err
			}
			info, err := os.Stat(t.path)
			if err != nil {
				return fileFault(err, t.path)
			}
			if s.options.output != outTable {
				return s.show(struct {
					Path string `json:"path"`
					Size int64  `json:"size"`
				}{t.path, info.Size()})
			}
			s.remark(s.p.T("cli.wrote", "Path", t.path, "Size", s.p.Bytes(info.Size())))
			return nil
		},
	}
}

func (s *session) writeAreaZip(ctx context.Context, o papers.AreaOrder, w io.Writer) error {
	if s.far == nil {
		return papers.AreaZip(ctx, s.clerk, s.who, o, s.p, s.world.Now(), w, func(string) {})
	}
	c, err := s.far.client.Open(ctx, url.Values{"item": o.Items, "folder": {o.Folder}}, "areas", o.Area, "zip")
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = io.Copy(w, c)
	return err
}
