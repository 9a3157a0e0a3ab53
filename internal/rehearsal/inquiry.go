package rehearsal

import (
	"context"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/inquiry"
)

// waterQuestions are what the county board asks its municipalities between the meetings: one question of each kind.
func waterQuestions() []inquiry.Question {
	return []inquiry.Question{
		{ID: "hushall", Text: "Hur många hushåll saknar dricksvatten?", Kind: inquiry.Number, Unit: "hushåll", Required: true},
		{ID: "bransle", Text: "Hur länge räcker bränslet till vattenverkens reservkraft?", Kind: inquiry.Choice, Choices: []string{"Under 12 timmar", "12–24 timmar", "Mer än ett dygn"}},
		{ID: "utkort", Text: "Är nödvatten utkört till äldreboenden?", Kind: inquiry.YesNo},
		{ID: "paverkan", Text: "Hur påverkas vattenförsörjningen?", Kind: inquiry.Impact},
		{ID: "hjalp", Text: "Vad behöver ni hjälp med?", Kind: inquiry.Text},
	}
}

// Ask has the host of a plan ask the municipalities in it about water at a time, to be answered by another, and takes the answers: one
// municipality in five, and never the first, has not answered. What it says is the exercise's own.
func (d *Desk) Ask(ctx context.Context, p conference.Plan, id string, at, deadline time.Time) error {
	d.Clock.Set(at)
	ask := inquiry.Ask{Title: "Nödvatten och reservkraft", Text: "Svaren används till länets samlade lägesbild inför nästa samverkanskonferens.", Incident: p.Incident,
		Owner: p.Host, Exercise: p.Exercise, Deadline: deadline, Questions: waterQuestions()}
	for _, actor := range p.Actors() {
		if strings.HasPrefix(actor, "kommun-") {
			ask.Actors = append(ask.Actors, actor)
		}
	}
	if err := d.inquire(ctx, "motesledare."+p.Host, p.Host, id, at, &inquiry.OpenInquiry{ID: id, Ask: ask}); err != nil {
		return err
	}
	for i, actor := range ask.Actors {
		if i%5 == 4 {
			continue
		}
		answered := at.Add(time.Duration(4+3*i) * time.Minute)
		d.Clock.Set(answered)
		if err := d.inquire(ctx, "tib."+actor, actor, id, answered, waterAnswer(actor, i)); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) inquire(ctx context.Context, member, actor, id string, at time.Time, cmd inquiry.Command) error {
	who := clerk.Identity{Member: member, Actor: actor, SystemRole: directory.Writer}
	_, err := d.Clerk.Inquire(ctx, who, id, clerk.InquiryWish{OccurredAt: at, Command: cmd})
	return err
}

// waterAnswer is what a municipality answers. The second one marks what it needs.
func waterAnswer(actor string, i int) *inquiry.Respond {
	households, out := float64((i*37)%9*120), i%3 != 1
	strain := []conference.Strain{conference.NoStrain, conference.Strained, conference.Exhausted}
	fuel := waterQuestions()[1].Choices
	cmd := &inquiry.Respond{Actor: actor, Answers: []inquiry.Answer{{Question: "hushall", Number: &households}, {Question: "bransle", Choice: fuel[i%len(fuel)]},
		{Question: "utkort", Yes: &out}, {Question: "paverkan", Tests: conference.Tests{Plan: strain[i%2], Resources: strain[i%3], Load: strain[(i/2)%3]}}}}
	help := inquiry.Answer{Question: "hjalp"}
	switch {
	case i == 1:
		help.Text, help.Secrecy = "Bevakning av vattentornet i natt.", conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: actor}
	case i%2 == 0:
		help.Text = "Två tankar till och en lastbil med förare."
	default:
		return cmd
	}
	cmd.Answers = append(cmd.Answers, help)
	return cmd
}
