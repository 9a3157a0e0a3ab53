package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"samverkan/internal/directory"
	"samverkan/internal/fixture"
)

// cast is who plays in a year: the actors of Sweden, with the exercise's companies and organisations once more in county after
// county, so that its conferences can be held anywhere.
type cast struct {
	all      []directory.Actor
	fictive  []directory.Actor
	counties []county
}

// county is where a copy of the exercise is held.
type county struct {
	name, board, region string
	kommuner            []string
	local               map[string]directory.Actor // by the exercise's actor, which these play
}

func newCast(least int) (*cast, error) {
	sweden, err := directory.Sweden()
	if err != nil {
		return nil, err
	}
	raw, err := fixture.Snokaos.ReadFile("snokaos/actors.csv")
	if err != nil {
		return nil, err
	}
	c := &cast{all: slices.Clone(sweden.All())}
	if c.fictive, err = directory.ReadActors(bytes.NewReader(raw)); err != nil {
		return nil, err
	}
	all, err := directory.Counties()
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		k := county{name: strings.TrimSuffix(strings.TrimSuffix(x.Name, " län"), "s"), local: map[string]directory.Actor{}}
		for _, a := range sweden.All() {
			switch {
			case a.CountyCode != x.Code:
			case a.Kind == directory.CountyBoard:
				k.board = a.ID
			case a.Kind == directory.Region:
				k.region = a.ID
			case a.Kind == directory.Municipality:
				k.kommuner = append(k.kommuner, a.ID)
			}
		}
		if k.board == "" || k.region == "" || len(k.kommuner) == 0 || len(c.all) >= least {
			continue
		}
		for _, a := range c.fictive {
			if placed(a.Kind) {
				continue
			}
			copied := a
			copied.ID, copied.CountyCode, copied.CountyName, copied.MunicipalityCode = a.ID+"-"+x.Code, x.Code, x.Name, ""
			copied.Name, copied.ShortName = renamed(a.Name, k.name), renamed(a.ShortName, k.name)
			k.local[a.ID] = copied
			c.all = append(c.all, copied)
		}
		c.counties = append(c.counties, k)
	}
	slices.SortFunc(c.counties, func(a, b county) int { return cmp.Compare(len(b.kommuner), len(a.kommuner)) })
	return c, nil
}

// placed tells whether there is one of a kind in every county of the directory.
func placed(k directory.Kind) bool {
	return k == directory.Municipality || k == directory.CountyBoard || k == directory.Region || k == directory.Agency
}

// renamed gives a name of the exercise's county another county's.
func renamed(name, county string) string {
	if !strings.Contains(name, "Allmän") {
		return name + " " + county
	}
	return strings.NewReplacer("Allmänläns", county+"s", "Allmänlän", county, "Allmänbygden", county+"bygden", "Allmän", county+"-").Replace(name)
}

func (c *cast) county(n int) county { return c.counties[n%len(c.counties)] }

// played gives, for a conference in a county, what has to be replaced in the exercise's texts: ids and names of actors. turn changes
// which municipality plays which.
func (c *cast) played(n, turn int) *strings.Replacer {
	k, next := c.county(n), c.county(n+1)
	byID := map[string]directory.Actor{}
	for _, a := range c.all {
		byID[a.ID] = a
	}
	var everywhere []string
	for i := range c.counties {
		everywhere = append(everywhere, c.county(n+i).kommuner...)
	}
	var pairs []string
	at := turn % len(k.kommuner)
	for _, a := range c.fictive {
		b, local := k.local[a.ID]
		switch {
		case local:
		case a.ID == "lst-allmanlan":
			b = byID[k.board]
		case a.ID == "region-allmanlan":
			b = byID[k.region]
		case a.Kind == directory.CountyBoard:
			b = byID[next.board]
		case a.Kind == directory.Region:
			b = byID[next.region]
		case a.Kind == directory.Municipality:
			b = byID[everywhere[at%len(everywhere)]]
			at++
		default:
			continue
		}
		pairs = append(pairs, fmt.Sprintf("%q", a.ID), fmt.Sprintf("%q", b.ID), `"`+a.ID+"/", `"`+b.ID+"/", a.Name, b.Name)
		if a.Kind == directory.Municipality {
			pairs = append(pairs, a.ShortName, b.ShortName)
		}
	}
	return strings.NewReplacer(append(pairs, "Allmänlän", k.name)...)
}
