package api_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/inquiry"
)

// caller is a column of the matrix.
type caller struct {
	name  string
	token string
	knows bool // that the conference exists
}

func callers(w *world) []caller {
	scoped := func(who clerk.Identity, s clerk.Scope) clerk.Identity {
		who.Scope = s
		return who
	}
	guest := member("gast", attendee, directory.Reader)
	here, elsewhere := guest, guest
	here.Only, elsewhere.Only = regional, "konf-annan"
	return []caller{
		{"nobody", "", false},
		{"expired token", "utgangen", false},
		{"guest of another", w.as("g2", elsewhere), false},
		{"guest here", w.as("g1", here), true},
		{"outsider", w.as("o", tib(outsider)), false},
		{"operator", w.as("op", member("drift", outsider, directory.Operator)), false},
		{"reader", w.as("r", member("las."+attendee, attendee, directory.Reader)), true},
		{"writer", w.as("w", tib(attendee)), true},
		{"actor admin", w.as("a", member("admin."+attendee, attendee, directory.ActorAdmin)), true},
		{"host", w.as("h", tib(host)), true},
		{"host, secretary", w.as("s", holder(conference.Secretary)), true},
		{"host, read token", w.as("hr", scoped(tib(host), clerk.ScopeRead)), true},
		{"host, write token", w.as("hw", scoped(tib(host), clerk.ScopeWrite)), true},
		{"host, actor admin, write token", w.as("haw", scoped(member("admin."+host, host, directory.ActorAdmin), clerk.ScopeWrite)), true},
		{"host, actor admin, administer token", w.as("haa", scoped(member("admin."+host, host, directory.ActorAdmin), clerk.ScopeAdminister)), true},
	}
}

// inquires lets the host ask an attendee something, outside the meeting.
func (w *world) inquires() {
	w.t.Helper()
	ask := inquiry.Ask{Title: "Elavbrott", Owner: host, Actors: []string{attendee}, Deadline: w.clock.now().Add(time.Hour),
		Questions: []inquiry.Question{{ID: "f1", Text: "Hur många är utan el?", Kind: inquiry.Number}}}
	if _, err := w.Inquire(w.t.Context(), tib(host), "begaran-1", clerk.InquiryWish{Command: &inquiry.OpenInquiry{ID: "begaran-1", Ask: ask}}); err != nil {
		w.t.Fatal(err)
	}
}

// example is a request that an operation answers when nothing hinders it.
func example(op api.Listed) (path string, body []byte, headers []string) {
	params := strings.NewReplacer("/conferences/{id}", "/conferences/"+regional, "/areas/{id}", "/areas/yta-snokaos", "/actors/{id}/scim-token", "/actors/lst-allmanlan/scim-token", "/incidents/{id}/documents/{file}", "/incidents/snokaos-allmansta/documents/handover.md",
		"/incidents/{id}", "/incidents/snokaos-allmansta", "/inquiries/{id}", "/inquiries/begaran-1",
		"/situation/{file}", "/situation/table.csv", "/result/{file}", "/result/table.csv", "{file}", "invitation.ics", "{digest}", strings.Repeat("0", 64), "{item}", "ingen", "{transcript}", "T1", "{n}", "0", "{id}", "ingen")
	path = params.Replace(op.Path)
	switch op.ID {
	case "command":
		body = []byte(`{"name":"evaluation.give","command":{"result":4}}`)
	case "call":
		body = []byte(`{"id":"konf-kallad","incident":"snokaos-allmansta","purpose":"situation","in":30,"actors":["kommun-ekeryd"]}`)
	case "report-submit":
		body = []byte(`{"participant":"kommun-ekeryd","report":{"tests":{"plan":"none","resources":"none","load":"strained"}}}`)
	case "reports-request":
		body = []byte(`{"deadline":"2027-01-06T17:00:00Z"}`)
	case "contact-test":
		body = []byte(`{"actor":"kommun-ekeryd"}`)
	case "inquiry-command":
		body = []byte(`{"name":"inquiry.close"}`)
	case "watch-add":
		body = []byte(`{"on":"tag","target":"nödvatten"}`)
	case "feed-make":
		body = []byte(`{"title":"Prov","whole":true}`)
	case "publish":
		body = []byte(`{"id":"pub-1","area":"yta-snokaos"}`)
	case "administer":
		body = []byte(`{"name":"roster.saved","command":{"roster":{"id":"natverk-ekeryd","name":"Ekeryd","owner":"kommun-ekeryd","members":["kommun-ekeryd"]}}}`)
	case "bring", "check":
		body, headers = []byte("innehåll"), []string{"Content-Type", "application/octet-stream"}
	case "device-code":
		body, headers = []byte("client_id=prov"), []string{"Content-Type", "application/x-www-form-urlencoded"}
	case "device-token":
		body = []byte("grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=ingen&client_id=prov")
		headers = []string{"Content-Type", "application/x-www-form-urlencoded"}
	case "token-make":
		body = []byte(`{"name":"Prov","scope":"read","expires":"2027-02-01T00:00:00Z"}`)
	case "service-token":
		body = []byte(`{"name":"Prov","scope":"read","expires":"2027-02-01T00:00:00Z","actor":"lst-allmanlan"}`)
	case "account-invite":
		body = []byte(`{"name":"Ny","login":"ny@prov.example","actor":"lst-allmanlan"}`)
	case "account-import":
		body, headers = []byte("name,email,actor\nAnna,anna@prov.example,lst-allmanlan\n"), []string{"Content-Type", "text/csv"}
	case "upload-begin":
		headers = []string{"Tus-Resumable", "1.0.0", "Upload-Length", "8"}
	case "upload-look", "upload-end":
		headers = []string{"Tus-Resumable", "1.0.0"}
	case "upload-add":
		body, headers = []byte("hej "), []string{"Tus-Resumable", "1.0.0", "Upload-Offset", "0", "Content-Type", op.Takes}
	case "what-breaks":
		path += "?start=2027-01-08T09:00:00Z"
	case "guests":
		path += "?conference=" + regional
	case "guest-invite":
		body = []byte(`{"conference":"` + regional + `","actor":"kommun-ekeryd","for":"Tolk","expires":"2027-01-10T00:00:00Z"}`)
	}
	return path, body, headers
}

// Every operation for everybody: the table is for people to read, and what changes in it is seen.
func TestMatrix(t *testing.T) {
	w := at(t, "approved")
	w.inquires()
	cast := callers(w)
	var b bytes.Buffer
	fmt.Fprintf(&b, "%-76s", "")
	for i := range cast {
		fmt.Fprintf(&b, " %3d", i+1)
	}
	b.WriteByte('\n')
	for _, op := range api.Operations() {
		fmt.Fprintf(&b, "%-76s", op.Method+" "+op.Path)
		for _, c := range cast {
			path, body, headers := example(op)
			r := w.ask(c.token, op.Method, path, body, headers...)
			fmt.Fprintf(&b, " %d", r.status)
			if r.status >= 500 && r.status != http.StatusServiceUnavailable {
				t.Errorf("%s for %s: %d %s", op.ID, c.name, r.status, r.body)
			}
			if r.status >= 400 && op.ID != "device-token" && op.Method != http.MethodHead { // the first has OAuth's own form, the second no body
				r.problem(t)
			}
		}
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	for i, c := range cast {
		fmt.Fprintf(&b, "%2d  %s\n", i+1, c.name)
	}
	b.WriteString("\n503 is following where nothing tells what happens, as in this test.\n404 is also what does not exist: the recording, the item, the token, the sign-in, the account, the guest link and the upload asked for.\n400 is OAuth's answer to a code that is none.\n")
	golden(t, "matrix.golden", b.Bytes())
	if log := w.log.String(); log != "" {
		t.Error(log)
	}
}

// masked is an answer without what is different in every answer: its number.
func masked(r reply, own, other string) string {
	h := maps.Clone(map[string][]string(r.header))
	id := r.header.Get("Request-Id")
	delete(h, "Date")
	text := fmt.Sprint(r.status, slices.Sorted(maps.Keys(h)))
	for _, k := range slices.Sorted(maps.Keys(h)) {
		text += fmt.Sprintln(k, h[k])
	}
	text = strings.ReplaceAll(text+string(r.body), id, "NUMMER")
	text = lengths.ReplaceAllString(text, "Content-Length LENGTH")
	return strings.ReplaceAll(text, own, other)
}

var lengths = regexp.MustCompile(`Content-Length \[\d+\]`)

// Whoever may not know of something is answered byte for byte as for what does not exist, on every operation.
func TestWhatIsNotThere(t *testing.T) {
	w := at(t, "approved")
	w.inquires()
	none := map[string]string{"begaran-1": "begaran-9", regional: "konf-regional-9", "yta-snokaos": "yta-snokaoz", "snokaos-allmansta": "snokaos-allmanstb"}
	for _, c := range callers(w) {
		if c.knows {
			continue
		}
		for _, op := range api.Operations() {
			path, body, headers := example(op)
			for there, missing := range none {
				if !strings.Contains(path, there) {
					continue
				}
				is := w.ask(c.token, op.Method, path, body, headers...)
				not := w.ask(c.token, op.Method, strings.ReplaceAll(path, there, missing), body, headers...)
				if a, b := masked(is, there, missing), masked(not, there, missing); a != b {
					t.Errorf("%s for %s:\n%s\nand for what does not exist\n%s", op.ID, c.name, a, b)
				}
				if is.status < 400 {
					t.Errorf("%s for %s: %d", op.ID, c.name, is.status)
				}
			}
		}
	}
}

// Nothing that is read changes anything: not a byte of the database, not a file (D3).
func TestReadingWritesNothing(t *testing.T) {
	w := at(t, "approved")
	dir := filepath.Dir(w.store.Path())
	before := sums(t, dir)
	for i, c := range callers(w) {
		for _, op := range api.Operations() {
			if op.Method != http.MethodGet {
				continue
			}
			path, _, _ := example(op)
			method := []string{http.MethodGet, http.MethodHead}[i%2]
			if op.ID != "bundle" || c.name == "host" {
				w.ask(c.token, method, path, nil)
			}
		}
	}
	if after := sums(t, dir); !maps.Equal(before, after) {
		t.Errorf("before %v\nafter %v", before, after)
	}
}

func sums(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "-shm") { // where readers tell each other that they are there
			return err
		}
		b, err := os.ReadFile(path)
		out[path] = fmt.Sprintf("%x", sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
