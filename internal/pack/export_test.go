package pack

import (
	"bytes"
	"testing"
	"time"
)

// Zip writes files as a package is written.
func Zip(t testing.TB, at time.Time, names []string, contents [][]byte) []byte {
	t.Helper()
	p := newPacker(at)
	for i, name := range names {
		p.bytes(name, contents[i])
	}
	var out bytes.Buffer
	if err := p.write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
