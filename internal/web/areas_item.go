package web

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/internal/area"
	"samverkan/internal/fault"
)

// itemPage is an item of an area with its versions.
type itemPage struct {
	Shell
	Area      area.Area
	Item      itemRow
	Text      string
	Written   bool
	Versions  []itemVersion
	Readers   string
	ReaderAll []string
	Change    bool
	Meeting   string // title of the conference that it came from, when the reader may know of it
	Folder    []string
}

// itemVersion is a version in the list of them.
type itemVersion struct {
	area.Version
	Who     string
	Address string
	Ext     string
}

// item shows an item.
func (w *Web) item(q *request) error {
	id, itemID := q.path("id"), q.path("item")
	list, err := q.clerk().Area(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list.Items, func(it area.Item) bool { return it.ID == itemID })
	if i < 0 {
		return fault.New(fault.NotFound, "area.item-unknown", "Item", itemID)
	}
	it := list.Items[i]
	p := &itemPage{Shell: q.shell("web.item.title", "Title", it.Title, "Area", list.Area.Name), Area: list.Area}
	p.Section, p.Exercise = "areas", list.Area.Exercise
	if p.Item, err = q.itemRow(list.Area, it, time.Time{}, map[string]meetingCounts{}); err != nil {
		return err
	}
	if p.Text, p.Written, err = q.noteText(id, it, 0); err != nil {
		return err
	}
	said := list.Area.AudienceSentence(it)
	p.Readers = q.N(said.Key, said.Count)
	for _, actor := range list.Area.Readers(it) {
		p.ReaderAll = append(p.ReaderAll, q.actorName(actor))
	}
	q.Sort(p.ReaderAll)
	p.Change = q.mayPublish(list.Area) && list.Area.MayChange(it, q.Who.Actor)
	if it.Folder != "" {
		p.Folder = strings.Split(it.Folder, "/")
	}
	if it.Conference != "" {
		if v, err := q.clerk().Conference(q.ctx(), q.Who, it.Conference); err == nil {
			p.Meeting = v.Conference.Plan.Title
		}
	}
	people, err := q.peopleKnown()
	if err != nil {
		return err
	}
	for n := len(it.Versions) - 1; n >= 0; n-- {
		v := it.Versions[n]
		p.Versions = append(p.Versions, itemVersion{v, people[v.By], "/areas/" + id + "/items/" + itemID + "/versions/" + strconv.Itoa(v.Number), extension(v.Name)})
	}
	if q.r.Method == http.MethodGet {
		if err := q.clerk().LookedAtItem(q.ctx(), q.Who, itemID); err != nil {
			return err
		}
	}
	return q.page("area-item", p)
}

// peopleKnown gives the names of the people that the reader may know.
func (q *request) peopleKnown() (map[string]string, error) {
	members, err := q.clerk().Members(q.ctx(), q.Who)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(members))
	for _, m := range members {
		out[m.ID] = m.Name
	}
	return out, nil
}

// noteText gives the text of a version that is plain and short enough to be read in the page; written is false for any other.
func (q *request) noteText(areaID string, it area.Item, number int) (text string, written bool, err error) {
	v, err := it.Version(number)
	if err != nil {
		return "", false, nil //nolint:nilerr // an item without versions has no text
	}
	if kind, _, err := mime.ParseMediaType(v.MediaType); err != nil || kind != "text/plain" || v.Size > maxNote {
		return "", false, nil //nolint:nilerr // what has no type is no text
	}
	_, r, err := q.clerk().OpenFile(q.ctx(), q.Who, areaID, it.ID, v.Number)
	if err != nil {
		return "", false, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxNote))
	if err != nil {
		return "", false, err
	}
	return strings.TrimSpace(string(b)), utf8.Valid(b), nil
}

// itemFile sends a version of an item, or a part of it. Whatever it holds, no browser is to do more with it than keep it: it is an
// attachment, its type is not guessed, and nothing in it may run.
func (w *Web) itemFile(q *request) error {
	n, err := strconv.Atoi(q.path("n"))
	if err != nil || n < 0 {
		return notFound()
	}
	v, r, err := q.clerk().OpenFile(q.ctx(), q.Who, q.path("id"), q.path("item"), n)
	if err != nil {
		return err
	}
	defer r.Close()
	return q.handOut("attachment", v.Name, v.MediaType, v.Digest, r)
}
