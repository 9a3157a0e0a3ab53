package clerk_test

import (
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// An actor's administrator sees how its own actor uses the service, and nobody else's.
func TestUsage(t *testing.T) {
	w := at(t, "approved")
	admin := member("admin", attendee, directory.ActorAdmin)
	for _, m := range []directory.Member{{ID: "admin", Name: "Admin", Actor: attendee, SystemRole: directory.ActorAdmin}, {ID: "annan", Name: "Annan", Actor: outsider, SystemRole: directory.Writer}} {
		w.administer(clerk.SaveMember{Member: m})
		for _, how := range []string{"password", "totp"} {
			if err := w.Tried(t.Context(), clerk.Try{Who: m.ID, How: how}, m.ID, true); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Tried(t.Context(), clerk.Try{Who: m.ID, How: "password"}, m.ID, false); err != nil {
			t.Fatal(err)
		}
	}
	w.administer(clerk.CreateArea{Area: area.Area{ID: "yta-prov", Name: "Prov", Owner: outsider, Grants: []area.Grant{{Actor: attendee, Right: area.Contribute}}}})
	u, err := w.Usage(t.Context(), admin, attendee)
	if err != nil {
		t.Fatal(err)
	}
	if m := u.Months[0]; m.SignIns != 1 || m.People != 1 || m.Called == 0 || m.Attended == 0 || m.Hosted != 0 || m.Exercises != m.Called || u.Owns != 0 || u.Shares != 2 {
		t.Errorf("%+v", u)
	}
	hosts, err := w.Usage(t.Context(), member("admin", host, directory.ActorAdmin), host)
	if m := hosts.Months[0]; err != nil || m.Hosted == 0 || m.SignIns != 0 {
		t.Errorf("%+v, %v", hosts, err)
	}
	for name, x := range map[string]struct {
		who   clerk.Identity
		actor string
		code  string
	}{
		"writes for it":    {tib(attendee), attendee, "access.not-allowed"},
		"another actor's":  {member("x", outsider, directory.ActorAdmin), attendee, "access.not-your-actor"},
		"a token to write": {clerk.Identity{Member: "admin", Actor: attendee, SystemRole: directory.ActorAdmin, Scope: clerk.ScopeWrite}, attendee, "access.scope"},
		"nobody":           {clerk.Identity{}, attendee, "access.sign-in"},
		"no such actor":    {clerk.OwnerIdentity(), "ingen", "actor.unknown"},
		"the operator":     {member("drift", outsider, directory.Operator), attendee, ""},
	} {
		if _, err := w.Usage(t.Context(), x.who, x.actor); fault.CodeOf(err) != x.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
