package clerk_test

import (
	"testing"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/watch"
)

// Who answers for an area is told of what is asked for in it, who asked of the answer, and who is to have it of that, though nobody watches
// anything; a notice goes out for it, and what is done with or not to be known of any more is told no more.
func TestRightsAreTold(t *testing.T) {
	w := outward(t, "stocked")
	ctx := t.Context()
	asks, other := w.watchers()
	answers, manages, asked := tib(host), tib(outsider), tib(observer)
	reads := clerk.Identity{Member: "laser." + host, Actor: host, SystemRole: directory.Reader}
	w.administer(clerk.SaveMember{Member: directory.Member{ID: reads.Member, Name: "Som läser", Actor: host, SystemRole: directory.Reader}})
	w.account(reads, "laser@prov.example")
	w.administer(clerk.CreateArea{Area: area.Area{ID: "begard", Name: "Begärd yta", Owner: host, OpenToAsk: true,
		Grants: []area.Grant{{Actor: outsider, Right: area.Manage}, {Actor: observer, Right: area.Read}}}})
	give := func(who clerk.Identity, c clerk.AdminCommand) {
		t.Helper()
		if _, err := w.Administer(ctx, who, "", c); err != nil {
			t.Fatalf("%s: %v", c.Name(), err)
		}
		w.sorted()
	}
	give(asks, clerk.AskRight{Area: "begard", Right: area.Contribute, Why: "Vi behöver skriva"})
	w.wantTold(answers, "asked Begärd yta")
	w.wantTold(manages, "asked Begärd yta")
	w.wantTold(asks)
	w.wantTold(other)
	w.wantTold(reads) // who can do nothing about it
	rows, _, err := w.Inbox(ctx, answers, clerk.InboxQuery{})
	if err != nil || len(rows) != 1 || rows[0].Actor != attendee || rows[0].Area != "begard" || rows[0].Thing != watch.Rights {
		t.Fatalf("%+v, %v", rows, err)
	}
	w.clock.set(w.clock.now().Add(watch.Gathering))
	if n, err := w.TellInboxes(ctx); n != 2 || err != nil {
		t.Errorf("%d notices, %v", n, err)
	}
	mine := w.noticesTo(answers)
	if len(mine) != 1 {
		t.Fatalf("%+v", mine)
	}
	if _, total, err := w.Notice(ctx, mine[0]); total != 1 || err != nil {
		t.Errorf("%d in the notice, %v", total, err)
	}

	give(manages, clerk.AnswerRequest{Area: "begard", Actor: attendee, Right: area.Read, Words: "Läs gärna"})
	w.wantTold(asks, "answered Begärd yta")
	w.wantTold(answers) // there is nothing to do about it any more
	if _, total, err := w.Notice(ctx, mine[0]); total != 0 || err != nil {
		t.Errorf("%d in the notice after the answer, %v", total, err)
	}

	// A right that is simply given answers what was asked for.
	w.clock.set(w.clock.now().Add(time.Minute))
	give(asks, clerk.AskRight{Area: "begard", Right: area.Contribute, Why: "Vi behöver skriva ändå"})
	w.wantTold(answers, "asked Begärd yta")
	give(answers, clerk.GrantRight{Area: "begard", Actors: []string{attendee}, Right: area.Contribute})
	w.wantTold(asks, "answered Begärd yta", "answered Begärd yta")
	w.wantTold(manages)

	give(answers, clerk.HandOver{Area: "begard", To: observer})
	w.wantTold(asked, "offered Begärd yta")
	give(answers, clerk.HandOver{Area: "begard"})
	w.wantTold(asked)
	w.clock.set(w.clock.now().Add(time.Minute))
	give(answers, clerk.HandOver{Area: "begard", To: observer})
	give(asked, clerk.TakeOver{Area: "begard"})
	w.wantTold(asked)
	w.wantTold(answers, "taken-over Begärd yta")

	// What an actor may not know of any more it is not told of either.
	give(asked, clerk.GrantRight{Area: "begard", Actors: []string{host, attendee}, Right: area.None})
	w.wantTold(answers)
	w.wantTold(asks, "answered Begärd yta", "answered Begärd yta") // it may know that the area is there, and ask again
	give(asks, clerk.AskRight{Area: "begard", Right: area.Read, Why: "Igen"})
	w.wantTold(asked, "asked Begärd yta")
	give(asked, clerk.CloseArea{Area: "begard"})
	w.wantTold(asked)
	w.wantTold(asks, "answered Begärd yta", "answered Begärd yta")
	w.whole()
}
