package signin

import (
	"net/http"
	"strings"

	"samverkan/internal/signin/passkey"
)

// ScriptPath is where the script for passkeys is, the only one that these pages have.
const ScriptPath = "/passkey.js"

// withScript lets a page that has forms for passkeys run that script. It is an addition to the policy that stands.
func (s *Service) withScript(w http.ResponseWriter, p *Page) {
	if s.passkeys == nil {
		return
	}
	p.Nonce = s.vault.secret()
	h := w.Header()
	stands := strings.TrimRight(h.Get("Content-Security-Policy"), "; ")
	if stands == "" {
		stands = "default-src 'none'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	}
	h.Set("Content-Security-Policy", stands+"; script-src 'nonce-"+p.Nonce+"'")
}

func (s *Service) script(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	w.Write(passkey.Script())
}
