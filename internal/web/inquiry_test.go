package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/inquiry"
)

// askForm asks the network of the stage four questions, one of each kind but words.
func askForm(more ...string) url.Values {
	f := url.Values{"_form": {"begar"}, "_back": {"/inquiries/new"}, "_id": {"begar-vatten"}, "act": {"ask"}, "rows": {"4"}, "title": {"Nödvatten i länet"}, "text": {"Till länets samlade bild."},
		"deadline": {"18:00"}, "exercise": {"true"}, "roster": {"prov", ""}}
	for n, x := range [][4]string{{"Hur många tankar har ni?", "number", "tankar", ""}, {"Vem kör?", "choice", "", "Egen personal\nEntreprenör"}, {"Är planen klar?", "yes-no", "", ""}, {"Hur illa är det?", "impact", "", ""}} {
		at := fmt.Sprintf("questions.%d.", n)
		f.Set(at+"text", x[0])
		f.Set(at+"kind", x[1])
		f.Set(at+"unit", x[2])
		f.Set(at+"choices", x[3])
	}
	f.Set("questions.0.required", "true")
	for i := 0; i < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

func responseForm(page string, more ...string) url.Values {
	f := url.Values{"_form": {"svar"}, "_back": {page}, "_id": {"s" + fmt.Sprint(len(more)) + strings.Join(more, "")}}
	for i := 0; i < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

// asked gives the stage with the inquiry asked, and the delivery of the mail to the one that has contacts.
func (s *callStage) asked() (id string, mail delivery.Delivery) {
	s.Helper()
	s.post(called, "/admin/contacts", contactForm(called, "mail", "tib@habo.example"))
	if to := s.post(callHost, "/inquiries", askForm()); to != "/inquiries/begar-vatten?done=inquiry-asked" {
		s.Fatal(to)
	}
	v, err := s.clerk.Inquiry(s.Context(), s.who(callHost), "begar-vatten")
	s.must(err)
	if len(v.Deliveries) != 1 || v.Deliveries[0].Actor != called {
		s.Fatalf("%+v", v.Deliveries)
	}
	return "begar-vatten", v.Deliveries[0]
}

// A county board asks two municipalities; one answers by the link in the mail, without an account and a script, the other is written in;
// the result stands as table, figures, bars, map and file, and the last answer is said to hold still with one press.
func TestAnInquiryIsAskedAndAnswered(t *testing.T) {
	s := newCallStage(t)
	id, mail := s.asked()
	page, link := "/inquiries/"+id, "/a/"+url.PathEscape("gäller-"+mail.ID)
	s.sees(callHost, page, "0 av 2", "Vaggeryds kommun", "Inget brev har gått ut", "Svara senast 18:00", "mode-drill")
	s.sees(called, "/", "Svara på frågor", "Nödvatten i länet")
	s.sees(called, "/inquiries", "Nödvatten i länet", "0 av 2 har svarat")

	s.sees("", link, "Hur många tankar har ni?", "Entreprenör", "Räcker resurserna?", "-Oförändrat")
	if to := s.post("", link, responseForm(link, "said.f1", "1 250,5", "said.f2", "Egen personal", "said.f3", "true", "plan.f4", "strained", "resources.f4", "exhausted", "load.f4", "none",
		"text.f1", "Två är trasiga.")); !strings.HasSuffix(to, "?done=inquiry-answered") {
		t.Error(to)
	}
	s.now = s.now.Add(5 * time.Minute)
	s.sees("", link, `value="1250,5"`, `value="Egen personal" checked`, "Två är trasiga.", "Oförändrat")
	if to := s.post("", link, responseForm(link, "keep", "true")); !strings.HasSuffix(to, "?done=inquiry-kept") {
		t.Error(to)
	}
	s.sees(called, "/", "-Svara på frågor")

	s.now = s.now.Add(3 * time.Hour)
	if to := s.post(callHost, page+"/answer", responseForm(page+"/answer?actor="+silent, "actor", silent, "said.f1", "3", "said.f2", "Entreprenör", "said.f3", "false")); to != page+"?done=inquiry-answered" {
		t.Error(to)
	}
	s.sees(callHost, page, "2 av 2", "253,5", "626,75", "Egen personal", "4 Allvarlig påverkan", "Sent", "Oförändrat 16:05", "<svg", "karta-3-t", "Alla har svarat", "Två är trasiga.")
	s.sees(called, page, "Vaggeryds kommun", "253,5", "-Påminn", "-Avsluta begäran")
	_, file, _ := s.ask(callHost, http.MethodGet, page+"/result.csv", nil)
	if !strings.HasPrefix(file, "\ufeffAktör;Svarade;Läge;") || !strings.Contains(file, "Habo kommun;") || !strings.Contains(file, "1250.5. Två är trasiga.") || strings.Count(file, "\r\n") != 3 {
		t.Errorf("%q", file)
	}
	s.post(callHost, page+"/close", url.Values{"_form": {"avsluta"}, "_back": {page}, "_id": {"slut"}})
	s.sees("", link, "Avslutad", "Svaret kan inte ändras här")
	if status, _, _ := s.ask("", http.MethodPost, link, responseForm(link, "said.f1", "9")); status != http.StatusUnprocessableEntity && status != http.StatusConflict {
		t.Errorf("answered when it is closed: %d", status)
	}
	s.sees(callHost, "/inquiries", "-Nödvatten i länet")
	s.sees(callHost, "/inquiries?show=all", "Nödvatten i länet", "Avslutad")
	s.sees(callHost, "/inquiries/new?from="+id, "Nödvatten i länet", "Hur många tankar har ni?", "Habo kommun", "Egen personal\nEntreprenör")
}

// What is wrong is told at its field, and what was typed stays.
func TestInquiryFormsKeepWhatWasTyped(t *testing.T) {
	s := newCallStage(t)
	refused := func(actor, path string, form url.Values, field string, kept ...string) {
		t.Helper()
		status, body, _ := s.ask(actor, http.MethodPost, path, form)
		at := strings.Index(body, `id="`+field+`-wrong"`)
		if status != http.StatusUnprocessableEntity && status != http.StatusConflict || at < 0 || strings.HasPrefix(body[at:], `id="`+field+`-wrong" hidden`) {
			t.Errorf("%s: %d\n%s", field, status, mainOf(body))
		}
		for _, text := range kept {
			if !strings.Contains(body, text) {
				t.Errorf("%s: %q is lost", field, text)
			}
		}
	}
	kept := []string{"Till länets samlade bild.", "Hur många tankar har ni?", "Egen personal\nEntreprenör"}
	refused(callHost, "/inquiries", askForm("title", ""), "begar-title", kept...)
	refused(callHost, "/inquiries", askForm("deadline", "i morgon bitti"), "begar-deadline", append(kept, "i morgon bitti")...)
	refused(callHost, "/inquiries", askForm("deadline", "2027-01-05 12:00"), "begar-deadline", kept...)
	refused(callHost, "/inquiries", askForm("deadline", ""), "begar-deadline", kept...)
	refused(callHost, "/inquiries", askForm("questions.1.choices", "Bara en"), "begar-questions.1.choices", "Bara en")
	refused(callHost, "/inquiries", askForm("questions.2.text", "", "questions.2.unit", "km"), "begar-questions.2.text", kept...)
	nobody := askForm()
	nobody.Del("roster")
	refused(callHost, "/inquiries", nobody, "begar-roster", kept...)

	more := askForm("act", "more")
	status, body, _ := s.ask(callHost, http.MethodPost, "/inquiries", more)
	if status != http.StatusOK || !strings.Contains(body, "Fråga 7") || !strings.Contains(body, kept[1]) || strings.Contains(body, `id="wrong"`) {
		t.Errorf("more questions: %d\n%s", status, mainOf(body))
	}
	status, body, _ = s.ask(callHost, http.MethodPost, "/inquiries", askForm("act", "find", "q", "nässjö"))
	if status != http.StatusOK || !strings.Contains(body, `value="`+stranger+`"`) || !strings.Contains(body, kept[0]) {
		t.Errorf("finding actors: %d\n%s", status, mainOf(body))
	}
	if rows, _, err := s.clerk.Inquiries(t.Context(), s.who(callHost), clerk.InquiryQuery{}); err != nil || len(rows) != 0 {
		t.Fatalf("%d asked by forms that were not sent: %v", len(rows), err)
	}

	id, _ := s.asked()
	page := "/inquiries/" + id + "/answer"
	refused(called, page, responseForm(page, "said.f1", "många", "text.f2", "Vi ser."), "svar-said.f1", "många", "Vi ser.")
	refused(called, page, responseForm(page, "said.f1", "", "said.f2", "", "text.f2", "Vi ser."), "svar-said.f1", "Vi ser.")
	refused(called, page, responseForm(page, "said.f1", "4", "ground.f1", "säkerhetsskydd"), "svar-ground.f1", "säkerhetsskydd")
	change := url.Values{"_form": {"andra"}, "_back": {"/inquiries/" + id}, "_id": {"a1"}, "deadline": {"i går"}, "roster": {""}}
	refused(callHost, "/inquiries/"+id+"/change", change, "andra-deadline", "i går")
	change.Set("deadline", "20:30")
	if to := s.post(callHost, "/inquiries/"+id+"/change", change); !strings.HasSuffix(to, "?done=inquiry-changed") {
		t.Error(to)
	}
	s.sees(called, "/inquiries/"+id, "Svara senast 20:30")
	// The same form twice is one request.
	s.post(callHost, "/inquiries", askForm())
	if rows, _, err := s.clerk.Inquiries(t.Context(), s.who(callHost), clerk.InquiryQuery{}); err != nil || len(rows) != 1 {
		t.Fatalf("%d asked: %v", len(rows), err)
	}
}

// A marked answer is read by who asks and by who gave it; other asked actors find that it is left out, on the page, in the file and in
// the form; a stranger finds nothing at all, and who may not, does nothing.
func TestInquiriesAreSecret(t *testing.T) {
	s := newCallStage(t)
	id, mail := s.asked()
	page, link := "/inquiries/"+id, "/a/"+url.PathEscape("gäller-"+mail.ID)
	const canary = "kanariefågeln sjunger"
	s.post(called, page+"/answer", responseForm(page+"/answer", "said.f1", "4", "text.f1", canary, "ground.f1", "OSL 18 kap. 13 §"))
	s.sees(callHost, page, canary)
	s.sees(called, page+"/answer", canary, "Märkningen står kvar")
	s.sees("", link, canary)
	for _, path := range []string{page, page + "/answer", page + "/result.csv", "/inquiries"} {
		s.sees(silent, path, "-"+canary)
	}
	s.sees(silent, page, "Ett svar är sekretessmarkerat", "Utelämnat. Sekretess enligt OSL 18 kap. 13 §")
	read, err := s.clerk.Audit(t.Context(), clerk.OwnerIdentity(), 0, 20)
	s.must(err)
	var who []string
	for _, r := range read {
		if r.Conference == "inquiry/"+id {
			who = append(who, r.Actor+" "+r.What)
		}
	}
	if got := strings.Join(who, ", "); got != callHost+" inquiry.read, "+called+" inquiry.answer, "+called+" inquiry.answer" {
		t.Errorf("written down: %s", got)
	}

	form := responseForm(page, "said.f1", "1", "actor", called)
	for _, actor := range []string{stranger, silent, called} {
		for path, f := range map[string]url.Values{page + "/change": {"deadline": {"20:00"}}, page + "/remind": {}, page + "/close": {}, page + "/answer": form} {
			status, body, _ := s.ask(actor, http.MethodPost, path, f)
			want := map[string]int{stranger: http.StatusNotFound, silent: http.StatusForbidden, called: http.StatusForbidden}[actor]
			switch {
			case path == page+"/answer" && actor == called:
				want = http.StatusSeeOther // its own
			case path == page+"/answer" && actor == silent:
				want = http.StatusUnprocessableEntity // the page it may see is shown again
			}
			if status != want {
				t.Errorf("%s at %s: %d, want %d\n%s", actor, path, status, want, mainOf(body))
			}
		}
	}
	for _, path := range []string{page, page + "/answer", page + "/answer?actor=" + called, page + "/result.csv", "/inquiries/new?from=" + id} {
		if status, body, _ := s.ask(stranger, http.MethodGet, path, nil); status != http.StatusNotFound || strings.Contains(body, "Nödvatten") {
			t.Errorf("a stranger at %s: %d", path, status)
		}
	}
	if status, _, _ := s.ask(silent, http.MethodGet, page+"/answer?actor="+called, nil); status != http.StatusNotFound {
		t.Errorf("another's form: %d", status)
	}
	s.sees(stranger, "/inquiries?show=all", "-Nödvatten")
	if status, _, _ := s.ask("", http.MethodGet, page, nil); status != http.StatusSeeOther {
		t.Errorf("nobody: %d", status)
	}
	if status, _, _ := s.ask("", http.MethodGet, "/a/slut-"+mail.ID, nil); status != http.StatusGone {
		t.Errorf("a link that has ended: %d", status)
	}
	if status, _, _ := s.ask("", http.MethodPost, link, responseForm(link, "actor", silent, "said.f1", "77")); status != http.StatusSeeOther {
		t.Error(status)
	}
	v, err := s.clerk.Inquiry(t.Context(), s.who(callHost), id)
	s.must(err)
	for _, x := range v.Result.Actors {
		if x.Actor != called {
			t.Errorf("the link answered for %s", x.Actor)
		}
	}
	reads := clerk.Identity{Member: "las", Actor: called, SystemRole: directory.Reader}
	if _, err := s.clerk.Inquire(t.Context(), reads, id, clerk.InquiryWish{Command: &inquiry.KeepResponse{Actor: called}}); err == nil {
		t.Error("who only reads answers")
	}
}
