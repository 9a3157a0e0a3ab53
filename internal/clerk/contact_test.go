package clerk_test

import (
	"strings"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Who may read and keep an actor's contacts, before and after it has been called.
func TestContactsPolicy(t *testing.T) {
	for _, c := range []struct {
		stage, name string
		who         clerk.Identity
		read, save  string
	}{
		{"planned", "its own", tib(attendee), "", ""},
		{"planned", "reads for it", member("las", attendee, directory.Reader), "", "access.not-your-actor"},
		{"planned", "the host, before the call", tib(host), "contact.unknown", "contact.unknown"},
		{"called", "the host", tib(host), "", "access.not-your-actor"},
		{"called", "also called", tib(observer), "contact.unknown", "contact.unknown"},
		{"called", "an outsider", tib(outsider), "contact.unknown", "contact.unknown"},
		{"called", "operator", member("drift", outsider, directory.Operator), "", ""},
		{"called", "a guest", clerk.Identity{Member: "gast.1", Actor: attendee, SystemRole: directory.Writer, Only: regional}, "access.guest", "contact.unknown"},
		{"called", "nobody", clerk.Identity{}, "access.sign-in", "contact.unknown"},
	} {
		w := at(t, c.stage)
		w.administer(clerk.SaveContact{Contact: contactOf(attendee)})
		if _, err := w.Contacts(t.Context(), c.who, attendee); fault.CodeOf(err) != c.read {
			t.Errorf("%s reads: %v", c.name, err)
		}
		if c.name == "a guest" {
			continue // comes no further than Administer, which is for those with accounts
		}
		changed := contactOf(attendee)
		changed.Function = "Beredskap"
		for _, cmd := range []clerk.AdminCommand{clerk.SaveContact{Contact: changed}, clerk.RemoveContact{ID: changed.ID}, clerk.ImportContacts{Contacts: []directory.Contact{changed}},
			clerk.MarkWay{Contact: changed.ID, Channel: directory.SMS, Address: changed.Ways[0].Address}} {
			if err := w.TryAdmin(t.Context(), c.who, cmd); fault.CodeOf(err) != c.save {
				t.Errorf("%s, %s: %v", c.name, cmd.Name(), err)
			}
		}
	}
}

// Hosts see the contacts of those they plan to call, through their own conference.
func TestContactsOfAConference(t *testing.T) {
	w := at(t, "planned")
	w.administer(clerk.ImportContacts{Contacts: []directory.Contact{contactOf(attendee), contactOf(outsider)}})
	list, err := w.ContactsOf(t.Context(), tib(host), regional)
	if err != nil || len(list) != 1 || list[0].Actor != attendee {
		t.Fatal(list, err)
	}
	if _, err := w.ContactsOf(t.Context(), tib(attendee), regional); fault.CodeOf(err) != "conference.unknown" {
		t.Fatal(err)
	}
	would, err := w.Reached(t.Context(), tib(host), regional, true)
	if err != nil || len(would) != 3 {
		t.Fatal(would, err)
	}
}

func TestSavedContacts(t *testing.T) {
	w := at(t, "stocked")
	who := tib(attendee)
	save := func(c directory.Contact) (clerk.Receipt, error) {
		return w.Administer(t.Context(), who, "", clerk.SaveContact{Contact: c})
	}
	c := contactOf(attendee)
	c.Person, c.Checked = "Karin Ek", w.clock.now().Add(time.Hour)
	if r, err := save(c); err != nil || r.Status != clerk.Accepted {
		t.Fatal(r, err)
	}
	c.Checked = w.clock.now()
	if r, err := save(c); err != nil || r.Status != clerk.Already {
		t.Fatal(r, err)
	}
	if _, err := w.Administer(t.Context(), who, "", clerk.MarkWay{Contact: c.ID, Channel: directory.SMS, Address: c.Ways[0].Address, Worked: true}); err != nil {
		t.Fatal(err)
	}
	c.Ways[0].Failed, c.Note = w.clock.now(), "ring först"
	if _, err := save(c); err != nil {
		t.Fatal(err)
	}
	list, err := w.Contacts(t.Context(), who, attendee)
	if err != nil || len(list) != 1 || list[0].Ways[0].Confirmed.IsZero() || !list[0].Ways[0].Failed.IsZero() || list[0].Note != "ring först" || list[0].Checked.After(w.clock.now()) {
		t.Fatalf("%+v, %v", list, err)
	}
	for name, x := range map[string]struct {
		change func(*directory.Contact)
		code   string
	}{
		"bad":             {func(c *directory.Contact) { c.Ways[0].Address = "x" }, "contact.invalid"},
		"another's id":    {func(c *directory.Contact) { c.ID = outsider + ".tib" }, "contact.id-taken"},
		"another's actor": {func(c *directory.Contact) { c.Actor = outsider }, "contact.unknown"},
		"no such actor":   {func(c *directory.Contact) { c.Actor = "ingen" }, "contact.unknown"},
	} {
		w.administer(clerk.SaveContact{Contact: contactOf(outsider)})
		c := contactOf(attendee)
		x.change(&c)
		if _, err := save(c); fault.CodeOf(err) != x.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Administer(t.Context(), clerk.OwnerIdentity(), "", clerk.SaveContact{Contact: directory.Contact{ID: "x", Actor: "ingen", Function: "TiB", Ways: c.Ways}}); fault.CodeOf(err) != "actor.unknown" {
		t.Error(err)
	}
	w.whole()
}

// Of a contact that is removed nothing of a person is left anywhere in the database: not in the journal, not in what was sent, not as
// a digest of it.
func TestRemovedContactsAreForgotten(t *testing.T) {
	w := outward(t, "stocked")
	secrets := []string{"Karin Hemlig", "+46701740999", "hemlig@ekeryd.example", "ring inte nattetid"}
	c := directory.Contact{ID: attendee + ".hemlig", Actor: attendee, Function: "TiB", Order: -1, Person: secrets[0], Note: secrets[3],
		Ways: []directory.Way{{Channel: directory.SMS, Address: secrets[1]}, {Channel: directory.Mail, Address: secrets[2]}}}
	if r, err := w.Administer(t.Context(), tib(attendee), "sparad", clerk.SaveContact{Contact: c}); err != nil || r.Status != clerk.Accepted {
		t.Fatal(r, err)
	}
	p := plan(t, "regional")
	w.called(p)
	reached := 0
	for _, d := range w.sent(p.ID) {
		if d.Contact == c.ID {
			reached++
		}
	}
	if reached != 2 {
		t.Fatalf("%d deliveries", reached)
	}
	if _, err := w.Administer(t.Context(), tib(attendee), "", clerk.RemoveContact{ID: c.ID}); err != nil {
		t.Fatal(err)
	}
	for _, d := range w.sent(p.ID) {
		if d.Contact == c.ID && (d.State != "stopped" || d.Address != "") {
			t.Errorf("%+v", d)
		}
	}
	err := w.store.View(t.Context(), func(tx *store.Tx) error {
		for e, err := range tx.AllEntries("directory") {
			if err != nil {
				return err
			}
			for _, s := range secrets {
				if strings.Contains(string(e.Payload), s) {
					t.Errorf("%s is in the journal: %s", s, e.Name)
				}
			}
		}
		seen, ok, err := tx.CommandSeen("directory", "sparad")
		if !ok || seen.Digest != "" {
			t.Errorf("the command is known by a digest: %+v", seen)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.whole()
}

func TestCalendarFeeds(t *testing.T) {
	w := at(t, "called")
	digest := func(c string) clerk.Digest { return clerk.Digest(strings.Repeat(c, 64)) }
	who := member("tib."+attendee, attendee, directory.Reader)
	if err := w.MakeFeed(t.Context(), who, clerk.MakeFeed{ID: "f1", Actor: attendee, Member: who.Member, Title: "Min telefon", Link: digest("a")}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		who  clerk.Identity
		cmd  clerk.MakeFeed
		code string
	}{
		"the actor's, who reads":  {who, clerk.MakeFeed{ID: "f2", Actor: attendee, Title: "Alla", Link: digest("b")}, "access.not-your-actor"},
		"another's":               {tib(observer), clerk.MakeFeed{ID: "f2", Actor: attendee, Title: "Alla", Link: digest("b")}, "access.not-your-actor"},
		"somebody else's":         {tib(attendee), clerk.MakeFeed{ID: "f2", Actor: attendee, Member: "annan", Title: "x", Link: digest("b")}, "access.not-allowed"},
		"no title":                {who, clerk.MakeFeed{ID: "f2", Actor: attendee, Member: who.Member, Link: digest("b")}, "feed.title"},
		"no link":                 {who, clerk.MakeFeed{ID: "f2", Actor: attendee, Member: who.Member, Title: "x"}, "link.missing"},
		"nobody":                  {clerk.Identity{}, clerk.MakeFeed{ID: "f2", Actor: attendee, Title: "x", Link: digest("b")}, "access.sign-in"},
		"by a token that writes":  {scoped(tib(attendee), clerk.ScopeWrite), clerk.MakeFeed{ID: "f2", Actor: attendee, Title: "x", Link: digest("b")}, "access.scope"},
		"the actor's, who writes": {tib(attendee), clerk.MakeFeed{ID: "f3", Actor: attendee, Title: "Alla", Link: digest("c")}, ""},
	} {
		if err := w.MakeFeed(t.Context(), c.who, c.cmd); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	as, f, err := w.FeedIdentity(t.Context(), digest("a"))
	if err != nil || f.ID != "f1" || as.Actor != attendee || as.Member != who.Member || as.Scope != clerk.ScopeRead {
		t.Fatal(as, f, err)
	}
	if _, err := w.Conference(t.Context(), as, regional); err != nil {
		t.Error(err)
	}
	if list, err := w.CalendarFeeds(t.Context(), tib(attendee)); err != nil || len(list) != 2 {
		t.Error(list, err)
	}
	if err := w.RevokeFeed(t.Context(), tib(observer), clerk.RevokeFeed{ID: "f1"}); fault.CodeOf(err) != "feed.unknown" {
		t.Error(err)
	}
	if err := w.RevokeFeed(t.Context(), who, clerk.RevokeFeed{ID: "f1"}); err != nil {
		t.Error(err)
	}
	for _, d := range []string{"a", "z"} {
		if _, _, err := w.FeedIdentity(t.Context(), digest(d)); fault.CodeOf(err) != "feed.unknown" {
			t.Error(err)
		}
	}
	w.whole()
}

func TestPushes(t *testing.T) {
	w := at(t, "called")
	p := clerk.PushSubscription{Endpoint: "https://push.example/1", P256DH: "k", Auth: "s"}
	if err := w.SubscribePush(t.Context(), tib(attendee), p); err != nil {
		t.Fatal(err)
	}
	bad := p
	bad.Endpoint = "http://push.example/1"
	if err := w.SubscribePush(t.Context(), tib(attendee), bad); fault.CodeOf(err) != "push.invalid" {
		t.Error(err)
	}
	if err := w.SubscribePush(t.Context(), scoped(tib(attendee), clerk.ScopeAdminister), p); fault.CodeOf(err) != "access.scope" {
		t.Error(err)
	}
	list, err := w.OwnPushes(t.Context(), tib(attendee))
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := w.UnsubscribePush(t.Context(), tib(observer), list[0].ID); fault.CodeOf(err) != "push.unknown" {
		t.Error(err)
	}
	if err := w.UsedPush(t.Context(), list[0].ID, false, true); err != nil {
		t.Error(err)
	}
	if list, err := w.PushesOf(t.Context(), "tib."+attendee); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}
