package api

import (
	"context"
	"net/http"
	"runtime/debug"

	"github.com/go-chi/chi/v5"
	"golang.org/x/text/language"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// call is one request: who asks, in which language, and by which number the operator finds it in the log.
type call struct {
	id  string
	who clerk.Identity
	bad error // the credential is wrong or expired
	p   *i18n.Printer
	w   http.ResponseWriter
	r   *http.Request
}

type callKey struct{}

// callOf finds the call that a context belongs to.
func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// requestID is the header of the answer that has its number.
const requestID = "Request-Id"

// begin numbers the request and looks who asks. A number from outside is not taken: it would end up in the log.
func (a *API) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead { // what can be read can be asked for its headers
			chi.RouteContext(r.Context()).RouteMethod = http.MethodGet
		}
		h := w.Header()
		c := &call{id: h.Get(requestID), p: a.o.Texts.For(languageOf(r)), w: w}
		if c.id == "" { // the server around this door has not numbered it
			c.id = a.o.NewID()
		}
		h.Set(requestID, c.id)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Add("Vary", "Accept-Language, Authorization, Cookie")
		c.r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
		next.ServeHTTP(w, c.r)
	})
}

// identify looks who asks; once, and only for what is not open to everybody.
func (a *API) identify(c *call) {
	c.who, c.bad = a.o.Identify(c.r)
	if c.bad != nil {
		c.who = clerk.Identity{}
	}
}

// admit refuses who may not use an operation.
func (a *API) admit(c *call, policy string) error {
	nobody := clerk.Identity{}
	if nobody.Allows(policy, "") == nil {
		return nil
	}
	a.identify(c)
	if c.bad != nil {
		return c.bad
	}
	return c.who.Allows(policy, "")
}

// rescue turns a panic into a problem, and logs it once.
func (a *API) rescue(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			c := callOf(r.Context())
			if r.Context().Err() != nil {
				return // nobody is there to answer to
			}
			a.o.Log.Error("panic", "request", c.id, "method", r.Method, "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
			a.write(w, c, &refusal{Problem: a.problem(c, fault.New(fault.Internal, "internal"))})
		}()
		next.ServeHTTP(w, r)
	})
}

// languages are what texts can be had in, the first one for whoever reads none of them.
var languages = language.NewMatcher([]language.Tag{language.Swedish, language.English})

// maxLanguages is how much of the header is read: a browser sends less than a hundred characters.
const maxLanguages = 200

func languageOf(r *http.Request) string {
	header := r.Header.Get("Accept-Language")
	if len(header) > maxLanguages {
		return i18n.Swedish
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return i18n.Swedish
	}
	if _, i, confidence := languages.Match(tags...); i == 1 && confidence != language.No {
		return i18n.English
	}
	return i18n.Swedish
}

// Refuse answers a request anywhere in the service with a problem, in the form that this door has.
func (a *API) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	c := &call{id: w.Header().Get(requestID), p: a.o.Texts.For(languageOf(r)), w: w, r: r}
	a.write(w, c, a.refuse(c, err))
}
