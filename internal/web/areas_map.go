package web

import (
	"cmp"
	"encoding/json"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/geo"
)

func (w *Web) mapRoutes() []row {
	return []row{
		{get, "/areas/{id}/map", "area.read", w.areaMap},
		{post, "/areas/{id}/map", "administer", w.addToMap},
		{get, "/areas/{id}/map.geojson", "area.read", w.areaMapFile},
		{get, "/areas/{id}/calendar", "area.read", w.areaCalendar},
		{post, "/areas/{id}/calendar", "administer", w.addToCalendar},
		{get, "/areas/{id}/calendar.ics", "area.read", w.areaCalendarFile},
	}
}

// mapPage is the map of an area: the picture, and the same as a list with the same numbers.
type mapPage struct {
	Shell
	Area           area.Area
	May            bool
	At             time.Time // of a map as it was
	AtText         string    // as the form for it has it
	Picture        template.HTML
	Credit         string // whose the ground is
	Views          []facet
	Rows           []mapRow
	File           string // address of the GeoJSON
	Shapes         []choice
	Municipalities []choice
}

// mapRow is a note on the map.
type mapRow struct {
	area.Item
	Number                       int
	ActorName, PlaceName, Narrow string
	What                         string
}

// areaMap shows the map, as it is or as it was.
func (w *Web) areaMap(q *request) error {
	list, at, err := q.mapOf()
	if err != nil {
		return err
	}
	p := &mapPage{Shell: q.shell("web.map.title", "Name", list.Area.Name), Area: list.Area, May: at.IsZero() && q.mayPublish(list.Area), At: at,
		AtText: formMoment(cmp.Or(at, q.Now)), Shapes: q.shapeChoices()}
	p.Section, p.Exercise = "areas", list.Area.Exercise
	asked := url.Values{}
	if !at.IsZero() {
		asked.Set("at", formMoment(at))
	}
	p.File = addressOf("/areas/"+list.Area.ID+"/map.geojson", asked)
	var notes []mapNote
	for i, it := range list.Items {
		r := mapRow{Item: it, Number: i + 1, ActorName: q.shortName(it.Owner), PlaceName: q.placeName(it.Place), What: q.shapesSaid(it)}
		if it.Audience != area.Everyone {
			said := list.Area.AudienceSentence(it)
			r.Narrow = q.N(said.Key, said.Count)
		}
		p.Rows, notes = append(p.Rows, r), append(notes, noteOnMap(it, i+1))
	}
	d, err := q.directory()
	if err != nil {
		return err
	}
	all, err := d.Municipalities(d.Invented(list.Area.Actors()))
	if err != nil {
		return err
	}
	p.Municipalities = []choice{{"", q.T("web.map.no-municipality")}}
	for _, m := range all {
		p.Municipalities = append(p.Municipalities, choice{m.Code, m.Name})
	}
	slices.SortFunc(p.Municipalities[1:], func(a, b choice) int { return q.Compare(a.Text, b.Text) })
	p.Credit = q.web.o.MapCredit
	p.views(q, asked)
	p.Picture = q.landMap(q.viewOf(list.Area, list.Items, all)).draw(q.T("web.map.picture", "Name", list.Area.Name), q.N("web.map.count", len(notes)), onMap(all), notes)
	return q.page("area-map", p)
}

func addressOf(path string, v url.Values) string {
	return (&url.URL{Path: path, RawQuery: v.Encode()}).String()
}

// mapOf reads the map that is asked for, and the moment when it is of one.
func (q *request) mapOf() (clerk.Listing, time.Time, error) {
	var at time.Time
	if said := q.query("at"); said != "" {
		var err error
		if at, err = readTime(strings.Replace(said, "T", " ", 1), q.Now.Add(time.Minute-24*time.Hour)); err != nil {
			return clerk.Listing{}, at, fault.New(fault.Invalid, "web.item.at")
		}
	}
	list, err := q.clerk().ItemsOf(q.ctx(), q.Who, q.path("id"), area.Map, at)
	list.Items = slices.DeleteFunc(list.Items, func(i area.Item) bool { return i.Detail.Map == nil })
	return list, at, err
}

func noteOnMap(it area.Item, number int) mapNote {
	return mapNote{Number: number, Name: it.Title, Shapes: it.Detail.Map.Shapes}
}

func onMap(all []directory.Place) []mapPlace {
	out := make([]mapPlace, len(all))
	for i, m := range all {
		out[i] = mapPlace{m.Name, geo.Position{m.Lon, m.Lat}}
	}
	return out
}

// shapesSaid says what a note has drawn, in words.
func (q *request) shapesSaid(it area.Item) string {
	count := map[geo.Type]int{}
	for _, s := range it.Detail.Map.Shapes {
		count[s.Type]++
	}
	var said []string
	for _, x := range []struct {
		of  geo.Type
		key string
	}{{geo.Point, "web.map.points"}, {geo.Line, "web.map.lines"}, {geo.Area, "web.map.areas"}} {
		if count[x.of] > 0 {
			said = append(said, q.N(x.key, count[x.of]))
		}
	}
	return q.List(said)
}

func (q *request) shapeChoices() []choice {
	return []choice{{string(geo.Point), q.T("web.map.shape.point")}, {string(geo.Line), q.T("web.map.shape.line")}, {string(geo.Area), q.T("web.map.shape.area")}}
}

// wholeCountry is the view of all Sweden.
const wholeCountry = "sverige"

// views are the parts of the country that can be shown: what is noted, the counties of those who take part, and all.
func (p *mapPage) views(q *request, asked url.Values) {
	add := func(value, text string) {
		v := url.Values{}
		for name, values := range asked {
			v[name] = values
		}
		if value != "" {
			v.Set("view", value)
		}
		p.Views = append(p.Views, facet{Text: text, Address: addressOf("/areas/"+p.Area.ID+"/map", v), On: q.query("view") == value})
	}
	add("", q.T("web.map.view-notes"))
	for _, c := range q.areaPlaces(p.Area) {
		if len(c.Value) == 2 {
			add(c.Value, c.Text)
		}
	}
	add(wholeCountry, q.T("web.map.view-all"))
}

// viewOf is what a map shows: the county that is asked for, or else what is noted; where nothing is, the area's county, or those who take part.
func (q *request) viewOf(a area.Area, items []area.Item, all []directory.Place) geo.Box {
	sweden := geo.Box{West: 10.9, South: 55.3, East: 24.2, North: 69.1}
	if q.query("view") == wholeCountry {
		return sweden
	}
	if b, ok := boxOf(q.query("view"), all); ok {
		return b
	}
	var shapes []geo.Shape
	for _, it := range items {
		shapes = append(shapes, it.Detail.Map.Shapes...)
	}
	if len(shapes) > 0 {
		return geo.Around(shapes)
	}
	if b, ok := boxOf(a.County, all); ok {
		return b
	}
	b, any := geo.Around(nil), false
	for _, c := range q.areaPlaces(a) {
		if x, ok := boxOf(c.Value, all); ok && len(c.Value) == 2 {
			b, any = b.With(geo.Position{x.West, x.South}).With(geo.Position{x.East, x.North}), true
		}
	}
	if any {
		return b
	}
	return sweden
}

// boxOf is the box around a county: its outline, or its municipalities where it has none.
func boxOf(county string, all []directory.Place) (geo.Box, bool) {
	var at []geo.Position
	if c, ok := geo.Outline(county); ok {
		for _, ring := range c.Rings {
			at = append(at, ring...)
		}
	} else if len(county) == 2 {
		for _, m := range all {
			if strings.HasPrefix(m.Code, county) {
				at = append(at, geo.Position{m.Lon, m.Lat})
			}
		}
	}
	b := geo.Around(nil)
	for _, p := range at {
		b = b.With(p)
	}
	return b, len(at) > 0
}

// addToMap puts a note on the map.
func (w *Web) addToMap(q *request) error {
	id, f := q.path("id"), q.Form
	list, err := q.clerk().ItemsOf(q.ctx(), q.Who, id, area.Map, time.Time{})
	if err != nil {
		return err
	}
	it := area.Item{ID: f.Get("_id"), Area: id, Kind: area.Map, Title: strings.TrimSpace(f.Get("title")), Text: writtenText(f.Get("text")), Audience: area.Everyone}
	if f.Get("only") != "" {
		it.Audience = area.OnlyWe
	}
	shapes, place, err := q.shapesPosted(list.Area, f.Get("municipality"))
	if err != nil {
		return err
	}
	it.Place, it.Detail.Map = place, &area.MapNote{Shapes: shapes}
	if _, err := q.administer(clerk.PutItem{Item: it}); err != nil {
		return err
	}
	return q.done("/areas/"+id+"/map", "item-put")
}

// shapesPosted reads where something is, and in which municipality: the one that was chosen, or the nearest.
func (q *request) shapesPosted(a area.Area, municipality string) ([]geo.Shape, string, error) {
	d, err := q.directory()
	if err != nil {
		return nil, "", err
	}
	text := strings.TrimSpace(q.Form.Get("shapes"))
	if text == "" && municipality != "" {
		all, err := d.Municipalities(d.Invented(a.Actors()))
		i := slices.IndexFunc(all, func(p directory.Place) bool { return p.Code == municipality })
		if err != nil || i < 0 {
			return nil, "", cmp.Or(err, atFormField("area.item-place", "municipality"))
		}
		return []geo.Shape{{Type: geo.Point, Parts: [][]geo.Position{{{all[i].Lon, all[i].Lat}}}}}, municipality, nil
	}
	shapes, err := geo.ReadShapes(text, geo.Type(q.Form.Get("shape")))
	if err != nil {
		if f, ok := fault.As(err); ok {
			f.Fields = map[string]string{"shapes": f.Code}
		}
		return nil, "", err
	}
	if municipality == "" {
		near, _ := d.Nearest(geo.Middle(shapes), d.Invented(a.Actors()))
		municipality = near.Code
	}
	return shapes, municipality, nil
}

// areaMapFile gives the map as GeoJSON, or one note of it.
func (w *Web) areaMapFile(q *request) error {
	list, _, err := q.mapOf()
	if err != nil {
		return err
	}
	name := cmp.Or(area.Slug(list.Area.Name), list.Area.ID)
	if one := q.query("item"); one != "" {
		i := slices.IndexFunc(list.Items, func(it area.Item) bool { return it.ID == one })
		if i < 0 {
			return notFound()
		}
		list.Items = list.Items[i : i+1]
		name = cmp.Or(area.Slug(list.Items[0].Title), one)
	}
	return q.geoJSON(name, area.Features(list.Items))
}

func (q *request) geoJSON(name string, c geo.Collection) error {
	b, err := json.Marshal(c)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "internal")
	}
	q.private("application/geo+json")
	q.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.geojson"`)
	q.send(http.StatusOK, b)
	return nil
}

// landMap begins a map on the ground that the operator has chosen, and lets the page fetch it.
func (q *request) landMap(b geo.Box) *landMap {
	m := newMap(b)
	m.ground = q.web.o.Background
	q.ground = m.ground.Origin()
	return m
}

// itemMap draws the map of one note, and says where it is.
func (q *request) itemMap(a area.Area, it area.Item) (template.HTML, string, error) {
	d, err := q.directory()
	if err != nil {
		return "", "", err
	}
	all, err := d.Municipalities(d.Invented(a.Actors()))
	if err != nil {
		return "", "", err
	}
	where, shapes := q.shapesSaid(it), it.Detail.Map.Shapes
	if len(shapes) == 1 && shapes[0].Type == geo.Point {
		at := shapes[0].Parts[0][0]
		n, e := geo.ToSWEREF(at)
		where = q.T("web.map.at", "Degrees", geo.Degrees(at), "North", strconv.Itoa(int(math.Round(n))), "East", strconv.Itoa(int(math.Round(e))))
	}
	return q.landMap(geo.Around(shapes)).draw(q.T("web.map.picture", "Name", it.Title), where, onMap(all), []mapNote{noteOnMap(it, 0)}), where, nil
}
