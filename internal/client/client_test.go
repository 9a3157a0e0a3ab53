package client

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

func TestAddress(t *testing.T) {
	for text, want := range map[string]string{
		"https://samverkan.example":      "https://samverkan.example",
		"samverkan.example":              "https://samverkan.example",
		" HTTPS://Samverkan.Example/ ":   "https://samverkan.example",
		"https://proxy.example/samverka": "https://proxy.example/samverka",
		"http://127.0.0.1:8080":          "http://127.0.0.1:8080",
		"":                               "", "ftp://x": "", "https://u:p@x": "", "https://x?a=b": "", "https://": "", "https://x#y": "", "http://[::1": "",
	} {
		u, err := Address(text)
		if want == "" {
			if fault.CodeOf(err) != "client.address" {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if err != nil || u.String() != want {
			t.Errorf("%q: %v %v, want %s", text, u, err, want)
		}
	}
}

func TestATokenIsNotSentInTheClear(t *testing.T) {
	for server, code := range map[string]string{
		"http://samverkan.example": "client.plain-http", "http://10.0.0.1": "client.plain-http", "http://localhost.evil.example": "client.plain-http",
		"http://127.0.0.1:1": "", "http://[::1]:1": "", "http://localhost:1": "", "https://samverkan.example": "",
	} {
		_, err := New(Options{Server: server, Token: "svk_x"})
		if fault.CodeOf(err) != code {
			t.Errorf("%s: %v, want %q", server, err, code)
		}
	}
	if _, err := New(Options{Server: "http://samverkan.example"}); err != nil {
		t.Errorf("without a token there is nothing to hide: %v", err)
	}
	_, err := New(Options{Server: "https://x", Token: "a\r\nHost: evil"})
	wantCode(t, err, "client.token-form")
}

// A service that sends elsewhere does not get the token there.
func TestARedirectDoesNotCarryTheToken(t *testing.T) {
	var stolen atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stolen.Add(1)
		answer(w, 200, map[string]string{})
	}))
	defer thief.Close()
	c, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/v1/away":
			http.Redirect(w, r, thief.URL+"/x", http.StatusTemporaryRedirect)
		case "/api/v1/moved":
			http.Redirect(w, r, "/api/v1/here", http.StatusMovedPermanently)
		case "/api/v1/round":
			http.Redirect(w, r, "/api/v1/round", http.StatusFound)
		default:
			answer(w, 200, map[string]string{"token": r.Header.Get("Authorization")})
		}
	}))
	var got map[string]string
	wantCode(t, c.Get(context.Background(), nil, &got, "away"), "client.redirect")
	wantCode(t, c.Give(context.Background(), 1, &got, "away"), "client.redirect")
	wantCode(t, c.Give(context.Background(), 1, &got, "moved"), "client.redirect")
	wantCode(t, c.Get(context.Background(), nil, &got, "round"), "client.redirect")
	if err := c.Get(context.Background(), nil, &got, "moved"); err != nil || got["token"] != "Bearer svk_test" {
		t.Errorf("within the service: %v %v", got, err)
	}
	if stolen.Load() != 0 {
		t.Error("the other host was asked")
	}
}

// Whatever an id holds, it stays one segment of the path.
func TestPathsAreKeptApart(t *testing.T) {
	var seen []string
	c, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.URL.EscapedPath())
		answer(w, 200, 1)
	}), func(o *Options) { o.Server += "/bas" })
	for _, id := range []string{"konf-1", "a/b", "..", ".", "å ä", "x?y#z", "%2e%2e", "a\\b"} {
		var n int
		if err := c.Get(context.Background(), nil, &n, "conferences", id); err != nil {
			t.Errorf("%q: %v", id, err)
		}
	}
	want := []string{"konf-1", "a%2Fb", "%2E%2E", "%2E", "%C3%A5%20%C3%A4", "x%3Fy%23z", "%252e%252e", "a%5Cb"}
	for i := range want {
		want[i] = "/bas/api/v1/conferences/" + want[i]
	}
	if !slices.Equal(seen, want) {
		t.Errorf("got  %q\nwant %q", seen, want)
	}
}

func TestARefusalIsTheSameFault(t *testing.T) {
	at := time.Date(2027, 1, 6, 18, 30, 0, 0, time.UTC)
	c, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer(w, 409, wire.Problem{Title: "Nej", Status: 409, Kind: "conflict", Code: "floor.not-yours", Request: "r1",
			Args: map[string]any{"Actor": "a", "Actors": []string{"a", "b"}, "Count": 2, "At": at, "Part": 0.5}, Fields: map[string]string{"x": "y"}})
	}))
	err := c.Give(context.Background(), 1, nil, "x")
	var r *Refusal
	if !errors.As(err, &r) || r.Title != "Nej" || r.Request != "r1" {
		t.Fatalf("%#v", err)
	}
	f := r.Fault
	if f.Kind != fault.Conflict || f.Code != "floor.not-yours" || f.Fields["x"] != "y" {
		t.Errorf("%#v", f)
	}
	if n, ok := f.Args["Count"].(int); !ok || n != 2 {
		t.Errorf("a number: %#v", f.Args["Count"])
	}
	if got, ok := f.Args["At"].(time.Time); !ok || !got.Equal(at) {
		t.Errorf("a time: %#v", f.Args["At"])
	}
	if got, ok := f.Args["Actors"].([]string); !ok || len(got) != 2 {
		t.Errorf("a list: %#v", f.Args["Actors"])
	}
	if f.Args["Part"] != 0.5 || f.Args["Actor"] != "a" {
		t.Errorf("%#v", f.Args)
	}
}

func TestWhatIsTriedAgain(t *testing.T) {
	busy := wire.Problem{Kind: "unavailable", Status: 503, Code: "store.busy"}
	for name, x := range map[string]struct {
		fails func(w http.ResponseWriter)
		once  bool // put with Post
		tries int32
		code  string
		least time.Duration // in all
	}{
		"busy, says when":   {func(w http.ResponseWriter) { w.Header().Set("Retry-After", "7"); answer(w, 503, busy) }, false, 3, "", 14 * time.Second},
		"too many":          {func(w http.ResponseWriter) { answer(w, 429, wire.Problem{Kind: "limited", Code: "x.limited"}) }, false, 3, "", 0},
		"a proxy's error":   {func(w http.ResponseWriter) { http.Error(w, "bad gateway", http.StatusBadGateway) }, false, 3, "", 0},
		"cut off":           {cut, false, 3, "", 0},
		"cut off, no id":    {cut, true, 1, "client.unreachable", 0},
		"busy for ever":     {func(w http.ResponseWriter) { w.Header().Set("Retry-After", "3600"); answer(w, 503, busy) }, false, 1, "store.busy", 0},
		"full":              {func(w http.ResponseWriter) { answer(w, 507, wire.Problem{Kind: "full", Code: "store.full"}) }, false, 1, "store.full", 0},
		"not ours":          {func(w http.ResponseWriter) { http.Error(w, "<html>", 404) }, false, 1, "client.not-the-service", 0},
		"refused":           {func(w http.ResponseWriter) { answer(w, 403, wire.Problem{Kind: "forbidden", Code: "access.role"}) }, false, 1, "access.role", 0},
		"not what we asked": {func(w http.ResponseWriter) { answer(w, 200, "text") }, false, 1, "client.not-the-service", 0},
	} {
		t.Run(name, func(t *testing.T) {
			var tries atomic.Int32
			c, k := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					t.Error(err)
				}
				if tries.Add(1) < 3 {
					x.fails(w)
					return
				}
				answer(w, 200, 1)
			}))
			put, n := c.Give, 0
			if x.once {
				put = c.Post
			}
			err := put(context.Background(), "body", &n, "x")
			if fault.CodeOf(err) != x.code || tries.Load() != x.tries {
				t.Errorf("%d tries, %v; want %d, %q", tries.Load(), err, x.tries, x.code)
			}
			total := time.Duration(0)
			for _, d := range k.waited() {
				total += d
			}
			if total < x.least || total > 90*time.Second {
				t.Errorf("waited %v", k.waited())
			}
		})
	}
}

// However long the service is away, somebody gets an answer in the end.
func TestPatienceEnds(t *testing.T) {
	c, k := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { cut(w) }))
	begun := k.Now()
	wantCode(t, c.Get(context.Background(), nil, nil, "x"), "client.unreachable")
	if d := k.Now().Sub(begun); d < 60*time.Second || d > 90*time.Second {
		t.Errorf("gave up after %v", d)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := c.Get(ctx, nil, nil, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("broken off: %v", err)
	}
}

// A command whose answer is lost is given again with its id, and carried out once.
func TestACommandIsGivenOnce(t *testing.T) {
	done := map[string]int64{}
	var asked int
	var mu sync.Mutex
	c, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var in []wire.Command
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		var out []wire.Receipt
		for _, x := range in {
			seq, already := done[x.ID]
			status := "already"
			if !already {
				seq, status = int64(len(done)+1), "accepted"
				done[x.ID] = seq
			}
			out = append(out, wire.Receipt{Command: x.ID, Status: status, First: seq, Last: seq})
		}
		if asked++; asked%3 != 0 {
			cut(w) // after it was done
		}
		answer(w, 200, out)
	}))
	for i := range 20 {
		ids := []wire.Command{{ID: fmt.Sprint("a", i), Name: "note.write"}, {ID: fmt.Sprint("b", i), Name: "note.write"}}
		got, err := c.Commands(context.Background(), "k", ids)
		if err != nil || len(got) != 2 || got[0].First != int64(2*i+1) || got[1].First != int64(2*i+2) {
			t.Fatalf("%d: %v %v", i, got, err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(done) != 40 {
		t.Errorf("%d were carried out, want 40", len(done))
	}
	short, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, []wire.Receipt{}) }))
	_, err := short.Commands(context.Background(), "k", []wire.Command{{ID: "x"}})
	wantCode(t, err, "client.not-the-service")
}

func TestAnswersHaveAnEnd(t *testing.T) {
	c, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		chunk := bytes.Repeat([]byte(" "), 1<<20)
		for range MaxAnswer>>20 + 1 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	wantCode(t, c.Get(context.Background(), nil, new(int), "x"), "client.answer-too-large")
}

// An answer in which nothing comes is given up, however politely it began.
func TestAStalledAnswerIsGivenUp(t *testing.T) {
	gone := make(chan struct{})
	defer close(gone)
	c, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(200)
		_ = http.NewResponseController(w).Flush()
		select {
		case <-gone:
		case <-r.Context().Done():
		}
	}), func(o *Options) { o.Stall = 30 * time.Millisecond; o.Patience = time.Millisecond })
	wantCode(t, c.Get(context.Background(), nil, new(int), "x"), "client.unreachable")
	f, err := c.Open(context.Background(), nil, "x")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = io.ReadAll(f)
	wantCode(t, err, "client.unreachable")
}

func TestFiles(t *testing.T) {
	content := strings.Repeat("snö ", 50_000)
	var tries, got int
	var mu sync.Mutex
	c, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Type", "application/pdf")
			w.Header().Set("Content-Disposition", `attachment; filename*=UTF-8''k%C3%A4lla.pdf`)
			_, _ = io.WriteString(w, content)
			return
		}
		b, err := io.ReadAll(r.Body)
		if tries++; tries == 1 {
			cut(w)
		}
		if err != nil || string(b) != content {
			t.Errorf("%d bytes came, %v", len(b), err)
		}
		got++
		answer(w, 200, map[string]any{"digest": "d", "size": len(b)})
	}))
	var out struct{ Digest string }
	if err := c.Upload(context.Background(), strings.NewReader(content), &out, "files"); err != nil || out.Digest != "d" || got != 1 || tries != 2 {
		t.Errorf("%v %v, %d tries", out, err, tries)
	}
	f, err := c.Open(context.Background(), nil, "x")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil || string(b) != content || f.Name != "källa.pdf" || f.MediaType != "application/pdf" {
		t.Errorf("%d bytes, %q %q, %v", len(b), f.Name, f.MediaType, err)
	}
}

func TestCertificates(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, 1) }))
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	defer s.Close()
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "https://"), ":")
	for name, x := range map[string]struct {
		server string
		ca     []byte
		code   string
	}{
		"unknown issuer": {s.URL, nil, "client.certificate-unknown"},
		"trusted":        {s.URL, own, ""},
		"another host":   {"https://localhost:" + port, own, "client.certificate-host"},
		"not encrypted":  {"https://" + strings.TrimPrefix(plain.URL, "http://"), nil, "client.not-https"},
	} {
		c, err := New(Options{Server: x.server, Token: "svk_x", CA: x.ca, Now: time.Now, Chance: func() float64 { return 0 }, Patience: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		if err := c.Get(context.Background(), nil, &n, "x"); fault.CodeOf(err) != x.code {
			t.Errorf("%s: %v, want %q", name, err, x.code)
		}
		c.Close()
	}
	_, err := New(Options{Server: "https://x", CA: []byte("no certificate")})
	wantCode(t, err, "client.certificates")
}
