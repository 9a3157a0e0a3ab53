package id_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

func TestNewRisesAndIsVersion7(t *testing.T) {
	at := time.Date(2027, 1, 6, 19, 0, 0, 0, time.UTC)
	s := id.NewSource(func() time.Time { return at }, bytes.NewReader(bytes.Repeat([]byte{7}, 8*5000)))
	last := ""
	for range 5000 {
		v := s.New()
		u, err := uuid.Parse(v)
		if err != nil || u.Version() != 7 || u.Variant() != uuid.RFC4122 {
			t.Fatalf("%s: version %d, variant %v, %v", v, u.Version(), u.Variant(), err)
		}
		if v <= last {
			t.Fatalf("%s does not come after %s", v, last)
		}
		last = v
	}
	sec, _ := uuid.MustParse(last).Time().UnixTime()
	if got := time.Unix(sec, 0); got.Sub(at).Abs() > 3*time.Second {
		t.Fatalf("the id says %v, the clock said %v", got, at)
	}
}

func TestKey(t *testing.T) {
	for _, ok := range []string{"konf-regional-1", "kommun-habo-0643", "A", "0190b6a0-0000-7000-8000-000000000000"} {
		if err := id.Key(ok); err != nil {
			t.Errorf("%q refused: %v", ok, err)
		}
	}
	for _, bad := range []string{"", "-x", "a b", "å", "a\nb", "../x", "a/b", strings.Repeat("x", 129)} {
		if fault.CodeOf(id.Key(bad)) != "id.invalid" {
			t.Errorf("%q accepted", bad)
		}
	}
}
