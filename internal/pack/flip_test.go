package pack_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/pack"
)

// One bit anywhere in a package, in content, header, name, directory, list or signature, is found, and the answer names the place.
func TestOneFlippedBit(t *testing.T) {
	for name, b := range packages(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			trusted := key(t, "samverkan", 1).Public()
			if o := open(t, b, trusted); len(o.Problems) > 0 || !o.Known {
				t.Fatal(o.Problems)
			}
			const seed = 11
			chance := rand.New(rand.NewPCG(seed, uint64(len(b))))
			// The first header, the directory, the signature's own header, and anywhere; all of that is more when there is time.
			step := 1
			if os.Getenv("SAMVERKAN_SOAK") == "" {
				step = 8
				if o := open(t, b); o.Report.Head.Seq > 0 { // a whole journal is verified each time
					step = 25
				}
			}
			var places []int
			for range 300 / step {
				places = append(places, chance.IntN(len(b)))
			}
			within := func(from, n int) {
				for range max(n/step, 3) {
					places = append(places, from+chance.IntN(n))
				}
			}
			directory, signature := bytes.Index(b, []byte("PK\x01\x02")), bytes.LastIndex(b[:len(b)-400], []byte("manifest.sig"))
			within(0, 40)
			within(directory, len(b)-directory)
			within(len(b)-22, 22)
			within(signature-30, 200)
			for _, at := range places {
				changed := slices.Clone(b)
				changed[at] ^= 1 << chance.IntN(8)
				o, err := pack.Open(bytes.NewReader(changed), int64(len(changed)), trusted)
				problems := o.Problems
				if err != nil {
					problems = append(problems, err)
				}
				if len(problems) == 0 {
					t.Fatalf("seed %d: a bit of byte %d of %d is not missed: %q", seed, at, len(b), b[max(at-12, 0):min(at+12, len(b))])
				}
				f, _ := fault.As(problems[0])
				if path, is := f.Args["Path"].(string); is && path == "" || f.Kind == fault.Internal {
					t.Errorf("byte %d: %v names nothing", at, problems[0])
				}
			}
		})
	}
}

// What is cut, prolonged, or put before or between is found.
func TestAddedBytes(t *testing.T) {
	for name, b := range packages(t) {
		for _, changed := range [][]byte{append(slices.Clone(b), 0), append([]byte{0}, b...), b[:len(b)-1], b[1:],
			[]byte(strings.Replace(string(b), "PK\x01\x02", "xPK\x01\x02", 1))} {
			if !wrong(changed) {
				t.Errorf("%s: %d bytes instead of %d, and not seen", name, len(changed), len(b))
			}
		}
	}
}
