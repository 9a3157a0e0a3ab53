package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/store"
)

// Completion reads the database as it stands. When it cannot, it offers nothing: a shell is no place for explanations.

func (s *session) forCompletion() (context.Context, bool) {
	ctx := context.Background()
	if s.options.settle(s.world.Env) != nil {
		return ctx, false
	}
	_, err := s.desk(ctx)
	return ctx, err == nil
}

func begins(values []string, begun string) []string {
	var out []string
	for _, v := range values {
		if strings.HasPrefix(strings.ToLower(v), strings.ToLower(begun)) {
			out = append(out, v)
		}
	}
	return out
}

// offers makes what completes a word out of something that lists values. It offers nothing when they cannot be read.
func (s *session) offers(values func(ctx context.Context, desk desk) ([]string, error)) func(string) []string {
	return func(string) []string {
		ctx, ok := s.forCompletion()
		if !ok {
			return nil
		}
		found, err := values(ctx, s.at)
		if err != nil {
			return nil
		}
		return found
	}
}

// idsOf takes the ids out of a list.
func idsOf[T any](list []T, id func(T) string) []string {
	var out []string
	for _, x := range list {
		out = append(out, id(x))
	}
	return out
}

func (s *session) knownConferences(begun string) []string {
	return s.offers(func(ctx context.Context, _ desk) ([]string, error) { return s.conferenceIDs(ctx), nil })(begun)
}

// conferenceIDs lists the conferences that the one who asks may see.
func (s *session) conferenceIDs(ctx context.Context) []string {
	desk, err := s.desk(ctx)
	if err != nil {
		return nil
	}
	list, err := desk.Conferences(ctx, s.who, store.ConferenceFilter{})
	if err != nil {
		return nil
	}
	return idsOf(list, func(c store.Conference) string { return c.ID })
}

func (s *session) knownMembers(begun string) []string {
	return s.offers(func(ctx context.Context, desk desk) ([]string, error) {
		list, err := desk.Members(ctx, s.who)
		return idsOf(list, func(m directory.Member) string { return m.ID }), err
	})(begun)
}

// knownActors offers those who are called to the chosen conference; all of them when there is none.
func (s *session) knownActors(begun string) []string {
	return s.offers(func(ctx context.Context, _ desk) ([]string, error) {
		if v, err := s.view(ctx); s.options.conference != "" && err == nil {
			if called := begins(v.Conference.Plan.Actors(), begun); len(called) > 0 {
				return called, nil
			}
		}
		d, err := s.directory(ctx)
		if err != nil {
			return nil, err
		}
		return idsOf(d.All(), func(a directory.Actor) string { return a.ID }), nil
	})(begun)
}

func (s *session) knownItems(begun string) []string {
	return s.offers(func(ctx context.Context, _ desk) ([]string, error) {
		v, err := s.view(ctx)
		if err != nil {
			return nil, err
		}
		return idsOf(v.Conference.Plan.Agenda, func(it agenda.Item) string { return it.ID }), nil
	})(begun)
}

// knownLabels offers notes, decisions and measures.
func (s *session) knownLabels(begun string) []string {
	return s.offers(func(ctx context.Context, _ desk) ([]string, error) {
		v, err := s.view(ctx)
		if err != nil {
			return nil, err
		}
		c := v.Conference
		return slices.Concat(idsOf(c.Decisions, func(d conference.Decision) string { return d.ID }),
			idsOf(c.Measures, func(x conference.Measure) string { return x.ID }),
			idsOf(c.Notes, func(n conference.Note) string { return n.ID })), nil
	})(begun)
}

func (s *session) knownIncidents(begun string) []string {
	return s.offers(func(ctx context.Context, desk desk) ([]string, error) {
		list, err := desk.Incidents(ctx, s.who)
		return idsOf(list, func(x conference.Incident) string { return x.ID }), err
	})(begun)
}

func (s *session) knownAreas(begun string) []string {
	return s.offers(func(ctx context.Context, desk desk) ([]string, error) {
		list, err := desk.Areas(ctx, s.who)
		return idsOf(list, func(a area.Area) string { return a.ID }), err
	})(begun)
}

// knownRosters offers the saved networks and the ready ones.
func (s *session) knownRosters(begun string) []string {
	return s.offers(func(ctx context.Context, desk desk) ([]string, error) {
		saved, err := desk.Rosters(ctx, s.who)
		if err != nil {
			return nil, err
		}
		d, err := s.directory(ctx)
		if err != nil {
			return nil, err
		}
		ready, err := d.Ready()
		return append(idsOf(saved, func(r directory.Roster) string { return r.ID }),
			idsOf(ready, func(r directory.Ready) string { return r.Key })...), err
	})(begun)
}

// completeArguments offers values for the arguments of a verb, by what they are called.
func (s *session) completeArguments(args []argument) cobra.CompletionFunc {
	by := map[string]func(string) []string{
		"CONFERENCE": s.knownConferences, "ACTOR": s.knownActors, "SEAT": s.knownActors, "ITEM": s.knownItems, "LABEL": s.knownLabels,
		"NOTE": s.knownLabels, "DECISION": s.knownLabels, "MEASURE": s.knownLabels, "INCIDENT": s.knownIncidents, "AREA": s.knownAreas,
		"ROSTER": s.knownRosters, "MEMBER": s.knownMembers,
		"KIND":    func(string) []string { return noteKinds().offered(s.p.Lang()) },
		"STANCE":  func(string) []string { return stances().offered(s.p.Lang()) },
		"REPLY":   func(string) []string { return replies().offered(s.p.Lang()) },
		"PRESENT": func(string) []string { return attendances().offered(s.p.Lang()) },
		"SHELL":   func(string) []string { return shells() },
	}
	return func(_ *cobra.Command, given []string, begun string) ([]string, cobra.ShellCompDirective) {
		at := len(given)
		if at >= len(args) && len(args) > 0 && args[len(args)-1].repeated {
			at = len(args) - 1
		}
		if at >= len(args) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		switch values := by[args[at].name]; {
		case values != nil:
			return begins(values(begun), begun), cobra.ShellCompDirectiveNoFileComp
		case args[at].name == "FILE":
			return nil, cobra.ShellCompDirectiveDefault
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}
