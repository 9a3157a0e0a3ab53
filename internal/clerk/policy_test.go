package clerk_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

func TestEveryCommandHasARule(t *testing.T) {
	if diff := cmp.Diff(conference.CommandNames(), clerk.RuleNames()); diff != "" {
		t.Errorf("commands (-) and rules (+):\n%s", diff)
	}
	var names []string
	for _, cmd := range everyCommand(plan(t, "regional"), attendee) {
		names = append(names, cmd.Name())
	}
	slices.Sort(names)
	if diff := cmp.Diff(conference.CommandNames(), names); diff != "" {
		t.Errorf("commands (-) and those that the matrix tries (+):\n%s", diff)
	}
}

// player is a column of the matrix: who gives the command, and about which actor.
type player struct {
	name  string
	who   clerk.Identity
	about string
}

func players() []player {
	reader := func(actor string) clerk.Identity { return member("las."+actor, actor, directory.Reader) }
	return []player{
		{"ägaren av filen", clerk.OwnerIdentity(), attendee},
		{"värdens mötesledare", holder(conference.Leader), attendee},
		{"värdens dokumentatör", holder(conference.Secretary), attendee},
		{"värdens lyssnare", holder(conference.Listener), attendee},
		{"värdens tekniker", holder(conference.Technician), attendee},
		{"annan hos värden", tib(host), attendee},
		{"läskonto hos värden", reader(host), attendee},
		{"deltagare, egen sak", tib(attendee), attendee},
		{"deltagare, annans sak", tib(attendee), "kommun-alvnas"},
		{"läskonto hos deltagare, egen sak", reader(attendee), attendee},
		{"observatör, egen sak", tib(observer), observer},
		{"observatör, annans sak", tib(observer), attendee},
		{"expert, egen sak", tib(expert), expert},
		{"expert, annans sak", tib(expert), attendee},
		{"resurs, egen sak", tib(volunteer), volunteer},
		{"inte kallad, egen sak", tib(outsider), outsider},
		{"inte kallad, annans sak", tib(outsider), attendee},
		{"inte kallad, kör anläggningen", member("drift", outsider, directory.Operator), outsider},
		{"ingen aktör", member("ingen", "", directory.Writer), attendee},
		{"ingen alls", clerk.Identity{}, attendee},
	}
}

// outcome is a cell of the matrix: + past the question of who may, - forbidden, . it does not exist.
func outcome(t *testing.T, err error) byte {
	t.Helper()
	switch code := fault.CodeOf(err); {
	case code == "conference.unknown":
		return '.'
	case strings.HasPrefix(code, "access."):
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%v is of kind %v", err, fault.KindOf(err))
		}
		return '-'
	case err != nil && fault.KindOf(err) == fault.Internal:
		t.Errorf("internal: %v", err)
	}
	return '+'
}

// The whole policy, as the desk answers: every command, by everybody, before the invitation, after it, and in the meeting.
func TestPolicy(t *testing.T) {
	p := plan(t, "regional")
	ctx := context.Background()
	cells := map[string][]byte{}
	for _, phase := range []string{"planned", "called", "open"} {
		w := at(t, phase)
		if phase == "open" {
			for _, actor := range []string{attendee, observer, expert, volunteer, "kommun-alvnas"} {
				w.do(holder(conference.Secretary), p.ID, w.clock.now(), "", &conference.AgreeMeasure{ID: "atgard." + actor, Text: "Kör vatten", Owner: actor})
			}
		}
		for _, pl := range players() {
			for _, cmd := range everyCommand(p, pl.about) {
				key := cmd.Name() + "\n" + pl.name
				err := w.Try(ctx, pl.who, p.ID, clerk.Wish{ID: "prov", Command: cmd})
				cells[key] = append(cells[key], outcome(t, err))
			}
		}
	}
	var b bytes.Buffer
	b.WriteString("Vem får ge vilket kommando. Varje ruta har tre tecken: konferensen är planerad, kallad, öppnad.\n" +
		"+ får (sedan avgör konferensen själv), - får inte, . konferensen finns inte för den som frågar.\n\n")
	for i, pl := range players() {
		fmt.Fprintf(&b, "%c  %s\n", 'A'+i, pl.name)
	}
	b.WriteString("\n" + strings.Repeat(" ", 26))
	for i := range players() {
		fmt.Fprintf(&b, "%c   ", 'A'+i)
	}
	b.WriteString("\n")
	for _, name := range conference.CommandNames() {
		fmt.Fprintf(&b, "%-26s", name)
		for _, pl := range players() {
			fmt.Fprintf(&b, "%s ", cells[name+"\n"+pl.name])
		}
		b.Truncate(b.Len() - 1)
		b.WriteString("\n")
	}
	golden(t, "policy.txt", b.Bytes())
}
