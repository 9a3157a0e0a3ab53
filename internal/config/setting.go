package config

import (
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Setting is one setting as it is described to people.
type Setting struct {
	Name    string
	Default string
	Secret  bool
	put     func(*Config, string) error
}

// Env is the name of a setting in the surroundings.
func Env(name string) string {
	return "SAMVERKAN_" + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(name))
}

// Settings lists the settings, but for those of providers, whose names are in [ProviderSettings]. home is the directory
// in which everything lies that has not been given another place.
func Settings(home string) []Setting {
	return append([]Setting{
		{Name: "listen", Default: "127.0.0.1:8080", put: address(func(c *Config) *string { return &c.Listen }, false)},
		{Name: "url", Default: "", put: func(c *Config, v string) error { return c.setURL(v) }},
		{Name: "db", Default: filepath.Join(home, "samverkan.db"), Secret: true, put: text(func(c *Config) *string { return &c.Database })},
		{Name: "files", put: files},
		{Name: "s3-endpoint", put: text(func(c *Config) *string { return &c.S3.Endpoint })},
		{Name: "s3-region", put: text(func(c *Config) *string { return &c.S3.Region })},
		{Name: "s3-keys", put: text(func(c *Config) *string { return &c.S3.Keys })},
		{Name: "upload-largest", Default: "4G", put: size(func(c *Config) *int64 { return &c.Upload.Largest })},
		{Name: "upload-quota", Default: "20G", put: size(func(c *Config) *int64 { return &c.Upload.Quota })},
		{Name: "upload-spare", Default: "1G", put: size(func(c *Config) *int64 { return &c.Upload.Spare })},
		{Name: "upload-keep", Default: "72h", put: duration(func(c *Config) *time.Duration { return &c.Upload.Keep }, time.Minute, 31*24*time.Hour)},
		{Name: "origin", Default: "samverkan", put: text(func(c *Config) *string { return &c.Origin })},
		{Name: "secret-key", put: text(func(c *Config) *string { return &c.SecretKey })},
		{Name: "signing-key", put: text(func(c *Config) *string { return &c.SigningKey })},
		{Name: "trusted-proxy", put: prefixes(func(c *Config) *[]netip.Prefix { return &c.TrustedProxy })},

		{Name: "tls", Default: "off", put: choice(func(c *Config) *string { return &c.TLS.Mode }, "off", "files", "auto")},
		{Name: "tls-cert", put: text(func(c *Config) *string { return &c.TLS.Cert })},
		{Name: "tls-key", put: text(func(c *Config) *string { return &c.TLS.Key })},
		{Name: "tls-domains", put: list(func(c *Config) *[]string { return &c.TLS.Domains })},
		{Name: "tls-cache", put: text(func(c *Config) *string { return &c.TLS.Cache })},
		{Name: "tls-contact", put: text(func(c *Config) *string { return &c.TLS.Contact })},

		{Name: "metrics", Default: "127.0.0.1:9187", put: address(func(c *Config) *string { return &c.Metrics }, true)},
		{Name: "profiling", Default: "off", put: onOff(func(c *Config) *bool { return &c.Profiling })},
		{Name: "log-level", Default: "info", put: choice(func(c *Config) *string { return &c.LogLevel }, "debug", "info", "warn", "error")},
		{Name: "max-followers", Default: "0", put: number(func(c *Config) *int { return &c.MaxFollowers }, 0, 1_000_000)},
		{Name: "hijack", Default: "on", put: onOff(func(c *Config) *bool { return &c.Hijack })},
		{Name: "session-idle", Default: "30m", put: duration(func(c *Config) *time.Duration { return &c.SessionIdle }, time.Minute, 24*time.Hour)},
		{Name: "session-max", Default: "12h", put: duration(func(c *Config) *time.Duration { return &c.SessionMax }, 10*time.Minute, 7*24*time.Hour)},
		{Name: "disk-free", Default: "5", put: number(func(c *Config) *int { return &c.DiskFree }, 0, 99)},

		{Name: "replica", put: text(func(c *Config) *string { return &c.Replica })},
		{Name: "smtp", put: address(func(c *Config) *string { return &c.SMTP.Address }, true)},
		{Name: "smtp-user", put: text(func(c *Config) *string { return &c.SMTP.User })},
		{Name: "smtp-password", Secret: true, put: text(func(c *Config) *string { return &c.SMTP.Password })},
		{Name: "smtp-from", put: text(func(c *Config) *string { return &c.SMTP.From })},
		{Name: "smtp-tls", Default: "starttls", put: choice(func(c *Config) *string { return &c.SMTP.TLS }, "starttls", "tls", "none")},
		{Name: "inside", put: prefixes(func(c *Config) *[]netip.Prefix { return &c.Inside })},
		{Name: "ca", put: text(func(c *Config) *string { return &c.CA })},
		{Name: "map-background", put: text(func(c *Config) *string { return &c.Map.Background })},
		{Name: "map-credit", put: text(func(c *Config) *string { return &c.Map.Credit })},
	}, append(outgoing(), transcription()...)...)
}

// ProviderSettings lists the settings of one provider: the last part of oidc.NAME.part.
func ProviderSettings() []Setting {
	return []Setting{{Name: "title"}, {Name: "issuer"}, {Name: "client-id"}, {Name: "client-secret", Secret: true},
		{Name: "scopes"}, {Name: "actor"}, {Name: "acr"}, {Name: "user-info"}}
}

// providerSetting is oidc.NAME.part.
var providerSetting = regexp.MustCompile(`^oidc\.([a-z0-9][a-z0-9-]{0,31})\.([a-z-]+)$`)

// putProvider sets a provider's setting; false when the name is not of one. Fault: config.choice.
func (c *Config) putProvider(name, v string) (bool, error) {
	m := providerSetting.FindStringSubmatch(name)
	if m == nil || !slices.ContainsFunc(ProviderSettings(), func(s Setting) bool { return s.Name == m[2] }) {
		return false, nil
	}
	p := c.provider(m[1])
	switch m[2] {
	case "title":
		p.Title = v
	case "issuer":
		p.Issuer = v
	case "client-id":
		p.ClientID = v
	case "client-secret":
		p.ClientSecret = v
	case "scopes":
		p.Scopes = words(v)
	case "actor":
		p.Actor = v
	case "acr":
		p.ACR = words(v)
	case "user-info":
		return true, onOff(func(*Config) *bool { return &p.UserInfo })(c, v)
	}
	return true, nil
}

// words are what stands between commas and spaces.
func words(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
}

func text(in func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error {
		*in(c) = v
		return nil
	}
}

func list(in func(*Config) *[]string) func(*Config, string) error {
	return func(c *Config, v string) error {
		*in(c) = words(v)
		return nil
	}
}

func choice(in func(*Config) *string, choices ...string) func(*Config, string) error {
	return func(c *Config, v string) error {
		if !slices.Contains(choices, v) {
			return fault.New(fault.Invalid, "config.choice", "Choices", choices)
		}
		*in(c) = v
		return nil
	}
}

func onOff(in func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, v string) error {
		if v != "on" && v != "off" {
			return fault.New(fault.Invalid, "config.choice", "Choices", []string{"on", "off"})
		}
		*in(c) = v == "on"
		return nil
	}
}

func number(in func(*Config) *int, least, most int) func(*Config, string) error {
	return func(c *Config, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < least || n > most {
			return fault.New(fault.Invalid, "config.number", "Least", least, "Most", most)
		}
		*in(c) = n
		return nil
	}
}

func duration(in func(*Config) *time.Duration, least, most time.Duration) func(*Config, string) error {
	return func(c *Config, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < least || d > most {
			return fault.New(fault.Invalid, "config.duration", "Least", least.String(), "Most", most.String())
		}
		*in(c) = d
		return nil
	}
}

// day is a date, of which the end counts: what holds until a day holds that day too.
func day(in func(*Config) *time.Time) func(*Config, string) error {
	return func(c *Config, v string) error {
		if v == "" {
			*in(c) = time.Time{}
			return nil
		}
		at, err := time.Parse(time.DateOnly, v)
		if err != nil {
			return fault.New(fault.Invalid, "config.day")
		}
		*in(c) = at.AddDate(0, 0, 1)
		return nil
	}
}

// address is host:port; host may be empty.
func address(in func(*Config) *string, none bool) func(*Config, string) error {
	return func(c *Config, v string) error {
		if _, port, err := net.SplitHostPort(v); (err != nil || port == "") && (v != "" || !none) {
			return fault.New(fault.Invalid, "config.address")
		}
		*in(c) = v
		return nil
	}
}

func prefixes(in func(*Config) *[]netip.Prefix) func(*Config, string) error {
	return func(c *Config, v string) error {
		var out []netip.Prefix
		for _, part := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' }) {
			p, err := netip.ParsePrefix(part)
			if a, one := netip.ParseAddr(part); err != nil && one == nil {
				p, err = netip.PrefixFrom(a, a.BitLen()), nil
			}
			if err != nil {
				return fault.New(fault.Invalid, "config.network", "Network", part)
			}
			out = append(out, p.Masked())
		}
		*in(c) = out
		return nil
	}
}

// setURL takes the address by which people reach the service: scheme, host and port, and nothing after them.
func (c *Config) setURL(v string) error {
	if v == "" {
		c.URL = nil
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fault.New(fault.Invalid, "config.url")
	}
	c.URL = &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}
	return nil
}
