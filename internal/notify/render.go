package notify

import (
	"context"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/mail"
	"samverkan/internal/notify/link"
	"samverkan/templates"
)

// RendererOptions are what messages are made of.
type RendererOptions struct {
	Clerk *clerk.Clerk
	Texts *i18n.Catalogue
	Links *link.Signer
	Now   func() time.Time
	Base  string // address of the service, without a slash at the end: https://samverkan.example
	// From is the mailbox that mail comes from, that calendars answer to, and that somebody or the service reads; a plain address.
	From   string
	Name   string // what the sender is called where no host is: "Samverkan"
	Bounce string // mailbox for returned mail; bounce@ of From's domain when ""
	// MaxPackage is how large a package to a registrator is attached, in bytes; 10 MiB when 0.
	MaxPackage int
	// Callback gives the address where a provider of a channel tells what became of a delivery; nil or "" for none.
	Callback func(channel directory.Channel, delivery string) string
}

// Renderer makes messages of deliveries. Its methods may be used by several goroutines.
type Renderer struct {
	o         RendererOptions
	texts     *texts
	audiences audiences
}

// NewRenderer reads the templates. Fault: notify.template.
func NewRenderer(o RendererOptions) (*Renderer, error) {
	t, err := loadTexts(templates.FS)
	if err != nil {
		return nil, err
	}
	o.Base = strings.TrimSuffix(o.Base, "/")
	return &Renderer{o: o, texts: t, audiences: audiences{kept: map[string]*audience{}}}, nil
}

// rendered is a delivery in words.
type rendered struct {
	audience *audience // nil for what is about no conference
	host     string    // short name of who asks, where that is no conference's host
	facts    facts
	tell     teller
	subject  string
	short    string
}

// Mail makes the mail of a delivery. needed is false when there is nothing to tell any more: the conference was called off, or the
// actor is no longer called. Faults: notify.template, notify.too-late when the meeting is over, those of reading the conference, of its
// papers and of its calendar entry.
func (r *Renderer) Mail(ctx context.Context, d delivery.Delivery) (m mail.Message, needed bool, err error) {
	x, needed, err := r.render(ctx, d)
	if err != nil || !needed {
		return m, needed, err
	}
	m = mail.Message{ID: d.ID, Thread: d.Thread, At: r.o.Now(), From: r.o.From, FromName: r.sender(x), To: d.Address, Subject: mail.Subject(x.subject),
		Alarm: d.Alarm, Language: x.tell.p.Lang(), Bounce: d.ID, Mailbox: r.o.Bounce}
	if attaches(d.Kind) && x.audience != nil {
		if m.Attachments, err = r.documents(ctx, x.audience); err != nil {
			return m, true, err
		}
		x.facts.Papers = true
	}
	if d.Kind == delivery.Register {
		if m.Attachments, err = r.registration(ctx, &x, d); err != nil {
			return m, true, err
		}
	}
	body, err := r.texts.write(x.tell.p.Lang(), d.Kind, "body", &x.facts)
	if err != nil {
		return m, true, err
	}
	list := blocks(body)
	if x.facts.Exercise {
		list = append([]block{{Notice: true, Lines: [][]span{{{Text: x.tell.p.T("notify.exercise")}}}}}, list...)
	}
	m.Text = plainText(list)
	if m.HTML, err = page(r.texts.layout, m.Language, m.Subject, list); err != nil {
		return m, true, built(err)
	}
	m.Calendar, m.Method, err = r.calendar(x, d)
	return m, true, err
}

// sender is what the mailbox is called: it speaks for the host.
func (r *Renderer) sender(x rendered) string {
	host := x.host
	if x.audience != nil {
		host = x.tell.short(x.audience.c.Plan.Host)
	}
	if host == "" {
		return r.o.Name
	}
	return x.tell.p.T("notify.from", "Host", host, "Name", r.o.Name)
}

// attaches tells whether the papers of the meeting come with a mail.
func attaches(k delivery.Kind) bool { return k == delivery.Invitation || k == delivery.Update }

// Short makes the short message of a delivery for every other channel, of one text message where that can be. needed and the faults
// are those of Mail.
func (r *Renderer) Short(ctx context.Context, d delivery.Delivery) (m channel.Message, needed bool, err error) {
	x, needed, err := r.render(ctx, d)
	if err != nil || !needed {
		return m, needed, err
	}
	m = channel.Message{ID: d.ID, To: d.Address, Title: cut(x.subject, 120), Text: x.short, Link: linkOf(d.Kind, &x.facts), Language: x.tell.p.Lang(),
		Alarm: d.Alarm, Exercise: x.facts.Exercise, At: r.o.Now()}
	if r.o.Callback != nil {
		m.Callback = r.o.Callback(d.Channel, d.ID)
	}
	if x.audience != nil {
		for _, way := range x.facts.Ways {
			if way.Group != "" {
				m.TalkGroup = way.Group
				break
			}
		}
	}
	switch d.Channel {
	case directory.Rakel:
		m.Title = "" // the text says it all, and there is no room
	case directory.Push:
		err = r.notice(&m, x, d)
	}
	return m, true, err
}

// linkOf is where to go on from a short message.
func linkOf(k delivery.Kind, f *facts) string {
	switch k {
	case delivery.Cancel:
		return ""
	case delivery.Minutes, delivery.Correction, delivery.Measure:
		return f.MinutesPage
	case delivery.Register:
		return f.PackagePage
	case delivery.Watch:
		return f.Page
	}
	return f.Answer
}

// render fills in what a delivery says.
func (r *Renderer) render(ctx context.Context, d delivery.Delivery) (x rendered, needed bool, err error) {
	language := languageOf(d.Language)
	if d.Conference == "" && d.Kind != delivery.Test && d.Kind != delivery.Inquiry {
		return x, false, fault.New(fault.Internal, "notify.template")
	}
	asked := d.InquiryID()
	if d.Conference == "" || asked != "" || d.NoticeID() != "" {
		if x.tell, err = r.teller(ctx, language); err != nil {
			return x, false, err
		}
		x.facts.Host = oneLine(r.o.Name)
	} else {
		if x.audience, err = r.of(ctx, d.Conference, language); err != nil {
			return x, false, err
		}
		switch c := x.audience.c; {
		case !stillSo(c, d):
			return x, false, nil
		case d.Kind.Calls() && over(c, r.o.Now()):
			return x, true, fault.New(fault.Conflict, "notify.too-late")
		}
		x.tell, x.facts = x.audience.tell, x.audience.meeting
		page := r.o.Base + "/conferences/" + d.Conference
		x.facts.Page, x.facts.MinutesPage, x.facts.ComparePage = page, page+"/minutes", page+"/minutes/compare"
		switch d.Kind {
		case delivery.Minutes, delivery.Correction, delivery.Measure:
			x.tell.record(&x.facts, x.audience.c, d)
		case delivery.Register:
			x.facts.PackagePage, x.facts.Registry = page+"/packages", oneLine(x.audience.c.Plan.RegistryNumber)
		}
	}
	var start, ackBy time.Time
	if x.audience != nil {
		start, ackBy = x.audience.c.Plan.Start, x.audience.c.Plan.Callout.AckDeadline
	}
	x.tell.personal(&x.facts, d, start, ackBy, r.o.Now())
	if asked != "" {
		if needed, err = r.inquiry(ctx, &x, d); err != nil || !needed {
			return x, false, err
		}
	}
	if d.NoticeID() != "" {
		if needed, err = r.watched(ctx, &x, d); err != nil || !needed {
			return x, false, err
		}
	}
	if x.audience != nil {
		x.facts.Own = d.Actor == x.audience.c.Plan.Host && d.Kind.Calls()
		if err = r.forewarned(ctx, &x, d); err != nil {
			return x, true, err
		}
	}
	if x.facts.Answer, err = r.answer(x, d); err != nil {
		return x, true, err
	}
	if x.subject, err = r.texts.write(language, d.Kind, "subject", &x.facts); err != nil {
		return x, true, err
	}
	x.subject = x.stamped(oneLine(x.subject))
	x.short, err = r.shortText(x, d)
	return x, true, err
}

// over tells whether a meeting has been: nobody is called to it any more, however long the mail server was away.
func over(c *conference.Conference, now time.Time) bool {
	switch c.Phase {
	case conference.Closed, conference.Approved, conference.Published:
		return true
	case conference.Planned, conference.Called:
		return now.After(c.Plan.End)
	}
	return false
}

// forewarned says of a kallelse when the förvarning went out that it follows, to the same address.
func (r *Renderer) forewarned(ctx context.Context, x *rendered, d delivery.Delivery) error {
	if d.Kind != delivery.Invitation || d.Thread == "" {
		return nil
	}
	first, found, err := r.o.Clerk.DeliveryByID(ctx, d.Thread)
	if found && first.Kind == delivery.Forewarning {
		x.facts.Forewarned = x.tell.p.DateTime(first.At)
	}
	return err
}

// stillSo tells whether what a delivery says still holds.
func stillSo(c *conference.Conference, d delivery.Delivery) bool {
	if !d.Kind.Calls() {
		return true
	}
	if c.Phase == conference.Cancelled {
		return false
	}
	_, called := c.Plan.Participant(d.Participant)
	return called || d.Participant == ""
}

// stamped puts the word of an exercise before a line, and takes it away where a title has it already: it stands once, and first.
func (x rendered) stamped(line string) string {
	stamp := x.tell.p.T("notify.stamp")
	if !x.facts.Exercise || strings.HasPrefix(strings.ToUpper(line), stamp) {
		return line
	}
	for _, end := range []string{": ", ". ", " – ", " "} {
		line = strings.Replace(line, stamp+end, "", 1)
	}
	return stamp + ": " + line
}

// shortText is the leader's own short text for the kallelse where there is one, otherwise the template's, with the title cut so that
// the whole goes in one text message with its link.
func (r *Renderer) shortText(x rendered, d delivery.Delivery) (string, error) {
	if x.audience != nil && d.Kind == delivery.Invitation {
		if own := oneLine(x.audience.c.Plan.Callout.ShortText); own != "" {
			return x.stamped(own), nil
		}
	}
	f, link := x.facts, linkOf(d.Kind, &x.facts)
	for most := 80; ; most -= 10 {
		f.Title, f.Subject = strings.TrimSuffix(cut(x.facts.Title, most), "…"), strings.TrimSuffix(cut(x.facts.Subject, most), "…")
		text, err := r.texts.write(x.tell.p.Lang(), d.Kind, "short", &f)
		if err != nil {
			return "", err
		}
		text = x.stamped(oneLine(text))
		if link != "" && d.Channel != directory.Rakel {
			text += ":"
		}
		if most <= 10 || channel.Count(channel.Normalise(strings.TrimSpace(text+" "+link))).Parts <= 1 {
			return text, nil
		}
	}
}

// How long a link holds after what it is for is over.
const (
	afterMeeting  = 12 * time.Hour
	afterDeadline = 7 * 24 * time.Hour
	leastTime     = 24 * time.Hour
)

// answer is the page where a delivery is answered; "" for those that nobody answers.
func (r *Renderer) answer(x rendered, d delivery.Delivery) (string, error) {
	until := r.o.Now().Add(leastTime)
	later := func(t time.Time) {
		if t.After(until) {
			until = t
		}
	}
	switch d.Kind {
	case delivery.Forewarning, delivery.Invitation, delivery.Update, delivery.Reminder:
		later(x.audience.c.Plan.End.Add(afterMeeting))
	case delivery.Report, delivery.Inquiry:
		later(d.Detail().Deadline.Add(afterDeadline))
		if x.audience != nil {
			later(x.audience.c.Plan.End.Add(afterMeeting))
		}
	case delivery.Test:
		later(d.At.Add(afterDeadline))
	default:
		return "", nil
	}
	token, err := r.o.Links.Sign(link.Ticket{Delivery: d.ID, Expires: until})
	return r.o.Base + link.Path + token, err
}
