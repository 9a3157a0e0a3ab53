package inbound_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"samverkan/internal/mail/inbound"
)

// stranger is a mail server that answers commands by their first word; what it does not know it takes.
func stranger(t *testing.T, answers map[string]func(w io.Writer, tag string)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				fmt.Fprint(c, "* OK [CAPABILITY IMAP4rev1] hej\r\n")
				for in := bufio.NewScanner(c); in.Scan(); {
					words := strings.Fields(in.Text())
					if len(words) < 2 {
						continue
					}
					if say := answers[strings.Join(words[1:min(3, len(words))], " ")]; say != nil {
						say(c, words[0])
					} else if say := answers[words[1]]; say != nil {
						say(c, words[0])
					} else {
						fmt.Fprintf(c, "%s OK\r\n", words[0])
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

// A server that never answers, never ends, or names more mails than there can be costs its own line, and nothing else: the poller goes on
// trying, and does not fill the memory.
func TestPollerAgainstHostileServers(t *testing.T) {
	one := func(w io.Writer, tag string) { fmt.Fprintf(w, "* SEARCH 1\r\n%s OK\r\n", tag) }
	sized := func(w io.Writer, tag string) { fmt.Fprintf(w, "* 1 FETCH (UID 1 RFC822.SIZE 10)\r\n%s OK\r\n", tag) }
	for name, answers := range map[string]map[string]func(io.Writer, string){
		"never answers": {"UID SEARCH": func(io.Writer, string) {}},
		"names too many": {"UID SEARCH": func(w io.Writer, tag string) {
			fmt.Fprintf(w, "* ESEARCH (TAG %q) UID ALL 1:4294967295\r\n%s OK\r\n", tag, tag)
		}},
		"names a star":      {"UID SEARCH": func(w io.Writer, tag string) { fmt.Fprintf(w, "* ESEARCH (TAG %q) UID ALL 1:*\r\n%s OK\r\n", tag, tag) }},
		"a literal too big": {"UID SEARCH": one, "UID FETCH": fetched(sized, func(w io.Writer) { endless(w, "* 1 FETCH (UID 1 BODY[] {4000000000}\r\n") })},
		"never ends":        {"UID SEARCH": func(w io.Writer, _ string) { endless(w, "* OK ") }},
		"garbage":           {"UID SEARCH": func(w io.Writer, _ string) { io.WriteString(w, strings.Repeat("\x00\xff{", 1000)+"\r\n") }},
	} {
		t.Run(name, func(t *testing.T) {
			tries := make(chan struct{}, 100)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			m := inbound.Mailbox{Address: stranger(t, answers), Security: inbound.Plain, User: "svar", Password: "hemligt", Patience: 200 * time.Millisecond,
				Log: slog.New(slog.DiscardHandler), Wait: func(ctx context.Context, _ time.Duration) error {
					select {
					case tries <- struct{}{}:
					default:
					}
					return soon(ctx, 0)
				}}
			if strings.HasPrefix(name, "a literal") || name == "never ends" {
				m.Patience = time.Minute // it is how much that ends it
			}
			poller, err := inbound.NewPoller(m, func(context.Context, []byte) error { t.Error("a mail was taken"); return nil })
			if err != nil {
				t.Fatal(err)
			}
			done := make(chan struct{})
			go func() { defer close(done); poller.Run(ctx) }()
			for range 2 { // it has given up, and tried again
				select {
				case <-tries:
				case <-time.After(time.Minute):
					buf := make([]byte, 1<<16)
					t.Fatalf("it hangs\n%s", buf[:runtime.Stack(buf, true)])
				}
			}
			var m1 runtime.MemStats
			if runtime.ReadMemStats(&m1); m1.HeapAlloc > 400<<20 {
				t.Errorf("%d MB", m1.HeapAlloc>>20)
			}
			cancel()
			<-done
		})
	}
}

// fetched answers the first question about a mail with its size, and the next with something else.
func fetched(size func(io.Writer, string), body func(io.Writer)) func(io.Writer, string) {
	asked := 0
	return func(w io.Writer, tag string) {
		if asked++; asked%2 == 1 {
			size(w, tag)
		} else {
			body(w)
		}
	}
}

// endless goes on until nobody listens.
func endless(w io.Writer, begin string) {
	_, err := io.WriteString(w, begin)
	for block := strings.Repeat("x", 1<<15); err == nil; {
		_, err = io.WriteString(w, block)
	}
}
