package signin_test

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/signin"
)

// Every page is written in both languages, whole and with everything that those who cannot see it need.
func TestEveryPage(t *testing.T) {
	mail := &letters{}
	w := open(t, func(o *signin.Options) { o.Mail = mail }).stock()
	first := must(w.FirstRun(t.Context()))(t)
	link := func(login string) string {
		must(w.Invite(t.Context(), clerk.OwnerIdentity(), directory.Member{Name: "<b>Bo</b> & \"Ek\"", Actor: host, SystemRole: directory.Writer}, login, false, "en"))(t)
		return "/link/" + w.find(mail.sent[len(mail.sent)-1].text, `/link/(\S+)`)
	}
	p := w.called()
	_, guest, err := w.InviteGuest(t.Context(), clerk.OwnerIdentity(), p.ID, invited, "Vakthavande", w.clock.now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	b := w.browser()
	b.post(link("a@ek.se"), 303, "password", phrase)
	b.post("/account/tokens", 200, "token_name", "<script>alert(1)</script>", "scope", "read", "days", "30")
	w.browser().post("/sign-in/link", 200, "login", "a@ek.se")
	w.Close()
	mailed := "/link/" + w.find(mail.sent[len(mail.sent)-1].text, `/link/(\S+)`)
	nobody := w.browser()
	for _, lang := range []string{"sv", "en"} {
		b.headers["Accept-Language"], nobody.headers["Accept-Language"] = lang+";q=0.9, de", lang
		pages := map[string]answer{
			"first run": nobody.get(strings.TrimPrefix(first, w.server.URL), 200), "invitation": nobody.get(link(lang+"@ek.se"), 200),
			"guest": nobody.get(strings.TrimPrefix(guest, w.server.URL), 200), "mailed": nobody.get(mailed, 200),
			"sign-in": nobody.get("/sign-in?next=/conferences/x", 200), "ask for a link": nobody.get("/sign-in/link", 200),
			"wrong": nobody.post("/sign-in", 401, "login", "x", "password", "y"), "link that is no link": nobody.get("/link/x", 410),
			"account": b.get("/account", 200), "second factor": b.get("/account/second", 200), "duty": b.get("/duty", 200),
			"new second factor": b.post("/account/second", 200, "current", phrase),
			"passkeys":          b.get("/account/passkeys", 200), "identities": b.get("/account/identities", 200),
			"provider down": nobody.post("/sign-in/with/lst", 503, "next", "/device"),
			"device":        b.get("/device", 200), "wrong password": b.post("/account/password", 401, "current", "x"),
			"signed out": nobody.get("/signed-out", 200), "form": b.post("/device", 404, "code", ""),
		}
		for name, a := range pages {
			if strings.Contains(a.body, "⟦") || strings.Contains(a.body, "<script>") || strings.Contains(a.body, "<b>Bo") ||
				!strings.Contains(a.body, `<html lang="`+lang+`">`) {
				t.Errorf("%s in %s:\n%s", name, lang, a.body)
			}
			for h, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Content-Type": "text/html; charset=utf-8"} {
				if a.header.Get(h) != want {
					t.Errorf("%s: %s is %q", name, h, a.header.Get(h))
				}
			}
			checkPage(t, name, a.body)
		}
		w.clock.pass(10 * time.Minute)
	}
}

// checkPage holds a page against what it promises: one heading, a label for each field, no name twice, references that lead
// somewhere, and no state changed by GET.
func checkPage(t *testing.T, name, body string) {
	t.Helper()
	ids, labels, refs, heads := map[string]int{}, map[string]bool{}, []string{}, 0
	var fields []string
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		if z.Next() == html.ErrorToken {
			if z.Err() != io.EOF {
				t.Error(name, z.Err())
			}
			break
		}
		tok := z.Token()
		at := map[string]string{}
		for _, a := range tok.Attr {
			at[a.Key] = a.Val
		}
		if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
			continue
		}
		if at["id"] != "" {
			ids[at["id"]]++
		}
		refs = append(refs, strings.Fields(at["aria-describedby"])...)
		if strings.HasPrefix(at["href"], "#") {
			refs = append(refs, at["href"][1:])
		}
		switch tok.Data {
		case "h1":
			heads++
		case "label":
			labels[at["for"]] = true
		case "input", "select":
			if _, hidden := at["hidden"]; at["type"] != "hidden" && !hidden {
				fields = append(fields, at["id"])
				if tok.Data == "input" && at["autocomplete"] == "" {
					t.Errorf("%s: the field %s does not say what it is for", name, at["id"])
				}
			}
		case "form":
			if at["method"] != "post" {
				t.Errorf("%s: a form by %q", name, at["method"])
			}
		}
		if at["style"] != "" || at["onclick"] != "" {
			t.Errorf("%s: style or script in %v", name, tok)
		}
	}
	for _, f := range fields {
		if !labels[f] {
			t.Errorf("%s: the field %q has no label", name, f)
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%s: %d of the name %s", name, n, id)
		}
	}
	for _, r := range refs {
		if ids[r] == 0 {
			t.Errorf("%s: nothing has the name %s", name, r)
		}
	}
	if heads != 1 {
		t.Errorf("%s: %d main headings", name, heads)
	}
}

// Every page has a row in the policy, and those that need somebody refuse nobody in particular.
func TestRoutesHaveAPolicy(t *testing.T) {
	w := open(t)
	known := clerk.Operations()
	seen := map[string]bool{}
	for _, r := range w.Routes() {
		if !slices.Contains(known, r.Operation) {
			t.Errorf("%s %s: no operation %s", r.Method, r.Path, r.Operation)
		}
		if key := r.Method + r.Path; seen[key] {
			t.Errorf("%s twice", key)
		} else {
			seen[key] = true
		}
		if (clerk.Identity{}).Allows(r.Operation, "") == nil || r.Path == "/sign-out" {
			continue
		}
		a := w.browser().send(r.Method, r.Path, map[string][]string{})
		if r.Method == "GET" {
			a = w.browser().send("GET", r.Path, nil)
		}
		if to := a.header.Get("Location"); a.status != 303 || !regexp.MustCompile(`^/sign-in\?next=`).MatchString(to) {
			t.Errorf("%s %s for nobody: %d %s", r.Method, r.Path, a.status, to)
		}
	}
}

// Passkeys and other organisations' identities are their owner's alone.
func TestKeysAreTheirOwners(t *testing.T) {
	w := open(t).stock()
	a := w.as(w.person("a@ek.se", host, directory.Writer, false))
	b := w.as(w.person("b@ek.se", host, directory.Writer, false))
	k, ctx := w.clerk, t.Context()
	if err := k.AddPasskey(ctx, a, "nyckel", "Telefonen", []byte(`{"n":1}`)); err != nil {
		t.Fatal(err)
	}
	code(t, k.AddPasskey(ctx, b, "nyckel", "Annan", []byte(`{}`)), "store.exists")
	code(t, k.RemovePasskey(ctx, b, "nyckel"), "passkey.gone")
	code(t, k.NamePasskey(ctx, b, "nyckel", "Min"), "passkey.gone")
	code(t, k.NamePasskey(ctx, a, "nyckel", " "), "passkey.name")
	handle := must(k.PasskeyHandle(ctx, a, "första"))(t)
	if again := must(k.PasskeyHandle(ctx, a, "andra"))(t); handle != "första" || again != handle {
		t.Fatal(handle, again)
	}
	if m, ok, err := k.MemberByHandle(ctx, handle); m != a.Member || !ok || err != nil {
		t.Fatal(m, ok, err)
	}
	code(t, k.RemovePasskey(ctx, a, ""), "passkey.gone")
	code(t, k.AddPasskey(ctx, clerk.Identity{}, "n2", "Annan", nil), "access.sign-in")
	if err := k.UsePasskey(ctx, "nyckel", []byte(`{"n":2}`)); err != nil {
		t.Fatal(err)
	}
	p, ok, err := k.PasskeyByID(ctx, "nyckel")
	if err != nil || !ok || p.Member != a.Member || string(p.Credential) != `{"n":2}` || p.Used.IsZero() {
		t.Fatal(p, ok, err)
	}
	if err := k.BindExternal(ctx, a, "https://idp", "1"); err != nil {
		t.Fatal(err)
	}
	code(t, k.BindExternal(ctx, b, "https://idp", "1"), "store.exists")
	code(t, k.UnbindExternal(ctx, b, "https://idp", "1"), "external.unknown")
	if m, ok, err := k.MemberByExternal(ctx, "https://idp", "1"); m != a.Member || !ok || err != nil {
		t.Fatal(m, ok, err)
	}
	if _, ok, err := k.MemberByExternal(ctx, "https://other", "1"); ok || err != nil {
		t.Fatal(ok, err)
	}
	if list := must(k.Externals(ctx, a))(t); len(list) != 1 || list[0].Used.IsZero() {
		t.Fatalf("%+v", list)
	}
	// A reset of the factors takes every other way in along.
	must(w.Reset(ctx, clerk.OwnerIdentity(), a.Member, true, "sv"))(t)
	if list := must(k.Passkeys(ctx, a.Member))(t); len(list) != 0 {
		t.Fatalf("%+v", list)
	}
	if m, ok, err := k.MemberByExternal(ctx, "https://idp", "1"); ok || err != nil {
		t.Fatal(m, ok, err)
	}
}
