package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"samverkan/internal/channel"
	"samverkan/internal/directory"
	"samverkan/internal/fixture"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/rehearsal"
	"samverkan/internal/render/ical"
	"samverkan/internal/wire"
)

// sending is a service with a mail server, contacts of all actors of the exercise, and somebody who leads at a computer of their own.
type sending struct {
	*service
	inbox
	leader computer
	lmtp   string
	actors []string
}

const byRakel = "kommun-ekeryd" // the actor whose first way is Rakel

// sends starts one.
func sends(t *testing.T, o mailtest.Options, more ...string) *sending {
	t.Helper()
	m, err := rehearsal.Read("regional")
	if err != nil {
		t.Fatal(err)
	}
	p := newInstallation(t)
	x := &sending{inbox: inbox{t: t, sink: mailtest.Start(t, o), all: map[string][]letter{}}, lmtp: freeAddress(t), actors: m.Plan.Actors()}
	contacts := fixture.Contacts(append(slices.Clone(x.actors), "lst-uppsala"))
	for i, c := range contacts {
		if c.Actor == byRakel {
			contacts[i].Ways = []directory.Way{{Channel: directory.Rakel, Address: "5521234"}, {Channel: directory.Mail, Address: mailbox(byRakel)}}
		}
	}
	var file bytes.Buffer
	if err := directory.WriteContacts(&file, contacts); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "kontakter.csv"), file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	p.run("contacts", "import", "kontakter.csv")
	p.run(append([]string{"roster", "save", "natverk-snokaos", "--name", "Snökaos", "--owner", "lst-allmanlan"}, x.actors...)...)
	p.run("area", "create", "snokaos", "Snökaos", "--owner", "lst-allmanlan", "--exercise")
	x.service = p.serves(append([]string{"--log-level", "warn", "--smtp", x.sink.Addr, "--smtp-tls", "none",
		"--smtp-from", "Samverkan <konferens@lst-allmanlan.example>", "--lmtp", x.lmtp, "--sms", "file", "--sms-file", "sms.jsonl",
		"--rakel-file", "rakel.jsonl"}, more...)...)
	x.leader = x.computer(t, p.people["leader"].Token)
	return x
}

func mailbox(actor string) string { return "tib@" + actor + ".example" }

// records reads what was written in place of being sent.
func (x *sending) records(name string) []channel.Record {
	x.inbox.t.Helper()
	var out []channel.Record
	for line := range bytes.Lines(read(x.inbox.t, filepath.Join(x.place.dir, name))) {
		var r channel.Record
		if err := json.Unmarshal(line, &r); err != nil {
			x.inbox.t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// board is the receipt board as the leader's program shows it.
func (x *sending) board(conference string) map[string]wire.Acknowledged {
	x.inbox.t.Helper()
	var rows []wire.Acknowledged
	if err := json.Unmarshal([]byte(x.leader.ends(0, "receipts", conference, "-o", "json")), &rows); err != nil {
		x.inbox.t.Fatal(err)
	}
	out := map[string]wire.Acknowledged{}
	for _, r := range rows {
		out[r.Actor] = r
	}
	return out
}

// lands hands a mail over where the mail server of the mailbox does.
func (x *sending) lands(to string, raw []byte) {
	x.inbox.t.Helper()
	conn, err := net.Dial("tcp", x.lmtp)
	if err != nil {
		x.inbox.t.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	if err := c.SendMail("", []string{to}, bytes.NewReader(raw)); err != nil {
		x.inbox.t.Fatal(err)
	}
}

// reply is what a calendar program answers to the invitation in a mail.
func reply(l letter, partstat string) []byte {
	return fmt.Appendf(nil, strings.ReplaceAll(`From: <%[1]s>
To: <konferens@lst-allmanlan.example>
Subject: Svar
Message-ID: <svar-%[2]d-%[3]s>
Date: %[4]s
MIME-Version: 1.0
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
METHOD:REPLY
BEGIN:VEVENT
UID:%[5]s
SEQUENCE:%[2]d
DTSTAMP:%[6]s
DTSTART:%[7]s
ATTENDEE;PARTSTAT=%[8]s:mailto:%[1]s
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n"), l.to, l.event.Sequence, l.to, time.Now().Format(time.RFC1123Z), l.event.UID, time.Now().UTC().Format("20060102T150405Z"),
		l.event.Start.UTC().Format("20060102T150405Z"), partstat)
}

// The whole life of a kallelse, by the program and a mail server: 42 actors are called by one command, the time and a way in change,
// one comes to and one falls away, those who are silent are reminded, and it is called off.
func TestTheKallelseReachesEverybody(t *testing.T) {
	long(t)
	x := sends(t, mailtest.Options{PerSession: 100})
	const id = "konf-snokaos-1"
	lead := func(args ...string) { t.Helper(); x.leader.ends(0, append(args, "-C", id)...) }
	lead("call", "--roster", "natverk-snokaos", "--purpose", "lägesbild", "--in", "30m", "--exercise",
		"--way-in", "https://mote.example/snokaos", "--way-in", "010-123 45 67 #4711", "--way-in", "rakel:RAPS-1")
	first := x.next("kallelse", 42)
	title := first[0].event.Summary
	for _, l := range first {
		if !strings.HasPrefix(l.subject, "ÖVNING: Kallelse: ") || !strings.HasPrefix(l.event.Summary, "ÖVNING") || !strings.Contains(l.plain, "ÖVNING") {
			t.Errorf("%s: the exercise is not told: %s, %s", l.to, l.subject, l.event.Summary)
		}
		if l.method != ical.Request || l.event.Sequence != 0 || l.event.Status != ical.Confirmed || l.pdfs() != 2 || l.event.Attendees[0].RSVP == (l.to == host) {
			t.Errorf("%s: %s %d %s, %v", l.to, l.method, l.event.Sequence, l.event.Status, l.files)
		}
		if l.event.Organizer.Email != "konferens@lst-allmanlan.example" || strings.Contains(l.plain, "Kvittera:") == (l.to == host) || !strings.Contains(l.plain, "4711") ||
			!strings.Contains(l.plain, "RAPS-1") || len(l.plain) > 8000 {
			t.Errorf("%s: %s\n%s", l.to, l.event.Organizer.Email, l.plain)
		}
	}
	x.shorts(t, 40, 1) // who calls is told by mail alone, and asked for nothing

	start := time.Now().Add(3 * time.Hour).Truncate(time.Minute)
	lead("conference", "reschedule", "--start", start.Format(time.RFC3339), "--end", start.Add(time.Hour).Format(time.RFC3339))
	for _, l := range x.next("another time", 42) {
		if l.method != ical.Request || l.event.Sequence != 1 || !l.event.Start.Equal(start) || !strings.HasPrefix(l.subject, "ÖVNING: Ny tid: ") || l.pdfs() != 2 {
			t.Errorf("%s: %s %d %v %s", l.to, l.method, l.event.Sequence, l.event.Start, l.subject)
		}
	}
	// Two answer in their calendars: one comes, one does not.
	x.lands("konferens@lst-allmanlan.example", reply(x.all[mailbox("kommun-storsjo")][1], "ACCEPTED"))
	x.lands("konferens@lst-allmanlan.example", reply(x.all[mailbox("kommun-granvik")][1], "DECLINED"))
	lead("plan", "connection", "add", "telefon", "--number", "010-765 43 21", "--code", "1122", "--reserve")
	for _, l := range x.next("another way in", 42) {
		if l.event.Sequence != 2 || !strings.HasPrefix(l.subject, "ÖVNING: Ny väg in: ") || !strings.Contains(l.plain, "010-765 43 21") || !l.event.Start.Equal(start) {
			t.Errorf("%s: %d %s\n%s", l.to, l.event.Sequence, l.subject, l.plain)
		}
	}
	board := x.board(id)
	for actor, want := range map[string]string{"kommun-storsjo": "coming", "kommun-granvik": "declined", "kommun-hallsele": ""} {
		if r := board[actor]; r.Reply != want || r.Earlier {
			t.Errorf("%s: %+v, want %q", actor, r, want)
		}
	}

	lead("plan", "invite", "lst-uppsala")
	if l := x.next("one more", 1)[0]; l.to != mailbox("lst-uppsala") || l.method != ical.Request || l.references != "" || l.pdfs() != 2 || !strings.Contains(l.subject, "Kallelse") {
		t.Errorf("%+v", l)
	}
	lead("plan", "uninvite", "kommun-tallmo")
	if l := x.next("one less", 1)[0]; l.to != mailbox("kommun-tallmo") || l.method != ical.Cancel || l.event.Status != ical.Cancelled || l.event.Sequence < 2 ||
		!strings.HasPrefix(l.subject, "ÖVNING: Ni är inte längre kallade") || !strings.Contains(l.plain, "hålls som planerat") {
		t.Errorf("%+v", l)
	}
	lead("invitation", "issue")
	for _, l := range x.next("reminder", 39) {
		if l.to == mailbox("kommun-storsjo") || l.to == mailbox("kommun-granvik") || l.to == mailbox("kommun-tallmo") || !strings.HasPrefix(l.subject, "ÖVNING: Påminnelse") {
			t.Errorf("%s: %s", l.to, l.subject)
		}
	}
	lead("conference", "cancel", "--reason", "Snön har slutat falla.")
	for _, l := range x.next("called off", 42) {
		if l.method != ical.Cancel || l.event.Status != ical.Cancelled || l.event.Sequence != 3 || !strings.HasPrefix(l.subject, "ÖVNING: Inställt") ||
			!strings.Contains(l.plain, "Snön har slutat falla.") || len(l.event.Alarms) > 0 || l.event.UID != first[0].event.UID {
			t.Errorf("%s: %s %s %d %s", l.to, l.method, l.event.Status, l.event.Sequence, l.subject)
		}
	}
	for to, list := range x.all {
		x.thread(to, title)
		if !slices.IsSorted(sequences(list)) {
			t.Errorf("%s: SEQUENCE %v", to, sequences(list))
		}
	}
	if more := len(x.fresh()) - x.seen; more > 0 {
		t.Errorf("%d mails nobody expected", more)
	}
	x.stop()
}

// shorts waits until so many text messages and Rakel cards are written, all of them for an exercise.
func (x *sending) shorts(t *testing.T, sms, rakel int) {
	t.Helper()
	for limit := time.Now().Add(patience); len(x.records("sms.jsonl")) < sms || len(x.records("rakel.jsonl")) < rakel; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%d text messages, %d cards", len(x.records("sms.jsonl")), len(x.records("rakel.jsonl")))
		}
	}
	for _, r := range append(x.records("sms.jsonl"), x.records("rakel.jsonl")...) {
		if !strings.HasPrefix(r.Text, "ÖVNING") || r.Channel == "sms" && r.Parts != 1 {
			t.Errorf("%+v", r)
		}
	}
}

// After the meeting, by the program and a mail server: everybody gets the minutes with its own measures and what was decided, a correction
// is told, and whose measure is soon due is reminded, once, also when the service is killed in between.
func TestWhatFollowsTheMeeting(t *testing.T) {
	long(t)
	x := sends(t, mailtest.Options{})
	const id = "konf-snokaos-2"
	lead := func(args ...string) string { t.Helper(); return x.leader.ends(0, append(args, "-C", id)...) }
	lead("call", "ekeryd", "kommun-storsjo", "kommun-granvik", "--purpose", "inriktning", "--in", "5m", "--exercise", "--way-in", "https://mote.example/2")
	x.next("kallelse", 3)
	lead("meeting", "open")
	lead("rollcall", "skip", "--reason", "Prov")
	lead("item", "start", "1")
	lead("decision", "propose", "Blåljusvägar snöröjs först", "--label", "D1")
	lead("decision", "read-back", "D1")
	lead("decision", "stance", "D1", "bakom", "kommun-ekeryd", "kommun-storsjo", "kommun-granvik")
	lead("decision", "settle", "D1")
	due := time.Now().Add(20 * time.Hour).Truncate(time.Minute)
	lead("measure", "agree", "Ställ i ordning en värmestuga", "--owner", "kommun-ekeryd", "--due", due.Format(time.RFC3339), "--accepted", "--label", "A1")
	lead("measure", "agree", "Räkna bandvagnarna", "--owner", "kommun-storsjo", "--due", due.Add(48*time.Hour).Format(time.RFC3339), "--accepted", "--label", "A2")
	lead("meeting", "close")
	// The one whose measure is due within a day is reminded when somebody looks, which the service does when it starts.
	x.kills++
	x.kill()
	x.again()
	if l := x.next("soon due", 1)[0]; l.to != mailbox(byRakel) || !strings.HasPrefix(l.subject, "ÖVNING: Åtgärd att göra klar") || !strings.Contains(l.plain, "värmestuga") ||
		strings.Contains(l.plain, "bandvagnarna") || l.calendar != nil {
		t.Errorf("%+v", l)
	}
	lead("minutes", "check")
	lead("minutes", "approve")
	lead("minutes", "publish", "snokaos")
	for _, l := range x.next("minutes", 3) {
		if !strings.HasPrefix(l.subject, "ÖVNING: Minnesanteckningar") || !strings.Contains(l.plain, "/conferences/"+id+"/minutes") ||
			!strings.Contains(l.plain, "Blåljusvägar snöröjs först") || l.calendar != nil {
			t.Errorf("%s: %s\n%s", l.to, l.subject, l.plain)
		}
		for actor, own := range map[string]string{"kommun-ekeryd": "värmestuga", "kommun-storsjo": "bandvagnarna"} {
			if strings.Contains(l.plain, own) != (l.to == mailbox(actor)) {
				t.Errorf("%s: whose is %q?\n%s", l.to, own, l.plain)
			}
		}
		if l.to == mailbox("kommun-granvik") && !strings.Contains(l.plain, "inga öppna åtgärder") {
			t.Errorf("%s", l.plain)
		}
	}
	lead("minutes", "correct", "A2", "ägare", "kommun-granvik", "--reason", "Granvik har vagnarna")
	for _, l := range x.next("correction", 3) {
		if !strings.HasPrefix(l.subject, "ÖVNING: Rättelse") || !strings.Contains(l.plain, "Granvik har vagnarna") || !strings.Contains(l.plain, "/minutes/compare") {
			t.Errorf("%s: %s\n%s", l.to, l.subject, l.plain)
		}
	}
	lead("minutes", "check")
	lead("minutes", "approve")
	lead("minutes", "publish", "snokaos")
	for _, l := range x.next("new version", 3) {
		if !strings.Contains(l.subject, "version 2") || strings.Contains(l.plain, "bandvagnarna") != (l.to == mailbox("kommun-granvik")) {
			t.Errorf("%s: %s\n%s", l.to, l.subject, l.plain)
		}
	}
	title := x.all[mailbox(byRakel)][0].event.Summary
	for to := range x.all {
		x.thread(to, title)
	}
	x.kills++
	x.kill()
	x.again()
	time.Sleep(300 * time.Millisecond) // it looks at once when it starts
	if more := len(x.fresh()) - x.seen; more > 0 {
		t.Errorf("%d mails nobody expected", more)
	}
	x.stop()
	x.place.verified()
}
