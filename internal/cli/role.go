package cli

import (
	"context"
	"time"

	"samverkan/conference"
)

func (s *session) roleHandOver() verb {
	cmd := &conference.HandOverRole{}
	return verb{
		use:     "role hand-over ROLE ACTOR",
		example: `samverkan role hand-over mötesledare lst-allmanlan --function "Beredskapsdirektör" --reason "Mötesledaren tappade linjen" -C konf-1`,
		flags: func(f *flags) {
			f.text(&cmd.Function, "function")
			f.text(&cmd.Member, "member")
			f.text(&cmd.Reason, "reason")
			f.choices("member", s.knownMembers)
		},
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Role, err = internalRoles().read(args[0]); err != nil {
				return err
			}
			if cmd.Actor, err = s.actor(ctx, args[1]); err != nil {
				return err
			}
			h := conference.RoleHolder{Role: cmd.Role, Actor: cmd.Actor, Function: cmd.Function, Member: cmd.Member}
			return s.give(ctx, cmd, "Role", named(s, "role", cmd.Role), "Actor", s.holder(h))
		},
	}
}

// roleRow is how long somebody has held a role.
type roleRow struct {
	Role     conference.Role `json:"role"`
	Actor    string          `json:"actor"`
	Function string          `json:"function,omitempty"`
	Member   string          `json:"member,omitempty"`
	From     time.Time       `json:"from,omitzero"`
	To       time.Time       `json:"to,omitzero"`
	Reason   string          `json:"reason,omitempty"`
}

func (s *session) roleList() verb {
	return verb{
		use:     "role list [CONFERENCE]",
		example: "samverkan role list konf-1",
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			c := v.Conference
			var rows []roleRow
			for _, t := range c.Roles {
				rows = append(rows, roleRow{t.Role, t.Actor, t.Function, t.Member, t.Start, t.End, t.Reason})
			}
			if len(rows) == 0 {
				for _, h := range c.Plan.Roles {
					rows = append(rows, roleRow{Role: h.Role, Actor: h.Actor, Function: h.Function, Member: h.Member})
				}
			}
			return list(s, rows,
				column[roleRow]{"role", func(x roleRow) string { return named(s, "role", x.Role) }},
				column[roleRow]{"actor", func(x roleRow) string { return s.short(x.Actor) }},
				column[roleRow]{"function", func(x roleRow) string { return x.Function }},
				column[roleRow]{"member", func(x roleRow) string { return x.Member }},
				column[roleRow]{"from", func(x roleRow) string { return s.clock(x.From) }},
				column[roleRow]{"to", func(x roleRow) string { return s.clock(x.To) }},
				column[roleRow]{"reason", func(x roleRow) string { return x.Reason }})
		},
	}
}
