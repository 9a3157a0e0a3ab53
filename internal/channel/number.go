package channel

import (
	"strings"

	"samverkan/internal/fault"
)

// Number reads a telephone number as people write it and gives it as E.164: "070-174 06 05", "+46 (0)70-174 06 05" and
// "0046701740605" are +46701740605. A number without a country's code is Swedish. Numbers of other countries need + or 00
// before the code. Short numbers (112, 118 xxx) and extensions cannot be used. Faults: channel.address.
func Number(text string) (string, error) {
	wrong := fault.New(fault.Invalid, "channel.address") // without the number: it is somebody's
	text = strings.TrimPrefix(strings.TrimSpace(text), "tel:")
	abroad := strings.HasPrefix(text, "+")
	digits, ok := figures(strings.TrimPrefix(text, "+"))
	if !ok {
		return "", wrong
	}
	if rest, is := strings.CutPrefix(digits, "00"); is && !abroad {
		digits, abroad = rest, true
	}
	if !abroad {
		rest, trunk := strings.CutPrefix(digits, "0")
		if !trunk {
			return "", wrong // 46701740605 and 112 alike: nobody can tell what was meant
		}
		digits = "46" + rest
	}
	if rest, swedish := strings.CutPrefix(digits, "46"); swedish {
		if abroad {
			rest = strings.TrimPrefix(rest, "0") // +46 (0)70
		}
		if len(rest) < 7 || len(rest) > 9 || rest[0] == '0' {
			return "", wrong
		}
		return "+46" + rest, nil
	}
	if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
		return "", wrong
	}
	return "+" + digits, nil
}

// figures takes the figures out of a number, past what people put between them.
func figures(text string) (string, bool) {
	if len(text) > 64 {
		return "", false
	}
	out := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			out = append(out, byte(r))
		case strings.ContainsRune(" -./()\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2212", r):
		default:
			return "", false
		}
	}
	return string(out), len(out) > 0
}

// fictive are the numbers that the Swedish Post and Telecom Authority keeps for books and films: first, last, as E.164.
var fictive = [][2]string{
	{"+46313900600", "+46313900699"}, // Gothenburg
	{"+46406280400", "+46406280499"}, // Malmö
	{"+46846500400", "+46846500499"}, // Stockholm
	{"+46980319200", "+46980319299"}, // Kiruna
	{"+46701740605", "+46701740699"}, // mobile
}

// Fictive tells whether a number (E.164) belongs to a series that no subscriber has: one may be shown in an exercise, and nothing
// sent to it can arrive.
func Fictive(number string) bool {
	for _, f := range fictive {
		if len(number) == len(f[0]) && number >= f[0] && number <= f[1] {
			return true
		}
	}
	return false
}

// Mobile tells whether a number (E.164) can take text messages as far as the number shows: a Swedish one begins with
// 070, 072, 073, 076 or 079; of other countries nothing is known, and the answer is yes.
func Mobile(number string) bool {
	rest, swedish := strings.CutPrefix(number, "+46")
	return !swedish || len(rest) == 9 && rest[0] == '7' && strings.IndexByte("02369", rest[1]) >= 0
}

// dialled reads the number of a message that is really to be sent. Faults: channel.address, channel.fictive.
func dialled(text string) (string, error) {
	number, err := Number(text)
	if err == nil && Fictive(number) {
		err = fault.New(fault.Invalid, "channel.fictive")
	}
	return number, err
}
