package passkey_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol"

	"samverkan/internal/fault"
	"samverkan/internal/signin/passkey"
)

// recording is a registration and a sign-in as Chromium 156 made them, with what the server kept between.
type recording struct {
	At                              time.Time
	Origin                          string
	Handle                          []byte
	RegisterState, RegisterResponse json.RawMessage
	SignInState, SignInResponse     json.RawMessage
}

func recorded(t testing.TB) (recording, *passkey.Party) {
	t.Helper()
	data, err := os.ReadFile("testdata/recorded.json")
	if err != nil {
		t.Fatal(err)
	}
	var r recording
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	p, err := passkey.New(passkey.Config{
		RPID: "localhost", Origins: []string{r.Origin}, DisplayName: "samverkan", Now: func() time.Time { return r.At },
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, p
}

// What an earlier version kept, and a real browser's responses to it, are read without a browser too.
func TestRecorded(t *testing.T) {
	r, p := recorded(t)
	c, err := p.FinishRegister(r.Handle, r.RegisterState, r.RegisterResponse)
	if err != nil {
		t.Fatal(err)
	}
	if encode(c.ID) != "xND_-zmt6-8kb5MLE3BBGk1hG3Kz_hoA04yu3HYut24" || c.SignCount != 1 || c.Synced ||
		c.Transports[0] != "internal" {
		t.Errorf("%+v", c)
	}
	in, err := p.FinishSignIn(r.SignInState, r.SignInResponse, r.lookup(c))
	if err != nil || !bytes.Equal(in.Handle, r.Handle) || in.Credential.SignCount != 2 {
		t.Errorf("%+v %v", in, err)
	}
	// The same answer once the counter has been stored is a replay, even where the state was not taken away.
	if _, err := p.FinishSignIn(r.SignInState, r.SignInResponse, r.lookup(in.Credential)); fault.CodeOf(err) != "passkey.cloned" {
		t.Errorf("%v", err)
	}
	if got := passkey.ID(r.SignInResponse); got != "9pVm1g7ZssibkxPBL36TDywl0DMaORwYGeGtfmiKIXY" {
		t.Errorf("the ceremony is %q", got)
	}
}

func (r recording) lookup(c passkey.Credential) passkey.Lookup {
	return func(handle []byte) (passkey.User, error) {
		if !bytes.Equal(handle, r.Handle) {
			return passkey.User{}, fault.New(fault.NotFound, "member.unknown")
		}
		return passkey.User{Handle: handle, Credentials: []passkey.Credential{c}}, nil
	}
}

// Whatever a browser, or what pretends to be one, sends: it is read without harm, and nobody signs in but with the
// very bytes that the passkey signed.
func FuzzResponses(f *testing.F) {
	r, p := recorded(f)
	c, err := p.FinishRegister(r.Handle, r.RegisterState, r.RegisterResponse)
	if err != nil {
		f.Fatal(err)
	}
	signed := func(response []byte) string {
		parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
		if err != nil {
			return ""
		}
		a := parsed.Raw.AssertionResponse
		return string(parsed.RawID) + "\x00" + string(a.ClientDataJSON) + "\x00" + string(a.AuthenticatorData) + "\x00" +
			string(a.Signature)
	}
	want := signed(r.SignInResponse)
	f.Add([]byte(r.RegisterResponse))
	f.Add([]byte(r.SignInResponse))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, response []byte) {
		passkey.ID(response)
		if made, err := p.FinishRegister(r.Handle, r.RegisterState, response); err == nil && (len(made.ID) == 0 ||
			len(made.PublicKey) == 0) {
			t.Error("registered without a key")
		}
		if _, err := p.FinishSignIn(r.SignInState, response, r.lookup(c)); err == nil && signed(response) != want {
			t.Errorf("signed in with %s", response)
		}
		if _, err := p.FinishSignIn(response, r.SignInResponse, r.lookup(c)); err == nil {
			t.Errorf("signed in with a state of one's own")
		}
	})
}
