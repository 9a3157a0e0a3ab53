package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// process is a server or the followers, started by us.
type process struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// begin starts a program on a core of its own, when there are two and taskset exists.
func begin(s settings, core int, program string, args ...string) (*process, error) {
	return beginWith(s, core, os.Stderr, os.Environ(), program, args...)
}

func beginWith(s settings, core int, log *os.File, env []string, program string, args ...string) (*process, error) {
	args = append([]string{program}, args...)
	if taskset, err := exec.LookPath("taskset"); s.pin && err == nil {
		args = append([]string{taskset, "-c", strconv.Itoa(core)}, args...)
	}
	p := &process{command: exec.Command(args[0], args[1:]...)}
	p.command.Stderr, p.command.Env = log, env
	if s.pin {
		p.command.Env = append(env, "GOMAXPROCS=1")
	}
	in, err := p.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.in, p.out = in, bufio.NewReaderSize(out, 1<<20)
	return p, p.command.Start()
}

// end closes the process's input, after which it ends by itself; one that does not is killed.
func (p *process) end() {
	p.in.Close()
	timer := time.AfterFunc(15*time.Second, func() { p.command.Process.Kill() })
	defer timer.Stop()
	p.command.Wait()
}

// ask writes one line and reads the answer.
func (p *process) ask(line string) (seen, error) {
	var r seen
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		return r, err
	}
	answer, err := p.out.ReadBytes('\n')
	if err != nil {
		return r, fmt.Errorf("the followers have ended: %w", err)
	}
	return r, json.Unmarshal(answer, &r)
}

// gather starts the followers, and answers when all have had their hello.
func gather(s settings, c crowd) (*process, seen, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, seen{}, err
	}
	p, err := begin(s, 1, self, "-as", "followers")
	if err != nil {
		return nil, seen{}, err
	}
	who, err := json.Marshal(c)
	if err != nil {
		return nil, seen{}, err
	}
	r, err := p.ask(string(who))
	if err != nil {
		p.end()
	}
	return p, r, err
}

// freePort finds a port for the C floor, which cannot choose one itself.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// cpuOf gives the CPU time that a process has used, in nanoseconds.
func cpuOf(pid int) float64 {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return 0
	}
	total := 0.0
	for _, t := range threads {
		b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/schedstat", pid, t.Name()))
		if fields := strings.Fields(string(b)); len(fields) > 0 {
			n, _ := strconv.ParseFloat(fields[0], 64)
			total += n
		}
	}
	return total
}

// memoryOf gives the resident memory of a process, in bytes.
func memoryOf(pid int) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	fields := bytes.Fields(b)
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseFloat(string(fields[1]), 64)
	return pages * float64(os.Getpagesize())
}

// busy gives the time that all cores together have worked, in seconds.
func busy() float64 {
	b, _ := os.ReadFile("/proc/stat")
	first, _, _ := strings.Cut(string(b), "\n")
	total := 0.0
	for i, f := range strings.Fields(first)[1:] {
		if n, err := strconv.ParseFloat(f, 64); err == nil && i != 3 && i != 4 && i < 8 {
			total += n / 100
		}
	}
	return total
}
