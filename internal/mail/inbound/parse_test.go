package inbound_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/emersion/go-msgauth/dkim"

	"samverkan/internal/fault"
	"samverkan/internal/mail/inbound"
)

// What is no mail, or too much of one, is said clearly.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		raw  []byte
		code string
		kind fault.Kind
	}{
		{"nothing", nil, "inbound.mail", fault.Invalid},
		{"empty lines", []byte("\r\n\r\n"), "inbound.mail", fault.Invalid},
		{"noise", []byte("\x00\x01\x02\xff\xfe"), "inbound.mail", fault.Invalid},
		{"a web page", []byte("<html>\n<body>Hej</body>"), "inbound.mail", fault.Invalid},
		{"too large", bytes.Repeat([]byte("A: b\r\n"), inbound.MaxBytes/6+1), "inbound.too-large", fault.TooLarge},
	} {
		if _, err := inbound.Parse(c.raw, inbound.Options{}); fault.CodeOf(err) != c.code || fault.KindOf(err) != c.kind {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// The text that a person sees is text: short, visible, in order.
func TestText(t *testing.T) {
	mail := func(kind, body string) []byte {
		return []byte("From: a@b.example\r\nSubject: =?utf-8?q?a=0D=0ABcc=3A_x=E2=80=AEy?=\r\nContent-Type: " + kind + "\r\n\r\n" + body)
	}
	for _, c := range []struct{ name, kind, body, want string }{
		{"control and direction characters", "text/plain; charset=utf-8", "a\x00b\u202ec\u200b\r\n\r\n\r\n\r\nd\te", "abc\n\nd e"},
		{"no charset said", "text/plain", "V\xe4gen \xe4r av", "Vägen är av"},
		{"a charset that nobody knows", "text/plain; charset=x-klingon", "Hej", "Hej"},
		{"an encoding that nobody knows", "text/plain\r\nContent-Transfer-Encoding: x-uu", "Hej", "Hej"},
		{"base64 that breaks off", "text/plain\r\nContent-Transfer-Encoding: base64", "SGVqIQ==\r\n!!!", "Hej!"},
		{"a page", "text/html", "<style>x</style><p>Ett</p><p>Två &amp; tre</p><script>y", "Ett\n\nTvå & tre"},
		{"a part with a broken parameter", `multipart/mixed; boundary="q"; x`, "--q\r\n\r\nHej\r\n--q--", "Hej"},
		{"a part without an end", `multipart/mixed; boundary=q`, "--q\r\n\r\nHej", "Hej"},
		{"no boundary", `multipart/mixed`, "--q\r\n\r\nHej\r\n--q--", ""},
	} {
		in, err := inbound.Parse(mail(c.kind, c.body), inbound.Options{})
		if err != nil || in.Text != c.want || in.Subject != "a Bcc: xy" {
			t.Errorf("%s: %q, %q, %v", c.name, in.Text, in.Subject, err)
		}
	}
	in, err := inbound.Parse(mail("text/plain; charset=utf-8", strings.Repeat("ö", 100_000)), inbound.Options{})
	if err != nil || utf8.RuneCountInString(in.Text) != inbound.MaxText {
		t.Errorf("%d characters, %v", utf8.RuneCountInString(in.Text), err)
	}
}

// The receiving server's word counts, and only for the sender's own organisation.
func TestAuthenticationResults(t *testing.T) {
	reply := bytes.SplitN(corpus(t)["accept-thunderbird"], []byte("\r\n"), 2)[1]
	for _, c := range []struct {
		name, field string
		want        bool
	}{
		{"dmarc", "mx.lst.example 1; dmarc=pass (p=reject) header.from=trafik.example", true},
		{"dkim of the organisation", "MX.lst.example; dkim=pass header.d=mail.trafik.example", true},
		{"dkim by its identity", "mx.lst.example; dkim=pass header.i=@trafik.example", true},
		{"spf of the organisation", "mx.lst.example; spf=pass smtp.mailfrom=bounces@trafik.example", true},
		{"another server", "mx.elsewhere.example; dmarc=pass header.from=trafik.example", false},
		{"dmarc of another", "mx.lst.example; dmarc=pass header.from=evil.example", false},
		{"dkim of another", "mx.lst.example; dkim=pass header.d=evil.example; dmarc=fail header.from=trafik.example", false},
		{"a comment", "mx.lst.example; spf=fail (dmarc=pass header.from=trafik.example; dkim=pass header.d=trafik.example)", false},
		{"a quoted local part", `mx.lst.example; spf=pass smtp.mailfrom="x; dmarc=pass header.from=trafik.example; y"@evil.example`, false},
		{"the suffix alone", "mx.lst.example; dkim=pass header.d=example", false},
		{"none", "mx.lst.example; none", false},
		{"nothing", "", false},
		{"a failure above a forged field", "mx.lst.example; dmarc=fail header.from=trafik.example\r\nAuthentication-Results: mx.lst.example; dmarc=pass header.from=trafik.example", false},
	} {
		raw := append([]byte("Authentication-Results: "+c.field+"\r\n"), reply...)
		in, err := inbound.Parse(raw, inbound.Options{AuthServer: "mx.lst.example"})
		if err != nil || in.Verified != c.want {
			t.Errorf("%s: %v, %v", c.name, in.Verified, err)
		}
		if in, err := inbound.Parse(raw, inbound.Options{}); err != nil || in.Verified {
			t.Errorf("%s: believed without a server to trust", c.name)
		}
	}
}

// Without the server's word a signature of the sender's organisation counts (RFC 6376).
func TestDKIM(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	lookup := func(name string) ([]string, error) {
		if strings.HasPrefix(name, "s1._domainkey.") {
			return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
		}
		return nil, errors.New("no such name")
	}
	sign := func(raw []byte, domain, selector string) []byte {
		var b bytes.Buffer
		if err := dkim.Sign(&b, bytes.NewReader(raw), &dkim.SignOptions{Domain: domain, Selector: selector, Signer: private}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	reply := corpus(t)["accept-thunderbird"]
	own := sign(reply, "trafik.example", "s1")
	for _, c := range []struct {
		name string
		raw  []byte
		want bool
	}{
		{"none", reply, false},
		{"its own", own, true},
		{"of a subdomain", sign(reply, "mail.trafik.example", "s1"), true},
		{"its own under another's", sign(own, "list.example", "s1"), true},
		{"of another", sign(reply, "evil.example", "s1"), false},
		{"without a record", sign(reply, "trafik.example", "s2"), false},
		{"changed after it was signed", bytes.Replace(own, []byte("PARTSTAT=ACCEPTED"), []byte("PARTSTAT=DECLINED"), 1), false},
		{"another sender after it was signed", bytes.Replace(own, []byte("<vtl@trafik.example>"), []byte("<tib@sundby.example>"), 1), false},
		{"a broken one", append([]byte("DKIM-Signature: d=trafik.example; v=1; b=;;a=\r\n"), reply...), false},
	} {
		in, err := inbound.Parse(c.raw, inbound.Options{LookupTXT: lookup})
		if err != nil || in.Verified != c.want {
			t.Errorf("%s: %v, %v", c.name, in.Verified, err)
		}
	}
}

// What a stranger can send to keep the reader busy. The figures must stay under a second each.
func BenchmarkHostile(b *testing.B) {
	for name, raw := range hostile() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				if in, err := inbound.Parse(raw, inbound.Options{AuthServer: "mx", LookupTXT: func(string) ([]string, error) { return nil, nil }}); err == nil {
					inbound.Match(in, known)
				}
			}
		})
	}
}

// Each of them is read to an end, and none is taken for an answer.
func TestHostile(t *testing.T) {
	for name, raw := range hostile() {
		in, err := inbound.Parse(raw, inbound.Options{})
		if err != nil && fault.KindOf(err) == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
		if v := inbound.Match(in, known); err == nil && v.Kind == inbound.IsAnswer {
			t.Errorf("%s is an answer", name)
		}
	}
}

func hostile() map[string][]byte {
	const size = 29 << 20
	fill := func(head, unit, tail string) []byte {
		return []byte(head + strings.Repeat(unit, (size-len(head)-len(tail))/len(unit)) + tail)
	}
	var nested strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	var forwards strings.Builder
	for range 2000 {
		forwards.WriteString("Content-Type: message/rfc822\r\n\r\n")
	}
	calendar := func(body string) []byte {
		return []byte("From: tib@sundby.example\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\n" + body + "END:VEVENT\r\nEND:VCALENDAR\r\n")
	}
	return map[string][]byte{
		"one long header line":   fill("From: a@b.example\r\nX: ", "x", "\r\n\r\nhej"),
		"a folded header":        fill("From: a@b.example\r\nX: y", "\r\n x", "\r\n\r\nhej"),
		"many header fields":     fill("From: a@b.example\r\n", "A: b\r\n", "\r\nhej"),
		"many broken fields":     fill("From: a@b.example\r\n", "A b\r\n", "\r\nhej"),
		"many in To":             fill("From: a@b.example\r\nTo: a@b.example", ", a@b.example", "\r\n\r\nhej"),
		"To in comments":         []byte("From: a@b.example\r\nTo: " + strings.Repeat("(", 15_000) + "\r\nCc: " + strings.Repeat("[a", 7_000) + "\r\n\r\nhej"),
		"deep":                   append([]byte(nested.String()), bytes.Repeat([]byte("x"), 20<<20)...),
		"deep in eight":          fill("From: a@b.example\r\n"+nested.String()[:8*60], "--b0 \r\n--b1 \r\n\r\n", ""),
		"forwarded in forwarded": append([]byte(forwards.String()), bytes.Repeat([]byte("x"), 20<<20)...),
		"many parts":             fill("Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\n\r\n", ""),
		"almost a boundary":      fill("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n", "\r\n--", ""),
		"base64":                 fill("Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n", "QUJD\r\n", ""),
		"quoted-printable":       fill("Content-Type: application/ics\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", "=\r\n", ""),
		"a hundred calendars":    []byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n"+strings.Repeat("BEGIN:VEVENT\r\n", 20_000)+"\r\n", 100)),
		"a page":                 fill("Content-Type: text/html\r\n\r\n", "<a <b ", ""),
		"folds":                  calendar("ATTENDEE;X=" + strings.Repeat("\r\n x", 250_000) + ":mailto:tib@sundby.example\r\n"),
		"attendees":              calendar(strings.Repeat("ATTENDEE:mailto:a@b.example\r\n", 30_000)),
		"broken attendees":       calendar(strings.Repeat("ATTENDEE;CN=\"x\"\r\n", 50_000)),
		"long heads":             calendar(strings.Repeat("ATTENDEE;X="+strings.Repeat("x", 8_000)+":mailto:a@b.example\r\n", 120)),
		"comments":               calendar(strings.Repeat("COMMENT:x\r\n", 80_000)),
		"events":                 calendar(strings.Repeat("END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\n", 28_000)),
		"zones":                  calendar("END:VEVENT\r\n" + strings.Repeat("BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\n", 20_000) + "BEGIN:VEVENT\r\n"),
		"signatures":             append([]byte(strings.Repeat("DKIM-Signature: v=1; a=rsa-sha256; d=sundby.example; s=x; h=from; bh=eA==; b=eA==\r\n", 2_000)), calendar("ATTENDEE:mailto:x@y.example\r\n")...),
	}
}

// Whatever comes in is read without a panic, and what comes out is fit to be shown and stored.
func FuzzParse(f *testing.F) {
	for name, raw := range corpus(f) {
		if len(raw) < 20_000 && !strings.HasPrefix(name, "made-") {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := inbound.Parse(raw, inbound.Options{AuthServer: "mx.lst.example", LookupTXT: func(string) ([]string, error) { return nil, errors.New("none") }})
		if err != nil {
			if fault.CodeOf(err) != "inbound.mail" || strings.Contains(err.Error(), "panic") {
				t.Fatal(err)
			}
			return
		}
		texts := []string{in.Subject, in.FromName, in.From, in.MessageID, in.InReplyTo, in.Token}
		for _, r := range in.Replies {
			texts = append(texts, r.UID, r.Attendee, r.Name, r.DelegatedTo)
			if utf8.RuneCountInString(r.Comment) > inbound.MaxText {
				t.Fatal("a long comment")
			}
		}
		if in.Bounce != nil {
			texts = append(texts, in.Bounce.Diagnostic, in.Bounce.Recipient, in.Bounce.Status)
		}
		for _, s := range texts {
			if !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n\x00\u202e") {
				t.Fatalf("%q", s)
			}
		}
		if !utf8.ValidString(in.Text) || utf8.RuneCountInString(in.Text) > inbound.MaxText || strings.ContainsAny(in.Text, "\r\x00\u202e") {
			t.Fatalf("%q", in.Text)
		}
		v := inbound.Match(in, known)
		if v.Kind == "" || (v.Kind == inbound.IsUnknown) != (v.Reason != "") || v.Kind == inbound.IsAnswer && (v.Participant == "" || v.Reply == "") {
			t.Fatalf("%+v", v)
		}
	})
}
