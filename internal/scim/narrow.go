package scim

import (
	"strings"

	"samverkan/internal/fault"
)

// narrowing says which attributes an answer is to have (RFC 7644, 3.9).
type narrowing struct {
	only, not []Path
}

// narrowingOf reads lists of attributes with commas between. Faults: scim.path.
func narrowingOf(attributes, excluded string) (n narrowing, err error) {
	for _, x := range []struct {
		text string
		to   *[]Path
	}{{attributes, &n.only}, {excluded, &n.not}} {
		if len(x.text) > maxFilter {
			return n, fault.New(fault.Invalid, "scim.path")
		}
		for word := range strings.SplitSeq(x.text, ",") {
			if word = strings.TrimSpace(word); word == "" {
				continue
			}
			p, ok := named(word)
			if !ok {
				return n, fault.New(fault.Invalid, "scim.path")
			}
			*x.to = append(*x.to, p)
		}
	}
	return n, nil
}

// of gives a resource with what was asked for. Its id and schemas it always has.
func (n narrowing) of(o object) object {
	if len(n.only) > 0 {
		out := object{"id": o["id"], "schemas": o["schemas"]}
		for _, p := range n.only {
			key := keyOf(o, p.Name)
			v, ok := o[key]
			if !ok {
				continue
			}
			if p.Sub == "" {
				out[key] = v
				continue
			}
			if have, ok := out[key]; ok {
				v = merged(have, pick(v, p.Sub, true))
			} else {
				v = pick(v, p.Sub, true)
			}
			out[key] = v
		}
		return out
	}
	if len(n.not) == 0 {
		return o
	}
	out := object{}
	for k, v := range o {
		out[k] = v
	}
	for _, p := range n.not {
		key := keyOf(o, p.Name)
		if key == "id" || key == "schemas" {
			continue
		}
		if p.Sub == "" {
			delete(out, key)
		} else if v, ok := out[key]; ok {
			out[key] = pick(v, p.Sub, false)
		}
	}
	return out
}

// pick gives a value with one part of it, or without that part.
func pick(v any, sub string, only bool) any {
	switch v := v.(type) {
	case []any:
		out := []any{}
		for _, x := range v {
			out = append(out, pick(x, sub, only))
		}
		return out
	case object:
		out := object{}
		for k, x := range v {
			if strings.EqualFold(k, sub) == only {
				out[k] = x
			}
		}
		return out
	}
	return v
}

// merged puts the parts of two values together.
func merged(a, b any) any {
	x, isX := a.([]any)
	y, isY := b.([]any)
	if isX && isY && len(x) == len(y) {
		out := []any{}
		for i := range x {
			out = append(out, merged(x[i], y[i]))
		}
		return out
	}
	p, isP := a.(object)
	q, isQ := b.(object)
	if !isP || !isQ {
		return a
	}
	out := object{}
	for k, v := range p {
		out[k] = v
	}
	for k, v := range q {
		out[k] = v
	}
	return out
}
