package server_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

// A file's name is the same by every way out: in the folder, as an item, in the feed and in the zip; or it is refused with the reason.
func TestFolderNamesStay(t *testing.T) {
	s, ours, theirs := folder(t)
	s.t = t
	address, _, err := s.SignIn().MakeAreaFeed(t.Context(), theirs.who, other, theirs.who.Member, "Ytan", s.area)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := s.SignIn().MakeToken(t.Context(), theirs.who, "Läser", clerk.ScopeRead, s.now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"Åsa på Öland.txt", "A\u030asa o\u0308ver.txt", "Snö 𝕊 🧊.txt", "100 % %20 & #1+1.txt", "19811228-9874.txt", "semi;kolon, 'citat'.txt", strings.Repeat("å", 90) + ".txt"}
	for _, name := range names {
		ours.want(201, "PUT", name, "innehåll i "+name)
	}
	for _, name := range []string{"ra\u202ed.txt", "med\u0001tecken.txt", "noll\u0000.txt", strings.Repeat("å", 300) + ".txt", "   ", "familj \U0001F469\u200d\U0001F469.txt"} {
		if a := ours.ask("PUT", name, "x"); a.status < 400 || a.status >= 500 {
			t.Errorf("%q: %d %s", name, a.status, a.body)
		}
	}
	same := func(where string, got []string) {
		t.Helper()
		for _, name := range names {
			if !slices.ContainsFunc(got, func(x string) bool { return norm.NFC.String(x) == norm.NFC.String(name) }) {
				t.Errorf("%q is not in %s: %q", name, where, got)
			}
		}
	}
	var items []string
	for _, i := range theirs.list(s) {
		items = append(items, i.Versions[0].Name)
	}
	same("the area", items)
	for _, name := range names {
		if a := theirs.want(200, "GET", name, ""); a.body != "innehåll i "+name {
			t.Errorf("%q: %q", name, a.body)
		}
	}
	feed := s.browser().get(strings.TrimPrefix(address, s.base), 200).body
	for _, name := range names {
		if plain := strings.NewReplacer("&", "&amp;", "'", "&#39;").Replace(norm.NFC.String(name)); !strings.Contains(norm.NFC.String(feed), plain) {
			t.Errorf("%q is not in the feed", name)
		}
	}
	req, _ := http.NewRequest("GET", s.base+"/api/v1/areas/yta/zip", nil)
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var packed []string
	for _, f := range z.File {
		packed = append(packed, f.Name)
	}
	same("the zip", packed)
}

// A folder whose items are for nobody else has no new name for others either, when it is moved.
func TestFolderIsMovedUnseen(t *testing.T) {
	s, ours, theirs := folder(t)
	s.t = t
	s.item(ours, area.Item{ID: "p", Folder: "Planer", Audience: area.Everyone}, "plan.txt", "hemligt")
	ours.want(201, "MOVE", "Planer", "", "Destination", "Delat")
	if got := theirs.files(""); got != "Delat" {
		t.Errorf("%q", got)
	}
	s.give(ours, clerk.StopSharing{Area: s.area})
	ours.want(201, "MOVE", "Delat", "", "Destination", "Kanariefolk")
	if got := theirs.files(""); got != "" {
		t.Errorf("%q", got)
	}
	if got := ours.files("Kanariefolk"); got != "plan.txt" {
		t.Errorf("%q", got)
	}
	if v, err := s.Clerk().Verify(t.Context(), clerk.OwnerIdentity()); err != nil || len(v.Faults) > 0 {
		t.Errorf("the journal and the tables differ: %+v, %v", v.Faults, err)
	}
}
