package area_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/internal/area"
	"samverkan/internal/fault"
)

// What was only removed and what was only added, with all that is in both, make the two texts again.
func TestDifferMakesBothTexts(t *testing.T) {
	text := rapid.StringOf(rapid.SampledFrom([]rune("ab å\n")))
	rapid.Check(t, func(t *rapid.T) {
		was, is := text.Draw(t, "was"), text.Draw(t, "is")
		var a, b strings.Builder
		for _, s := range area.Differ(was, is) {
			if !s.Added {
				a.WriteString(s.Text)
			}
			if !s.Removed {
				b.WriteString(s.Text)
			}
		}
		if a.String() != was || b.String() != is {
			t.Fatalf("%q -> %q gives %q -> %q", was, is, a.String(), b.String())
		}
	})
}

func TestDiffer(t *testing.T) {
	said := ""
	for _, s := range area.Differ("Väg 58 är stängd vid bron.", "Väg 58 är öppen vid bron.") {
		switch {
		case s.Removed:
			said += "[-" + s.Text + "]"
		case s.Added:
			said += "[+" + s.Text + "]"
		default:
			said += s.Text
		}
	}
	if want := "Väg 58 är [-stängd ][+öppen ]vid bron."; said != want {
		t.Errorf("%s, want %s", said, want)
	}
	long := strings.Repeat("ord ", 20_000)
	if got := area.Differ(long, strings.Repeat("ett annat ", 20_000)); len(got) == 0 {
		t.Error("nothing differs between two long texts")
	}
}

func FuzzDiffer(f *testing.F) {
	f.Add("Väg 58 är stängd", "Väg 58 är öppen")
	f.Fuzz(func(t *testing.T, was, is string) {
		n := 0
		for _, s := range area.Differ(was, is) {
			if !s.Added {
				n += len(s.Text)
			}
		}
		if n != len(was) {
			t.Errorf("%d of %d bytes of the earlier text", n, len(was))
		}
	})
}

// What an item said before it was opened stays with those who could read it then, and what it says now with those who read it now.
func TestRevisionsAreForWhoReadsBoth(t *testing.T) {
	a := area.Area{ID: "yta", Name: "Yta", Owner: "lst", Grants: []area.Grant{{Actor: "ekeryd", Right: area.Contribute}, {Actor: "mcf", Right: area.Read}}}
	item := area.Item{ID: "post", Area: "yta", Owner: "ekeryd", Audience: area.Everyone}
	revision := func(who area.Audience, chosen ...string) area.Revision {
		return area.Revision{Number: 1, Content: area.Content{Audience: who, Chosen: chosen}}
	}
	for _, c := range []struct {
		name    string
		now     area.Audience
		then    area.Revision
		readers string
	}{
		{"open both times", area.Everyone, revision(area.Everyone), "lst ekeryd mcf"},
		{"opened later", area.Everyone, revision(area.OnlyWe), "ekeryd"},
		{"closed later", area.OnlyWe, revision(area.Everyone), "ekeryd"},
		{"for some then", area.Everyone, revision(area.Chosen, "mcf"), "ekeryd mcf"},
	} {
		item.Audience = c.now
		var readers []string
		for _, actor := range append(a.Actors(), "utanfor", "") {
			if a.ReadRevision(item, c.then, actor) {
				readers = append(readers, actor)
			}
		}
		if got := strings.Join(readers, " "); got != c.readers {
			t.Errorf("%s: %s, want %s", c.name, got, c.readers)
		}
	}
}

func TestCheckOfWhatAnItemSays(t *testing.T) {
	a := area.Area{ID: "yta", Name: "Yta", Owner: "lst"}
	for _, c := range []struct {
		name   string
		change func(*area.Item)
		field  string
	}{
		{"as it should be", func(i *area.Item) { i.Text = "Två rader.\nOch en till.\t" }, ""},
		{"too long", func(i *area.Item) { i.Text = strings.Repeat("å", area.MaxText+1) }, "text"},
		{"as long as it can be", func(i *area.Item) { i.Text = strings.Repeat("å", area.MaxText) }, ""},
		{"a control character", func(i *area.Item) { i.Text = "a\x00b" }, "text"},
		{"turned direction", func(i *area.Item) { i.Text = "a\u202eb" }, "text"},
		{"a municipality", func(i *area.Item) { i.Place = "0860" }, ""},
		{"no place", func(i *area.Item) { i.Place = "Storsjö" }, "place"},
		{"three digits", func(i *area.Item) { i.Place = "086" }, "place"},
		{"related to itself", func(i *area.Item) { i.Related = []string{"post"} }, "related"},
		{"twice to another", func(i *area.Item) { i.Related = []string{"a", "a"} }, "related"},
	} {
		i := area.Item{ID: "post", Area: "yta", Kind: area.Note, Title: "Rubrik", Owner: "lst", Audience: area.Everyone, Text: "Text", OccurredAt: time.Unix(0, 0)}
		c.change(&i)
		err := a.Check(i)
		f, _ := fault.As(err)
		if wrong := err != nil; wrong != (c.field != "") || wrong && f.Fields[c.field] == "" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCommentsAreTheirWritersToTakeBack(t *testing.T) {
	c := area.Comment{ID: "k", By: "anna", Text: "Hej"}
	if _, err := c.Withdraw("bo", time.Unix(9, 0)); fault.CodeOf(err) != "area.comment-not-yours" {
		t.Error(err)
	}
	gone, err := c.Withdraw("anna", time.Unix(9, 0))
	if err != nil || gone.Text != "" || gone.Withdrawn.IsZero() {
		t.Error(gone, err)
	}
	if again, err := gone.Withdraw("anna", time.Unix(10, 0)); err != nil || again != gone {
		t.Error(again, err)
	}
	for _, text := range []string{"", "  \n", strings.Repeat("a", area.MaxComment+1), "a\x07"} {
		if err := (area.Comment{ID: "k", Text: text}).Check(); fault.CodeOf(err) != "area.comment-text" {
			t.Errorf("%.10q: %v", text, err)
		}
	}
}
