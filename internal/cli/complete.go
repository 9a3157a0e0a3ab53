package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

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

func (s *session) knownConferences(string) []string {
	ctx, ok := s.forCompletion()
	if !ok {
		return nil
	}
	return s.conferenceIDs(ctx)
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
	var out []string
	for _, c := range list {
		out = append(out, c.ID)
	}
	return out
}

func (s *session) knownMembers(string) []string {
	ctx, ok := s.forCompletion()
	if !ok {
		return nil
	}
	list, err := s.clerk.Members(ctx, s.who)
	if err != nil {
		return nil
	}
	var out []string
	for _, m := range list {
		out = append(out, m.ID)
	}
	return out
}

// knownActors offers those who are called to the chosen conference; all of them when there is none.
func (s *session) knownActors(begun string) []string {
	ctx, ok := s.forCompletion()
	if !ok {
		return nil
	}
	if v, err := s.view(ctx); s.options.conference != "" && err == nil {
		if called := begins(v.Conference.Plan.Actors(), begun); len(called) > 0 {
			return called
		}
	}
	d, err := s.directory(ctx)
	if err != nil {
		return nil
	}
	var out []string
	for _, a := range d.All() {
		out = append(out, a.ID)
	}
	return out
}

func (s *session) knownItems(string) []string {
	ctx, ok := s.forCompletion()
	if !ok {
		return nil
	}
	v, err := s.view(ctx)
	if err != nil {
		return nil
	}
	var out []string
	for _, it := range v.Conference.Plan.Agenda {
		out = append(out, it.ID)
	}
	return out
}

// knownLabels offers notes, decisions and measures.
func (s *session) knownLabels(string) []string {
	ctx, ok := s.forCompletion()
	if !ok {
		return nil
	}
	v, err := s.view(ctx)
	if err != nil {
		return nil
	}
	var out []string
	for _, d := range v.Conference.Decisions {
		out = append(out, d.ID)
	}
	for _, x := range v.Conference.Measures {
		out = append(out, x.ID)
	}
	for _, n := range v.Conference.Notes {
		out = append(out, n.ID)
	}
	return out
}

func (s *session) knownIncidents(string) []string {
	ctx, ok := s.forCompletion()
	if !ok {
		return nil
	}
	list, err := s.clerk.Incidents(ctx, s.who)
	if err != nil {
		return nil
	}
	var out []string
	for _, x := range list {
		out = append(out, x.ID)
	}
	return out
}

func (s *session) knownAreas(string) []string {
	ctx, ok := s.forCompletion()
	if !ok {
		return nil
	}
	list, err := s.clerk.Areas(ctx, s.who)
	if err != nil {
		return nil
	}
	var out []string
	for _, a := range list {
		out = append(out, a.ID)
	}
	return out
}

func (s *session) knownRosters(string) []string {
	ctx, ok := s.forCompletion()
	if !ok {
		return nil
	}
	var out []string
	if list, err := s.clerk.Rosters(ctx, s.who); err == nil {
		for _, r := range list {
			out = append(out, r.ID)
		}
	}
	if d, err := s.directory(ctx); err == nil {
		if ready, err := d.Ready(); err == nil {
			for _, r := range ready {
				out = append(out, r.Key)
			}
		}
	}
	return out
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
