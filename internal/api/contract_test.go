package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
)

// elsewhere are the rows of the policy that the pages have: what only a person in a browser does.
var elsewhere = []string{"exercise.", "sign-in.", "device.approve", "link.", "account.own", "setting.own", "duty.", "push.own"}

// Every route is in the list, every operation of the list is a route, is described, and has a row in the policy; and every row of
// the policy has an operation here or belongs to another door.
func TestEveryRouteIsListed(t *testing.T) {
	catalogue, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	a := api.New(api.Options{Texts: catalogue})
	listed, policies, routes := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, op := range api.Operations() {
		listed[op.Method+" "+op.Path] = true
		if op.Beside { // the matrix asks the door that answers it
			routes[op.Method+" "+op.Path] = true
		}
		policies[op.Policy] = true
		if !slices.Contains(clerk.Operations(), op.Policy) {
			t.Errorf("%s: no policy %s", op.ID, op.Policy)
		}
	}
	err = chi.Walk(a.Routes(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		routes[method+" "+route] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for path, item := range spec(t).Paths {
		for method := range item {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	for what, set := range map[string]map[string]bool{"on the router": routes, "described": described} {
		for name := range listed {
			if !set[name] {
				t.Errorf("%s is not %s", name, what)
			}
		}
		for name := range set {
			if !listed[name] {
				t.Errorf("%s is %s and not in the list", name, what)
			}
		}
	}
	for _, row := range clerk.Operations() {
		other := slices.ContainsFunc(elsewhere, func(prefix string) bool { return strings.HasPrefix(row, prefix) })
		if other == policies[row] {
			t.Errorf("the policy row %s has an operation here: %v; it belongs to another door: %v", row, policies[row], other)
		}
	}
}

// The description has what its readers build on: ids, summaries, who must sign in, and what a no looks like.
func TestTheSpecIsOpenAPI(t *testing.T) {
	s := spec(t)
	if s.OpenAPI != "3.1.0" || s.Info.Title == "" {
		t.Errorf("%+v", s)
	}
	for path, item := range s.Paths {
		for method, op := range item {
			if op.Summary == "" || op.OperationID == "" || op.Responses["default"].Content["application/problem+json"] == nil {
				t.Errorf("%s %s: %+v", method, path, op)
			}
			open := slices.Contains([]string{"/api/docs", "/api/openapi.json", "/api/v1/device/code", "/api/v1/device/token", "/api/v1/check"}, path) || method == "options"
			if (len(op.Security) == 0) != open {
				t.Errorf("%s %s: %v", method, path, op.Security)
			}
		}
	}
	refs(t, s.raw, s.Components.Schemas)
}

type specification struct {
	OpenAPI string
	Info    struct{ Title, Version string }
	Paths   map[string]map[string]struct {
		Summary, OperationID string
		Security             []map[string][]string
		Responses            map[string]struct{ Content map[string]json.RawMessage }
	}
	Components struct{ Schemas map[string]json.RawMessage }
	raw        []byte
}

func spec(t *testing.T) specification {
	t.Helper()
	w := open(t, t.TempDir())
	r := w.get("", "/api/openapi.json")
	if r.status != 200 || r.header.Get("Content-Type") != "application/openapi+json" {
		t.Fatalf("%d %s", r.status, r.header.Get("Content-Type"))
	}
	s := specification{raw: r.body}
	if err := json.Unmarshal(r.body, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// refs holds that every reference leads somewhere.
func refs(t *testing.T, raw []byte, schemas map[string]json.RawMessage) {
	t.Helper()
	n := 0
	for rest := raw; ; n++ {
		_, after, ok := bytes.Cut(rest, []byte(`"$ref": "#/components/schemas/`))
		if !ok {
			break
		}
		name, _, _ := bytes.Cut(after, []byte(`"`))
		if schemas[string(name)] == nil {
			t.Errorf("no schema %s", name)
		}
		rest = after
	}
	if n < 50 {
		t.Errorf("only %d references", n)
	}
}

// The description is a contract: what changes in it is seen.
func TestSpecIsGolden(t *testing.T) {
	golden(t, "openapi.json", spec(t).raw)
}

// The reference is a page that needs no script, in both languages, and its policy lets nothing but its own style in.
func TestReferencePage(t *testing.T) {
	w := open(t, t.TempDir())
	for lang, title := range map[string]string{"sv": "gränssnitt för program", "en": "interface for programs"} {
		r := w.get("", "/api/docs", "Accept-Language", lang)
		if r.status != 200 || r.header.Get("Content-Type") != "text/html; charset=utf-8" || !bytes.Contains(r.body, []byte(title)) || !bytes.Contains(r.body, []byte(`<html lang="`+lang+`">`)) {
			t.Fatalf("%s: %d %s", lang, r.status, r.header.Get("Content-Type"))
		}
		for _, op := range api.Operations() {
			if !bytes.Contains(r.body, []byte(op.Path)) {
				t.Errorf("%s: %s is not there", lang, op.Path)
			}
		}
		_, style, _ := bytes.Cut(r.body, []byte("<style>"))
		style, _, _ = bytes.Cut(style, []byte("</style>"))
		sum := sha256.Sum256(style)
		csp := r.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || !strings.HasPrefix(csp, "default-src 'none'") {
			t.Errorf("%s: the policy %s does not let the page's own style in", lang, csp)
		}
		if bytes.Contains(r.body, []byte("<script")) || bytes.Contains(r.body, []byte("http://")) || bytes.Contains(r.body, []byte("https://")) {
			t.Errorf("%s: something from elsewhere, or a script", lang)
		}
		if _, err := html.Parse(bytes.NewReader(r.body)); err != nil {
			t.Error(err)
		}
		if bytes.Contains(r.body, []byte("⟦")) {
			t.Errorf("%s: a text is missing", lang)
		}
	}
}

// What is read from outside never makes the reader fall over, and what it takes is JSON.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"a":[1,2,{"b":null}]}`, `{"a":1,"a":2}`, `[[[[`, `"\ud83d"`, `"\ud83d\ude00"`, `"\\ud83d"`, "\"\xff\"", `1e400`, `{} {}`, ``, `-0`, `"\u`, `"\ud800\u12`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v any
		if err := api.Decode(data, &v); err != nil {
			return
		}
		if !json.Valid(data) {
			t.Fatalf("%q is taken for JSON", data)
		}
		again, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := api.Decode(again, &v); err != nil {
			t.Fatalf("%q was taken, and is not when written again: %v", data, err)
		}
	})
}
