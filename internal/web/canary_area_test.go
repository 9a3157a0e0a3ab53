package web_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime/quotedprintable"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/web/webtest"
)

// A place is somewhere to ask, with the headers to ask with.
type place struct {
	method, path string
	tag          string // of the answer that somebody had there before
}

// fillers are what stands in a path for what is in braces, by how the path begins and what is there; the longest beginning counts.
func (k *aviary) fillers(path, name string) []string {
	switch {
	case name == "item":
		return append(slices.Clone(k.items), "vanlig", "deras-behov", "deras-erbjudande")
	case name == "n":
		return []string{"0", "1"}
	case name == "digest":
		return k.files[:2]
	case strings.HasPrefix(path, "/areas/{id}") || strings.HasPrefix(path, "/api/v1/areas/{id}"):
		return []string{secretArea}
	case name == "id" && strings.Contains(path, "/incidents/{id}"):
		return []string{webtest.Incident}
	case name == "id" && strings.Contains(path, "/conferences/{id}"):
		return []string{webtest.Conference}
	case name == "id" && strings.Contains(path, "/inquiries/{id}"):
		return []string{webtest.Inquiry}
	case name == "member" || name == "id" && strings.Contains(path, "/persons/"):
		return []string{sharer.Identity().Member, fellow.Identity().Member}
	case name == "id" && strings.Contains(path, "/actors/"):
		return []string{sharer.Actor(), fellow.Actor()}
	case name == "file" && strings.Contains(path, "/incidents/"):
		return []string{"handover.pdf", "handover.html", "handover.json"}
	}
	return nil
}

var braced = regexp.MustCompile(`\{(\w+)\}`)

// filled are the places of a route.
func (k *aviary) filled(route string) []string {
	out := []string{route}
	for _, m := range braced.FindAllStringSubmatch(route, -1) {
		var next []string
		for _, path := range out {
			for _, value := range k.fillers(route, m[1]) {
				next = append(next, strings.Replace(path, m[0], url.PathEscape(value), 1))
			}
		}
		out = next
	}
	return out
}

// everywhere is every place there is to ask at: each route of the web and each operation of the interface, with each question that it takes.
// A route of an area that nothing is known to stand in is a fault, so that a new one is tried too.
func (k *aviary) everywhere() []place {
	k.t.Helper()
	set := map[string]bool{}
	asked := map[string][]string{"q": {"kanarie", k.words[0]}, "at": {k.moment.Format(time.RFC3339), k.moment.Format("2006-01-02T15:04")}, "tag": {k.tag}, "folder": {k.folder},
		"after": {"0"}, "wait": {"0"}, "limit": {"200"}, "actor": {sharer.Actor()}, "since": {k.moment.Add(-time.Hour).Format(time.RFC3339)}, "item": k.items[:1],
		"kind": {string(area.Map), string(area.Need)}, "show": {"all"}, "area": {secretArea}, "incident": {webtest.Incident}, "text": {"kanarie"}}
	add := func(route string, questions ...string) {
		paths := k.filled(route)
		if len(paths) == 0 && strings.Contains(route, "/areas/") {
			k.t.Errorf("nothing is known to stand in %s: say what in fillers", route)
		}
		several := strings.Contains(route, "{item}")
		for _, path := range paths {
			set[path] = true
			for _, q := range questions {
				for _, value := range asked[q] {
					if !several {
						set[path+"?"+q+"="+url.QueryEscape(value)] = true
					}
				}
			}
		}
	}
	for _, r := range routes(k.t) {
		if r.Method != http.MethodGet || strings.HasSuffix(r.Path, "/stream") || r.Operation == "service.describe" {
			continue
		}
		switch { // pages say nowhere what they can be asked
		case strings.HasPrefix(r.Path, "/areas/{id}"):
			add(r.Path, "q", "at", "tag", "folder")
		case strings.HasPrefix(r.Path, "/search") || strings.HasPrefix(r.Path, "/incidents/{id}") || r.Path == "/inbox" || r.Path == "/news":
			add(r.Path, "q", "kind", "tag", "show", "since", "actor")
		default:
			add(r.Path)
		}
	}
	var spec struct {
		Paths map[string]map[string]struct{ Parameters []struct{ Name, In string } }
	}
	if err := json.Unmarshal([]byte(k.As(keeper).Send(http.MethodGet, "/api/openapi.json", "", nil).Body), &spec); err != nil || len(spec.Paths) < 40 {
		k.t.Fatalf("%d operations, %v", len(spec.Paths), err)
	}
	for path, methods := range spec.Paths {
		op, gets := methods["get"]
		if !gets || strings.HasSuffix(path, "/stream") || path == "/api/docs" || path == "/api/openapi.json" {
			continue
		}
		var questions []string
		waits := slices.ContainsFunc(op.Parameters, func(p struct{ Name, In string }) bool { return p.Name == "wait" })
		if waits { // the rest would wait for what does not come
			add(path + "?wait=0&after=0")
			continue
		}
		for _, p := range op.Parameters {
			if p.In == "query" {
				questions = append(questions, p.Name)
			}
		}
		add(path, questions...)
	}
	var out []place
	for _, path := range slices.Sorted(maps.Keys(set)) {
		out = append(out, place{method: http.MethodGet, path: path})
	}
	return out
}

// ear is somebody who asks, by all doors.
type ear struct {
	k *aviary
	*webtest.Client
	feed, folder string
	program      *webtest.Client // without a session
}

func (k *aviary) ear(r webtest.Role) *ear {
	e := &ear{k: k, Client: k.As(r), program: k.As(webtest.Nobody)}
	if r != webtest.Nobody && r != webtest.Guest {
		if k.RightOf(r) {
			e.feed = k.FeedOf(r, secretArea)
		}
		e.folder = k.FolderOf(r)
	}
	return e
}

// RightOf tells whether a role has a right in the area.
func (k *aviary) RightOf(r webtest.Role) bool {
	_, err := k.Clerk().Area(k.t.Context(), r.Identity(), secretArea)
	return err == nil
}

// hears asks at places, and gives those where words were heard, with the words. With the tags that answers had before it asks whether they
// are still as they were.
func (e *ear) hears(places []place) (where []place, heard map[string][]string) {
	e.k.t.Helper()
	heard = map[string][]string{}
	for _, p := range places {
		header := map[string]string{}
		if p.tag != "" {
			header["If-None-Match"] = p.tag
		}
		by := e.Client
		if strings.HasPrefix(p.path, "/dav") || strings.HasPrefix(p.path, "/feeds") {
			header["Authorization"], header["Depth"], by = e.folder, "1", e.program
		}
		a := by.Send(p.method, p.path, "", header)
		if a.Status >= 500 {
			e.k.t.Errorf("%s %s as %s: %d %.200s", p.method, p.path, e.Role, a.Status, a.Body)
		}
		if a.Status == http.StatusNotModified {
			heard["(it is as it was)"] = append(heard["(it is as it was)"], p.path)
		}
		words := e.k.heardWords(a.Header, []byte(a.Body))
		if a.Status >= 400 || !strings.HasPrefix(p.path, "/dav") { // an answer says what was asked for; one that lists it knows of it
			words = slices.DeleteFunc(words, func(w string) bool { return strings.Contains(p.path, w) })
		}
		for _, w := range words {
			heard[w] = append(heard[w], p.method+" "+p.path)
		}
		if len(words) > 0 {
			p.tag = a.Header.Get("ETag")
			where = append(where, p)
		}
	}
	return where, heard
}

// folders are the places in the network folder that somebody comes to by opening what is there.
func (e *ear) folders() (out []place) {
	if e.folder == "" {
		return nil
	}
	for todo := []string{"/dav/ytor/"}; len(todo) > 0; todo = todo[1:] {
		a := e.program.Send("PROPFIND", todo[0], "", map[string]string{"Authorization": e.folder, "Depth": "1"})
		if a.Status != http.StatusMultiStatus {
			e.k.t.Errorf("%s as %s: %d %s", todo[0], e.Role, a.Status, a.Body)
		}
		out = append(out, place{method: "PROPFIND", path: todo[0]})
		for i, h := range regexp.MustCompile(`<D:href>([^<]*)</D:href>`).FindAllStringSubmatch(a.Body, -1) {
			switch {
			case i == 0:
			case strings.HasSuffix(h[1], "/"):
				todo = append(todo, h[1])
			default:
				out = append(out, place{method: http.MethodGet, path: h[1]}, place{method: "PROPFIND", path: h[1]})
			}
		}
	}
	return out
}

func (e *ear) feeds() []place {
	if e.feed == "" {
		return nil
	}
	return []place{{method: http.MethodGet, path: e.feed}}
}

// silent fails for each word that is heard at the places, and for places that are as they were.
func (e *ear) silent(when string, places []place, may func(word string) bool) {
	e.k.t.Helper()
	_, heard := e.hears(places)
	e.k.t.Logf("%s, %s: %d places", when, e.Role, len(places))
	for _, w := range slices.Sorted(maps.Keys(heard)) {
		if !may(w) {
			e.k.t.Errorf("%s, %s hears %s in %v", when, e.Role, w, heard[w][:min(len(heard[w]), 6)])
		}
	}
	if e.Role == webtest.Nobody || e.Role == webtest.Guest {
		return
	}
	for _, q := range []string{"kanarie", "kanar", "kanarie -vanlig", `"kanarie"`} {
		var found struct{ Total int }
		a := e.Send(http.MethodGet, "/api/v1/search?text="+url.QueryEscape(q), "", nil)
		if json.Unmarshal([]byte(a.Body), &found) != nil || a.Status != http.StatusOK || found.Total != 0 {
			e.k.t.Errorf("%s, %s is told of %d hits of %s: %.300s", when, e.Role, found.Total, q, a.Body)
		}
	}
}

// Nothing of what an actor has stopped sharing, narrowed or taken away is heard by anybody else through any door, however they came to know
// of it before: not at any route, as it was at an earlier moment, in an old address, by the tag of an old answer, in a notice that waits. The
// actor itself hears all of it, until it is taken away.
func TestNobodyHearsWhatIsNotShared(t *testing.T) {
	t.Parallel()
	k := newAviary(t)
	k.read()
	k.moment = k.Now()
	everywhere := k.everywhere()
	us, them, boss := k.ear(sharer), k.ear(fellow), k.ear(keeper)
	theirs, heard := them.hears(slices.Concat(everywhere, them.folders(), them.feeds()))
	for _, w := range k.words {
		if len(heard[w]) == 0 {
			t.Errorf("%s is heard nowhere while it is shared", w)
		}
	}
	for _, door := range []string{"/history", "map.geojson", "calendar.ics", "log.csv", "/zip", "/dav/", "/feeds/", "/timeline", "handover.pdf", "/inbox", "/news", "/search", "/board", "/messages", "?at="} {
		if !slices.ContainsFunc(theirs, func(p place) bool { return strings.Contains(p.path, door) }) {
			t.Errorf("nothing is heard at %s while it is shared", door)
		}
	}
	at := slices.DeleteFunc(slices.Clone(theirs), func(p place) bool { return strings.HasPrefix(p.path, "/feeds/") }) // which each has of its own
	of := func(e *ear) []place { return slices.Concat(at, e.feeds()) }
	few := slices.DeleteFunc(slices.Clone(at), func(p place) bool { // the places of some items stand for those of all
		return slices.ContainsFunc(k.items[3:], func(id string) bool { return strings.Contains(p.path, id) })
	})
	outside := []*ear{k.ear(webtest.Outsider), k.ear(webtest.Guest), k.ear(webtest.Nobody)}
	none := func(string) bool { return false }
	for _, e := range outside {
		e.silent("shared", slices.Concat(few, e.feeds()), none)
	}

	k.tells()
	k.gives(sharer, clerk.StopSharing{Area: secretArea})
	k.Wait(2 * time.Minute) // and the notices go out
	them.silent("stopped", slices.Concat(theirs, everywhere, them.folders()), none)
	boss.silent("stopped", slices.Concat(of(boss), boss.folders()), none)
	observer := k.ear(webtest.Observer)
	observer.silent("stopped", slices.Concat(few, observer.feeds()), none)
	k.ear(webtest.Operator).silent("stopped", k.administered(everywhere), none)
	k.ear(webtest.Administrator).silent("stopped", k.administered(everywhere), none)
	k.refused(fellow)
	k.letter()
	for i := range at {
		at[i].tag = ""
	}
	_, own := us.hears(slices.Concat(at, us.feeds()))
	for _, w := range k.words {
		if len(own[w]) == 0 && !strings.HasPrefix(w, "kanariefolder") {
			t.Errorf("%s is not heard by its own actor", w)
		}
	}

	k.gives(sharer, clerk.ShareAgain{Area: secretArea})
	said := func(word string) bool { return k.elsewhere[word] }
	k.gives(sharer, clerk.ShareItems{Area: secretArea, Items: k.items, Audience: area.Chosen, Chosen: []string{webtest.Observer.Actor()}})
	them.silent("chosen", theirs, said)
	k.gives(sharer, clerk.ShareItems{Area: secretArea, Items: k.items, Audience: area.OnlyWe})
	boss.silent("only we", of(boss), said)
	k.gives(sharer, clerk.ShareItems{Area: secretArea, Items: k.items, Audience: area.Everyone})
	gone := map[string]bool{}
	for _, id := range k.items {
		if _, err := k.Clerk().Administer(t.Context(), sharer.Identity(), "", clerk.WithdrawItem{Area: secretArea, Item: id}); err == nil {
			gone[id] = true
		} else if fault.CodeOf(err) != "area.item-kept" {
			t.Errorf("%s is not taken away: %v", id, err)
		}
	}
	if len(gone) < len(k.items)-2 {
		t.Errorf("%d of %d are taken away", len(gone), len(k.items))
	}
	for _, line := range strings.Split(k.Log(), "\n") {
		if strings.Contains(line, `"level":"ERROR"`) || len(k.heardWords(nil, []byte(line))) > 0 && !strings.Contains(line, `"path"`) {
			t.Errorf("the log: %s", line)
		}
	}
}

// read waits until the words of the files have been read, and everybody who watches has been told.
func (k *aviary) read() {
	k.t.Helper()
	reader := k.As(fellow)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var found struct{ Total int }
		a := reader.Send(http.MethodGet, "/api/v1/search?text=kanarie&kind=item", "", nil)
		if err := json.Unmarshal([]byte(a.Body), &found); err != nil {
			k.t.Fatal(err, a.Body)
		}
		n, err := k.Clerk().Unread(k.t.Context(), fellow.Identity())
		if err != nil {
			k.t.Fatal(err)
		}
		if found.Total >= len(k.items) && n > len(k.items) {
			return
		}
		if time.Now().After(end) {
			k.t.Fatalf("%d items are found, %d notices\n%.1000s", found.Total, n, a.Body)
		}
	}
}

// tells has everybody told anew of all items, and of one that stays shared, before anything of it goes out.
func (k *aviary) tells() {
	k.t.Helper()
	for _, id := range k.items {
		k.comments(sharer, id, "igen")
	}
	k.gives(keeper, wished(area.Item{ID: "ny", Kind: area.Note, Title: "Ny vanlig post", Text: "Som alla läser", OccurredAt: k.Now()}))
	for n, end := 0, time.Now().Add(30*time.Second); n <= len(k.items); time.Sleep(20 * time.Millisecond) {
		var err error
		if n, err = k.Clerk().Unread(k.t.Context(), fellow.Identity()); err != nil || time.Now().After(end) {
			k.t.Fatal(n, err)
		}
	}
}

// administered are the places that are about no area, händelse or conference: those who run the installation come to more of them.
func (k *aviary) administered(all []place) []place {
	return slices.DeleteFunc(slices.Clone(all), func(p place) bool {
		return strings.Contains(p.path, "/areas/") || strings.Contains(p.path, "/conferences") || strings.Contains(p.path, "/incidents")
	})
}

// refused gives every command that names an item of the actor's, or a file of one: it is refused as for what was never there.
func (k *aviary) refused(r webtest.Role) {
	k.t.Helper()
	try := func(c clerk.AdminCommand) error {
		_, err := k.Clerk().Administer(k.t.Context(), r.Identity(), "", c)
		return err
	}
	note := func(id string, i area.Item) clerk.AdminCommand {
		i.ID, i.Kind, i.Title, i.OccurredAt = id, area.Note, "Ny", k.Now()
		i.Text = "Ny"
		return wished(i)
	}
	for n, c := range []func(id string) clerk.AdminCommand{
		func(id string) clerk.AdminCommand {
			return clerk.CommentItem{Area: secretArea, Item: id, ID: "svar", Text: "Hej"}
		},
		func(id string) clerk.AdminCommand { return clerk.ChangeItem{Area: secretArea, Item: id} },
		func(id string) clerk.AdminCommand { return clerk.MoveItems{Area: secretArea, Items: []string{id}} },
		func(id string) clerk.AdminCommand {
			return clerk.TagItems{Area: secretArea, Items: []string{id}, Add: []string{"x"}}
		},
		func(id string) clerk.AdminCommand {
			return clerk.ShareItems{Area: secretArea, Items: []string{id}, Audience: area.Everyone}
		},
		func(id string) clerk.AdminCommand {
			return clerk.StateItem{Area: secretArea, Item: id, State: area.StateMet}
		},
		func(id string) clerk.AdminCommand {
			return clerk.MatchOffer{Area: secretArea, Item: id, Need: "deras-behov"}
		},
		func(id string) clerk.AdminCommand { return clerk.AgreeNeed{Area: secretArea, Item: id, Offer: id} },
		func(id string) clerk.AdminCommand {
			return clerk.AgreeNeed{Area: secretArea, Item: "deras-behov", Offer: id + "x"}
		},
		func(id string) clerk.AdminCommand { return clerk.ApproveItem{Area: secretArea, Item: id} },
		func(id string) clerk.AdminCommand { return clerk.WithdrawItem{Area: secretArea, Item: id} },
		func(id string) clerk.AdminCommand {
			return clerk.WithdrawComment{Area: secretArea, Item: id, ID: "kommentar-1"}
		},
		func(id string) clerk.AdminCommand {
			return &clerk.SaveFile{Area: secretArea, Item: "ny-fil", File: "x.txt", Like: id, From: secretArea}
		},
		func(id string) clerk.AdminCommand { return note("ny", area.Item{Related: []string{id}}) },
		func(id string) clerk.AdminCommand {
			return wished(area.Item{ID: "nytt", Kind: area.Offer, Title: "Nytt", Detail: area.Detail{Offer: &area.OfferDetail{Need: id}}})
		},
	} {
		for _, id := range k.items {
			hidden, never := try(c(id)), try(c("aldrig"))
			if hidden == nil || fault.CodeOf(hidden) != fault.CodeOf(never) || fault.KindOf(hidden) != fault.KindOf(never) {
				k.t.Errorf("command %d of %s: %v, and of what never was %v", n, id, hidden, never)
			}
			var f *fault.Fault
			if errors.As(hidden, &f) {
				b, _ := json.Marshal(f.Args)
				for _, w := range k.heardWords(nil, b) {
					if w != id {
						k.t.Errorf("command %d: its fault says %s", n, w)
					}
				}
			}
		}
	}
	for _, digest := range k.files {
		c := wished(area.Item{ID: "egen", Kind: area.Document, Title: "Egen"})
		c.Version = area.Version{Name: "egen.txt", MediaType: "text/plain", Digest: digest}
		if err := try(c); fault.CodeOf(err) != "attachment.unknown" {
			k.t.Errorf("a file of another's by its digest: %v", err)
		}
	}
}

// letter holds the notice that waited while the actor stopped sharing against the words: it tells of what is still shared.
func (k *aviary) letter() {
	k.t.Helper()
	for end := time.Now().Add(20 * time.Second); len(k.sink.Taken()) == 0 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	letters := k.sink.Taken()
	if len(letters) == 0 {
		k.t.Error("no letter")
	}
	for _, l := range letters {
		plain, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(string(l.Data))))
		for _, part := range [][]byte{l.Data, plain, unpacked(l.Data)} {
			for _, w := range k.heardWords(nil, part) {
				k.t.Errorf("a letter to %s says %s", l.To, w)
			}
		}
		if !strings.Contains(string(plain), "Ny vanlig post") {
			k.t.Errorf("the letter: %s", plain)
		}
	}
}
