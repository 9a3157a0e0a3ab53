package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// target is a server that is measured.
type target struct {
	name    string
	address string
	path    string // of the stream
	pid     int
	resumes bool // it gives back what was missed
	post    func(text string) (*http.Request, error)
	end     func()
	profile string // where its profiles are read, when they are wanted

	credentials []string // headers, one for each follower
	posters     []string // headers of those who may post
}

// starter starts one of the servers that are measured.
type starter struct {
	name  string
	start func() (*target, error)
}

// starters are the servers of one round. What is made for them lies in dir.
func starters(s settings, dir string, pg *postgres) ([]starter, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var all []starter
	program := ""
	for name := range strings.SplitSeq(s.servers, ",") {
		x := starter{name: name}
		switch {
		case name == "floor":
			x.start, err = floorStarter(s, self, dir)
		case name == "hub":
			x.start = func() (*target, error) { return startHub(s, self) }
		case name == "service" && s.url != "":
			x.start = func() (*target, error) { return running(s) }
		case name == "service" || name == "postgres":
			if program == "" {
				if program, err = build(s, dir); err != nil {
					return nil, err
				}
			}
			databases := databases(files{})
			if name == "postgres" {
				databases = pg
			}
			x.start, err = serviceStarter(s, name, program, dir, databases)
		default:
			err = fmt.Errorf("there is no server %q", name)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

func startHub(s settings, self string) (*target, error) {
	p, err := begin(s, 0, self, "-as", "hub", "-profile", s.profile)
	if err != nil {
		return nil, err
	}
	t, err := listening("hub", p)
	if err == nil {
		t.resumes = true
	}
	return t, err
}

// floorStarter compiles the C floor once; without a compiler it gives the Go one, and says so.
func floorStarter(s settings, self, dir string) (func() (*target, error), error) {
	program, err := compileFloor(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "load: no C floor, the one in Go instead:", err)
		return func() (*target, error) {
			p, err := begin(s, 0, self, "-as", "floor")
			if err != nil {
				return nil, err
			}
			return listening("floor (Go)", p)
		}, nil
	}
	return func() (*target, error) {
		port, err := freePort()
		if err != nil {
			return nil, err
		}
		p, err := begin(s, 0, program, port)
		if err != nil {
			return nil, err
		}
		time.Sleep(100 * time.Millisecond)
		t := plain("floor (C)", "127.0.0.1:"+port, p)
		t.end = func() { p.command.Process.Kill(); p.end() } // it knows no better
		return t, nil
	}, nil
}

// listening reads the address that a server of ours says first.
func listening(name string, p *process) (*target, error) {
	address, err := p.out.ReadString('\n')
	if err != nil {
		p.end()
		return nil, fmt.Errorf("%s did not start: %w", name, err)
	}
	return plain(name, strings.TrimSpace(address), p), nil
}

func plain(name, address string, p *process) *target {
	return &target{
		name: name, address: address, path: "/stream", pid: p.command.Process.Pid, end: p.end,
		post: func(text string) (*http.Request, error) {
			body, err := json.Marshal(map[string]any{"meeting": 1, "para": "§ 7", "by": "sekr", "text": text})
			if err != nil {
				return nil, err
			}
			return http.NewRequest(http.MethodPost, "http://"+address+"/entries", bytes.NewReader(body))
		},
	}
}

// poster sends entries, each with the time at which it was sent.
type poster struct {
	*target
	client http.Client
	failed atomic.Int64
}

const filling = "Vägen är avstängd vid Nyköping och trafiken leds om. Räddningstjänsten är på plats, kommunen öppnar en stuga. "

func (p *poster) send() (time.Duration, error) {
	start := monotonic()
	r, err := p.post(fmt.Sprintf("@T%019d@ %s", start, filling))
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	answer, err := p.client.Do(r.WithContext(ctx))
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return 0, err
	case answer.StatusCode/100 != 2, bytes.Contains(body, []byte(`"status":"refused"`)):
		return 0, fmt.Errorf("the entry was not taken: %s %.300s", answer.Status, body)
	}
	return time.Duration(monotonic() - start), nil
}
