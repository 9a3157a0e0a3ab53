package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
)

// planned plans a meeting in three hours of the host and the two municipalities, of which one has contacts, and gives its plan page.
func (s *callStage) planned() (id, page string) {
	s.Helper()
	s.post(called, "/admin/contacts", contactForm(called, "mail", "tib@habo.example", "sms", "070-174 06 05"))
	s.post(callHost, "/admin/contacts", contactForm(callHost, "mail", "tib@lst.example", "sms", "070-174 06 06"))
	var seats []conference.Participant
	for _, a := range []string{callHost, called, silent} {
		seats = append(seats, conference.Participant{Actor: a, Role: conference.Attendee})
	}
	_, err := s.clerk.Do(s.Context(), s.who(callHost), "konf-plan", clerk.Wish{ID: "planera", OccurredAt: s.now, Command: &conference.PlanConference{Plan: conference.Plan{
		ID: "konf-plan", Title: "Snö på vägarna", Host: callHost, Level: conference.Regional, SeriesNo: 1, First: true, Purpose: "situation", Exercise: true,
		Start: s.now.Add(3 * time.Hour), End: s.now.Add(4 * time.Hour), Participants: seats}}})
	s.must(err)
	return "konf-plan", "/conferences/konf-plan/plan"
}

// queued counts what an actor has had queued of a kind.
func (s *callStage) queued(id, actor string, kind delivery.Kind) (list []delivery.Delivery) {
	s.Helper()
	all, err := s.clerk.Deliveries(s.Context(), s.who(callHost), id)
	s.must(err)
	for _, d := range all {
		if d.Actor == actor && d.Kind == kind {
			list = append(list, d)
		}
	}
	return list
}

func issueForm(page, id, act string, more ...string) url.Values {
	f := url.Values{"_form": {"issue"}, "_back": {page}, "_id": {id}, "act": {act}, "alarm": {""}, "ackDeadline": {""}}
	for i := 0; i < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

// The plan page says whom the kallelse reaches, sends it in one press that counts once, and then what has changed since.
func TestThePlanPageCalls(t *testing.T) {
	s := newCallStage(t)
	id, page := s.planned()
	s.sees(callHost, page, "Kalla…", "Förvarna", "Kalla 3 aktörer", "1 nås inte och måste ringas", "Vaggeryds kommun: ingen kontakt att ringa", "Larm: flera vägar",
		"Direkt: e-post (2) och sms (1).", "-Markera kallelsen som skickad", "-Skicka uppdatering")
	for actor, want := range map[string]int{called: http.StatusNotFound, stranger: http.StatusNotFound, "": http.StatusUnauthorized} {
		for _, to := range []string{"/call", "/update"} {
			if status, _, _ := s.ask(actor, http.MethodPost, page+to, issueForm(page, "ond"+actor, "call")); status != want {
				t.Errorf("%q, %s: %d, want %d", actor, to, status, want)
			}
		}
	}
	if status, body, _ := s.ask(callHost, http.MethodPost, page+"/call", issueForm(page, "fel", "call", "ackDeadline", "i går kväll nån gång")); status != http.StatusUnprocessableEntity || !strings.Contains(body, "i går kväll nån gång") {
		t.Errorf("a time that is none: %d\n%s", status, mainOf(body))
	}
	for range 2 {
		if to := s.post(callHost, page+"/call", issueForm(page, "kalla", "call", "alarm", "no")); !strings.HasPrefix(to, "/conferences/"+id+"/receipts") {
			t.Error(to)
		}
	}
	if n := len(s.queued(id, called, delivery.Invitation)); n != 1 { // the leader said that it is no alarm
		t.Errorf("%d deliveries", n)
	}
	if n := len(s.queued(id, called, delivery.Reminder)); n != 0 {
		t.Errorf("the second press became %d reminders", n)
	}
	s.sees(callHost, page, "0 av 2 har kvitterat", "Kallelsen är som den skickades.", "Avboka mötet…", "får avbokning", "får besked om den nya tiden", "-Kalla 3 aktörer")

	// Other words are sent when somebody asks for it, once.
	s.now = s.now.Add(time.Minute)
	s.post(callHost, "/conferences/"+id+"/do/plan.rename", url.Values{"_form": {"name"}, "_back": {page}, "_id": {"namn"}, "title": {"Snö och is"}})
	s.sees(callHost, page, "Ändrat sedan kallelsen: rubrik", "Skicka uppdatering", "Svaren står kvar")
	for range 2 {
		s.post(callHost, page+"/update", url.Values{"_form": {"update"}, "_back": {page}, "_id": {"uppdatera"}})
	}
	if list := s.queued(id, called, delivery.Update); len(list) != 1 || list[0].Detail().Change != delivery.ChangedText {
		t.Errorf("%+v", list)
	}
	s.sees(callHost, page, "Kallelsen är som den skickades.", "-Skicka uppdatering")

	// Another time goes by itself; who is added and removed is told.
	s.post(callHost, "/conferences/"+id+"/do/plan.reschedule", url.Values{"_form": {"time"}, "_back": {page}, "_id": {"tid"}, "start": {"2027-01-06 20:00"}, "end": {"2027-01-06 21:00"}})
	if n := len(s.queued(id, called, delivery.Update)); n != 2 {
		t.Errorf("%d updates", n)
	}
	s.post(callHost, page+"/invite", url.Values{"_form": {"invite"}, "_back": {page}, "_id": {"till"}, "who": {"Nässjö kommun"}, "role": {"attendee"}})
	s.post(callHost, "/conferences/"+id+"/do/plan.uninvite", url.Values{"_form": {"uninvite"}, "_back": {page}, "_id": {"fran"}, "participant": {called}})
	if n := len(s.queued(id, called, delivery.Cancel)); n != 1 {
		t.Errorf("%d cancellations", n)
	}
	s.sees(callHost, page, "Tillagda sedan kallelsen:", "Nässjö kommun: <span class=\"is-bad strong\">nås inte, ring", "Borttagna sedan kallelsen, med besked: Habo kommun.")
	s.post(callHost, "/conferences/"+id+"/do/conference.cancel", url.Values{"_form": {"cancel"}, "_back": {page}, "_id": {"stall"}, "reason": {"Lugnt"}})
	if n := len(s.queued(id, callHost, delivery.Cancel)); n != 1 {
		t.Errorf("%d cancellations to the host's own", n)
	}
}

// A förvarning goes from the plan page, is acknowledged by its link without showing the plan, and is followed by the kallelse.
func TestThePlanPageForewarns(t *testing.T) {
	s := newCallStage(t)
	id, page := s.planned()
	for range 2 {
		if to := s.post(callHost, page+"/call", issueForm(page, "forvarna", "forewarn")); to != "/conferences/"+id+"/receipts?done=forewarned" {
			t.Error(to)
		}
	}
	list := s.queued(id, called, delivery.Forewarning)
	if len(list) != 2 || !list[0].Alarm {
		t.Fatalf("%+v", list)
	}
	board := "/conferences/" + id + "/receipts"
	s.sees(callHost, page, "Förvarnat", "0 av 2 har kvitterat", "Kalla 3 aktörer", "De förvarnade får besked om den nya tiden", "det inte blir något möte")
	s.sees(callHost, board, "Förvarningen är ute", "Ringt: kvitterat", "Förvarna igen dem som inte har kvitterat", "I kö", "-Kan inte", "Ni kallar själva")
	link := "/a/" + url.PathEscape("gäller-"+list[0].ID)
	s.sees("", link, "Förvarning från Länsstyrelsen", "Snö på vägarna", "ÖVNING", "Det här är en förvarning", "Vi har sett förvarningen.", "-Vi kommer.", "-Vem kommer")
	if status, _, _ := s.ask(called, http.MethodGet, "/conferences/"+id, nil); status != http.StatusNotFound {
		t.Errorf("the forewarned sees the conference: %d", status)
	}
	form := func(reply string) url.Values {
		return url.Values{"_form": {"svar"}, "_back": {link}, "_id": {"tryck-" + reply}, "sequence": {"0"}, "reply": {reply}}
	}
	if status, _, _ := s.ask("", http.MethodPost, link, form("coming")); status != http.StatusUnprocessableEntity {
		t.Errorf("a förvarning is answered with coming: %d", status)
	}
	if to := s.post("", link, form("acknowledged")); !strings.HasSuffix(to, "?done=acknowledged") {
		t.Error(to)
	}
	s.sees(callHost, page, "1 av 2 har kvitterat")
	s.post(callHost, board+"/remind", url.Values{"_form": {"paminn"}, "_back": {board}, "_id": {"igen"}, "what": {"forewarning"}})
	if n := len(s.queued(id, called, delivery.Forewarning)); n != 2 {
		t.Errorf("who has acknowledged is forewarned again: %d", n)
	}
	s.now = s.now.Add(time.Minute)
	s.post(callHost, page+"/call", issueForm(page, "kalla", "call"))
	s.sees(callHost, board, "<b>0</b> kvitterat", "-Förvarningen är ute", "Kan inte")
	s.sees("", link, "Kallelse från", "Vi kommer.", "-Det här är en förvarning")
	if status, _, _ := s.ask(callHost, http.MethodPost, page+"/call", issueForm(page, "sent", "forewarn")); status != http.StatusSeeOther || len(s.queued(id, called, delivery.Forewarning)) != 2 {
		t.Errorf("a förvarning after the kallelse: %d", status)
	}
}

// An answer from an address that nobody knows stands on the board, and counts when somebody presses that it is theirs.
func TestTheBoardConfirmsAndBreaks(t *testing.T) {
	s := newCallStage(t)
	conf, mail := s.call()
	board := "/conferences/" + conf + "/receipts"
	x, err := s.clerk.AnswerFor(t.Context(), delivery.Verdict{Source: "mail", Digest: strings.Repeat("cd", 32), At: s.now, Sender: "nagon@annan.example", Stamp: s.now,
		Finding: delivery.Answered, Conference: conf, Participant: called, Actor: called, Reply: conference.Coming})
	s.must(err)
	s.sees(callHost, board, "Svar från okänd adress", "Vi kommer", "Bekräfta svaret", "-Okända svar")
	s.post(callHost, board+"/replies", url.Values{"reply": {x.ID}, "participant": {called}})
	s.sees(callHost, board, "-Bekräfta svaret", "Vi kommer", "-Svar från okänd adress")

	// One address is broken: the mark stands with who and when, at the contact too, and nothing goes there.
	if status, _, _ := s.ask(called, http.MethodPost, board+"/broken", url.Values{"delivery": {mail.ID}}); status != http.StatusForbidden {
		t.Errorf("by the called: %d", status)
	}
	s.sees(callHost, board, "Adressen fungerar inte")
	s.post(callHost, board+"/broken", url.Values{"delivery": {mail.ID}})
	s.sees(called, "/admin/contacts", "Märkt som trasig", "av tib."+callHost)
	s.now = s.now.Add(time.Minute)
	_, err = s.clerk.Do(t.Context(), s.who(callHost), conf, clerk.Wish{ID: "flytt", OccurredAt: s.now, Command: &conference.Reschedule{Start: s.now.Add(2 * time.Hour), End: s.now.Add(3 * time.Hour)}})
	s.must(err)
	for _, d := range s.queued(conf, called, delivery.Update) {
		if d.Channel == directory.Mail {
			t.Error("something goes to what is broken")
		}
	}
}
