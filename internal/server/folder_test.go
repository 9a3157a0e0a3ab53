package server_test

import (
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
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
