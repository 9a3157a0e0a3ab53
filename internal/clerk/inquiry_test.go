package clerk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/store"
)

const water = "nodvatten"

// secondAsked is asked beside the attendee, and reads no marked answer of others.
const secondAsked = "kommun-tallmo"

// waterAsk is what the host asks two municipalities, until two hours from now.
func waterAsk(now time.Time) inquiry.Ask {
	return inquiry.Ask{Title: "Nödvatten", Text: "Till länets samlade bild.", Owner: host, Exercise: true,
		Actors: []string{attendee, secondAsked}, Deadline: now.Add(2 * time.Hour), Questions: []inquiry.Question{
			{ID: "antal", Text: "Hur många tankar har ni?", Kind: inquiry.Number, Unit: "tankar", Required: true},
			{ID: "ovrigt", Text: "Något mer?", Kind: inquiry.Text}}}
}

func tanks(actor string, n float64, more string, s conference.Secrecy) *inquiry.Respond {
	return &inquiry.Respond{Actor: actor, Answers: []inquiry.Answer{{Question: "antal", Number: &n}, {Question: "ovrigt", Text: more, Secrecy: s}}}
}

func (w *world) inquire(who clerk.Identity, id string, cmd inquiry.Command) clerk.Receipt {
	w.t.Helper()
	r, err := w.Inquire(w.t.Context(), who, id, clerk.InquiryWish{Command: cmd})
	if err != nil {
		w.t.Fatalf("%s: %v", cmd.Name(), err)
	}
	return r
}

func (w *world) inquiry(who clerk.Identity, id string) *clerk.InquiryView {
	w.t.Helper()
	v, err := w.Inquiry(w.t.Context(), who, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// asking gives an installation that sends, with the inquiry asked.
func asking(t *testing.T) *world {
	t.Helper()
	w := outward(t, "stocked")
	a := waterAsk(w.clock.now())
	a.Incident = plan(t, "regional").Incident
	w.inquire(tib(host), water, &inquiry.OpenInquiry{ID: water, Ask: a})
	return w
}

func wantFault(t *testing.T, err error, code string) {
	t.Helper()
	if got := fault.CodeOf(err); got != code {
		t.Errorf("%q (%v), want %q", got, err, code)
	}
}

// The policy of inquiries, as the desk answers: every wish and every reading, by everybody.
func TestInquiryPolicy(t *testing.T) {
	base := asking(t)
	mine := waterAsk(base.clock.now())
	wishes := []struct {
		name string
		cmd  func(about string) inquiry.Command
	}{
		{"ställa i värdens namn", func(string) inquiry.Command { return &inquiry.OpenInquiry{ID: "ny", Ask: mine} }},
		{"ställa i eget namn", func(about string) inquiry.Command {
			a := mine
			a.Owner = about
			return &inquiry.OpenInquiry{ID: "ny", Ask: a}
		}},
		{"ändra", func(string) inquiry.Command { return &inquiry.ChangeInquiry{Ask: mine} }},
		{"svara för den egna", func(about string) inquiry.Command { return tanks(about, 1, "", conference.Secrecy{}) }},
		{"svara för en annan", func(string) inquiry.Command { return tanks(secondAsked, 1, "", conference.Secrecy{}) }},
		{"oförändrat", func(about string) inquiry.Command { return &inquiry.KeepResponse{Actor: about} }},
		{"avsluta", func(string) inquiry.Command { return &inquiry.CloseInquiry{} }},
	}
	guest := tib(attendee)
	guest.Only = regional
	people := []player{
		{"ägaren av filen", clerk.OwnerIdentity(), host}, {"den som frågar", tib(host), host}, {"läskonto hos den som frågar", member("las."+host, host, directory.Reader), host},
		{"tillfrågad", tib(attendee), attendee}, {"läskonto hos tillfrågad", member("las."+attendee, attendee, directory.Reader), attendee},
		{"tillfrågad med läsnyckel", scoped(tib(attendee), clerk.ScopeRead), attendee}, {"gäst", guest, attendee}, {"utomstående", tib(outsider), outsider},
		{"kör anläggningen", member("drift", outsider, directory.Operator), outsider}, {"ingen aktör", member("ingen", "", directory.Writer), ""}, {"ingen alls", clerk.Identity{}, ""}}
	cell := func(err error) string {
		switch {
		case fault.CodeOf(err) == "inquiry.unknown":
			return "."
		case fault.KindOf(err) == fault.Forbidden || fault.KindOf(err) == fault.Unauthenticated:
			return "-"
		case err != nil && fault.KindOf(err) == fault.Internal:
			t.Error(err)
		}
		return "+"
	}
	var b bytes.Buffer
	b.WriteString("Vem får göra vad med en begäran om information.\n+ får (sedan avgör begäran själv), - får inte, . begäran finns inte för den som frågar.\n\n")
	for i, pl := range people {
		fmt.Fprintf(&b, "%c  %s\n", 'A'+i, pl.name)
	}
	row := func(name string, do func(pl player) error) {
		fmt.Fprintf(&b, "%-24s", name)
		for _, pl := range people {
			b.WriteString(" " + cell(do(pl)))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n" + strings.Repeat(" ", 24))
	for i := range people {
		fmt.Fprintf(&b, " %c", 'A'+i)
	}
	b.WriteString("\n")
	ctx := t.Context()
	for _, x := range wishes {
		row(x.name, func(pl player) error { return base.TryInquiry(ctx, pl.who, idOf(x.cmd(pl.about)), x.cmd(pl.about)) })
	}
	row("påminna", func(pl player) error { _, err := base.RemindInquiry(ctx, pl.who, water); return err })
	row("läsa", func(pl player) error { _, err := base.Inquiry(ctx, pl.who, water); return err })
	row("läsa journalen", func(pl player) error { _, err := base.InquiryEntries(ctx, pl.who, water); return err })
	row("lista", func(pl player) error {
		rows, _, err := base.Inquiries(ctx, pl.who, clerk.InquiryQuery{})
		if err == nil && len(rows) == 0 {
			return fault.New(fault.NotFound, "inquiry.unknown")
		}
		return err
	})
	golden(t, "inquiry_policy.txt", b.Bytes())
}

func idOf(cmd inquiry.Command) string {
	if open, ok := cmd.(*inquiry.OpenInquiry); ok {
		return open.ID
	}
	return water
}

// What is marked is read by who asks, by who assesses it and by who it is confided to; nobody else hears of it in the result, in its
// table or in the journal, and answering anew without having seen it takes nothing back.
func TestMarkedAnswersStay(t *testing.T) {
	w := asking(t)
	k := &canaries{}
	open, secret := "öppet svar", k.word("svar")
	s := conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: host}
	w.inquire(tib(host), water, tanks(attendee, 3, secret, s)) // told by telephone, and marked by who asks
	w.inquire(tib(secondAsked), water, tanks(secondAsked, 4, open, conference.Secrecy{}))
	heard := func(who clerk.Identity) (int, string) {
		v := w.inquiry(who, water)
		entries, err := w.InquiryEntries(t.Context(), who, water)
		if err != nil {
			t.Fatal(err)
		}
		said, err := json.Marshal([]any{v, entries})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(said), open) {
			t.Errorf("%s does not read what is open", who.Actor)
		}
		return len(k.sing(said)), string(said)
	}
	if n, _ := heard(tib(host)); n == 0 {
		t.Error("who asks does not hear it")
	}
	for _, who := range []clerk.Identity{tib(attendee), tib(secondAsked), member("las", secondAsked, directory.Reader)} {
		if n, said := heard(who); n > 0 {
			t.Errorf("%s hears %s", who.Actor, said)
		}
		if v := w.inquiry(who, water); v.Result.Omitted != 1 || v.Owns || v.Deliveries != nil {
			t.Errorf("%s: %+v", who.Actor, v)
		}
	}
	if v := w.inquiry(tib(host), water); !v.Marked || w.inquiry(tib(secondAsked), water).Marked {
		t.Error("what is marked is not told")
	}
	w.clock.set(w.clock.now().Add(2 * time.Minute))
	w.inquire(tib(attendee), water, tanks(attendee, 5, "", conference.Secrecy{}))
	for _, x := range w.inquiry(tib(host), water).Result.Actors {
		if x.Actor == attendee && (*x.Answers[0].Number != 5 || x.Answers[1] == nil || x.Answers[1].Text != secret) {
			t.Errorf("%+v", x)
		}
	}
	before, err := w.AuditHead(t.Context(), clerk.OwnerIdentity())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.ReadSecretAnswers(t.Context(), tib(host), w.inquiry(tib(host), water), "inquiry.read"); err != nil {
			t.Fatal(err)
		}
	}
	read, err := w.Audit(t.Context(), clerk.OwnerIdentity(), before, 10)
	if err != nil || len(read) != 1 || read[0].Conference != "inquiry/"+water {
		t.Errorf("%+v %v", read, err)
	}
}

// The same wish again is one; another under its id is refused; what cannot be asked is refused.
func TestInquiryWishes(t *testing.T) {
	w := asking(t)
	ctx := t.Context()
	give := func(id, of string, cmd inquiry.Command) (clerk.Receipt, error) {
		return w.Inquire(ctx, tib(host), of, clerk.InquiryWish{ID: id, Command: cmd})
	}
	first, err := give("w1", water, tanks(attendee, 3, "x", conference.Secrecy{}))
	if err != nil || first.Status != clerk.Accepted || !slices.Equal(first.Events, []string{"inquiry.responded"}) {
		t.Fatalf("%+v %v", first, err)
	}
	again, err := give("w1", water, tanks(attendee, 3, "x", conference.Secrecy{}))
	if err != nil || again.Status != clerk.Already || again.First != first.First {
		t.Errorf("%+v %v", again, err)
	}
	refused := func(code string, id, of string, cmd inquiry.Command) {
		t.Helper()
		r, err := give(id, of, cmd)
		wantFault(t, err, code)
		if r.Status != clerk.Refused || r.Fault == nil {
			t.Errorf("%+v", r)
		}
	}
	a := waterAsk(w.clock.now())
	a.Incident = plan(t, "regional").Incident
	real := a
	real.Exercise = false
	stranger := a
	stranger.Actors = []string{"finns-inte"}
	nowhere := a
	nowhere.Incident = "finns-inte"
	refused("journal.command-reused", "w1", water, tanks(attendee, 4, "x", conference.Secrecy{}))
	refused("id.invalid", strings.Repeat("x", 129), water, &inquiry.CloseInquiry{})
	refused("inquiry.id-differs", "", "annan", &inquiry.OpenInquiry{ID: "ny", Ask: a})
	refused("inquiry.exercise-differs", "", "ny", &inquiry.OpenInquiry{ID: "ny", Ask: real})
	refused("actor.unknown", "", "ny", &inquiry.OpenInquiry{ID: "ny", Ask: stranger})
	refused("store.no-incident", "", "ny", &inquiry.OpenInquiry{ID: "ny", Ask: nowhere})
	refused("inquiry.required", "", water, &inquiry.Respond{Actor: attendee})
	late := clerk.InquiryWish{OccurredAt: w.clock.now().Add(time.Hour), Command: &inquiry.CloseInquiry{}}
	_, err = w.Inquire(ctx, tib(host), water, late)
	wantFault(t, err, "time.in-future")

	o := w.overview(tib(secondAsked))
	if len(o.Inquiries) != 1 || o.Inquiries[0].ID != water || len(w.overview(tib(attendee)).Inquiries) != 0 || len(w.overview(tib(host)).Inquiries) != 0 {
		t.Errorf("%+v", o.Inquiries)
	}
	w.inquire(tib(host), water, &inquiry.CloseInquiry{})
	refused("inquiry.closed", "", water, tanks(attendee, 9, "", conference.Secrecy{}))
	if n := len(w.overview(tib(secondAsked)).Inquiries); n != 0 {
		t.Errorf("%d wait when it is closed", n)
	}
	w.whole()
}

// Who is asked is told, once; a change is told to whom it concerns; who has not answered is reminded before the deadline, once.
func TestInquiriesAreTold(t *testing.T) {
	w := asking(t)
	about := delivery.AboutInquiry(water)
	sent := func() (out []delivery.Delivery) {
		t.Helper()
		return w.inquiry(tib(host), water).Deliveries
	}
	wantTally(t, tally(sent(), ""), map[string]int{"inquiry 0 queued": 2})
	for _, d := range sent() {
		if d.Conference != about || d.InquiryID() != water || d.Detail().Request != water || d.Alarm || !d.Exercise || d.Channel != directory.Mail {
			t.Fatalf("%+v", d)
		}
	}
	w.send(delivery.Outcome{State: delivery.Sent})
	w.inquire(tib(attendee), water, tanks(attendee, 3, "", conference.Secrecy{}))
	remind := func() {
		t.Helper()
		if err := w.RemindDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	asked := w.clock.now()
	remind()
	wantTally(t, tally(sent(), ""), map[string]int{"inquiry 0 sent": 2}) // there is time left
	w.clock.set(asked.Add(100 * time.Minute))
	remind()
	remind()
	wantTally(t, tally(sent(), attendee), map[string]int{"inquiry 0 sent": 1})
	wantTally(t, tally(sent(), secondAsked), map[string]int{"inquiry 0 sent": 1, "inquiry 0 queued": 1})
	for n, want := range []int{1, 0} { // the button was pressed twice
		if got, err := w.RemindInquiry(t.Context(), tib(host), water); err != nil || got != want {
			t.Errorf("%d: %d %v", n, got, err)
		}
	}
	w.send(delivery.Outcome{State: delivery.Sent})
	w.clock.set(asked.Add(3 * time.Hour)) // the time is out: the same once more
	a := w.inquiry(tib(host), water).Ask
	a.Deadline = asked.Add(5 * time.Hour)
	w.inquire(tib(host), water, &inquiry.ChangeInquiry{Ask: a})
	wantTally(t, tally(sent(), attendee), map[string]int{"inquiry 0 sent": 1, "inquiry 0 queued": 1})
	w.send(delivery.Outcome{State: delivery.Sent})
	a.Actors = append(slices.Clone(a.Actors), "kommun-alvnas")
	w.inquire(tib(host), water, &inquiry.ChangeInquiry{Ask: a})
	wantTally(t, tally(sent(), "kommun-alvnas"), map[string]int{"inquiry 0 queued": 1})
	wantTally(t, tally(sent(), attendee), map[string]int{"inquiry 0 sent": 2})
	w.inquire(tib(host), water, &inquiry.CloseInquiry{})
	_, err := w.RemindInquiry(t.Context(), tib(host), water)
	wantFault(t, err, "inquiry.closed")
}

// The signed link of a request answers for the one actor that it was sent to, and does nothing else.
func TestInquiryByLink(t *testing.T) {
	w := asking(t)
	var mine delivery.Delivery
	for _, d := range w.inquiry(tib(host), water).Deliveries {
		if d.Actor == attendee {
			mine = d
		}
	}
	ctx := t.Context()
	who, d, err := w.LinkIdentity(ctx, mine.ID)
	if err != nil || who.Actor != attendee || d.InquiryID() != water {
		t.Fatal(who, err)
	}
	if _, err := w.Inquire(ctx, who, water, clerk.InquiryWish{Command: tanks(attendee, 1, "", conference.Secrecy{})}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("who looks at the link answers: %v", err)
	}
	for _, cmd := range []inquiry.Command{tanks(secondAsked, 1, "", conference.Secrecy{}), &inquiry.KeepResponse{Actor: secondAsked}, &inquiry.CloseInquiry{},
		&inquiry.ChangeInquiry{Ask: waterAsk(w.clock.now())}} {
		_, err := w.InquiryByLink(ctx, mine.ID, clerk.InquiryWish{Command: cmd})
		wantFault(t, err, "access.not-allowed")
	}
	if _, err := w.InquiryByLink(ctx, mine.ID, clerk.InquiryWish{Command: tanks(attendee, 7, "", conference.Secrecy{})}); err != nil {
		t.Fatal(err)
	}
	if v := w.inquiry(tib(host), water); len(v.Result.Missing) != 1 || *v.Result.Actors[0].Answers[0].Number != 7 {
		t.Errorf("%+v", v.Result)
	}
	if _, err := w.ReportByLink(ctx, mine.ID, clerk.Wish{Command: &conference.KeepReport{Participant: attendee}}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the link of a request leaves a report: %v", err)
	}
}

// Any row of an inquiry can be expunged: the chain holds, the lists are right, and what it said is gone. The lists can be made anew.
func TestInquiryLists(t *testing.T) {
	w := asking(t)
	w.inquire(tib(attendee), water, tanks(attendee, 3, "gallras bort helt", conference.Secrecy{}))
	w.whole()
	listed := func() string {
		t.Helper()
		var out []string
		rows, _, err := w.Inquiries(t.Context(), tib(attendee), clerk.InquiryQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			out = append(out, fmt.Sprintf("%s, %d asked, %d answered, asked %v, answered %v", r.Title, r.Total, r.Answered, r.Asked, !r.AnsweredAt.IsZero()))
		}
		return strings.Join(out, ", ")
	}
	before := listed()
	if before != "Nödvatten, 2 asked, 1 answered, asked true, answered true" {
		t.Error(before)
	}
	if _, err := w.Rebuild(t.Context(), clerk.OwnerIdentity()); err != nil || listed() != before {
		t.Fatal(err, listed())
	}
	w.administer(clerk.Expunge{Stream: "inquiry/" + water, Seqs: []int64{2}, Ground: "Gallringsbeslut"})
	if said, _ := json.Marshal(w.inquiry(clerk.OwnerIdentity(), water)); strings.Contains(string(said), "gallras") || listed() == before {
		t.Errorf("%s %s", listed(), said)
	}
	w.whole()
	w.administer(clerk.Expunge{Stream: "inquiry/" + water, Seqs: []int64{1}, Ground: "Gallringsbeslut"})
	if got := listed(); got != "" {
		t.Error(got)
	}
	w.whole()
	if err := w.store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.PutInquiry(store.Inquiry{ID: "ingen", Owner: host})
	}); err != nil {
		t.Fatal(err)
	}
	if c, err := w.Verify(t.Context(), clerk.OwnerIdentity()); err != nil || len(c.Faults) != 1 || fault.CodeOf(c.Faults[0]) != "verify.no-journal" {
		t.Errorf("%v %v", c.Faults, err)
	}
}
