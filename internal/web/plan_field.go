package web

import (
	"time"

	"samverkan/internal/i18n"
)

// field is what the parts of fields.html are handed. A part asks only for what its kind of field has.
type field struct {
	P                                   *Posted
	Form, Name, ID, Label, Hint, Value  string
	Kind, Mode, List, Auto, Placeholder string
	Rows, Max                           int
	Required, Optional, Checked         bool
	Options                             []option
}

// option is something to choose.
type option struct{ Value, Text string }

// In gives a field of a form with its label.
func (p *planPage) In(form, name, label, value string) field {
	return field{P: p.Posted, Form: form, Name: name, Label: label, Value: value}
}

// With adds what is said below the label.
func (f field) With(hint string) field { f.Hint = hint; return f }

// Lines sets how high a text is.
func (f field) Lines(n int) field { f.Rows = n; return f }

// As sets the type of an input.
func (f field) As(kind string) field { f.Kind = kind; return f }

// Need marks a field that must be filled in.
func (f field) Need() field { f.Required = true; return f }

// From names the list that an input suggests from.
func (f field) From(list string) field { f.List = list; return f }

// Of sets what to choose among.
func (f field) Of(options []option) field { f.Options = options; return f }

// Tick sets whether a box is ticked.
func (f field) Tick(yes bool) field { f.Checked = yes; return f }

// Named gives the element an id of its own, where the name follows the place in a list and the thing may move.
func (f field) Named(id string) field { f.ID = id; return f }

func inStockholm(t time.Time) time.Time { return t.In(i18n.Stockholm()) }
