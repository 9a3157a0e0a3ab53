package web

import (
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"samverkan/internal/fault"
)

func (w *Web) adminRoutes() []row {
	return []row{
		{get, "/admin", "roster.list", w.adminStart},
		{get, "/admin/people", "account.list", w.people},
		{post, "/admin/invitations", "account.invite", w.invitePerson},
		{post, "/admin/invitations/import", "account.import", w.importPeople},
		{get, "/admin/people/{member}", "account.list", w.person},
		{post, "/admin/people/{member}", "administer", w.savePerson},
		{post, "/admin/people/{member}/reset", "account.reset", w.resetPerson},
		{post, "/admin/people/{member}/disable", "account.disable", w.disablePerson},
		{post, "/admin/people/{member}/enable", "account.disable", w.enablePerson},
		{get, "/admin/rosters", "roster.list", w.rosters},
		{get, "/admin/rosters/edit", "roster.list", w.rosterPage},
		{post, "/admin/rosters", "administer", w.saveRoster},
		{get, "/admin/actors", "contact.list", w.actorsPage},
		{post, "/admin/actors/import", "administer", w.importActors},
		{get, "/admin/actors/edit", "audit.read", w.actorPage},
		{post, "/admin/actors", "administer", w.saveActor},
		{get, "/admin/statistics", "usage.read", w.usage},
		{get, "/admin/sign-ins", "sign-in-log.read", w.signIns},
		{get, "/admin/log", "audit.read", w.adminLog},
		{get, "/conferences/{id}/guests", "guest.list", w.guests},
		{post, "/conferences/{id}/guests", "guest.invite", w.inviteGuest},
		{post, "/conferences/{id}/guests/{guest}/revoke", "guest.revoke", w.revokeGuest},
		{get, "/templates", "template.list", w.ownTemplates},
		{get, "/templates/edit", "template.list", w.ownTemplate},
		{post, "/templates", "administer", w.saveTemplate},
		{post, "/templates/remove", "administer", w.removeTemplate},
	}
}

// adminShell is what the pages of administration have around them: the ways to each other that the reader has.
type adminShell struct {
	Shell
	Tabs []tab
}

// adminPlaces are the pages, each with the operation that it takes.
var adminPlaces = []struct{ path, key, operation string }{
	{"/admin/people", "web.admin.people", "account.list"},
	{"/admin/rosters", "web.admin.rosters", "roster.list"},
	{"/admin/contacts", "web.contacts.title", "contact.list"},
	{"/admin/actors", "web.admin.actors", "contact.list"},
	{"/templates", "web.admin.templates", "template.list"},
	{"/admin/statistics", "web.usage.title", "usage.read"},
	{"/admin/sign-ins", "web.admin.sign-ins", "sign-in-log.read"},
	{"/admin/retention", "web.retention.title", "audit.read"},
	{"/admin/log", "web.admin.log", "audit.read"},
}

func (q *request) adminShell(title string, args ...any) adminShell {
	s := adminShell{Shell: q.shell(title, args...)}
	s.Section = "admin"
	for _, x := range adminPlaces {
		if q.Who.Allows(x.operation, "") == nil {
			s.Tabs = append(s.Tabs, tab{Path: x.path, Text: q.T(x.key), Current: strings.HasPrefix(q.r.URL.Path, x.path)})
		}
	}
	return s
}

// adminStart leads to the first of the pages that the reader may use.
func (w *Web) adminStart(q *request) error {
	to := "/admin/rosters"
	if q.Who.Allows("account.list", "") == nil {
		to = "/admin/people"
	}
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}

// runs tells whether the reader runs the installation, so that what only then can be done is offered.
func (q *request) runs() bool { return q.Who.Allows("audit.read", "") == nil }

// adminAt puts what is wrong at a field of the form, when the fault itself names none.
func adminAt(err error, field string) error {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Internal || len(f.Fields) > 0 {
		return err
	}
	at := *f
	at.Fields = map[string]string{field: f.Code}
	return &at
}

// maxTable is the most that a file of people or actors may hold.
const maxTable = 9 << 20

// table opens the file of a form. The form's other fields come before it, and are read into q.Form.
func (q *request) table() (io.Reader, error) {
	if !strings.HasPrefix(strings.ToLower(q.r.Header.Get("Content-Type")), "multipart/form-data") {
		return nil, fault.New(fault.Invalid, "web.form")
	}
	q.r.Body = http.MaxBytesReader(q.w, q.r.Body, maxTable)
	r, err := q.r.MultipartReader()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "web.form")
	}
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return nil, atFormField("web.no-file", "file")
		}
		if err != nil {
			return nil, formFault(err)
		}
		if part.FormName() == "file" {
			if part.FileName() == "" {
				return nil, atFormField("web.no-file", "file")
			}
			q.Form.Set("file", "") // so that what is wrong with the file is told at it
			return part, nil
		}
		if err := q.partField(part); err != nil {
			return nil, err
		}
	}
}

func (q *request) partField(part *multipart.Part) error {
	b, err := io.ReadAll(io.LimitReader(part, 4<<10))
	if err != nil {
		return formFault(err)
	}
	q.Form.Add(part.FormName(), string(b))
	return nil
}

// actorChoices lists the actors that somebody can be put under: all for who runs the installation, else the reader's own.
func (q *request) actorChoices() ([]choice, error) {
	if !q.runs() {
		return []choice{{q.Who.Actor, q.actorName(q.Who.Actor)}}, nil
	}
	d, err := q.directory()
	if err != nil {
		return nil, err
	}
	var out []choice
	for _, a := range d.All() {
		out = append(out, choice{a.ID, a.Name})
	}
	slices.SortFunc(out, func(a, b choice) int { return q.Compare(a.Text, b.Text) })
	return out, nil
}

// field gives a value of the form, without the space around it.
func (q *request) field(name string) string { return strings.TrimSpace(q.Form.Get(name)) }
