package area

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

var snow = Area{
	ID: "snokaos", Name: "Snökaos i Allmänsta", Owner: "lst-allmanlan",
	Grants: []Grant{{Actor: "kommun-allmansta", Right: Contribute}, {Actor: "region-allmanlan", Right: Manage}, {Actor: "smhi", Right: Read}},
}

func item(owner string, audience Audience, chosen ...string) Item {
	return Item{ID: "post", Area: "snokaos", Kind: Document, Title: "Lägesbild", Owner: owner, Audience: audience, Chosen: chosen}
}

func TestRightOf(t *testing.T) {
	for actor, want := range map[string]Right{
		"lst-allmanlan": Manage, "region-allmanlan": Manage, "kommun-allmansta": Contribute, "smhi": Read, "utanfor": None, "": None,
	} {
		if got := snow.RightOf(actor); got != want {
			t.Errorf("%q has %q, want %q", actor, got, want)
		}
	}
	if None.Includes(None) || !Manage.Includes(Read) || Read.Includes(Contribute) || Right("x").Includes(Read) || Manage.Includes("x") {
		t.Error("the rights are not in order")
	}
}

func TestAuthorize(t *testing.T) {
	closed := snow
	closed.Closed = true
	for _, c := range []struct {
		area  Area
		actor string
		need  Right
		code  string
		kind  fault.Kind
	}{
		{snow, "smhi", Read, "", 0},
		{snow, "smhi", Contribute, "area.not-allowed", fault.Forbidden},
		{snow, "kommun-allmansta", Manage, "area.not-allowed", fault.Forbidden},
		{snow, "region-allmanlan", Manage, "", 0},
		{snow, "utanfor", Read, "area.unknown", fault.NotFound},
		{snow, "utanfor", Manage, "area.unknown", fault.NotFound},
		{snow, "", Read, "area.unknown", fault.NotFound},
		{closed, "smhi", Read, "", 0},
		{closed, "lst-allmanlan", Contribute, "area.closed", fault.Conflict},
		{closed, "utanfor", Contribute, "area.unknown", fault.NotFound},
	} {
		err := c.area.Authorize(c.actor, c.need)
		if fault.CodeOf(err) != c.code || err != nil && fault.KindOf(err) != c.kind {
			t.Errorf("%q to %s: %v, want %q", c.actor, c.need, err, c.code)
		}
	}
	// The answer to a stranger names nothing that it did not say itself.
	if f, _ := fault.As(snow.Authorize("utanfor", Read)); strings.Contains(f.Error(), snow.Name) {
		t.Errorf("a stranger learns the area's name: %v", f)
	}
}

func TestGrant(t *testing.T) {
	more, err := snow.Grant("smhi", Contribute)
	if err != nil || more.RightOf("smhi") != Contribute || snow.RightOf("smhi") != Read {
		t.Errorf("raised: %v, %v", more.Grants, err)
	}
	less, err := more.Grant("smhi", None)
	if err != nil || less.RightOf("smhi") != None || len(less.Grants) != 2 {
		t.Errorf("taken away: %v, %v", less.Grants, err)
	}
	if _, err := snow.Grant("lst-allmanlan", Read); fault.CodeOf(err) != "area.owner-right" {
		t.Errorf("the owner loses its area: %v", err)
	}
	if _, err := snow.Grant("smhi", "root"); fault.CodeOf(err) != "area.right" {
		t.Errorf("a right that does not exist: %v", err)
	}
}

func TestAuthorizeItem(t *testing.T) {
	closed := snow
	closed.Closed = true
	for _, c := range []struct {
		area   Area
		item   Item
		actor  string
		change bool
		code   string
	}{
		{snow, item("kommun-allmansta", Everyone), "smhi", false, ""},
		{snow, item("kommun-allmansta", Everyone), "smhi", true, "area.item-not-yours"},
		{snow, item("kommun-allmansta", Everyone), "lst-allmanlan", true, "area.item-not-yours"},
		{snow, item("kommun-allmansta", Everyone), "kommun-allmansta", true, ""},
		{snow, item("kommun-allmansta", OnlyWe), "lst-allmanlan", false, "area.item-unknown"}, // the area's owner
		{snow, item("kommun-allmansta", OnlyWe), "region-allmanlan", true, "area.item-unknown"},
		{snow, item("kommun-allmansta", Chosen, "smhi"), "smhi", false, ""},
		{snow, item("kommun-allmansta", Chosen, "smhi"), "kommun-allmansta", false, ""},
		{snow, item("kommun-allmansta", Chosen, "utanfor"), "utanfor", false, "area.item-unknown"},
		{snow, item("utanfor", OnlyWe), "utanfor", false, "area.item-unknown"}, // its right was taken away
		{snow, item("smhi", Everyone), "smhi", true, "area.item-not-yours"},    // may read only, since
		{closed, item("kommun-allmansta", Everyone), "kommun-allmansta", true, "area.closed"},
		{closed, item("kommun-allmansta", Everyone), "smhi", false, ""},
		{snow, Item{ID: "post", Area: "annan", Owner: "smhi", Audience: Everyone}, "smhi", false, "area.item-unknown"},
		{snow, item("kommun-allmansta", ""), "smhi", false, "area.item-unknown"}, // no audience is the narrowest
	} {
		if err := c.area.AuthorizeItem(c.item, c.actor, c.change); fault.CodeOf(err) != c.code {
			t.Errorf("%s, %s %v of %s, change %v: %v, want %q", c.actor, c.item.Audience, c.item.Chosen, c.item.Owner, c.change, err, c.code)
		}
	}
}

// Over all areas, items and actors: nobody without a right reads; only we is only the owner; what is read is what is
// listed; who changes also reads; and taking a right away takes all reading away.
func TestAccessHolds(t *testing.T) {
	actors := []string{"a", "b", "c", "d", "e", ""}
	anyActor := rapid.SampledFrom(actors)
	rapid.Check(t, func(t *rapid.T) {
		area := Area{ID: "yta", Name: "Y", Owner: rapid.SampledFrom(actors[:5]).Draw(t, "owner"), Closed: rapid.Bool().Draw(t, "closed")}
		for _, actor := range rapid.SliceOfNDistinct(anyActor, 0, 5, rapid.ID[string]).Draw(t, "granted") {
			area.Grants = append(area.Grants, Grant{Actor: actor, Right: rapid.SampledFrom([]Right{None, Read, Contribute, Manage, "x"}).Draw(t, "right")})
		}
		area.Stopped = rapid.SliceOfNDistinct(anyActor, 0, 3, rapid.ID[string]).Draw(t, "stopped")
		item := Item{
			ID: "post", Area: rapid.SampledFrom([]string{"yta", "yta", "yta", "annan"}).Draw(t, "in"), Owner: anyActor.Draw(t, "item owner"),
			Audience: rapid.SampledFrom([]Audience{Everyone, Chosen, OnlyWe, "x", ""}).Draw(t, "audience"),
			Chosen:   rapid.SliceOfN(anyActor, 0, 4).Draw(t, "chosen"),
		}
		readers := area.Readers(item)
		for _, actor := range actors {
			reads, right := area.MayRead(item, actor), area.RightOf(actor)
			switch {
			case reads && !right.Valid():
				t.Fatalf("%q reads without a right", actor)
			case reads && item.Area != area.ID:
				t.Fatalf("%q reads through another area", actor)
			case reads && item.Audience != Everyone && actor != item.Owner && (item.Audience != Chosen || !slices.Contains(item.Chosen, actor)):
				t.Fatalf("%q reads what is for others", actor)
			case reads && actor != item.Owner && slices.Contains(area.Stopped, item.Owner):
				t.Fatalf("%q reads what %q does not share any more", actor, item.Owner)
			case !reads && right.Valid() && item.Area == area.ID && (actor == item.Owner || item.Audience == Everyone && area.Shares(item.Owner)):
				t.Fatalf("%q does not read what is for it", actor)
			case slices.Contains(readers, actor) != reads || (len(area.Visible([]Item{item}, actor)) == 1) != reads:
				t.Fatalf("%q: the lists and the rule differ", actor)
			case (area.AuthorizeItem(item, actor, false) == nil) != reads:
				t.Fatalf("%q: the answer and the rule differ", actor)
			case area.MayChange(item, actor) && (!reads || actor != item.Owner || area.Closed):
				t.Fatalf("%q changes what it should not", actor)
			}
			if without, err := area.Grant(actor, None); err == nil && without.MayRead(item, actor) {
				t.Fatalf("%q reads after its right was taken away", actor)
			}
		}
	})
}

// What an actor does not read leaves no trace in folders or tags either.
func TestVisibleLeavesNoTrace(t *testing.T) {
	secret := item("kommun-allmansta", OnlyWe)
	secret.Folder, secret.Tags = "Hemligt/Djupt", []string{"hemligt"}
	open := item("kommun-allmansta", Everyone)
	open.Folder, open.Tags = "Öppet", []string{"vatten", "el"}
	all := []Item{secret, open, open}
	seen := snow.Visible(all, "smhi")
	if got := Folders(seen); !slices.Equal(got, []string{"Öppet"}) {
		t.Errorf("folders: %v", got)
	}
	if got := Tags(seen); !slices.Equal(got, []string{"el", "vatten"}) {
		t.Errorf("tags: %v", got)
	}
	if got := Folders(snow.Visible(all, "kommun-allmansta")); !slices.Equal(got, []string{"Hemligt", "Hemligt/Djupt", "Öppet"}) {
		t.Errorf("the owner's folders: %v", got)
	}
}

func TestAudienceSentence(t *testing.T) {
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		item   Item
		sv, en string
	}{
		{item("lst-allmanlan", Everyone), "Alla i ytan läser: 4 aktörer.", "Everyone in the area reads: 4 actors."},
		{item("lst-allmanlan", Chosen, "smhi"), "2 utvalda aktörer läser.", "2 chosen actors read."},
		{item("lst-allmanlan", Chosen), "Bara ägaren läser: 1 aktör.", "Only the owner reads: 1 actor."},
		{item("lst-allmanlan", OnlyWe), "Bara ägaren läser: 1 aktör.", "Only the owner reads: 1 actor."},
	} {
		s := snow.AudienceSentence(c.item)
		if sv, en := cat.For("sv").N(s.Key, s.Count), cat.For("en").N(s.Key, s.Count); sv != c.sv || en != c.en {
			t.Errorf("got %q, %q; want %q, %q", sv, en, c.sv, c.en)
		}
	}
}

func TestValidateArea(t *testing.T) {
	if err := snow.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field, code string
		change      func(*Area)
	}{
		{"id", "area.id", func(a *Area) { a.ID = "../x" }},
		{"name", "area.name", func(a *Area) { a.Name = "två\nrader" }},
		{"name", "area.name", func(a *Area) { a.Name = "" }},
		{"name", "area.name", func(a *Area) { a.Name = "x\u202ey" }},
		{"name", "area.name", func(a *Area) { a.Name = strings.Repeat("å", MaxName+1) }},
		{"owner", "area.owner", func(a *Area) { a.Owner = "" }},
		{"grants", "area.actor-twice", func(a *Area) { a.Grants = []Grant{{Actor: "smhi", Right: Read}, {Actor: "smhi", Right: Manage}} }},
		{"grants", "area.actor-twice", func(a *Area) { a.Grants = []Grant{{Actor: "lst-allmanlan", Right: Read}} }},
		{"grants", "area.right", func(a *Area) { a.Grants = []Grant{{Actor: "smhi", Right: "allt"}} }},
		{"grants", "area.right", func(a *Area) { a.Grants = []Grant{{Actor: "å", Right: Read}} }},
	} {
		a := snow
		c.change(&a)
		if f, _ := fault.As(a.Validate()); f == nil || f.Fields[c.field] != c.code {
			t.Errorf("%s: %v, want %s", c.field, f, c.code)
		}
	}
}

func TestCheckItem(t *testing.T) {
	fine := item("lst-allmanlan", Chosen, "smhi")
	fine.Folder, fine.Tags = "Minnesanteckningar/Regional", []string{"snö", "vatten"}
	fine.Secrecy = &Secrecy{"18 kap. 13 § OSL", "lst-allmanlan"}
	if err := snow.Check(fine); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field, code string
		change      func(*Item)
	}{
		{"id", "area.id", func(i *Item) { i.ID = "" }},
		{"kind", "area.item-kind", func(i *Item) { i.Kind = "virus" }},
		{"title", "area.item-title", func(i *Item) { i.Title = " " }},
		{"title", "area.item-title", func(i *Item) { i.Title = strings.Repeat("å", MaxTitle+1) }},
		{"folder", "area.item-folder", func(i *Item) { i.Folder = "../hemligt" }},
		{"folder", "area.item-folder", func(i *Item) { i.Folder = "/rot" }},
		{"folder", "area.item-folder", func(i *Item) { i.Folder = "a/b/c/d/e/f" }},
		{"folder", "area.item-folder", func(i *Item) { i.Folder = `a\b` }},
		{"tags", "area.item-tags", func(i *Item) { i.Tags = []string{"Snö", "sno"} }},
		{"tags", "area.item-tags", func(i *Item) { i.Tags = make([]string, MaxTags+1) }},
		{"tags", "area.item-tags", func(i *Item) { i.Tags = []string{"!"} }},
		{"audience", "area.item-audience", func(i *Item) { i.Audience = "" }},
		{"audience", "area.item-audience", func(i *Item) { i.Audience = OnlyWe }},
		{"audience", "area.item-chosen", func(i *Item) { i.Chosen = nil }},
		{"audience", "area.item-chosen-outside", func(i *Item) { i.Chosen = []string{"smhi", "utanfor"} }},
		{"audience", "area.item-secret-everyone", func(i *Item) { i.Audience, i.Chosen = Everyone, nil }},
		{"secrecy", "area.item-ground", func(i *Item) { i.Secrecy = &Secrecy{"", "lst-allmanlan"} }},
	} {
		i := fine
		c.change(&i)
		f, _ := fault.As(snow.Check(i))
		if f == nil || f.Fields[c.field] != c.code || len(f.Fields) != 1 {
			t.Errorf("%s: %v, want %s", c.field, f, c.code)
		}
	}
}

func TestVersions(t *testing.T) {
	digest := func(c string) string { return strings.Repeat(c, 64) }
	minutes := Item{ID: "m", Kind: Minutes, Title: "Minnesanteckningar"}
	first, err := minutes.Add(Version{Name: "m.pdf", Digest: digest("a"), Size: 10, At: time.Unix(1, 0)})
	if err != nil || len(first.Versions) != 1 || first.Versions[0].Number != 1 {
		t.Fatalf("%+v, %v", first.Versions, err)
	}
	same, err := first.Add(Version{Name: "m.pdf", Digest: digest("a"), Size: 10, At: time.Unix(9, 0)})
	if err != nil || len(same.Versions) != 1 || !same.Versions[0].At.Equal(time.Unix(1, 0)) {
		t.Errorf("the same file again: %+v, %v", same.Versions, err)
	}
	if _, err := first.Add(Version{Name: "m_v2.pdf", Digest: digest("b")}); fault.CodeOf(err) != "area.version-no-reason" {
		t.Errorf("a new version without a reason: %v", err)
	}
	second, err := first.Add(Version{Name: "m_v2.pdf", Digest: digest("b"), Reason: "Fel tid i punkt 4."})
	if err != nil || second.Versions[1].Number != 2 || len(first.Versions) != 1 {
		t.Errorf("%+v, %v", second.Versions, err)
	}
	for number, want := range map[int]string{0: "m_v2.pdf", 1: "m.pdf", 2: "m_v2.pdf"} {
		if v, err := second.Version(number); err != nil || v.Name != want {
			t.Errorf("version %d: %+v, %v", number, v, err)
		}
	}
	for _, number := range []int{-1, 3} {
		if _, err := second.Version(number); fault.CodeOf(err) != "area.version-unknown" {
			t.Errorf("version %d: %v", number, err)
		}
	}
	if _, err := (Item{}).Version(0); fault.CodeOf(err) != "area.version-unknown" {
		t.Errorf("the newest of none: %v", err)
	}
	for code, v := range map[string]Version{
		"area.version-name":   {Name: "../m.pdf", Digest: digest("c")},
		"area.version-digest": {Name: "m.pdf", Digest: strings.Repeat("C", 64)},
		"area.version-reason": {Name: "m.pdf", Digest: digest("c"), Reason: strings.Repeat("å", MaxReason+1)},
	} {
		if _, err := minutes.Add(v); fault.CodeOf(err) != code {
			t.Errorf("%+v: %v, want %s", v, err, code)
		}
	}
	document := Item{Kind: Document, Versions: first.Versions}
	if _, err := document.Add(Version{Name: "m.pdf", Digest: digest("d")}); err != nil {
		t.Errorf("an ordinary document needs no reason: %v", err)
	}
}
