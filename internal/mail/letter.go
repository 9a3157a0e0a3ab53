package mail

import "time"

// Letter is a plain text to one person.
type Letter struct {
	ID      string // unique, of letters, figures and dashes
	At      time.Time
	From    string // an address, with or without a name: "Samverkan <samverkan@lst.example>"
	To      string // a plain address
	Subject string
	Text    string
}

// Bytes writes the letter as it travels: headers and text in UTF-8, lines ended by CR LF. Faults: mail.address, mail.sender,
// mail.subject, mail.text.
func (l Letter) Bytes() ([]byte, error) {
	from, err := sender(l.From)
	if err != nil {
		return nil, err
	}
	return Message{ID: l.ID, At: l.At, From: from.Address, FromName: from.Name, To: l.To, Subject: l.Subject, Text: l.Text}.Bytes(nil)
}
