package journal_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// withRecord adds an expunge record for the seqs to the end of the chain.
func withRecord(t *testing.T, entries []journal.Entry, x journal.Expunged) []journal.Entry {
	t.Helper()
	e, err := x.Entry()
	if err != nil {
		t.Fatal(err)
	}
	last := entries[len(entries)-1]
	e.RecordedAt, e.Salt = last.RecordedAt, salt(rand.New(rand.NewPCG(1, 2)))
	if e, err = journal.Seal(last.Head(), e); err != nil {
		t.Fatal(err)
	}
	return append(slices.Clone(entries), e)
}

func gallring(seqs ...int64) journal.Expunged {
	return journal.Expunged{Stream: "konf-regional-1", Seqs: seqs, Ground: "Gallringsbeslut 2027:4, arkivlagen 10 §", By: "medlem-anna"}
}

func TestAnExpungedPayloadWithItsRecordVerifies(t *testing.T) {
	clean := meeting(t, "konf-regional-1", 50)
	entries := withRecord(t, clean, gallring(7, 20))
	report, err := journal.Verify("konf-regional-1", each(entries))
	if err != nil || !slices.Equal(report.Kept, []int64{7, 20}) || report.Expunged != 0 {
		t.Fatalf("recorded but not done: %+v, %v", report, err)
	}
	entries[6], entries[19] = entries[6].Expunge(), entries[19].Expunge()
	report, err = journal.Verify("konf-regional-1", each(entries))
	if err != nil || report.Expunged != 2 || len(report.Kept) != 0 || report.Head.Seq != 51 {
		t.Fatalf("%+v, %v", report, err)
	}
	x, err := journal.ReadExpunged(entries[50])
	if err != nil || x.Ground != "Gallringsbeslut 2027:4, arkivlagen 10 §" || x.By != "medlem-anna" {
		t.Fatalf("%+v, %v", x, err)
	}
	// One more payload gone, that no record names.
	entries[12] = entries[12].Expunge()
	wantBroken(t, entries, 13, "journal.broken-missing")
	// The record's own payload cannot go unseen.
	entries[12] = clean[12]
	entries[50] = entries[50].Expunge()
	wantBroken(t, entries, 7, "journal.broken-missing")
	if w := withRecord(t, clean, gallring(7))[50]; !w.Withhold().HasPayload() {
		t.Fatal("a removal was withheld from a reader")
	}
}

func TestARecordThatDoesNotFitAccountsForNothing(t *testing.T) {
	clean := meeting(t, "konf-regional-1", 10)
	clean[3] = clean[3].Expunge()
	wantBroken(t, withRecord(t, clean, gallring(3)), 4, "journal.broken-missing")
	other := gallring(4)
	other.Stream = "konf-lokal-1"
	wantBroken(t, withRecord(t, clean, other), 4, "journal.broken-missing")
	wantBroken(t, withRecord(t, clean, gallring(4, 11)), 4, "journal.broken-missing") // names itself
}

func TestAnIncompleteRecordIsRefused(t *testing.T) {
	cases := map[string]func(x *journal.Expunged){
		"stream": func(x *journal.Expunged) { x.Stream = "" },
		"seqs":   func(x *journal.Expunged) { x.Seqs = []int64{3, 3} },
		"ground": func(x *journal.Expunged) { x.Ground = " \t" },
		"by":     func(x *journal.Expunged) { x.By = "" },
	}
	for field, change := range cases {
		x := gallring(3)
		change(&x)
		_, err := x.Entry()
		f, _ := fault.As(err)
		if f == nil || f.Code != "journal.expunge-incomplete" || f.Args["Field"] != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, seqs := range [][]int64{nil, {0}, {-1, 2}, {5, 4}} {
		if _, err := gallring(seqs...).Entry(); fault.CodeOf(err) != "journal.expunge-incomplete" {
			t.Errorf("%v: %v", seqs, err)
		}
	}
}

func TestWithheldPayloadsVerify(t *testing.T) {
	entries := meeting(t, "konf-regional-1", 300)
	for i := range entries {
		if i%3 == 0 {
			entries[i] = entries[i].Withhold()
		}
	}
	report, err := journal.Verify("konf-regional-1", each(entries))
	if err != nil || report.Withheld != 100 {
		t.Fatalf("%+v, %v", report, err)
	}
	// What is withheld is still held by its digest.
	entries[3].Digest[0] ^= 1
	wantBroken(t, entries, 4, "journal.broken-header")
}

func FuzzReadExpunged(f *testing.F) {
	f.Add(`{"stream":"s","seqs":[1,2],"ground":"arkivlagen 10 §","by":"m"}`)
	f.Add(`{"stream":"s","seqs":[1]} {}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, payload string) {
		e := journal.Entry{Stream: "s", Seq: 9, Name: journal.ExpungedName, Version: 1, Payload: []byte(payload)}
		x, err := journal.ReadExpunged(e)
		if err != nil {
			if fault.CodeOf(err) != "journal.expunge-incomplete" {
				t.Fatal(err)
			}
			return
		}
		if len(x.Seqs) == 0 || x.Seqs[len(x.Seqs)-1] >= 9 || strings.TrimSpace(x.Ground) == "" || x.Stream != "s" {
			t.Fatalf("accepted %+v", x)
		}
		back, err := x.Entry()
		if err != nil {
			t.Fatal(err)
		}
		back.Seq = 9
		if again, err := journal.ReadExpunged(back); err != nil || again.Ground != x.Ground || !slices.Equal(again.Seqs, x.Seqs) {
			t.Fatalf("%+v, %v", again, err)
		}
	})
}
