package course

import (
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/document"
	"samverkan/internal/i18n"
	"samverkan/minutes"
)

var noon = time.Date(2027, 1, 7, 12, 0, 0, 0, time.UTC)

func at(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }

func yes(b bool) *bool { return &b }

// omitted is what stands for a reader who may not read it.
var omitted = minutes.Marking{Omitted: true}

// course is a händelse with two held conferences, one that is planned and one that was called off, as an outsider to what is marked reads it.
func course() *Course {
	decided := func(id string, settled int, until time.Time, reserve int, read bool) minutes.Decision {
		d := minutes.Decision{ID: id, Wording: "Beslut " + id, Status: minutes.DecisionSettled, SettledAt: at(settled), Outcome: conference.Adopted, ValidUntil: until,
			Counts: minutes.StanceCounts{Reserve: reserve}}
		if read {
			d.ReadBacks = []minutes.Wording{{Text: d.Wording, At: at(settled)}}
		}
		return d
	}
	hidden := decided("D9", -20, time.Time{}, 3, true)
	hidden.Marking, hidden.Wording = omitted, ""
	first := &minutes.Minutes{
		Head: minutes.Head{Conference: "k1", Title: "Regional 1", Level: conference.Regional, Host: "lst", Opened: at(-22), Closed: at(-21),
			Called: []minutes.Called{{At: at(-24)}}, PlannedStart: at(-22), PlannedEnd: at(-21)},
		Decisions: []minutes.Decision{decided("D1", -21, time.Time{}, 2, true), decided("D2", -21, at(-1), 0, false), decided("D3", -21, time.Time{}, 0, true), hidden},
		Measures: []minutes.Measure{
			{ID: "A1", Text: "Utan tid", Owner: "kom", Status: conference.MeasureOpen, At: at(-21)},
			{ID: "A2", Text: "Sen", Owner: "kom", Status: conference.MeasureOngoing, Due: at(-2), Late: true, Accepted: yes(true), At: at(-21)},
			{ID: "A3", Text: "Klar", Owner: "lst", Status: conference.MeasureDone, At: at(-21), Reports: []minutes.Report{{Status: conference.MeasureDone, At: at(-3)}}},
			{ID: "A4", Owner: "lst", Status: conference.MeasureOpen, At: at(-1), Marking: omitted},
			{ID: "A5", Text: "Ny tid", Owner: "lst", Status: conference.MeasureOpen, Due: at(1), At: at(-21), Reports: []minutes.Report{{Due: at(5), At: at(-4)}}}},
		Notes: []minutes.Note{
			{ID: "U1", Kind: conference.NoteUnowned, Content: conference.Content{Text: "Vem kör vatten?", RaisedBy: "kom"}, At: at(-21)},
			{ID: "U2", Kind: conference.NoteUnowned, Content: conference.Content{Text: "Taget"}, OwnedBy: "lst", At: at(-21)},
			{ID: "U3", Kind: conference.NoteUnowned, Content: conference.Content{Text: "Löst sedan"}, At: at(-21)},
			{ID: "U4", Kind: conference.NoteUnowned, Omitted: true, At: at(-21)}},
		RollCall: minutes.RollCall{Seats: []minutes.Seat{{Actor: "kom", Reply: conference.Coming, Status: conference.Left, Marks: []minutes.Mark{{Status: conference.Present}}},
			{Actor: "smhi", Reply: conference.Acknowledged, Status: conference.Absent}}},
		Talks:       []minutes.Talk{{Actor: "kom", Seconds: 50}, {Actor: "lst", Seconds: 90}, {Actor: "kom", Seconds: 75}},
		Evaluations: []minutes.Evaluation{{Actor: "kom", Leading: 4, Tech: 2, At: at(-20)}, {Actor: "smhi", Leading: 5, Text: "Bra", At: at(-19)}},
		Life:        minutes.Life{Versions: []minutes.Version{{Number: 1, Approved: &minutes.Approval{At: at(-5)}, Published: []minutes.Publication{{At: at(-4)}, {At: at(-4)}}}}},
	}
	second := &minutes.Minutes{
		Head: minutes.Head{Conference: "k2", Title: "Lokal 1", Level: conference.Local, Host: "kom", Opened: at(-2), PlannedStart: at(-2), PlannedEnd: at(-1)},
		Carried: minutes.Carried{Directions: []minutes.CarriedDirection{
			{Conference: "k1", ID: "D3", FollowUps: []minutes.FollowUp{{Status: conference.FollowHolds}, {Status: conference.FollowEnded}}},
			{Conference: "k1", ID: "D1", FollowUps: []minutes.FollowUp{{Status: conference.FollowEnded}, {Status: conference.FollowHolds}}}},
			Matters: []minutes.CarriedMatter{{Conference: "k1", ID: "U3", FollowUps: []minutes.FollowUp{{Status: conference.FollowDone}}}}},
	}
	third := &minutes.Minutes{Head: minutes.Head{Conference: "k3", Title: "Regional 2", Level: conference.Regional, PlannedStart: at(4), PlannedEnd: at(5), Called: []minutes.Called{{At: at(-1)}},
		Reporting: conference.Reporting{Deadline: at(2)}}, RollCall: minutes.RollCall{Seats: []minutes.Seat{{Actor: "kom"}}}}
	off := &minutes.Minutes{Head: minutes.Head{Conference: "k4", Level: conference.Regional, Phase: conference.Cancelled, PlannedStart: at(40), PlannedEnd: at(41), Called: []minutes.Called{{At: at(-1)}}},
		RollCall: minutes.RollCall{Seats: []minutes.Seat{{Actor: "kom"}}}}
	return &Course{Incident: conference.Incident{ID: "sno", Title: "Snökaos", Exercise: true, Started: at(-25)}, At: noon, Meetings: []*minutes.Minutes{first, second, third, off}}
}

func TestWhatStands(t *testing.T) {
	c := course()
	held, left := c.Holding()
	if len(held) != 1 || held[0].ID != "D1" || held[0].Reservations != 2 || left != 1 {
		t.Errorf("%+v, %d left out", held, left)
	}
	if !c.Ended("k1", "D3") || c.Ended("k1", "D1") || c.Ended("k2", "D3") {
		t.Error("what was ended")
	}
	measures, left := c.Measures()
	var ids []string
	for _, x := range measures {
		ids = append(ids, x.ID)
	}
	if !slices.Equal(ids, []string{"A2", "A5", "A1"}) || !measures[1].Due.Equal(at(5)) || left != 1 {
		t.Errorf("%v, %d left out: %+v", ids, left, measures)
	}
	problems, left := c.Unowned()
	if len(problems) != 1 || problems[0].ID != "U1" || left != 1 {
		t.Errorf("%+v, %d left out", problems, left)
	}
}

func TestHandover(t *testing.T) {
	h := course().Handover(at(-12), []Happened{{From: From{Conference: "yta", Title: "Yta", ID: "p1"}, At: at(-1), What: ItemPublished}, {At: at(-13), What: ItemPublished}})
	var got []string
	for _, x := range h.Happened {
		got = append(got, string(x.What)+" "+x.Conference+x.ID)
	}
	if want := []string{"item ytap1", "opened k2", "measure-done k1A3", "published k1", "approved k1"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	got = nil
	for _, x := range h.Coming {
		if x.Report {
			x.Conference += " report"
		}
		got = append(got, x.Conference)
	}
	if want := []string{"k2", "k3 report", "k3"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if h.Omitted != 3 {
		t.Errorf("%d left out", h.Omitted)
	}
}

// The paper is a document in both languages, says that it is an exercise, counts what it leaves out, and holds nothing of what is marked.
func TestHandoverPaper(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{i18n.Swedish, "en"} {
		p := texts.For(lang)
		for _, most := range []int{0, 1} {
			h := course().Handover(at(-48), nil)
			h.Holding[0].Text = strings.Repeat("lång ", 200)
			d := h.Document(Paper{Printer: p, Most: most, Name: func(id string) string { return id }, Host: "Lst"})
			if wrong := d.Validate(); len(wrong) > 0 {
				t.Errorf("%s, %d: %v", lang, most, wrong)
			}
			if d.Exercise == "" {
				t.Error("no stamp")
			}
			text := words(d.Body)
			if more := strings.Count(text, p.N("course.handover.more", 2)); (more > 0) != (most == 1) {
				t.Errorf("%d lines each: %d say that there are 2 more", most, more)
			}
			if !strings.Contains(text, p.N("course.handover.omitted", 3)) || strings.Contains(text, "⟦") {
				t.Error(text)
			}
		}
	}
}

func TestStatistics(t *testing.T) {
	s := course().Statistics()
	if want := []LevelCount{{conference.National, 0, 0, 0}, {conference.Regional, 1, 1, 1}, {conference.Local, 1, 0, 0}}; !slices.Equal(s.Levels, want) {
		t.Errorf("%+v", s.Levels)
	}
	if s.ToFirst == nil || *s.ToFirst != 3*3600 {
		t.Errorf("to the first: %v", s.ToFirst)
	}
	if want := []Answers{{"kom", 2, 1, 1, 1, 1}, {"smhi", 1, 1, 0, 1, 0}}; !slices.Equal(s.Answers, want) {
		t.Errorf("%+v", s.Answers)
	}
	if want := []Talked{{"kom", 125, 2}, {"lst", 90, 1}}; !slices.Equal(s.Talk, want) {
		t.Errorf("%+v", s.Talk)
	}
	if want := (Decided{Taken: 3, ReadBack: 2, Reserved: 1, Reservations: 2}); s.Decisions != want {
		t.Errorf("%+v", s.Decisions)
	}
	e := s.Evaluation
	if e.Answers != 2 || e.Questions[0].Average != 4.5 || e.Questions[2].Answers != 1 || e.Questions[3].Average != 0 || len(e.Comments) != 1 {
		t.Errorf("%+v", e)
	}
	never := &Course{Incident: conference.Incident{Started: noon}, Meetings: []*minutes.Minutes{{Head: minutes.Head{Level: conference.Local, Opened: at(-1)}}}}
	if n := never.Statistics().ToFirst; n != nil {
		t.Errorf("a meeting before the händelse took %d s", *n)
	}
}

// Every row of the table has as many cells as its head, and the pictures are there when there is something to draw.
func TestStatisticsRows(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	n := Naming{Printer: texts.For(i18n.Swedish), Name: func(id string) string { return id }}
	s := course().Statistics()
	rows := n.Rows(s)
	for _, r := range rows {
		if len(r) != len(rows[0]) || strings.Contains(strings.Join(r, ""), "⟦") {
			t.Errorf("%q", r)
		}
	}
	if !slices.ContainsFunc(rows, func(r []string) bool {
		return slices.Equal(r, []string{"ÖVNING", "Talartid", "kom", "Sekunder", "125"})
	}) {
		t.Errorf("%q", rows)
	}
	if n.Minutes(125) != "2:05" || n.MeetingBars(s) == nil || n.TalkBars(s) == nil || n.AnswerBars(s) == nil || n.TalkBars(Statistics{}) != nil {
		t.Error("pictures")
	}
}

// words is all that the blocks of a handover say.
func words(blocks []document.Block) string {
	var b strings.Builder
	for _, x := range blocks {
		switch x := x.(type) {
		case document.Heading:
			b.WriteString(document.Plain(x.Text))
		case document.Paragraph:
			b.WriteString(document.Plain(x.Text))
		case document.List:
			for _, item := range x.Items {
				b.WriteString(words(item))
			}
		case document.Callout:
			b.WriteString(document.Plain(x.Title) + words(x.Body))
		}
		b.WriteString("\n")
	}
	return b.String()
}
