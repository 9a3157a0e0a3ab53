package web

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// made makes the text of the older one and what differs, as the service worker does.
func made(t interface{ Fatalf(string, ...any) }, old string, d []byte) string {
	var parts []any
	if err := json.Unmarshal(d, &parts); err != nil {
		t.Fatalf("%v in %s", err, d)
	}
	var b strings.Builder
	for i := 0; i < len(parts); i++ {
		if s, ok := parts[i].(string); ok {
			b.WriteString(s)
			continue
		}
		at, n := int(parts[i].(float64)), int(parts[i+1].(float64))
		b.WriteString(old[at : at+n])
		i++
	}
	return b.String()
}

// Whatever has been put in, taken away and moved about, the older text and what differs make the newer one.
func TestDelta(t *testing.T) {
	lines := rapid.SliceOfN(rapid.StringMatching(`[a-zåäö<>"é€𝄞 ]{0,60}`), 0, 40)
	rapid.Check(t, func(t *rapid.T) {
		old := lines.Draw(t, "old")
		now := append([]string{}, old...)
		for range rapid.IntRange(0, 5).Draw(t, "changes") {
			at := rapid.IntRange(0, len(now)).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				now = append(now[:at:at], append(lines.Draw(t, "more"), now[at:]...)...)
			case 1:
				now = now[:at]
			case 2:
				now = append(append([]string{}, now[at:]...), now[:at]...)
			}
		}
		a, b := strings.Join(old, "\n"), strings.Join(now, "\n")
		if got := made(t, a, delta(a, b)); got != b {
			t.Fatalf("of\n%q\ncame\n%q\nand not\n%q", a, got, b)
		}
	})
}

// A line more in a long page is told in little more than the line.
func TestDeltaIsSmall(t *testing.T) {
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, "<li id=\"n%d\">Anteckning nummer %d om snön och elen</li>\n", i, i)
	}
	old, line := b.String(), "<li>Ny rad</li>"
	now := old[:40_000] + line + old[40_000:]
	if d := delta(old, now); len(d) > 200 || made(t, old, d) != now {
		t.Errorf("%d bytes", len(d))
	}
}

func FuzzDelta(f *testing.F) {
	f.Add("", "")
	f.Add(strings.Repeat("å", 40), strings.Repeat("å", 39)+"€")
	f.Add(strings.Repeat("abc", 50), "x"+strings.Repeat("abc", 51))
	f.Fuzz(func(t *testing.T, old, now string) {
		if !utf8.ValidString(old) || !utf8.ValidString(now) {
			t.Skip("pages are UTF-8")
		}
		if got := made(t, old, delta(old, now)); got != now {
			t.Errorf("%q is not %q", got, now)
		}
	})
}

// What is remembered has a limit, and is each member's own.
func TestEditions(t *testing.T) {
	e := &editions{pages: map[edition][]byte{}}
	e.put("karin", "a", []byte("Karins sida"))
	if got, ok := e.get("karin", "a"); !ok || got != "Karins sida" {
		t.Errorf("%q %v", got, ok)
	}
	if _, ok := e.get("erik", "a"); ok {
		t.Error("Erik got Karin's page")
	}
	for i := range 300 {
		noise := make([]byte, 50_000)
		rand.NewChaCha8([32]byte{byte(i), byte(i >> 8)}).Read(noise)
		e.put("karin", fmt.Sprint(i), noise)
	}
	if e.size > remembered || len(e.order) != len(e.pages) {
		t.Errorf("%d bytes, %d and %d pages", e.size, len(e.order), len(e.pages))
	}
	if _, ok := e.get("karin", "299"); !ok {
		t.Error("the newest is gone")
	}
	if _, ok := e.get("karin", "a"); ok {
		t.Error("the oldest is still there")
	}
}

func BenchmarkDelta(b *testing.B) {
	var s strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&s, "<li id=\"n%d\" data-at=\"%d\"><p>Anteckning nummer %d om snön och elen</p></li>\n", i, i*7919, i*i)
	}
	old := s.String()
	now := strings.ReplaceAll(old, "nummer 7", "Nummer 7")
	b.SetBytes(int64(len(old)))
	for b.Loop() {
		delta(old, now)
	}
}
