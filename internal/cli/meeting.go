package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
)

func (s *session) meetingVerbs() []verb {
	return []verb{s.meetingLobby(), s.meetingOpen(), s.meetingAdjourn(), s.meetingResume(), s.meetingExtend(), s.meetingClose(),
		s.meetingReopen(), s.meetingStatus(), s.meetingBlockers()}
}

func (s *session) meetingLobby() verb {
	cmd := &conference.OpenLobby{}
	return verb{
		use:     "meeting lobby [CONFERENCE]",
		example: "samverkan meeting lobby konf-1",
		flags:   func(f *flags) { f.text(&cmd.Note, "note") },
		run:     func(ctx context.Context, _ []string) error { return s.give(ctx, cmd) },
	}
}

func (s *session) meetingOpen() verb {
	cmd := &conference.OpenMeeting{}
	return verb{
		use:     "meeting open [CONFERENCE]",
		example: "samverkan meeting open konf-1 --at 19:02",
		flags:   func(f *flags) { f.text(&cmd.Note, "note") },
		run:     func(ctx context.Context, _ []string) error { return s.give(ctx, cmd, "Clock", s.happens()) },
	}
}

// happens is the time of day at which what is given now happens.
func (s *session) happens() string {
	if !s.options.at.IsZero() {
		return s.clock(s.options.at)
	}
	return s.clock(s.world.Now())
}

func (s *session) meetingAdjourn() verb {
	cmd := &conference.AdjournMeeting{}
	return verb{
		use:     "meeting adjourn [CONFERENCE]",
		example: `samverkan meeting adjourn konf-1 --until 20:00 --reason "Väntar på ny prognos"`,
		flags: func(f *flags) {
			f.time(&cmd.Until, "until")
			f.text(&cmd.Reason, "reason")
		},
		run: func(ctx context.Context, _ []string) error { return s.give(ctx, cmd, "Clock", s.happens()) },
	}
}

func (s *session) meetingResume() verb {
	return verb{
		use:     "meeting resume [CONFERENCE]",
		example: "samverkan meeting resume konf-1",
		run: func(ctx context.Context, _ []string) error {
			return s.give(ctx, &conference.ResumeMeeting{}, "Clock", s.happens())
		},
	}
}

func (s *session) meetingExtend() verb {
	cmd := &conference.ExtendMeeting{}
	return verb{
		use:     "meeting extend [CONFERENCE]",
		example: "samverkan meeting extend konf-1 --to 20:30",
		flags: func(f *flags) {
			f.time(&cmd.To, "to")
			f.need("to")
		},
		run: func(ctx context.Context, _ []string) error { return s.give(ctx, cmd, "Clock", s.clock(cmd.To)) },
	}
}

func (s *session) meetingClose() verb {
	cmd := &conference.CloseMeeting{}
	return verb{
		use:     "meeting close [CONFERENCE]",
		example: `samverkan meeting close konf-1 --carry P2 --carry A4`,
		flags: func(f *flags) {
			f.labels(&cmd.Carry, "carry")
			f.text(&cmd.Note, "note")
		},
		run: func(ctx context.Context, _ []string) error {
			err := s.give(ctx, cmd, "Clock", s.happens())
			if f, ok := fault.As(err); ok && f.Code == "close.unsettled" && s.options.output == outTable {
				return s.tellBlockers(ctx, f)
			}
			return err
		},
	}
}

// tellBlockers writes what hinders a close, each with why and what it is about, in the order in which it is best settled.
func (s *session) tellBlockers(ctx context.Context, f *fault.Fault) error {
	v, err := s.view(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.world.Err, s.p.Fault(&fault.Fault{Kind: f.Kind, Code: f.Code, Args: f.Args}))
	var table [][]string
	for _, b := range v.Conference.Blockers() {
		if f.Fields[b.ID] == "" {
			continue
		}
		row := []string{"  " + b.ID, s.p.Fault(&fault.Fault{Kind: f.Kind, Code: b.Code})}
		if b.Text != "" && v.May(b.Secrecy) {
			row = append(row, oneLine(b.Text))
		}
		table = append(table, row)
	}
	if err := writeTable(s.world.Err, table, s.width()); err != nil {
		return err
	}
	return said{f.Kind}
}

func (s *session) meetingReopen() verb {
	cmd := &conference.ReopenMeeting{}
	return verb{
		use:     "meeting reopen [CONFERENCE]",
		example: `samverkan meeting reopen konf-1 --reason "Avslutades av misstag"`,
		flags: func(f *flags) {
			f.text(&cmd.Reason, "reason")
			f.need("reason")
		},
		run: func(ctx context.Context, _ []string) error { return s.give(ctx, cmd) },
	}
}

// meetingState is how the meeting stands at a moment.
type meetingState struct {
	Phase     conference.Phase  `json:"phase"`
	Opened    time.Time         `json:"opened,omitzero"`
	Ends      time.Time         `json:"ends,omitzero"`
	Closed    time.Time         `json:"closed,omitzero"`
	Item      string            `json:"item,omitempty"`
	Speaker   string            `json:"speaker,omitempty"`
	Queue     []string          `json:"queue,omitempty"`
	Seats     conference.Counts `json:"seats"`
	Recording string            `json:"recording,omitempty"` // running or paused
	Notes     int               `json:"notes"`
	Decisions int               `json:"decisions"`
	Measures  int               `json:"measures"`
	Blockers  int               `json:"blockers"`
	Seq       int64             `json:"seq"`
}

func (s *session) meetingStatus() verb {
	return verb{
		use:     "meeting status [CONFERENCE]",
		example: "samverkan meeting status konf-1",
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			c := v.Conference
			st := meetingState{Phase: c.Phase, Opened: c.Meeting.Opened, Ends: c.Meeting.Ends, Closed: c.Meeting.Closed, Item: c.Current,
				Seats: c.Counts(), Notes: len(c.Notes), Decisions: len(c.Decisions), Measures: len(c.Measures),
				Blockers: len(c.Blockers()), Seq: c.Seq}
			if c.Speakers.OnAir != nil {
				st.Speaker = c.Speakers.OnAir.Actor
			}
			for _, r := range c.Speakers.Queue {
				st.Queue = append(st.Queue, r.Actor)
			}
			switch {
			case c.Recording.Paused():
				st.Recording = "paused"
			case c.Recording.Running():
				st.Recording = "running"
			}
			hinders := "" // says something of a meeting that still is to be closed
			if st.Closed.IsZero() {
				hinders = strconv.Itoa(st.Blockers)
			}
			item := ""
			if it, ok := c.Plan.Agenda.Find(c.Current); ok {
				state, _ := c.Item(c.Current)
				item = fmt.Sprintf("%d. %s (%s / %d min)", it.Number, it.Title, s.p.Duration(state.Used(s.world.Now())), it.Minutes)
			}
			return s.show(st, fact{"phase", named(s, "phase", c.Phase)}, fact{"opened", s.when(st.Opened)}, fact{"ends", s.clock(st.Ends)},
				fact{"closed", s.when(st.Closed)}, fact{"item", item}, fact{"speaker", s.short(st.Speaker)},
				fact{"queue", s.shorts(st.Queue)}, fact{"seats", s.seats(st.Seats)},
				fact{"recording", named(s, "recording", st.Recording)},
				fact{"record", s.p.T("cli.recorded", "Notes", st.Notes, "Decisions", st.Decisions, "Measures", st.Measures)},
				fact{"blockers", hinders})
		},
	}
}

// seats writes the numbers of a roll-call.
func (s *session) seats(n conference.Counts) string {
	parts := []string{s.p.T("cli.present", "Present", n.Present, "Invited", n.Invited)}
	for _, x := range []struct {
		key string
		n   int
	}{{"absent", n.Absent}, {"left", n.Left}, {"unmarked", n.Unknown}} {
		if x.n > 0 {
			parts = append(parts, s.p.T("cli.count-"+x.key, "Number", x.n))
		}
	}
	return strings.Join(parts, ", ")
}

// blockerRow is something that hinders the close.
type blockerRow struct {
	ID        string `json:"id"`
	Code      string `json:"code"`
	Text      string `json:"text"` // what is wrong and what to do
	About     string `json:"about,omitempty"`
	Carriable bool   `json:"carriable"`
}

func (s *session) meetingBlockers() verb {
	return verb{
		use:     "meeting blockers [CONFERENCE]",
		example: "samverkan meeting blockers konf-1",
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			var rows []blockerRow
			for _, b := range v.Conference.Blockers() {
				row := blockerRow{ID: b.ID, Code: b.Code, Text: s.p.Fault(&fault.Fault{Kind: fault.Conflict, Code: b.Code}), Carriable: b.Carriable}
				if v.May(b.Secrecy) {
					row.About = b.Text
				}
				rows = append(rows, row)
			}
			return list(s, rows,
				column[blockerRow]{"id", func(x blockerRow) string { return x.ID }},
				column[blockerRow]{"carriable", func(x blockerRow) string { return s.mark(x.Carriable) }},
				column[blockerRow]{"text", func(x blockerRow) string { return x.Text }},
				column[blockerRow]{"about", func(x blockerRow) string { return x.About }})
		},
	}
}
