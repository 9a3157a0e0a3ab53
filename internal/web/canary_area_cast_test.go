package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/geo"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/watch"
	"samverkan/internal/web/webtest"
)

// secretArea is the one in which an actor stops sharing what it has put there.
const secretArea = "yta-kanarie"

// aviary is a service with an area in which an actor has put a word of its own in each text of an item of every kind, and which others
// have seen, watch, are told of and have searched.
type aviary struct {
	*cage
	moment    time.Time       // when everybody read everything
	items     []string        // of the actor
	elsewhere map[string]bool // words that the actor said of others' items
	tag       string
	folder    string
	n         int
}

// birds are who has put the words there, who works in the same area, and who answers for it.
const (
	sharer = webtest.Attendee      // Ekeryd
	fellow = webtest.OtherAttendee // Tallmo
	keeper = webtest.Leader
)

func newAviary(t *testing.T) *aviary {
	t.Helper()
	sink := mailtest.Start(t, mailtest.Options{})
	k := &aviary{elsewhere: map[string]bool{}, cage: &cage{t: t, sink: sink,
		Stage: webtest.StartWith(t, webtest.Called, map[string]string{"smtp": sink.Addr, "smtp-from": "lage@lst.example", "smtp-tls": "none"})}}
	k.gives(keeper, clerk.CreateArea{Area: area.Area{ID: secretArea, Name: "Yta med fåglar", Owner: webtest.Host, Incident: webtest.Incident, Exercise: true,
		Grants: []area.Grant{{Actor: sharer.Actor(), Right: area.Contribute}, {Actor: fellow.Actor(), Right: area.Contribute},
			{Actor: webtest.Observer.Actor(), Right: area.Read}}}})
	for _, w := range []watch.Watch{{On: watch.OnArea, Target: secretArea}, {On: watch.OnActor, Target: sharer.Actor()}, {On: watch.OnSearch, Target: "q=kanarie"}} {
		w.Often = watch.Now
		if _, err := k.Clerk().AddWatch(t.Context(), fellow.Identity(), w); err != nil {
			t.Fatal(err)
		}
	}
	k.tag, k.folder = k.word("tag"), k.word("folder")
	k.gives(fellow, wished(area.Item{ID: "deras-behov", Kind: area.Need, Title: "Vi behöver", Detail: area.Detail{Need: &area.NeedDetail{}}}))
	k.gives(keeper, wished(area.Item{ID: "vanlig", Kind: area.Note, Title: "Vanlig post", Text: "Som alla läser", OccurredAt: k.Now()}))
	for _, kind := range area.Kinds() {
		k.hatches(kind)
	}
	related := wished(area.Item{ID: "deras-erbjudande", Kind: area.Offer, Title: "Vi erbjuder", Related: k.items,
		Detail: area.Detail{Offer: &area.OfferDetail{Need: k.items[slices.Index(area.Kinds(), area.Need)]}}})
	k.gives(fellow, related)
	k.gives(fellow, clerk.TagItems{Area: secretArea, Items: []string{"deras-erbjudande"}, Add: []string{"svar"}})
	k.gives(fellow, clerk.AgreeNeed{Area: secretArea, Item: "deras-behov", Offer: k.items[slices.Index(area.Kinds(), area.Offer)]})
	k.elsewhere[k.comments(sharer, "vanlig", k.word("comment elsewhere"))] = true
	return k
}

// wished is an item for all in the area, as it is wished for.
func wished(i area.Item) clerk.PutItem {
	if i.Area, i.Audience = secretArea, area.Everyone; i.Folder == "" {
		i.Folder = "Läge"
	}
	return clerk.PutItem{Item: i}
}

func (k *aviary) gives(r webtest.Role, c clerk.AdminCommand) {
	k.t.Helper()
	if _, err := k.Clerk().Administer(k.t.Context(), r.Identity(), "", c); err != nil {
		k.t.Fatalf("%s as %s: %+v", c.Name(), r, err)
	}
}

func (k *aviary) comments(by webtest.Role, item, word string) string {
	k.t.Helper()
	k.n++
	k.gives(by, clerk.CommentItem{Area: secretArea, Item: item, ID: fmt.Sprintf("kommentar-%d", k.n), Text: "@Tallmo: " + word})
	return word
}

// hatches puts an item of a kind in the area, with a word in each text that it has, and changes all of them once.
func (k *aviary) hatches(kind area.Kind) {
	k.t.Helper()
	of := func(what string) string { return k.word(string(kind) + " " + what) }
	id := of("id")
	k.items = append(k.items, id)
	i := area.Item{ID: id, Kind: kind, Title: of("title"), Folder: k.folder + "/" + of("folder"), Tags: []string{k.tag, of("tag")}, Text: of("text"), OccurredAt: k.Now(),
		Related: []string{"vanlig"}, Detail: k.detail(kind, of)}
	c := wished(i)
	c.Version = k.version(kind, 1, of("name"), of("content"))
	k.gives(sharer, c)
	v, err := k.Clerk().Item(k.t.Context(), sharer.Identity(), secretArea, id)
	if err != nil {
		k.t.Fatal(err)
	}
	next := v.Item.Content()
	next.Title, next.Text, next.Tags, next.Detail = of("title"), of("text"), []string{k.tag, of("tag")}, k.detail(kind, of)
	k.gives(sharer, clerk.ChangeItem{Area: secretArea, Item: id, From: v.Item.Revision, Content: next, Why: of("why")})
	c.Item.Title, c.Item.Tags = next.Title, next.Tags
	c.Version = k.version(kind, 2, of("name"), of("content"))
	c.Version.Reason = of("reason")
	k.gives(sharer, c)
	k.comments(sharer, id, of("comment"))
	k.gives(fellow, clerk.CommentItem{Area: secretArea, Item: id, ID: "svar-" + id, Text: "Vi har läst"})
	if kind.Telling() {
		v, err := k.Clerk().Item(k.t.Context(), keeper.Identity(), secretArea, id)
		if err != nil {
			k.t.Fatal(err)
		}
		k.gives(keeper, clerk.ApproveItem{Area: secretArea, Item: id, From: v.Item.Revision})
	}
}

// detail is what items of a kind have besides, each time with words of their own.
func (k *aviary) detail(kind area.Kind, of func(string) string) (d area.Detail) {
	terms := area.Terms{Amount: 3}
	if kind.Needing() {
		terms.Unit, terms.Contact = of("unit"), of("contact")
	}
	switch kind {
	case area.Map:
		d.Map = &area.MapNote{Shapes: []geo.Shape{{Type: geo.Point, Parts: [][]geo.Position{{{14.5, 57.5}}}}}}
	case area.Appointment:
		d.Appointment = &area.AppointmentNote{Start: k.Now().Add(time.Hour), Where: of("where")}
	case area.Need:
		d.Need = &area.NeedDetail{Terms: terms}
	case area.Offer:
		d.Offer = &area.OfferDetail{Terms: terms, Need: "deras-behov"}
	case area.Message:
		d.Message = &area.MessageDetail{}
	case area.Question:
		d.Question = &area.QuestionDetail{Answer: of("answer")}
	}
	return d
}

// version brings a file in one of the forms that words are read from.
func (k *aviary) version(kind area.Kind, n int, name, word string) area.Version {
	k.t.Helper()
	forms := []struct{ ending, media, text string }{{"txt", "text/plain", word}, {"html", "text/html", "<p>" + word}, {"md", "text/markdown", "# " + word},
		{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", packed(k.t, "word/document.xml",
			`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>`+word+`</w:t></w:r></w:p></w:body></w:document>`)},
		{"odt", "application/vnd.oasis.opendocument.text", packed(k.t, "content.xml",
			`<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><text:p>`+word+`</text:p></office:document-content>`)}}
	f := forms[slices.Index(area.Kinds(), kind)%len(forms)]
	digest, size, err := k.Clerk().BringFile(k.t.Context(), sharer.Identity(), strings.NewReader(f.text), 1<<20)
	if err != nil {
		k.t.Fatal(err)
	}
	k.files = append(k.files, digest)
	return area.Version{Name: name + "." + f.ending, MediaType: f.media, Digest: digest, Size: size}
}

func packed(t *testing.T, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
