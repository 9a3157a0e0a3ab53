package i18n

import (
	"fmt"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"

	"samverkan/internal/fault"
)

// Printer writes text in one language, for one place on earth. It may be shared by goroutines.
type Printer struct {
	lang      string
	location  *time.Location
	localizer *goi18n.Localizer
	messages  map[string]*goi18n.Message
	order     *order
}

// strict makes a value that the text asks for and the caller forgot an error instead of "<no value>".
var strict = &template.TextParser{Option: "missingkey=error"}

// Lang is the language's code: "sv" or "en".
func (p *Printer) Lang() string { return p.lang }

// In gives the same printer with times shown in another place than Stockholm.
func (p *Printer) In(loc *time.Location) *Printer {
	q := *p
	q.location = loc
	return &q
}

// Has tells whether there is a text under key.
func (p *Printer) Has(key string) bool {
	_, ok := p.messages[key]
	return ok
}

// Below gives the texts whose keys begin with a prefix, by what follows it: for programs that write texts by themselves, as scripts
// in pages do. They are as they stand, with their places for values.
func (p *Printer) Below(prefix string) map[string]string {
	out := map[string]string{}
	for key, m := range p.messages {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			out[rest] = m.Other
		}
	}
	return out
}

// T gives the text under key. args are name, value pairs, or one map. A time.Time is written with
// [Printer.DateTime], a duration with [Printer.Duration], a []string with [Printer.List]; write other
// values the way you want them read before you hand them over.
// A key that does not exist, or a value that is missing, gives ⟦key⟧.
func (p *Printer) T(key string, args ...any) string {
	text, err := p.text(key, nil, args)
	if err != nil {
		return mark(key)
	}
	return text
}

// N is T for a text that depends on a number: the plural form follows count, and {{.Count}} is the number
// with thousands apart.
func (p *Printer) N(key string, count int, args ...any) string {
	text, err := p.text(key, &count, args)
	if err != nil {
		return mark(key)
	}
	return text
}

func mark(key string) string { return "⟦" + key + "⟧" }

func (p *Printer) text(key string, count *int, args []any) (string, error) {
	if m := p.messages[key]; count == nil && m != nil && m.One == "" && !strings.Contains(m.Other, "{{") {
		return m.Other, nil // most texts are just words; looking for their places for values is what costs
	}
	values, err := p.values(args)
	if err != nil {
		return "", err
	}
	config := &goi18n.LocalizeConfig{MessageID: key, TemplateData: values, TemplateParser: strict}
	if count != nil {
		values["Count"] = p.Number(*count)
		config.PluralCount = *count
	}
	return p.localizer.Localize(config)
}

// values makes one map of name, value pairs or a map, with times and lists already text.
func (p *Printer) values(args []any) (map[string]any, error) {
	values := map[string]any{}
	if len(args) == 1 {
		switch m := args[0].(type) {
		case map[string]any:
			args = flatten(m)
		case fault.Args:
			args = flatten(m)
		case map[string]string:
			args = flatten(m)
		}
	}
	if len(args)%2 != 0 {
		return nil, fmt.Errorf("odd number of name, value arguments")
	}
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return nil, fmt.Errorf("argument %d is %T, not a name", i, args[i])
		}
		values[name] = p.value(args[i+1])
	}
	return values, nil
}

func flatten[V any](m map[string]V) []any {
	args := make([]any, 0, 2*len(m))
	for k, v := range m {
		args = append(args, k, v)
	}
	return args
}

func (p *Printer) value(v any) any {
	switch v := v.(type) {
	case time.Time:
		return p.DateTime(v)
	case time.Duration:
		return p.Duration(v)
	case []string:
		return p.List(v)
	}
	return v
}
