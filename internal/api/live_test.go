package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/live"
	"samverkan/internal/wire"
)

// journals is a source for the hub in these tests: each reader has a class of its own.
type journals struct{ w *world }

func (j journals) who(class string) clerk.Identity {
	j.w.mu.Lock()
	defer j.w.mu.Unlock()
	return j.w.tokens[class]
}

func (j journals) Frames(ctx context.Context, t live.Topic, after int64, limit int) ([]live.Frame, error) {
	rows, _, err := j.w.Entries(ctx, j.who(t.Class), t.Conference, after, limit)
	var out []live.Frame
	for _, e := range rows {
		if !e.HasPayload() {
			out = append(out, live.Withheld(e.Seq))
			continue
		}
		b, err := json.Marshal(api.EntryOf(e))
		if err != nil {
			return nil, err
		}
		out = append(out, live.Event(e.Seq, "", b))
	}
	return out, err
}

func (j journals) Head(ctx context.Context, id string) (int64, string, error) {
	_, head, err := j.w.Entries(ctx, clerk.OwnerIdentity(), id, 0, 1)
	return head.Seq, "", err
}

func (j journals) Admit(ctx context.Context, id string, tickets []any) ([]live.Admission, error) {
	out := make([]live.Admission, len(tickets))
	for i, t := range tickets {
		who := t.(clerk.Identity)
		_, err := j.w.Conference(ctx, who, id)
		out[i] = live.Admission{Class: who.Member, Err: err}
	}
	return out, nil
}

// following starts a service with a hub.
func following(t *testing.T) *world {
	t.Helper()
	var j journals
	var hub *live.Hub
	w := at(t, "open", func(o *api.Options) {
		hub = live.New(&j, live.Options{Now: time.Now, Random: chance(9)})
		o.Hub = hub
	})
	j.w = w
	t.Cleanup(func() {
		if err := hub.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return w
}

// A stream tells what is written while it is followed, and an entry that the reader may not read is a number and nothing more;
// the same comes by asking. Who may not see the conference gets neither.
func TestFollowing(t *testing.T) {
	w := following(t)
	them := w.as("tib."+attendee, tib(attendee))
	secretary := w.as("secretary."+host, holder(conference.Secretary))
	head := w.head(them)
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/api/v1/conferences/"+regional+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+them)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%d %v", answer.StatusCode, answer.Header)
	}
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() && lines.Text() != "" { // hello
	}
	secret := noteWish("hemlig", "kanariefågel")
	secret["command"].(map[string]any)["secrecy"] = conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: host}
	for _, wish := range []map[string]any{noteWish("oppen", "Vägen är öppen igen"), secret} {
		if r := w.post(secretary, commandsPath, wish); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
	}
	var heard []string
	for lines.Scan() {
		heard = append(heard, lines.Text())
		if lines.Text() == "id: "+itoa(head+2) {
			lines.Scan()
			heard = append(heard, lines.Text())
			break
		}
	}
	all := strings.Join(heard, "\n")
	if !strings.Contains(all, "Vägen är öppen igen") || strings.Contains(all, "kanarie") || heard[len(heard)-1] != "" {
		t.Errorf("heard:\n%s", all)
	}
	var page struct {
		Entries []wire.Entry
		Next    int64
	}
	w.get(them, "/api/v1/conferences/"+regional+"/follow?wait=5&after="+itoa(head)).into(t, &page)
	if len(page.Entries) != 2 || page.Next != head+2 || page.Entries[0].Name != "note.written" || page.Entries[1].Name != "" || page.Entries[1].Payload != nil {
		t.Errorf("%+v", page)
	}
	w.get(them, "/api/v1/conferences/"+regional+"/follow?wait=0&after="+itoa(head+2)).into(t, &page)
	if len(page.Entries) != 0 || page.Next != head+2 {
		t.Errorf("nothing new: %+v", page)
	}
	var present []wire.Presence
	w.get(secretary, "/api/v1/conferences/"+regional+"/presence").into(t, &present)
	if len(present) != 1 || present[0].Actor != attendee {
		t.Errorf("%+v", present)
	}
	out := w.as("outsider", tib(outsider))
	for _, way := range []string{"stream", "follow", "presence"} {
		if p := w.get(out, "/api/v1/conferences/"+regional+"/"+way).problem(t); p.Code != "conference.unknown" {
			t.Errorf("%s: %s", way, p.Code)
		}
	}
	if r := w.ask(them, http.MethodHead, "/api/v1/conferences/"+regional+"/stream", nil); r.status != 200 {
		t.Errorf("HEAD: %d", r.status)
	}
	for _, after := range []string{"x", "-1", "99999999999999999999"} {
		if r := w.get(them, "/api/v1/conferences/"+regional+"/follow?after="+after); r.status != 422 {
			t.Errorf("after %s: %d", after, r.status)
		}
	}
	if p := w.get(them, "/api/v1/conferences/"+regional+"/stream", "Last-Event-ID", "tre").problem(t); p.Status != http.StatusBadRequest || p.Code != "api.bad-header" {
		t.Errorf("%+v", p)
	}
}

// Marked material that is given out in clear is noted down first, and is not given out when that fails.
func TestSecretsReadAreNotedDown(t *testing.T) {
	var noted []string
	var fail error
	w := at(t, "approved", func(o *api.Options) {
		o.SecretRead = func(_ context.Context, who clerk.Identity, id, what string) error {
			noted = append(noted, who.Actor+" "+id+" "+what)
			return fail
		}
	})
	us, them := w.as("host", tib(host)), w.as("attendee", tib("polisregion-allman"))
	for token, n := range map[string]int{us: 3, them: 0} {
		noted = nil
		for _, path := range []string{"", "/documents/minutes.md", "/bundle"} {
			w.get(token, "/api/v1/conferences/"+regional+path)
		}
		if len(noted) != n {
			t.Errorf("%s: %v", token, noted)
		}
	}
	fail = fault.New(fault.Full, "store.full")
	if r := w.get(us, "/api/v1/conferences/"+regional); r.status != http.StatusInsufficientStorage || strings.Contains(string(r.body), "conference\":{") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// A fault of the service's own is told without a word of what it was, with the number under which the log tells it, once.
func TestOwnFaults(t *testing.T) {
	var what error
	var fall bool
	w := at(t, "open", func(o *api.Options) {
		identify := o.Identify
		o.Identify = func(r *http.Request) (clerk.Identity, error) {
			if fall {
				panic("hemligheten i minnet")
			}
			if what != nil {
				return clerk.Identity{}, what
			}
			return identify(r)
		}
	})
	for _, c := range []struct {
		err    error
		panics bool
		status int
		code   string
		logged string
	}{
		{errors.New("hemligheten på disken"), false, 500, "internal", "hemligheten på disken"},
		{nil, true, 500, "internal", "hemligheten i minnet"},
		{fault.New(fault.Limited, "live.too-many", "Seconds", 17), false, 429, "live.too-many", ""},
		{fault.New(fault.Unavailable, "store.locked"), false, 503, "store.locked", ""},
		{context.DeadlineExceeded, false, 500, "internal", "deadline"},
	} {
		what, fall = c.err, c.panics
		seen := len(w.log.String())
		r := w.get("x", "/api/v1/me")
		p := r.problem(t)
		if c.code != "" && (p.Code != c.code || r.status != c.status) {
			t.Errorf("%v: %d %s", c.err, r.status, p.Code)
		}
		log := w.log.String()[seen:]
		if strings.Contains(string(r.body), "hemlig") || (c.logged != "") != (log != "") || !strings.Contains(log, c.logged) || c.logged != "" && !strings.Contains(log, p.Request) ||
			strings.Count(log, "level=ERROR") > 1 {
			t.Errorf("%v: %s\nlog: %s", c.err, r.body, log)
		}
		if r.status == 429 && r.header.Get("Retry-After") != "17" || r.status == 503 && r.header.Get("Retry-After") != "5" {
			t.Errorf("%v: %v", c.err, r.header)
		}
	}
}
