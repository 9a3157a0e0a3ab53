package signin

import (
	"context"
	"net/http"
	"strings"
	"time"

	"samverkan/internal/clerk"
)

const (
	sessionName = "samverkan"
	deviceName  = "samverkan-device"
	totpName    = "samverkan-totp"
	deviceAge   = 365 * 24 * time.Hour
)

// secure tells whether cookies are for https alone.
func (s *Service) secure() bool { return s.base.Scheme == "https" }

// cookieName gives a cookie its prefix on https, by which no other host or path can set it.
func (s *Service) cookieName(name string) string {
	if s.secure() {
		return "__Host-" + name
	}
	return name
}

// setCookie sets a cookie that no script reads. age 0 lasts as long as the browser is open, less than 0 takes it away.
func (s *Service) setCookie(w http.ResponseWriter, name, value string, age time.Duration) {
	c := &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: s.secure(),
		SameSite: http.SameSiteLaxMode}
	if age < 0 {
		c.MaxAge = -1
	} else {
		c.MaxAge = int(age / time.Second)
	}
	http.SetCookie(w, c)
}

// cookie gives the value of a cookie that came alone by its name: of two, one is somebody else's.
func (s *Service) cookie(r *http.Request, name string) string {
	all := r.CookiesNamed(s.cookieName(name))
	if len(all) != 1 || len(all[0].Value) > 512 {
		return ""
	}
	return all[0].Value
}

func (s *Service) sessionCookie(r *http.Request) string { return s.cookie(r, sessionName) }

// session begins a session and gives the browser its cookie. The one it had before ends, so that nobody can have planted it.
func (s *Service) session(w http.ResponseWriter, r *http.Request, member, how, strength string) error {
	secret := s.vault.secret()
	_, err := s.clerk.StartSession(r.Context(), clerk.NewSession{Member: member, How: how, Strength: strength,
		Address: s.address(r),
		Agent:   agent(r), Digest: digest(secret), Replaces: s.replaces(r)})
	if err != nil {
		return err
	}
	s.setCookie(w, sessionName, secret, 0)
	return nil
}

// SessionFor begins a session for a member without a browser, and gives its cookie. Nothing is shown for it, so it is for the
// installation's own tools: the demonstration, and programs that measure. how says so in the list of sessions.
func (s *Service) SessionFor(ctx context.Context, member, how string) (*http.Cookie, error) {
	secret := s.vault.secret()
	_, err := s.clerk.StartSession(ctx, clerk.NewSession{Member: member, How: how, Strength: "one", Digest: digest(secret)})
	if err != nil {
		return nil, err
	}
	return &http.Cookie{Name: s.cookieName(sessionName), Value: secret}, nil
}

func (s *Service) replaces(r *http.Request) clerk.Digest {
	if old := s.sessionCookie(r); old != "" {
		return digest(old)
	}
	return ""
}

// knownDevice gives the mark of a browser in which a login has signed in before, "" for none.
func (s *Service) knownDevice(r *http.Request, login string) string {
	nonce, code, ok := strings.Cut(s.cookie(r, deviceName), ".")
	if !ok || nonce == "" || s.vault.code("browser", login, nonce) != clerk.Digest(code) {
		return ""
	}
	return nonce
}

// rememberDevice marks a browser as one in which a login has signed in. It proves nothing; it only says whom to count apart.
func (s *Service) rememberDevice(w http.ResponseWriter, login string) {
	nonce := s.vault.secret()
	s.setCookie(w, deviceName, nonce+"."+string(s.vault.code("browser", login, nonce)), deviceAge)
}
