package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/id"
	"samverkan/internal/server"
	"samverkan/internal/store"
)

// running is the real service over the database of a story, with something on the way to it that can lose answers.
type running struct {
	stop func()
	away *httputil.ReverseProxy

	mu    sync.Mutex
	loses int // every so manieth answer to something that is posted
	asked int
	grant string // the token that the next sign-in gets, when somebody has approved it
}

// door answers what is about sign-ins as the service's description has it, until the service does; the rest it hands on.
func (r *running) door() http.Handler {
	m := http.NewServeMux()
	answer := func(w http.ResponseWriter, status int, body string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
	m.HandleFunc("POST /api/v1/device/code", func(w http.ResponseWriter, q *http.Request) {
		answer(w, 200, `{"device_code":"d","user_code":"BCDF-GHJK","verification_uri":"https://samverkan.example/device","expires_in":600,"interval":5}`)
	})
	m.HandleFunc("POST /api/v1/device/token", func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.asked++; r.asked%2 == 1 {
			answer(w, 400, `{"error":"authorization_pending"}`)
			return
		}
		answer(w, 200, `{"access_token":"`+r.grant+`","token_type":"Bearer","expires_in":3600,"scope":"write"}`)
	})
	list := `[{"id":"t1","name":"Provet","prefix":"svk_abc","scope":"read","created":"2027-01-06T17:00:00Z","expires":"2027-02-06T17:00:00Z"}]`
	m.HandleFunc("GET /api/v1/tokens", func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, list) })
	m.HandleFunc("POST /api/v1/tokens", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, `{"id":"t2","name":"Tavlan","scope":"read","expires":"2027-02-06T17:00:00Z","token":"svk_shown_once"}`)
	})
	m.HandleFunc("GET /api/v1/sessions", func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, list) })
	for _, path := range []string{"tokens", "sessions"} {
		m.HandleFunc("DELETE /api/v1/"+path+"/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	}
	m.Handle("/", r.away)
	return m
}

// serve starts the service; stories call it with "serves".
func serve(ts *testscript.TestScript, on *stage) *running {
	texts, err := catalogue()
	ts.Check(err)
	c, err := config.Load(config.Sources{Home: ts.MkAbs("."), Env: func(string) string { return "" },
		Flags: map[string]string{"db": ts.Getenv("SAMVERKAN_DB"), "listen": "127.0.0.1:0", "hijack": "off"}})
	ts.Check(err)
	ctx, cancel := context.WithCancel(context.Background())
	srv, err := server.Open(ctx, server.Options{Config: c, Texts: texts, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now: on.clock, NewID: id.NewSource(on.clock, nil).New})
	ts.Check(err)
	ended := make(chan error, 1)
	go func() { ended <- srv.Run(ctx) }()
	r := &running{}
	r.away = httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: srv.Addr().String()})
	r.away.FlushInterval = -1
	r.away.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)
	r.away.ModifyResponse = r.lose
	front, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	web := &http.Server{Handler: r.door(), ReadHeaderTimeout: time.Second}
	go web.Serve(front)
	r.stop = sync.OnceFunc(func() {
		web.Close()
		cancel()
		if err := <-ended; err != nil {
			ts.Logf("the service: %v", err)
		}
		ts.Check(srv.Close())
	})
	ts.Setenv("SERVER", "http://"+front.Addr().String())
	return r
}

// lose breaks the connection in the place of an answer that the service has given: what was asked for is done.
func (r *running) lose(answer *http.Response) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.loses == 0 || answer.Request.Method != http.MethodPost {
		return nil
	}
	if r.asked++; r.asked%r.loses != 0 {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// serviceCommands are what stories of a service need besides.
func serviceCommands() map[string]func(*testscript.TestScript, bool, []string) {
	current := func(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }
	return map[string]func(*testscript.TestScript, bool, []string){
		// serves starts the service over the story's database, and sets SERVER.
		"serves": func(ts *testscript.TestScript, _ bool, _ []string) {
			on := current(ts)
			on.service = serve(ts, on)
			ts.Defer(on.service.stop)
		},
		// stops ends the service.
		"stops": func(ts *testscript.TestScript, _ bool, _ []string) { current(ts).service.stop() },
		// loses N lets only every Nth answer to a command through; 0 lets all through.
		"loses": func(ts *testscript.TestScript, _ bool, args []string) {
			n, err := strconv.Atoi(args[0])
			ts.Check(err)
			r := current(ts).service
			r.mu.Lock()
			r.loses = n
			r.mu.Unlock()
		},
		// token NAME MEMBER SCOPE LENGTH makes a token before the service begins, and sets NAME to it.
		"token": func(ts *testscript.TestScript, _ bool, args []string) {
			lasts, err := time.ParseDuration(args[3])
			ts.Check(err)
			ts.Setenv(args[0], makeToken(ts, current(ts), args[1], clerk.Scope(args[2]), lasts))
		},
		// opens-to-all FILE and closes FILE change who on the machine may read a file.
		"opens-to-all": func(ts *testscript.TestScript, _ bool, args []string) { ts.Check(os.Chmod(ts.MkAbs(args[0]), 0o644)) },
		"closes":       func(ts *testscript.TestScript, _ bool, args []string) { ts.Check(os.Chmod(ts.MkAbs(args[0]), 0o600)) },
		// approves NAME has the next sign-in approved, and given that token.
		"approves": func(ts *testscript.TestScript, _ bool, args []string) { current(ts).service.grant = ts.Getenv(args[0]) },
		// as NAME is whose token the following runs have; without NAME, nobody's.
		"as": func(ts *testscript.TestScript, _ bool, args []string) {
			ts.Setenv("SAMVERKAN_TOKEN", "")
			if len(args) > 0 {
				ts.Setenv("SAMVERKAN_TOKEN", ts.Getenv(args[0]))
			}
		},
	}
}

// makeToken makes a token as a person does in the pages of the service.
func makeToken(ts *testscript.TestScript, on *stage, member string, scope clerk.Scope, lasts time.Duration) string {
	body := fmt.Sprintf("svk_%032s", strings.Map(func(r rune) rune {
		if r == '.' {
			return 'x'
		}
		return r
	}, member+string(scope)+strconv.Itoa(int(lasts.Hours()))))
	secret := fmt.Sprintf("%s_%08x", body, crc32.ChecksumIEEE([]byte(body)))
	sum := sha256.Sum256([]byte(secret))
	ctx := context.Background()
	st, err := store.Open(ctx, store.Options{Path: ts.Getenv("SAMVERKAN_DB"), Now: on.clock, Random: on.random})
	ts.Check(err)
	defer st.Close()
	k := clerk.New(clerk.Options{Store: st, NewID: id.NewSource(on.clock, on.random).New, Now: on.clock})
	who, err := k.Identify(ctx, member)
	ts.Check(err)
	_, err = k.MakeToken(ctx, who, clerk.NewToken{Name: "Provet", Scope: scope, Expires: on.clock().Add(lasts), Shown: secret[:10],
		Digest: clerk.Digest(hex.EncodeToString(sum[:]))})
	ts.Check(err)
	return secret
}
