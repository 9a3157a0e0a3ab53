package cli

import (
	"context"
	"strconv"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// numbered makes the ids of several commands out of the one that was given for all; "" stays empty.
func numbered(id string, n int) string {
	if id == "" {
		return ""
	}
	return id + "." + strconv.Itoa(n)
}

// giveAll hands in several commands in one transaction, and sums up what came of them. A refused one is told, and does not
// hinder the others. words are the values of the sentence that says what came of each.
func (s *session) giveAll(ctx context.Context, wishes []clerk.Wish, words func(i int) []any) error {
	id, err := s.chosen(ctx)
	if err != nil {
		return err
	}
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	s.seen = nil
	receipts, err := desk.Batch(ctx, s.who, id, wishes)
	if err != nil {
		return err
	}
	return s.tellAll(ctx, receipts, words)
}

// tellAll writes many receipts. The exit code is that of the first refusal.
func (s *session) tellAll(ctx context.Context, receipts []clerk.Receipt, words func(i int) []any) error {
	if _, err := s.directory(ctx); err != nil {
		return err
	}
	var rows []receipt
	done, already := 0, 0
	var refused error
	for i, r := range receipts {
		rows = append(rows, s.receipt(ctx, r, words(i)...))
		switch r.Status {
		case clerk.Accepted:
			done++
		case clerk.Already:
			already++
		default:
			if refused == nil {
				refused = r.Fault
			}
		}
	}
	if s.options.output != outTable {
		if err := list(s, rows); err != nil {
			return err
		}
	} else {
		s.say(s.p.N("cli.done-many", done))
		if already > 0 {
			s.say(s.p.N("cli.already-many", already))
		}
	}
	if refused == nil {
		return nil
	}
	for i, r := range receipts {
		if r.Fault != nil {
			s.remark(s.p.T("cli.refused", "Number", i+1, "Name", r.Name, "Text", rows[i].Fault.Text))
		}
	}
	return said{fault.KindOf(refused)}
}
