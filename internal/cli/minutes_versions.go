package cli

import (
	"context"
	"strconv"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/minutes"
)

// versionOf gives the conference as it stood when a version of its minutes was approved; as it stands for the newest when it
// has not been approved yet. Fault: cli.no-such-version.
func (s *session) versionOf(ctx context.Context, number int) (*clerk.View, error) {
	now, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	versions := now.Conference.Minutes.Versions
	if number < 1 || number > len(versions) {
		return nil, fault.New(fault.NotFound, "cli.no-such-version", "Version", number, "Newest", len(versions))
	}
	approved := versions[number-1].Approved
	if approved == nil {
		return now, nil
	}
	desk, err := s.desk(ctx)
	if err != nil {
		return nil, err
	}
	return desk.ConferenceAt(ctx, s.who, now.Conference.Plan.ID, approved.Seq)
}

func (s *session) minutesVersions() verb {
	return verb{
		use: "minutes versions [CONFERENCE]", example: "samverkan minutes versions konf-regional-1",
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			return list(s, m.Life.Versions,
				column[minutes.Version]{"version", func(v minutes.Version) string { return strconv.Itoa(v.Number) }},
				column[minutes.Version]{"begun", func(v minutes.Version) string { return s.when(v.At) }},
				column[minutes.Version]{"approved", func(v minutes.Version) string {
					if v.Approved == nil {
						return ""
					}
					return s.when(v.Approved.At)
				}},
				column[minutes.Version]{"published", func(v minutes.Version) string {
					var places []string
					for _, p := range v.Published {
						places = append(places, firstOf(p.Area, p.Channel))
					}
					return s.p.List(places)
				}},
				column[minutes.Version]{"checked", func(v minutes.Version) string { return s.checkedBy(m, v) }},
				column[minutes.Version]{"remark", func(v minutes.Version) string { return s.remarked(m, v) }},
				column[minutes.Version]{"changes", func(v minutes.Version) string { return s.corrected(v) }})
		},
	}
}

// checkedBy names those who have checked a version, each once.
func (s *session) checkedBy(m *minutes.Minutes, v minutes.Version) string {
	var names []string
	seen := map[string]bool{}
	for _, k := range v.Checks {
		name := s.checker(m, k)
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return s.p.List(names)
}

// remarked is what those who checked a version had to say about it.
func (s *session) remarked(m *minutes.Minutes, v minutes.Version) string {
	var all []string
	for _, k := range v.Checks {
		if k.Remark != "" {
			all = append(all, s.checker(m, k)+": "+k.Remark)
		}
	}
	return strings.Join(all, "; ")
}

// checker names one who has checked a version, and the role.
func (s *session) checker(m *minutes.Minutes, k minutes.Check) string {
	name := m.Short(k.Actor)
	if k.Role != "" {
		name += " (" + named(s, "role", k.Role) + ")"
	}
	return name
}

// corrected says what makes a version differ from the one before.
func (s *session) corrected(v minutes.Version) string {
	var all []string
	for _, c := range v.Corrections {
		if c.Omitted {
			all = append(all, c.Target)
			continue
		}
		all = append(all, c.Target+": "+c.Reason)
	}
	return s.p.List(all)
}
