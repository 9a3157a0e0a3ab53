package dav

import (
	"testing"
	"time"

	"github.com/emersion/go-webdav/caldav"
	"pgregory.net/rapid"

	"samverkan/internal/i18n"
	"samverkan/internal/render/ical"
)

// found lists by UID what of the cast passes a filter inside VEVENT.
func found(t *testing.T, p *i18n.Printer, f caldav.CompFilter) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, group := range together(meetings()) {
		for i := range group {
			group[i] = shown(group[i], p)
		}
		ok, err := matches(f, entry{events: group})
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			out[group[0].UID[:5]] = true
		}
	}
	return out
}

func TestMatches(t *testing.T) {
	p := texts(t).For("sv")
	text := func(s string) *caldav.TextMatch { return &caldav.TextMatch{Text: s} }
	not := func(s string) *caldav.TextMatch { return &caldav.TextMatch{Text: s, NegateCondition: true} }
	event := func(f caldav.CompFilter) caldav.CompFilter {
		f.Name = "VEVENT"
		return caldav.CompFilter{Name: "VCALENDAR", Comps: []caldav.CompFilter{f}}
	}
	props := func(list ...caldav.PropFilter) caldav.CompFilter { return event(caldav.CompFilter{Props: list}) }
	for name, c := range map[string]struct {
		filter caldav.CompFilter
		want   string // the beginnings of the UIDs
	}{
		"everything":               {caldav.CompFilter{Name: "VCALENDAR"}, "regio regio ovnin avsta slute"},
		"all meetings":             {event(caldav.CompFilter{}), "regio ovnin avsta slute"},
		"another object":           {caldav.CompFilter{Name: "VCARD"}, ""},
		"no meeting":               {event(caldav.CompFilter{IsNotDefined: true}), ""},
		"tasks":                    {caldav.CompFilter{Name: "VCALENDAR", Comps: []caldav.CompFilter{{Name: "VTODO"}}}, ""},
		"no tasks":                 {caldav.CompFilter{Name: "VCALENDAR", Comps: []caldav.CompFilter{{Name: "VTODO", IsNotDefined: true}}}, "regio ovnin avsta slute"},
		"title":                    {props(caldav.PropFilter{Name: "SUMMARY", TextMatch: text("snökaos")}), "regio"},
		"title, comma":             {props(caldav.PropFilter{Name: "summary", TextMatch: text("NING, FLYTTAD")}), "avsta"},
		"not in the title":         {props(caldav.PropFilter{Name: "SUMMARY", TextMatch: not("samverkan")}), "avsta"},
		"a secret word":            {props(caldav.PropFilter{Name: "DESCRIPTION", TextMatch: text("Grankotte")}), ""},
		"two words":                {props(caldav.PropFilter{Name: "DESCRIPTION", TextMatch: text("plogning, vatten")}), "regio"},
		"has a link":               {props(caldav.PropFilter{Name: "URL"}), "regio"},
		"has none":                 {props(caldav.PropFilter{Name: "URL", IsNotDefined: true}), "regio ovnin avsta slute"},
		"two that both hold":       {props(caldav.PropFilter{Name: "URL"}, caldav.PropFilter{Name: "STATUS", TextMatch: text("CONFIRMED")}), "regio"},
		"two that cannot":          {props(caldav.PropFilter{Name: "URL"}, caldav.PropFilter{Name: "STATUS", TextMatch: text("CANCELLED")}), ""},
		"in Swedish":               {props(caldav.PropFilter{Name: "SUMMARY", ParamFilter: []caldav.ParamFilter{{Name: "LANGUAGE", TextMatch: text("SV")}}}), "regio ovnin avsta slute"},
		"without language":         {props(caldav.PropFilter{Name: "SUMMARY", ParamFilter: []caldav.ParamFilter{{Name: "LANGUAGE", IsNotDefined: true}}}), ""},
		"changed since":            {props(caldav.PropFilter{Name: "LAST-MODIFIED", Start: time.Date(2027, 1, 7, 0, 0, 0, 0, time.UTC)}), ""},
		"changed before":           {props(caldav.PropFilter{Name: "LAST-MODIFIED", End: time.Date(2027, 1, 7, 0, 0, 0, 0, time.UTC)}), "regio ovnin avsta slute"},
		"with an alarm":            {event(caldav.CompFilter{Comps: []caldav.CompFilter{{Name: "VALARM"}}}), "regio slute"},
		"without":                  {event(caldav.CompFilter{Comps: []caldav.CompFilter{{Name: "VALARM", IsNotDefined: true}}}), "regio ovnin avsta"},
		"exactly its time":         {event(caldav.CompFilter{Start: at(1, 7, 3, 0), End: at(1, 7, 3, 45)}), "regio"},
		"until it begins":          {event(caldav.CompFilter{Start: at(1, 7, 2, 0), End: at(1, 7, 3, 0)}), ""},
		"from its end":             {event(caldav.CompFilter{Start: at(1, 7, 3, 45), End: at(1, 7, 4, 0)}), ""},
		"within it":                {event(caldav.CompFilter{Start: at(1, 7, 3, 20), End: at(1, 7, 3, 21)}), "regio"},
		"a meeting of a series":    {event(caldav.CompFilter{Start: at(4, 1, 8, 20), End: at(4, 1, 8, 30)}), "avsta"},
		"the one that is left out": {event(caldav.CompFilter{Start: at(3, 25, 0, 0), End: at(3, 26, 0, 0)}), ""},
		"the one that has moved":   {event(caldav.CompFilter{Start: at(3, 29, 10, 0), End: at(3, 29, 10, 45)}), "avsta"},
		"where it was":             {event(caldav.CompFilter{Start: at(3, 29, 8, 0), End: at(3, 29, 9, 0)}), ""},
		"from then on":             {event(caldav.CompFilter{Start: at(4, 2, 0, 0)}), "avsta ovnin"},
		"until then":               {event(caldav.CompFilter{End: at(2, 1, 0, 0)}), "regio"},
		"time and title":           {event(caldav.CompFilter{End: at(2, 1, 0, 0), Props: []caldav.PropFilter{{Name: "STATUS", TextMatch: text("cancelled")}}}), "regio"},
		"long after":               {event(caldav.CompFilter{Start: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}), ""},
	} {
		want := map[string]bool{}
		for uid := range fields(c.want) {
			want[uid] = true
		}
		got := found(t, p, c.filter)
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", name, got, want)
			continue
		}
		for uid := range want {
			if !got[uid] {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
	}
}

// A meeting is in a time exactly when they overlap.
func TestInTimeIsOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minute := func(name string) time.Time {
			return at(3, 27, 0, 0).Add(time.Duration(rapid.IntRange(0, 60*48).Draw(t, name)) * time.Minute)
		}
		e := ical.Event{UID: "x", Start: minute("start")}
		e.End = e.Start.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "length")) * time.Minute)
		from := minute("from")
		to := from.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "span")) * time.Minute)
		if got, want := inTime([]ical.Event{e}, from, to), e.Start.Before(to) && e.End.After(from); got != want {
			t.Fatalf("%v–%v in %v–%v: %v", e.Start, e.End, from, to, got)
		}
		// A series of one, and the same meeting moved there by an override, are no different.
		day := e.Start.AddDate(0, 0, -1)
		series := ical.Event{UID: "x", Start: day, End: day.Add(time.Minute), Rule: &ical.Rule{Freq: ical.Daily, Count: 1}, Overrides: []ical.Event{e}}
		series.Overrides[0].RecurrenceID = day
		if got, want := inTime([]ical.Event{series}, from, to), e.Start.Before(to) && e.End.After(from); got != want {
			t.Fatalf("moved: %v–%v in %v–%v: %v", e.Start, e.End, from, to, got)
		}
	})
}
