package signin_test

import (
	"strings"
	"testing"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// A file of people is taken whole or not at all, and nobody brings in people of another's.
func TestImport(t *testing.T) {
	w := open(t).stock()
	admin := w.as(w.person("adm@lst.se", host, directory.ActorAdmin, false))
	count := func() int { return len(must(w.clerk.Accounts(t.Context(), clerk.OwnerIdentity()))(t)) }
	const head = "name;email;actor;role\n"
	for file, want := range map[string]string{
		head + "Ny Ett;ett@lst.se;lst-allmanlan;\nNy Två;två;lst-allmanlan;\n":             "csv.rows",
		head + "Ny Ett;ett@lst.se;lst-allmanlan;\nNy Två;adm@lst.se;lst-allmanlan;\n":      "account.login-taken",
		head + "Ny Ett;ett@lst.se;lst-allmanlan;\nNy Två;tva@alvnas.se;kommun-alvnas;\n":   "access.not-your-actor",
		head + "Ny Ett;ett@lst.se;lst-allmanlan;\nNy Två;tva@lst.se;lst-allmanlan;drift\n": "access.operator-only",
		head + "Ny Ett;ett@lst.se;lst-allmanlan;\n=1+1;tva@lst.se;lst-allmanlan;\n":        "csv.rows",
	} {
		if _, err := w.Import(t.Context(), admin, strings.NewReader(file), "sv"); fault.CodeOf(err) != want {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
		if count() != 1 {
			t.Fatalf("%q: left %d accounts", file, count())
		}
	}
	_, err := w.Import(t.Context(), clerk.Identity{Member: "x", Actor: host, SystemRole: directory.Writer}, strings.NewReader(head), "sv")
	code(t, err, "access.not-allowed")
	got := must(w.Import(t.Context(), admin, strings.NewReader(head+"Ny Ett;ett@lst.se;lst-allmanlan;\nNy Två;tva@lst.se;Lst Allmänlän;läsare\n"), "sv"))(t)
	if len(got) != 2 || count() != 3 {
		t.Fatalf("%+v", got)
	}
	for _, p := range got {
		b := w.browser()
		b.post("/link/"+w.secret(p.Link), 303, "password", phrase)
		if !b.in() {
			t.Fatal("not in")
		}
	}
	if c := must(w.clerk.Verify(t.Context(), clerk.OwnerIdentity()))(t); len(c.Faults) > 0 {
		t.Fatal(c.Faults)
	}
	w.nothingLeaks()
}
