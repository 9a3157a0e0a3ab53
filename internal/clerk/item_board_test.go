package clerk_test

import (
	"fmt"
	"strings"
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// Two actors come to an agreement, each acting for its own; nobody else moves anything of theirs, nobody approves its own words, and what an
// actor stops sharing is on no board.
func TestNeedsOffersAndMessages(t *testing.T) {
	w := at(t, "called")
	ctx := t.Context()
	w.administer(clerk.GrantRight{Area: "yta-snokaos", Actors: []string{volunteer, expert}, Right: area.Contribute})
	needs, offers, hostile := tib(host), tib(volunteer), tib(expert)
	put := func(who clerk.Identity, id string, kind area.Kind, audience area.Audience, d area.Detail) error {
		_, err := w.Administer(ctx, who, "", clerk.PutItem{Item: area.Item{ID: id, Area: "yta-snokaos", Kind: kind, Title: "KANARIE " + id, Text: "Så här.", Audience: audience, Detail: d}})
		return err
	}
	give := func(who clerk.Identity, code string, cmd clerk.AdminCommand) {
		t.Helper()
		if _, err := w.Administer(ctx, who, "", cmd); fault.CodeOf(err) != code {
			t.Errorf("%s for %s: %v, want %q", cmd.Name(), who.Actor, err, code)
		}
	}
	board := func(who clerk.Identity) string {
		t.Helper()
		v := must(w.NeedBoard(ctx, who, "yta-snokaos"))
		said := fmt.Sprint(v.Unanswered())
		for _, n := range v.Needs {
			said += fmt.Sprint(" ", n.Item.ID, "=", n.Standing, len(n.Answers), n.Fallen)
		}
		for _, o := range v.Offers {
			said += fmt.Sprint(" ", o.Item.ID, "=", o.Standing)
		}
		return said
	}
	shows := func(who clerk.Identity, want string) {
		t.Helper()
		if got := board(who); got != want {
			t.Errorf("%s sees %s, want %s", who.Actor, got, want)
		}
	}
	forged := area.Detail{Need: &area.NeedDetail{Terms: area.Terms{Amount: 3, Unit: "bandvagnar"}, State: area.StateMet, Offers: []string{"x"}}}
	for _, err := range []error{put(needs, "behov", area.Need, area.Everyone, forged), put(needs, "eget", area.Need, area.OnlyWe, area.Detail{}),
		put(offers, "erbjudande", area.Offer, area.Everyone, area.Detail{}), put(offers, "dolt", area.Offer, area.OnlyWe, area.Detail{})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := put(hostile, "fel", area.Note, area.Everyone, forged); fault.CodeOf(err) != "area.item-invalid" {
		t.Error(err)
	}
	shows(hostile, "1 behov=open0 false erbjudande=open")
	match := func(item, need string) clerk.MatchOffer {
		return clerk.MatchOffer{Area: "yta-snokaos", Item: item, Need: need}
	}
	give(offers, "area.offer-need", match("erbjudande", "eget"))
	give(offers, "area.offer-need", match("erbjudande", "finns-inte"))
	give(offers, "area.offer-hidden", match("dolt", "behov"))
	give(hostile, "area.item-not-yours", match("erbjudande", "behov"))
	give(hostile, "area.item-unknown", match("dolt", "behov"))
	give(needs, "area.not-offer", match("behov", "behov"))
	agree := clerk.AgreeNeed{Area: "yta-snokaos", Item: "behov", Offer: "erbjudande"}
	give(needs, "area.agree-offer", agree) // it answers nothing yet
	give(offers, "", match("erbjudande", "behov"))
	shows(hostile, "0 behov=answered1 false erbjudande=answered")
	give(hostile, "area.item-not-yours", agree)
	give(offers, "area.item-not-yours", agree) // the other side agrees for itself
	give(needs, "", agree)
	give(needs, "", agree)
	shows(hostile, "0 behov=agreed1 false erbjudande=agreed")
	if v := must(w.Item(ctx, hostile, "yta-snokaos", "behov")); len(v.Revisions) != 2 || v.Revisions[1].By != needs.Member || v.Item.Detail.Need.Amount != 3 {
		t.Error(v.Revisions)
	}
	give(offers, "", clerk.StateItem{Area: "yta-snokaos", Item: "erbjudande", State: area.StateWithdrawn})
	shows(needs, "1 eget=open0 false behov=agreed1 true erbjudande=withdrawn")
	give(offers, "", clerk.StateItem{Area: "yta-snokaos", Item: "erbjudande", State: area.StateOpen})
	give(offers, "area.state", clerk.StateItem{Area: "yta-snokaos", Item: "erbjudande", State: area.StateMet})
	give(offers, "", clerk.StopSharing{Area: "yta-snokaos"})
	shows(hostile, "0 behov=agreed0 false")
	shows(needs, "1 eget=open0 false behov=agreed0 true")
	give(needs, "", clerk.StateItem{Area: "yta-snokaos", Item: "behov", State: area.StateMet})
	give(needs, "area.state-not-now", clerk.StateItem{Area: "yta-snokaos", Item: "behov", State: area.StateWithdrawn})
	w.whole()
	w.approved(needs, offers, hostile)
}

// approved is about what is approved.
func (w *world) approved(owner, other, hostile clerk.Identity) {
	t, ctx := w.t, w.t.Context()
	t.Helper()
	colleague := owner
	colleague.Member = "kollega." + owner.Actor
	w.administer(clerk.SaveMember{Member: directory.Member{ID: colleague.Member, Name: "Kollega", Actor: owner.Actor, SystemRole: directory.Writer}})
	give := func(who clerk.Identity, code string, cmd clerk.AdminCommand) {
		t.Helper()
		if _, err := w.Administer(ctx, who, "", cmd); fault.CodeOf(err) != code {
			t.Errorf("%s for %s: %v, want %q", cmd.Name(), who.Member, err, code)
		}
	}
	give(hostile, "", clerk.PutItem{Item: area.Item{ID: "budskap", Area: "yta-snokaos", Kind: area.Message, Title: "Res inte", Text: "Res inte i onödan.", Audience: area.Everyone,
		Detail: area.Detail{Message: &area.MessageDetail{Approval: area.Approval{State: area.StateApproved, By: colleague.Member, Version: 7}}}}})
	approve := clerk.ApproveItem{Area: "yta-snokaos", Item: "budskap", From: 1}
	give(hostile, "area.approve-own", approve)
	give(tib(attendee), "area.not-allowed", approve)
	give(owner, "area.item-stale", clerk.ApproveItem{Area: "yta-snokaos", Item: "budskap", From: 9})
	give(owner, "", approve) // who answers for the area
	v := must(w.Item(ctx, hostile, "yta-snokaos", "budskap"))
	if p, _ := v.Item.Approval(); p.State != area.StateApproved || p.Version != 1 || p.By != owner.Member || v.Revisions[1].Actor != owner.Actor {
		t.Error(p, v.Revisions)
	}
	c := v.Item.Content()
	c.Text = "Res gärna."
	give(hostile, "", clerk.ChangeItem{Area: "yta-snokaos", Item: "budskap", From: 2, Content: c})
	if all := must(w.Messages(ctx, hostile, "yta-snokaos")); len(all.Messages) != 1 || all.Messages[0].Content().State() != area.StateDraft {
		t.Error(all)
	}
	give(owner, "", clerk.PutItem{Item: area.Item{ID: "fraga", Area: "yta-snokaos", Kind: area.Question, Title: "Går bussen?", Audience: area.Everyone}})
	give(colleague, "area.approve-nothing", clerk.ApproveItem{Area: "yta-snokaos", Item: "fraga", From: 1})
	answered := area.Content{Title: "Går bussen?", Audience: area.Everyone}
	answered.Kind = area.Question
	give(owner, "", clerk.ChangeItem{Area: "yta-snokaos", Item: "fraga", From: 1, Content: answered.Replying("Nej.")})
	give(hostile, "area.approve-not-yours", clerk.ApproveItem{Area: "yta-snokaos", Item: "fraga", From: 2})
	give(owner, "area.approve-own", clerk.ApproveItem{Area: "yta-snokaos", Item: "fraga", From: 2})
	give(colleague, "", clerk.ApproveItem{Area: "yta-snokaos", Item: "fraga", From: 2})
	if found := must(w.Search(ctx, hostile, clerk.SearchQuery{Text: "nej"})); !strings.Contains(fmt.Sprint(found), "fraga") {
		t.Error("an answer is not found", found)
	}
	give(hostile, "", clerk.StateItem{Area: "yta-snokaos", Item: "budskap", State: area.StateWithdrawn})
	if all := must(w.Messages(ctx, other, "yta-snokaos")); len(all.Questions) != 1 || all.Messages[0].Content().State() != area.StateWithdrawn {
		t.Error(all)
	}
	w.whole()
}
