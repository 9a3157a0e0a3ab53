package mail

import (
	"bytes"
	"encoding/hex"
	"io"
	"mime"
	"strings"

	"github.com/emersion/go-message"

	"samverkan/internal/fault"
)

// Bytes writes the message as it travels: ASCII, no line longer than 998 characters, lines ended by CR LF.
//
//	multipart/mixed
//	├ multipart/alternative
//	│ ├ text/plain
//	│ ├ text/html
//	│ └ text/calendar; method=   last, with no disposition: first of all, and Thunderbird shows an empty mail
//	├ application/ics            the same bytes again, for programs that look for a file
//	└ the attachments
//
// What there is nothing of is left out, and so is a level with one part. random is read for the borders between the parts, 16
// bytes each; of a message that is text alone it may be nil.
//
// Faults: mail.sender, mail.address, mail.subject, mail.text, mail.attachment, mail.too-large; mail.message-id, mail.calendar and
// mail.build, which are faults of the program.
func (m Message) Bytes(random io.Reader) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	body := m.tree()
	body.fields = append(m.headers(), body.fields...)
	var out bytes.Buffer
	h, err := body.header(random)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "mail.build")
	}
	w, err := message.CreateWriter(&out, h)
	if err == nil {
		err = body.write(w, random)
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "mail.build")
	}
	return out.Bytes(), nil
}

// entity is a part of a message: bytes, or parts of its own.
type entity struct {
	fields [][2]string
	body   []byte
	parts  []entity
}

// tree arranges what the message consists of.
func (m Message) tree() entity {
	alternatives := []entity{prose("text/plain; charset=utf-8", m.Text)}
	if m.HTML != "" {
		alternatives = append(alternatives, prose("text/html; charset=utf-8", m.HTML))
	}
	var files []entity
	if m.Calendar != nil {
		alternatives = append(alternatives, binary("text/calendar; charset=utf-8; method="+m.Method, "", m.Calendar))
		files = append(files, binary("application/ics; name=invite.ics", "attachment; filename=invite.ics", m.Calendar))
	}
	for _, f := range m.Attachments {
		kind, disposition := named(f)
		files = append(files, binary(kind, disposition, f.Bytes))
	}
	return several("multipart/mixed", append([]entity{several("multipart/alternative", alternatives)}, files...))
}

func several(kind string, parts []entity) entity {
	if len(parts) == 1 {
		return parts[0]
	}
	return entity{fields: [][2]string{{"Content-Type", kind}}, parts: parts}
}

func prose(kind, text string) entity {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return entity{fields: [][2]string{{"Content-Type", kind}, {"Content-Transfer-Encoding", "quoted-printable"}},
		body: []byte(strings.ReplaceAll(text, "\n", "\r\n"))}
}

func binary(kind, disposition string, data []byte) entity {
	e := entity{fields: [][2]string{{"Content-Type", kind}, {"Content-Transfer-Encoding", "base64"}}, body: data}
	if disposition != "" {
		e.fields = append(e.fields, [2]string{"Content-Disposition", disposition})
	}
	return e
}

// named gives the type and the disposition of a file. The name stands in the disposition as RFC 2231 wants it, and once more with
// the type as words of RFC 2047, which older programs read.
func named(f File) (kind, disposition string) {
	kind, params, err := mime.ParseMediaType(f.Type)
	if err != nil {
		return "application/octet-stream", "attachment" // check has let no such file through
	}
	delete(params, "name")
	kind = mime.FormatMediaType(kind, params)
	name := encodedText(f.Name)
	if name == f.Name {
		name = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name)
	}
	return kind + `; name="` + name + `"`, mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})
}

// header gives the entity's fields in their order; one with parts gets its border.
func (e entity) header(random io.Reader) (message.Header, error) {
	var h message.Header
	for i := len(e.fields) - 1; i >= 0; i-- { // what is added stands first
		name, value := e.fields[i][0], e.fields[i][1]
		if name == "Content-Type" && e.parts != nil {
			border, err := newBorder(random)
			if err != nil {
				return h, err
			}
			value += `; boundary="` + border + `"`
		}
		h.AddRaw(headerField(name, value))
	}
	return h, nil
}

func (e entity) write(w *message.Writer, random io.Reader) error {
	for _, part := range e.parts {
		h, err := part.header(random)
		if err != nil {
			return err
		}
		inner, err := w.CreatePart(h)
		if err != nil {
			return err
		}
		if err := part.write(inner, random); err != nil {
			return err
		}
	}
	if e.parts == nil {
		if _, err := w.Write(e.body); err != nil {
			return err
		}
	}
	return w.Close()
}

// newBorder makes a border that stands in no part: "=_" comes neither in quoted-printable nor in base64 (RFC 2045 section 6.7).
func newBorder(random io.Reader) (string, error) {
	var b [16]byte
	if random == nil {
		return "", io.ErrUnexpectedEOF
	}
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	return "=_" + hex.EncodeToString(b[:]), nil
}
