package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// directory gives the actors that the installation knows.
func (s *session) directory(ctx context.Context) (*directory.Directory, error) {
	if s.known != nil {
		return s.known, nil
	}
	desk, err := s.desk(ctx)
	if err != nil {
		return nil, err
	}
	s.known, err = desk.Directory(ctx)
	return s.known, err
}

// actor gives the id of the actor that somebody means: among those called to the chosen conference first, then all.
func (s *session) actor(ctx context.Context, word string) (string, error) {
	all, err := s.directory(ctx)
	if err != nil {
		return "", err
	}
	if a, ok := all.ByID(word); ok {
		return a.ID, nil
	}
	if s.options.conference != "" {
		// The conference only says who comes first; a conference that is not there, or not yet, says nothing.
		var called []directory.Actor
		if v, err := s.view(ctx); err == nil {
			for _, id := range v.Conference.Plan.Actors() {
				if a, ok := all.ByID(id); ok {
					called = append(called, a)
				}
			}
		} else if fault.KindOf(err) != fault.NotFound {
			return "", err
		}
		few, err := directory.New(called)
		if err != nil {
			return "", err
		}
		if a, err := few.Find(word); err == nil || fault.KindOf(err) == fault.Conflict {
			return a.ID, err
		}
	}
	a, err := all.Find(word)
	return a.ID, err
}

// actors reads several, with commas between or not.
func (s *session) actors(ctx context.Context, words []string) ([]string, error) {
	var out []string
	for _, word := range commas(words) {
		a, err := s.actor(ctx, word)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// seat reads an actor, or one of its seats: "skogsbo/raddning".
func (s *session) seat(ctx context.Context, word string) (string, error) {
	name, unit, _ := strings.Cut(word, "/")
	a, err := s.actor(ctx, name)
	return conference.SeatKey(a, unit), err
}

// item gives the id of an agenda item that is named by its id or number.
func (s *session) item(ctx context.Context, word string) (string, error) {
	v, err := s.view(ctx)
	if err != nil {
		return "", err
	}
	items := v.Conference.Plan.Agenda
	if _, ok := items.Find(word); ok {
		return word, nil
	}
	if n, err := strconv.Atoi(word); err == nil {
		for _, it := range items {
			if it.Number == n {
				return it.ID, nil
			}
		}
	}
	return word, nil // the conference says that it does not know it
}

// labelled gives a label as it is written: "i7" means I7. A name of one's own choice stands as it is.
func labelled(s string) string {
	rest := strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz")
	if len(s)-len(rest) != 1 || rest == "" || strings.Trim(rest, "0123456789") != "" {
		return s
	}
	return strings.ToUpper(s)
}

// commas takes apart what stands with commas between.
func commas(list []string) []string {
	var out []string
	for _, s := range list {
		for _, part := range strings.Split(s, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// names gives an actor's names for documents and lists.
func (s *session) names(ctx context.Context) func(string) (name, short string) {
	d, err := s.directory(ctx)
	if err != nil {
		return nil
	}
	return func(id string) (string, string) {
		a, _ := d.ByID(id)
		return a.Name, a.ShortName
	}
}

// short is the name by which an actor stands in lists.
func (s *session) short(id string) string {
	if s.known != nil {
		if a, ok := s.known.ByID(id); ok {
			return a.ShortName
		}
	}
	return id
}

// shorts names several in running text.
func (s *session) shorts(ids []string) string {
	names := slices.Clone(ids)
	for i := range names {
		names[i] = s.short(names[i])
	}
	return s.p.List(names)
}
