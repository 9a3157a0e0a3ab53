package oidc_test

import (
	"testing"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/signin/oidc"
)

func TestBind(t *testing.T) {
	anna := oidc.Identity{Issuer: "https://idp.example", Subject: "1", Email: "anna@kommun.example", EmailVerified: true}
	link := func(iss, sub, member string) oidc.Link { return oidc.Link{Issuer: iss, Subject: sub, Member: member} }
	hers := link(anna.Issuer, anna.Subject, "anna")
	for _, tt := range []struct {
		name       string
		who        oidc.Identity
		links      []oidc.Link
		signedInAs string
		confirmed  bool
		want       oidc.Decision
		code       string
	}{
		{"known", anna, []oidc.Link{hers}, "", false, oidc.Decision{Step: oidc.SignIn, Member: "anna"}, ""},
		{"known, signed in as herself", anna, []oidc.Link{hers}, "anna", true, oidc.Decision{Step: oidc.SignIn, Member: "anna"}, ""},
		{"known, signed in as another", anna, []oidc.Link{hers}, "bo", true, oidc.Decision{}, "oidc.linked-to-other"},
		{"unknown", anna, nil, "", false, oidc.Decision{}, "oidc.not-linked"},
		{"unknown, confirmed by nobody", anna, nil, "", true, oidc.Decision{}, "oidc.not-linked"},
		{"unknown, signed in", anna, nil, "bo", false, oidc.Decision{Step: oidc.Confirm, Member: "bo"}, ""},
		{"unknown, signed in and confirmed", anna, nil, "bo", true, oidc.Decision{Step: oidc.Connect, Member: "bo"}, ""},
		{"same subject at another provider", anna, []oidc.Link{link("https://evil.example", "1", "anna")}, "", false,
			oidc.Decision{}, "oidc.not-linked"},
		{"another subject", anna, []oidc.Link{link(anna.Issuer, "2", "anna")}, "", false, oidc.Decision{}, "oidc.not-linked"},
		{"subject in other letters", oidc.Identity{Issuer: anna.Issuer, Subject: "A"}, []oidc.Link{link(anna.Issuer, "a", "anna")},
			"", false, oidc.Decision{}, "oidc.not-linked"},
		{"linked twice", anna, []oidc.Link{hers, link(anna.Issuer, anna.Subject, "bo")}, "", false, oidc.Decision{},
			"oidc.linked-to-other"},
		{"nobody", oidc.Identity{}, []oidc.Link{link("", "", "anna")}, "", false, oidc.Decision{}, "oidc.not-linked"},
		{"nobody, signed in", oidc.Identity{Issuer: anna.Issuer}, nil, "bo", true, oidc.Decision{}, "oidc.not-linked"},
	} {
		got, err := oidc.Bind(tt.who, tt.links, tt.signedInAs, tt.confirmed)
		if got != tt.want || fault.CodeOf(err) != tt.code {
			t.Errorf("%s: %+v %v", tt.name, got, err)
		}
	}
}

// The e-mail address has no say; nobody is signed in without a link to them; nothing is linked without a yes.
func TestBindAlways(t *testing.T) {
	few := rapid.SampledFrom([]string{"", "a", "b"})
	rapid.Check(t, func(t *rapid.T) {
		who := oidc.Identity{Issuer: few.Draw(t, "iss"), Subject: few.Draw(t, "sub"), Email: few.Draw(t, "email"),
			EmailVerified: rapid.Bool().Draw(t, "verified")}
		links := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) oidc.Link {
			return oidc.Link{Issuer: few.Draw(t, "i"), Subject: few.Draw(t, "s"), Member: few.Draw(t, "m")}
		}), 0, 4).Draw(t, "links")
		signedInAs, confirmed := few.Draw(t, "as"), rapid.Bool().Draw(t, "yes")
		got, err := oidc.Bind(who, links, signedInAs, confirmed)
		other := who
		other.Email, other.EmailVerified = rapid.String().Draw(t, "other"), !who.EmailVerified
		again, err2 := oidc.Bind(other, links, signedInAs, confirmed)
		if again != got || fault.CodeOf(err) != fault.CodeOf(err2) {
			t.Fatal("the address changed the outcome")
		}
		switch got.Step {
		case oidc.SignIn:
			hers := false
			for _, l := range links {
				hers = hers || l == oidc.Link{Issuer: who.Issuer, Subject: who.Subject, Member: got.Member}
			}
			if !hers || signedInAs != "" && signedInAs != got.Member {
				t.Fatal("signed in without a link")
			}
		case oidc.Connect:
			if !confirmed || got.Member != signedInAs || got.Member == "" {
				t.Fatal("linked without a yes")
			}
		case oidc.Confirm:
			if got.Member != signedInAs || got.Member == "" {
				t.Fatal("asked somebody else")
			}
		default:
			if err == nil {
				t.Fatal("neither a step nor a fault")
			}
		}
	})
}
