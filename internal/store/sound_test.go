package store_test

import (
	"bytes"
	"testing"
	"time"

	"samverkan/internal/store"
)

// Given a recording that waits, then one reader at a time has it, another when the first is gone; what was read is kept, and what was
// forgotten meanwhile is not.
func TestSound(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		update(t, s, func(tx *store.Tx) error { return tx.WantSound("a") })
		update(t, s, func(tx *store.Tx) error { return tx.WantSound("a") })
		lease := func() (digest string, found bool) {
			update(t, s, func(tx *store.Tx) (err error) {
				digest, found, err = tx.LeaseSound(tx.Now.Add(time.Hour))
				return err
			})
			return digest, found
		}
		if d, found := lease(); d != "a" || !found {
			t.Fatalf("%q %v", d, found)
		}
		if d, found := lease(); found {
			t.Fatalf("%q is read twice", d)
		}
		update(t, s, func(tx *store.Tx) error { return tx.FreeSounds() })
		if _, found := lease(); !found {
			t.Fatal("what a killed service read is read by nobody")
		}
		want := store.Sound{Digest: "a", Code: "x", Info: []byte(`{"Format":"webm"}`), Per: 200 * time.Millisecond, Peaks: []byte{0, 255}, Head: []byte{0x1a}, From: 3, To: 9}
		gone := want
		gone.Digest = "b"
		update(t, s, func(tx *store.Tx) error { return tx.PutSound(want) })
		update(t, s, func(tx *store.Tx) error { return tx.PutSound(gone) })
		update(t, s, func(tx *store.Tx) error {
			got, found, err := tx.Sound("a")
			if err != nil || !found || got.ReadyAt.IsZero() || got.Per != want.Per || !bytes.Equal(got.Peaks, want.Peaks) || !bytes.Equal(got.Head, want.Head) ||
				got.From != 3 || got.To != 9 || got.Code != "x" {
				t.Errorf("%+v %v %v", got, found, err)
			}
			if _, found, err := tx.Sound("b"); found || err != nil {
				t.Errorf("what was forgotten came back: %v", err)
			}
			if waits, err := tx.SoundWaits(); waits || err != nil {
				t.Errorf("something waits: %v", err)
			}
			return tx.DeleteSound("a")
		})
		update(t, s, func(tx *store.Tx) error {
			list, err := tx.SoundDigests()
			if len(list) != 0 {
				t.Errorf("%v", list)
			}
			return err
		})
	})
}

func TestTranscription(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		var asked store.Transcription
		update(t, s, func(tx *store.Tx) error {
			asked = store.Transcription{Conference: "k", Digest: "a", AskedAt: tx.Now, AskedBy: "tib", NextAt: tx.Now}
			return tx.PutTranscription(asked)
		})
		lease := func() (x store.Transcription, found bool) {
			update(t, s, func(tx *store.Tx) (err error) {
				x, found, err = tx.LeaseTranscription(tx.Now.Add(time.Hour))
				return err
			})
			return x, found
		}
		x, found := lease()
		if !found || x.AskedBy != "tib" || x.Digest != "a" {
			t.Fatalf("%+v %v", x, found)
		}
		if _, found := lease(); found {
			t.Fatal("two have it")
		}
		x.Attempts, x.Code, x.DoneAt = 1, "x", x.NextAt
		update(t, s, func(tx *store.Tx) error { return tx.PutTranscription(x) })
		if _, found := lease(); found {
			t.Fatal("what is done comes again")
		}
		update(t, s, func(tx *store.Tx) error {
			list, err := tx.Transcriptions("k")
			if len(list) != 1 || list[0].Code != "x" || list[0].Attempts != 1 || list[0].DoneAt.IsZero() {
				t.Errorf("%+v", list)
			}
			if err == nil {
				err = tx.DeleteTranscriptions("a")
			}
			return err
		})
	})
}
