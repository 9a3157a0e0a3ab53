package directory

import (
	"embed"
	"encoding/csv"
	"fmt"
	"sync"
)

//go:embed data/*.csv
var files embed.FS

// Sweden gives the directory that ships with the program: 421 real actors. It is read the first time it is asked
// for, and is the same unchanging value each time.
func Sweden() (*Directory, error) { return sweden() }

var sweden = sync.OnceValues(func() (*Directory, error) {
	f, err := files.Open("data/actors.csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	actors, err := ReadActors(f)
	if err != nil {
		return nil, fmt.Errorf("the directory that ships with the program: %w", err)
	}
	return New(actors)
})

// County is one of the 21 counties.
type County struct {
	Code   string `json:"code"`   // SCB's two digits: "05"
	Letter string `json:"letter"` // "E"
	Name   string `json:"name"`   // "Östergötlands län"
	Seat   string `json:"seat"`   // where the county board sits: "Linköping"
}

// Counties gives the counties by code.
func Counties() ([]County, error) { return counties() }

var counties = sync.OnceValues(func() ([]County, error) {
	rows, err := rowsOf("counties.csv")
	if err != nil {
		return nil, err
	}
	var all []County
	for _, r := range rows {
		all = append(all, County{Code: r["county_code"], Letter: r["letter_code"], Name: r["name"], Seat: r["seat"]})
	}
	return all, nil
})

var countyNames = sync.OnceValues(func() (map[string]string, error) {
	all, err := Counties()
	names := map[string]string{}
	for _, c := range all {
		names[c.Code] = c.Name
	}
	return names, err
})

// rowsOf reads one of the small files that ship with the program.
func rowsOf(name string) ([]map[string]string, error) {
	f, err := files.Open("data/" + name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil || len(records) == 0 {
		return nil, fmt.Errorf("%s, which ships with the program: %w", name, err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, column := range records[0] {
			row[column] = record[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
