package papers

import (
	"context"
	"io"

	"samverkan/internal/pack"
)

// archivePrefix keeps the PDF/A-1a of a paper apart from its PDF/UA in the same directory.
const archivePrefix = "arkiv_"

// Bundle writes everything that the reader may have of the conference to w. open is called when it is known that all of it can
// be had, before the first byte.
func (d *Desk) Bundle(ctx context.Context, w io.Writer, open func()) error {
	parts, err := d.clerk.Bundle(ctx, d.who, d.id)
	if err != nil {
		return err
	}
	defer parts.Close()
	b := d.begin(parts, Order{Kind: pack.ForCourt})
	if b.Entries, err = d.clerk.Journal(ctx, d.who, d.id); err != nil {
		return err
	}
	if b.Documents, err = d.bundled(ctx); err != nil {
		return err
	}
	b.Attached = attached(parts, nil)
	open()
	return b.Write(w)
}

// bundled makes the documents of a bundle.
func (d *Desk) bundled(ctx context.Context) ([]pack.File, error) {
	r, err := d.reader(ctx)
	if err != nil {
		return nil, err
	}
	var out []pack.File
	for _, p := range Of(d.view.Conference) {
		wanted := []pack.Format{pack.PDF}
		switch p {
		case pack.Minutes:
			wanted = []pack.Format{pack.PDF, pack.ArchivePDF, pack.HTML, pack.Markdown, pack.JSON}
		case pack.DecisionLog, pack.ActionList:
			wanted = append(wanted, pack.CSV)
		case pack.Invitation:
			wanted = append(wanted, pack.ICS)
		}
		for _, format := range wanted {
			f, err := d.file(ctx, p, format, d.view.Conference, r)
			if err != nil {
				return nil, err
			}
			if format == pack.ArchivePDF {
				f.Name = archivePrefix + f.Name
			}
			out = append(out, f)
		}
	}
	return out, nil
}
