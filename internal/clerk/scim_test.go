package clerk_test

import (
	"slices"
	"testing"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// A register keeps its actor's people on both databases, and all that it does can be verified.
func TestScim(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx, ours, theirs := t.Context(), member("register", attendee, directory.ActorAdmin), member("register2", outsider, directory.ActorAdmin)
		link := linksFor(2)
		u, sent, err := w.ScimPut(ctx, ours, clerk.ScimWish{Login: "Bo@x.se", Name: "Bo Ek", Given: "Bo", Family: "Ek", External: "e1", Active: true}, link[0])
		if err != nil || !sent || u.Login != "bo@x.se" || u.Role != directory.Writer || !slices.Equal(u.Groups, []directory.SystemRole{directory.Writer}) {
			t.Fatal(u, sent, err)
		}
		wish := clerk.ScimWish{Member: u.Member, Login: "bo@x.se", Name: "Bo Ek", Given: "Bo", Family: "Ek", External: "e1", Active: true}
		same, sent, err := w.ScimPut(ctx, ours, wish, link[1])
		if err != nil || sent || same.Version() != u.Version() {
			t.Fatal(same, sent, err)
		}
		wish.Seen, wish.Name = u.Version(), "Bo Alm"
		if _, _, err = w.ScimPut(ctx, ours, wish, link[1]); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.ScimPut(ctx, ours, wish, link[1])
		wantCode(t, err, "scim.version")
		// Another's register, a writer, a token that only writes, and nobody.
		for code, who := range map[string]clerk.Identity{"scim.unknown": theirs, "access.not-allowed": tib(attendee), "access.scope": scoped(ours, clerk.ScopeWrite), "access.sign-in": {}} {
			_, _, err = w.ScimPut(ctx, who, clerk.ScimWish{Member: u.Member, Login: "bo@x.se", Name: "X"}, link[1])
			wantCode(t, err, code)
			wantCode(t, w.ScimRemove(ctx, who, u.Member, ""), code)
		}
		wantCode(t, w.ScimPutGroup(ctx, theirs, clerk.PutScimGroup{Role: directory.ActorAdmin, Members: []string{u.Member}}), "scim.member")
		wantCode(t, w.ScimPutGroup(ctx, ours, clerk.PutScimGroup{Role: directory.Operator, Members: []string{u.Member}}), "scim.unknown")
		// A role that somebody at a screen gives holds over what the register said before.
		put := func(role directory.SystemRole, members ...string) {
			t.Helper()
			if err := w.ScimPutGroup(ctx, ours, clerk.PutScimGroup{Role: role, Members: members, External: "g"}); err != nil {
				t.Fatal(err)
			}
		}
		put(directory.ActorAdmin, u.Member)
		w.administer(clerk.SaveMember{Member: directory.Member{ID: u.Member, Name: "Bo Alm", Actor: attendee, SystemRole: directory.Reader}})
		if u, err = w.ScimUser(ctx, ours, u.Member); err != nil || !slices.Equal(u.Groups, []directory.SystemRole{directory.Reader}) {
			t.Fatal(u.Groups, err)
		}
		put(directory.ActorAdmin, u.Member)
		put(directory.ActorAdmin)
		if u, err = w.ScimUser(ctx, ours, u.Member); err != nil || u.Role != directory.Reader {
			t.Fatal(u.Role, err)
		}
		put(directory.ActorAdmin, u.Member)
		// Who is removed and comes back administers nothing; one that an administrator lets in again is seen again.
		if err := w.ScimRemove(ctx, ours, u.Member, ""); err != nil {
			t.Fatal(err)
		}
		_, err = w.ScimUser(ctx, ours, u.Member)
		wantCode(t, err, "scim.unknown")
		back, sent, err := w.ScimPut(ctx, ours, clerk.ScimWish{Login: "bo@x.se", Name: "Bo Ny", Active: true}, link[1])
		if err != nil || !sent || back.Member != u.Member || back.Role != directory.Writer || back.External != "" {
			t.Fatal(back, sent, err)
		}
		if err := w.ScimRemove(ctx, ours, u.Member, ""); err != nil {
			t.Fatal(err)
		}
		w.administer(clerk.EnableAccount{Member: u.Member})
		if _, err = w.ScimUser(ctx, ours, u.Member); err != nil {
			t.Fatal(err)
		}
		p, err := w.Person(ctx, ours, u.Member)
		if err != nil || p.Register == nil {
			t.Fatal(p.Register, err)
		}
		if x, err := w.ErasePerson(ctx, member("chef", attendee, directory.ActorAdmin), u.Member); err != nil || x.Register == 0 {
			t.Fatal(x, err)
		}
		w.whole()
		if c, err := w.Verify(ctx, clerk.OwnerIdentity()); err != nil || len(c.Faults) > 0 {
			t.Errorf("%+v, %v", c, err)
		}
	})
}
