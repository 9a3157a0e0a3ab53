package api

import (
	"bytes"
	"context"
	"mime"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/render/text"
	"samverkan/internal/reporting"
)

type situationFileQuery struct {
	ID    string    `path:"id"`
	File  string    `path:"file" doc:"map.svg, a point for each place, or table.csv, a row for each actor"`
	At    time.Time `query:"at" doc:"As of this time; what came in later is not counted"`
	Since time.Time `query:"since" doc:"Compare with the reports of this time; else with those of the conference before"`
}

// situationFile is the situation as a map or as a table for a spreadsheet, in the reader's language.
func situationFile(a *API, ctx context.Context, c *call, in *situationFileQuery) (*huma.StreamResponse, error) {
	s, v, err := a.compiled(ctx, c, &situationQuery{ID: in.ID, At: in.At, Since: in.Since})
	if err != nil {
		return nil, err
	}
	plan := &v.Conference.Plan
	var content []byte
	kind := ""
	switch in.File {
	case "map.svg":
		kind, content = "image/svg+xml", reporting.Map(&s, plan, c.p)
		if content == nil {
			return nil, fault.New(fault.NotFound, "reporting.no-map")
		}
	case "table.csv":
		d, err := a.o.Clerk.Directory(ctx)
		if err != nil {
			return nil, err
		}
		name := func(seat string) string {
			id, unit, has := strings.Cut(seat, "/")
			if x, ok := d.ByID(id); ok {
				id = x.ShortName
			}
			if has {
				return id + ", " + unit
			}
			return id
		}
		kind = "text/csv; charset=utf-8"
		if content, err = csv(reporting.Table(&s, plan, c.p, name), c.p); err != nil {
			return nil, err
		}
	default:
		return nil, fault.New(fault.NotFound, "reporting.no-file", "Name", clip(in.File))
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		h := c.w.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(plan, in.File)}))
		h.Set("Content-Length", strconv.Itoa(len(content)))
		_, _ = c.w.Write(content) // nobody is there to be told when it breaks
	}}, nil
}

// fileName is the controlled name of such a file.
func fileName(plan *conference.Plan, file string) string {
	what, ext, _ := strings.Cut(file, ".")
	return area.FileName{Start: plan.Start, Level: string(plan.Level), SeriesNo: plan.SeriesNo, Document: "situation", Variant: what,
		Exercise: plan.Exercise, Ext: ext}.String()
}

// csv writes rows for a spreadsheet, with semicolons between the cells where Swedish ones expect them.
func csv(rows [][]string, p *i18n.Printer) ([]byte, error) {
	var b bytes.Buffer
	err := text.CSV(&b, rows[0], rows[1:], text.CSVOptions{BOM: true, Semicolon: p.Lang() == i18n.Swedish})
	return b.Bytes(), err
}
