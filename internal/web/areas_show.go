package web

import (
	"slices"
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
)

// folderNode is a folder with what is in it and in the folders below.
type folderNode struct {
	path, name   string
	depth, items int
}

// folderTree gives the folders of an area in their order, with those around them.
func folderTree(counts []clerk.Count) []folderNode {
	sums := map[string]int{}
	for _, c := range counts {
		for path := c.Value; path != ""; path = path[:max(strings.LastIndexByte(path, '/'), 0)] {
			sums[path] += c.Items
		}
	}
	paths := make([]string, 0, len(sums))
	for path := range sums {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	out := make([]folderNode, len(paths))
	for i, path := range paths {
		out[i] = folderNode{path, path[strings.LastIndexByte(path, '/')+1:], strings.Count(path, "/"), sums[path]}
	}
	return out
}

// itemRow is an item in a list.
type itemRow struct {
	area.Item
	Icon      string
	Word      string // key of what kind it is
	OwnerName string
	At        time.Time
	Version   int
	Reason    string // of the newest version: what was put right
	Size      int64
	Ext       string
	New       bool
	Narrow    string // who reads it, when that is not all
	Decisions int
	Measures  int
	Minutes   bool // the reader may read the minutes that it came from
	Comments  int
	PlaceName string
	Mine      bool   // the reader may change it
	File      bool   // it has one
	State     string // key of how far it has come, of what is approved or agreed on; "" where there is nothing to say
	Waits     bool   // it is not to be used yet
	Tick      string // id of the form that it can be ticked for
}

var itemIcons = map[area.Kind]string{area.Minutes: "minutes", area.Audio: "volume", area.Document: "doc", area.Decision: "gavel",
	area.Calendar: "calendar", area.Invitation: "send", area.Note: "note", area.Map: "map", area.Appointment: "calendar",
	area.Need: "k-resurs", area.Offer: "offer", area.Message: "megaphone", area.Question: "k-fraga"}

// itemDays sorts items into days, the newest change first.
func (q *request) itemDays(found clerk.ItemPage, seen time.Time) ([]dayOfItems, error) {
	var days []dayOfItems
	counts := map[string]meetingCounts{}
	for _, it := range found.Items {
		row, err := q.itemRow(found.Area, it, seen, counts)
		if err != nil {
			return nil, err
		}
		row.Comments = found.Comments[it.ID]
		if row.Text == row.Title { // it stands there once
			row.Text = ""
		}
		at := row.At.In(i18n.Stockholm())
		day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
		if len(days) == 0 || !days[len(days)-1].Day.Equal(day) {
			days = append(days, dayOfItems{Day: day})
		}
		last := &days[len(days)-1]
		last.Items = append(last.Items, row)
	}
	return days, nil
}

func (q *request) itemRow(a area.Area, it area.Item, seen time.Time, counts map[string]meetingCounts) (itemRow, error) {
	row := itemRow{Item: it, Icon: itemIcons[it.Kind], Word: "web.area.kind." + string(it.Kind), OwnerName: q.actorName(it.Owner), At: it.ChangedAt,
		PlaceName: q.placeName(it.Place), Mine: q.mayPublish(a) && a.MayChange(it, q.Who.Actor)}
	if v, ok := it.Current(); ok {
		row.File, row.Version, row.Reason, row.Size, row.Ext = true, v.Number, v.Reason, v.Size, extension(v.Name)
	}
	row.State, row.Waits = standingOf(it)
	row.New = !seen.IsZero() && it.ChangedAt.After(seen) && it.Owner != q.Who.Actor
	if it.Audience != area.Everyone {
		said := a.AudienceSentence(it)
		row.Narrow = q.N(said.Key, said.Count)
	}
	if it.Kind == area.Minutes && it.Conference != "" {
		n, known := counts[it.Conference]
		if !known {
			var err error
			if n, err = q.meetingCounts(it.Conference); err != nil {
				return row, err
			}
			counts[it.Conference] = n
		}
		row.Decisions, row.Measures, row.Minutes = n.decisions, n.measures, n.known
	}
	return row, nil
}

// standingOf is the key of how far an item has come, and whether it waits for somebody before it can be used. What stands open on the board
// says so there, with what it waits for.
func standingOf(it area.Item) (key string, waits bool) {
	switch s := it.Content().State(); s {
	case "", area.StateOpen:
		return "", false
	case area.StateDraft, area.StateAsked, area.StateAnswered:
		return "web.told.state-" + string(s), true
	default:
		return "area.state." + string(s), false
	}
}

// meetingCounts is what came out of a meeting, as far as the reader may know of it.
type meetingCounts struct {
	decisions, measures int
	known               bool
}

func (q *request) meetingCounts(conference string) (meetingCounts, error) {
	d, err := q.clerk().Decisions(q.ctx(), q.Who, clerk.DecisionFilter{Conference: conference})
	if err != nil {
		return meetingCounts{}, err
	}
	m, err := q.clerk().Measures(q.ctx(), q.Who, clerk.MeasureFilter{Conference: conference})
	if err != nil {
		return meetingCounts{}, err
	}
	_, err = q.clerk().Conference(q.ctx(), q.Who, conference)
	return meetingCounts{len(d), len(m), err == nil}, nil
}

func extension(name string) string {
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 && len(name)-dot <= 6 {
		return strings.ToLower(name[dot+1:])
	}
	return ""
}

// readerGroup says in a sentence who may do what.
type readerGroup struct {
	Icon  string
	Names string // the names when they are few, otherwise how many
	What  string
	All   []string // every name, when they are many
}

// fewNames is how many actors are named in a sentence.
const fewNames = 3

// readersOf says who may do what in an area, group by group and as a sentence.
func (q *request) readersOf(a area.Area) ([]readerGroup, string, error) {
	known, err := q.knownSets()
	if err != nil {
		return nil, "", err
	}
	groups := a.Groups(known)
	var out []readerGroup
	for _, g := range groups {
		x := readerGroup{Icon: readerIcons[g.Right], Names: g.Who(q.Printer, q.actorName), What: q.T("web.areas.right." + string(g.Right))}
		if g.Owner {
			x.What = q.T("web.area.answers")
		}
		if len(g.Actors) > fewNames {
			for _, actor := range g.Actors {
				x.All = append(x.All, q.actorName(actor))
			}
			q.Sort(x.All)
		}
		out = append(out, x)
	}
	return out, area.Say(q.Printer, groups, q.shortName), nil
}

var readerIcons = map[area.Right]string{area.Manage: "settings", area.Contribute: "edit", area.Read: "eye"}
