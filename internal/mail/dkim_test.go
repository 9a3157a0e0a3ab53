package mail_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"samverkan/internal/fault"
	"samverkan/internal/mail"
)

// keys are made once; a key of 2048 bits takes its time.
var keys = sync.OnceValue(func() (k struct {
	rsa, other *rsa.PrivateKey
	ed         ed25519.PrivateKey
}) {
	for _, to := range []**rsa.PrivateKey{&k.rsa, &k.other} {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		*to = key
	}
	_, k.ed, _ = ed25519.GenerateKey(rand.Reader)
	return k
})

func pkcs8(t testing.TB, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// What is signed is verified by the record that is to be published; what is changed on the way is not.
func TestDKIM(t *testing.T) {
	letter, err := kallelse().Bytes(chance())
	if err != nil {
		t.Fatal(err)
	}
	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(keys().rsa)})
	for name, file := range map[string][]byte{"RSA in PKCS#1": pkcs1, "RSA in PKCS#8": pkcs8(t, keys().rsa), "Ed25519": pkcs8(t, keys().ed),
		"after another block": append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}), pkcs1...)} {
		key, err := mail.LoadKey(file)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lookup := func(asked string) ([]string, error) {
			if asked != "samv1._domainkey.lst.example" {
				t.Errorf("asked for %s", asked)
			}
			return []string{mail.DKIMRecord(key)}, nil
		}
		d := mail.DKIM{Domain: "lst.example", Selector: "samv1", Key: key, Life: 7 * 24 * time.Hour, Now: time.Now}
		signed, err := d.Sign(letter)
		if err != nil || !bytes.HasSuffix(signed, letter) || !bytes.Contains(signed, []byte("x=")) {
			t.Fatalf("%s: %v", name, err)
		}
		verify := func(raw []byte) error {
			all, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: lookup})
			if err != nil || len(all) != 1 {
				t.Fatalf("%s: %v, %v", name, all, err)
			}
			return all[0].Err
		}
		if err := verify(signed); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := verify(bytes.Replace(signed, []byte("Subject:\r\n "), []byte("subject:  "), 1)); err != nil {
			t.Errorf("%s: folded in another way: %v", name, err)
		}
		for _, change := range [][2]string{{"tib@odeby", "vb@odeby"}, {"V=C3=A4nligen", "Hej"}, {"method=REQUEST", "method=CANCEL"}, {"To: <", "Subject: x\r\nTo: <"}} {
			if verify(bytes.Replace(signed, []byte(change[0]), []byte(change[1]), 1)) == nil {
				t.Errorf("%s: %q for %q was not noticed", name, change[1], change[0])
			}
		}
		late := mail.DKIM{Domain: "lst.example", Selector: "samv1", Key: key, Life: time.Minute, Now: func() time.Time { return time.Now().Add(-time.Hour) }}
		old, err := late.Sign(letter)
		if err != nil || verify(old) == nil {
			t.Errorf("%s: a signature whose time has run out is good, %v", name, err)
		}
		if err := mail.CheckDKIM(key, "samv1", "lst.example", lookup, time.Time{}, noon); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, d := range []mail.DKIM{{}, {Domain: "lst.example", Selector: "a b", Key: keys().ed}, {Domain: "x; d=y.example", Selector: "a", Key: keys().ed}} {
		if _, err := d.Sign(letter); fault.CodeOf(err) != "mail.dkim-sign" {
			t.Errorf("%+v: %v", d, err)
		}
	}
}

func TestLoadKeyRefuses(t *testing.T) {
	short, err := x509.ParsePKCS1PrivateKey(shortKey(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"nothing": nil, "no PEM": []byte("hemligt"), "half": pkcs8(t, keys().ed)[:40], "a short key": pkcs8(t, short),
		"another block":   pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("x")}),
		"with a password": pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("hemligt")}),
		"broken":          pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: []byte("hemligt")}),
	} {
		if _, err := mail.LoadKey(file); fault.CodeOf(err) != "mail.dkim-key" || strings.Contains(err.Error(), "hemligt") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// shortKey is an RSA key of 512 bits, which the standard library makes no more.
func shortKey(t *testing.T) []byte {
	t.Setenv("GODEBUG", "rsa1024min=0")
	key, err := rsa.GenerateKey(rand.Reader, 512)
	if err != nil {
		t.Fatal(err)
	}
	return x509.MarshalPKCS1PrivateKey(key)
}

// What recipients will find wrong with the published key is told in advance.
func TestCheckDKIM(t *testing.T) {
	key, ed := keys().rsa, keys().ed
	good := mail.DKIMRecord(key)
	for _, c := range []struct {
		name    string
		key     crypto.Signer
		records []string
		err     error
		until   time.Time
		want    string
	}{
		{name: "good", records: []string{good}},
		{name: "good, in another hand", records: []string{" v = DKIM1 ;k=rsa; h=sha1:sha256 ; s=email ;t=s; n=x; " + strings.Replace(good[strings.Index(good, "p="):], "IjAN", "IjAN \t", 1) + " ; "}},
		{name: "good, the other form", records: []string{"p=" + base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(&key.PublicKey))}},
		{name: "good until", records: []string{good}, until: noon.Add(time.Second)},
		{name: "good Ed25519", key: ed, records: []string{mail.DKIMRecord(ed)}},
		{name: "none", want: "mail.dkim-missing"},
		{name: "no such name", err: &net.DNSError{Err: "no such host", IsNotFound: true}, want: "mail.dkim-missing"},
		{name: "no answer", err: &net.DNSError{Err: "timeout", IsTimeout: true}, want: "mail.dkim-unknown"},
		{name: "another trouble", err: errors.New("x"), want: "mail.dkim-unknown"},
		{name: "another key", records: []string{mail.DKIMRecord(keys().other)}, want: "mail.dkim-differs"},
		{name: "another kind", records: []string{mail.DKIMRecord(ed)}, want: "mail.dkim-differs"},
		{name: "a kind not told", key: ed, records: []string{"v=DKIM1; p=" + strings.SplitAfter(mail.DKIMRecord(ed), "p=")[1]}, want: "mail.dkim-differs"},
		{name: "two", records: []string{good, good}, want: "mail.dkim-differs"},
		{name: "no key", records: []string{"v=DKIM1; k=rsa"}, want: "mail.dkim-differs"},
		{name: "cut off", records: []string{good[:200]}, want: "mail.dkim-differs"},
		{name: "something else", records: []string{"v=spf1 -all"}, want: "mail.dkim-differs"},
		{name: "no tags", records: []string{"hej"}, want: "mail.dkim-differs"},
		{name: "twice the same tag", records: []string{good + "; p="}, want: "mail.dkim-differs"},
		{name: "another version", records: []string{strings.Replace(good, "DKIM1", "DKIM2", 1)}, want: "mail.dkim-differs"},
		{name: "another hash", records: []string{good + "; h=sha1"}, want: "mail.dkim-differs"},
		{name: "not for mail", records: []string{good + "; s=tlsrpt"}, want: "mail.dkim-differs"},
		{name: "revoked", records: []string{"v=DKIM1; k=rsa; p="}, want: "mail.dkim-expired"},
		{name: "its time has run out", records: []string{good}, until: noon, want: "mail.dkim-expired"},
	} {
		if c.key == nil {
			c.key = key
		}
		err := mail.CheckDKIM(c.key, "samv1", "lst.example", func(string) ([]string, error) { return c.records, c.err }, c.until, noon)
		if fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if f, ok := fault.As(err); ok && f.Args["Name"] != "samv1._domainkey.lst.example" {
			t.Errorf("%s: the record's name is missing: %v", c.name, err)
		}
	}
}

// Whatever stands in DNS, there is an answer, and only the key's own record is good.
func FuzzCheckDKIM(f *testing.F) {
	f.Add(mail.DKIMRecord(keys().ed))
	f.Add("v=DKIM1; p=")
	f.Add(";;=;p==")
	f.Fuzz(func(t *testing.T, record string) {
		err := mail.CheckDKIM(keys().ed, "a", "b.example", func(string) ([]string, error) { return []string{record}, nil }, time.Time{}, noon)
		if public := base64.StdEncoding.EncodeToString(keys().ed.Public().(ed25519.PublicKey)); err == nil && !strings.Contains(strings.Join(strings.Fields(record), ""), public[:42]) {
			t.Errorf("%q was taken for the key's", record)
		}
	})
}

// A key file is read or refused.
func FuzzLoadKey(f *testing.F) {
	f.Add(pkcs8(f, keys().ed))
	f.Add([]byte("-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if key, err := mail.LoadKey(file); (key == nil) == (err == nil) {
			t.Errorf("%v, %v", key, err)
		}
	})
}
