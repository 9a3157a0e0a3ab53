package personal_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samverkan/internal/personal"
)

// The numbers are Skatteverket's own for tests, and belong to nobody.
func TestNumbered(t *testing.T) {
	for text, want := range map[string]bool{
		"191212121212": true, "19121212-1212": true, "121212-1212": true, "1212121212": true, "121212+1212": true, "121212 1212": true,
		"Hon heter Tolvan, 19121212-1212, och bor i Tallmo": true, "(121212-1212)": true,
		"samordningsnummer 701063-2391": true,
		"121212-1213":                   false, // the last figure is wrong
		"121312-1212":                   false, // no such month
		"121200-1212":                   false, // no such day
		"010-123 45 67":                 false, "0703456789": false, "452-0031-2027": false, "2027-01-06 18:00": false, "3191212121212": false, "1912121212127": false, "": false,
		"först 452-0031-2027, sedan 121212-1212": true,
		"121312-1212 121212-1212":                true,
	} {
		if got := personal.Numbered(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// Every number that there can be is found wherever it stands, and not when its last figure is another.
func TestEveryNumberIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nine := fmt.Sprintf("%02d%02d%02d%03d", rapid.IntRange(0, 99).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"),
			rapid.IntRange(1, 31).Draw(t, "day")+60*rapid.IntRange(0, 1).Draw(t, "coordination"), rapid.IntRange(0, 999).Draw(t, "serial"))
		sum := 0
		for i, r := range nine {
			d := int(r - '0')
			if i%2 == 0 {
				if d *= 2; d > 9 {
					d -= 9
				}
			}
			sum += d
		}
		last := (10 - sum%10) % 10
		before := rapid.StringMatching(`[a-zåäö .,:]{0,12}`).Draw(t, "before")
		sign := rapid.SampledFrom([]string{"", "-", "+", " "}).Draw(t, "sign")
		number := func(last int) string {
			return before + nine[:6] + sign + nine[6:] + fmt.Sprint(last) + " " + strings.Repeat("x", 3)
		}
		if !personal.Numbered(number(last)) {
			t.Fatalf("%q is not found", number(last))
		}
		if personal.Numbered(number((last + 1) % 10)) {
			t.Fatalf("%q is found", number((last+1)%10))
		}
	})
}
