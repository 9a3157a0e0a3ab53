package server

import (
	"context"
	"net"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

const (
	signatureEach = 24 * time.Hour   // how often it is looked whether receivers will take the signature
	lookupTime    = 20 * time.Second // for the answer of DNS
)

// watchSignature looks, when the service begins and then once a day, whether those who receive mail find the key that it is signed with,
// and writes in the log what is wrong and what to do. Mail is sent all the same: a kallelse among the spam is better than none.
func (s *Server) watchSignature(ctx context.Context) {
	next := time.NewTicker(signatureEach)
	defer next.Stop()
	for {
		if err := s.checkSignature(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("receivers will not find the mail's signature good", "code", fault.CodeOf(err), "advice", s.o.Texts.For(i18n.Swedish).Fault(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
	}
}

// checkSignature gives the faults of mail.CheckDKIM; nil when nothing is signed.
func (s *Server) checkSignature(ctx context.Context) error {
	if s.o.Config.SMTP.Address == "" || s.o.Config.Outgoing.DKIMKey == "" {
		return nil
	}
	t, err := NewMailTrial(s.o.Config, s.o.Now)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	lookup := s.o.LookupTXT
	if lookup == nil {
		lookup = net.DefaultResolver.LookupTXT
	}
	return t.Published(func(name string) ([]string, error) { return lookup(ctx, name) })
}
