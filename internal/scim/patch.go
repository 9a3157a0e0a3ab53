package scim

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"samverkan/internal/fault"
)

// step is one change at one place.
type step struct {
	op    string // add, replace, remove
	path  Path
	value any
	whole bool // it came in a value without a path
}

// operation is a change as it is sent (RFC 7644, 3.5.2). Its op is read whatever its case: Entra ID writes "Replace".
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

// mostSteps is how many changes one request may hold.
const mostSteps = 1000

// stepsOf takes changes apart, so that each has a path. Faults: scim.syntax, scim.path, scim.target.
func stepsOf(all []operation) ([]step, error) {
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "scim.syntax")
	}
	var out []step
	for _, x := range all {
		op := strings.ToLower(x.Op)
		if op != "add" && op != "replace" && op != "remove" {
			return nil, fault.New(fault.Invalid, "scim.syntax")
		}
		if x.Path != "" {
			path, err := ParsePath(x.Path)
			if err != nil {
				return nil, err
			}
			out = append(out, step{op, path, x.Value, false})
			continue
		}
		value, ok := x.Value.(object)
		switch {
		case op == "remove":
			return nil, fault.New(fault.Invalid, "scim.target")
		case !ok:
			return nil, fault.New(fault.Invalid, "scim.syntax")
		}
		for _, k := range slices.Sorted(maps.Keys(value)) {
			path, err := ParsePath(k) // Entra ID writes "name.familyName" here too
			if err != nil {
				return nil, err
			}
			out = append(out, step{op, path, value[k], true})
		}
	}
	if len(out) > mostSteps {
		return nil, fault.New(fault.TooLarge, "scim.too-many", "Most", mostSteps)
	}
	return out, nil
}

// apply carries a change out on a resource. Faults: scim.path, scim.target, scim.value, scim.mutability.
func (s *Schema) apply(o object, x step) error {
	a, err := s.place(x.path)
	if err != nil {
		return err
	}
	if a.Mutability == readOnly {
		if x.whole { // as in a PUT it is left where it is
			return nil
		}
		return fault.New(fault.Invalid, "scim.mutability", "Attribute", a.Name)
	}
	if x.op != "remove" && empty(x.value) {
		x.op, x.value = "remove", nil // RFC 7643, 2.5: no value and an empty one are the same
	}
	if x.op == "remove" && a.Required && x.path.cond == nil && x.path.Sub == "" {
		return fault.New(fault.Invalid, "scim.mutability", "Attribute", a.Name)
	}
	if a.Multi {
		return a.several(o, x)
	}
	if x.path.cond != nil {
		return fault.New(fault.Invalid, "scim.path")
	}
	key := keyOf(o, a.Name)
	if x.path.Sub != "" {
		sub, ok := a.part(x.path.Sub)
		if !ok {
			return fault.New(fault.Invalid, "scim.path")
		}
		part, _ := o[key].(object)
		if part == nil {
			part = object{}
		}
		if err := sub.set(part, x); err != nil {
			return err
		}
		o[key] = part
		return nil
	}
	if part, ok := o[key].(object); ok && a.Type == "complex" && x.op != "remove" {
		fresh, err := a.clean(x.value)
		if err != nil {
			return err
		}
		more, _ := fresh.(object)
		for k, v := range more { // parts that are not named stay
			part[keyOf(part, k)] = v
		}
		return nil
	}
	return a.set(o, x)
}

// set puts a value, or takes it away.
func (a Attribute) set(o object, x step) error {
	key := keyOf(o, a.Name)
	if x.op == "remove" {
		delete(o, key)
		return nil
	}
	v, err := a.clean(x.value)
	if err == nil {
		o[key] = v
	}
	return err
}

// several changes an attribute with many values.
func (a Attribute) several(o object, x step) error {
	key := keyOf(o, a.Name)
	have := slices.Clone(listOf(o[key]))
	one := a
	one.Multi = false
	var given []any
	if x.path.Sub == "" && !empty(x.value) {
		for _, v := range listOf(x.value) {
			c, err := one.clean(v)
			if err != nil {
				return err
			}
			given = append(given, c)
		}
	}
	sub, hasSub := a.part(x.path.Sub)
	if x.path.Sub != "" && !hasSub {
		return fault.New(fault.Invalid, "scim.path")
	}
	if x.path.cond == nil && x.path.Sub == "" {
		switch x.op {
		case "replace":
			have = nil
		case "remove":
			if x.value == nil {
				have = nil
			}
			have = slices.DeleteFunc(have, func(v any) bool { return slices.ContainsFunc(given, func(g any) bool { return same(g, v) }) })
			given = nil
		}
		for _, g := range given {
			if !slices.ContainsFunc(have, func(v any) bool { return same(g, v) }) {
				have = append(have, g)
			}
		}
		return a.put(o, key, have)
	}
	hit := false
	for i := 0; i < len(have); i++ {
		part, ok := have[i].(object)
		if !ok {
			part = object{"value": have[i]}
		}
		if x.path.cond != nil && !x.path.cond.Holds(part) {
			continue
		}
		hit = true
		part = maps.Clone(part)
		switch {
		case x.path.Sub != "":
			if err := sub.set(part, x); err != nil {
				return err
			}
		case x.op == "remove":
			have = slices.Delete(have, i, i+1)
			i--
			continue
		case len(given) != 1:
			return fault.New(fault.Invalid, "scim.value", "Attribute", a.Name)
		default:
			more, isPart := given[0].(object)
			if !isPart {
				return fault.New(fault.Invalid, "scim.value", "Attribute", a.Name)
			}
			for k, v := range more {
				part[keyOf(part, k)] = v
			}
		}
		have[i] = part
	}
	if !hit && x.op == "replace" {
		return fault.New(fault.Invalid, "scim.target")
	}
	if !hit && x.op == "add" {
		part := object{}
		fill(part, x.path.cond) // the value that the condition describes
		if x.path.Sub != "" {
			if err := sub.set(part, x); err != nil {
				return err
			}
			have = append(have, part)
		} else {
			have = append(have, given...)
		}
	}
	return a.put(o, key, have)
}

func (a Attribute) put(o object, key string, list []any) error {
	if delete(o, key); len(list) > 0 {
		o[key] = list
	}
	return nil
}

// fill gives a new value what a condition says that it is.
func fill(o object, f Filter) {
	switch f := f.(type) {
	case comparison:
		if f.op == "eq" && f.path.Sub == "" && f.path.cond == nil && f.value != nil {
			o[f.path.Name] = f.value
		}
	case both:
		fill(o, f.left)
		fill(o, f.right)
	}
}

// same tells whether two values are one: by their "value" when they have it.
func same(a, b any) bool {
	x, isX := a.(object)
	y, isY := b.(object)
	if isX && isY {
		if v := at(x, "value"); v != nil {
			return reflect.DeepEqual(v, at(y, "value"))
		}
	}
	return reflect.DeepEqual(a, b)
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	}
	return false
}
