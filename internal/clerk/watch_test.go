package clerk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/store"
	"samverkan/internal/watch"
)

// watchers gives an installation with an area that the host owns, in which two actors take part, and accounts for the duty officers.
func (w *world) watchers() (me, other clerk.Identity) {
	w.t.Helper()
	me, other = tib(attendee), tib(observer)
	for _, who := range []clerk.Identity{me, other, tib(host), tib(outsider)} {
		w.administer(clerk.SaveMember{Member: directory.Member{ID: who.Member, Name: "TiB " + who.Actor, Actor: who.Actor, SystemRole: directory.Writer}})
		w.account(who, who.Member+"@prov.example")
	}
	w.administer(clerk.CreateArea{Area: area.Area{ID: "vakt", Name: "Vaktytan", Owner: host,
		Grants: []area.Grant{{Actor: attendee, Right: area.Contribute}, {Actor: observer, Right: area.Read}}}})
	return me, other
}

func (w *world) watches(who clerk.Identity, on watch.On, target string, often watch.Often) watch.Watch {
	w.t.Helper()
	x, err := w.AddWatch(w.t.Context(), who, watch.Watch{On: on, Target: target, Often: often})
	if err != nil {
		w.t.Fatalf("%s %s: %v", on, target, err)
	}
	return x.Watch
}

// puts puts a document in the area, for the people of an actor.
func (w *world) puts(who clerk.Identity, id, title string, audience area.Audience, tags ...string) {
	w.t.Helper()
	digest, size, err := w.BringFile(w.t.Context(), who, strings.NewReader(title+" "+id), 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Administer(w.t.Context(), who, "", clerk.PutItem{Item: area.Item{ID: id, Area: "vakt", Kind: area.Document, Title: title, Audience: audience, Tags: tags},
		Version: area.Version{Name: id + ".bin", MediaType: "application/octet-stream", Size: size, Digest: digest}}); err != nil {
		w.t.Fatal(err)
	}
}

// sorted holds everything that has happened against the watches.
func (w *world) sorted() {
	w.t.Helper()
	for worked := true; worked; {
		var err error
		if worked, err = w.SortHappenings(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// told gives the titles in somebody's inbox, with what has happened to each.
func (w *world) told(who clerk.Identity) (out []string) {
	w.t.Helper()
	rows, total, err := w.Inbox(w.t.Context(), who, clerk.InboxQuery{})
	if err != nil || total != len(rows) {
		w.t.Fatal(total, err)
	}
	for _, r := range rows {
		out = append(out, string(r.What)+" "+r.Title)
	}
	slices.Sort(out)
	return out
}

func (w *world) unread(who clerk.Identity) int {
	w.t.Helper()
	n, err := w.Unread(w.t.Context(), who)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// noticesTo lists what is queued for somebody of what is watched.
func (w *world) noticesTo(who clerk.Identity) (out []delivery.Delivery) {
	w.t.Helper()
	list, err := w.LeaseDeliveries(w.t.Context(), "prov", "", w.clock.now().Add(time.Hour), 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range list {
		if d.Kind == delivery.Watch && d.PersonOf() == who.Member {
			out = append(out, d)
		}
	}
	return out
}

func (w *world) wantTold(who clerk.Identity, want ...string) {
	w.t.Helper()
	slices.Sort(want)
	if got := w.told(who); !slices.Equal(got, want) {
		w.t.Errorf("%s was told %q, want %q", who.Actor, got, want)
	}
}

// Who watches a thing in three ways is told of it once; nobody is told of their own doings, nor of what they may not read; and what an actor
// narrows, stops sharing or takes away is told of no more, also not as a number.
func TestWatching(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, other := w.watchers()
		w.watches(me, watch.OnArea, "vakt", watch.Now)
		w.watches(me, watch.OnTag, "Nödvatten", watch.Hour)
		w.watches(me, watch.OnSearch, "q=tankar", watch.Never)
		w.watches(other, watch.OnActor, attendee, watch.Now)
		w.watches(tib(outsider), watch.OnKind, string(area.Document), watch.Now)
		w.puts(tib(host), "p1", "Tankarna körs ut", area.Everyone, "nödvatten")
		w.puts(tib(host), "p2", "KANARIE", area.OnlyWe, "nödvatten")
		w.puts(me, "p3", "Vårt eget", area.Everyone, "nödvatten")
		if n := w.unread(me); n != 0 {
			t.Errorf("%d are told before they are sorted", n)
		}
		w.sorted()
		w.wantTold(me, "new Tankarna körs ut")
		w.wantTold(other, "new Vårt eget")
		w.wantTold(tib(outsider))
		rows, _, err := w.Inbox(ctx, me, clerk.InboxQuery{})
		if err != nil || len(rows[0].Reasons) != 3 || !rows[0].Due.Equal(w.clock.now().Add(watch.Gathering)) {
			t.Errorf("%+v, %v", rows, err)
		}

		// A desk that sends nothing tells nobody, and the databases agree on what waits.
		w.clock.set(w.clock.now().Add(2 * time.Minute))
		if n, err := w.TellInboxes(ctx); n != 0 || err != nil {
			t.Errorf("%d were queued, %v", n, err)
		}
		if err := w.store.View(ctx, func(tx *store.Tx) error {
			_, waits, err := tx.WaitingNotice(delivery.PersonalContact(me.Member), false)
			if groups, _ := tx.InboxDue(); waits || len(groups) != 0 {
				t.Errorf("%v waits after it was told", groups)
			}
			return err
		}); err != nil {
			t.Error(err)
		}

		// A change of what is unread is no second row, of what has been read it is.
		w.puts(tib(host), "p1", "Tankarna är ute", area.Everyone, "nödvatten")
		w.sorted()
		w.wantTold(me, "new Tankarna är ute")
		if n, err := w.ReadInbox(ctx, me); n != 1 || err != nil || w.unread(me) != 0 {
			t.Errorf("%d were read, %v", n, err)
		}
		w.puts(tib(host), "p1", "Tankarna är hemma", area.Everyone, "nödvatten", "klart")
		w.sorted()
		w.wantTold(me, "new Tankarna är hemma", "changed Tankarna är hemma")

		// Gone again, one way after the other, and there again.
		for _, step := range []struct {
			name     string
			do, undo func()
		}{
			{"narrowed", func() { w.puts(tib(host), "p1", "Tankarna är hemma", area.OnlyWe) }, func() { w.puts(tib(host), "p1", "Tankarna är hemma", area.Everyone) }},
			{"sharing stopped", func() { w.administer(clerk.StopSharing{Area: "vakt"}) }, func() { w.administer(clerk.ShareAgain{Area: "vakt"}) }},
			{"right taken", func() { w.administer(clerk.GrantRight{Area: "vakt", Actors: []string{attendee}, Right: area.None}) },
				func() { w.administer(clerk.GrantRight{Area: "vakt", Actors: []string{attendee}, Right: area.Read}) }},
		} {
			step.do()
			w.sorted()
			if got := w.told(me); len(got) != 0 || w.unread(me) != 0 {
				t.Errorf("%s: still told of %q, %d unread", step.name, got, w.unread(me))
			}
			step.undo()
		}
		w.sorted()
		if w.unread(me) == 0 {
			t.Error("what is shared again is not there again")
		}
		w.administer(clerk.WithdrawItem{Area: "vakt", Item: "p1"})
		w.sorted()
		w.wantTold(me)
		w.whole()
	})
}

// What goes out is one notice for each person, however much has happened; it is what the person may read when it is sent, and waits for
// neither the next hour nor the one before it.
func TestStormIsOneNotice(t *testing.T) {
	w := outward(t, "stocked")
	ctx := t.Context()
	me, other := w.watchers()
	w.watches(me, watch.OnArea, "vakt", watch.Now)
	w.watches(other, watch.OnArea, "vakt", watch.Hour)
	w.puts(tib(host), "fil", "Underlag", area.Everyone)
	for i := range 120 {
		w.puts(tib(host), fmt.Sprintf("p%d", i), fmt.Sprintf("Post %d", i), area.Everyone)
	}
	w.puts(tib(host), "hemlig", "KANARIE", area.OnlyWe)
	w.sorted()
	tell := func(want int) {
		t.Helper()
		if n, err := w.TellInboxes(ctx); n != want || err != nil {
			t.Errorf("%s: %d were queued, want %d, %v", w.clock.now().Format("15:04"), n, want, err)
		}
	}
	tell(0)
	if w.unread(me) != clerk.MostUnread {
		t.Errorf("%d unread", w.unread(me))
	}
	began := w.clock.now()
	w.clock.set(began.Add(watch.Gathering))
	tell(1)
	tell(0)
	mine := w.noticesTo(me)
	if len(mine) != 1 || mine[0].Channel != "mail" || mine[0].Alarm {
		t.Fatalf("%+v", mine)
	}
	rows, total, err := w.Notice(ctx, mine[0])
	if err != nil || total != 121 || len(rows) >= total {
		t.Errorf("%d of %d, %v", len(rows), total, err)
	}
	for _, r := range rows {
		if strings.Contains(r.Title, "KANARIE") {
			t.Error("the notice names what nobody else reads")
		}
	}
	// It is read by then, or not to be read any more: nothing goes out.
	w.administer(clerk.StopSharing{Area: "vakt"})
	if _, total, _ := w.Notice(ctx, mine[0]); total != 0 {
		t.Errorf("%d of what is not shared any more would be told", total)
	}
	w.administer(clerk.ShareAgain{Area: "vakt"})
	// More within five minutes waits for them to pass; what is hourly waits for the hour.
	w.puts(tib(host), "mer", "Mer", area.Everyone)
	w.sorted()
	w.clock.set(began.Add(3 * time.Minute))
	tell(0)
	w.clock.set(began.Add(7 * time.Minute))
	tell(1)
	if late := w.noticesTo(other); len(late) != 0 {
		t.Errorf("before the hour: %+v", late)
	}
	w.clock.set(began.Add(time.Hour))
	tell(1)
	if n, err := w.ReadInbox(ctx, other); err != nil || n != 122 {
		t.Errorf("%d were read, %v", n, err)
	}
	if late := w.noticesTo(other); len(late) != 1 {
		t.Errorf("%+v", late)
	} else if _, total, _ := w.Notice(ctx, late[0]); total != 0 {
		t.Errorf("%d of what has been read would be told", total)
	}
}

// Who waits for all answers is told once, when the last is in; who does not ask is told nothing.
func TestAllIsIn(t *testing.T) {
	w := at(t, "stocked")
	me, other := w.watchers()
	ask := inquiry.Ask{Title: "Elavbrott", Owner: host, Actors: []string{attendee, observer}, Deadline: w.clock.now().Add(time.Hour),
		Questions: []inquiry.Question{{ID: "f1", Text: "Hur många?", Kind: inquiry.Number}}}
	inquire := func(who clerk.Identity, cmd inquiry.Command) {
		t.Helper()
		if _, err := w.Inquire(t.Context(), who, "begaran", clerk.InquiryWish{Command: cmd}); err != nil {
			t.Fatal(err)
		}
	}
	inquire(tib(host), &inquiry.OpenInquiry{ID: "begaran", Ask: ask})
	w.watches(tib(host), watch.OnInquiry, "begaran", watch.Now)
	for who, code := range map[string]string{attendee: "inquiry.asker-only", outsider: "inquiry.unknown"} {
		_, err := w.AddWatch(t.Context(), tib(who), watch.Watch{On: watch.OnInquiry, Target: "begaran"})
		wantCode(t, err, code)
	}
	n := 3.0
	for _, step := range []struct {
		who  clerk.Identity
		told int
	}{{me, 0}, {other, 1}, {other, 1}} {
		inquire(step.who, &inquiry.Respond{Actor: step.who.Actor, Answers: []inquiry.Answer{{Question: "f1", Number: &n}}})
		n++
		w.sorted()
		if got := w.told(tib(host)); len(got) != step.told {
			t.Errorf("told %q, want %d", got, step.told)
		}
	}
	if list, err := w.Watches(t.Context(), tib(host)); err != nil || len(list) != 0 {
		t.Errorf("the watch is still there: %+v, %v", list, err)
	}
}

// The same for the lägesrapporter of a conference, by who may see it.
func TestReportsAreIn(t *testing.T) {
	w := at(t, "called")
	me, _ := w.watchers()
	_, err := w.AddWatch(t.Context(), me, watch.Watch{On: watch.OnReports, Target: regional})
	if code := fault.CodeOf(err); code != "" && code != "watch.nothing-asked" {
		t.Fatal(err)
	}
	w.do(tib(host), regional, time.Time{}, "", &conference.RequestReports{Actors: []string{attendee}, Deadline: w.clock.now().Add(time.Hour)})
	w.watches(me, watch.OnReports, regional, watch.Now)
	_, err = w.AddWatch(t.Context(), tib(outsider), watch.Watch{On: watch.OnReports, Target: regional})
	wantCode(t, err, "conference.unknown")
	w.sorted()
	w.wantTold(me)
	w.do(me, regional, time.Time{}, "", &conference.SubmitReport{Participant: attendee, Report: conference.Report{Tests: conference.Tests{Plan: "none", Resources: "none", Load: "strained"}}})
	w.sorted()
	if got := w.told(me); len(got) != 1 || !strings.HasPrefix(got[0], "complete ") {
		t.Errorf("told %q", got)
	}
	if got := w.told(tib(outsider)); len(got) != 0 {
		t.Errorf("who is not called was told %q", got)
	}
}

// A watch is one's own, of what one may see, and as many as there is room for.
func TestWatchPolicy(t *testing.T) {
	w := at(t, "stocked")
	ctx := t.Context()
	me, _ := w.watchers()
	for _, c := range []struct {
		who  clerk.Identity
		w    watch.Watch
		code string
	}{
		{tib(outsider), watch.Watch{On: watch.OnArea, Target: "vakt"}, "area.unknown"},
		{me, watch.Watch{On: watch.OnArea, Target: "finns-inte"}, "area.unknown"},
		{me, watch.Watch{On: watch.OnActor, Target: "finns-inte"}, "actor.unknown"},
		{me, watch.Watch{On: watch.OnPlace, Target: "9999"}, "watch.target"},
		{me, watch.Watch{On: watch.OnKind, Target: "häst"}, "watch.target"},
		{me, watch.Watch{On: watch.OnSearch, Target: "from=2027-01-01"}, "watch.target"},
		{me, watch.Watch{On: "gossip", Target: "x"}, "watch.sort"},
		{me, watch.Watch{On: watch.OnTag, Target: "x", Often: "ibland"}, "watch.often"},
		{me, watch.Watch{On: watch.OnReports, Target: "finns-inte"}, "conference.unknown"},
		{tib("kommun-storsjo"), watch.Watch{On: watch.OnTag, Target: "x"}, "watch.person-only"},
		{scoped(me, clerk.ScopeRead), watch.Watch{On: watch.OnTag, Target: "x"}, "access.scope"},
		{clerk.Identity{Member: "gast", Actor: attendee, Only: regional}, watch.Watch{On: watch.OnTag, Target: "x"}, "access.guest"},
		{clerk.Identity{}, watch.Watch{On: watch.OnTag, Target: "x"}, "access.sign-in"},
	} {
		_, err := w.AddWatch(ctx, c.who, c.w)
		wantCode(t, err, c.code)
	}
	x := w.watches(me, watch.OnTag, "Älg", watch.Now)
	if again := w.watches(me, watch.OnTag, "alg", watch.Morning); again.ID != x.ID || again.Often != watch.Morning {
		t.Errorf("%+v", again)
	}
	wantCode(t, w.RemoveWatch(ctx, tib(observer), x.ID), "watch.unknown")
	if n, err := w.ReadInbox(ctx, tib(outsider), "x"); n != 0 || err != nil {
		t.Error(n, err)
	}
	if err := w.RemoveWatch(ctx, me, x.ID); err != nil {
		t.Error(err)
	}
	if err := w.store.Update(ctx, func(tx *store.Tx) error {
		for i := range watch.MaxOwn {
			if err := tx.PutWatch(watch.Watch{ID: fmt.Sprint(i), Member: me.Member, On: watch.OnTag, Target: fmt.Sprint(i), Often: watch.Now, Made: tx.Now}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	_, err := w.AddWatch(ctx, me, watch.Watch{On: watch.OnTag, Target: "en till"})
	wantCode(t, err, "watch.too-many")
}

// Who is named after an @ is told, when it may read where: a person by name, and an actor's people by the actor's.
func TestMentionIsTold(t *testing.T) {
	w := at(t, "stocked")
	me, other := w.watchers()
	w.puts(tib(host), "p1", "Fråga till @"+attendee+" och @"+outsider, area.Everyone)
	w.puts(tib(host), "p2", "Bara vi, @"+attendee, area.OnlyWe)
	w.sorted()
	w.wantTold(me, "new Fråga till @"+attendee+" och @"+outsider)
	w.wantTold(other)
	w.wantTold(tib(outsider))
	rows, _, err := w.Inbox(t.Context(), me, clerk.InboxQuery{})
	if err != nil || rows[0].Reasons[0].On != watch.Mention {
		t.Errorf("%+v, %v", rows, err)
	}

	// In what a note says and in a comment as well; a name that stood there before is not told of again.
	give := func(who clerk.Identity, cmd clerk.AdminCommand) {
		t.Helper()
		if _, err := w.Administer(t.Context(), who, "", cmd); err != nil {
			t.Fatal(err)
		}
	}
	note := area.Item{ID: "n1", Area: "vakt", Kind: area.Note, Title: "Läget", Text: "Frågan går till @" + observer, Audience: area.Everyone, OccurredAt: w.clock.now()}
	give(tib(host), clerk.PutItem{Item: note})
	w.sorted()
	w.wantTold(other, "new Läget")
	if _, err := w.ReadInbox(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	changed := note
	changed.Text += ", som har svarat"
	give(tib(host), clerk.ChangeItem{Area: "vakt", Item: "n1", From: 1, Content: changed.Content()})
	w.sorted()
	w.wantTold(other, "new Läget")
	give(me, clerk.CommentItem{Area: "vakt", Item: "n1", ID: "k1", Text: "Vi tar det, @TiB " + observer + ". KANARIE"})
	w.sorted()
	w.wantTold(other, "new Läget", "commented Läget")
	w.wantTold(tib(host)) // who wrote it watches nothing
	give(tib(host), clerk.ShareItems{Area: "vakt", Items: []string{"n1"}, Audience: area.OnlyWe})
	w.wantTold(other)
	w.whole()
}

// What is tagged or shared afterwards is told to those who have not been told of it, and where a thing lies to nobody.
func TestTaggedAndSharedAreTold(t *testing.T) {
	w := at(t, "stocked")
	me, other := w.watchers()
	w.puts(tib(host), "p1", "Karta", area.OnlyWe)
	w.watches(me, watch.OnTag, "väg", watch.Now)
	w.watches(other, watch.OnArea, "vakt", watch.Now)
	for _, cmd := range []clerk.AdminCommand{
		clerk.TagItems{Area: "vakt", Items: []string{"p1"}, Add: []string{"Väg"}},
		clerk.ShareItems{Area: "vakt", Items: []string{"p1"}, Audience: area.Chosen, Chosen: []string{observer}},
		clerk.MoveItems{Area: "vakt", Items: []string{"p1"}, Folder: "Kartor"},
	} {
		if _, err := w.Administer(t.Context(), tib(host), "", cmd); err != nil {
			t.Fatal(err)
		}
		w.sorted()
	}
	w.wantTold(me)
	w.wantTold(other, "shared Karta")
	if _, err := w.Administer(t.Context(), tib(host), "", clerk.ShareItems{Area: "vakt", Items: []string{"p1"}, Audience: area.Everyone}); err != nil {
		t.Fatal(err)
	}
	w.sorted()
	w.wantTold(me, "shared Karta")
	w.wantTold(other, "shared Karta")
}
