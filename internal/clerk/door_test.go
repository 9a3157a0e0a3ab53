package clerk_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/id"
	"samverkan/internal/pack"
)

// Whoever asks the door for programs for everything it has, in every form, hears nothing that is marked: not in an answer, not in
// its headers, not in what the service writes in its log (D5).
func TestCanariesAtTheDoor(t *testing.T) {
	w, k := secretMeeting(t)
	w.publish(k)
	var log bytes.Buffer
	texts, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var who clerk.Identity
	router := chi.NewRouter()
	api.New(api.Options{Clerk: w.Clerk, Identify: func(*http.Request) (clerk.Identity, error) { return who, nil }, Texts: texts,
		Now: w.clock.now, NewID: id.NewSource(w.clock.now, chance(70)).New, Log: slog.New(slog.NewTextHandler(&log, nil))}).Mount(router)
	server := httptest.NewServer(router)
	defer server.Close()

	v := w.view(clerk.OwnerIdentity(), regional)
	base := "/api/v1/conferences/" + regional
	paths := []string{"/api/v1/me", "/api/v1/conferences", base, base + fmt.Sprintf("?at=%d", v.Head.Seq-10), base + "?at=40", base + "/agenda", base + "/participants", base + "/record",
		base + "/entries?limit=1000", base + "/entries?after=20&limit=500", base + "/checkpoint", base + "/seal?seq=12", base + "/bundle", "/api/v1/measures", "/api/v1/measures?owner=" + assessor,
		"/api/v1/decisions", "/api/v1/decisions?valid_at=2027-01-08T12:00:00Z", "/api/v1/dependencies", "/api/v1/incidents", "/api/v1/areas", "/api/v1/areas/yta-snokaos", "/api/v1/actors",
		"/api/v1/rosters", "/api/v1/members", "/api/v1/audit", "/api/v1/administration/entries", "/api/openapi.json", "/api/docs"}
	for _, p := range pack.Papers() {
		for _, f := range pack.FormatsOf(p) {
			if f != pack.PDF && f != pack.ArchivePDF { // whose text is packed, and read in TestCanariesInPDF
				paths = append(paths, base+"/documents/"+string(p)+"."+string(f))
			}
		}
	}
	for _, f := range v.Conference.Recording.Files {
		paths = append(paths, base+"/recordings/"+f.Digest)
	}
	for _, item := range everyItem(w) {
		paths = append(paths, "/api/v1/areas/yta-snokaos/items/"+url.PathEscape(item)+"/versions/0/content")
	}
	guest := tib(attendee)
	guest.Only = regional
	for _, reader := range []clerk.Identity{{}, tib(outsider), guest, tib(attendee), tib(observer), tib(host)} {
		who = reader
		heard := 0
		for _, path := range paths {
			answer, err := http.Get(server.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(path, "/bundle") && answer.StatusCode == http.StatusOK {
				body = unpacked(t, body)
			}
			sung := k.sing(append(fmt.Append(nil, answer.Header), body...))
			heard += len(sung)
			if len(sung) > 0 && reader.Actor != host {
				t.Errorf("%s (guest %v) hears at %s: %v", reader.Actor, reader.Guest(), path, sung)
			}
		}
		if reader.Actor == host && heard < 100 {
			t.Errorf("the host itself hears only %d", heard)
		}
		// Nor by asking for what one may not do.
		for _, n := range v.Conference.Notes {
			body := fmt.Sprintf(`[{"name":"note.revise","command":{"id":%q,"base":0,"text":"x"}},{"name":"note.strike","command":{"id":%q,"reason":"x"}}]`, n.ID, n.ID)
			answer, err := http.Post(server.URL+base+"/commands", "application/json", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			if sung := k.sing(b); len(sung) > 0 && reader.Actor != host {
				t.Errorf("%s is answered with %v", reader.Actor, sung)
			}
		}
	}
	if sung := k.sing(log.Bytes()); len(sung) > 0 {
		t.Errorf("the log has %v", sung)
	}
}

// unpacked is everything in an archive, by name.
func unpacked(t *testing.T, archive []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(append(all, f.Name...), b...)
	}
	return all
}
