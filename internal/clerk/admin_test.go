package clerk_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// deed is a row of the administrative matrix.
type deed struct {
	name string
	do   func(w *world, who clerk.Identity) error
}

func admin(cmd clerk.AdminCommand) func(*world, clerk.Identity) error {
	return func(w *world, who clerk.Identity) error { return w.TryAdmin(w.t.Context(), who, cmd) }
}

// deeds are all administrative commands, about the host of the regional conference and its area.
func deeds(digest string) []deed {
	account := func(id string, role directory.SystemRole) directory.Member {
		return directory.Member{ID: id, Name: "Någon", Actor: host, SystemRole: role}
	}
	incident := conference.Incident{ID: "ny-handelse", Title: "Ny händelse", Owner: host, Started: time.Date(2027, 1, 8, 0, 0, 0, 0, time.UTC)}
	return []deed{
		{"actors.imported", admin(clerk.ImportActors{Actors: []directory.Actor{{ID: "foretag-nytt", Name: "Nytt AB", ShortName: "Nytt",
			Kind: "company", Level: "local", CountyCode: "98", CountyName: "Allmänlän"}}})},
		{"roster.saved", admin(clerk.SaveRoster{Roster: directory.Roster{ID: "nytt", Name: "Nytt", Owner: host, Members: []string{host}}})},
		{"roster.saved, annans id", admin(clerk.SaveRoster{Roster: directory.Roster{ID: "natverk-regional", Name: "Taget", Owner: attendee, Members: []string{host}}})},
		{"template.saved", admin(clerk.SaveTemplate{Template: conference.Template{ID: "ny", Actor: host, Kind: conference.TemplateText, Name: "Ny", Lang: "sv",
			Texts: conference.TemplateTexts{Invitation: conference.Invitation{Purpose: "Samla läget"}}}})},
		{"template.removed", admin(clerk.RemoveTemplate{Actor: host, ID: "vardens"})},
		{"member.saved", admin(clerk.SaveMember{Member: account("ny", directory.Writer)})},
		{"member.saved, aktörsadmin", admin(clerk.SaveMember{Member: account("ny", directory.ActorAdmin)})},
		{"member.saved, kör anläggningen", admin(clerk.SaveMember{Member: account("ny", directory.Operator)})},
		{"member.saved, över den som kör", admin(clerk.SaveMember{Member: account("drift."+host, directory.Reader)})},
		{"member.saved, annans konto", admin(clerk.SaveMember{Member: account("tib."+attendee, directory.Writer)})},
		{"incident.saved", admin(clerk.SaveIncident{Incident: incident})},
		{"area.created", admin(clerk.CreateArea{Area: area.Area{ID: "yta-ny", Name: "Ny", Owner: host}})},
		{"area.right-granted", admin(clerk.GrantRight{Area: "yta-snokaos", Actors: []string{outsider}, Right: area.Manage})},
		{"area.right-granted, till sig", func(w *world, who clerk.Identity) error {
			return w.TryAdmin(w.t.Context(), who, clerk.GrantRight{Area: "yta-snokaos", Actors: []string{who.Actor}, Right: area.Manage})
		}},
		{"area.sharing-stopped", admin(clerk.StopSharing{Area: "yta-snokaos"})},
		{"area.sharing-stopped, värdens", admin(clerk.StopSharing{Area: "yta-snokaos", Actor: host})},
		{"area.sharing-resumed", admin(clerk.ShareAgain{Area: "yta-snokaos"})},
		{"area.right-asked", admin(clerk.AskRight{Area: "yta-snokaos", Right: area.Manage, Why: "Vi behöver"})},
		{"area.right-asked, sluten yta", admin(clerk.AskRight{Area: "yta-sluten", Right: area.Read, Why: "Vi behöver"})},
		{"area.request-answered", admin(clerk.AnswerRequest{Area: "yta-snokaos", Actor: attendee, Words: "Nej"})},
		{"area.handover-offered", admin(clerk.HandOver{Area: "yta-snokaos", To: expert})},
		{"area.taken-over", admin(clerk.TakeOver{Area: "yta-snokaos"})},
		{"area.left", admin(clerk.LeaveArea{Area: "yta-snokaos", Keep: true})},
		{"area.closed", admin(clerk.CloseArea{Area: "yta-snokaos"})},
		{"area.reopened", admin(clerk.ReopenArea{Area: "yta-snokaos", Why: "Det är inte över"})},
		{"area.item-published", admin(clerk.PutItem{Item: area.Item{ID: "post", Area: "yta-snokaos", Kind: area.Document, Title: "Post", Audience: area.Everyone},
			Version: area.Version{Name: "p.txt", MediaType: "text/plain", Size: 1, Digest: digest}})},
		{"area.item-published, annans post", admin(clerk.PutItem{Item: area.Item{ID: "vardens", Area: "yta-snokaos", Kind: area.Document, Title: "Taget", Audience: area.Everyone},
			Version: area.Version{Name: "p.txt", MediaType: "text/plain", Size: 1, Digest: digest, Reason: "x"}})},
		{"area.item-changed", admin(clerk.ChangeItem{Area: "yta-snokaos", Item: "vardens", From: 1, Content: area.Content{Title: "Ändrat", Audience: area.Everyone}})},
		{"area.items-moved", admin(clerk.MoveItems{Area: "yta-snokaos", Items: []string{"vardens"}, Folder: "Mapp"})},
		{"area.items-tagged", admin(clerk.TagItems{Area: "yta-snokaos", Items: []string{"vardens"}, Add: []string{"tagg"}})},
		{"area.items-shared", admin(clerk.ShareItems{Area: "yta-snokaos", Items: []string{"vardens"}, Audience: area.Everyone})},
		{"area.item-commented", admin(clerk.CommentItem{Area: "yta-snokaos", Item: "vardens", ID: "ny-kommentar", Text: "Hej"})},
		{"area.comment-withdrawn", admin(clerk.WithdrawComment{Area: "yta-snokaos", Item: "vardens", ID: "vardens-kommentar"})},
		{"area.item-state-set", admin(clerk.StateItem{Area: "yta-snokaos", Item: "vardens-behov", State: area.StateMet})},
		{"area.offer-matched", admin(clerk.MatchOffer{Area: "yta-snokaos", Item: "vardens-erbjudande", Need: "vardens-behov"})},
		{"area.need-agreed", admin(clerk.AgreeNeed{Area: "yta-snokaos", Item: "vardens-behov", Offer: "svar"})},
		{"area.item-approved", admin(clerk.ApproveItem{Area: "yta-snokaos", Item: "vardens-budskap", From: 1})},
		{"area.item-withdrawn", admin(clerk.WithdrawItem{Area: "yta-snokaos", Item: "vardens"})},
		{"contact.saved", admin(clerk.SaveContact{Contact: contactOf(host)})},
		{"contact.removed", admin(clerk.RemoveContact{ID: contactOf(host).ID})},
		{"contacts.imported", admin(clerk.ImportContacts{Contacts: []directory.Contact{contactOf(host)}})},
		{"contact.way-marked", admin(clerk.MarkWay{Contact: contactOf(host).ID, Channel: directory.SMS, Address: contactOf(host).Ways[0].Address, Worked: true})},
		{"contacts, lista", func(w *world, who clerk.Identity) error { _, err := w.Contacts(w.t.Context(), who, host); return err }},
		{"reply.mapped", admin(clerk.MapIncoming{ID: "okant", Conference: regional, Participant: attendee})},
		{"delivery.sent-again", admin(clerk.SendAgain{Delivery: "utskick"})},
		{"delivery.way-broken", admin(clerk.BreakWay{Delivery: "utskick"})},
		{"invitation.forewarned", admin(clerk.Forewarn{Conference: regional})},
		{"invitation.updated", admin(clerk.SendUpdate{Conference: regional})},
		{"package.registered", admin(&clerk.SendRegister{Conference: regional})},
		{"kvittenstavla", func(w *world, who clerk.Identity) error { _, err := w.Board(w.t.Context(), who, regional); return err }},
		{"feed.made", admin(clerk.MakeFeed{ID: "ny", Actor: host, Title: "Ny", Link: clerk.Digest(strings.Repeat("b", 64))})},
		{"feed.revoked", admin(clerk.RevokeFeed{ID: "kalender"})},
		{"journal.expunge-ordered", admin(clerk.Expunge{Stream: stream, Seqs: []int64{1}, Ground: "Gallringsbeslut"})},
		{"retention.saved", admin(clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.KeptRecording, Months: 3, Ground: "Gallringsbeslut"}})},
		{"retention.executed", admin(&clerk.Cull{Conference: regional, Matter: clerk.KeptRecording})},
		{"gallring, regler", func(w *world, who clerk.Identity) error { _, err := w.Retentions(w.t.Context(), who); return err }},
		{"gallring, förhandsvisning", func(w *world, who clerk.Identity) error { _, err := w.Dues(w.t.Context(), who); return err }},
		{"scim-token.revoked", admin(clerk.RevokeScimToken{Actor: host})},
		{"nyckel till personregister", func(w *world, who clerk.Identity) error {
			_, _, err := w.ScimToken(w.t.Context(), who, host)
			return err
		}},
		{"kontrollera", func(w *world, who clerk.Identity) error { _, err := w.Verify(w.t.Context(), who); return err }},
		{"bygg om", func(w *world, who clerk.Identity) error { _, err := w.Rebuild(w.t.Context(), who); return err }},
	}
}

// scoped is somebody by a token.
func scoped(who clerk.Identity, s clerk.Scope) clerk.Identity {
	who.Scope = s
	return who
}

func TestAdminPolicy(t *testing.T) {
	w := at(t, "called", func(o *clerk.Options) { o.Outgoing = &clerk.Outgoing{} })
	digest, _, err := w.PutFile(t.Context(), strings.NewReader("x"), 10)
	if err != nil {
		t.Fatal(err)
	}
	w.administer(clerk.SaveMember{Member: directory.Member{ID: "drift." + host, Name: "Drift", Actor: host, SystemRole: directory.Operator}})
	w.administer(clerk.GrantRight{Area: "yta-snokaos", Actors: []string{volunteer}, Right: area.Contribute})
	w.administer(clerk.GrantRight{Area: "yta-snokaos", Actors: []string{expert}, Right: area.Manage})
	w.administer(clerk.PutItem{Item: area.Item{ID: "vardens", Area: "yta-snokaos", Kind: area.Document, Title: "Värdens", Audience: area.Everyone},
		Version: area.Version{Name: "v.txt", MediaType: "text/plain", Size: 1, Digest: digest}})
	w.administer(clerk.CreateArea{Area: area.Area{ID: "yta-sluten", Name: "Sluten", Owner: host}})
	w.administer(clerk.HandOver{Area: "yta-snokaos", To: expert})
	if _, err := w.Administer(t.Context(), tib(attendee), "", clerk.AskRight{Area: "yta-snokaos", Right: area.Manage, Why: "Vi behöver"}); err != nil {
		t.Fatal(err)
	}
	w.administer(clerk.CommentItem{Area: "yta-snokaos", Item: "vardens", ID: "vardens-kommentar", Text: "Hej"})
	for _, it := range []area.Item{{ID: "vardens-behov", Kind: area.Need}, {ID: "vardens-erbjudande", Kind: area.Offer},
		{ID: "svar", Kind: area.Offer, Detail: area.Detail{Offer: &area.OfferDetail{Need: "vardens-behov"}}}, {ID: "vardens-budskap", Kind: area.Message, Text: "Res inte"}} {
		it.Area, it.Title, it.Audience, it.Owner = "yta-snokaos", "Värdens", area.Everyone, host
		w.administer(clerk.PutItem{Item: it})
	}
	w.administer(clerk.SaveTemplate{Template: conference.Template{ID: "vardens", Actor: host, Kind: conference.TemplateText, Name: "Värdens", Lang: "sv",
		Texts: conference.TemplateTexts{Sentences: []conference.Sentence{{Name: "Tack", Text: "Tack för i dag."}}}}})
	w.administer(clerk.SaveContact{Contact: contactOf(host)})
	if err := w.MakeFeed(t.Context(), tib(host), clerk.MakeFeed{ID: "kalender", Actor: host, Title: "Värdens", Link: clerk.Digest(strings.Repeat("a", 64))}); err != nil {
		t.Fatal(err)
	}
	if err := w.store.Update(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.AddIncoming(store.Incoming{ID: "okant", Verdict: delivery.Verdict{Digest: "d", At: tx.Now, Finding: delivery.Unknown, Conference: regional, Reply: conference.Coming}}); err != nil {
			return err
		}
		_, err := tx.QueueOutgoing([]delivery.Delivery{{ID: "utskick", Key: "k", Kind: delivery.Invitation, Conference: regional, Contact: contactOf(host).ID, Actor: host, Channel: directory.SMS,
			Address: contactOf(host).Ways[0].Address, Lane: contactOf(host).Ways[0].Lane(), State: delivery.Failed,
			At: tx.Now, NextAt: tx.Now}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	columns := []struct {
		name string
		who  clerk.Identity
	}{
		{"ägaren av filen", clerk.OwnerIdentity()}, {"kör anläggningen, annan aktör", member("drift", outsider, directory.Operator)},
		{"värdens aktörsadmin", member("admin", host, directory.ActorAdmin)}, {"hos värden", tib(host)},
		{"läskonto hos värden", member("las", host, directory.Reader)},
		{"läser i ytan", tib(attendee)}, {"läser i ytan, aktörsadmin", member("admin", attendee, directory.ActorAdmin)},
		{"bidrar i ytan", tib(volunteer)}, {"bidrar i ytan, läskonto", member("las", volunteer, directory.Reader)},
		{"sköter ytan", tib(expert)}, {"sköter ytan, läskonto", member("las", expert, directory.Reader)},
		{"utanför", tib(outsider)}, {"utanför, aktörsadmin", member("admin", outsider, directory.ActorAdmin)},
		{"ingen aktör", member("ingen", "", directory.Writer)}, {"ingen alls", clerk.Identity{}},
		{"kör anläggningen, nyckel som skriver", scoped(member("drift", outsider, directory.Operator), clerk.ScopeWrite)},
		{"värdens aktörsadmin, nyckel som administrerar", scoped(member("admin", host, directory.ActorAdmin), clerk.ScopeAdminister)},
		{"värdens aktörsadmin, nyckel som skriver", scoped(member("admin", host, directory.ActorAdmin), clerk.ScopeWrite)},
		{"värdens aktörsadmin, nyckel som läser", scoped(member("admin", host, directory.ActorAdmin), clerk.ScopeRead)},
	}
	var b bytes.Buffer
	b.WriteString("Vem får göra vad med katalogen, ytorna och anläggningen. Allt gäller länsstyrelsen som är värd, och dess yta.\n" +
		"+ får, - får inte, . finns inte för den som frågar, x krockar med något annat.\n\n")
	for i, c := range columns {
		fmt.Fprintf(&b, "%c  %s\n", 'A'+i, c.name)
	}
	b.WriteString("\n" + strings.Repeat(" ", 33))
	for i := range columns {
		fmt.Fprintf(&b, " %c", 'A'+i)
	}
	b.WriteString("\n")
	for _, d := range deeds(digest) {
		fmt.Fprintf(&b, "%-33s", d.name)
		for _, c := range columns {
			mark := map[fault.Kind]string{fault.Forbidden: "-", fault.Unauthenticated: "-", fault.NotFound: ".", fault.Conflict: "x"}
			err := d.do(w, c.who)
			cell := "+"
			if err != nil {
				if cell = mark[fault.KindOf(err)]; cell == "" {
					t.Errorf("%s, %s: %v", d.name, c.name, err)
				}
			}
			b.WriteString(" " + cell)
		}
		b.WriteString("\n")
	}
	golden(t, "policy-admin.txt", b.Bytes())
}

// An administrative command leaves one row with its own JSON, once, and answers the same the second time.
func TestAdministerTwice(t *testing.T) {
	w := at(t, "stocked")
	ctx := t.Context()
	owner := clerk.OwnerIdentity()
	cmd := clerk.CreateArea{Area: area.Area{ID: "yta-ny", Name: "Ny", Owner: host}}
	first, err := w.Administer(ctx, owner, "en", cmd)
	if err != nil || first.Status != clerk.Accepted || first.First == 0 || first.First != first.Last {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := w.Administer(ctx, owner, "en", cmd)
	if err != nil || again.Status != clerk.Already || again.First != first.First || again.Last != first.Last {
		t.Errorf("%+v, %v", again, err)
	}
	other, err := w.Administer(ctx, owner, "två", cmd) // another id: it is so already
	if err != nil || other.Status != clerk.Already || other.Last != 0 {
		t.Errorf("%+v, %v", other, err)
	}
	cmd.Area.Name = "Annat"
	if _, err := w.Administer(ctx, owner, "en", cmd); fault.KindOf(err) != fault.Conflict {
		t.Errorf("other content under the same id: %v", err)
	}
	if n := w.whole().Entries; n != first.Last {
		t.Errorf("%d entries, want %d", n, first.Last)
	}
	// The answer to one is not for another who sends the same id: it must have the right itself.
	if r, err := w.Administer(ctx, tib(outsider), "en", clerk.CreateArea{Area: area.Area{ID: "yta-ny", Name: "Ny", Owner: host}}); err == nil {
		t.Errorf("an outsider was told %+v", r)
	}
}

func TestIncidentsStayWhatTheyAre(t *testing.T) {
	w := at(t, "stocked")
	ctx := t.Context()
	owner := clerk.OwnerIdentity()
	x, err := w.Incident(ctx, owner, "snokaos-allmansta")
	if err != nil {
		t.Fatal(err)
	}
	real := x
	real.Exercise = false
	_, err = w.Administer(ctx, owner, "", clerk.SaveIncident{Incident: real})
	wantCode(t, err, "incident.exercise-fixed")
	theirs := x
	theirs.Owner = outsider
	_, err = w.Administer(ctx, tib(outsider), "", clerk.SaveIncident{Incident: theirs})
	wantCode(t, err, "incident.id-taken")
	p := plan(t, "regional")
	p.Exercise = false
	_, err = w.Do(ctx, tib(host), p.ID, clerk.Wish{Command: &conference.PlanConference{Plan: p}})
	wantCode(t, err, "conference.exercise-differs")
	p.Exercise, p.IncidentTitle, p.IncidentRegistryNumber = true, "Påhittad rubrik", "0"
	w.planned(p)
	if got := w.view(owner, p.ID).Conference.Plan; got.IncidentTitle != x.Title || got.IncidentRegistryNumber != x.RegistryNumber {
		t.Errorf("%q, %q", got.IncidentTitle, got.IncidentRegistryNumber)
	}
}

// A number in a series is given once, and a conference has the id that it is stored under.
func TestNumbers(t *testing.T) {
	w := at(t, "planned")
	ctx := t.Context()
	p := plan(t, "regional")
	if n, err := w.NextNumber(ctx, p.Incident, host, p.Level); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	if n, err := w.NextNumber(ctx, p.Incident, host, conference.Local); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	twin := p
	twin.ID = "konf-tvilling"
	_, err := w.Do(ctx, tib(host), twin.ID, clerk.Wish{Command: &conference.PlanConference{Plan: twin}})
	wantCode(t, err, "conference.number-taken")
	_, err = w.Do(ctx, tib(host), "konf-annat-namn", clerk.Wish{Command: &conference.PlanConference{Plan: twin}})
	wantCode(t, err, "conference.id-differs")
	twin.Participants = append(twin.Participants, conference.Participant{Actor: "foretag-finns-inte", Role: conference.Attendee})
	twin.SeriesNo = 2
	_, err = w.Do(ctx, tib(host), twin.ID, clerk.Wish{Command: &conference.PlanConference{Plan: twin}})
	wantCode(t, err, "actor.unknown")
	w.do(tib(host), p.ID, w.clock.now(), "", &conference.CancelConference{Reason: "Inte längre"})
	again := p
	again.ID = "konf-igen"
	w.planned(again)
	list, err := w.Conferences(ctx, tib(host), store.ConferenceFilter{})
	if err != nil || len(list) != 2 {
		t.Fatal(len(list), err)
	}
}
