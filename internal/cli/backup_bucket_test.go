package cli

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"samverkan/internal/attachment"
)

// Where files are in a bucket, a backup says that it does not hold them, and who checks it or restores it is told what is missing there.
func TestBackupWithABucket(t *testing.T) {
	t.Parallel()
	memory := s3mem.New()
	server := httptest.NewServer(gofakes3.New(memory).Server())
	t.Cleanup(server.Close)
	if err := memory.CreateBucket("filer"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	keys := filepath.Join(dir, "nycklar")
	if err := os.WriteFile(keys, []byte("nyckel\nhemlig\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const place = "s3://filer/lan"
	shelf, err := attachment.Place{Directory: filepath.Join(dir, "x"), Bucket: place, Endpoint: server.URL, Region: "se-1", Keys: keys}.Shelf(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shelf.Close() })
	digest, _, err := shelf.Put(t.Context(), strings.NewReader("hej hopp"), 100)
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"SAMVERKAN_FILES": place, "SAMVERKAN_S3_ENDPOINT": server.URL, "SAMVERKAN_S3_REGION": "se-1", "SAMVERKAN_S3_KEYS": keys,
		"SAMVERKAN_LANG": "sv"}
	run := func(want int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		code := Run(t.Context(), append(args, "--db", filepath.Join(dir, "samverkan.db")),
			World{In: strings.NewReader(""), Out: &out, Err: &out, Env: func(k string) string { return env[k] }, Now: time.Now})
		if code != want {
			t.Fatalf("%v: %d %s", args, code, out.String())
		}
		return out.String()
	}
	told := func(text string, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%q is not in\n%s", w, text)
			}
		}
	}
	run(0, "incident", "open", "snokaos", "Snökaos", "--owner", "lst-skane")
	copies := filepath.Join(dir, "bk")
	told(run(0, "backup", copies), place, "säkerhetskopieras där")
	told(run(0, "backup", "verify", copies), "Filen som fanns i hinken "+place+" finns kvar")
	told(run(0, "doctor"), place)

	if err := shelf.Remove(t.Context(), digest); err != nil {
		t.Fatal(err)
	}
	told(run(5, "backup", "verify", copies), "En fil saknas i hinken "+place, digest)
	told(run(0, "restore", copies, "--to", filepath.Join(dir, "ny")), "En fil saknas i hinken "+place, digest)

	server.Close()
	told(run(0, "backup", copies+"-2"), place, "svarar inte som den ska")
	env = map[string]string{"SAMVERKAN_LANG": "sv"}
	told(run(0, "backup", "verify", copies), "som inställningarna här inte nämner")
}
