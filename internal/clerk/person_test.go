package clerk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

func listed(line int, name, login string, role directory.SystemRole) directory.Listed {
	return directory.Listed{Line: line, Name: name, Login: login, Role: role, Function: "Växel", Says: true}
}

func linksFor(n int) (out []clerk.Digest) {
	for i := range n {
		out = append(out, clerk.Digest(fmt.Sprintf("%064d", i+1)))
	}
	return out
}

// A list is done whole, as it was shown, or not at all.
func TestProvision(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx, chef := t.Context(), member("chef", attendee, directory.ActorAdmin)
		do := func(who clerk.Identity, p clerk.Provision) (directory.MemberPlan, error) {
			return w.ProvisionMembers(ctx, who, p, linksFor(len(p.List)))
		}
		first := clerk.Provision{Actor: attendee, List: []directory.Listed{listed(2, "Bo Ek", "bo@x.se", ""), listed(3, "Ida Alm", "ida@x.se", directory.Reader)}}
		plan, mark, err := w.MemberPlan(ctx, chef, first)
		if err != nil || plan.New() != 2 {
			t.Fatal(plan, err)
		}
		if rows, _ := w.MemberList(ctx, chef, attendee); len(rows) != 0 {
			t.Fatal("what was only looked into was done", rows)
		}
		first.Seen = mark
		if plan, err = do(chef, first); err != nil || plan.New() != 2 || plan.Changes[0].Is.ID == "" {
			t.Fatal(plan, err)
		}
		_, err = do(chef, first)
		wantCode(t, err, "member.plan-changed")
		// The people of others, by others, and by those who keep nobody.
		for _, who := range []clerk.Identity{member("chef", outsider, directory.ActorAdmin), tib(attendee), {}} {
			if _, _, err := w.MemberPlan(ctx, who, first); err == nil {
				t.Errorf("%+v read a list", who)
			}
		}
		elsewhere := clerk.Provision{Actor: outsider, List: []directory.Listed{listed(2, "Ny", "ny@x.se", ""), listed(3, "Bo", "bo@x.se", directory.Operator)}}
		_, err = do(member("chef2", outsider, directory.ActorAdmin), elsewhere)
		if f, _ := fault.As(err); f == nil || f.Code != "csv.rows" || f.Fields["3:email"] != "member.login-elsewhere" || f.Fields["3:role"] != "" && f.Fields["3:role"] != "access.operator-only" {
			t.Fatal(err)
		}
		if rows, _ := w.MemberList(ctx, clerk.OwnerIdentity(), outsider); len(rows) != 0 {
			t.Error("half a list was done", rows)
		}
		second := clerk.Provision{Actor: attendee, List: []directory.Listed{listed(2, "Bo Eklund", "bo@x.se", "")}, Disable: true}
		if plan, err = do(chef, second); err != nil || plan.Changed() != 1 || plan.Disabled() != 1 {
			t.Fatal(plan, err)
		}
		rows, err := w.MemberList(ctx, chef, attendee)
		if err != nil || len(rows) != 2 || rows[0].Name != "Bo Eklund" || rows[0].Function != "Växel" || !rows[1].Disabled {
			t.Fatal(rows, err)
		}
		_, err = do(chef, clerk.Provision{Actor: attendee, List: []directory.Listed{listed(2, "Ida", "ida@x.se", "")}})
		if f, _ := fault.As(err); f == nil || f.Fields["2:email"] != "member.is-disabled" {
			t.Fatal(err)
		}
		w.whole()
	})
}

// A disabled account has no way in and is told of nothing; what the person did is still there.
func TestDisabledHasNoWayIn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx, id := t.Context(), "tib.kommun-ekeryd"
		furnish(t, w, id)
		w.administer(clerk.DisableAccount{Member: id})
		p, err := w.Person(ctx, clerk.OwnerIdentity(), id)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Devices)+len(p.Passkeys) != 0 || p.Sessions[0].Ended.IsZero() || p.Tokens[0].Ended.IsZero() || p.Calendars[0].Ended.IsZero() {
			t.Errorf("%+v", p)
		}
		if p.Account.Disabled.IsZero() || p.Settings["theme"] != "dark" {
			t.Errorf("%+v", p.Account)
		}
	})
}

// furnish gives a member everything that a member can have.
func furnish(t *testing.T, w *world, id string) {
	t.Helper()
	w.administer(clerk.InviteAccount{Invitee: clerk.Invitee{Member: directory.Member{ID: id, Name: "Hemlige Karl", Actor: attendee, SystemRole: directory.Writer, Function: "TiB"},
		Login: "hemlig.adress@x.se", Link: linksFor(1)[0]}})
	w.administer(clerk.SaveContact{Contact: directory.Contact{ID: "kontakt-karl", Actor: attendee, Function: "TiB", Person: "Hemlige Karl",
		Ways: []directory.Way{{Channel: directory.SMS, Address: "+46701740605"}}}})
	if err := w.store.Update(t.Context(), func(tx *store.Tx) error {
		for _, err := range []error{
			tx.AddSignIn(store.SignIn{ID: "s1", Member: id, Actor: attendee, SystemRole: "writer", How: "password", Strength: "one", Created: tx.Now, Seen: tx.Now, Ends: tx.Now.Add(clerk.Longest),
				Address: "192.0.2.77", Agent: "Hemlig webbläsare"}, "d1"),
			tx.AddToken(store.Token{ID: "t1", Shown: "sv_", Member: id, Actor: attendee, Name: "Hemlig nyckel", Scope: "read", MadeBy: id, Created: tx.Now, Expires: tx.Now.Add(clerk.Longest)}, "d2"),
			tx.AddFeed(store.Feed{ID: "f1", Actor: attendee, Member: id, Name: "Hemlig kalender", MadeBy: id, Created: tx.Now}, "d3"),
			tx.PutPushSubscription(store.PushSubscription{ID: "p1", Member: id, Endpoint: "https://push.example/hemlig", Created: tx.Now}),
			tx.PutPasskey(store.Passkey{ID: "k1", Member: id, Name: "Hemlig telefon", Credential: []byte("{}"), Created: tx.Now}),
			tx.PutMemberSetting(id, "theme", "dark"),
			tx.PutScimUser(store.ScimUser{Member: id, ExternalID: "hemlig-kod", GivenName: "Hemlige", FamilyName: "Karl"}),
			tx.AddSignInLine(store.SignInLine{ID: "l1", At: tx.Now, Who: "kod", Member: id, Actor: attendee, How: "password", Outcome: "ok"}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// Who may take out and erase what is kept about whom.
func TestPersonPolicy(t *testing.T) {
	w := at(t, "stocked")
	id := "tib.kommun-ekeryd"
	for _, c := range []struct {
		name          string
		who           clerk.Identity
		export, erase string
	}{
		{"oneself", member(id, attendee, directory.Writer), "", "access.not-allowed"},
		{"its administrator", member("chef", attendee, directory.ActorAdmin), "", ""},
		{"a colleague", member("kollega", attendee, directory.Writer), "account.unknown", "access.not-allowed"},
		{"another's administrator", member("chef", host, directory.ActorAdmin), "account.unknown", "account.unknown"},
		{"operator", member("drift", outsider, directory.Operator), "", ""},
		{"a token that writes", scoped(member("chef", attendee, directory.ActorAdmin), clerk.ScopeWrite), "access.scope", "access.scope"},
		{"nobody", clerk.Identity{}, "access.sign-in", "access.sign-in"},
	} {
		_, err := w.Person(t.Context(), c.who, id)
		if fault.CodeOf(err) != c.export {
			t.Errorf("%s, export: %v", c.name, err)
		}
		if _, err = w.Erasure(t.Context(), c.who, id); fault.CodeOf(err) != c.erase {
			t.Errorf("%s, erase: %v", c.name, err)
		}
	}
	_, err := w.ErasePerson(t.Context(), member(id, attendee, directory.ActorAdmin), id)
	wantCode(t, err, "person.not-oneself")
}

// Who has done nothing in a record is gone, to the last byte of the database.
func TestErasedIsGone(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx, id, chef := t.Context(), "tib.kommun-ekeryd", member("chef", attendee, directory.ActorAdmin)
		furnish(t, w, id)
		before, err := w.Erasure(ctx, chef, id)
		if err != nil || before.NameStays || before.Contacts != 1 || before.Sessions != 1 || before.Register == 0 || before.SignIns != 1 || before.LogUntil.IsZero() {
			t.Fatalf("%+v, %v", before, err)
		}
		x, err := w.ErasePerson(ctx, chef, id)
		if err != nil || x.Login != "hemlig.adress@x.se" {
			t.Fatalf("%+v, %v", x, err)
		}
		_, err = w.Person(ctx, chef, id)
		wantCode(t, err, "account.unknown")
		entries, _, err := w.Administration(ctx, clerk.OwnerIdentity(), 0, clerk.MaxPage)
		if err != nil {
			t.Fatal(err)
		}
		said := false
		for _, e := range entries {
			for _, secret := range []string{"Hemlig", "hemlig", "46701740605"} {
				if bytes.Contains(e.Payload, []byte(secret)) {
					t.Errorf("%d %s still says %s", e.Seq, e.Name, e.Payload)
				}
			}
			said = said || e.Name == "person.erased" && strings.Contains(string(e.Payload), id)
		}
		if !said {
			t.Error("the journal does not say that the person was erased")
		}
		w.whole()
		if c, err := w.Verify(ctx, clerk.OwnerIdentity()); err != nil || len(c.Faults) > 0 {
			t.Errorf("%+v, %v", c, err)
		}
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := w.store.Copy(ctx, path); err != nil {
			return // PostgreSQL is copied by tools of its own
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Hemlig", "hemlig.adress", "46701740605", "192.0.2.77"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s is still in the database", secret)
			}
		}
	})
}

// What somebody did in a record stays there with the name; the rest goes.
func TestErasedStaysInTheRecord(t *testing.T) {
	w := at(t, "held")
	leader := holder(conference.Leader)
	p, err := w.Person(t.Context(), member("chef", host, directory.ActorAdmin), leader.Member)
	if err != nil || len(p.Entries) == 0 || len(p.Entries[0].Text) == 0 || !json.Valid(p.Entries[0].Text) {
		t.Fatalf("%+v, %v", p, err)
	}
	drift, err := w.Person(t.Context(), member("drift", outsider, directory.Operator), leader.Member)
	if err != nil || len(drift.Entries) != len(p.Entries) || drift.Entries[0].Text != nil {
		t.Fatalf("an operator of another actor reads the record: %+v, %v", drift, err)
	}
	x, err := w.ErasePerson(t.Context(), member("chef", host, directory.ActorAdmin), leader.Member)
	if err != nil || !x.NameStays || x.Entries != len(p.Entries) {
		t.Fatalf("%+v, %v", x, err)
	}
	all, err := w.Members(t.Context(), clerk.OwnerIdentity())
	if err != nil {
		t.Fatal(err)
	}
	named := false
	for _, m := range all {
		named = named || m.ID == leader.Member && m.Name == "Karin Ek"
	}
	if !named {
		t.Error("the name is gone from the record")
	}
	_, err = w.ErasePerson(t.Context(), member("chef", host, directory.ActorAdmin), leader.Member)
	wantCode(t, err, "person.nothing-left")
	w.whole()
}
