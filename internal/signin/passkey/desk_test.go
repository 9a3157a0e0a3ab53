package passkey_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/signin/passkey"
)

// desk is a service with an account page and a sign-in page, the way the real one is to use the package: it keeps the
// states, takes each away when it is used, and stores what comes out.
type desk struct {
	*passkey.Party
	mu      sync.Mutex
	user    passkey.User
	states  map[string][]byte
	late    time.Duration // how far its clock is ahead
	reports []string      // what a browser reported against the page's policy
	sent    string        // the field that the form carries along, as it arrived at the beginning and at the end
}

// newDesk starts the service; its pages are at http://localhost, which browsers trust as they trust https.
func newDesk(t *testing.T) (d *desk, origin string) {
	t.Helper()
	d = &desk{states: map[string][]byte{}}
	d.user = passkey.User{Handle: make([]byte, 32), Name: "anna@kommun.example", Title: "Anna Åström"}
	rand.Read(d.user.Handle)
	s := httptest.NewServer(d.routes())
	t.Cleanup(s.Close)
	origin = strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	d.Party = party(t, "localhost", origin, d.now)
	return d, origin
}

func party(t *testing.T, rpID, origin string, now func() time.Time) *passkey.Party {
	t.Helper()
	p, err := passkey.New(passkey.Config{RPID: rpID, Origins: []string{origin}, DisplayName: "samverkan", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (d *desk) now() time.Time { return time.Now().Add(d.late) }

// keep is what the server remembers of a ceremony.
func (d *desk) keep(c passkey.Ceremony) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.states[c.ID] = c.State
}

// take gives the state of a response, once.
func (d *desk) take(response []byte) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := passkey.ID(response)
	state := d.states[id]
	delete(d.states, id)
	return state
}

func (d *desk) account() passkey.User {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.user
}

func (d *desk) lookup(handle []byte) (passkey.User, error) {
	if u := d.account(); bytes.Equal(u.Handle, handle) {
		return u, nil
	}
	return passkey.User{}, fault.New(fault.NotFound, "member.unknown")
}

func (d *desk) register(response []byte) error {
	c, err := d.FinishRegister(d.account().Handle, d.take(response), response)
	if err == nil {
		d.store(c)
	}
	return err
}

func (d *desk) store(c passkey.Credential) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range d.user.Credentials {
		if bytes.Equal(d.user.Credentials[i].ID, c.ID) {
			d.user.Credentials[i] = c
			return
		}
	}
	d.user.Credentials = append(d.user.Credentials, c)
}

func (d *desk) signIn(response []byte) (passkey.SignIn, error) {
	in, err := d.FinishSignIn(d.take(response), response, d.lookup)
	if err == nil {
		d.store(in.Credential)
	}
	return in, err
}

const page = `<!doctype html><html lang="sv"><title>Prov</title>
<form id="create" method="post" action="/register" data-passkey="create" data-begin="/register/begin">
  <input type="hidden" name="csrf" value="å&=1"><button hidden>Registrera</button>
  <p role="status" data-cancelled="avbruten" data-exists="finns redan" data-failed="gick inte"></p></form>
<form id="get" method="post" action="/sign-in" data-passkey="get" data-begin="/sign-in/begin">
  <button hidden>Logga in</button>
  <p role="status" data-cancelled="avbruten" data-exists="finns redan" data-failed="gick inte"></p></form>
<script type="module" nonce="%s" src="/passkey.js"></script></html>`

func (d *desk) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		nonce := rand.Text()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy",
			"default-src 'none'; script-src 'nonce-"+nonce+"'; connect-src 'self'; form-action 'self'; "+
				"require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; frame-ancestors 'none'; report-uri /csp")
		fmt.Fprintf(w, page, nonce)
	})
	// A page without a policy, from which a test calls the functions of the script.
	mux.HandleFunc("GET /bare", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><title>Prov</title>")
	})
	mux.HandleFunc("GET /passkey.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		w.Write(passkey.Script())
	})
	mux.HandleFunc("POST /csp", func(_ http.ResponseWriter, r *http.Request) {
		report, _ := io.ReadAll(r.Body)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.reports = append(d.reports, string(report))
	})
	begin := func(f func() (passkey.Ceremony, error)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			c, err := f()
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			d.keep(c)
			d.note("begin:" + r.PostFormValue("csrf"))
			w.Header().Set("Content-Type", "application/json")
			w.Write(c.Options)
		}
	}
	finish := func(f func([]byte) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			d.note(" end:" + r.PostFormValue("csrf"))
			fmt.Fprintf(w, "<!doctype html><p id=done>%s</p>", fault.CodeOf(f([]byte(r.PostFormValue("response")))))
		}
	}
	mux.HandleFunc("POST /register/begin", begin(func() (passkey.Ceremony, error) { return d.BeginRegister(d.account()) }))
	mux.HandleFunc("POST /sign-in/begin", begin(func() (passkey.Ceremony, error) { return d.BeginSignIn() }))
	mux.HandleFunc("POST /register", finish(d.register))
	mux.HandleFunc("POST /sign-in", finish(func(r []byte) error { _, err := d.signIn(r); return err }))
	return mux
}

func (d *desk) note(s string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent += s
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
