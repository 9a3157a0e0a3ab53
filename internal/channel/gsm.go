package channel

import "strings"

// Encoding is how the characters of a text message travel.
type Encoding string

// The two encodings of a text message (3GPP TS 23.038).
const (
	GSM7 Encoding = "gsm-7" // seven bits a character, of one alphabet; some characters count twice
	UCS2 Encoding = "ucs-2" // sixteen bits a unit, any character; one outside is enough to make the whole message so
)

// Parts tells what a text costs as a text message.
type Parts struct {
	Encoding Encoding
	Units    int // septets in GSM7, sixteen-bit units in UCS2
	Parts    int // messages that are sent, and paid
	Left     int // units that are left in the last of them
}

// Units that fit in one message, and in each of several: those carry a header that puts them together again.
const (
	gsmOne, gsmEach = 160, 153
	ucsOne, ucsEach = 70, 67
)

// The default alphabet and its extension (3GPP TS 23.038, tables 6.2.1 and 6.2.1.1). The escape itself is left out.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwice = "^{}\\[~]|€\f"
)

// septets tells how many units a character takes in GSM7; 0 when the alphabet does not have it.
func septets(r rune) int {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= ' ' && r <= '?', r == 'å', r == 'ä', r == 'ö':
		return 1 // most of what is written, without looking
	case strings.ContainsRune(gsmBasic, r):
		return 1
	case strings.ContainsRune(gsmTwice, r):
		return 2
	}
	return 0
}

// units tells how many sixteen-bit units a character takes.
func units(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// Count tells how a text would be sent as it stands, and in how many parts. The empty text has no parts.
func Count(text string) Parts {
	p := Parts{Encoding: GSM7, Left: gsmOne}
	for _, r := range text {
		if septets(r) == 0 {
			p = Parts{Encoding: UCS2, Left: ucsOne}
			break
		}
	}
	width, one, each := septets, gsmOne, gsmEach
	if p.Encoding == UCS2 {
		width, one, each = units, ucsOne, ucsEach
	}
	packed, last := 1, 0
	for _, r := range text {
		w := width(r)
		p.Units += w
		if last+w > each { // a character is never cut in two, so a part may end one unit early
			packed, last = packed+1, 0
		}
		last += w
	}
	switch {
	case p.Units == 0:
	case p.Units <= one:
		p.Parts, p.Left = 1, one-p.Units
	default:
		p.Parts, p.Left = packed, each-last
	}
	return p
}

// Split cuts a text where the network does, between characters: the pieces put together are the text, as many as [Count] says.
func Split(text string) []string {
	p := Count(text)
	if p.Parts <= 1 {
		if text == "" {
			return nil
		}
		return []string{text}
	}
	width, each := septets, gsmEach
	if p.Encoding == UCS2 {
		width, each = units, ucsEach
	}
	pieces := make([]string, 0, p.Parts)
	start, filled := 0, 0
	for i, r := range text {
		w := width(r)
		if filled+w > each {
			pieces = append(pieces, text[start:i])
			start, filled = i, 0
		}
		filled += w
	}
	return append(pieces, text[start:])
}
