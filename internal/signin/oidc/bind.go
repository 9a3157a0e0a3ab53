package oidc

import "samverkan/internal/fault"

// Link says that a provider's identity belongs to a member. Issuer and Subject together are unique.
type Link struct {
	Issuer, Subject string
	Member          string
}

// Step is what a finished sign-in leads to.
type Step int

// The steps.
const (
	SignIn  Step = iota + 1 // the identity is Member's: sign in as that member
	Confirm                 // ask Member, who is signed in, whether the identity is to be linked
	Connect                 // Member is signed in and has said yes: keep the link
)

// Decision is a step and the member it is about.
type Decision struct {
	Step   Step
	Member string
}

// Bind decides what an identity means. links are those that are kept for its issuer and subject, signedInAs is the
// member who is signed in already ("" nobody), and confirmed tells that this member has been asked and said yes.
//
// Only issuer and subject bind. The e-mail address, verified or not, has no part in it.
//
// Faults: oidc.not-linked (nobody is signed in, and the identity is nobody's), oidc.linked-to-other (it is another
// member's than the one who is signed in).
func Bind(who Identity, links []Link, signedInAs string, confirmed bool) (Decision, error) {
	owner := ""
	for _, l := range links {
		if l.Issuer != who.Issuer || l.Subject != who.Subject || l.Member == "" {
			continue
		}
		if owner != "" && owner != l.Member {
			return Decision{}, fault.New(fault.Conflict, "oidc.linked-to-other")
		}
		owner = l.Member
	}
	switch {
	case who.Issuer == "" || who.Subject == "":
		return Decision{}, fault.New(fault.Forbidden, "oidc.not-linked")
	case owner == "" && signedInAs == "":
		return Decision{}, fault.New(fault.Forbidden, "oidc.not-linked")
	case owner == "" && !confirmed:
		return Decision{Step: Confirm, Member: signedInAs}, nil
	case owner == "":
		return Decision{Step: Connect, Member: signedInAs}, nil
	case signedInAs != "" && owner != signedInAs:
		return Decision{}, fault.New(fault.Conflict, "oidc.linked-to-other")
	}
	return Decision{Step: SignIn, Member: owner}, nil
}
