package cli

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// The forms of output.
const (
	outTable = "table"
	outJSON  = "json"
	outLines = "jsonl"
)

// The surroundings that stand in for flags.
const (
	envDB         = "SAMVERKAN_DB"
	envAs         = "SAMVERKAN_AS"
	envLang       = "SAMVERKAN_LANG"
	envConference = "SAMVERKAN_CONFERENCE"
	envServer     = "SAMVERKAN_SERVER"
	envToken      = "SAMVERKAN_TOKEN"
	envCA         = "SAMVERKAN_CA"
)

// options are the flags that every verb takes.
type options struct {
	db         string
	server     string // the service to work at, instead of a database of one's own
	ca         string // a file of certificates to trust besides the system's
	as         string
	role       conference.Role
	lang       string
	output     string
	at         time.Time // when it happened; zero: now
	id         string    // of the command
	conference string
}

// beforehand finds language and form of output before the arguments are read in earnest: help texts are written, and
// errors told, in that language and form.
func beforehand(args []string, env func(string) string) (lang, output string) {
	lang, output = env(envLang), outTable
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		for _, f := range []struct {
			names []string
			into  *string
		}{{[]string{"--lang"}, &lang}, {[]string{"--output", "-o"}, &output}} {
			for _, name := range f.names {
				switch {
				case args[i] == name && i+1 < len(args):
					*f.into = args[i+1]
				case strings.HasPrefix(args[i], name+"="):
					*f.into = strings.TrimPrefix(args[i], name+"=")
				case len(name) == 2 && strings.HasPrefix(args[i], name) && len(args[i]) > 2:
					*f.into = strings.TrimPrefix(args[i], name)
				}
			}
		}
	}
	return strings.ToLower(lang), output
}

// global declares the flags that every verb takes.
func (s *session) global(root *cobra.Command) {
	f := &flags{session: s, set: root.PersistentFlags()}
	o := &s.options
	f.text(&o.db, "db")
	f.text(&o.server, "server")
	f.text(&o.ca, "ca")
	f.text(&o.as, "as")
	word(f, &o.role, "role", internalRoles())
	f.text(&o.lang, "lang")
	f.textShort(&o.output, "output", "o")
	f.time(&o.at, "at")
	f.text(&o.id, "id")
	f.textShort(&o.conference, "conference", "C")
	f.set.BoolP("help", "h", false, s.p.T("cli.flag.help"))
	f.complete(root, "lang", func(string) []string { return []string{i18n.Swedish, i18n.English} })
	f.complete(root, "output", func(string) []string { return []string{outTable, outJSON, outLines} })
	f.complete(root, "conference", s.knownConferences)
	f.complete(root, "as", s.knownMembers)
}

// settle fills in what stands in the surroundings, and refuses what makes no sense.
func (o *options) settle(env func(string) string) error {
	if err := o.settlePlace(env); err != nil {
		return err
	}
	for _, f := range []struct {
		into *string
		name string
	}{{&o.db, envDB}, {&o.as, envAs}, {&o.lang, envLang}, {&o.conference, envConference}, {&o.ca, envCA}} {
		if *f.into == "" {
			*f.into = env(f.name)
		}
	}
	o.lang = strings.ToLower(o.lang)
	if o.lang != "" && o.lang != i18n.Swedish && o.lang != i18n.English {
		return fault.New(fault.Invalid, "cli.language", "Lang", o.lang)
	}
	if o.output != outTable && o.output != outJSON && o.output != outLines {
		return fault.New(fault.Invalid, "cli.output-form", "Form", o.output)
	}
	if home := dataHome(env); o.db == "" && home != "" {
		o.db = filepath.Join(home, "samverkan.db")
	}
	return nil
}

// dataHome is the usual place of everything that is kept; "" where the system has none.
func dataHome(env func(string) string) string {
	dir := env("XDG_DATA_HOME")
	if dir == "" && env("HOME") != "" {
		dir = filepath.Join(env("HOME"), ".local", "share")
	}
	if dir == "" {
		if dir = env("LocalAppData"); dir == "" {
			return ""
		}
	}
	return filepath.Join(dir, "samverkan")
}

// settlePlace decides between a service and a database of one's own: what was typed goes before the surroundings.
func (o *options) settlePlace(env func(string) string) error {
	switch {
	case o.server != "" && o.db != "":
		return fault.New(fault.Invalid, "cli.server-and-database")
	case o.server == "" && o.db == "":
		o.server = env(envServer)
	}
	if o.server != "" && o.as != "" {
		return fault.New(fault.Invalid, "cli.server-and-account")
	}
	return nil
}

// makeHome makes the directory of a database that is about to be made in its usual place.
func (o *options) makeHome() error {
	dir := filepath.Dir(o.db)
	if filepath.Base(dir) != "samverkan" {
		return nil // a place that somebody chose is theirs to make; the store says so
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Wrap(err, fault.Unavailable, "cli.no-data-directory")
	}
	return nil
}
