package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/web/webtest"
)

// A map is noted on, seen as it was, changed and fetched, and a calendar beside it; what is for some alone is in none of it for the others.
func TestMapAndCalendarOfAnArea(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	leader, reader, outsider := s.As(webtest.Leader), s.As(webtest.Attendee), s.As(webtest.Outsider)
	const mapPath, calendar = areaPath + "/map", areaPath + "/calendar"
	add := func(p *webtest.Page) *webtest.Form { // there is also one for what it was
		all := p.Forms()
		i := slices.IndexFunc(all, func(f *webtest.Form) bool { return f.Action == mapPath && strings.EqualFold(f.Method, http.MethodPost) })
		return all[max(i, 0)]
	}
	form := add(leader.Get(mapPath).Says("Ingenting är noterat på kartan"))
	form.Submit("title", "Ingenstans").Want(http.StatusUnprocessableEntity).Says("Ange var det är")
	form.Submit("title", "Utomlands", "shapes", "48.85, 2.35").Want(http.StatusUnprocessableEntity).Says("utanför Sverige", "48.85, 2.35")
	form.Submit("title", "Ord", "shapes", "vid torget").Want(http.StatusUnprocessableEntity).Says("”vid torget” är ingen position")
	form.Submit("title", "Halv", "shapes", `{"type":"Point"`).Want(http.StatusUnprocessableEntity).Says("inte att läsa som GeoJSON")
	put := form.Submit("title", "Avstängd väg <58>", "shapes", "61.41, 15.31\nN 6810100, E 517500", "shape", "LineString", "text", "Träd över vägen.")
	put.Says("1 notering på kartan", "Avstängd väg <58>", "1 linje", "Träd över vägen.", "Allmänsta")
	if !strings.Contains(put.Body, `class="note-line"`) || strings.Contains(put.Body, "väg <58>") {
		t.Errorf("the line is not on the map, or what people wrote is not escaped")
	}
	s.Wait(10 * time.Minute)
	add(leader.Get(mapPath)).Submit("title", "Kanariefågel", "municipality", "9801", "only", "true").Says("2 noteringar på kartan", "Bara ägaren läser")
	reader.Get(mapPath).Says("1 notering på kartan").SaysNot("Kanariefågel", "Sätt på kartan")
	for _, path := range []string{mapPath + ".geojson", "/api/v1" + mapPath} {
		file := reader.Send(http.MethodGet, path, "", nil)
		if file.Status != http.StatusOK || !strings.Contains(file.Body, `"LineString"`) || strings.Contains(file.Body, "Kanarie") ||
			!strings.HasPrefix(file.Header.Get("Content-Type"), "application/geo+json") {
			t.Errorf("%s: %d %s %v", path, file.Status, file.Body, file.Header)
		}
	}
	for _, path := range []string{mapPath, mapPath + ".geojson", calendar, calendar + ".ics"} {
		outsider.Get(path).Want(http.StatusNotFound)
	}
	leader.Get(mapPath+"?view=sverige").Says("Avstängd väg", "Kanariefågel")
	leader.Get(mapPath+"?view=05").Says("Avstängd väg", "Kanariefågel")
	leader.Get(mapPath+"?at=2027-01-06+19:00").Says("0 noteringar på kartan", "Visa kartan som den är nu").SaysNot("Avstängd")

	item := ""
	for _, l := range reader.Get(mapPath).Links() {
		if strings.HasPrefix(l, areaPath+"/items/") {
			item = l
		}
	}
	leader.Get(item).Says("1 linje", "Visa på ytans karta")
	one := mapPath + ".geojson?item=" + item[strings.LastIndexByte(item, '/')+1:]
	if file := reader.Send(http.MethodGet, one, "", nil); file.Status != http.StatusOK || !strings.Contains(file.Body, `"FeatureCollection"`) {
		t.Errorf("%d %s", file.Status, file.Body)
	}
	reader.Get(mapPath + ".geojson?item=finns-inte").Want(http.StatusNotFound)
	outsider.Get(one).Want(http.StatusNotFound)
	change := leader.Get(item + "/change").Form(item + "/change")
	change.Submit("text", "Röjd.").Says("Ändringen är sparad", "1 linje")
	leader.Get(item+"/change").Form(item+"/change").Submit("shapes", "61.5, 15.25", "shape", "Point").Says("Ändringen är sparad", "61.5, 15.25 (WGS 84)", "SWEREF 99 TM")
	reader.Get(item+"/history").Says("61.5, 15.25", "Positioner")

	dates := leader.Get(calendar).Says("Ingenting är inplanerat").Form(calendar)
	reader.Get(calendar + ".ics").Want(http.StatusOK)
	dates.Submit("title", "Möte", "start", "snart").Want(http.StatusUnprocessableEntity)
	dates.Submit("title", "Möte", "start", "2027-01-07 13:00", "end", "2027-01-07 12:00").Want(http.StatusUnprocessableEntity).Says("Slutet ska vara efter början")
	dates.Submit("title", "Avstämning", "start", "2027-01-07 13:00", "end", "14:30", "where", "Stadshuset").Says("Kommande", "13:00", "14:30", "Stadshuset")
	leader.Get(calendar).Form(calendar).Submit("title", "Kanariefågel", "start", "2027-01-08 08:00", "only", "true").Says("Bara ägaren läser")
	reader.Get(calendar).Says("1 kommande notering", "Avstämning").SaysNot("Kanariefågel", "Skriv i kalendern")
	file := reader.Send(http.MethodGet, calendar+".ics", "", nil)
	if !strings.Contains(file.Body, "DTSTART;TZID=Europe/Stockholm:20270107T130000") || !strings.Contains(file.Body, "DTEND;TZID=Europe/Stockholm:20270107T143000") || strings.Contains(file.Body, "Kanarie") {
		t.Errorf("%s", file.Body)
	}
	leader.Get(calendar).Form(calendar).Submit("title", "Genomgång", "start", "2027-01-04 08:00").Says("Det som har varit", "Genomgång")
	for _, l := range reader.Get(calendar).Links() {
		if strings.HasPrefix(l, areaPath+"/items/") {
			item = l
		}
	}
	leader.Get(item+"/change").Form(item+"/change").Submit("where", "Rum 3").Says("Ändringen är sparad", "Rum 3")
}
