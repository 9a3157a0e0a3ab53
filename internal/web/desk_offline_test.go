package web_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// writeLines writes numbered lines as fast as the page takes them, each when the one before it is safe.
func writeLines(x *webtest.Tab, from, to int) {
	x.T.Helper()
	for ; from < to; from += 50 {
		var left int
		x.Eval(fmt.Sprintf(`(async () => {
			const field = document.getElementById("c-text");
			for (let i = %d; i < %d; i++) {
				field.value = "Anteckning " + i + " åäö";
				field.form.requestSubmit();
				while (field.value !== "") await new Promise((r) => setTimeout(r, 2));
			}
			return field.value.length;
		})()`, from, min(from+50, to)), &left)
	}
}

// kept waits until the page is on the computer for when there is no network.
func kept(x *webtest.Tab) {
	x.T.Helper()
	var yes bool
	x.Eval(`(async () => {
		for (let i = 0; i < 300; i++) {
			for (const name of await caches.keys()) {
				if ((await (await caches.open(name)).keys()).some((r) => r.url.includes("/room"))) return true;
			}
			await new Promise((r) => setTimeout(r, 100));
		}
		return false;
	})()`, &yes)
	if !yes {
		x.T.Fatal("the desk was never kept for when there is no network")
	}
}

// written gives what the numbered lines say in the record, in its order.
func written(t *testing.T, s *webtest.Stage) (out []string) {
	t.Helper()
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range v.Conference.Notes {
		if strings.HasPrefix(n.Text, "Anteckning ") {
			out = append(out, n.Text)
		}
	}
	return out
}

func numberedLines(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("Anteckning %d åäö", i))
	}
	return out
}

// The network goes, 200 lines are written, the browser is killed, started again without a network, and sends when it is back
// while a third of the answers are lost: everything is in the record, once and in order.
func TestDeskLosesNothing(t *testing.T) {
	lines := 200
	if soak {
		lines = 2000 // a night without a network
	}
	s := webtest.Start(t, webtest.Live)
	net := s.Net(t)
	b := s.Own(t)
	x := b.Home(webtest.Secretary)
	x.Base = net.URL
	openDesk(x)
	kept(x)
	net.Down(true)
	writeLines(x, 0, lines)
	x.Until("the panel says it", fmt.Sprintf(`document.querySelector("[data-outbox-title]").textContent === "%d anteckningar väntar på nätet"`, lines))
	x.Shot("desk-offline")
	x.Complaints()
	b.Kill()
	b.Restart()
	x = b.Home(webtest.Secretary)
	x.Base = net.URL
	openDesk(x) // from the computer: there is no network
	x.Until("they are there", fmt.Sprintf(`document.querySelectorAll("#journal-list > [data-waiting]").length === %d`, lines))
	if got := written(t, s); len(got) != 0 {
		t.Fatalf("%d came through a net that was down", len(got))
	}
	net.Lose(2)
	net.Down(false)
	begun := time.Now()
	x.Click(`[data-composer="retry"]`)
	for end := time.Now().Add(3 * time.Minute); len(written(t, s)) < lines && time.Now().Before(end); {
		time.Sleep(200 * time.Millisecond)
	}
	t.Logf("%d lines were sent in %s", lines, time.Since(begun).Round(time.Second))
	x.Until("nothing waits", `document.querySelector("[data-outbox]").dataset.state === "empty"`)
	if got := written(t, s); !slices.Equal(got, numberedLines(lines)) {
		t.Errorf("in the record are %d lines: %q", len(got), got)
	}
	// A page that began without a network is live again by itself, and has in its journal what it sent.
	x.Until("it follows again", `["on", "poll"].includes(document.querySelector("[data-connection]").dataset.state)`)
	x.Until("the journal has the last line", fmt.Sprintf(`[...document.querySelectorAll("#journal-list > :not([data-waiting])")].some((row) => row.textContent.includes("Anteckning %d åäö"))`, lines-1))
	if net.Lost() != 2 {
		t.Errorf("%d answers were lost, of what should be a third", net.Lost())
	}
	x.Complaints()
}

// Forty are called in less than a minute, one key each, also without a network; what was marked wrongly is taken back.
func TestRollCallByKeys(t *testing.T) {
	s := webtest.Start(t, webtest.RollCall)
	net := s.Net(t)
	x := s.Browser(t).As(webtest.Secretary)
	x.Base = net.URL
	x.Size(1440, 900)
	openDesk(x)
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	unknown := v.Conference.Counts().Unknown
	x.Focus("#c-text")
	x.Press(kb.F4)
	x.Until("the next one has the focus", `document.activeElement.classList.contains("rc-none")`)
	x.Shot("desk-roll")
	if found := x.Axe(); len(found) > 0 {
		t.Error(strings.Join(found, "\n"))
	}
	net.Down(true)
	begun := time.Now()
	for i := range unknown {
		key := "1"
		if i == 1 {
			key = "3"
		}
		x.Press(key)
		x.Until("one fewer is left", fmt.Sprintf(`document.querySelectorAll("#roll .rc-none").length === %d`, unknown-i-1))
	}
	if took := time.Since(begun); took*40 > time.Minute*time.Duration(unknown) {
		t.Errorf("%d took %s", unknown, took)
	}
	net.Down(false)
	x.Eval(`document.querySelector('[data-composer="retry"]').click()`, nil)
	x.Until("nothing waits", `document.querySelector("[data-outbox]").dataset.state === "empty"`)
	if v, err = s.Clerk().Seen(t.Context(), webtest.Conference, "host"); err != nil {
		t.Fatal(err)
	}
	if n := v.Conference.Counts(); n.Unknown != 0 {
		t.Errorf("after the roll-call it stands %+v", n)
	}
	before := v.Conference.Counts()
	x.Until("it can be undone", `document.getElementById("roll-undo")`)
	x.Focus(`#roll button`)
	x.Press(kb.Backspace)
	x.Until("it is undone", `document.querySelector("[data-outbox]").dataset.state === "empty" && document.querySelectorAll("#roll .rc-none").length === 1`)
	after := before
	for range 100 { // the page shows it before it is sent
		if v, err = s.Clerk().Seen(t.Context(), webtest.Conference, "host"); err != nil {
			t.Fatal(err)
		}
		if after = v.Conference.Counts(); after.Unknown == before.Unknown+1 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if after.Unknown != before.Unknown+1 {
		t.Errorf("after the undoing it stands %+v", after)
	}
	x.Complaints()
}

// What is done for an actor on the telephone is the actor's, and the record says who keyed it in.
func TestOnBehalfOfAnActor(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Secretary)
	do := "/conferences/" + webtest.Conference + "/do/"
	c.Get(deskPath).Form(do+"floor.request").Submit("actor", "kommun-granvik", "topic", "Reservkraft").Want(200)
	c.Get(deskPath).Form(do+"decision.take-stance").Submit("actors", "kommun-granvik", "stance", "reserves", "reason", "Vi har inga egna fordon").Says("Vi har inga egna fordon")
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	d, _ := v.Conference.Decision("D1")
	if st := d.Stances["kommun-granvik"]; st.Kind != conference.Reserve || st.ByActor != webtest.Host {
		t.Errorf("the stance is %+v", st)
	}
	if !slices.ContainsFunc(v.Conference.Speakers.Queue, func(r conference.Request) bool { return r.Actor == "kommun-granvik" && r.Topic == "Reservkraft" }) {
		t.Errorf("the queue is %+v", v.Conference.Speakers.Queue)
	}
}
