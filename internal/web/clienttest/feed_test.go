package clienttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// feed is what happens in a meeting, told by stream and by answer, with the ways in which that goes wrong.
type feed struct {
	mu      sync.Mutex
	entries []string // patch HTML; entry 1 first
	more    chan struct{}
	gone    chan struct{} // closed when all connections are to be cut
	swallow bool          // a proxy keeps what the stream says
	page    bool          // a proxy answers for a stream, with a page
	reset   int           // who has not come as far as this is told to begin anew
	silent  bool          // hello, and nothing more
	each    int           // the stream is cut after so many entries; 0 never
	status  int           // answered instead; 0 no
	now     int           // streams that are open
	most    int           // streams that have been open at once
	streams int           // streams in all
	polls   int
}

func (f *feed) init() {
	f.more, f.gone = make(chan struct{}), make(chan struct{})
}

// set changes how the feed behaves.
func (f *feed) set(change func(f *feed)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *feed) get(value func(f *feed) int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return value(f)
}

// tell adds an entry. "" is one that the reader may not see.
func (f *feed) tell(html string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.entries = append(f.entries, html)
	close(f.more)
	f.more = make(chan struct{})
}

// cut ends every connection.
func (f *feed) cut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.gone)
	f.gone = make(chan struct{})
}

func (f *feed) newest() int { return f.get(func(f *feed) int { return len(f.entries) }) }

func (f *feed) serve(w http.ResponseWriter, r *http.Request) {
	after, _ := strconv.Atoi(r.URL.Query().Get("after"))
	f.mu.Lock()
	status := f.status
	f.mu.Unlock()
	if status != 0 {
		w.WriteHeader(status)
		return
	}
	if r.URL.Query().Has("wait") {
		f.poll(w, r, after)
		return
	}
	f.stream(w, r, after)
}

func (f *feed) poll(w http.ResponseWriter, r *http.Request, after int) {
	seconds, _ := strconv.Atoi(r.URL.Query().Get("wait"))
	deadline := time.After(time.Duration(seconds) * time.Second)
	f.mu.Lock()
	f.polls++
	if f.reset > after {
		f.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"next": after, "reset": true})
		return
	}
	for len(f.entries) <= after && seconds > 0 {
		more, gone := f.more, f.gone
		f.mu.Unlock()
		select {
		case <-more:
		case <-deadline:
			seconds = 0
		case <-gone:
			panic(http.ErrAbortHandler)
		case <-r.Context().Done():
			return
		}
		f.mu.Lock()
	}
	list := f.entries[min(after, len(f.entries)):]
	next := after + len(list)
	f.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"next": next, "reset": false, "html": strings.Join(list, "")})
}

func (f *feed) stream(w http.ResponseWriter, r *http.Request, after int) {
	f.mu.Lock()
	f.now++
	f.streams++
	f.most = max(f.most, f.now)
	swallow, silent, each, gone, page, reset := f.swallow, f.silent, f.each, f.gone, f.page, f.reset > after
	f.mu.Unlock()
	defer f.set(func(f *feed) { f.now-- })
	if page {
		fmt.Fprint(w, "<p>Var god vänta</p>")
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(200)
	if !swallow {
		fmt.Fprintf(w, "event: hello\ndata: {\"head\":%d}\n\n", after)
	}
	if reset {
		fmt.Fprint(w, "event: reset\ndata: {}\n\n")
		return
	}
	w.(http.Flusher).Flush()
	for sent := 0; ; {
		f.mu.Lock()
		more := f.more
		list := f.entries[min(after, len(f.entries)):]
		f.mu.Unlock()
		if !swallow && !silent {
			for _, html := range list {
				after++
				fmt.Fprint(w, event(after, html))
				if sent++; each > 0 && sent >= each {
					w.(http.Flusher).Flush()
					time.Sleep(20 * time.Millisecond) // what has come is thrown away by a browser that hears of the cut before it reads
					panic(http.ErrAbortHandler)
				}
			}
			w.(http.Flusher).Flush()
		}
		select {
		case <-more:
		case <-gone:
			panic(http.ErrAbortHandler)
		case <-r.Context().Done():
			return
		}
	}
}

// event writes an entry as the service does.
func event(seq int, html string) string {
	if html == "" {
		return fmt.Sprintf("id: %d\n\n", seq)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "id: %d\nevent: patch\n", seq)
	for line := range strings.SplitSeq(html, "\n") {
		fmt.Fprintf(&b, "data: %s\n", line)
	}
	return b.String() + "\n"
}
