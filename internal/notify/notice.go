package notify

import (
	"strings"

	"samverkan/internal/channel"
	"samverkan/internal/delivery"
)

// notice makes the message one for a screen that anybody may see, which passes the makers of browsers on its way: what it is, the title and
// the time, and nothing that people have written besides. What is called to can be acknowledged from it. Fault: notify.template.
func (r *Renderer) notice(m *channel.Message, x rendered, d delivery.Delivery) error {
	f := x.facts
	f.Subject = "" // the question itself is read behind the link
	subject, err := r.texts.write(x.tell.p.Lang(), d.Kind, "subject", &f)
	if err != nil {
		return err
	}
	line, stamp := x.stamped(strings.TrimRight(oneLine(subject), ": ")), ""
	if x.facts.Exercise {
		stamp = x.tell.p.T("notify.stamp") + ": "
		line = strings.TrimPrefix(line, stamp)
	}
	what, about, _ := strings.Cut(line, ": ")
	m.Title, m.Text = cut(stamp+what, 120), cut(about, 240)
	if m.Link == "" && !x.facts.Removed {
		m.Link = x.facts.Page
	}
	if d.Kind.Calls() {
		m.Acknowledge, m.Acknowledged = x.tell.p.T("notify.acknowledge"), x.tell.p.T("notify.acknowledged")
	}
	return nil
}
