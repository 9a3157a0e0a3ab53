package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/fault"
	"samverkan/internal/rehearsal"
	"samverkan/internal/store"
)

// The conferences of a demonstration that is served are at the clock on the wall, so that there is something to see whenever
// somebody looks. Each has a name that a number is put after when one before it is over.
const (
	liveNow     = "konf-regional-nu"
	liveCalled  = "konf-regional-kallad"
	liveDrafted = "konf-regional-utkast"
	liveAsked   = "begaran-nodvatten"
)

// staleAfter is how long after its beginning the meeting that goes on has gone on for too long to be believed.
const staleAfter = 3 * time.Hour

// wall makes what a demonstration has at the clock on the wall.
type wall struct {
	rehearsal.Desk
	now  time.Time
	plan conference.Plan // what all are made from
	have []store.Conference
}

// goOn sees to it that a meeting goes on in a demonstration, that one is called and that one is being planned; it gives the id of the
// one that goes on. It is done before the service opens the database, as its only holder.
func (s *session) goOn(ctx context.Context, c *config.Config) (id string, err error) {
	random := s.world.Random
	if random == nil {
		random = rand.Reader
	}
	w := &wall{now: s.world.Now(), Desk: rehearsal.Desk{Clock: &rehearsal.Clock{}}}
	w.Clock.Set(w.now)
	db, err := store.Open(ctx, store.Options{Path: c.Database, Now: w.Clock.Now, Random: random, KeyPath: c.SigningKey})
	if err != nil {
		return "", err
	}
	defer func() {
		if closed := db.Close(); err == nil {
			err = closed
		}
	}()
	key, err := db.SigningKey(ctx, c.Origin)
	if err != nil {
		return "", err
	}
	w.Clerk = clerk.New(clerk.Options{Store: db, Files: attachment.NewShelf(c.Files, random), NewID: s.ids.New, Now: w.Clock.Now, Key: key,
		Origin: c.Origin, Replayed: true})
	m, err := rehearsal.Read("regional")
	if err != nil {
		return "", err
	}
	rehearsal.Bind(&m.Plan)
	w.plan = m.Plan
	if w.have, err = w.Clerk.Conferences(ctx, clerk.OwnerIdentity(), store.ConferenceFilter{}); err != nil {
		return "", err
	}
	if id, err = w.meet(ctx); err != nil {
		return "", err
	}
	if err := w.call(ctx); err != nil {
		return "", err
	}
	return id, errors.Join(w.draft(ctx), w.ask(ctx))
}

// current finds the newest conference of a name, and a name for the next.
func (w *wall) current(name string) (newest store.Conference, next string) {
	last := 0
	for _, c := range w.have {
		n := 1
		rest, ok := strings.CutPrefix(c.ID, name)
		if ok && rest != "" {
			var err error
			if n, err = strconv.Atoi(strings.TrimPrefix(rest, "-")); err != nil {
				continue
			}
		}
		if ok && n > last {
			last, newest = n, c
		}
	}
	if last == 0 {
		return newest, name
	}
	return newest, name + "-" + strconv.Itoa(last+1)
}

// meet has a meeting go on, in the midst of a decision. One that was left as it was is closed.
func (w *wall) meet(ctx context.Context) (string, error) {
	old, id := w.current(liveNow)
	over := old.Phase != string(conference.Open) && old.Phase != string(conference.Adjourned)
	if old.ID != "" && !over && w.now.Sub(old.StartsAt) < staleAfter {
		return old.ID, nil
	}
	if old.ID != "" && !over {
		if err := w.close(ctx, old.ID); err != nil {
			return "", err
		}
	}
	m, err := rehearsal.Live(id, w.now)
	if err != nil {
		return "", err
	}
	rehearsal.Bind(&m.Plan)
	m.Plan.Needs, m.Plan.Feeds = nil, nil
	if err := w.number(ctx, &m.Plan); err != nil {
		return "", err
	}
	all := rehearsal.Span{Until: w.now}
	if err := w.Plan(ctx, m.Plan, m.Plan.Callout.SentAt.Add(-20*time.Minute)); err != nil {
		return "", err
	}
	if err := w.Call(ctx, m.Plan, all); err != nil {
		return "", err
	}
	return id, w.Play(ctx, m, all)
}

// close closes a meeting that was left: what is not settled goes on to the next. One that somebody has brought to where it cannot be
// closed stays as it is.
func (w *wall) close(ctx context.Context, id string) error {
	v, err := w.Clerk.Conference(ctx, clerk.OwnerIdentity(), id)
	if err != nil {
		return err
	}
	p := w.plan
	p.ID = id
	cmd := &conference.CloseMeeting{}
	for _, b := range v.Conference.Blockers() {
		if b.Carriable {
			cmd.Carry = append(cmd.Carry, b.ID)
		}
	}
	if v.Conference.Speakers.OnAir != nil {
		err = w.Do(ctx, p, conference.Leader, w.now, &conference.YieldFloor{})
	}
	if err == nil && v.Conference.Recording.Running() {
		err = w.Do(ctx, p, conference.Technician, w.now, &conference.StopRecording{})
	}
	if err == nil {
		err = w.Do(ctx, p, conference.Leader, w.now, cmd)
	}
	if fault.KindOf(err) == fault.Conflict {
		return nil
	}
	return err
}

// call has a conference later today called a moment ago: half have answered.
func (w *wall) call(ctx context.Context) error {
	old, id := w.current(liveCalled)
	if old.ID != "" && old.StartsAt.After(w.now) {
		return nil
	}
	p := rehearsal.Coming(w.plan, id, w.now.Add(4*time.Hour).Truncate(15*time.Minute))
	p.Callout.SentAt = w.now.Add(-150 * time.Second)
	p.Callout.AckDeadline, p.Callout.ShortText = w.now.Add(150*time.Second), w.plan.Callout.ShortText
	if err := w.number(ctx, &p); err != nil {
		return err
	}
	if err := w.Plan(ctx, p, w.now.Add(-30*time.Minute)); err != nil {
		return err
	}
	return w.Call(ctx, p, rehearsal.Span{Until: w.now})
}

// draft has somebody plan a conference for tomorrow. Nothing is sent.
func (w *wall) draft(ctx context.Context) error {
	old, id := w.current(liveDrafted)
	if old.ID != "" && old.StartsAt.After(w.now) {
		return nil
	}
	p := rehearsal.Draft(rehearsal.Coming(w.plan, id, w.now.Add(24*time.Hour).Truncate(30*time.Minute)))
	if err := w.number(ctx, &p); err != nil {
		return err
	}
	return w.Plan(ctx, p, w.now.Add(-10*time.Minute))
}

// ask has the county board ask its municipalities about water: most have answered, and there is half an hour left for the others.
func (w *wall) ask(ctx context.Context) error {
	open := true
	rows, _, err := w.Clerk.Inquiries(ctx, clerk.OwnerIdentity(), clerk.InquiryQuery{Owner: w.plan.Host, Open: &open, From: w.now})
	if err != nil || len(rows) > 0 {
		return err
	}
	_, all, err := w.Clerk.Inquiries(ctx, clerk.OwnerIdentity(), clerk.InquiryQuery{Owner: w.plan.Host, Page: clerk.Page{Limit: 1}})
	if err != nil {
		return err
	}
	return w.Ask(ctx, w.plan, liveAsked+"-"+strconv.Itoa(all+1), w.now.Add(-150*time.Minute), w.now.Add(40*time.Minute).Truncate(15*time.Minute))
}

// number gives a plan the next number of its series.
func (w *wall) number(ctx context.Context, p *conference.Plan) error {
	no, err := w.Clerk.NextNumber(ctx, p.Incident, p.Host, p.Level)
	rehearsal.Numbered(p, no)
	return err
}
