package minutes_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/document"
	"samverkan/minutes"
)

// at is a time on the day of the test's meeting, in Stockholm's winter.
func at(hour, minute int) time.Time {
	return time.Date(2027, 1, 7, hour-1, minute, 0, 0, time.UTC)
}

// meeting is a small meeting in which everything that is unusual happens once.
func meeting(t *testing.T) *recorder {
	t.Helper()
	r := &recorder{tb: t, c: conference.New()}
	water := conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "vatten"}
	r.do(at(7, 0), "", &conference.PlanConference{Plan: conference.Plan{
		ID: "k2", Incident: "h1", IncidentTitle: "Storm", Title: "Lokal samverkanskonferens, nr 2", Level: conference.Local, SeriesNo: 2, Host: "kommun",
		IncidentRegistryNumber: "KS 2027-7", Start: at(8, 0), End: at(9, 0), Documentation: conference.Documentation{Minutes: conference.MinutesFormal},
		Roles: []conference.RoleHolder{{Role: conference.Leader, Actor: "kommun", Function: "Beredskapschef"}, {Role: conference.Secretary, Actor: "kommun", Function: "Sekreterare"}},
		Agenda: agenda.Agenda{{ID: "p1", Number: 1, Title: "Läget", Kind: agenda.Information, Minutes: 30},
			{ID: "p2", Number: 2, Title: "Vattentäkten", Kind: agenda.Discussion, Minutes: 20, Aim: "Reningsverkets svaga punkt"},
			{ID: "p3", Number: 3, Title: "Övrigt", Kind: agenda.Information, Minutes: 10}},
		Participants: []conference.Participant{{Actor: "kommun", Role: conference.Attendee}, {Actor: "vatten", Role: conference.Attendee},
			{Actor: "el", Role: conference.Attendee, Function: "Driftchef"}, {Actor: "region", Unit: "sjukhus", Role: conference.Attendee}, {Actor: "region", Unit: "ambulans", Role: conference.Attendee}},
		Carried: conference.Carried{From: "k1", FromTitle: "Lokal samverkanskonferens, nr 1",
			Directions: []conference.CarriedDecision{{Conference: "k1", ID: "D1", Wording: "Vägar först.", ValidUntil: at(12, 0)}},
			Measures:   []conference.CarriedMeasure{{Conference: "k1", ID: "A4", Text: "Ring runt.", Owner: "el"}},
			Matters:    []conference.CarriedMatter{{Conference: "k1", ID: "P2", Kind: conference.NoteParked, Text: "Pumpens läge", Owner: "vatten", Secrecy: water}}},
	}})
	r.do(at(8, 0), conference.Leader, &conference.OpenMeeting{})
	r.do(at(8, 0), conference.Leader, &conference.SkipRollCall{Reason: "Samma aktörer som i morse."})
	r.do(at(8, 1), conference.Leader, &conference.StartItem{Item: "p1"})
	r.do(at(8, 2), conference.Leader, &conference.FollowUp{Conference: "k1", ID: "D1", Status: conference.FollowHolds, Text: "Gäller till lunch."})
	r.do(at(8, 2), conference.Leader, &conference.FollowUp{Conference: "k1", ID: "P2", Status: conference.FollowDone, Text: "Pumpen är flyttad."})
	r.do(at(8, 3), conference.Leader, &conference.RequestFloor{Actor: "el", Topic: "Ledning 4"})
	r.do(at(8, 4), conference.Leader, &conference.GrantFloor{})
	r.do(at(8, 6), conference.Leader, &conference.YieldFloor{})
	r.do(at(8, 6), conference.Secretary, &conference.WriteNote{ID: "I1", Kind: conference.NoteInformation, Content: conference.Content{Actor: "el", Text: "Ledning 4 är tillbaka kl. tio."}})
	r.do(at(8, 7), conference.Secretary, &conference.WriteNote{ID: "I2", Kind: conference.NoteInformation, Content: conference.Content{Actor: "el", Text: "Skrivet på fel rad."}})
	r.do(at(8, 8), conference.Secretary, &conference.StrikeNote{ID: "I2", Reason: "Fel aktör."})
	r.do(at(8, 9), conference.Leader, &conference.HandOverRole{Role: conference.Leader, Actor: "kommun", Function: "Säkerhetschef", Reason: "Linjen bröts."})
	r.do(at(8, 10), conference.Leader, &conference.AdjournMeeting{Until: at(8, 20), Reason: "Paus."})
	r.do(at(8, 21), conference.Leader, &conference.ResumeMeeting{})
	r.do(at(8, 22), conference.Leader, &conference.MarkItemSecrecy{Item: "p2", Secrecy: water})
	r.do(at(8, 22), conference.Leader, &conference.StartItem{Item: "p2"})
	r.do(at(8, 23), conference.Secretary, &conference.WriteNote{ID: "B1", Kind: conference.NoteNeed, Content: conference.Content{Actor: "vatten", Text: "Bevakning vid brunn 3.", NeededBy: at(10, 0)}})
	r.do(at(8, 24), conference.Secretary, &conference.AgreeMeasure{ID: "A1", Text: "Ställ vakt vid brunn 3.", Owner: "kommun", Due: at(11, 0), Matches: []string{"B1"}})
	r.do(at(8, 25), conference.Leader, &conference.ProposeDecision{ID: "D1", Text: "Brunn 3 stängs i kväll."})
	r.do(at(8, 26), conference.Leader, &conference.ReadBackDecision{ID: "D1", Text: "Brunn 3 stängs kl. tolv."})
	r.do(at(8, 27), conference.Leader, &conference.TakeStance{ID: "D1", Actors: []string{"kommun", "vatten"}, Stance: conference.StandBehind})
	r.do(at(8, 27), conference.Leader, &conference.TakeStance{ID: "D1", Actors: []string{"el"}, Stance: conference.Reserve, Reason: "Brunn 3 matar ställverket."})
	r.do(at(8, 27), conference.Leader, &conference.TakeStance{ID: "D1", Actors: []string{"region"}, Stance: conference.NoMandate, ReturnsBy: at(12, 0)})
	r.do(at(8, 28), conference.Leader, &conference.SettleDecision{ID: "D1"})
	r.do(at(8, 29), conference.Leader, &conference.StartItem{Item: "p3"})
	r.do(at(8, 30), conference.Secretary, &conference.AgreeMeasure{ID: "A2", Text: "Ring skolorna.", Owner: "kommun", Due: at(10, 0)})
	r.do(at(8, 31), conference.Secretary, &conference.AcceptMeasure{ID: "A2", Accepted: true})
	r.do(at(8, 32), conference.Leader, &conference.ExtendMeeting{To: at(9, 10)})
	r.do(at(8, 33), conference.Leader, &conference.PlanNext{NextMeeting: conference.NextMeeting{Start: at(14, 0), End: at(15, 0)}})
	r.do(at(8, 40), conference.Leader, &conference.CloseMeeting{Carry: []string{"A1"}})
	r.do(at(8, 41), conference.Leader, &conference.ReopenMeeting{Reason: "Ett namn saknades."})
	r.do(at(8, 43), conference.Leader, &conference.CloseMeeting{Carry: []string{"A1"}, Note: "Tack alla."})
	return r
}

func named(t *testing.T, c *conference.Conference, lang string) minutes.Options {
	t.Helper()
	o := options(t, c, lang, "")
	o.Seal = nil
	o.Person = func(member string) string {
		return map[string]string{"leader": "Lena Ek", "secretary": "Sam Ås"}[member]
	}
	o.Names = func(id string) (string, string) {
		return map[string]string{"kommun": "Sjöby kommun", "vatten": "Sjöby Vatten", "el": "Sjöby Elnät", "region": "Region Sjö"}[id], ""
	}
	return o
}

// The meeting is told as it went: breaks, hand-overs, what was struck, what was carried, closed by mistake.
func TestCourseOfAMeeting(t *testing.T) {
	r := meeting(t)
	o := named(t, r.c, "sv")
	m := minutes.Compose(r.c, o)
	complete(t, r.c, m)
	golden(t, "meeting-sv.md", markdown(t, minutes.MinutesDocument(m, o)))
	if n, _ := m.Note("I2"); n.Struck == nil || n.Text != "" {
		t.Errorf("I2: %+v", n)
	}
	if b, _ := m.Note("B1"); !slices.Equal(b.LateBy, []string{"A1"}) {
		t.Errorf("B1 is late by %v", b.LateBy)
	}
	if s, _ := m.RollCall.Seat("region/ambulans"); s.Unit != "ambulans" || len(m.Decisions[0].Stances) != 4 {
		t.Errorf("%+v: an actor with two seats has one stance", m.Decisions[0].Stances)
	}
	if h := m.Head.Holders(conference.Leader); len(h) != 2 || !h[1].HandOver || !h[0].To.Equal(at(8, 9)) {
		t.Errorf("leaders: %+v", h)
	}
}

// Everything under a marked item is left out, with what was carried and followed up, and what was asked for later.
func TestMarkedItem(t *testing.T) {
	r := meeting(t)
	r.do(at(8, 50), conference.Secretary, &conference.CheckMinutes{Version: 1})
	r.do(at(8, 51), conference.Leader, &conference.ApproveMinutes{Version: 1})
	r.do(at(8, 52), conference.Secretary, &conference.CorrectMinutes{Target: "A1", Field: "text", Is: "Ställ vakt vid brunn 4.", Reason: "Brunn 3 är tömd."})
	o := named(t, r.c, "sv")
	o.May = func(s conference.Secrecy) bool { return s.ReadableBy("el", "kommun") }
	m := minutes.Compose(r.c, o)
	out := printed(t, r.c, m, o)
	for _, secret := range []string{"runn 3", "runn 4", "svaga punkt", "Pumpens", "Pumpen är flyttad"} {
		if strings.Contains(out, secret) {
			t.Errorf("%q is given out", secret)
		}
	}
	if d := m.Decisions[0]; d.Counts.Reserve != 1 || d.With(conference.Reserve)[0].Reason != "" || !d.Omitted {
		t.Errorf("D1: %+v", d)
	}
	if x, _ := m.Measure("A1"); !x.Omitted || x.Owner != "kommun" || !x.Due.Equal(at(11, 0)) {
		t.Errorf("A1: %+v", x)
	}
	for _, c := range m.Life.Versions[1].Corrections {
		if !c.Omitted || c.Was+c.Is+c.Reason != "" {
			t.Errorf("correction: %+v", c)
		}
	}
	valid(t, r.c, m, o)
}

// A rättelse stands where it was made, with what it took out and put in, and the versions differ in that alone.
func TestCorrections(t *testing.T) {
	r := meeting(t)
	r.do(at(8, 50), conference.Secretary, &conference.CheckMinutes{Version: 1, Remark: "Stavning."})
	r.do(at(8, 51), conference.Leader, &conference.ApproveMinutes{Version: 1})
	first := minutes.Compose(r.c, named(t, r.c, "sv"))
	for field, is := range map[string]string{"due": "2027-01-07T11:30:00+01:00"} {
		r.do(at(9, 0), conference.Secretary, &conference.CorrectMinutes{Target: "A2", Field: field, Is: is, Reason: "Skolorna öppnar senare."})
	}
	r.do(at(9, 1), conference.Secretary, &conference.CorrectMinutes{Target: "I1", Field: "text", Is: "Ledning 4 är tillbaka kl. elva.", Reason: "Felhört."})
	r.do(at(9, 2), conference.Secretary, &conference.CorrectMinutes{Target: "el", Field: "status", Is: "left", Reason: "Gick före beslutet."})
	r.do(at(9, 3), conference.Secretary, &conference.CorrectMinutes{Target: "D1/el", Field: "reason", Is: "Brunn 3 matar ställverket i Norrby.", Reason: "Ofullständigt."})
	r.do(at(9, 4), conference.Secretary, &conference.CorrectMinutes{Target: "next", Field: "start", Is: "2027-01-07T14:15:00+01:00", Reason: "Rapporten dröjer."})
	o := named(t, r.c, "sv")
	second := minutes.Compose(r.c, o)
	if second.Life.Version != 2 || second.Life.Status != minutes.StatusComposed {
		t.Fatalf("%+v", second.Life)
	}

	type change struct{ part, id, field, was, is string }
	var got []change
	for _, d := range minutes.Compare(first, second) {
		got = append(got, change{d.Part, d.ID, d.Field, d.Was, d.Is})
	}
	for _, want := range []change{
		{"measures", "A2", "due", "2027-01-07T09:00:00Z", "2027-01-07T11:30:00+01:00"},
		{"notes", "I1", "text", "Ledning 4 är tillbaka kl. tio.", "Ledning 4 är tillbaka kl. elva."},
		{"decisions", "D1", "stances[2].reason", "Brunn 3 matar ställverket.", "Brunn 3 matar ställverket i Norrby."},
		{"next", "", "start", "2027-01-07T13:00:00Z", "2027-01-07T14:15:00+01:00"},
	} {
		if !slices.Contains(got, want) {
			t.Errorf("missing: %+v\nin %+v", want, got)
		}
	}
	for _, c := range got {
		if !slices.Contains([]string{"measures", "notes", "decisions", "next", "rollCall", "head"}, c.part) {
			t.Errorf("unexpected: %+v", c)
		}
	}

	d := minutes.MinutesDocument(second, o)
	changes := runs(d, func(r document.Inline) bool { return r.Del || r.Ins })
	for _, want := range []string{"−kl.\u00a010:00", "+kl.\u00a011:30", "−tio.", "+elva.", "−närvarande", "+lämnade"} {
		if !slices.Contains(changes, want) {
			t.Errorf("%q is not shown in %q", want, changes)
		}
	}
	golden(t, "meeting-corrected-sv.md", markdown(t, d))
	valid(t, r.c, second, o)
}

// runs gives the texts of some runs of a document, with − for what was removed and + for what was added.
func runs(d *document.Document, is func(document.Inline) bool) []string {
	var out []string
	var walk func([]document.Block)
	take := func(list []document.Inline) {
		for _, r := range list {
			switch {
			case !is(r):
			case r.Del:
				out = append(out, "−"+r.Text)
			case r.Ins:
				out = append(out, "+"+r.Text)
			default:
				out = append(out, r.Text)
			}
		}
	}
	walk = func(blocks []document.Block) {
		for _, b := range blocks {
			switch b := b.(type) {
			case document.Paragraph:
				take(b.Text)
			case document.Facts:
				for _, f := range b.Items {
					take(f.Value)
				}
			case document.List:
				for _, it := range b.Items {
					walk(it)
				}
			case document.Callout:
				walk(b.Body)
			case document.Table:
				for _, row := range b.Rows {
					for _, c := range row.Cells {
						walk(c.Body)
					}
				}
			}
		}
	}
	walk(d.Body)
	return out
}

// What people said keeps its language in a document of another.
func TestLanguageOfWhatWasSaid(t *testing.T) {
	r := meeting(t)
	o := named(t, r.c, "en")
	d := minutes.MinutesDocument(minutes.Compose(r.c, o), o)
	swedish := runs(d, func(r document.Inline) bool { return r.Lang == "sv" })
	for _, said := range []string{"Ledning 4 är tillbaka kl. tio.", "Brunn 3 matar ställverket.", "Linjen bröts.", "Tack alla."} {
		if !slices.Contains(swedish, said) {
			t.Errorf("%q is not marked as Swedish", said)
		}
	}
	o.RecordLang = "en"
	d = minutes.MinutesDocument(minutes.Compose(r.c, o), o)
	if got := runs(d, func(r document.Inline) bool { return r.Lang != "" }); len(got) > 0 {
		t.Errorf("marked: %q", got)
	}
}

// Documents can be written at any time in the life of a conference, from the plan to the cancelled one.
func TestEveryPhase(t *testing.T) {
	stops := map[string]func(*conference.Conference) bool{
		"planned":  func(*conference.Conference) bool { return true },
		"lobby":    func(c *conference.Conference) bool { return c.Phase == conference.Lobby },
		"open":     func(c *conference.Conference) bool { return len(c.Notes) == 12 },
		"speaking": func(c *conference.Conference) bool { return c.Speakers.OnAir != nil && len(c.Notes) > 20 },
		"closed":   func(c *conference.Conference) bool { return c.Phase == conference.Closed },
		"approved": func(c *conference.Conference) bool { return c.Phase == conference.Approved },
	}
	for name, stop := range stops {
		t.Run(name, func(t *testing.T) {
			c := exerciseUntil(t, "regional", stop)
			for _, lang := range []string{"sv", "en"} {
				o := options(t, c, lang, "")
				m := minutes.Compose(c, o)
				complete(t, c, m)
				valid(t, c, m, o)
			}
			if status := minutes.Compose(c, minutes.Options{}).Life.Status; (status == minutes.StatusDraft) != (c.Meeting.Closed.IsZero()) {
				t.Errorf("status %s", status)
			}
		})
	}
	r := &recorder{tb: t, c: exerciseUntil(t, "regional", stops["planned"])}
	r.do(r.c.Plan.Start.Add(-time.Hour), "", &conference.CancelConference{Reason: "Läget är lugnt."})
	o := options(t, r.c, "sv", "")
	valid(t, r.c, minutes.Compose(r.c, o), o)
	if text := whole(minutes.InvitationDocument(r.c, o)); !strings.Contains(text, "Konferensen är inställd.") {
		t.Error("the invitation does not say that it is cancelled")
	}
	empty := conference.New()
	valid(t, empty, minutes.Compose(empty, minutes.Options{Now: at(8, 0)}), minutes.Options{Now: at(8, 0), Printer: printer(t, "sv")})
}
