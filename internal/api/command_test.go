package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/wire"
)

const commandsPath = "/api/v1/conferences/" + regional + "/commands"

func noteWish(id, text string) map[string]any {
	return map[string]any{"id": id, "name": "note.write", "command": map[string]any{"kind": "information", "actor": host, "text": text}}
}

// One command is answered with its receipt, or its problem; sent again it is what it was; with other content it is refused.
func TestOneCommand(t *testing.T) {
	w := at(t, "open")
	secretary := w.as("secretary", holder(conference.Secretary))
	var first, again wire.Receipt
	w.post(secretary, commandsPath, noteWish("n-1", "Väg 84 är stängd")).into(t, &first)
	w.post(secretary, commandsPath, noteWish("n-1", "Väg 84 är stängd")).into(t, &again)
	if first.Status != "accepted" || again.Status != "already" || first.First == 0 || first.First != again.First || first.IDs[0] != again.IDs[0] {
		t.Errorf("%+v, and again %+v", first, again)
	}
	r := w.post(secretary, commandsPath, noteWish("n-1", "Något annat"))
	if p := r.problem(t); r.status != http.StatusConflict || p.Code != "journal.command-reused" {
		t.Errorf("%d %s", r.status, p.Code)
	}
	r = w.post(secretary, commandsPath, map[string]any{"name": "note.revise", "command": map[string]any{"id": "I999", "base": 0, "text": "x"}})
	if p := r.problem(t); r.status != http.StatusNotFound || p.Title == "" || p.Request == "" || p.Instance != "urn:uuid:"+p.Request {
		t.Errorf("%d %+v", r.status, p)
	}
	r = w.post(w.as("attendee", tib(attendee)), commandsPath, noteWish("n-2", "x"), "Accept-Language", "en")
	if p := r.problem(t); r.status != http.StatusForbidden || p.Code != "access.roles-only" || strings.Contains(p.Title, "å") {
		t.Errorf("%d %+v", r.status, p)
	}
}

// A list is answered with a receipt each, in order, also when some are refused and some are no commands at all.
func TestManyCommands(t *testing.T) {
	w := at(t, "open")
	secretary := w.as("secretary", holder(conference.Secretary))
	list := []any{noteWish("a", "Ett"), map[string]any{"id": "b", "name": "note.wrote"}, noteWish("c", "Två"),
		map[string]any{"id": "d", "name": "minutes.approve", "command": map[string]any{"version": 1}},
		map[string]any{"id": "e", "name": "note.write", "command": map[string]any{"txet": "fel"}}, noteWish("a", "Ett")}
	var got []wire.Receipt
	w.post(secretary, commandsPath, list).into(t, &got)
	var said []string
	for _, r := range got {
		code := ""
		if r.Fault != nil {
			code = " " + r.Fault.Code
		}
		said = append(said, r.Command+" "+r.Status+code)
	}
	want := "a accepted, b refused command.unknown, c accepted, d refused access.leader-only, e refused command.malformed, a already"
	if strings.Join(said, ", ") != want {
		t.Errorf("%s", strings.Join(said, ", "))
	}
	w.post(secretary, commandsPath, []any{}).into(t, &got)
	if len(got) != 0 {
		t.Errorf("nothing gives %+v", got)
	}
}

// Each request twice and eight at a time: everything is carried out once, and everybody hears the same (C4).
func TestSentManyTimes(t *testing.T) {
	w := at(t, "open")
	secretary := w.as("secretary", holder(conference.Secretary))
	before := w.head(secretary)
	const notes = 12
	var wg sync.WaitGroup
	rows := make([][]int64, notes)
	var mu sync.Mutex
	for i := range notes {
		for range 8 {
			wg.Go(func() {
				b, _ := json.Marshal(noteWish(fmt.Sprint("samma-", i), fmt.Sprint("Anteckning ", i)))
				r := w.ask(secretary, http.MethodPost, commandsPath, b)
				var got wire.Receipt
				if r.status != 200 || json.Unmarshal(r.body, &got) != nil {
					t.Errorf("%d %s", r.status, r.body)
				}
				mu.Lock()
				rows[i] = append(rows[i], got.First)
				mu.Unlock()
			})
		}
	}
	wg.Wait()
	for i, list := range rows {
		for _, row := range list {
			if row != list[0] || row == 0 {
				t.Errorf("note %d is in rows %v", i, list)
				break
			}
		}
	}
	if after := w.head(secretary); after != before+notes {
		t.Errorf("%d rows more, not %d", after-before, notes)
	}
}

func (w *world) head(token string) int64 {
	w.t.Helper()
	var v wire.Conference
	w.get(token, "/api/v1/conferences/"+regional).into(w.t, &v)
	return v.Head.Seq
}

// What a sender with a wrong clock noted is placed by the service's clock, and nothing is refused for it (B2). A sender that does
// not say what its clock shows is held to the service's.
func TestWrongClocks(t *testing.T) {
	w := at(t, "open")
	secretary := w.as("secretary", holder(conference.Secretary))
	now := w.clock.now()
	day := 24 * time.Hour
	for i, c := range []struct {
		name         string
		wrong, ago   time.Duration // the sender's clock, and how long ago it was noted
		sentAt, date bool
		code         string
		want         time.Duration // when it is said to have happened, from now
	}{
		{"three days fast", 3 * day, 5 * time.Minute, true, false, "", -5 * time.Minute},
		{"three days fast, told in the header", 3 * day, 5 * time.Minute, false, true, "", -5 * time.Minute},
		{"three days slow", -3 * day, 5 * time.Minute, true, false, "", -5 * time.Minute},
		{"eleven minutes fast", 11 * time.Minute, 0, true, false, "", 0},
		{"right", 0, 5 * time.Minute, true, false, "", -5 * time.Minute},
		{"a little fast", 10 * time.Second, time.Minute, true, true, "", -50 * time.Second},
		{"three days fast, and silent", 3 * day, 0, false, false, "time.in-future", 0},
		{"offline since yesterday", 0, 20 * time.Hour, true, false, "", -20 * time.Hour},
	} {
		wish := noteWish(fmt.Sprint("klocka-", i), c.name)
		shows := now.Add(c.wrong)
		wish["occurredAt"] = shows.Add(-c.ago)
		var headers []string
		if c.sentAt {
			wish["sentAt"] = shows
		}
		if c.date {
			headers = []string{"Date", shows.UTC().Format(http.TimeFormat)}
		}
		r := w.post(secretary, commandsPath, wish, headers...)
		if c.code != "" {
			if p := r.problem(t); p.Code != c.code || r.status != 422 {
				t.Errorf("%s: %d %s", c.name, r.status, p.Code)
			}
			continue
		}
		var got wire.Receipt
		r.into(t, &got)
		var page struct{ Entries []wire.Entry }
		w.get(secretary, "/api/v1/conferences/"+regional+"/entries?limit=1&after="+itoa(got.First-1)).into(t, &page)
		if off := page.Entries[0].OccurredAt.Sub(now.Add(c.want)).Abs(); off > time.Second { // a Date header has whole seconds
			t.Errorf("%s: %v from now, not %v", c.name, page.Entries[0].OccurredAt.Sub(now), c.want)
		}
	}
}

// What is no JSON that can be understood in one way only is refused, and never the service's fault (D12, B3, D23).
func TestBodiesThatAreRefused(t *testing.T) {
	w := at(t, "open")
	secretary := w.as("secretary", holder(conference.Secretary))
	good := `{"name":"note.write","command":{"kind":"information","actor":"lst-allmanlan","text":"%s"}}`
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"nothing":               {"", 400, "api.malformed"},
		"spaces":                {"   ", 400, "api.malformed"},
		"half":                  {`{"name":`, 400, "api.malformed"},
		"two values":            {`{"name":"note.write"} {}`, 400, "api.malformed"},
		"a field twice":         {`{"name":"note.write","name":"note.strike"}`, 400, "api.malformed"},
		"a field in two cases":  {`{"name":"note.write","Name":"note.strike"}`, 400, "api.malformed"},
		"twice inside":          {`{"name":"note.write","command":{"text":"a","text":"b"}}`, 400, "api.malformed"},
		"not a number":          {`{"name":"note.write","command":{"impact":[{"actor":"x","grade":NaN}]}}`, 400, "api.malformed"},
		"a number beyond all":   {`{"name":"note.write","command":{"impact":[{"actor":"x","grade":1e999}]}}`, 400, "api.malformed"},
		"2^63":                  {`{"name":"note.revise","command":{"id":"I1","base":9223372036854775808}}`, 422, "command.malformed"},
		"an unknown field":      {`{"name":"note.write","extra":1}`, 422, "api.unknown-field"},
		"an unknown one inside": {`{"name":"note.write","command":{"extra":1}}`, 422, "command.malformed"},
		"another type":          {`{"name":7}`, 422, "api.unfit"},
		"a text":                {`"note.write"`, 422, "api.unfit"},
		"null":                  {`null`, 422, "command.unknown"},
		"a leap second":         {`{"name":"note.write","occurredAt":"2027-01-06T23:59:60Z"}`, 422, "api.unfit"},
		"a date without a time": {`{"name":"note.write","occurredAt":"2027-01-06"}`, 422, "api.unfit"},
		"broken UTF-8":          {fmt.Sprintf(good, "a\xff"), 400, "api.malformed"},
		"half a character":      {fmt.Sprintf(good, `\ud83d`), 400, "api.malformed"},
		"the other half":        {fmt.Sprintf(good, `\ude00`), 400, "api.malformed"},
		"NUL":                   {fmt.Sprintf(good, `\u0000`), 422, "text.control-character"},
		"deep":                  {strings.Repeat(`[`, 100_000), 400, "api.malformed"},
		"deep and closed":       {`{"name":"x","command":` + strings.Repeat(`[`, 60) + strings.Repeat(`]`, 60) + `}`, 400, "api.malformed"},
		"too large":             {fmt.Sprintf(good, strings.Repeat("x", 8<<20)), 413, "api.body-too-large"},
	} {
		r := w.ask(secretary, http.MethodPost, commandsPath, []byte(c.body))
		if p := r.problem(t); r.status != c.status || p.Code != c.code {
			t.Errorf("%s: %d %s (%s), not %d %s", name, r.status, p.Code, p.Title, c.status, c.code)
		}
	}
	for _, headers := range [][]string{{"Content-Type", "text/plain"}, {"Content-Type", "application/x-www-form-urlencoded"}, {"Content-Type", "multipart/form-data; boundary=x"},
		{"Content-Type", "application/json; charset=iso-8859-1"}, {"Content-Type", "application/json", "Content-Encoding", "gzip"}, {"Content-Type", ""}, {"Content-Type", "%%%"}} {
		r := w.ask(secretary, http.MethodPost, commandsPath, fmt.Appendf(nil, good, "x"), headers...)
		if p := r.problem(t); r.status != http.StatusUnsupportedMediaType || p.Code != "api.media-type" {
			t.Errorf("%v: %d %s", headers, r.status, p.Code)
		}
	}
	// An emoji as a pair of escapes is a whole character, and a backslash before a u is none.
	var got wire.Receipt
	w.ask(secretary, http.MethodPost, commandsPath, fmt.Appendf(nil, good, `\ud83d\ude00 \\ud83d`), "Content-Type", "application/json; charset=UTF-8").into(t, &got)
	if log := w.log.String(); log != "" {
		t.Errorf("what others do wrong is logged as the service's fault: %s", log)
	}
}

// Too many commands at once are refused as a whole.
func TestTooManyCommands(t *testing.T) {
	w := at(t, "open")
	secretary := w.as("secretary", holder(conference.Secretary))
	body := "[" + strings.Repeat(`{"name":"x"},`, 5000) + `{"name":"x"}]`
	r := w.ask(secretary, http.MethodPost, commandsPath, []byte(body))
	if p := r.problem(t); r.status != http.StatusRequestEntityTooLarge || p.Code != "command.too-many" {
		t.Errorf("%d %s", r.status, p.Code)
	}
}

// Administration goes through the same door, with the same answers.
func TestAdministering(t *testing.T) {
	w := at(t, "open")
	us, them := w.as("host", tib(host)), w.as("attendee", tib(attendee))
	const path = "/api/v1/administration/commands"
	wish := map[string]any{"id": "y-1", "name": "area.created", "command": map[string]any{"area": map[string]any{"id": "yta-ny", "name": "Ny yta", "owner": host}}}
	var first, again wire.Receipt
	w.post(us, path, wish).into(t, &first)
	w.post(us, path, wish).into(t, &again)
	if first.Status != "accepted" || again.Status != "already" || first.First != again.First {
		t.Errorf("%+v, and again %+v", first, again)
	}
	wish["id"] = "y-2"
	if r := w.post(them, path, wish); r.status != http.StatusForbidden || r.problem(t).Code != "access.not-your-actor" {
		t.Errorf("%d %s", r.status, r.body)
	}
	var list []wire.Receipt
	w.post(us, path, []any{map[string]any{"name": "area.closed", "command": map[string]any{"area": "yta-ny"}}, map[string]any{"name": "journal.expunge-ordered"},
		map[string]any{"name": "no.such"}, map[string]any{"name": "area.closed", "command": map[string]any{"aera": "x"}}}).into(t, &list)
	if len(list) != 4 || list[0].Status != "accepted" || list[1].Fault.Code != "access.operator-only" || list[2].Fault.Code != "command.unknown" || list[3].Fault.Code != "command.malformed" {
		t.Errorf("%+v", list)
	}
}

// Requests for what is not there, or in ways that nobody takes, are answered with problems too.
func TestOddRequests(t *testing.T) {
	w := at(t, "open")
	us := w.as("host", tib(host))
	for _, c := range []struct {
		method, path string
		status       int
		code         string
	}{
		{"GET", "/api", 404, "api.no-such-path"}, {"GET", "/api/", 404, "api.no-such-path"}, {"GET", "/api/v1", 404, "api.no-such-path"},
		{"GET", "/api/v2/me", 404, "api.no-such-path"}, {"GET", "/api/v1/me/", 404, "api.no-such-path"},
		{"POST", "/api/v1/me", 405, "api.method"}, {"DELETE", "/api/v1/measures", 405, "api.method"}, {"OPTIONS", "/api/v1/me", 405, "api.method"},
		{"PUT", commandsPath, 405, "api.method"}, {"GET", commandsPath, 405, "api.method"}, {"TRACE", "/api/v1/me", 405, "api.method"},
		{"GET", "/api/v1/conferences?from=igar", 422, "api.bad-request"}, {"GET", "/api/v1/conferences?form=x", 422, "api.bad-request"},
		{"GET", "/api/v1/conferences/" + regional + "?at=-1", 422, "api.bad-request"},
		{"GET", "/api/v1/conferences/" + regional + "?at=9223372036854775808", 422, "api.bad-request"},
		{"GET", "/api/v1/conferences/" + regional + "/entries?limit=100000", 422, "api.bad-request"},
		{"GET", "/api/v1/conferences/" + regional + "/recordings/..%2f..%2fetc", 422, "api.bad-request"},
		{"GET", "/api/v1/conferences/" + strings.Repeat("x", 5000), 404, "conference.unknown"},
		{"GET", "/api/v1/conferences/%00", 404, "conference.unknown"}, {"GET", "/api/v1/conferences/%ff", 404, "conference.unknown"},
		{"GET", "/api/v1/areas/a'%20OR%201=1--", 404, "area.unknown"},
		{"GET", "/api/v1/conferences/" + regional + "/stream", 503, "api.no-live"}, {"GET", "/api/v1/conferences/" + regional + "/follow", 503, "api.no-live"},
	} {
		r := w.ask(us, c.method, c.path, nil)
		p := r.problem(t)
		if r.status != c.status || p.Code != c.code {
			t.Errorf("%s %.80s: %d %s (%s), not %d %s", c.method, c.path, r.status, p.Code, p.Title, c.status, c.code)
		}
		if c.status == 405 && r.header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow", c.method, c.path)
		}
		if c.status == 503 && r.header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", c.path)
		}
		if bytes.Contains(r.body, []byte("igar")) || strings.Contains(string(r.body), "expected") {
			t.Errorf("%s: the words of the library: %s", c.path, r.body)
		}
	}
	if log := w.log.String(); log != "" {
		t.Error(log)
	}
}

// Every answer has the headers that keep browsers and caches from doing more with it than they should, and a number of its own.
func TestHeaders(t *testing.T) {
	w := at(t, "open")
	us := w.as("host", tib(host))
	seen := map[string]bool{}
	for _, r := range []reply{w.get(us, "/api/v1/me", "Request-Id", "min-egen", "X-Request-Id", "min-egen"), w.get("", "/api/v1/me"), w.get("fel", "/api/v1/me"), w.get(us, "/api/v1/none"),
		w.get("", "/api/openapi.json"), w.get(us, "/api/v1/conferences/"+regional)} {
		h := r.header
		id := h.Get("Request-Id")
		if h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") ||
			h.Get("Referrer-Policy") != "no-referrer" || seen[id] || len(id) != 36 {
			t.Errorf("%v", h)
		}
		seen[id] = true
		if r.status == 401 && !strings.HasPrefix(h.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("401 without saying how: %v", h)
		}
	}
	if r := w.get("fel", "/api/v1/me"); r.status != http.StatusUnauthorized {
		t.Errorf("a wrong token: %d", r.status)
	}
	if r := w.ask(us, http.MethodHead, "/api/v1/me", nil); r.status != 200 || len(r.body) != 0 || r.header.Get("Content-Type") == "" {
		t.Errorf("HEAD: %d, %d bytes", r.status, len(r.body))
	}
	for language, swedish := range map[string]bool{"": true, "sv": true, "en": false, "en-GB,sv;q=0.5": false, "de": true, "de,en;q=0.3": false, "sv-FI, en": true,
		strings.Repeat("en,", 200): true, "%%%": true} {
		p := w.get("", "/api/v1/me", "Accept-Language", language).problem(t)
		if strings.Contains(strings.ToLower(p.Title), "logga in") != swedish {
			t.Errorf("%q: %s", language, p.Title)
		}
	}
}
