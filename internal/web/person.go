package web

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/papers"
	"samverkan/internal/signin"
)

func (w *Web) personRoutes() []row {
	return []row{
		{get, "/admin/list", "account.import", w.memberList},
		{post, "/admin/list", "account.import", w.planMembers},
		{post, "/admin/list/apply", "account.import", w.provisionMembers},
		{get, "/admin/list/file", "account.list", w.memberFile},
		{get, "/admin/scim", "scim-token.keep", w.scim},
		{post, "/admin/scim", "scim-token.keep", w.makeScim},
		{post, "/admin/scim/revoke", "scim-token.keep", w.revokeScim},
		{get, "/admin/people/{member}/data", "person.erase", w.personData},
		{get, "/admin/people/{member}/export", "person.erase", w.exportPerson},
		{post, "/admin/people/{member}/erase", "person.erase", w.erasePerson},
		{get, "/settings/person", "person.export", w.ownData},
		{get, "/settings/person/export", "person.export", w.exportOwn},
	}
}

// maxList is the most that a list of people may hold here: it goes to the browser and back between what is shown and what is done.
const maxList = 2 << 20

// listPage is where an actor's list of its people is brought in.
type listPage struct {
	adminShell
	Actors []choice
}

func (w *Web) memberList(q *request) (err error) {
	p := &listPage{adminShell: q.adminShell("web.person.list")}
	if p.Actors, err = q.actorChoices(); err != nil {
		return err
	}
	return q.page("admin-list", p)
}

// listPlanPage shows what a list would come to, with what it takes to do it.
type listPlanPage struct {
	adminShell
	P         signin.Provisioned
	Rows      []listPlanRow
	ActorName string
	List      string // the file, for the form that does it
	Disable   bool
}

// listPlanRow is a change, with each thing that differs.
type listPlanRow struct {
	directory.MemberChange
	Differs []difference
}

type difference struct{ Key, Was, Is string }

// planMembers reads a list and shows what it would come to. Nothing is done.
func (w *Web) planMembers(q *request) error {
	file, err := q.table()
	if err != nil {
		return err
	}
	list, err := io.ReadAll(io.LimitReader(file, maxList+1))
	if err != nil {
		return formFault(err)
	}
	if len(list) > maxList {
		return adminAt(fault.New(fault.TooLarge, "csv.too-large", "MaxMB", maxList>>20), "file")
	}
	p := &listPlanPage{adminShell: q.adminShell("web.person.plan"), List: base64.StdEncoding.EncodeToString(list), Disable: q.Form.Get("disable") != ""}
	actor := firstText(q.Form.Get("actor"), q.Who.Actor)
	if p.P, err = w.o.SignIn.Provision(q.ctx(), q.Who, actor, bytes.NewReader(list), p.Disable, true, "", q.Lang()); err != nil {
		return err
	}
	p.ActorName = q.actorName(actor)
	for _, c := range p.P.Plan.Changes {
		r := listPlanRow{MemberChange: c}
		if c.Kind == directory.MemberChanged {
			for _, d := range []difference{{"web.settings.name", c.Was.Name, c.Is.Name}, {"web.admin.role", q.T(c.Was.SystemRole.Key()), q.T(c.Is.SystemRole.Key())},
				{"web.person.function", c.Was.Function, c.Is.Function}} {
				if d.Was != d.Is {
					r.Differs = append(r.Differs, d)
				}
			}
		}
		p.Rows = append(p.Rows, r)
	}
	return q.page("admin-list-plan", p)
}

// provisionMembers does what was shown, or nothing when it would come to something else now.
func (w *Web) provisionMembers(q *request) error {
	list, err := base64.StdEncoding.DecodeString(q.Form.Get("list"))
	if err != nil || q.Form.Get("seen") == "" {
		return fault.New(fault.Invalid, "web.form")
	}
	got, err := w.o.SignIn.Provision(q.ctx(), q.Who, firstText(q.Form.Get("actor"), q.Who.Actor), bytes.NewReader(list), q.Form.Get("disable") != "", false, q.Form.Get("seen"), q.Lang())
	if err != nil {
		return err
	}
	if len(got.Invited) == 0 {
		return q.done("/admin/people", "list-done")
	}
	return q.links("web.admin.invited", got.Invited...)
}

// memberFile gives the list as it stands.
func (w *Web) memberFile(q *request) error {
	list, err := q.clerk().MemberList(q.ctx(), q.Who, firstText(q.query("actor"), q.Who.Actor))
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b directory.Standing) int { return q.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	if err := papers.MemberTable(&b, list, q.Printer); err != nil {
		return err
	}
	return q.attach("text/csv", q.T("web.person.file-name")+".csv", b.Bytes())
}

// attach sends a file that is the reader's own.
func (q *request) attach(kind, name string, content []byte) error {
	q.private(kind)
	q.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	q.send(http.StatusOK, content)
	return nil
}

// dataPage is what is kept about a person, in figures, and what erasing would take.
type dataPage struct {
	adminShell
	X    clerk.Erasure
	Self bool
}

func (w *Web) personData(q *request) error {
	x, err := q.clerk().Erasure(q.ctx(), q.Who, q.path("member"))
	if err != nil {
		return err
	}
	return q.page("admin-person-data", &dataPage{q.adminShell("web.person.data", "Name", x.Name), x, x.Member == q.Who.Member})
}

func (w *Web) exportPerson(q *request) error { return q.export(q.path("member")) }

func (w *Web) exportOwn(q *request) error { return q.export(q.Who.Member) }

func (q *request) export(member string) error {
	p, err := q.clerk().Person(q.ctx(), q.Who, member)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := papers.WritePerson(&b, &p, q.Printer); err != nil {
		return err
	}
	return q.attach("application/zip", papers.PersonFile(&p), b.Bytes())
}

// erasePerson erases what may be erased, when the box is ticked.
func (w *Web) erasePerson(q *request) error {
	if q.Form.Get("sure") == "" {
		return atFormField("web.person-unsure", "sure")
	}
	if _, err := q.clerk().ErasePerson(q.ctx(), q.Who, q.path("member")); err != nil {
		return err
	}
	return q.done("/admin/people", "person-erased")
}

// ownDataPage is what is kept about the reader.
type ownDataPage struct {
	Shell
	ActorName string
	P         clerk.Person
	Places    []string // the records in which the reader has done something
}

func (w *Web) ownData(q *request) error {
	p, err := q.clerk().Person(q.ctx(), q.Who, q.Who.Member)
	if err != nil {
		return err
	}
	page := &ownDataPage{Shell: q.shell("web.person.own"), ActorName: q.actorName(q.Who.Actor), P: p}
	for _, e := range p.Entries {
		if strings.Contains(e.Journal, "/") && !slices.Contains(page.Places, e.Journal) {
			page.Places = append(page.Places, e.Journal)
		}
	}
	return q.page("person", page)
}
