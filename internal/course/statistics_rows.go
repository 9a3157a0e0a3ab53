package course

import (
	"fmt"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/chart"
	"samverkan/internal/i18n"
)

// Naming is how statistics are written for people.
type Naming struct {
	Printer *i18n.Printer
	Name    func(actor string) string // its short name
}

func (n Naming) t(key string, args ...any) string { return n.Printer.T("course.stats."+key, args...) }

// Rows are the statistics as a table for a spreadsheet, with its head first: what is counted, of whom, and how many.
func (n Naming) Rows(s Statistics) [][]string {
	rows := [][]string{{n.t("col.group"), n.t("col.of"), n.t("col.what"), n.t("col.value")}}
	add := func(group, of, what string, value int) {
		rows = append(rows, []string{n.t("group." + group), of, n.t("what." + what), strconv.Itoa(value)})
	}
	for _, l := range s.Levels {
		level := n.Level(l.Level)
		add("meetings", level, "held", l.Held)
		add("meetings", level, "planned", l.Planned)
		add("meetings", level, "cancelled", l.Cancelled)
	}
	if s.ToFirst != nil {
		add("meetings", "", "to-first", *s.ToFirst)
	}
	for _, x := range s.Answers {
		actor := n.Name(x.Actor)
		add("answers", actor, "called", x.Called)
		add("answers", actor, "acknowledged", x.Acknowledged)
		add("answers", actor, "answered", x.Answered)
		add("answers", actor, "held-called", x.Held)
		add("answers", actor, "came", x.Came)
	}
	for _, x := range s.Talk {
		add("speaking", n.Name(x.Actor), "seconds", x.Seconds)
		add("speaking", n.Name(x.Actor), "talks", x.Talks)
	}
	add("decisions", "", "taken", s.Decisions.Taken)
	add("decisions", "", "read-back", s.Decisions.ReadBack)
	add("decisions", "", "reserved", s.Decisions.Reserved)
	add("decisions", "", "reservations", s.Decisions.Reservations)
	for _, q := range s.Evaluation.Questions {
		average := "" // nobody has said
		if q.Answers > 0 {
			average = n.Printer.Decimal(q.Average, 1)
		}
		rows = append(rows, []string{n.t("group.evaluation"), n.Question(q.Question), n.t("what.average"), average})
		add("evaluation", n.Question(q.Question), "answers", q.Answers)
	}
	if s.Exercise {
		for i := range rows {
			first := n.Printer.T("schedule.exercise")
			if i == 0 {
				first = n.t("col.exercise")
			}
			rows[i] = append([]string{first}, rows[i]...)
		}
	}
	return rows
}

// Level is the word of a level.
func (n Naming) Level(l conference.Level) string { return n.Printer.T(l.Key()) }

// Question is the word of one of the four questions.
func (n Naming) Question(q string) string { return n.t("question." + q) }

// ToFirst writes how long it took to the first conference; "" when that cannot be said.
func (n Naming) ToFirst(s Statistics) string {
	if s.ToFirst == nil {
		return ""
	}
	return n.Printer.Duration(time.Duration(*s.ToFirst) * time.Second)
}

// MeetingBars draws how many conferences were held on each level.
func (n Naming) MeetingBars(s Statistics) *chart.Picture {
	var bars []chart.Bar
	for _, l := range s.Levels {
		bars = append(bars, chart.Bar{Name: n.Level(l.Level), Value: float64(l.Held), Text: n.Printer.Number(l.Held)})
	}
	return n.bars(bars, "meetings", s)
}

// TalkBars draws how long each actor has had the word; nil when nobody has.
func (n Naming) TalkBars(s Statistics) *chart.Picture {
	var bars []chart.Bar
	for _, x := range s.Talk {
		bars = append(bars, chart.Bar{Name: n.Name(x.Actor), Value: float64(x.Seconds), Text: n.Minutes(x.Seconds)})
	}
	return n.bars(bars, "speaking", s)
}

// AnswerBars draws the part of kallelser that each actor has answered; nil when nobody was called.
func (n Naming) AnswerBars(s Statistics) *chart.Picture {
	var bars []chart.Bar
	for _, x := range s.Answers {
		bars = append(bars, chart.Bar{Name: n.Name(x.Actor), Value: float64(x.Answered) / float64(max(1, x.Called)), Text: n.Of(x.Answered, x.Called)})
	}
	return n.bars(bars, "answers", s)
}

func (n Naming) bars(bars []chart.Bar, key string, s Statistics) *chart.Picture {
	if len(bars) == 0 {
		return nil
	}
	title := n.t("picture." + key)
	if s.Exercise {
		title = n.Printer.T("schedule.exercise") + ": " + title
	}
	return chart.Bars(bars, title, n.t("picture."+key+".desc"))
}

// Of writes a part of a whole: "3 av 4".
func (n Naming) Of(part, whole int) string {
	return n.t("of", "Part", n.Printer.Number(part), "Whole", n.Printer.Number(whole))
}

// Minutes writes seconds as minutes and seconds: "2:05".
func (n Naming) Minutes(seconds int) string {
	return n.t("minutes", "Minutes", n.Printer.Number(seconds/60), "Seconds", fmt.Sprintf("%02d", seconds%60))
}
