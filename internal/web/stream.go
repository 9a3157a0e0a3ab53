package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/live"
)

// maxWait is how long one question for news is left open, so that no proxy on the way gives it up first.
const maxWait = 25

func (w *Web) liveRoutes() []row {
	return []row{
		{get, "/conferences/{id}/stream", "conference.follow", w.stream},
		{get, "/conferences/{id}/mine", "conference.follow", w.mine},
	}
}

// stream follows a meeting in a view. With wait it is asked for news once, where no stream comes through.
func (w *Web) stream(q *request) error {
	f, err := q.follower()
	if err != nil {
		return err
	}
	if !q.r.URL.Query().Has("wait") {
		if q.r.Method == http.MethodHead {
			return nil
		}
		return w.o.Hub.Serve(q.w, q.r, f)
	}
	wait, err := strconv.Atoi(q.query("wait"))
	if err != nil || wait < 0 {
		return fault.New(fault.Invalid, "web.follow")
	}
	frames, next, err := w.o.Hub.Poll(q.ctx(), f, time.Duration(min(wait, maxWait))*time.Second)
	if err != nil {
		return err
	}
	out := struct {
		Next  int64  `json:"next"`
		Reset bool   `json:"reset"`
		HTML  string `json:"html"`
	}{Next: next}
	for _, x := range frames {
		if x.Seq == 0 {
			out.Reset = out.Reset || bytes.HasPrefix(x.Bytes, []byte("event: reset\n"))
			continue
		}
		out.HTML += dataOf(x.Bytes)
	}
	q.private("application/json")
	b, err := json.Marshal(out)
	if err != nil {
		return err
	}
	q.send(http.StatusOK, b)
	return nil
}

// dataOf takes the data out of a frame.
func dataOf(frame []byte) string {
	var out []byte
	for line := range bytes.Lines(frame) {
		if text, ok := bytes.CutPrefix(line, []byte("data: ")); ok {
			out = append(out, text...)
		}
	}
	return string(out)
}

// follower is who follows, in which view and from where. Whether it may is for the hub to ask.
func (q *request) follower() (live.Follower, error) {
	view := q.query("view")
	if _, ok := views[view]; !ok {
		return live.Follower{}, fault.New(fault.Invalid, "web.follow")
	}
	if q.web.o.Hub == nil {
		return live.Follower{}, fault.New(fault.Unavailable, "api.no-live")
	}
	f := live.Follower{Conference: q.path("id"), Form: Form(view, q.Lang()), Actor: q.Who.Actor, Session: q.Who.Session, Ticket: q.Who,
		Presence: !q.Who.Guest()}
	after := q.r.Header.Get("Last-Event-ID")
	if after == "" {
		after = q.query("after")
	}
	if f.Fresh = after == ""; f.Fresh {
		return f, nil
	}
	n, err := strconv.ParseInt(after, 10, 64)
	if err != nil || n < 0 {
		return f, fault.New(fault.Invalid, "web.follow")
	}
	f.After = n
	return f, nil
}
