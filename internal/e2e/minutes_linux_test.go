package e2e_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samverkan/conference"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
	"samverkan/internal/wire"
)

// runFile is the regional run as it is keyed in, moved to where a service takes it.
func runFile(t *testing.T) []byte {
	t.Helper()
	raw, err := fixture.Snokaos.ReadFile("snokaos/run-regional.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return aYearBefore(raw)
}

// The regional conference, given through the service by those who hold its roles, each signed in by itself, gives the minutes that a
// replay on the command line gives.
func TestMinutesThroughTheService(t *testing.T) {
	long(t)
	local := newInstallation(t)
	if err := os.WriteFile(filepath.Join(local.dir, "run.jsonl"), runFile(t), 0o600); err != nil {
		t.Fatal(err)
	}
	local.run("replay", "run.jsonl", regional)

	far := newInstallation(t)
	s := far.serves()
	// The leader sits at a browser, the secretary has made a token for its program in one, the others' programs have theirs already.
	secretary := s.signsIn(far.people["secretary"])
	clients := map[conference.Role]*caller{
		conference.Leader:     s.signsIn(far.people["leader"]),
		conference.Secretary:  s.as(secretary.makesToken("write")),
		conference.Listener:   s.as(far.people["listener"].Token),
		conference.Technician: s.as(far.people["technician"].Token),
	}
	steps, err := scenario.ReadRun(bytes.NewReader(runFile(t)))
	if err != nil {
		t.Fatal(err)
	}
	given := map[conference.Role]int{}
	for _, step := range steps {
		for i, cmd := range step.Commands {
			w := wire.Command{ID: "rad-" + itoa(int64(step.Line)) + "-" + itoa(int64(i)), Name: cmd.Name(), Role: step.Role,
				OccurredAt: step.At, Command: conference.Encode(cmd)}
			if r := clients[step.Role].give(w); r.Status == "refused" {
				t.Fatalf("line %d: %+v", step.Line, r)
			}
			given[step.Role]++
		}
	}
	if len(given) != 4 {
		t.Errorf("the commands came from %v", given)
	}

	leader := clients[conference.Leader]
	as := far.people["leader"].Member
	var want, got map[string]any
	if err := json.Unmarshal(local.run("minutes", "show", regional, "--as", as, "--format", "json"), &want); err != nil {
		t.Fatal(err)
	}
	leader.read(here("/record"), &got)
	for _, m := range []map[string]any{want, got} {
		for _, key := range []string{"composed", "seal"} {
			if _, ok := m[key]; !ok {
				t.Errorf("the minutes have no %s", key)
			}
			delete(m, key)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("command line (-), service (+):\n%s", diff)
	}
	text := local.run("minutes", "show", regional, "--as", as, "--format", "md")
	if diff := cmp.Diff(sealless(t, text), sealless(t, leader.get(here("/documents/minutes.md")))); diff != "" {
		t.Errorf("as text: command line (-), service (+):\n%s", diff)
	}
	s.stop()
	far.verified()
}

// sealless is a text up to what tells one installation from another: the hash of its chain, and the signature.
func sealless(t *testing.T, text []byte) string {
	t.Helper()
	words, _, ok := strings.Cut(string(text), "SHA-256")
	if !ok || len(words) < 30_000 {
		t.Errorf("%d characters before the seal", len(words))
	}
	return words
}

var madeToken = regexp.MustCompile(`svk_[0-9A-Za-z]{32}_[0-9a-f]{8}`)

// makesToken makes a token on the page of one's own account.
func (c *caller) makesToken(scope string) string {
	c.t.Helper()
	a := c.form("/account/tokens", map[string][]string{"token_name": {"Prov"}, "scope": {scope}, "days": {"1"}})
	token := madeToken.Find(a.Body)
	if a.Status != http.StatusOK || token == nil {
		c.t.Fatalf("no token: %d\n%s", a.Status, a.Body)
	}
	return string(token)
}
