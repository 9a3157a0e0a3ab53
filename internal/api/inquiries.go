package api

import (
	"context"
	"encoding/json"
	"mime"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/reporting"
	"samverkan/internal/wire"
)

type inquiriesQuery struct {
	Incident string    `query:"incident"`
	Owner    string    `query:"owner" doc:"Who asks"`
	Awaits   string    `query:"awaits" doc:"An actor that is asked and has not answered, while it is open"`
	Open     string    `query:"open" enum:"true,false" doc:"Not closed, or closed; both when it is left out"`
	From     time.Time `query:"from" doc:"To be answered after this time"`
	To       time.Time `query:"to" doc:"To be answered before this time"`
}

// inquiriesOf lists what the caller's actor asks and is asked, the open ones first.
func inquiriesOf(a *API, ctx context.Context, c *call, in *inquiriesQuery) (*list[wire.ListedInquiry], error) {
	q := clerk.InquiryQuery{Incident: in.Incident, Owner: in.Owner, Awaits: in.Awaits, From: in.From, To: in.To}
	if in.Open != "" {
		open := in.Open == "true"
		q.Open = &open
	}
	rows, _, err := a.o.Clerk.Inquiries(ctx, c.who, q)
	var out []wire.ListedInquiry
	for _, r := range rows {
		out = append(out, ListedInquiryOf(r))
	}
	return listed(out, err)
}

// ListedInquiryOf is an inquiry of a list as it travels.
func ListedInquiryOf(r clerk.ListedInquiry) wire.ListedInquiry {
	return wire.ListedInquiry{ID: r.ID, Owner: r.Owner, Title: r.Title, Incident: r.Incident, Exercise: r.Exercise, Asked: r.AskedAt, Deadline: r.Deadline,
		Closed: r.ClosedAt, Owns: r.Owns, Awaits: r.Asked && r.AnsweredAt.IsZero() && r.ClosedAt.IsZero(), AnsweredAt: r.AnsweredAt, Total: r.Total, Answered: r.Answered}
}

// InquiryOf is an inquiry as it travels.
func InquiryOf(v *clerk.InquiryView) wire.Inquiry {
	return wire.Inquiry{ID: v.ID, Ask: v.Ask, Asked: v.Asked, Closed: v.Closed, Result: v.Result, Head: headOf(v.Head), Owns: v.Owns, Manages: v.Manages,
		Answers: v.Answers}
}

type inquiryQuery struct {
	ID string `path:"id" doc:"The inquiry"`
}

type inquiryAnswer struct{ Body wire.Inquiry }

func inquiryOf(a *API, ctx context.Context, c *call, in *inquiryQuery) (*inquiryAnswer, error) {
	v, err := a.shownInquiry(ctx, c, in.ID)
	return &inquiryAnswer{v}, err
}

// shownInquiry is an inquiry as the caller may see it, when it has been noted what marked answers that is.
func (a *API) shownInquiry(ctx context.Context, c *call, id string) (wire.Inquiry, error) {
	v, err := a.o.Clerk.Inquiry(ctx, c.who, id)
	if err == nil {
		err = a.o.Clerk.ReadSecretAnswers(ctx, c.who, v, "inquiry")
	}
	if err != nil {
		return wire.Inquiry{}, err
	}
	return InquiryOf(v), nil
}

type inquiryRaw struct {
	ID      string `path:"id" doc:"The inquiry"`
	Date    string `header:"Date" doc:"What the sender's clock shows, for commands that do not say it themselves (sentAt)"`
	RawBody []byte
}

// inquire gives one command about an inquiry: inquiry.open, inquiry.change, inquiry.respond, inquiry.unchanged, inquiry.close.
func inquire(a *API, ctx context.Context, c *call, in *inquiryRaw) (*receiptAnswer, error) {
	var w wire.Command
	if err := decode(in.RawBody, &w); err != nil {
		return nil, err
	}
	if len(w.Command) == 0 {
		w.Command = json.RawMessage("{}")
	}
	cmd, err := inquiry.DecodeCommand(w.Name, w.Command)
	if err != nil {
		return nil, err
	}
	r, err := a.o.Clerk.Inquire(ctx, c.who, in.ID, clerk.InquiryWish{ID: w.ID, OccurredAt: onOurClock(w, dateOf(in.Date), a.o.Now()), Command: cmd})
	if err != nil {
		return nil, err
	}
	return &receiptAnswer{a.receipt(c, r)}, nil
}

func remindInquiry(a *API, ctx context.Context, c *call, in *inquiryQuery) (*remindedAnswer, error) {
	n, err := a.o.Clerk.RemindInquiry(ctx, c.who, in.ID)
	return &remindedAnswer{wire.Reminded{Messages: n}}, err
}

// inquiryEntries is the journal of an inquiry; what the caller may not read in it is withheld.
func inquiryEntries(a *API, ctx context.Context, c *call, in *inquiryQuery) (*list[wire.Entry], error) {
	if _, err := a.shownInquiry(ctx, c, in.ID); err != nil { // what is marked is in its journal too
		return nil, err
	}
	all, err := a.o.Clerk.InquiryEntries(ctx, c.who, in.ID)
	var out []wire.Entry
	for _, e := range all {
		out = append(out, EntryOf(e))
	}
	return listed(out, err)
}

type inquiryFileQuery struct {
	ID       string `path:"id" doc:"The inquiry"`
	File     string `path:"file" doc:"table.csv, a row for each actor; bars.svg, how many gave each answer; map.svg, grades of impact by place"`
	Question string `query:"question" doc:"The id of the question to draw; the first that can be drawn so when it is left out"`
}

// inquiryFile is the result as a table for a spreadsheet or as a picture, in the reader's language.
func inquiryFile(a *API, ctx context.Context, c *call, in *inquiryFileQuery) (*huma.StreamResponse, error) {
	v, err := a.shownInquiry(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := a.o.Clerk.Directory(ctx)
	if err != nil {
		return nil, err
	}
	kind, content := "image/svg+xml", []byte(nil)
	switch in.File {
	case "table.csv":
		kind = "text/csv; charset=utf-8"
		content, err = csv(reporting.AnswerTable(&v, c.p, func(id string) string {
			x, _ := d.ByID(id)
			return x.ShortName
		}), c.p)
	case "bars.svg":
		content, err = reporting.AnswerPicture(&v, reporting.Bars, in.Question, d, c.p)
	case "map.svg":
		content, err = reporting.AnswerPicture(&v, reporting.DotMap, in.Question, d, c.p)
	default:
		err = fault.New(fault.NotFound, "reporting.no-file", "Name", clip(in.File))
	}
	if err != nil {
		return nil, err
	}
	name := in.ID + "-" + in.File
	if v.Exercise {
		name = "ovning-" + name
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		h := c.w.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		h.Set("Content-Length", strconv.Itoa(len(content)))
		_, _ = c.w.Write(content) // nobody is there to be told when it breaks
	}}, nil
}
