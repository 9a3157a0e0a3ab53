package clerk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// How choices stand among a member's settings: the channels of each topic under the topic's name with a comma between, or noNotice.
const (
	settingNotice = "notice."
	settingQuiet  = settingNotice + "quiet"
	noNotice      = "none"
)

// OwnNotices are how somebody is told of things, and what there is to choose among.
type OwnNotices struct {
	delivery.Notices                     // with every topic of Topics in By
	Topics           []delivery.Topic    // that one can be told of
	Channels         []directory.Channel // that one can be told by, as the service is set up and one's addresses are known
	Mail             string              // where mail goes; "" for nowhere
	Numbers          []string            // where text messages go
	NoNumber         bool                // text messages are sent from here, but no number is known
	Devices          []PushSubscription  // the oldest first
}

// noticesOf reads what a member has chosen. What a later program knows stays where it is.
func noticesOf(settings map[string]string) delivery.Notices {
	n := delivery.Notices{By: map[delivery.Topic][]directory.Channel{}, Quiet: settings[settingQuiet]}
	for _, topic := range delivery.Topics() {
		value, chosen := settings[settingNotice+string(topic)]
		if !chosen {
			continue
		}
		n.By[topic] = nil
		for _, word := range strings.Split(value, ",") {
			if c := directory.Channel(word); slices.Contains(delivery.NoticeChannels(), c) {
				n.By[topic] = append(n.By[topic], c)
			}
		}
	}
	return n
}

// personOf is a member as deliveries are planned for it. An account that has an address without being one for mail gets none.
func personOf(w store.Wanting) delivery.Person {
	p := delivery.Person{Member: w.Member, Actor: w.Actor, Language: w.Settings[SettingLanguage], Devices: w.Devices, Notices: noticesOf(w.Settings),
		Answers: directory.SystemRole(w.SystemRole).Includes(directory.Writer)}
	if (directory.Way{Channel: directory.Mail, Address: w.Login}).Validate() == nil {
		p.Mail = w.Login
	}
	return p
}

// peopleFor gives the people of recipients who have chosen how to be told.
func peopleFor(tx *store.Tx, to []delivery.Recipient) ([]delivery.Person, error) {
	asked := map[string]bool{}
	for _, r := range to {
		asked[r.Actor] = true
	}
	actors := slices.Sorted(maps.Keys(asked))
	if len(actors) > manyActors {
		actors = []string{""}
	}
	var out []delivery.Person
	for _, actor := range actors {
		list, err := tx.Wanting(actor, settingNotice)
		if err != nil {
			return nil, err
		}
		for _, w := range list {
			if asked[w.Actor] {
				out = append(out, personOf(w))
			}
		}
	}
	return out, nil
}

// planning gives what the deliveries to recipients are planned with. A desk that sends nothing plans as if everything were set up.
func (k *Clerk) planning(tx *store.Tx, to []delivery.Recipient) ([]directory.Contact, delivery.Settings, error) {
	o := k.outgoing
	if o == nil {
		o = &Outgoing{}
	}
	s := o.settings()
	contacts, err := contactsFor(tx, to)
	if err != nil {
		return nil, s, err
	}
	s.People, err = peopleFor(tx, to)
	return contacts, s, err
}

// OwnNotices gives how the caller is told of things. A desk that sends nothing has no channels. Faults: those of
// Identity.Allows.
func (k *Clerk) OwnNotices(ctx context.Context, who Identity) (OwnNotices, error) {
	var out OwnNotices
	err := k.look(ctx, who, "setting.own", func(tx *store.Tx) error {
		out = OwnNotices{}
		account, _, err := found(tx.Account(who.Member))
		if err != nil {
			return err
		}
		chosen, err := tx.MemberSettings(who.Member)
		if err != nil {
			return err
		}
		if out.Devices, err = tx.PushSubscriptions(who.Member); err != nil {
			return err
		}
		contacts, err := tx.Contacts(who.Actor)
		if err != nil {
			return err
		}
		p := personOf(store.Wanting{Member: who.Member, Actor: who.Actor, SystemRole: string(who.SystemRole), Login: account.Login, Settings: chosen})
		out.Mail, out.Numbers, out.Quiet = p.Mail, p.Numbers(contacts), p.Quiet
		out.Channels = k.reaches(out)
		out.NoNumber = k.outgoing != nil && k.outgoing.settings().Sets(directory.SMS) && len(out.Numbers) == 0
		out.By = map[delivery.Topic][]directory.Channel{}
		for _, topic := range delivery.Topics() {
			if !topic.Answered() || p.Answers {
				out.Topics = append(out.Topics, topic)
				out.By[topic] = p.Usual(topic, contacts)
			}
		}
		return nil
	})
	return out, err
}

// reaches gives the channels that somebody can be told by.
func (k *Clerk) reaches(n OwnNotices) []directory.Channel {
	if k.outgoing == nil {
		return nil
	}
	return slices.DeleteFunc(delivery.NoticeChannels(), func(c directory.Channel) bool {
		return !k.outgoing.settings().Sets(c) || c == directory.Mail && n.Mail == "" || c == directory.SMS && len(n.Numbers) == 0
	})
}

// SaveNotices keeps how the caller wants to be told of what is no alarm: of each topic that is in By, and when not at all. Faults:
// notice.topic, notice.channel, contact.quiet at "quiet", account.unknown and those of Identity.Allows.
func (k *Clerk) SaveNotices(ctx context.Context, who Identity, n delivery.Notices) error {
	if err := who.Allows("setting.own", ""); err != nil {
		return err
	}
	if !directory.QuietHours(n.Quiet) {
		f := fault.New(fault.Invalid, "contact.quiet")
		f.Fields = map[string]string{"quiet": "contact.quiet"}
		return f
	}
	values := map[string]string{settingQuiet: n.Quiet}
	for topic, channels := range n.By {
		if !slices.Contains(delivery.Topics(), topic) {
			return fault.New(fault.Invalid, "notice.topic")
		}
		value := noNotice
		for i, c := range channels {
			if !slices.Contains(delivery.NoticeChannels(), c) {
				return fault.New(fault.Invalid, "notice.channel")
			}
			if i == 0 {
				value = ""
			} else {
				value += ","
			}
			value += string(c)
		}
		values[settingNotice+string(topic)] = value
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if _, exists, err := found(tx.Member(who.Member)); err != nil || !exists {
			return either(err, fault.New(fault.NotFound, "account.unknown", "Member", who.Member))
		}
		for _, name := range sortedKeys(values) {
			if err := tx.PutMemberSetting(who.Member, name, values[name]); err != nil {
				return err
			}
		}
		return nil
	})
}
