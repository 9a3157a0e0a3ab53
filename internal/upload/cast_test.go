package upload_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/upload"
	"samverkan/internal/web/webtest"
)

// door is the door before the desk of a stage; who asks says so in a header.
type door struct {
	*webtest.Stage
	t       testing.TB
	service *upload.Service
	url     string
}

func open(t testing.TB, state webtest.State, limits clerk.UploadLimits) *door {
	t.Helper()
	return before(t, webtest.Start(t, state), limits)
}

// before is a door of its own before a stage that is there already.
func before(t testing.TB, s *webtest.Stage, limits clerk.UploadLimits) *door {
	t.Helper()
	d := &door{Stage: s, t: t}
	log := slog.New(slog.DiscardHandler)
	problems := api.New(api.Options{Clerk: d.Clerk(), Texts: d.Texts, Now: d.Now, NewID: id.NewSource(d.Now, nil).New, Log: log})
	if limits.Largest == 0 {
		limits.Largest = 1 << 20
	}
	if limits.Keep == 0 {
		limits.Keep = time.Hour
	}
	d.service = upload.New(upload.Options{Clerk: d.Clerk(), Limits: limits, Log: log, Refuse: problems.Refuse,
		Identify: func(r *http.Request) (clerk.Identity, error) {
			role := webtest.Role(r.Header.Get("As"))
			if role == "" || role == webtest.Nobody {
				return clerk.Identity{}, nil
			}
			return role.Identity(), nil
		}})
	server := httptest.NewServer(d.service)
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

// answer is what the door gave.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request with headers by name and value.
func (d *door) ask(as webtest.Role, method, path string, body io.Reader, headers ...string) answer {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("As", string(as))
	req.Header.Set("Tus-Resumable", "1.0.0")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
		}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	a := answer{res.StatusCode, res.Header, string(b)}
	if m := req.Header.Get("X-HTTP-Method-Override"); m != "" {
		method = m
	}
	d.described(method, path, a)
	return a
}

// described holds every answer against the description that programs are written from: the status, the fault, the headers.
func (d *door) described(method, path string, a answer) {
	d.t.Helper()
	place := "/api/v1/uploads"
	if strings.Count(strings.TrimPrefix(path, "/api/v1"), "/") > 1 {
		place += "/{id}"
	}
	op, ok := described().Paths[place][strings.ToLower(method)]
	if !ok {
		if a.status != http.StatusMethodNotAllowed {
			d.t.Errorf("%s %s gives %d and is not described", method, place, a.status)
		}
		return
	}
	said, ok := op.Responses[strconv.Itoa(a.status)]
	var problem struct{ Code string }
	if a.status >= 400 && a.body != "" {
		if err := json.Unmarshal([]byte(a.body), &problem); err != nil {
			d.t.Error(err)
		}
	}
	area, _, _ := strings.Cut(problem.Code, ".")
	if !ok || !strings.Contains(said.Description, problem.Code) && !strings.Contains(said.Description, area+".*") {
		d.t.Errorf("%s %s gives %d %s, which is not described", method, place, a.status, problem.Code)
	}
	for name, h := range said.Headers {
		if h.Required && a.header.Get(name) == "" {
			d.t.Errorf("%s %s: %d has no %s", method, place, a.status, name)
		}
	}
	for name := range a.header {
		_, is := said.Headers[name]
		if strings.Contains("Location Tus-Version Samverkan-Digest", name) || strings.HasPrefix(name, "Upload-") {
			if !is && a.status < 400 {
				d.t.Errorf("%s %s: %d has %s, which is not described", method, place, a.status, name)
			}
		}
	}
}

type description struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Description string
			Headers     map[string]struct{ Required bool }
		}
	}
}

// described is the description of the API, read once.
var described = sync.OnceValue(func() (out description) {
	texts, err := i18n.Load()
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	api.New(api.Options{Texts: texts, Now: time.Now, NewID: id.NewSource(time.Now, nil).New, Log: slog.New(slog.DiscardHandler),
		Identify: func(*http.Request) (clerk.Identity, error) { return clerk.Identity{}, nil }}).
		ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil))
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		panic(err)
	}
	return out
})

func meta(pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return strings.Join(out, ",")
}

// begin begins an upload and gives where it is.
func (d *door) begin(as webtest.Role, length, metadata string) string {
	d.t.Helper()
	name := "Upload-Length"
	if length == "later" {
		name, length = "Upload-Defer-Length", "1"
	}
	a := d.ask(as, http.MethodPost, "/uploads", nil, name, length, "Upload-Metadata", metadata)
	if a.status != http.StatusCreated {
		d.t.Fatalf("%d %s", a.status, a.body)
	}
	return a.header.Get("Location")
}

func (d *door) patch(as webtest.Role, at, offset, piece string, headers ...string) answer {
	d.t.Helper()
	return d.ask(as, http.MethodPatch, at, strings.NewReader(piece), append([]string{"Content-Type", "application/offset+octet-stream", "Upload-Offset", offset}, headers...)...)
}

// want fails unless an answer has a status and, when it is a refusal, a code.
func (d *door) want(a answer, status int, code string) {
	d.t.Helper()
	if a.status != status || code != "" && !strings.Contains(a.body, `"`+code+`"`) {
		d.t.Fatalf("%d %s, want %d %s", a.status, a.body, status, code)
	}
	if a.header.Get("Tus-Resumable") != "1.0.0" {
		d.t.Error("the answer does not say its version")
	}
}

// offset is what HEAD says.
func (d *door) offset(as webtest.Role, at string) string {
	d.t.Helper()
	a := d.ask(as, http.MethodHead, at, nil)
	d.want(a, http.StatusOK, "")
	if a.header.Get("Cache-Control") != "no-store" {
		d.t.Error("how far it has come may be kept")
	}
	return a.header.Get("Upload-Offset")
}

func hexOf(s string) string { sum := sha256.Sum256([]byte(s)); return hex.EncodeToString(sum[:]) }
