package directory

import (
	"encoding/csv"
	"io"
	"strings"

	"samverkan/internal/fault"
)

var (
	neededColumns   = []string{"id", "name", "short_name", "kind", "level"}
	optionalColumns = []string{"county_code", "county_name", "municipality_code"}
)

// ReadActors reads a file of actors: CSV in UTF-8 with or without byte order mark, separated by comma, semicolon or
// tab, under the header
//
//	id,name,short_name,kind,level,county_code,county_name,municipality_code
//
// of which the last three may be left out. kind is kommun, region, lansstyrelse, myndighet, raddningstjanst,
// frivillig, foretag or kommunalforbund; level lokal, regional or nationell; the English codes do as well. Codes that
// a spreadsheet has robbed of their first zero get it back, an empty short name becomes the name, and an empty county
// name follows from the code.
//
// A file is taken whole or not at all. When cells are wrong the answer is csv.rows (or csv.rows-many), kind
// Invalid, whose Fields are "line:column" -> code. A file that cannot be read as rows at all answers with one of
// csv.unreadable, too-large, too-many-rows, row-too-long, utf-16, not-text, not-utf8, empty, header, unknown-column,
// twice-column or quotes. At most 128 MB and a million rows are read.
func ReadActors(r io.Reader) ([]Actor, error) { return readActors(r, usual) }

func readActors(r io.Reader, most limits) ([]Actor, error) {
	data, err := readText(r, most)
	if err != nil {
		return nil, err
	}
	t, err := newTable(data, most, neededColumns, optionalColumns)
	if err != nil {
		return nil, err
	}
	counties, err := countyNames()
	if err != nil {
		return nil, err
	}
	var actors []Actor
	seen := map[string]bool{}
	for {
		more, err := t.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		a := actorOf(t, counties)
		for column, code := range a.wrong() {
			t.note(column, code)
		}
		if known, ok := counties[a.CountyCode]; ok && a.CountyName != known && a.CountyName != "" {
			t.note("county_name", "actor.county-differs")
		}
		if lower := strings.ToLower(a.ID); lower != "" && seen[lower] {
			t.note("id", "actor.id-twice")
		} else {
			seen[lower] = true
		}
		actors = append(actors, a)
	}
	if err := t.err(); err != nil {
		return nil, err
	}
	if len(actors) == 0 {
		return nil, fault.New(fault.Invalid, "csv.empty", "Columns", strings.Join(neededColumns, ", "))
	}
	return actors, nil
}

func actorOf(t *table, counties map[string]string) Actor {
	a := Actor{
		ID:               t.cell("id"),
		Name:             t.cell("name"),
		ShortName:        t.cell("short_name"),
		Kind:             kindOf(t.cell("kind")),
		Level:            levelOf(t.cell("level")),
		CountyCode:       zeros(t.cell("county_code"), 2),
		CountyName:       t.cell("county_name"),
		MunicipalityCode: zeros(t.cell("municipality_code"), 4),
	}
	if a.ShortName == "" {
		a.ShortName = a.Name
	}
	if a.CountyName == "" {
		a.CountyName = counties[a.CountyCode]
	}
	return a
}

// kindOf reads a kind by its word or its code, with or without å, ä and ö.
func kindOf(s string) Kind {
	for kind, word := range kindWords {
		if key(s) == word || strings.ToLower(s) == string(kind) {
			return kind
		}
	}
	return Kind(s)
}

func levelOf(s string) Level {
	for level, word := range levelWords {
		if key(s) == word || strings.ToLower(s) == string(level) {
			return level
		}
	}
	return Level(s)
}

// zeros gives back the one zero that a spreadsheet takes from the beginning of a code.
func zeros(s string, n int) string {
	if digits(s, n-1) {
		return "0" + s
	}
	return s
}

// WriteActors writes actors as [ReadActors] reads them, with commas and no byte order mark.
func WriteActors(w io.Writer, actors []Actor) error {
	out := csv.NewWriter(w)
	if err := out.Write(append(append([]string{}, neededColumns...), optionalColumns...)); err != nil {
		return err
	}
	for _, a := range actors {
		row := []string{a.ID, a.Name, a.ShortName, kindWords[a.Kind], levelWords[a.Level], a.CountyCode, a.CountyName, a.MunicipalityCode}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
