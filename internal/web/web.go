package web

//go:generate go run ./bundle assets

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/geo"
	"samverkan/internal/i18n"
	"samverkan/internal/live"
	"samverkan/internal/signin"
)

// Options are what the pages work with.
type Options struct {
	Clerk  *clerk.Clerk
	SignIn *signin.Service
	Hub    *live.Hub // nil: nothing is live
	Texts  *i18n.Catalogue
	Log    *slog.Logger
	Now    func() time.Time
	NewID  func() string
	Random io.Reader
	// SecretRead writes down that somebody is given marked matter.
	SecretRead func(ctx context.Context, who clerk.Identity, conference, what string) error
	// VerifyLink reads the token of a signed link in a kallelse, and gives the delivery that it came with; one that has ended is given
	// with the fault. Nil: nothing is sent from here, and no link holds.
	VerifyLink func(token string, now time.Time) (delivery string, err error)
	Base       string // address of the service, without a slash at its end: for what is read elsewhere
	// PushKey is what a browser's consent to notices is given for (VAPID, RFC 8292), base64url; "" where none are sent.
	PushKey    string
	Version    string
	Background geo.Background // what the ground is drawn with under maps
	MapCredit  string         // whose map that is
	Secure     bool           // the service is reached by https
}

// Web is the pages. Its methods may be used by several goroutines.
type Web struct {
	o      Options
	pages  map[string]*pageSet // by language
	assets *assets
	routes []Route
	mux    matcher
	live   *frames
	models *models

	editions *editions
}

// New reads the templates and the assets. An error means that the binary was built wrong.
func New(o Options) (*Web, error) {
	w := &Web{o: o, pages: map[string]*pageSet{}}
	var err error
	if w.assets, err = readAssets(); err != nil {
		return nil, err
	}
	for _, lang := range o.Texts.Languages() {
		if w.pages[lang], err = readPages(o.Texts.For(lang), w.assets, o.NewID); err != nil {
			return nil, err
		}
	}
	w.live, w.models = newFrames(w), &models{kept: map[modelKey]*seen{}}
	w.editions = &editions{pages: map[edition][]byte{}}
	w.routes = w.list()
	w.mux = newMatcher(w.routes)
	return w, nil
}

// Route is one place of the web. Operation is its row in the clerk's policy.
type Route struct {
	Method, Path, Operation string
	Handler                 http.Handler
	handle                  handler
}

// Routes lists every place: the server mounts them, and the tests walk them.
func (w *Web) Routes() []Route { return w.routes }
