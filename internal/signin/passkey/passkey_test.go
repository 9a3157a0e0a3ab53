package passkey_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/signin/passkey"
)

func anna() passkey.User {
	return passkey.User{Handle: []byte("0123456789abcdef0123456789abcdef"), Name: "anna@kommun.example", Title: "Anna Åström"}
}

// What is asked of the browser.
func TestOptions(t *testing.T) {
	p := party(t, "samverkan.kommun.example", "https://samverkan.kommun.example", time.Now)
	u := anna()
	u.Credentials = []passkey.Credential{{ID: []byte("first passkey"), Transports: []string{"internal"}}}
	c, err := p.BeginRegister(u)
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		PublicKey struct {
			Challenge, Attestation string
			RP                     struct{ ID, Name string }
			User                   struct{ ID, Name, DisplayName string }
			AuthenticatorSelection struct{ UserVerification, ResidentKey string }
			ExcludeCredentials     []struct{ ID string }
			PubKeyCredParams       []struct{ Alg int }
			Timeout                int
			UserVerification, RPID string
			AllowCredentials       []struct{ ID string }
		}
	}
	if err := json.Unmarshal(c.Options, &o); err != nil {
		t.Fatal(err)
	}
	k := o.PublicKey
	if k.Challenge != c.ID || len(c.ID) != 43 || k.RP.ID != "samverkan.kommun.example" || k.RP.Name != "samverkan" ||
		k.User.ID != encode(u.Handle) || k.User.DisplayName != u.Title || k.AuthenticatorSelection.UserVerification != "required" ||
		k.AuthenticatorSelection.ResidentKey != "preferred" || k.Attestation != "" && k.Attestation != "none" ||
		len(k.ExcludeCredentials) != 1 || k.ExcludeCredentials[0].ID != encode([]byte("first passkey")) ||
		len(k.PubKeyCredParams) != 3 || k.Timeout != int(passkey.Lasts.Milliseconds()) {
		t.Errorf("%s", c.Options)
	}
	if c, err = p.BeginSignIn(); err != nil {
		t.Fatal(err)
	}
	o.PublicKey.AllowCredentials, o.PublicKey.UserVerification = nil, ""
	if err := json.Unmarshal(c.Options, &o); err != nil {
		t.Fatal(err)
	}
	if k = o.PublicKey; k.UserVerification != "required" || k.RPID != "samverkan.kommun.example" ||
		len(k.AllowCredentials) != 0 || k.Challenge != c.ID {
		t.Errorf("%s", c.Options)
	}
	if strings.Contains(string(c.State), "anna") || time.Until(c.Expires) > passkey.Lasts {
		t.Errorf("%s until %v", c.State, c.Expires)
	}
}

func TestEveryChallengeIsItsOwn(t *testing.T) {
	p := party(t, "localhost", "http://localhost", time.Now)
	seen := map[string]bool{}
	for range 100 {
		a, err := p.BeginSignIn()
		if err != nil {
			t.Fatal(err)
		}
		b, err := p.BeginRegister(anna())
		if err != nil {
			t.Fatal(err)
		}
		if seen[a.ID] || seen[b.ID] || a.ID == b.ID {
			t.Fatal("a challenge came twice")
		}
		seen[a.ID], seen[b.ID] = true, true
	}
}

func TestSettingsThatCannotWork(t *testing.T) {
	for name, c := range map[string]passkey.Config{
		"nothing":       {},
		"no origin":     {RPID: "a.example", DisplayName: "x"},
		"no name":       {RPID: "a.example", Origins: []string{"https://a.example"}},
		"address as id": {RPID: "https://a.example/", Origins: []string{"https://a.example"}, DisplayName: "x"},
		"number as id":  {RPID: "192.168.1.1", Origins: []string{"https://192.168.1.1"}, DisplayName: "x"},
	} {
		if _, err := passkey.New(c); fault.CodeOf(err) != "passkey.config" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A credential is stored as JSON or as columns, and comes back the same.
func TestCredentialIsStored(t *testing.T) {
	c := passkey.Credential{
		ID: []byte{1, 2}, PublicKey: []byte{3}, SignCount: 1<<32 - 1, Model: make([]byte, 16), Transports: []string{"usb"},
		Synced: true, BackedUp: true,
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back passkey.Credential
	if err := json.Unmarshal(b, &back); err != nil || string(back.ID) != string(c.ID) || back.SignCount != c.SignCount ||
		!back.Synced || !back.BackedUp ||
		len(back.Transports) != 1 || len(back.Model) != 16 {
		t.Errorf("%+v %v", back, err)
	}
}
