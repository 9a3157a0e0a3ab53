package minutes_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samverkan/conference"
	"samverkan/minutes"
)

// Whoever composes minutes from a snapshot taken for them gets the minutes that the service would have composed for them:
// nothing more is missing. And no marked word is in a snapshot for somebody without the right: nothing less is.
func TestSnapshotComposesTheSame(t *testing.T) {
	swedish := printer(t, "sv")
	rapid.Check(t, func(t *rapid.T) {
		r := newRandomRecord(t)
		r.play(rapid.IntRange(0, 90).Draw(t, "steps"))
		for _, actor := range []string{randomHost, outsider, "a"} {
			may := func(s conference.Secrecy) bool { return s.ReadableBy(actor, randomHost) }
			data, err := conference.Snapshot(r.c, conference.Reading{Actor: actor, May: may, Whole: actor == randomHost})
			if err != nil {
				t.Fatal(err)
			}
			c, err := conference.Restore(data)
			if err != nil {
				t.Fatal(err)
			}
			o := minutes.Options{Now: r.now, Printer: swedish, May: may}
			want, got := minutes.Compose(r.c, o).JSON(), minutes.Compose(c, o).JSON()
			if !bytes.Equal(want, got) {
				t.Fatalf("%s: from the snapshot come other minutes (-is +came):\n%s", actor, cmp.Diff(string(want), string(got)))
			}
			for _, h := range r.held {
				if h.hidden(r.c, actor) && strings.Contains(string(data), h.word) {
					at := strings.Index(string(data), h.word)
					t.Fatalf("%s is marked and is in the snapshot for %s: …%s…", h.word, actor, data[max(0, at-300):min(len(data), at+100)])
				}
			}
		}
	})
}
