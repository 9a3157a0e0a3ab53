package web

import (
	"html/template"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/personal"
)

func (w *Web) itemRoutes() []row {
	return []row{
		{get, "/areas/{id}/log", "area.read", w.areaLog},
		{post, "/areas/{id}/log", "administer", w.addToLog},
		{get, "/areas/{id}/log.csv", "area.read", w.areaLogFile},
		{post, "/areas/{id}/selected", "administer", w.arrangeItems},
		{get, "/areas/{id}/items/{item}", "item.read", w.item},
		{get, "/areas/{id}/items/{item}/versions/{n}", "item.read", w.itemFile},
		{get, "/areas/{id}/items/{item}/change", "item.read", w.changeItemPage},
		{post, "/areas/{id}/items/{item}/change", "administer", w.changeItem},
		{get, "/areas/{id}/items/{item}/history", "item.read", w.itemHistory},
		{post, "/areas/{id}/items/{item}/comments", "administer", w.commentItem},
		{post, "/areas/{id}/items/{item}/comments/{comment}/withdraw", "administer", w.withdrawComment},
		{post, "/areas/{id}/items/{item}/remove", "administer", w.removeItem},
	}
}

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
	Numbered  bool // what the reader can change holds what looks like a personnummer
	Removable bool
	Meeting   string // title of the conference that it came from, when the reader may know of it
	Folder    []string
	Related   []area.Item
	Comments  []itemComment
	Say       bool // may comment
	Revisions []itemRevision
	Map       template.HTML // where it is, of a kartnotering
	Where     string        // the same in words
	State     area.State    // of what has one
	Terms     *area.Terms   // of a need and an offer
	Answer    string        // to a question
}

// itemComment is a comment in the list of them.
type itemComment struct {
	area.Comment
	Who, ActorName string
	Mine           bool
}

// itemRevision is a revision in the list of them.
type itemRevision struct {
	area.Revision
	Who string
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
	v, err := q.clerk().Item(q.ctx(), q.Who, id, itemID)
	if err != nil {
		return err
	}
	it := v.Item
	if q.r.Method == http.MethodGet { // before what is unread is counted for the bar
		if err := q.clerk().LookedAtItem(q.ctx(), q.Who, it.ID); err != nil {
			return err
		}
	}
	p := &itemPage{Shell: q.shell("web.item.title", "Title", it.Title, "Area", v.Area.Name), Area: v.Area, Related: v.Related}
	p.Section, p.Exercise = "areas", v.Area.Exercise
	if p.Item, err = q.itemRow(v.Area, it, time.Time{}, map[string]meetingCounts{}); err != nil {
		return err
	}
	if p.Text, p.Written = it.Text, it.Text != ""; !p.Written {
		if p.Text, p.Written, err = q.noteText(id, it, 0); err != nil {
			return err
		}
	}
	p.State, p.Terms = it.Content().State(), it.Terms()
	if it.Kind == area.Question && it.Detail.Question != nil {
		p.Answer = it.Detail.Question.Answer
	}
	said := v.Area.AudienceSentence(it)
	p.Readers = q.N(said.Key, said.Count)
	for _, actor := range v.Area.Readers(it) {
		p.ReaderAll = append(p.ReaderAll, q.actorName(actor))
	}
	q.Sort(p.ReaderAll)
	p.Change, p.Say = p.Item.Mine, q.mayPublish(v.Area)
	p.Numbered = p.Change && personal.Numbered(strings.Join([]string{it.Title, it.Text, p.Text, it.Detail.Words()}, "\n"))
	p.Removable = p.Change && it.Kind != area.Minutes && it.Kind != area.Decision
	if it.Folder != "" {
		p.Folder = strings.Split(it.Folder, "/")
	}
	if it.Conference != "" {
		if c, err := q.clerk().Conference(q.ctx(), q.Who, it.Conference); err == nil {
			p.Meeting = c.Conference.Plan.Title
		}
	}
	if it.Detail.Map != nil {
		if p.Map, p.Where, err = q.itemMap(v.Area, it); err != nil {
			return err
		}
	}
	return p.life(q, v)
}

// life fills in what became of the item over time, and shows the page.
func (p *itemPage) life(q *request, v clerk.ItemView) error {
	people, err := q.peopleKnown()
	if err != nil {
		return err
	}
	at := "/areas/" + v.Area.ID + "/items/" + v.Item.ID
	for n := len(v.Item.Versions) - 1; n >= 0; n-- {
		x := v.Item.Versions[n]
		p.Versions = append(p.Versions, itemVersion{x, people[x.By], at + "/versions/" + strconv.Itoa(x.Number), extension(x.Name)})
	}
	for _, c := range v.Comments {
		p.Comments = append(p.Comments, itemComment{c, people[c.By], q.actorName(c.Actor), c.By == q.Who.Member && c.Withdrawn.IsZero()})
	}
	for n := len(v.Revisions) - 1; n >= 0; n-- {
		p.Revisions = append(p.Revisions, itemRevision{v.Revisions[n], people[v.Revisions[n].By]})
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
