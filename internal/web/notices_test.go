package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/web/webtest"
)

// What comes by which way is chosen without a script, comes back as it was chosen, and says what is wrong at its field.
func TestNoticesAreChosen(t *testing.T) {
	s := newCallStage(t)
	s.sees(called, "/settings", "Larm går inte att välja bort", "Minnesanteckningar och protokoll, E-post", "Sms går att välja när", "-Slå på notiser på den här enheten", "-notices.js")
	form := url.Values{"_form": {"notiser"}, "_back": {"/settings"}, "minutes": {"push", "mail"}, "call": {"mail", "voice"}, "measure": {}, "from": {"22"}, "to": {"6.30"}}
	if to := s.post(called, "/settings/notices", form); to != "/settings?done=saved" {
		t.Errorf("it leads to %s", to)
	}
	own, err := s.clerk.OwnNotices(t.Context(), s.who(called))
	s.must(err)
	if !slices.Equal(own.By[delivery.TopicMinutes], []directory.Channel{directory.Push, directory.Mail}) || !slices.Equal(own.By[delivery.TopicCall], []directory.Channel{directory.Mail}) ||
		len(own.By[delivery.TopicMeasure]) != 0 || own.Quiet != "22:00-06:30" {
		t.Errorf("kept is %+v, %q", own.By, own.Quiet)
	}
	s.sees(called, "/settings", `value="22:00"`, `value="06:30"`, `name="minutes" value="mail" checked`, `name="call" value="mail" checked`, `-name="call" value="push" checked`)
	s.sees(silent, "/settings", `-value="22:00"`)
	form.Set("to", "kvart över sex")
	status, body, _ := s.ask(called, http.MethodPost, "/settings/notices", form)
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, `id="notiser-to-wrong">Den tysta tiden`) || !strings.Contains(body, "kvart över sex") {
		t.Errorf("%d\n%s", status, mainOf(body))
	}
	if status, _, to := s.ask("", http.MethodPost, "/settings/notices", form); status != http.StatusUnauthorized {
		t.Errorf("nobody: %d %s", status, to)
	}

	// A number that is the reader's own can be chosen when it is known, and is shown; who calls sees that somebody is told, not who.
	login := "tib." + called + "@prov.example"
	_, err = s.clerk.Administer(t.Context(), s.who(called), "", clerk.SaveContact{Contact: directory.Contact{ID: "egen", Actor: called, Function: "TiB",
		Ways: []directory.Way{{Channel: directory.Mail, Address: login}, {Channel: directory.SMS, Address: "+46701740605"}}}})
	s.must(err)
	s.sees(called, "/settings", "Sms går till +46701740605", `name="call" value="sms"`)
	s.must(s.clerk.SubscribePush(t.Context(), s.who(called), clerk.PushSubscription{Endpoint: "https://push.example/1", P256DH: "k", Auth: "s"}))
	conf, _ := s.call()
	s.sees(callHost, "/conferences/"+conf+"/receipts", "push till en person hos aktören", "-push tib."+called)
}

// A browser is asked for and taken away by its owner alone, and not for somebody who has signed in since.
func TestDevices(t *testing.T) {
	s := webtest.StartWith(t, webtest.Called, map[string]string{"push-contact": "drift@lst.example"})
	me, other := s.As(webtest.Attendee), s.As(webtest.OtherAttendee)
	member := "tib.kommun-ekeryd"
	if p := me.Get("/settings").Says("Slå på notiser på den här enheten"); !strings.Contains(p.Body, "<noscript><p class=\"meta\">För att slå på notiser") {
		t.Error("who has no script is not told that it takes one")
	}
	fields := []string{"_form", "enhet", "_back", "/settings", "member", member, "endpoint", "https://push.example/1", "p256dh", "k", "auth", "s"}
	other.Post("/settings/devices", fields...).Want(http.StatusUnprocessableEntity).Says("Någon annan har loggat in")
	me.Post("/settings/devices", fields...).Says("Notiser är på.", "Okänd webbläsare")
	list, err := s.Clerk().OwnPushes(t.Context(), clerk.Identity{Member: member, Actor: "kommun-ekeryd", SystemRole: directory.Writer})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	other.Post("/settings/devices/revoke", "id", list[0].ID).Want(http.StatusNotFound)
	me.Post("/settings/devices", "_form", "enhet", "_back", "/settings", "member", member, "endpoint", "http://push.example/1", "p256dh", "k", "auth", "s").Want(http.StatusUnprocessableEntity)
	me.Post("/settings/devices/revoke", "_form", "enhet-"+list[0].ID, "_back", "/settings", "id", list[0].ID).SaysNot("Okänd webbläsare")
}

// fakePushes takes the place of the makers' push service, which a browser in a test does not reach: what it gives is what theirs gives.
const fakePushes = `(() => {
	if (!("PushManager" in window)) return;
	const key = "push-stub";
	const made = () => {
		const endpoint = localStorage.getItem(key);
		return endpoint && { endpoint, toJSON: () => ({ endpoint, keys: { p256dh: "BPublic", auth: "secret" } }), unsubscribe: async () => { localStorage.removeItem(key); return true; } };
	};
	PushManager.prototype.getSubscription = async () => made();
	PushManager.prototype.subscribe = async (o) => {
		if (!o.userVisibleOnly || o.applicationServerKey.length !== 65 || o.applicationServerKey[0] !== 4) throw new TypeError("not a key");
		localStorage.setItem(key, "https://push.example/" + o.applicationServerKey.length);
		return made();
	};
})()`

// pressed is an expression of the service worker: somebody presses on a notice, or on a button of it. An event that a test makes is one that
// no browser would wait for; so it is waited for here. Windows that are opened are noted in opened instead.
func pressed(tag, action, gives string) string {
	quoted := func(s string) string { b, _ := json.Marshal(s); return string(b) }
	return `registration.getNotifications({ tag: ` + quoted(tag) + ` }).then(([n]) => {
		const opened = [];
		clients.openWindow = async (place) => { opened.push(place); };
		return new Promise((done) => {
			ExtendableEvent.prototype.waitUntil = (work) => done(work.then(() => ` + gives + `));
			dispatchEvent(new NotificationEvent("notificationclick", { notification: n, action: ` + quoted(action) + ` }));
		});
	})`
}

// pushed pushes a notice until it is on the screen: a browser that is asked what it shows just when it is about to show something may
// forget that.
func pushed(x *webtest.Tab, n channel.Notice) {
	x.T.Helper()
	for range 6 {
		x.Push(n)
		for range 50 {
			var there bool
			if x.Eval(fmt.Sprintf(`navigator.serviceWorker.ready.then((r) => r.getNotifications({ tag: %q })).then((l) => l.length > 0)`, n.ID), &there); there {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	x.T.Fatalf("the notice %q is never shown", n.Title)
}

// Notices are turned on with the page's button, a push becomes a notice on the screen, its button acknowledges for the actor, and
// turning them off or signing out ends them here.
func TestNoticesInTheBrowser(t *testing.T) {
	s := webtest.StartWith(t, webtest.Called, map[string]string{"push-contact": "drift@lst.example"})
	b := s.Own(t)
	x := b.Home(webtest.Attendee)
	who := clerk.Identity{Member: "tib.kommun-ekeryd", Actor: "kommun-ekeryd", SystemRole: directory.Writer}
	x.Permit("notifications", true)
	x.First(fakePushes)
	x.Visit("/settings")
	x.Until("it can be turned on", `!document.querySelector("[data-push-when=off]").hidden`)
	x.Click("[data-push-when=off] button")
	x.Until("it is on", `location.search === "?done=device-on" && !document.querySelector("[data-push-when=on]").hidden`)
	x.Until("the row says which browser it is", `!document.querySelector("[data-device] [data-here]").hidden`)
	for _, w := range []way{desktop, phone, {320, 640, "forced"}, {390, 844, "dark"}} {
		w.set(x)
		for _, f := range x.Axe() {
			t.Errorf("%s: %s", w, f)
		}
		var wide bool
		if x.Eval(`document.documentElement.scrollWidth > innerWidth`, &wide); wide {
			t.Errorf("%s: the page is wider than the window", w)
		}
	}
	desktop.set(x)
	list, err := s.Clerk().OwnPushes(t.Context(), who)
	if err != nil || len(list) != 1 || list[0].Endpoint != "https://push.example/65" || list[0].P256DH != "BPublic" || !strings.Contains(list[0].Agent, "Chrome") {
		t.Fatalf("the service has %+v, %v", list, err)
	}

	// The meeting is moved: an alarm, whose notice is acknowledged by its own button.
	v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	s.Do(webtest.Leader, &conference.Reschedule{Start: v.Conference.Plan.Start.Add(time.Hour), End: v.Conference.Plan.End.Add(time.Hour)})
	all, err := s.Clerk().Deliveries(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	at := slices.IndexFunc(all, func(d delivery.Delivery) bool {
		return d.Personal() && d.Actor == who.Actor && d.Kind == delivery.Update
	})
	if err != nil || at < 0 || !all[at].Alarm {
		t.Fatalf("no notice is queued: %v, %v", all, err)
	}
	notice := channel.Notice{ID: all[at].ID, Title: "ÖVNING: Ny tid", Text: "Regional samverkanskonferens", Link: s.URL + s.AnswerLink(all[at].ID), Language: "sv", Alarm: true,
		Acknowledge: "Kvittera", Acknowledged: "Kvitterat"}
	shown := func() (out struct {
		Title, Body, Tag, Action, Lang string
		Stays                          bool
	}) {
		t.Helper()
		x.Eval(`navigator.serviceWorker.ready.then((r) => r.getNotifications()).then(([n]) => n ? { title: n.title, body: n.body, tag: n.tag, lang: n.lang, stays: n.requireInteraction, action: n.actions.map((a) => a.title).join() } : {})`, &out)
		return out
	}
	pushed(x, notice)
	x.Until("it is the only one", `(navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((l) => { window.shownNotices = l.length; }), window.shownNotices === 1)`)
	if n := shown(); n.Title != notice.Title || n.Body != notice.Text || n.Tag != notice.ID || n.Action != "Kvittera" || !n.Stays || n.Lang != "sv" {
		t.Errorf("shown is %+v", n)
	}
	x.InWorker(pressed(notice.ID, "acknowledge", "null"), nil)
	if v, err = s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference); err != nil || v.Conference.Answers[who.Actor].Reply != conference.Acknowledged ||
		v.Conference.Answers[who.Actor].Sequence != v.Conference.Sequence {
		t.Errorf("the answer is %+v, %v", v.Conference.Answers[who.Actor], err)
	}
	if n := shown(); n.Body != "Kvitterat. "+notice.Text || n.Action != "" {
		t.Errorf("after the button it says %+v", n)
	}

	// What is not ours is shown as nothing but a notice of this service, and leads nowhere else.
	x.Push("hej")
	pushed(x, channel.Notice{ID: "x", Title: "Hej", Link: "https://annan.example/a/b?c=1"})
	var places []string
	x.InWorker(pressed("x", "", "opened"), &places)
	if !slices.Equal(places, []string{s.URL + "/a/b?c=1"}) {
		t.Errorf("it leads to %q", places)
	}

	// It is turned off from somewhere else: the browser notices when the page is opened.
	if err := s.Clerk().UnsubscribePush(t.Context(), who, list[0].ID); err != nil {
		t.Fatal(err)
	}
	x.Visit("/settings")
	x.Until("it is off", `!document.querySelector("[data-push-when=off]").hidden && localStorage.getItem("push-stub") === null`)

	// Who says no is told what to do.
	x.Permit("notifications", false)
	x.Visit("/settings")
	x.Until("it says that it is blocked", `!document.querySelector("[data-push-when=blocked]").hidden && document.querySelector("[data-push-when=off]").hidden`)

	// Who signs out takes the notices along: the next one at the computer gets none of them.
	x.InWorker(`(PushManager.prototype.getSubscription = async () => ({ unsubscribe: async () => { self.ended = true; return true; } }), true)`, nil)
	x.Eval(`document.querySelector("form[data-sign-out]").requestSubmit(); true`, nil)
	x.Until("one is signed out", `location.pathname.startsWith("/signed-out")`)
	var left []string
	if x.InWorker(`caches.keys().then((k) => [...k.filter((n) => n.startsWith("push ")), self.ended === true ? "ended" : "goes on"])`, &left); !slices.Equal(left, []string{"ended"}) {
		t.Errorf("who has signed out leaves behind %q", left)
	}
	for _, w := range x.Complaints() {
		t.Error(w)
	}
}
