package cli

import (
	"context"
	"net"
	"strings"

	"samverkan/internal/fault"
	"samverkan/internal/mail"
	"samverkan/internal/server"
)

// mailTest sends one letter by the settings of the service, and tells what a receiver will hold against it.
func (s *session) mailTest() verb {
	var x settings
	return verb{
		use:     "mail test ADDRESS",
		example: "samverkan mail test tib@kommun.example\nsamverkan mail test tib@kommun.example --config /etc/samverkan/samverkan.conf",
		flags: func(f *flags) {
			x.given = f.given
			f.text(&x.file, "config")
		},
		run: func(ctx context.Context, args []string) error {
			c, err := s.load(&x)
			if err != nil {
				return err
			}
			t, err := server.NewMailTrial(c, s.world.Now)
			if err != nil {
				return err
			}
			return s.tellDiagnoses(s.tryMail(ctx, t, args[0], s.lookup()))
		},
	}
}

// lookup finds the TXT records of a name in DNS.
func (s *session) lookup() func(name string) ([]string, error) {
	if s.world.LookupTXT != nil {
		return s.world.LookupTXT
	}
	return net.LookupTXT
}

// signature is whether receivers find the key that mail is signed with. Mail goes without, so that it is no more than a caution.
func (s *session) signature(p patient) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		t, err := server.NewMailTrial(p.Config, p.now)
		if err != nil {
			return p.Outgoing.DKIMKey, err
		}
		saw := mail.DKIMName(t.Selector, t.Domain())
		if err := t.Published(s.lookup()); err != nil {
			return saw, caution{err}
		}
		return saw, nil
	}
}

// tryMail sends, and looks in DNS for what other servers look for there.
func (s *session) tryMail(ctx context.Context, t *server.MailTrial, to string, lookup func(string) ([]string, error)) []diagnosis {
	reply, err := t.Send(ctx, s.ids.New(), to, s.p.T("cli.mail.subject"), s.p.T("cli.mail.text", "From", t.Sender.Address), s.world.Random)
	out := []diagnosis{s.diagnosed("mail-handed", reply, err, outcomeRed)}
	if err != nil {
		return out
	}
	saw := ""
	if t.Key == nil {
		err = fault.New(fault.Invalid, "mail.unsigned")
	} else if err = t.Published(lookup); err == nil {
		saw = mail.DKIMName(t.Selector, t.Domain())
	}
	out = append(out, s.diagnosed("mail-dkim", saw, err, outcomeCaution))
	at := t.Domain()
	if saw, err = record(lookup, at, "v=spf1"); saw == "" {
		err = fault.Wrap(err, fault.Invalid, "mail.no-spf", "Name", at)
	}
	out = append(out, s.diagnosed("mail-spf", saw, err, outcomeCaution))
	at = "_dmarc." + t.Domain()
	if saw, err = record(lookup, at, "v=DMARC1"); saw == "" {
		err = fault.Wrap(err, fault.Invalid, "mail.no-dmarc", "Name", at)
	}
	return append(out, s.diagnosed("mail-dmarc", saw, err, outcomeCaution))
}

// record finds the line in DNS that begins so; "" when there is none.
func record(lookup func(string) ([]string, error), at, begins string) (string, error) {
	lines, err := lookup(at)
	for _, l := range lines {
		if strings.HasPrefix(l, begins) {
			return l, nil
		}
	}
	return "", err
}

// diagnosed is one line of what was found; a fault makes it as bad as told.
func (s *session) diagnosed(name, saw string, err error, bad string) diagnosis {
	d := diagnosis{Name: name, Outcome: outcomeOK, Saw: saw}
	if err != nil {
		d.Outcome, d.Code, d.Advice = bad, fault.CodeOf(err), s.p.Fault(err)
	}
	return d
}
