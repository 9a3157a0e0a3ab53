package web

func (w *Web) conferenceRoutes() []row {
	return []row{
		{get, "/conferences", "conference.list", w.conferences},
		{get, "/conferences/new", "administer", w.newConference},
		{post, "/conferences/new", "administer", w.planConference},
		{get, "/conferences/{id}", "conference.read", w.place},
		{get, "/conferences/{id}/invitation", "conference.read", w.invitation},
	}
}
