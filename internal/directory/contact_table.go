package directory

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
)

var (
	contactColumns  = []string{"actor", "function", "channel", "address"}
	contactOptional = []string{"person", "language", "quiet", "note", "checked", "id", "shown"}
)

// channelWords are the words that the files use, the one that is written first.
var channelWords = map[Channel][]string{
	Mail: {"e-post", "epost", "mail", "mejl", "e-mail", "email"}, SMS: {"sms", "mobil"},
	Voice: {"telefon", "tel", "voice", "phone", "rost"}, Push: {"push"}, Webhook: {"webhook"}, Rakel: {"rakel", "rssi"},
}

// ReadContacts reads a file of contacts: CSV as [ReadActors] takes it, under the header
//
//	actor,function,channel,address,person,language,quiet,note,checked,id,shown
//
// of which the last seven may be left out. A row is one way to a contact; rows of the same actor, function and person are one
// contact, whose ways and place are in the order of the file. channel is e-post, sms, telefon, rakel, push or webhook; numbers may
// be written as people do. checked is a date, 2027-01-06. shown is "alla" or "gemensamt", and
// nobody else when it is blank. A contact without an id gets one of its actor and function, so that the
// same file read again changes what it made before. An apostrophe before what a spreadsheet would take for a formula is left out.
//
// A file is taken whole or not at all. Faults: those of [ReadActors] for the file, and csv.rows or csv.rows-many whose Fields are
// "line:column" -> contact code.
func ReadContacts(r io.Reader) ([]Contact, error) { return readContacts(r, usual) }

func readContacts(r io.Reader, most limits) ([]Contact, error) {
	data, err := readText(r, most)
	if err != nil {
		return nil, err
	}
	t, err := newTable(data, most, contactColumns, contactOptional)
	if err != nil {
		return nil, err
	}
	g := gathered{at: map[string]int{}, ids: map[string]int{}, count: map[string]int{}}
	for {
		more, err := t.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		g.row(t)
	}
	if err := t.err(); err != nil {
		return nil, err
	}
	if len(g.list) == 0 {
		return nil, fault.New(fault.Invalid, "csv.empty", "Columns", strings.Join(contactColumns, ", "))
	}
	return g.list, nil
}

// gathered are the contacts of the rows so far.
type gathered struct {
	list  []Contact
	at    map[string]int // actor, function and person -> place in list
	ids   map[string]int // id in lower case -> place in list
	count map[string]int // contacts of an actor
}

// row takes one row, or notes what is wrong with it.
func (g *gathered) row(t *table) {
	c := Contact{ID: t.cell("id"), Actor: unguarded(t.cell("actor")), Function: unguarded(t.cell("function")), Person: unguarded(t.cell("person")),
		Language: strings.ToLower(t.cell("language")), Quiet: t.cell("quiet"), Note: unguarded(t.cell("note"))}
	c.Shown, _ = ReadShown(t.cell("shown")) // what is no word of it is noted with the rest
	w := Way{Channel: channelOf(t.cell("channel"))}
	w.Address = NormalAddress(w.Channel, unguarded(t.cell("address")))
	if day := t.cell("checked"); day != "" {
		var err error
		if c.Checked, err = time.Parse(time.DateOnly, day); err != nil {
			t.note("checked", "contact.checked")
		}
	}
	group := strings.Join([]string{strings.ToLower(c.Actor), key(c.Function), key(c.Person)}, "\n")
	i, known := g.at[group]
	if !known {
		i = g.begin(t, c, group)
	}
	have := &g.list[i]
	switch code := w.wrong(); {
	case code == "contact.channel":
		t.note("channel", code)
	case code != "":
		t.note("address", code)
	case have.Way(w.Channel, w.Address) >= 0:
		t.note("address", "contact.way-twice")
	case len(have.Ways) == MaxWays:
		t.note("", "contact.too-many-ways")
	}
	have.Ways = append(have.Ways, w)
	if c.Checked.After(have.Checked) {
		have.Checked = c.Checked
	}
}

// begin adds the contact that a row is the first of.
func (g *gathered) begin(t *table, c Contact, group string) int {
	c.Order = g.count[c.Actor]
	g.count[c.Actor]++
	if g.count[c.Actor] == MaxContacts+1 {
		t.note("actor", "contact.too-many")
	}
	if c.ID == "" {
		c.ID = g.free(c.Actor + "." + slug(c.Function))
	}
	for column, code := range c.wrong() {
		t.note(column, code)
	}
	lower := strings.ToLower(c.ID)
	if _, taken := g.ids[lower]; taken {
		t.note("id", "contact.id-twice")
	}
	i := len(g.list)
	g.list, g.at[group], g.ids[lower] = append(g.list, c), i, i
	return i
}

// free gives the id, or the first with a number after it that nobody has.
func (g *gathered) free(id string) string {
	for n := 1; ; n++ {
		tried := id
		if n > 1 {
			tried += "-" + strconv.Itoa(n)
		}
		if _, taken := g.ids[strings.ToLower(tried)]; !taken {
			return tried
		}
	}
}

// slug makes a part of an id out of a function's name.
func slug(s string) string {
	var b strings.Builder
	for _, r := range key(s) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// channelOf reads a channel by its word, with or without å, ä and ö.
func channelOf(s string) Channel {
	for channel, words := range channelWords {
		for _, w := range words {
			if key(s) == key(w) {
				return channel
			}
		}
	}
	return Channel(s)
}

// formulaStarts are what makes a spreadsheet calculate with a cell instead of showing it.
const formulaStarts = "=+-@\t\r"

// guarded puts an apostrophe before such a cell: a number as well, since "+46…" would lose its plus.
func guarded(s string) string {
	if s != "" && (strings.ContainsRune(formulaStarts, rune(s[0])) || s[0] == '\'') {
		return "'" + s
	}
	return s
}

// unguarded is what guarded was given.
func unguarded(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(formulaStarts+"'", rune(s[1])) {
		return s[1:]
	}
	return s
}

// WriteContacts writes contacts as [ReadContacts] reads them, with commas and no byte order mark. No cell of it is a formula to a
// spreadsheet.
func WriteContacts(w io.Writer, contacts []Contact) error {
	out := csv.NewWriter(w)
	if err := out.Write(append(append([]string{}, contactColumns...), contactOptional...)); err != nil {
		return err
	}
	for _, c := range contacts {
		checked := ""
		if !c.Checked.IsZero() {
			checked = c.Checked.Format(time.DateOnly)
		}
		shown := ""
		if c.Shown != ShownToUs {
			shown = shownWords[c.Shown][0]
		}
		for _, way := range c.Ways {
			row := []string{c.Actor, c.Function, channelWords[way.Channel][0], way.Address, c.Person, c.Language, c.Quiet, c.Note, checked, c.ID, shown}
			for i := range row {
				row[i] = guarded(row[i])
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
