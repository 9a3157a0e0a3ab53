package clerk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/store"
)

// account gives a member an account that mail goes to.
func (w *world) account(who clerk.Identity, login string) {
	w.t.Helper()
	if err := w.store.Update(w.t.Context(), func(tx *store.Tx) error {
		return tx.PutAccount(store.Account{Member: who.Member, Login: login, Created: w.clock.now()})
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) notices(who clerk.Identity) clerk.OwnNotices {
	w.t.Helper()
	n, err := w.OwnNotices(w.t.Context(), who)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// What somebody chooses is kept, is its own, and names nothing that there is not.
func TestNoticesAreChosen(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, other := tib(attendee), tib(observer)
		w.account(me, "tib@ekeryd.example")
		if got := w.notices(me); !slices.Equal(got.By[delivery.TopicMinutes], []directory.Channel{directory.Push}) || len(got.Topics) != len(delivery.Topics()) || got.Mail != "tib@ekeryd.example" {
			t.Errorf("before anything is chosen: %+v", got)
		}
		chosen := delivery.Notices{Quiet: "22:00-06:00", By: map[delivery.Topic][]directory.Channel{
			delivery.TopicMinutes: {directory.Push, directory.Mail}, delivery.TopicMeasure: nil, delivery.TopicCall: {directory.SMS}}}
		if err := w.SaveNotices(ctx, me, chosen); err != nil {
			t.Fatal(err)
		}
		got := w.notices(me)
		for topic, want := range chosen.By {
			if !slices.Equal(got.By[topic], want) {
				t.Errorf("%s is %v, chosen was %v", topic, got.By[topic], want)
			}
		}
		if got.Quiet != "22:00-06:00" || w.notices(other).Quiet != "" {
			t.Errorf("quiet is %q, and another's %q", got.Quiet, w.notices(other).Quiet)
		}
		if err := w.SaveNotices(ctx, me, delivery.Notices{}); err != nil || w.notices(me).Quiet != "" || len(w.notices(me).By[delivery.TopicMeasure]) != 0 {
			t.Errorf("taking the hours away: %v, %+v", err, w.notices(me))
		}
		reader := me
		reader.SystemRole = directory.Reader
		if n := w.notices(reader); slices.Contains(n.Topics, delivery.TopicCall) || !slices.Contains(n.Topics, delivery.TopicMinutes) {
			t.Errorf("who only reads chooses among %v", n.Topics)
		}
		wantCode(t, w.SaveNotices(ctx, me, delivery.Notices{Quiet: "22-06"}), "contact.quiet")
		wantCode(t, w.SaveNotices(ctx, me, delivery.Notices{By: map[delivery.Topic][]directory.Channel{"gossip": nil}}), "notice.topic")
		wantCode(t, w.SaveNotices(ctx, me, delivery.Notices{By: map[delivery.Topic][]directory.Channel{delivery.TopicCall: {directory.Voice}}}), "notice.channel")
		wantCode(t, w.SaveNotices(ctx, tib(outsider), delivery.Notices{}), "account.unknown")
		wantCode(t, w.SaveNotices(ctx, scoped(me, clerk.ScopeAdminister), delivery.Notices{}), "access.scope")
		wantCode(t, w.SaveNotices(ctx, clerk.Identity{Member: "gast", Actor: attendee, Only: regional}, delivery.Notices{}), "access.guest")
	})
}

// Minutes that are published come as somebody has chosen, beside what the actor's contacts get, and not in the quiet hours; a kallelse
// that is an alarm comes at once whatever was chosen, and one acknowledgement ends it everywhere.
func TestNoticesAreQueued(t *testing.T) {
	w := outward(t, "planned")
	me := tib(attendee)
	p := plan(t, "regional")
	w.account(me, "tib@ekeryd.example")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.SubscribePush(t.Context(), me, clerk.PushSubscription{Endpoint: "https://push.example/1", P256DH: "k", Auth: "s"}))
	hour := p.Start.Add(-30 * time.Hour)
	must(w.SaveNotices(t.Context(), me, delivery.Notices{Quiet: hour.Format("15:04") + "-" + hour.Add(2*time.Hour).Format("15:04"),
		By: map[delivery.Topic][]directory.Channel{delivery.TopicCall: {directory.Mail}, delivery.TopicReminder: nil}}))
	w.clock.set(hour)
	own := func(kind delivery.Kind) (out []string) {
		must(w.store.View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.ConferenceOutgoing(p.ID, attendee)
			for _, d := range all {
				if d.Kind == kind && d.Personal() {
					out = append(out, d.Lane+" "+d.NextAt.Sub(w.clock.now()).Round(time.Hour).String()+" "+string(d.State))
				}
			}
			return err
		}))
		return out
	}
	do := func(cmd conference.Command) { w.do(tib(host), p.ID, time.Time{}, "", cmd) }
	do(&conference.IssueInvitation{})
	if d := cmp.Diff([]string{"mail:tib@ekeryd.example 2h0m0s queued"}, own(delivery.Invitation)); d != "" {
		t.Error(d)
	}
	do(&conference.IssueInvitation{})
	if got := own(delivery.Reminder); got != nil {
		t.Errorf("the reminder that was not wanted is %v", got)
	}
	w.clock.set(p.Start.Add(-time.Hour))
	must(w.SaveNotices(t.Context(), me, delivery.Notices{Quiet: "00:00-23:59", By: map[delivery.Topic][]directory.Channel{delivery.TopicCall: nil}}))
	do(&conference.Reschedule{Start: p.Start.Add(time.Hour), End: p.End.Add(time.Hour)})
	if d := cmp.Diff([]string{"push:" + me.Member + " 0s queued"}, own(delivery.Update)); d != "" {
		t.Error(d)
	}
	w.do(me, p.ID, time.Time{}, "", &conference.AnswerInvitation{Participant: attendee, Reply: conference.Acknowledged})
	if d := cmp.Diff([]string{"push:" + me.Member + " 0s stopped"}, own(delivery.Update)); d != "" {
		t.Error(d)
	}

	// Who calls sees that somebody is told, and not who.
	told := false
	rows, err := w.Board(t.Context(), tib(host), p.ID)
	must(err)
	for _, r := range rows {
		for _, d := range r.Deliveries {
			told = told || d.Personal()
			if d.Personal() && d.Address+d.Lane != "" {
				t.Errorf("the board says where it goes: %+v", d)
			}
		}
	}
	if !told {
		t.Error("the board does not tell of the notices")
	}
	reach, err := w.Reaches(t.Context(), tib(host), []string{attendee}, true)
	if err != nil || !slices.Contains(reach[0].Channels, directory.Push) {
		t.Errorf("who calls is told %+v, %v", reach, err)
	}

	// Who may not sign in any more is told nothing.
	must(w.store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.PutAccount(store.Account{Member: me.Member, Login: "tib@ekeryd.example", Created: w.clock.now(), Disabled: w.clock.now()})
	}))
	do(&conference.Reschedule{Start: p.Start.Add(2 * time.Hour), End: p.End.Add(2 * time.Hour)})
	if got := own(delivery.Update); len(got) != 1 {
		t.Errorf("an account that is no more is told: %v", got)
	}
	if list, err := w.PushesOf(t.Context(), me.Member); err != nil || len(list) != 0 {
		t.Errorf("its browsers are %v, %v", list, err)
	}
	w.whole()
}

// A message to a person keeps its address when it has gone, so that an answer by mail is known; one to a contact that is gone does not.
func TestPersonalMailKeepsItsAddress(t *testing.T) {
	w := outward(t, "planned")
	me := tib(attendee)
	p := plan(t, "regional")
	w.account(me, "tib@ekeryd.example")
	if err := w.SaveNotices(t.Context(), me, delivery.Notices{By: map[delivery.Topic][]directory.Channel{delivery.TopicCall: {directory.Mail}}}); err != nil {
		t.Fatal(err)
	}
	w.clock.set(p.Start.Add(-30 * time.Hour))
	w.do(tib(host), p.ID, time.Time{}, "", &conference.IssueInvitation{})
	w.send(delivery.Outcome{State: delivery.Sent})
	from, err := w.Correspondents(t.Context(), p.ID)
	if err != nil || !slices.ContainsFunc(from, func(x delivery.Wrote) bool { return x.Address == "tib@ekeryd.example" && x.Participant == attendee }) {
		t.Errorf("an answer of the person's is nobody's: %v", err)
	}
}
