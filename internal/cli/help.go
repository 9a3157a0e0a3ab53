package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The groups of the verbs, in the order in which the work is done.
const (
	groupPlan     = "plan"
	groupMeeting  = "meeting"
	groupAfter    = "after"
	groupAreas    = "areas"
	groupRegister = "register"
	groupService  = "service"
	groupArchive  = "archive"
)

func groups() []string {
	return []string{groupPlan, groupMeeting, groupAfter, groupAreas, groupRegister, groupService, groupArchive}
}

// ownUse marks a verb that does something by itself, beside having verbs below it.
const ownUse = "own use"

// help writes the help of a verb in the reader's language: cobra's own is English.
func (s *session) help(c *cobra.Command) string {
	var b strings.Builder
	long := c.Long
	if long == "" {
		long = c.Short
	}
	b.WriteString(strings.TrimSpace(long) + "\n")
	b.WriteString(s.usage(c))
	return b.String()
}

// usage is the part of the help that says how the verb is written.
func (s *session) usage(c *cobra.Command) string {
	var b strings.Builder
	section := func(key, text string) {
		if text = strings.TrimRight(text, "\n"); text != "" {
			b.WriteString("\n" + s.p.T("cli.help."+key) + "\n" + text + "\n")
		}
	}
	line := c.UseLine()
	switch {
	case c.HasAvailableSubCommands() && c.Annotations[ownUse] == "":
		line = c.CommandPath() + " " + s.p.T("cli.arg.verb") + " [" + s.p.T("cli.arg.flags") + "]"
	case strings.HasSuffix(line, "[flags]"):
		line = strings.TrimSuffix(line, "[flags]") + "[" + s.p.T("cli.arg.flags") + "]"
	}
	section("usage", "  "+line)
	section("example", indented(c.Example))
	for _, g := range c.Groups() {
		section("group."+g.ID, s.verbs(c, g.ID))
	}
	if len(c.Groups()) == 0 {
		section("verbs", s.verbs(c, ""))
	}
	section("flags", s.flagLines(c.NonInheritedFlags()))
	section("global", s.flagLines(c.InheritedFlags()))
	if c.HasAvailableSubCommands() {
		b.WriteString("\n" + s.p.T("cli.help.more", "Command", c.CommandPath()) + "\n")
	}
	return b.String()
}

// indented sets an example in from the edge.
func indented(text string) string {
	if text == "" {
		return ""
	}
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}

func (s *session) verbs(c *cobra.Command, group string) string {
	var rows [][]string
	for _, sub := range c.Commands() {
		if sub.GroupID == group && sub.IsAvailableCommand() {
			rows = append(rows, []string{"  " + sub.Name(), sub.Short})
		}
	}
	return aligned(rows, s.width())
}

// flagLines lists flags with what they take and mean.
func (s *session) flagLines(set *pflag.FlagSet) string {
	var rows [][]string
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		takes, meaning := takes(f.Usage)
		name := "      --" + f.Name
		if f.Shorthand != "" {
			name = "  -" + f.Shorthand + ", --" + f.Name
		}
		if takes != "" {
			name += " " + takes
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0" {
			meaning += " " + s.p.T("cli.help.default", "Value", f.DefValue)
		}
		rows = append(rows, []string{name, meaning})
	})
	return aligned(rows, s.width())
}

// takes reads what a flag takes out of its help, where it stands between backquotes, and gives the help without saying it twice.
func takes(usage string) (value, meaning string) {
	before, rest, ok := strings.Cut(usage, "`")
	value, after, closed := strings.Cut(rest, "`")
	switch {
	case !ok || !closed:
		return "", usage
	case before == "":
		if after == "" || strings.HasPrefix(after, ": ") || strings.HasPrefix(after, "; ") || strings.HasPrefix(after, ", ") {
			return value, strings.TrimLeft(after, ":;, ")
		}
		return value, value + after
	case strings.HasSuffix(before, ", "):
		return value, strings.TrimSuffix(before, ", ") + after
	}
	return value, before + value + after
}

func aligned(rows [][]string, width int) string {
	var b strings.Builder
	_ = writeTable(&b, rows, width) // a strings.Builder never fails
	return b.String()
}
