package area

import (
	"samverkan/internal/fault"
	"samverkan/internal/geo"
)

// MapNote is what a kartnotering has: where it is.
type MapNote struct {
	Shapes []geo.Shape `json:"shapes"`
}

func (*MapNote) of() Kind { return Map }

func (m *MapNote) check(Area, Item) map[string]string {
	if err := geo.Check(m.Shapes); err != nil {
		return map[string]string{"shapes": fault.CodeOf(err)}
	}
	return nil
}

// words is none: it is found by its title, its text and its place.
func (*MapNote) words() string { return "" }

// feature is a kartnotering as GeoJSON has it.
func (i Item) feature() geo.Feature {
	f := geo.Feature{Type: "Feature", ID: i.ID, Properties: map[string]any{"title": i.Title, "owner": i.Owner}}
	for name, value := range map[string]string{"text": i.Text, "place": i.Place} {
		if value != "" {
			f.Properties[name] = value
		}
	}
	if len(i.Tags) > 0 {
		f.Properties["tags"] = i.Tags
	}
	if i.Detail.Map != nil {
		f.Geometry = geo.GeometryOf(i.Detail.Map.Shapes)
	}
	return f
}

// Features is a map of items; those of other kinds are left out.
func Features(items []Item) geo.Collection {
	out := geo.Collection{Type: "FeatureCollection", Features: []geo.Feature{}}
	for _, i := range Of(Map, items) {
		out.Features = append(out.Features, i.feature())
	}
	return out
}

// Of gives the items of a kind.
func Of(kind Kind, items []Item) []Item {
	var out []Item
	for _, i := range items {
		if i.Kind == kind {
			out = append(out, i)
		}
	}
	return out
}
