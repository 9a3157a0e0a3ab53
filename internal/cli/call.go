package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/calling"
	"samverkan/internal/clerk"
	"samverkan/internal/client"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/wire"
)

// call goes from nothing to a kallelse on its way in one command.
func (s *session) call() verb {
	o := wire.CallOrder{}
	var (
		purpose       agenda.Purpose
		level         conference.Level
		in, length    time.Duration
		alarm, silent bool
	)
	return verb{
		use: "call [ACTOR...]", group: groupPlan,
		example: `samverkan call --roster natverk-snokaos --purpose lägesbild --in 30m --way-in https://mote.example/snokaos
samverkan call --roster kommuner-05 --purpose inriktning --start 19:00 --way-in "010-123 45 67 #4711" --way-in rakel:RAPS-1 --alarm
samverkan call --from-previous konf-regional-1 --in 45m
samverkan call ekeryd skogsbo --purpose lägesbild --in 2h --forewarn`,
		flags: func(f *flags) {
			f.texts(&o.Rosters, "roster")
			f.actors(&o.Except, "except")
			word(f, &purpose, "purpose", purposes())
			f.length(&in, "in")
			f.time(&o.Start, "start")
			f.length(&length, "length")
			f.text(&o.Title, "title")
			f.text(&o.Incident, "incident")
			f.actor(&o.Host, "host")
			word(f, &level, "level", levels())
			f.texts(&o.WaysIn, "way-in")
			f.text(&o.ShortText, "short-text")
			f.texts(&o.Channels, "channel")
			f.time(&o.AckDeadline, "ack-deadline")
			f.yes(&alarm, "alarm")
			f.yes(&silent, "no-alarm")
			f.yes(&o.Exercise, "exercise")
			f.text(&o.From, "from-previous")
			f.yes(&o.Forewarn, "forewarn")
			f.choices("roster", s.knownRosters)
			f.choices("incident", s.knownIncidents)
		},
		run: func(ctx context.Context, args []string) (err error) {
			if alarm && silent {
				return fault.New(fault.Invalid, "cli.call-alarm")
			}
			if alarm || silent {
				o.Alarm = &alarm
			}
			if o.In, err = wholeMinutes(in); err != nil {
				return err
			}
			if o.Minutes, err = wholeMinutes(length); err != nil {
				return err
			}
			if o.Actors, err = s.actors(ctx, args); err != nil {
				return err
			}
			o.Rosters, o.Purpose, o.Level = commas(o.Rosters), string(purpose), string(level)
			if o.ID = s.options.conference; o.ID == "" {
				o.ID = "konf-" + strings.ToLower(s.ids.New())
			}
			got, err := s.callOut(ctx, o)
			if err != nil {
				return err
			}
			return s.tellCalled(ctx, got)
		},
	}
}

// wholeMinutes is a length in minutes; none when it was not given. Less than a minute is a slip: 30 for 30m.
func wholeMinutes(d time.Duration) (int, error) {
	if d < 0 || d > 0 && d < time.Minute {
		return 0, fault.New(fault.Invalid, "cli.not-a-length", "Value", d.String())
	}
	return int(d / time.Minute), nil
}

// callOut gives the order to the service, or to the database here.
func (s *session) callOut(ctx context.Context, o wire.CallOrder) (out wire.Called, err error) {
	if _, err := s.desk(ctx); err != nil {
		return out, err
	}
	if s.far != nil {
		err = s.far.client.Give(ctx, o, &out, "calls")
		return out, err
	}
	plan, err := calling.Compose(ctx, s.clerk, s.who, s.p, s.world.Now(), o)
	if err != nil {
		return out, err
	}
	x, err := s.clerk.CallOut(ctx, s.who, clerk.CallOut{Plan: plan, Forewarn: o.Forewarn})
	if err != nil {
		return out, err
	}
	out = calling.Told(x)
	for _, w := range x.Warnings {
		out.Warnings = append(out.Warnings, wire.Warning{Code: w.Key, Args: w.Args, Text: s.warn(ctx, w)})
	}
	return out, nil
}

// tellCalled says what somebody who has just called needs to know: how many, by what, until when, and whom to ring.
func (s *session) tellCalled(ctx context.Context, got wire.Called) error {
	if _, err := s.directory(ctx); err != nil {
		return err
	}
	facts := []fact{{"title", got.Title}, {"id", got.Conference}, {"exercise", s.mark(got.Exercise)}, {"day", s.p.Date(got.Start)},
		{"time", s.p.Span(got.Start, got.End)}, {"called", s.p.N("cli.actors", got.Actors)}}
	if got.Sends {
		facts = append(facts, fact{"sent-by", s.channelsOf(got.Channels)}, fact{"alarm", s.mark(got.Alarm)})
		if !got.Deadline.IsZero() {
			facts = append(facts, fact{"ack-deadline", s.when(got.Deadline)})
		}
	}
	if err := s.show(got, facts...); err != nil || s.options.output != outTable {
		return err
	}
	switch {
	case !got.Sends:
		s.remark(s.p.T("cli.call.not-sent", "Conference", got.Conference))
	case got.Already:
		s.remark(s.p.T("cli.call.already"))
	case got.Forewarned:
		s.remark(s.p.T("cli.call.forewarned", "Conference", got.Conference))
	default:
		s.remark(s.p.T("cli.call.follow", "Conference", got.Conference))
	}
	for _, w := range got.Warnings {
		s.remark(s.p.T("cli.warning", "Text", s.warn(ctx, clerk.Warning{Key: w.Code, Args: client.Args(w.Args)})))
	}
	if len(got.Missing) == 0 {
		return nil
	}
	s.say("")
	s.say(s.p.N("cli.call.missing", len(got.Missing)))
	return list(s, got.Missing,
		column[wire.Unreached]{"actor", func(x wire.Unreached) string { return s.seatName(x.Participant) }},
		column[wire.Unreached]{"ring", func(x wire.Unreached) string { return s.ring(x.Ring) }})
}

// channelsOf tells how many messages go by each channel.
func (s *session) channelsOf(counts map[string]int) string {
	var out []string
	for _, c := range directory.Channels() {
		if n := counts[string(c)]; n > 0 {
			out = append(out, s.p.T(c.Key())+" "+s.p.Number(n))
		}
	}
	return strings.Join(out, ", ")
}

// ring tells the first number to ring, and the växel when that is another.
func (s *session) ring(numbers []wire.Number) string {
	if len(numbers) == 0 {
		return ""
	}
	said := func(n wire.Number) string {
		return strings.TrimSpace(n.Function+" "+n.Person) + " " + i18n.Telephone(n.Number)
	}
	out := said(numbers[0])
	if i := slices.IndexFunc(numbers, func(n wire.Number) bool { return n.Switchboard }); i > 0 {
		out += ", " + said(numbers[i])
	}
	return out
}
