package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// asking is what one kind of request costs when one comes after the other.
type asking struct {
	target, what string
	took         []int64 // nanoseconds
	cpu          float64 // of the server, microseconds for each
}

// measureAsking asks for nothing, for who one is, and to be let in with a password, on a service that nobody follows.
func measureAsking(start func() (*target, error)) ([]asking, error) {
	t, err := start()
	if err != nil || len(t.credentials) == 0 {
		if err == nil {
			t.end()
		}
		return nil, err
	}
	defer t.end()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	base := "http://" + t.address
	var out []asking
	for _, x := range []struct {
		what  string
		times int
		want  int
		make  func(i int) (*http.Request, error)
	}{
		{"that it lives (/livez)", 2000, http.StatusOK, func(int) (*http.Request, error) {
			return http.NewRequest(http.MethodGet, base+"/livez", nil)
		}},
		{"who one is (/api/v1/me), by session", 2000, http.StatusOK, func(i int) (*http.Request, error) {
			r, err := http.NewRequest(http.MethodGet, base+"/api/v1/me", nil)
			if err == nil {
				t.sign(r, t.credentials[i%min(100, len(t.credentials))])
			}
			return r, err
		}},
		{"to be let in, with a password", 10, http.StatusSeeOther, func(int) (*http.Request, error) {
			form := url.Values{"login": {login}, "password": {password}}
			r, err := http.NewRequest(http.MethodPost, base+"/sign-in", strings.NewReader(form.Encode()))
			if err == nil {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.Header.Set("Sec-Fetch-Site", "same-origin")
			}
			return r, err
		}},
	} {
		a := asking{target: t.name, what: x.what}
		quiet(t.pid)
		cpu := cpuOf(t.pid)
		for i := range x.times {
			r, err := x.make(i)
			if err != nil {
				return nil, err
			}
			began := time.Now()
			answer, err := client.Do(r)
			if err != nil {
				return nil, err
			}
			io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
			a.took = append(a.took, int64(time.Since(began)))
			if answer.StatusCode != x.want {
				return nil, fmt.Errorf("asked %s, it answers %s", x.what, answer.Status)
			}
		}
		a.cpu = (cpuOf(t.pid) - cpu) / 1e3 / float64(x.times)
		out = append(out, a)
		fmt.Fprintln(os.Stderr, a.row())
	}
	return out, nil
}

func (a asking) row() string {
	return fmt.Sprintf("| %s, asked %s | %s | %s | %.0f |", a.target, a.what, ms(quantile(a.took, 0.5)), ms(quantile(a.took, 0.99)), a.cpu)
}

func writeAskings(w io.Writer, all []asking) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(w, "\n| one after the other | p50 ms | p99 ms | CPU us of the server |\n|---|---|---|---|")
	for _, a := range all {
		fmt.Fprintln(w, a.row())
	}
}
