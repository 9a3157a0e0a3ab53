package directory

import (
	"bytes"
	"encoding/binary"
	"io"
	wide "unicode/utf16"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// Person is somebody who is to have an account.
type Person struct {
	Name  string
	Login string // e-mail address, lower case
	Actor string // id
	Role  SystemRole
}

var personColumns = []string{"name", "email", "actor", "role"}

// few is enough for the people of a county.
var few = limits{bytes: 8 << 20, rows: 20_000}

// roleWords are the words for roles that a file may use beside the codes.
var roleWords = map[string]SystemRole{"lasare": Reader, "anvandare": Writer, "administrator": ActorAdmin, "drift": Operator}

// ReadPeople reads a file of people: CSV separated by comma, semicolon or tab, in UTF-8, UTF-16 or, when it is neither, in
// Windows' western letters, under the header
//
//	name,email,actor,role
//
// actor is an id or a name as [Directory.Find] takes it; role is reader, writer, actor-admin or operator, or in Swedish
// läsare, användare, administratör or drift, and writer when the column is left out. The file is taken whole or not at all;
// the faults are those of [ReadActors], with actor.formula for a cell that a spreadsheet would take for a formula.
func ReadPeople(r io.Reader, d *Directory) ([]Person, error) {
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
	t, err := newTable(data, few, personColumns[:3], personColumns[3:])
	if err != nil {
		return nil, err
	}
	var people []Person
	seen := map[string]bool{}
	for {
		more, err := t.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		p := t.person(d)
		if p.Login != "" && seen[p.Login] {
			t.note("email", "account.login-twice")
		}
		seen[p.Login] = true
		people = append(people, p)
	}
	if err := t.err(); err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, fault.New(fault.Invalid, "csv.empty", "Columns", "name, email, actor")
	}
	return people, nil
}

// person reads a row, and notes what is wrong with it.
func (t *table) person(d *Directory) Person {
	wrong := map[string]string{}
	p := Person{Name: t.cell("name"), Role: Writer}
	text(wrong, "name", p.Name, 100, true)
	var err error
	if p.Login, err = Login(t.cell("email")); err != nil {
		wrong["email"] = "account.login"
	}
	if a, ok := d.ByID(t.cell("actor")); ok {
		p.Actor = a.ID
	} else if a, err := d.Find(t.cell("actor")); err == nil {
		p.Actor = a.ID
	} else {
		wrong["actor"] = "member.actor"
	}
	if word := t.cell("role"); word != "" {
		if p.Role = SystemRole(word); !p.Role.Valid() {
			p.Role = roleWords[key(word)]
		}
		if !p.Role.Valid() {
			wrong["role"] = "member.role"
		}
	}
	for column, code := range wrong {
		t.note(column, code)
	}
	return p
}

// western makes UTF-8 of what a Swedish office writes: UTF-16 with a byte order mark, or one byte for each letter.
func western(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	case utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 || bytes.HasPrefix(data, []byte("PK\x03\x04")) ||
		bytes.HasPrefix(data, []byte("%PDF")):
		return data
	default:
		out := make([]rune, len(data))
		for i, b := range data {
			out[i] = rune(b)
		}
		return []byte(string(out))
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, order.Uint16(data[i:]))
	}
	return []byte(string(wide.Decode(units)))
}
