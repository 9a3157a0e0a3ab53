package scim

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"samverkan/internal/fault"
)

const (
	maxFilter = 4096 // letters
	maxDepth  = 24   // brackets within brackets
)

// object is a resource or a part of one, as JSON has it.
type object = map[string]any

// Filter is a question about a resource (RFC 7644, 3.4.2.2).
type Filter interface {
	// Holds tells whether a resource, or a value of one, is asked for.
	Holds(o object) bool
}

type (
	both     struct{ left, right Filter }
	either   struct{ left, right Filter }
	negation struct{ Filter }
	// comparison holds a value against another; op "pr" asks whether there is any, and op "" whether one answers to the path's condition.
	comparison struct {
		path  Path
		op    string
		value any
	}
)

func (f both) Holds(o object) bool     { return f.left.Holds(o) && f.right.Holds(o) }
func (f either) Holds(o object) bool   { return f.left.Holds(o) || f.right.Holds(o) }
func (f negation) Holds(o object) bool { return !f.Filter.Holds(o) }

func (f comparison) Holds(o object) bool {
	values := f.path.values(o)
	switch f.op {
	case "", "pr":
		return len(values) > 0
	case "ne":
		return !(comparison{f.path, "eq", f.value}).Holds(o)
	case "eq":
		if f.value == nil {
			return len(values) == 0
		}
	}
	for _, v := range values {
		if compare(v, f.op, f.value, f.path.exact()) {
			return true
		}
	}
	return false
}

// compare holds one value against another of the same kind; of another kind it is never what is asked for.
func compare(v any, op string, want any, exact bool) bool {
	switch v := v.(type) {
	case bool:
		if s, ok := want.(string); ok { // some send it as a word
			b, ok := truth(s)
			return ok && op == "eq" && v == b
		}
		return op == "eq" && v == want
	case float64:
		n, ok := want.(float64)
		return ok && ordered(cmp.Compare(v, n), op)
	case string:
		s, ok := want.(string)
		if !ok {
			return false
		}
		if a, err := time.Parse(time.RFC3339, v); err == nil {
			if b, err := time.Parse(time.RFC3339, s); err == nil && op != "co" && op != "sw" && op != "ew" {
				return ordered(a.Compare(b), op)
			}
		}
		if !exact {
			v, s = strings.ToLower(v), strings.ToLower(s)
		}
		switch op {
		case "co":
			return strings.Contains(v, s)
		case "sw":
			return strings.HasPrefix(v, s)
		case "ew":
			return strings.HasSuffix(v, s)
		}
		return ordered(cmp.Compare(v, s), op)
	}
	return false
}

func ordered(c int, op string) bool {
	switch op {
	case "eq":
		return c == 0
	case "gt":
		return c > 0
	case "ge":
		return c >= 0
	case "lt":
		return c < 0
	case "le":
		return c <= 0
	}
	return false
}

// truth reads a word for yes or no.
func truth(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

// ParseFilter reads a filter. Fault: scim.filter.
func ParseFilter(text string) (Filter, error) {
	p := &parser{text: text}
	if len(text) > maxFilter {
		return nil, p.wrong()
	}
	p.next()
	f, err := p.any(0)
	if err == nil && p.token != "" {
		err = p.wrong()
	}
	return f, err
}

// parser reads tokens: brackets, words, and texts, which keep their quotes.
type parser struct {
	text  string
	at    int
	token string
	bad   bool // what stands next is no token
	path  bool // a path is read, and no filter
}

func (p *parser) wrong() error {
	if p.path {
		return fault.New(fault.Invalid, "scim.path")
	}
	return fault.New(fault.Invalid, "scim.filter")
}

func wordly(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.:$+", c) >= 0
}

// next goes to the next token; "" at the end.
func (p *parser) next() {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
	from := p.at
	switch {
	case p.at == len(p.text):
	case strings.IndexByte("()[]", p.text[p.at]) >= 0:
		p.at++
	case p.text[p.at] == '"':
		for p.at++; p.at < len(p.text) && p.text[p.at] != '"'; p.at++ {
			if p.text[p.at] == '\\' {
				p.at++
			}
		}
		p.at = min(p.at+1, len(p.text))
	default:
		for p.at < len(p.text) && wordly(p.text[p.at]) {
			p.at++
		}
		p.bad = p.bad || p.at == from
	}
	p.token = p.text[from:p.at]
	if p.bad {
		p.token = "\x00"
	}
}

func (p *parser) is(word string) bool { return strings.EqualFold(p.token, word) }

// any reads what is bound by or, all what is bound by and.
func (p *parser) any(depth int) (Filter, error) {
	left, err := p.all(depth)
	for err == nil && p.is("or") {
		p.next()
		var right Filter
		right, err = p.all(depth)
		left = either{left, right}
	}
	return left, err
}

func (p *parser) all(depth int) (Filter, error) {
	left, err := p.one(depth)
	for err == nil && p.is("and") {
		p.next()
		var right Filter
		right, err = p.one(depth)
		left = both{left, right}
	}
	return left, err
}

func (p *parser) one(depth int) (Filter, error) {
	if depth > maxDepth {
		return nil, p.wrong()
	}
	not := p.is("not")
	if not {
		p.next()
		if p.token != "(" {
			return nil, p.wrong()
		}
	}
	if p.token != "(" {
		return p.comparison(depth)
	}
	p.next()
	f, err := p.any(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.token != ")" {
		return nil, p.wrong()
	}
	p.next()
	if not {
		f = negation{f}
	}
	return f, nil
}

var operators = map[string]bool{"eq": true, "ne": true, "co": true, "sw": true, "ew": true, "gt": true, "ge": true, "lt": true, "le": true}

func (p *parser) comparison(depth int) (Filter, error) {
	path, err := p.place(depth)
	if err != nil {
		return nil, err
	}
	c := comparison{path: path, op: strings.ToLower(p.token)}
	switch {
	case operators[c.op]:
	case c.op == "pr":
		p.next()
		return c, nil
	case path.cond != nil && path.Sub == "":
		c.op = ""
		return c, nil
	default:
		return nil, p.wrong()
	}
	p.next()
	if !json.Valid([]byte(p.token)) || p.token == "[" || json.Unmarshal([]byte(p.token), &c.value) != nil {
		return nil, p.wrong()
	}
	switch c.value.(type) {
	case bool, nil:
		if c.op != "eq" && c.op != "ne" {
			return nil, p.wrong()
		}
	case float64:
		if c.op == "co" || c.op == "sw" || c.op == "ew" {
			return nil, p.wrong()
		}
	}
	p.next()
	return c, nil
}

// place reads a path, with its condition.
func (p *parser) place(depth int) (Path, error) {
	path, ok := named(p.token)
	if !ok {
		return path, p.wrong()
	}
	p.next()
	if p.token != "[" {
		return path, nil
	}
	if path.Sub != "" {
		return path, p.wrong()
	}
	p.next()
	var err error
	if path.cond, err = p.any(depth + 1); err != nil {
		return path, err
	}
	if p.token != "]" {
		return path, p.wrong()
	}
	glued := p.at < len(p.text) && p.text[p.at] == '.'
	p.next()
	if glued {
		sub, ok := strings.CutPrefix(p.token, ".")
		if !ok || !attributeName(sub) {
			return path, p.wrong()
		}
		path.Sub = sub
		p.next()
	}
	return path, nil
}
