package config

import (
	"bufio"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"samverkan/internal/fault"
)

// maxLine is the longest line of a file, in bytes.
const maxLine = 64 << 10

// Sources is what is read, in the order in which one goes before the other.
type Sources struct {
	Home  string                              // directory of what has no place of its own
	File  string                              // "" for none
	Env   func(name string) string            //
	Flags map[string]string                   // those that were given
	Open  func(string) (io.ReadCloser, error) // opens File; the system's when nil
}

// Load reads the settings. Faults: config.unreadable, config.bad-line, config.unknown-setting, config.twice,
// config.bad-value with the setting and its reason in Fields, and those of [Config].
func Load(s Sources) (*Config, error) {
	c := &Config{sources: map[string]Source{}, given: map[string]string{}}
	settings := Settings(s.Home)
	for _, x := range settings {
		if err := c.put(x, x.Default, FromDefault); err != nil {
			return nil, err
		}
	}
	if err := c.readFile(s, settings); err != nil {
		return nil, err
	}
	for _, x := range settings {
		if v := s.Env(Env(x.Name)); v != "" {
			if err := c.put(x, v, FromEnv); err != nil {
				return nil, err
			}
		}
	}
	// A secret of a provider may stay out of the file.
	for _, p := range c.OIDC {
		for _, x := range ProviderSettings() {
			name := "oidc." + p.Name + "." + x.Name
			if v := s.Env(Env(name)); v != "" {
				if _, err := c.putProvider(name, v); err != nil {
					return nil, bad(name, FromEnv, err)
				}
				c.sources[name], c.given[name] = FromEnv, v
			}
		}
	}
	for _, x := range settings {
		if v, ok := s.Flags[x.Name]; ok {
			if err := c.put(x, v, FromFlag); err != nil {
				return nil, err
			}
		}
	}
	return c, c.check(s.Home)
}

func (c *Config) put(x Setting, v string, from Source) error {
	if err := x.put(c, v); err != nil {
		return bad(x.Name, from, err)
	}
	c.sources[x.Name], c.given[x.Name] = from, v
	return nil
}

// bad tells which setting has a value that cannot be used.
func bad(name string, from Source, err error) error {
	f := fault.New(fault.Invalid, "config.bad-value", "Name", name, "From", string(from))
	f.Fields = map[string]string{name: fault.CodeOf(err)}
	if why, ok := fault.As(err); ok {
		for name, v := range why.Args {
			f = f.With(name, v)
		}
	}
	return f
}

func (c *Config) readFile(s Sources, settings []Setting) error {
	if s.File == "" {
		return nil
	}
	open := s.Open
	if open == nil {
		open = func(path string) (io.ReadCloser, error) { return os.Open(path) }
	}
	f, err := open(s.File)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "config.unreadable", "Path", s.File)
	}
	defer f.Close()
	lines, err := parse(f, s.File)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if i := slices.IndexFunc(settings, func(x Setting) bool { return x.Name == l.name }); i >= 0 {
			err = c.put(settings[i], l.value, FromFile)
		} else {
			err = c.putFileProvider(l)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// putFileProvider sets what is no setting of the service itself.
func (c *Config) putFileProvider(l line) error {
	known, err := c.putProvider(l.name, l.value)
	switch {
	case err != nil:
		return bad(l.name, FromFile, err)
	case !known:
		return fault.New(fault.Invalid, "config.unknown-setting", "Name", clip(l.name), "Line", l.number)
	}
	c.sources[l.name], c.given[l.name] = FromFile, l.value
	return nil
}

type line struct {
	number      int
	name, value string
}

// parse reads `name = value` a line. Faults: config.bad-line, config.twice, config.unreadable.
func parse(r io.Reader, path string) ([]line, error) {
	var out []line
	seen := map[string]bool{}
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	for n := 1; in.Scan(); n++ {
		text := strings.TrimSpace(strings.TrimPrefix(in.Text(), "\ufeff"))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		name, value, ok := strings.Cut(text, "=")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		// A file that systemd reads has the names of the surroundings.
		if rest, env := strings.CutPrefix(name, "samverkan_"); env {
			name = providerName(strings.ReplaceAll(rest, "_", "-"))
		}
		if !ok || name == "" {
			return nil, fault.New(fault.Invalid, "config.bad-line", "Path", path, "Line", n)
		}
		if seen[name] {
			return nil, fault.New(fault.Invalid, "config.twice", "Path", path, "Name", clip(name), "Line", n)
		}
		seen[name] = true
		if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
			value = value[1 : len(value)-1]
		}
		out = append(out, line{n, name, value})
	}
	if err := in.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "config.unreadable", "Path", path)
	}
	return out, nil
}

// providerName makes oidc.NAME.part of the hyphens that stand for its dots in the surroundings.
func providerName(name string) string {
	rest, is := strings.CutPrefix(name, "oidc-")
	if !is {
		return name
	}
	for _, x := range ProviderSettings() {
		if provider, ends := strings.CutSuffix(rest, "-"+x.Name); ends {
			return "oidc." + provider + "." + x.Name
		}
	}
	return name
}

// check refuses settings that do not go together, and fills in what follows from others. Faults: config.s3-incomplete, config.tls-files,
// config.tls-domains, config.oidc-incomplete, config.smtp-from, config.sms-account, config.sms-file, config.voice-account,
// config.incoming-address, config.url-insecure.
func (c *Config) check(home string) error {
	switch {
	case c.TLS.Mode == "files" && (c.TLS.Cert == "" || c.TLS.Key == ""):
		return fault.New(fault.Invalid, "config.tls-files")
	case c.S3.Bucket != "" && (c.S3.Endpoint == "" || c.S3.Keys == ""):
		return fault.New(fault.Invalid, "config.s3-incomplete")
	case c.TLS.Mode == "auto" && len(c.TLS.Domains) == 0:
		return fault.New(fault.Invalid, "config.tls-domains")
	case c.SMTP.Address != "" && c.SMTP.From == "":
		return fault.New(fault.Invalid, "config.smtp-from")
	case c.Outgoing.SMS == "46elks" && (c.Outgoing.SMSUser == "" || c.Outgoing.SMSPassword == ""):
		return fault.New(fault.Invalid, "config.sms-account")
	case c.Outgoing.SMS == "file" && c.Outgoing.SMSFile == "":
		return fault.New(fault.Invalid, "config.sms-file")
	case c.Outgoing.VoiceSound != "" && c.Outgoing.SMS != "46elks":
		return fault.New(fault.Invalid, "config.voice-account")
	case (c.Incoming.IMAP != "" || c.Incoming.LMTP != "") && c.SMTP.From == "":
		return fault.New(fault.Invalid, "config.incoming-address")
	}
	for _, p := range c.OIDC {
		if p.Issuer == "" || p.ClientID == "" {
			return fault.New(fault.Invalid, "config.oidc-incomplete", "Name", p.Name)
		}
	}
	if !c.OnPostgres() {
		home = filepath.Dir(c.Database)
	}
	fill := func(in *string, path string) {
		if *in == "" {
			*in = path
		}
	}
	if c.OnPostgres() {
		fill(&c.Files, filepath.Join(home, "files"))
		fill(&c.SigningKey, filepath.Join(home, "samverkan.key"))
	}
	fill(&c.Files, c.Database+".files") // where the command line keeps them, too
	fill(&c.SecretKey, filepath.Join(home, "secret.key"))
	fill(&c.TLS.Cache, filepath.Join(home, "tls"))
	if c.URL == nil {
		c.URL = c.ownURL()
	}
	if c.TLS.Mode != "off" && c.URL.Scheme != "https" {
		return fault.New(fault.Invalid, "config.url-insecure", "URL", c.URL.String())
	}
	return nil
}

// ownURL is the address of a service whose address nobody has told.
func (c *Config) ownURL() *url.URL {
	host, port, _ := net.SplitHostPort(c.Listen)
	if ip := net.ParseIP(host); host == "" || ip != nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost" // passkeys want a name
	}
	u := &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}
	if c.TLS.Mode != "off" {
		u.Scheme = "https"
		if len(c.TLS.Domains) > 0 {
			u.Host = c.TLS.Domains[0]
		}
	}
	return u
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
