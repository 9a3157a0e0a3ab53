package journal_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

var evening = time.Date(2027, 1, 6, 18, 45, 0, 0, time.UTC)

// meeting makes a chain of n entries such as a conference leaves, the same ones for the same n.
func meeting(t testing.TB, stream string, n int) []journal.Entry {
	t.Helper()
	random := rand.New(rand.NewPCG(6, uint64(n)))
	head := journal.Start(stream)
	var entries []journal.Entry
	for i := range n {
		e := journal.Entry{
			RecordedAt: evening.Add(time.Duration(i)*7*time.Second + 123*time.Millisecond),
			OccurredAt: evening.Add(time.Duration(i) * 7 * time.Second),
			Member:     "medlem-anna", Actor: "lst-allmanlan", Role: "secretary",
			CommandID: fmt.Sprintf("0190b6a0-0000-7000-8000-%012x", i/2),
			Name:      []string{"note.taken", "floor.granted", "rollcall.presence-marked"}[i%3], Version: 1,
			Payload: fmt.Appendf(nil, `{"item":"p%d","actor":"kommun-alvnas","text":"Älvnäs: %d kunder utan el. \"Åskan\" kom < kl. 3 & gick."}`, i%9, random.IntN(9000)),
			Salt:    salt(random),
		}
		e, err := journal.Seal(head, e)
		if err != nil {
			t.Fatal(err)
		}
		entries, head = append(entries, e), e.Head()
	}
	return entries
}

func salt(random *rand.Rand) []byte {
	b := make([]byte, journal.MinSalt)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

func each(entries []journal.Entry) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// wantBroken asserts that the chain breaks at seq with one of the codes.
func wantBroken(t *testing.T, entries []journal.Entry, seq int64, codes ...string) {
	t.Helper()
	_, err := journal.Verify("konf-regional-1", each(entries))
	_, at, is := journal.Broken(err)
	if !is || at != seq || !slices.Contains(codes, fault.CodeOf(err)) {
		t.Fatalf("got %v, want a break at %d by one of %v", err, seq, codes)
	}
}

func TestAnUntouchedChainHolds(t *testing.T) {
	entries := meeting(t, "konf-regional-1", 300)
	report, err := journal.Verify("konf-regional-1", each(entries))
	if err != nil {
		t.Fatal(err)
	}
	last := entries[299]
	if report.Head != last.Head() || report.Head.Seq != 300 || report.Withheld != 0 || report.Expunged != 0 {
		t.Fatalf("%+v", report)
	}
	if err := report.Reaches(last.Head()); err != nil {
		t.Fatal(err)
	}
	empty, err := journal.Verify("tom", each(nil))
	if err != nil || empty.Head != journal.Start("tom") {
		t.Fatalf("%+v, %v", empty, err)
	}
}

// TestTheHashesStayTheSame holds the form of what is hashed: a change here makes every existing journal unreadable.
func TestTheHashesStayTheSame(t *testing.T) {
	e, err := journal.Seal(journal.Start("s"), journal.Entry{
		RecordedAt: evening, Member: "m", Actor: "a", Role: "r", CommandID: "c", Name: "n", Version: 1,
		Payload: []byte(`{"å":1}`), Salt: []byte("0123456789abcdef"),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := [3]string{e.Prev.String(), e.Digest.String(), e.Hash.String()}
	want := [3]string{
		// Reckoned outside Go, with Python's hashlib, from the description in doc.go.
		"62554d7c2659f6016b275855347ee59583edbd3d9af1393ff8d3b816b1d3bead",
		"6d4d47f5f77fb452344c0ebe6964a5626bf986e2d364a5f9bec4b70adfafa42a",
		"01e9cf8dcc74e8d0cf7bf4b62b5b8cfb22e40644ef8e378a434d6805856e34b2",
	}
	if got != want {
		t.Fatalf("prev, digest, hash are\n%q, want\n%q", got, want)
	}
}

// TestEveryChangeIsFound changes one thing at a time in every row (faults.md D25).
func TestEveryChangeIsFound(t *testing.T) {
	clean := meeting(t, "konf-regional-1", 300)
	changes := map[string]func(e *journal.Entry){
		"stream":       func(e *journal.Entry) { e.Stream += "x" },
		"seq up":       func(e *journal.Entry) { e.Seq++ },
		"seq down":     func(e *journal.Entry) { e.Seq-- },
		"recorded":     func(e *journal.Entry) { e.RecordedAt = e.RecordedAt.Add(time.Millisecond) },
		"occurred":     func(e *journal.Entry) { e.OccurredAt = e.OccurredAt.Add(-time.Millisecond) },
		"member":       func(e *journal.Entry) { e.Member = "medlem-bo" },
		"actor":        func(e *journal.Entry) { e.Actor = "" },
		"role":         func(e *journal.Entry) { e.Role = "leader" },
		"command":      func(e *journal.Entry) { e.CommandID += "0" },
		"moved border": func(e *journal.Entry) { e.Member, e.Actor = e.Member+e.Actor[:1], e.Actor[1:] },
		"name":         func(e *journal.Entry) { e.Name = "note.revised" },
		"version":      func(e *journal.Entry) { e.Version++ },
		"payload":      func(e *journal.Entry) { e.Payload = flip(e.Payload, len(e.Payload)/2) },
		"payload end":  func(e *journal.Entry) { e.Payload = append(slices.Clone(e.Payload), ' ') },
		"payload cut":  func(e *journal.Entry) { e.Payload = e.Payload[:len(e.Payload)-1] },
		"salt":         func(e *journal.Entry) { e.Salt = flip(e.Salt, 3) },
		"salt short":   func(e *journal.Entry) { e.Salt = e.Salt[:4] },
		"salt gone":    func(e *journal.Entry) { e.Salt = nil },
		"payload gone": func(e *journal.Entry) { e.Payload = nil },
		"both gone":    func(e *journal.Entry) { *e = e.Expunge() },
		"digest":       func(e *journal.Entry) { e.Digest[31] ^= 1 },
		"prev":         func(e *journal.Entry) { e.Prev[0] ^= 0x80 },
		"hash":         func(e *journal.Entry) { e.Hash[7] ^= 4 },
		"withheld too": func(e *journal.Entry) { e.Withheld = true },
	}
	codes := []string{
		"journal.broken-stream", "journal.broken-sequence", "journal.broken-header", "journal.broken-payload",
		"journal.broken-link", "journal.broken-missing",
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range clean {
				entries := slices.Clone(clean)
				change(&entries[i])
				wantBroken(t, entries, int64(i+1), codes...)
			}
		})
	}
}

func flip(b []byte, at int) []byte {
	b = slices.Clone(b)
	b[at] ^= 1
	return b
}

func TestEveryRemovedInsertedAndMovedRowIsFound(t *testing.T) {
	clean := meeting(t, "konf-regional-1", 300)
	head := clean[299].Head()
	for i := range clean {
		seq := int64(i + 1)
		without := slices.Delete(slices.Clone(clean), i, i+1)
		if i < len(clean)-1 {
			wantBroken(t, without, seq, "journal.broken-sequence")
			swapped := slices.Clone(clean)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			wantBroken(t, swapped, seq, "journal.broken-sequence")
			renumbered := slices.Clone(without)
			for j := i; j < len(renumbered); j++ {
				renumbered[j].Seq--
			}
			wantBroken(t, renumbered, seq, "journal.broken-link")
		} else {
			// Only an outside copy of the head shows that the end was cut off.
			report, err := journal.Verify("konf-regional-1", each(without))
			if err != nil || fault.CodeOf(report.Reaches(head)) != "journal.broken-head" {
				t.Fatalf("%v, %v", report, err)
			}
		}
		twice := slices.Insert(slices.Clone(clean), i, clean[i])
		wantBroken(t, twice, seq+1, "journal.broken-sequence")

		foreign := clean[(i+17)%300]
		foreign.Seq = seq
		wantBroken(t, slices.Insert(slices.Clone(clean), i, foreign), seq, "journal.broken-link", "journal.broken-header")
	}
}

// TestAForgedRowBreaksTheNext: a row with right hashes can be made by anybody, but what followed no longer fits.
func TestAForgedRowBreaksTheNext(t *testing.T) {
	clean := meeting(t, "konf-regional-1", 300)
	for i := 1; i < len(clean); i++ {
		before := clean[i-1].Head()
		forged := clean[i]
		forged.Payload = []byte(`{"text":"Aldrig sagt."}`)
		forged, err := journal.Seal(before, forged)
		if err != nil {
			t.Fatal(err)
		}
		entries := slices.Clone(clean)
		entries[i] = forged
		if i < len(clean)-1 {
			wantBroken(t, entries, int64(i+2), "journal.broken-link")
			continue
		}
		report, err := journal.Verify("konf-regional-1", each(entries))
		if err != nil || fault.CodeOf(report.Reaches(clean[299].Head())) != "journal.broken-head" {
			t.Fatalf("a forged last row: %v, %v", report, err)
		}
	}
}

func TestSealRefusesWhatCannotBeReadBack(t *testing.T) {
	good := meeting(t, "s", 1)[0]
	cases := map[string]struct {
		change func(e *journal.Entry)
		field  string
	}{
		"no salt":         {func(e *journal.Entry) { e.Salt = nil }, "salt"},
		"short salt":      {func(e *journal.Entry) { e.Salt = e.Salt[:15] }, "salt"},
		"no name":         {func(e *journal.Entry) { e.Name = "" }, "name"},
		"newline":         {func(e *journal.Entry) { e.Role = "a\nb" }, "role"},
		"not UTF-8":       {func(e *journal.Entry) { e.Member = "\xff" }, "member"},
		"long":            {func(e *journal.Entry) { e.Actor = string(make([]byte, 257)) }, "actor"},
		"no version":      {func(e *journal.Entry) { e.Version = 0 }, "version"},
		"NUL in payload":  {func(e *journal.Entry) { e.Payload = []byte("a\x00b") }, "payload"},
		"payload bytes":   {func(e *journal.Entry) { e.Payload = []byte{0xc3} }, "payload"},
		"year 10000":      {func(e *journal.Entry) { e.RecordedAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "recorded"},
		"year 0":          {func(e *journal.Entry) { e.OccurredAt = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC) }, "occurred"},
		"command too odd": {func(e *journal.Entry) { e.CommandID = "\x7f" }, "command"},
	}
	for name, c := range cases {
		e := good
		c.change(&e)
		_, err := journal.Seal(journal.Start("s"), e)
		f, _ := fault.As(err)
		if f == nil || f.Code != "journal.bad-entry" || f.Args["Field"] != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	big := good
	big.Payload = make([]byte, journal.MaxPayload+1)
	if _, err := journal.Seal(journal.Start("s"), big); fault.CodeOf(err) != "journal.payload-too-large" {
		t.Errorf("4 MiB and a byte: %v", err)
	}
}

// TestTimesAreCutToMilliseconds (faults.md B1): any clock gives an entry that verifies, and order is by seq.
func TestTimesAreCutToMilliseconds(t *testing.T) {
	stockholm := time.FixedZone("CET", 3600)
	times := []time.Time{
		time.Unix(0, 0), time.Date(2038, 1, 19, 4, 14, 8, 999_999_999, stockholm),
		time.Date(2027, 10, 31, 2, 30, 0, 1_500_000, stockholm), time.Date(1969, 12, 31, 23, 59, 59, 999_600_000, time.UTC),
	}
	head := journal.Start("s")
	var entries []journal.Entry
	for _, at := range times {
		e := meeting(t, "s", 1)[0]
		e.RecordedAt, e.OccurredAt = at, time.Time{}
		e, err := journal.Seal(head, e)
		if err != nil {
			t.Fatal(err)
		}
		if e.RecordedAt.UnixMilli() != at.UnixMilli() || e.RecordedAt.Location() != time.UTC || !e.OccurredAt.Equal(e.RecordedAt) {
			t.Fatalf("%v became %v and %v", at, e.RecordedAt, e.OccurredAt)
		}
		entries, head = append(entries, e), e.Head()
	}
	if _, err := journal.Verify("s", each(entries)); err != nil {
		t.Fatal(err)
	}
}
