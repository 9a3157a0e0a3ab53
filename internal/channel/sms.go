package channel

import (
	"context"
	"net/url"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// maxParts is how many parts a text message may have where nothing else is said. An alarm is read in one.
const maxParts = 4

// SMS sends text messages through 46elks.
type SMS struct{ api *elks }

// NewSMS makes a sender of text messages. Faults: channel.setting, channel.sender.
func NewSMS(o ElksOptions) (*SMS, error) {
	from, err := smsSender(o.From)
	if err != nil {
		return nil, err
	}
	o.From = from
	api, err := newElks(o)
	if err != nil {
		return nil, err
	}
	return &SMS{api: api}, nil
}

// smsSender reads who a text message comes from: a number in any writing, or a name that the telephone shows, which nobody can answer.
func smsSender(text string) (string, error) {
	if number, err := Number(text); err == nil {
		return number, nil
	}
	name := len(text) >= 1 && len(text) <= 11 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
	if !name || strings.Trim(text, "0123456789") == "" {
		return "", fault.New(fault.Invalid, "channel.sender")
	}
	return text, nil
}

// SMSText gives the text of m as it is sent by SMS, and what it costs: the text (or the title, when there is no text), the link if it
// is not there already, in the characters of the keyboard. Faults: channel.message, channel.too-long.
func SMSText(m Message) (string, Parts, error) {
	if err := m.check(); err != nil {
		return "", Parts{}, err
	}
	text := strings.TrimSpace(Normalise(m.words()))
	p := Count(text)
	switch {
	case p.Parts == 0:
		return "", Parts{}, fault.New(fault.Invalid, "channel.message")
	case p.Parts > maxParts:
		return "", Parts{}, fault.New(fault.Invalid, "channel.too-long", "Parts", p.Parts, "Max", maxParts)
	}
	return text, p, nil
}

// Send hands the message over. The provider is asked to keep no copy of the text. It has no name for a message of ours, so a repeat
// after channel.unsure may reach the telephone twice. Faults: channel.message, channel.too-long, channel.address,
// channel.fictive, channel.not-mobile, channel.refused, channel.signed-out, channel.no-money, channel.unreachable, channel.unsure.
func (s *SMS) Send(ctx context.Context, m Message) (Handed, error) {
	text, parts, err := SMSText(m)
	if err != nil {
		return Handed{}, err
	}
	to, err := smsNumber(m.To)
	if err != nil {
		return Handed{}, err
	}
	form := url.Values{"from": {s.api.o.From}, "to": {to}, "message": {text}, "dontlog": {"message"}}
	if m.Callback != "" {
		form.Set("whendelivered", m.Callback)
	}
	reply, err := s.api.post(ctx, "/sms", form)
	if err != nil {
		return Handed{}, err
	}
	h := Handed{Reference: reply.ID, State: Sent, Parts: parts.Parts}
	if reply.Status == "delivered" {
		h.State = Delivered
	}
	if reply.Parts > 0 && reply.Parts <= 255 {
		h.Parts = reply.Parts // what is paid is the provider's to say
	}
	return h, nil
}

// smsNumber reads a number that text messages can reach. Faults: channel.address, channel.fictive, channel.not-mobile.
func smsNumber(text string) (string, error) {
	to, err := dialled(text)
	if err == nil && !Mobile(to) {
		err = fault.New(fault.Invalid, "channel.not-mobile")
	}
	return to, err
}

// Report is what a provider tells later about a message. The same report may come many times, and reports may overtake each other: put
// its state together with the one that is known by [State.Then].
type Report struct {
	Reference string    // the provider's name for the message, as [Handed] had it
	State     State     // Sent, Delivered or Failed
	At        time.Time // when it was delivered; zero when that was not told
}

// ParseDelivery reads a delivery report of 46elks from its form (https://46elks.se/docs/sms-delivery-reports). That it comes from there at
// all is for [Callbacks.Check] to say first. The answer to the provider must be a status of 200–204; otherwise it repeats the
// report for hours. Faults: channel.report.
func ParseDelivery(form url.Values) (Report, error) {
	r := Report{Reference: form.Get("id")}
	switch form.Get("status") {
	case "created", "sent":
		r.State = Sent
	case "delivered":
		r.State = Delivered
		r.At = elksTime(form.Get("delivered"))
	case "failed":
		r.State = Failed
	}
	if !referenceForm(r.Reference) || r.State == "" {
		return Report{}, fault.New(fault.Invalid, "channel.report")
	}
	return r, nil
}

// elksTime reads a time in UTC as the API writes it, with or without a zone; zero when it is something else.
func elksTime(text string) time.Time {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(form, text); err == nil && t.Year() >= 2000 && t.Year() < 3000 {
			return t.UTC()
		}
	}
	return time.Time{}
}
