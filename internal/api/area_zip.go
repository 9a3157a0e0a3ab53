package api

import (
	"context"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/internal/papers"
)

type areaZipQuery struct {
	ID     string   `path:"id"`
	Items  []string `query:"item,explode" doc:"Ids of items; may be given several times"`
	Folder string   `query:"folder" doc:"Only what is in this folder and those below it"`
}

// areaZip sends items of an area as they are packed.
func areaZip(a *API, ctx context.Context, c *call, in *areaZipQuery) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(huma.Context) {
		begun := false
		err := papers.AreaZip(ctx, a.o.Clerk, c.who, papers.AreaOrder{Area: in.ID, Items: in.Items, Folder: in.Folder}, c.p, a.o.Now(), c.w, func(name string) {
			begun = true
			h := c.w.Header()
			h.Set("Content-Type", "application/zip")
			h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		})
		switch {
		case err == nil:
		case !begun:
			a.write(c.w, c, a.refuse(c, err))
		default:
			a.refuse(c, err) // for the log
			panic(http.ErrAbortHandler)
		}
	}}, nil
}
