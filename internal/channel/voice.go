package channel

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

// The figure that acknowledges, and how a call goes.
const (
	acknowledgeDigit = "1"
	ringSeconds      = 45 // before the call is given up; voice mail seldom answers sooner than a person
	digitSeconds     = 8
	promptTimes      = 3
)

// Recording is a spoken message that ends with "press 1 to acknowledge". The provider plays a sound file and reads no text aloud, so
// what is said is recorded beforehand, and for exercises it begins with that word.
type Recording struct {
	Language string // "sv", "en"
	Exercise bool
	URL      string // https, mp3 or wav
}

// VoiceOptions are the settings of calls.
type VoiceOptions struct {
	ElksOptions
	Recordings []Recording // what is played when somebody answers
	Thanks     string      // what is played after the acknowledgement; "" to end the call at once
}

// Voice rings somebody up through 46elks and asks for a key to be pressed.
type Voice struct {
	api *elks
	o   VoiceOptions
}

// NewVoice makes a caller. Faults: channel.setting, channel.sender, channel.recording.
func NewVoice(o VoiceOptions) (*Voice, error) {
	from, err := Number(o.From)
	if err != nil {
		return nil, fault.New(fault.Invalid, "channel.sender")
	}
	o.From = from
	played := make([]string, 0, len(o.Recordings)+1)
	for _, r := range o.Recordings {
		played = append(played, r.URL)
	}
	if o.Thanks != "" {
		played = append(played, o.Thanks)
	}
	for _, u := range played {
		// It is the provider that fetches it, so only its form is judged.
		if len(u) > 2048 || outward.Check(u, outward.Options{}) != nil {
			return nil, fault.New(fault.Invalid, "channel.recording")
		}
	}
	api, err := newElks(o.ElksOptions)
	if err != nil {
		return nil, err
	}
	return &Voice{api: api, o: o}, nil
}

// recording finds what is played for m: in its language, else in any; never a real alarm's for an exercise, nor the other way round.
// Faults: channel.recording.
func (v *Voice) recording(m Message) (string, error) {
	found := ""
	for _, r := range v.o.Recordings {
		if r.Exercise != m.Exercise {
			continue
		}
		if r.Language == m.Language {
			return r.URL, nil
		}
		if found == "" {
			found = r.URL
		}
	}
	if found == "" {
		return "", fault.New(fault.Invalid, "channel.recording")
	}
	return found, nil
}

// action is one step of a call (https://46elks.se/docs/call-actions).
type action struct {
	IVR     string `json:"ivr,omitempty"`
	Digits  int    `json:"digits,omitempty"`
	Timeout int    `json:"timeout,omitempty"`
	Repeat  int    `json:"repeat,omitempty"`
	Next    string `json:"next,omitempty"`
	Play    string `json:"play,omitempty"`
}

// Send makes the telephone ring. Handed over means that the provider calls; whether somebody answered, and which key they pressed, is told to
// m.Callback, which a call cannot do without. Faults: channel.message, channel.address, channel.fictive, channel.recording,
// channel.setting, channel.refused, channel.signed-out, channel.no-money, channel.unreachable, channel.unsure.
func (v *Voice) Send(ctx context.Context, m Message) (Handed, error) {
	if err := m.check(); err != nil {
		return Handed{}, err
	}
	to, err := dialled(m.To)
	if err != nil {
		return Handed{}, err
	}
	sound, err := v.recording(m)
	if err != nil {
		return Handed{}, err
	}
	if m.Callback == "" {
		return Handed{}, fault.New(fault.Invalid, "channel.setting")
	}
	start, err := json.Marshal(action{IVR: sound, Digits: len(acknowledgeDigit), Timeout: digitSeconds, Repeat: promptTimes, Next: m.Callback})
	if err != nil {
		return Handed{}, err
	}
	reply, err := v.api.post(ctx, "/calls", url.Values{"from": {v.o.From}, "to": {to}, "voice_start": {string(start)},
		"whenhangup": {m.Callback}, "timeout": {strconv.Itoa(ringSeconds)}})
	if err != nil {
		return Handed{}, err
	}
	return Handed{Reference: reply.ID, State: Sent}, nil
}

// CallReport is what the provider tells during a call and after it.
type CallReport struct {
	Reference    string        // the provider's name for the call
	Acknowledged bool          // the right key was pressed
	Ended        bool          // nothing more comes about this call
	State        State         // Delivered: somebody, or their voice mail, answered; Failed: nobody did; Sent: it is going on
	Length       time.Duration // of a call that ended
}

// ParseCall reads what 46elks tells about a call, from its form: a key that was pressed (callid, result), or that the call is over (id,
// state, duration). Faults: channel.report.
func ParseCall(form url.Values) (CallReport, error) {
	if id, pressed := form.Get("callid"), form.Has("result"); pressed && referenceForm(id) {
		// Whoever could press a key had answered; "failed" means that no key came in time.
		return CallReport{Reference: id, Acknowledged: form.Get("result") == acknowledgeDigit, State: Delivered}, nil
	}
	id := form.Get("id")
	if id == "" {
		id = form.Get("callid")
	}
	r := CallReport{Reference: id, Ended: true}
	switch form.Get("state") {
	case "success":
		r.State = Delivered
	case "busy", "failed":
		r.State = Failed
	case "ongoing":
		r.State, r.Ended = Sent, false
	}
	if !referenceForm(r.Reference) || r.State == "" {
		return CallReport{}, fault.New(fault.Invalid, "channel.report")
	}
	if s, err := strconv.Atoi(form.Get("duration")); err == nil && s > 0 && s < 24*60*60 {
		r.Length = time.Duration(s) * time.Second
	}
	// The hang-up lists what was done, and the key with it: a report about the key that was lost is found here.
	r.Acknowledged = pressedIn(form.Get("actions"))
	return r, nil
}

// pressedIn looks for the acknowledging key in the list of actions of a finished call.
func pressedIn(text string) bool {
	var done []struct {
		IVR    string `json:"ivr"`
		Result string `json:"result"`
	}
	if len(text) > callBytes || json.Unmarshal([]byte(text), &done) != nil {
		return false
	}
	for _, a := range done {
		if a.IVR != "" && strings.TrimSpace(a.Result) == acknowledgeDigit {
			return true
		}
	}
	return false
}

// Answer is the body to answer a report with (application/json): after the right key the thanks, else nothing, and the call ends.
func (v *Voice) Answer(r CallReport) []byte {
	if !r.Acknowledged || r.Ended || v.o.Thanks == "" {
		return nil
	}
	body, err := json.Marshal(action{Play: v.o.Thanks})
	if err != nil {
		return nil // a text always becomes JSON
	}
	return body
}
