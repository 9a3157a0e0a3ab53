package cli

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"samverkan/internal/client"
	"samverkan/internal/fault"
)

// credential is a token that a service gave.
type credential struct {
	Token   string    `json:"token"`
	Scope   string    `json:"scope,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

// credentials are the tokens of services that somebody is signed in to, by address. They lie in a file that only its owner reads.
type credentials struct {
	Servers map[string]credential `json:"servers"`
}

// credentialsPath is where the tokens are kept.
func (s *session) credentialsPath() (string, error) {
	dir := s.world.Env("XDG_CONFIG_HOME")
	if dir == "" && s.world.Env("HOME") != "" {
		dir = filepath.Join(s.world.Env("HOME"), ".config")
	}
	if dir == "" {
		dir = s.world.Env("AppData")
	}
	if dir == "" {
		return "", fault.New(fault.Unavailable, "cli.no-config-directory")
	}
	return filepath.Join(dir, "samverkan", "credentials.json"), nil
}

// credentials reads the tokens; none when nobody has signed in. A file that others can read is not trusted: its tokens may be
// known to anybody.
func (s *session) credentials() (credentials, error) {
	none := credentials{Servers: map[string]credential{}}
	path, err := s.credentialsPath()
	if err != nil {
		return none, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err != nil {
		return none, fileFault(err, path)
	}
	if readableByOthers(info) {
		return none, fault.New(fault.Forbidden, "cli.credentials-open", "Path", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return none, fileFault(err, path)
	}
	var kept credentials
	if err := json.Unmarshal(data, &kept); err != nil {
		return none, fault.New(fault.Invalid, "cli.credentials-form", "Path", path) // the cause could quote a token
	}
	if kept.Servers == nil {
		kept.Servers = none.Servers
	}
	return kept, nil
}

// keep writes the tokens, whole or not at all.
func (s *session) keepCredentials(c credentials) error {
	path, err := s.credentialsPath()
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fileFault(err, dir)
	}
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, ".credentials-*") // 0600 from the beginning
	if err != nil {
		return fileFault(err, dir)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(append(data, '\n'))
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return fileFault(err, path)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fileFault(err, path)
	}
	return nil
}

// token is what the caller proves itself with at a service: from the surroundings, or else as kept. "" is nobody.
func (s *session) token(server string) (string, error) {
	if t := s.world.Env(envToken); t != "" {
		return t, nil
	}
	address, err := client.Address(server)
	if err != nil {
		return "", err
	}
	kept, err := s.credentials()
	if err != nil {
		return "", err
	}
	c := kept.Servers[address.String()]
	if !c.Expires.IsZero() && !s.world.Now().Before(c.Expires) {
		return "", fault.New(fault.Unauthenticated, "cli.token-expired", "Server", address.String())
	}
	return c.Token, nil
}
