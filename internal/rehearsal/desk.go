package rehearsal

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
)

// Clock is the clock of a desk where meetings are played: it stands at what is played.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is what it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set sets it.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Desk plays meetings at a clerk whose time is the clock's.
type Desk struct {
	Clerk *clerk.Clerk
	Clock *Clock
}

// Administer gives an administrative command as the one who owns the installation.
func (d *Desk) Administer(ctx context.Context, cmd clerk.AdminCommand) error {
	_, err := d.Clerk.Administer(ctx, clerk.OwnerIdentity(), "", cmd)
	return err
}

// Stock fills the directory with the actors that ship with the program and those of the exercise, and opens the händelse.
func (d *Desk) Stock(ctx context.Context) error {
	sweden, err := directory.Sweden()
	if err != nil {
		return err
	}
	raw, err := fixture.Snokaos.ReadFile("snokaos/actors.csv")
	if err != nil {
		return err
	}
	fictive, err := directory.ReadActors(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	if err := d.Administer(ctx, clerk.ImportActors{Actors: append(slices.Clone(sweden.All()), fictive...)}); err != nil {
		return err
	}
	if raw, err = fixture.Snokaos.ReadFile("snokaos/event.yaml"); err != nil {
		return err
	}
	x, err := scenario.ReadIncident(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	return d.Administer(ctx, clerk.SaveIncident{Incident: x})
}

// roleAccounts begin the names of the accounts of the host's roles.
var roleAccounts = map[conference.Role]string{conference.Leader: "motesledare.", conference.Secretary: "dokumentator.",
	conference.Listener: "lyssnare.", conference.Technician: "teknik."}

// Bind binds the roles of a plan to the accounts that the exercise has for them.
func Bind(p *conference.Plan) {
	for i, h := range p.Roles {
		p.Roles[i].Member = roleAccounts[h.Role] + h.Actor
	}
}

// Do gives a command as somebody of the host, at a time.
func (d *Desk) Do(ctx context.Context, p conference.Plan, role conference.Role, at time.Time, cmd conference.Command) error {
	d.Clock.Set(at)
	who := clerk.Identity{Member: roleAccounts[role] + p.Host, Actor: p.Host, SystemRole: directory.Operator, Owner: true}
	_, err := d.Clerk.Do(ctx, who, p.ID, clerk.Wish{Role: role, OccurredAt: at, Command: cmd})
	return err
}

// Plan writes a plan down. Nothing is sent.
func (d *Desk) Plan(ctx context.Context, p conference.Plan, at time.Time) error {
	p.Callout.SentAt = time.Time{}
	d.Clock.Set(at)
	digest, size, err := d.Clerk.BringFile(ctx, clerk.OwnerIdentity(), strings.NewReader(reportForm), int64(len(reportForm)))
	if err != nil {
		return err
	}
	p.Material = append(slices.Clone(p.Material), conference.Material{Title: "Mall för lägesrapport", Name: "lagesrapport.txt", Digest: digest, Size: size, When: "before"})
	return d.Do(ctx, p, "", at, &conference.PlanConference{Plan: p})
}

// reportForm is what the called are asked to have ready: something to fetch, as most kallelser have.
const reportForm = "Lägesrapport inför samverkanskonferens\r\n\r\nAktör och funktion:\r\nRapporten gäller klockan:\r\n\r\n1. Vad har hänt hos er?\r\n" +
	"2. Hur påverkas liv och hälsa, samhällets funktioner och grundläggande värden?\r\n3. Vad gör ni, och vad planerar ni?\r\n" +
	"4. Vad tror ni händer de närmaste 12 timmarna?\r\n5. Vad behöver ni, och vad kan ni avvara?\r\n"

// Span is a stretch of time: what happens after From, until Until and with it.
type Span struct{ From, Until time.Time }

// Holds tells whether something happens in it.
func (s Span) Holds(at time.Time) bool { return at.After(s.From) && !at.After(s.Until) }

// Call sends the kallelse, and takes the answers: most say that they come, one in seven only that they have read it. The times are
// the plan's own, and only what is in the span is done.
func (d *Desk) Call(ctx context.Context, p conference.Plan, when Span) error {
	sent := p.Callout.SentAt
	if when.Holds(sent) {
		cmd := &conference.IssueInvitation{Channels: p.Callout.Channels, AckDeadline: p.Callout.AckDeadline}
		if err := d.Do(ctx, p, conference.Leader, sent, cmd); err != nil {
			return err
		}
	}
	for i, seat := range p.Participants {
		at := sent.Add(time.Duration(20+11*i%280) * time.Second)
		if !when.Holds(at) {
			continue
		}
		d.Clock.Set(at)
		reply := conference.Coming
		if i%7 == 6 {
			reply = conference.Acknowledged
		}
		who := clerk.Identity{Member: "tib." + seat.Actor, Actor: seat.Actor, SystemRole: directory.Writer}
		if _, err := d.Clerk.Do(ctx, who, p.ID, clerk.Wish{OccurredAt: at, Command: &conference.AnswerInvitation{
			Participant: seat.Key(), Reply: reply}}); err != nil {
			return err
		}
	}
	return nil
}

// Play plays what happens in a meeting in the span. What a step says of itself is held against the conference.
func (d *Desk) Play(ctx context.Context, m Meeting, when Span) error {
	for _, step := range m.Run {
		if !when.Holds(step.At) {
			continue
		}
		for _, cmd := range step.Commands {
			if err := d.Do(ctx, m.Plan, step.Role, step.At, cmd); err != nil {
				return err
			}
		}
		if step.Check == nil {
			continue
		}
		v, err := d.Clerk.Conference(ctx, clerk.OwnerIdentity(), m.Plan.ID)
		if err != nil {
			return err
		}
		if err := step.Check(v.Conference); err != nil {
			return err
		}
	}
	return nil
}
