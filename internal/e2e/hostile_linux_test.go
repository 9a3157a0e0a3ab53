package e2e_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/signin"
	"samverkan/internal/store"
	"samverkan/internal/wire"
)

// besieged is a service that a test attacks: the program as it is built, with an attacker before its door. The desk and the doors are
// on the same file, as the command line is, for what an administrator does meanwhile.
type besieged struct {
	installation
	*service
	desk  *clerk.Clerk
	doors *signin.Service

	mu      sync.Mutex
	secrets []string // what must never stand in what the service writes
}

// besiege starts the service with everything it can say in its log. When the test ends it is asked to end, which it must do well, and
// its log is held against every secret that the test had.
func besiege(t *testing.T, args ...string) *besieged {
	t.Helper()
	long(t)
	b := &besieged{installation: newInstallation(t)}
	b.secrets = []string{password}
	for _, p := range b.people {
		b.secrets = append(b.secrets, p.Token)
	}
	b.service = b.installation.serves(append([]string{"--log-level", "debug"}, args...)...)
	b.inside(t)
	t.Cleanup(func() {
		select {
		case <-b.ended: // the test has stopped it
		default:
			if !t.Failed() {
				b.service.stop()
			}
		}
		b.silent(t)
	})
	return b
}

// inside opens the desk on the file of the service.
func (b *besieged) inside(t *testing.T) {
	t.Helper()
	path := b.database()
	s, err := store.Open(t.Context(), store.Options{Path: path, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	key, err := s.SigningKey(t.Context(), "samverkan")
	if err != nil {
		t.Fatal(err)
	}
	newID := id.NewSource(time.Now, nil).New
	b.desk = clerk.New(clerk.Options{Store: s, Files: attachment.NewShelf(path+".files", nil), NewID: newID, Now: time.Now, Key: key, Origin: "samverkan"})
	secret, err := signin.LoadKey(filepath.Join(b.dir, "secret.key"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	none, err := config.Load(config.Sources{Home: b.dir, Env: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	b.doors, err = signin.New(signin.Options{Clerk: b.desk, Now: time.Now, Random: rand.Reader, NewID: newID, Key: secret, Base: none.URL, Texts: texts})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.doors.Close)
}

// keep makes something a secret that the log must not have.
func (b *besieged) keep(secret string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(secret) >= 8 {
		b.secrets = append(b.secrets, secret)
	}
	return secret
}

// silent fails when the log has a secret, as it is or as it stands in an address, or when something went wrong in the service itself.
func (b *besieged) silent(t *testing.T) {
	t.Helper()
	log := b.errs.String()
	for _, s := range b.secrets {
		if strings.Contains(log, s) || strings.Contains(log, url.QueryEscape(s)) {
			t.Errorf("the log has a secret: %s", s)
		}
	}
	for line := range strings.Lines(log) {
		if strings.Contains(line, `"level":"ERROR"`) || strings.Contains(line, "panic") || strings.Contains(line, "goroutine ") {
			t.Errorf("the log says: %s", line)
		}
	}
}

// alive fails when the service does not do what it should for those who may ask.
func (b *besieged) alive(t *testing.T) {
	t.Helper()
	for _, path := range []string{"/livez", "/readyz"} {
		b.as("").get(path)
	}
	b.as(b.people["secretary"].Token).get(here(""))
}

// identity is somebody of the cast at the desk.
func (b *besieged) identity(who string) clerk.Identity {
	p := b.people[who]
	return clerk.Identity{Member: p.Member, Actor: p.Actor, SystemRole: p.role}
}

// guestOf invites a guest of an actor, and gives the path of the link.
func (b *besieged) guestOf(t *testing.T, actor string, until time.Time) (id, path string) {
	t.Helper()
	id, link, err := b.doors.InviteGuest(t.Context(), b.identity("leader"), regional, actor, "Vikarien", until)
	if err != nil {
		t.Fatal(err)
	}
	path = "/guest/" + link[strings.LastIndex(link, "/")+1:]
	b.keep(strings.TrimPrefix(path, "/guest/"))
	return id, path
}

// enters is a browser in which somebody has come by a guest link.
func (b *besieged) enters(t *testing.T, path string) *caller {
	t.Helper()
	c := b.browser()
	if a := c.form(path, url.Values{"name": {"Vikarien Ek"}}); a.Status != http.StatusSeeOther {
		t.Fatalf("the guest does not come in: %d\n%s", a.Status, a.Body)
	}
	b.keep(strings.TrimPrefix(c.cookie(), "samverkan="))
	return c
}

// comesIn is a browser in which somebody has signed in.
func (b *besieged) comesIn(t *testing.T, who string) *caller {
	t.Helper()
	c := b.signsIn(b.people[who])
	b.keep(strings.TrimPrefix(c.cookie(), "samverkan="))
	return c
}

// session is the secret of the browser's session.
func (c *caller) session() string {
	c.t.Helper()
	return strings.TrimPrefix(c.cookie(), "samverkan=")
}

// route is something that the service answers.
type route struct {
	method, path string
	id, policy   string
	takes        string // media type of the body
}

// api lists what the service says that it answers programs.
func (b *besieged) api(t *testing.T) []route { return b.apiBy(t, b.as("")) }

func (b *besieged) apiBy(t *testing.T, c *caller) []route {
	t.Helper()
	var spec struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Policy      string `json:"x-policy"`
			RequestBody struct{ Content map[string]any }
		}
	}
	c.read("/api/openapi.json", &spec)
	var out []route
	for path, methods := range spec.Paths {
		for method, op := range methods {
			r := route{strings.ToUpper(method), path, op.OperationID, op.Policy, ""}
			for kind := range op.RequestBody.Content {
				if r.takes == "" || kind == "application/json" {
					r.takes = kind
				}
			}
			out = append(out, r)
		}
	}
	if len(out) < 35 {
		t.Fatalf("only %d operations", len(out))
	}
	slices.SortFunc(out, func(x, y route) int { return strings.Compare(x.path+x.method, y.path+y.method) })
	return out
}

// pages lists the pages of signing in.
func (b *besieged) pages() []route {
	var out []route
	for _, r := range b.doors.Routes() {
		out = append(out, route{method: r.Method, path: r.Path, policy: r.Operation, takes: "application/x-www-form-urlencoded"})
	}
	return out
}

// at is the route with something real in it.
func (r route) at(conference string) string {
	return strings.NewReplacer("/conferences/{id}", "/conferences/"+conference, "/areas/{id}", "/areas/yta-snokaos", "/incidents/{id}", "/incidents/snokaos-allmansta",
		"{file}", "agenda.md", "{digest}", strings.Repeat("0", 64), "{item}", "ingen", "{n}", "0", "{token}", "ingen-sadan-lank", "{id}", "ingen").Replace(r.path)
}

// asked asks for a route. What is followed is cut after a moment.
func (c *caller) asked(r route, path string, header ...string) (answer, error) {
	switch r.id {
	case "stream":
		return c.streamed(path, header...)
	case "follow":
		path += "?wait=0&after=0"
	}
	var body []byte
	if r.takes != "" && r.method != http.MethodGet {
		switch {
		case r.id == "command":
			body = []byte(`{"name":"evaluation.give","command":{"result":4}}`)
		case r.id == "publish":
			body = []byte(`{"id":"pub-1","area":"yta-snokaos"}`)
		case strings.Contains(r.takes, "form"):
			body = []byte("x=y")
		default:
			body = []byte(`{}`)
		}
		header = append([]string{"Content-Type", r.takes}, header...)
	}
	return c.try(r.method, path, body, header...)
}

// quiet is how long a stream is read after which nothing more is expected.
const quiet = 400 * time.Millisecond

// streamed reads what a stream holds until it has been quiet for a while.
func (c *caller) streamed(path string, header ...string) (answer, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return answer{}, err
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	out, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer out.Body.Close()
	watch := time.AfterFunc(quiet, cancel)
	var all []byte
	for buf := make([]byte, 64<<10); ; {
		n, err := out.Body.Read(buf)
		all = append(all, buf[:n]...)
		watch.Reset(quiet)
		if err != nil {
			break
		}
	}
	return answer{out.StatusCode, out.Header, all}, nil
}

// varying are the parts of an answer that are never the same twice.
var varying = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(Content-Length|Retry-After) \[\d+\]|nonce[-="]+[\w-]{20,}`)

// face is an answer as somebody sees it who compares it with another.
func (a answer) face(own string) string {
	h := maps.Clone(map[string][]string(a.Header))
	delete(h, "Date")
	var b strings.Builder
	fmt.Fprintln(&b, a.Status)
	for _, name := range slices.Sorted(maps.Keys(h)) {
		fmt.Fprintln(&b, name, h[name])
	}
	text := varying.ReplaceAllString(b.String()+string(a.Body), "NUMMER")
	text = strings.ReplaceAll(text, own, "SJÄLVA")
	return text[:min(len(text), 3000)] // after its own words, which are of different lengths
}

// rows are the tables of the database, each as a hash of its rows; without what the service notes about being ready.
func (b *besieged) rows(t *testing.T) map[string]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+b.database()+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	names, err := texts(db, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d tables, %v", len(names), err)
	}
	out := map[string]string{}
	for _, name := range names {
		where := ""
		if name == "setting" {
			where = " WHERE key NOT LIKE 'ready.%'"
		}
		rows, err := texts(db, `SELECT * FROM "`+name+`"`+where)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		slices.Sort(rows)
		sum := sha256.Sum256([]byte(strings.Join(rows, "\x00")))
		out[name] = fmt.Sprintf("%d rows %s", len(rows), hex.EncodeToString(sum[:8]))
	}
	return out
}

// texts gives each row that a question gives as a text.
func texts(db *sql.DB, question string) ([]string, error) {
	rows, err := db.Query(question)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out []string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return nil, err
		}
		parts := make([]string, len(values))
		for i, v := range values {
			parts[i] = fmt.Sprint(*v.(*any))
		}
		out = append(out, strings.Join(parts, "\x1f"))
	}
	return out, rows.Err()
}

// unchanged fails when something is written that was not before.
func (b *besieged) unchanged(t *testing.T, before map[string]string) {
	t.Helper()
	for name, rows := range b.rows(t) {
		if rows != before[name] {
			t.Errorf("the table %s has changed: %s, before %s", name, rows, before[name])
		}
	}
}

// order is a command as it is sent.
func order(id string, cmd conference.Command) wire.Command {
	return wire.Command{ID: id, Name: cmd.Name(), Command: conference.Encode(cmd)}
}

// gives gives commands in order, each of which must be accepted.
func (b *besieged) gives(t *testing.T, c *caller, cmds ...conference.Command) {
	t.Helper()
	for i, cmd := range cmds {
		if r := c.give(order(fmt.Sprintf("%s-%d-%d", cmd.Name(), time.Now().UnixNano(), i), cmd)); r.Status == "refused" {
			t.Fatalf("%s: %+v", cmd.Name(), r)
		}
	}
}

// brings brings content, and gives its digest.
func (c *caller) brings(content string) (digest string, size int64) {
	c.t.Helper()
	a := c.ask(http.MethodPost, "/api/v1/files", []byte(content), "Content-Type", "application/octet-stream")
	var out struct {
		Digest string
		Size   int64
	}
	if err := json.Unmarshal(a.Body, &out); err != nil || a.Status != http.StatusOK {
		c.t.Fatalf("%d %s", a.Status, a.Body)
	}
	return out.Digest, out.Size
}

// procs reads a line of what the kernel says about the service's process, in KiB.
func (b *besieged) procs(t *testing.T, name string) int64 {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			var n int64
			if _, err := fmt.Sscan(rest, &n); err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("the kernel says nothing of %s", name)
	return 0
}

// open counts the files and connections that the service has open.
func (b *besieged) open(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", b.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// drain reads what is left, so that the connection can be used again.
func drain(r *http.Response) {
	io.Copy(io.Discard, r.Body)
	r.Body.Close()
}
