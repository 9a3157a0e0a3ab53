package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

//go:embed testdata/floor.c
var floorSource []byte

// compileFloor makes the C floor in a directory; an error when there is no compiler.
func compileFloor(dir string) (string, error) {
	source, program := filepath.Join(dir, "floor.c"), filepath.Join(dir, "floor")
	if err := os.WriteFile(source, floorSource, 0o600); err != nil {
		return "", err
	}
	if out, err := exec.Command("cc", "-O2", "-o", program, source).CombinedOutput(); err != nil {
		return "", fmt.Errorf("cc: %w %s", err, out)
	}
	return program, nil
}

// runFloor is the same loop in Go, for machines without a C compiler.
func runFloor() error {
	var mu sync.Mutex
	var followers []int
	seq := 0
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		conn.SetDeadline(time.Time{})
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nevent: hello\ndata: {}\n\n")
		if raw, err := conn.(*net.TCPConn).SyscallConn(); err == nil {
			raw.Control(func(fd uintptr) {
				mu.Lock()
				defer mu.Unlock()
				followers = append(followers, int(fd))
			})
		}
		<-make(chan struct{}) // keeps conn, and with it the file
	})
	mux.HandleFunc("POST /entries", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		w.WriteHeader(http.StatusCreated)
		http.NewResponseController(w).Flush()
		mu.Lock()
		defer mu.Unlock()
		seq++
		var b bytes.Buffer
		fmt.Fprintf(&b, "id: %d\nevent: entry\ndata: %s\n\n", seq, body)
		for _, fd := range followers {
			syscall.Write(fd, b.Bytes())
		}
	})
	return serveUntilInputEnds(mux, func() error { return nil })
}
