package clerk_test

import (
	"strings"
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/geo"
)

// Whatever people write in an item of any kind is read as it was written, in both databases, by who reads it; what cannot be kept is refused by the
// desk and not by the database, also where it is only asked for.
func TestTextsOfItemsStay(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, _ := w.watchers()
		texts := []string{"Åsa på Öland", "A\u030asa pa\u030a O\u0308land", "Snö 𝕊 🧊", `"'&<>` + "`", "%s %d 100 % {{.}} ${x}", "19811228-9874", "NULL", "\\x00\\u0000"}
		for _, kind := range area.Kinds() {
			x := texts[len(string(kind))%len(texts)]
			for n, text := range []string{x, texts[len(texts)-1-len(string(kind))%4], "rad ett\n\trad två " + x} {
				line := strings.Join(strings.Fields(text), " ")
				i := area.Item{ID: string(kind) + "-" + string(rune('a'+n)), Area: "vakt", Kind: kind, Title: line, Text: text, Audience: area.Everyone, OccurredAt: w.clock.now(), Tags: []string{"x " + x},
					Folder: strings.NewReplacer("/", "-", `\`, "-").Replace(line)}
				terms := area.Terms{Unit: line, Contact: line}
				switch kind {
				case area.Map:
					i.Detail.Map = &area.MapNote{Shapes: []geo.Shape{{Type: geo.Point, Parts: [][]geo.Position{{{14.5, 57.5}}}}}}
				case area.Appointment:
					i.Detail.Appointment = &area.AppointmentNote{Start: w.clock.now(), Where: line}
				case area.Need:
					i.Detail.Need = &area.NeedDetail{Terms: terms}
				case area.Offer:
					i.Detail.Offer = &area.OfferDetail{Terms: terms}
				case area.Question:
					i.Detail.Question = &area.QuestionDetail{Answer: text}
				}
				digest, size, err := w.BringFile(ctx, me, strings.NewReader(text+i.ID), 1<<20)
				if err != nil {
					t.Fatal(err)
				}
				name := strings.NewReplacer("/", "-", `\`, "-", `"`, "-", "<", "-", ">", "-").Replace(line) + ".txt"
				if _, err := w.Administer(ctx, me, "", clerk.PutItem{Item: i, Version: area.Version{Name: name, MediaType: "text/plain", Reason: text, Digest: digest, Size: size}}); err != nil {
					t.Fatalf("%q in a %s: %v", text, kind, err)
				}
				v, err := w.Item(ctx, tib(host), "vakt", i.ID)
				got := v.Item
				if err != nil || got.Title != line || got.Text != text || got.Tags[0] != "x "+x || got.Folder != i.Folder || got.Versions[0].Name != name || got.Versions[0].Reason != text {
					t.Errorf("%q in a %s is read as %+v, %v", text, kind, got, err)
				}
				if terms := got.Terms(); terms != nil && (terms.Unit != line || terms.Contact != line) ||
					got.Detail.Question != nil && got.Detail.Question.Answer != text || got.Detail.Appointment != nil && got.Detail.Appointment.Where != line {
					t.Errorf("%q in the detail of a %s is read as %s", text, kind, got.Detail.Kept())
				}
			}
		}
		for _, bad := range []string{"a\x00b", "a\xff", "a\xed\xa0\x80"} {
			for n, c := range []clerk.AdminCommand{
				clerk.PutItem{Item: area.Item{ID: "x", Area: "vakt", Kind: area.Note, Title: bad, Text: bad, Audience: area.Everyone, OccurredAt: w.clock.now()}},
				clerk.PutItem{Item: area.Item{ID: "x", Area: "vakt", Kind: area.Note, Title: "x", Text: "x", Conference: bad, Audience: area.Everyone, OccurredAt: w.clock.now()}},
				clerk.CommentItem{Area: "vakt", Item: "note-a", ID: "k", Text: bad}, clerk.CommentItem{Area: bad, Item: bad, ID: "k", Text: "x"},
				clerk.MakeFolder{Area: "vakt", Path: bad}, clerk.StopSharing{Area: bad}, clerk.AskRight{Area: bad, Right: area.Read, Why: bad},
				clerk.ChangeItem{Area: "vakt", Item: "note-a", From: 1, Content: area.Content{Title: "x", Text: bad, Audience: area.Everyone, OccurredAt: w.clock.now()}, Why: bad},
			} {
				if _, err := w.Administer(ctx, me, "", c); fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.NotFound {
					t.Errorf("%q in command %d: %v", bad, n, err)
				}
			}
			for what, err := range map[string]error{
				"item": func() error { _, err := w.Item(ctx, me, "vakt", bad); return err }(),
				"area": func() error { _, err := w.Item(ctx, me, bad, "x"); return err }(),
				"page": func() error {
					_, err := w.ItemPage(ctx, me, clerk.ItemQuery{Area: "vakt", Tag: bad, Text: bad})
					return err
				}(),
				"search": func() error { _, err := w.Search(ctx, me, clerk.SearchQuery{Text: bad, Tag: bad}); return err }(),
			} {
				if k := fault.KindOf(err); err != nil && k != fault.Invalid && k != fault.NotFound {
					t.Errorf("%q asked for as %s: %v", bad, what, err)
				}
			}
		}
		w.whole()
	})
}
