package minutes

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Difference is one thing that two minutes say differently.
type Difference struct {
	Part  string `json:"part"`            // which part of the minutes: measures, notes, rollCall …
	ID    string `json:"id,omitempty"`    // which note, measure, decision, item or seat of it
	Field string `json:"field,omitempty"` // path below that: "due", "marks[0].status"
	Was   string `json:"was,omitempty"`   // empty when it was not there
	Is    string `json:"is,omitempty"`    // empty when it is no longer there
}

// bookkeeping are the parts that differ between any two compositions and say nothing of the meeting.
var bookkeeping = []string{"schema", "composed", "seal", "life", "actors", "omitted", "brief"}

// Compare tells in what two minutes of a conference differ, in the order of the minutes. It looks at everything they
// say: what is added to [Minutes] is compared without being mentioned here. When they were composed, sealed and
// approved is not compared; the corrections that explain a difference are in [Life].
func Compare(a, b *Minutes) []Difference {
	was, is := tree(a), tree(b)
	var d differ
	for _, part := range slices.Sorted(maps.Keys(union(was, is))) {
		if !slices.Contains(bookkeeping, part) {
			d.part = part
			d.compare("", "", was[part], is[part])
		}
	}
	return d.list
}

// tree is minutes as their JSON says them.
func tree(m *Minutes) map[string]any {
	dec := json.NewDecoder(strings.NewReader(string(m.JSON())))
	dec.UseNumber()
	var out map[string]any
	if err := dec.Decode(&out); err != nil {
		panic("minutes: own JSON: " + err.Error())
	}
	return out
}

func union(a, b map[string]any) map[string]any {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

type differ struct {
	part string
	list []Difference
}

func (d *differ) compare(id, path string, was, is any) {
	switch w := was.(type) {
	case map[string]any:
		if i, ok := is.(map[string]any); ok {
			for _, key := range slices.Sorted(maps.Keys(union(w, i))) {
				d.compare(id, join(path, key), w[key], i[key])
			}
			return
		}
	case []any:
		if i, ok := is.([]any); ok {
			d.lists(id, path, w, i)
			return
		}
	}
	if a, b := say(was), say(is); a != b && !sameInstant(a, b) {
		d.list = append(d.list, Difference{Part: d.part, ID: id, Field: path, Was: a, Is: b})
	}
}

// lists matches the things of two lists by their id where they have one, else by their place.
func (d *differ) lists(id, path string, was, is []any) {
	if keyed(was) && keyed(is) && id == "" {
		now := map[string]any{}
		for _, v := range is {
			now[key(v)] = v
		}
		for _, v := range was {
			d.compare(key(v), path, v, now[key(v)])
			delete(now, key(v))
		}
		for _, v := range is {
			if _, fresh := now[key(v)]; fresh {
				d.compare(key(v), path, nil, v)
			}
		}
		return
	}
	for n := range max(len(was), len(is)) {
		var a, b any
		if n < len(was) {
			a = was[n]
		}
		if n < len(is) {
			b = is[n]
		}
		d.compare(id, fmt.Sprintf("%s[%d]", path, n), a, b)
	}
}

// keyed tells whether everything in a list has a name of its own, and no two the same.
func keyed(list []any) bool {
	seen := map[string]bool{}
	for _, v := range list {
		k := key(v)
		if k == "" || seen[k] {
			return false
		}
		seen[k] = true
	}
	return true
}

func key(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return ""
	}
	if _, entry := m["what"]; entry {
		return ""
	}
	for _, name := range []string{"key", "id"} {
		if s, ok := m[name].(string); ok {
			return s
		}
	}
	return ""
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// say is a value as text; what is not there is the empty text.
func say(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case map[string]any, []any:
		b, err := json.Marshal(v)
		if err != nil {
			panic("minutes: own JSON: " + err.Error())
		}
		return string(b)
	}
	return fmt.Sprint(v)
}

// sameInstant tells whether two texts are the same time in different zones. The clock that a time was keyed in by says nothing
// of the meeting.
func sameInstant(a, b string) bool {
	s, err1 := time.Parse(time.RFC3339, a)
	t, err2 := time.Parse(time.RFC3339, b)
	return err1 == nil && err2 == nil && s.Equal(t)
}
