package upload_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

// The official client uploads here: in slices, from where it was stopped, without a length, and with the first piece at once.
func TestOfficialClient(t *testing.T) {
	missing := func(why string) {
		if os.Getenv("SAMVERKAN_REQUIRE_ALL") != "" {
			t.Fatal(why)
		}
		t.Skip("SKIPPED: " + why)
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing("there is no node here")
	}
	if _, err := os.Stat("testdata/node/node_modules/tus-js-client"); err != nil {
		missing("npm ci has not been run in testdata/node")
	}
	d := open(t, webtest.Closed, clerk.UploadLimits{Largest: 16 << 20})
	content := make([]byte, 1_000_000)
	random := rand.NewChaCha8([32]byte{1})
	random.Read(content)
	path := filepath.Join(t.TempDir(), "möte.wav")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // that it ends, whatever happens
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "testdata/node/upload.mjs", d.url+"/uploads", path, string(webtest.Technician), webtest.Conference)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, errs.Bytes(), out)
	}
	var got struct {
		URL                  bool
		Stopped, From        int
		Digest, Later, Whole string
		Extensions           string
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sum := sha256.Sum256(content)
	want := hex.EncodeToString(sum[:])
	if got.Digest != want || got.Later != want || got.Whole != want {
		t.Errorf("digests %+v, want %s", got, want)
	}
	if !got.URL || got.Stopped != 300_000 || got.From <= got.Stopped {
		t.Errorf("it did not go on where it was: %+v", got)
	}
}
