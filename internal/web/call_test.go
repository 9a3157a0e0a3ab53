package web_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"samverkan/conference"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	stream "samverkan/internal/live"
	"samverkan/internal/signin"
	"samverkan/internal/store"
	"samverkan/internal/web"
)

// The actors of the calls: a county board calls two municipalities; a third is called to nothing.
const (
	callHost = "lst-jonkoping"
	called   = "kommun-habo-0643"
	silent   = "kommun-vaggeryd"
	stranger = "kommun-nassjo"
)

// callStage is the pages before a desk that sends.
type callStage struct {
	*testing.T
	clerk  *clerk.Clerk
	signin *signin.Service
	web    *web.Web
	url    string
	now    time.Time
}

func newCallStage(t *testing.T) *callStage {
	t.Helper()
	s := &callStage{T: t, now: time.Date(2027, 1, 6, 16, 0, 0, 0, i18n.Stockholm())}
	clock := func() time.Time { return s.now }
	dir, ctx := t.TempDir(), t.Context()
	db, err := store.Open(ctx, store.Options{Path: filepath.Join(dir, "prov.db"), Now: clock, KeyPath: filepath.Join(dir, "nyckel")})
	s.must(err)
	t.Cleanup(func() { db.Close() })
	key, err := db.SigningKey(ctx, "prov")
	s.must(err)
	files := attachment.NewShelf(filepath.Join(dir, "filer"), rand.Reader)
	t.Cleanup(func() { files.Close() })
	texts, err := i18n.Load()
	s.must(err)
	newID := id.NewSource(clock, rand.Reader).New
	s.clerk = clerk.New(clerk.Options{Store: db, Files: files, NewID: newID, Now: clock, Key: key, Origin: "prov", Outgoing: &clerk.Outgoing{}})
	base, err := url.Parse("http://localhost")
	s.must(err)
	secret, err := signin.LoadKey(filepath.Join(dir, "hemlighet"), rand.Reader)
	s.must(err)
	s.signin, err = signin.New(signin.Options{Clerk: s.clerk, Now: clock, Random: rand.Reader, NewID: newID, Key: secret, Base: base, Texts: texts})
	s.must(err)
	t.Cleanup(s.signin.Close)
	sweden, err := directory.Sweden()
	s.must(err)
	_, err = s.clerk.Administer(ctx, clerk.OwnerIdentity(), newID(), clerk.ImportActors{Actors: sweden.All()})
	s.must(err)
	var people []signin.Newcomer
	for _, actor := range []string{callHost, called, silent, stranger} {
		people = append(people, signin.Newcomer{Member: directory.Member{ID: "tib." + actor, Name: "Tjänsteman i beredskap", Actor: actor, SystemRole: directory.Writer}, Login: "tib." + actor + "@prov.example"})
	}
	s.must(s.signin.Establish(ctx, clerk.OwnerIdentity(), people, "sju gröna paraplyer dansar"))
	_, err = s.clerk.Administer(ctx, s.who(callHost), newID(), clerk.SaveRoster{Roster: directory.Roster{ID: "prov", Name: "Provlista", Owner: callHost, Members: []string{called, silent}}})
	s.must(err)
	s.web, err = web.New(web.Options{Clerk: s.clerk, SignIn: s.signin, Texts: texts, Log: slog.New(slog.DiscardHandler), Now: clock, NewID: newID, Random: rand.Reader, Base: "https://prov.example",
		VerifyLink: func(token string, _ time.Time) (string, error) {
			if id, ok := strings.CutPrefix(token, "slut-"); ok {
				return id, fault.New(fault.Gone, "link.expired")
			}
			id, ok := strings.CutPrefix(token, "gäller-")
			if !ok {
				return "", fault.New(fault.NotFound, "link.unknown")
			}
			return id, nil
		}})
	s.must(err)
	r := chi.NewRouter()
	for _, x := range s.web.Routes() {
		r.Method(x.Method, x.Path, x.Handler)
	}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *callStage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (*callStage) who(actor string) clerk.Identity {
	return clerk.Identity{Member: "tib." + actor, Actor: actor, SystemRole: directory.Writer}
}

// ask sends a request as an actor's duty officer, or with "" as nobody, and gives status, body and where it leads.
func (s *callStage) ask(actor, method, path string, form url.Values) (status int, body, to string) {
	s.Helper()
	var content io.Reader
	if form != nil {
		content = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(s.Context(), method, s.url+path, content)
	s.must(err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if actor != "" {
		c, err := s.signin.SessionFor(s.Context(), "tib."+actor, "password")
		s.must(err)
		r.AddCookie(c)
	}
	a, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	s.must(err)
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	s.must(err)
	return a.StatusCode, html.UnescapeString(string(b)), a.Header.Get("Location")
}

// mainOf is what a fault is looked for in.
func mainOf(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return body
}

// post sends a form that must be taken.
func (s *callStage) post(actor, path string, form url.Values) string {
	s.Helper()
	status, body, to := s.ask(actor, http.MethodPost, path, form)
	if status != http.StatusSeeOther {
		s.Fatalf("%s: %d\n%s", path, status, mainOf(body))
	}
	return to
}

// sees asks for a page and tells what must stand in it; what begins with - must not.
func (s *callStage) sees(actor, path string, texts ...string) {
	s.Helper()
	status, body, _ := s.ask(actor, http.MethodGet, path, nil)
	if status != http.StatusOK {
		s.Fatalf("%s: %d\n%s", path, status, mainOf(body))
	}
	for _, text := range texts {
		without, not := strings.CutPrefix(text, "-")
		if strings.Contains(body, without) == not {
			s.Errorf("%s: %q: %v\n%s", path, without, !not, mainOf(body))
		}
	}
}

func contactForm(actor string, ways ...string) url.Values {
	f := url.Values{"_form": {"kontakt"}, "_back": {"/admin/contacts/edit?actor=" + actor}, "_id": {"kontakt." + actor}, "actor": {actor}, "function": {"TiB"}}
	for i := 0; i < len(ways); i += 2 {
		f.Set(fmt.Sprintf("ways.%d.channel", i/2), ways[i])
		f.Set(fmt.Sprintf("ways.%d.address", i/2), ways[i+1])
	}
	return f
}

// call calls the two municipalities, and gives the conference and the delivery of the mail to the one that has contacts.
func (s *callStage) call() (conferenceID string, mail delivery.Delivery) {
	s.Helper()
	s.post(called, "/admin/contacts", contactForm(called, "mail", "tib@habo.example", "sms", "070-174 06 05"))
	to := s.post(callHost, "/call", url.Values{"_form": {"kalla"}, "_back": {"/call"}, "_id": {"konf-prov"}, "act": {"call"}, "purpose": {"situation"}, "in": {"30"},
		"roster": {"prov"}, "exercise": {"true"}, "title": {"Lägesbild snöoväder"}, "waysIn": {"https://video.example/rum\n08-465 004 10 #4711"}})
	if to != "/conferences/konf-prov/receipts?done=called" {
		s.Fatal(to)
	}
	list, err := s.clerk.Deliveries(s.Context(), s.who(callHost), "konf-prov")
	s.must(err)
	for _, d := range list {
		if d.Actor == called && d.Channel == directory.Mail {
			return "konf-prov", d
		}
	}
	s.Fatalf("no mail among %+v", list)
	return "", mail
}

// A contact is kept by its own actor; what is wrong is told at its field, and a stranger finds nothing.
func TestContactsAreKeptByTheirActor(t *testing.T) {
	s := newCallStage(t)
	s.sees(called, "/admin/contacts", "Inga kontakter än")
	status, body, _ := s.ask(called, http.MethodPost, "/admin/contacts", contactForm(called, "mail", "tib@habo.example", "sms", "12"))
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, `id="kontakt-ways.1.address-wrong">Numret går inte`) || !strings.Contains(body, "tib@habo.example") {
		t.Fatalf("a bad number: %d\n%s", status, body)
	}
	s.post(called, "/admin/contacts", contactForm(called, "mail", "tib@habo.example", "sms", "070-174 06 05"))
	s.sees(called, "/admin/contacts", "070-174 06 05", "tib@habo.example", "-Bara en väg", "-Se över")
	for name, f := range map[string]func() (int, string, string){
		"saved by a stranger": func() (int, string, string) {
			f := contactForm(called, "mail", "ond@prov.example")
			f.Set("_id", "annan."+called)
			f.Set("id", "kontakt."+called)
			return s.ask(stranger, http.MethodPost, "/admin/contacts", f)
		},
		"removed by a stranger": func() (int, string, string) {
			return s.ask(stranger, http.MethodPost, "/admin/contacts/remove", url.Values{"id": {"kontakt." + called}})
		},
		"read by a stranger": func() (int, string, string) {
			return s.ask(stranger, http.MethodGet, "/admin/contacts?actor="+called, nil)
		},
		"fetched by a stranger": func() (int, string, string) {
			return s.ask(stranger, http.MethodGet, "/admin/contacts/file?actor="+called, nil)
		},
		"tested by a stranger": func() (int, string, string) {
			return s.ask(stranger, http.MethodPost, "/admin/contacts/test", url.Values{"actor": {called}})
		},
	} {
		if status, body, _ := f(); status != http.StatusNotFound && status != http.StatusForbidden || strings.Contains(body, "habo.example") {
			t.Errorf("%s: %d\n%s", name, status, mainOf(body))
		}
	}
	// Others see it when its actor says so, and then not what the actor keeps to itself.
	s.sees(stranger, "/admin/actors?q=habo", "Habo kommun", "-tib@habo.example")
	shown := contactForm(called, "mail", "tib@habo.example", "sms", "070-174 06 05")
	shown.Set("id", "kontakt."+called)
	shown.Set("_id", "visad."+called)
	shown.Set("note", "Nyckeln hos vakten")
	shown.Set("shown", "all")
	s.post(called, "/admin/contacts", shown)
	s.sees(called, "/admin/contacts", "Syns för: Alla aktörer.")
	s.sees(stranger, "/admin/actors?contacts=ja", "Habo kommun", "tib@habo.example", "070-174 06 05", "-Nyckeln")
	// How the actor uses the service is for its administrator alone.
	if status, body, _ := s.ask(stranger, http.MethodGet, "/admin/statistics", nil); status != http.StatusForbidden || strings.Contains(body, "Inloggningar") {
		t.Errorf("statistics for who administers nothing: %d", status)
	}
	s.now = s.now.Add(200 * 24 * time.Hour)
	s.sees(called, "/admin/contacts", "Se över")
	s.post(called, "/admin/contacts/checked", url.Values{"actor": {called}, "id": {"kontakt." + called}})
	s.sees(called, "/admin/contacts", "-Se över")
	s.post(called, "/admin/contacts/way", url.Values{"actor": {called}, "id": {"kontakt." + called}, "channel": {"sms"}, "address": {"+46701740605"}, "worked": {"false"}})
	s.sees(called, "/admin/contacts", "Se över", "Märkt som trasig", "av tib."+called)
	s.post(called, "/admin/contacts/test", url.Values{"actor": {called}})
	s.sees(called, "/admin/contacts", "i kö")
	s.probed()
	if _, body, _ := s.ask(called, http.MethodGet, "/admin/contacts/file", nil); !strings.Contains(body, "tib@habo.example") {
		t.Error(body)
	}
	s.post(called, "/admin/contacts/remove", url.Values{"actor": {called}, "id": {"kontakt." + called}})
	s.sees(called, "/admin/contacts", "Inga kontakter än")
}

// probed answers the test messages by their links, as whoever got them does, without an account: to look does nothing.
func (s *callStage) probed() {
	s.T.Helper()
	worker := "prov"
	list, err := s.clerk.LeaseDeliveries(s.T.Context(), worker, "", s.now.Add(time.Minute), 9)
	s.must(err)
	if len(list) == 0 {
		s.T.Fatal("nothing is sent")
	}
	for _, d := range list {
		_, _, err := s.clerk.SettleDelivery(s.T.Context(), worker, clerk.Settled{ID: d.ID, Outcome: delivery.Outcome{State: delivery.Sent, At: s.now}}, "")
		s.must(err)
		s.now = s.now.Add(time.Second)
		page := "/a/" + url.PathEscape("gäller-"+d.ID)
		s.sees("", page+"?reply=acknowledged", "Sambandsprov", "Kvittera", "-Kvitterat.")
		for range 2 {
			if to := s.post("", page, url.Values{"_form": {"prov"}, "_back": {page}, "_id": {"p" + d.ID}}); !strings.HasSuffix(to, "?done=probe-answered") {
				s.T.Error(to)
			}
		}
		s.sees("", page, "Kvitterat.", "-<button class=\"btn btn-primary")
		if status, _, _ := s.ask("", http.MethodGet, "/a/slut-"+d.ID, nil); status != http.StatusGone {
			s.T.Errorf("the link is out of date: %d", status)
		}
		if x, _, err := s.clerk.DeliveryByID(s.T.Context(), d.ID); err != nil || x.State != delivery.Acknowledged {
			s.T.Errorf("%s %v", x.State, err)
		}
	}
	s.sees(called, "/admin/contacts", "kvitterat", "-Gick inte fram") // it did not work before, and does now
}

// From an empty desk to a kallelse that is out in one form, that sent twice is one; before that it is told whom it reaches.
func TestCallNow(t *testing.T) {
	s := newCallStage(t)
	status, body, _ := s.ask(callHost, http.MethodPost, "/call", url.Values{"_form": {"kalla"}, "_back": {"/call"}, "_id": {"konf-0"}, "act": {"call"}, "purpose": {"situation"}, "in": {"30"}, "title": {"Mitt möte"}})
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, "Ingen är kallad.") || !strings.Contains(body, "Mitt möte") {
		t.Errorf("nobody is called: %d\n%s", status, body)
	}
	s.post(called, "/admin/contacts", contactForm(called, "mail", "tib@habo.example", "sms", "070-174 06 05"))
	s.sees(callHost, "/call?look=1&purpose=situation&in=30&roster=prov&title=Mitt", "Ingen kontakt", "1 nås inte och måste ringas", "e-post", `value="Mitt"`, "-tib@habo.example")
	conf, _ := s.call()
	first, err := s.clerk.Deliveries(t.Context(), s.who(callHost), conf)
	s.must(err)
	s.call()
	again, err := s.clerk.Deliveries(t.Context(), s.who(callHost), conf)
	s.must(err)
	if len(first) < 2 || len(again) != len(first) {
		t.Errorf("%d deliveries, then %d", len(first), len(again))
	}
	s.sees(callHost, "/conferences/"+conf+"/receipts", "Vaggeryd", "Ingen väg: ring", `href="tel:+46701740605">070-174 06 05<`, "Ringt: kvitterat")
}

// The link is answered without an account: to look at it does nothing, a press is an answer, and the board has it.
func TestAnswerByLink(t *testing.T) {
	s := newCallStage(t)
	conf, mail := s.call()
	page := "/a/" + url.PathEscape("gäller-"+mail.ID)
	answers := func() map[string]conference.Answer {
		v, err := s.clerk.Conference(t.Context(), s.who(callHost), conf)
		s.must(err)
		return v.Conference.Answers
	}
	s.sees("", page, "Lägesbild snöoväder", "ÖVNING", "Vi kommer.", "En ersättare kommer.")
	if n := len(answers()); n != 0 {
		t.Fatalf("%d answers by looking", n)
	}
	// The mail has a link for each reply; it begins the form with it, and does no more.
	for reply, chosen := range map[string]string{"": "coming", "?reply=declined": "declined", "?reply=acknowledged": "acknowledged", "?reply=substitute": "substitute", "?reply=kanske": "coming"} {
		_, body, _ := s.ask("", http.MethodGet, page+reply, nil)
		if n := strings.Count(body, " checked"); n != 1 || !strings.Contains(body, `value="`+chosen+`" checked`) || len(answers()) != 0 {
			t.Errorf("%q does not begin with %s: %d are chosen", reply, chosen, n)
		}
	}
	form := func(reply string, more ...string) url.Values {
		f := url.Values{"_form": {"svar"}, "_back": {page}, "_id": {"tryck"}, "sequence": {"0"}, "reply": {reply}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	if status, body, _ := s.ask("", http.MethodPost, page, form("substitute", "message", "Kvar")); status != http.StatusUnprocessableEntity || !strings.Contains(body, "Kvar") {
		t.Errorf("a substitute without a function: %d\n%s", status, body)
	}
	if status, _, _ := s.ask("", http.MethodPost, page, form("kanske")); status != http.StatusUnprocessableEntity {
		t.Errorf("another reply: %d", status)
	}
	for range 2 {
		if to := s.post("", page, form("coming", "message", "Vi är två.")); !strings.HasSuffix(to, "?done=answered") {
			t.Error(to)
		}
	}
	if a := answers()[called]; a.Reply != conference.Coming || a.Message != "Vi är två." {
		t.Errorf("%+v", a)
	}
	s.sees("", page, "Ditt svar: Vi kommer")
	s.sees(callHost, "/conferences/"+conf+"/receipts", "Vi kommer", "Vi är två.")
	s.sees("", "/a/slut-"+mail.ID, "Länken gäller inte längre", "-<fieldset")
	if status, _, _ := s.ask("", http.MethodGet, "/a/hittepå", nil); status != http.StatusNotFound {
		t.Errorf("an invented link: %d", status)
	}
	// The time is moved: the old answer is told as such.
	s.now = s.now.Add(time.Minute)
	_, err := s.clerk.Do(t.Context(), s.who(callHost), conf, clerk.Wish{ID: "flytt", OccurredAt: s.now, Command: &conference.Reschedule{Start: s.now.Add(2 * time.Hour), End: s.now.Add(3 * time.Hour)}})
	s.must(err)
	s.sees("", page, "Kallelsen har ändrats", "-Ditt svar:")
	if to := s.post("", page, form("coming")); !strings.HasSuffix(to, "?done=answer-earlier") {
		t.Error(to)
	}
	if to := s.post("", page, form("declined", "sequence", "1")); !strings.HasSuffix(to, "?done=answered") || answers()[called].Reply != conference.Declined {
		t.Errorf("%s %+v", to, answers())
	}
}

// The board is the host's; who is rung is entered from it, and the stream tells its page of an answer.
func TestBoard(t *testing.T) {
	s := newCallStage(t)
	conf, _ := s.call()
	path := "/conferences/" + conf + "/receipts"
	for actor, want := range map[string]int{called: http.StatusForbidden, stranger: http.StatusNotFound, "": http.StatusSeeOther} {
		if status, _, _ := s.ask(actor, http.MethodGet, path, nil); status != want {
			t.Errorf("%q: %d, want %d", actor, status, want)
		}
		if status, _, _ := s.ask(actor, http.MethodGet, path+"/now", nil); status != want {
			t.Errorf("%q, now: %d, want %d", actor, status, want)
		}
	}
	class, err := s.clerk.Class(t.Context(), s.who(callHost), conf)
	s.must(err)
	topic := stream.Topic{Conference: conf, Form: web.Form("board", "sv"), Class: class}
	told := func(after int64) (text string, at int64) {
		frames, err := s.web.Frames(t.Context(), topic, after, 100)
		s.must(err)
		at = after
		for _, f := range frames {
			text, at = text+string(f.Bytes), f.Seq
		}
		return text, at
	}
	first, at := told(0)
	if !strings.Contains(first, `data-mine="`+callHost+`"`) {
		t.Errorf("the board asks after a while: %q", first)
	}
	s.post(callHost, path+"/rung", url.Values{"participant": {silent}, "reply": {"acknowledged"}})
	if text, _ := told(at); !strings.Contains(text, `data-mine="`+callHost+`"`) {
		t.Errorf("the board is not told: %q", text)
	}
	_, body, _ := s.ask(callHost, http.MethodGet, path+"/now", nil)
	if !strings.Contains(body, `data-for="board-live"`) || !strings.Contains(body, "Kvitterad") || strings.Contains(body, "<html") {
		t.Error(body)
	}
	before, err := s.clerk.Deliveries(t.Context(), s.who(callHost), conf)
	s.must(err)
	s.post(callHost, path+"/remind", url.Values{})
	after, err := s.clerk.Deliveries(t.Context(), s.who(callHost), conf)
	s.must(err)
	if len(after) <= len(before) || after[len(after)-1].Kind != delivery.Reminder {
		t.Errorf("%d deliveries before the reminder, %d after", len(before), len(after))
	}
	// Who proposes another time is seen to do so.
	_, _, err = s.clerk.StoreIncoming(t.Context(), delivery.Verdict{Source: "mail", Digest: strings.Repeat("cd", 32), Sender: "tib@habo.example", Finding: delivery.Proposed,
		Conference: conf, Participant: called, Message: "Vi har beredning då.", Start: s.now.Add(24 * time.Hour), End: s.now.Add(25 * time.Hour)})
	s.must(err)
	s.sees(callHost, path, "Föreslår en annan tid: ", "Vi har beredning då.")
	// A reply that nobody knows is mapped in one press, and becomes an answer.
	x, _, err := s.clerk.StoreIncoming(t.Context(), delivery.Verdict{Source: "mail", Digest: strings.Repeat("ab", 32), Sender: "nagon@annan.example",
		Subject: "SV: Kallelse", Finding: delivery.Unknown, Conference: conf, Reply: conference.Declined})
	s.must(err)
	s.sees(callHost, path, "Okända svar", "nagon@annan.example")
	s.post(callHost, path+"/replies", url.Values{"reply": {x.ID}, "participant": {called}})
	s.sees(callHost, path, "-Okända svar", "Vi kan inte")
}

// The address of a calendar is shown once, opens the calendar, and is nothing any more when it is revoked.
func TestCalendarAddress(t *testing.T) {
	s := newCallStage(t)
	if status, body, _ := s.ask(called, http.MethodPost, "/settings/calendars", url.Values{"_form": {"kalender"}, "_back": {"/settings"}, "title": {""}}); status != http.StatusUnprocessableEntity {
		t.Errorf("without a name: %d\n%s", status, mainOf(body))
	}
	status, body, _ := s.ask(called, http.MethodPost, "/settings/calendars", url.Values{"_form": {"kalender"}, "_back": {"/settings"}, "_id": {"kalender-1"}, "title": {"Habos kalender"}})
	_, key, found := strings.Cut(body, `id="feed-address">https://prov.example/calendar/`)
	key, _, _ = strings.Cut(key, ".ics</code>")
	if status != http.StatusOK || !found || len(key) != 32 {
		t.Fatalf("%d %q\n%s", status, key, mainOf(body))
	}
	sum := sha256.Sum256([]byte(key))
	digest := clerk.Digest(hex.EncodeToString(sum[:]))
	if who, _, err := s.clerk.FeedIdentity(t.Context(), digest); err != nil || who.Actor != called || who.Member != "tib."+called {
		t.Errorf("%+v, %v", who, err)
	}
	s.sees(called, "/settings", "Habos kalender", "-"+key)
	s.sees(stranger, "/settings", "-Habos kalender")
	if status, _, _ := s.ask(stranger, http.MethodPost, "/settings/calendars/revoke", url.Values{"id": {"kalender-1"}}); status != http.StatusNotFound {
		t.Errorf("revoked by a stranger: %d", status)
	}
	s.post(called, "/settings/calendars/revoke", url.Values{"id": {"kalender-1"}})
	if _, _, err := s.clerk.FeedIdentity(t.Context(), digest); fault.CodeOf(err) != "feed.unknown" {
		t.Error(err)
	}
	s.sees(called, "/settings", "-Habos kalender")
}
