package web

import (
	"net/http"

	"samverkan/conference"
)

// place leads from a conference's address to the page that its reader needs now: the plan while it is made, the invitation to
// answer, the room while the meeting goes on, and then what it came to.
func (w *Web) place(q *request) error {
	v, err := q.clerk().Conference(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	to := "/conferences/" + v.Conference.Plan.ID + placeFor(v.Conference.Phase, v.Whole)
	if note := q.query("done"); note != "" { // what was just done is said where one arrives
		to = withQuery(to, "done", note)
	}
	http.Redirect(q.w, q.r, localPath(to), http.StatusSeeOther)
	return nil
}

// placeFor is the page of a phase, for the host's people and for those of invited actors.
func placeFor(phase conference.Phase, host bool) string {
	switch phase {
	case conference.Planned, conference.Called:
		if host {
			return "/plan"
		}
		return "/invitation"
	case conference.Lobby, conference.Open, conference.Adjourned:
		return "/room"
	case conference.Closed, conference.Approved, conference.Published:
		return "/minutes"
	}
	return "/invitation" // cancelled: what it was, and that it is not
}
