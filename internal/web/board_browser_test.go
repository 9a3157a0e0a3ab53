package web_test

import (
	"fmt"
	"io"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fixture"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/web/webtest"
)

var answerLink = regexp.MustCompile(`/a/[A-Za-z0-9_.~-]+`)

// letterTo waits for a letter to an address and gives the place of its link.
func letterTo(t *testing.T, sink *mailtest.Sink, address, about string) string {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		for _, l := range sink.Taken() {
			plain, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(string(l.Data))))
			if link := answerLink.FindString(string(plain)); l.To == address && link != "" && strings.Contains(string(plain), about) {
				return link
			}
		}
	}
	t.Fatalf("no letter to %s about %q; %d letters in all\n", address, about, len(sink.Taken()))
	return ""
}

// A leader calls the actors of the last meeting in one press, and sees on the board what they answer by the link of their mail, as it
// comes: an acknowledgement, and an answer from a telephone without script. What is asked of reports is left there the same way.
func TestCalledAndSeen(t *testing.T) {
	sink := mailtest.Start(t, mailtest.Options{})
	s := webtest.StartWith(t, webtest.Published, map[string]string{"smtp": sink.Addr, "smtp-from": "lage@lst.example", "smtp-tls": "none"})
	owner := clerk.OwnerIdentity()
	v, err := s.Clerk().Conference(t.Context(), owner, webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	contacts := fixture.Contacts(v.Conference.Plan.Actors())
	if _, err := s.Clerk().Administer(t.Context(), owner, "kontakter", clerk.ImportContacts{Contacts: contacts}); err != nil {
		t.Fatal(err)
	}
	address := map[string]string{}
	for _, c := range contacts {
		for _, w := range c.Ways {
			if w.Channel == "mail" {
				address[c.Actor] = w.Address
			}
		}
	}

	b := s.Browser(t)
	leader := b.As(webtest.Leader)
	leader.Visit("/call?from=" + webtest.Conference)
	leader.Eval(fmt.Sprintf(`document.getElementById("kalla-from").value = %q`, webtest.Conference), nil)
	leader.Eval(`document.querySelector("[name=exercise]").checked = true`, nil)
	leader.Click("button[name=act][value=call]")
	leader.Until("the board is there", `location.pathname.endsWith("/receipts") && document.querySelectorAll("#board > li").length > 40`)
	conf := strings.Split(leader.Where(), "/")[2]
	leader.Until("the stream is open", `document.querySelector("[data-connection]").dataset.state === "on"`)
	leader.Eval(`window.sameBoard = true`, nil)

	const acks, answers = "kommun-ekeryd", "kommun-tallmo"
	answer := func(actor, reply string, script bool) (page *webtest.Tab) {
		page = b.As(webtest.Nobody)
		page.Size(390, 844)
		page.Scripts(script)
		page.Visit(letterTo(t, sink, address[actor], "kvittera"))
		page.Click("input[name=reply][value=" + reply + "]")
		if script {
			page.Eval(`addEventListener("submit", () => sessionStorage.setItem("sent", Date.now()), { capture: true })`, nil)
		}
		page.Eval(`window.asked = true`, nil)
		page.Click("form.panel-body button.btn-primary")
		page.Until("it is answered", `!window.asked && document.readyState === "complete"`) // a tab that is closed before takes the answer with it
		return page
	}
	leader.Eval(`void new MutationObserver(() => { if (!window.seenAt && document.getElementById("board").textContent.includes("Kvitterad")) window.seenAt = Date.now(); })
		.observe(document.body, { childList: true, subtree: true, characterData: true })`, nil)
	page := answer(acks, "acknowledged", true)
	leader.Until("the acknowledgement is seen", `document.getElementById("board").textContent.includes("Kvitterad") && window.sameBoard`)
	var seen, sent int64
	leader.Eval(`window.seenAt`, &seen)
	page.Until("the answer was sent", `sessionStorage.getItem("sent")`)
	page.Eval(`Number(sessionStorage.getItem("sent"))`, &sent)
	t.Logf("the leader saw the acknowledgement %d ms after the click", seen-sent)
	answer(answers, "coming", false).Close()
	leader.Until("the answer is seen", `[...document.querySelectorAll("#board > li")].some((e) => e.textContent.includes("Tallmo") && e.textContent.includes("Vi kommer")) && window.sameBoard`)

	// What is asked before the meeting is answered from the same telephone.
	s.As(webtest.Leader).Get("/conferences/"+conf+"/reports").Form("/conferences/"+conf+"/reports").
		Submit("deadline", s.Now().Add(20*time.Minute).Format("15:04"), "actors", answers, "questions", "Hur många saknar värme?")
	phone := b.As(webtest.Nobody)
	phone.Size(390, 844)
	phone.Scripts(false)
	phone.Visit(letterTo(t, sink, address[answers], "senaste uppgifter ifyllda"))
	phone.Type("textarea[name='text.incident']", "Elen är borta i norr.")
	for _, test := range []string{"plan", "resources", "load"} {
		phone.Click("input[name=" + test + "][value=strained]")
	}
	phone.Click("form button.btn-primary")
	phone.Until("it is told", `document.body.textContent.includes("Elen är borta i norr.") && location.search.includes("report-submitted")`)
	var wide int
	phone.Eval(`document.documentElement.scrollWidth`, &wide)
	if wide > 390 {
		t.Errorf("the report is %d px wide on a telephone of 390", wide)
	}
	if s.As(webtest.Leader).Get("/conferences/" + conf + "/situation").Says("Elen är borta i norr."); t.Failed() {
		return
	}
	// Nothing has changed: one press says so.
	phone.Click("form:has(input[name=keep]) button")
	phone.Until("it is kept", `location.search.includes("report.kept")`)
}
