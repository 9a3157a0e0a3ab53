package directory

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"samverkan/internal/fault"
)

// Listed is a row of an actor's own list of its people.
type Listed struct {
	Line     int
	Name     string
	Login    string     // e-mail address, lower case
	Role     SystemRole // "" when the list does not say
	Function string
	Says     bool // the list has a column for functions
}

// Standing is somebody who has an account at the actor.
type Standing struct {
	Member
	Login    string
	Shared   bool // of a function: no list of people has it
	Disabled bool
	Opened   bool
}

// ChangeKind is what a list does to somebody.
type ChangeKind string

// The kinds.
const (
	MemberNew      ChangeKind = "new"
	MemberChanged  ChangeKind = "changed"
	MemberDisabled ChangeKind = "disabled"
)

// MemberChange is what a list does to one person.
type MemberChange struct {
	Kind  ChangeKind
	Line  int // of the file; 0 for who is not in it
	Login string
	Was   Member // zero for who is new
	Is    Member // without an ID for who is new
}

// MemberPlan is all that a list does, in the order of its rows, with those who are not in it last.
type MemberPlan struct {
	Changes []MemberChange
	Same    int // rows that change nothing
}

// Count gives how many of a kind there are.
func (p MemberPlan) Count(kind ChangeKind) int {
	n := 0
	for _, c := range p.Changes {
		if c.Kind == kind {
			n++
		}
	}
	return n
}

// New gives how many get an account.
func (p MemberPlan) New() int { return p.Count(MemberNew) }

// Changed gives how many change.
func (p MemberPlan) Changed() int { return p.Count(MemberChanged) }

// Disabled gives how many lose their account.
func (p MemberPlan) Disabled() int { return p.Count(MemberDisabled) }

var memberColumns = []string{"name", "email", "role", "function"}

// ReadMembers reads an actor's list of its people: CSV as [ReadPeople] takes it, under the header
//
//	name,email,role,function
//
// of which the last two may be left out. What a list does not say stays as it is; whoever is new becomes a writer. An apostrophe
// before a cell, with which spreadsheets are kept from taking it for a formula, is taken away. The faults are those of [ReadPeople].
func ReadMembers(r io.Reader) ([]Listed, error) {
	data, err := io.ReadAll(io.LimitReader(r, int64(few.bytes)+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "csv.unreadable")
	}
	if len(data) > few.bytes {
		return nil, fault.New(fault.TooLarge, "csv.too-large", "MaxMB", few.bytes>>20)
	}
	if data, err = readText(bytes.NewReader(western(data)), few); err != nil {
		return nil, err
	}
	t, err := newTable(data, few, memberColumns[:2], memberColumns[2:])
	if err != nil {
		return nil, err
	}
	var out []Listed
	seen := map[string]bool{}
	for {
		more, err := t.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		x := t.listed()
		if x.Login != "" && seen[x.Login] {
			t.note("email", "account.login-twice")
		}
		seen[x.Login] = true
		out = append(out, x)
	}
	if err := t.err(); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "csv.empty", "Columns", "name, email")
	}
	return out, nil
}

// listed reads a row, and notes what is wrong with it.
func (t *table) listed() Listed {
	wrong := map[string]string{}
	plain := func(column string) string { return strings.TrimPrefix(t.cell(column), "'") }
	x := Listed{Line: t.line, Name: plain("name"), Function: plain("function")}
	_, x.Says = t.columns["function"]
	text(wrong, "name", x.Name, 100, true)
	text(wrong, "function", x.Function, 100, false)
	var err error
	if x.Login, err = Login(plain("email")); err != nil {
		wrong["email"] = "account.login"
	}
	if word := plain("role"); word != "" {
		if x.Role = SystemRole(strings.ToLower(word)); !x.Role.Valid() {
			x.Role = roleWords[key(word)]
		}
		if !x.Role.Valid() {
			wrong["role"] = "member.role"
		}
	}
	for column, code := range wrong {
		t.note(column, code)
	}
	return x
}

// RowFaults is what is wrong with rows of a file that could be read: "line:column" -> code. It answers with csv.rows or
// csv.rows-many, nil when nothing is.
func RowFaults(wrong map[string]string) error {
	if len(wrong) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "csv.rows", "Faults", len(wrong))
	if len(wrong) > maxShown {
		f = fault.New(fault.Invalid, "csv.rows-many", "Faults", len(wrong), "Shown", maxShown)
	}
	f.Fields = map[string]string{}
	for path, code := range wrong {
		if len(f.Fields) == maxShown {
			break
		}
		f.Fields[path] = code
	}
	return f
}

// PlanMembers says what a list does to the people of an actor, who are known by their addresses. disable says that those who are not
// in it lose their accounts: but not keeps, who reads the list in, nor functions, nor who runs the installation.
func PlanMembers(actor string, have []Standing, list []Listed, disable bool, keeps string) MemberPlan {
	var p MemberPlan
	by := map[string]Standing{}
	for _, s := range have {
		by[s.Login] = s
	}
	in := map[string]bool{}
	for _, x := range list {
		in[x.Login] = true
		was, known := by[x.Login]
		is := was.Member
		is.Name, is.Actor = x.Name, actor
		if x.Role != "" {
			is.SystemRole = x.Role
		} else if !known {
			is.SystemRole = Writer
		}
		if x.Says {
			is.Function = x.Function
		}
		switch {
		case !known:
			p.Changes = append(p.Changes, MemberChange{MemberNew, x.Line, x.Login, Member{}, is})
		case is != was.Member:
			p.Changes = append(p.Changes, MemberChange{MemberChanged, x.Line, x.Login, was.Member, is})
		default:
			p.Same++
		}
	}
	if !disable {
		return p
	}
	var gone []MemberChange
	for _, s := range have {
		if in[s.Login] || s.Shared || s.Disabled || s.ID == keeps || s.SystemRole == Operator {
			continue
		}
		gone = append(gone, MemberChange{MemberDisabled, 0, s.Login, s.Member, s.Member})
	}
	slices.SortFunc(gone, func(a, b MemberChange) int { return strings.Compare(a.Login, b.Login) })
	p.Changes = append(p.Changes, gone...)
	return p
}

// MemberRows gives an actor's people as [ReadMembers] reads them, for whoever writes the file.
func MemberRows(people []Standing) (header []string, rows [][]string) {
	for _, s := range people {
		if !s.Shared && !s.Disabled {
			rows = append(rows, []string{s.Name, s.Login, string(s.SystemRole), s.Function})
		}
	}
	return slices.Clone(memberColumns), rows
}
