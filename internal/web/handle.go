package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/signin"
)

// maxForm is the most that a form may hold: the longest plan there can be, with room to spare.
const maxForm = 4 << 20

// policy is what a page may do. The nonce lets the page's own script in, and that script load its parts. ground is where pictures under a map
// come from; "" for a page without.
func policy(nonce, ground string) string {
	if ground != "" {
		ground = " " + ground
	}
	return "default-src 'none'; script-src 'nonce-" + nonce + "' 'strict-dynamic'; style-src 'self'; img-src 'self' data:" + ground + "; font-src 'self'; " +
		"media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; " +
		"base-uri 'none'; require-trusted-types-for 'script'; trusted-types app"
}

// serve makes a handler out of a route.
func (w *Web) serve(operation string, h handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		q, err := w.request(rw, r)
		if err == nil {
			err = q.admit(operation)
		}
		if err == nil {
			err = h(q)
		}
		if err != nil {
			q.fail(err)
		}
	})
}

// request finds out who asks, and reads the form. The request is never nil.
func (w *Web) request(rw http.ResponseWriter, r *http.Request) (*request, error) {
	q := &request{web: w, w: rw, r: r, Now: w.o.Now(), Form: url.Values{}}
	q.nonce = w.nonce()
	q.posted, _ = r.Context().Value(postedKey{}).(*Posted)
	var err error
	if q.Who, err = w.o.SignIn.Identify(r); fault.KindOf(err) == fault.Unauthenticated {
		q.Who, err = clerk.Identity{}, nil
	}
	q.Printer = w.o.Texts.For(q.language())
	if err != nil {
		return q, err
	}
	if r.Method == http.MethodPost && q.posted == nil {
		err = q.readForm()
	}
	return q, err
}

// readForm reads an ordinary form, and nothing else: what a page of another kind could send is not one.
func (q *request) readForm() error {
	kind, _, _ := strings.Cut(strings.ToLower(q.r.Header.Get("Content-Type")), ";")
	switch strings.TrimSpace(kind) {
	case "application/x-www-form-urlencoded":
		q.r.Body = http.MaxBytesReader(q.w, q.r.Body, maxForm)
		if err := q.r.ParseForm(); err != nil {
			return formFault(err)
		}
		q.Form = q.r.PostForm
	case "multipart/form-data": // the handlers of files read it as it comes, each with its own limit
	default:
		return fault.New(fault.Invalid, "web.form")
	}
	for _, values := range q.Form {
		for i := range values { // browsers end lines as mail does
			values[i] = strings.ReplaceAll(values[i], "\r\n", "\n")
		}
	}
	return nil
}

func formFault(err error) error {
	if _, ok := err.(*http.MaxBytesError); ok {
		return fault.Wrap(err, fault.TooLarge, "web.form-too-large")
	}
	return fault.Wrap(err, fault.Invalid, "web.form")
}

// admit refuses who may not use an operation. Guests see their one conference, and are told so elsewhere.
func (q *request) admit(operation string) error {
	return q.Who.Allows(operation, "")
}

// nonce is new for every page.
func (w *Web) nonce() string {
	var b [18]byte
	if _, err := io.ReadFull(w.o.Random, b[:]); err != nil {
		panic(err) // the operating system has none left: nothing can be trusted
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// language is the one that the reader chose, or else that the browser asks for first.
func (w *Web) language(r *http.Request) string {
	return signin.Language(r, w.o.Texts.Languages())
}

// fail answers with what went wrong: at the form when there is one to show again, else on a page of its own.
func (q *request) fail(err error) {
	kind := fault.KindOf(err)
	if kind == fault.Internal && q.ctx().Err() == nil {
		q.web.o.Log.Error("a page failed", "request", q.w.Header().Get("Request-Id"), "place", q.r.Pattern, "error", err)
	}
	if after := signin.RetryAfter(err); after != "" {
		q.w.Header().Set("Retry-After", after)
	}
	switch {
	case q.enhanced():
		q.failEnhanced(err)
	case kind == fault.Unauthenticated && q.r.Method == http.MethodGet:
		http.Redirect(q.w, q.r, withQuery("/sign-in", "next", q.r.URL.RequestURI()), http.StatusSeeOther)
	case kind == fault.Unauthenticated && q.r.Method == http.MethodPost:
		q.show(kind.HTTPStatus(), "signed-out-form", &signedOutForm{Shell: q.shell("web.signed-out.title"), Action: q.r.URL.RequestURI(), Fields: q.fields()})
	case q.r.Method == http.MethodPost && q.Form.Get("_back") != "" && q.again(err):
	default:
		q.failPage(err)
	}
}

// failPage shows a page that says what is wrong and what to do.
func (q *request) failPage(err error) {
	title := "web.error.title"
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Gone:
		title = "web.error.missing"
	case fault.Forbidden:
		title = "web.error.forbidden"
	}
	p := &errorPage{Shell: q.shell(title), Text: q.Fault(err), Fields: q.fields()}
	if e := q.show(fault.KindOf(err).HTTPStatus(), "error", p); e != nil {
		http.Error(q.w, q.Fault(err), http.StatusInternalServerError)
	}
}

type errorPage struct {
	Shell
	Text   string
	Fields []typed // what had been typed, so that it can be saved elsewhere
}

type signedOutForm struct {
	Shell
	Action string
	Fields []typed
}

// typed is a value of a form that could not be taken.
type typed struct {
	Name, Value string
	Seen        bool // a person wrote it
}

// fields lists what was posted. Nothing of it is kept by the service.
func (q *request) fields() []typed {
	var out []typed
	for name, values := range q.Form {
		for _, v := range values {
			out = append(out, typed{name, v, !strings.HasPrefix(name, "_") && strings.ContainsAny(v, " \n")})
		}
	}
	slices.SortStableFunc(out, func(a, b typed) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// failEnhanced tells the script what is wrong, field by field.
func (q *request) failEnhanced(err error) {
	type wrong struct {
		Field string `json:"field"`
		Text  string `json:"text"`
	}
	out := struct {
		Code   string  `json:"code"`
		Text   string  `json:"text"`
		Fields []wrong `json:"fields"`
	}{Code: fault.CodeOf(err), Fields: []wrong{}}
	p := q.postedOf(err)
	out.Text = p.Text
	for name, text := range p.Wrongs {
		out.Fields = append(out.Fields, wrong{name, text})
	}
	slices.SortFunc(out.Fields, func(a, b wrong) int { return strings.Compare(a.Field, b.Field) })
	var b bytes.Buffer
	json.NewEncoder(&b).Encode(out)
	q.private("application/json")
	q.w.WriteHeader(fault.KindOf(err).HTTPStatus())
	q.w.Write(b.Bytes())
}

// again shows the page that the form stands on, with what was typed and what is wrong with it.
func (q *request) again(err error) bool {
	to, e := url.Parse(localPath(q.Form.Get("_back")))
	if e != nil {
		return false
	}
	route, values, ok := q.web.mux.match(http.MethodGet, to.Path)
	if !ok || route.handle == nil || noPages[route.Path] {
		return false
	}
	r := q.r.Clone(context.WithValue(q.ctx(), postedKey{}, q.postedOf(err)))
	r.URL, r.Form, r.PostForm = to, nil, nil
	for name, v := range values {
		r.SetPathValue(name, v)
	}
	return q.web.shown(q, r, route)
}

// shown runs a page in place of a form's answer.
func (w *Web) shown(q *request, r *http.Request, route Route) bool {
	again := &request{Printer: q.Printer, web: w, w: q.w, r: r, Who: q.Who, Now: q.Now, Form: url.Values{}, nonce: q.nonce, names: q.names}
	again.posted, _ = r.Context().Value(postedKey{}).(*Posted)
	return again.admit(route.Operation) == nil && route.handle(again) == nil
}

// private marks an answer as the reader's own.
func (q *request) private(kind string) {
	h := q.w.Header()
	h.Set("Content-Type", kind+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", q.Lang())
	h.Set("Vary", "Accept-Language, Cookie, Accept-Encoding")
}

// printer is the texts of a language.
func (w *Web) printer(lang string) *i18n.Printer { return w.o.Texts.For(lang) }

// Refuse answers a request that no page is for.
func (w *Web) Refuse(rw http.ResponseWriter, r *http.Request, err error) {
	q, _ := w.request(rw, r)
	q.failPage(err)
}
