package papers

import (
	"bytes"
	"context"

	"samverkan/internal/pack"
)

// Registration is a record as it goes to a registrator by mail.
type Registration struct {
	Files    []pack.File // the package or, when it is too large, the entry for the diarium as XML and JSON
	Whole    bool        // it is the package
	Withheld bool        // something that is marked is left out
	Version  int         // of the minutes
}

// Registration makes the public registration package for a mail, of at most limit bytes; what is larger is fetched, and the entry goes
// alone. Fault: minutes.not-approved.
func (d *Desk) Registration(ctx context.Context, limit int) (Registration, error) {
	v := d.view.Conference.Version()
	if v == nil || v.Approved == nil {
		return Registration{}, notApproved(v)
	}
	parts, err := d.clerk.Bundle(ctx, d.who, d.id)
	if err != nil {
		return Registration{}, err
	}
	defer parts.Close()
	o := Order{Kind: pack.ForRegistry, Public: true}
	p, err := d.registry(ctx, d.begin(parts, o), parts, o)
	if err != nil {
		return Registration{}, err
	}
	out := Registration{Withheld: p.Entry.Withheld || len(d.view.Conference.Markings()) > 0, Version: v.Number}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		return Registration{}, err
	}
	if out.Whole = b.Len() <= limit; out.Whole {
		out.Files = []pack.File{{Name: d.PackageName(o), MediaType: "application/zip", Content: b.Bytes()}}
		return out, nil
	}
	out.Files, err = p.EntryFiles()
	return out, err
}
