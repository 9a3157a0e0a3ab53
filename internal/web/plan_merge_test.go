package web

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestMergeJSON(t *testing.T) {
	for _, c := range []struct{ name, was, mine, theirs, want, clash string }{
		{"only mine changed", `{"a":"x","b":"y"}`, `{"a":"z","b":"y"}`, `{"a":"x","b":"y"}`, `{"a":"z","b":"y"}`, ""},
		{"only theirs changed", `{"a":"x","b":"y"}`, `{"a":"x","b":"y"}`, `{"a":"x","b":"z"}`, `{"a":"x","b":"z"}`, ""},
		{"each its own", `{"a":"x","b":"y"}`, `{"a":"m","b":"y"}`, `{"a":"x","b":"t"}`, `{"a":"m","b":"t"}`, ""},
		{"the same change", `{"a":"x"}`, `{"a":"z"}`, `{"a":"z"}`, `{"a":"z"}`, ""},
		{"both the same field", `{"a":"x"}`, `{"a":"m"}`, `{"a":"t"}`, `{"a":"m"}`, "a"},
		{"a moment in another zone, to the minute", `{"a":"2027-01-06T17:30:20Z","b":"x"}`, `{"a":"2027-01-06T18:30:00+01:00","b":"x"}`,
			`{"a":"2027-01-06T17:30:20Z","b":"t"}`, `{"a":"2027-01-06T18:30:00+01:00","b":"t"}`, ""},
		{"empty is as none", `{}`, `{"a":"","n":0,"l":[]}`, `{"b":"t"}`, `{"b":"t"}`, ""},
		{"a list is one thing", `{"l":["1","2"]}`, `{"l":["1","2","m"]}`, `{"l":["1","t"]}`, `{"l":["1","2","m"]}`, "l"},
		{"items by name", `{"l":[{"id":"p1","t":"x"},{"id":"p2","t":"y"}]}`, `{"l":[{"id":"p1","t":"m"},{"id":"p2","t":"y"}]}`,
			`{"l":[{"id":"p1","t":"x"},{"id":"p2","t":"t"}]}`, `{"l":[{"id":"p1","t":"m"},{"id":"p2","t":"t"}]}`, ""},
		{"the same item", `{"l":[{"id":"p1","t":"x"}]}`, `{"l":[{"id":"p1","t":"m"}]}`, `{"l":[{"id":"p1","t":"t"}]}`, `{"l":[{"id":"p1","t":"m"}]}`, "l.p1.t"},
		{"they add, I change", `{"l":[{"id":"p1","t":"x"}]}`, `{"l":[{"id":"p1","t":"m"}]}`, `{"l":[{"id":"p1","t":"x"},{"id":"p9","t":"n"}]}`,
			`{"l":[{"id":"p1","t":"m"},{"id":"p9","t":"n"}]}`, ""},
		{"they take away what I left alone", `{"l":[{"id":"p1","t":"x"},{"id":"p2","t":"y"}]}`, `{"l":[{"id":"p1","t":"m"},{"id":"p2","t":"y"}]}`,
			`{"l":[{"id":"p1","t":"x"}]}`, `{"l":[{"id":"p1","t":"m"}]}`, ""},
		{"they take away what I changed", `{"l":[{"id":"p1","t":"x"},{"id":"p2","t":"y"}]}`, `{"l":[{"id":"p1","t":"x"},{"id":"p2","t":"m"}]}`,
			`{"l":[{"id":"p1","t":"x"}]}`, `{"l":[{"id":"p1","t":"x"},{"id":"p2","t":"m"}]}`, ""},
		{"they move, I change", `{"l":[{"id":"p1","t":"x"},{"id":"p2","t":"y"}]}`, `{"l":[{"id":"p1","t":"m"},{"id":"p2","t":"y"}]}`,
			`{"l":[{"id":"p2","t":"y"},{"id":"p1","t":"x"}]}`, `{"l":[{"id":"p2","t":"y"},{"id":"p1","t":"m"}]}`, ""},
		{"I move, they change", `{"l":[{"id":"p1","t":"x"},{"id":"p2","t":"y"}]}`, `{"l":[{"id":"p2","t":"y"},{"id":"p1","t":"x"}]}`,
			`{"l":[{"id":"p1","t":"t"},{"id":"p2","t":"y"}]}`, `{"l":[{"id":"p2","t":"y"},{"id":"p1","t":"t"}]}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var clashes []clash
			got := mergeJSON(read(t, c.was), read(t, c.mine), read(t, c.theirs), "", &clashes)
			if !sameJSON(got, read(t, c.want)) {
				b, _ := json.Marshal(got)
				t.Errorf("got %s, want %s", b, c.want)
			}
			var paths []string
			for _, x := range clashes {
				paths = append(paths, x.Path)
			}
			var want []string
			if c.clash != "" {
				want = []string{c.clash}
			}
			if !slices.Equal(paths, want) {
				t.Errorf("clashes at %v, want %v", paths, want)
			}
		})
	}
}

func read(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTakeJSON(t *testing.T) {
	mine, theirs := read(t, `{"a":"m","l":[{"id":"p1","t":"m","u":"m"}]}`), read(t, `{"a":"t","l":[{"id":"p1","t":"t","u":"t"}]}`)
	if got := takeJSON(mine, theirs, []string{"l", "p1", "t"}); !sameJSON(got, read(t, `{"a":"m","l":[{"id":"p1","t":"t","u":"m"}]}`)) {
		t.Errorf("%v", got)
	}
	if got := takeJSON(mine, theirs, []string{"l", "p7"}); !sameJSON(got, mine) {
		t.Errorf("what is not there changed something: %v", got)
	}
}
