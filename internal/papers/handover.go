package papers

import (
	"bytes"
	"context"
	"encoding/json"

	"samverkan/internal/area"
	"samverkan/internal/course"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/pack"
)

// HandoverFormats lists the formats that a shift handover can be had in.
func HandoverFormats() []pack.Format {
	return []pack.Format{pack.PDF, pack.ArchivePDF, pack.HTML, pack.Markdown, pack.JSON}
}

// mostLines is how many lines of each kind are tried at most when a handover does not fit on its page.
const mostLines = 12

// Handover writes a shift handover for whoever it was made for, host by name the one that hands over. On paper it is one page: lines that
// there is no room for are counted in their place. Fault: pack.format.
func Handover(ctx context.Context, p *i18n.Printer, d *directory.Directory, host string, h course.Handover, format pack.Format) (pack.File, error) {
	f := pack.File{Format: format, Kind: area.Document}
	ext := ""
	switch format {
	case pack.PDF, pack.ArchivePDF:
		f.MediaType, ext = "application/pdf", "pdf"
	case pack.HTML:
		f.MediaType, ext = "text/html; charset=utf-8", "html"
	case pack.Markdown:
		f.MediaType, ext = "text/markdown; charset=utf-8", "md"
	case pack.JSON:
		f.MediaType, ext = "application/json", "json"
	default:
		return f, fault.New(fault.Invalid, "pack.format", "Paper", "handover", "Format", string(format))
	}
	f.Name = handoverName(h) + "." + ext
	if format == pack.JSON {
		var err error
		f.Content, err = json.MarshalIndent(h.Whole(), "", "  ")
		return f, err
	}
	w := course.Paper{Printer: p, Host: nameOf(d, host), Name: func(actor string) string {
		if a, ok := d.ByID(actor); ok && a.ShortName != "" {
			return a.ShortName
		}
		return nameOf(d, actor)
	}}
	made := func(most int) (pack.File, error) {
		var b bytes.Buffer
		w.Most = most
		doc := h.Document(w)
		report, err := pack.Maker{Printer: p}.Render(ctx, &b, doc, format)
		out := f
		out.Title, out.Content, out.Pages, out.Replaced = doc.Kind+": "+doc.Title, b.Bytes(), report.Pages, report.Replaced
		return out, err
	}
	whole, err := made(0)
	if err != nil || whole.Pages <= 1 {
		return whole, err
	}
	// The most lines of each kind with which it still is one page; one of each when not even that is.
	best, err := made(1)
	for low, high := 2, min(h.Longest(), mostLines); err == nil && low <= high; {
		most := (low + high) / 2
		var try pack.File
		if try, err = made(most); err == nil && try.Pages == 1 {
			best, low = try, most+1
		} else {
			high = most - 1
		}
	}
	return best, err
}

func handoverName(h course.Handover) string {
	name := h.At.In(i18n.Stockholm()).Format("2006-01-02_1504")
	if h.Incident.Exercise {
		name += "_ovning"
	}
	name += "_overlamning"
	if slug := area.Slug(h.Incident.Title); slug != "" {
		name += "_" + slug
	}
	return name
}

func nameOf(d *directory.Directory, actor string) string {
	if a, ok := d.ByID(actor); ok {
		return a.Name
	}
	return actor
}
