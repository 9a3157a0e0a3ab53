package signin

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed assets/signin.css
var stylesheet []byte

// StylesheetPath is where the pages' look is.
const StylesheetPath = "/sign-in.css"

// maxForm is the most that a form may hold.
const maxForm = 64 << 10

// pages are the templates by name.
type pages struct{ byName map[string]*template.Template }

func readPages() (*pages, error) {
	all := &pages{byName: map[string]*template.Template{}}
	names, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if base := path.Base(name); base != "layout.html" {
			t, err := template.ParseFS(pageFiles, "pages/layout.html", name)
			if err != nil {
				return nil, err
			}
			all.byName[strings.TrimSuffix(base, ".html")] = t
		}
	}
	return all, nil
}

// Page is what a template is given.
type Page struct {
	p       *i18n.Printer
	heading string
	Lang    string
	Who     clerk.Identity
	Errors  []FieldError // what is wrong with the form, for the summary at the top
	Form    map[string]string
	Data    any
	Next    string
	Nonce   string // of the page's script; "" for none
	Sheet   string // where the stylesheet is
	Theme   string // that the person has chosen; "" is the machine's
	Here    string // the page itself, to come back to in the other language
}

// FieldError is one thing that is wrong, and the field to go to; "" for none.
type FieldError struct{ Field, Text string }

// T gives a text.
func (p Page) T(key string, args ...any) string { return p.p.T(key, args...) }

// Time gives a moment in figures.
func (p Page) Time(t time.Time) string { return p.p.ShortDateTime(t) }

// How gives the name of a way to sign in.
func (p Page) How(way string) string {
	if first, second, two := strings.Cut(way, "+"); two {
		return p.How(first) + " + " + p.How(second)
	}
	if key := "signin.how." + way; p.p.Has(key) {
		return p.p.T(key)
	}
	return way
}

// Heading is what the page is called.
func (p Page) Heading() string { return p.p.T(p.heading) }

// Wrong gives what is wrong with a field; "" for nothing.
func (p Page) Wrong(field string) string {
	for _, e := range p.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// LanguageCookie holds the language that somebody chose for the pages in this browser.
const LanguageCookie = "samverkan-lang"

// Language tells which of some languages a page is to be written in: the one that was chosen in the browser, or else the first of
// them that the browser asks for. The first of all is for whoever asks for none.
func Language(r *http.Request, languages []string) string {
	if c, err := r.Cookie(LanguageCookie); err == nil && slices.Contains(languages, c.Value) {
		return c.Value
	}
	for _, part := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if slices.Contains(languages, base) {
			return base
		}
	}
	return languages[0]
}

// printer gives the texts in the language of the page.
func (s *Service) printer(r *http.Request) *i18n.Printer {
	return s.texts.For(Language(r, s.texts.Languages()))
}

// page begins a page. Who is asking is nobody when the session is over.
func (s *Service) page(r *http.Request, heading string) Page {
	who, _ := s.Identify(r)
	p := s.printer(r)
	page := Page{p: p, heading: heading, Lang: p.Lang(), Who: who, Form: map[string]string{}, Next: localPath(r.FormValue("next")), Sheet: s.sheet, Here: "/"}
	if r.Method == http.MethodGet {
		page.Here = r.URL.RequestURI()
	} else if who.SignedIn() {
		page.Here = "/account"
	}
	page.Theme = s.theme(r, who)
	return page
}

// theme is what somebody has chosen to look at; "" for who leaves it to the machine, and for nobody.
func (s *Service) theme(r *http.Request, who clerk.Identity) string {
	chosen, err := s.clerk.Settings(r.Context(), who)
	if err != nil || chosen[clerk.SettingTheme] == "auto" {
		return "" // the look of a page is no reason not to show it
	}
	return chosen[clerk.SettingTheme]
}

// show writes a page.
func (s *Service) show(w http.ResponseWriter, r *http.Request, status int, name string, p Page) {
	var b bytes.Buffer
	if err := s.pages.byName[name].ExecuteTemplate(&b, "layout", p); err != nil {
		s.log.Error("a page could not be written", "page", name, "error", err)
		http.Error(w, p.T("fault.internal"), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // addresses of links must not travel on
	h.Set("Content-Language", p.Lang)
	h.Add("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(b.Bytes())
	}
}

// refuse shows a form again with what was wrong with it. field is where to mend it.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, name string, p Page, field string, err error) {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Internal {
		s.fail(w, r, err)
		return
	}
	if after := RetryAfter(err); after != "" {
		w.Header().Set("Retry-After", after)
	}
	p.Errors = append(p.Errors, FieldError{field, p.p.Fault(err)})
	s.show(w, r, f.Kind.HTTPStatus(), name, p)
}

// fail shows the page for what cannot be mended in a form.
func (s *Service) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := fault.KindOf(err).HTTPStatus()
	if status >= 500 {
		s.log.Error("a page failed", "code", fault.CodeOf(err), "error", err)
	}
	if after := RetryAfter(err); after != "" {
		w.Header().Set("Retry-After", after)
	}
	p := s.page(r, "signin.error.heading")
	p.Here = "/sign-in" // what was tried is not repeated, so that two failures are alike
	p.Data = p.p.Fault(err)
	s.show(w, r, status, "error", p)
}

// Route is one of the pages. Operation is its row in the clerk's policy.
type Route struct {
	Method, Path, Operation string
	Handler                 http.HandlerFunc
}

// Routes lists the pages. The server puts net/http's CrossOriginProtection before them; {token} is a path value.
func (s *Service) Routes() []Route {
	get, post := http.MethodGet, http.MethodPost
	return []Route{
		{get, StylesheetPath, "service.describe", s.css},
		{get, "/sign-in", "sign-in.begin", s.signInPage},
		{post, "/sign-in", "sign-in.begin", s.form(s.signIn)},
		{get, "/sign-in/second", "sign-in.begin", s.secondPage},
		{post, "/sign-in/second", "sign-in.begin", s.form(s.secondFactor)},
		{get, "/sign-in/link", "sign-in.begin", s.askLinkPage},
		{post, "/sign-in/link", "sign-in.begin", s.form(s.askLink)},
		{get, ScriptPath, "service.describe", s.script},
		{post, "/sign-in/passkey/begin", "sign-in.begin", s.offered(s.form(s.beginPasskey))},
		{post, "/sign-in/passkey", "sign-in.begin", s.offered(s.form(s.signInByPasskey))},
		{post, "/sign-in/with/{name}", "sign-in.begin", s.form(s.signInWith)},
		{get, ReturnPath("{name}"), "sign-in.begin", s.returned},
		{get, "/link/{token}", "link.use", s.linkPage},
		{post, "/link/{token}", "link.use", s.form(s.useLink)},
		{get, "/guest/{token}", "link.use", s.guestPage},
		{post, "/guest/{token}", "link.use", s.form(s.enterGuest)},
		{get, "/device", "device.approve", s.signedIn("device.approve", s.devicePage)},
		{post, "/device", "device.approve", s.form(s.signedIn("device.approve", s.device))},
		{get, "/duty", "duty.take", s.signedIn("duty.take", s.dutyPage)},
		{post, "/duty", "duty.take", s.form(s.signedIn("duty.take", s.duty))},
		{get, "/account", "account.own", s.signedIn("account.own", s.accountPage)},
		{post, "/account/password", "account.own", s.form(s.signedIn("account.own", s.changePassword))},
		{get, "/account/second", "account.own", s.signedIn("account.own", s.totpPage)},
		{post, "/account/second", "account.own", s.form(s.signedIn("account.own", s.totpBegin))},
		{post, "/account/second/confirm", "account.own", s.form(s.signedIn("account.own", s.totpConfirm))},
		{post, "/account/second/remove", "account.own", s.form(s.signedIn("account.own", s.totpRemove))},
		{post, "/account/second/codes", "account.own", s.form(s.signedIn("account.own", s.renewCodes))},
		{get, passkeysPath, "account.own", s.offered(s.signedIn("account.own", s.passkeysPage))},
		{post, passkeysPath + "/begin", "account.own", s.offered(s.form(s.signedIn("account.own", s.beginAdd)))},
		{post, passkeysPath, "account.own", s.offered(s.form(s.signedIn("account.own", s.addPasskey)))},
		{post, passkeysPath + "/name", "account.own", s.offered(s.form(s.signedIn("account.own", s.namePasskey)))},
		{post, passkeysPath + "/remove", "account.own", s.offered(s.form(s.signedIn("account.own", s.removePasskey)))},
		{get, identitiesPath, "account.own", s.signedIn("account.own", s.identitiesPage)},
		{post, identitiesPath, "account.own", s.form(s.signedIn("account.own", s.connect))},
		{post, identitiesPath + "/confirm", "account.own", s.form(s.signedIn("account.own", s.confirm))},
		{post, identitiesPath + "/remove", "account.own", s.form(s.signedIn("account.own", s.disconnect))},
		{post, "/account/sessions", "session.own", s.form(s.signedIn("session.own", s.endSession))},
		{post, "/account/tokens", "token.own", s.form(s.signedIn("token.own", s.makeToken))},
		{post, "/account/tokens/revoke", "token.own", s.form(s.signedIn("token.own", s.revokeToken))},
		{post, "/sign-out", "session.end", s.form(s.signOut)},
		{get, "/signed-out", "service.describe", s.signedOutPage},
		{get, "/signed-in-again", "session.own", s.signedIn("session.own", s.signedInAgain)},
	}
}

func (s *Service) css(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	w.Write(stylesheet)
}

// form reads a form of a reasonable size, and nothing else: what a page of another kind could send is not one.
func (s *Service) form(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		if strings.TrimSpace(strings.ToLower(kind)) != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
			r.Form, r.PostForm = nil, nil
			r.Body = http.NoBody
			s.fail(w, r, fault.New(fault.Invalid, "sign-in.form"))
			return
		}
		next(w, r)
	}
}

// whoHandler is a page for somebody who has signed in.
type whoHandler func(http.ResponseWriter, *http.Request, clerk.Identity)

// signedIn sends who has not signed in to do so first, and refuses who may not.
func (s *Service) signedIn(operation string, next whoHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, err := s.Identify(r)
		if err != nil && fault.KindOf(err) != fault.Unauthenticated {
			s.fail(w, r, err)
			return
		}
		if !who.SignedIn() {
			back := "/account"
			if r.Method == http.MethodGet {
				back = r.URL.RequestURI()
			}
			http.Redirect(w, r, withNext("/sign-in", back), http.StatusSeeOther)
			return
		}
		if err := who.Allows(operation, ""); err != nil {
			s.fail(w, r, err)
			return
		}
		next(w, r, who)
	}
}
