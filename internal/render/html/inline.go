package html

import (
	"samverkan/internal/document"
)

func (p *page) runs(runs []document.Inline) {
	for _, r := range runs {
		p.run(r)
	}
}

// run writes one run, its properties as elements around its text. The link is the
// outermost, so that all of the words lead somewhere.
func (p *page) run(r document.Inline) {
	var closing []string
	open := func(tag string, attrs ...string) {
		p.raw("<", tag)
		for i := 0; i+1 < len(attrs); i += 2 {
			p.attr(attrs[i], attrs[i+1])
		}
		p.raw(">")
		closing = append(closing, tag)
	}
	if r.Link != "" {
		open("a", "href", r.Link)
	}
	if r.Lang != "" {
		open("span", "lang", r.Lang)
	}
	if r.Del {
		open("del")
	}
	if r.Ins {
		open("ins")
	}
	if r.Strong {
		open("strong")
	}
	if r.Em {
		open("em")
	}
	if r.Muted {
		open("span", "class", "muted")
	}
	if r.Redacted {
		open("span", "class", "redacted")
		p.mark(redactedMark)
	}
	if r.Expansion != "" {
		open("abbr", "title", r.Expansion)
	}
	switch {
	case r.Kind != document.KindNone:
		open("span", "class", "kind k-"+string(kindOf(r.Kind)))
		p.mark(kindMark(r.Kind))
	case r.State != document.StateNone:
		open("span", "class", "state is-"+string(stateOf(r.State)))
		p.mark(stateMark(r.State))
	}
	p.text(r.Text)
	for i := len(closing) - 1; i >= 0; i-- {
		p.raw("</", closing[i], ">")
	}
}
