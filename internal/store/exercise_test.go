package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"samverkan/internal/store"
)

// TestPlays: what is played in a conference is kept with what became of each inject, whose first word stands; another list begins anew.
func TestPlays(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		p := store.Play{Conference: "ovning", Script: json.RawMessage(`{"title":"Prov"}`), Laps: json.RawMessage(`[]`), Running: true, StartedAt: at(12), StartedBy: "anna"}
		done := store.PlayMark{Inject: "a", State: "done", At: at(13), Elapsed: 90 * time.Second}
		update(t, s, func(tx *store.Tx) error {
			return firstFault(tx.PutPlay(p), tx.PutPlayMark("ovning", done), tx.PutPlayMark("ovning", store.PlayMark{Inject: "a", State: "refused", At: at(14), Code: "x"}))
		})
		running := func(want int) {
			t.Helper()
			view(t, s, func(tx *store.Tx) error {
				ids, err := tx.RunningPlays()
				if len(ids) != want {
					t.Errorf("%v go", ids)
				}
				return err
			})
		}
		running(1)
		update(t, s, func(tx *store.Tx) error { return tx.SetPlayLaps("ovning", json.RawMessage(`[{"speed":0}]`), false) })
		running(0)
		view(t, s, func(tx *store.Tx) error {
			got, found, err := tx.Play("ovning")
			if !found || got.Running || got.StartedBy != "anna" || !got.StartedAt.Equal(at(12)) || len(got.Marks) != 1 || got.Marks[0].State != "done" ||
				got.Marks[0].Elapsed != 90*time.Second || !got.Marks[0].At.Equal(at(13)) {
				t.Errorf("%v %+v", found, got)
			}
			return err
		})
		update(t, s, func(tx *store.Tx) error { return tx.PutPlay(p) })
		view(t, s, func(tx *store.Tx) error {
			got, _, err := tx.Play("ovning")
			if len(got.Marks) != 0 {
				t.Errorf("what was played before is remembered: %+v", got.Marks)
			}
			return err
		})
		update(t, s, func(tx *store.Tx) error { return tx.DeletePlay("ovning") })
		view(t, s, func(tx *store.Tx) error {
			_, found, err := tx.Play("ovning")
			if found {
				t.Error("it is still there")
			}
			return err
		})
	})
}
