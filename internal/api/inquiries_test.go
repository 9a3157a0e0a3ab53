package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/id"
	"samverkan/internal/inquiry"
	"samverkan/internal/wire"
)

const inquiryAt = "/api/v1/inquiries/begaran-1"

// command is a command about an inquiry as it travels.
func inquiryCommand(t *testing.T, id string, cmd inquiry.Command) []byte {
	t.Helper()
	return jsonOf(t, wire.Command{ID: id, Name: cmd.Name(), Command: json.RawMessage(jsonOf(t, cmd))})
}

func asked(deadline time.Time) inquiry.Ask {
	return inquiry.Ask{Title: "Elavbrott", Owner: host, Exercise: true, Actors: []string{attendee, "kommun-granvik", "kommun-storsjo"}, Deadline: deadline,
		Questions: []inquiry.Question{{ID: "f1", Text: "Hur många är utan el?", Kind: inquiry.Number, Unit: "hushåll"},
			{ID: "f2", Text: "Är stab i gång?", Kind: inquiry.YesNo}, {ID: "f3", Text: "Påverkan?", Kind: inquiry.Impact}, {ID: "f4", Text: "Övrigt?", Kind: inquiry.Text}}}
}

// Given a begäran to three actors, when two of them answer, then who asks has the result as data, table, bars and map, and the actors
// read what is open, and nothing that is marked for another.
func TestInquiryFromQuestionToResult(t *testing.T) {
	const secret = "HEMLIGT NUMMER"
	w := at(t, "called")
	host, ekeryd, granvik, out := w.as("h", tib(host)), w.as("e", tib(attendee)), w.as("g", tib("kommun-granvik")), w.as("o", tib(outsider))
	deadline := w.clock.now().Add(time.Hour)
	open := inquiryCommand(t, "c1", &inquiry.OpenInquiry{ID: "begaran-1", Ask: asked(deadline)})
	for i, want := range []string{"accepted", "already"} {
		if r := read[wire.Receipt](t, w.ask(host, http.MethodPost, inquiryAt+"/commands", open)); r.Status != want {
			t.Errorf("time %d: %+v", i, r)
		}
	}
	n, yes := 1200.0, true
	first := &inquiry.Respond{Actor: attendee, Answers: []inquiry.Answer{{Question: "f1", Number: &n}, {Question: "f2", Yes: &yes},
		{Question: "f3", Tests: conference.Tests{Plan: conference.Exhausted, Resources: conference.Strained, Load: conference.Strained}},
		{Question: "f4", Text: secret, Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: attendee}}}}
	read[wire.Receipt](t, w.ask(ekeryd, http.MethodPost, inquiryAt+"/commands", inquiryCommand(t, "", first)))
	w.clock.set(deadline.Add(time.Minute))
	late := &inquiry.Respond{Actor: "kommun-granvik", Answers: []inquiry.Answer{{Question: "f1", Number: new(float64)}}}
	read[wire.Receipt](t, w.ask(granvik, http.MethodPost, inquiryAt+"/commands", inquiryCommand(t, "", late)))

	v := read[wire.Inquiry](t, w.ask(host, http.MethodGet, inquiryAt, nil))
	if !v.Owns || !v.Manages || len(v.Result.Actors) != 2 || v.Result.Late != 1 || v.Result.Questions[0].Sum != 1200 || len(v.Result.Missing) != 1 || v.Title != "Elavbrott" {
		t.Errorf("who asks reads %+v", v)
	}
	own := read[wire.Inquiry](t, w.ask(granvik, http.MethodGet, inquiryAt, nil))
	if own.Owns || len(own.Answers) != 1 || own.Answers[0] != "kommun-granvik" || own.Result.Omitted != 1 {
		t.Errorf("who is asked reads %+v", own)
	}
	for path, want := range map[string]string{"/result/table.csv": "ÖVNING. Elavbrott", "/result/bars.svg": "Är stab i gång?", "/result/map.svg": "ÖVNING. Elavbrott. Påverkan?",
		"/result/bars.svg?question=f3": "Påverkan?", "/entries": "inquiry.opened"} {
		if r := w.ask(host, http.MethodGet, inquiryAt+path, nil); r.status != http.StatusOK || !strings.Contains(string(r.body), want) {
			t.Errorf("%s: %d\n%.400s", path, r.status, r.body)
		}
		if r := w.ask(granvik, http.MethodGet, inquiryAt+path, nil); r.status != http.StatusOK || strings.Contains(string(r.body), secret) {
			t.Errorf("%s tells another what is marked: %d", path, r.status)
		}
		if r := w.ask(out, http.MethodGet, inquiryAt+path, nil); r.problem(t).Code != "inquiry.unknown" {
			t.Errorf("%s for an outsider: %d", path, r.status)
		}
	}
	if rows := read[[]wire.ListedInquiry](t, w.ask(granvik, http.MethodGet, "/api/v1/inquiries?open=true", nil)); len(rows) != 1 || rows[0].Awaits || rows[0].Answered != 2 {
		t.Errorf("its list is %+v", rows)
	}
	if rows := read[[]wire.ListedInquiry](t, w.ask(out, http.MethodGet, "/api/v1/inquiries", nil)); len(rows) != 0 {
		t.Errorf("an outsider's list is %+v", rows)
	}
}

// What is refused is refused as at every other door, and changes nothing.
func TestInquiriesAreRefused(t *testing.T) {
	w := at(t, "called")
	host, granvik, out := w.as("h", tib(host)), w.as("g", tib("kommun-granvik")), w.as("o", tib(outsider))
	ask := asked(w.clock.now().Add(time.Hour))
	read[wire.Receipt](t, w.ask(host, http.MethodPost, inquiryAt+"/commands", inquiryCommand(t, "", &inquiry.OpenInquiry{ID: "begaran-1", Ask: ask})))
	for name, c := range map[string]struct {
		token, at string
		body      []byte
		code      string
	}{
		"in another's name":    {granvik, "/api/v1/inquiries/ny", inquiryCommand(t, "", &inquiry.OpenInquiry{ID: "ny", Ask: ask}), "access.not-allowed"},
		"for another":          {granvik, inquiryAt, inquiryCommand(t, "", &inquiry.KeepResponse{Actor: attendee}), "inquiry.asker-only"},
		"closed by another":    {granvik, inquiryAt, inquiryCommand(t, "", &inquiry.CloseInquiry{}), "inquiry.asker-only"},
		"by an outsider":       {out, inquiryAt, inquiryCommand(t, "", &inquiry.CloseInquiry{}), "inquiry.unknown"},
		"under two ids":        {host, inquiryAt, inquiryCommand(t, "", &inquiry.OpenInquiry{ID: "annan", Ask: ask}), "inquiry.id-differs"},
		"unchanged from none":  {granvik, inquiryAt, inquiryCommand(t, "", &inquiry.KeepResponse{Actor: "kommun-granvik"}), "inquiry.nothing-before"},
		"a command of another": {host, inquiryAt, []byte(`{"name":"note.write","command":{}}`), "command.unknown"},
		"an unknown field":     {host, inquiryAt, []byte(`{"name":"inquiry.close","command":{"all":true}}`), "command.malformed"},
	} {
		r := w.ask(c.token, http.MethodPost, c.at+"/commands", c.body)
		if got := r.problem(t).Code; got != c.code {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	for path, code := range map[string]string{"/result/bars.svg": "reporting.no-picture", "/result/bars.svg?question=f9": "inquiry.question-unknown", "/result/x.exe": "reporting.no-file"} {
		if r := w.ask(host, http.MethodGet, inquiryAt+path, nil); r.problem(t).Code != code {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	if v := read[wire.Inquiry](t, w.ask(host, http.MethodGet, inquiryAt, nil)); v.Head.Seq != 1 {
		t.Errorf("something was done: %+v", v.Head)
	}
}

// A reminder goes to those who have not answered, once a minute, and only who asks sends it.
func TestInquiryReminder(t *testing.T) {
	w := at(t, "called")
	p := plan(t)
	w.contactsFor(p.Actors(), "")
	door := w.door(t, clerk.New(clerk.Options{Store: w.store, NewID: id.NewSource(w.clock.now, chance(9)).New, Now: w.clock.now, Origin: "samverkan",
		Outgoing: &clerk.Outgoing{Has: func(c directory.Channel) bool { return c == directory.Mail }}}))
	host, granvik := w.as("h", tib(host)), w.as("g", tib("kommun-granvik"))
	read[wire.Receipt](t, door.ask(host, http.MethodPost, inquiryAt+"/commands",
		inquiryCommand(t, "", &inquiry.OpenInquiry{ID: "begaran-1", Ask: asked(w.clock.now().Add(3 * time.Hour))})))
	w.clock.set(w.clock.now().Add(2 * time.Minute))
	for _, want := range []int{3, 0} {
		if got := read[wire.Reminded](t, door.ask(host, http.MethodPost, inquiryAt+"/reminders", nil)); got.Messages != want {
			t.Errorf("the reminder became %d messages, not %d", got.Messages, want)
		}
	}
	if r := door.ask(granvik, http.MethodPost, inquiryAt+"/reminders", nil); r.problem(t).Code != "inquiry.asker-only" {
		t.Errorf("another reminds: %d", r.status)
	}
}
