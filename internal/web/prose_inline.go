package web

import (
	"html/template"

	"samverkan/internal/document"
)

// kindLook is how a kind is drawn: its silhouette and its colour.
type kindLook struct{ icon, class string }

var kindLooks = map[document.Kind]kindLook{
	document.KindInformation: {"k-info", "k-info"}, document.KindDiscussion: {"k-diskussion", "k-disk"},
	document.KindDecision: {"k-beslut", "k-besl"}, document.KindGoalConflict: {"k-malkonflikt", "k-konf"},
	document.KindMeasure: {"k-atgard", "k-atg"}, document.KindQuestion: {"k-fraga", "k-frag"},
	document.KindNeed: {"k-resurs", "k-res"}, document.KindSituation: {"k-lage", "k-lage"},
	document.KindNote: {"k-anteckning", "k-ant"},
}

func kindClass(k document.Kind) string { return kindLooks[k].class }

// stateLook is how a state is drawn.
var stateLooks = map[document.State]kindLook{
	document.StateOK: {"check-circle", "is-ok"}, document.StateWarn: {"warning", "is-warn"}, document.StateBad: {"warning", "is-bad"},
	document.StateMute: {"clock", "is-mute"}, document.StateReserve: {"reserve", "is-konf"},
}

func (p *prose) runs(runs []document.Inline) {
	for _, r := range runs {
		p.run(r)
	}
}

// run writes one run, its properties as elements around its text. The link is the outermost, so that all of the words lead
// somewhere.
func (p *prose) run(r document.Inline) {
	if r.Text == "" {
		return
	}
	var closing []string
	open := func(tag, attributes string) {
		p.raw("<", tag, attributes, ">")
		closing = append(closing, tag)
	}
	if r.Link != "" {
		open("a", ` href="`+template.HTMLEscapeString(r.Link)+`"`)
	}
	if r.Lang != "" {
		open("span", ` lang="`+template.HTMLEscapeString(r.Lang)+`"`)
	}
	for _, x := range []struct {
		on              bool
		tag, attributes string
	}{{r.Del, "del", ""}, {r.Ins, "ins", ""}, {r.Strong, "b", ""}, {r.Em, "em", ""}, {r.Muted, "span", ` class="meta"`}} {
		if x.on {
			open(x.tag, x.attributes)
		}
	}
	if r.Redacted {
		open("span", ` class="left-out"`)
		p.raw(string(icon(p.assets, "lock", "i i-s")))
	}
	if r.Expansion != "" {
		open("abbr", ` title="`+template.HTMLEscapeString(r.Expansion)+`"`)
	}
	if look, ok := kindLooks[r.Kind]; ok {
		open("span", ` class="kind `+look.class+`"`)
		p.raw(string(icon(p.assets, look.icon, "i")))
	} else if look, ok := stateLooks[r.State]; ok {
		open("span", ` class="state `+look.class+`"`)
		p.raw(string(icon(p.assets, look.icon, "i")))
	}
	p.text(r.Text)
	for i := len(closing) - 1; i >= 0; i-- {
		p.raw("</", closing[i], ">")
	}
}
