package signin

import (
	"context"
	"fmt"
	"hash/crc32"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// A token reads svk_<32 letters and figures>_<check>: easy to find where it should not lie, and a mistyped one is known
// without asking the database.
const (
	tokenPrefix  = "svk_"
	tokenRandom  = 32
	tokenSize    = len(tokenPrefix) + tokenRandom + 1 + 8
	tokenShown   = len(tokenPrefix) + 6
	base62       = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	bearerPrefix = "bearer "
)

func (v *vault) token() string {
	body := tokenPrefix + v.pick(base62, tokenRandom)
	return fmt.Sprintf("%s_%08x", body, crc32.ChecksumIEEE([]byte(body)))
}

// soundToken tells whether text has the form of a token.
func soundToken(text string) bool {
	if len(text) != tokenSize || !strings.HasPrefix(text, tokenPrefix) {
		return false
	}
	body, check := text[:len(tokenPrefix)+tokenRandom], text[len(tokenPrefix)+tokenRandom:]
	for _, r := range body[len(tokenPrefix):] {
		if !strings.ContainsRune(base62, r) {
			return false
		}
	}
	return check == fmt.Sprintf("_%08x", crc32.ChecksumIEEE([]byte(body)))
}

// MakeToken makes a token for the caller itself. The secret is given once and kept nowhere. Faults: those of clerk.MakeToken.
func (s *Service) MakeToken(ctx context.Context, who clerk.Identity, name string, scope clerk.Scope,
	expires time.Time) (secret string, t clerk.Token, err error) {
	secret = s.vault.token()
	t, err = s.clerk.MakeToken(ctx, who, clerk.NewToken{Name: name, Scope: scope, Expires: expires,
		Shown: secret[:tokenShown], Digest: digest(secret)})
	if err != nil {
		return "", t, err
	}
	return secret, t, nil
}

// FolderIdentity gives who an app password lets in to the network folder. Fault: access.session-over.
func (s *Service) FolderIdentity(ctx context.Context, password string) (clerk.Identity, error) {
	if !soundToken(password) {
		return clerk.Identity{}, fault.New(fault.Unauthenticated, "access.session-over")
	}
	return s.clerk.FolderIdentity(ctx, digest(password))
}

// MakeServiceToken makes a member of an actor's that is a program, and its token. Faults: those of clerk.MakeServiceToken.
func (s *Service) MakeServiceToken(ctx context.Context, who clerk.Identity, actor, name string, scope clerk.Scope,
	expires time.Time) (secret string, member directory.Member, err error) {
	secret = s.vault.token()
	roles := map[clerk.Scope]directory.SystemRole{clerk.ScopeRead: directory.Reader, clerk.ScopeWrite: directory.Writer,
		clerk.ScopeAdminister: directory.ActorAdmin}
	member = directory.Member{ID: "tjanst." + s.newID(), Name: name, Actor: actor, SystemRole: roles[scope]}
	_, err = s.clerk.Administer(ctx, who, "", clerk.MakeServiceToken{Member: member, Scope: scope, Expires: expires,
		Shown:  secret[:tokenShown],
		Digest: digest(secret)})
	if err != nil {
		return "", member, err
	}
	return secret, member, nil
}

// ScimIdentity gives whose register of people a token lets in. Fault: access.session-over.
func (s *Service) ScimIdentity(ctx context.Context, token string) (clerk.Identity, error) {
	if !soundToken(token) {
		return clerk.Identity{}, fault.New(fault.Unauthenticated, "access.session-over")
	}
	return s.clerk.ScimIdentity(ctx, digest(token))
}

// MakeScimToken makes the token by which an actor's register keeps its people, in place of the one before; it lasts a year. The secret is
// given once and kept nowhere. Faults: those of clerk.MakeScimToken.
func (s *Service) MakeScimToken(ctx context.Context, who clerk.Identity, actor string) (secret string, t clerk.Token, err error) {
	secret = s.vault.token()
	if _, err = s.clerk.Administer(ctx, who, "", &clerk.MakeScimToken{Actor: actor, Expires: s.now().Add(clerk.ScimLasts), Shown: secret[:tokenShown], Digest: digest(secret)}); err != nil {
		return "", t, err
	}
	t, _, err = s.clerk.ScimToken(ctx, who, actor)
	return secret, t, err
}

// ScimAddress is where an actor's register is to go.
func (s *Service) ScimAddress() string { return s.link("/scim/v2") }
