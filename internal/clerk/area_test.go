package clerk_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// admins gives a command and holds its answer against a code, "" for none.
func (w *world) admins(who clerk.Identity, code string, cmd clerk.AdminCommand) {
	w.t.Helper()
	if _, err := w.Administer(w.t.Context(), who, "", cmd); fault.CodeOf(err) != code {
		w.t.Errorf("%s by %s: %v, want %q", cmd.Name(), who.Actor, err, code)
	}
}

// shared opens an area with three in it, and an item of the attendee's for all.
func shared(t *testing.T) (*world, string) {
	t.Helper()
	w := at(t, "stocked")
	a := area.Area{ID: "yta-delad", Name: "Delad yta", Owner: host, Kind: area.ForIncident, County: "05", Purpose: "Samla läget.\nInget annat.", OpenToAsk: true,
		Tags:   []string{"väg", "vatten"},
		Grants: []area.Grant{{Actor: attendee, Right: area.Contribute}, {Actor: expert, Right: area.Read}}}
	w.admins(tib(host), "", clerk.CreateArea{Area: a, Folders: []string{"Lägesbild", "Karta/Vägar"}})
	digest, _, err := w.BringFile(t.Context(), tib(attendee), strings.NewReader("KANARIE i en fil"), 100)
	if err != nil {
		t.Fatal(err)
	}
	w.admins(tib(attendee), "", clerk.PutItem{Item: area.Item{ID: "deras", Area: a.ID, Kind: area.Document, Title: "KANARIE", Folder: "Hemlig", Tags: []string{"kanarie"},
		Audience: area.Everyone}, Version: area.Version{Name: "k.txt", MediaType: "text/plain", Size: 16, Digest: digest}})
	return w, digest
}

// reached tells by which doors somebody comes to the attendee's item.
func (w *world) reached(who clerk.Identity, digest string) (by []string) {
	w.t.Helper()
	ctx := w.t.Context()
	note := func(door string, is bool) {
		if is {
			by = append(by, door)
		}
	}
	if l, err := w.Area(ctx, who, "yta-delad"); err == nil {
		note("area", strings.Contains(fmt.Sprint(l.Items, l.AllFolders()), "KANARIE"))
		note("folder", strings.Contains(fmt.Sprint(l.AllFolders()), "Hemlig"))
	}
	if p, err := w.ItemPage(ctx, who, clerk.ItemQuery{Area: "yta-delad"}); err == nil {
		note("page", len(p.Items) > 0 || p.Total > 0)
		note("counts", len(p.Kinds) > 0 || len(p.Tags) > 0 || strings.Contains(fmt.Sprint(p.Folders), "Hemlig"))
	}
	rows, _, err := w.AreaPage(ctx, who, clerk.AreaQuery{})
	if err != nil && who.SignedIn() {
		w.t.Fatal(err)
	}
	for _, r := range rows {
		note("list", r.ID == "yta-delad" && (r.Items > 0 || r.New > 0 || r.Newest != "" || r.NewestOne != ""))
	}
	if f, err := w.Search(ctx, who, clerk.SearchQuery{Text: "kanarie", PerKind: 10}); err == nil {
		note("search", len(f.Matches.Matches) > 0)
	}
	if _, f, err := w.OpenFile(ctx, who, "yta-delad", "deras", 0); err == nil {
		note("file", true)
		io.Copy(io.Discard, f)
		f.Close()
	}
	if g, err := w.GenuineFile(ctx, who, digest); err == nil {
		note("seal", g.Item != "")
	}
	use := clerk.PutItem{Item: area.Item{ID: "annans", Area: "yta-delad", Kind: area.Document, Title: "x", Audience: area.Everyone}, Version: area.Version{Name: "k.txt", Digest: digest}}
	note("digest", w.TryAdmin(ctx, who, use) == nil)
	return by
}

var everyDoor = []string{"area", "folder", "page", "counts", "list", "search", "file", "seal"}

// What an actor has stopped sharing is reached by nobody else through any door, and by itself as before; and it is for its audience
// again when the actor says so.
func TestStopSharing(t *testing.T) {
	w, digest := shared(t)
	others := map[string]clerk.Identity{"the owner": tib(host), "a reader": tib(expert), "its administrator": member("admin", host, directory.ActorAdmin),
		"an outsider": tib(outsider), "who runs it": member("drift", outsider, directory.Operator), "nobody": {}}
	for name, who := range map[string]clerk.Identity{"the owner": tib(host), "a reader": tib(expert)} {
		if by := w.reached(who, digest); len(by) < len(everyDoor) {
			t.Errorf("%s, before: %v", name, by)
		}
	}
	w.admins(tib(outsider), "area.unknown", clerk.StopSharing{Area: "yta-delad"})
	w.admins(tib(outsider), "area.unknown", clerk.StopSharing{Area: "yta-delad", Actor: attendee})
	w.admins(tib(expert), "area.not-allowed", clerk.StopSharing{Area: "yta-delad", Actor: attendee})
	w.admins(tib(host), "actor.unknown", clerk.StopSharing{Area: "yta-delad", Actor: outsider})
	w.admins(tib(attendee), "", clerk.StopSharing{Area: "yta-delad"})
	for name, who := range others {
		if by := w.reached(who, digest); len(by) > 0 {
			t.Errorf("%s reaches it by %v", name, by)
		}
	}
	if by := w.reached(tib(attendee), digest); len(by) < len(everyDoor) {
		t.Errorf("its owner: %v", by)
	}
	if l, err := w.Area(t.Context(), tib(expert), "yta-delad"); err != nil || !slices.Equal(l.Area.Stopped, []string{attendee}) || len(l.Folders) != 2 {
		t.Errorf("%v, %v", l, err)
	}
	w.whole()
	w.admins(tib(host), "", clerk.ShareAgain{Area: "yta-delad"}) // its own: nothing to do
	if by := w.reached(tib(expert), digest); len(by) > 0 {
		t.Errorf("another opened it again: %v", by)
	}
	w.admins(tib(attendee), "", clerk.ShareAgain{Area: "yta-delad"})
	if by := w.reached(tib(expert), digest); len(by) < len(everyDoor) {
		t.Errorf("shared again: %v", by)
	}
	// Who leaves takes its things along, or not; and can stop sharing them afterwards too.
	w.admins(tib(host), "area.owner-leaves", clerk.LeaveArea{Area: "yta-delad"})
	w.admins(tib(attendee), "", clerk.LeaveArea{Area: "yta-delad", Keep: true})
	if by := w.reached(tib(attendee), digest); slices.ContainsFunc(by, func(d string) bool { return d != "seal" && d != "digest" }) {
		t.Errorf("it has left, and reaches %v", by)
	}
	if by := w.reached(tib(host), digest); len(by) < len(everyDoor) {
		t.Errorf("left shared: %v", by)
	}
	w.admins(tib(attendee), "", clerk.StopSharing{Area: "yta-delad"})
	if by := w.reached(tib(host), digest); len(by) > 0 {
		t.Errorf("taken back by who has left: %v", by)
	}
	w.whole()
}

// A right is asked for once, answered once, and seen by those whom it concerns.
func TestAskForARight(t *testing.T) {
	w, _ := shared(t)
	ctx := t.Context()
	ask := clerk.AskRight{Area: "yta-delad", Right: area.Read, Why: "Vi har samma väg"}
	w.admins(clerk.Identity{}, "access.sign-in", ask)
	w.admins(member("las", outsider, directory.Reader), "access.not-allowed", ask)
	w.admins(tib(outsider), "area.why-needed", clerk.AskRight{Area: "yta-delad", Right: area.Read})
	w.admins(tib(outsider), "area.right", clerk.AskRight{Area: "yta-delad", Right: "allt", Why: "x"})
	w.admins(tib(outsider), "area.unknown", clerk.AskRight{Area: "yta-snokaos", Right: area.Read, Why: "x"})
	w.admins(tib(outsider), "area.unknown", clerk.AskRight{Area: "finns-inte", Right: area.Read, Why: "x"})
	w.admins(tib(outsider), "", ask)
	w.admins(tib(outsider), "", ask) // it is so already
	w.admins(tib(outsider), "area.already-asked", clerk.AskRight{Area: "yta-delad", Right: area.Contribute, Why: "Mer"})
	seen := func(who clerk.Identity) int {
		t.Helper()
		list, err := w.AreaRequests(ctx, who, "")
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if seen(tib(host)) != 1 || seen(tib(outsider)) != 1 || seen(tib(expert)) != 0 || seen(tib(attendee)) != 0 {
		t.Error("those who see the request are not those whom it concerns")
	}
	list, err := w.AreasToAsk(ctx, tib(outsider))
	if err != nil || len(list) != 1 || list[0].Asked == nil || !list[0].Asked.Open() || strings.Contains(fmt.Sprintf("%+v", list), "KANARIE") {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := w.AreasToAsk(ctx, tib(expert)); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	w.admins(tib(expert), "area.not-allowed", clerk.AnswerRequest{Area: "yta-delad", Actor: outsider, Right: area.Read})
	w.admins(tib(outsider), "area.unknown", clerk.AnswerRequest{Area: "yta-delad", Actor: outsider, Right: area.Read})
	w.admins(tib(host), "area.no-request", clerk.AnswerRequest{Area: "yta-delad", Actor: expert, Right: area.Read})
	w.admins(tib(host), "", clerk.AnswerRequest{Area: "yta-delad", Actor: outsider, Words: "Inte nu."})
	w.admins(tib(host), "area.answered", clerk.AnswerRequest{Area: "yta-delad", Actor: outsider, Right: area.Read})
	if seen(tib(host)) != 0 {
		t.Error("what is answered waits still")
	}
	if list, _ := w.AreasToAsk(ctx, tib(outsider)); len(list) != 1 || list[0].Asked.Words != "Inte nu." || list[0].Asked.Granted != area.None {
		t.Errorf("%+v", list)
	}
	w.admins(tib(outsider), "", ask)
	w.admins(tib(host), "", clerk.AnswerRequest{Area: "yta-delad", Actor: outsider, Right: area.Read, Words: "Välkomna"})
	if l, err := w.Area(ctx, tib(outsider), "yta-delad"); err != nil || l.Right != area.Read {
		t.Errorf("%v, %v", l.Right, err)
	}
	// A wider right is asked for by who has one; giving it as any other right answers too.
	w.admins(tib(expert), "", clerk.AskRight{Area: "yta-delad", Right: area.Contribute, Why: "Vi skriver"})
	w.admins(tib(host), "", clerk.GrantRight{Area: "yta-delad", Actors: []string{expert}, Right: area.Contribute})
	if seen(tib(host)) != 0 {
		t.Error("what was given waits still")
	}
	for i := range clerk.MaxRequests + 1 {
		id := fmt.Sprint("yta-", i)
		w.admins(tib(host), "", clerk.CreateArea{Area: area.Area{ID: id, Name: id, Owner: host, OpenToAsk: true}})
		code := ""
		if i == clerk.MaxRequests {
			code = "area.too-many-asked"
		}
		w.admins(tib(volunteer), code, clerk.AskRight{Area: id, Right: area.Read, Why: "x"})
	}
	w.whole()
}

// An area changes hands when who is asked takes it, and not before; it is closed without anybody leaving, and opened with a reason.
func TestHandOverAndClose(t *testing.T) {
	w, _ := shared(t)
	owner := func(want string) {
		t.Helper()
		l, err := w.Area(t.Context(), tib(host), "yta-delad")
		if err != nil || l.Area.Owner != want {
			t.Fatalf("%s, %v", l.Area.Owner, err)
		}
	}
	w.admins(tib(host), "area.heir-outside", clerk.HandOver{Area: "yta-delad", To: outsider})
	w.admins(tib(attendee), "area.not-allowed", clerk.HandOver{Area: "yta-delad", To: attendee})
	w.admins(tib(attendee), "area.not-offered", clerk.TakeOver{Area: "yta-delad"})
	w.admins(tib(host), "", clerk.HandOver{Area: "yta-delad", To: attendee})
	owner(host)
	w.admins(tib(expert), "area.not-offered", clerk.TakeOver{Area: "yta-delad"})
	w.admins(tib(outsider), "area.unknown", clerk.TakeOver{Area: "yta-delad"})
	w.admins(tib(host), "", clerk.HandOver{Area: "yta-delad"})
	w.admins(tib(attendee), "area.not-offered", clerk.TakeOver{Area: "yta-delad"})
	w.admins(tib(host), "", clerk.HandOver{Area: "yta-delad", To: attendee})
	w.admins(tib(attendee), "", clerk.TakeOver{Area: "yta-delad"})
	owner(attendee)
	w.admins(tib(host), "area.not-allowed", clerk.HandOver{Area: "yta-delad", To: host})
	w.admins(tib(host), "", clerk.CloseArea{Area: "yta-delad", Why: "Vägarna är öppna."})
	for _, who := range []clerk.Identity{tib(host), tib(attendee), tib(expert)} {
		l, err := w.Area(t.Context(), who, "yta-delad")
		if err != nil || !l.Area.Closed || l.Area.ClosedBy != host || l.Area.ClosedWhy != "Vägarna är öppna." || l.Area.ClosedAt.IsZero() || len(l.Items) != 1 {
			t.Errorf("%s: %+v, %v", who.Actor, l.Area, err)
		}
	}
	w.admins(tib(outsider), "area.unknown", clerk.AskRight{Area: "yta-delad", Right: area.Read, Why: "x"})
	w.admins(tib(attendee), "area.closed", clerk.HandOver{Area: "yta-delad", To: host})
	w.admins(tib(attendee), "", clerk.StopSharing{Area: "yta-delad"}) // what is one's own is one's own then too
	w.admins(tib(host), "area.not-allowed", clerk.ReopenArea{Area: "yta-delad", Why: "Det snöar"})
	w.admins(tib(attendee), "area.why-needed", clerk.ReopenArea{Area: "yta-delad"})
	w.admins(tib(attendee), "", clerk.ReopenArea{Area: "yta-delad", Why: "Det snöar"})
	if l, err := w.Area(t.Context(), tib(host), "yta-delad"); err != nil || l.Area.Closed || l.Area.ClosedBy != "" || !l.Area.ClosedAt.IsZero() {
		t.Errorf("%+v, %v", l.Area, err)
	}
	w.whole()
}

// An area begins with what it is said to begin with, and with nothing that only happens later.
func TestAnAreaBeginsOpen(t *testing.T) {
	w := at(t, "stocked")
	for code, change := range map[string]func(*clerk.CreateArea){
		"":              func(*clerk.CreateArea) {},
		"area.not-new":  func(c *clerk.CreateArea) { c.Area.Stopped = []string{host} },
		"area.folders":  func(c *clerk.CreateArea) { c.Folders = []string{"../rot"} },
		"area.invalid":  func(c *clerk.CreateArea) { c.Area.Kind, c.Area.Exercise = area.ForIncident, true },
		"actor.unknown": func(c *clerk.CreateArea) { c.Area.Grants = []area.Grant{{Actor: "xyzzy", Right: area.Read}} },
	} {
		c := clerk.CreateArea{Area: area.Area{ID: "yta-" + strings.ReplaceAll(code, ".", "-") + "x", Name: "Ny", Owner: host, Kind: area.ForIncident}, Folders: []string{"Karta"}}
		change(&c)
		w.admins(tib(host), code, c)
	}
	if list, err := w.RightsOf(t.Context(), tib(outsider), "yta-x"); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}
