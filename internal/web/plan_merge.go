package web

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Two people plan the same conference, each at a screen of their own. What somebody sends is what stands in their form, also
// where they changed nothing; so it is held against what the form began with. Where only one of the two changed something, that
// change is kept. Where both did, neither is thrown away: it is asked which is meant.

// clash is a place that two people changed at the same time.
type clash struct {
	Path         string // goals, p3.title
	Mine, Theirs any
}

// mergeJSON gives what two wrote, each from the same beginning. Where they clash it has mine.
func mergeJSON(was, mine, theirs any, path string, clashes *[]clash) any {
	switch {
	case sameJSON(mine, theirs), sameJSON(was, theirs):
		return mine
	case sameJSON(was, mine):
		return theirs
	}
	if a, b, ok := twoMaps(mine, theirs); ok {
		begun, _ := was.(map[string]any)
		return mergeMaps(begun, a, b, path, clashes)
	}
	if a, b, ok := twoKeyed(mine, theirs); ok {
		begun, _ := keyed(was)
		return mergeKeyed(begun, a, b, path, clashes)
	}
	*clashes = append(*clashes, clash{path, mine, theirs})
	return mine
}

func twoMaps(a, b any) (x, y map[string]any, ok bool) {
	x, is := a.(map[string]any)
	y, also := b.(map[string]any)
	return x, y, is && also
}

func mergeMaps(was, mine, theirs map[string]any, path string, clashes *[]clash) any {
	out := map[string]any{}
	for _, name := range names(mine, theirs) {
		if v := mergeJSON(was[name], mine[name], theirs[name], dotted(path, name), clashes); v != nil {
			out[name] = v
		}
	}
	return out
}

func names(maps ...map[string]any) []string {
	var out []string
	for _, m := range maps {
		for name := range m {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return out
}

func dotted(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// list is a list of things with names of their own, as the items of an agenda.
type list struct {
	order []string
	of    map[string]map[string]any
}

// keyed takes a list of things apart by what they are known by; ok is false for another kind of list.
func keyed(v any) (list, bool) {
	all, ok := v.([]any)
	out := list{of: map[string]map[string]any{}}
	for _, x := range all {
		m, _ := x.(map[string]any)
		key := ""
		for _, name := range []string{"id", "role", "conference"} {
			if s, is := m[name].(string); is && key == "" {
				key = s
			}
		}
		if _, twice := out.of[key]; key == "" || twice {
			return out, false
		}
		out.order, out.of[key] = append(out.order, key), m
	}
	return out, ok || v == nil
}

func twoKeyed(a, b any) (x, y list, ok bool) {
	x, is := keyed(a)
	y, also := keyed(b)
	return x, y, is && also
}

// mergeKeyed merges what is in both, takes away what either took away, and keeps what either added. The order is that of who
// changed it, and mine when both did.
func mergeKeyed(was, mine, theirs list, path string, clashes *[]clash) any {
	first, second := mine, theirs
	if slices.Equal(common(mine.order, was.of), common(was.order, mine.of)) {
		first, second = theirs, mine
	}
	var out []any
	for _, key := range append(slices.Clone(first.order), only(second.order, first.of)...) {
		begun, had := was.of[key]
		a, inMine := mine.of[key]
		b, inTheirs := theirs.of[key]
		switch {
		case inMine && inTheirs:
			out = append(out, mergeMaps(begun, a, b, dotted(path, key), clashes))
		case had && sameJSON(begun, either(a, b)):
			// one of us took it away, and the other had not touched it
		default:
			out = append(out, either(a, b))
		}
	}
	return out
}

func either(a, b map[string]any) map[string]any {
	if a != nil {
		return a
	}
	return b
}

func common(order []string, in map[string]map[string]any) []string {
	return slices.DeleteFunc(slices.Clone(order), func(key string) bool { return in[key] == nil })
}

func only(order []string, not map[string]map[string]any) []string {
	return slices.DeleteFunc(slices.Clone(order), func(key string) bool { return not[key] != nil })
}

// takeJSON puts what they wrote at a path in the place of mine.
func takeJSON(mine, theirs any, path []string) any {
	if len(path) == 0 {
		return theirs
	}
	if a, b, ok := twoMaps(mine, theirs); ok {
		out := maps.Clone(a)
		out[path[0]] = takeJSON(a[path[0]], b[path[0]], path[1:])
		return out
	}
	if a, b, ok := twoKeyed(mine, theirs); ok {
		out := make([]any, 0, len(a.order))
		for _, key := range a.order {
			if key == path[0] {
				out = append(out, takeJSON(a.of[key], b.of[key], path[1:]))
				continue
			}
			out = append(out, a.of[key])
		}
		return out
	}
	return mine
}

// sameJSON tells whether two values say the same. A form gives moments to the minute, in another zone than the journal; an empty
// text, list or number says as little as none.
func sameJSON(a, b any) bool {
	a, b = plainJSON(a), plainJSON(b)
	return reflect.DeepEqual(a, b)
}

func plainJSON(v any) any {
	switch v := v.(type) {
	case string:
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			return t.UTC().Truncate(time.Minute)
		}
		if v = strings.TrimSpace(v); v == "" {
			return nil
		}
		return v
	case float64:
		if v == 0 {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	case []any:
		if len(v) == 0 {
			return nil
		}
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = plainJSON(x)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, x := range v {
			if p := plainJSON(x); p != nil {
				out[name] = p
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
	return v
}

// asJSON gives a value as its JSON is read.
func asJSON(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out any
	err = json.Unmarshal(b, &out)
	return out, err
}
