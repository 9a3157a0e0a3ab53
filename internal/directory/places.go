package directory

import (
	"cmp"
	"slices"
	"strconv"
	"sync"

	"samverkan/internal/geo"
)

// Place is a municipality or county with the actor that speaks for it, and a point inside it.
type Place struct {
	Code     string  `json:"code"` // SCB's: four digits for a municipality, two for a county
	Name     string  `json:"name"` // short: "Allmänsta", "Kalmar län"
	Actor    string  `json:"actor"`
	Lat, Lon float64 // degrees, WGS 84; both 0 when no point is known
}

type place struct{ lat, lon float64 }

// points are the places' points by code. A municipality's is the middle of its area, computed from the generalised borders of Statistics
// Sweden (SCB, digitala gränser; open data under CC0 1.0 since 2021); where the middle fell outside, the nearest point inside. Those
// of the exercise's municipalities, which do not exist, are invented.
var points = sync.OnceValues(func() (map[string]place, error) {
	all := map[string]place{}
	for file, column := range map[string]string{"municipality_centroids.csv": "municipality_code", "exercise_points.csv": "municipality_code", "counties.csv": "county_code"} {
		rows, err := rowsOf(file)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			lat, err := strconv.ParseFloat(r["lat"], 64)
			if err != nil {
				return nil, err
			}
			lon, err := strconv.ParseFloat(r["lon"], 64)
			if err != nil {
				return nil, err
			}
			all[r[column]] = place{lat, lon}
		}
	}
	return all, nil
})

// Places are the places whose situation a conference is about: the municipalities that are invited, and all of the county when a county
// board is the host; the counties when county boards are invited and no municipality is. Sorted by code.
func (d *Directory) Places(host string, invited []string) ([]Place, error) {
	known, err := points()
	if err != nil {
		return nil, err
	}
	var about []Actor
	for _, id := range invited {
		if a, ok := d.ByID(id); ok && a.Kind == Municipality {
			about = append(about, a)
		}
	}
	if h, ok := d.ByID(host); ok && h.Kind == CountyBoard {
		about = append(about, d.Where(func(a Actor) bool { return a.Kind == Municipality && a.CountyCode == h.CountyCode })...)
	} else if len(about) == 0 {
		for _, id := range invited {
			if a, ok := d.ByID(id); ok && a.Kind == CountyBoard {
				about = append(about, a)
			}
		}
	}
	var out []Place
	for _, a := range about {
		p := Place{Code: a.MunicipalityCode, Name: a.ShortName, Actor: a.ID}
		if a.Kind == CountyBoard {
			p.Code, p.Name = a.CountyCode, a.CountyName
		}
		p.Lat, p.Lon = known[p.Code].lat, known[p.Code].lon
		if p.Code != "" && !slices.ContainsFunc(out, func(q Place) bool { return q.Code == p.Code }) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Place) int { return cmp.Compare(a.Code, b.Code) })
	return out, nil
}

// firstInvented is the first of the codes that Statistics Sweden does not use, for municipalities that do not exist.
const firstInvented = "9700"

// Invented tells whether actors are of a country that does not exist: that of an exercise.
func (d *Directory) Invented(actors []string) bool {
	return slices.ContainsFunc(actors, func(id string) bool {
		a, _ := d.ByID(id)
		return a.MunicipalityCode >= firstInvented || a.CountyCode >= firstInvented[:2]
	})
}

// Municipalities are all municipalities with the points inside them, sorted by code: those that there are, or those invented for exercises.
func (d *Directory) Municipalities(invented bool) ([]Place, error) {
	known, err := points()
	if err != nil {
		return nil, err
	}
	var out []Place
	for _, a := range d.actors {
		at, ok := known[a.MunicipalityCode]
		if a.Kind == Municipality && ok && invented == (a.MunicipalityCode >= firstInvented) {
			out = append(out, Place{Code: a.MunicipalityCode, Name: a.ShortName, Actor: a.ID, Lat: at.lat, Lon: at.lon})
		}
	}
	slices.SortFunc(out, func(a, b Place) int { return cmp.Compare(a.Code, b.Code) })
	return slices.CompactFunc(out, func(a, b Place) bool { return a.Code == b.Code }), nil
}

// Nearest is the municipality whose point is nearest to a position; false when none is known.
func (d *Directory) Nearest(at geo.Position, invented bool) (Place, bool) {
	all, err := d.Municipalities(invented)
	if err != nil || len(all) == 0 {
		return Place{}, false
	}
	return slices.MinFunc(all, func(a, b Place) int {
		return cmp.Compare(geo.Away(at, geo.Position{a.Lon, a.Lat}), geo.Away(at, geo.Position{b.Lon, b.Lat}))
	}), true
}
