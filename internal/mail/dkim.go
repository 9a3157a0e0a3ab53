package mail

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"samverkan/internal/fault"
)

// DKIM signs mail in the name of a domain (RFC 6376), so that the recipient's server can tell it from what others send.
type DKIM struct {
	Domain   string // the sender's, or one above it
	Selector string // under which the public key stands in DNS: SELECTOR._domainkey.DOMAIN
	Key      crypto.Signer
	// Life is how long a signature is good (the tag x=); 0 is for ever. A mail that waits in a queue for days must not outlive it.
	Life time.Duration
	Now  func() time.Time
}

// smallest is how short an RSA key may be (RFC 8301 section 3.2).
const smallest = 1024

// LoadKey reads a private key in PEM: RSA in PKCS#1 or PKCS#8, or Ed25519 in PKCS#8 (RFC 8463). Fault: mail.dkim-key.
func LoadKey(data []byte) (crypto.Signer, error) {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		var key any
		var err error
		switch block.Type {
		case "RSA PRIVATE KEY":
			key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		case "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		default:
			continue // a certificate or a public key in the same file
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "mail.dkim-key") // the cause could tell of the key
		}
		switch k := key.(type) {
		case *rsa.PrivateKey:
			if k.N.BitLen() >= smallest {
				return k, nil
			}
		case ed25519.PrivateKey:
			return k, nil
		}
	}
	return nil, fault.New(fault.Invalid, "mail.dkim-key")
}

// signed are the fields that a signature covers. From, To, Subject and the like stand once more than they come in a mail, so that
// nobody can add another (RFC 6376 section 8.15).
var signed = []string{"From", "From", "To", "To", "Cc", "Reply-To", "Sender", "Subject", "Subject", "Date", "Date", "Message-ID", "Message-ID",
	"In-Reply-To", "References", "Auto-Submitted", "Content-Language", "MIME-Version", "MIME-Version", "Content-Type", "Content-Type",
	"Content-Transfer-Encoding"}

// Sign gives the mail with a signature before it, relaxed in header and body: spaces that a server on the way changes do no harm.
// Fault: mail.dkim-sign.
func (d DKIM) Sign(raw []byte) ([]byte, error) {
	o := &dkim.SignOptions{Domain: d.Domain, Selector: d.Selector, Signer: d.Key, HeaderKeys: signed,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed}
	if d.Life > 0 {
		o.Expiration = d.Now().Add(d.Life)
	}
	if d.Key == nil || !word(d.Domain) || !word(d.Selector) {
		return nil, fault.New(fault.Internal, "mail.dkim-sign")
	}
	s, err := dkim.NewSigner(o)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "mail.dkim-sign")
	}
	_, err = s.Write(raw)
	if closed := s.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "mail.dkim-sign")
	}
	return append([]byte(s.Signature()), raw...), nil
}

// DKIMRecord is the text to publish in DNS as a TXT record of [DKIMName], for others to check signatures with the key.
func DKIMRecord(key crypto.Signer) string {
	kind, public := published(key)
	return "v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(public)
}

// DKIMName is where in DNS the public key of a selector stands.
func DKIMName(selector, domain string) string { return selector + "._domainkey." + domain }

// published gives the kind and the bytes of the public key, as they stand in DNS (RFC 6376 section 3.6.1, RFC 8463 section 4).
func published(key crypto.Signer) (kind string, public []byte) {
	switch p := key.Public().(type) {
	case ed25519.PublicKey:
		return "ed25519", p
	case *rsa.PublicKey:
		der, err := x509.MarshalPKIXPublicKey(p)
		if err == nil {
			return "rsa", der
		}
	}
	return "", nil
}
