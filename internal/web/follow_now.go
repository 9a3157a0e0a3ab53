package web

import (
	"html/template"
	"net/url"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
)

// follower is a meeting as its followers are told of it.
type follower struct{ *Room }

// State is what there is to say of now: waiting, lobby, item, between, adjourned, over or cancelled.
func (f follower) State() string {
	switch f.Phase {
	case conference.Open:
		if _, ok := f.CurrentItem(); ok {
			return "item"
		}
		return "between"
	case conference.Lobby, conference.Adjourned, conference.Cancelled:
		return string(f.Phase)
	case conference.Closed, conference.Approved, conference.Published:
		return "over"
	}
	return "waiting"
}

// Item is the one that is dealt with; its number is 0 when there is none.
func (f follower) Item() agenda.Item {
	it, _ := f.CurrentItem()
	return it
}

// ItemMark is its mark.
func (f follower) ItemMark() Mark { return MarkOfItem(f.Item().Kind) }

// Calling tells whether the names are being called.
func (f follower) Calling() bool {
	return f.Phase == conference.Open && !f.RollCall.Opened.IsZero() && !f.RollCall.Held() && !f.RollCall.Skipped
}

// Until is when a break is to end; zero when nobody has said.
func (f follower) Until() time.Time {
	if n := len(f.Meeting.Breaks); n > 0 {
		return f.Meeting.Breaks[n-1].Until
	}
	return time.Time{}
}

// namedNext is how many of those who wait are named to all followers. The rest are a number.
const namedNext = 3

// Speaker names who has the word; "" for nobody.
func (f follower) Speaker() string {
	if f.Speakers.OnAir == nil {
		return ""
	}
	return f.Name(f.Speakers.OnAir.Actor)
}

// SpeakerMode is how the one who speaks is connected.
func (f follower) SpeakerMode() string {
	if f.Speakers.OnAir == nil {
		return ""
	}
	return string(f.ModeOf(f.Speakers.OnAir.Actor))
}

// Next names those who are to speak then.
func (f follower) Next() []string {
	var out []string
	for _, r := range f.Speakers.Queue[:min(len(f.Speakers.Queue), namedNext)] {
		out = append(out, f.Name(r.Actor))
	}
	return out
}

// After is how many wait behind those.
func (f follower) After() int { return max(len(f.Speakers.Queue)-namedNext, 0) }

// Taped tells whether sound is recorded just now.
func (f follower) Taped() bool {
	return f.Recording.Running() && !f.Recording.Paused()
}

// Settled tells whether anything is decided.
func (f follower) Settled() bool { return len(settled(f.Room)) > 0 }

// way is a way in to the meeting.
type way struct {
	conference.Connection
	Href template.URL // where a press leads; "" where there is nothing to press
}

// Ways lists the ways in, the main one first and those in reserve last.
func (f follower) Ways() []way {
	var out, other, reserve []way
	for _, c := range f.Plan.Connections {
		w := way{Connection: c, Href: hrefOf(c)}
		switch {
		case c.Reserve:
			reserve = append(reserve, w)
		case c.Primary:
			out = append(out, w)
		default:
			other = append(other, w)
		}
	}
	return append(append(out, other...), reserve...)
}

// Call is the way in by telephone; nil when there is none.
func (f follower) Call() *way {
	for _, w := range f.Ways() {
		if w.Mode == conference.Phone && w.Href != "" {
			return &w
		}
	}
	return nil
}

// hrefOf gives the address that a way in is opened by. A number is dialled with its code after two pauses.
func hrefOf(c conference.Connection) template.URL {
	switch c.Mode {
	case conference.Phone:
		number := digits(c.Number, "+")
		if number == "" {
			return ""
		}
		if code := digits(c.Code, "#*"); code != "" {
			number += ",," + strings.ReplaceAll(strings.ReplaceAll(code, "#", "%23"), "*", "%2A")
		}
		return template.URL("tel:" + number) //nolint:gosec // digits alone
	case conference.Web, conference.Video:
		return safeLink(c.URL)
	}
	return ""
}

// safeLink gives an address of the web; anything else, which could be a script, is none.
func safeLink(address string) template.URL {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return template.URL(u.String()) //nolint:gosec // its scheme is looked at
}

// digits keeps what can be dialled of a number as people write it.
func digits(number, besides string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || strings.ContainsRune(besides, r) {
			return r
		}
		return -1
	}, number)
}

// paperOf is a thing to read, or to look at during the meeting.
type paperOf struct {
	Title, Name string
	Href        template.URL
	Size        int64
	Locked      bool
}

// Papers lists the material. What is left out for the reader is there, by its marking alone.
func (f follower) Papers() []paperOf {
	var out []paperOf
	for _, x := range f.Plan.Material {
		href := materialLink(f.ID, x)
		if opened := sealedLink(href, x.Name); opened != "" {
			href = opened
		}
		out = append(out, paperOf{Title: x.Title, Name: x.Name, Size: x.Size, Locked: x.Secrecy.Marked(), Href: href})
	}
	return out
}
