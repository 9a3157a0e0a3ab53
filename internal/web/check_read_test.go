package web

import (
	"strings"
	"testing"
)

// A seal is read as it is copied: with spaces, points, broken lines and the words around it, in both languages.
func TestReadSeal(t *testing.T) {
	hash := strings.Repeat("0123456789abcdef", 4)
	parted := ""
	for i := 0; i < 64; i += 4 {
		parted += hash[i:i+4] + " "
	}
	for text, want := range map[string]seal{
		hash:                                  {Hash: hash},
		strings.ToUpper(hash):                 {Hash: hash},
		parted:                                {Hash: hash},
		strings.ReplaceAll(parted, " ", "\n"): {Hash: hash},
		"till och med rad 351. SHA-256 " + parted:        {Row: 351, Hash: hash},
		"up to line 12\u00a0351.\nSHA-256 " + hash:       {Row: 12351, Hash: hash},
		hash + " signatur " + strings.Repeat("Ab+/", 12): {Hash: hash, Signature: strings.Repeat("Ab+/", 12)},
		"hej":     {},
		hash[:60]: {},
	} {
		got := readSeal(text)
		if got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
