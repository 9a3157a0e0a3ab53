package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

func (w *Web) sealedRoutes() []row {
	return []row{{get, "/sealed", "service.describe", w.sealedPage}}
}

// sealed is the page where a file that was encrypted by its sender is opened: in the reader's browser. Neither what is in it nor what opens it
// ever comes here.
type sealed struct {
	Shell
	File     string // where the file is; "" for one that the reader has
	FileName string
}

// sealedPage shows it. The file is one of those that this service hands out, and nothing else.
func (w *Web) sealedPage(q *request) error {
	p := &sealed{Shell: q.shell("web.sealed.title"), FileName: q.query("name")}
	p.Sealing = true
	if file := q.query("file"); file != "" {
		if localPath(file) != file || !w.handsOut(file) {
			return notFound()
		}
		p.File = file
	}
	return q.page("sealed", p)
}

// handsOut tells whether a path is that of a file which somebody has put here.
func (w *Web) handsOut(path string) bool {
	if strings.ContainsAny(path, "?#") {
		return false
	}
	route, _, ok := w.mux.match(http.MethodGet, path)
	return ok && (route.Path == "/areas/{id}/items/{item}/versions/{n}" || route.Path == "/conferences/{id}/material/{digest}")
}

// sealedLink is the page on which a file is opened that was encrypted with age, which its name tells; "" for other files.
func sealedLink(address any, name string) template.URL {
	var at string
	switch a := address.(type) {
	case string:
		at = a
	case template.URL:
		at = string(a)
	}
	if at == "" || !strings.HasSuffix(strings.ToLower(name), ".age") {
		return ""
	}
	return template.URL("/sealed?" + url.Values{"file": {at}, "name": {name}}.Encode()) //nolint:gosec // escaped
}
