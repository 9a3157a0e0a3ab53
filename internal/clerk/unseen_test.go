package clerk_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// body is everything about a refusal that could reach a caller.
func body(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return fmt.Sprint(err)
	}
	return fmt.Sprintf("%v %s %v %v", f.Kind, f.Code, f.Args, f.Fields)
}

// reads gives what each way of reading one conference answers with.
func reads(w *world, who clerk.Identity, id string) map[string]error {
	out := map[string]error{}
	ctx := w.t.Context()
	_, out["conference"] = w.Conference(ctx, who, id)
	_, out["conference at"] = w.ConferenceAt(ctx, who, id, 1)
	_, out["journal"] = w.Journal(ctx, who, id)
	_, out["bundle"] = w.Bundle(ctx, who, id)
	_, _, out["checkpoint"] = w.Checkpoint(ctx, who, id)
	_, _, out["seal"] = w.SealAt(ctx, who, id, 1)
	_, _, out["recording"] = w.OpenRecording(ctx, who, id, fmt.Sprintf("%064d", 1))
	return out
}

// What somebody may not see answers as what does not exist, byte for byte, to every command and every way of reading.
func TestWhatIsUnseenDoesNotExist(t *testing.T) {
	p := plan(t, "regional")
	for _, c := range []struct {
		stage string
		who   clerk.Identity
	}{
		{"planned", tib(attendee)}, {"planned", tib(outsider)}, {"held", tib(outsider)}, {"held", member("drift", outsider, directory.Operator)},
		{"held", member("ingen", "", directory.Writer)}, {"held", clerk.Identity{}},
	} {
		t.Run(c.stage+"/"+c.who.Member, func(t *testing.T) {
			w := at(t, c.stage)
			ctx := t.Context()
			for _, cmd := range everyCommand(p, c.who.Actor) {
				if _, plans := cmd.(*conference.PlanConference); plans {
					continue // what does not exist can be planned: that an id is taken cannot be kept from who wants to use it
				}
				there := w.Try(ctx, c.who, p.ID, clerk.Wish{Command: cmd})
				not := w.Try(ctx, c.who, "konf-som-inte-finns", clerk.Wish{Command: cmd})
				if body(there) != body(not) || fault.KindOf(there) != fault.NotFound {
					t.Errorf("%s: %s, and for what does not exist %s", cmd.Name(), body(there), body(not))
				}
			}
			there, not := reads(w, c.who, p.ID), reads(w, c.who, "konf-som-inte-finns")
			for name, err := range there {
				if body(err) != body(not[name]) || fault.CodeOf(err) != "conference.unknown" {
					t.Errorf("%s: %s, and for what does not exist %s", name, body(err), body(not[name]))
				}
			}
		})
	}
}

// seen is all that lists tell somebody.
func seen(w *world, who clerk.Identity) map[string]int {
	w.t.Helper()
	ctx := w.t.Context()
	out := map[string]int{}
	count := func(name string, n int, err error) {
		if err != nil {
			w.t.Fatalf("%s: %v", name, err)
		}
		if n > 0 {
			out[name] = n
		}
	}
	conferences, err := w.Conferences(ctx, who, store.ConferenceFilter{})
	count("conferences", len(conferences), err)
	conferences, err = w.Conferences(ctx, who, store.ConferenceFilter{Actor: attendee})
	count("conferences of an actor", len(conferences), err)
	measures, err := w.Measures(ctx, who, store.MeasureFilter{})
	count("measures", len(measures), err)
	decisions, err := w.Decisions(ctx, who, store.DecisionFilter{})
	count("decisions", len(decisions), err)
	dependencies, err := w.Dependencies(ctx, who, "snokaos-allmansta")
	count("dependencies", len(dependencies), err)
	incidents, err := w.Incidents(ctx, who)
	count("incidents", len(incidents), err)
	areas, err := w.Areas(ctx, who)
	count("areas", len(areas), err)
	rosters, err := w.Rosters(ctx, who)
	count("rosters", len(rosters), err)
	members, err := w.Members(ctx, who)
	count("members", len(members), err)
	if _, err := w.Incident(ctx, who, "snokaos-allmansta"); err == nil {
		out["incident"] = 1
	} else if fault.CodeOf(err) != "store.no-incident" {
		w.t.Fatal(err)
	}
	return out
}

func TestListsTellWhatOneMaySee(t *testing.T) {
	everything := map[string]int{"conferences": 1, "conferences of an actor": 1, "measures": 13, "decisions": 2, "dependencies": 1, "incidents": 1,
		"incident": 1, "areas": 1}
	with := func(more map[string]int) map[string]int {
		out := map[string]int{}
		for k, v := range everything {
			out[k] = v
		}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	onlyArea := map[string]int{"areas": 1}
	for _, c := range []struct {
		stage string
		who   clerk.Identity
		want  map[string]int
	}{
		{"planned", tib(outsider), map[string]int{}},
		{"planned", clerk.Identity{}, map[string]int{}},
		{"planned", tib(observer), onlyArea}, // the area was opened to it; the conference and its incident it does not know
		{"planned", tib(attendee), map[string]int{"areas": 1, "members": 1}},
		{"planned", tib(host), map[string]int{"conferences": 1, "conferences of an actor": 0, "dependencies": 1, "incidents": 1, "incident": 1, "areas": 1,
			"rosters": 1, "members": 1}},
		{"called", tib(observer), map[string]int{"conferences": 1, "conferences of an actor": 1, "dependencies": 1, "incidents": 1, "incident": 1, "areas": 1}},
		{"held", tib(outsider), map[string]int{}},
		{"held", member("drift", outsider, directory.Operator), map[string]int{"members": 2}}, // who runs the installation keeps its accounts
		{"held", clerk.Identity{}, map[string]int{}},
		{"held", member("ingen", "", directory.Writer), map[string]int{}},
		{"held", tib(observer), everything},
		{"held", member("las."+observer, observer, directory.Reader), everything},
		{"held", tib(attendee), with(map[string]int{"members": 1})},
		{"held", tib(host), with(map[string]int{"members": 1, "rosters": 1})},
		{"held", clerk.OwnerIdentity(), with(map[string]int{"members": 2, "rosters": 1})},
	} {
		t.Run(c.stage+"/"+c.who.Member, func(t *testing.T) {
			for k, v := range c.want {
				if v == 0 {
					delete(c.want, k)
				}
			}
			if diff := cmp.Diff(c.want, seen(at(t, c.stage), c.who)); diff != "" {
				t.Errorf("want (-), got (+):\n%s", diff)
			}
		})
	}
}

// A conference that was cancelled before anybody was called to it never existed for those who would have been.
func TestCancelledBeforeTheInvitation(t *testing.T) {
	for stage, want := range map[string]int{"planned": 0, "called": 1} {
		w := at(t, stage)
		w.do(tib(host), regional, w.clock.now(), "", &conference.CancelConference{Reason: "Ovädret drog förbi"})
		for round := range 2 {
			list, err := w.Conferences(t.Context(), tib(attendee), store.ConferenceFilter{})
			if err != nil || len(list) != want {
				t.Errorf("%s, round %d: %d conferences, %v", stage, round, len(list), err)
			}
			_, err = w.Conference(t.Context(), tib(attendee), regional)
			if (err == nil) != (want == 1) {
				t.Errorf("%s, round %d: %v", stage, round, err)
			}
			if _, err := w.Rebuild(t.Context(), clerk.OwnerIdentity()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Somebody who is no longer called no longer sees anything, at once.
func TestUninvited(t *testing.T) {
	w := at(t, "called")
	if n := seen(w, tib(observer))["conferences"]; n != 1 {
		t.Fatal(n)
	}
	w.do(tib(host), regional, w.clock.now(), "", &conference.Uninvite{Participant: observer})
	if diff := cmp.Diff(map[string]int{"areas": 1}, seen(w, tib(observer))); diff != "" {
		t.Error(diff)
	}
	_, err := w.Conference(t.Context(), tib(observer), regional)
	wantCode(t, err, "conference.unknown")
}

// What is refused and what is warned for tells nothing of a conference, an incident or an area that the caller may not see.
func TestPlanningTellsNothingOfOthers(t *testing.T) {
	w := at(t, "held")
	ctx := t.Context()
	p := plan(t, "regional")
	mine := p
	mine.ID, mine.Host, mine.Title, mine.Incident, mine.IncidentTitle, mine.Exercise = "konf-min", outsider, "Mitt möte", "", "", true
	mine.Roles, mine.Carried = nil, conference.Carried{}
	mine.Needs = []conference.Dependency{{Conference: regional, Carries: "Läget"}}
	mine.Feeds = nil
	mine.Participants = slices.DeleteFunc(slices.Clone(p.Participants), func(x conference.Participant) bool { return x.Actor == host })

	curious := mine
	curious.ID, curious.Incident = "konf-nyfiken", p.Incident
	_, err := w.Do(ctx, tib(outsider), curious.ID, clerk.Wish{Command: &conference.PlanConference{Plan: curious}})
	none := curious
	none.Incident = "ingen-sadan-handelse"
	_, nothing := w.Do(ctx, tib(outsider), none.ID, clerk.Wish{Command: &conference.PlanConference{Plan: none}})
	if fault.CodeOf(err) != "store.no-incident" || fault.CodeOf(nothing) != "store.no-incident" {
		t.Errorf("%v, %v", err, nothing)
	}

	// The same actors at the same time, and something needed from the conference that it may not see.
	w.clock.set(p.Start)
	r, err := w.Do(ctx, tib(outsider), mine.ID, clerk.Wish{Command: &conference.PlanConference{Plan: mine}})
	if err != nil || len(r.Warnings) != 0 {
		t.Fatalf("%v, %+v", err, r.Warnings)
	}
	r, err = w.Do(ctx, tib(outsider), mine.ID, clerk.Wish{Command: &conference.OpenMeeting{}})
	if err != nil || len(r.Warnings) != 1 || r.Warnings[0].Key != "warning.input-missing" || r.Warnings[0].Args["Conference"] != regional {
		t.Fatalf("%v, %+v", err, r.Warnings)
	}

	// Who sees both is warned, with the name.
	own := mine
	own.ID, own.Host, own.Needs, own.SeriesNo, own.Participants = "konf-egen", host, nil, 9, p.Participants
	r, err = w.Do(ctx, tib(host), own.ID, clerk.Wish{Command: &conference.PlanConference{Plan: own}})
	if err != nil || len(r.Warnings) != 1 || r.Warnings[0].Key != "warning.double-booked" || r.Warnings[0].Args["Conference"] != p.Title ||
		r.Warnings[0].Args["Count"] != 42 {
		t.Fatalf("%v, %+v", err, r.Warnings)
	}
}

func TestWhoMayPlan(t *testing.T) {
	w := at(t, "stocked")
	p := plan(t, "regional")
	p.Incident = ""
	for _, c := range []struct {
		who  clerk.Identity
		code string
	}{
		{clerk.OwnerIdentity(), ""}, {tib(host), ""}, {member("las", host, directory.Reader), "access.not-allowed"},
		{tib(attendee), "access.not-allowed"}, {tib(outsider), "access.not-allowed"}, {member("drift", outsider, directory.Operator), "access.not-allowed"},
		{clerk.Identity{}, "access.not-allowed"},
	} {
		if err := w.Try(t.Context(), c.who, p.ID, clerk.Wish{Command: &conference.PlanConference{Plan: p}}); fault.CodeOf(err) != c.code {
			t.Errorf("%+v: %v", c.who, err)
		}
	}
}

// A role is acted in by who holds it: the account that it is bound to, or any writer of the actor when it is bound to none.
func TestRoles(t *testing.T) {
	w := at(t, "called")
	w.do(tib(host), regional, w.clock.now(), "", &conference.AssignRoles{Roles: []conference.RoleHolder{
		{Role: conference.Leader, Actor: host, Member: "leader." + host},
		{Role: conference.Secretary, Actor: host},
		{Role: conference.Technician, Actor: volunteer, Member: "tib." + volunteer},
		{Role: conference.Listener, Actor: observer},
	}})
	w.do(holder(conference.Leader), regional, w.clock.now(), "", &conference.OpenMeeting{})
	note := &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: "x", Actor: host}}
	for _, c := range []struct {
		name string
		who  clerk.Identity
		role conference.Role
		cmd  conference.Command
		code string
		as   conference.Role
	}{
		{"bound to an account", holder(conference.Leader), conference.Leader, &conference.AdjournMeeting{Reason: "Paus"}, "", conference.Leader},
		{"another account of the same actor", tib(host), conference.Leader, &conference.AdjournMeeting{}, "access.role", ""},
		{"the right account, another role", holder(conference.Leader), conference.Technician, note, "access.role", ""},
		{"bound to an actor only", tib(host), conference.Secretary, note, "", conference.Secretary},
		{"chosen for one who wishes none", tib(host), "", note, "", conference.Secretary},
		{"a reader of the actor", member("las", host, directory.Reader), conference.Secretary, note, "access.reader", ""},
		{"an invited actor's account", tib(volunteer), conference.Technician, &conference.InformRecording{}, "", conference.Technician},
		{"an invited actor's account, in another role", tib(volunteer), "", &conference.AdjournMeeting{}, "access.leader-or-secretary", ""},
		{"an invited actor's people", member("annan."+observer, observer, directory.Writer), conference.Listener, note, "", conference.Listener},
		{"a role without the right", tib(host), conference.Secretary, &conference.ApproveMinutes{Version: 1}, "access.leader-only", ""},
		{"an outsider", tib(outsider), conference.Leader, note, "conference.unknown", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := w.Do(t.Context(), c.who, regional, clerk.Wish{Role: c.role, OccurredAt: w.clock.now(), Command: c.cmd})
			wantCode(t, err, c.code)
			if err != nil {
				return
			}
			entries := w.journal(clerk.OwnerIdentity(), regional)
			e := entries[r.Last-1]
			if conference.Role(e.Role) != c.as || e.Member != c.who.Member || e.Actor != c.who.Actor {
				t.Errorf("%s of %s as %q", e.Member, e.Actor, e.Role)
			}
			if _, adjourned := c.cmd.(*conference.AdjournMeeting); adjourned {
				w.do(holder(conference.Leader), regional, w.clock.now(), "", &conference.ResumeMeeting{})
			}
		})
	}
}

// A digest is no key: who knows what a file is called by its content still cannot open it.
func TestADigestOpensNothing(t *testing.T) {
	w := at(t, "approved")
	ctx := t.Context()
	secretary := holder(conference.Secretary)
	full := []byte("Protokoll med P1: sårbarheter vid vattentäkten")
	if _, err := w.PublishMinutes(ctx, secretary, clerk.Publication{Conference: regional, Area: "yta-snokaos", Version: 1, Editions: []clerk.Edition{
		{Item: "protokoll-full", Kind: area.Minutes, Title: "Protokoll", Audience: area.OnlyWe, Name: "p.pdf", MediaType: "application/pdf", Content: full},
	}}); err != nil {
		t.Fatal(err)
	}
	digest := w.view(tib(attendee), regional).Conference.Version().Published[0].Files[0].Digest // anybody in the conference can know it
	thief := tib(attendee)
	if _, err := w.Administer(ctx, thief, "", clerk.CreateArea{Area: area.Area{ID: "yta-ekeryd", Name: "Ekeryd", Owner: attendee}}); err != nil {
		t.Fatal(err)
	}
	put := func(who clerk.Identity, areaID, digest string) error {
		_, err := w.Administer(ctx, who, "", clerk.PutItem{Item: area.Item{ID: "fynd", Area: areaID, Kind: area.Document, Title: "Fynd", Audience: area.Everyone},
			Version: area.Version{Name: "fynd.pdf", MediaType: "application/pdf", Size: int64(len(full)), Digest: digest}})
		return err
	}
	taken, unknown := put(thief, "yta-ekeryd", digest), put(thief, "yta-ekeryd", fmt.Sprintf("%064d", 7))
	if body(taken) != body(unknown) || fault.CodeOf(taken) != "attachment.unknown" {
		t.Fatalf("%s, and for what is not there %s", body(taken), body(unknown))
	}
	own := plan(t, "local")
	own.ID, own.Host, own.Incident, own.Roles = "konf-ekeryd", attendee, "", nil
	own.Material = []conference.Material{{Title: "Underlag", Name: "p.pdf", Digest: digest, Size: 1}}
	if _, err := w.Do(ctx, thief, own.ID, clerk.Wish{Command: &conference.PlanConference{Plan: own}}); fault.CodeOf(err) != "attachment.unknown" {
		t.Error(err)
	}
	own.Material = nil
	w.clock.set(own.Start)
	for _, cmd := range []conference.Command{&conference.PlanConference{Plan: own}, &conference.OpenMeeting{}, &conference.InformRecording{}, &conference.StartRecording{}} {
		if _, err := w.Do(ctx, thief, own.ID, clerk.Wish{Command: cmd}); err != nil {
			t.Fatal(cmd.Name(), err)
		}
	}
	for _, cmd := range []conference.Command{
		&conference.AttachRecording{File: conference.AudioFile{Name: "p.pdf", Digest: digest, Size: 1, MediaType: "audio/wav", StartsAt: own.Start}},
		&conference.AddMaterial{Material: conference.Material{Title: "Underlag", Name: "p.pdf", Digest: digest, Size: 1}},
		&conference.PublishMinutes{Version: 1, Channel: "WIS", Files: []conference.PublishedFile{{Name: "p.pdf", Digest: digest, Size: 1, MediaType: "x/y"}}},
	} {
		if _, err := w.Do(ctx, thief, own.ID, clerk.Wish{Command: cmd}); fault.CodeOf(err) != "attachment.unknown" {
			t.Errorf("%s: %v", cmd.Name(), err)
		}
	}
	// What its owner has taken away again is nobody's to take: its digest stands in the journal.
	gone, size, err := w.BringFile(ctx, tib(own.Host), strings.NewReader("taget tillbaka"), 100)
	if err != nil {
		t.Fatal(err)
	}
	other := tib("kommun-tallmo")
	theirs := own
	theirs.ID, theirs.Host = "konf-tallmo", other.Actor
	for _, cmd := range []conference.Command{&conference.PlanConference{Plan: theirs}, &conference.AddMaterial{Material: conference.Material{Title: "Fel", Name: "f.txt", Digest: gone, Size: size}}} {
		_, err = w.Do(ctx, other, theirs.ID, clerk.Wish{Command: cmd})
	}
	if fault.CodeOf(err) != "attachment.unknown" {
		t.Errorf("another actor refers to what was brought by %s and is in no use: %v", own.Host, err)
	}
	// Who has the content itself has no need to steal it.
	got, _, err := w.BringFile(ctx, thief, newReader(full), 1<<20)
	if err != nil || got != digest {
		t.Fatal(got, err)
	}
	if err := put(thief, "yta-ekeryd", digest); err != nil {
		t.Fatal(err)
	}
	// What one may read in one area may be put in another.
	w.clock.set(w.view(clerk.OwnerIdentity(), regional).Conference.Latest)
	if _, err := w.PublishMinutes(ctx, secretary, clerk.Publication{Conference: regional, Area: "yta-snokaos", Version: 1, Editions: []clerk.Edition{
		{Item: "protokoll-offentlig", Kind: area.Minutes, Title: "Protokoll", Audience: area.Everyone, Name: "o.pdf", MediaType: "application/pdf", Content: []byte("Protokoll")},
	}}); err != nil {
		t.Fatal(err)
	}
	published := w.view(tib(observer), regional).Conference.Version().Published
	public := published[len(published)-1].Files[0].Digest
	if _, err := w.Administer(ctx, tib(observer), "", clerk.CreateArea{Area: area.Area{ID: "yta-mcf", Name: "MCF", Owner: observer}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Administer(ctx, tib(observer), "", clerk.PutItem{Item: area.Item{ID: "kopia", Area: "yta-mcf", Kind: area.Document, Title: "Kopia", Audience: area.Everyone},
		Version: area.Version{Name: "o.pdf", MediaType: "application/pdf", Size: 9, Digest: public}}); err != nil {
		t.Fatal(err)
	}
	_, f, err := w.OpenFile(ctx, tib(observer), "yta-mcf", "kopia", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := io.ReadAll(f); err != nil || string(b) != "Protokoll" {
		t.Fatal(string(b), err)
	}
}

// Whether or not there is a file, an area or an item that one may not see, the answer is the same.
func TestUnseenAreas(t *testing.T) {
	w := at(t, "approved")
	ctx := context.Background()
	if _, err := w.PublishMinutes(ctx, holder(conference.Secretary), clerk.Publication{Conference: regional, Area: "yta-snokaos", Version: 1, Editions: []clerk.Edition{
		{Item: "hemlig", Kind: area.Minutes, Title: "Protokoll", Audience: area.OnlyWe, Name: "p.pdf", MediaType: "application/pdf", Content: []byte("x")},
		{Item: "vald", Kind: area.Document, Title: "Vald", Audience: area.Chosen, Chosen: []string{observer}, Name: "v.pdf", MediaType: "application/pdf", Content: []byte("y")},
	}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who         clerk.Identity
		area, item  string
		items       int
		opens       string
		openNothing string
	}{
		{tib(host), "yta-snokaos", "hemlig", 2, "", "area.item-unknown"},
		{tib(attendee), "yta-snokaos", "hemlig", 0, "area.item-unknown", "area.item-unknown"},
		{tib(attendee), "yta-snokaos", "vald", 0, "area.item-unknown", "area.item-unknown"},
		{tib(observer), "yta-snokaos", "vald", 1, "", "area.item-unknown"},
		{tib(observer), "yta-snokaos", "hemlig", 1, "area.item-unknown", "area.item-unknown"},
		{tib(outsider), "yta-snokaos", "hemlig", -1, "area.unknown", "area.unknown"},
		{clerk.Identity{}, "yta-snokaos", "vald", -1, "area.unknown", "area.unknown"},
	} {
		list, err := w.Area(ctx, c.who, c.area)
		if c.items < 0 {
			_, none := w.Area(ctx, c.who, "yta-som-inte-finns")
			if fault.CodeOf(err) != "area.unknown" || fault.CodeOf(none) != "area.unknown" {
				t.Errorf("%s: %v, %v", c.who.Member, err, none)
			}
		} else if err != nil || len(list.Items) != c.items {
			t.Errorf("%s: %d items, %v", c.who.Member, len(list.Items), err)
		}
		_, f, err := w.OpenFile(ctx, c.who, c.area, c.item, 0)
		if fault.CodeOf(err) != c.opens {
			t.Errorf("%s, %s: %v", c.who.Member, c.item, err)
		}
		if f != nil {
			f.Close()
		}
		_, _, err = w.OpenFile(ctx, c.who, c.area, "finns-inte", 0)
		if fault.CodeOf(err) != c.openNothing {
			t.Errorf("%s: %v", c.who.Member, err)
		}
		_, _, err = w.OpenFile(ctx, c.who, c.area, c.item, 99)
		if want := c.opens; want != "" && fault.CodeOf(err) != want || want == "" && fault.CodeOf(err) != "area.version-unknown" {
			t.Errorf("%s: version 99: %v", c.who.Member, err)
		}
	}
}
