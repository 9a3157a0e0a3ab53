package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	agendapkg "samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

const planPath = "/conferences/" + webtest.Conference + "/plan"

func planOf(t *testing.T, s *webtest.Stage) *conference.Conference {
	t.Helper()
	v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	return v.Conference
}

// press sends a form with a button of it: Submit is the button without a name.
func press(t *testing.T, c *webtest.Client, f *webtest.Form, name, value string, changes ...string) *webtest.Page {
	t.Helper()
	values := url.Values{}
	for k, v := range f.Values {
		values[k] = slices.Clone(v)
	}
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
	}
	values.Set(name, value)
	var fields []string
	for k, all := range values {
		for _, v := range all {
			fields = append(fields, k, v)
		}
	}
	return c.Post(f.Action, fields...)
}

// The host prepares, others read, and strangers know of nothing; in both languages and in every state.
func TestPlanIsShown(t *testing.T) {
	for _, state := range []webtest.State{webtest.Planned, webtest.Called, webtest.Lobby, webtest.Live, webtest.Published} {
		s := webtest.Start(t, state)
		begun := state == webtest.Live || state == webtest.Published
		for _, lang := range []string{"sv", "en"} {
			leader := s.As(webtest.Leader)
			leader.Lang = lang
			p := leader.Get(planPath).Want(200).SaysNot("⟦")
			if p.Has("agenda") == begun {
				t.Errorf("%s: the plan can be changed: %v", state, !begun)
			}
			attendee := s.As(webtest.Attendee)
			attendee.Lang = lang
			if state == webtest.Planned {
				attendee.Get(planPath).Want(404)
				continue
			}
			read := attendee.Get(planPath).Want(200).SaysNot("⟦", "/plan/save/")
			if read.Has("cancel") || read.Has("issue") {
				t.Errorf("%s: an attendee is offered to change the plan", state)
			}
			attendee.Get(planPath + "/text").Want(200)
		}
		s.As(webtest.Outsider).Get(planPath).Want(404)
		s.As(webtest.Outsider).Post(planPath+"/save/invitation", "invitation.purpose", "Intrång").Want(404)
		if begun {
			s.As(webtest.Leader).Get(planPath).Says("Mötet har börjat")
		}
	}
}

// Every part is saved as it was typed, without a script.
func TestPlanParts(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	c := s.As(webtest.Leader)
	save := func(form string, changes ...string) {
		t.Helper()
		c.Get(planPath).Form(form).Submit(changes...).Want(200)
	}
	save("invitation", "invitation.purpose", "Få en samlad bild så att alla kan handla i natt", "invitation.goals", "En lista över behov\nEtt beslut om vägar")
	save("agenda", "agenda.1.title", "Upprop  av\nalla", "agenda.1.minutes", "6", "who.2", "SMHI, Ekeryd", "agenda.5.proposal", "Vi gör så.")
	save("connections", "connections.0.note", "Kom tidigt")
	save("contacts", "support.phone", "010-111 22 33")
	save("roles", "roles.2.function", "Analytiker")
	save("reporting", "reporting.expected", "41", "reporting.deadline", "2027-01-06 18:15")
	save("documentation", "documentation.minutes", "formal", "documentation.due", "")
	save("openness", "openness.rule", "Ring mötesledaren.")
	save("registry", "registryNumber", "452-99-2027")
	save("callout", "callout.shortText", "ÖVNING. Möte 19. Kvittera.")
	p := planOf(t, s).Plan
	for name, ok := range map[string]bool{
		"purpose":       p.Invitation.Purpose == "Få en samlad bild så att alla kan handla i natt",
		"goals":         slices.Equal(p.Invitation.Goals, []string{"En lista över behov", "Ett beslut om vägar"}),
		"rules":         len(p.Invitation.Rules) > 0,
		"title":         p.Agenda[1].Title == "Upprop av alla" && p.Agenda[1].Minutes == 6,
		"speakers":      len(p.Agenda[2].Speakers) == 2 && p.Agenda[2].Speakers[1].Actor == "kommun-ekeryd",
		"numbers":       p.Agenda[0].Number == 0 && p.Agenda[0].Step != "" || p.Agenda[0].Number == 0,
		"proposal":      p.Agenda[5].Proposal == "Vi gör så.",
		"connections":   len(p.Connections) > 1 && p.Connections[0].Note == "Kom tidigt" && p.MainMode() != "",
		"contacts":      p.Support.Phone == "010-111 22 33",
		"roles":         len(p.Roles) == 4,
		"reporting":     p.Reporting.Expected == 41 && p.Reporting.Deadline.Equal(time.Date(2027, 1, 6, 17, 15, 0, 0, time.UTC)),
		"documentation": p.Documentation.Minutes == conference.MinutesFormal && p.Documentation.Due.IsZero(),
		"openness":      p.Openness.Rule == "Ring mötesledaren.",
		"registry":      p.RegistryNumber == "452-99-2027",
		"callout":       p.Callout.ShortText == "ÖVNING. Möte 19. Kvittera." && len(p.Callout.Channels) > 0,
	} {
		if !ok {
			t.Errorf("%s: %+v", name, p)
		}
	}
	seq := planOf(t, s).Seq
	for _, form := range []string{"invitation", "agenda", "connections", "contacts", "roles", "reporting", "dependencies", "documentation", "openness", "callout"} {
		save(form) // what nobody touched changes nothing
	}
	if now := planOf(t, s); now.Seq != seq {
		t.Errorf("forms that nobody touched wrote %d entries: %s", now.Seq-seq, conference.Encode(now.Plan))
	}
}

// What is wrong is said where it is wrong, and what was typed stays.
func TestPlanWrong(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	c := s.As(webtest.Leader)
	for _, x := range []struct{ form, field, value, says string }{
		{"agenda", "agenda.3.minutes", "900", "480"},
		{"agenda", "agenda.2.title", "", "rubrik"},
		{"agenda", "agenda.2.minutes", "tio", "heltal"},
		{"agenda", "who.2", "Finns Inte", "Finns Inte"},
		{"invitation", "invitation.purpose", strings.Repeat("x", 30_000), "lång"},
		{"reporting", "reporting.deadline", "i morgon", "06:00"},
		{"reporting", "reporting.expected", "många", "heltal"},
		{"registry", "registryNumber", strings.Repeat("1", 61), "iarienummer"},
		{"time", "start", "sedan", "06:00"},
		{"name", "title", "", "ubrik"},
		{"cancel", "reason", "", "ext"},
		{"invite", "who", "Ingen Alls", "Ingen Alls"},
	} {
		p := c.Get(planPath).Form(x.form).Submit(x.field, x.value)
		if p.Status < 400 || p.Status > 499 {
			t.Errorf("%s %s: %d", x.form, x.field, p.Status)
			continue
		}
		p.Says(x.says)
		if f := p.Form(x.form); f.Values.Get(x.field) != x.value {
			t.Errorf("%s %s: %q is left of what was typed", x.form, x.field, f.Values.Get(x.field))
		}
	}
}

// Two who plan at once: what each changed is kept, and where both changed the same both texts are shown.
func TestPlanTwoAtOnce(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	c, other := s.As(webtest.Leader), s.As(webtest.Secretary)
	mine, agenda := c.Get(planPath).Form("invitation"), c.Get(planPath).Form("agenda")
	other.Get(planPath).Form("invitation").Submit("invitation.resources", "Alla med mandat, framme senast 18.30").Want(200)
	other.Get(planPath).Form("agenda").Submit("agenda.4.title", "Deras rubrik").Want(200)
	press(t, other, other.Get(planPath).Form("agenda"), "act", "add").Want(200)
	mine.Submit("invitation.purpose", "Min text om varför vi möts").Want(200)
	agenda.Submit("agenda.2.title", "Min rubrik").Want(200)
	p := planOf(t, s).Plan
	if p.Invitation.Purpose != "Min text om varför vi möts" || p.Invitation.Resources != "Alla med mandat, framme senast 18.30" {
		t.Errorf("somebody's text is lost: %+v", p.Invitation)
	}
	if p.Agenda[2].Title != "Min rubrik" || p.Agenda[4].Title != "Deras rubrik" || !slices.ContainsFunc(p.Agenda.Slots(p.Start), func(x agendapkg.Slot) bool { return strings.HasPrefix(x.Item, "p-") }) {
		t.Errorf("somebody's change of the agenda is lost: %+v", p.Agenda)
	}
	stale := c.Get(planPath).Form("invitation")
	other.Get(planPath).Form("invitation").Submit("invitation.purpose", "Deras text om varför").Want(200)
	clash := stale.Submit("invitation.purpose", "Min andra text om varför").Want(422).Says("Deras text om varför", "Min andra text om varför")
	if got := planOf(t, s).Plan.Invitation.Purpose; got != "Deras text om varför" {
		t.Errorf("%q was saved without asking", got)
	}
	if f := clash.Form("invitation"); f.Values.Get("invitation.purpose") != "Min andra text om varför" {
		t.Errorf("what was typed is gone: %q", f.Values.Get("invitation.purpose"))
	}
	press(t, c, clash.Form("invitation"), "take", "invitation.purpose").Want(200)
	if got := planOf(t, s).Plan.Invitation.Purpose; got != "Deras text om varför" {
		t.Errorf("%q is not theirs", got)
	}
	stale = c.Get(planPath).Form("invitation")
	stale.Values.Set("invitation.purpose", "Min text med skript")
	other.Get(planPath).Form("invitation").Submit("invitation.purpose", "Deras text med skript").Want(200)
	a := c.Send("POST", stale.Action, stale.Values.Encode(), map[string]string{"Samverkan-Enhanced": "1"})
	if !strings.Contains(a.Body, `data-for="clash-invitation"`) || !strings.Contains(a.Body, "Min text med skript") || !strings.Contains(a.Body, "Deras text med skript") {
		t.Errorf("the script is not told of the clash: %d %s", a.Status, a.Body)
	}
	if got := planOf(t, s).Plan.Invitation.Purpose; got != "Deras text med skript" {
		t.Errorf("%q was saved without asking", got)
	}
	stale = c.Get(planPath).Form("invitation")
	other.Get(planPath).Form("invitation").Submit("invitation.purpose", "Deras tredje text").Want(200)
	stale.Submit("invitation.purpose", "Min andra text om varför").Want(422).Form("invitation").Submit().Want(200)
	if got := planOf(t, s).Plan.Invitation.Purpose; got != "Min andra text om varför" {
		t.Errorf("%q is not mine", got)
	}
}

// The agenda's buttons, each sent twice as by an uneasy hand.
func TestPlanAgenda(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	c := s.As(webtest.Leader)
	order := func() string {
		var ids []string
		for _, it := range planOf(t, s).Plan.Agenda {
			ids = append(ids, it.ID)
		}
		return strings.Join(ids, " ")
	}
	first := strings.Fields(order())
	press(t, c, c.Get(planPath).Form("agenda"), "act", "down:"+first[1]).Want(200)
	press(t, c, c.Get(planPath).Form("agenda"), "act", "up:"+first[1]).Want(200)
	if order() != strings.Join(first, " ") {
		t.Errorf("down and up again gives %s", order())
	}
	f := c.Get(planPath).Form("agenda")
	press(t, c, f, "act", "add", "agenda.1.title", "Rubrik som skrevs").Want(200)
	press(t, c, f, "act", "add", "agenda.1.title", "Rubrik som skrevs")
	now := planOf(t, s).Plan.Agenda
	if len(now) != len(first)+1 || now[1].Title != "Rubrik som skrevs" {
		t.Errorf("one new item gives %d more, and the title is %q", len(now)-len(first), now[1].Title)
	}
	fresh := now[len(now)-2].ID
	press(t, c, c.Get(planPath).Form("agenda"), "act", "remove:"+fresh).Want(200)
	reversed := slices.Clone(first)
	slices.Reverse(reversed)
	c.Get(planPath).Form("agenda-order").Submit("order", strings.Join(reversed, " ")).Want(200)
	if order() != strings.Join(reversed, " ") || planOf(t, s).Plan.Agenda[0].Number != 0 {
		t.Errorf("the order is %s", order())
	}
	press(t, c, c.Get(planPath).Form("agenda"), "act", "preset:resources").Want(200)
	p := planOf(t, s).Plan
	if length := int(p.End.Sub(p.Start) / time.Minute); p.Agenda.TotalMinutes() != length {
		t.Errorf("the preset takes %d minutes of %d", p.Agenda.TotalMinutes(), length)
	}
	form := c.Get(planPath).Form("agenda")
	long := form.Submit("agenda.3.minutes", "30").Want(200).Says("för mycket")
	press(t, c, long.Form("agenda"), "act", "shorten:"+p.Agenda[3].ID).Want(200).SaysNot("för mycket")
}

// Every button of a hint takes the hint away, or at least changes the plan.
func TestPlanFixes(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	c := s.As(webtest.Leader)
	c.Get(planPath).Form("invitation").Submit("invitation.purpose", "", "invitation.goals", "Diskutera läget", "invitation.resources", "", "invitation.rules", "").Want(200)
	c.Get(planPath).Form("callout").Submit("callout.shortText", "").Want(200)
	c.Get(planPath).Form("documentation").Submit("documentation.minutes", "", "documentation.due", "").Want(200)
	c.Get(planPath).Form("openness").Submit("openness.rule", "").Want(200)
	c.Get(planPath).Form("agenda").Submit("agenda.3.minutes", "0", "agenda.2.proposal", "Ett förslag", "who.4", "Lst Stockholm").Want(200)
	pressed := map[string]bool{}
	for range 40 {
		page := c.Get(planPath)
		fix := ""
		for _, b := range page.Find("button", "name", "fix") {
			if v := webtest.Attr(b, "value"); !pressed[v] {
				fix = v
			}
		}
		if fix == "" {
			break
		}
		pressed[fix] = true
		seq := planOf(t, s).Seq
		press(t, c, page.Form("form-fix"), "fix", fix).Want(200)
		if planOf(t, s).Seq == seq {
			t.Errorf("%s does nothing", fix)
		}
	}
	for _, want := range []string{"no-purpose@", "goal-no-result@", "no-short-text@", "no-documentation@", "item-no-minutes@", "speaker-not-invited@",
		"proposal-not-decision@", "closed-no-rule@", "silence@"} {
		found := false
		for fix := range pressed {
			found = found || strings.HasPrefix(fix, want) || want == "closed-no-rule@" && strings.HasPrefix(fix, "no-openness-rule@")
		}
		if !found {
			t.Errorf("no button for %s; there were %v", want, pressed)
		}
	}
}

// Actors are invited one by one and by group, changed, answered for and taken away.
func TestPlanActors(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	c := s.As(webtest.Leader)
	before := len(planOf(t, s).Plan.Participants)
	f := c.Get(planPath).Form("invite")
	f.Submit("who", "Lst Stockholm", "role", "observer").Want(200)
	f.Submit("who", "Lst Stockholm", "role", "observer").Want(200)
	c.Get(planPath).Form("invite").Submit("roster", "ready:regioner").Want(200)
	p := planOf(t, s).Plan
	if _, ok := p.Participant("lst-stockholm"); !ok || len(p.Participants) < before+10 {
		t.Errorf("%d are invited", len(p.Participants))
	}
	page := c.Get(planPath + "?seat=lst-stockholm")
	page.Form("seat").Submit("participants.0.function", "Chefstjänsteman", "participants.0.role", "attendee").Want(200)
	page = c.Get(planPath + "?seat=lst-stockholm")
	page.Form("answer").Submit("reply", "declined", "message", "Vi har eget möte").Want(200)
	if a := planOf(t, s).Answers["lst-stockholm"]; a.Reply != conference.Declined {
		t.Errorf("the answer is %+v", a)
	}
	c.Get(planPath+"?answers=declined").Want(200).Says("Chefstjänsteman", "Vi har eget möte").SaysNot("seat-kommun-ekeryd")
	c.Get(planPath + "?seat=lst-stockholm").Form("uninvite").Submit().Want(200)
	if _, ok := planOf(t, s).Plan.Participant("lst-stockholm"); ok {
		t.Error("still invited")
	}
}

// The rest of the way to the meeting: tests, ticks, files, marking, sending, moving and calling off.
func TestPlanRest(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	c := s.As(webtest.Leader)
	page := c.Get(planPath)
	var test string
	for _, b := range page.Find("button", "name", "test") {
		test = webtest.Attr(b, "value")
	}
	c.Post(planPath+"/tested", "test", test).Want(200).Says("Provad")
	c.Post(planPath+"/tested", "test", "way.phone.00000000").Want(404)
	lines := c.Get(planPath).Form("checklist").Values["line"]
	c.Get(planPath).Form("checklist").Submit() // nothing new
	c.Post(planPath+"/checklist", "line", lines[0], "done", lines[0], "_back", planPath).Want(200)
	if _, done := planOf(t, s).Ticked[lines[0]]; !done {
		t.Error("not ticked")
	}
	c.Post(planPath+"/checklist", "line", lines[0], "_back", planPath).Want(200)
	if _, done := planOf(t, s).Ticked[lines[0]]; done {
		t.Error("still ticked")
	}
	c.Get(planPath).Form("link").Submit("title", "Väderprognos", "url", "https://vader.example/prognos").Want(200).Says("Väderprognos")
	c.Get(planPath).Form("link").Submit("title", "Tom", "url", "").Want(422)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, x := range [][2]string{{"_form", "file"}, {"_back", planPath}, {"title", "Karta över vägar"}, {"when", "during"}} {
		m.WriteField(x[0], x[1])
	}
	w, err := m.CreateFormFile("file", "karta.pdf")
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("%PDF-1.4 karta"))
	m.Close()
	if a := c.Send("POST", planPath+"/material", b.String(), map[string]string{"Content-Type": m.FormDataContentType()}); a.Status != 303 {
		t.Errorf("the file is answered with %d: %s", a.Status, a.Body)
	}
	x := planOf(t, s).Plan.Material
	if last := x[len(x)-1]; last.Name != "karta.pdf" || last.Size != 14 || last.When != "during" || last.Digest == "" {
		t.Errorf("the material is %+v", last)
	}
	item := planOf(t, s).Plan.Agenda[5].ID
	c.Get(planPath+"?mark="+item).Form("marking").Submit("secrecy.ground", "OSL 18 kap. 13 §").Want(200).Says("märkt med sekretess")
	c.Get(planPath+"?mark="+item).Form("marking").Submit("secrecy.ground", "hemlig").Want(422)
	c.Get(planPath).Form("template-agenda").Submit("name", "Vår snöagenda").Want(200).Says("Vår snöagenda")
	c.Post(planPath+"/copy", "from", webtest.Local, "what", "agenda", "_form", "copy", "_back", planPath)
	c.Get(planPath).Form("issue").Submit("ackDeadline", "2027-01-06 17:00").Want(200).Says("Kallelse skickad", "Markera påminnelsen som skickad…")
	if now := planOf(t, s); now.Phase != conference.Called || len(now.Issues) != 1 {
		t.Errorf("the phase is %s", now.Phase)
	}
	c.Get(planPath).Form("time").Submit("start", "2027-01-06 20:00", "end", "2027-01-06 21:00").Want(200).Says("Tiden är ändrad")
	c.Get(planPath).Form("cancel").Submit("reason", "Läget är lugnt.").Want(200).Says("inställt")
	if now := planOf(t, s); now.Phase != conference.Cancelled {
		t.Errorf("the phase is %s", now.Phase)
	}
}

// Moments are written as text, the same in every browser, and what is no moment is refused at its field.
func TestPlanMoments(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	c := s.As(webtest.Leader)
	p := c.Get(planPath)
	if len(p.Find("a", "href", "#send")) == 0 || p.ID("send") == nil {
		t.Error("the contents do not lead to where the invitation is marked as sent")
	}
	for _, n := range p.Find("input") {
		switch kind := webtest.Attr(n, "type"); kind {
		case "date", "time", "datetime-local", "month", "week":
			t.Errorf("%s is a field of type %s", webtest.Attr(n, "name"), kind)
		}
	}
	for form, name := range map[string]string{"reporting": "reporting.deadline", "documentation": "documentation.due", "callout": "callout.ackDeadline", "time": "start"} {
		if n := p.ID(form + "-" + name); n == nil || form != "documentation" && !regexp.MustCompile(`^2027-01-0\d \d\d:\d\d$`).MatchString(webtest.Attr(n, "value")) {
			t.Errorf("%s stands otherwise", name)
		}
		got := p.Form(form).Submit(name, "01/06/2027, 7:00 PM").Want(422)
		if n := got.ID(form + "-" + name); n == nil || webtest.Attr(n, "aria-invalid") != "true" || webtest.Attr(n, "value") != "01/06/2027, 7:00 PM" {
			t.Errorf("%s: the fault is not at the field", name)
		}
		got.Says("Skriv tiden som 06:00, med dag när det behövs: 7/1 06:00 eller 2027-01-07 06:00.")
	}
}

// What is being written is commented on, and nothing of it is kept.
func TestPlanHints(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	c := s.As(webtest.Leader)
	f := c.Get(planPath).Form("invitation")
	f.Values.Set("invitation.goals", "Diskutera nödvatten")
	seq := planOf(t, s).Seq
	a := c.Send("POST", planPath+"/hints/invitation", f.Values.Encode(), map[string]string{"Samverkan-Enhanced": "1"})
	if a.Status != 200 || !strings.Contains(a.Body, "Diskutera nödvatten") || !strings.Contains(a.Body, `data-for="hints-goals"`) {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
	if planOf(t, s).Seq != seq {
		t.Error("a look wrote something")
	}
	saved := c.Send("POST", f.Action, f.Values.Encode(), map[string]string{"Samverkan-Enhanced": "1"})
	for _, piece := range []string{`data-for="plan-saved"`, `data-for="plan-nav"`, `data-for="letter"`, `data-for="send"`, `data-for="clash-invitation"`} {
		if !strings.Contains(saved.Body, piece) {
			t.Errorf("saving does not answer with %s", piece)
		}
	}
	for _, fault := range webtest.FragmentFaults(saved.Body) {
		t.Error(fault)
	}
}

// What is left with a plan is fetched by who is called, as a file and nothing else; what is marked by none but those who may read it.
func TestMaterialIsFetched(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	c := planOf(t, s)
	if len(c.Plan.Material) == 0 {
		t.Fatal("there is no material")
	}
	to := "/conferences/" + webtest.Conference + "/material/" + c.Plan.Material[0].Digest
	for _, role := range []webtest.Role{webtest.Leader, webtest.Attendee} {
		a := s.As(role).Send(http.MethodGet, to, "", nil)
		if a.Status != http.StatusOK || int64(len(a.Body)) != c.Plan.Material[0].Size || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") ||
			a.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %d, %d bytes, %v", role, a.Status, len(a.Body), a.Header)
		}
		if page := s.As(role).Get("/conferences/" + webtest.Conference + "/room?view=follow"); !strings.Contains(page.Body, to) {
			t.Errorf("%s is not shown where it is", role)
		}
	}
	s.As(webtest.Outsider).Get(to).Want(404)
	s.As(webtest.Leader).Get("/conferences/" + webtest.Conference + "/material/" + strings.Repeat("a", 64)).Want(404)
	s.Do(webtest.Leader, &conference.AddMaterial{Material: conference.Material{Title: "Skyddsobjekt", Name: "skydd.txt", Digest: c.Plan.Material[0].Digest, Size: 1,
		Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: c.Plan.Host}}})
	s.Do(webtest.Leader, &conference.RemoveMaterial{Title: c.Plan.Material[0].Title})
	s.As(webtest.Attendee).Get(to).Want(404)
	s.As(webtest.Leader).Get(to) // the host's own
}
