package delivery

import (
	"slices"
	"strings"

	"samverkan/internal/directory"
)

// Topic is what somebody chooses ways for: kinds of messages that belong together.
type Topic string

// The topics.
const (
	TopicCall       Topic = "call"       // kallelse, förvarning, another time, called off
	TopicReminder   Topic = "reminder"   // of a kallelse that nobody has answered
	TopicReport     Topic = "report"     // a lägesrapport or information is asked for
	TopicMinutes    Topic = "minutes"    //
	TopicCorrection Topic = "correction" // of published minutes
	TopicMeasure    Topic = "measure"    // one's own are soon due
	TopicWatch      Topic = "watch"      // what one keeps an eye on
)

// Topics gives all topics, in the order they are offered.
func Topics() []Topic {
	return []Topic{TopicCall, TopicReminder, TopicReport, TopicMinutes, TopicCorrection, TopicMeasure, TopicWatch}
}

// Topic gives what the kind belongs to; "" for a test and for what is registered, which are the contacts' alone.
func (k Kind) Topic() Topic {
	switch k {
	case Forewarning, Invitation, Update, Cancel:
		return TopicCall
	case Reminder:
		return TopicReminder
	case Report, Inquiry:
		return TopicReport
	case Minutes:
		return TopicMinutes
	case Correction:
		return TopicCorrection
	case Measure:
		return TopicMeasure
	case Watch:
		return TopicWatch
	}
	return ""
}

// Answered tells whether what is told of is answered for the whole actor, by the link that comes with it. It is not for those who
// only read.
func (t Topic) Answered() bool { return t == TopicCall || t == TopicReminder || t == TopicReport }

// NoticeChannels are the ways that somebody may choose among.
func NoticeChannels() []directory.Channel {
	return []directory.Channel{directory.Push, directory.Mail, directory.SMS}
}

// Notices are how somebody wants to be told of what is no alarm. The zero value is what holds for who has chosen nothing: by push, for
// who has turned that on in a browser.
type Notices struct {
	By    map[Topic][]directory.Channel // a topic that is there, without channels, is not wanted
	Quiet string                        // hours when nothing comes but alarms: "22:00-06:00", Swedish time; "" for none
}

// Wants tells whether a topic is to come by a channel.
func (n Notices) Wants(t Topic, c directory.Channel) bool {
	if by, chosen := n.By[t]; chosen {
		return slices.Contains(by, c)
	}
	// Who watches something has asked to be told of it: one without a browser that takes notices is written to.
	return c == directory.Push || t == TopicWatch && c == directory.Mail
}

// declines tells whether somebody has said that a topic is not to come by mail; who has said nothing has not.
func (n Notices) declines(t Topic) bool {
	by, chosen := n.By[t]
	return chosen && !slices.Contains(by, directory.Mail)
}

// Person is somebody at an actor who is told besides the actor's contacts.
type Person struct {
	Member   string
	Actor    string
	Language string // as for a contact
	Mail     string // the address that the person signs in with; "" for none
	Devices  bool   // has turned on notices in a browser
	Answers  bool   // may answer for the actor
	Notices
}

// personal begins the contact of a delivery that goes to a person and to no contact of the actor's. No contact has such an id.
const personal = "member/"

// PersonalContact is what stands as contact in the deliveries to a member.
func PersonalContact(member string) string { return personal + member }

// PersonOf gives the member whom a delivery goes to personally; "" when it goes to a contact.
func (d Delivery) PersonOf() string {
	member, is := strings.CutPrefix(d.Contact, personal)
	if !is {
		return ""
	}
	return member
}

// Personal tells whether the delivery goes to a person who has asked for it, and not to a contact.
func (d Delivery) Personal() bool { return strings.HasPrefix(d.Contact, personal) }

// Discreet gives the delivery as others may see it: not who the person is that it goes to.
func (d Delivery) Discreet() Delivery {
	if d.Personal() {
		d.Contact, d.Address, d.Lane = personal, "", ""
	}
	return d
}

// has tells whether an address is the person's own.
func (p Person) has(w directory.Way) bool {
	return w.Channel == directory.Mail && p.Mail != "" && strings.EqualFold(w.Address, p.Mail) || w.Channel == directory.Push && w.Address == p.Member
}

// Numbers gives the numbers for text messages that are known to be the person's: those of the contacts of the actor where an address of
// its own stands too.
func (p Person) Numbers(contacts []directory.Contact) []string {
	var out []string
	for _, r := range p.numbers(contacts) {
		out = append(out, r.way.Address)
	}
	return out
}

// Usual gives how a topic comes to the person as things stand: as chosen, or else by push and, to a mailbox that is a contact of the
// actor's too, by mail.
func (p Person) Usual(t Topic, contacts []directory.Contact) []directory.Channel {
	if by, chosen := p.By[t]; chosen {
		return by
	}
	out := []directory.Channel{directory.Push}
	if t == TopicWatch {
		return append(out, directory.Mail)
	}
	if slices.ContainsFunc(contacts, func(c directory.Contact) bool {
		return c.Actor == p.Actor && slices.ContainsFunc(c.Ways, func(w directory.Way) bool { return w.Channel == directory.Mail && p.has(w) })
	}) {
		out = append(out, directory.Mail)
	}
	return out
}

func (p Person) numbers(contacts []directory.Contact) []rung {
	var out []rung
	for _, c := range contacts {
		if c.Actor != p.Actor || c.Switchboard() || !slices.ContainsFunc(c.Ways, p.has) {
			continue
		}
		for _, w := range c.Ways {
			if w.Channel == directory.SMS {
				own := c
				own.Quiet, own.Language = p.Quiet, p.Language
				out = append(out, rung{own, w})
			}
		}
	}
	return out
}

// ways gives where a fact is to reach the person: as it has chosen and, when it is an alarm, in its browsers whatever it has chosen.
func (p Person) ways(f Fact, contacts []directory.Contact, s Settings) []rung {
	topic := f.Kind.Topic()
	if topic == "" || topic.Answered() && !p.Answers {
		return nil
	}
	wants := func(c directory.Channel) bool { return s.Sets(c) && p.Wants(topic, c) }
	self := directory.Contact{ID: PersonalContact(p.Member), Actor: p.Actor, Language: p.Language, Quiet: p.Quiet}
	var out []rung
	if p.Devices && (wants(directory.Push) || f.Alarm && s.Sets(directory.Push)) {
		out = append(out, rung{self, directory.Way{Channel: directory.Push, Address: p.Member}})
	}
	if p.Mail != "" && wants(directory.Mail) {
		out = append(out, rung{self, directory.Way{Channel: directory.Mail, Address: p.Mail}})
	}
	if wants(directory.SMS) {
		out = append(out, p.numbers(contacts)...)
	}
	return out
}

// personally gives the deliveries of a fact to the people of a recipient, beside those that its contacts get. Nothing goes to the same
// address twice. An alarm is none to the people of who calls.
func personally(f Fact, to Recipient, contacts []directory.Contact, planned []Delivery, s Settings) []Delivery {
	f.Alarm = f.Alarm && !to.Informed
	lanes := map[string]bool{}
	for _, d := range planned {
		lanes[strings.ToLower(d.Lane)] = true
	}
	var out []Delivery
	for _, p := range s.People {
		if p.Actor != to.Actor {
			continue
		}
		for _, r := range p.ways(f, contacts, s) {
			lane := strings.ToLower(r.way.Lane())
			if lanes[lane] {
				continue
			}
			lanes[lane] = true
			if f.Alarm {
				out = append(out, message(f, to, r, 0))
			} else {
				out = append(out, quietly(f, to, r, 0, s))
			}
		}
	}
	return out
}

// PlanFor gives the deliveries of a fact to one person and to nobody else, as that one has chosen: none when it has chosen no way that is
// set up. It is no alarm, and waits for the person's quiet hours to end. contacts are those of the person's actor.
func PlanFor(f Fact, p Person, contacts []directory.Contact, s Settings) []Delivery {
	f.Alarm = false
	s.People = []Person{p}
	return personally(f, Recipient{Actor: p.Actor}, contacts, nil, s)
}

// wanted leaves out the mailboxes of those who do not want a topic by mail, as long as there is another: an actor is always told
// somewhere.
func wanted(rungs []rung, t Topic, s Settings) []rung {
	left := slices.DeleteFunc(slices.Clone(rungs), func(r rung) bool {
		return r.way.Channel == directory.Mail && slices.ContainsFunc(s.People, func(p Person) bool {
			return p.Actor == r.contact.Actor && p.has(r.way) && p.declines(t)
		})
	})
	if _, some := firstMail(left); !some {
		return rungs
	}
	return left
}
