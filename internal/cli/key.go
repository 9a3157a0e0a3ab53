package cli

import (
	"context"

	"samverkan/internal/fault"
)

// keyNew makes a new signing key, for when the old one is lost or may be known to others.
func (s *session) keyNew() verb {
	var yes bool
	return verb{
		use: "key new", example: "samverkan key new --yes",
		flags: func(f *flags) { f.yes(&yes, "yes") },
		run: func(ctx context.Context, _ []string) error {
			if s.options.server != "" {
				return fault.New(fault.Invalid, "cli.local-only", "Server", s.options.server)
			}
			if !yes {
				return fault.New(fault.Invalid, "cli.key-unsure")
			}
			if s.options.as != "" { // who acts as somebody may what that one may
				if _, err := s.desk(ctx); err != nil {
					return err
				}
				if err := s.who.Allows("audit.read", ""); err != nil { // whoever runs the installation
					return err
				}
			} else if _, err := s.openStore(ctx); err != nil { // without the desk, which would not begin with a key that is lost
				return err
			}
			key, err := s.store.RenewSigningKey(ctx, origin)
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(struct {
					Key string `json:"key"`
				}{key.Public().String()})
			}
			s.say(s.p.T("cli.key.made", "Key", key.Public().String()))
			return nil
		},
	}
}
