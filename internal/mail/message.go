package mail

import (
	"bytes"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// Limits of a message.
const (
	maxText = 1 << 20  // bytes of text, and of HTML
	maxName = 200      // characters of a name
	maxAll  = 18 << 20 // bytes of everything; 25 MB, where many servers stop, once it is written in base64
)

// Message is a mail to one recipient.
type Message struct {
	// ID is what the Message-ID is made of, see [MessageID]. The same delivery has the same id however often it is tried.
	ID string
	// Thread is the Message-ID, or what it is made of, of the first mail to this recipient about the same matter; "" for the first.
	Thread   string
	At       time.Time
	From     string // a plain address, that of the calendar entry's ORGANIZER and one that somebody reads
	FromName string
	To       string // a plain address, that of the calendar entry's ATTENDEE
	Subject  string // see [Subject]
	Text     string
	HTML     string // "" is none
	// Calendar is an iCalendar object, nil is none; Method is its METHOD: REQUEST, CANCEL, ...
	Calendar    []byte
	Method      string
	Attachments []File
	Alarm       bool   // to be read at once
	Language    string // BCP 47 tag of the texts, for instance "sv"
	// Bounce is a token for the return path, "" gives the sender's own address; Mailbox is where it comes back to, bounce@ of the
	// sender's domain when "". See [ReturnPath].
	Bounce  string
	Mailbox string
}

// File is attached to a message.
type File struct {
	Name  string // a bare name, without directories
	Type  string // media type, for instance "application/pdf"
	Bytes []byte
}

// ReturnPath is the address to name to the server as the sender (MAIL FROM, RFC 5321). Fault: mail.bounce.
func (m Message) ReturnPath() (string, error) {
	switch {
	case m.Bounce == "":
		return m.From, nil
	case m.Mailbox == "":
		return ReturnPath("bounce@"+domain(m.From), m.Bounce)
	}
	return ReturnPath(m.Mailbox, m.Bounce)
}

// check refuses what cannot be sent.
func (m Message) check() error {
	switch {
	case plain(m.From) != nil, !line(m.FromName), utf8.RuneCountInString(m.FromName) > maxName:
		return fault.New(fault.Invalid, "mail.sender")
	case plain(m.To) != nil:
		return fault.New(fault.Invalid, "mail.address")
	case !isSubject(m.Subject):
		return fault.New(fault.Invalid, "mail.subject")
	case !isText(m.Text), !isText(m.HTML):
		return fault.New(fault.Invalid, "mail.text")
	case !isMessageID(MessageID(m.ID, m.From)), m.Thread != "" && !isMessageID(MessageID(m.Thread, m.From)):
		return fault.New(fault.Internal, "mail.message-id")
	case !m.calendarFits():
		return fault.New(fault.Internal, "mail.calendar")
	case m.Language != "" && !word(m.Language):
		return fault.New(fault.Internal, "mail.build")
	}
	return m.checkFiles()
}

func isText(text string) bool {
	return len(text) <= maxText && utf8.ValidString(text) && strings.IndexByte(text, 0) < 0
}

// calendarFits tells whether the calendar says of itself what the mail around it says. Programs go by the one or by the other, and
// where they differ none shows a button (RFC 6047 section 2.4).
func (m Message) calendarFits() bool {
	if m.Calendar == nil {
		return m.Method == ""
	}
	return word(m.Method) && bytes.Contains(m.Calendar, []byte("\r\nMETHOD:"+m.Method+"\r\n"))
}

func (m Message) checkFiles() error {
	all := len(m.Text) + len(m.HTML) + 2*len(m.Calendar)
	for _, f := range m.Attachments {
		kind, params, err := mime.ParseMediaType(f.Type)
		ok := err == nil && strings.Contains(kind, "/") && !strings.HasPrefix(kind, "multipart/") && !strings.HasPrefix(kind, "message/")
		for _, v := range params {
			ok = ok && line(v)
		}
		if !ok || len(f.Type) > 200 || !line(f.Name) || strings.ContainsAny(f.Name, `/\`) || utf8.RuneCountInString(f.Name) > maxName/2 ||
			slices.Contains([]string{"", ".", ".."}, strings.TrimSpace(f.Name)) {
			return fault.New(fault.Invalid, "mail.attachment", "Name", Subject(f.Name))
		}
		all += len(f.Bytes)
	}
	if all > maxAll {
		return fault.New(fault.TooLarge, "mail.too-large", "Megabytes", maxAll>>20)
	}
	return nil
}

// headers are the fields of the message as a whole, apart from those that say what its body is made of.
func (m Message) headers() [][2]string {
	id := MessageID(m.ID, m.From)
	from := (&mail.Address{Name: m.FromName, Address: m.From}).String()
	if strings.Contains(m.FromName, "=?") { // no words of RFC 2047 within quotes, where some read them all the same
		from = encodedText(m.FromName) + " <" + m.From + ">"
	}
	fields := [][2]string{
		{"From", from},
		{"To", (&mail.Address{Address: m.To}).String()},
		{"Subject", encodedText(m.Subject)},
		{"Date", m.At.Format(time.RFC1123Z)},
		{"Message-ID", "<" + id + ">"},
	}
	if thread := MessageID(m.Thread, m.From); m.Thread != "" && thread != id {
		fields = append(fields, [2]string{"In-Reply-To", "<" + thread + ">"}, [2]string{"References", "<" + thread + ">"})
	}
	// No holiday answers, please: RFC 3834, and Exchange's own word for it.
	fields = append(fields, [2]string{"Auto-Submitted", "auto-generated"}, [2]string{"X-Auto-Response-Suppress", "OOF, AutoReply"})
	if m.Language != "" {
		fields = append(fields, [2]string{"Content-Language", m.Language})
	}
	if m.Alarm {
		// Each of the three is heeded by somebody: RFC 2156, Exchange, and most others.
		fields = append(fields, [2]string{"Importance", "high"}, [2]string{"Priority", "urgent"}, [2]string{"X-Priority", "1 (Highest)"})
	}
	return append(fields, [2]string{"MIME-Version", "1.0"})
}
