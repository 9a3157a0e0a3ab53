package i18n

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTelephone(t *testing.T) {
	for _, c := range []struct{ number, want string }{
		{"+46701740605", "070-174 06 05"}, {"+46812345678", "08-123 456 78"}, {"+4684650041", "08-465 00 41"}, {"+468123456", "08-12 34 56"},
		{"+4631390600", "031-39 06 00"}, {"+46313906000", "031-390 60 00"}, {"+46980319200", "0980-31 92 00"}, {"+4649812345", "0498-123 45"},
		{"+46771123456", "0771-12 34 56"}, {"+46102401000", "010-240 10 00"}, {"+4620911112", "020-91 11 12"}, {"+46112", "+46112"}, {"+46112414", "011-24 14"},
		{"+4722123456", "+47 22 12 34 56"}, {"+4512345678", "+45 12 34 56 78"}, {"+358401234567", "+358 401 23 45 67"}, {"+12025550123", "+1 20 25 55 01 23"},
		{"+37212345678", "+372 12 34 56 78"},
		{"", ""}, {"08-465 004 10", "08-465 004 10"}, {"0701740605", "0701740605"}, {"+0701740605", "+0701740605"}, {"+4670 174", "+4670 174"},
		{"växeln", "växeln"}, {"+1234567890123456", "+1234567890123456"},
	} {
		if got := Telephone(c.number); got != c.want {
			t.Errorf("%q: %q, want %q", c.number, got, c.want)
		}
	}
}

// However it is parted, it is the same number.
func TestTelephoneKeepsTheDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := "+" + rapid.StringMatching(`[1-9][0-9]{6,14}`).Draw(t, "number")
		got := Telephone(number)
		plain := strings.NewReplacer(" ", "", "-", "").Replace(got)
		if strings.HasPrefix(plain, "0") {
			plain = "+46" + plain[1:]
		}
		if plain != number || strings.Contains(got, "  ") || strings.HasSuffix(got, " ") {
			t.Fatalf("%s became %s", number, got)
		}
	})
}
