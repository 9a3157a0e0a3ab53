package server_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// share is an area that two actors share, as a network folder.
type share struct {
	*service
	area string
}

// mount is somebody's computer with the folder on it.
type mount struct {
	*service
	who      clerk.Identity
	password string
}

const other = "lst-blekinge"

func folder(t *testing.T) (*share, *mount, *mount) {
	t.Helper()
	s := &share{service: start(t, ""), area: "yta"}
	ours, theirs := s.mount("anna@lst.example", actor), s.mount("bo@lst.example", other)
	s.give(ours, clerk.CreateArea{Area: area.Area{ID: s.area, Name: "Snökaos i Skåne", Owner: actor,
		Grants: []area.Grant{{Actor: other, Right: area.Contribute}}}})
	return s, ours, theirs
}

func (s *service) mount(login, actor string) *mount {
	s.t.Helper()
	member, _ := s.person(login, actor)
	who := clerk.Identity{Member: member, Actor: actor, SystemRole: directory.Writer}
	password, _, err := s.SignIn().MakeToken(s.t.Context(), who, "Min dator", clerk.ScopeFolder, s.now().Add(time.Hour))
	if err != nil {
		s.t.Fatal(err)
	}
	return &mount{s, who, password}
}

func (s *share) give(m *mount, c clerk.AdminCommand) {
	s.t.Helper()
	if _, err := s.Clerk().Administer(s.t.Context(), m.who, "", c); err != nil {
		s.t.Fatal(err)
	}
}

// item puts an item in the area by another door.
func (s *share) item(m *mount, i area.Item, name, content string) {
	s.t.Helper()
	digest, size, err := s.Clerk().BringFile(s.t.Context(), m.who, strings.NewReader(content), 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	i.Area, i.Title = s.area, name
	if i.Kind == "" {
		i.Kind = area.Document
	}
	s.give(m, clerk.PutItem{Item: i, Version: area.Version{Name: name, MediaType: "text/plain", Digest: digest, Size: size}})
}

const top = "/dav/ytor/Snökaos i Skåne/"

// ask sends a request, for a path in the area unless it begins with a slash, with headers as names and values.
func (m *mount) ask(method, path, body string, headers ...string) answer {
	m.t.Helper()
	address := func(p string) string {
		if !strings.HasPrefix(p, "/") {
			p = top + p
		}
		return m.base + (&url.URL{Path: p}).EscapedPath()
	}
	req, err := http.NewRequest(method, address(path), strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	req.SetBasicAuth("vem som helst", m.password)
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Destination" {
			headers[i+1] = address(headers[i+1])
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		m.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return answer{res.StatusCode, string(b), res.Header}
}

// want holds a status against what it should be.
func (m *mount) want(status int, method, path, body string, headers ...string) answer {
	m.t.Helper()
	a := m.ask(method, path, body, headers...)
	if a.status != status {
		m.t.Errorf("%s %s: %d, want %d\n%s", method, path, a.status, status, a.body)
	}
	return a
}

// files lists what there is in a folder.
func (m *mount) files(path string) string {
	m.t.Helper()
	a := m.want(207, "PROPFIND", path, "", "Depth", "1")
	var names []string
	for _, h := range regexp.MustCompile(`<D:href>([^<]*)</D:href>`).FindAllStringSubmatch(a.body, -1)[1:] {
		name, _ := url.PathUnescape(h[1])
		names = append(names, filepath.Base(name))
	}
	return strings.Join(names, " ")
}

func (m *mount) list(s *share) []area.Item {
	m.t.Helper()
	l, err := s.Clerk().Area(m.t.Context(), m.who, s.area)
	if err != nil {
		m.t.Fatal(err)
	}
	return l.Items
}

// needs ends the test when a program is not there.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		missing(t, program+" is not installed; it is a Debian package")
	}
}

// Litmus is the WebDAV community's test of servers.
func TestLitmus(t *testing.T) {
	needs(t, "litmus")
	s, ours, _ := folder(t)
	s.t = t
	cmd := exec.Command("litmus", "-k", s.base+(&url.URL{Path: top}).EscapedPath(), "anna", ours.password)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	t.Logf("%v\n%s", err, out)
	least := map[string]int{"basic": 16, "copymove": 13, "http": 4, "locks": 30, "props": 29}
	for _, m := range regexp.MustCompile("<- summary for `(\\w+)': of (\\d+) tests run: (\\d+) passed").FindAllSubmatch(out, -1) {
		passed, _ := strconv.Atoi(string(m[3]))
		if want := least[string(m[1])]; passed < want {
			t.Errorf("%s: %s of %s, want %d", m[1], m[3], m[2], want)
		}
		delete(least, string(m[1]))
	}
	if len(least) > 0 {
		t.Errorf("not run: %v", least)
	}
}

// What is put in the folder are items, by the ordinary rules.
func TestFolderFilesAreItems(t *testing.T) {
	s, ours, theirs := folder(t)
	s.t = t
	ours.want(201, "MKCOL", "Lägesbild", "")
	ours.want(201, "PUT", "Lägesbild/vägläge.txt", "Halt")
	ours.want(201, "PUT", "Lägesbild/vägläge.txt", "Mycket halt")
	items := ours.list(s)
	if len(items) != 1 || len(items[0].Versions) != 2 || items[0].Owner != actor || items[0].Folder != "Lägesbild" || items[0].Kind != area.Document {
		t.Fatalf("%+v", items)
	}
	// Letters and marks apart, as a Mac sends them.
	if a := theirs.want(200, "GET", "La\u0308gesbild/va\u0308gla\u0308ge.txt", ""); a.body != "Mycket halt" || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%q, %v", a.body, a.header)
	}
	theirs.want(403, "PUT", "Lägesbild/vägläge.txt", "Nej")
	theirs.want(403, "DELETE", "Lägesbild/vägläge.txt", "")
	theirs.want(403, "DELETE", "Lägesbild", "")
	theirs.want(403, "LOCK", "Lägesbild/vägläge.txt", lock)
	theirs.want(403, "MOVE", "Lägesbild/vägläge.txt", "", "Destination", "mitt.txt")
	theirs.want(403, "MOVE", "Lägesbild/vägläge.txt", "", "Destination", "mitt.tmp")
	theirs.want(403, "MOVE", "Lägesbild", "", "Destination", "Annat")
	theirs.want(201, "COPY", "Lägesbild/vägläge.txt", "", "Destination", "kopia.txt")
	ours.want(403, "DELETE", "/dav/", "")
	ours.want(403, "DELETE", "/dav/ytor/", "")
	ours.want(403, "DELETE", top, "")
	ours.want(403, "MKCOL", "/dav/ytor/Ny yta", "")
	ours.want(403, "MOVE", top, "", "Destination", "/dav/ytor/Annan yta")
	ours.want(403, "PROPFIND", "", "", "Depth", "infinity")
	ours.want(403, "PROPFIND", "", "")
	ours.want(409, "PUT", "Finns inte/fil.txt", "x")
	ours.want(422, "PUT", "vad?.txt", "x")
	ours.want(201, "MOVE", "Lägesbild/vägläge.txt", "", "Destination", "Lägesbild/läge.txt", "Overwrite", "T")
	if got := ours.files("Lägesbild"); got != "läge.txt" {
		t.Errorf("%q", got)
	}
	ours.want(409, "PUT", "Lägesbild/läge.txt", "x", "If-Match", `"annan"`)
	ours.want(409, "PUT", "Lägesbild/läge.txt", "x", "If-None-Match", "*")
	ours.want(201, "MOVE", "Lägesbild", "", "Destination", "Väder")
	if got := ours.files("Väder"); got != "läge.txt" {
		t.Errorf("%q", got)
	}
	ours.want(204, "DELETE", "Väder", "")
	if items := ours.list(s); len(items) != 1 || items[0].Owner != other {
		t.Errorf("%+v", items)
	}
	s.item(ours, area.Item{ID: "m", Kind: area.Minutes, Audience: area.Everyone}, "anteckningar.txt", "ett")
	if a := ours.want(409, "PUT", "anteckningar.txt", "två"); !strings.Contains(a.body, "säger varför") {
		t.Errorf("%s", a.body)
	}
	ours.want(403, "DELETE", "anteckningar.txt", "")
	s.give(ours, clerk.CloseArea{Area: s.area})
	theirs.want(409, "PUT", "ny.txt", "x")
	theirs.want(409, "DELETE", "kopia.txt", "")
	theirs.want(409, "MKCOL", "Mapp", "")
	theirs.want(200, "GET", "kopia.txt", "")
	if v, err := s.Clerk().Verify(t.Context(), clerk.OwnerIdentity()); err != nil || len(v.Faults) > 0 {
		t.Errorf("the journal and the tables differ: %+v, %v", v.Faults, err)
	}
}

const lock = `<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>`

// What an actor keeps to itself, or no longer shares, is to others as if it never was: in every method, in feeds, and its name is free.
func TestFolderShowsNothingThatIsNotShared(t *testing.T) {
	s, ours, theirs := folder(t)
	s.t = t
	s.item(ours, area.Item{ID: "p", Folder: "Planer", Audience: area.Everyone}, "plan.txt", "hemligt")
	address, id, err := s.SignIn().MakeAreaFeed(t.Context(), theirs.who, other, theirs.who.Member, "Ytan", s.area)
	if err != nil {
		t.Fatal(err)
	}
	feed := strings.TrimPrefix(address, s.base)
	if a := s.browser().get(feed, 200); !strings.Contains(a.body, "plan.txt") {
		t.Fatal(a.body)
	}
	theirs.want(200, "GET", "Planer/plan.txt", "")
	s.item(ours, area.Item{ID: "p", Folder: "Planer", Audience: area.OnlyWe}, "plan.txt", "hemligt")
	ours.want(200, "LOCK", "Planer/plan.txt", lock)
	for _, c := range [][]string{{"GET"}, {"HEAD"}, {"PROPFIND", "Depth", "0"}, {"PROPFIND", "Depth", "1"}, {"DELETE"}, {"MOVE", "Destination", "x.txt"},
		{"COPY", "Destination", "x.txt"}, {"PROPPATCH"}} {
		is := theirs.ask(c[0], "Planer/plan.txt", "", c[1:]...)
		never := theirs.ask(c[0], "Planer/aldrig.txt", "", c[1:]...)
		if is.status != 404 && c[0] != "PROPPATCH" || is.status != never.status || unnumbered(is.body) != unnumbered(never.body) {
			t.Errorf("%s: %d %s, %d %s", c[0], is.status, is.body, never.status, never.body)
		}
	}
	// The folder that it lies in is not there either.
	theirs.want(409, "LOCK", "Planer/plan.txt", lock)
	theirs.want(404, "PROPFIND", "Planer", "", "Depth", "1")
	if got := theirs.files(""); got != "" {
		t.Errorf("%q", got)
	}
	// Its name can be used, also over a lock of its owner's, and both are there to who reads both.
	theirs.want(201, "MKCOL", "Planer", "")
	theirs.want(201, "PUT", "Planer/plan.txt", "vår")
	theirs.want(201, "PUT", "annan.txt", "vår")
	theirs.want(204, "MOVE", "annan.txt", "", "Destination", "Planer/plan.txt")
	if got := ours.files("Planer"); !regexp.MustCompile(`^plan \([a-z2-7]{4}\)\.txt plan\.txt$`).MatchString(got) {
		t.Errorf("%q", got)
	}
	if a := ours.want(200, "GET", "Planer/plan.txt", ""); a.body != "hemligt" {
		t.Errorf("%q", a.body)
	}
	a := s.browser().get(feed, 200)
	if strings.Count(a.body, "<entry>") != 1 || strings.Contains(a.body, "/p<") {
		t.Error(a.body)
	}
	// Who may not read the area at all finds neither it nor its name.
	s.give(ours, clerk.GrantRight{Area: s.area, Actors: []string{other}})
	theirs.want(404, "PROPFIND", "", "", "Depth", "0")
	theirs.want(404, "GET", "Planer/plan.txt", "")
	if got := theirs.files("/dav/ytor/"); got != "" {
		t.Errorf("%q", got)
	}
	s.browser().get(feed, 404)
	if err := s.Clerk().RevokeFeed(t.Context(), theirs.who, clerk.RevokeFeed{ID: id}); err != nil {
		t.Fatal(err)
	}
	s.browser().get(feed, 404)
}

// unnumbered is an answer without the number of its request.
func unnumbered(body string) string {
	return regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`).ReplaceAllString(body, "")
}

// A copy is for no more than what it is a copy of, until somebody says otherwise.
func TestFolderCopiesAreNotWider(t *testing.T) {
	s, ours, theirs := folder(t)
	s.t = t
	s.item(ours, area.Item{ID: "h", Audience: area.Chosen, Chosen: []string{other}, Secrecy: &area.Secrecy{Ground: "18 kap. 13 § OSL", Actor: actor}}, "h.txt", "känsligt")
	theirs.want(201, "COPY", "h.txt", "", "Destination", "kopia.txt")
	ours.want(201, "COPY", "h.txt", "", "Destination", "vår.txt")
	for _, i := range append(theirs.list(s), ours.list(s)...) {
		if i.Owner == other && i.Audience != area.OnlyWe || i.Owner == actor && i.Audience != area.Chosen || i.Secrecy == nil {
			t.Errorf("%+v", i)
		}
	}
	address, _, err := s.SignIn().MakeAreaFeed(t.Context(), ours.who, actor, "", "Ytan", s.area)
	if err != nil {
		t.Fatal(err)
	}
	if a := s.browser().get(strings.TrimPrefix(address, s.base), 200); strings.Contains(a.body, "h.txt") || strings.Count(a.body, "Sekretessmarkerad post") != 2 {
		t.Error(a.body)
	}
}

// Programs save in ways of their own; the item gets its next version by all of them, and what they leave beside it is nobody's.
func TestFolderSaving(t *testing.T) {
	s, ours, theirs := folder(t)
	s.t = t
	content := func(want string, versions int) {
		t.Helper()
		items := ours.list(s)
		if len(items) != 1 || len(items[0].Versions) != versions {
			t.Fatalf("%+v", items)
		}
		if a := theirs.want(200, "GET", "brev.txt", ""); a.body != want {
			t.Errorf("%q, want %q", a.body, want)
		}
		if got := theirs.files(""); got != "brev.txt" {
			t.Errorf("others see %q", got)
		}
	}
	// Explorer: an empty file, a lock on it, and then what is in it.
	ours.want(201, "PUT", "brev.txt", "")
	if len(ours.list(s)) > 0 {
		t.Error("an empty file is an item")
	}
	theirs.want(404, "GET", "brev.txt", "")
	token := ours.want(200, "LOCK", "brev.txt", lock).header.Get("Lock-Token")
	ours.want(423, "PUT", "brev.txt", "ett")
	ours.want(201, "PUT", "brev.txt", "ett", "If", "("+token+")")
	ours.want(207, "PROPPATCH", "brev.txt", `<?xml version="1.0"?><D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:schemas-microsoft-com:"><D:set><D:prop><Z:Win32LastModifiedTime>Mon, 23 Nov 2026 00:00:00 GMT</Z:Win32LastModifiedTime></D:prop></D:set></D:propertyupdate>`, "If", "("+token+")")
	ours.want(204, "UNLOCK", "brev.txt", "", "Lock-Token", token)
	content("ett", 1)
	// A temporary file in the place of the first.
	ours.want(201, "PUT", "~WRD0001.tmp", "två")
	ours.want(204, "MOVE", "~WRD0001.tmp", "", "Destination", "brev.txt", "Overwrite", "T")
	content("två", 2)
	// The first put aside, the new one in its place, and the first taken away; under a lock.
	token = ours.want(200, "LOCK", "brev.txt", lock).header.Get("Lock-Token")
	ours.want(201, "PUT", "A1B2.tmp", "tre")
	ours.want(201, "MOVE", "brev.txt", "", "Destination", "C3D4.tmp", "If", "("+token+")")
	ours.want(404, "GET", "brev.txt", "")
	theirs.want(200, "GET", "brev.txt", "")
	ours.want(201, "MOVE", "A1B2.tmp", "", "Destination", "brev.txt", "If", "("+token+")")
	if a := ours.want(200, "GET", "C3D4.tmp", ""); a.body != "två" {
		t.Errorf("%q", a.body)
	}
	ours.want(204, "DELETE", "C3D4.tmp", "")
	ours.want(204, "UNLOCK", "brev.txt", "", "Lock-Token", token)
	content("tre", 3)
	// A copy under an ordinary name in the place of the first.
	ours.want(201, "PUT", "brev ny.txt", "fyra")
	ours.want(204, "MOVE", "brev ny.txt", "", "Destination", "brev.txt", "Overwrite", "T")
	content("fyra", 4)
	// Put aside and back again.
	ours.want(201, "MOVE", "brev.txt", "", "Destination", "brev.txt~")
	ours.want(201, "MOVE", "brev.txt~", "", "Destination", "brev.txt")
	content("fyra", 4)
	// A Mac's folder for saving, and what it and others leave everywhere.
	ours.want(201, "MKCOL", "brev.txt.sb-1a2b3c4d-Xyz", "")
	ours.want(201, "PUT", "brev.txt.sb-1a2b3c4d-Xyz/brev.txt", "fem")
	ours.want(204, "MOVE", "brev.txt.sb-1a2b3c4d-Xyz/brev.txt", "", "Destination", "brev.txt", "Overwrite", "T")
	ours.want(204, "DELETE", "brev.txt.sb-1a2b3c4d-Xyz", "")
	content("fem", 5)
	for _, name := range []string{".DS_Store", "._brev.txt", "Thumbs.db", "desktop.ini", "~$brev.docx", ".~lock.brev.odt#"} {
		ours.want(201, "PUT", name, "skräp")
		if a := ours.want(200, "GET", name, ""); a.body != "skräp" {
			t.Errorf("%s: %q", name, a.body)
		}
		theirs.want(404, "GET", name, "")
	}
	content("fem", 5)
	// An upload that breaks off changes nothing.
	req, _ := http.NewRequest("PUT", s.base+(&url.URL{Path: top + "brev.txt"}).EscapedPath(), io.MultiReader(strings.NewReader("halv"), brokenOff{}))
	req.SetBasicAuth("", ours.password)
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close()
	}
	content("fem", 5)
	// The file is held until the service has seen that its upload broke off.
	gone := ours.ask("DELETE", "brev.txt", "")
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end) && gone.status == 423; gone = ours.ask("DELETE", "brev.txt", "") {
		time.Sleep(10 * time.Millisecond)
	}
	if gone.status != 204 {
		t.Errorf("DELETE: %d", gone.status)
	}
	if len(ours.list(s)) > 0 {
		t.Error("it is still there")
	}
}

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A password opens the folder alone, each one by itself, and nothing else opens the folder.
func TestAppPasswords(t *testing.T) {
	s, ours, _ := folder(t)
	s.t = t
	one := *ours
	two := *ours
	var tok clerk.Token
	var err error
	two.password, tok, err = s.SignIn().MakeToken(t.Context(), ours.who, "Min andra dator", clerk.ScopeFolder, s.now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	token := *ours
	if token.password, _, err = s.SignIn().MakeToken(t.Context(), ours.who, "Skript", clerk.ScopeAdminister, s.now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if a := token.want(401, "PROPFIND", "", "", "Depth", "0"); !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Basic ") {
		t.Errorf("%v", a.header)
	}
	for _, path := range []string{"/api/v1/areas", "/api/v1/me"} {
		req, _ := http.NewRequest("GET", s.base+path, nil)
		req.Header.Set("Authorization", "Bearer "+one.password)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 401 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	if err := s.Clerk().RevokeToken(t.Context(), ours.who, tok.ID); err != nil {
		t.Fatal(err)
	}
	two.want(401, "PROPFIND", "", "", "Depth", "0")
	one.want(207, "PROPFIND", "", "", "Depth", "0")
	if strings.Contains(s.log.String(), one.password) {
		t.Error("a password is in the log")
	}
	s.disable(ours.who.Member)
	one.want(401, "PROPFIND", "", "", "Depth", "0")
}

// A zip holds what its reader reads and an index of it, and names of files that no file system takes amiss.
func TestAreaZip(t *testing.T) {
	s, ours, theirs := folder(t)
	s.t = t
	s.item(ours, area.Item{ID: "a", Folder: "Läge: nu", Audience: area.Everyone}, "bild.txt", "ett")
	s.item(ours, area.Item{ID: "b", Folder: "Läge: nu", Audience: area.Everyone}, "BILD.txt", "två")
	s.item(ours, area.Item{ID: "c", Audience: area.OnlyWe}, "kanarie.txt", "kanariefågel")
	s.item(ours, area.Item{ID: "d", Audience: area.Everyone}, "index.html", "tre")
	token, _, err := s.SignIn().MakeToken(t.Context(), theirs.who, "Läser", clerk.ScopeRead, s.now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	fetch := func(query string) (int, map[string]string) {
		t.Helper()
		req, _ := http.NewRequest("GET", s.base+"/api/v1/areas/yta/zip"+query, nil)
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != 200 {
			return res.StatusCode, nil
		}
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, _ := io.ReadAll(r)
			out[f.Name] = string(b)
		}
		return 200, out
	}
	_, all := fetch("")
	if len(all) != 5 || all["Läge- nu/bild.txt"] != "ett" || strings.Contains(strings.Join(slices.Collect(maps.Values(all)), ""), "kanarie") ||
		!strings.Contains(all["index.html"], "Anna Alm") && !strings.Contains(all["index.html"], "Länsstyrelsen") || strings.Count(all["index.csv"], "\r\n") != 4 {
		t.Errorf("%q", all)
	}
	if _, one := fetch("?item=b&item=b"); len(one) != 3 || one["Läge- nu/BILD.txt"] != "två" {
		t.Errorf("%q", one)
	}
	if _, in := fetch("?folder=" + url.QueryEscape("Läge: nu")); len(in) != 4 {
		t.Errorf("%q", in)
	}
	for _, query := range []string{"?item=c", "?item=b&item=c", "?folder=x"} {
		if status, _ := fetch(query); status != 404 {
			t.Errorf("%s: %d", query, status)
		}
	}
	s.give(ours, clerk.GrantRight{Area: s.area, Actors: []string{other}})
	if status, _ := fetch(""); status != 404 {
		t.Errorf("without a right: %d", status)
	}
}

// Other people's programs carry files there and back.
func TestFolderWithOthersPrograms(t *testing.T) {
	needs(t, "cadaver")
	needs(t, "rclone")
	s, ours, _ := folder(t)
	s.t = t
	home := t.TempDir()
	run := func(in string, name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Stdin = home, strings.NewReader(in)
		cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "LC_ALL=C.UTF-8", "RCLONE_CONFIG=/dev/null", "NO_PROXY=localhost", "no_proxy=localhost",
			"RCLONE_CONFIG_S_TYPE=webdav", "RCLONE_CONFIG_S_URL="+s.base+"/dav/", "RCLONE_CONFIG_S_VENDOR=other", "RCLONE_CONFIG_S_USER=anna")
		if name == "rclone" && args[0] != "obscure" {
			hidden, err := exec.Command("rclone", "obscure", ours.password).Output()
			if err != nil {
				t.Fatal(err)
			}
			cmd.Env = append(cmd.Env, "RCLONE_CONFIG_S_PASS="+strings.TrimSpace(string(hidden)))
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	for path, content := range map[string]string{".netrc": "machine localhost login anna password " + ours.password + "\n", "Åska över Älvdalen.txt": "Åskan går.\n",
		"ut/Väg ö/läge å.txt": "Öppet\n", "ut/tom mapp/x.txt": "x\n"} {
		path = filepath.Join(home, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	out := run(`mkcol "Läge ö"
cd "Läge ö"
put "Åska över Älvdalen.txt"
ls
copy "Åska över Älvdalen.txt" kopia.txt
move kopia.txt flyttad.txt
get flyttad.txt hem.txt
quit
`, "cadaver", s.base+(&url.URL{Path: top}).EscapedPath())
	if b, err := os.ReadFile(filepath.Join(home, "hem.txt")); err != nil || string(b) != "Åskan går.\n" {
		t.Errorf("%q, %v\n%s", b, err, out)
	}
	if got := ours.files("Läge ö"); got != "flyttad.txt Åska över Älvdalen.txt" {
		t.Errorf("%q\n%s", got, out)
	}
	at := "s:ytor/Snökaos i Skåne/Från rclone"
	run("", "rclone", "sync", "ut", at)
	run("", "rclone", "check", "--download", "ut", at)
	run("", "rclone", "moveto", at+"/Väg ö/läge å.txt", at+"/Väg ö/läge ä.txt")
	if got := run("", "rclone", "cat", at+"/Väg ö/läge ä.txt"); got != "Öppet\n" {
		t.Errorf("%q", got)
	}
	run("", "rclone", "purge", at)
	if got := ours.files(""); got != "Läge ö" {
		t.Errorf("%q", got)
	}
}
