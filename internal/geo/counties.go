package geo

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed data/counties.json
var countyFile []byte

// County is the outline of a county, simplified.
type County struct {
	Code  string       `json:"code"`
	Rings [][]Position `json:"rings"` // islands have rings of their own
}

// Counties gives the outlines of the counties, by their codes. They are not to be changed.
var Counties = sync.OnceValue(func() []County {
	var all []County
	if json.Unmarshal(countyFile, &all) != nil {
		return nil // a test reads it
	}
	return all
})

// Outline is the county with a code; false for one that has none, such as that of an exercise.
func Outline(code string) (County, bool) {
	for _, c := range Counties() {
		if c.Code == code {
			return c, true
		}
	}
	return County{}, false
}
