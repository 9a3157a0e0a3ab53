package papers

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/document"
	"samverkan/internal/i18n"
	"samverkan/internal/render/html"
	"samverkan/internal/render/text"
)

// MemberTable writes an actor's people as a table for a spreadsheet, which can be read in again.
func MemberTable(w io.Writer, people []directory.Standing, p *i18n.Printer) error {
	header, rows := directory.MemberRows(people)
	return text.CSV(w, header, rows, text.CSVOptions{BOM: true, Semicolon: p.Lang() == i18n.Swedish})
}

// PersonFile is what the file of [WritePerson] is called: nothing of who it is about.
func PersonFile(x *clerk.Person) string {
	return "person-" + x.Made.UTC().Format("20060102-150405") + ".zip"
}

// WritePerson packs everything that is kept about a person: as JSON for programs, and as a page to read.
func WritePerson(w io.Writer, x *clerk.Person, p *i18n.Printer) error {
	z := zip.NewWriter(w)
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"person.json", func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			return enc.Encode(x)
		}},
		{"person.html", func(w io.Writer) error { return html.Render(w, personPage(x, p), html.WordsFrom(p)) }},
	} {
		part, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: x.Made.UTC()})
		if err != nil {
			return err
		}
		if err := f.write(part); err != nil {
			return err
		}
	}
	return z.Close()
}

// personPage is the page to read.
func personPage(x *clerk.Person, p *i18n.Printer) *document.Document {
	d := &document.Document{Title: p.T("person.title", "Name", x.Member.Name), Lang: p.Lang(), Created: x.Made,
		Footer: document.Furniture{Left: p.T("person.made", "When", x.Made), Page: p.T("doc.page")}}
	add := func(blocks ...document.Block) { d.Body = append(d.Body, blocks...) }
	yes := func(b bool) string {
		if b {
			return p.T("person.yes")
		}
		return p.T("person.no")
	}
	facts := func(rows ...[2]string) document.Facts {
		var f document.Facts
		for _, r := range rows {
			if r[1] != "" {
				f.Items = append(f.Items, document.F(r[0], document.T(r[1])))
			}
		}
		return f
	}
	add(document.P(document.T(p.T("person.lead"))))
	add(document.H(1, document.T(p.T("person.account"))), facts([2]string{p.T("person.name"), x.Member.Name}, [2]string{p.T("person.id"), x.Member.ID},
		[2]string{p.T("person.actor"), x.Member.Actor}, [2]string{p.T("person.role"), p.T(x.Member.SystemRole.Key())},
		[2]string{p.T("person.function"), x.Member.Function}, [2]string{p.T("person.login"), x.Account.Login},
		[2]string{p.T("person.password"), yes(x.Account.Password)}, [2]string{p.T("person.second"), yes(x.Account.SecondFactor)},
		[2]string{p.T("person.since"), moment(p, x.Account.Created)}, [2]string{p.T("person.disabled"), moment(p, x.Account.Disabled)}))
	if r := x.Register; r != nil {
		add(document.H(1, document.T(p.T("person.register"))), facts([2]string{p.T("person.register-id"), r.External}, [2]string{p.T("person.given"), r.Given},
			[2]string{p.T("person.family"), r.Family}, [2]string{p.T("person.groups"), r.Groups}, [2]string{p.T("person.removed"), moment(p, r.Removed)}))
	}
	table := func(heading string, columns []string, rows [][]string) {
		add(document.H(1, document.T(heading)))
		if len(rows) == 0 {
			add(document.P(document.M(p.T("person.nothing"))))
			return
		}
		t := document.Table{Caption: []document.Inline{document.T(heading)}}
		for i, c := range columns {
			if i == 0 {
				t.Columns = append(t.Columns, document.RowHead(c, 1))
			} else {
				t.Columns = append(t.Columns, document.Col(c, 1))
			}
		}
		for _, r := range rows {
			var cells []document.Cell
			for _, c := range r {
				if c == "" {
					c = "–"
				}
				cells = append(cells, document.TD(document.T(c)))
			}
			t.Rows = append(t.Rows, document.R(cells...))
		}
		add(t)
	}
	var settings [][]string
	for _, name := range slices.Sorted(maps.Keys(x.Settings)) {
		settings = append(settings, []string{name, x.Settings[name]})
	}
	table(p.T("person.settings"), []string{p.T("person.what"), p.T("person.value")}, settings)
	var contacts [][]string
	for _, c := range x.Contacts {
		contacts = append(contacts, []string{c.Person, c.Function, strings.Join(c.Ways, ", "), c.Note})
	}
	table(p.T("person.contacts"), []string{p.T("person.name"), p.T("person.function"), p.T("person.ways"), p.T("person.note")}, contacts)
	things := func(heading string, list []clerk.PersonThing) {
		var rows [][]string
		for _, t := range list {
			rows = append(rows, []string{moment(p, t.Created), t.Name, t.How, t.Address, t.Agent, moment(p, t.Used), moment(p, t.Ended)})
		}
		table(heading, []string{p.T("person.when"), p.T("person.what"), p.T("person.how"), p.T("person.address"), p.T("person.agent"), p.T("person.used"), p.T("person.ended")}, rows)
	}
	things(p.T("person.passkeys"), x.Passkeys)
	things(p.T("person.identities"), x.Elsewhere)
	things(p.T("person.sessions"), x.Sessions)
	things(p.T("person.tokens"), x.Tokens)
	things(p.T("person.calendars"), x.Calendars)
	things(p.T("person.devices"), x.Devices)
	var watches, told [][]string
	for _, w := range x.Watches {
		watches = append(watches, []string{moment(p, w.Made), w.On, w.Target, w.Label, w.Often})
	}
	table(p.T("person.watches"), []string{p.T("person.when"), p.T("person.kind"), p.T("person.what"), p.T("person.name"), p.T("person.how")}, watches)
	for _, n := range x.Inbox {
		told = append(told, []string{moment(p, n.At), n.What, n.Kind, n.ID, moment(p, n.Read)})
	}
	table(p.T("person.inbox"), []string{p.T("person.when"), p.T("person.how"), p.T("person.kind"), p.T("person.what"), p.T("person.read")}, told)
	var signIns [][]string
	for _, l := range x.SignIns {
		signIns = append(signIns, []string{moment(p, l.At), l.How, l.Outcome, l.Address, l.Agent})
	}
	table(p.T("person.sign-ins"), []string{p.T("person.when"), p.T("person.how"), p.T("person.outcome"), p.T("person.address"), p.T("person.agent")}, signIns)
	var entries [][]string
	for _, e := range x.Entries {
		entries = append(entries, []string{moment(p, e.At), e.Journal, strconv.FormatInt(e.Seq, 10), e.Kind, plainJSON(e.Text)})
	}
	table(p.T("person.entries"), []string{p.T("person.when"), p.T("person.journal"), p.T("person.number"), p.T("person.kind"), p.T("person.text")}, entries)
	var texts [][]string
	for _, t := range x.Texts {
		texts = append(texts, []string{moment(p, t.At), t.Area, t.Item, t.Text})
	}
	table(p.T("person.texts"), []string{p.T("person.when"), p.T("person.area"), p.T("person.item"), p.T("person.text")}, texts)
	return d
}

func moment(p *i18n.Printer, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.DateTime(t)
}

// plainJSON gives JSON as it is kept, on one line.
func plainJSON(raw json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return ""
	}
	return b.String()
}
