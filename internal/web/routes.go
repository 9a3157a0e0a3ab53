package web

import (
	"net/http"
	"slices"
)

// list is every place of the web. Each ability lists its own in its own file.
func (w *Web) list() []Route {
	var all []Route
	for _, some := range [][]row{
		w.serviceRoutes(), w.startRoutes(), w.conferenceRoutes(), w.listRoutes(), w.incidentRoutes(), w.planRoutes(), w.liveRoutes(), w.roomRoutes(), w.followRoutes(),
		w.paperRoutes(), w.minutesRoutes(), w.packageRoutes(), w.retentionRoutes(), w.checkRoutes(), w.areaRoutes(), w.adminRoutes(), w.settingRoutes(), w.helpRoutes(),
		w.answerRoutes(), w.boardRoutes(), w.contactRoutes(), w.callRoutes(), w.feedRoutes(),
		w.reportRoutes(), w.inquiryRoutes(), w.searchRoutes(), w.watchRoutes(), w.personRoutes(), w.noticeRoutes(), w.recorderRoutes(), w.sealedRoutes(), w.exerciseRoutes(), w.walkRoutes(),
	} {
		for _, r := range some {
			all = append(all, Route{Method: r.method, Path: r.path, Operation: r.operation, Handler: w.serve(r.operation, r.handle), handle: r.handle})
		}
	}
	return slices.Clip(all)
}

// row is a place in the list: the operation is its row in the clerk's policy.
type row struct {
	method, path, operation string
	handle                  handler
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// serviceRoutes are what pages need around them.
func (w *Web) serviceRoutes() []row {
	return []row{
		{get, "/assets/{name}", "service.describe", w.asset},
		{get, "/sw.js", "service.describe", w.fixed("sw.js")},
		{get, "/manifest.webmanifest", "service.describe", w.manifest},
		{get, "/favicon.svg", "service.describe", w.fixed("favicon.svg")},
		{get, "/favicon.ico", "service.describe", w.fixed("favicon.svg")},
		{post, "/language", "service.describe", w.chooseLanguage},
		{post, "/conferences/{id}/do/{command}", "conference.command", w.command},
	}
}

// noPages are the places that answer with something else than a page, and so cannot show a refused form again.
var noPages = map[string]bool{
	"/assets/{name}": true, "/favicon.ico": true, "/favicon.svg": true, "/manifest.webmanifest": true, "/sw.js": true,
	"/areas/{id}/items/{item}/versions/{n}": true, "/conferences/{id}/material/{digest}": true, "/conferences/{id}/sound/{digest}": true,
	"/conferences/{id}": true, "/admin": true, // they send on to others
	"/conferences/{id}/stream": true, "/conferences/{id}/mine": true, "/conferences/{id}/receipts/now": true, "/admin/contacts/file": true,
	"/inquiries/{id}/result.csv": true, "/conferences/{id}/exercise/now": true, "/areas/{id}/log.csv": true, "/areas/{id}/map.geojson": true, "/areas/{id}/calendar.ics": true,
	"/admin/list/file": true, "/inbox/count": true, "/admin/people/{member}/export": true, "/settings/person/export": true,
}
