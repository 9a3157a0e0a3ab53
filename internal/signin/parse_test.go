package signin_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/signin"
)

// RFC 4226, appendix D, and RFC 6238, appendix B (SHA-1, eight figures).
func TestTOTPVectors(t *testing.T) {
	secret := []byte("12345678901234567890")
	for i, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := signin.HOTP(secret, int64(i), 6); got != want {
			t.Errorf("counter %d: %s, want %s", i, got, want)
		}
	}
	for at, want := range map[int64]string{59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924",
		2000000000: "69279037", 20000000000: "65353130"} {
		if got := signin.HOTP(secret, at/30, 8); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	now := time.Unix(1111111109, 0)
	step := now.Unix() / 30
	for _, c := range []struct {
		code string
		last int64
		step int64
	}{
		{signin.HOTP(secret, step, 6), 0, step}, {signin.HOTP(secret, step-1, 6), 0, step - 1}, {signin.HOTP(secret, step+1, 6), 0, step + 1},
		{signin.HOTP(secret, step-2, 6), 0, 0}, {signin.HOTP(secret, step+2, 6), 0, 0},
		{signin.HOTP(secret, step, 6), step, 0}, {signin.HOTP(secret, step-1, 6), step, 0}, {signin.HOTP(secret, step+1, 6), step, step + 1},
		{"081 804", 0, step}, {"081804 ", 0, step}, {"", 0, 0}, {"81804", 0, 0}, {"0081804", 0, 0},
	} {
		got, ok := signin.TOTPMatch(secret, c.code, now, c.last)
		if got != c.step || ok != (c.step != 0) {
			t.Errorf("%q after %d: %d %v, want %d", c.code, c.last, got, ok, c.step)
		}
	}
}

func TestPasswords(t *testing.T) {
	for password, want := range map[string]string{
		"":                                 "password.short",
		"elva tecken":                      "password.short",
		"åäöåäöåäöåä":                      "password.short",
		strings.Repeat("åx", 129):          "password.long",
		"password1234":                     "password.common",
		"P@ssw0rd2027!":                    "password.common",
		"Sommar2027!!":                     "password.common",
		"VinterVinter":                     "password.common",
		"samverkan-2027":                   "password.common",
		"LänsstyrelsenSkåne1":              "password.common",
		"Lösenord123456":                   "password.common",
		"hejhejhejhej":                     "password.common",
		"aaaaaaaaaaaa":                     "password.common",
		"abcabcabcabc":                     "password.common",
		"123456789012":                     "password.common",
		"210987654321":                     "password.common",
		"qwertyuiopåa":                     "password.common",
		"1qaz2wsx3edc":                     "password.common",
		"1q2w3e4r5t6y":                     "password.common",
		"abcdefghijkl":                     "password.common",
		"198507121234":                     "password.common",
		"+46 70 123 45 67":                 "password.common",
		"karin.ek1985!":                    "password.common",
		"KarinEkKarinEk":                   "password.common",
		phrase:                             "",
		"korrekt häst batteri häftklammer": "",
		"Tr0ub4dor&3 xkcd":                 "",
		"vx8#kQ2!mZp0":                     "",
		"тридцать семь слонов":             "",
		"8362940175628391047251":           "",
		strings.Repeat("å1", 60) + "slutet av en mycket lång fras": "",
	} {
		if err := signin.CheckPassword(password, "karin.ek@lst.se", "Karin Ek"); fault.CodeOf(err) != want {
			t.Errorf("%q: %v, want %q", password, err, want)
		}
	}
}

func TestLocalPath(t *testing.T) {
	for next, want := range map[string]string{
		"/conferences/a?tab=1#x": "/conferences/a?tab=1#x", "/": "/", "": "/", "/%2e%2e/x": "/%2e%2e/x",
		"https://evil.example": "/", "//evil.example": "/", "///evil.example": "/", "/\\evil.example": "/", "\\\\evil.example": "/",
		"/\t/evil.example": "/", "/\n/evil.example": "/", "javascript:alert(1)": "/", "evil.example": "/", "/ /evil": "/",
		"/%2f/evil.example": "/", "/%5cevil.example": "/", " /a": "/", "http:/a": "/", "/a\x00b": "/", "/\u0000": "/",
		"/" + strings.Repeat("a", 3000): "/",
	} {
		if got := signin.LocalPath(next); got != want {
			t.Errorf("%q: %q, want %q", next, got, want)
		}
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/a", "//a", "/\\a", "/%2f%2fa", "/a?b=//c"} {
		f.Add(s)
	}
	base, _ := url.Parse("https://samverkan.exempel.se/sign-in")
	f.Fuzz(func(t *testing.T, next string) {
		got := signin.LocalPath(next)
		u, err := base.Parse(got)
		if err != nil || u.Host != base.Host || u.Scheme != "https" || strings.ContainsAny(got, "\\\r\n\t") || strings.HasPrefix(got, "//") {
			t.Fatalf("%q leads to %v, %v", next, u, err)
		}
	})
}

func FuzzToken(f *testing.F) {
	w := open(f)
	for range 3 {
		f.Add(w.NewToken())
	}
	f.Add("svk_00000000000000000000000000000000_00000000")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if signin.SoundToken(text) && (len(text) != 45 || !strings.HasPrefix(text, "svk_")) {
			t.Fatalf("%q", text)
		}
		if signin.SoundToken(text) {
			for i := range len(text) { // one mistyped character is always found
				wrong := []byte(text)
				wrong[i] ^= 1
				if signin.SoundToken(string(wrong)) {
					t.Fatalf("%q and %q", text, wrong)
				}
			}
		}
	})
}

func FuzzUserCode(f *testing.F) {
	for _, s := range []string{"BCDF-GHJK", "bcdf ghjk", "BCDFGHJ", "AEIOUAEI", "ＢＣＤＦ", "B\u2013CDFGHJK"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code := signin.ReadUserCode(text)
		if code != "" && (len(code) != 8 || strings.Trim(code, "BCDFGHJKLMNPQRSTVWXZ") != "" || signin.ReadUserCode(code) != code) {
			t.Fatalf("%q: %q", text, code)
		}
		r := signin.ReadRecovery(text)
		if r != "" && (len(r) != 16 || signin.ReadRecovery(r) != r) {
			t.Fatalf("%q: %q", text, r)
		}
	})
}

func FuzzPHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=1$AAAA$AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		if signin.ParsePHC(text) && len(text) > 400 {
			t.Fatalf("%q", text)
		}
	})
}

func TestKeyFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sign-in.key")
	random := strings.NewReader(strings.Repeat("x", 64))
	first := must(signin.LoadKey(path, random))(t)
	if again := must(signin.LoadKey(path, random))(t); string(again) != string(first) || len(first) != signin.KeySize {
		t.Fatal("another key")
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) != 0 {
		t.Fatal(left)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	_, err = signin.LoadKey(path, random)
	code(t, err, "sign-in.key-open")
	if err := os.WriteFile(path+"2", []byte("ingen nyckel"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = signin.LoadKey(path+"2", random)
	code(t, err, "sign-in.key-bad")
}
