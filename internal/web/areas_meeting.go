package web

import (
	"net/url"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

// meetingAreas are the areas of a conference's händelse that the reader is in, and where to open one with those who are called.
type meetingAreas struct {
	Rows []clerk.ListedArea
	New  string // "" for who may not open one
}

// meetingAreasShown is how many areas a conference's page shows: the page of the händelse has all.
const meetingAreasShown = 8

// meetingAreas gives the areas of a conference; nil for guests, who see none.
func (q *request) meetingAreas(c *conference.Conference) (*meetingAreas, error) {
	if q.Who.Allows("area.list", "") != nil {
		return nil, nil
	}
	out := &meetingAreas{}
	if c.Plan.Incident != "" {
		rows, _, err := q.clerk().AreaPage(q.ctx(), q.Who, clerk.AreaQuery{Incident: c.Plan.Incident, Page: clerk.Page{Limit: meetingAreasShown}})
		if err != nil {
			return nil, err
		}
		out.Rows = rows
	}
	if q.mayAsk() {
		v := url.Values{"conference": {c.Plan.ID}}
		if c.Plan.Incident != "" {
			v.Set("incident", c.Plan.Incident)
		}
		out.New = "/areas/new?" + v.Encode()
	}
	if len(out.Rows) == 0 && out.New == "" {
		return nil, nil
	}
	return out, nil
}
