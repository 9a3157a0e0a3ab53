package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/id"
	"samverkan/internal/wire"
)

// contactsFor gives every actor a mailbox and a mobile, but for those that are left out.
func (w *world) contactsFor(actors []string, without string) {
	w.t.Helper()
	var list []directory.Contact
	for i, a := range actors {
		c := directory.Contact{ID: a + "-tib", Actor: a, Function: "TiB", Ways: []directory.Way{
			{Channel: directory.Mail, Address: fmt.Sprintf("tib@%s.example", a)}, {Channel: directory.SMS, Address: fmt.Sprintf("+467017406%02d", i)}}}
		if a == without {
			c.Function, c.Ways = "Växel", []directory.Way{{Channel: directory.Voice, Address: "+46812345678"}}
		}
		list = append(list, c)
	}
	w.administer(clerk.ImportContacts{Contacts: list})
}

func read[T any](t *testing.T, r reply) (out T) {
	t.Helper()
	if r.status != http.StatusOK {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if err := json.Unmarshal(r.body, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Given everybody of the exercise with a mailbox and a mobile, when the host calls, then all are called in one request, each by mail and
// SMS, and the same request again sends nothing more.
func TestCallInOneGo(t *testing.T) {
	w := at(t, "called")
	p := plan(t)
	actors := p.Actors()
	w.contactsFor(actors, "")
	desk := clerk.New(clerk.Options{Store: w.store, NewID: id.NewSource(w.clock.now, chance(9)).New, Now: w.clock.now, Origin: "samverkan",
		Outgoing: &clerk.Outgoing{}})
	door := w.door(t, desk)
	host := w.as("h", tib(host))
	order := wire.CallOrder{ID: "konf-nu", Purpose: "situation", In: 30, Actors: actors, WaysIn: []string{"https://mote.example/1", "rakel:RAPS-1"}}
	body, err := json.Marshal(order)
	if err != nil {
		t.Fatal(err)
	}
	got := read[wire.Called](t, door.ask(host, http.MethodPost, "/api/v1/calls", body))
	if got.Actors != len(actors) || !got.Sends || !got.Alarm || got.Already || len(got.Missing) != 0 {
		t.Errorf("called %+v", got)
	}
	if got.Channels["mail"] != len(actors) || got.Channels["sms"] != len(actors)-1 { // the host calls, and has its own copy by mail
		t.Errorf("sends %v to %d", got.Channels, len(actors))
	}
	if want := w.clock.now().Add(30 * time.Minute); !got.Start.Equal(want) {
		t.Errorf("starts %v, not %v", got.Start, want)
	}
	again := read[wire.Called](t, door.ask(host, http.MethodPost, "/api/v1/calls", body))
	if !again.Already || again.Channels["mail"] != len(actors) {
		t.Errorf("again %+v", again)
	}
	rows := read[[]wire.Acknowledged](t, door.ask(host, http.MethodGet, "/api/v1/conferences/konf-nu/board", nil))
	if len(rows) != len(actors) || rows[0].State != "queued" {
		t.Errorf("%d rows, the first %+v", len(rows), rows[0])
	}
	v, err := w.Conference(t.Context(), tib("lst-allmanlan"), "konf-nu")
	if err != nil || v.Conference.Phase != conference.Called {
		t.Errorf("%v %v", v, err)
	}
}

// Whom nothing reaches is told at once, with a number to ring; and what is refused has left nothing behind.
func TestCallTellsWhomToRing(t *testing.T) {
	w := at(t, "called")
	p := plan(t)
	actors := p.Actors()[:3]
	w.contactsFor(actors[:2], "")
	door := w.door(t, clerk.New(clerk.Options{Store: w.store, NewID: id.NewSource(w.clock.now, chance(9)).New, Now: w.clock.now, Origin: "samverkan",
		Outgoing: &clerk.Outgoing{Has: func(c directory.Channel) bool { return c == directory.Mail }}}))
	token := w.as("h", tib(host))
	ask := func(o wire.CallOrder) reply {
		body, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		return door.ask(token, http.MethodPost, "/api/v1/calls", body)
	}
	for name, o := range map[string]wire.CallOrder{
		"call.start":             {ID: "konf-nu", Purpose: "situation", Actors: actors},
		"call.nobody":            {ID: "konf-nu", Purpose: "situation", In: 30},
		"call.purpose":           {ID: "konf-nu", In: 30, Actors: actors},
		"call.length":            {ID: "konf-nu", Purpose: "situation", In: 30, Minutes: -1, Actors: actors},
		"call.id":                {Purpose: "situation", In: 30, Actors: actors},
		"actor.unknown":          {ID: "konf-nu", Purpose: "situation", In: 30, Actors: []string{"ingen"}},
		"access.not-allowed":     {ID: "konf-nu", Purpose: "situation", In: 30, Actors: actors, Host: attendee},
		"text.control-character": {ID: "konf-nu", Purpose: "situation", In: 30, Actors: actors, ShortText: string(make([]byte, 2000))},
		"conference.unknown":     {ID: "konf-nu", From: "konf-finns-inte", In: 30},
		"text.line-break":        {ID: "konf-nu", Purpose: "situation", In: 30, Actors: actors, Title: "Möte\r\nBcc: alla@hotmail.example"},
	} {
		r := ask(o)
		if got := r.problem(t); got.Code != name {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	if _, err := w.Conference(t.Context(), clerk.OwnerIdentity(), "konf-nu"); err == nil {
		t.Error("what was refused left a conference behind")
	}
	got := read[wire.Called](t, ask(wire.CallOrder{ID: "konf-nu", Purpose: "situation", In: 30, Actors: actors}))
	if len(got.Missing) != 1 || got.Missing[0].Actor != actors[2] || got.Channels["sms"] != 0 {
		t.Errorf("%+v", got)
	}
	quiet := false
	got = read[wire.Called](t, ask(wire.CallOrder{ID: "konf-sedan", From: "konf-nu", In: 60, Alarm: &quiet}))
	if got.Alarm || got.Actors != 3 {
		t.Errorf("without alarm: %+v", got)
	}
	got = read[wire.Called](t, ask(wire.CallOrder{ID: "konf-forvarnad", Purpose: "needs", In: 120, Actors: actors, Forewarn: true}))
	if !got.Forewarned || got.Channels["mail"] != 2 {
		t.Errorf("forewarned: %+v", got)
	}
}
