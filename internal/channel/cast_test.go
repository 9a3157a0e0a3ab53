package channel_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"samverkan/internal/channel"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/outward"
)

var (
	here = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	noon = time.Date(2027, 1, 6, 11, 0, 0, 0, time.UTC)
)

// inside lets calls reach servers of the test: http on loopback, and no longer than a test has patience.
func inside() outward.Options {
	return outward.Options{Inside: here, PlainHTTP: true, Timeout: 5 * time.Second}
}

// serve starts a server that ends with the test.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// message is one that every channel could take, but for the address.
func message(to string) channel.Message {
	return channel.Message{ID: "0197a1b2-0001", To: to, Title: "Samverkanskonferens kl. 14.30", Text: "ÖVNING. Kallelse: samverkanskonferens kl. 14.30. Kvittera nu.",
		Language: "sv", Alarm: true, Exercise: true, TalkGroup: "Samv LST X", At: noon}
}

// expect asks for a code, "" for none, and for the kind that tells whether to try again.
func expect(t *testing.T, what string, err error, code string, again bool) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Errorf("%s: %v, want %q", what, err, code)
	}
	want := fault.Invalid
	if again {
		want = fault.Unavailable
	}
	if err != nil && fault.KindOf(err) != want {
		t.Errorf("%s: kind %v, want %v", what, fault.KindOf(err), want)
	}
}

// silent holds an error against what may not stand in it.
func silent(t *testing.T, err error, secrets ...string) {
	t.Helper()
	for _, s := range secrets {
		if err != nil && s != "" && strings.Contains(err.Error(), s) {
			t.Errorf("%q stands in %q", s, err)
		}
	}
}

func words(t testing.TB) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Reports in any order and any number of times end in the same state.
func TestStateThen(t *testing.T) {
	all := []channel.State{"", channel.Sent, channel.Failed, channel.Delivered}
	for _, a := range all {
		for _, b := range all {
			if a.Then(b) != b.Then(a) || a.Then(b).Then(b) != a.Then(b) {
				t.Errorf("%q and %q", a, b)
			}
			for _, c := range all {
				if a.Then(b).Then(c) != a.Then(b.Then(c)) {
					t.Errorf("%q, %q and %q", a, b, c)
				}
			}
		}
	}
	if got := channel.Delivered.Then(channel.Failed); got != channel.Delivered {
		t.Error("what was delivered is", got)
	}
	if got := channel.Failed.Then(channel.Sent); got != channel.Failed {
		t.Error("what failed is", got)
	}
}

// A message that no channel can send is refused by all of them before anything is called.
func TestMessagesThatAreRefused(t *testing.T) {
	called := serve(t, func(w http.ResponseWriter, _ *http.Request) { t.Error("called"); w.WriteHeader(500) })
	sms, err := channel.NewSMS(channel.ElksOptions{Address: called, User: "u", Password: "p", From: "Samverkan", Outward: inside()})
	if err != nil {
		t.Fatal(err)
	}
	hook := channel.NewWebhook(channel.WebhookOptions{Secrets: func(string) []string { return []string{"x"} }, Now: func() time.Time { return noon }, Outward: inside()})
	file, err := channel.OpenFile(t.TempDir()+"/out.jsonl", "rakel")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, change := range map[string]func(*channel.Message){
		"no id":             func(m *channel.Message) { m.ID = "" },
		"an id with a line": func(m *channel.Message) { m.ID = "x\r\nX: y" },
		"a long id":         func(m *channel.Message) { m.ID = strings.Repeat("x", 65) },
		"no text":           func(m *channel.Message) { m.Title, m.Text = " ", "\n" },
		"no text in UTF-8":  func(m *channel.Message) { m.Text = "\xff" },
		"a zero":            func(m *channel.Message) { m.Title = "a\x00b" },
		"a book":            func(m *channel.Message) { m.Text = strings.Repeat("å", 2100) },
	} {
		for _, p := range []channel.Provider{sms, hook, file, channel.Rakel{Words: words(t), Next: file}} {
			m := message("+46700000000")
			change(&m)
			_, err := p.Send(context.Background(), m)
			expect(t, name, err, "channel.message", false)
		}
	}
}
