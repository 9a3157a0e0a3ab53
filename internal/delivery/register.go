package delivery

import "samverkan/internal/directory"

// ToRegistrar finds where the registrator of an actor is sent mail: the first contact with that function and an address that holds.
func ToRegistrar(contacts []directory.Contact) (c directory.Contact, w directory.Way, found bool) {
	sorted := append([]directory.Contact(nil), contacts...)
	directory.SortContacts(sorted)
	for _, c := range sorted {
		if !c.Registrar() {
			continue
		}
		for _, w := range c.Ways {
			if w.Channel == directory.Mail && !w.Closed() {
				return c, w, true
			}
		}
	}
	return c, w, false
}

// Registration gives the one delivery of a record to a registrator, without id. The contact is the zero value for an address that was
// given for this once: it is forgotten when the mail has been handed over.
func Registration(f Fact, actor string, c directory.Contact, w directory.Way) Delivery {
	return message(f, Recipient{Actor: actor}, rung{c, w}, 0)
}
