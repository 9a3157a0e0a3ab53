package i18n

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/template"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
)

// keyForm is what a key may look like: dotted words, so that a key can be found by searching the source.
var keyForm = regexp.MustCompile(`^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*$`)

// parseArea reads one area file strictly. encoding/json keeps the last of two equal keys in
// silence, so the object is walked token by token.
func parseArea(data []byte) ([]*goi18n.Message, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := expect(dec, '{'); err != nil {
		return nil, err
	}
	var messages []*goi18n.Message
	seen := map[string]bool{}
	for dec.More() {
		key, err := stringToken(dec)
		if err != nil {
			return nil, err
		}
		if !keyForm.MatchString(key) {
			return nil, fmt.Errorf("key %q is not dotted words", key)
		}
		if seen[key] {
			return nil, fmt.Errorf("key %q stands twice", key)
		}
		seen[key] = true
		m, err := parseMessage(dec, key)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", key, err)
		}
		messages = append(messages, m)
	}
	if err := expect(dec, '}'); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("more text after the object")
	}
	return messages, nil
}

// parseMessage reads a text, or the two plural forms that Swedish and English have.
func parseMessage(dec *json.Decoder, key string) (*goi18n.Message, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	m := &goi18n.Message{ID: key}
	switch v := tok.(type) {
	case string:
		m.Other = v
		return m, checkText(v)
	case json.Delim:
		if v != '{' {
			return nil, fmt.Errorf("neither a text nor plural forms")
		}
	default:
		return nil, fmt.Errorf("neither a text nor plural forms")
	}
	for dec.More() {
		form, err := stringToken(dec)
		if err != nil {
			return nil, err
		}
		text, err := stringToken(dec)
		if err != nil {
			return nil, err
		}
		if err := checkText(text); err != nil {
			return nil, err
		}
		switch {
		case form == "one" && m.One == "":
			m.One = text
		case form == "other" && m.Other == "":
			m.Other = text
		default:
			return nil, fmt.Errorf("form %q is unknown or stands twice", form)
		}
	}
	if m.One == "" || m.Other == "" {
		return nil, fmt.Errorf("a plural needs one and other")
	}
	return m, expect(dec, '}')
}

func checkText(text string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("the text is empty")
	}
	if _, err := template.New("").Parse(text); err != nil {
		return err
	}
	return nil
}

func stringToken(dec *json.Decoder) (string, error) {
	tok, err := dec.Token()
	if err != nil {
		return "", err
	}
	s, ok := tok.(string)
	if !ok {
		return "", fmt.Errorf("%v stands where a text should", tok)
	}
	return s, nil
}

func expect(dec *json.Decoder, want json.Delim) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	if tok != want {
		return fmt.Errorf("%v stands where %v should", tok, want)
	}
	return nil
}
