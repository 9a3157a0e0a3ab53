package web_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/chromedp/chromedp"

	"samverkan/internal/web/webtest"
)

// caught has the page's script keep what it offers to save, for a test to look at.
const caught = `(() => { const real = URL.createObjectURL; URL.createObjectURL = (b) => { window.offered = b; return real(b); }; return true; })()`

// A file is encrypted in the browser before it is sent, and opened in another's: no byte of it, nor of what opens it, is ever with the
// service. age itself opens it too, and what age has encrypted is opened here.
func TestEncryptedInTheBrowser(t *testing.T) {
	const canary = "KANARIE-7f3b reservvattnet räcker till onsdag"
	const phrase = "kanariens egen lösenfras 91"
	s := webtest.Start(t, webtest.Published)
	plain := filepath.Join(t.TempDir(), "reserv.txt")
	if err := os.WriteFile(plain, []byte(strings.Repeat(canary+"\n", 4000)), 0o600); err != nil {
		t.Fatal(err)
	}
	b := s.Browser(t)
	x := b.As(webtest.Leader)
	x.Size(1440, 900)
	x.Visit(areaPath + "/new")
	x.Do(chromedp.SetUploadFiles("#post-file", []string{plain}, chromedp.ByQuery))
	x.Click("[data-encrypt-on]")
	x.Type("#post-phrase", "kort")
	x.Click(`form button[type=submit].btn-primary`)
	x.Until("it is said that it is too short", `document.querySelector("[data-encrypt-wrong]").textContent.includes("för kort")`)
	x.Shot("encrypt-form")
	if found := x.Axe(); len(found) > 0 {
		t.Error(found)
	}
	x.Eval(`document.querySelector("#post-phrase").value = ""; true`, nil)
	x.Type("#post-phrase", phrase)
	x.Click(`form button[type=submit].btn-primary`)
	x.Until("it lies in the area", `location.pathname.includes("/items/")`)
	item := strings.SplitN(x.Where(), "?", 2)[0]
	got := s.As(webtest.Leader).Send(http.MethodGet, item+"/versions/0", "", nil)
	if !strings.HasPrefix(got.Body, "age-encryption.org/v1\n") || !strings.Contains(got.Header.Get("Content-Disposition"), "reserv.txt.age") {
		t.Fatalf("%d %q %v", got.Status, got.Body[:min(80, len(got.Body))], got.Header)
	}
	for _, secret := range []string{canary, "KANARIE-7f3b", phrase} {
		if where := s.Holds([]byte(secret)); len(where) > 0 || strings.Contains(s.Log(), secret) {
			t.Errorf("the service has %q: in %v", secret, where)
		}
	}
	if len(s.Holds([]byte("age-encryption.org/v1"))) == 0 {
		t.Error("the search finds nothing: the encrypted file itself is not where it looks")
	}
	identity, err := age.NewScryptIdentity(phrase)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(strings.NewReader(got.Body), identity)
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := io.ReadAll(r); err != nil || string(opened) != strings.Repeat(canary+"\n", 4000) {
		t.Errorf("age opens it as %d bytes: %v", len(opened), err)
	}

	// On its reader's side.
	y := b.As(webtest.Attendee)
	y.Visit(item)
	y.Click(`a[href^="/sealed?"]`)
	y.Until("the page is there", `document.querySelector("form[data-decrypt]:not([hidden])")`)
	y.Eval(caught, nil)
	y.Type("#open-phrase", "en annan lösenfras 12345")
	y.Click("form[data-decrypt] button[type=submit]")
	y.Until("it is said that it is not the one", `document.querySelector("form[data-decrypt] [data-form-error]").textContent.includes("gick inte att öppna")`)
	y.Shot("sealed-page")
	if found := y.Axe(); len(found) > 0 {
		t.Error(found)
	}
	y.Eval(`document.querySelector("#open-phrase").value = ""; true`, nil)
	y.Type("#open-phrase", phrase)
	y.Click("form[data-decrypt] button[type=submit]")
	y.Until("it is offered", `!document.querySelector("[data-decrypted]").hidden && document.querySelector("[data-decrypted]").download === "reserv.txt"`)
	var text string
	y.Eval(`window.offered.text()`, &text)
	if text != strings.Repeat(canary+"\n", 4000) {
		t.Errorf("the browser opens it as %d characters", len(text))
	}

	// To a key that is made in the browser, by age itself.
	y.Visit("/sealed")
	y.Eval(caught, nil)
	y.Click("[data-key-make]")
	y.Until("the key is there", `document.querySelector("[data-key-secret]").value.startsWith("AGE-SECRET-KEY-1")`)
	var public, secret string
	y.Eval(`document.querySelector("[data-key-public]").value`, &public)
	y.Eval(`document.querySelector("[data-key-secret]").value`, &secret)
	recipient, err := age.ParseX25519Recipient(public)
	if err != nil {
		t.Fatal(err)
	}
	var closed bytes.Buffer
	w, err := age.Encrypt(&closed, recipient)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, canary)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "hemligt.txt.age")
	if err := os.WriteFile(file, closed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	y.Do(chromedp.SetUploadFiles("#open-file", []string{file}, chromedp.ByQuery))
	y.Type("#open-key", secret)
	y.Click("form[data-decrypt] button[type=submit]")
	y.Until("it is offered", `!document.querySelector("[data-decrypted]").hidden`)
	y.Eval(`window.offered.text()`, &text)
	if text != canary {
		t.Errorf("what age encrypted is opened as %q", text)
	}
	if where := s.Holds([]byte(secret)); len(where) > 0 {
		t.Errorf("the secret key lies in %v", where)
	}
}

// The page that opens files is no way to send somebody elsewhere, nor to other pages than files.
func TestSealedPageOpensFilesOnly(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Leader)
	c.Get("/sealed").Want(200)
	c.Get("/sealed?file=/areas/a/items/b/versions/1&name=x.age").Want(200).Says("x.age")
	for _, file := range []string{"//evil.example/x", "https://evil.example/x", "/admin/log", "/sign-out", "/areas/a/items/b/versions/1?x", "/areas/a"} {
		c.Get("/sealed?file=" + file).Want(404)
	}
}
