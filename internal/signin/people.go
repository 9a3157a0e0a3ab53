package signin

import (
	"context"
	"io"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// Invited is somebody who got an account or a reset, with the link to hand over. Link is "" when it has been mailed.
type Invited struct {
	Member string
	Name   string
	Login  string
	Link   string
	Until  time.Time
	Mailed bool
}

// Invite makes an account for a member (one that exists, or a new one when its ID is "") and the link by which it is opened.
// lang is the language of the mail. Faults: those of clerk.InviteAccount.
func (s *Service) Invite(ctx context.Context, who clerk.Identity, m directory.Member, login string, shared bool,
	lang string) (Invited, error) {
	login, err := directory.Login(login)
	if err != nil {
		return Invited{}, err
	}
	if m.ID == "" {
		m.ID = s.newID()
	}
	secret := s.vault.secret()
	if _, err := s.clerk.Administer(ctx, who, "", clerk.InviteAccount{Invitee: clerk.Invitee{Member: m, Login: login,
		Shared: shared, Link: digest(secret)}}); err != nil {
		return Invited{}, err
	}
	return s.handOver(ctx, Invited{Member: m.ID, Name: m.Name, Login: login}, clerk.LinkInvite, secret, lang), nil
}

// Import makes accounts for the people of a CSV file (see directory.ReadPeople), all or none. Faults: those of the file,
// and those of clerk.ImportAccounts for the first person who has an account already.
func (s *Service) Import(ctx context.Context, who clerk.Identity, file io.Reader, lang string) ([]Invited, error) {
	if err := who.Allows("account.import", ""); err != nil {
		return nil, err
	}
	dir, err := s.clerk.Directory(ctx)
	if err != nil {
		return nil, err
	}
	people, err := directory.ReadPeople(file, dir)
	if err != nil {
		return nil, err
	}
	var cmd clerk.ImportAccounts
	secrets := make([]string, len(people))
	for i, p := range people {
		secrets[i] = s.vault.secret()
		cmd.People = append(cmd.People, clerk.Invitee{Login: p.Login, Link: digest(secrets[i]),
			Member: directory.Member{ID: s.newID(), Name: p.Name, Actor: p.Actor, SystemRole: p.Role}})
	}
	if _, err := s.clerk.Administer(ctx, who, "", cmd); err != nil {
		return nil, err
	}
	out := make([]Invited, len(people))
	for i, p := range cmd.People {
		out[i] = s.handOver(ctx, Invited{Member: p.Member.ID, Name: p.Member.Name, Login: p.Login}, clerk.LinkInvite,
			secrets[i], lang)
	}
	return out, nil
}

// Reset ends a member's sessions and gives a link for a new password; factor also takes away the second factors, for somebody
// who has lost them. Faults: those of clerk.ResetAccount.
func (s *Service) Reset(ctx context.Context, who clerk.Identity, member string, factor bool, lang string) (Invited, error) {
	secret := s.vault.secret()
	if _, err := s.clerk.Administer(ctx, who, "", clerk.ResetAccount{Member: member, Factor: factor,
		Link: digest(secret)}); err != nil {
		return Invited{}, err
	}
	o, err := s.clerk.Link(ctx, digest(secret))
	if err != nil {
		return Invited{}, err
	}
	return s.handOver(ctx, Invited{Member: member, Name: o.Name, Login: o.Login}, o.Kind, secret, lang), nil
}

// handOver mails a link, or gives it to whoever made it.
func (s *Service) handOver(ctx context.Context, to Invited, kind clerk.LinkKind, secret, lang string) Invited {
	to.Until = s.now().Add(kind.Life())
	to.Link = s.link("/link/" + secret)
	if s.mail == nil {
		return to
	}
	if err := s.post(ctx, to, kind, lang); err != nil {
		s.log.Error("a link was not mailed", "member", to.Member, "code", fault.CodeOf(err)) // it is shown instead
		return to
	}
	to.Link, to.Mailed = "", true
	return to
}

// post writes and sends the mail with a link.
func (s *Service) post(ctx context.Context, to Invited, kind clerk.LinkKind, lang string) error {
	p := s.texts.For(lang)
	text := p.T("signin.mail.body."+string(kind), "Name", to.Name, "Link", to.Link, "Until", to.Until)
	return s.mail.Send(ctx, to.Login, p.T("signin.mail.subject."+string(kind)), strings.TrimSpace(text)+"\n")
}

// InviteGuest makes a guest link for an invited actor in one conference. Faults: those of clerk.InviteGuest.
func (s *Service) InviteGuest(ctx context.Context, who clerk.Identity, conference, actor, whom string,
	expires time.Time) (id, link string, err error) {
	secret := s.vault.secret()
	id = s.newID()
	whom = strings.TrimSpace(i18n.Normal(whom))
	_, err = s.clerk.Administer(ctx, who, "", clerk.InviteGuest{ID: id, Conference: conference, Actor: actor, For: whom,
		Expires: expires.UTC().Truncate(time.Millisecond), Link: digest(secret)})
	if err != nil {
		return "", "", err
	}
	return id, s.link("/guest/" + secret), nil
}

// FirstRun gives the address of the page for the first administrator, when the installation has no account; "" when it has.
// Each call makes the link before it useless.
func (s *Service) FirstRun(ctx context.Context) (string, error) {
	secret := s.vault.secret()
	needed, err := s.clerk.FirstRun(ctx, digest(secret))
	if err != nil || !needed {
		return "", err
	}
	return s.link("/link/" + secret), nil
}

// Newcomer is somebody who gets an account at once.
type Newcomer struct {
	Member directory.Member
	Login  string
}

// Establish makes accounts that can be used at once, all with one password that somebody else has chosen: for whoever sets up an
// exercise. The password is hashed once, since who knows one of the accounts' passwords knows all. Faults: those of Invite, and of a
// password that does not do.
func (s *Service) Establish(ctx context.Context, who clerk.Identity, people []Newcomer, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	phc := s.cost.hash(password, s.vault.bytes(saltSize))
	for _, p := range people {
		login, err := directory.Login(p.Login)
		if err != nil {
			return err
		}
		secret := digest(s.vault.secret())
		if _, err := s.clerk.Administer(ctx, who, "", clerk.InviteAccount{Invitee: clerk.Invitee{Member: p.Member, Login: login, Link: secret}}); err != nil {
			return err
		}
		if _, err := s.clerk.OpenAccount(ctx, secret, phc); err != nil {
			return err
		}
	}
	return nil
}
