package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/quotedprintable"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/render/pdf/pdftest"
	"samverkan/internal/web/webtest"
)

// heardWords are the words of a cage that stand in an answer: in its headers and its bytes, whatever they are packed in.
func (k *cage) heardWords(head http.Header, body []byte) []string {
	k.t.Helper()
	texts := [][]byte{body, bytes.ReplaceAll(body, []byte("\r\n "), nil)}
	switch {
	case bytes.HasPrefix(body, []byte("%PDF-")):
		streams, err := pdftest.Streams(body)
		if err != nil {
			k.t.Fatal(err)
		}
		texts = streams
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			k.t.Fatal(err)
		}
		var found []string
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				k.t.Fatal(err)
			}
			inner, err := io.ReadAll(r)
			if err != nil {
				k.t.Fatal(err)
			}
			found = append(found, k.heardWords(http.Header{"Name": {f.Name}}, inner)...)
		}
		return found
	}
	for _, values := range head {
		for _, v := range values {
			texts = append(texts, []byte(v))
			if plain, err := url.QueryUnescape(v); err == nil {
				texts = append(texts, []byte(plain))
			}
		}
	}
	if !pdftest.Holds(texts, "kanarie") { // as every word begins
		return nil
	}
	var found []string
	for _, w := range k.words {
		if pdftest.Holds(texts, w) {
			found = append(found, w)
		}
	}
	return found
}

// everywhere is every place there is to ask at, for the conference of the cage: each route of the web, each operation of the interface
// in each form it can be had, each file by its digest, each item of the area, and what can be searched for. What takes long to make, the archive and the documents
// as PDF, is asked for by some only, unless the test is a long one.
func (k *cage) everywhere(whole bool) []string {
	k.t.Helper()
	at, soak := "/conferences/"+secretConference, os.Getenv("SAMVERKAN_SOAK") != ""
	fill := strings.NewReplacer("/conferences/{id}", at, "/areas/{id}", "/areas/"+webtest.Area, "/incidents/{id}", "/incidents/"+webtest.Incident,
		"/inquiries/{id}", "/inquiries/"+webtest.Inquiry)
	set := map[string]bool{"/search?q=kanarie": true, "/api/v1/search?text=kanarie": true, "/decisions?q=kanarie": true, "/measures?q=kanarie": true,
		"/conferences?q=kanarie": true, at + "/minutes/compare?a=1&b=2": true, at + "/minutes?version=1": true, "/api/v1/areas/" + webtest.Area + "?q=kanarie": true}
	for _, view := range []string{"lead", "desk", "listen", "follow"} {
		set[at+"/room?view="+view] = true
		set[at+"/mine?view="+view] = true
		set[at+"/stream?after=0&wait=0&view="+view] = true
	}
	for _, r := range routes(k.t) {
		if r.Method == http.MethodGet {
			if path := fill.Replace(r.Path); !strings.Contains(path, "{") && !strings.HasSuffix(path, "/stream") {
				set[path] = true
			}
		}
	}
	var spec struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(k.As(webtest.Leader).Send(http.MethodGet, "/api/openapi.json", "", nil).Body), &spec); err != nil || len(spec.Paths) < 40 {
		k.t.Fatalf("%d operations, %v", len(spec.Paths), err)
	}
	for path, methods := range spec.Paths {
		if path = fill.Replace(path); methods["get"] != nil && !strings.Contains(path, "{") && !strings.HasSuffix(path, "/stream") {
			set[path] = true
		}
	}
	delete(set, "/api/v1"+at+"/follow")
	set["/api/v1"+at+"/follow?after=0&wait=0"], set["/api/v1"+at+"/follow?after=9&wait=0"] = true, true
	set["/api/v1"+at+"/entries?after=0&limit=500"], set["/api/v1"+at+"?at=12"] = true, true
	for _, paper := range []string{"invitation", "agenda", "roll-call", "roll-call-blank", "note-form", "minutes", "decisions", "measures", "situation"} {
		for _, format := range []string{"pdf", "pdfa1", "html", "md", "json", "csv", "ics"} {
			if long := strings.HasPrefix(format, "pdf") && paper != "minutes" || format == "pdfa1"; !long || soak {
				set["/api/v1"+at+"/documents/"+paper+"."+format] = true
			}
		}
	}
	if !soak && !whole {
		delete(set, "/api/v1"+at+"/bundle")
	}
	for _, digest := range k.files {
		for _, place := range []string{at + "/sound/", at + "/material/", "/api/v1" + at + "/recordings/", "/api/v1" + at + "/material/", at + "/transcript/", "/api/v1/files/"} {
			set[place+digest] = true
		}
	}
	items, err := k.Clerk().Area(k.t.Context(), clerk.OwnerIdentity(), webtest.Area)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, it := range items.Items {
		if it.Conference == secretConference {
			for _, place := range []string{"/areas/" + webtest.Area + "/items/" + it.ID, "/api/v1/areas/" + webtest.Area + "/items/" + it.ID} {
				set[place], set[place+"/versions/0"], set[place+"/versions/1"] = true, true, true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// listens asks everywhere, and gives where each word was heard.
func (k *cage) listens(c *webtest.Client, calendar string) (heard map[string][]string, answered int) {
	k.t.Helper()
	heard = map[string][]string{}
	take := func(where string, a webtest.Answer) {
		if a.Status == http.StatusOK {
			answered++
		}
		if a.Status >= 500 {
			k.t.Errorf("%s as %s: %d %.200s", where, c.Role, a.Status, a.Body)
		}
		for _, w := range k.heardWords(a.Header, []byte(a.Body)) {
			heard[w] = append(heard[w], where)
		}
	}
	for _, path := range k.everywhere(c.Role == webtest.OtherAttendee || c.Role == webtest.Leader) {
		began := time.Now()
		take(path, c.Send(http.MethodGet, path, "", nil))
		if took := time.Since(began); took > 500*time.Millisecond {
			k.t.Logf("%s: %v", path, took)
		}
	}
	if calendar != "" {
		take("calendar", c.Send(http.MethodGet, calendar, "", nil))
		at := strings.TrimSuffix(calendar, ".ics") + "/"
		for _, below := range []string{"", "principal/", "calendars/"} {
			take("PROPFIND "+below, c.Send("PROPFIND", at+below, "", map[string]string{"Depth": "infinity"}))
		}
	}
	return heard, answered
}

// No reader without the right hears a word of what is marked: not on a page, in a document of any format, a file, a search, a
// calendar, a stream, a header or a letter, while the meeting goes on and after it is published. The host hears each of them, by the
// same walk, so that it would be heard if it was there.
func TestNobodyHearsTheCanary(t *testing.T) {
	t.Parallel()
	k := newCage(t)
	k.silentTo(k.GuestOf(secretConference), "")
	k.silentTo(k.As(webtest.Observer), k.CalendarOf(webtest.Observer))
	k.published()
	for _, r := range []webtest.Role{webtest.OtherAttendee, webtest.Outsider, webtest.Nobody} {
		calendar := ""
		if r != webtest.Nobody {
			calendar = k.CalendarOf(r)
		}
		k.silentTo(k.As(r), calendar)
	}
	heard, _ := k.listens(k.As(webtest.Leader), k.CalendarOf(webtest.Leader))
	for _, w := range k.words {
		if len(heard[w]) == 0 && !strings.HasPrefix(w, "kanarietranscript") { // a draft has a door of its own, for the host
			t.Errorf("the host hears %s nowhere", w)
		}
	}
	for _, format := range []string{"minutes.pdf", "minutes.html", "minutes.md", "minutes.json", "measures.csv", "bundle", "/room"} {
		if !slices.ContainsFunc(slices.Concat(slices.Collect(maps.Values(heard))...), func(where string) bool { return strings.Contains(where, format) }) {
			t.Errorf("the host hears nothing in %s", format)
		}
	}
	k.letters()
	k.publicSound()
	for line := range strings.Lines(k.Log()) {
		if strings.Contains(line, `"level":"ERROR"`) {
			t.Error(line)
		}
	}
	for _, w := range k.words {
		if strings.Contains(k.Log(), w) {
			t.Errorf("%s stands in the log", w)
		}
	}
}

// silentTo fails for each word that a reader hears and may not.
func (k *cage) silentTo(c *webtest.Client, calendar string) {
	k.t.Helper()
	heard, answered := k.listens(c, calendar)
	for _, w := range slices.Sorted(maps.Keys(heard)) {
		if !k.dark[w+" "+string(c.Role)] {
			k.t.Errorf("%s hears %s in %v", c.Role, w, heard[w])
		}
	}
	if least := map[webtest.Role]int{webtest.Nobody: 5, webtest.Guest: 20}[c.Role]; answered < max(least, 1) {
		k.t.Errorf("%s was answered %d times", c.Role, answered)
	}
	k.t.Logf("%s: %d answers", c.Role, answered)
	if c.Role == webtest.Nobody || c.Role == webtest.Guest {
		return
	}
	var found struct{ Total int }
	if a := c.Send(http.MethodGet, "/api/v1/search?text=kanarie", "", nil); a.Status != http.StatusOK || json.Unmarshal([]byte(a.Body), &found) != nil || found.Total != 0 {
		k.t.Errorf("%s is told of %d hits: %.200s", c.Role, found.Total, a.Body)
	}
}

// letters holds every letter that was sent against the words.
func (k *cage) letters() {
	k.t.Helper()
	for end := time.Now().Add(10 * time.Second); len(k.sink.Taken()) < 3 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	letters := k.sink.Taken()
	if len(letters) < 3 {
		k.t.Fatalf("%d letters", len(letters))
	}
	for _, l := range letters {
		plain, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(l.Data)))
		for _, part := range [][]byte{l.Data, plain, unpacked(l.Data)} {
			for _, w := range k.heardWords(nil, part) {
				k.t.Errorf("a letter to %s says %s", l.To, w)
			}
		}
	}
	k.t.Logf("%d letters", len(letters))
}

// unpacked is what stands in base64 in a letter.
func unpacked(data []byte) []byte {
	var out, run []byte
	flush := func() {
		b, _ := base64.StdEncoding.DecodeString(string(run))
		out, run = append(out, b...), nil
	}
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) > 0 && !bytes.ContainsAny(line, " :;-_.<") {
			run = append(run, line...)
			continue
		}
		flush()
	}
	flush()
	return out
}

// publicSound finds the silenced copy in the area, of the same length as the recording, and silent.
func (k *cage) publicSound() {
	k.t.Helper()
	c := k.As(webtest.Outsider)
	a := c.Send(http.MethodGet, fmt.Sprintf("/areas/%s/items/%s-recording-1/versions/0", webtest.Area, secretConference), "", nil)
	if a.Status != http.StatusOK || !strings.HasPrefix(a.Body, "RIFF") || len(a.Body) < 20_000 {
		k.t.Fatalf("the public sound: %d, %d bytes", a.Status, len(a.Body))
	}
	if !strings.Contains(a.Header.Get("Content-Disposition"), "offentlig") {
		k.t.Errorf("its name: %s", a.Header.Get("Content-Disposition"))
	}
}
