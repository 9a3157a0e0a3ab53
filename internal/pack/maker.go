package pack

import (
	"bytes"
	"context"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/document"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/render/html"
	"samverkan/internal/render/pdf"
	"samverkan/internal/render/text"
	"samverkan/minutes"
)

// Paper is a kind of document.
type Paper string

// The papers.
const (
	Invitation    Paper = "invitation"      // kallelse
	Agenda        Paper = "agenda"          // agenda with speaker list
	RollCall      Paper = "roll-call"       // upprop as it was
	BlankRollCall Paper = "roll-call-blank" // upprop to fill in by hand
	NoteForm      Paper = "note-form"       // form to take notes on by hand
	Minutes       Paper = "minutes"
	DecisionLog   Paper = "decisions"
	ActionList    Paper = "measures"
	Situation     Paper = "situation" // samlad lägesbild
)

// Papers lists the papers in the order of a meeting's life.
func Papers() []Paper {
	return []Paper{Invitation, Agenda, BlankRollCall, NoteForm, RollCall, Minutes, DecisionLog, ActionList, Situation}
}

// Format is a file format.
type Format string

// The formats. JSON is for the minutes, CSV for measures and decisions, ICS for the invitation.
const (
	PDF        Format = "pdf"   // PDF/UA-1 and PDF/A-2a
	ArchivePDF Format = "pdfa1" // PDF/UA-1 and PDF/A-1a
	HTML       Format = "html"
	Markdown   Format = "md"
	JSON       Format = "json"
	CSV        Format = "csv"
	ICS        Format = "ics"
)

var formats = map[Format]struct{ ext, mediaType string }{
	PDF: {"pdf", "application/pdf"}, ArchivePDF: {"pdf", "application/pdf"}, HTML: {"html", "text/html; charset=utf-8"},
	Markdown: {"md", "text/markdown; charset=utf-8"}, JSON: {"json", "application/json"}, CSV: {"csv", "text/csv; charset=utf-8"},
	ICS: {"ics", "text/calendar; charset=utf-8"},
}

// FormatsOf lists the formats that a paper can be had in.
func FormatsOf(p Paper) []Format {
	list := []Format{PDF, ArchivePDF, HTML, Markdown}
	switch p {
	case Minutes:
		list = append(list, JSON)
	case DecisionLog, ActionList:
		list = append(list, CSV)
	case Invitation:
		list = append(list, ICS)
	}
	return list
}

// Maker makes files of conferences, in one language.
type Maker struct {
	Printer    *i18n.Printer
	Names      func(actor string) (name, short string)
	Person     func(member string) string
	Conference func(id string) string                    // title of another conference
	Area       func(id string) string                    // name of a shared area
	Places     func(*conference.Plan) []conference.Place // that the conference is about; nil: none
	Now        time.Time
	Check      string // address of the service whose check page papers lead to; "" for none
	Calendar   Calendar
}

// Reader is for whom a file is made.
type Reader struct {
	May      func(conference.Secrecy) bool // nil: everything
	Seal     *minutes.Seal
	Incident *conference.Incident
	// Then is the record as it was when the minutes were approved; nil before. What was approved is shown so whatever has
	// happened since: the minutes, the roll-call, the decisions and the situation. The action list goes on living.
	Then *conference.Conference
	// Variant is the word in the file name that tells this reader's file from another's, e.g. "offentlig".
	Variant string
	// Public says that it is the public version, and Silences which recordings can be silenced in part for it.
	Public   bool
	Silences func(conference.AudioFile) bool
}

// File is a finished file under its controlled name.
type File struct {
	Paper     Paper
	Format    Format
	Name      string
	Title     string
	MediaType string
	Kind      area.Kind
	Content   []byte
	Pages     int    // of a PDF
	Replaced  []rune // characters that no font has
}

func (m Maker) options(r Reader) minutes.Options {
	return minutes.Options{Now: m.Now, Names: m.Names, Person: m.Person, May: r.May, Seal: r.Seal, Printer: m.Printer,
		Incident: r.Incident, Conference: m.Conference, Area: m.Area, Places: m.Places, Check: m.Check, Public: r.Public, Silences: r.Silences}
}

// Compose gives the minutes of a conference as data.
func (m Maker) Compose(c *conference.Conference, r Reader) *minutes.Minutes {
	return minutes.Compose(c, m.options(r))
}

// Document gives a paper as a document. Fault: pack.paper.
func (m Maker) Document(p Paper, c *conference.Conference, r Reader) (*document.Document, error) {
	o := m.options(r)
	made := func() *minutes.Minutes { return minutes.Compose(c, o) }
	switch p {
	case Invitation:
		return minutes.InvitationDocument(c, o), nil
	case Agenda:
		return minutes.AgendaDocument(c, o), nil
	case RollCall:
		return minutes.RollCallDocument(c, false, o), nil
	case BlankRollCall:
		return minutes.RollCallDocument(c, true, o), nil
	case NoteForm:
		return minutes.NoteForm(c, o), nil
	case Minutes:
		return minutes.MinutesDocument(made(), o), nil
	case DecisionLog:
		return minutes.DecisionLog([]*minutes.Minutes{made()}, o), nil
	case ActionList:
		return minutes.ActionList([]*minutes.Minutes{made()}, o), nil
	case Situation:
		return minutes.SituationSummary(made(), o), nil
	}
	return nil, fault.New(fault.Invalid, "pack.paper", "Paper", string(p))
}

// File makes a paper in a format. Faults: pack.paper, pack.format, and those of the renderers.
func (m Maker) File(ctx context.Context, p Paper, format Format, c *conference.Conference, r Reader) (File, error) {
	m, c, r = m.asApproved(p, c, r)
	kind, known := formats[format]
	if !known || !slices.Contains(FormatsOf(p), format) {
		return File{}, fault.New(fault.Invalid, "pack.format", "Paper", string(p), "Format", string(format))
	}
	f := File{Paper: p, Format: format, MediaType: kind.mediaType, Kind: areaKind(p, format), Name: m.name(p, kind.ext, c, r)}
	var b bytes.Buffer
	switch format {
	case ICS:
		data, err := m.ICS(m.Calendar, c)
		if err != nil {
			return f, err
		}
		b.Write(data)
		f.Title = c.Plan.Title
	case JSON:
		b.Write(m.Compose(c, r).JSON())
		f.Title = c.Plan.Title
	case CSV:
		made, o := []*minutes.Minutes{m.Compose(c, r)}, m.options(r)
		rows := minutes.MeasureRows(made, o)
		if p == DecisionLog {
			rows = minutes.DecisionRows(made, o)
		}
		if err := text.CSV(&b, rows[0], rows[1:], text.CSVOptions{BOM: true, Semicolon: m.Printer.Lang() == i18n.Swedish}); err != nil {
			return f, err
		}
		f.Title = c.Plan.Title
	default:
		d, err := m.Document(p, c, r)
		if err != nil {
			return f, err
		}
		f.Title = d.Kind + ": " + d.Title
		report, err := m.Render(ctx, &b, d, format)
		if err != nil {
			return f, err
		}
		f.Pages, f.Replaced = report.Pages, report.Replaced
	}
	f.Content = b.Bytes()
	return f, nil
}

// asApproved picks the record that a paper shows.
func (m Maker) asApproved(p Paper, c *conference.Conference, r Reader) (Maker, *conference.Conference, Reader) {
	if r.Then == nil {
		return m, c, r
	}
	switch p {
	case Minutes, RollCall, DecisionLog, Situation:
		if v := r.Then.Version(); v != nil && v.Approved != nil {
			m.Now = v.Approved.At
		}
		return m, r.Then, r
	}
	r.Seal = nil // it is of the record as approved
	return m, c, r
}

// Render writes a document in a format.
func (m Maker) Render(ctx context.Context, w *bytes.Buffer, d *document.Document, format Format) (pdf.Report, error) {
	switch format {
	case PDF:
		return pdf.Render(ctx, w, d, pdf.Options{})
	case ArchivePDF:
		return pdf.Render(ctx, w, d, pdf.Options{Profile: pdf.UA1A1a})
	case HTML:
		return pdf.Report{}, html.Render(w, d, html.WordsFrom(m.Printer))
	case Markdown:
		return pdf.Report{}, text.Markdown(w, d)
	}
	return pdf.Report{}, fault.New(fault.Invalid, "pack.format", "Paper", d.Kind, "Format", string(format))
}

// name is the controlled file name.
func (m Maker) name(p Paper, ext string, c *conference.Conference, r Reader) string {
	n := area.FileName{Start: c.Plan.Start, Level: string(c.Plan.Level), SeriesNo: c.Plan.SeriesNo, Document: string(p),
		Variant: r.Variant, Exercise: c.Plan.Exercise, Ext: ext}
	if ext == formats[ICS].ext {
		n.Variant = "" // a calendar holds nothing that some may not read
	}
	switch p {
	case Minutes, RollCall, DecisionLog, ActionList, Situation:
		if p == Minutes && c.Plan.Documentation.Minutes == conference.MinutesFormal {
			n.Document = "minutes-formal"
		}
		if v := c.Version(); v != nil {
			n.Version = v.Number
		}
	case BlankRollCall:
		n.Document, n.Variant = "roll-call", "blankett"
	case NoteForm:
		n.Document = "anteckningsblankett"
	}
	return n.String()
}

func areaKind(p Paper, f Format) area.Kind {
	switch {
	case f == ICS:
		return area.Calendar
	case p == Minutes:
		return area.Minutes
	case p == DecisionLog:
		return area.Decision
	case p == Invitation || p == Agenda:
		return area.Invitation
	}
	return area.Document
}
