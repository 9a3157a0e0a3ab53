package channel_test

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"

	"samverkan/internal/channel"
)

func TestCount(t *testing.T) {
	x := strings.Repeat
	for _, c := range []struct {
		name, text string
		want       channel.Parts
	}{
		{"nothing", "", channel.Parts{Encoding: channel.GSM7, Left: 160}},
		{"Swedish letters are of the alphabet", "åäöÅÄÖéÉ§", channel.Parts{Encoding: channel.GSM7, Units: 9, Parts: 1, Left: 151}},
		{"the extension counts twice", "[€]{|}~^\\", channel.Parts{Encoding: channel.GSM7, Units: 18, Parts: 1, Left: 142}},
		{"a whole one", x("a", 160), channel.Parts{Encoding: channel.GSM7, Units: 160, Parts: 1}},
		{"one more", x("a", 161), channel.Parts{Encoding: channel.GSM7, Units: 161, Parts: 2, Left: 145}},
		{"two whole", x("a", 306), channel.Parts{Encoding: channel.GSM7, Units: 306, Parts: 2}},
		{"three", x("a", 307), channel.Parts{Encoding: channel.GSM7, Units: 307, Parts: 3, Left: 152}},
		{"an escape is not parted from its character", x("a", 152) + "€" + x("a", 152), channel.Parts{Encoding: channel.GSM7, Units: 306, Parts: 3, Left: 152}},
		{"a dash makes it UCS-2", "14–15", channel.Parts{Encoding: channel.UCS2, Units: 5, Parts: 1, Left: 65}},
		{"so do these", "½áôç", channel.Parts{Encoding: channel.UCS2, Units: 4, Parts: 1, Left: 66}},
		{"a small ç too, but not the capital", "Ç", channel.Parts{Encoding: channel.GSM7, Units: 1, Parts: 1, Left: 159}},
		{"seventy", x("č", 70), channel.Parts{Encoding: channel.UCS2, Units: 70, Parts: 1}},
		{"seventy-one", x("č", 71), channel.Parts{Encoding: channel.UCS2, Units: 71, Parts: 2, Left: 63}},
		{"pictures take two units and stay whole", x("č", 66) + "🚨" + x("č", 66), channel.Parts{Encoding: channel.UCS2, Units: 134, Parts: 3, Left: 66}},
	} {
		if got := channel.Count(c.text); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// The alphabet is the one of 3GPP TS 23.038: 127 characters beside the escape, and 10 in the extension.
func TestAlphabet(t *testing.T) {
	basic, twice := 0, 0
	for r := rune(0); r < 0x10000; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		switch p := channel.Count(string(r)); {
		case p.Encoding == channel.GSM7 && p.Units == 1:
			basic++
		case p.Encoding == channel.GSM7:
			twice++
		}
	}
	if basic != 127 || twice != 10 {
		t.Errorf("%d and %d", basic, twice)
	}
}

// texts are of what people write, near the places where parts end.
var texts = rapid.Custom(func(t *rapid.T) string {
	var b strings.Builder
	letters := rapid.SampledFrom([]string{"abc åäö", "a€[]", "aå–…”", "č🚨é", "\u0301a\u200b\u00a0°C", "0123456789.: "}).Draw(t, "letters")
	for range rapid.IntRange(0, 500).Draw(t, "length") {
		b.WriteRune(rapid.SampledFrom([]rune(letters)).Draw(t, "letter"))
	}
	return b.String()
})

// The pieces put together are the text, none is larger than a part, no character is cut, and there are as many as was counted.
func TestSplitKeepsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		p, pieces := channel.Count(text), channel.Split(text)
		if strings.Join(pieces, "") != text || len(pieces) != p.Parts {
			t.Fatalf("%d pieces of %+v", len(pieces), p)
		}
		one, each := 160, 153
		if p.Encoding == channel.UCS2 {
			one, each = 70, 67
		}
		if len(pieces) == 1 {
			each = one
		}
		sum := 0
		for i, piece := range pieces {
			n := 0
			for _, r := range piece {
				if p.Encoding == channel.UCS2 {
					n += utf16.RuneLen(r)
				} else {
					n += channel.Count(string(r)).Units
				}
			}
			sum += n
			if n > each || n < each-1 && i < len(pieces)-1 || !utf8.ValidString(piece) {
				t.Fatalf("piece %d has %d units", i, n)
			}
			if i == len(pieces)-1 && each-n != p.Left {
				t.Fatalf("%d left, counted %d", each-n, p.Left)
			}
		}
		if sum != p.Units {
			t.Fatalf("%d units, counted %d", sum, p.Units)
		}
	})
}

// A text that is made longer never takes fewer units or parts.
func TestCountGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		a, b := channel.Count(text), channel.Count(text+"a")
		if b.Units != a.Units+1 || b.Parts < a.Parts {
			t.Fatalf("%+v and then %+v", a, b)
		}
	})
}

const alarm = "ÖVNING. Samverkanskonferens Snökaos i Allmänsta onsdag 6 januari kl 14.30. Telefon 08-465 004 00, kod 4711. Kvittera nu: https://samverkan.example/k/abcdefgh"

func BenchmarkCount(b *testing.B) {
	for name, text := range map[string]string{"gsm": alarm, "ucs2": strings.ReplaceAll(alarm, ".", "…"), "long": strings.Repeat(alarm, 4)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				channel.Count(text)
			}
		})
	}
}

func BenchmarkNormalise(b *testing.B) {
	text := strings.ReplaceAll(alarm, "-", "–")
	b.ReportAllocs()
	for b.Loop() {
		channel.Normalise(text)
	}
}
