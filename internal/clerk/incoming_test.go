package clerk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
)

// A sender whose clock is wrong, or who counts by itself, can still change its mind.
func TestAnswersFromTheFuture(t *testing.T) {
	w := outward(t, "planned")
	p := plan(t, "regional")
	w.called(p)
	n := 0
	say := func(change func(*delivery.Verdict)) delivery.Verdict {
		t.Helper()
		n++
		w.clock.set(w.clock.now().Add(time.Minute))
		v := delivery.Verdict{Source: "mail", Digest: fmt.Sprintf("%064d", n), At: w.clock.now(), Finding: delivery.Answered, Conference: p.ID,
			Participant: attendee, Reply: conference.Coming, Stamp: w.clock.now()}
		change(&v)
		give := w.AnswerFor
		if v.Finding == delivery.Proposed {
			give = func(ctx context.Context, v delivery.Verdict) (clerk.Incoming, error) {
				x, _, err := w.StoreIncoming(ctx, v)
				return x, err
			}
		}
		x, err := give(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		return x.Verdict
	}
	future := func(v *delivery.Verdict) { v.Stamp = v.At.AddDate(70, 0, 0) }
	for name, first := range map[string]func(*delivery.Verdict){
		"a clock that is wrong": future,
		"a SEQUENCE of its own": func(v *delivery.Verdict) { v.Sequence = 99 },
		"a proposal from the future": func(v *delivery.Verdict) {
			v.Finding = delivery.Proposed
			future(v)
		},
		"a proposal that counts by itself": func(v *delivery.Verdict) { v.Finding, v.Sequence = delivery.Proposed, 99 },
	} {
		say(first)
		for _, reply := range []conference.Reply{conference.Declined, conference.Coming} {
			x := say(func(v *delivery.Verdict) { v.Source, v.Reply, v.Verified = "link", reply, true })
			if got := w.view(tib(host), p.ID).Conference.Answers[attendee].Reply; x.Finding != delivery.Answered || got != reply {
				t.Errorf("%s: then %s is %s, and the answer %s", name, reply, x.Finding, got)
			}
		}
	}
}
