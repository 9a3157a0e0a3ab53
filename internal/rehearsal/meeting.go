package rehearsal

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
)

// Meeting is a conference of the exercise with what happens in it.
type Meeting struct {
	Plan conference.Plan
	Run  scenario.Run
}

// Read gives a conference of the exercise as it is written: local, regional or national.
func Read(name string) (Meeting, error) {
	return read("conference-"+name+".yaml", 0, "run-"+name+".jsonl")
}

// liveFrom is where the meeting that goes on leaves the regional one: the round of reports is over, and the direction is taken up
// at once, as a leader does who sees that the night will not wait.
var liveFrom = time.Date(2027, time.January, 6, 18, 33, 50, 0, time.UTC)

// liveUntil is the last thing that happens in it.
var liveUntil = time.Date(2027, time.January, 6, 18, 38, 38, 0, time.UTC)

// Live gives a meeting in the midst of a decision at a moment: it began a little less than forty minutes before, the proposal is
// read back, most have answered, one speaks and three wait for the word.
func Live(id string, now time.Time) (Meeting, error) {
	m, err := read("conference-regional.yaml", now.Sub(liveUntil).Truncate(time.Second), "run-regional.jsonl", "run-live.jsonl")
	if err != nil {
		return m, err
	}
	m.Plan.ID = id
	first := m.Plan.Agenda.Index("p5")
	if m.Plan.Agenda, err = m.Plan.Agenda.Move("p8", first); err != nil {
		return m, err
	}
	if it, ok := m.Plan.Agenda.Find("p8"); ok { // its day is the exercise's, and not the one that the meeting is moved to
		it.Title, _, _ = strings.Cut(it.Title, " till ")
		m.Plan.Agenda, err = m.Plan.Agenda.Replace(it)
	}
	return m, err
}

// Moment is when the meeting that goes on is shown when nobody chose: as the exercise has it.
func Moment() time.Time { return liveUntil.Add(5 * time.Second) }

// moments are the times in a file of the exercise. People write times in words; these are only what programs read.
var moments = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d`)

// moved gives a file with all its times moved.
func moved(raw []byte, by time.Duration) []byte {
	if by == 0 {
		return raw
	}
	return moments.ReplaceAllFunc(raw, func(b []byte) []byte {
		t, err := time.Parse(time.RFC3339, string(b))
		if err != nil {
			return b // the reader says what is wrong with it, and where
		}
		return []byte(t.Add(by).Format(time.RFC3339))
	})
}

func read(plan string, by time.Duration, runs ...string) (m Meeting, err error) {
	raw, err := file(plan, by)
	if err != nil {
		return m, err
	}
	if m.Plan, err = scenario.ReadPlan(bytes.NewReader(raw)); err != nil {
		return m, err
	}
	for i, name := range runs {
		if raw, err = file(name, by); err != nil {
			return m, err
		}
		run, err := scenario.ReadRun(bytes.NewReader(raw))
		if err != nil {
			return m, err
		}
		for _, step := range run {
			if i == 0 && len(runs) > 1 && !step.At.Before(liveFrom.Add(by)) {
				break
			}
			m.Run = append(m.Run, step)
		}
	}
	return m, nil
}

func file(name string, by time.Duration) ([]byte, error) {
	raw, err := fixture.Snokaos.ReadFile("snokaos/" + name)
	return moved(raw, by), err
}

// Numbered gives a plan its number in the series, and the title that tells it.
func Numbered(p *conference.Plan, no int) {
	p.SeriesNo = no
	if title, _, ok := strings.Cut(p.Title, ", nr "); ok {
		p.Title = title + ", nr " + strconv.Itoa(no)
	}
}

// Coming gives the plan of a conference that is yet to be held: the people, ways in and agenda of another, an hour long.
func Coming(from conference.Plan, id string, start time.Time) conference.Plan {
	c := conference.New()
	c.Plan = from
	p := c.Successor(id, start, start.Add(time.Hour))
	p.Needs, p.Carried = nil, conference.Carried{}
	p.Reporting = conference.Reporting{Deadline: start.Add(-90 * time.Minute), Expected: from.Reporting.Expected}
	p.Documentation.Due = start.Add(2 * time.Hour)
	return p
}

// Draft leaves in a plan what somebody has written who has only begun: neither goals nor rules, half the agenda, and no text for
// who is reached by telephone.
func Draft(p conference.Plan) conference.Plan {
	p.Invitation.Goals, p.Invitation.Rules, p.Invitation.Questions = nil, nil, nil
	p.Invitation.Procedure, p.Callout.ShortText = "", ""
	p.Agenda = p.Agenda[:len(p.Agenda)/2].Clone()
	return p
}
