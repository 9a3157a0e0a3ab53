package link_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/notify/link"
)

var (
	now = time.Date(2027, 1, 6, 16, 10, 0, 0, time.UTC)
	id  = "019b9b6c-7d00-7abc-8def-0123456789ab"
)

func signer(t testing.TB, key byte) *link.Signer {
	t.Helper()
	s, err := link.New(bytes.Repeat([]byte{key}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sign(t testing.TB, s *link.Signer, x link.Ticket) string {
	t.Helper()
	token, err := s.Sign(x)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// What is signed is read, until it ends, and the token fits in a text message.
func TestSignAndVerify(t *testing.T) {
	s := signer(t, 1)
	for _, delivery := range []string{id, "7", "ABC_1.2", "019B9B6C-7D00-7ABC-8DEF-0123456789AB", "00000000-0000-7000-8000-000000000000"} {
		x := link.Ticket{Delivery: delivery, Expires: now.Add(5 * time.Hour)}
		token := sign(t, s, x)
		got, err := s.Verify(token, now.Add(5*time.Hour))
		if err != nil || got.Delivery != x.Delivery || !got.Expires.Equal(x.Expires) {
			t.Errorf("%s: %+v, %v", delivery, got, err)
		}
		got, err = s.Verify(token, now.Add(5*time.Hour+time.Second))
		if fault.CodeOf(err) != "link.expired" || fault.KindOf(err) != fault.Gone || got.Delivery != delivery {
			t.Errorf("%s: %+v, %v", delivery, got, err)
		}
	}
	if token := sign(t, s, link.Ticket{Delivery: id, Expires: now.AddDate(1, 0, 0)}); len(token) > 50 {
		t.Errorf("%d characters: %s", len(token), token)
	}
}

// What was not signed with this key is unknown, whatever is wrong with it.
func TestForeign(t *testing.T) {
	s := signer(t, 1)
	good := sign(t, s, link.Ticket{Delivery: id, Expires: now.Add(time.Hour)})
	flipped := []byte(good)
	flipped[10] ^= 1
	for name, token := range map[string]string{"nothing": "", "words": "hej hej", "another key's": sign(t, signer(t, 2), link.Ticket{Delivery: id, Expires: now.Add(time.Hour)}),
		"changed": string(flipped), "cut": good[:len(good)-2], "more": good + "AA", "padded": good + "=", "short": "AQAA", "long": strings.Repeat("A", 4000)} {
		if _, err := s.Verify(token, now); fault.CodeOf(err) != "link.unknown" || fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := link.New([]byte("kort")); fault.CodeOf(err) != "link.key" {
		t.Error(err)
	}
	for _, x := range []link.Ticket{{Expires: now}, {Delivery: "a b", Expires: now}, {Delivery: id}, {Delivery: strings.Repeat("x", 65), Expires: now}} {
		if _, err := s.Sign(x); fault.CodeOf(err) != "link.ticket" {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

// Every ticket comes back as it was, and a token with any bit changed does not.
func TestAnyTicket(t *testing.T) {
	s := signer(t, 3)
	rapid.Check(t, func(t *rapid.T) {
		x := link.Ticket{Delivery: rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|[A-Za-z0-9_.-]{1,64}`).Draw(t, "delivery"),
			Expires: now.Add(time.Duration(rapid.IntRange(1, 600_000).Draw(t, "minutes")) * time.Minute)}
		token, err := s.Sign(x)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Verify(token, now); err != nil || got.Delivery != x.Delivery || !got.Expires.Equal(x.Expires) {
			t.Fatalf("%+v %v", got, err)
		}
		changed := []byte(token)
		i := rapid.IntRange(0, len(changed)-1).Draw(t, "at")
		if changed[i] == 'A' {
			changed[i] = 'B'
		} else {
			changed[i] = 'A'
		}
		if got, err := s.Verify(string(changed), now); err == nil {
			t.Fatalf("%s passes as %+v", changed, got)
		}
	})
}

func FuzzVerify(f *testing.F) {
	s := signer(f, 1)
	f.Add(sign(f, s, link.Ticket{Delivery: id, Expires: now.Add(time.Hour)}))
	f.Add("")
	f.Add("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	known := sign(f, s, link.Ticket{Delivery: id, Expires: now.Add(time.Hour)})
	f.Fuzz(func(t *testing.T, token string) {
		if x, err := s.Verify(token, now); err == nil && token != known {
			t.Errorf("%q is read as %+v", token, x)
		}
	})
}
