package signin_test

import (
	"bytes"
	"encoding/base32"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/signin"
)

func code(t testing.TB, err error, want string) {
	t.Helper()
	if fault.CodeOf(err) != want {
		t.Fatalf("got %v, want %s", err, want)
	}
}

func TestFirstRunInviteAndSignIn(t *testing.T) {
	w := open(t)
	first := must(w.FirstRun(t.Context()))(t)
	again := must(w.FirstRun(t.Context()))(t)
	b := w.browser()
	b.get("/link/"+w.secret(first), 410) // the later one took its place
	path := "/link/" + w.secret(again)
	b.get(path, 200)
	b.get(path, 200) // looking uses nothing up
	page := b.post(path, 404, "name", "Karin Ek", "login", "Karin@Ek.se", "actor", "ingenstans", "password", phrase)
	if !strings.Contains(page.body, `href="#actor"`) || !strings.Contains(page.body, `value="Karin Ek"`) {
		t.Fatalf("the form does not come back as it was filled in:\n%s", page.body)
	}
	b.post(path, 422, "name", "Karin Ek", "login", "Karin@Ek.se", "actor", "Lst Skåne", "password", "kort")
	b.post(path, 303, "name", "Karin Ek", "login", "Karin@Ek.se", "actor", "Lst Skåne", "password", phrase)
	if !b.in() {
		t.Fatal("the first administrator is not signed in")
	}
	b.post(path, 410, "name", "En till", "login", "en@till.se", "actor", "lst-skane", "password", phrase)
	if link := must(w.FirstRun(t.Context()))(t); link != "" {
		t.Fatal("a second first run")
	}
	who := must(w.clerk.Accounts(t.Context(), clerk.OwnerIdentity()))(t)
	if len(who) != 1 || who[0].SystemRole != directory.Operator || who[0].Login != "karin@ek.se" {
		t.Fatalf("%+v", who)
	}
	if c := must(w.clerk.Verify(t.Context(), clerk.OwnerIdentity()))(t); len(c.Faults) > 0 {
		t.Fatal(c.Faults)
	}
	admin := w.as(who[0].Member)
	got := must(w.Invite(t.Context(), admin, directory.Member{Name: "Nils Ny", Actor: admin.Actor, SystemRole: directory.Writer}, "nils@ny.se", false, "sv"))(t)
	n := w.browser()
	link := "/link/" + w.secret(got.Link)
	n.get(link, 200)
	n.post(link, 422, "password", "nils ny nils ny")
	n.post(link, 303, "password", phrase)
	n.post(link, 410, "password", phrase)
	if !n.in() {
		t.Fatal("the invited is not in")
	}
	old := n.cookie()
	n.post("/sign-out", 303)
	if n.in() {
		t.Fatal("still in after signing out")
	}
	n.setCookie(old) // replay after logout
	if n.in() {
		t.Fatal("the cookie lives after signing out")
	}
	n.signIn("NILS@ny.se ")
	if !n.in() || n.cookie() == old {
		t.Fatal("not in, or with the same cookie")
	}
	b.post("/account/password", 401, "current", "fel lösenord här", "password", phrase+" igen")
	b.post("/account/password", 303, "current", phrase, "password", phrase+" igen")
	if !b.in() {
		t.Fatal("out after changing the password")
	}
	b.post("/account/password", 303, "current", phrase+" igen", "password", phrase)
	w.nothingLeaks()
}

// nothingLeaks looks for every secret in the log and in the files of the database.
func (w *world) nothingLeaks() {
	w.t.Helper()
	w.secrets = append(w.secrets, phrase)
	files, _ := filepath.Glob(filepath.Join(w.dir, "*"))
	if len(files) < 3 {
		w.t.Fatal("no database to look in")
	}
	for _, s := range w.secrets {
		if bytes.Contains(w.logged.Bytes(), []byte(s)) {
			w.t.Errorf("the log has %q", s)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				w.t.Fatal(err)
			}
			if bytes.Contains(data, []byte(s)) {
				w.t.Errorf("%s has %q", filepath.Base(f), s)
			}
		}
	}
}

func TestSecondFactor(t *testing.T) {
	w := open(t).stock()
	member := w.person("a@ek.se", host, directory.Writer, false)
	b := w.browser()
	b.signIn("a@ek.se")
	b.post("/account/second", 401, "current", "fel")
	page := b.post("/account/second", 200, "current", phrase)
	key := strings.ReplaceAll(w.find(page.body, `secret">([A-Z2-7 ]+)<`), " ", "")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	w.secret(key)
	now := func() string { return signin.HOTP(secret, w.clock.now().Unix()/30, 6) }
	b.post("/account/second/confirm", 422, "code", "000000")
	page = b.post("/account/second/confirm", 200, "code", now())
	recovery := w.secret(w.find(page.body, `<li class="code">([0-9a-z-]+)<`))
	if n := strings.Count(page.body, `<li class="code">`); n != 10 {
		t.Fatalf("%d recovery codes", n)
	}

	n := w.browser()
	if to := n.signIn("a@ek.se").header.Get("Location"); to != "/sign-in/second" {
		t.Fatalf("sent to %s", to)
	}
	waiting := n.cookie()
	if n.in() {
		t.Fatal("in with one factor")
	}
	n.post("/sign-in/second", 401, "code", now()) // it was used to set the factor up: a replay
	n.post("/sign-in/second", 401, "code", "123456")
	w.clock.pass(30 * time.Second)
	n.post("/sign-in/second", 303, "code", now())
	if !n.in() || n.cookie() == waiting {
		t.Fatal("not in, or with the cookie from before the second factor")
	}
	stolen := w.browser()
	stolen.setCookie(waiting)
	stolen.post("/sign-in/second", 303, "code", recovery)
	if stolen.in() {
		t.Fatal("a used half session let somebody in")
	}

	for i, want := range []int{303, 401} {
		r := w.browser()
		r.signIn("a@ek.se")
		r.post("/sign-in/second", want, "code", strings.ToUpper(recovery))
		if r.in() != (i == 0) {
			t.Fatalf("recovery code, time %d: in %v", i+1, r.in())
		}
	}
	// What is lost is reset by an administrator: the factor goes, and so does every session.
	if _, err := w.Reset(t.Context(), clerk.Identity{Member: "z", Actor: other, SystemRole: directory.ActorAdmin}, member, true, "sv"); fault.CodeOf(err) != "account.unknown" {
		t.Fatalf("another actor's administrator: %v", err)
	}
	got := must(w.Reset(t.Context(), clerk.Identity{Member: "z", Actor: host, SystemRole: directory.ActorAdmin}, member, true, "sv"))(t)
	if n.in() || b.in() {
		t.Fatal("in after a reset")
	}
	r := w.browser()
	r.post("/link/"+w.secret(got.Link), 303, "password", phrase)
	if !r.in() {
		t.Fatal("not in by the reset")
	}
	w.nothingLeaks()
}

func TestMailedLink(t *testing.T) {
	mail := &letters{}
	w := open(t, func(o *signin.Options) { o.Mail = mail }).stock()
	got := must(w.Invite(t.Context(), clerk.OwnerIdentity(), directory.Member{Name: "Bo", Actor: host, SystemRole: directory.Writer}, "bo@ek.se", false, "sv"))(t)
	if got.Link != "" || !got.Mailed || len(mail.sent) != 1 || !strings.Contains(mail.sent[0].text, "/link/") {
		t.Fatalf("%+v %+v", got, mail.sent)
	}
	w.browser().post("/link/"+w.find(mail.sent[0].text, `/link/(\S+)`), 303, "password", phrase)
	b := w.browser()
	known := b.post("/sign-in/link", 200, "login", "bo@ek.se")
	unknown := b.post("/sign-in/link", 200, "login", "ingen@ek.se")
	w.Close() // what was on its way has gone out
	if known.body != unknown.body || len(mail.sent) != 2 || mail.sent[1].to != "bo@ek.se" {
		t.Fatalf("%+v", mail.sent)
	}
	link := "/link/" + w.secret(w.find(mail.sent[1].text, `/link/(\S+)`))
	b.get(link, 200)
	if b.in() {
		t.Fatal("a GET signed in")
	}
	b.post(link, 303)
	if !b.in() {
		t.Fatal("not in by the link")
	}
	b.post(link, 410)
	w.browser().post("/sign-in/link", 200, "login", "bo@ek.se")
	w.Close()
	w.clock.pass(15 * time.Minute)
	w.browser().post("/link/"+w.find(mail.sent[2].text, `/link/(\S+)`), 410)
	w.nothingLeaks()
}

func TestFunctionAccount(t *testing.T) {
	w := open(t).stock()
	p := w.called()
	w.person("tib@ekeryd.se", invited, directory.Writer, true)
	b := w.browser()
	if to := b.post("/sign-in", 303, "login", "tib@ekeryd.se", "password", phrase, "next", "/conferences/"+p.ID).header.Get("Location"); !strings.HasPrefix(to, "/duty?next=") {
		t.Fatalf("sent to %s", to)
	}
	who := w.who(b)
	b.get("/conferences/"+p.ID, 200) // reading needs no name
	answer := &conference.AnswerInvitation{Participant: invited}
	_, err := w.clerk.Do(t.Context(), who, p.ID, clerk.Wish{Command: answer})
	code(t, err, "access.duty-first")
	b.post("/duty", 422, "name", "=cmd()")
	if to := b.post("/duty", 303, "name", " Karin  Ek ", "next", "/conferences/"+p.ID).header.Get("Location"); to != "/conferences/"+p.ID {
		t.Fatalf("sent to %s", to)
	}
	who = w.who(b)
	if who.Unnamed || who.Person == "" {
		t.Fatalf("%+v", who)
	}
	if _, err = w.clerk.Do(t.Context(), who, p.ID, clerk.Wish{Command: answer}); strings.HasPrefix(fault.CodeOf(err), "access.") {
		t.Fatal(err)
	}
	b.post("/account/tokens", 409, "token_name", "x", "scope", "read", "days", "30")
	w.person("vanlig@ekeryd.se", invited, directory.Writer, false)
	v := w.browser()
	v.signIn("vanlig@ekeryd.se")
	v.post("/duty", 409, "name", "Karin Ek")
}

// who gives the identity of a browser.
func (w *world) who(b *browser) clerk.Identity {
	w.t.Helper()
	r, _ := http.NewRequest("GET", w.server.URL, nil)
	r.AddCookie(&http.Cookie{Name: "samverkan", Value: b.cookie()})
	who, err := w.Identify(r)
	if err != nil {
		w.t.Fatal(err)
	}
	return who
}

func TestGuest(t *testing.T) {
	w := open(t).stock()
	p := w.called()
	hostAdmin := clerk.Identity{Member: "h", Actor: host, SystemRole: directory.Writer}
	until := w.clock.now().Add(24 * time.Hour)
	for _, c := range []struct {
		name, actor, want string
		who               clerk.Identity
	}{
		{"the host for itself", host, "guest.not-invited", hostAdmin},
		{"one that is not called", "lst-skane", "guest.not-invited", hostAdmin},
		{"another's people", invited, "guest.not-yours", clerk.Identity{Member: "o", Actor: other, SystemRole: directory.Writer}},
		{"an outsider", invited, "conference.unknown", clerk.Identity{Member: "o", Actor: "lst-skane", SystemRole: directory.Writer}},
		{"a reader", invited, "access.not-allowed", clerk.Identity{Member: "o", Actor: invited, SystemRole: directory.Reader}},
		{"nobody", invited, "access.sign-in", clerk.Identity{}},
	} {
		_, _, err := w.InviteGuest(t.Context(), c.who, p.ID, c.actor, "Bilkåren", until)
		if fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	id, link, err := w.InviteGuest(t.Context(), hostAdmin, p.ID, invited, "Vakthavande", until)
	if err != nil {
		t.Fatal(err)
	}
	path := "/guest/" + w.secret(link)
	b := w.browser()
	if page := b.get(path, 200); !strings.Contains(page.body, "Ekeryd") {
		t.Fatal(page.body)
	}
	b.get("/conferences/"+p.ID, 404)
	b.post(path, 422, "name", "")
	if to := b.post(path, 303, "name", "Per Gäst").header.Get("Location"); to != "/conferences/"+p.ID {
		t.Fatal(to)
	}
	b.get("/conferences/"+p.ID, 200)
	guest := w.who(b)
	w.guestKnowsOneConference(guest, p)
	b.get("/account", 403)
	w.clock.pass(20 * time.Minute)
	b.get("/conferences/"+p.ID, 200)
	list := must(w.clerk.Guests(t.Context(), hostAdmin, p.ID))(t)
	if len(list) != 1 || list[0].ID != id || list[0].Used.IsZero() {
		t.Fatalf("%+v", list)
	}
	if _, err := w.clerk.Administer(t.Context(), clerk.Identity{Member: "o", Actor: other, SystemRole: directory.Writer}, "", clerk.RevokeGuest{ID: id}); fault.CodeOf(err) != "guest.unknown" {
		t.Fatal(err)
	}
	w.administer(clerk.RevokeGuest{ID: id})
	b.get("/conferences/"+p.ID, 404)
	b.post(path, 410, "name", "Per Gäst")
	if w.revoked.Load() == 0 {
		t.Fatal("nobody was told")
	}
	w.nothingLeaks()
}

// guestKnowsOneConference: not the next one that its actor is called to, no list, no area, no register.
func (w *world) guestKnowsOneConference(guest clerk.Identity, p conference.Plan) {
	t := w.t
	t.Helper()
	if guest.Only != p.ID || guest.Actor != invited || !guest.Guest() {
		t.Fatalf("%+v", guest)
	}
	second := p
	second.ID, second.SeriesNo = "konf-2", p.SeriesNo+1
	w.do(second.ID, &conference.PlanConference{Plan: second})
	w.do(second.ID, &conference.IssueInvitation{Channels: p.Callout.Channels, AckDeadline: p.Callout.AckDeadline})
	account := clerk.Identity{Member: "t", Actor: invited, SystemRole: directory.Writer}
	if _, err := w.clerk.Conference(t.Context(), account, second.ID); err != nil {
		t.Fatal(err) // its actor is called
	}
	_, err := w.clerk.Conference(t.Context(), guest, second.ID)
	code(t, err, "conference.unknown")
	_, err = w.clerk.Do(t.Context(), guest, second.ID, clerk.Wish{Command: &conference.AnswerInvitation{Participant: invited}})
	code(t, err, "conference.unknown")
	_, err = w.clerk.Do(t.Context(), guest, "konf-3", clerk.Wish{Command: &conference.PlanConference{Plan: second}})
	code(t, err, "access.guest")
	_, err = w.clerk.Administer(t.Context(), guest, "", clerk.SaveRoster{Roster: directory.Roster{ID: "r", Owner: invited, Name: "R", Members: []string{host}}})
	code(t, err, "access.guest")
	for what, n := range map[string]int{
		"conferences": len(must(w.clerk.Conferences(t.Context(), guest, noFilter))(t)),
		"incidents":   len(must(w.clerk.Incidents(t.Context(), guest))(t)),
		"areas":       len(must(w.clerk.Areas(t.Context(), guest))(t)),
		"rosters":     len(must(w.clerk.Rosters(t.Context(), guest))(t)),
		"members":     len(must(w.clerk.Members(t.Context(), guest))(t)),
		"measures":    len(must(w.clerk.Measures(t.Context(), guest, noMeasures))(t)),
		"decisions":   len(must(w.clerk.Decisions(t.Context(), guest, noDecisions))(t)),
	} {
		if n != 0 {
			t.Errorf("a guest is told of %d %s", n, what)
		}
	}
	_, err = w.clerk.Guests(t.Context(), guest, p.ID)
	code(t, err, "access.guest")
}
