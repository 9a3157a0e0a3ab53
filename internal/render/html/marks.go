package html

import (
	"slices"

	"samverkan/internal/document"
)

// The marks are drawn as symbols once in the page and used by name. A kind has a
// filled silhouette of its own with its sign cut out; a state and a tone a line
// drawing. All are hidden from assistive technology: the words beside them say it.

const redactedMark = "_m-lock"

// kindOf gives the kind, or a plain note for one that is not known.
func kindOf(k document.Kind) document.Kind {
	switch k {
	case document.KindInformation, document.KindDiscussion, document.KindDecision, document.KindGoalConflict, document.KindMeasure,
		document.KindQuestion, document.KindNeed, document.KindSituation:
		return k
	}
	return document.KindNote
}

func kindMark(k document.Kind) string { return "_k-" + string(kindOf(k)) }

func stateOf(s document.State) document.State {
	switch s {
	case document.StateOK, document.StateWarn, document.StateBad, document.StateReserve:
		return s
	}
	return document.StateMute
}

func stateMark(s document.State) string {
	switch stateOf(s) {
	case document.StateOK:
		return "_m-check"
	case document.StateWarn, document.StateBad:
		return "_m-warning"
	case document.StateReserve:
		return "_m-bar"
	}
	return "_m-clock"
}

func toneOf(t document.Tone) document.Tone {
	switch t {
	case document.ToneWarn, document.ToneExercise, document.ToneRedacted, document.ToneCorrection:
		return t
	}
	return "neutral"
}

// toneMark gives "" for a tone that needs no mark.
func toneMark(t document.Tone) string {
	switch t {
	case document.ToneWarn, document.ToneExercise:
		return "_m-warning"
	case document.ToneRedacted:
		return redactedMark
	case document.ToneCorrection:
		return "_m-pen"
	}
	return ""
}

// mark draws a symbol.
func (p *page) mark(name string) {
	if name == "" {
		return
	}
	if p.drawn == nil {
		p.drawn = map[string]bool{}
	}
	p.drawn[name] = true
	p.raw(`<svg class="i" aria-hidden="true" focusable="false"><use href="#`, name, `"/></svg>`)
}

// sprite writes the symbols that the page has used.
func (p *page) sprite() {
	if len(p.drawn) == 0 {
		return
	}
	var names []string
	for name := range p.drawn {
		names = append(names, name)
	}
	slices.Sort(names)
	drawings := symbols()
	p.raw(`<svg class="sprite" aria-hidden="true" focusable="false" width="0" height="0">`, "\n")
	for _, name := range names {
		p.raw(`<symbol id="`, name, `" viewBox="0 0 24 24">`, drawings[name], "</symbol>\n")
	}
	p.raw("</svg>\n")
}

// symbols are drawn on a grid of 24 with strokes of 2. "cut" takes the colour that is
// cut out of a filled silhouette.
func symbols() map[string]string {
	return map[string]string{
		"_k-information":   `<circle cx="12" cy="12" r="11" fill="currentColor"/><g class="cut" stroke-width="2.5"><path d="M12 11v6"/><path d="M12 7v.01"/></g>`,
		"_k-discussion":    `<path d="M5 1.5h14a4 4 0 0 1 4 4V14a4 4 0 0 1-4 4h-6.5L6 23v-5H5a4 4 0 0 1-4-4V5.5a4 4 0 0 1 4-4z" fill="currentColor"/><g class="cut" stroke-width="2.25"><path d="M6.5 7.5h11"/><path d="M6.5 12h7"/></g>`,
		"_k-decision":      `<path d="M7 1.5h10L23 12l-6 10.5H7L1 12z" class="solid"/><path class="cut" stroke-width="2.5" d="M7.5 12.3l3.2 3.2 6-6.7"/>`,
		"_k-goal-conflict": `<path d="M12 .9L23.1 12 12 23.1.9 12z" class="solid"/><g class="cut" stroke-width="2.1"><path d="M5.2 12h4.6M7.6 9.6L10 12l-2.4 2.4"/><path d="M18.8 12h-4.6M16.4 9.6L14 12l2.4 2.4"/></g>`,
		"_k-measure":       `<path d="M2.5 3.5h11.5L23 12l-9 8.5H2.5z" class="solid"/><path class="cut" stroke-width="2.25" d="M6 12h9.5M12 8.5l3.5 3.5-3.5 3.5"/>`,
		"_k-question":      `<rect x="1.5" y="1.5" width="21" height="21" rx="3" fill="currentColor"/><g class="cut" stroke-width="2.25"><path d="M8.7 9.2c.2-2 1.5-3 3.3-3s3.3 1.2 3.3 2.9c0 2.3-3.3 2.5-3.3 4.9"/><path d="M12 17.6v.01"/></g>`,
		"_k-need":          `<path d="M5.5 2.5h13l4 19h-21z" class="solid"/><path class="cut" stroke-width="2.5" d="M12 7.5v9M7.5 12h9"/>`,
		"_k-situation":     `<path d="M12 1a9 9 0 0 1 9 9c0 5.5-6 9.5-9 13-3-3.5-9-7.5-9-13a9 9 0 0 1 9-9z" fill="currentColor"/><circle cx="12" cy="10" r="3.5" class="hole"/>`,
		"_k-note":          `<path d="M4 1.5h11l6 6v15H4z" class="solid"/><g class="cut" stroke-width="2"><path d="M8 11h8M8 15.5h8M8 6.5h3.5"/></g>`,

		"_m-check":   `<g class="line"><circle cx="12" cy="12" r="9.5"/><path d="M7.5 12.5l3 3 6-6.5"/></g>`,
		"_m-warning": `<g class="line"><path d="M12 3L1.8 20.5h20.4z"/><path d="M12 9.5v5M12 17.5v.01"/></g>`,
		"_m-clock":   `<g class="line"><circle cx="12" cy="12" r="9.5"/><path d="M12 6.5V12l3.5 2.5"/></g>`,
		"_m-bar":     `<g class="line"><circle cx="12" cy="12" r="9.5"/><path d="M7 12h10"/></g>`,
		"_m-lock":    `<g class="line"><rect x="4.5" y="10.5" width="15" height="11" rx="2"/><path d="M8 10.5V7a4 4 0 0 1 8 0v3.5"/></g>`,
		"_m-pen":     `<g class="line"><path d="M4 20l1-5L16.5 3.5l4 4L9 19z"/></g>`,
	}
}
