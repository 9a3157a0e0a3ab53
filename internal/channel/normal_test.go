package channel_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"samverkan/internal/channel"
)

func TestNormalise(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""},
		{"Kl. 14:30", "Kl. 14:30"},
		{"14–15 — nu", "14-15 - nu"},
		{"”Stanna inne” och ‘vänta’ «nu»", `"Stanna inne" och 'vänta' "nu"`},
		{"vänta…", "vänta..."},
		{"70\u00a0km", "70 km"}, {"1\u202f000", "1 000"},
		{"−12 °C", "-12 C"}, {"45° åt höger", "45° åt höger"}, {"20 ℃", "20 C"},
		{"a\u030angermanland, o\u0308", "ångermanland, ö"},
		{"a\u200b\u030a", "å"},
		{"so\u00adci\u00adalt\ufeff", "socialt"},
		{"ett\r\ntvå\rtre\u2028fyra\tfem", "ett\ntvå\ntre\nfyra fem"},
		{"\u202eabc\x07", "abc"},
		{"½ och ¼", "1/2 och 1/4"},
		{"• ett → två", "- ett -> två"},
		{"Kárášjohka €", "Kárášjohka €"}, // names are spelt as they are
		{"\xff!", "!"},
	} {
		if got := channel.Normalise(c[0]); got != c[1] {
			t.Errorf("%q: %q, want %q", c[0], got, c[1])
		}
	}
	text := "”Samling” kl. 14–15 …"
	if before, after := channel.Count(text), channel.Count(channel.Normalise(text)); before.Encoding != channel.UCS2 || after.Encoding != channel.GSM7 {
		t.Errorf("%v, then %v", before, after)
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"", alarm, "14–15 … ”x”", "a\u200b\u030a", "°°CC", "\u1fef\u037e", "<\u0338", "\r\n\r", "\xff°\u00adC", "🚨\ufe0f", "\u2000\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := channel.Normalise(text)
		if again := channel.Normalise(got); again != got {
			t.Fatalf("%q became %q, and then %q", text, got, again)
		}
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Fatalf("%q", got)
		}
		if i := strings.IndexFunc(got, func(r rune) bool {
			return r != '\n' && unicode.IsControl(r) || strings.ContainsRune("–—“”…\u00a0", r)
		}); i >= 0 {
			t.Fatalf("%q is left in %q", got[i:], got)
		}
		if utf8.ValidString(text) && channel.Count(norm.NFC.String(text)).Encoding == channel.GSM7 && channel.Count(got).Encoding != channel.GSM7 {
			t.Fatalf("%q was cheap, %q is not", text, got)
		}
	})
}
