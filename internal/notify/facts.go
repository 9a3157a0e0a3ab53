package notify

import (
	"slices"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/i18n"
	"samverkan/internal/papers"
)

// facts are what the templates may say. Every word in them that comes from people is clean: see lines.go.
type facts struct {
	Exercise      bool
	You           string // the actor that it is sent to
	Host          string
	Title         string
	Incident      string
	When, WasWhen string // day and time
	ShortWhen     string // for short texts
	Start, Day    string

	Purpose, Procedure, Resources string
	Goals, Rules, Questions       []string
	AckBy, AckClock, ReportBy     string
	Agenda                        []agendaLine
	Ways                          []wayIn
	Called                        string
	Material                      []string
	Papers                        bool // they are attached
	Duty, Support                 string

	NewTime, NewText, Removed bool
	Planned                   bool   // a förvarning had gone out, and no kallelse
	Own                       bool   // it goes to who calls, who is asked for nothing
	Forewarned                string // when the förvarning went out
	Reason                    string

	Formal                          bool
	Version                         int
	Decisions                       []string
	Measures                        []measureLine
	MarkedDecisions, MarkedMeasures int

	Deadline, ShortDeadline string
	Text, Subject           string
	Asked                   []string // the questions of a begäran om information
	Again                   bool     // it is a reminder

	Registry    string // diarienummer
	Enclosed    bool   // the whole package is attached
	Withheld    bool   // something marked is left out of it
	PackagePage string

	Count, Unnamed, More int      // of what is watched: in all, not named since they are marked, and not shown for there being so many
	Watched              []string // what has happened, a line each

	Answer                         string // page where it is answered, without account
	Page, MinutesPage, ComparePage string // for those who sign in
}

type agendaLine struct {
	At, Title, Kind, Speakers string
	Number                    int
}

type wayIn struct {
	Name, URL, Number, Code, Group, Place, Access, Opens, Note string
	Reserve                                                    bool
}

type measureLine struct {
	ID, Text, Due string
	Awaits        bool // the owner has not said yes or no
}

// teller puts a conference in words for one language.
type teller struct {
	p     *i18n.Printer
	names func(actor string) (name, short string)
}

func (t teller) name(actor string) string {
	if name, _ := t.names(actor); name != "" {
		return oneLine(name)
	}
	return oneLine(actor)
}

func (t teller) short(actor string) string {
	if _, short := t.names(actor); short != "" {
		return oneLine(short)
	}
	return t.name(actor)
}

// when writes a day and a time on it.
func (t teller) when(start, end time.Time) string {
	if start.IsZero() {
		return ""
	}
	if t.p.ShortDate(start) != t.p.ShortDate(end) {
		return t.p.Span(start, end)
	}
	return t.p.Date(start) + " " + t.p.Span(start, end)
}

// soon writes a time for a short text: the clock alone when it is today.
func (t teller) soon(at, now time.Time) string {
	if t.p.ShortDate(at) == t.p.ShortDate(now) {
		return t.p.Clock(at)
	}
	return t.p.ShortDateTime(at)
}

// meeting gives what is said of a conference to everybody alike.
func (t teller) meeting(c *conference.Conference) facts {
	p, v := &c.Plan, &c.Plan.Invitation
	end := p.End
	if !c.Meeting.Ends.IsZero() {
		end = c.Meeting.Ends
	}
	f := facts{Exercise: p.Exercise, Host: t.name(p.Host), Title: oneLine(p.Title), Incident: oneLine(p.IncidentTitle),
		When: t.when(p.Start, end), Start: t.p.DateTime(p.Start), Day: t.p.ShortDate(p.Start),
		Purpose: prose(v.Purpose), Procedure: prose(v.Procedure), Resources: prose(v.Resources),
		Goals: clean(v.Goals), Rules: clean(v.Rules), Questions: clean(v.Questions),
		AckBy: t.p.DateTime(p.Callout.AckDeadline), AckClock: t.p.Clock(p.Callout.AckDeadline), ReportBy: t.p.DateTime(p.Reporting.Deadline),
		Duty: t.contact(p.Duty), Support: t.contact(p.Support), Formal: p.Documentation.Minutes == conference.MinutesFormal}
	if unit := oneLine(p.HostUnit); unit != "" {
		f.Host += ", " + unit
	}
	slots := p.Agenda.Slots(p.Start)
	for i, it := range p.Agenda {
		line := agendaLine{At: t.p.Clock(slots[i].Start), Number: it.Number, Title: oneLine(it.Title)}
		if it.Kind != "" {
			line.Kind = t.p.T("agenda.kind." + string(it.Kind))
		}
		var speakers []string
		for _, s := range it.Speakers {
			speakers = append(speakers, t.short(s.Actor))
		}
		line.Speakers = strings.Join(speakers, ", ")
		f.Agenda = append(f.Agenda, line)
	}
	f.Ways = t.ways(p)
	var called []string
	for _, a := range p.Actors() {
		called = append(called, t.short(a))
	}
	t.p.Sort(called)
	f.Called = t.p.List(called)
	for _, x := range p.Material {
		if x.When != "during" && x.Title != conference.LeftOut {
			f.Material = append(f.Material, oneLine(x.Title))
		}
	}
	return f
}

// ways gives the ways in: the main one first, the reserves last.
func (t teller) ways(p *conference.Plan) []wayIn {
	list := slices.Clone(p.Connections)
	rank := func(c conference.Connection) int {
		switch {
		case c.Reserve:
			return 2
		case c.Primary:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b conference.Connection) int { return rank(a) - rank(b) })
	var out []wayIn
	for _, c := range list {
		out = append(out, wayIn{Name: t.p.T("pack.mode." + string(c.Mode)), Reserve: c.Reserve, URL: oneLine(c.URL), Number: oneLine(i18n.Telephone(c.Number)),
			Code: oneLine(c.Code), Group: oneLine(c.TalkGroup), Place: oneLine(c.Place), Access: sentence(c.Access), Opens: t.p.Clock(c.OpensAt),
			Note: sentence(c.Note)})
	}
	return out
}

// sentence is one without its full stop, which the template sets.
func sentence(text string) string { return strings.TrimRight(oneLine(text), ".") }

func (t teller) contact(c conference.Contact) string {
	var parts []string
	for _, s := range []string{c.Function, i18n.Telephone(c.Phone), c.Email} {
		if s = oneLine(s); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func clean(list []string) []string {
	var out []string
	for _, s := range list {
		if s = oneLine(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// record adds what the minutes say to one actor: its own measures, and what was decided. What is marked is only counted.
func (t teller) record(f *facts, c *conference.Conference, d delivery.Delivery) {
	asked := d.Detail().Measures
	for _, x := range c.Measures {
		if x.Owner != d.Actor || x.Status == conference.MeasureDone || x.Status == conference.MeasureDropped ||
			len(asked) > 0 && !slices.Contains(asked, x.ID) {
			continue
		}
		if c.EffectiveSecrecy(x.Secrecy, x.Item).Marked() {
			f.MarkedMeasures++
			continue
		}
		f.Measures = append(f.Measures, measureLine{ID: x.ID, Text: sentence(x.Text), Due: t.p.DateTime(x.Expected()), Awaits: x.Accepted == nil})
	}
	for _, x := range c.Decisions {
		switch {
		case x.Settled == nil || x.Settled.Outcome == conference.NotAdopted:
		case c.EffectiveSecrecy(x.Secrecy, x.Item).Marked():
			f.MarkedDecisions++
		default:
			f.Decisions = append(f.Decisions, x.ID+"  "+oneLine(x.Wording))
		}
	}
	if v := c.Version(); v != nil {
		f.Version = v.Number
		if reason := papers.WhyCorrected(v); !strings.Contains(reason, conference.LeftOut) {
			f.Reason = oneLine(reason)
		}
	}
}

// personal adds what this delivery alone says.
func (t teller) personal(f *facts, d delivery.Delivery, start, ackBy, now time.Time) {
	x := d.Detail()
	if d.Kind != delivery.Invitation && !ackBy.After(now) {
		f.AckBy, f.AckClock = "", "" // nobody is told to do something by a time that has been
	}
	// Where the plan says nothing an alarm has a clock all the same. A short text has no room for it, and asks for it at once.
	if by := d.At.Add(delivery.DefaultInterval); f.AckBy == "" && d.Alarm && d.Kind.Calls() && by.After(now) {
		f.AckBy = t.p.DateTime(by)
	}
	f.ShortWhen = t.soon(start, now)
	f.You, f.Exercise = t.name(d.Actor), f.Exercise || d.Exercise
	f.NewTime, f.NewText, f.Removed, f.Planned = x.Change == "" || x.Change == delivery.ChangedTime, x.Change == delivery.ChangedText, x.Removed, x.Planned
	f.WasWhen = t.when(x.WasStart, x.WasEnd)
	if d.Kind == delivery.Cancel {
		f.Reason = oneLine(x.Reason)
	}
	f.Deadline, f.ShortDeadline = t.p.DateTime(x.Deadline), t.soon(x.Deadline, now)
	f.Text = prose(x.Text)
	f.Subject, _, _ = strings.Cut(f.Text, "\n")
	f.Subject = cut(f.Subject, 80)
	if x.Version > 0 {
		f.Version = x.Version
	}
}
