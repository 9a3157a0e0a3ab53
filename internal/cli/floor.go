package cli

import (
	"context"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/minutes"
)

func (s *session) floorVerbs() []verb {
	return []verb{s.floorRequest(), s.floorWithdraw(), s.floorOrder(), s.floorGrant(), s.floorNext(), s.floorYield(), s.floorRound(),
		s.floorUndo(), s.floorList()}
}

func (s *session) floorRequest() verb {
	cmd := &conference.RequestFloor{}
	return verb{
		use: "floor request ACTOR",
		example: `samverkan floor request skogsbo --topic "Snöröjning på väg 160" -C konf-1
samverkan floor request smhi --kind replik -C konf-1`,
		flags: func(f *flags) {
			word(f, &cmd.Kind, "kind", requests())
			f.text(&cmd.Topic, "topic")
		},
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Actor, err = s.actor(ctx, args[0]); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Actor", s.short(cmd.Actor))
		},
	}
}

func (s *session) floorWithdraw() verb {
	return verb{
		use:     "floor withdraw ACTOR",
		example: "samverkan floor withdraw skogsbo -C konf-1",
		run: func(ctx context.Context, args []string) error {
			a, err := s.actor(ctx, args[0])
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.WithdrawRequest{Actor: a}, "Actor", s.short(a))
		},
	}
}

func (s *session) floorOrder() verb {
	return verb{
		use:     "floor order ACTOR...",
		example: "samverkan floor order smhi trafikverket skogsbo -C konf-1",
		run: func(ctx context.Context, args []string) error {
			actors, err := s.actors(ctx, args)
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.OrderSpeakers{Actors: actors}, "Actors", s.shorts(actors))
		},
	}
}

func (s *session) floorGrant() verb {
	return verb{
		use:     "floor grant ACTOR",
		example: "samverkan floor grant skogsbo -C konf-1",
		run: func(ctx context.Context, args []string) error {
			a, err := s.actor(ctx, args[0])
			if err != nil {
				return err
			}
			return s.grant(ctx, a)
		},
	}
}

func (s *session) floorNext() verb {
	return verb{
		use:     "floor next [CONFERENCE]",
		example: "samverkan floor next konf-1",
		run:     func(ctx context.Context, _ []string) error { return s.grant(ctx, "") },
	}
}

// grant gives the word, to the first in line when no one is named, and reminds of how one speaks on Rakel.
func (s *session) grant(ctx context.Context, actor string) error {
	id, err := s.chosen(ctx)
	if err != nil {
		return err
	}
	r, err := s.hand(ctx, id, &conference.GrantFloor{Actor: actor})
	if err != nil {
		return err
	}
	if _, err := s.directory(ctx); err != nil {
		return err
	}
	v, err := s.view(ctx)
	if err != nil {
		return err
	}
	talk := v.Conference.Speakers.OnAir
	if talk == nil { // the same command before, and the talk is over
		return s.tell(ctx, r, "Actor", s.short(actor))
	}
	if r.Status == clerk.Accepted && talk.Mode == conference.Rakel {
		s.remind("cli.rakel-reminder")
	}
	return s.tell(ctx, r, "Actor", s.short(talk.Actor))
}

func (s *session) floorYield() verb {
	cmd := &conference.YieldFloor{}
	return verb{
		use:     "floor yield [ACTOR]",
		example: `samverkan floor yield -C konf-1 --note "KLART SLUT"`,
		flags:   func(f *flags) { f.text(&cmd.Note, "note") },
		run: func(ctx context.Context, args []string) (err error) {
			if len(args) > 0 {
				if cmd.Actor, err = s.actor(ctx, args[0]); err != nil {
					return err
				}
			}
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			r, err := s.hand(ctx, id, cmd)
			if err != nil {
				return err
			}
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			talks := v.Conference.Speakers.Talks
			last := talks[len(talks)-1]
			if r.Status == clerk.Accepted && last.OverRakel() {
				s.remind("cli.rakel-over")
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return s.tell(ctx, r, "Actor", s.short(last.Actor), "Length", s.p.Duration(last.Length(last.End)))
		},
	}
}

func (s *session) floorRound() verb {
	cmd := &conference.StartRound{}
	return verb{
		use:     "floor round [ACTOR...]",
		example: `samverkan floor round --topic "Vad har ändrats sedan rapporten?" -C konf-1`,
		flags:   func(f *flags) { f.text(&cmd.Topic, "topic") },
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Actors, err = s.actors(ctx, args); err != nil {
				return err
			}
			return s.give(ctx, cmd)
		},
	}
}

func (s *session) floorUndo() verb {
	return verb{
		use:     "floor undo [CONFERENCE]",
		example: "samverkan floor undo konf-1",
		run:     func(ctx context.Context, _ []string) error { return s.give(ctx, &conference.UndoFloor{}) },
	}
}

// speakerRow is one who has spoken, speaks or waits.
type speakerRow struct {
	State     string                 `json:"state"` // spoken, speaking, waiting
	Place     int                    `json:"place,omitempty"`
	Actor     string                 `json:"actor"`
	Kind      conference.RequestKind `json:"kind,omitempty"`
	Topic     string                 `json:"topic,omitempty"`
	Item      string                 `json:"item,omitempty"`
	At        time.Time              `json:"at"`
	Seconds   int                    `json:"seconds,omitempty"`
	Mode      conference.Mode        `json:"mode,omitempty"`
	OverRakel bool                   `json:"overRakel,omitempty"`
	Note      string                 `json:"note,omitempty"`
	Omitted   bool                   `json:"omitted,omitempty"`
}

func (s *session) floorList() verb {
	var all bool
	return verb{
		use:     "floor list [CONFERENCE]",
		example: "samverkan floor list konf-1 --all",
		flags:   func(f *flags) { f.yes(&all, "all") },
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			return list(s, speakers(m, all),
				column[speakerRow]{"place", func(x speakerRow) string {
					if x.Place > 0 {
						return strconv.Itoa(x.Place)
					}
					return ""
				}},
				column[speakerRow]{"state", func(x speakerRow) string { return named(s, "speaker", x.State) }},
				column[speakerRow]{"at", func(x speakerRow) string { return s.clock(x.At) }},
				column[speakerRow]{"length", func(x speakerRow) string {
					if x.State == "waiting" {
						return ""
					}
					return s.p.Duration(time.Duration(x.Seconds) * time.Second)
				}},
				column[speakerRow]{"actor", func(x speakerRow) string { return m.Short(x.Actor) }},
				column[speakerRow]{"request", func(x speakerRow) string {
					if x.Kind == conference.OrdinaryRequest {
						return ""
					}
					return named(s, "request", x.Kind)
				}},
				column[speakerRow]{"remark", s.speakerRemark},
				column[speakerRow]{"topic", func(x speakerRow) string {
					if x.Omitted {
						return s.p.T("cli.left-out")
					}
					return x.Topic
				}})
		},
	}
}

// speakers puts together who has spoken (with all), speaks and waits.
func speakers(m *minutes.Minutes, all bool) []speakerRow {
	var rows []speakerRow
	for _, t := range m.Talks {
		row := speakerRow{State: "spoken", Actor: t.Actor, Kind: t.Kind, Topic: t.Topic, Item: t.Item, At: t.From, Seconds: t.Seconds, Mode: t.Mode,
			OverRakel: t.OverRakel, Note: t.Note, Omitted: t.Omitted}
		if t.To.IsZero() {
			row.State = "speaking"
			row.OverRakel = t.Mode == conference.Rakel && t.Seconds > conference.RakelMinute
		}
		if all || t.To.IsZero() {
			rows = append(rows, row)
		}
	}
	for i, r := range m.Waiting {
		rows = append(rows, speakerRow{State: "waiting", Place: i + 1, Actor: r.Actor, Kind: r.Kind, Topic: r.Topic, Item: r.Item, At: r.At, Omitted: r.Omitted})
	}
	return rows
}

// speakerRemark says how the one who speaks on Rakel is to end, and who went over the minute.
func (s *session) speakerRemark(x speakerRow) string {
	switch {
	case x.OverRakel:
		return s.p.T("cli.rakel-over")
	case x.State == "speaking" && x.Mode == conference.Rakel:
		return s.p.T("cli.rakel-left", "Left", s.p.Duration(time.Duration(conference.RakelMinute-x.Seconds)*time.Second))
	}
	return x.Note
}
