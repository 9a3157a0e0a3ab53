package web

import (
	"net/http"
	"slices"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/signin"
)

// chooseLanguage keeps the chosen language in the browser.
func (w *Web) chooseLanguage(q *request) error {
	lang := q.Form.Get("lang")
	if !slices.Contains(w.o.Texts.Languages(), lang) {
		return fault.New(fault.Invalid, "web.language")
	}
	http.SetCookie(q.w, &http.Cookie{Name: signin.LanguageCookie, Value: lang, Path: "/", MaxAge: int(365 * 24 * time.Hour / time.Second),
		HttpOnly: true, Secure: w.o.Secure, SameSite: http.SameSiteLaxMode})
	return q.done(q.back("/"), "")
}
