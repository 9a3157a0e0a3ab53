package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

var noon = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

// openAt opens a database with a clock that the test sets.
func openAt(t testing.TB, place string, now *time.Time) *store.Store {
	t.Helper()
	o := options(place)
	o.Now = func() time.Time { return *now }
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// out is a delivery by its id, lane and conference.
func out(id, lane, conference string, change ...func(*delivery.Delivery)) delivery.Delivery {
	channel, address, _ := strings.Cut(lane, ":")
	d := delivery.Delivery{ID: id, Key: "key." + id, At: noon, Kind: delivery.Invitation, Conference: conference, Participant: "p", Actor: "a",
		Contact: "c", Channel: directory.Channel(channel), Address: address, Lane: lane, Sequence: 1, Language: "sv",
		Data: delivery.Detail{Version: 1}.JSON(), State: delivery.Queued, NextAt: noon}
	for _, f := range change {
		f(&d)
	}
	return d
}

func queue(t testing.TB, s *store.Store, list ...delivery.Delivery) int {
	t.Helper()
	n := 0
	update(t, s, func(tx *store.Tx) (err error) {
		n, err = tx.QueueOutgoing(list)
		return err
	})
	return n
}

func lease(t testing.TB, s *store.Store, worker string, limit int) (ids []string) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		list, err := tx.LeaseOutgoing(worker, "", tx.Now.Add(time.Minute), limit)
		ids = nil
		for _, d := range list {
			ids = append(ids, d.ID)
		}
		return err
	})
	return ids
}

func settle(t testing.TB, s *store.Store, id string, o delivery.Outcome) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		d, _, err := tx.Outgoing(id)
		if err != nil {
			return err
		}
		o.At = tx.Now
		if d, err = d.Settle(o); err != nil {
			return err
		}
		return tx.PutOutgoing(d)
	})
}

func stored(t testing.TB, s *store.Store, id string) (d delivery.Delivery) {
	t.Helper()
	view(t, s, func(tx *store.Tx) error {
		var ok bool
		var err error
		if d, ok, err = tx.Outgoing(id); !ok {
			t.Fatalf("%s is not there", id)
		}
		return err
	})
	return d
}

func want(t testing.TB, got []string, ids ...string) {
	t.Helper()
	if d := cmp.Diff(ids, got); d != "" {
		t.Fatal(d)
	}
}

func TestOutgoingIsQueuedOnce(t *testing.T) {
	eachDatabase(t, func(t *testing.T, place string) {
		now := noon
		s := openAt(t, place, &now)
		a, b := out("a", "mail:x@x.example", "k"), out("b", "mail:x@x.example", "k")
		a.HandingAt, a.UnsureAt, a.HandedAt, a.SettledAt, a.MessageID, a.Code, a.Exercise = now, now, now, now, "m", "c", true
		if n := queue(t, s, a, b); n != 2 {
			t.Fatal(n)
		}
		again := a
		again.ID = "c"
		if n := queue(t, s, again); n != 0 {
			t.Fatal(n)
		}
		a.Number, b.Number, b.Thread = 1, 2, "a"
		if d := cmp.Diff([]delivery.Delivery{a, b}, []delivery.Delivery{stored(t, s, "a"), stored(t, s, "b")}); d != "" {
			t.Error(d)
		}
		view(t, s, func(tx *store.Tx) error {
			list, err := tx.ConferenceOutgoing("k", "a")
			if len(list) != 2 || list[0].ID != "a" {
				t.Error(list)
			}
			if none, _ := tx.ConferenceOutgoing("k", "other"); len(none) != 0 {
				t.Error(none)
			}
			counts, err2 := tx.CountOutgoing("")
			if d := cmp.Diff([]store.OutgoingCount{{Channel: "mail", State: delivery.Queued, Count: 2, Oldest: noon}}, counts); d != "" || err2 != nil {
				t.Error(d, err2)
			}
			if d, ok, err := tx.OutgoingByMessage("m"); !ok || d.ID != "a" {
				t.Error(d, ok, err)
			}
			return err
		})
	})
}

// One of a lane is sent at a time and in order; what failed holds its lane, what waits for a reason of its own does not.
func TestLanesAreInOrder(t *testing.T) {
	eachDatabase(t, func(t *testing.T, place string) {
		now := noon
		s := openAt(t, place, &now)
		later := func(d *delivery.Delivery) { d.NextAt = noon.Add(5 * time.Minute) }
		step := func(d *delivery.Delivery) { d.Step = 1 }
		alarm := func(d *delivery.Delivery) { d.Alarm = true }
		queue(t, s, out("request", "mail:x", "k"), out("cancel", "mail:x", "k"), out("y", "mail:y", "k"), out("climb", "sms:z", "k", later, step),
			out("sms", "sms:z", "k"), out("sleeps", "mail:v", "k", later), out("after", "mail:v", "k"), out("other", "mail:v", "l"), out("loud", "mail:u", "k", alarm))
		want(t, lease(t, s, "w1", 100), "loud", "request", "y", "sms", "other")
		want(t, lease(t, s, "w2", 100))
		settle(t, s, "request", delivery.Outcome{State: delivery.Queued, Code: "mail.later"})
		want(t, lease(t, s, "w2", 100)) // waits, and holds the cancellation
		settle(t, s, "y", delivery.Outcome{State: delivery.Sent, MessageID: "id@x"})
		settle(t, s, "sms", delivery.Outcome{State: delivery.Failed, Code: "sms.no-such"})
		settle(t, s, "other", delivery.Outcome{State: delivery.Sent})
		now = noon.Add(time.Minute)
		want(t, lease(t, s, "w2", 100), "request")
		if d := stored(t, s, "request"); d.Attempts != 2 || d.LeasedBy != "w2" || d.State != delivery.Sending || !d.LeasedUntil.Equal(now.Add(time.Minute)) {
			t.Errorf("%+v", d)
		}
		settle(t, s, "request", delivery.Outcome{State: delivery.Sent})
		want(t, lease(t, s, "w2", 100), "cancel")
		if d := stored(t, s, "y"); d.MessageID != "id@x" || !d.HandedAt.Equal(noon) || d.LeasedBy != "" {
			t.Errorf("%+v", d)
		}
		now = noon.Add(6 * time.Minute)
		want(t, lease(t, s, "w2", 1), "climb")
		view(t, s, func(tx *store.Tx) error {
			at, ok, err := tx.NextOutgoing()
			if !ok || !at.Equal(noon) { // "after", which waits behind "sleeps"
				t.Error(at, ok)
			}
			return err
		})
		want(t, lease(t, s, "w2", 100), "sleeps")
	})
}

// An alarm does not stand behind another conference's mail that waits to be tried again, and does behind another alarm.
func TestAlarmsDoNotWaitForOthers(t *testing.T) {
	eachDatabase(t, func(t *testing.T, place string) {
		now := noon
		s := openAt(t, place, &now)
		alarm := func(d *delivery.Delivery) { d.Alarm = true }
		queue(t, s, out("minutes", "mail:x", "k"), out("first", "mail:y", "k", alarm))
		want(t, lease(t, s, "w", 9), "first", "minutes")
		for _, id := range []string{"minutes", "first"} {
			settle(t, s, id, delivery.Outcome{State: delivery.Queued, Code: "mail.later", Wait: time.Hour})
		}
		queue(t, s, out("alarm", "mail:x", "l", alarm), out("same", "mail:x", "k", alarm), out("next", "mail:x", "l"), out("second", "mail:y", "l", alarm))
		now = noon.Add(time.Minute)
		want(t, lease(t, s, "w", 9), "alarm")
		settle(t, s, "alarm", delivery.Outcome{State: delivery.Sent})
		want(t, lease(t, s, "w", 9))
		now = noon.Add(2 * time.Hour)
		want(t, lease(t, s, "w", 9), "first", "minutes")
	})
}

func TestLeasesEnd(t *testing.T) {
	eachDatabase(t, func(t *testing.T, place string) {
		now := noon
		s := openAt(t, place, &now)
		var list []delivery.Delivery
		for _, id := range []string{"given", "taken", "back", "long"} {
			list = append(list, out(id, "mail:"+id, "k"))
		}
		queue(t, s, list...)
		want(t, lease(t, s, "w", 4), "given", "taken", "back", "long")
		update(t, s, func(tx *store.Tx) error {
			if ok, err := tx.HandOutgoing("w", "given"); !ok || err != nil {
				t.Error(ok, err)
			}
			if ok, err := tx.HandOutgoing("other", "taken"); ok || err != nil {
				t.Error("somebody else's lease")
			}
			n, err := tx.ReleaseOutgoing("w", "back", "given", "none")
			if n != 1 {
				t.Errorf("%d released", n)
			}
			return err
		})
		if d := stored(t, s, "back"); d.State != delivery.Queued || d.Attempts != 0 {
			t.Errorf("%+v", d)
		}
		want(t, lease(t, s, "w2", 4), "back")
		now = noon.Add(30 * time.Second)
		update(t, s, func(tx *store.Tx) error {
			n, err := tx.ExtendOutgoing("w2", now.Add(time.Hour))
			if n != 1 {
				t.Errorf("%d extended", n)
			}
			return err
		})
		now = noon.Add(2 * time.Minute)
		update(t, s, func(tx *store.Tx) error {
			ended, err := tx.ExpireOutgoing(now)
			var got []string
			for _, d := range ended {
				got = append(got, d.ID+" "+string(d.State))
			}
			want(t, got, "given unsure", "taken queued", "long queued")
			return err
		})
		want(t, lease(t, s, "w3", 9), "given", "taken", "long")
		if d := stored(t, s, "given"); d.UnsureAt.IsZero() || !d.HandingAt.IsZero() {
			t.Errorf("%+v", d)
		}
		update(t, s, func(tx *store.Tx) error {
			n, err := tx.ReleaseOutgoing("w3")
			if n != 3 {
				t.Errorf("%d released", n)
			}
			return err
		})
		if d := stored(t, s, "given"); d.State != delivery.Unsure {
			t.Errorf("%+v", d)
		}
	})
}

func TestContactsAreKeptAndForgotten(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		c := directory.Contact{ID: "b.tib", Actor: "b", Order: 1, Function: "TiB", Person: "Karin Ek", Language: "en", Quiet: "22:00-06:00", Note: "n", Changed: noon, Checked: noon,
			Ways: []directory.Way{{Channel: directory.SMS, Address: "+46701740605", Confirmed: noon}, {Channel: directory.Mail, Address: "tib@b.example", Failed: noon}}}
		board := directory.Contact{ID: "b.vaxel", Actor: "b", Function: "Växel", Changed: noon, Ways: []directory.Way{{Channel: directory.Voice, Address: "+46840500000"}}}
		update(t, s, func(tx *store.Tx) error {
			for _, a := range []string{"a", "b"} {
				if err := tx.PutActor(store.Actor{ID: a, Name: a, ShortName: a, Kind: "municipality", Level: "local"}); err != nil {
					return err
				}
			}
			for _, x := range []directory.Contact{c, board, c} {
				if err := tx.PutContact(x); err != nil {
					return err
				}
			}
			return nil
		})
		read := func() (list []directory.Contact) {
			view(t, s, func(tx *store.Tx) (err error) { list, err = tx.Contacts("b"); return err })
			return list
		}
		if d := cmp.Diff([]directory.Contact{board, c}, read()); d != "" {
			t.Error(d)
		}
		update(t, s, func(tx *store.Tx) error {
			if n, err := tx.MarkWay(directory.SMS, "+46701740605", false, noon.Add(time.Hour)); n != 1 || err != nil {
				t.Error(n, err)
			}
			_, err := tx.MarkWay(directory.Mail, "tib@b.example", true, noon.Add(time.Hour))
			return err
		})
		if got := read()[1]; !got.Ways[0].Broken() || got.Ways[1].Broken() {
			t.Errorf("%+v", got)
		}
		to := func(d *delivery.Delivery) { d.Contact = "b.tib" }
		queue(t, s, out("waits", "sms:+46701740605", "k", to), out("gone", "mail:tib@b.example", "k", to, func(d *delivery.Delivery) { d.State = delivery.Sent }))
		update(t, s, func(tx *store.Tx) error {
			if ok, err := tx.DeleteContact("b.tib"); !ok || err != nil {
				t.Error(ok, err)
			}
			ok, err := tx.DeleteContact("b.tib")
			if ok {
				t.Error("it was removed twice")
			}
			return err
		})
		for id, state := range map[string]delivery.State{"waits": delivery.Stopped, "gone": delivery.Sent} {
			if d := stored(t, s, id); d.State != state || d.Address != "" || strings.Contains(d.Lane+d.Key, "b.example") || strings.Contains(d.Lane, "+46") {
				t.Errorf("%+v", d)
			}
		}
		if d := cmp.Diff([]directory.Contact{board}, read()); d != "" {
			t.Error(d)
		}
	})
}

func TestIncomingCountsOnce(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		v := delivery.Verdict{Source: "mail", Digest: "d1", MessageID: "m1@x", At: noon, Sender: "a@x.example", Finding: delivery.Answered, Conference: "k",
			Participant: "p", Actor: "a", Sequence: 2, Stamp: noon}
		older, unknown, other := v, v, v
		older.Digest, older.MessageID, older.Sequence, older.At = "d2", "", 1, noon.Add(time.Hour)
		unknown.Digest, unknown.MessageID, unknown.Finding, unknown.Participant, unknown.Actor = "d3", "", delivery.Unknown, "", ""
		other.Digest = "d4"
		update(t, s, func(tx *store.Tx) error {
			for i, x := range []struct {
				v   delivery.Verdict
				new bool
			}{{v, true}, {v, false}, {older, true}, {unknown, true}, {other, false}} {
				fresh, err := tx.AddIncoming(store.Incoming{ID: fmt.Sprint("in", i), Verdict: x.v})
				if err != nil || fresh != x.new {
					t.Errorf("%d: %v, %v", i, fresh, err)
				}
			}
			return nil
		})
		update(t, s, func(tx *store.Tx) error {
			newest, ok, err := tx.NewestAnswer("k", "p")
			if err != nil || !ok || newest.ID != "in0" {
				t.Errorf("%+v, %v", newest, err)
			}
			list, err := tx.UnknownIncoming("k")
			if err != nil || len(list) != 1 || list[0].ID != "in3" {
				t.Errorf("%+v, %v", list, err)
			}
			x := list[0]
			x.Finding, x.Actor, x.Participant, x.MappedBy, x.MappedAt = delivery.Mapped, "a", "p", "karin", noon
			if err := tx.PutIncoming(x); err != nil {
				return err
			}
			got, _, err := tx.Incoming("in3")
			if d := cmp.Diff(x, got); d != "" {
				t.Error(d)
			}
			if err := tx.PutConference(store.Conference{ID: "k", Title: "K", Host: "h", Phase: "called", Head: journal.Start("k")}); err != nil {
				return err
			}
			for host, want := range map[string]string{"h": "a", "other": ""} { // it is that host's word
				senders, err := tx.MappedSenders(host, []string{"a"})
				if err != nil || senders["a@x.example"] != want {
					t.Error(host, senders, err)
				}
			}
			if same, ok, err := tx.SameIncoming("x", "m1@x"); err != nil || !ok || same.ID != "in0" {
				t.Error(same, ok, err)
			}
			if n, err := tx.DropIncoming(noon.Add(time.Minute)); n != 2 || err != nil {
				t.Error(n, err)
			}
			return err
		})
	})
}

func TestFeedsAndPushes(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		update(t, s, func(tx *store.Tx) error {
			if err := tx.PutActor(store.Actor{ID: "a", Name: "a", ShortName: "a", Kind: "municipality", Level: "local"}); err != nil {
				return err
			}
			if err := tx.PutMember(store.Member{ID: "karin", Name: "Karin", Actor: "a", SystemRole: "writer"}); err != nil {
				return err
			}
			if err := tx.AddFeed(store.Feed{ID: "f1", Actor: "a", Name: "Allas", MadeBy: "karin", Created: noon}, "digest1"); err != nil {
				return err
			}
			if err := tx.AddFeed(store.Feed{ID: "f2", Actor: "a", Member: "karin", MadeBy: "karin", Created: noon}, "digest2"); err != nil {
				return err
			}
			for _, agent := range []string{"old", "new"} {
				if err := tx.PutPushSubscription(store.PushSubscription{ID: "p" + agent, Member: "karin", Endpoint: "https://push.example/1", P256DH: "k", Auth: "s", Agent: agent, Created: noon}); err != nil {
					return err
				}
			}
			return nil
		})
		update(t, s, func(tx *store.Tx) error {
			if err := tx.UseFeed("f1"); err != nil {
				return err
			}
			if ok, err := tx.RevokeFeed("f2"); !ok || err != nil {
				t.Error(ok, err)
			}
			if ok, _ := tx.RevokeFeed("f2"); ok {
				t.Error("revoked twice")
			}
			f, ok, err := tx.FeedByDigest("digest2")
			if err != nil || !ok || f.Member != "karin" || f.Revoked.IsZero() {
				t.Errorf("%+v, %v", f, err)
			}
			if list, err := tx.Feeds("a"); err != nil || len(list) != 2 || list[0].Used.IsZero() {
				t.Errorf("%+v, %v", list, err)
			}
			list, err := tx.PushSubscriptions("karin")
			if len(list) != 1 || list[0].Agent != "new" || list[0].ID != "pold" {
				t.Errorf("%+v", list)
			}
			if ok, err := tx.DeletePushSubscription("other", "pold"); ok || err != nil {
				t.Error("somebody else's browser was removed")
			}
			if ok, err := tx.DeletePushSubscription("karin", "pold"); !ok || err != nil {
				t.Error(ok, err)
			}
			return err
		})
	})
}

// BenchmarkOutgoing leases 700 deliveries and settles each as the worker does, in the transaction that begins the next one.
func BenchmarkOutgoing(b *testing.B) {
	s := open(b, b.TempDir()+"/samverkan.db")
	for i := range b.N {
		b.StopTimer()
		var list []delivery.Delivery
		for j := range 700 {
			id := fmt.Sprintf("%d.%d", i, j)
			list = append(list, out(id, fmt.Sprintf("mail:a%d@x.example", j), fmt.Sprint("k", i), func(d *delivery.Delivery) { d.NextAt = noon.AddDate(-20, 0, 0) }))
		}
		queue(b, s, list...)
		b.StartTimer()
		done := 0
		for done < 700 {
			var got []delivery.Delivery
			update(b, s, func(tx *store.Tx) (err error) {
				got, err = tx.LeaseOutgoing("w", "mail", tx.Now.Add(time.Minute), 90)
				return err
			})
			if len(got) == 0 {
				b.Fatal("nothing to send, ", done, " sent")
			}
			for n, d := range got {
				update(b, s, func(tx *store.Tx) error {
					next, err := d.Settle(delivery.Outcome{State: delivery.Sent, At: tx.Now})
					if err != nil {
						return err
					}
					if n+1 < len(got) {
						if _, err := tx.HandOutgoing("w", got[n+1].ID); err != nil {
							return err
						}
					}
					return tx.PutOutgoing(next)
				})
			}
			done += len(got)
		}
	}
	b.ReportMetric(float64(700*b.N)/b.Elapsed().Seconds(), "mails/s")
}

// What is forgotten with a contact or a conference, and what hosts may know, on both databases.
func TestOutgoingIsForgotten(t *testing.T) {
	eachDatabase(t, func(t *testing.T, place string) {
		now := noon
		s := openAt(t, place, &now)
		sent := func(d *delivery.Delivery) { d.State, d.SettledAt = delivery.Sent, noon }
		queue(t, s, out("old", "mail:x", "k", sent), out("waits", "mail:y", "k"))
		update(t, s, func(tx *store.Tx) error {
			for _, id := range []string{"saved", "other"} {
				e := entry(`{"id":"` + id + `","actor":"a"}`)
				e.Name, e.Payload = "contact.saved", []byte(`{"id":"`+id+`","actor":"a"}`)
				rows, err := tx.Append("directory", store.AtHead, e)
				if err != nil {
					return err
				}
				if err := tx.PutCommand(store.Command{Stream: "directory", ID: id, Digest: "d", First: rows[0].Seq, Last: rows[0].Seq}); err != nil {
					return err
				}
			}
			return tx.ForgetCommands("directory", "contact.saved", `{"id":"saved"`)
		})
		update(t, s, func(tx *store.Tx) error {
			for id, digest := range map[string]string{"saved": "", "other": "d"} {
				if seen, ok, err := tx.CommandSeen("directory", id); err != nil || !ok || seen.Digest != digest {
					t.Errorf("%s: %+v, %v", id, seen, err)
				}
			}
			if yes, err := tx.Invites("a", "b"); yes || err != nil {
				t.Error(yes, err)
			}
			if err := tx.ForgetOutgoing("k"); err != nil {
				return err
			}
			if err := tx.ForgetIncoming("k"); err != nil {
				return err
			}
			n, err := tx.DropOutgoing(noon.Add(time.Hour))
			if n != 1 {
				t.Errorf("%d dropped", n)
			}
			return err
		})
		if d := stored(t, s, "waits"); string(d.Data) != "{}" || d.Detail().Version != 0 {
			t.Errorf("%+v", d)
		}
	})
}
