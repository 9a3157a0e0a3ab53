package api_test

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/wire"
)

// The first walk through the door: who am I, what is there, and the conference as the host and as an attendee see it.
func TestReading(t *testing.T) {
	w := at(t, "open")
	us, them := w.as("host", tib(host)), w.as("attendee", tib(attendee))
	var me struct{ Member, Actor string }
	w.get(us, "/api/v1/me").into(t, &me)
	if me.Member != "tib."+host || me.Actor != host {
		t.Errorf("%+v", me)
	}
	var list []struct{ ID, Phase string }
	w.get(them, "/api/v1/conferences").into(t, &list)
	if len(list) != 1 || list[0].ID != regional || list[0].Phase != "open" {
		t.Errorf("%+v", list)
	}
	for token, whole := range map[string]bool{us: true, them: false} {
		var v wire.Conference
		w.get(token, "/api/v1/conferences/"+regional).into(t, &v)
		c, err := conference.Restore(v.State)
		if err != nil {
			t.Fatal(err)
		}
		if v.Whole != whole || c.Plan.ID != regional || c.Seq != v.Head.Seq || len(v.Head.Hash) != 64 || v.HeadAt.IsZero() {
			t.Errorf("%s: %v at %d of %+v", token, v.Whole, c.Seq, v.Head)
		}
		var earlier wire.Conference
		w.get(token, "/api/v1/conferences/"+regional+"?at=10").into(t, &earlier)
		if earlier.Head.Seq != 10 {
			t.Errorf("at 10 it is at %d", earlier.Head.Seq)
		}
	}
	var agenda []struct {
		ID      string
		Current bool
	}
	w.get(them, "/api/v1/conferences/"+regional+"/agenda").into(t, &agenda)
	if len(agenda) != len(plan(t).Agenda) {
		t.Errorf("%d items", len(agenda))
	}
	var seats []struct {
		Actor string
		Mark  *struct{ Status string }
	}
	w.get(them, "/api/v1/conferences/"+regional+"/participants").into(t, &seats)
	if len(seats) != len(plan(t).Participants) || !slices.ContainsFunc(seats, func(s struct {
		Actor string
		Mark  *struct{ Status string }
	}) bool {
		return s.Mark != nil && s.Mark.Status == "present"
	}) {
		t.Errorf("%d seats: %+v", len(seats), seats)
	}
	for _, path := range []string{"/api/v1/measures", "/api/v1/decisions", "/api/v1/dependencies?incident=snokaos-allmansta", "/api/v1/incidents",
		"/api/v1/incidents/snokaos-allmansta", "/api/v1/areas", "/api/v1/areas/yta-snokaos", "/api/v1/actors", "/api/v1/rosters", "/api/v1/members",
		"/api/v1/conferences/" + regional + "/checkpoint", "/api/v1/conferences/" + regional + "/seal?seq=4",
		"/api/v1/conferences/" + regional + "/record", "/api/v1/conferences/next-number"} {
		if r := w.get(them, path); r.status != http.StatusOK || !strings.HasPrefix(r.header.Get("Content-Type"), "application/json") || len(r.body) < 2 {
			t.Errorf("%s: %d %s: %.200s", path, r.status, r.header.Get("Content-Type"), r.body)
		}
	}
}

// The journal comes in pages without gaps.
func TestPages(t *testing.T) {
	w := at(t, "open")
	them := w.as("attendee", tib(attendee))
	var next, seen int64
	for {
		var p struct {
			Entries []wire.Entry
			Next    int64
			Head    wire.Head
		}
		w.get(them, "/api/v1/conferences/"+regional+"/entries?limit=50&after="+itoa(next)).into(t, &p)
		for _, e := range p.Entries {
			seen++
			if e.Seq != seen {
				t.Fatalf("%d after %d", e.Seq, seen-1)
			}
		}
		if len(p.Entries) == 0 {
			if seen != p.Head.Seq {
				t.Fatalf("%d of %d", seen, p.Head.Seq)
			}
			return
		}
		next = p.Next
	}
}

// A document is what the desk makes, under its controlled name, and is not sent again to who has it.
func TestDocuments(t *testing.T) {
	w := at(t, "approved")
	them, us := w.as("attendee", tib(attendee)), w.as("host", tib(host))
	base := "/api/v1/conferences/" + regional + "/documents/"
	for file, want := range map[string]struct{ kind, begins, name string }{
		"minutes.pdf":     {"application/pdf", "%PDF-1.7", "_minnesanteckningar"},
		"minutes.html":    {"text/html; charset=utf-8", "<!", "_minnesanteckningar"},
		"minutes.md":      {"text/markdown; charset=utf-8", "", "_minnesanteckningar"},
		"minutes.txt":     {"text/markdown; charset=utf-8", "", "_minnesanteckningar"},
		"minutes.json":    {"application/json", "{", "_minnesanteckningar"},
		"decisions.csv":   {"text/csv; charset=utf-8", "\ufeff", "_beslutslogg"},
		"measures.csv":    {"text/csv; charset=utf-8", "\ufeff", "_atgardslista"},
		"invitation.ics":  {"text/calendar; charset=utf-8", "BEGIN:VCALENDAR", "_kallelse"},
		"agenda.pdf":      {"application/pdf", "%PDF-1.7", ""},
		"roll-call.html":  {"text/html; charset=utf-8", "<!", ""},
		"situation.pdfa1": {"application/pdf", "%PDF-1.4", ""},
	} {
		r := w.get(them, base+file)
		disposition := r.header.Get("Content-Disposition")
		if r.status != 200 || r.header.Get("Content-Type") != want.kind || !bytes.HasPrefix(r.body, []byte(want.begins)) ||
			!strings.Contains(disposition, want.name) || !strings.HasPrefix(disposition, "attachment;") || r.header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %d %s %s %s: %.40q", file, r.status, r.header.Get("Content-Type"), disposition, r.header.Get("Cache-Control"), r.body)
		}
		tag := r.header.Get("ETag")
		if again := w.get(them, base+file, "If-None-Match", `W/"x", `+tag); again.status != http.StatusNotModified || len(again.body) != 0 || again.header.Get("ETag") != tag {
			t.Errorf("%s again: %d, %d bytes", file, again.status, len(again.body))
		}
		if other := w.ask(us, http.MethodHead, base+file, nil); other.header.Get("ETag") == tag || other.status != 200 || len(other.body) != 0 {
			t.Errorf("%s: another reader has the same tag, or HEAD a body", file)
		}
		if english := w.ask(them, http.MethodHead, base+file, nil, "Accept-Language", "en"); english.header.Get("ETag") == tag {
			t.Errorf("%s: English has the same tag", file)
		}
	}
	for _, file := range []string{"minutes.exe", "minutes", "budget.pdf", "agenda.csv", "..%2f..%2fetc%2fpasswd", "minutes.pdf.pdf"} {
		if r := w.get(them, base+file); r.status != http.StatusNotFound {
			t.Errorf("%s: %d", file, r.status)
		} else if p := r.problem(t); p.Code != "pack.paper" && p.Code != "pack.format" {
			t.Errorf("%s: %s", file, p.Code)
		}
	}
	if r := w.get(us, "/api/v1/conferences/"+regional+"/bundle"); r.status != 200 || !bytes.HasPrefix(r.body, []byte("PK")) || r.header.Get("Content-Type") != "application/zip" {
		t.Errorf("bundle: %d %s", r.status, r.header.Get("Content-Type"))
	}
}

// What is published through the door is in the area, for each the edition that is theirs, and can be had in parts.
func TestPublishing(t *testing.T) {
	w := at(t, "approved")
	them, us := w.as("attendee", tib(attendee)), w.as("secretary", holder(conference.Secretary))
	path := "/api/v1/conferences/" + regional + "/publications"
	wish := map[string]any{"id": "publicering-1", "area": "yta-snokaos"}
	if r := w.post(them, path, wish); r.status != http.StatusForbidden {
		t.Errorf("an attendee publishes: %d %s", r.status, r.body)
	}
	var first, again struct {
		wire.Receipt
		Files []struct{ Name, Audience string }
	}
	w.post(us, path, wish).into(t, &first)
	w.post(us, path, wish).into(t, &again)
	if first.Status != "accepted" || again.Status != "already" || first.First != again.First || len(first.Files) < 7 {
		t.Errorf("%+v, and again %+v", first, again)
	}
	var area struct {
		Items []struct{ ID, Audience string }
	}
	w.get(them, "/api/v1/areas/yta-snokaos").into(t, &area)
	if len(area.Items) == 0 {
		t.Fatal("the area is empty")
	}
	for _, item := range area.Items {
		address := "/api/v1/areas/yta-snokaos/items/" + item.ID + "/versions/0/content"
		r := w.get(them, address)
		if r.status != 200 || !strings.HasPrefix(r.header.Get("Content-Disposition"), "attachment;") || r.header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(r.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %d %v", item.ID, r.status, r.header)
		}
		if part := w.get(them, address, "Range", "bytes=2-5"); part.status != http.StatusPartialContent || !bytes.Equal(part.body, r.body[2:6]) {
			t.Errorf("%s: a part is %d: %q", item.ID, part.status, part.body)
		}
		if same := w.get(them, address, "If-None-Match", r.header.Get("ETag")); same.status != http.StatusNotModified {
			t.Errorf("%s: again %d", item.ID, same.status)
		}
	}
	if r := w.get(them, "/api/v1/areas/yta-snokaos/items/"+regional+"-minutes-pdf-full/versions/0/content"); r.status != http.StatusNotFound {
		t.Errorf("the host's own edition: %d", r.status)
	}
}

// Content that is brought can be referred to by who brought it, and is never larger than the limit.
func TestBringing(t *testing.T) {
	w := at(t, "open")
	us := w.as("host", tib(host))
	var got struct {
		Digest string
		Size   int64
	}
	w.ask(us, http.MethodPost, "/api/v1/files", []byte("ljud"), "Content-Type", "application/octet-stream").into(t, &got)
	if got.Size != 4 || len(got.Digest) != 64 {
		t.Errorf("%+v", got)
	}
	large := bytes.Repeat([]byte("x"), 1<<20+1)
	for _, length := range []bool{true, false} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/api/v1/files", bytes.NewReader(large))
		if err != nil {
			t.Fatal(err)
		}
		if !length {
			r.ContentLength = -1
		}
		r.Header.Set("Content-Type", "application/octet-stream")
		r.Header.Set("Authorization", "Bearer "+us)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("with its length told %v: %d", length, answer.StatusCode)
		}
	}
	if r := w.ask(us, http.MethodPost, "/api/v1/files", []byte("{}")); r.status != http.StatusUnsupportedMediaType {
		t.Errorf("as JSON: %d", r.status)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
