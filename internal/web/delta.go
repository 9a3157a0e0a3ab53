package web

import (
	"encoding/json"
	"strings"
)

const (
	deltaKind  = "application/vnd.samverkan.delta+json"
	deltaBlock = 32 // bytes that must be equal before copying is worth its words
)

// delta tells how a text is made of an older one: a JSON list where two numbers in a row copy so many bytes of the older from there,
// and a string is itself. A copy never ends within a character, so every string is whole.
func delta(old, now string) []byte {
	where := make(map[string]int, len(old)/deltaBlock)
	for i := 0; i+deltaBlock <= len(old); i += deltaBlock {
		if _, ok := where[old[i:i+deltaBlock]]; !ok {
			where[old[i:i+deltaBlock]] = i
		}
	}
	var parts []any
	from, expect := 0, 0 // what is not told yet; where the older goes on after the last copy
	for i := 0; i+deltaBlock <= len(now); {
		at := expect
		if !strings.HasPrefix(old[min(at, len(old)):], now[i:i+deltaBlock]) { // best is where the last copy ended
			var ok bool
			if at, ok = where[now[i:i+deltaBlock]]; !ok {
				i++
				continue
			}
		}
		begin, end := i, i+deltaBlock
		for begin > from && at > 0 && now[begin-1] == old[at-1] {
			begin, at = begin-1, at-1
		}
		for at+end-begin < len(old) && end < len(now) && now[end] == old[at+end-begin] {
			end++
		}
		for within(now, begin) {
			begin, at = begin+1, at+1
		}
		for within(now, end) {
			end--
		}
		if begin > from {
			parts = append(parts, now[from:begin])
		}
		parts = append(parts, at, end-begin)
		expect, from, i = at+end-begin, end, end
	}
	if from < len(now) {
		parts = append(parts, now[from:])
	}
	b, err := json.Marshal(parts)
	if err != nil {
		panic(err) // numbers and strings
	}
	return b
}

// within tells whether a place is inside a character.
func within(s string, i int) bool { return i < len(s) && s[i]&0xC0 == 0x80 }
