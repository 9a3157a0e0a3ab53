package web

import (
	"context"
	"slices"
	"strings"
	"sync"

	"samverkan/internal/fault"
	"samverkan/internal/live"
)

// maxRenditions is how many live pages are remembered as they were sent last: one for each view, language and access class of
// the conferences that are followed.
const maxRenditions = 512

// frames renders the streams of the live pages. What it remembers is only what was sent last, so as to send what differs; who has
// missed something is sent everything.
type frames struct {
	web *Web

	mu    sync.Mutex
	clock int64
	kept  map[live.Topic]*rendition
}

// rendition is a live page as it was sent last. Its lock is held while it is rendered, so that it is done once.
type rendition struct {
	mu     sync.Mutex
	seq    int64
	pieces []piece
	said   map[string]string
	mine   map[string]string
	host   string // whose people alone have a view of their own; "" when every actor has
	used   int64
}

// askers names who asks for what is its own when it is not known what they have: the few of the host at once, or else everybody, each
// after a while of its own.
func (r *rendition) askers(p patch) patch {
	if r.host != "" {
		return p.mine([]string{r.host})
	}
	return own(p, nil, nil)
}

func newFrames(w *Web) *frames { return &frames{web: w, kept: map[live.Topic]*rendition{}} }

// Form is the form of frames that a view is followed in, in a language.
func Form(view, lang string) string { return view + "." + lang }

// Frames renders what came after a number for the followers of a topic, in the way of [live.Source]: numbers without anything to
// show, and at the last of them what is different. When more has happened than is asked for, what is shown under that number is newer
// than it: what comes after says the same once more. Numbers alone would leave those behind who go on from there with differences.
func (w *Web) Frames(ctx context.Context, t live.Topic, after int64, limit int) ([]live.Frame, error) {
	name, lang, ok := strings.Cut(t.Form, ".")
	view, known := views[name]
	if !ok || !known {
		return nil, fault.New(fault.NotFound, "conference.unknown")
	}
	m, err := w.model(ctx, t.Conference, t.Class, lang)
	if err != nil || m.Seq <= after {
		return nil, err
	}
	x, err := w.renderView(view, m)
	if err != nil {
		return nil, err
	}
	at := min(m.Seq, after+int64(limit))
	p := w.live.since(t, after, at, x)
	out := numbers(after, at-1)
	if p.empty() {
		return append(out, live.Withheld(at)), nil
	}
	return append(out, live.Event(at, "patch", p.b)), nil
}

func numbers(after, to int64) []live.Frame {
	out := make([]live.Frame, 0, to-after+1)
	for n := after + 1; n <= to; n++ {
		out = append(out, live.Withheld(n))
	}
	return out
}

// since gives what differs from what was sent at a number, to be sent under another.
func (f *frames) since(t live.Topic, after, at int64, x *rendition) patch {
	r := f.of(t)
	r.mu.Lock()
	defer r.mu.Unlock()
	var p patch
	if r.seq == after && r.pieces != nil {
		p = changes(p, r.pieces, x.pieces)
		p = news(p, r.said, x.said)
		p = own(p, r.mine, x.mine)
	} else {
		p = x.askers(whole(p, x.pieces))
	}
	if at > r.seq {
		r.seq, r.pieces, r.said, r.mine = at, x.pieces, x.said, x.mine
	}
	return p
}

// news tells what is to be heard: what is said of a thing now and was not said before.
func news(p patch, was, is map[string]string) patch {
	names := make([]string, 0, len(is))
	for name := range is {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if text := is[name]; text != "" && text != was[name] {
			p = p.say(text)
		}
	}
	return p
}

// manyActors is how many actors are named when something of their own changed; when it is more, all pages ask.
const manyActors = 40

// own names the actors for whom something of their own changed. Nil is who has missed something, and asks.
func own(p patch, was, is map[string]string) patch {
	if was == nil && is == nil {
		return p.mine([]string{"*"})
	}
	var changed []string
	for actor, state := range is {
		if was[actor] != state {
			changed = append(changed, actor)
		}
	}
	switch {
	case len(changed) == 0:
		return p
	case len(changed) > manyActors:
		return p.mine([]string{"*"})
	}
	slices.Sort(changed)
	return p.mine(changed)
}

func (f *frames) of(t live.Topic) *rendition {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock++
	r := f.kept[t]
	if r == nil {
		if len(f.kept) >= maxRenditions {
			f.forgetOldest()
		}
		r = &rendition{}
		f.kept[t] = r
	}
	r.used = f.clock
	return r
}

func (f *frames) forgetOldest() {
	var oldest live.Topic
	least := f.clock + 1
	for t, r := range f.kept {
		if r.used < least {
			oldest, least = t, r.used
		}
	}
	delete(f.kept, oldest)
}

// renderView renders every piece of a view.
func (w *Web) renderView(v *liveView, m *Room) (*rendition, error) {
	x := &rendition{seq: m.Seq, said: map[string]string{}, mine: map[string]string{}}
	var err error
	if x.pieces, err = w.renderPieces(v, m); err != nil {
		return nil, err
	}
	if v.say != nil {
		x.said = v.say(m)
	}
	if v.mine != nil && v.host {
		x.host = m.Plan.Host
		x.mine[x.host] = v.mine(m, x.host)
	} else if v.mine != nil {
		for _, actor := range m.Plan.Actors() {
			x.mine[actor] = v.mine(m, actor)
		}
	}
	return x, nil
}

func (w *Web) renderPieces(v *liveView, m *Room) ([]piece, error) {
	if v.looks {
		looked := *m
		looked.Looking = true
		m = &looked
	}
	set := w.pages[m.lang]
	out := make([]piece, 0, len(v.pieces))
	for _, d := range v.pieces {
		x := piece{id: d.id, list: d.rows != nil}
		var err error
		if !x.list {
			x.html, err = set.part(d.part, d.of(m))
		} else {
			for _, r := range d.rows(m) {
				var html item
				html.id = r.ID
				if html.html, err = set.part(d.part, r.Data); err != nil {
					break
				}
				x.items = append(x.items, html)
			}
		}
		if err != nil {
			return nil, fault.Wrap(err, fault.Internal, "internal", "Piece", d.id)
		}
		out = append(out, x)
	}
	return out, nil
}
