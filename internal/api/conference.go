package api

import (
	"context"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/wire"
)

type conferenceQuery struct {
	ID string `path:"id"`
	At int64  `query:"at" minimum:"0" doc:"As it stood after this entry; 0 for now"`
}

type conferenceAnswer struct {
	Body wire.Conference
}

func oneConference(a *API, ctx context.Context, c *call, in *conferenceQuery) (*conferenceAnswer, error) {
	v, err := a.o.Clerk.ConferenceAt(ctx, c.who, in.ID, in.At)
	if err != nil {
		return nil, err
	}
	if err := a.toldOf(ctx, c, v, "snapshot"); err != nil {
		return nil, err
	}
	state, err := v.Snapshot()
	if err != nil {
		return nil, err
	}
	return &conferenceAnswer{wire.Conference{State: state, Role: v.Role, Whole: v.Whole, Head: headOf(v.Head), HeadAt: v.HeadAt}}, nil
}

func headOf(h journal.Head) wire.Head { return wire.Head{Seq: h.Seq, Hash: h.Hash.String()} }

// toldOf notes that marked material is given out in clear, before it is: whoever cannot be noted down is not told.
func (a *API) toldOf(ctx context.Context, c *call, v *clerk.View, what string) error {
	if a.o.SecretRead == nil {
		return nil
	}
	for _, s := range v.Conference.Markings() {
		if v.May(s) {
			return a.o.SecretRead(ctx, c.who, v.Conference.Plan.ID, what)
		}
	}
	return nil
}

// readable is the conference without what the reader may not read in it.
func readable(a *API, ctx context.Context, c *call, id string) (*conference.Conference, error) {
	v, err := a.o.Clerk.Conference(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	if err := a.toldOf(ctx, c, v, "snapshot"); err != nil {
		return nil, err
	}
	state, err := v.Snapshot()
	if err != nil {
		return nil, err
	}
	return conference.Restore(state)
}

// courseItem is an agenda item with what became of it.
type courseItem struct {
	agenda.Item
	Secrecy     conference.Secrecy `json:"secrecy,omitzero"`
	Spans       []conference.Span  `json:"spans,omitempty" doc:"When it was dealt with"`
	UsedSeconds int                `json:"usedSeconds"`
	Current     bool               `json:"current,omitempty"`
}

func agendaOf(a *API, ctx context.Context, c *call, in *byID) (*list[courseItem], error) {
	conf, err := readable(a, ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	now := a.o.Now()
	var out []courseItem
	for _, it := range conf.Plan.Agenda {
		x := courseItem{Item: it, Secrecy: conf.ItemSecrecy(it.ID), Current: it.ID == conf.Current}
		if state, begun := conf.Item(it.ID); begun {
			x.Spans, x.UsedSeconds = state.Spans, int(state.Used(now)/time.Second)
		}
		out = append(out, x)
	}
	return listed(out, nil)
}

// seat is somebody called, what was answered, and whether anybody is there.
type seat struct {
	Key string `json:"key"`
	conference.Participant
	Answer *conference.Answer `json:"answer,omitempty"`
	Mark   *conference.Mark   `json:"mark,omitempty" doc:"The newest mark of the roll-call"`
}

func participantsOf(a *API, ctx context.Context, c *call, in *byID) (*list[seat], error) {
	conf, err := readable(a, ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	var out []seat
	for _, p := range conf.Plan.Participants {
		x := seat{Key: p.Key(), Participant: p}
		if answer, ok := conf.Answers[p.Key()]; ok {
			x.Answer = &answer
		}
		if marks := conf.RollCall.Marks[p.Key()]; len(marks) > 0 {
			x.Mark = &marks[len(marks)-1]
		}
		out = append(out, x)
	}
	return listed(out, nil)
}

type entriesQuery struct {
	ID    string `path:"id"`
	After int64  `query:"after" minimum:"0"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"500"`
}

// page is a stretch of the journal.
type page struct {
	Entries []wire.Entry `json:"entries"`
	Next    int64        `json:"next" doc:"What to give as after the next time"`
	Head    *wire.Head   `json:"head,omitempty"`
	Reset   bool         `json:"reset,omitempty" doc:"Too much has happened since: read the journal by pages, and follow from there"`
}

type pageAnswer struct{ Body page }

func entries(a *API, ctx context.Context, c *call, in *entriesQuery) (*pageAnswer, error) {
	rows, head, err := a.o.Clerk.Entries(ctx, c.who, in.ID, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return &pageAnswer{pageOf(rows, head, in.After)}, nil
}

func pageOf(rows []journal.Entry, head journal.Head, after int64) page {
	end := headOf(head)
	out := page{Entries: []wire.Entry{}, Next: after, Head: &end}
	for _, e := range rows {
		out.Entries, out.Next = append(out.Entries, EntryOf(e)), e.Seq
	}
	return out
}

type auditQuery struct {
	After int64 `query:"after" minimum:"0"`
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"500"`
}

// secretReading is that somebody was given marked material in clear, or has got or lost a way to sign in.
type secretReading struct {
	Seq        int64     `json:"seq"`
	At         time.Time `json:"at"`
	Member     string    `json:"member,omitempty"`
	Actor      string    `json:"actor,omitempty"`
	Conference string    `json:"conference,omitempty"`
	What       string    `json:"what,omitempty" doc:"Which answer it was in, or account.passkey-added and the like"`
	Head       int64     `json:"head,omitempty" doc:"How far the conference had come"`
	About      string    `json:"about,omitempty" doc:"The name of the passkey, the issuer of the identity"`
}

func audit(a *API, ctx context.Context, c *call, in *auditQuery) (*list[secretReading], error) {
	rows, err := a.o.Clerk.Audit(ctx, c.who, in.After, in.Limit)
	var out []secretReading
	for _, r := range rows {
		out = append(out, secretReading{r.Seq, r.At, r.Member, r.Actor, r.Conference, r.What, r.SecretRead.Seq, r.About})
	}
	return listed(out, err)
}

func administration(a *API, ctx context.Context, c *call, in *auditQuery) (*pageAnswer, error) {
	rows, head, err := a.o.Clerk.Administration(ctx, c.who, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return &pageAnswer{pageOf(rows, head, in.After)}, nil
}

// EntryOf is an entry as it travels, as the clerk lets its reader see it: one that is withheld has no payload.
func EntryOf(e journal.Entry) wire.Entry {
	return wire.Entry{Seq: e.Seq, Name: e.Name, Version: e.Version, RecordedAt: e.RecordedAt, OccurredAt: e.OccurredAt,
		Member: e.Member, Actor: e.Actor, Role: e.Role, Command: e.CommandID, Payload: e.Payload}
}

// note is a signed note of a chain's head.
type note struct {
	Note string    `json:"note"`
	Head wire.Head `json:"head"`
}

type noteAnswer struct{ Body note }

func checkpoint(a *API, ctx context.Context, c *call, in *byID) (*noteAnswer, error) {
	text, head, err := a.o.Clerk.Checkpoint(ctx, c.who, in.ID)
	return &noteAnswer{note{text, headOf(head)}}, err
}

type sealQuery struct {
	ID  string `path:"id"`
	Seq int64  `query:"seq" minimum:"0" doc:"After which entry; 0 for the newest"`
}

func sealAt(a *API, ctx context.Context, c *call, in *sealQuery) (*noteAnswer, error) {
	text, head, err := a.o.Clerk.SealAt(ctx, c.who, in.ID, in.Seq)
	if err == nil && head.Seq == 0 {
		err = fault.New(fault.NotFound, "conference.unknown")
	}
	return &noteAnswer{note{text, headOf(head)}}, err
}
