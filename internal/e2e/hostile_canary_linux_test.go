package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

// Everything that somebody can get at the door, through every route that reads, in every format, with headers and all, has no word of
// what is marked, unless it is somebody who may read it; and neither has what the service writes about itself.
func TestMarkedMatterAtEveryDoor(t *testing.T) {
	metrics := freeAddress(t)
	b := besiege(t, "--metrics", metrics)
	var words []string
	word := func(what string) string {
		w := fmt.Sprintf("kanariefågel%s%02d", what, len(words))
		words = append(words, w)
		b.keep(w)
		return w
	}
	leader, secretary := b.as(b.people["leader"].Token), b.as(b.people["secretary"].Token)
	marked := conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lst-allmanlan"}
	content := func(what string) conference.Content {
		return conference.Content{Actor: "kommun-alvnas", Text: word(what), Source: word(what + "källa"), Secrecy: marked}
	}
	leader.begin()
	b.gives(t, leader,
		&conference.FinishItem{Item: "p0"}, &conference.StartItem{Item: "p5"}, &conference.RequestFloor{Actor: "kommun-alvnas", Topic: word("talarämne")},
		&conference.GrantFloor{Actor: "kommun-alvnas"})
	b.gives(t, secretary,
		&conference.WriteNote{ID: "hemlig", Kind: conference.NoteInformation, Content: content("anteckning")},
		&conference.ReviseNote{ID: "hemlig", Content: conference.Content{Actor: "kommun-alvnas", Text: word("ändring"), Secrecy: marked}},
		&conference.WriteNote{ID: "senare", Kind: conference.NoteNeed, Content: conference.Content{Actor: "kommun-alvnas", Text: word("senare")}},
		&conference.MarkSecrecy{ID: "senare", Secrecy: marked},
		&conference.AgreeMeasure{ID: "atgard", Text: word("åtgärd"), Owner: "kommun-alvnas", Secrecy: marked})
	b.gives(t, leader,
		&conference.ProposeDecision{ID: "beslut", Text: word("beslut"), Actor: "kommun-alvnas", Secrecy: marked},
		&conference.WithdrawDecision{ID: "beslut", Reason: word("skäl")},
		&conference.YieldFloor{}, &conference.FinishItem{Item: "p5"}, &conference.InformRecording{})
	technician := b.as(b.people["technician"].Token)
	b.gives(t, technician, &conference.StartRecording{}, &conference.StopRecording{})
	sound := word("ljud") + strings.Repeat(" ", 200)
	digest, size := technician.brings(sound)
	b.gives(t, technician, &conference.AttachRecording{File: conference.AudioFile{Name: word("ljudfil") + ".wav", Digest: digest, Size: size, MediaType: "audio/wav",
		Secrecy: marked}})

	_, link := b.guestOf(t, "kommun-ekeryd", time.Now().Add(time.Hour))
	// Besides the host's own people there is only one who may read: nobody. The leader shows that each word is to be had at all.
	for _, reader := range []struct {
		name  string
		c     *caller
		hears bool
		least int // answers that say something
	}{
		{"the leader", leader, true, 40},
		{"an attendee", b.as(b.people["ekeryd"].Token), false, 40}, {"a guest", b.enters(t, link), false, 30},
		{"another county", b.as(b.people["outsider"].Token), false, 8}, {"nobody", b.as(""), false, 2},
	} {
		heard := map[string][]string{}
		answered := 0
		for where, a := range b.everything(t, reader.c, digest) {
			if a.Status == http.StatusOK {
				answered++
			}
			if a.Status >= 500 {
				t.Errorf("%s, %s: %d %.300s", reader.name, where, a.Status, a.Body)
			}
			header, err := json.Marshal(a.Header)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range words {
				if says(t, a.Body, w) || says(t, header, w) {
					heard[w] = append(heard[w], where)
				}
			}
		}
		if answered < reader.least {
			t.Errorf("%s was answered %d times", reader.name, answered)
		}
		for _, w := range words {
			slices.Sort(heard[w])
			switch {
			case !reader.hears && len(heard[w]) > 0:
				t.Errorf("%s hears %s in %v", reader.name, w, heard[w])
			case reader.hears && len(heard[w]) == 0:
				t.Errorf("%s hears %s nowhere", reader.name, w)
			}
		}
		t.Logf("%s: %d answers that say something, %d of %d words", reader.name, answered, len(heard), len(words))
	}

	// What is written about the service to those who run it.
	measured := b.browser()
	measured.base = "http://" + metrics
	for _, w := range words {
		if says(t, measured.get("/metrics"), w) {
			t.Errorf("%s is measured", w)
		}
	}
	if text := string(measured.get("/metrics")); !strings.Contains(text, "samverkan_http_requests_total") || strings.Contains(text, regional) ||
		strings.Contains(text, "ekeryd") {
		t.Error("the measurements name something, or are not there")
	}
	// That somebody has read it is written down, and what it was is not.
	log, err := b.desk.Audit(t.Context(), clerk.OwnerIdentity(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(log)
	if err != nil {
		t.Fatal(err)
	}
	if len(log) == 0 {
		t.Error("that the leader has read it is written nowhere")
	}
	for _, w := range words {
		if says(t, raw, w) {
			t.Errorf("%s stands in the log of readings", w)
		}
	}
}

// everything asks for all that can be asked for, and gives the answers by where they came from.
func (b *besieged) everything(t *testing.T, c *caller, digest string) map[string]answer {
	t.Helper()
	out := map[string]answer{}
	get := func(path string) {
		t.Helper()
		a, err := c.try(http.MethodGet, path, nil)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out[path] = a
	}
	for _, r := range b.api(t) {
		if r.method != http.MethodGet {
			continue
		}
		path := r.at(regional)
		switch r.id {
		case "stream":
			for _, after := range []string{"?after=0", "?after=7", ""} {
				a, err := c.streamed(path + after)
				if err != nil {
					t.Fatal(err)
				}
				out[path+after] = a
			}
			a, err := c.streamed(path, "Last-Event-ID", "3")
			if err != nil {
				t.Fatal(err)
			}
			out[path+" again"] = a
		case "follow":
			for _, after := range []string{"0", "5", "20"} {
				get(path + "?wait=0&after=" + after)
			}
		case "document":
			for _, kind := range []string{"invitation", "agenda", "roll-call", "roll-call-blank", "note-form", "minutes", "decisions", "measures", "situation"} {
				for _, format := range []string{"pdf", "html", "md", "txt", "json", "csv", "ics"} {
					get("/api/v1/conferences/" + regional + "/documents/" + kind + "." + format)
				}
			}
		case "recording":
			get("/api/v1/conferences/" + regional + "/recordings/" + digest)
		case "conference":
			get(path)
			for seq := 1; seq < 30; seq += 4 {
				get(fmt.Sprintf("%s?at=%d", path, seq))
			}
		case "entries":
			for _, q := range []string{"?after=0&limit=500", "?after=0&limit=3", "?after=10&limit=5"} {
				get(path + q)
			}
		case "seal":
			get(path + "?seq=12")
		case "decisions":
			get(path)
			get(path + "?valid_at=" + time.Now().UTC().Format(time.RFC3339))
		default:
			get(path)
		}
	}
	for _, r := range b.pages() {
		if r.method == http.MethodGet {
			get(r.at(regional))
		}
	}
	return out
}

// What stands in the clear on the disk beside the database is nobody's secret: keys are for their owner alone, and no password, token or
// link can be read out of the database.
func TestTheDatabaseOpensNothing(t *testing.T) {
	b := besiege(t, "--log-level", "warn")
	b.as(b.people["leader"].Token).begin()
	_, link := b.guestOf(t, "kommun-ekeryd", time.Now().Add(time.Hour))
	guest := b.enters(t, link)
	browser := b.comesIn(t, "colleague")
	made := browser.makesToken("write")
	b.service.stop()
	raw := ""
	for _, name := range files(t, b.dir) {
		if strings.HasPrefix(filepath.Base(name), "samverkan.db") { // and what lies beside it, not yet in it
			raw += string(read(t, name))
		}
	}
	for what, secret := range map[string]string{"the password": password, "a token": b.people["leader"].Token, "a token made now": made, "a guest link": strings.TrimPrefix(link, "/guest/"),
		"a guest's session": guest.session(), "a session": browser.session()} {
		if len(secret) < 16 || strings.Contains(raw, secret) {
			t.Errorf("%s (%d characters) stands in the database", what, len(secret))
		}
	}
	for _, name := range []string{"samverkan.db.key", "secret.key"} {
		info, err := os.Stat(filepath.Join(b.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %v", name, info.Mode())
		}
	}
}
