package config

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Config is every setting.
type Config struct {
	Listen       string         // address and port of the service
	URL          *url.URL       // by which people reach it: in links, and for passkeys
	Database     string         // file, or postgres:// address
	Files        string         // directory of published and recorded files; with a bucket, of what is on its way there
	S3           S3             // where whole files are kept instead of the directory
	Upload       Upload         // what may be uploaded
	Origin       string         // names the installation in signatures
	SecretKey    string         // file of the key that seals second factors
	SigningKey   string         // file of the key that signs; "": beside the database's file
	TrustedProxy []netip.Prefix // who may say which address a request came from

	TLS          TLS
	Metrics      string // address and port of the measurements; "" for none
	Profiling    bool   // where the measurements are read, profiles of the program may be taken
	LogLevel     string // debug, info, warn, error
	MaxFollowers int    // streams at the same time; 0: as many as the system has files for
	Hijack       bool   // streams written without the help of the web server, where that can be
	SessionIdle  time.Duration
	SessionMax   time.Duration
	DiskFree     int // percent that must be free for the service to call itself ready

	Replica  string // directory of the continuous copy; "" for none
	SMTP     SMTP
	Outgoing Outgoing
	Incoming Incoming

	Transcribe Transcribe
	Map        Map

	Inside []netip.Prefix // networks on the inside that the service may call
	CA     string         // file of certificates that are trusted in calls beside the machine's own; "" for none
	OIDC   []Provider

	sources map[string]Source
	given   map[string]string
}

// TLS says how the service shows who it is.
type TLS struct {
	Mode    string // off, files, auto
	Cert    string // file, with the chain
	Key     string // file
	Domains []string
	Cache   string // directory
	Contact string // address that the issuer may write to
}

// Map says what the ground is drawn with under maps; the program's own outlines are there without it.
type Map struct {
	Background string // address of tiles or of one picture, as package geo reads it
	Credit     string // whose map it is, as its owner wants to be named
}

// S3 says where a bucket is and with what it is opened; files are kept in the directory when Bucket is empty.
type S3 struct {
	Bucket   string // s3://bucket/prefix
	Endpoint string // address of the service
	Region   string
	Keys     string // file with the access key on its first line and the secret key on its second
}

// Upload says what may be uploaded in pieces.
type Upload struct {
	Largest int64         // bytes of one file
	Quota   int64         // bytes of one actor that are on their way; 0: no limit
	Spare   int64         // bytes that uploads leave free on the disk
	Keep    time.Duration // how long an upload that has stopped is waited for
}

// SMTP says how mail is sent; nothing is sent when Address is empty.
type SMTP struct {
	Address  string // host and port
	User     string
	Password string
	From     string
	TLS      string // starttls, tls, none
}

// Provider is somebody else whose sign-in is trusted.
type Provider struct {
	Name         string // in addresses: small letters, digits, hyphen
	Title        string // on the button
	Issuer       string
	ClientID     string
	ClientSecret string
	Scopes       []string
	Actor        string   // whose people it vouches for; "" for any with an account
	ACR          []string // levels of assurance, one of which is demanded; none: any
	UserInfo     bool     // name and e-mail are asked for separately
}

// Source is where a value comes from.
type Source string

// The sources, each going before the ones above it.
const (
	FromDefault Source = "default"
	FromFile    Source = "file"
	FromEnv     Source = "env"
	FromFlag    Source = "flag"
)

// OnPostgres tells whether the database is on a server of its own.
func (c *Config) OnPostgres() bool { return IsPostgres(c.Database) }

// IsPostgres tells whether a database setting is the address of a PostgreSQL database.
func IsPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

// Secure tells whether people reach the service by https.
func (c *Config) Secure() bool { return c.URL.Scheme == "https" }

// provider gives the provider of a name, made when it is not there.
func (c *Config) provider(name string) *Provider {
	i := slices.IndexFunc(c.OIDC, func(p Provider) bool { return p.Name == name })
	if i < 0 {
		c.OIDC = append(c.OIDC, Provider{Name: name, Title: name, Scopes: []string{"openid", "email", "profile"}})
		i = len(c.OIDC) - 1
	}
	return &c.OIDC[i]
}
