package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const assets = "../assets"

// What is committed is what the source gives.
func TestDistIsFresh(t *testing.T) {
	made, err := bundle(assets)
	if err != nil {
		t.Fatal(err)
	}
	there, err := os.ReadDir(filepath.Join(assets, "dist"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range there {
		if _, ok := made[f.Name()]; !ok {
			t.Errorf("%s has no source", f.Name())
		}
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join(assets, "dist", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what its source gives: run go generate ./internal/web/...", name)
		}
	}
}

// The first page of a meeting is loaded by hundreds at once, some over a mobile network that is giving way.
func TestScriptsAreSmall(t *testing.T) {
	for name, most := range map[string]int{"app.js": 15 << 10, "desk.js": 14 << 10, "notices.js": 2 << 10, "recorder.js": 12 << 10, "encrypt.js": 40 << 10, "inbox.js": 1 << 10, "map.js": 3 << 10, "drop.js": 2 << 10, "sw.js": 3 << 10} {
		data, err := os.ReadFile(filepath.Join(assets, "dist", name))
		if err != nil {
			t.Error(err)
			continue
		}
		var small bytes.Buffer
		z, _ := gzip.NewWriterLevel(&small, gzip.BestCompression)
		z.Write(data)
		z.Close()
		t.Logf("%s: %d bytes, %d compressed", name, len(data), small.Len())
		if small.Len() > most {
			t.Errorf("%s is %d bytes compressed, at most %d", name, small.Len(), most)
		}
	}
}

// A change of anything gives another service worker.
func TestWorkerFollowsTheBuild(t *testing.T) {
	write := func(style string) string {
		dir := t.TempDir()
		for name, text := range map[string]string{"ts/app.ts": "console.log(1)", "ts/sw.ts": "console.log(BUILD)", "css/samverkan.css": style} {
			file := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		made, err := bundle(dir)
		if err != nil {
			t.Fatal(err)
		}
		return string(made["sw.js"])
	}
	one, again, other := write("a{color:red}"), write("a{color:red}"), write("a{color:blue}")
	if one != again || one == other {
		t.Errorf("workers of the same source %q and %q, of another %q", one, again, other)
	}
}

// What others have written is what they published.
func TestVendored(t *testing.T) {
	// The icons have a test of their own, with the sprite that is made of them.
	for _, name := range []string{"idiomorph", "axe-core", "age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes", "@noble/post-quantum", "@scure/base"} {
		name = filepath.Join(assets, "vendor", name, "vendor.json")
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var v struct {
			Name, Version, Licence, Package, Integrity string
			Files                                      map[string]struct{ From, SHA256 string }
		}
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		dir := filepath.Dir(name)
		if v.Name == "" || v.Version == "" || v.Licence == "" || !strings.Contains(v.Package, v.Version) || !strings.HasPrefix(v.Integrity, "sha512-") {
			t.Errorf("%s does not say what the package is: %+v", name, v)
		}
		there := 0
		err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				there++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if there != len(v.Files)+1 {
			t.Errorf("%s has %d files besides the list, which names %d", dir, there-1, len(v.Files))
		}
		for file, want := range v.Files {
			data, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Error(err)
				continue
			}
			if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != want.SHA256 {
				t.Errorf("%s of %s %s is not as published", file, v.Name, v.Version)
			}
		}
	}
}
