package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"samverkan/internal/fault"
)

// verb is a command: its words and what follows them, and what it does. Its help stands in the catalogues under cli.cmd.<words>.
type verb struct {
	// use is the words, then the arguments: "note write KIND TEXT". One in brackets may be left out, one with dots may
	// be repeated. CONFERENCE, always last and in brackets, is the same as the flag -C.
	use     string
	example string
	flags   func(*flags)
	run     func(ctx context.Context, args []string) error
	creates bool // it may make a new database
	group   string
	alias   string // another word for the last of its words
}

// argument is what follows the words of a verb.
type argument struct {
	name     string
	optional bool
	repeated bool
}

// parts takes use apart.
func (v verb) parts() (words []string, args []argument) {
	for _, w := range strings.Fields(v.use) {
		if w == strings.ToLower(w) {
			words = append(words, w)
			continue
		}
		a := argument{name: w, optional: strings.HasPrefix(w, "["), repeated: strings.Contains(w, "...")}
		a.name = strings.Trim(a.name, "[].")
		args = append(args, a)
	}
	return words, args
}

// command makes the verb a command of the tree.
func (s *session) command(v verb) *cobra.Command {
	words, args := v.parts()
	key := "cli.cmd." + strings.Join(words, ".")
	c := &cobra.Command{
		Use:     strings.Join(append(words[len(words)-1:], s.written(args)...), " "),
		Short:   s.p.T(key + ".short"),
		Example: v.example,
		GroupID: v.group,
		Args:    func(_ *cobra.Command, given []string) error { return s.count(args, given) },
	}
	if v.alias != "" {
		c.Aliases = []string{v.alias}
	}
	if s.p.Has(key + ".long") {
		c.Long = s.p.T(key + ".long")
	}
	f := &flags{session: s, set: c.Flags(), key: strings.Join(words, "-")}
	if v.flags != nil {
		v.flags(f)
	}
	f.finish(c)
	c.ValidArgsFunction = s.completeArguments(args)
	c.RunE = func(c *cobra.Command, given []string) error {
		s.creates = v.creates
		if err := s.options.settle(s.world.Env); err != nil {
			return err
		}
		if n := len(args); n > 0 && args[n-1].name == "CONFERENCE" && len(given) == n {
			s.options.conference, given = given[n-1], given[:n-1]
		}
		if err := f.resolve(c.Context()); err != nil {
			return err
		}
		return v.run(c.Context(), given)
	}
	return c
}

// written gives the arguments as the help shows them, in the reader's language.
func (s *session) written(args []argument) []string {
	var out []string
	for _, a := range args {
		w := s.p.T("cli.arg." + strings.ToLower(a.name))
		if a.repeated {
			w += "..."
		}
		if a.optional {
			w = "[" + w + "]"
		}
		out = append(out, w)
	}
	return out
}

// plain gives the arguments by their names alone.
func (s *session) plain(args []argument) []string {
	var out []string
	for _, a := range args {
		out = append(out, s.p.T("cli.arg."+strings.ToLower(a.name)))
	}
	return out
}

// count refuses too few and too many arguments.
func (s *session) count(args []argument, given []string) error {
	needed, most := 0, len(args)
	for _, a := range args {
		if !a.optional {
			needed++
		}
		if a.repeated {
			most = -1
		}
	}
	switch {
	case len(given) < needed:
		return fault.New(fault.Invalid, "cli.missing-arguments", "Arguments", s.plain(args[len(given):needed]))
	case most >= 0 && len(given) > most:
		return fault.New(fault.Invalid, "cli.too-many-arguments", "Argument", clip(given[most]))
	}
	return nil
}

// noun gathers verbs under a word. By itself it only tells which they are.
func (s *session) noun(group, name string, verbs ...verb) *cobra.Command {
	c := &cobra.Command{
		Use:     name,
		GroupID: group,
		Short:   s.p.T("cli.cmd." + name + ".short"),
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
		Args:    unknownVerb,
	}
	if key := "cli.cmd." + name + ".long"; s.p.Has(key) {
		c.Long = s.p.T(key)
	}
	for _, v := range verbs {
		words, _ := v.parts()
		under := c
		for _, w := range words[1 : len(words)-1] { // "plan agenda add" stands under "plan agenda"
			under = s.between(under, words[0], w)
		}
		under.AddCommand(s.command(v))
	}
	return c
}

// between finds or makes the noun below a noun.
func (s *session) between(c *cobra.Command, first, name string) *cobra.Command {
	for _, sub := range c.Commands() {
		if sub.Name() == name {
			return sub
		}
	}
	sub := &cobra.Command{Use: name, Short: s.p.T("cli.cmd." + first + "." + name + ".short"), Args: unknownVerb,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(sub)
	return sub
}

// unknownVerb refuses a word that is no verb, and tells what may have been meant.
func unknownVerb(c *cobra.Command, given []string) error {
	if len(given) == 0 {
		return nil
	}
	c.SuggestionsMinimumDistance = 2
	if near := c.SuggestionsFor(given[0]); len(near) > 0 {
		return fault.New(fault.Invalid, "cli.unknown-verb-near", "Verb", clip(given[0]), "Near", near, "Help", c.CommandPath()+" --help")
	}
	return fault.New(fault.Invalid, "cli.unknown-verb", "Verb", clip(given[0]), "Help", c.CommandPath()+" --help")
}

// clip shortens what is quoted back of something that was typed.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
