package web

import (
	"bytes"
	"cmp"
	"net/http"
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/render/text"
)

// tidsloggPage is the tidslogg of an area: its notes by when what they tell of happened.
type tidsloggPage struct {
	Shell
	Area   area.Area
	May    bool
	Moment string // now, as forms have it
	Places []choice
	Days   []dayOfLines
	Lines  int
}

type dayOfLines struct {
	Day   time.Time
	Lines []logLine
}

type logLine struct {
	area.Item
	ActorName, PlaceName, Narrow string
	Headed                       bool // it has a title that the text does not begin with
	Later                        bool // written or changed well after it happened
}

// afterwards is how long after it happened a line is said to have been written later.
const afterwards = 30 * time.Minute

// areaLog shows the log, the latest day first and each day from its beginning.
func (w *Web) areaLog(q *request) error {
	list, err := q.clerk().Log(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	p := &tidsloggPage{Shell: q.shell("web.tidslogg.title", "Name", list.Area.Name), Area: list.Area, May: q.mayPublish(list.Area),
		Moment: formMoment(q.Now), Places: q.areaPlaces(list.Area), Lines: len(list.Items)}
	p.Section, p.Exercise = "areas", list.Area.Exercise
	for _, it := range list.Items {
		at := it.OccurredAt.In(i18n.Stockholm())
		day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
		if n := len(p.Days); n == 0 || !p.Days[n-1].Day.Equal(day) {
			p.Days = append(p.Days, dayOfLines{Day: day})
		}
		last := &p.Days[len(p.Days)-1]
		line := logLine{Item: it, ActorName: q.shortName(it.Owner), PlaceName: q.placeName(it.Place), Later: it.ChangedAt.Sub(it.OccurredAt) > afterwards}
		line.Headed = it.Title != area.Heading(it.Text)
		if it.Audience != area.Everyone {
			said := list.Area.AudienceSentence(it)
			line.Narrow = q.N(said.Key, said.Count)
		}
		last.Lines = append(last.Lines, line)
	}
	return q.page("area-log", p)
}

// addToLog adds a line to the log.
func (w *Web) addToLog(q *request) (err error) {
	id, f := q.path("id"), q.Form
	it := area.Item{ID: f.Get("_id"), Area: id, Kind: area.Note, Text: writtenText(f.Get("text")), Place: f.Get("place"), Audience: area.Everyone}
	if it.Text == "" {
		return atFormField("web.item.nothing", "text")
	}
	if it.Title = area.Heading(it.Text); f.Get("only") != "" {
		it.Audience = area.OnlyWe
	}
	if it.OccurredAt, err = q.happened(q.Now); err != nil {
		return err
	}
	if _, err := q.administer(clerk.PutItem{Item: it}); err != nil {
		return err
	}
	return q.done("/areas/"+id+"/log", "item-put")
}

// areaLogFile gives the log as a table.
func (w *Web) areaLogFile(q *request) error {
	list, err := q.clerk().Log(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	head := []string{q.T("web.item.happened"), q.T("web.tidslogg.actor"), q.T("web.item.place"), q.T("web.item.title-label"), q.T("web.item.text"),
		q.T("web.item.tags"), q.T("web.tidslogg.changed")}
	var rows [][]string
	for _, it := range list.Items {
		rows = append(rows, []string{formMoment(it.OccurredAt), q.actorName(it.Owner), q.placeName(it.Place), it.Title, it.Text, strings.Join(it.Tags, ", "),
			formMoment(it.ChangedAt)})
	}
	var b bytes.Buffer
	if err := text.CSV(&b, head, rows, text.CSVOptions{BOM: true, Semicolon: q.Lang() == "sv"}); err != nil {
		return err
	}
	q.private("text/csv")
	q.w.Header().Set("Content-Disposition", `attachment; filename="`+cmp.Or(area.Slug(list.Area.Name), list.Area.ID)+`-tidslogg.csv"`)
	q.send(http.StatusOK, b.Bytes())
	return nil
}
