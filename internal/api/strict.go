package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"samverkan/internal/fault"
)

const jsonType = "application/json"

// maxDepth is how deep JSON may be nested: a plan goes to seven.
const maxDepth = 32

// takes refuses a body that is not what an operation takes. That a form cannot be sent as JSON is also what keeps other
// sites' forms out. Fault: api.media-type.
func takes(r *http.Request, want string) error {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	coding := r.Header.Get("Content-Encoding")
	if err != nil || kind != want || charset != "" && charset != "utf-8" || coding != "" && coding != "identity" {
		return fault.New(fault.Invalid, "api.media-type", "Wanted", want)
	}
	return nil
}

// decode reads JSON strictly: what two readers could understand in two ways is refused. Faults: api.malformed for what is no
// JSON that anybody should send, api.unfit for JSON of another form.
func decode(data []byte, into any) error {
	if err := wellFormed(data); err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return unfit(err)
	}
	return nil
}

// unfit says what does not fit, without repeating what was sent.
func unfit(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fault.Wrap(err, fault.Invalid, "api.unfit", "Field", clip(kind.Field))
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		if plain, err := strconv.Unquote(name); err == nil {
			name = plain
		}
		return fault.Wrap(err, fault.Invalid, "api.unknown-field", "Field", clip(name))
	}
	return fault.Wrap(err, fault.Invalid, "api.unfit", "Field", "")
}

// clip shortens a name that comes from outside.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		return string([]rune(s)[:most]) + "…"
	}
	return s
}

func malformed(reason string) error {
	return fault.New(fault.Invalid, "api.malformed", "Reason", reason)
}

// wellFormed refuses what is not one JSON value in UTF-8, is nested too deep, names a field twice, or holds half a character.
func wellFormed(data []byte) error {
	if !utf8.Valid(data) {
		return malformed("utf-8")
	}
	if halfCharacter(data) {
		return malformed("surrogate")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := value(dec, 0); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return malformed("more than one value")
	}
	return nil
}

// value reads one value through.
func value(dec *json.Decoder, depth int) error {
	if depth > maxDepth {
		return malformed("depth")
	}
	t, err := dec.Token()
	if err != nil {
		return malformed("syntax")
	}
	switch t := t.(type) {
	case json.Number:
		if _, err := t.Float64(); err != nil {
			return malformed("number")
		}
	case json.Delim:
		names := map[string]bool{}
		for dec.More() {
			if t == '{' {
				if err := fieldName(dec, names); err != nil {
					return err
				}
			}
			if err := value(dec, depth+1); err != nil {
				return err
			}
		}
		if _, err := dec.Token(); err != nil {
			return malformed("syntax")
		}
	}
	return nil
}

// fieldName reads the name of a field. Names that differ in case only are one name to the reader that comes after.
func fieldName(dec *json.Decoder, names map[string]bool) error {
	t, err := dec.Token()
	name, ok := t.(string)
	if err != nil || !ok {
		return malformed("syntax")
	}
	folded := strings.ToLower(name)
	if names[folded] {
		return malformed("duplicate field")
	}
	names[folded] = true
	return nil
}

// halfCharacter finds an escape that is half of a pair (\ud83d without its \ude00). The JSON reader would put a replacement
// character there, and nobody would know.
func halfCharacter(data []byte) bool {
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		u, ok := escaped(data[i:])
		switch {
		case !ok:
			i++ // the escaped character, which may be a backslash
		case u >= 0xDC00 && u <= 0xDFFF:
			return true
		case u >= 0xD800 && u <= 0xDBFF:
			if low, ok := escaped(data[i+6:]); !ok || low < 0xDC00 || low > 0xDFFF {
				return true
			}
			i += 11
		default:
			i += 5
		}
	}
	return false
}

// escaped reads \uXXXX.
func escaped(data []byte) (rune, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(data[2:6]), 16, 16)
	return rune(n), err == nil
}
