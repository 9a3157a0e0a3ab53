package store_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// asked is an inquiry on the stage.
func asked(id string, deadline, closed int, actors ...store.InquiryActor) store.Inquiry {
	i := store.Inquiry{ID: id, Owner: host, Title: "Nödvatten " + id, Incident: "snokaos", Exercise: true, AskedAt: at(10), Deadline: at(deadline),
		Head: journal.Head{Stream: "inquiry/" + id, Seq: 1}, Actors: actors}
	if closed > 0 {
		i.ClosedAt = at(closed)
	}
	return i
}

// TestInquiries: who asks and who is asked see an inquiry in their lists, in the order in which it is to be answered, and nobody else does.
func TestInquiries(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		late := asked("sen", 14, 0, store.InquiryActor{Actor: other}, store.InquiryActor{Actor: invited, AnsweredAt: at(15), Late: true})
		update(t, s, func(tx *store.Tx) error {
			return firstFault(tx.PutInquiry(asked("over", 9, 11, store.InquiryActor{Actor: invited})), tx.PutInquiry(late),
				tx.PutInquiry(asked("forst", 12, 0, store.InquiryActor{Actor: invited})))
		})
		ids := func(as store.Reader, q store.InquiryQuery) string {
			t.Helper()
			var out []string
			view(t, s, func(tx *store.Tx) error {
				rows, total, err := tx.InquiryPage(as, q)
				for _, r := range rows {
					out = append(out, r.ID)
				}
				if total < len(rows) {
					t.Errorf("%d in all, %d rows", total, len(rows))
				}
				return err
			})
			return strings.Join(out, " ")
		}
		yes, no := true, false
		for _, c := range []struct {
			as   store.Reader
			q    store.InquiryQuery
			want string
		}{
			{store.As(host), store.InquiryQuery{}, "forst sen over"}, {store.As(invited), store.InquiryQuery{}, "forst sen over"},
			{store.As(other), store.InquiryQuery{}, "sen"}, {store.As(outsider), store.InquiryQuery{}, ""}, {store.As(""), store.InquiryQuery{}, ""},
			{store.Whole(), store.InquiryQuery{}, "forst sen over"}, {store.As(invited), store.InquiryQuery{Awaits: invited}, "forst"},
			{store.As(host), store.InquiryQuery{Open: &yes}, "forst sen"}, {store.As(host), store.InquiryQuery{Open: &no}, "over"},
			{store.As(host), store.InquiryQuery{From: at(12), To: at(14)}, "forst"}, {store.As(invited), store.InquiryQuery{Owner: invited}, ""},
			{store.As(host), store.InquiryQuery{Incident: "annat"}, ""}, {store.As(host), store.InquiryQuery{Page: store.Page{Limit: 1, Offset: 1}}, "sen"},
		} {
			if got := ids(c.as, c.q); got != c.want {
				t.Errorf("%+v %+v: %q, want %q", c.as, c.q, got, c.want)
			}
		}
		view(t, s, func(tx *store.Tx) error {
			rows, _, err := tx.InquiryPage(store.As(invited), store.InquiryQuery{})
			if err != nil {
				return err
			}
			if r := rows[1]; !r.Asked || r.Owns || !r.AnsweredAt.Equal(at(15)) || r.Total != 2 || r.Answered != 1 || r.Title != late.Title {
				t.Errorf("%+v", r)
			}
			got, found, err := tx.Inquiry("sen")
			if diff := cmp.Diff(late, got); diff != "" || !found {
				t.Error(diff)
			}
			return err
		})
		update(t, s, func(tx *store.Tx) error {
			late.Actors, late.Title = late.Actors[1:], "Annat"
			return firstFault(tx.PutInquiry(late), tx.ClearInquiry("over"))
		})
		if got := ids(store.As(other), store.InquiryQuery{}) + ids(store.As(invited), store.InquiryQuery{}); got != "forst sen" {
			t.Error(got)
		}
		update(t, s, func(tx *store.Tx) error { return tx.TruncateProjections() })
		if got := ids(store.Whole(), store.InquiryQuery{}); got != "" {
			t.Error(got)
		}
	})
}
