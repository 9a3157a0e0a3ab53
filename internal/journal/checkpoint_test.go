package journal_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

func key(t testing.TB, name string, seed byte) journal.PrivateKey {
	t.Helper()
	k, err := journal.NewPrivateKey(name, bytes.NewReader(bytes.Repeat([]byte{seed}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func checkpoint(t testing.TB) journal.Checkpoint {
	return journal.Checkpoint{
		Origin: "samverkan.lst-allmanlan.example", Head: meeting(t, "konf-regional-1", 3)[2].Head(),
		At: time.Date(2027, 1, 6, 20, 10, 0, 5_600_000, time.FixedZone("CET", 3600)),
	}
}

func TestCheckpointIsSignedAndRead(t *testing.T) {
	k := key(t, "lst-allmanlan", 1)
	note, err := checkpoint(t).Sign(k, key(t, "lst-allmanlan", 2))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/checkpoint.txt", note)
	pub, err := journal.ParsePublicKey(k.Public().String())
	if err != nil {
		t.Fatal(err)
	}
	c, by, err := journal.OpenCheckpoint(note, pub)
	if err != nil || len(by) != 1 || by[0] != "lst-allmanlan" {
		t.Fatal(by, err)
	}
	if want := checkpoint(t); c.Head != want.Head || c.Origin != want.Origin || c.At.UnixMilli() != want.At.UnixMilli() {
		t.Fatalf("%+v", c)
	}
	if _, _, err := journal.OpenCheckpoint(note, key(t, "lst-allmanlan", 3).Public()); fault.CodeOf(err) != "journal.signature-unknown" {
		t.Fatal(err)
	}
}

// TestNoChangedCheckpointIsRead changes every byte of a signed checkpoint.
func TestNoChangedCheckpointIsRead(t *testing.T) {
	k := key(t, "lst-allmanlan", 1)
	note, err := checkpoint(t).Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(note) {
		for _, x := range []byte{1, 2, 0x20, 0x80} {
			b := []byte(note)
			b[i] ^= x
			if c, _, err := journal.OpenCheckpoint(string(b), k.Public()); err == nil {
				t.Fatalf("byte %d changed, and read as %+v", i, c)
			}
		}
		if _, _, err := journal.OpenCheckpoint(note[:i], k.Public()); err == nil {
			t.Fatalf("cut at %d, and read", i)
		}
	}
}

// TestNoteOfOthers reads the example of golang.org/x/mod/sumdb/note, made by another program.
func TestNoteOfOthers(t *testing.T) {
	const note = "If you think cryptography is the answer to your problem,\n" +
		"then you don't know what your problem is.\n\n" +
		"— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
	pub, err := journal.ParsePublicKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
	if err != nil {
		t.Fatal(err)
	}
	// The signature holds; the text is not a checkpoint.
	if _, _, err := journal.OpenCheckpoint(note, pub); fault.CodeOf(err) != "journal.bad-checkpoint" {
		t.Fatal(err)
	}
	if _, _, err := journal.OpenCheckpoint(strings.Replace(note, "answer", "Answer", 1), pub); fault.CodeOf(err) != "journal.signature-wrong" {
		t.Fatal(err)
	}
	const secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
	k, err := journal.ParsePrivateKey(secret)
	if err != nil || k.Public().String() != pub.String() || k.Secret() != secret {
		t.Fatal(err)
	}
}

func TestKeysTellNothingAndAreStrict(t *testing.T) {
	k := key(t, "lst-allmanlan", 1)
	shown := fmt.Sprintf("%v %+v %#v %s", k, k, k, k)
	if secret := k.Secret(); strings.Contains(shown, secret[len(secret)-20:]) {
		t.Fatal("a private key was shown:", shown)
	}
	for _, name := range []string{"", "a b", "a+b", "a\nb", "a\u00a0b", "\xff"} {
		if _, err := journal.NewPrivateKey(name, bytes.NewReader(make([]byte, 32))); fault.CodeOf(err) != "journal.bad-key" {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := journal.NewPrivateKey("a", strings.NewReader("short")); fault.CodeOf(err) != "journal.no-random" {
		t.Error(err)
	}
	for _, text := range []string{k.Secret()[:60], k.Public().String(), strings.Replace(k.Secret(), "lst", "LST", 1)} {
		if _, err := journal.ParsePrivateKey(text); fault.CodeOf(err) != "journal.bad-key" {
			t.Errorf("%q: %v", text, err)
		}
	}
	bad := checkpoint(t)
	bad.Origin = "two\nlines"
	if _, err := bad.Sign(k); fault.CodeOf(err) != "journal.bad-checkpoint" {
		t.Error(err)
	}
}

func FuzzOpenCheckpoint(f *testing.F) {
	k := key(f, "lst-allmanlan", 1)
	note, err := checkpoint(f).Sign(k)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(note)
	f.Add("a\n\n— b c\n")
	f.Fuzz(func(t *testing.T, s string) {
		c, _, err := journal.OpenCheckpoint(s, k.Public())
		if _, is := fault.As(err); err != nil && !is {
			t.Fatal(err)
		}
		if err == nil && c != func() journal.Checkpoint { c, _, _ := journal.OpenCheckpoint(note, k.Public()); return c }() {
			t.Fatalf("read a checkpoint nobody signed: %+v", c)
		}
	})
}

func FuzzParsePublicKey(f *testing.F) {
	f.Add(key(f, "lst-allmanlan", 1).Public().String())
	f.Fuzz(func(t *testing.T, s string) {
		k, err := journal.ParsePublicKey(s)
		if err != nil {
			if fault.CodeOf(err) != "journal.bad-key" {
				t.Fatal(err)
			}
			return
		}
		if back, err := journal.ParsePublicKey(k.String()); err != nil || back.String() != k.String() {
			t.Fatalf("%q: %v", s, err)
		}
	})
}

// golden compares with a file; -update writes it anew.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Fatalf("%s differs:\n%s", path, got)
	}
}
