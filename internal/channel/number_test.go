package channel_test

import (
	"strings"
	"testing"

	"samverkan/internal/channel"
	"samverkan/internal/fault"
)

func TestNumber(t *testing.T) {
	for _, c := range [][2]string{
		{"070-174 06 05", "+46701740605"}, {"0701740605", "+46701740605"}, {"+46701740605", "+46701740605"}, {"0046701740605", "+46701740605"},
		{"+46 (0)70-174 06 05", "+46701740605"}, {"+460701740605", "+46701740605"}, {"tel:+46-70-174-06-05", "+46701740605"}, {" 070.174.06.05 ", "+46701740605"},
		{"070–174\u00a006\u00a005", "+46701740605"}, {"08-465 004 00", "+46846500400"}, {"0980-31 92 00", "+46980319200"}, {"031-390 06 00", "+46313900600"},
		{"08-12 34 56", "+468123456"}, {"+47 22 22 22 22", "+4722222222"}, {"00358 9 123 45678", "+358912345678"},
		{"", ""}, {"112", ""}, {"114 14", ""}, {"46701740605", ""}, {"70-1740605", ""}, {"070-174", ""}, {"+", ""}, {"+0701740605", ""}, {"+46", ""},
		{"070-174 06 05 ankn 3", ""}, {"070-174 06 05;ext=3", ""}, {"070-1740605,070-1740606", ""}, {"07٠-1740605", ""}, {"+4670174060555", ""},
		{"+1234567890123456", ""}, {"0701740605\r\nx", ""}, {"070+1740605", ""}, {"++46701740605", ""}, {"00" + strings.Repeat("0", 100), ""},
		{"000701740605", ""}, {"0070 174 06 05", "+701740605"}, // 00 is abroad, and +7 is a country
	} {
		got, err := channel.Number(c[0])
		if got != c[1] || (c[1] == "") != (fault.CodeOf(err) == "channel.address") {
			t.Errorf("%q: %q %v, want %q", c[0], got, err, c[1])
		}
		if err != nil {
			silent(t, err, c[0])
		}
	}
}

// The series of PTS have a hundred numbers each, but for the mobile one, which has ninety-five.
func TestFictive(t *testing.T) {
	for text, want := range map[string]bool{
		"070-174 06 05": true, "070-174 06 99": true, "070-174 06 04": false, "070-174 07 00": false,
		"08-465 004 00": true, "08-465 004 99": true, "08-465 005 00": false, "031-390 06 00": true, "031-390 06 99": true, "031-390 05 99": false,
		"040-628 04 00": true, "040-628 05 00": false, "0980-31 92 99": true, "0980-31 93 00": false, "+46 8 465 004": false,
	} {
		number, err := channel.Number(text)
		if err != nil {
			t.Fatal(text, err)
		}
		if channel.Fictive(number) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
}

func TestMobile(t *testing.T) {
	for text, want := range map[string]bool{"070-000 00 00": true, "072-000 00 00": true, "073-000 00 00": true, "076-000 00 00": true,
		"079-000 00 00": true, "071-000 00 00": false, "074-000 00 00": false, "08-465 004 00": false, "010-123 45 67": false, "070-000 00 0": false, "+47 400 00 000": true} {
		number, err := channel.Number(text)
		if err != nil {
			t.Fatal(text, err)
		}
		if channel.Mobile(number) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
}

// What is taken is E.164, and taken again it is itself.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"", "070-174 06 05", "+46 (0)70", "0046", "tel:+1 555", "112", "０７０", "+46701740605", "000", "+460", "070-174–06\u00a005"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := channel.Number(text)
		if err != nil {
			if got != "" {
				t.Fatal(got, err)
			}
			return
		}
		if len(got) < 9 || len(got) > 16 || got[0] != '+' || got[1] == '0' || strings.Trim(got[1:], "0123456789") != "" {
			t.Fatalf("%q became %q", text, got)
		}
		if again, err := channel.Number(got); again != got || err != nil {
			t.Fatalf("%q became %q, and then %q %v", text, got, again, err)
		}
	})
}
