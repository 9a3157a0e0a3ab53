package server

import (
	"net/http"
	"runtime/pprof"
	"runtime/trace"
	"strconv"
	"time"
)

// longestProfile is how long a profile may be taken, so that its answer is written in time.
const longestProfile = 20 * time.Second

// profiles adds what tells where time and memory go to the listener of the measurements: /profile/cpu?seconds=5, /profile/trace,
// and those that the runtime keeps (/profile/heap, /profile/goroutine …). They hold names of functions and counts, and nothing
// of what anybody has written, but taking one costs time; so it is asked for in the settings.
func profiles(mux *http.ServeMux) {
	mux.HandleFunc("GET /profile/cpu", during(func(w http.ResponseWriter) error { return pprof.StartCPUProfile(w) }, pprof.StopCPUProfile))
	mux.HandleFunc("GET /profile/trace", during(func(w http.ResponseWriter) error { return trace.Start(w) }, trace.Stop))
	mux.HandleFunc("GET /profile/{name}", func(w http.ResponseWriter, r *http.Request) {
		p := pprof.Lookup(r.PathValue("name"))
		if p == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		p.WriteTo(w, 0) // who asked has gone when it fails
	})
}

// during takes a profile for as many seconds as were asked for. One at a time can be taken.
func during(start func(http.ResponseWriter) error, stop func()) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Query().Get("seconds"))
		d := min(time.Duration(n)*time.Second, longestProfile)
		if err != nil || d <= 0 {
			d = 5 * time.Second
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		if err := start(w); err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		defer stop()
		select {
		case <-time.After(d):
		case <-r.Context().Done():
		}
	}
}
