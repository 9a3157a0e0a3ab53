package lint_test

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/mail"
	"samverkan/internal/mail/lint"
	"samverkan/internal/render/ical"
)

var stamp = time.Date(2027, 1, 6, 18, 5, 0, 0, time.UTC)

func meeting(to string) ical.Event {
	return ical.Event{
		UID: "018f9a3e-regional-3@lst.example", Sequence: 1, Stamp: stamp, Start: stamp.Add(30 * time.Minute), End: stamp.Add(75 * time.Minute),
		Summary: "Regional samverkanskonferens 3: Snökaos Allmänsta", Description: "Syfte: gemensam inriktning.", Language: "sv", Exercise: true,
		Organizer: ical.Person{Name: "Länsstyrelsen Mellanmark via samverkan", Email: "konferens@lst.example"},
		Attendees: []ical.Attendee{{Person: ical.Person{Name: "TiB Ödeby", Email: to}, RSVP: true}},
		Conferences: []ical.Conference{{URI: "https://mote.example/rum/3?a=1&b=2", Features: []ical.Feature{ical.Video}, Label: "Videomöte"},
			{URI: "tel:+46101234567", Features: []ical.Feature{ical.Phone}, Label: "Telefon", Text: "010-123 45 67, kod 4711"}},
		Alarms: []ical.Alarm{{Before: 10 * time.Minute}},
	}
}

// invitation is a mail as it should be; change spoils what it is made of.
func invitation(t testing.TB, method ical.Method, change func(*ical.Event, *mail.Message)) []byte {
	t.Helper()
	to := "tib@odeby.example"
	e := meeting(to)
	m := mail.Message{ID: "0197a1b2", Thread: "0197a1b1", At: stamp, From: "konferens@lst.example", FromName: "Länsstyrelsen Mellanmark via samverkan",
		To: to, Subject: "ÖVNING: Kallelse till samverkanskonferens kl. 19.35", Method: string(method), Bounce: "0197a1b2", Language: "sv",
		Text:        "Anslut: https://mote.example/rum/3?a=1&b=2\nTelefon: 010-123 45 67, kod 4711\n",
		HTML:        `<p><a href="https://mote.example/rum/3?a=1&amp;b=2">Anslut</a> eller ring 010-123 45 67, kod 4711</p>`,
		Attachments: []mail.File{{Name: "Kallelse åäö.pdf", Type: "application/pdf", Bytes: []byte("%PDF-1.7")}}}
	if change != nil {
		change(&e, &m)
	}
	if m.Method != "" {
		var b bytes.Buffer
		if err := ical.Encode(&b, ical.Calendar{Method: method, Events: []ical.Event{e}}); err != nil {
			t.Fatal(err)
		}
		m.Calendar = b.Bytes()
	}
	raw, err := m.Bytes(rand.NewChaCha8([32]byte{}))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestGoodMailHasNoProblem(t *testing.T) {
	for name, raw := range map[string][]byte{
		"request": invitation(t, ical.Request, nil),
		"cancel":  invitation(t, ical.Cancel, nil),
		"alarm":   invitation(t, ical.Request, func(_ *ical.Event, m *mail.Message) { m.Alarm, m.Attachments, m.HTML = true, nil, "" }),
		"no entry": invitation(t, "", func(_ *ical.Event, m *mail.Message) {
			m.Thread, m.Text = "", "Påminnelse\r\n\r\nLämna lägesrapporten."
		}),
		"text alone": invitation(t, "", func(_ *ical.Event, m *mail.Message) { m.HTML, m.Attachments = "", nil }),
	} {
		for _, p := range lint.Lint(raw) {
			t.Errorf("%s: %v", name, p)
		}
	}
}

// recode changes the calendar within the mail, in both places.
func recode(t *testing.T, raw []byte, only string, change func(string) string) []byte {
	t.Helper()
	body := regexp.MustCompile(`(?s)(Content-Type: (text/calendar|application/ics)[^=].*?\r\n\r\n)([A-Za-z0-9+/=\r\n]+?)(\r\n--)`)
	n := 0
	raw = body.ReplaceAllFunc(raw, func(found []byte) []byte {
		m := body.FindSubmatch(found)
		if only != "" && string(m[2]) != only {
			return found
		}
		data, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(m[3]), "\r\n", ""))
		if err != nil {
			t.Fatal(err)
		}
		n++
		var lines []string
		for coded := base64.StdEncoding.EncodeToString([]byte(change(string(data)))); coded != ""; {
			k := min(76, len(coded))
			lines, coded = append(lines, coded[:k]), coded[k:]
		}
		return slices.Concat(m[1], []byte(strings.Join(lines, "\r\n")), m[4])
	})
	if n == 0 {
		t.Fatal("no calendar was found in the mail")
	}
	return raw
}

// Each rule bites: a good mail, spoilt in one way, is found out.
func TestEachRuleBites(t *testing.T) {
	replace := func(old, by string) func(*testing.T, []byte) []byte {
		return func(t *testing.T, raw []byte) []byte {
			if !bytes.Contains(raw, []byte(old)) {
				t.Fatalf("the mail has no %q", old)
			}
			return bytes.Replace(raw, []byte(old), []byte(by), 1)
		}
	}
	entry := func(pattern, by string) func(*testing.T, []byte) []byte {
		return func(t *testing.T, raw []byte) []byte {
			return recode(t, raw, "", func(s string) string {
				unfolded := strings.ReplaceAll(s, "\r\n ", "")
				out := regexp.MustCompile(pattern).ReplaceAllString(unfolded, by)
				if out == s {
					t.Fatalf("the calendar has no %q", pattern)
				}
				return out
			})
		}
	}
	// built spoils what the mail is made of, and leaves the writing to the product.
	built := func(method ical.Method, change func(*ical.Event, *mail.Message)) func(*testing.T, []byte) []byte {
		return func(t *testing.T, _ []byte) []byte { return invitation(t, method, change) }
	}
	calendarFirst := func(t *testing.T, raw []byte) []byte {
		m := regexp.MustCompile(`(?s)(--=_[0-9a-f]+\r\n)(Content-Type: text/plain.*?\r\n)(--=_[0-9a-f]+\r\nContent-Type: text/html.*?\r\n)(--=_[0-9a-f]+\r\n)(Content-Type: text/calendar.*?\r\n)(--=_)`)
		if !m.Match(raw) {
			t.Fatal("the parts are not where they should be")
		}
		return m.ReplaceAll(raw, []byte("$1$5$4$2$3$6"))
	}
	for _, c := range []struct {
		rule  int
		name  string
		spoil func(*testing.T, []byte) []byte
	}{
		{0, "two recipients", replace("To: <tib@odeby.example>", "To: <tib@odeby.example>, <vb@region.example>")},
		{0, "a copy to others", replace("To: <", "Cc: <vb@region.example>\r\nTo: <")},
		{0, "no Message-ID", replace("Message-ID:", "X-ID:")},
		{0, "a Message-ID without brackets", replace("<0197a1b2@lst.example>", "0197a1b2@lst.example")},
		{0, "References without In-Reply-To", replace("In-Reply-To:", "X-Reply:")},
		{0, "machines answer", replace("Auto-Submitted: auto-generated", "Auto-Submitted: no")},
		{0, "Exchange answers", replace("X-Auto-Response-Suppress: OOF", "X-Auto-Response-Suppress: RN")},
		{0, "no date", replace("Date: Wed,", "Date: Ons,")},
		{0, "no subject", replace("Subject:", "X-Subject:")},
		{0, "nothing in plain", built(ical.Request, func(_ *ical.Event, m *mail.Message) { m.Text = " \n" })},
		{1, "no method with the type", replace("; method=REQUEST", "")},
		{1, "another method with the type", replace("method=REQUEST", "method=CANCEL")},
		{1, "no METHOD in the calendar", entry("METHOD:REQUEST\r\n", "")},
		{2, "the calendar first", calendarFirst},
		{2, "a disposition", replace("Content-Type: text/calendar", "Content-Disposition: inline\r\nContent-Type: text/calendar")},
		{2, "another charset", replace("text/calendar; charset=utf-8", "text/calendar; charset=iso-8859-1")},
		{2, "no copy", replace("application/ics", "application/octet-stream")},
		{2, "another copy", func(t *testing.T, raw []byte) []byte {
			return recode(t, raw, "application/ics", func(s string) string { return strings.Replace(s, "Videom", "Vid", 1) })
		}},
		{2, "a copy without a name", replace("invite.ics", "invite.txt")},
		{2, "an attachment alone", func(t *testing.T, raw []byte) []byte {
			return bytes.Replace(raw, []byte("Content-Type: text/calendar"), []byte("Content-Type: text/x-calendar"), 1)
		}},
		{3, "PUBLISH", built(ical.Publish, nil)},
		{4, "ORGANIZER without mailto", entry("(ORGANIZER[^:]*):mailto:", "$1:")},
		{4, "ORGANIZER without a name", entry("ORGANIZER;CN=[^:]*:", "ORGANIZER:")},
		{4, "nobody reads the answers", built(ical.Request, func(e *ical.Event, m *mail.Message) {
			e.Organizer.Email, m.From = "no-reply@lst.example", "no-reply@lst.example"
		})},
		{5, "From is another", replace("<konferens@lst.example>", "<samverkan@lst.example>")},
		{5, "SENT-BY", entry("ORGANIZER;", `ORGANIZER;SENT-BY="mailto:a@b.example";`)},
		{5, "Sender", replace("To: <", "Sender: <a@b.example>\r\nTo: <")},
		{6, "the recipient is not invited", built(ical.Request, func(e *ical.Event, _ *mail.Message) { e.Attendees[0].Email = "vb@region.example" })},
		{6, "others are in it", built(ical.Request, func(e *ical.Event, _ *mail.Message) {
			e.Attendees = append(e.Attendees, ical.Attendee{Person: ical.Person{Email: "vb@region.example"}, RSVP: true})
		})},
		{6, "no answer is asked for", built(ical.Request, func(e *ical.Event, _ *mail.Message) { e.Attendees[0].RSVP = false })},
		{6, "the recipient calls the meeting", entry("konferens@lst.example", "tib@odeby.example")},
		{7, "no SEQUENCE", entry("SEQUENCE:1\r\n", "")},
		{7, "floating times", entry("DTSTART;TZID=Europe/Stockholm:", "DTSTART:")},
		{7, "a cancellation that stays", func(t *testing.T, _ []byte) []byte {
			return recode(t, invitation(t, ical.Cancel, nil), "", func(s string) string {
				return strings.Replace(s, "STATUS:CANCELLED", "STATUS:CONFIRMED", 1)
			})
		}},
		{8, "two meetings", entry("(?s)(BEGIN:VEVENT.*END:VEVENT\r\n)", "${1}"+strings.ReplaceAll("BEGIN:VEVENT\nUID:x\nDTSTAMP:20270106T180500Z\nSEQUENCE:0\nDTSTART:20270106T180500Z\nDTEND:20270106T190500Z\nSUMMARY:x\nSTATUS:CONFIRMED\nTRANSP:OPAQUE\nEND:VEVENT\n", "\n", "\r\n"))},
		{9, "RDATE", entry("SEQUENCE:1\r\n", "SEQUENCE:1\r\nRDATE:20270108T180500Z\r\n")},
		{10, "no link in the text", built(ical.Request, func(_ *ical.Event, m *mail.Message) { m.Text = "Ring 010-123 45 67, kod 4711" })},
		{10, "no number in the text", built(ical.Request, func(_ *ical.Event, m *mail.Message) { m.Text = "https://mote.example/rum/3?a=1&b=2" })},
		{10, "no number in the page", built(ical.Request, func(_ *ical.Event, m *mail.Message) { m.HTML = "https://mote.example/rum/3?a=1&amp;b=2" })},
		{10, "CONFERENCE is no URI", entry("CONFERENCE;(.*)VALUE=URI", "CONFERENCE;${1}VALUE=TEXT")},
		{11, "an alarm in a cancellation", func(t *testing.T, _ []byte) []byte {
			return recode(t, invitation(t, ical.Cancel, nil), "", func(s string) string {
				return strings.Replace(s, "END:VEVENT", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT", 1)
			})
		}},
		{11, "something binary", entry("SEQUENCE:1\r\n", "SEQUENCE:1\r\nATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA\r\n")},
		{12, "bare LF", replace("\r\nDate:", "\nDate:")},
		{12, "a long line", replace("Date:", "X-Long: "+strings.Repeat("x", 1000)+"\r\nDate:")},
		{12, "UTF-8 in a header", replace("Subject:", "Subject: Ö")},
		{12, "a calendar that is not folded", entry("SUMMARY", "SUMMARY")},
		{12, "a byte order mark", entry("^BEGIN", "\ufeffBEGIN")},
		{12, "a part of no encoding known", replace("Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: x-uu")},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			problems := lint.Lint(c.spoil(t, invitation(t, ical.Request, nil)))
			if !slices.ContainsFunc(problems, func(p lint.Problem) bool { return p.Rule == c.rule }) {
				t.Errorf("rule %d does not see it: %v", c.rule, problems)
			}
		})
	}
}

// Whatever is read, there is an answer.
func FuzzLint(f *testing.F) {
	f.Add(invitation(f, ical.Request, nil))
	f.Add(invitation(f, ical.Cancel, nil))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n--y--\r\n--x--\r\n"))
	f.Add([]byte("Content-Type: text/calendar; method=\r\n\r\nATTENDEE;CN=\"x\"\r\n"))
	f.Add([]byte{})
	f.Fuzz(func(_ *testing.T, raw []byte) { lint.Lint(raw) })
}
