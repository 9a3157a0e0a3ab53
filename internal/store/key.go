package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// keysSetting lists the public keys that this installation has signed with, one a line, the present one last.
const keysSetting = "signing-keys"

// KeyPath is the file of the private signing key, beside the database's file unless another place was given. It is no part of the database, so that
// who gets a copy of the database cannot sign in its name.
func (s *Store) KeyPath() string { return s.keyPath }

// SigningKey gives the installation's private key, made under name at the first call. It answers with
//
//	store.key-missing  the database says that there is a key, and the file is not there
//	store.key-other    the file holds another key than the database says
//	store.key-open     others than its owner may read the file
//	store.no-key-path  the database is on a server, and no place for the file was given
//	journal.bad-key    the file holds no key, or name cannot be the name of one
func (s *Store) SigningKey(ctx context.Context, name string) (journal.PrivateKey, error) {
	if s.keyPath == "" {
		return journal.PrivateKey{}, fault.New(fault.Invalid, "store.no-key-path")
	}
	var known []string
	if err := s.View(ctx, func(tx *Tx) (err error) { known, err = tx.keys(); return err }); err != nil {
		return journal.PrivateKey{}, err
	}
	key, err := s.readKey()
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(known) > 0:
		return journal.PrivateKey{}, fault.New(fault.Unavailable, "store.key-missing", "Path", s.KeyPath())
	case errors.Is(err, fs.ErrNotExist):
		key, err = s.makeKey(name)
	}
	if err != nil {
		return journal.PrivateKey{}, err
	}
	if len(known) > 0 {
		return key, s.isLast(known, key)
	}
	return key, s.Update(ctx, func(tx *Tx) error {
		known, err := tx.keys()
		switch {
		case err != nil:
			return err
		case len(known) > 0: // another node was first
			return s.isLast(known, key)
		}
		return tx.addKey(key.Public())
	})
}

func (s *Store) isLast(known []string, key journal.PrivateKey) error {
	if known[len(known)-1] != key.Public().String() {
		return fault.New(fault.Unavailable, "store.key-other", "Path", s.KeyPath())
	}
	return nil
}

// RenewSigningKey makes a new key, when the old one is lost or may be known to others. What the old one signed
// can still be checked. The old file is kept beside the new one, with .old after its name.
func (s *Store) RenewSigningKey(ctx context.Context, name string) (journal.PrivateKey, error) {
	if err := os.Rename(s.KeyPath(), s.KeyPath()+".old"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return journal.PrivateKey{}, fileFault(err, s.KeyPath())
	}
	key, err := s.makeKey(name)
	if err != nil {
		return journal.PrivateKey{}, err
	}
	return key, s.Update(ctx, func(tx *Tx) error { return tx.addKey(key.Public()) })
}

// PublicKeys gives every key that this installation has signed with, the present one last.
func (tx *Tx) PublicKeys() ([]journal.PublicKey, error) {
	texts, err := tx.keys()
	if err != nil {
		return nil, err
	}
	var keys []journal.PublicKey
	for _, t := range texts {
		k, err := journal.ParsePublicKey(t)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

func (tx *Tx) keys() ([]string, error) {
	v, found, err := tx.Setting(keysSetting)
	if err != nil || !found {
		return nil, err
	}
	return strings.Split(v, "\n"), nil
}

func (tx *Tx) addKey(k journal.PublicKey) error {
	known, err := tx.keys()
	if err != nil {
		return err
	}
	return tx.PutSetting(keysSetting, strings.Join(append(known, k.String()), "\n"))
}

// readKey gives fs.ErrNotExist, bare, when there is no file.
func (s *Store) readKey() (journal.PrivateKey, error) {
	f, err := os.Open(s.KeyPath())
	if errors.Is(err, fs.ErrNotExist) {
		return journal.PrivateKey{}, fs.ErrNotExist
	}
	if err != nil {
		return journal.PrivateKey{}, fileFault(err, s.KeyPath())
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return journal.PrivateKey{}, fileFault(err, s.KeyPath())
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return journal.PrivateKey{}, fault.New(fault.Unavailable, "store.key-open", "Path", s.KeyPath())
	}
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return journal.PrivateKey{}, fileFault(err, s.KeyPath())
	}
	return journal.ParsePrivateKey(strings.TrimSuffix(string(text), "\n"))
}

// makeKey writes the file whole or not at all.
func (s *Store) makeKey(name string) (journal.PrivateKey, error) {
	key, err := journal.NewPrivateKey(name, s.random)
	if err != nil {
		return journal.PrivateKey{}, err
	}
	half := s.KeyPath() + ".half"
	os.Remove(half) // of a process that ended in the middle of this
	f, err := os.OpenFile(half, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return journal.PrivateKey{}, fileFault(err, half)
	}
	_, err = f.WriteString(key.Secret() + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Link(half, s.KeyPath()) // unlike Rename, it never replaces a key that another process made
	}
	os.Remove(half)
	if err != nil {
		return journal.PrivateKey{}, fileFault(err, s.KeyPath())
	}
	return key, syncDir(filepath.Dir(s.keyPath))
}
