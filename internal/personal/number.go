package personal

import "regexp"

// written is a number as it is written: with or without a century and a sign or a space before the last four.
var written = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)?[0-9]{6}[-+–]?[ \x{00a0}]?[0-9]{4})(?:[^0-9]|$)`)

// Numbered tells whether a text holds what looks like a personnummer or a samordningsnummer (Skatteverket, SKV 704 and SKV 707): a day
// that there is, with 60 more in a samordningsnummer, and a last figure that checks the nine before it (the Luhn sum). A journal number
// or a telephone number rarely does both.
func Numbered(text string) bool {
	for from := 0; from < len(text); {
		at := written.FindStringSubmatchIndex(text[from:])
		if at == nil {
			return false
		}
		if genuine(text[from+at[2] : from+at[3]]) {
			return true
		}
		from += at[3] // what ended this one may begin the next
	}
	return false
}

func genuine(s string) bool {
	var digits []int
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits = append(digits, int(r-'0'))
		}
	}
	digits = digits[len(digits)-10:]
	month, day := digits[2]*10+digits[3], digits[4]*10+digits[5]
	if day > 60 {
		day -= 60
	}
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	sum := 0
	for i, d := range digits {
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
