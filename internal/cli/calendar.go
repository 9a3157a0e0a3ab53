package cli

import (
	"context"
	"net/mail"
	"slices"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/render/ical"
	"samverkan/internal/store"
)

func (s *session) calendar() verb {
	var t target
	var all bool
	var filter store.ConferenceFilter
	var organizer string
	var attendees []string
	return verb{
		use:   "calendar [CONFERENCE]",
		group: groupAfter,
		example: `samverkan calendar konf-1 --out kallelse.ics
samverkan calendar --all --incident snokaos-allmansta --out snokaos.ics
samverkan calendar konf-1 --organizer konferens@lst.example --attendee "TiB Ekeryd <tib@ekeryd.example>" --out inbjudan.ics`,
		flags: func(f *flags) {
			f.yes(&all, "all")
			f.text(&filter.Incident, "incident")
			f.text(&organizer, "organizer")
			f.texts(&attendees, "attendee")
			f.target(&t)
			f.choices("incident", s.knownIncidents)
		},
		run: func(ctx context.Context, _ []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			var chosen []string
			if all {
				list, err := desk.Conferences(ctx, s.who, filter)
				if err != nil {
					return err
				}
				for _, c := range list {
					chosen = append(chosen, c.ID)
				}
				if len(chosen) == 0 {
					return fault.New(fault.NotFound, "cli.no-conferences")
				}
			} else {
				id, err := s.chosen(ctx)
				if err != nil {
					return err
				}
				chosen = []string{id}
			}
			if s.far != nil && !all && organizer == "" && len(attendees) == 0 {
				return s.calendarFar(ctx, chosen[0], t)
			}
			if s.options.conference == "" && s.far != nil {
				s.options.conference = chosen[0] // by whose signature the installation is known
			}
			var conferences []*conference.Conference
			for _, id := range chosen {
				v, err := desk.Conference(ctx, s.who, id)
				if err != nil {
					return err
				}
				conferences = append(conferences, v.Conference)
			}
			maker, err := s.maker(ctx)
			if err != nil {
				return err
			}
			if len(attendees) > 0 {
				if err := invite(&maker.Calendar, organizer, attendees, conferences); err != nil {
					return err
				}
			}
			if organizer != "" {
				maker.Calendar.Organizer = ical.Person{Name: s.short(conferences[0].Plan.Host), Email: organizer}
			}
			data, err := maker.ICS(maker.Calendar, conferences...)
			if err != nil {
				return err
			}
			return s.deliver(t, data, false)
		},
	}
}

// calendarFar delivers the calendar file of the service.
func (s *session) calendarFar(ctx context.Context, id string, t target) error {
	f, err := s.far.paper(ctx, id, pack.Invitation, pack.ICS)
	if err != nil {
		return err
	}
	return s.deliver(t, f.Content, false)
}

// invite makes a calendar file a message to those who are called: a request, or a cancellation when the conference is called off.
// Its answers go to the organizer (RFC 5546).
func invite(k *pack.Calendar, organizer string, attendees []string, list []*conference.Conference) error {
	if organizer == "" {
		return fault.New(fault.Invalid, "cli.no-organizer")
	}
	k.Method = ical.Request
	if !slices.ContainsFunc(list, func(c *conference.Conference) bool { return c.Phase != conference.Cancelled }) {
		k.Method = ical.Cancel
	}
	for _, text := range attendees {
		a, err := mail.ParseAddress(text)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "cli.attendee-address", "Address", clip(text))
		}
		k.Attendees = append(k.Attendees, ical.Attendee{Person: ical.Person{Name: a.Name, Email: a.Address}, RSVP: k.Method == ical.Request})
	}
	return nil
}
