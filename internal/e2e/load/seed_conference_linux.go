package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
)

// themes are what the year's incidents are about.
var themes = []string{"Snöoväder", "Översvämning", "Skogsbrand", "Elavbrott", "Förorenat dricksvatten", "Värmebölja", "Störning i elektronisk kommunikation",
	"Storm", "Ras och skred", "Fågelinfluensa", "Drivmedelsbrist", "Cyberangrepp", "Kemikalieutsläpp", "Isläge", "Pandemi"}

// atOnce is how many conferences an incident has, about.
const atOnce = 20

// script is one of the exercise's conferences, to be held again and again.
type script struct {
	plan conference.Plan
	run  scenario.Run
}

func readScript(level string) (script, error) {
	raw, err := fixture.Snokaos.ReadFile("snokaos/conference-" + level + ".yaml")
	if err != nil {
		return script{}, err
	}
	var s script
	if s.plan, err = scenario.ReadPlan(bytes.NewReader(raw)); err != nil {
		return s, err
	}
	if raw, err = fixture.Snokaos.ReadFile("snokaos/run-" + level + ".jsonl"); err != nil {
		return s, err
	}
	s.run, err = scenario.ReadRun(bytes.NewReader(raw))
	return s, err
}

// incident opens an incident in the next county, with an area for what comes of it, and holds its conferences: some local ones, what
// they feed on the regional level, and now and then the national one.
func (y *year) incident(total int) error {
	n := y.incidents
	y.incidents++
	in := n
	if n%4 == 0 {
		in = 0 // one county has far more than the others
	}
	k := y.cast.county(in)
	begin := y.begin.Add(y.span * time.Duration(y.made) / time.Duration(total)).Truncate(time.Hour)
	y.now = y.until(begin)
	theme := themes[n%len(themes)]
	x := conference.Incident{ID: fmt.Sprintf("handelse-%03d", n), Title: fmt.Sprintf("%s i %s", theme, k.name), Owner: k.board, Started: y.now, Exercise: n%5 == 4,
		Background: theme + " berör flera kommuner i länet."}
	grants := []area.Grant{{Actor: k.region, Right: area.Contribute}}
	for _, m := range k.kommuner {
		grants = append(grants, area.Grant{Actor: m, Right: area.Contribute})
	}
	for _, a := range k.local {
		grants = append(grants, area.Grant{Actor: a.ID, Right: area.Read})
	}
	place := area.Area{ID: fmt.Sprintf("yta-%03d", n), Name: x.Title, Owner: k.board, Incident: x.ID, Exercise: x.Exercise, Grants: grants}
	for _, cmd := range []clerk.AdminCommand{clerk.SaveIncident{Incident: x}, clerk.CreateArea{Area: place}} {
		if err := y.desk.administer(y.ctx, cmd); err != nil {
			return err
		}
	}
	plans := []string{"local", "local", "local", "local", "regional", "local", "local", "local", "local", "local", "local", "local", "local", "local",
		"local", "local", "national", "local", "local", "local"}
	numbers := map[string]int{}
	for i := 0; i < atOnce && y.made < total; i++ {
		level := plans[i%len(plans)]
		at := begin.Add(time.Duration(i) * 5 * time.Hour)
		if err := y.hold(level, n, in, i, x, place, at, numbers); err != nil {
			return fmt.Errorf("%s, conference %d of %s: %w", level, i, x.ID, err)
		}
		y.made++
	}
	return nil
}

// until is a time, or today when that is later: nothing is done in the future.
func (y *year) until(at time.Time) time.Time {
	if at.After(y.today) {
		return y.today
	}
	return at
}

var stamp = regexp.MustCompile(`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"`)

// told gives a text of the exercise as it is told in another place at another time.
func told(text []byte, names *strings.Replacer, later time.Duration) []byte {
	moved := stamp.ReplaceAllFunc(text, func(b []byte) []byte {
		t, err := time.Parse(time.RFC3339Nano, strings.Trim(string(b), `"`))
		if err != nil {
			return b
		}
		return []byte(t.Add(later).Format(`"` + time.RFC3339Nano + `"`))
	})
	return []byte(names.Replace(string(moved)))
}

func (s script) commandsOf(step scenario.Step, names *strings.Replacer, later time.Duration) ([]conference.Command, error) {
	var out []conference.Command
	for _, cmd := range step.Commands {
		c, err := conference.DecodeCommand(cmd.Name(), told(conference.Encode(cmd), names, later))
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// planned gives the plan of a copy.
func (s script) planned(id string, number int, x conference.Incident, names *strings.Replacer, later time.Duration) (conference.Plan, error) {
	cmd, err := conference.DecodeCommand("conference.plan", told(conference.Encode(&conference.PlanConference{Plan: s.plan}), names, later))
	if err != nil {
		return conference.Plan{}, err
	}
	p := cmd.(*conference.PlanConference).Plan
	p.ID, p.Incident, p.SeriesNo, p.Exercise = id, x.ID, number, x.Exercise
	p.Title = strings.TrimSuffix(p.Title, "nr 1") + fmt.Sprintf("nr %d", number)
	p.Callout.SentAt, p.Needs, p.Feeds = time.Time{}, nil, nil
	p.RegistryNumber = ""
	for i, h := range p.Roles {
		p.Roles[i].Member = "tib." + h.Actor
	}
	return p, nil
}

var scripts = map[string]script{}

// hold plans, calls to and holds one conference, as far as today has come, and publishes what came of it. A few are called off, and a few
// have minutes that nobody has approved.
func (y *year) hold(level string, n, in, i int, x conference.Incident, place area.Area, at time.Time, numbers map[string]int) error {
	s, ok := scripts[level]
	if !ok {
		var err error
		if s, err = readScript(level); err != nil {
			return err
		}
		scripts[level] = s
	}
	names := y.cast.played(in, i)
	later := at.Sub(s.plan.Start).Truncate(time.Minute)
	p, err := s.planned(fmt.Sprintf("konf-%03d-%02d", n, i), 0, x, names, later)
	if err != nil {
		return err
	}
	numbers[level+p.Host]++
	p.SeriesNo = numbers[level+p.Host]
	p.Title = strings.TrimSuffix(p.Title, "nr 0") + fmt.Sprintf("nr %d", p.SeriesNo)
	if board := y.cast.county(in).board; p.Level == conference.Local { // which follows what its municipalities do
		p.Participants = append(p.Participants, conference.Participant{Actor: board, Role: conference.Observer})
	}
	if err := y.call(p, s.plan.Callout.SentAt.Add(later), y.dice.IntN(25) == 0); err != nil {
		return err
	}
	if p.End.After(y.today) {
		return nil
	}
	v, err := y.Conference(y.ctx, y.owner, p.ID)
	if err != nil || v.Conference.Phase == conference.Cancelled {
		return err
	}
	return y.play(s, p, place, names, later, y.dice.IntN(30) == 0)
}

// give gives wishes by the host's duty officer.
func (y *year) give(p conference.Plan, wishes []clerk.Wish) error {
	who := y.owner
	who.Member, who.Actor = "tib."+p.Host, p.Host
	receipts, err := y.Batch(y.ctx, who, p.ID, wishes)
	if err != nil {
		return err
	}
	for _, r := range receipts {
		if r.Fault != nil {
			return fmt.Errorf("%s: %w", r.Name, r.Fault)
		}
		if r.Last > 0 {
			y.entries += r.Last - r.First + 1
		}
	}
	return nil
}

func (y *year) call(p conference.Plan, sent time.Time, off bool) error {
	y.now = y.until(sent.Add(20 * time.Minute))
	sent = y.now.Add(-20 * time.Minute)
	wishes := []clerk.Wish{{OccurredAt: sent.Add(-time.Hour), Command: &conference.PlanConference{Plan: p}}}
	if p.Start.Before(y.today.Add(14 * 24 * time.Hour)) { // what is further ahead is still a draft
		ack := p.Callout.AckDeadline
		if !ack.After(sent) {
			ack = p.Start.Add(-30 * time.Minute)
		}
		wishes = append(wishes, clerk.Wish{OccurredAt: sent, Command: &conference.IssueInvitation{Channels: p.Callout.Channels, AckDeadline: ack}})
		for i, seat := range p.Participants {
			reply := []conference.Reply{conference.Coming, conference.Coming, conference.Acknowledged, conference.Coming, conference.Declined, ""}[y.dice.IntN(6)]
			if reply != "" {
				wishes = append(wishes, clerk.Wish{OccurredAt: sent.Add(time.Duration(20+11*i) * time.Second),
					Command: &conference.AnswerInvitation{Participant: seat.Key(), Reply: reply}})
			}
		}
		if off {
			wishes = append(wishes, clerk.Wish{OccurredAt: y.now, Command: &conference.CancelConference{Reason: "Läget är under kontroll."}})
		}
	}
	return y.give(p, wishes)
}

func (y *year) play(s script, p conference.Plan, place area.Area, names *strings.Replacer, later time.Duration, unapproved bool) error {
	var meeting, after []clerk.Wish
	for _, step := range s.run {
		commands, err := s.commandsOf(step, names, later)
		if err != nil {
			return err
		}
		for _, cmd := range commands {
			w := clerk.Wish{Role: step.Role, OccurredAt: step.At.Add(later), Command: cmd}
			switch cmd.(type) {
			case *conference.CheckMinutes, *conference.ApproveMinutes:
				after = append(after, w)
			case *conference.PublishMinutes:
			case *conference.CloseRollCall:
				if board := p.Participants[len(p.Participants)-1]; p.Level == conference.Local {
					meeting = append(meeting, clerk.Wish{Role: w.Role, OccurredAt: w.OccurredAt,
						Command: &conference.MarkAttendance{Participant: board.Key(), Status: conference.Present}})
				}
				meeting = append(meeting, w)
			default:
				meeting = append(meeting, w)
			}
		}
	}
	y.now = y.until(p.End.Add(time.Minute))
	if err := y.give(p, meeting); err != nil {
		return err
	}
	y.held++
	if unapproved {
		return nil
	}
	y.now = p.End.Add(50 * time.Minute)
	if err := y.give(p, after); err != nil {
		return err
	}
	return y.publish(p, place)
}

// publish puts the decisions of an approved meeting in the area, where the host may.
func (y *year) publish(p conference.Plan, place area.Area) error {
	if !place.RightOf(p.Host).Includes(area.Contribute) {
		return nil
	}
	v, err := y.Conference(y.ctx, y.owner, p.ID)
	if err != nil || v.Conference.Phase != conference.Approved {
		return err
	}
	text := p.Title + "\n"
	for _, d := range v.Conference.Decisions {
		if !d.Secrecy.Marked() && len(d.Proposals) > 0 {
			text += d.ID + " " + d.Proposals[len(d.Proposals)-1].Text + "\n"
		}
	}
	r, err := y.PublishMinutes(y.ctx, clerk.Identity{Member: "tib." + p.Host, Actor: p.Host, SystemRole: y.owner.SystemRole, Owner: true},
		clerk.Publication{Conference: p.ID, Area: place.ID, Version: v.Conference.Version().Number, OccurredAt: y.now, Editions: []clerk.Edition{{
			Item: "post-" + p.ID, Kind: area.Minutes, Title: "Minnesanteckningar, " + p.Title, Audience: area.Everyone, Folder: "Minnesanteckningar/" + folderOf(p.Level),
			Tags: []string{"nr " + fmt.Sprint(p.SeriesNo), strings.ToLower(string(p.Level))}, Name: "minnesanteckningar.txt", MediaType: "text/plain", Content: []byte(text)}}})
	if err == nil && r.Last > 0 {
		y.entries += r.Last - r.First + 1
	}
	return err
}

func folderOf(l conference.Level) string {
	return map[conference.Level]string{conference.Local: "Lokal", conference.Regional: "Regional", conference.National: "Nationell"}[l]
}
