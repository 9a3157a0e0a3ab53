package reporting

import (
	"slices"

	"samverkan/conference"
	"samverkan/internal/chart"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/inquiry"
	"samverkan/internal/wire"
)

// AnswerTable is what came of a begäran om information as a spreadsheet has it: a header, and a row for each actor that was asked. name
// gives the name of an actor.
func AnswerTable(v *wire.Inquiry, p *i18n.Printer, name func(actor string) string) [][]string {
	rows := v.Result.Rows(inquiry.Naming{Printer: p, Name: name})
	heading := inquiryHeading(v, p)
	for i := range rows {
		first := heading
		if i == 0 {
			first = p.T("reporting.col.inquiry")
		}
		rows[i] = append([]string{first}, rows[i]...)
	}
	return rows
}

func inquiryHeading(v *wire.Inquiry, p *i18n.Printer) string {
	return Heading(&conference.Plan{Title: v.Title, Exercise: v.Exercise}, p)
}

// The pictures of an inquiry.
const (
	Bars   = "bars" // how many gave each answer
	DotMap = "map"  // the grades, by place
)

// AnswerPicture draws the answers to one question, by its id; "" is the first question that can be drawn so. It says itself which inquiry
// it is of, and that it is an exercise. Faults: inquiry.question-unknown, reporting.no-picture, those of [directory.Directory.Places].
func AnswerPicture(v *wire.Inquiry, kind, question string, d *directory.Directory, p *i18n.Printer) ([]byte, error) {
	if question != "" && !slices.ContainsFunc(v.Result.Questions, func(q inquiry.QuestionResult) bool { return q.ID == question }) {
		return nil, fault.New(fault.NotFound, "inquiry.question-unknown", "Question", question)
	}
	var places []conference.Place
	if kind == DotMap {
		found, err := d.Places(v.Owner, v.Actors)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			places = append(places, conference.Place(x))
		}
	}
	naming := inquiry.Naming{Printer: p}
	for _, q := range v.Result.Questions {
		if question != "" && q.ID != question {
			continue
		}
		var picture *chart.Picture
		if kind == DotMap {
			picture = naming.Map(v.Result, q.ID, places)
		} else {
			picture = naming.Bars(q)
		}
		if picture != nil {
			picture.Caption(p.T("reporting.answers", "Title", inquiryHeading(v, p), "Question", q.Text))
			return []byte(picture.SVG("svar")), nil
		}
	}
	return nil, fault.New(fault.NotFound, "reporting.no-picture")
}
