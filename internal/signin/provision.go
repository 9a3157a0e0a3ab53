package signin

import (
	"context"
	"io"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// Provisioned is what a list of an actor's people comes to. Invited is empty when it was only looked into.
type Provisioned struct {
	Actor   string
	Plan    directory.MemberPlan
	Mark    string // by which what was shown is known again
	Invited []Invited
}

// Provision brings an actor's people up to date with its list (see directory.ReadMembers), all or nothing. dry only says what it would
// come to; seen is the mark of what was shown, which must be what is done. Faults: those of the file, and those of
// clerk.ProvisionMembers.
func (s *Service) Provision(ctx context.Context, who clerk.Identity, actor string, file io.Reader, disable, dry bool, seen, lang string) (Provisioned, error) {
	out := Provisioned{Actor: actor}
	if err := who.Allows("account.import", actor); err != nil {
		return out, err
	}
	list, err := directory.ReadMembers(file)
	if err != nil {
		return out, err
	}
	p := clerk.Provision{Actor: actor, List: list, Disable: disable, Seen: seen}
	if dry {
		out.Plan, out.Mark, err = s.clerk.MemberPlan(ctx, who, p)
		return out, err
	}
	secrets, links := map[string]string{}, make([]clerk.Digest, len(list))
	for i, x := range list {
		secret := s.vault.secret()
		secrets[x.Login], links[i] = secret, digest(secret)
	}
	if out.Plan, err = s.clerk.ProvisionMembers(ctx, who, p, links); err != nil {
		return out, err
	}
	for _, c := range out.Plan.Changes {
		if c.Kind == directory.MemberNew {
			out.Invited = append(out.Invited, s.handOver(ctx, Invited{Member: c.Is.ID, Name: c.Is.Name, Login: c.Login}, clerk.LinkInvite, secrets[c.Login], lang))
		}
	}
	return out, nil
}

// PutScimUser makes or changes a person as the register of the caller's actor wants it. Whoever has no way in yet gets a link by mail, in a
// language; where no mail is sent its administrator makes one. Faults: those of clerk.ScimPut.
func (s *Service) PutScimUser(ctx context.Context, who clerk.Identity, wish clerk.ScimWish, lang string) (clerk.ScimUser, error) {
	secret := s.vault.secret()
	u, sent, err := s.clerk.ScimPut(ctx, who, wish, digest(secret))
	if err == nil && sent {
		s.handOver(ctx, Invited{Member: u.Member, Name: u.Name, Login: u.Login}, clerk.LinkInvite, secret, lang)
	}
	return u, err
}
