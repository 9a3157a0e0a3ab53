package area_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/internal/area"
	"samverkan/internal/fault"
)

var noon = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

func put(id, owner string, kind area.Kind, d area.Detail) area.Item {
	i := area.Item{ID: id, Area: "yta", Kind: kind, Title: "T " + id, Text: "x", Owner: owner, Audience: area.Everyone, Detail: d}
	return i.With(i.Content().Begun("skribent."+owner, noon))
}

// Whatever is wished of a state, it begins where all begin.
func TestStatesBegin(t *testing.T) {
	forged := area.Approval{State: area.StateApproved, By: "x", Version: 9}
	for _, c := range []struct {
		kind area.Kind
		d    area.Detail
		want area.State
	}{
		{area.Need, area.Detail{Need: &area.NeedDetail{State: area.StateMet, Offers: []string{"e"}}}, area.StateOpen},
		{area.Need, area.Detail{}, area.StateOpen},
		{area.Offer, area.Detail{Offer: &area.OfferDetail{State: area.StateAgreed}}, area.StateOpen},
		{area.Message, area.Detail{Message: &area.MessageDetail{Approval: forged}}, area.StateDraft},
		{area.Question, area.Detail{Question: &area.QuestionDetail{Approval: forged}}, area.StateAsked},
		{area.Question, area.Detail{Question: &area.QuestionDetail{Answer: "Ja", Approval: forged}}, area.StateAnswered},
		{area.Note, area.Detail{}, ""},
	} {
		i := put("p", "vi", c.kind, c.d)
		if got := i.Content().State(); got != c.want {
			t.Errorf("%s begins %q, want %q", c.kind, got, c.want)
		}
		if p, ok := i.Approval(); ok && (p.By != "" || p.Version != 0 || p.Writer != "skribent.vi") {
			t.Errorf("%s: %+v", c.kind, p)
		}
		forgedAgain := i.Content()
		forgedAgain.Detail = c.d
		if over := forgedAgain.Over(i.Content(), "annan", noon.Add(time.Hour)); !over.Equal(i.Content()) {
			t.Errorf("%s: a wish changes the state: %+v", c.kind, over)
		}
	}
}

// What is approved has been approved as it stands, by somebody else than who wrote it.
func TestApproval(t *testing.T) {
	told := put("b", "vi", area.Message, area.Detail{}).Content()
	if _, err := told.Approving("skribent.vi", "vi", noon); fault.CodeOf(err) != "area.approve-own" || fault.KindOf(err) != fault.Forbidden {
		t.Error(err)
	}
	ok, err := told.Approving("chef.vi", "vi", noon.Add(time.Minute))
	if err != nil || ok.State() != area.StateApproved || ok.Detail.Message.By != "chef.vi" || ok.Detail.Message.Version != 1 || told.State() != area.StateDraft {
		t.Error(ok, err)
	}
	if again, err := ok.Approving("chef.vi", "vi", noon); err != nil || !again.Equal(ok) {
		t.Error(again, err)
	}
	changed := ok
	changed.Tags = []string{"väg"}
	if still := changed.Over(ok, "skribent.vi", noon); still.State() != area.StateApproved {
		t.Error("a tag makes a draft")
	}
	changed.Text = "annat"
	draft := changed.Over(ok, "chef.vi", noon)
	if draft.State() != area.StateDraft || draft.Detail.Message.By != "" || draft.Detail.Message.Version != 1 {
		t.Error(draft.Detail.Message)
	}
	if _, err := draft.Approving("chef.vi", "vi", noon); fault.CodeOf(err) != "area.approve-own" {
		t.Error(err)
	}
	if gone, _ := ok.Stated(area.StateWithdrawn, noon); gone.State() != area.StateWithdrawn || gone.Detail.Message.By != "" {
		t.Error(gone)
	} else if back, _ := gone.Stated(area.StateOpen, noon); back.State() != area.StateDraft {
		t.Error(back)
	}
	asked := put("f", "vi", area.Question, area.Detail{}).Content()
	if _, err := asked.Approving("chef.vi", "vi", noon); fault.CodeOf(err) != "area.approve-nothing" {
		t.Error(err)
	}
	if said := asked.Replying("Ja").Over(asked, "svarar.vi", noon); said.State() != area.StateAnswered || said.Detail.Question.Writer != "svarar.vi" || asked.State() != area.StateAsked {
		t.Error(said.Detail.Question)
	}
	a := area.Area{ID: "yta", Owner: "lst", Grants: []area.Grant{{Actor: "vi", Right: area.Contribute}, {Actor: "andra", Right: area.Manage}, {Actor: "läser", Right: area.Read}}}
	i := put("b", "vi", area.Message, area.Detail{})
	for actor, want := range map[string]bool{"vi": true, "lst": true, "andra": false, "läser": false, "ingen": false} {
		if a.MayApprove(i, actor) != want {
			t.Errorf("%s approves: %v", actor, !want)
		}
	}
	i.Audience = area.OnlyWe
	if a.MayApprove(i, "lst") {
		t.Error("who does not read it approves it")
	}
}

func TestAnswers(t *testing.T) {
	a := area.Area{ID: "yta", Owner: "lst", Grants: []area.Grant{{Actor: "vi", Right: area.Contribute}, {Actor: "de", Right: area.Contribute}}}
	need, offer := put("n", "vi", area.Need, area.Detail{}), put("e", "de", area.Offer, area.Detail{})
	met := need
	c, _ := need.Content().Stated(area.StateMet, noon)
	met = met.With(c)
	own, hidden := need, offer
	own.Audience, hidden.Audience = area.OnlyWe, area.OnlyWe
	for name, c := range map[string]struct {
		offer, need area.Item
		exists      bool
		want        string
	}{
		"it answers": {offer, need, true, ""}, "it is not there": {offer, need, false, "area.offer-need"}, "it is not read": {offer, own, true, "area.offer-need"},
		"the offer is not read": {hidden, need, true, "area.offer-hidden"}, "it is met": {offer, met, true, "area.need-done"}, "it is no need": {offer, offer, true, "area.offer-need"},
	} {
		if err := a.Answers(c.offer, c.need, c.exists); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	stopped, _ := a.StopSharing("de")
	answering, err := offer.Content().Answering("n")
	if err != nil || !a.Offers(offer.With(answering), need) || stopped.Offers(offer.With(answering), need) || a.Offers(offer, need) {
		t.Error("what stands as an answer", err)
	}
}

// Whatever needs and offers do, the board tells of each of them once, what nobody has answered stands first, and what its reader does not
// read changes nothing that it is shown.
func TestBoardOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := map[string]area.Item{}
		for n := range 3 {
			items[fmt.Sprint("n", n)] = put(fmt.Sprint("n", n), "vi", area.Need, area.Detail{})
			items[fmt.Sprint("e", n)] = put(fmt.Sprint("e", n), "de", area.Offer, area.Detail{})
		}
		for step := range rapid.IntRange(0, 12).Draw(t, "steps") {
			n, e := fmt.Sprint("n", rapid.IntRange(0, 2).Draw(t, "need")), fmt.Sprint("e", rapid.IntRange(0, 2).Draw(t, "offer"))
			at := noon.Add(time.Duration(step) * time.Minute)
			was := items[n].Content()
			var id string
			var c area.Content
			var err error
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				id = e
				c, err = items[e].Content().Answering(n)
			case 1:
				id = n
				c, err = was.Agreeing(e, at)
			case 2:
				id = n
				c, err = was.Stated(rapid.SampledFrom([]area.State{area.StateOpen, area.StateMet, area.StateWithdrawn}).Draw(t, "to"), at)
			case 3:
				id = e
				c, err = items[e].Content().Stated(rapid.SampledFrom([]area.State{area.StateOpen, area.StateWithdrawn}).Draw(t, "to"), at)
			}
			if err != nil {
				if fault.KindOf(err) != fault.Conflict {
					t.Fatal(err)
				}
				continue
			}
			if !items[n].Content().Equal(was) {
				t.Fatal("what was given has changed")
			}
			items[id] = items[id].With(c)
		}
		var all, needs []area.Item
		for _, i := range items {
			all = append(all, i)
			if i.Kind == area.Need {
				needs = append(needs, i)
			}
		}
		b := area.NewBoard(all, "vi")
		if len(b.Needs) != 3 || len(b.Offers) != 3 {
			t.Fatal(b)
		}
		if !slices.IsSortedFunc(b.Needs, func(x, y area.BoardNeed) int {
			return map[bool]int{true: 0, false: 1}[x.Standing == area.StateOpen] - map[bool]int{true: 0, false: 1}[y.Standing == area.StateOpen]
		}) {
			t.Fatal("what nobody has answered does not stand first")
		}
		for _, n := range b.Needs {
			stands := slices.ContainsFunc(n.Answers, func(m area.Match) bool { return m.Stands })
			if (n.Standing == area.StateAnswered) != (n.Item.Detail.Need.State == area.StateOpen && stands) {
				t.Fatalf("%s is %s", n.Item.ID, n.Standing)
			}
		}
		for _, o := range b.Offers {
			if answers := o.Item.Detail.Offer.Need; (o.Need == nil) != (answers == "") || o.Need != nil && o.Need.ID != answers {
				t.Fatalf("%s answers %s, and is shown with %v", o.Item.ID, answers, o.Need)
			}
		}
		for _, n := range area.NewBoard(needs, "lst").Needs { // who reads no offer
			if n.Standing != n.Item.Detail.Need.State || len(n.Answers) > 0 || n.Fallen {
				t.Fatalf("%+v tells of offers", n)
			}
		}
		if only := b.Only("", "t N0"); len(only.Needs) != 1 || len(only.Offers) != 0 {
			t.Fatal(only)
		}
	})
}
