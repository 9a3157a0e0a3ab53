package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/clerk"
)

// planFix is what puts a finding right: one command, whose effect can be seen and changed like anything else on the page.
type planFix struct {
	label, example string
	cmd            conference.Command
}

// planRepair carries out what a hint offers. A hint that no longer holds has been seen to already.
func (w *Web) planRepair(q *request, what string) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	cmd := p.repair(what)
	if cmd == nil {
		return nil
	}
	return q.all(p.ID, []clerk.Wish{q.wish(cmd)})
}

// repair gives the command of a hint; nil when there is nothing to do.
func (p *planPage) repair(what string) conference.Command {
	if text, err := p.Silence(); what == fixSilence && err == nil && text != "" && !p.SilenceTold() {
		v := p.Plan.Clone().Invitation
		v.Rules = append(v.Rules, text)
		return &conference.SetInvitation{Invitation: v}
	}
	if id, ok := strings.CutPrefix(what, "template:"); ok {
		t, err := p.ownTemplate(id)
		if err != nil {
			return nil
		}
		return &conference.SetInvitation{Invitation: withTexts(p.Plan.Clone().Invitation, t.Texts.Invitation)}
	}
	for _, f := range p.findings {
		if f.Rule+"@"+f.Field == what {
			fix, _ := p.fixOf(f)
			return fix.cmd
		}
	}
	return nil
}

// fixSilence puts what to do when the main way falls among the rules.
const fixSilence = "silence@connections"

// fixOf gives what puts a finding right, where that follows from the plan.
func (p *planPage) fixOf(f conference.Finding) (planFix, bool) {
	for _, try := range []func(conference.Finding) (planFix, bool){p.fixText, p.fixAgenda, p.fixItem, p.fixRest} {
		if fix, ok := try(f); ok {
			return fix, true
		}
	}
	return planFix{}, false
}

// fixText writes a text of the invitation as the purpose's preset has it.
func (p *planPage) fixText(f conference.Finding) (planFix, bool) {
	v := p.Plan.Clone().Invitation
	set := func(label, example string) (planFix, bool) {
		return planFix{p.T(label), example, &conference.SetInvitation{Invitation: v}}, true
	}
	switch {
	case f.Rule == "recording-not-told":
		v.Rules = append(v.Rules, p.T("web.plan.rule.recording"))
		return set("web.plan.fix.add-rule", p.T("web.plan.rule.recording"))
	case f.Rule == "decision-no-mandate":
		text := p.T("web.plan.text.mandate", "Number", f.Args["Number"])
		v.Resources = strings.TrimSpace(v.Resources + "\n" + text)
		return planFix{p.T("web.plan.fix.add-text"), text, &conference.SetInvitation{Invitation: v}}, true
	case p.preset == nil:
		return planFix{}, false
	case f.Rule == "no-purpose":
		v.Purpose = p.preset.Aim
		return set("web.plan.fix.use", v.Purpose)
	case f.Rule == "no-goal":
		v.Goals = slices.Clone(p.preset.Goals)
		return set("web.plan.fix.use", p.preset.Goals[0])
	case f.Rule == "goal-no-result":
		return p.fixGoal(f, v)
	case f.Rule == "no-resources" || f.Rule == "no-preparation":
		text := strings.Join(p.preset.Bring, " ")
		v.Resources = strings.TrimSpace(v.Resources + "\n" + text)
		return set("web.plan.fix.use", text)
	case f.Rule == "no-rules":
		v.Rules = slices.Clone(p.preset.Rules)
		return set("web.plan.fix.use", p.preset.Rules[0])
	}
	return planFix{}, false
}

// fixGoal puts the first of the preset's goals that is not there yet in the place of one that names no result.
func (p *planPage) fixGoal(f conference.Finding, v conference.Invitation) (planFix, bool) {
	at := indexIn(f.Field)
	for _, goal := range p.preset.Goals {
		if at >= 0 && at < len(v.Goals) && !slices.Contains(v.Goals, goal) {
			v.Goals[at] = goal
			return planFix{p.T("web.plan.fix.use"), goal, &conference.SetInvitation{Invitation: v}}, true
		}
	}
	return planFix{}, false
}

// indexIn gives the number in a path such as goals[1]; -1 for none.
func indexIn(path string) int {
	_, rest, _ := strings.Cut(path, "[")
	n, _, ok := strings.Cut(rest, "]")
	i, err := strconv.Atoi(n)
	if !ok || err != nil {
		return -1
	}
	return i
}

// fixAgenda puts the agenda as a whole right.
func (p *planPage) fixAgenda(f conference.Finding) (planFix, bool) {
	steps := map[string]agenda.Step{"no-opening": agenda.Opening, "no-roll-call": agenda.RollCall, "no-closing": agenda.Closing, "no-follow-up": agenda.FollowUp}
	if step, ok := steps[f.Rule]; ok {
		a, err := p.addItem(map[string][]string{"_id": {string(step)}}, p.Plan.Agenda.Clone(), step)
		if err != nil {
			return planFix{}, false
		}
		return planFix{p.T("web.plan.fix.add-item"), p.T("web.plan.step." + string(step)), &conference.SetAgenda{Agenda: a}}, true
	}
	switch f.Rule {
	case "no-agenda":
		if p.preset == nil {
			return planFix{}, false
		}
		return planFix{p.T("web.plan.fix.preset"), p.preset.Name, &conference.SetAgenda{Agenda: p.preset.Agenda(p.LengthMinutes())}}, true
	case "agenda-too-long":
		a := p.Plan.Agenda.Scale(p.LengthMinutes(), nil)
		if a.TotalMinutes() > p.LengthMinutes() {
			return planFix{}, false
		}
		return planFix{p.T("web.plan.fix.fit"), "", &conference.SetAgenda{Agenda: a}}, true
	}
	return planFix{}, false
}

// fixItem puts one item right.
func (p *planPage) fixItem(f conference.Finding) (planFix, bool) {
	at := indexIn(f.Field)
	if !strings.HasPrefix(f.Field, "agenda[") || at < 0 || at >= len(p.Plan.Agenda) {
		return planFix{}, false
	}
	a := p.Plan.Agenda.Clone()
	it := &a[at]
	set := func(label string, args ...any) (planFix, bool) {
		return planFix{p.T(label, args...), "", &conference.SetAgenda{Agenda: a}}, true
	}
	switch f.Rule {
	case "item-no-minutes":
		it.Minutes = max(5, it.SpeakerMinutes())
		return set("web.plan.fix.minutes", "Minutes", it.Minutes)
	case "speakers-over-item":
		it.Minutes = it.SpeakerMinutes()
		return set("web.plan.fix.minutes", "Minutes", it.Minutes)
	case "proposal-not-decision":
		it.Kind = agenda.Decision
		return set("web.plan.fix.decision")
	case "speaker-not-invited":
		cmd := &conference.Invite{}
		for _, actor := range f.Args["Actors"].([]string) {
			cmd.Participants = append(cmd.Participants, conference.Participant{Actor: actor, Role: conference.Attendee})
		}
		return planFix{p.N("web.plan.fix.invite", len(cmd.Participants)), "", cmd}, true
	}
	return planFix{}, false
}

// fixRest puts right what is neither text nor agenda.
func (p *planPage) fixRest(f conference.Finding) (planFix, bool) {
	plan := p.Plan.Clone()
	switch f.Rule {
	case "exercise-not-in-title":
		title := p.T("web.plan.exercise-title", "Title", plan.Title)
		return planFix{p.T("web.plan.fix.use"), title, &conference.Rename{Title: title}}, true
	case "no-short-text", "short-text-long", "short-text-characters", "exercise-not-in-short-text":
		plan.Callout.ShortText = p.shortText()
		return planFix{p.T("web.plan.fix.write"), plan.Callout.ShortText, &conference.SetCallout{Callout: plan.Callout}}, f.Rule == "no-short-text"
	case "no-documentation":
		plan.Documentation.Minutes = conference.MinutesNotes
		return planFix{p.T("web.plan.fix.notes"), "", &conference.SetDocumentation{Documentation: plan.Documentation}}, true
	case "notes-no-due", "notes-before-end":
		plan.Documentation.Due = plan.End.Add(time.Hour)
		return planFix{p.T("web.plan.fix.time", "Time", p.ShortDateTime(plan.Documentation.Due)), "", &conference.SetDocumentation{Documentation: plan.Documentation}}, true
	case "no-openness-rule", "closed-no-rule":
		plan.Openness.Rule = p.T("web.plan.text.openness")
		return planFix{p.T("web.plan.fix.use"), plan.Openness.Rule, &conference.SetOpenness{Openness: plan.Openness}}, true
	case "preparation-no-deadline", "report-after-start":
		plan.Reporting.Deadline = plan.Start.Add(-45 * time.Minute).Truncate(15 * time.Minute)
		return planFix{p.T("web.plan.fix.time", "Time", p.ShortDateTime(plan.Reporting.Deadline)), "", &conference.SetReporting{Reporting: plan.Reporting}}, true
	case "no-primary":
		for i := range plan.Connections {
			if k := &plan.Connections[i]; !k.Reserve {
				k.Primary = true
				return planFix{p.T("web.plan.fix.primary", "Mode", p.T("web.plan.mode."+string(k.Mode))), "", &conference.SetConnections{Connections: plan.Connections}}, true
			}
		}
	}
	return planFix{}, false
}

// shortText writes what fits in a text message: what, when, how to get in, and to answer.
func (p *planPage) shortText() string {
	way := ""
	for _, k := range p.Plan.Connections {
		if how := p.wayShort(k); how != "" && (way == "" || k.Primary) && !k.Reserve {
			way = how
		}
	}
	key := "web.plan.short-text"
	if p.Plan.Exercise {
		key = "web.plan.short-text.exercise"
	}
	for _, title := range []string{p.Plan.Title, p.T("web.plan.short-text.title")} {
		for _, how := range []string{way, ""} {
			text := strings.Join(strings.Fields(p.T(key, "Title", title, "Day", p.ShortDate(p.Plan.Start), "Start", p.Clock(p.Plan.Start), "Way", how)), " ")
			if len([]rune(text)) <= conference.ShortTextMax {
				return text
			}
		}
	}
	return p.T("web.plan.short-text.title")
}

// wayShort is how to get in, as short as it can be said.
func (p *planPage) wayShort(k conference.Connection) string {
	switch k.Mode {
	case conference.Phone:
		return strings.TrimSpace(k.Number + " " + k.Code)
	case conference.Rakel:
		return strings.TrimSpace(p.T("web.plan.mode.rakel") + " " + k.TalkGroup)
	case conference.Room:
		return k.Place
	}
	return k.URL
}

// shorten is a suggestion to take what is too long from the longest item, when that leaves it more than half.
type shorten struct {
	ID      string
	Minutes int
}

// Shorten finds the item to shorten; the zero value for none.
func (p *planPage) Shorten() shorten {
	over := p.Over()
	var best agenda.Item
	for _, it := range p.Plan.Agenda {
		if it.Minutes > best.Minutes {
			best = it
		}
	}
	if over == 0 || best.Minutes-over <= best.Minutes/2 || best.Minutes-over < best.SpeakerMinutes() {
		return shorten{}
	}
	return shorten{best.ID, best.Minutes - over}
}
