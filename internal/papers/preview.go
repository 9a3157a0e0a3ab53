package papers

import (
	"context"

	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/minutes"
)

// Preview is what the public version of the newest minutes leaves out, held against the whole. It is for who may read all of it.
type Preview struct {
	Version  int               `json:"version"`
	Approved bool              `json:"approved"`
	Digest   string            `json:"digest"` // of the public version; that of the whole when nothing is left out
	Omitted  int               `json:"omitted"`
	Grounds  []minutes.LeftOut `json:"grounds,omitempty"`
	Passages []minutes.Passage `json:"passages,omitempty"` // in the order of the minutes
	Sound    []SoundPreview    `json:"sound,omitempty"`
}

// Preview composes both versions and holds them against each other. Faults: access.not-allowed for who may not read all of it,
// minutes.meeting-not-closed before there is a version.
func (d *Desk) Preview(ctx context.Context) (Preview, error) {
	c := d.view.Conference
	if !d.view.Whole {
		return Preview{}, fault.New(fault.Forbidden, "access.not-allowed", "Command", "minutes.publish")
	}
	v := c.Version()
	if v == nil {
		return Preview{}, fault.New(fault.Conflict, "minutes.meeting-not-closed")
	}
	out := Preview{Version: v.Number, Approved: v.Approved != nil}
	whole := pack.Reader{Seal: d.seal}
	then, m, err := d.asOf(ctx, 0, &whole)
	if err != nil {
		return out, err
	}
	whole.Seal, m.Check = nil, "" // of which each version has its own
	if out.Sound, err = d.soundPreview(ctx); err != nil {
		return out, err
	}
	open := d.openReader(whole, out.Sound)
	_, a, err := d.compose(m, then, whole)
	if err != nil {
		return out, err
	}
	shown, b, err := d.compose(m, then, open)
	if err != nil {
		return out, err
	}
	out.Digest, out.Omitted, out.Grounds = shown.Digest(), shown.Omitted, shown.LeftOut()
	if out.Omitted > 0 || out.Silent() {
		a.Kind, b.Kind = "", "" // that says which version it is
		out.Passages = minutes.Passages(a, b)
	}
	return out, nil
}

// Differs tells whether the public version is another than the whole, in what it says or in its sound.
func (p Preview) Differs() bool { return p.Omitted > 0 || p.Silent() }

// Silent tells whether sound is silenced or left out.
func (p Preview) Silent() bool {
	for _, s := range p.Sound {
		if s.Why != "" || len(s.Quiet) > 0 {
			return true
		}
	}
	return false
}

// Reviewed is what whoever has seen a preview can show: when what would be left out is another since then, it is another.
func (p Preview) Reviewed() string {
	var all string
	for _, s := range p.Sound {
		all += s.face()
	}
	return digestOf(p.Digest + all)
}
