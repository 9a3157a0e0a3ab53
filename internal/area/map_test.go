package area_test

import (
	"strings"
	"testing"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/geo"
)

func TestCheckOfMapAndCalendarNotes(t *testing.T) {
	a := area.Area{ID: "yta", Name: "Yta", Owner: "lst"}
	start := time.Date(2027, 1, 7, 12, 0, 0, 0, time.UTC)
	at := func(p ...geo.Position) *area.MapNote {
		return &area.MapNote{Shapes: []geo.Shape{{Type: geo.Line, Parts: [][]geo.Position{p}}}}
	}
	for _, c := range []struct {
		name   string
		kind   area.Kind
		detail area.Detail
		field  string
		code   string
	}{
		{"a line", area.Map, area.Detail{Map: at(geo.Position{16, 58}, geo.Position{17, 58})}, "", ""},
		{"nowhere", area.Map, area.Detail{}, "shapes", "geo.none"},
		{"no shapes", area.Map, area.Detail{Map: &area.MapNote{}}, "shapes", "geo.none"},
		{"half a line", area.Map, area.Detail{Map: at(geo.Position{16, 58})}, "shapes", "geo.shape"},
		{"abroad", area.Map, area.Detail{Map: at(geo.Position{16, 58}, geo.Position{2.3, 48.8})}, "shapes", "geo.outside"},
		{"on a note", area.Note, area.Detail{Map: at(geo.Position{16, 58}, geo.Position{17, 58})}, "detail", "area.item-detail"},
		{"an hour", area.Appointment, area.Detail{Appointment: &area.AppointmentNote{Start: start, End: start.Add(time.Hour), Where: "Stadshuset"}}, "", ""},
		{"no end", area.Appointment, area.Detail{Appointment: &area.AppointmentNote{Start: start}}, "", ""},
		{"no time", area.Appointment, area.Detail{}, "start", "area.appointment-start"},
		{"no start", area.Appointment, area.Detail{Appointment: &area.AppointmentNote{End: start}}, "start", "area.appointment-start"},
		{"ends before", area.Appointment, area.Detail{Appointment: &area.AppointmentNote{Start: start, End: start.Add(-1)}}, "end", "area.appointment-end"},
		{"two years", area.Appointment, area.Detail{Appointment: &area.AppointmentNote{Start: start, End: start.AddDate(2, 0, 0)}}, "end", "area.appointment-end"},
		{"a long way", area.Appointment, area.Detail{Appointment: &area.AppointmentNote{Start: start, Where: strings.Repeat("å", area.MaxWhere+1)}}, "where", "area.appointment-where"},
	} {
		err := a.Check(area.Item{ID: "post", Area: "yta", Kind: c.kind, Title: "Rubrik", Owner: "lst", Audience: area.Everyone, Text: "Text", Detail: c.detail})
		f, _ := fault.As(err)
		if (err != nil) != (c.code != "") || err != nil && f.Fields[c.field] != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
		if kept, err := area.ReadDetail(c.detail.Kept()); err != nil || kept.Kept() != c.detail.Kept() {
			t.Errorf("%s: kept as %s, read as %s, %v", c.name, c.detail.Kept(), kept.Kept(), err)
		}
	}
}

func TestComing(t *testing.T) {
	at := time.Date(2027, 1, 7, 12, 0, 0, 0, time.UTC)
	note := func(id string, start, end time.Time) area.Item {
		return area.Item{ID: id, Kind: area.Appointment, Detail: area.Detail{Appointment: &area.AppointmentNote{Start: start, End: end}}}
	}
	got := ""
	for _, i := range area.Coming([]area.Item{note("c", at.Add(time.Hour), time.Time{}), {ID: "x", Kind: area.Note}, note("a", at.Add(-48*time.Hour), time.Time{}),
		note("b", at.Add(-time.Hour), at)}) {
		got += i.ID
		if i.Detail.Appointment.Over(at) {
			got += "-"
		}
	}
	if got != "a-b-c" {
		t.Errorf("%s", got)
	}
}
