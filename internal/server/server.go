package server

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"samverkan/internal/api"
	"samverkan/internal/attachment"
	"samverkan/internal/backup"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/dav"
	"samverkan/internal/fault"
	"samverkan/internal/folder"
	"samverkan/internal/geo"
	"samverkan/internal/hearing"
	"samverkan/internal/i18n"
	"samverkan/internal/live"
	"samverkan/internal/scim"
	"samverkan/internal/signin"
	"samverkan/internal/store"
	"samverkan/internal/upload"
	"samverkan/internal/web"
)

// Times that a request may take. What takes longer by right (streams, files) asks for more as it goes.
const (
	headTime = 5 * time.Second
	bodyTime = 10 * time.Second // without progress
	sendTime = 30 * time.Second // without progress
	idleTime = 60 * time.Second
	maxHead  = 16 << 10

	// closing is how long what has begun may take to end, of the 25 seconds that a restart has.
	closing     = 18 * time.Second
	streamsTime = 4 * time.Second
)

// Options are what a service works with.
type Options struct {
	Config   *config.Config
	Texts    *i18n.Catalogue
	Log      *slog.Logger
	Now      func() time.Time
	Random   io.Reader // the operating system's when nil
	NewID    func() string
	Node     string       // names this node among those of one database; made when empty
	Listener net.Listener // nil: as the settings say
	Version  string       // of the program
	// LookupTXT gives the TXT records of a name in DNS; the machine's resolver when nil.
	LookupTXT func(ctx context.Context, name string) ([]string, error)
}

// Server is the running service.
type Server struct {
	o       Options
	log     *slog.Logger
	store   *store.Store
	files   *attachment.Shelf
	replica *backup.Replica // nil when nothing is copied as it goes
	clerk   *clerk.Clerk
	signin  *signin.Service
	hub     *live.Hub
	door    *api.API
	web     *web.Web
	uploads *upload.Service
	present *present // nil when there is one node
	post    post
	hearing *hearing.Worker

	calendars *dav.Door
	folder    *folder.Door
	scim      *scim.Door

	http    *http.Server
	metrics *metrics
	certs   *certificates
	ready   atomic.Bool
	probe   probe
	started time.Time
	bound   net.Listener
	extra   net.Listener // of the measurements
	active  sync.WaitGroup
}

// Open opens what the service works with and begins to listen; nothing is answered before Run. Faults: serve.cannot-listen,
// serve.certificate, and those of the store, the keys and the files.
func Open(ctx context.Context, o Options) (*Server, error) {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Node == "" {
		o.Node = o.NewID()
	}
	s := &Server{o: o, log: o.Log, started: o.Now()}
	for _, step := range []func(context.Context) error{s.openDesk, s.openPost, s.openHearing, s.openDoors, s.listen} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// openDoors puts the doors before the desk.
func (s *Server) openDoors(context.Context) error {
	c := s.o.Config
	s.metrics = newMetrics(s)
	var present func(context.Context, string) (map[string]int, error)
	if s.present != nil {
		present = s.present.now
	}
	s.door = api.New(api.Options{Present: present, Clerk: s.clerk, Identify: s.signin.Identify, SignIn: s.signin, Hub: s.hub,
		SecretRead: s.secretRead, Texts: s.o.Texts, Now: s.o.Now, Log: s.log, NewID: s.o.NewID, Version: s.o.Version})
	s.uploads = upload.New(upload.Options{Clerk: s.clerk, Identify: s.signin.Identify, Refuse: s.door.Refuse, Log: s.log,
		Limits: clerk.UploadLimits{Largest: c.Upload.Largest, Quota: c.Upload.Quota, Spare: c.Upload.Spare, Keep: c.Upload.Keep}})
	ground, err := geo.ReadBackground(c.Map.Background)
	if err != nil {
		return err
	}
	if s.web, err = web.New(web.Options{Clerk: s.clerk, SignIn: s.signin, Hub: s.hub, Texts: s.o.Texts, Log: s.log, Now: s.o.Now, NewID: s.o.NewID,
		Random: s.o.Random, SecretRead: s.secretRead, VerifyLink: s.verifyLink, Version: s.o.Version, Secure: c.Secure(), Base: strings.TrimSuffix(c.URL.String(), "/"),
		PushKey: s.post.pushKeys.Public, Background: ground, MapCredit: c.Map.Credit}); err != nil {
		return err
	}
	s.openCalendars()
	s.openFolder()
	s.openScim()
	s.http = &http.Server{
		Handler:           s.router(),
		ReadHeaderTimeout: headTime, ReadTimeout: bodyTime, WriteTimeout: sendTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHead,
		ConnContext: live.ConnContext,
		ErrorLog:    slog.NewLogLogger(s.log.Handler(), slog.LevelDebug), // other people's broken connections
		Protocols:   new(http.Protocols),
	}
	s.http.Protocols.SetHTTP1(true)
	if s.certs, err = newCertificates(c.TLS); err != nil {
		return err
	}
	if c.TLS.Mode != "off" {
		s.http.Protocols.SetHTTP2(true)
		s.http.TLSConfig = s.certs.config()
	}
	return nil
}

func (s *Server) listen(ctx context.Context) (err error) {
	c := s.o.Config
	if s.bound = s.o.Listener; s.bound == nil {
		if s.bound, err = listen(ctx, c.Listen); err != nil {
			return err
		}
	}
	if s.http.TLSConfig != nil {
		s.bound = tls.NewListener(s.bound, s.http.TLSConfig)
	}
	if c.Metrics != "" {
		s.extra, err = listen(ctx, c.Metrics)
	}
	return err
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "serve.cannot-listen", "Address", address)
	}
	return l, nil
}

// Addr is where the service listens.
func (s *Server) Addr() net.Addr { return s.bound.Addr() }

// MetricsAddr is where the measurements are read; nil when nowhere.
func (s *Server) MetricsAddr() net.Addr {
	if s.extra == nil {
		return nil
	}
	return s.extra.Addr()
}

// URL is the address by which people reach the service.
func (s *Server) URL() string { return s.o.Config.URL.String() }

// Clerk is the desk behind the doors, for who starts the service as a value and has something to do there without a door.
func (s *Server) Clerk() *clerk.Clerk { return s.clerk }

// SignIn lets people in, for who starts the service as a value and lets people in without a door.
func (s *Server) SignIn() *signin.Service { return s.signin }

// FirstRun gives the address of the page for the first administrator; "" when there is an account.
func (s *Server) FirstRun(ctx context.Context) (string, error) { return s.signin.FirstRun(ctx) }

// Reload reads the certificate anew. Fault: serve.certificate, and the one before goes on being used.
func (s *Server) Reload() error { return s.certs.reload() }

// Run answers until ctx ends, and then lets what has begun end: the service calls itself not ready, followers are told to come
// again, and commands on their way get their answer.
func (s *Server) Run(ctx context.Context) error {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	s.work(background)
	ended := make(chan error, 2)
	go func() { ended <- s.http.Serve(s.bound) }()
	var measuring *http.Server
	if s.extra != nil {
		measuring = &http.Server{Handler: s.metrics.handler(s.o.Config.Profiling), ReadHeaderTimeout: headTime, ReadTimeout: bodyTime, WriteTimeout: sendTime}
		go func() { ended <- measuring.Serve(s.extra) }()
	}
	s.ready.Store(true)
	s.log.Info("ready", "address", s.bound.Addr().String(), "node", s.o.Node)
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-ended:
	}
	s.ready.Store(false)
	s.log.Info("stopping", "node", s.o.Node)
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	streams, cancelStreams := context.WithTimeout(end, streamsTime)
	defer cancelStreams()
	err := errors.Join(ignoreClosed(failed), s.hub.Close(streams), s.http.Shutdown(end))
	if measuring != nil {
		err = errors.Join(err, measuring.Close())
	}
	stop()
	s.active.Wait()
	if err != nil {
		s.log.Warn("stopped with open connections", "error", err)
		s.http.Close()
	}
	return ignoreClosed(failed)
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
