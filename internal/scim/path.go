package scim

import (
	"slices"
	"strings"
)

// Path is where something stands in a resource: "name.familyName", "emails[type eq \"work\"].value", with the schema's name before it or
// without.
type Path struct {
	Schema string // "" when it is not said
	Name   string // "" for a schema as a whole
	Sub    string
	cond   Filter // of the values of Name; nil for all
}

// ParsePath reads a path of a change. Fault: scim.path.
func ParsePath(text string) (Path, error) {
	p := &parser{text: text, path: true}
	if len(text) > maxFilter {
		return Path{}, p.wrong()
	}
	p.next()
	path, err := p.place(0)
	if err == nil && p.token != "" {
		err = p.wrong()
	}
	return path, err
}

func attributeName(s string) bool {
	if s == "" || !(s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z' || s[0] == '$') {
		return false
	}
	for i := range len(s) {
		if !wordly(s[i]) || strings.IndexByte(".:+", s[i]) >= 0 {
			return false
		}
	}
	return true
}

// named takes a word apart. Schemas' names have dots in them.
func named(word string) (Path, bool) {
	var p Path
	if len(word) > 4 && strings.EqualFold(word[:4], "urn:") {
		for _, s := range schemas() {
			if strings.EqualFold(word, s.ID) {
				return Path{Schema: s.ID}, true
			}
			if n := len(s.ID); len(word) > n && strings.EqualFold(word[:n], s.ID) && word[n] == ':' {
				p.Schema, word = s.ID, word[n+1:]
				break
			}
		}
		if p.Schema == "" { // one that is not known here
			i := strings.LastIndexByte(word, ':')
			p.Schema, word = word[:i], word[i+1:]
		}
	}
	name, sub, has := strings.Cut(word, ".")
	p.Name, p.Sub = name, sub
	return p, attributeName(name) && (!has || attributeName(sub))
}

// exact tells whether texts there differ by their case.
func (p Path) exact() bool {
	last := strings.ToLower(p.Name)
	if last == "members" || last == "groups" { // what is known by ids; addresses have no case
		return p.Sub == "" || strings.EqualFold(p.Sub, "value")
	}
	if p.Sub != "" {
		last = strings.ToLower(p.Sub)
	}
	return slices.Contains([]string{"id", "externalid", "$ref", "version", "location", "schemas"}, last)
}

// values gives what stands at the path: texts, figures, yes and no. A value of several parts stands for its "value".
func (p Path) values(o object) []any {
	if p.Schema != "" {
		if inner, ok := at(o, p.Schema).(object); ok {
			o = inner
		}
	}
	if p.Name == "" {
		return nil
	}
	var out []any
	for _, v := range listOf(at(o, p.Name)) {
		part, isPart := v.(object)
		if p.cond != nil {
			if !isPart {
				part = object{"value": v}
			}
			if !p.cond.Holds(part) {
				continue
			}
		}
		switch {
		case isPart && p.Sub != "":
			v = at(part, p.Sub)
		case isPart && at(part, "value") != nil:
			v = at(part, "value")
		case p.Sub != "" && !strings.EqualFold(p.Sub, "value"):
			v = nil
		}
		for _, x := range listOf(v) {
			if x != nil && x != "" {
				out = append(out, x)
			}
		}
	}
	return out
}

// at gives a member of an object, whatever the case of its name.
func at(o object, name string) any { return o[keyOf(o, name)] }

// keyOf is how a name is written in an object; as it is given when it is not there.
func keyOf(o object, name string) string {
	if _, ok := o[name]; ok {
		return name
	}
	for k := range o {
		if strings.EqualFold(k, name) {
			return k
		}
	}
	return name
}

// listOf gives the values of a list, or the one value as a list.
func listOf(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}
