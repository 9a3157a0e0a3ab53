package cli

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"samverkan/internal/calling"
	"samverkan/internal/client"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/wire"
)

// receipts shows the receipt board (kvittenstavlan).
func (s *session) receipts() verb {
	var missing, follow bool
	return verb{
		use: "receipts [CONFERENCE]", group: groupPlan,
		example: "samverkan receipts konf-1\nsamverkan receipts konf-1 --missing\nsamverkan receipts konf-1 --watch",
		flags: func(f *flags) {
			f.yes(&missing, "missing")
			f.yes(&follow, "watch")
		},
		run: func(ctx context.Context, _ []string) error {
			rows, err := s.board(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			if follow {
				return s.watchBoard(ctx, rows, missing)
			}
			if err := s.showBoard(chosenRows(rows, missing)); err != nil {
				return err
			}
			s.boardTroubles(rows)
			s.remark(s.boardSum(rows))
			return nil
		},
	}
}

// board reads it from the service, or from the database here.
func (s *session) board(ctx context.Context) (rows []wire.Acknowledged, err error) {
	id, err := s.chosen(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	if s.far != nil {
		err = s.far.client.Get(ctx, nil, &rows, "conferences", id, "board")
		return rows, err
	}
	near, err := s.clerk.Board(ctx, s.who, id)
	return calling.Board(near), err
}

func chosenRows(rows []wire.Acknowledged, missing bool) (out []wire.Acknowledged) {
	for _, r := range rows {
		if !missing || toRing(r) {
			out = append(out, r)
		}
	}
	return out
}

// toRing tells whether somebody has to ring: there is no way to it, or the clock is out.
func toRing(r wire.Acknowledged) bool { return r.Acknowledged.IsZero() && (r.Missing || r.Unreachable) }

func (s *session) showBoard(rows []wire.Acknowledged) error {
	return list(s, rows,
		column[wire.Acknowledged]{"actor", func(r wire.Acknowledged) string { return s.seatName(r.Participant) }},
		column[wire.Acknowledged]{"state", s.boardState},
		column[wire.Acknowledged]{"sent-at", func(r wire.Acknowledged) string { return s.clockOr(r.Sent) }},
		column[wire.Acknowledged]{"acknowledged-at", func(r wire.Acknowledged) string { return s.clockOr(r.Acknowledged) }},
		column[wire.Acknowledged]{"reply", s.boardReply},
		column[wire.Acknowledged]{"function", func(r wire.Acknowledged) string { return r.Function }},
		column[wire.Acknowledged]{"deadline", func(r wire.Acknowledged) string { return s.clockOr(r.Deadline) }},
		column[wire.Acknowledged]{"ring", func(r wire.Acknowledged) string {
			if toRing(r) {
				return s.ring(r.Ring)
			}
			return ""
		}},
		column[wire.Acknowledged]{"message", func(r wire.Acknowledged) string { return r.Message }})
}

func (s *session) clockOr(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return s.clock(t)
}

// boardState is how far the calling of a participant has come, in a word.
func (s *session) boardState(r wire.Acknowledged) string {
	switch {
	case !r.Acknowledged.IsZero():
		return s.p.T(delivery.Acknowledged.Key())
	case r.Unreachable:
		return s.p.T("cli.board.unreachable")
	case r.State == "":
		return ""
	}
	word := s.p.T(delivery.State(r.State).Key())
	if !r.Unsure.IsZero() && delivery.State(r.State) != delivery.Unsure {
		word = s.p.T("cli.board.twice", "State", word)
	}
	if r.Missing {
		word = s.p.T("cli.board.missing", "State", word)
	}
	return word
}

func (s *session) boardReply(r wire.Acknowledged) string {
	if r.Reply == "" {
		return ""
	}
	word := named(s, "reply", r.Reply)
	if r.Unverified {
		word = s.p.T("cli.board.unverified", "Reply", word)
	}
	if r.Earlier {
		word = s.p.T("cli.board.earlier", "Reply", word)
	}
	return word
}

// boardTroubles says why something has not gone, and to whom. Each trouble is told once.
func (s *session) boardTroubles(rows []wire.Acknowledged) {
	var first []wire.Acknowledged // with each trouble
	whom := map[string][]string{}
	for _, r := range rows {
		if r.Code == "" || !r.Acknowledged.IsZero() {
			continue
		}
		if whom[r.Code] == nil {
			first = append(first, r)
		}
		whom[r.Code] = append(whom[r.Code], s.seatName(r.Participant))
	}
	for _, r := range first {
		s.remark(s.p.T("cli.board.trouble", "Whom", s.p.List(whom[r.Code]), "Text", s.p.Fault(delivery.Trouble(r.Code))))
	}
}

// boardSum says in a line how it stands.
func (s *session) boardSum(rows []wire.Acknowledged) string {
	done, ring, last := 0, 0, time.Time{}
	all := len(rows)
	for _, r := range rows {
		if r.Informed { // the host asks itself for nothing
			all--
			continue
		}
		if !r.Acknowledged.IsZero() {
			done++
		}
		if toRing(r) {
			ring++
		}
		if r.Deadline.After(last) {
			last = r.Deadline
		}
	}
	out := s.p.T("cli.board.sum", "Done", done, "All", all, "Ring", ring)
	if !last.IsZero() {
		out += " " + s.p.T("cli.board.clock", "Clock", s.clock(last))
	}
	return out
}

// boardAgain is how often the board is asked for while it is watched, also when nothing is heard: that a message has been handed over is
// no entry of the journal.
const boardAgain = 2 * time.Second

// hears follows the conference at a service, and gives what to wait with: until something happens in it, or so long at most. In a
// database here there is nobody who could tell. What goes wrong with following only makes the news as late as the clock.
func (s *session) hears(ctx context.Context, id string) func(time.Duration) error {
	if s.far == nil {
		return func(most time.Duration) error { return s.wait(ctx, most) }
	}
	news := make(chan struct{}, 1)
	go func() {
		_ = s.far.client.Follow(ctx, id, -1, func(client.News) error {
			select {
			case news <- struct{}{}:
			default:
			}
			return nil
		})
	}()
	return func(most time.Duration) error {
		waiting, stop := context.WithCancel(ctx)
		defer stop()
		go func() {
			select {
			case <-news:
				stop()
			case <-waiting.Done():
			}
		}()
		if err := s.wait(waiting, most); ctx.Err() != nil || waiting.Err() == nil {
			return err
		}
		return nil // there is news
	}
}

// watchBoard shows the board, and then each row as it changes, until everybody has acknowledged.
func (s *session) watchBoard(ctx context.Context, rows []wire.Acknowledged, missing bool) error {
	if s.options.output != outTable {
		for _, r := range chosenRows(rows, missing) {
			if err := s.writeLine(r); err != nil {
				return err
			}
		}
	} else if err := s.showBoard(chosenRows(rows, missing)); err != nil {
		return err
	}
	s.boardTroubles(rows)
	s.remark(s.boardSum(rows))
	following, stop := context.WithCancel(ctx)
	defer stop()
	wait := s.hears(following, s.options.conference)
	for !allAcknowledged(rows) {
		if err := wait(boardAgain); err != nil {
			return nil // somebody pressed Ctrl-C
		}
		now, err := s.board(ctx)
		if err != nil {
			return err
		}
		if err := s.boardNews(rows, now); err != nil {
			return err
		}
		rows = now
	}
	return nil
}

func allAcknowledged(rows []wire.Acknowledged) bool {
	for _, r := range rows {
		if r.Acknowledged.IsZero() && !r.Informed {
			return false
		}
	}
	return true
}

// boardNews tells of the rows that are not as they were.
func (s *session) boardNews(was, now []wire.Acknowledged) error {
	before := map[string]wire.Acknowledged{}
	for _, r := range was {
		before[r.Participant] = r
	}
	changed := false
	for _, r := range now {
		if reflect.DeepEqual(before[r.Participant], r) {
			continue
		}
		changed = true
		if s.options.output != outTable {
			if err := s.writeLine(r); err != nil {
				return err
			}
			continue
		}
		line := fmt.Sprintf("%s  %s  %s", s.clock(s.world.Now()), s.seatName(r.Participant), s.boardState(r))
		if reply := s.boardReply(r); reply != "" {
			line += ", " + reply
		}
		if r.NextChannel != "" {
			line += ", " + s.p.T("cli.board.next", "Channel", s.p.T(directory.Channel(r.NextChannel).Key()), "Clock", s.clock(r.NextAt))
		}
		s.say(line)
	}
	if changed {
		s.remark(s.boardSum(now))
	}
	return nil
}
