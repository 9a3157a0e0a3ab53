package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

func (w *Web) contactRoutes() []row {
	return []row{
		{get, "/admin/contacts", "contact.list", w.contacts},
		{get, "/admin/contacts/edit", "contact.list", w.contactPage},
		{get, "/admin/contacts/file", "contact.list", w.contactFile},
		{post, "/admin/contacts", "administer", w.saveContact},
		{post, "/admin/contacts/remove", "administer", w.removeContact},
		{post, "/admin/contacts/checked", "administer", w.checkContact},
		{post, "/admin/contacts/way", "administer", w.markWay},
		{post, "/admin/contacts/import", "administer", w.importContacts},
		{post, "/admin/contacts/test", "administer", w.testContacts},
	}
}

// contactsPage lists whom an actor is reached by, in the order in which they are tried.
type contactsPage struct {
	adminShell
	Of, OfName string
	Actors     []choice // whose can be shown; one for who has but its own
	Rows       []contactRow
	Stale      int
	Writes     bool
	Tests      []delivery.Delivery
	q          *request
}

// contactRow is a contact with how it stands.
type contactRow struct {
	directory.Contact
	Stale  bool
	Looked time.Time // when somebody last saw to it; zero when nobody has
	Single bool      // it has no second way, and an alarm needs two
}

// When writes a time with its day.
func (p *contactsPage) When(t time.Time) string { return p.q.ShortDateTime(t) }

// contactsOf is the actor whose contacts a page is about: the reader's own when it does not say.
func (q *request) contactsOf() string { return cmp.Or(q.query("actor"), q.Who.Actor) }

func (w *Web) contacts(q *request) error {
	p := &contactsPage{adminShell: q.adminShell("web.contacts.title"), Of: q.contactsOf(), q: q}
	p.OfName = q.actorName(p.Of)
	list, err := q.clerk().Contacts(q.ctx(), q.Who, p.Of)
	if err != nil {
		return err
	}
	directory.SortContacts(list)
	for _, c := range list {
		x := contactRow{Contact: c, Stale: c.Stale(q.Now), Looked: c.Checked, Single: len(c.Ways) < 2 && !c.Switchboard()}
		if x.Stale {
			p.Stale++
		}
		p.Rows = append(p.Rows, x)
	}
	p.Writes = q.Who.Allows("administer", p.Of) == nil
	if p.Actors, err = q.actorChoices(); err != nil {
		return err
	}
	tests, err := q.clerk().ContactTests(q.ctx(), q.Who, p.Of)
	p.Tests = tests[:min(len(tests), testsShown)]
	if err != nil {
		return err
	}
	return q.page("contacts", p)
}

// testsShown is how many of the latest test messages are shown.
const testsShown = 12

// contactPage is where a contact is added or changed.
type contactPage struct {
	adminShell
	Contact   directory.Contact
	New       bool
	Writes    bool
	Ways      []wayField
	Channels  []choice
	Languages []choice
	Shown     []choice // who may see it
	Back      string   // address of the list
}

// wayField is a row of the form: a way there is, or an empty one.
type wayField struct {
	Index            int
	Channel, Address string
	Broken           bool
}

// spareWays is how many empty rows a contact's form has below its own.
const spareWays = 3

func (w *Web) contactPage(q *request) error {
	p := &contactPage{adminShell: q.adminShell("web.contacts.edit"), New: q.query("id") == "", Contact: directory.Contact{Actor: q.contactsOf()}}
	all, err := q.clerk().Contacts(q.ctx(), q.Who, p.Contact.Actor) // also for a new one: it says whether they are the reader's to see
	if err != nil {
		return err
	}
	if !p.New {
		if p.Contact, err = contactIn(all, q.query("id")); err != nil {
			return err
		}
	}
	p.Back = withQuery("/admin/contacts", "actor", p.Contact.Actor)
	p.Writes = q.Who.Allows("administer", p.Contact.Actor) == nil
	n := min(len(p.Contact.Ways)+spareWays, directory.MaxWays)
	for i := range n {
		x := wayField{Index: i, Channel: string(directory.Mail)}
		if i < len(p.Contact.Ways) {
			way := p.Contact.Ways[i]
			x.Channel, x.Address, x.Broken = string(way.Channel), way.Address, way.Broken()
		}
		p.Ways = append(p.Ways, x)
	}
	for _, c := range directory.Channels() {
		p.Channels = append(p.Channels, choice{string(c), q.T(c.Key())})
	}
	for _, s := range directory.AllShown() {
		p.Shown = append(p.Shown, choice{string(s), q.T(s.Key())})
	}
	for _, l := range q.web.o.Texts.Languages() {
		p.Languages = append(p.Languages, choice{l, q.T("web.settings.language." + l)})
	}
	return q.page("contact", p)
}

func contactIn(all []directory.Contact, id string) (directory.Contact, error) {
	i := slices.IndexFunc(all, func(c directory.Contact) bool { return c.ID == id })
	if i < 0 {
		return directory.Contact{}, fault.New(fault.NotFound, "contact.unknown", "ID", id)
	}
	return all[i], nil
}

// saveContact keeps a contact as the form has it. To save is to have looked at it.
func (w *Web) saveContact(q *request) error {
	c := directory.Contact{ID: q.field("id"), Actor: q.field("actor"), Function: q.field("function"), Person: q.field("person"),
		Language: q.field("language"), Quiet: q.field("quiet"), Note: q.field("note"), Checked: q.Now,
		Shown: directory.Shown(q.field("shown"))}
	if c.ID == "" {
		c.ID = cmp.Or(q.Form.Get("_id"), w.o.NewID())
	}
	if text := q.field("order"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > directory.MaxContacts {
			return atFormField("web.field-number", "order")
		}
		c.Order = n
	}
	at := []int{} // the row of the form that each way is from
	for i := range directory.MaxWays {
		name := "ways." + strconv.Itoa(i)
		channel := directory.Channel(q.field(name + ".channel"))
		if address := q.field(name + ".address"); address != "" {
			c.Ways, at = append(c.Ways, directory.Way{Channel: channel, Address: directory.NormalAddress(channel, address)}), append(at, i)
		}
	}
	if _, err := q.administer(clerk.SaveContact{Contact: c}); err != nil {
		return contactAt(err, at)
	}
	return q.done(withQuery("/admin/contacts", "actor", c.Actor), "contact-saved")
}

// contactAt puts what is wrong with a way at its field: the desk counts the ways that have something in them.
func contactAt(err error, at []int) error {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	moved := *f
	moved.Fields = map[string]string{}
	for field, code := range f.Fields {
		if rest, isWay := strings.CutPrefix(field, "ways/"); isWay {
			if n, err := strconv.Atoi(rest); err == nil && n < len(at) {
				field = "ways." + strconv.Itoa(at[n]) + ".address"
			}
		} else if field == "ways" {
			field = "ways.0.address"
		}
		moved.Fields[field] = code
	}
	return &moved
}

func (q *request) contactsDone(note string) error {
	return q.done(withQuery("/admin/contacts", "actor", q.field("actor")), note)
}

// removeContact takes a contact away, and what was kept of the person.
func (w *Web) removeContact(q *request) error {
	if _, err := q.administer(clerk.RemoveContact{ID: q.field("id")}); err != nil {
		return err
	}
	return q.contactsDone("contact-removed")
}

// checkContact notes that somebody has seen to it that a contact holds as it is.
func (w *Web) checkContact(q *request) error {
	all, err := q.clerk().Contacts(q.ctx(), q.Who, q.field("actor"))
	if err != nil {
		return err
	}
	c, err := contactIn(all, q.field("id"))
	if err != nil {
		return err
	}
	c.Checked = q.Now
	if _, err := q.administer(clerk.SaveContact{Contact: c}); err != nil {
		return err
	}
	return q.contactsDone("contact-checked")
}

// markWay notes that a way worked or did not.
func (w *Web) markWay(q *request) error {
	cmd := clerk.MarkWay{Contact: q.field("id"), Channel: directory.Channel(q.field("channel")), Address: q.field("address"), Worked: q.Form.Get("worked") == "true"}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.contactsDone("contact-marked")
}

// importContacts takes in a file of contacts, all or none.
func (w *Web) importContacts(q *request) error {
	file, err := q.table()
	if err != nil {
		return err
	}
	list, err := directory.ReadContacts(file)
	if err != nil {
		return err
	}
	if _, err := q.administer(clerk.ImportContacts{Contacts: list}); err != nil {
		return err
	}
	return q.contactsDone("contacts-imported")
}

// contactFile gives the contacts as a file that can be taken in again.
func (w *Web) contactFile(q *request) error {
	list, err := q.clerk().Contacts(q.ctx(), q.Who, q.contactsOf())
	if err != nil {
		return err
	}
	directory.SortContacts(list)
	var b strings.Builder
	b.WriteString("\ufeff") // spreadsheets take it for another alphabet without
	if err := directory.WriteContacts(&b, list); err != nil {
		return err
	}
	q.private("text/csv")
	q.w.Header().Set("Content-Disposition", `attachment; filename="`+q.T("web.contacts.file-name")+`.csv"`)
	q.send(http.StatusOK, []byte(b.String()))
	return nil
}

// testContacts sends a sambandsprov.
func (w *Web) testContacts(q *request) error {
	if err := q.clerk().TestContacts(q.ctx(), q.Who, q.field("actor")); err != nil {
		return err
	}
	return q.contactsDone("contacts-tested")
}
