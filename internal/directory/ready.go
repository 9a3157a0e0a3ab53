package directory

import (
	"slices"
	"strings"
	"sync"

	"samverkan/internal/fault"
)

// Ready is a roster that follows by rule from the directory. Its name stands in the catalogues under Text, with Args.
type Ready struct {
	Key     string         `json:"key"` // "kommuner-05", "lan-05", "sektor-energiforsorjning"
	Text    string         `json:"text"`
	Args    map[string]any `json:"args,omitempty"`
	Members []string       `json:"members"`
}

// Ready gives every ready-made roster that has anyone in it:
//
//	kommuner-05                  the municipalities of a county
//	lan-05                       all actors of a county, its board first
//	lansstyrelser, regioner      all of them
//	frivilliga                   the voluntary organisations
//	raddningstjanst-X            a rescue service and its municipalities, as far as they are known
//	sektor-X                     an emergency preparedness sector, the responsible authority first
//
// Sectors: förordning (2022:524) om statliga myndigheters beredskap, annex 2.
func (d *Directory) Ready() ([]Ready, error) {
	all := d.byCounty()
	all = append(all,
		Ready{Key: "lansstyrelser", Text: "directory.ready.county-boards", Members: d.ids(ofKind(CountyBoard))},
		Ready{Key: "regioner", Text: "directory.ready.regions", Members: d.ids(ofKind(Region))},
		Ready{Key: "frivilliga", Text: "directory.ready.voluntary", Members: d.ids(ofKind(Voluntary))},
	)
	rescue, err := d.byRescueService()
	if err != nil {
		return nil, err
	}
	sectors, err := d.bySector()
	if err != nil {
		return nil, err
	}
	all = append(append(all, rescue...), sectors...)
	return slices.DeleteFunc(all, func(r Ready) bool { return len(r.Members) == 0 }), nil
}

// ReadyByKey gives one ready-made roster. It answers with roster.unknown-key.
func (d *Directory) ReadyByKey(key string) (Ready, error) {
	all, err := d.Ready()
	if err != nil {
		return Ready{}, err
	}
	for _, r := range all {
		if r.Key == strings.ToLower(key) {
			return r, nil
		}
	}
	return Ready{}, fault.New(fault.NotFound, "roster.unknown-key", "Key", clip(key))
}

func ofKind(k Kind) func(Actor) bool { return func(a Actor) bool { return a.Kind == k } }

func (d *Directory) ids(is func(Actor) bool) []string {
	var all []string
	for _, a := range d.actors {
		if is(a) {
			all = append(all, a.ID)
		}
	}
	return all
}

// byCounty makes the rosters of each county that some actor is in, fictive ones too.
func (d *Directory) byCounty() []Ready {
	names := map[string]string{}
	for _, a := range d.actors {
		if a.CountyCode != "" {
			names[a.CountyCode] = a.CountyName
		}
	}
	var codes []string
	for code := range names {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	var all []Ready
	for _, code := range codes {
		args := map[string]any{"County": names[code]}
		board := d.ids(func(a Actor) bool { return a.CountyCode == code && a.Kind == CountyBoard })
		rest := d.ids(func(a Actor) bool { return a.CountyCode == code && a.Kind != CountyBoard })
		all = append(all,
			Ready{Key: "kommuner-" + code, Text: "directory.ready.municipalities", Args: args,
				Members: d.ids(func(a Actor) bool { return a.CountyCode == code && a.Kind == Municipality })},
			Ready{Key: "lan-" + code, Text: "directory.ready.county", Args: args, Members: append(board, rest...)})
	}
	return all
}

func (d *Directory) byRescueService() ([]Ready, error) {
	rows, err := rescueRows()
	if err != nil {
		return nil, err
	}
	municipality := map[string]string{}
	for _, a := range d.actors {
		if a.Kind == Municipality {
			municipality[a.MunicipalityCode] = a.ID
		}
	}
	named := func(row map[string]string) Ready {
		service, _ := d.ByID(row["actor_id"])
		return Ready{Key: row["actor_id"], Text: "directory.ready.rescue", Args: map[string]any{"Service": service.ShortName}}
	}
	members := func(row map[string]string) []string {
		return []string{row["actor_id"], municipality[row["municipality_code"]]}
	}
	return d.grouped(rows, named, members), nil
}

func (d *Directory) bySector() ([]Ready, error) {
	rows, err := sectorRows()
	if err != nil {
		return nil, err
	}
	responsibleFirst := slices.Clone(rows)
	slices.SortStableFunc(responsibleFirst, func(a, b map[string]string) int {
		return strings.Compare(b["role"], a["role"]) // "sektorsansvarig" before "deltar"
	})
	named := func(row map[string]string) Ready {
		slug := strings.ReplaceAll(key(row["sector"]), " ", "-")
		return Ready{Key: "sektor-" + slug, Text: "directory.ready.sector", Args: map[string]any{"Sector": row["sector"]}}
	}
	members := func(row map[string]string) []string { return []string{row["actor_id"]} }
	return d.grouped(responsibleFirst, named, members), nil
}

// grouped makes one roster of the rows that are named alike, of those members that the directory has.
func (d *Directory) grouped(rows []map[string]string, named func(map[string]string) Ready, members func(map[string]string) []string) []Ready {
	var all []Ready
	place := map[string]int{}
	for _, row := range rows {
		r := named(row)
		i, ok := place[r.Key]
		if !ok {
			i = len(all)
			place[r.Key] = i
			all = append(all, r)
		}
		for _, m := range members(row) {
			if _, known := d.ByID(m); known && !slices.Contains(all[i].Members, m) {
				all[i].Members = append(all[i].Members, m)
			}
		}
	}
	slices.SortFunc(all, func(a, b Ready) int { return strings.Compare(a.Key, b.Key) })
	return all
}

var (
	rescueRows = sync.OnceValues(func() ([]map[string]string, error) { return rowsOf("raddningstjanst_members.csv") })
	sectorRows = sync.OnceValues(func() ([]map[string]string, error) { return rowsOf("beredskapssektorer.csv") })
)
