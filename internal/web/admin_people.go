package web

import (
	"slices"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/signin"
)

// peoplePage lists the people of the reader's actor, everybody for who runs the installation.
type peoplePage struct {
	adminShell
	Rows   []personRow
	Filter string
	Pager  pager
	Actors []choice
	Roles  []choice
	Runs   bool
}

type personRow struct {
	clerk.AccountRow
	ActorName string
}

// Role is what somebody may do, in words.
func (r personRow) Role() string { return r.SystemRole.Key() }

// people shows the list, and the forms for those who are to come.
func (w *Web) people(q *request) error {
	p := &peoplePage{adminShell: q.adminShell("web.admin.people"), Filter: q.query("q"), Runs: q.runs()}
	all, err := q.clerk().Accounts(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	var rows []personRow
	for _, a := range all {
		r := personRow{a, q.shortName(a.Actor)}
		if folded := i18n.Fold(p.Filter); folded == "" || strings.Contains(i18n.Fold(r.Name+" "+r.Login+" "+r.ActorName), folded) {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b personRow) int { return q.Compare(a.Name, b.Name) })
	p.Pager = q.pager(listSize)
	p.Rows = shownRows(rows, &p.Pager)
	if p.Actors, err = q.actorChoices(); err != nil {
		return err
	}
	p.Roles = q.roleChoices()
	return q.page("admin-people", p)
}

// shownRows gives the rows of the page that is asked for.
func shownRows[T any](all []T, p *pager) []T {
	from := min((p.Page-1)*p.Size, len(all))
	shown := all[from:min(from+p.Size, len(all))]
	*p = p.counted(len(shown), len(all))
	return shown
}

// roleChoices lists the roles that the reader may give.
func (q *request) roleChoices() []choice {
	var out []choice
	for _, r := range []directory.SystemRole{directory.Writer, directory.Reader, directory.ActorAdmin, directory.Operator} {
		if r != directory.Operator || q.runs() {
			out = append(out, choice{string(r), q.T(r.Key())})
		}
	}
	return out
}

// linksPage shows the links that were just made. They are shown once: the service keeps only what they are recognised by.
type linksPage struct {
	adminShell
	People []signin.Invited
}

func (q *request) links(title string, people ...signin.Invited) error {
	return q.page("admin-links", &linksPage{q.adminShell(title), people})
}

// invitePerson makes an account with a link to open it by.
func (w *Web) invitePerson(q *request) error {
	m := directory.Member{Name: strings.TrimSpace(q.Form.Get("name")), Actor: q.Form.Get("actor"), SystemRole: directory.SystemRole(q.Form.Get("systemRole"))}
	got, err := w.o.SignIn.Invite(q.ctx(), q.Who, m, q.Form.Get("login"), q.Form.Get("shared") != "", q.Lang())
	if err != nil {
		if code := fault.CodeOf(err); strings.HasPrefix(code, "account.login") {
			return adminAt(err, "login")
		}
		return err
	}
	return q.links("web.admin.invited", got)
}

// importPeople makes the accounts of a file, all or none.
func (w *Web) importPeople(q *request) error {
	file, err := q.table()
	if err != nil {
		return err
	}
	got, err := w.o.SignIn.Import(q.ctx(), q.Who, file, q.Lang())
	if err != nil {
		return err
	}
	return q.links("web.admin.invited", got...)
}

// personPage is one account.
type personPage struct {
	adminShell
	Row    personRow
	Self   bool
	Erases bool // the reader may take out and erase what is kept about the person
	Roles  []choice
}

// account finds one of the accounts that the reader keeps.
func (q *request) account(member string) (clerk.AccountRow, error) {
	all, err := q.clerk().Accounts(q.ctx(), q.Who)
	if err != nil {
		return clerk.AccountRow{}, err
	}
	if i := slices.IndexFunc(all, func(a clerk.AccountRow) bool { return a.Member == member }); i >= 0 {
		return all[i], nil
	}
	return clerk.AccountRow{}, fault.New(fault.NotFound, "account.unknown", "Member", member)
}

func (w *Web) person(q *request) error {
	a, err := q.account(q.path("member"))
	if err != nil {
		return err
	}
	p := &personPage{adminShell: q.adminShell("web.admin.person", "Name", a.Name), Row: personRow{a, q.actorName(a.Actor)}, Self: a.Member == q.Who.Member,
		Erases: q.Who.Allows("person.erase", a.Actor) == nil && (a.SystemRole != directory.Operator || q.runs()), Roles: q.roleChoices()}
	return q.page("admin-person", p)
}

// savePerson changes a name or a role.
func (w *Web) savePerson(q *request) error {
	a, err := q.account(q.path("member"))
	if err != nil {
		return err
	}
	_, err = q.administer(clerk.SaveMember{Member: directory.Member{ID: a.Member, Name: strings.TrimSpace(q.Form.Get("name")), Actor: a.Actor,
		SystemRole: directory.SystemRole(q.Form.Get("systemRole")), Function: q.field("function")}})
	if err != nil {
		return err
	}
	return q.done("/admin/people/"+a.Member, "saved")
}

// resetPerson ends what is open and gives a new link.
func (w *Web) resetPerson(q *request) error {
	got, err := w.o.SignIn.Reset(q.ctx(), q.Who, q.path("member"), q.Form.Get("factor") != "", q.Lang())
	if err != nil {
		return err
	}
	return q.links("web.admin.was-reset", got)
}

func (w *Web) disablePerson(q *request) error {
	return q.changeAccount(clerk.DisableAccount{Member: q.path("member")}, "account-disabled")
}

func (w *Web) enablePerson(q *request) error {
	return q.changeAccount(clerk.EnableAccount{Member: q.path("member")}, "account-enabled")
}

func (q *request) changeAccount(cmd clerk.AdminCommand, note string) error {
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done("/admin/people/"+q.path("member"), note)
}
