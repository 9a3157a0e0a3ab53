package server

import (
	"context"
	"errors"
	"net"

	"samverkan/internal/attachment"
	"samverkan/internal/backup"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/live"
	"samverkan/internal/signin"
	"samverkan/internal/store"
	"samverkan/internal/web"
)

// openDesk opens the database, the files and the keys, and seats the clerk before them.
func (s *Server) openDesk(ctx context.Context) error {
	c, o := s.o.Config, store.Options{Path: s.o.Config.Database, Now: s.o.Now, Random: s.o.Random, KeyPath: s.o.Config.SigningKey, Exclusive: true}
	if c.Replica != "" && !c.OnPostgres() {
		s.replica = backup.NewReplica(backup.ReplicaOptions{Database: c.Database, Files: c.Files, To: c.Replica, Now: s.o.Now, Log: s.log})
		o.EmptyLog = s.replica.EmptyLog
	}
	var err error
	if s.store, err = store.Open(ctx, o); err != nil {
		return err
	}
	if s.replica != nil {
		s.replica.Start(s.store)
	}
	key, err := s.store.SigningKey(ctx, c.Origin)
	if err != nil {
		return err
	}
	roots, err := trusted(c.CA)
	if err != nil {
		return err
	}
	if s.files, err = (attachment.Place{Directory: c.Files, Bucket: c.S3.Bucket, Endpoint: c.S3.Endpoint, Region: c.S3.Region, Keys: c.S3.Keys,
		Roots: roots}).Shelf(s.o.Random); err != nil {
		return err
	}
	s.clerk = clerk.New(clerk.Options{Store: s.store, Files: s.files, NewID: s.o.NewID, Now: s.o.Now, Key: key, Origin: c.Origin, Base: c.URL.String(),
		Outgoing: s.outgoing(), Transcribes: c.Transcribe.URL != "", TranscribesInside: c.Transcribe.LocalOnly, SessionIdle: c.SessionIdle, SessionMax: c.SessionMax, Committed: func(id string) { s.hub.Wake(id) }, OnRevoked: func() { s.hub.Recheck() }})
	if err := s.stock(ctx); err != nil {
		return err
	}
	secret, err := signin.LoadKey(c.SecretKey, s.o.Random)
	if err != nil {
		return err
	}
	keys, err := s.passkeys()
	if err != nil {
		return err
	}
	others, err := s.providers()
	if err != nil {
		return err
	}
	post, err := s.mailer()
	if err != nil {
		return err
	}
	sheet, err := web.Stylesheet()
	if err != nil {
		return err
	}
	if s.signin, err = signin.New(signin.Options{Clerk: s.clerk, Now: s.o.Now, Random: s.o.Random, NewID: s.o.NewID, Key: secret, Base: c.URL,
		Texts: s.o.Texts, Mail: post, Log: s.log, Passkeys: keys, OIDC: others, Sheet: sheet}); err != nil {
		return err
	}
	follow := live.Options{Now: s.o.Now, Random: s.o.Random, Limit: c.MaxFollowers, NoHijack: !c.Hijack, Trouble: func(conference string, err error) {
		s.log.Warn("following", "conference", conference, "error", err)
	}}
	if c.OnPostgres() { // others may have followers of the same conference
		s.present = &present{store: s.store, log: s.log, node: s.o.Node, here: map[string]map[string]int{}, all: map[string]map[string]int{}}
		follow.Everywhere = s.present.everywhere
	}
	s.hub = live.New(source{s}, follow)
	if s.present != nil {
		s.present.hub = s.hub
	}
	return nil
}

// stock gives an empty installation the actors that ship with the program.
func (s *Server) stock(ctx context.Context) error {
	known, err := s.clerk.Directory(ctx)
	if err != nil || known.Len() > 0 {
		return err
	}
	sweden, err := directory.Sweden()
	if err != nil {
		return err
	}
	_, err = s.clerk.Administer(ctx, clerk.OwnerIdentity(), s.o.NewID(), clerk.ImportActors{Actors: sweden.All()})
	return err
}

// secretRead writes down that somebody is given marked matter. When that cannot be done the reading goes on, and the log says so.
func (s *Server) secretRead(ctx context.Context, who clerk.Identity, conference, what string) error {
	v, err := s.clerk.Conference(ctx, who, conference)
	if err != nil {
		return err
	}
	if err := s.clerk.ReadSecret(ctx, who, v, what); err != nil {
		s.log.Error("a reading of marked matter was not written down", "member", who.Member, "conference", conference, "what", what,
			"code", fault.CodeOf(err))
	}
	return nil
}

// Close lets go of everything. It is for after Run, or instead of it.
func (s *Server) Close() error {
	var errs []error
	for _, l := range []net.Listener{s.bound, s.extra, s.post.lmtp} {
		if l != nil {
			l.Close() // closed already by Run, but for one that never ran
		}
	}
	if s.hub != nil {
		ctx, cancel := context.WithTimeout(context.Background(), streamsTime)
		defer cancel()
		errs = append(errs, s.hub.Close(ctx))
	}
	if s.signin != nil {
		s.signin.Close()
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	if s.replica != nil { // after the store: see its package
		ctx, cancel := context.WithTimeout(context.Background(), probeTime)
		defer cancel()
		errs = append(errs, s.replica.Close(ctx))
	}
	errs = append(errs, s.files.Close())
	return errors.Join(errs...)
}
