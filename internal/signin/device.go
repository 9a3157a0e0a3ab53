package signin

import (
	"context"
	"net/http"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// codeLetters have no vowels, so that no code is a word, and none that looks like another (RFC 8628, 6.1).
const (
	codeLetters = "BCDFGHJKLMNPQRSTVWXZ"
	codeSize    = 8
)

// DeviceCode is what a program gets that asks to be signed in.
type DeviceCode struct {
	DeviceCode string // its own secret
	UserCode   string // "BCDF-GHJK", for a person to type
	URL        string // where
	URLWhole   string // where, with the code
	Expires    int    // seconds
	Interval   int    // seconds between questions
}

// readUserCode reads a code as people type it. A text that can be none gives "".
func readUserCode(text string) string {
	if len(text) > 64 {
		return ""
	}
	code := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\u2013\u00a0\t", r) {
			return -1
		}
		return r
	}, strings.ToUpper(text))
	if len(code) != codeSize || strings.Trim(code, codeLetters) != "" {
		return ""
	}
	return code
}

// BeginDevice begins a device grant (RFC 8628) for a program that says what it is called. Faults: those of clerk.BeginDevice,
// sign-in.too-many.
func (s *Service) BeginDevice(r *http.Request, name string, scope clerk.Scope) (DeviceCode, error) {
	if err := s.limit(r); err != nil {
		return DeviceCode{}, err
	}
	for range 5 { // a code that is in use is drawn again
		secret, code := s.vault.secret(), s.vault.pick(codeLetters, codeSize)
		err := s.clerk.BeginDevice(r.Context(), clerk.NewDevice{Name: name, Scope: scope, Address: s.address(r), Agent: agent(r),
			Digest: digest(secret), UserCode: s.vault.code("device", "", code)})
		if fault.CodeOf(err) == "store.exists" {
			continue
		}
		if err != nil {
			return DeviceCode{}, err
		}
		shown := code[:4] + "-" + code[4:]
		return DeviceCode{DeviceCode: secret, UserCode: shown, URL: s.link("/device"), URLWhole: s.link("/device?code=" + shown),
			Expires: int(clerk.DeviceLife.Seconds()), Interval: int(clerk.DevicePoll.Seconds())}, nil
	}
	return DeviceCode{}, errBusy()
}

// CollectDevice gives the program its token when somebody has said yes. Faults: those of clerk.CollectDevice, which have their
// words in RFC 8628: device.pending, device.slow-down, device.denied, device.expired.
func (s *Service) CollectDevice(ctx context.Context, deviceCode string) (secret string, t clerk.Token, err error) {
	secret = s.vault.token()
	if t, err = s.clerk.CollectDevice(ctx, digest(deviceCode), secret[:tokenShown], digest(secret)); err != nil {
		return "", t, err
	}
	return secret, t, nil
}
