package config_test

import (
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/config"
	"samverkan/internal/fault"
)

// load reads settings from a file's text, surroundings and flags.
func load(file string, env, flags map[string]string) (*config.Config, error) {
	s := config.Sources{Home: "/var/lib/samverkan", Env: func(name string) string { return env[name] }, Flags: flags,
		Open: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil }}
	if file != "" {
		s.File = "samverkan.conf"
	}
	return config.Load(s)
}

func TestDefaultsWorkOnOneMachine(t *testing.T) {
	c, err := load("", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.URL.String() != "http://localhost:8080" || c.Database != "/var/lib/samverkan/samverkan.db" ||
		c.OnPostgres() || c.Secure() || !c.Hijack || c.SessionIdle != 30*time.Minute || c.SessionMax != 12*time.Hour {
		t.Errorf("%+v", c)
	}
}

func TestLaterSourcesGoBeforeEarlierOnes(t *testing.T) {
	file := "# kommentar\n\nlisten = :1\nlog-level = warn\nSAMVERKAN_ORIGIN=\"Länet\"\n"
	for _, x := range []struct {
		name       string
		env, flags map[string]string
		listen     string
		from       config.Source
	}{
		{"file", nil, nil, ":1", config.FromFile},
		{"surroundings", map[string]string{"SAMVERKAN_LISTEN": ":2"}, nil, ":2", config.FromEnv},
		{"flag", map[string]string{"SAMVERKAN_LISTEN": ":2"}, map[string]string{"listen": ":3"}, ":3", config.FromFlag},
	} {
		t.Run(x.name, func(t *testing.T) {
			c, err := load(file, x.env, x.flags)
			if err != nil {
				t.Fatal(err)
			}
			if c.Listen != x.listen || c.LogLevel != "warn" || c.Origin != "Länet" {
				t.Errorf("listen %q, log %q, origin %q", c.Listen, c.LogLevel, c.Origin)
			}
			i := slices.IndexFunc(c.Show(), func(s config.Shown) bool { return s.Name == "listen" })
			if got := c.Show()[i]; got.Value != x.listen || got.From != x.from {
				t.Errorf("shown as %+v", got)
			}
		})
	}
}

func TestWrongSettingsAreRefused(t *testing.T) {
	for _, x := range []struct{ file, code, field string }{
		{"lisen = :1", "config.unknown-setting", ""},
		{"listen", "config.bad-line", ""},
		{"listen = :1\nlisten = :2", "config.twice", ""},
		{"listen = 8080", "config.bad-value", "config.address"},
		{"tls = ja", "config.bad-value", "config.choice"},
		{"disk-free = 120", "config.bad-value", "config.number"},
		{"dkim-until = 1 mars", "config.bad-value", "config.day"},
		{"session-idle = 3 timmar", "config.bad-value", "config.duration"},
		{"trusted-proxy = 10.0.0.0/40", "config.bad-value", "config.network"},
		{"url = https://a.example/stig", "config.bad-value", "config.url"},
		{"url = javascript:alert(1)", "config.bad-value", "config.url"},
		{"tls = files", "config.tls-files", ""},
		{"tls = auto", "config.tls-domains", ""},
		{"tls = auto\ntls-domains = a.example\nurl = http://a.example", "config.url-insecure", ""},
		{"smtp = mail.example:25", "config.smtp-from", ""},
		{"oidc.a.issuer = https://a.example", "config.oidc-incomplete", ""},
		{"oidc.A_B.issuer = x", "config.unknown-setting", ""},
		{"oidc.a.user-info = ja", "config.bad-value", "config.choice"},
		{"SAMVERKAN_OIDC_A_COLOUR = x", "config.unknown-setting", ""},
		{"oidc.a.colour = x", "config.unknown-setting", ""},
		{strings.Repeat("a", 70<<10), "config.unreadable", ""},
	} {
		_, err := load(x.file, nil, nil)
		if fault.CodeOf(err) != x.code {
			t.Errorf("%.40q: %v, want %s", x.file, err, x.code)
			continue
		}
		f, _ := fault.As(err)
		if x.field != "" && !slices.Contains(slices.Collect(maps.Values(f.Fields)), x.field) {
			t.Errorf("%.40q: fields %v, want %s", x.file, f.Fields, x.field)
		}
	}
}

// Given secrets in every place a secret can stand, then nothing that is shown has them.
func TestShowMasksSecrets(t *testing.T) {
	const secret = "hemligt-ord-1234"
	c, err := load("db = postgres://sam:"+secret+"@db.example/samverkan?sslpassword="+secret+"\nsmtp = m.example:25\nsmtp-from = a@b.example\n"+
		"smtp-password = "+secret+"\noidc.lst.issuer = https://id.example\noidc.lst.client-id = x\n",
		map[string]string{"SAMVERKAN_OIDC_LST_CLIENT_SECRET": secret}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !c.OnPostgres() || c.OIDC[0].ClientSecret != secret || c.SMTP.Password != secret {
		t.Fatalf("the secrets did not come through")
	}
	seen := map[string]string{}
	for _, s := range c.Show() {
		if strings.Contains(s.Value, secret) {
			t.Errorf("%s shows the secret", s.Name)
		}
		seen[s.Name] = s.Value
	}
	if seen["smtp-password"] != "********" || seen["oidc.lst.client-secret"] != "********" ||
		!strings.Contains(seen["db"], "sam:********@db.example") || seen["oidc.lst.issuer"] != "https://id.example" {
		t.Errorf("shown: %v", seen)
	}
}

func TestAProviderIsSetPieceByPiece(t *testing.T) {
	c, err := load("oidc.lst.issuer = https://id.example/realms/lst\noidc.lst.client-id = x\noidc.lst.acr = loa3, loa4\noidc.lst.actor = lst-x\n"+
		"ca = /etc/ssl/lst.pem\nSAMVERKAN_OIDC_LST_CLIENT_SECRET=hemligt\n", map[string]string{"SAMVERKAN_OIDC_LST_USER_INFO": "on"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := c.OIDC[0]
	if p.Issuer != "https://id.example/realms/lst" || !p.UserInfo || !slices.Equal(p.ACR, []string{"loa3", "loa4"}) || p.Actor != "lst-x" ||
		p.Title != "lst" || p.ClientSecret != "hemligt" || len(c.OIDC) != 1 || c.CA != "/etc/ssl/lst.pem" {
		t.Errorf("%+v", p)
	}
	_, err = load("oidc.lst.issuer = https://id.example\noidc.lst.client-id = x\n", map[string]string{"SAMVERKAN_OIDC_LST_USER_INFO": "ja"}, nil)
	if f, ok := fault.As(err); !ok || f.Code != "config.bad-value" || f.Args["From"] != "env" {
		t.Errorf("%v", err)
	}
}

func FuzzLoad(f *testing.F) {
	for _, s := range []string{"listen = :1", "# x\n\nurl=https://a.example", "oidc.a.issuer=b", "db=postgres://a:b@c/d?password=e", "=\x00", "\ufefflisten=:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		c, err := load(file+"\n", nil, nil)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		if c.URL == nil || len(c.Show()) == 0 {
			t.Fatal("accepted, and nothing to show")
		}
	})
}
