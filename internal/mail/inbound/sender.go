package inbound

import (
	"slices"
	"strings"
)

// sender finds the participant that a mail speaks for, and what it says of that participant. With a reason both are only a
// suggestion; nil when there is nobody to suggest, and without a PartStat when nothing is said of it.
func sender(in Incoming, m Meeting, replies []Reply) (who *Invited, said Reply, reason string) {
	main := mainOf(replies)
	if in.From == "" || strings.EqualFold(in.From, m.Organizer) {
		return m.suggest(main), main[0], "inbound.sender"
	}
	switch own := m.withAddress(in.From); len(own) {
	case 0:
		return m.stranger(in.FromDomain, replies, main)
	case 1:
		return m.participant(own[0], replies, main)
	}
	return nil, main[0], "inbound.ambiguous" // one mailbox for several actors
}

// participant answers from an address that it was invited with, or that is known as its own.
func (m Meeting) participant(who *Invited, replies, main []Reply) (*Invited, Reply, string) {
	for _, r := range replies { // what is said of the whole series stands first
		if who.has(r.Attendee) {
			return who, r, ""
		}
	}
	// The program calls the attendee something else: an alias, the address behind a forward. It speaks of one attendee, and
	// of nobody that somebody else is invited as.
	if len(main) == 1 && len(m.withAddress(main[0].Attendee)) == 0 {
		return who, main[0], ""
	}
	if named := m.suggest(main); named != nil {
		return named, main[0], "inbound.foreign"
	}
	return who, silent(main[0]), "inbound.foreign"
}

// silent is an answer without what it says, which was said of somebody else.
func silent(r Reply) Reply {
	r.PartStat, r.DelegatedTo, r.Comment = NeedsAction, "", ""
	return r
}

// stranger answers from an address that nobody is invited with: a person behind a group mailbox, or somebody the kallelse
// was passed on to. The organisation may be told by the domain.
func (m Meeting) stranger(domain string, replies, main []Reply) (*Invited, Reply, string) {
	near := m.withDomain(domain)
	if len(main) == 1 {
		switch named := m.withAddress(main[0].Attendee); {
		case len(named) == 1 && slices.Contains(near, named[0]):
			return named[0], main[0], "" // in the name of the group mailbox that was invited, from the same organisation
		case len(named) == 1:
			return named[0], main[0], "inbound.foreign"
		case len(named) > 1:
			near = slices.DeleteFunc(near, func(i *Invited) bool { return !slices.Contains(named, i) })
		}
	}
	switch len(near) {
	case 0:
		return m.suggest(main), main[0], "inbound.sender"
	case 1:
		if len(main) == 1 {
			return near[0], main[0], ""
		}
		for _, r := range replies {
			if near[0].has(r.Attendee) {
				return near[0], r, ""
			}
		}
		return near[0], silent(main[0]), "inbound.foreign"
	}
	return nil, main[0], "inbound.ambiguous"
}

// mainOf gives what is said of the meeting itself: the series where the mail speaks of that, else the first of its meetings.
func mainOf(replies []Reply) []Reply {
	first := replies[0].Recurrence
	for i, r := range replies {
		if !r.Recurrence.Equal(first) {
			return replies[:i]
		}
	}
	return replies
}

// suggest gives the only participant that an answer names, if there is just one.
func (m Meeting) suggest(main []Reply) *Invited {
	if len(main) != 1 {
		return nil
	}
	if named := m.withAddress(main[0].Attendee); len(named) == 1 {
		return named[0]
	}
	return nil
}

func (m Meeting) withAddress(address string) (all []*Invited) {
	for i := range m.Invited {
		if m.Invited[i].has(address) {
			all = append(all, &m.Invited[i])
		}
	}
	return all
}

// withDomain gives the participants whose organisation a domain, or the domain above it, belongs to.
func (m Meeting) withDomain(domain string) (all []*Invited) {
	for i := range m.Invited {
		if slices.ContainsFunc(m.Invited[i].Domains, func(d string) bool { return within(domain, d) }) {
			all = append(all, &m.Invited[i])
		}
	}
	return all
}

func within(domain, d string) bool {
	domain, d = strings.ToLower(domain), strings.ToLower(d)
	return d != "" && !public[d] && strings.Contains(d, ".") && (domain == d || strings.HasSuffix(domain, "."+d))
}

func (i *Invited) has(address string) bool {
	return address != "" && slices.ContainsFunc(i.Addresses, func(a string) bool { return strings.EqualFold(a, address) })
}
