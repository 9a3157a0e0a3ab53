package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/id"
	"samverkan/internal/server"
	"samverkan/internal/signin"
	"samverkan/internal/store"
)

// running is the real service over the database of a story, with something on the way to it that can lose answers.
type running struct {
	stop func()
	at   string
	away *httputil.ReverseProxy

	mu       sync.Mutex
	loses    int // every so manieth answer to something that is posted
	asked    int
	approver string // the member who says yes to programs that sign in
	code     string // that waits for it
}

// besides is a run of the program that goes on beside a story.
type besides struct {
	done      chan int
	out, errs bytes.Buffer
}

// serve starts the service, with settings beside those that all stories have; stories call it with "serves".
func serve(ts *testscript.TestScript, on *stage, settings []string) *running {
	texts, err := catalogue()
	ts.Check(err)
	flags := map[string]string{"db": ts.Getenv("SAMVERKAN_DB"), "listen": "127.0.0.1:0", "hijack": "off", "metrics": ""}
	for _, x := range settings {
		name, value, _ := strings.Cut(x, "=")
		flags[name] = value
	}
	c, err := config.Load(config.Sources{Home: ts.MkAbs("."), Env: func(string) string { return "" }, Flags: flags})
	ts.Check(err)
	ctx, cancel := context.WithCancel(context.Background())
	srv, err := server.Open(ctx, server.Options{Config: c, Texts: texts, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now: on.clock, NewID: id.NewSource(on.clock, nil).New})
	ts.Check(err)
	ended := make(chan error, 1)
	go func() { ended <- srv.Run(ctx) }()
	r := &running{at: "http://" + srv.Addr().String()}
	r.away = httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: srv.Addr().String()})
	r.away.FlushInterval = -1
	r.away.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)
	r.away.ModifyResponse = r.passing
	front, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	web := &http.Server{Handler: r.away, ReadHeaderTimeout: time.Second}
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

// passing sees the answers that the service gives.
func (r *running) passing(answer *http.Response) error {
	switch answer.Request.URL.Path {
	case "/api/v1/device/code":
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			return err
		}
		answer.Body = io.NopCloser(bytes.NewReader(body))
		var begun struct {
			Code string `json:"user_code"`
		}
		r.code = ""
		if json.Unmarshal(body, &begun) == nil {
			r.code = begun.Code
		}
		return nil
	case "/api/v1/device/token": // the program has asked once, in vain: somebody reads the code and says yes
		if r.code != "" && r.approver != "" {
			err := r.approve(r.code)
			r.code = ""
			return err
		}
		return nil
	}
	return r.lose(answer)
}

// phrase is the password of everybody in the stories.
const phrase = "sju gröna paraplyer dansar"

// approve signs a person in with a browser, and says yes to a code on the page.
func (r *running) approve(code string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, page := range []struct {
		path   string
		form   url.Values
		status int
	}{
		{"/sign-in", url.Values{"login": {r.approver + "@prov.example"}, "password": {phrase}}, http.StatusSeeOther},
		{"/device", url.Values{"code": {code}, "answer": {"yes"}}, http.StatusOK},
	} {
		q, err := http.NewRequest(http.MethodPost, r.at+page.path, strings.NewReader(page.form.Encode()))
		if err != nil {
			return err
		}
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Sec-Fetch-Site", "same-origin")
		answer, err := browser.Do(q)
		if err != nil {
			return err
		}
		answer.Body.Close()
		if answer.StatusCode != page.status {
			return fmt.Errorf("%s answers %d", page.path, answer.StatusCode)
		}
	}
	return nil
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
		"serves": func(ts *testscript.TestScript, _ bool, args []string) {
			on := current(ts)
			on.service = serve(ts, on, args)
			ts.Defer(on.service.stop)
		},
		// begins runs the program beside the story, in which no wait ever ends by itself: what it learns, it is told.
		"begins": func(ts *testscript.TestScript, _ bool, args []string) {
			on := current(ts)
			ctx, cancel := context.WithCancel(context.Background())
			ts.Defer(cancel)
			run := &besides{done: make(chan int, 1)}
			on.besides = run
			env := map[string]string{}
			for _, name := range []string{envDB, envServer, envToken, envConference} {
				env[name] = ts.Getenv(name)
			}
			go func() {
				run.done <- Run(ctx, args, World{In: strings.NewReader(""), Out: &run.out, Err: &run.errs, Env: func(k string) string { return env[k] }, Now: on.clock,
					Wait: func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() }})
			}()
		},
		// ends waits for it to end as it should, and shows what it said.
		"ends": func(ts *testscript.TestScript, _ bool, _ []string) {
			run := current(ts).besides
			select {
			case code := <-run.done:
				fmt.Fprint(ts.Stdout(), run.out.String())
				fmt.Fprint(ts.Stderr(), run.errs.String())
				if code != 0 {
					ts.Fatalf("exit code %d", code)
				}
			case <-time.After(30 * time.Second):
				ts.Fatalf("it does not end")
			}
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
		// account MEMBER ACTOR ROLE makes somebody who can sign in, before the service begins.
		"account": func(ts *testscript.TestScript, _ bool, args []string) {
			establish(ts, current(ts), directory.Member{ID: args[0], Name: args[0], Actor: args[1], SystemRole: directory.SystemRole(args[2])})
		},
		// approves MEMBER has that person say yes to the programs that sign in.
		"approves": func(ts *testscript.TestScript, _ bool, args []string) { current(ts).service.approver = args[0] },
		// keeps NAME PATTERN sets NAME to what the pattern's brackets find in the last answer.
		"keeps": func(ts *testscript.TestScript, _ bool, args []string) {
			found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
			if len(found) < 2 {
				ts.Fatalf("no %s in the answer", args[1])
			}
			ts.Setenv(args[0], found[1])
		},
		// as NAME is whose token the following runs have; without NAME, nobody's.
		"as": func(ts *testscript.TestScript, _ bool, args []string) {
			ts.Setenv("SAMVERKAN_TOKEN", "")
			if len(args) > 0 {
				ts.Setenv("SAMVERKAN_TOKEN", ts.Getenv(args[0]))
			}
		},
	}
}

// establish makes an account that can be used at once.
func establish(ts *testscript.TestScript, on *stage, m directory.Member) {
	ctx := context.Background()
	st, err := store.Open(ctx, store.Options{Path: ts.Getenv("SAMVERKAN_DB"), Now: on.clock, Random: on.random})
	ts.Check(err)
	defer st.Close()
	newID := id.NewSource(on.clock, on.random).New
	key, err := signin.LoadKey(ts.MkAbs("secret.key"), on.random)
	ts.Check(err)
	texts, err := catalogue()
	ts.Check(err)
	s, err := signin.New(signin.Options{Clerk: clerk.New(clerk.Options{Store: st, NewID: newID, Now: on.clock}), Now: on.clock, Random: on.random,
		NewID: newID, Key: key, Base: &url.URL{Scheme: "http", Host: "127.0.0.1"}, Texts: texts})
	ts.Check(err)
	defer s.Close()
	ts.Check(s.Establish(ctx, clerk.OwnerIdentity(), []signin.Newcomer{{Member: m, Login: m.ID + "@prov.example"}}, phrase))
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
