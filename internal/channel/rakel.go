package channel

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"samverkan/conference"
	"samverkan/internal/i18n"
)

// RakelMax is how many characters a text in Rakel has at most: a short data message of TETRA holds 140 bytes in practice, one a character in
// ISO 8859-1, which has å, ä and ö but neither € nor long dashes.
const RakelMax = conference.ShortTextMax

var (
	// A link cannot be opened on a terminal, and takes half of the room.
	link = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`)
	// A time of day: 14.30, 14:30. A date's 2027-01-06 or a version's 1.2.3 is none.
	clock = regexp.MustCompile(`(?:^|[^\d.:])(?:[01]?\d|2[0-3])[.:][0-5]\d(?:$|[^\d.:]|[.:](?:$|\D))`)
)

// RakelText gives the text that is keyed into a terminal: what to do and when stands first, links are left out, no character is outside
// ISO 8859-1, and what is more than [RakelMax] characters is cut at a word. In an exercise it begins with that word, once, in the language
// of the message.
func RakelText(c *i18n.Catalogue, m Message) string {
	head, rest := latin1(link.ReplaceAllString(m.Title, "")), latin1(link.ReplaceAllString(m.Text, ""))
	stamp := ""
	if m.Exercise {
		stamp = latin1(c.For(m.Language).T("channel.exercise"))
		head, rest = unstamped(head, stamp), unstamped(rest, stamp)
	}
	if strings.HasPrefix(strings.ToLower(rest), strings.ToLower(head)) {
		head = "" // the text says it already
	}
	parts := sentences(rest)
	if head != "" {
		parts = append([]string{ended(head)}, parts...)
	}
	parts = timeFirst(parts)
	if stamp != "" {
		parts = append([]string{ended(stamp)}, parts...)
	}
	return cutWords(strings.Join(parts, " "), RakelMax)
}

// unstamped takes the word for an exercise off the beginning of a text, however many times it stands there: "ÖVNING ÖVNING ÖVNING x", "Övning: x".
// A sentence that begins with the word stays.
func unstamped(text, stamp string) string {
	for {
		if len(text) < len(stamp) || !strings.EqualFold(text[:len(stamp)], stamp) {
			return text
		}
		loud, rest := text[:len(stamp)] == stamp, text[len(stamp):]
		after := strings.TrimLeft(rest, " .:,!-")
		switch {
		case rest == after && rest != "": // only the beginning of a longer word
			return text
		case !loud && rest != "" && rest[0] == ' ':
			return text
		}
		text = after
	}
}

// sentences cuts a text into its sentences. One ends at a stop before a space and a capital: "kl. 14.30" goes on.
func sentences(text string) (out []string) {
	start := 0
	for i := range len(text) {
		rest, spaced := strings.CutPrefix(text[i+1:], " ")
		if !spaced || strings.IndexByte(".!?", text[i]) < 0 {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(rest); unicode.IsUpper(next) {
			out = append(out, strings.TrimSpace(text[start:i+1]))
			start = i + 1
		}
	}
	if last := strings.TrimSpace(text[start:]); last != "" {
		out = append(out, last)
	}
	return out
}

// ended ends a sentence that has no end.
func ended(text string) string {
	if strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}

// timeFirst moves the first sentence with a time of day up behind the first sentence of all, which says what is to be done, unless that has one.
func timeFirst(parts []string) []string {
	for i, s := range parts {
		if !clock.MatchString(s) {
			continue
		}
		if i < 2 {
			return parts
		}
		moved := append([]string{parts[0], s}, parts[1:i]...)
		return append(moved, parts[i+1:]...)
	}
	return parts
}

// cutWords cuts a text to at most so many characters, after a word; a single word that is too long is cut where the room ends.
func cutWords(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	runes := []rune(text)
	end := most
	for end > 0 && !unicode.IsSpace(runes[end]) {
		end--
	}
	if end == 0 {
		end = most
	}
	return strings.TrimRight(string(runes[:end]), " ,;:-(")
}

// Line is one line of a [Card]: what it is, by a stable word, what that is called for people, and what it says.
type Line struct {
	Key   string // talkgroup, text, length, answer, minute, over, out, end
	Label string
	Text  string
}

// Card gives what somebody needs beside the terminal: the talk group, the text to key in with its length, and how one speaks in a conference over Rakel
// (handbook chapter 9): a minute at a time, KOM to hand over, SLUT KOM when one has finished, KLART SLUT from the leader at the end.
//
// The labels are in the language of whoever reads it; the text is what is sent.
func Card(c *i18n.Catalogue, language string, m Message) []Line {
	p := c.For(language)
	group := strings.TrimSpace(m.TalkGroup)
	if group == "" {
		group = p.T("channel.card.no-talkgroup")
	}
	text := RakelText(c, m)
	lines := []Line{
		{Key: "talkgroup", Text: group},
		{Key: "text", Text: text},
		{Key: "length", Text: p.T("channel.card.of", "Length", utf8.RuneCountInString(text), "Max", RakelMax)},
		{Key: "minute", Text: p.T("channel.card.minute-rule", "Seconds", strconv.Itoa(conference.RakelMinute))},
		{Key: "over", Text: p.T("channel.card.over-rule")},
		{Key: "out", Text: p.T("channel.card.out-rule")},
		{Key: "end", Text: p.T("channel.card.end-rule")},
	}
	for i := range lines {
		lines[i].Label = p.T("channel.card." + lines[i].Key)
	}
	return lines
}

// Rakel makes the text of a message and hands it on: to a [File], or to a gateway's own [Provider]. The one who takes it gets the finished text and the
// talk group as the address, and neither title nor link.
type Rakel struct {
	Words *i18n.Catalogue
	Next  Provider
}

// Send hands the finished text on. Faults: channel.message, and those of the next provider.
func (r Rakel) Send(ctx context.Context, m Message) (Handed, error) {
	if err := m.check(); err != nil {
		return Handed{}, err
	}
	n := m
	n.Text, n.Title, n.Link = RakelText(r.Words, m), "", ""
	n.TalkGroup = strings.TrimSpace(m.TalkGroup)
	if n.To == "" {
		n.To = n.TalkGroup
	}
	return r.Next.Send(ctx, n)
}
