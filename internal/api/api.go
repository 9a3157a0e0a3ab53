package api

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/live"
	"samverkan/internal/signin"
)

// Options are what the door works with.
type Options struct {
	Clerk *clerk.Clerk
	// Identify tells who is asking. The zero identity is nobody; an error is for a credential that is wrong or expired.
	Identify func(*http.Request) (clerk.Identity, error)
	// SignIn makes tokens, links and the codes of programs that sign in.
	SignIn *signin.Service
	// Hub tells followers what happens. Without one the ways of following answer that they are not available.
	Hub *live.Hub
	// Present is how many follow a conference, by actor, where several nodes serve one database. Nil: those that the hub has.
	Present func(ctx context.Context, conference string) (map[string]int, error)
	// SecretRead notes that somebody is given marked material in clear; what says which answer it was in.
	SecretRead func(ctx context.Context, who clerk.Identity, conference, what string) error
	Texts      *i18n.Catalogue
	Now        func() time.Time
	NewID      func() string
	Log        *slog.Logger
	// MaxFile is the largest file that may be brought, in bytes; 2 GiB when zero.
	MaxFile int64
	// Version of the program, for the description.
	Version string
}

// API is the door.
type API struct {
	o      Options
	router *chi.Mux
	huma   huma.API
	listed []operation
	making chan struct{} // one for each document that is being made

	describing sync.Once
	spec       []byte
	manuals    map[string][]byte // the reference, by language
	styleHash  string            // of the reference's style sheet, for its policy
}

// Limits of what is taken in.
const (
	maxCommands = 8 << 20 // bytes of one list of commands
	maxForm     = 16 << 10
	maxFile     = 2 << 30
	maxMaking   = 2 // documents at a time
)

// New builds the door. It panics when an operation names no row of the policy: such a program must not start.
func New(o Options) *API {
	if o.MaxFile == 0 {
		o.MaxFile = maxFile
	}
	if o.Version == "" {
		o.Version = "0"
	}
	a := &API{o: o, router: chi.NewRouter(), making: make(chan struct{}, maxMaking)}
	a.router.Use(a.begin, a.rescue)
	a.router.NotFound(a.notFound)
	a.router.MethodNotAllowed(a.notAllowed)
	a.huma = humachi.New(a.router, a.config())
	a.register()
	return a
}

// Mount puts the door on a router, at /api.
func (a *API) Mount(r chi.Router) {
	r.Handle("/api", a)
	r.Handle("/api/*", a)
}

// ServeHTTP answers a request to anything below /api.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Below another router the path that is left over would be taken for the path.
	if outer := chi.RouteContext(r.Context()); outer != nil {
		outer.RoutePath = ""
	}
	a.router.ServeHTTP(w, r)
}

// config is huma without what reaches outside: no reference page from elsewhere, no links that repeat the Host header.
func (a *API) config() huma.Config {
	format := huma.DefaultJSONFormat
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Samverkan", Version: a.o.Version,
				Description: "The service's API for programs. Every answer that says no is a problem document (RFC 9457)."},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "__Host-samverkan", Description: "A person's own sign-in."},
					"token":   {Type: "http", Scheme: "bearer", Description: "A token: svk_…"},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{a.ownProblem},
	}
}
