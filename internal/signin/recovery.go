package signin

import (
	"strings"

	"samverkan/internal/clerk"
)

// A recovery code stands in for the second factor, once: sixteen letters and figures that do not look like each other.
const (
	recoveryLetters = "0123456789abcdefghjkmnpqrstvwxyz"
	recoverySize    = 16
	recoveryCodes   = 10
)

// newRecovery makes the codes of a member, as they are shown once and as they are kept.
func (s *Service) newRecovery(member string) (shown []string, kept []clerk.Digest) {
	for range recoveryCodes {
		c := s.vault.pick(recoveryLetters, recoverySize)
		shown = append(shown, c[:4]+"-"+c[4:8]+"-"+c[8:12]+"-"+c[12:])
		kept = append(kept, s.vault.code("recovery", member, c))
	}
	return shown, kept
}

// readRecovery reads a code as people type it. A text that can be none gives "".
func readRecovery(text string) string {
	if len(text) > 64 {
		return ""
	}
	code := strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(text))
	if len(code) != recoverySize || strings.Trim(code, recoveryLetters) != "" {
		return ""
	}
	return code
}
