package minutes_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/document"
	"samverkan/minutes"
)

// The minutes of the regional conference say what was agreed there.
func TestRegional(t *testing.T) {
	c := exercise(t, "regional")
	m := minutes.Compose(c, options(t, c, "sv", ""))
	complete(t, c, m)
	everyActorOnce(t, c, m)

	if n := m.RollCall; len(n.Seats) != 42 || n.AtCall.Present != 39 || n.AtCall.Absent != 3 || n.AtEnd.Present != 38 || n.AtEnd.Left != 2 || n.AtEnd.Late != 1 {
		t.Errorf("roll-call: %+v, at the end %+v", *n.AtCall, n.AtEnd)
	}
	late, _ := m.RollCall.Seat("kommun-karrboda")
	if late.Status != conference.Late || len(late.Marks) != 2 || late.Marks[0].Reason != "Uppkopplingen bröts kl. 18.59." || late.Mode != conference.Phone {
		t.Errorf("Kärrboda: %+v", late)
	}

	d1, _ := m.Decision("D1")
	if d1.Counts != (minutes.StanceCounts{StandBehind: 34, NotTakingPart: 5, Absent: 3}) || d1.Outcome != conference.Adopted {
		t.Errorf("D1: %+v %s", d1.Counts, d1.Outcome)
	}
	d2, _ := m.Decision("D2")
	if d2.Counts != (minutes.StanceCounts{StandBehind: 31, Reserve: 2, NoMandate: 1, NotTakingPart: 4, Absent: 4}) {
		t.Errorf("D2: %+v", d2.Counts)
	}
	if !strings.HasPrefix(d2.Wording, "Fram till fredag den 8 januari kl. 12.00 prioriterar aktörerna") || d2.ReadBacks[0].Text != d2.Wording {
		t.Errorf("D2 reads %q", d2.Wording)
	}
	var reserved []string
	for _, s := range d2.With(conference.Reserve) {
		if s.Reason == "" {
			t.Errorf("%s reserves itself without a reason", s.Actor)
		}
		reserved = append(reserved, s.Actor)
	}
	if !slices.Equal(reserved, []string{"kommun-ekeryd", "foretag-lantbrukarforbundet"}) {
		t.Errorf("reserved: %v", reserved)
	}
	if s := d2.With(conference.NoMandate); len(s) != 1 || s[0].Actor != "foretag-allmanmast" || s[0].ReturnsBy.Hour() != 22 {
		t.Errorf("no mandate: %+v", s)
	}

	if len(m.Measures) != 13 {
		t.Errorf("%d measures", len(m.Measures))
	}
	for _, x := range m.Measures {
		if x.Owner == "" || x.Due.IsZero() || x.Accepted == nil || !*x.Accepted {
			t.Errorf("%s: owner %q, due %v, accepted %v", x.ID, x.Owner, x.Due, x.Accepted)
		}
	}
	follow(t, m)
}

// follow holds what is worked out from the record: what met what, who took what, what was left.
func follow(t *testing.T, m *minutes.Minutes) {
	t.Helper()
	note := func(id string) minutes.Note {
		n, ok := m.Note(id)
		if !ok {
			t.Fatalf("%s is missing", id)
		}
		return n
	}
	for id, want := range map[string][]string{"B1": {"A7", "A10"}, "B2": {"A3"}, "B3": {"A3", "A4"}, "B4": {"A6"}, "M1": {"A9"}, "M2": {"A4"},
		"M3": {"A6"}, "E1": {"A6"}, "E2": {"A7"}, "E3": nil, "E4": {"A3"}} {
		if got := note(id).MatchedBy; !slices.Equal(got, want) {
			t.Errorf("%s is met by %v, not %v", id, got, want)
		}
	}
	// The generators arrive at three in the night; the health centre needed its own at eleven.
	if got := note("B2").LateBy; !slices.Equal(got, []string{"A3"}) {
		t.Errorf("B2 is late by %v", got)
	}
	if got := note("B3").LateBy; got != nil {
		t.Errorf("B3 is late by %v", got)
	}
	if n := note("U1"); n.OwnedBy != "lst-allmanlan" || n.RaisedBy != "raddningstjanst-allmanbygden" {
		t.Errorf("U1: %+v", n)
	}
	if n := note("I12"); !slices.Equal(n.CorrectedBy, []string{"R1"}) || note("R1").Corrects != "I12" {
		t.Errorf("I12 is corrected by %v", n.CorrectedBy)
	}
	if got := note("F1").AnsweredBy; !slices.Equal(got, []string{"S1"}) {
		t.Errorf("F1 is answered by %v", got)
	}
	if got := m.Unanswered(); got != nil {
		t.Errorf("unanswered: %v", got)
	}
	for _, g := range m.Impact {
		want := map[string]int{"kommun-hallsele": 5, "kommun-nyholma": 0, "kommun-ekeryd": 2}
		if grade, ok := want[g.Actor]; ok && grade != g.Grade {
			t.Errorf("%s has grade %d", g.Actor, g.Grade)
		}
	}
	if len(m.Impact) != 13 || m.Next == nil || !m.Next.Start.Equal(time.Date(2027, 1, 7, 13, 0, 0, 0, time.UTC)) {
		t.Errorf("%d grades, next %+v", len(m.Impact), m.Next)
	}
	if m.Recording.InformedAt.After(m.Recording.Runs[0].From) || m.Recording.Seconds != 4260 {
		t.Errorf("recording: %+v", m.Recording)
	}
	if len(m.Talks) != 36 || m.Life.Status != minutes.StatusPublished || m.Life.Version != 1 {
		t.Errorf("%d talks, %+v", len(m.Talks), m.Life)
	}
}

// What was said stands once in the minutes on paper: "Kort sagt" alone repeats.
func TestNothingTwiceOnPaper(t *testing.T) {
	c := exercise(t, "regional")
	o := options(t, c, "sv", "")
	m := minutes.Compose(c, o)
	d := minutes.MinutesDocument(m, o)
	d.Body = slices.DeleteFunc(d.Body, func(b document.Block) bool { _, list := b.(document.List); return list }) // Kort sagt is a list
	text := strings.Join(document.Text(d), "\n")
	said := map[string]string{}
	for _, n := range m.Notes {
		said[n.ID] = n.Text
	}
	for _, x := range m.Measures {
		said[x.ID] = x.Text
	}
	for _, x := range m.Decisions {
		said[x.ID] = x.Wording
	}
	for id, s := range said {
		if n := strings.Count(text, s); n != 1 {
			t.Errorf("%s stands %d times: %q", id, n, s)
		}
	}
}

// P1 is about how the water supply can be hurt. Who may not read it learns that something was left out, on which
// ground, by whom it is assessed and where it is taken up; nothing else.
func TestRegionalForAReaderWithoutTheRight(t *testing.T) {
	c := exercise(t, "regional")
	o := options(t, c, "sv", "kommun-ekeryd")
	m := minutes.Compose(c, o)
	complete(t, c, m)
	out := printed(t, c, m, o)
	for _, secret := range []string{"Sårbar", "vattentäkt", "20.30 med Allmänvatten"} {
		if strings.Contains(out, secret) {
			t.Errorf("%q is given out", secret)
		}
	}
	p1, _ := m.Note("P1")
	if !p1.Omitted || p1.Text != "" || p1.Owner != "lst-allmanlan" || p1.Forum != "Särskilt möte 2027-01-06 kl. 20.30" ||
		p1.Secrecy.Ground != "OSL 18 kap. 13 §" || p1.Secrecy.Readers != nil {
		t.Errorf("P1: %+v", p1)
	}
	text := strings.Join(document.Text(minutes.MinutesDocument(m, o)), "\n")
	if !strings.Contains(text, "Utelämnat. Misstänkt sekretess enligt OSL 18 kap. 13 §. Bedöms av Länsstyrelsen i Allmänlän.") {
		t.Error("the omission is not told")
	}
	topics := 0
	for _, talk := range m.Talks {
		if talk.Omitted {
			topics++
			if talk.Actor != "foretag-allmanvatten" || talk.Topic != "" || talk.Note != "" {
				t.Errorf("talk: %+v", talk)
			}
		}
	}
	if topics != 1 || m.Omitted != 2 {
		t.Errorf("%d topics and %d parts are left out", topics, m.Omitted)
	}
	host := minutes.Compose(c, options(t, c, "sv", ""))
	if len(m.Notes) != len(host.Notes) || len(m.Of(conference.NoteParked)) != 3 {
		t.Error("the counts differ from the host's")
	}
	owner := minutes.Compose(c, options(t, c, "sv", "foretag-allmanvatten"))
	if n, _ := owner.Note("P1"); n.Omitted || owner.Omitted != 0 {
		t.Error("the water company may read it")
	}
}

// Minutes that went through JSON say the same.
func TestJSONStands(t *testing.T) {
	c := exercise(t, "regional")
	m := minutes.Compose(c, options(t, c, "sv", ""))
	back := read(t, m.JSON())
	if diffs := minutes.Compare(m, back); len(diffs) > 0 {
		t.Errorf("differ: %v", diffs)
	}
	if string(back.JSON()) != string(m.JSON()) || back.Name("kommun-ekeryd") != "Ekeryd kommun" {
		t.Error("the JSON is not stable")
	}
}
