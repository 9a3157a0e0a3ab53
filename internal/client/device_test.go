package client

import (
	"context"
	"net/http"
	"testing"
	"time"
)

// The program asks as often as the service wants, and no oftener.
func TestDeviceGrant(t *testing.T) {
	no := func(code string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { answer(w, 400, map[string]string{"error": code}) }
	}
	yes := func(w http.ResponseWriter) {
		answer(w, 200, map[string]any{"access_token": "svk_new", "token_type": "Bearer", "expires_in": 3600, "scope": "write"})
	}
	for name, x := range map[string]struct {
		answers []func(http.ResponseWriter)
		code    string
		waits   []time.Duration
	}{
		"approved":      {[]func(http.ResponseWriter){no("authorization_pending"), no("authorization_pending"), yes}, "", []time.Duration{5e9, 5e9, 5e9}},
		"too fast":      {[]func(http.ResponseWriter){no("slow_down"), no("authorization_pending"), no("slow_down"), yes}, "", []time.Duration{5e9, 10e9, 10e9, 15e9}},
		"denied":        {[]func(http.ResponseWriter){no("authorization_pending"), no("access_denied")}, "client.device-denied", []time.Duration{5e9, 5e9}},
		"run out":       {[]func(http.ResponseWriter){no("expired_token")}, "client.device-expired", []time.Duration{5e9}},
		"lost, back":    {[]func(http.ResponseWriter){cut, yes}, "", []time.Duration{5e9, 10e9}},
		"something new": {[]func(http.ResponseWriter){no("server_error")}, "client.not-the-service", []time.Duration{5e9}},
		"no token":      {[]func(http.ResponseWriter){func(w http.ResponseWriter) { answer(w, 200, map[string]string{}) }}, "client.not-the-service", []time.Duration{5e9}},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			c, k := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if err := r.ParseForm(); err != nil || r.Header.Get("Authorization") != "" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
					t.Errorf("%v %v", err, r.Header)
				}
				if r.URL.Path == "/api/v1/device/code" {
					if r.PostForm.Get("client_id") == "" || r.PostForm.Get("scope") != "write" {
						t.Errorf("%v", r.PostForm)
					}
					answer(w, 200, map[string]any{"device_code": "dc", "user_code": "ABCD-EFGH", "verification_uri": "https://x/device", "expires_in": 600, "interval": 5})
					return
				}
				if r.PostForm.Get("grant_type") != "urn:ietf:params:oauth:grant-type:device_code" || r.PostForm.Get("device_code") != "dc" {
					t.Errorf("%v", r.PostForm)
				}
				asked++
				x.answers[min(asked, len(x.answers))-1](w)
			}))
			d, err := c.Begin(context.Background(), "write")
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.Collect(context.Background(), d)
			wantCode(t, err, x.code)
			if err == nil && (got.Token != "svk_new" || got.Scope != "write") {
				t.Errorf("%+v", got)
			}
			if w := k.waited(); len(w) != len(x.waits) {
				t.Errorf("waited %v, want %v", w, x.waits)
			} else {
				for i := range w {
					if w[i] != x.waits[i] {
						t.Errorf("waited %v, want %v", w, x.waits)
						break
					}
				}
			}
		})
	}
}

// A code that nobody approves comes to an end here too, whatever the service goes on saying.
func TestDeviceGrantEnds(t *testing.T) {
	c, k := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 400, map[string]string{"error": "authorization_pending"})
	}))
	begun := k.Now()
	_, err := c.Collect(context.Background(), Device{DeviceCode: "x", Lasts: 600, Interval: 5})
	wantCode(t, err, "client.device-expired")
	if d := k.Now().Sub(begun); d > 11*time.Minute {
		t.Errorf("asked for %v", d)
	}
	_, err = c.Begin(context.Background(), "")
	if err == nil {
		t.Error("an answer without a code is taken for one")
	}
}
