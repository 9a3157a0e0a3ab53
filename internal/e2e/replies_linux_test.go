package e2e_test

import (
	"bytes"
	"encoding/base64"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"samverkan/internal/directory"
	"samverkan/internal/mail/mailtest"
)

// corpusUID is the meeting of the corpus of replies.
const corpusUID = "019a2b3c-konferens@samverkan.example"

// answering are the actors that the corpus answers for, with their mailboxes.
var answering = map[string]string{"kommun-ekeryd": "tib@sundby.example", "region-allmanlan": "tib@region.example", "kommun-storsjo": "vtl@trafik.example",
	"kommun-granvik": "inre.befal@rtj.example", "kommun-alvnas": "ff.allman@gmail.com", "kommun-karrboda": "rlc@polisen.example",
	"kommun-mellana": "norrby@raddning.example", "kommun-vintervik": "soderby@raddning.example"}

// imapBox is a mailbox that programs read, on loopback.
func imapBox(t *testing.T) (address string, box *imapmemserver.User) {
	t.Helper()
	box = imapmemserver.NewUser("svar", "hemligt")
	if err := box.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	server := imapmemserver.New()
	server.AddUser(box)
	s := imapserver.New(&imapserver.Options{InsecureAuth: true, Logger: discard{}, Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIdle: {}},
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return server.NewSession(), nil, nil
		}})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(l) }()
	t.Cleanup(func() { s.Close(); <-done })
	return l.Addr().String(), box
}

type discard struct{}

func (discard) Printf(string, ...any) {}

// folded are lines of base64, the last of any length.
var folded = regexp.MustCompile(`(?m)(?:^[A-Za-z0-9+/]{60,76}\r?\n)+^[A-Za-z0-9+/]{1,76}={0,2}\r?\n`)

// about gives a mail of the corpus as one about another meeting, and to another mailbox for what comes back.
func about(t *testing.T, raw []byte, uid, token string) []byte {
	t.Helper()
	found := false
	renamed := func(b []byte) []byte {
		found = found || bytes.Contains(b, []byte(corpusUID))
		return bytes.ReplaceAll(b, []byte(corpusUID), []byte(uid))
	}
	out := folded.ReplaceAllFunc(raw, func(b []byte) []byte {
		text, err := base64.StdEncoding.DecodeString(string(bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r"), nil), []byte("\n"), nil)))
		if err != nil || !bytes.Contains(text, []byte(corpusUID)) {
			return b
		}
		code := base64.StdEncoding.EncodeToString(renamed(text))
		var lines strings.Builder
		for len(code) > 76 {
			lines.WriteString(code[:76] + "\r\n")
			code = code[76:]
		}
		return []byte(lines.String() + code + "\r\n")
	})
	out = renamed(out)
	if token != "" {
		out, found = bytes.ReplaceAll(out, []byte("bounce+k7x2m9@"), []byte(token+"@")), true
	}
	if !found && (bytes.Contains(raw, []byte("METHOD:")) || bytes.Contains(raw, []byte("QkVHSU46VkNBTEVOREFS"))) { // BEGIN:VCALENDAR
		t.Error("nothing in it was about the meeting")
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(out, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}

// What recipients' programs answer comes to the right place through the running service, whether its mail server hands it over or it reads
// a mailbox: on the receipt board, among the unknown, or nowhere. The service lives, and what comes twice counts once.
func TestRepliesComeIn(t *testing.T) {
	long(t)
	address, box := imapBox(t)
	p := newInstallation(t)
	var contacts []directory.Contact
	for _, actor := range slices.Sorted(maps.Keys(answering)) {
		contacts = append(contacts, directory.Contact{ID: "tib." + actor, Actor: actor, Function: "TiB", Ways: []directory.Way{{Channel: directory.Mail, Address: answering[actor]}}})
	}
	var file bytes.Buffer
	if err := directory.WriteContacts(&file, contacts); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "kontakter.csv"), file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	p.run("contacts", "import", "kontakter.csv")
	x := &sending{inbox: inbox{t: t, sink: mailtest.Start(t, mailtest.Options{}), all: map[string][]letter{}}, lmtp: freeAddress(t)}
	x.service = p.serves("--log-level", "warn", "--smtp", x.sink.Addr, "--smtp-tls", "none", "--smtp-from", "konferens@lst.example", "--lmtp", x.lmtp,
		"--imap", address, "--imap-tls", "none", "--imap-user", "svar", "--imap-password", "hemligt", "--auth-server", "mx.lst.example")
	x.leader = x.computer(t, p.people["leader"].Token)
	const id = "konf-svar"
	call := append([]string{"call"}, slices.Sorted(maps.Keys(answering))...)
	x.leader.ends(0, append(call, "--purpose", "lägesbild", "--in", "3h", "--no-alarm", "--way-in", "https://mote.example/3", "-C", id)...)
	x.next("kallelse", 8)
	for i := range 2 { // the corpus answers the third one
		at := time.Now().Add(time.Duration(4+i) * time.Hour).Truncate(time.Minute)
		x.leader.ends(0, "conference", "reschedule", "--start", at.Format(time.RFC3339), "--end", at.Add(time.Hour).Format(time.RFC3339), "-C", id)
		x.next("another time", 8)
	}
	uid := x.all["tib@sundby.example"][0].event.UID
	tokens := map[string]string{} // the return path of the last mail to each
	for _, l := range x.sink.Taken() {
		tokens[l.To], _, _ = strings.Cut(l.From, "@")
	}
	byIMAP := false
	comes := func(raw []byte, to string) {
		t.Helper()
		if byIMAP = !byIMAP; byIMAP {
			if _, err := box.Append("INBOX", bytes.NewReader(raw), &imap.AppendOptions{}); err != nil {
				t.Fatal(err)
			}
			return
		}
		x.lands(to, raw)
	}
	corpus := func(name string) []byte {
		return read(t, filepath.Join("..", "mail", "inbound", "testdata", "replies", name+".eml"))
	}
	large := bytes.Replace(corpus("accept-thunderbird"), []byte("ATTENDEE;RSVP"), []byte("ATTENDEE;X-A="+strings.Repeat("\r\n "+strings.Repeat("x", 74), 12_000)+";RSVP"), 1)
	for _, name := range []string{"accept-exchange", "apple-application-ics", "delegated", "forwarded-to-known-domain", "google-octet-stream",
		"older-sequence", "auto-reply", "two-actors-one-domain", "forwarded-outside", "answers-for-another", "malformed-attendee", "plain-words", "broken-calendar",
		"winmail", "counter", "refresh", "accept-exchange", "accept-exchange"} {
		comes(about(t, corpus(name), uid, ""), "konferens@lst.example")
	}
	comes(about(t, large, uid, ""), "konferens@lst.example")
	comes([]byte("\x00\xff hej"), "konferens@lst.example")
	for name, to := range map[string]string{"bounce-mailbox-full": "rlc@polisen.example", "exchange-ndr": "norrby@raddning.example"} {
		comes(about(t, corpus(name), uid, tokens[to]), tokens[to]+"@lst.example")
	}
	leader := x.as(p.people["leader"].Token)
	codes := func() map[string]int {
		var list []struct{ Code string }
		leader.read("/api/v1/replies", &list)
		out := map[string]int{}
		for _, r := range list {
			out[r.Code]++
		}
		return out
	}
	// What is about no meeting of the leader's is for who runs the service.
	want := map[string]int{"inbound.ambiguous": 1, "inbound.sender": 1, "inbound.foreign": 1, "inbound.calendar": 2}
	for limit := time.Now().Add(patience); !maps.Equal(codes(), want) || x.board(id)["kommun-mellana"].Code == "" || x.board(id)["kommun-karrboda"].Code == ""; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("unknown: %v, want %v; %+v", codes(), want, x.board(id))
		}
	}
	board := x.board(id)
	for actor, is := range map[string]struct {
		reply, function, code string
		unverified            bool
	}{
		"kommun-ekeryd": {reply: "coming"}, "region-allmanlan": {reply: "coming", unverified: true},
		"kommun-storsjo": {reply: "substitute", function: "jour@trafik.example", unverified: true}, "kommun-granvik": {reply: "coming"},
		"kommun-alvnas": {reply: "declined", unverified: true}, "kommun-karrboda": {code: "mail.full-mailbox"}, "kommun-mellana": {code: "mail.unknown-recipient"},
		"kommun-vintervik": {},
	} {
		if r := board[actor]; r.Reply != is.reply || r.Function != is.function || r.Code != is.code || r.Unverified != is.unverified || r.Earlier {
			t.Errorf("%s: %+v, want %+v", actor, r, is)
		}
	}
	if out := x.leader.ends(0, "receipts", id); !strings.Contains(out, "brevlåda är full") || !strings.Contains(out, "känner inte till adressen") {
		t.Errorf("the board does not say what came back:\n%s", out)
	}
	answered := 0
	var page struct {
		Entries []struct{ Name string }
	}
	leader.read("/api/v1/conferences/"+id+"/entries?limit=500", &page)
	for _, e := range page.Entries {
		if e.Name == "invitation.answered" {
			answered++
		}
	}
	if answered > 6 {
		t.Errorf("%d answers in the journal", answered)
	}
	x.stop()
}
