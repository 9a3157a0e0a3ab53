package mail_test

import (
	"bytes"
	"flag"
	"io"
	"math/rand/v2"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message"
	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/mail"
)

var update = flag.Bool("update", false, "write the golden files anew")

// chance is the same each time.
func chance() io.Reader { return rand.NewChaCha8([32]byte{1}) }

const entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nPRODID:-//Samverkan//samverkan//SV\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:018f9a3e@lst.example\r\n" +
	"SUMMARY:ÖVNING: Regional samverkanskonferens 3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func kallelse() mail.Message {
	return mail.Message{
		ID: "0197a1b2-7c", Thread: "0197a1b0-11", At: time.Date(2027, 1, 6, 19, 5, 0, 0, time.FixedZone("CET", 3600)),
		From: "konferens@lst.example", FromName: "Länsstyrelsen Mellanmark via samverkan", To: "tib@odeby.example",
		Subject: "ÖVNING: Kallelse till regional samverkanskonferens 3, Snökaos Allmänsta, i dag kl. 19.35",
		Text:    "Ni kallas till samverkanskonferens.\n\nAnslut: https://mote.example/rum/3\nTelefon: 010-123 45 67, kod 4711\n.\n--\nVänligen\n",
		HTML:    "<!DOCTYPE html>\n<html lang=\"sv\"><p>Ni kallas till samverkanskonferens. <a href=\"https://mote.example/rum/3\">Anslut</a></p></html>\n",
		Method:  "REQUEST", Calendar: []byte(entry), Language: "sv", Bounce: "0197a1b2-7c",
		Attachments: []mail.File{{Name: "Kallelse – dagordning.pdf", Type: "application/pdf", Bytes: []byte("%PDF-1.7\n")},
			{Name: `a "b".txt`, Type: "text/plain; charset=utf-8", Bytes: []byte("Å\r\n")}},
	}
}

// The bytes of a mail are kept: a change of them is a change of what every recipient's program reads.
func TestGoldenMail(t *testing.T) {
	alarm := kallelse()
	alarm.Alarm, alarm.Thread, alarm.Attachments, alarm.HTML = true, "", nil, ""
	plain := kallelse()
	plain.Calendar, plain.Method, plain.Attachments, plain.HTML = nil, "", nil, ""
	page := kallelse()
	page.Calendar, page.Method, page.Attachments = nil, "", nil
	for name, m := range map[string]mail.Message{"kallelse": kallelse(), "alarm": alarm, "plain": plain, "page": page} {
		got, err := m.Bytes(chance())
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name+".eml")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s has changed:\n%s", file, got)
		}
		again, err := m.Bytes(chance())
		if err != nil || !bytes.Equal(got, again) {
			t.Errorf("%s: not the same twice", name)
		}
	}
}

// leaves reads a mail back: each part's type, and its bytes.
func leaves(t testing.TB, raw []byte) (header message.Header, all [][2]string) {
	t.Helper()
	m, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	err = m.Walk(func(_ []int, e *message.Entity, err error) error {
		if err != nil || strings.HasPrefix(e.Header.Get("Content-Type"), "multipart/") {
			return err
		}
		body, err := io.ReadAll(e.Body)
		all = append(all, [2]string{e.Header.Get("Content-Type"), string(body)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m.Header, all
}

// What is put in comes out again, in the order that programs go by.
func TestTree(t *testing.T) {
	m := kallelse()
	raw, err := m.Bytes(chance())
	if err != nil {
		t.Fatal(err)
	}
	header, parts := leaves(t, raw)
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	want := [][2]string{{"text/plain; charset=utf-8", crlf(m.Text)}, {"text/html; charset=utf-8", crlf(m.HTML)},
		{"text/calendar; charset=utf-8; method=REQUEST", entry}, {"application/ics; name=invite.ics", entry}}
	for i, w := range want {
		if parts[i] != w {
			t.Errorf("part %d is %q, want %q", i, parts[i], w)
		}
	}
	if len(parts) != 6 || !strings.HasPrefix(parts[4][0], "application/pdf") || parts[5][1] != "Å\r\n" {
		t.Errorf("%d parts: %q", len(parts), parts[4:])
	}
	if s, err := header.Text("Subject"); err != nil || s != m.Subject {
		t.Errorf("%q, %v", s, err)
	}
	if !bytes.Contains(raw, []byte("filename*=utf-8''Kallelse%20%E2%80%93%20dagordning.pdf")) {
		t.Error("the file's name is not as RFC 2231 has it")
	}
	if path, err := m.ReturnPath(); err != nil || path != "bounce+0197a1b2-7c@lst.example" {
		t.Errorf("%s, %v", path, err)
	}
	m.Mailbox = "konferens@lst.example"
	if path, err := m.ReturnPath(); err != nil || path != "konferens+0197a1b2-7c@lst.example" {
		t.Errorf("%s, %v", path, err)
	}
	m.Bounce = "x@y.example"
	if _, err := m.ReturnPath(); fault.CodeOf(err) != "mail.bounce" {
		t.Error(err)
	}
	if _, err := m.Bytes(strings.NewReader("short")); fault.CodeOf(err) != "mail.build" {
		t.Error(err)
	}
}

// Nothing that is put into a message adds a header, a recipient or a part (D10), and what is refused is told by its code.
func TestMessageRefuses(t *testing.T) {
	evil := "x\r\nBcc: e@f.example"
	for _, c := range []struct {
		name, want string
		change     func(*mail.Message)
	}{
		{"recipient", "mail.address", func(m *mail.Message) { m.To = "a@b.example\r\nBcc: e@f.example" }},
		{"two recipients", "mail.address", func(m *mail.Message) { m.To = "a@b.example, e@f.example" }},
		{"sender", "mail.sender", func(m *mail.Message) { m.From = "a@b.example\nX: y" }},
		{"sender's name", "mail.sender", func(m *mail.Message) { m.FromName = evil }},
		{"a long name", "mail.sender", func(m *mail.Message) { m.FromName = strings.Repeat("å", 201) }},
		{"subject", "mail.subject", func(m *mail.Message) { m.Subject = evil }},
		{"a subject of 10 kB", "mail.subject", func(m *mail.Message) { m.Subject = strings.Repeat("snö ", 2500) }},
		{"a name turned round", "mail.sender", func(m *mail.Message) { m.FromName = "\u202enegayh" }},
		{"id", "mail.message-id", func(m *mail.Message) { m.ID = "x> <y" }},
		{"id of nothing", "mail.message-id", func(m *mail.Message) { m.ID = "" }},
		{"thread", "mail.message-id", func(m *mail.Message) { m.Thread = evil }},
		{"language", "mail.build", func(m *mail.Message) { m.Language = evil }},
		{"text", "mail.text", func(m *mail.Message) { m.Text = "\xff" }},
		{"page", "mail.text", func(m *mail.Message) { m.HTML = "\x00" }},
		{"method", "mail.calendar", func(m *mail.Message) { m.Method = "REQUEST\r\nX: y" }},
		{"another method", "mail.calendar", func(m *mail.Message) { m.Method = "CANCEL" }},
		{"a method of nothing", "mail.calendar", func(m *mail.Message) { m.Calendar = nil }},
		{"file's name", "mail.attachment", func(m *mail.Message) { m.Attachments[0].Name = evil }},
		{"file in a directory", "mail.attachment", func(m *mail.Message) { m.Attachments[0].Name = "../x" }},
		{"file without a name", "mail.attachment", func(m *mail.Message) { m.Attachments[0].Name = " " }},
		{"file's type", "mail.attachment", func(m *mail.Message) { m.Attachments[0].Type = "application/pdf\r\nX: y" }},
		{"a file that is a mail", "mail.attachment", func(m *mail.Message) { m.Attachments[0].Type = "multipart/mixed; boundary=x" }},
		{"too much", "mail.too-large", func(m *mail.Message) { m.Attachments[0].Bytes = make([]byte, 18<<20) }},
	} {
		m := kallelse()
		c.change(&m)
		if _, err := m.Bytes(chance()); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestSubject(t *testing.T) {
	long := strings.Repeat("snökaos i Allmänsta ", 500) // 10 kB
	for _, c := range []struct{ in, want string }{
		{"Kallelse", "Kallelse"}, {"  en\r\nBcc: x@y.example\t\tto ", "en Bcc: x@y.example to"}, {"\xff\u202ea", "a"}, {"", ""},
		{strings.Repeat("x", 300), strings.Repeat("x", 199) + "…"},
		{strings.Repeat("x", 200), strings.Repeat("x", 200)},
	} {
		if got := mail.Subject(c.in); got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
	}
	got := mail.Subject(long)
	if n := utf8.RuneCountInString(got); n > 200 || n < 180 || !strings.HasSuffix(got, "…") || !strings.HasPrefix(long, strings.TrimSuffix(got, "…")+" ") {
		t.Errorf("%d characters: %q", n, got)
	}
	m := kallelse()
	m.Subject = got
	if _, err := m.Bytes(chance()); err != nil {
		t.Error(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		m := kallelse()
		m.Subject = mail.Subject(rapid.String().Draw(t, "subject"))
		if mail.Subject(m.Subject) != m.Subject {
			t.Errorf("%q is cut again", m.Subject)
		}
		if _, err := m.Bytes(chance()); err != nil && m.Subject != "" {
			t.Errorf("%q: %v", m.Subject, err)
		}
	})
}

// Whatever is taken makes a mail with just the headers and parts that it has, readable again as it was written.
func FuzzMessage(f *testing.F) {
	for _, s := range []string{"x", "Ö\r\n", "a@b.example", "=?utf-8?q?x?=", "\u202ea", strings.Repeat("å", 100), ".\r\n", `"x`, "a  b", "a;b=c", "%41", " x "} {
		f.Add("c@d.example", s, s, s, s)
		f.Add(s, "x", "y", "z", "w")
	}
	f.Fuzz(func(t *testing.T, to, subject, name, text, file string) {
		m := mail.Message{ID: "x", From: "a@b.example", FromName: name, To: to, Subject: subject, Text: text, HTML: text + "x",
			Attachments: []mail.File{{Name: file, Type: "application/pdf", Bytes: []byte(text)}}}
		raw, err := m.Bytes(chance())
		if err != nil {
			return
		}
		for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
			if len(line) > 998 || bytes.ContainsAny(line, "\r\n") || bytes.ContainsFunc(line, func(r rune) bool { return r > 0x7e || r < ' ' && r != '\t' }) {
				t.Fatalf("line %q", line)
			}
		}
		header, parts := leaves(t, raw)
		if header.Len() != 9 || len(parts) != 3 || parts[2][1] != text {
			t.Fatalf("%d headers, %d parts: %s", header.Len(), len(parts), raw)
		}
		if got, err := header.Text("Subject"); err != nil || squeeze(got) != squeeze(subject) {
			t.Fatalf("subject %q became %q, %v", subject, got, err)
		}
		_, rest, ok := strings.Cut(string(raw), "Content-Disposition: ")
		rest, _, _ = strings.Cut(rest, "\r\n\r\n")
		_, params, err := mime.ParseMediaType(strings.ReplaceAll(rest, "\r\n", ""))
		if !ok || err != nil || params["filename"] != file {
			t.Fatalf("file %q became %q, %v", file, params["filename"], err)
		}
	})
}

// squeeze takes away what reading a folded line may change.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
