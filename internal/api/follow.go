package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/internal/fault"
	"samverkan/internal/live"
	"samverkan/internal/wire"
)

// Form is the form of frames that programs follow in: an entry as JSON.
const Form = "json"

// maxWait is how long one question for news is left open, so that no proxy on the way gives it up first.
const maxWait = 25

type streamQuery struct {
	ID    string `path:"id"`
	After string `query:"after" pattern:"^[0-9]{1,18}$" doc:"The newest entry that you have; without it the stream begins with what happens next"`
	Last  string `header:"Last-Event-ID" doc:"The same, as a browser sends it when it comes back"`
}

// stream follows a conference. The hub writes to the connection itself.
func stream(a *API, ctx context.Context, c *call, in *streamQuery) (*huma.StreamResponse, error) {
	f, err := a.follower(ctx, c, in.ID, in.After, in.Last)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		if c.r.Method == http.MethodHead {
			c.w.Header().Set("Content-Type", "text/event-stream")
			return
		}
		if err := a.o.Hub.Serve(c.w, c.r, f); err != nil {
			a.write(c.w, c, a.refuse(c, err))
		}
	}}, nil
}

// follower is who follows, from where. Whether it may is for the hub to ask. Faults: api.no-live, and of an After that is no
// number.
func (a *API) follower(ctx context.Context, c *call, id, after, last string) (live.Follower, error) {
	f := live.Follower{Conference: id, Form: Form, Actor: c.who.Actor, Session: c.who.Session, Ticket: c.who, Presence: !c.who.Guest()}
	if a.o.Hub == nil || c.r.Method == http.MethodHead { // nobody else will ask whether it may
		if _, err := a.o.Clerk.Conference(ctx, c.who, id); err != nil {
			return f, err
		}
	}
	if a.o.Hub == nil {
		return f, fault.New(fault.Unavailable, "api.no-live")
	}
	if last != "" { // what a browser had when it lost the stream is newer than what its page was made with
		after = last
	}
	if f.Fresh = after == ""; f.Fresh {
		return f, nil
	}
	n, err := strconv.ParseInt(after, 10, 64)
	if err != nil || n < 0 {
		return f, fault.New(fault.Invalid, "api.bad-header", "Name", "Last-Event-ID")
	}
	f.After = n
	return f, nil
}

type followQuery struct {
	ID    string `path:"id"`
	After string `query:"after" pattern:"^[0-9]{1,18}$" doc:"The newest entry that you have; without it the answer is what happens next"`
	Wait  int    `query:"wait" minimum:"0" maximum:"25" default:"25" doc:"How many seconds to wait for something"`
}

// follow gives what a stream gives, where none comes through.
func follow(a *API, ctx context.Context, c *call, in *followQuery) (*pageAnswer, error) {
	f, err := a.follower(ctx, c, in.ID, in.After, "")
	if err != nil {
		return nil, err
	}
	frames, next, err := a.o.Hub.Poll(ctx, f, time.Duration(min(in.Wait, maxWait))*time.Second)
	if err != nil {
		return nil, err
	}
	out := page{Entries: []wire.Entry{}, Next: next}
	for _, frame := range frames {
		if frame.Seq == 0 {
			out.Reset = out.Reset || bytes.HasPrefix(frame.Bytes, []byte("event: reset\n"))
			continue
		}
		e, err := entryIn(frame)
		if err != nil {
			return nil, err
		}
		out.Entries = append(out.Entries, e)
	}
	return &pageAnswer{out}, nil
}

// entryIn takes the entry out of a frame. A frame without data is an entry that the reader may not read.
func entryIn(f live.Frame) (wire.Entry, error) {
	var data []byte
	for line := range bytes.Lines(f.Bytes) {
		if text, ok := bytes.CutPrefix(line, []byte("data: ")); ok {
			data = append(data, text...)
		}
	}
	e := wire.Entry{Seq: f.Seq}
	if len(data) == 0 {
		return e, nil
	}
	if err := json.Unmarshal(data, &e); err != nil {
		return e, fault.Wrap(err, fault.Internal, "internal")
	}
	return e, nil
}

// presence tells how many follow, by actor.
func presence(a *API, ctx context.Context, c *call, in *byID) (*list[wire.Presence], error) {
	if _, err := a.o.Clerk.Conference(ctx, c.who, in.ID); err != nil {
		return nil, err
	}
	if c.who.Guest() {
		return nil, fault.New(fault.Forbidden, "access.guest")
	}
	if a.o.Hub == nil {
		return nil, fault.New(fault.Unavailable, "api.no-live")
	}
	present := a.o.Hub.Presence(in.ID)
	if a.o.Present != nil {
		var err error
		if present, err = a.o.Present(ctx, in.ID); err != nil {
			return nil, err
		}
	}
	var out []wire.Presence
	for actor, n := range present {
		out = append(out, wire.Presence{Actor: actor, Count: n})
	}
	sortPresence(out)
	return listed(out, nil)
}

func sortPresence(list []wire.Presence) {
	slices.SortFunc(list, func(x, y wire.Presence) int { return strings.Compare(x.Actor, y.Actor) })
}
