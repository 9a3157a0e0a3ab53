package i18n

import "strings"

// Telephone writes a number in E.164 as it is read in Sweden: 070-174 06 05 and 08-123 456 78 for Swedish numbers (Svenska skrivregler
// 12.3; area codes by the Swedish numbering plan, PTS), and +47 22 12 34 56 for those of other countries. What is not a number in E.164
// comes back as it was: people have written it as they want it read. Data and links keep the number itself.
func Telephone(number string) string {
	digits, plus := strings.CutPrefix(number, "+")
	if !plus || len(digits) < 7 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' {
		return number
	}
	if rest, swedish := strings.CutPrefix(digits, "46"); swedish {
		n := areaCode(rest)
		if len(rest)-n < 4 {
			return "+46 " + rest // a short number, or none
		}
		return "0" + rest[:n] + "-" + grouped(rest[n:])
	}
	n := countryCode(digits)
	return "+" + digits[:n] + " " + pairs(digits[n:])
}

// areaCode is how many digits the area code has, without its 0. Stockholm has one; those named here two; all others three.
func areaCode(rest string) int {
	if rest[0] == '8' {
		return 1
	}
	switch rest[:2] {
	case "11", "13", "16", "18", "19", "21", "23", "26", "31", "33", "35", "36", "40", "42", "44", "46", "54", "60", "63", "90", // places
		"10", "20", "70", "72", "73", "76", "79": // companies, free of charge, mobile
		return 2
	}
	return 3
}

// grouped parts the digits of a subscriber: 123 45, 12 34 56, 123 45 67, 123 456 78.
func grouped(s string) string {
	switch len(s) {
	case 5:
		return s[:3] + " " + s[3:]
	case 8:
		return s[:3] + " " + s[3:6] + " " + s[6:]
	}
	return pairs(s)
}

// pairs parts digits two by two, the first three together when they are an odd number.
func pairs(s string) string {
	var b strings.Builder
	first := 2 + len(s)%2
	for i := 0; i < len(s); {
		n := 2
		if i == 0 {
			n = first
		} else {
			b.WriteByte(' ')
		}
		n = min(n, len(s)-i)
		b.WriteString(s[i : i+n])
		i += n
	}
	return b.String()
}

// countryCode is how many digits the code of the country has (ITU-T E.164, list of country codes).
func countryCode(digits string) int {
	switch digits[0] {
	case '1', '7':
		return 1
	}
	switch digits[:2] {
	case "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57",
		"58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98":
		return 2
	}
	return 3
}
