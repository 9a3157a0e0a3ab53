package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"samverkan/internal/id"
	"samverkan/internal/wire"
)

// build makes the program that is measured, unless one was given.
func build(s settings, dir string) (string, error) {
	if s.binary != "" {
		return s.binary, nil
	}
	program := filepath.Join(dir, "samverkan")
	out, err := exec.Command("go", "build", "-o", program, "samverkan/cmd/samverkan").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
}

// serviceStarter makes the installation once. Each start gets a copy of it, so that all begin with the same record.
func serviceStarter(s settings, name, program, dir string, database databases) (func() (*target, error), error) {
	home := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
	if err := os.Mkdir(home, 0o700); err != nil {
		return nil, err
	}
	db, err := database.fresh(home)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	in, err := install(home, db, s.most())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintf(os.Stderr, "%s: %d people are signed in, after %.1f s\n", name, len(in.followers), time.Since(began).Seconds())
	copies := 0
	return func() (*target, error) {
		copies++
		here := fmt.Sprintf("%s-%d", home, copies)
		if err := copyHome(home, here); err != nil {
			return nil, err
		}
		db, err := database.copied(in.db, here)
		if err != nil {
			return nil, err
		}
		t, err := serve(s, name, program, here, db, in)
		if err != nil {
			return nil, err
		}
		end := t.end
		t.end = func() { end(); os.RemoveAll(here) }
		return t, nil
	}, nil
}

// copyHome copies a directory with its modes, since keys that others may read are refused.
func copyHome(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return filepath.WalkDir(to, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	})
}

// serve starts the service as somebody who runs it would, and waits until it calls itself ready.
func serve(s settings, name, program, home, db string, in *installation) (*target, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	address := "127.0.0.1:" + port
	given := flags(home, db)
	given["listen"], given["url"], given["metrics"] = address, "http://"+address, ""
	if s.profile != "" {
		if port, err = freePort(); err != nil {
			return nil, err
		}
		given["metrics"], given["profiling"] = "127.0.0.1:"+port, "on"
	}
	args := []string{"serve"}
	for name, value := range given {
		args = append(args, "--"+name, value)
	}
	log, err := os.OpenFile(filepath.Join(home, "log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p, err := beginWith(s, 0, log, append(os.Environ(), "HOME="+home), program, args...)
	if err != nil {
		return nil, err
	}
	end := func() {
		p.command.Process.Signal(syscall.SIGTERM)
		p.end()
	}
	if err := awaitReady(address); err != nil {
		end()
		text, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	t := conferenceTarget(name, address, in.conference)
	t.pid, t.credentials, t.posters, t.end = p.command.Process.Pid, headers("Cookie: ", in.followers), headers("Cookie: ", in.posters), end
	if s.profile != "" {
		t.profile = "http://" + given["metrics"] + "/profile"
	}
	return t, nil
}

func headers(name string, values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = name + v
	}
	return out
}

func awaitReady(address string) error {
	var last error
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		r, err := http.Get("http://" + address + "/readyz")
		if last = err; err != nil {
			continue
		}
		r.Body.Close()
		if r.StatusCode == http.StatusOK {
			return nil
		}
		last = fmt.Errorf("it answers %s", r.Status)
	}
	return fmt.Errorf("the service is not ready: %w", last)
}

// running is a service that runs already.
func running(s settings) (*target, error) {
	tokens, err := os.ReadFile(s.tokens)
	if err != nil {
		return nil, err
	}
	t := conferenceTarget("service", strings.TrimPrefix(strings.TrimSuffix(s.url, "/"), "http://"), s.conference)
	t.pid, t.end = s.pid, func() {}
	t.credentials = headers("Authorization: Bearer ", strings.Fields(string(tokens)))
	t.posters = headers("Authorization: Bearer ", strings.Split(s.postToken, ","))
	return t, nil
}

// conferenceTarget follows a conference. Each entry is a note, through the same door as anybody's.
func conferenceTarget(name, address, conference string) *target {
	ids := id.NewSource(time.Now, rand.Reader)
	base := "http://" + address + "/api/v1/conferences/" + conference
	t := &target{name: name, address: address, path: "/api/v1/conferences/" + conference + "/stream", resumes: true}
	var turn atomic.Int64
	t.post = func(text string) (*http.Request, error) {
		note, err := json.Marshal(map[string]any{"kind": "information", "text": text})
		if err != nil {
			return nil, err
		}
		body, err := json.Marshal(wire.Command{ID: ids.New(), Name: "note.write", Command: note})
		if err != nil {
			return nil, err
		}
		r, err := http.NewRequest(http.MethodPost, base+"/commands", bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		t.sign(r, t.posters[int(turn.Add(1))%len(t.posters)])
		r.Header.Set("Content-Type", "application/json")
		return r, nil
	}
	return t
}

// sign puts a credential on a request, and what a browser says when it asks for a page of its own.
func (t *target) sign(r *http.Request, credential string) {
	name, value, _ := strings.Cut(credential, ": ")
	r.Header.Set(name, value)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
}
