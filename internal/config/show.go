package config

import (
	"net/url"
	"slices"
	"strings"
)

// Shown is a setting as it may be shown.
type Shown struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	From   Source `json:"from"`
	Env    string `json:"env"`
	Secret bool   `json:"secret,omitempty"`
}

// masked stands for a secret that is set.
const masked = "********"

// Show lists every setting with its value and where it comes from. Secrets are masked; of a database's address only the
// password is.
func (c *Config) Show() []Shown {
	var out []Shown
	add := func(name string, secret bool) {
		v := c.given[name]
		switch {
		case name == "db":
			v = WithoutPassword(v)
		case name == "files":
			if v = c.S3.Bucket; v == "" {
				v = c.Files
			}
		case name == "secret-key":
			v = c.SecretKey
		case name == "tls-cache":
			v = c.TLS.Cache
		case name == "url":
			v = c.URL.String()
		case secret && v != "":
			v = masked
		}
		from := c.sources[name]
		if from == "" {
			from = FromDefault
		}
		out = append(out, Shown{Name: name, Value: v, From: from, Env: Env(name), Secret: secret && name != "db"})
	}
	for _, x := range Settings("") {
		add(x.Name, x.Secret)
	}
	names := slices.Clone(c.OIDC)
	slices.SortFunc(names, func(a, b Provider) int { return strings.Compare(a.Name, b.Name) })
	for _, p := range names {
		for _, x := range ProviderSettings() {
			add("oidc."+p.Name+"."+x.Name, x.Secret)
		}
	}
	return out
}

// WithoutPassword hides the password of an address, wherever it stands in it.
func WithoutPassword(v string) string {
	if !IsPostgres(v) {
		return v
	}
	u, err := url.Parse(v)
	if err != nil {
		return masked
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), masked)
	}
	q := u.Query()
	for name := range q {
		if strings.Contains(strings.ToLower(name), "password") {
			q.Set(name, masked)
		}
	}
	u.RawQuery = q.Encode()
	return strings.ReplaceAll(u.String(), url.QueryEscape(masked), masked)
}
