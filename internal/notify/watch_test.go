package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/store"
	"samverkan/internal/watch"
)

// A notice of what is watched names what its recipient may read when it is sent, without what is marked, and says that it is an exercise; by text
// message and push it says how much it is and no titles. When there is nothing left of it nothing is sent.
func TestWatchMail(t *testing.T) {
	w, _ := exercise(t)
	ctx := t.Context()
	me := clerk.Identity{Member: "vakt." + attendee, Actor: attendee, SystemRole: directory.Writer}
	w.administer(clerk.SaveMember{Member: directory.Member{ID: me.Member, Name: "Vakten", Actor: attendee, SystemRole: directory.Writer}})
	if err := w.store.Update(ctx, func(tx *store.Tx) error {
		return tx.PutAccount(store.Account{Member: me.Member, Login: "vakt@ekeryd.example", Created: tx.Now})
	}); err != nil {
		t.Fatal(err)
	}
	w.administer(clerk.CreateArea{Area: area.Area{ID: "vakt", Name: "Vaktytan", Owner: host, Exercise: true, Kind: area.ForExercise, Grants: []area.Grant{{Actor: attendee, Right: area.Read}}}})
	if _, err := w.AddWatch(ctx, me, watch.Watch{On: watch.OnArea, Target: "vakt", Often: watch.Now}); err != nil {
		t.Fatal(err)
	}
	for _, i := range []area.Item{{ID: "p1", Title: "Nödvatten i Älvnäs\n# Rubrik"}, {ID: "p2", Title: "Vägläget"}, {ID: "p3", Title: "KANARIE dold", Audience: area.OnlyWe},
		{ID: "p4", Title: "KANARIE märkt", Audience: area.Chosen, Chosen: []string{attendee}, Secrecy: &area.Secrecy{Ground: "18 kap. 13 § OSL", Actor: host}}} {
		i.Area, i.Kind, i.Owner, i.Title = "vakt", area.Document, host, strings.ReplaceAll(i.Title, "\n", " ")
		if i.Audience == "" {
			i.Audience = area.Everyone
		}
		digest, size, err := w.PutFile(ctx, strings.NewReader(i.ID), 100)
		if err != nil {
			t.Fatal(err)
		}
		w.administer(clerk.PutItem{Item: i, Version: area.Version{Name: i.ID + ".bin", MediaType: "application/octet-stream", Size: size, Digest: digest}})
	}
	for worked := true; worked; {
		var err error
		if worked, err = w.SortHappenings(ctx); err != nil {
			t.Fatal(err)
		}
	}
	w.clock.Set(w.clock.Now().Add(2 * time.Minute))
	if n, err := w.TellInboxes(ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	list, err := w.LeaseDeliveries(ctx, "prov", "", w.clock.Now().Add(time.Minute), 100)
	if err != nil {
		t.Fatal(err)
	}
	var d delivery.Delivery
	for _, x := range list {
		if x.Kind == delivery.Watch {
			d = x
		}
	}
	if !d.Exercise || d.PersonOf() != me.Member {
		t.Fatalf("%+v", d)
	}
	for _, lang := range []string{"sv", "en"} {
		d.Language, d.Channel, d.Address = lang, directory.Mail, "vakt@ekeryd.example"
		m, needed, err := w.renderer().Mail(ctx, d)
		if err != nil || !needed {
			t.Fatal(needed, err)
		}
		d.Channel, d.Address = directory.SMS, "+46701740605"
		short, _, err := w.renderer().Short(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		sms, parts, err := channel.SMSText(short)
		if err != nil || parts.Parts != 1 {
			t.Errorf("%d text messages: %s %v", parts.Parts, sms, err)
		}
		d.Channel, d.Address = directory.Push, me.Member
		push, _, err := w.renderer().Short(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, fmt.Sprintf("mail/watch.%s.txt", lang), fmt.Appendf(nil, "From: %s <%s>\nTo: %s\nSubject: %s\nSMS: %s\nPush: %s | %s | %s\n\n%s", m.FromName, m.From, m.To, m.Subject, sms,
			push.Title, push.Text, push.Link, m.Text))
		for _, text := range []string{m.Subject, m.Text, m.HTML, sms, push.Title, push.Text} {
			if strings.Contains(text, "KANARIE") {
				t.Errorf("%s names what is not to be named: %s", lang, text)
			}
		}
		if strings.Contains(sms+push.Title+push.Text, "Vägläget") {
			t.Errorf("%s: a short message names what others wrote: %s %s", lang, sms, push.Text)
		}
	}
	w.administer(clerk.GrantRight{Area: "vakt", Actors: []string{attendee}, Right: area.None})
	if _, needed, err := w.renderer().Mail(ctx, d); needed || err != nil {
		t.Errorf("what may not be read any more is told of: %v %v", needed, err)
	}
}
