package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// flags declares the flags of one verb. What names an actor is looked up when the verb runs, since that takes the database.
type flags struct {
	session *session
	set     *pflag.FlagSet
	key     string // "note-write": a flag that means something else here has its own text
	needed  []string
	later   []func(ctx context.Context) error
	values  map[string]func(string) []string // completion
}

// usage is the help of a flag: its own under this verb, or the one that it has everywhere.
func (f *flags) usage(name string) string {
	if key := "cli.flag." + f.key + "." + name; f.session.p.Has(key) {
		return f.session.p.T(key)
	}
	return f.session.p.T("cli.flag." + name)
}

func (f *flags) text(p *string, name string) { f.set.StringVar(p, name, *p, f.usage(name)) }
func (f *flags) textShort(p *string, name, short string) {
	f.set.StringVarP(p, name, short, *p, f.usage(name))
}
func (f *flags) texts(p *[]string, name string) { f.set.StringArrayVar(p, name, nil, f.usage(name)) }
func (f *flags) yes(p *bool, name string)       { f.set.BoolVar(p, name, *p, f.usage(name)) }

// given tells whether the flag was set, so that "" and 0 can be told from nothing.
func (f *flags) given(name string) bool { return f.set.Changed(name) }

// need makes flags that must be given.
func (f *flags) need(names ...string) { f.needed = append(f.needed, names...) }

// parsed is a flag whose text becomes something else at once.
type parsed struct {
	text string
	set  func(string) error
}

func (v *parsed) String() string { return v.text }
func (v *parsed) Type() string   { return "" }
func (v *parsed) Set(s string) error {
	v.text = s
	return v.set(s)
}

func (f *flags) parse(name string, set func(string) error) {
	f.set.Var(&parsed{set: set}, name, f.usage(name))
}

func (f *flags) number(p *int, name string) {
	f.parse(name, func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil {
			return fault.New(fault.Invalid, "cli.not-a-number", "Value", clip(s))
		}
		*p = n
		return nil
	})
}

// time takes a time as people write it, see [session.moment].
func (f *flags) time(p *time.Time, name string) {
	f.parse(name, func(s string) (err error) {
		*p, err = f.session.moment(s)
		return err
	})
}

// day takes a day: 2027-01-06, or a time on it.
func (f *flags) day(p *time.Time, name string) {
	f.parse(name, func(s string) (err error) {
		if _, wrong := time.Parse(time.DateOnly, s); wrong == nil {
			s += " 12:00"
		}
		*p, err = f.session.moment(s)
		return err
	})
}

// length takes a length of time: "70m", "1h10m".
func (f *flags) length(p *time.Duration, name string) {
	f.parse(name, func(s string) (err error) {
		*p, err = time.ParseDuration(strings.ReplaceAll(s, " ", ""))
		if err != nil {
			return fault.New(fault.Invalid, "cli.not-a-length", "Value", clip(s))
		}
		return nil
	})
}

// word takes one of the words that mean a value.
func word[T ~string](f *flags, p *T, name string, words lexicon[T]) {
	f.parse(name, func(s string) (err error) {
		*p, err = words.read(s)
		return err
	})
	f.choices(name, func(string) []string { return words.offered(f.session.p.Lang()) })
}

// actor takes an actor by id, short name or the beginning of one.
func (f *flags) actor(p *string, name string) {
	var given string
	f.set.StringVar(&given, name, "", f.usage(name))
	f.choices(name, f.session.knownActors)
	f.later = append(f.later, func(ctx context.Context) (err error) {
		if given != "" {
			*p, err = f.session.actor(ctx, given)
		}
		return err
	})
}

// actors takes several: the flag is repeated, or they stand with commas between.
func (f *flags) actors(p *[]string, name string) {
	var given []string
	f.set.StringArrayVar(&given, name, nil, f.usage(name))
	f.choices(name, f.session.knownActors)
	f.later = append(f.later, func(ctx context.Context) (err error) {
		*p, err = f.session.actors(ctx, given)
		return err
	})
}

// item takes an agenda item by its id or number.
func (f *flags) item(p *string, name string) {
	var given string
	f.set.StringVar(&given, name, "", f.usage(name))
	f.choices(name, f.session.knownItems)
	f.later = append(f.later, func(ctx context.Context) (err error) {
		if given != "" {
			*p, err = f.session.item(ctx, given)
		}
		return err
	})
}

// label takes what a note, decision or measure is called.
func (f *flags) label(p *string, name string) {
	f.text(p, name)
	f.choices(name, f.session.knownLabels)
	f.later = append(f.later, func(context.Context) error {
		*p = labelled(*p)
		return nil
	})
}

func (f *flags) labels(p *[]string, name string) {
	f.texts(p, name)
	f.choices(name, f.session.knownLabels)
	f.later = append(f.later, func(context.Context) error {
		*p = commas(*p)
		for i := range *p {
			(*p)[i] = labelled((*p)[i])
		}
		return nil
	})
}

// secrecy takes a marking: ground, whether it is only suspected, who assesses it, and who else reads it. Without an
// assessor it is the host's to assess.
func (f *flags) secrecy(p *conference.Secrecy) {
	f.text(&p.Ground, "secret")
	f.yes(&p.Suspected, "suspected")
	f.actor(&p.Owner, "assessed-by")
	f.actors(&p.Readers, "reader")
	f.later = append(f.later, func(ctx context.Context) error {
		if p.Ground == "" || p.Owner != "" {
			return nil
		}
		plan, err := f.session.plan(ctx)
		p.Owner = plan.Host
		return err
	})
}

func (f *flags) choices(name string, values func(string) []string) {
	if f.values == nil {
		f.values = map[string]func(string) []string{}
	}
	f.values[name] = values
}

func (f *flags) complete(c *cobra.Command, name string, values func(string) []string) {
	err := c.RegisterFlagCompletionFunc(name, func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		return begins(values(begun), begun), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic("cli: completion for a flag that is not there: " + err.Error())
	}
}

// finish is called when all flags are declared.
func (f *flags) finish(c *cobra.Command) {
	for name, values := range f.values {
		f.complete(c, name, values)
	}
}

// resolve refuses what is missing, and looks up what has to be looked up.
func (f *flags) resolve(ctx context.Context) error {
	var missing []string
	for _, name := range f.needed {
		if !f.given(name) {
			missing = append(missing, "--"+name)
		}
	}
	if len(missing) > 0 {
		return fault.New(fault.Invalid, "cli.missing-flags", "Flags", missing)
	}
	for _, do := range f.later {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// flagFault says in our own words what the flag library says in English.
func flagFault(c *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		bare    *pflag.ValueRequiredError
		wrong   *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(c, unknown)
	case errors.As(err, &bare):
		return fault.New(fault.Invalid, "cli.flag-without-value", "Flag", "--"+bare.GetFlag().Name)
	case errors.As(err, &wrong):
		if f, ok := fault.As(err); ok {
			return &flagError{flag: "--" + wrong.GetFlag().Name, err: f}
		}
		return fault.New(fault.Invalid, "cli.flag-value", "Flag", "--"+wrong.GetFlag().Name, "Value", clip(wrong.GetValue()))
	}
	return fault.Wrap(err, fault.Invalid, "cli.flag-form")
}

// flagError says which flag a fault is about.
type flagError struct {
	flag string
	err  error
}

func (e *flagError) Error() string { return e.flag + ": " + e.err.Error() }
func (e *flagError) Unwrap() error { return e.err }

func unknownFlag(c *cobra.Command, err *pflag.NotExistError) error {
	name := "--" + err.GetSpecifiedName()
	if err.GetSpecifiedShortnames() != "" {
		name = "-" + err.GetSpecifiedName()
		if d := err.GetSpecifiedName(); d >= "0" && d <= "9" { // "-12 degrees tonight" is a text
			return fault.New(fault.Invalid, "cli.text-with-minus", "Flag", name)
		}
	}
	var near []string
	nearest := 2 // slips of the finger; more is another word
	c.Flags().VisitAll(func(f *pflag.Flag) {
		switch d := distance(f.Name, err.GetSpecifiedName()); {
		case f.Hidden || d > nearest || d >= len(err.GetSpecifiedName()):
		case d < nearest:
			nearest, near = d, []string{"--" + f.Name}
		default:
			near = append(near, "--"+f.Name)
		}
	})
	if len(near) > 0 {
		return fault.New(fault.Invalid, "cli.unknown-flag-near", "Flag", name, "Near", near, "Help", c.CommandPath()+" --help")
	}
	return fault.New(fault.Invalid, "cli.unknown-flag", "Flag", name, "Help", c.CommandPath()+" --help")
}

// distance counts the letters to add, drop or change to make a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		corner := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := corner
			if a[i-1] != b[j-1] {
				change++
			}
			corner, row[j] = row[j], min(change, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
