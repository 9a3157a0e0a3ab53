package pdf

import (
	"context"
	"io"

	"samverkan/internal/document"
	"samverkan/internal/fault"
	"samverkan/internal/render/pdf/finish"
	"samverkan/internal/render/pdf/font"
	"samverkan/internal/render/pdf/layout"
)

// Profile says which standards a file follows.
type Profile int

// The profiles.
const (
	// UA1A2a is PDF/UA-1 and PDF/A-2a: the one for readers.
	UA1A2a Profile = iota
	// UA1A1a is PDF/UA-1 and PDF/A-1a: for archives whose rules are older than
	// PDF/A-2 (RA-FS 2009:2). The file is about three times larger.
	UA1A1a
)

// producer is what the file says made it. It has no version, so that the same
// document gives the same bytes after an upgrade that does not change the drawing.
const producer = "Samverkan"

// Options says how to render.
type Options struct {
	Profile Profile
}

// Report says what became of the document.
type Report struct {
	Pages    int
	Replaced []rune // characters that no font has, in order; each is drawn as a box and keeps its meaning for assistive technology
}

// Render writes d to w as PDF. It writes nothing when d is not valid or ctx ends.
//
// Faults: those of [document.Document.Err], `pdf.picture-broken`, `pdf.picture-too-large`.
func Render(ctx context.Context, w io.Writer, d *document.Document, o Options) (Report, error) {
	if err := d.Err(); err != nil {
		return Report{}, err
	}
	d = d.Cleaned()
	fonts, err := font.Standard()
	if err != nil {
		return Report{}, fault.Wrap(err, fault.Internal, "internal")
	}
	drawn, err := layout.Set(ctx, d, fonts, o.Profile != UA1A1a)
	if err != nil {
		return Report{}, internal(err)
	}
	meta := finish.Meta{Title: d.Title, Subject: d.Subject, Author: d.Author, Producer: producer, Lang: d.Lang, Identifier: d.Identifier, Created: d.Created, Part: 2}
	if meta.Author == "" {
		meta.Author = d.Host
	}
	if o.Profile == UA1A1a {
		meta.Part = 1
	}
	if err := finish.Write(w, drawn.Output, meta); err != nil {
		return Report{}, internal(err)
	}
	return Report{Pages: len(drawn.Pages), Replaced: drawn.Missed}, nil
}

// internal keeps faults and the end of a context as they are.
func internal(err error) error {
	if _, ok := fault.As(err); ok || err == context.Canceled || err == context.DeadlineExceeded {
		return err
	}
	return fault.Wrap(err, fault.Internal, "internal")
}
