package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/live"
	"samverkan/internal/signin"
	"samverkan/internal/store"
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
	Store    *store.Store
	Clerk    *clerk.Clerk
	SignIn   *signin.Service
	Texts    *i18n.Catalogue
	Log      *slog.Logger
	Now      func() time.Time
	NewID    func() string
	Node     string       // names this node among those of one database
	Replica  Replica      // nil when nothing is copied as it goes
	Listener net.Listener // nil: as the settings say
}

// Replica is the continuous copy, as far as the service asks about it.
type Replica interface {
	Lag() (time.Duration, error)
}

// Server is the running service.
type Server struct {
	o       Options
	hub     *live.Hub
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

// New puts the service together and begins to listen; nothing is answered before Run. Faults: serve.cannot-listen,
// serve.certificate.
func New(ctx context.Context, o Options) (*Server, error) {
	s := &Server{o: o, started: o.Now()}
	s.hub = live.New(source{clerk: o.Clerk, signin: o.SignIn, now: o.Now}, live.Options{Max: o.Config.MaxFollowers, Hijack: o.Config.Hijack, Now: o.Now})
	s.metrics = newMetrics(s)
	door := api.New(api.Options{Clerk: o.Clerk, SignIn: o.SignIn, Identify: o.SignIn.Identify, Hub: s.hub, Texts: o.Texts, Now: o.Now, Log: o.Log, NewID: o.NewID})
	s.http = &http.Server{
		Handler:           s.router(door),
		ReadHeaderTimeout: headTime, ReadTimeout: bodyTime, WriteTimeout: sendTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHead,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug), // other people's broken connections
	}
	s.http.Protocols = new(http.Protocols)
	s.http.Protocols.SetHTTP1(true)
	var err error
	if s.certs, err = newCertificates(o.Config.TLS); err != nil {
		return nil, err
	}
	if s.bound = o.Listener; s.bound == nil {
		if s.bound, err = listen(ctx, o.Config.Listen); err != nil {
			return nil, err
		}
	}
	if o.Config.TLS.Mode != "off" {
		s.http.Protocols.SetHTTP2(true)
		s.http.TLSConfig = s.certs.config()
		s.bound = tls.NewListener(s.bound, s.http.TLSConfig)
	}
	if o.Config.Metrics != "" {
		if s.extra, err = listen(ctx, o.Config.Metrics); err != nil {
			s.bound.Close()
			return nil, err
		}
	}
	return s, nil
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

// Hub is what wakes followers.
func (s *Server) Hub() *live.Hub { return s.hub }

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
		measuring = &http.Server{Handler: s.metrics.handler(), ReadHeaderTimeout: headTime, ReadTimeout: bodyTime, WriteTimeout: sendTime}
		go func() { ended <- measuring.Serve(s.extra) }()
	}
	s.ready.Store(true)
	s.o.Log.Info("ready", "address", s.bound.Addr().String(), "node", s.o.Node)
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-ended:
	}
	s.ready.Store(false)
	s.o.Log.Info("stopping", "node", s.o.Node)
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
		s.o.Log.Warn("stopped with open connections", "error", err)
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
