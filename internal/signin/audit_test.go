package signin_test

import (
	"fmt"
	"strings"
	"testing"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// Each way to sign in that somebody gets or loses by themselves is a row of the audit journal, with no secret in it; what is refused
// leaves none.
func TestWaysToSignInAreWrittenDown(t *testing.T) {
	w := open(t).stock()
	a := w.as(w.person("a@ek.se", host, directory.Writer, false))
	b := w.as(w.person("b@ek.se", host, directory.Writer, false))
	k, ctx := w.clerk, t.Context()
	for _, err := range []error{
		k.AddPasskey(ctx, a, "KANARIE-nyckel", "Telefonen", []byte(`{"KANARIE":1}`)),
		k.BindExternal(ctx, a, "https://idp", "KANARIE-person"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{k.AddPasskey(ctx, b, "KANARIE-nyckel", "Annan", nil), k.RemovePasskey(ctx, b, "KANARIE-nyckel"),
		k.BindExternal(ctx, b, "https://idp", "KANARIE-person"), k.UnbindExternal(ctx, b, "https://idp", "KANARIE-person")} {
		if err == nil {
			t.Error("not refused")
		}
	}
	for _, err := range []error{k.RemovePasskey(ctx, a, "KANARIE-nyckel"), k.UnbindExternal(ctx, a, "https://idp", "KANARIE-person")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, r := range must(k.Audit(ctx, clerk.OwnerIdentity(), 0, 100))(t) {
		if r.Member != a.Member || r.Actor != host {
			t.Errorf("%+v", r)
		}
		if strings.Contains(fmt.Sprintf("%+v", r), "KANARIE") {
			t.Errorf("a secret: %+v", r)
		}
		got = append(got, r.What+" "+r.About)
	}
	want := "account.passkey-added Telefonen, account.identity-bound https://idp, account.passkey-removed Telefonen, account.identity-unbound https://idp"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %v", got)
	}
}
