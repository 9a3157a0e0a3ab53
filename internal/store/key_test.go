package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

func TestTheSigningKeyStandsBesideTheDatabase(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	fill(t, s, "konf-regional-1", 3)
	key, err := s.SigningKey(ctx, "lst-allmanlan")
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(s.KeyPath())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode(), err)
	}
	again, err := open(t, path).SigningKey(ctx, "another name")
	if err != nil || again.Secret() != key.Secret() {
		t.Fatal("another key the second time", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	secret := key.Secret()
	if names := holds(t, path, secret[len(secret)-30:]); len(names) != 1 || names[0] != "samverkan.db.key" {
		t.Fatalf("the secret is in %q", names)
	}
	s = open(t, path)
	note := signHead(t, s, key)
	public := publicKeys(t, s)
	if _, by, err := journal.OpenCheckpoint(note, public...); err != nil || by[0] != "lst-allmanlan" {
		t.Fatal(by, err)
	}

	if err := os.Chmod(s.KeyPath(), 0o640); err != nil {
		t.Fatal(err)
	}
	_, err = s.SigningKey(ctx, "lst-allmanlan")
	wantCode(t, err, "store.key-open")
	if err := os.Remove(s.KeyPath()); err != nil {
		t.Fatal(err)
	}
	_, err = s.SigningKey(ctx, "lst-allmanlan")
	wantCode(t, err, "store.key-missing")
	if err := os.WriteFile(s.KeyPath(), []byte("not a key\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = s.SigningKey(ctx, "lst-allmanlan")
	wantCode(t, err, "journal.bad-key")
	stranger, err := journal.NewPrivateKey("lst-allmanlan", chance(99))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.KeyPath(), []byte(stranger.Secret()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = s.SigningKey(ctx, "lst-allmanlan")
	wantCode(t, err, "store.key-other")

	renewed, err := s.RenewSigningKey(ctx, "lst-allmanlan")
	if err != nil || renewed.Secret() == key.Secret() || renewed.Secret() == stranger.Secret() {
		t.Fatal(err)
	}
	if k, err := s.SigningKey(ctx, "lst-allmanlan"); err != nil || k.Secret() != renewed.Secret() {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(s.KeyPath() + ".old"); err != nil || !strings.Contains(string(b), stranger.Secret()) {
		t.Fatal("the old file is not kept", err)
	}
	public = publicKeys(t, s)
	if len(public) != 2 {
		t.Fatal(public)
	}
	for _, n := range []string{note, signHead(t, s, renewed)} { // what the old key signed still holds
		if _, _, err := journal.OpenCheckpoint(n, public...); err != nil {
			t.Fatal(err)
		}
	}
	_, err = fresh(t).SigningKey(ctx, "två ord")
	wantCode(t, err, "journal.bad-key")
}

func signHead(t *testing.T, s *store.Store, key journal.PrivateKey) (note string) {
	t.Helper()
	view(t, s, func(tx *store.Tx) error {
		head, err := tx.Head("konf-regional-1")
		if err != nil {
			return err
		}
		note, err = journal.Checkpoint{Origin: "samverkan.example", Head: head, At: tx.Now}.Sign(key)
		return err
	})
	return note
}

func publicKeys(t *testing.T, s *store.Store) (keys []journal.PublicKey) {
	t.Helper()
	view(t, s, func(tx *store.Tx) (err error) { keys, err = tx.PublicKeys(); return err })
	return keys
}
