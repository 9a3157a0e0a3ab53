package web

import (
	"encoding/json"
	"net/http"
)

// manifest says what the pages are called and look like when somebody keeps them beside their programs. A browser asks for it
// without saying who asks, so it is the same for all.
func (w *Web) manifest(q *request) error {
	type icon struct {
		Src   string `json:"src"`
		Type  string `json:"type"`
		Sizes string `json:"sizes"`
	}
	b, err := json.Marshal(struct {
		Name    string `json:"name"`
		Lang    string `json:"lang"`
		ID      string `json:"id"`
		Start   string `json:"start_url"`
		Scope   string `json:"scope"`
		Display string `json:"display"`
		Icons   []icon `json:"icons"`
	}{"Samverkan", q.Lang(), "/", "/", "/", "minimal-ui", []icon{{w.assets.path("favicon.svg"), "image/svg+xml", "any"}}})
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "application/manifest+json")
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Language, Accept-Encoding")
	q.send(http.StatusOK, b)
	return nil
}
