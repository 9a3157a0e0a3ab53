package clerk_test

import (
	"bytes"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// The record goes to the registrator once, by mail alone, and the journal says what was sent and not to whom.
func TestTheRecordIsSentToTheRegistrator(t *testing.T) {
	w := outward(t, "approved")
	secretary := holder(conference.Secretary)
	wish := func() clerk.AdminCommand { return &clerk.SendRegister{Conference: regional} }
	if err := w.TryAdmin(t.Context(), holder(conference.Secretary), wish()); fault.CodeOf(err) != "package.no-registrar" {
		t.Fatal(err)
	}
	const box = "registrator@vard.example"
	w.administer(clerk.SaveContact{Contact: directory.Contact{ID: "vard.registrator", Actor: host, Order: -1, Function: "Registrator",
		Ways: []directory.Way{{Channel: directory.Mail, Address: box}}}})
	for name, c := range map[string]struct {
		who  clerk.Identity
		code string
	}{
		"another of the host's": {tib(host), "access.leader-or-secretary"},
		"who is called":         {tib(attendee), "access.leader-or-secretary"},
		"who is not":            {tib(outsider), "conference.unknown"},
		"who reads":             {member("las."+host, host, directory.Reader), "access.reader"},
		"a token to read":       {scoped(secretary, clerk.ScopeRead), "access.reader"},
	} {
		if err := w.TryAdmin(t.Context(), c.who, wish()); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.TryAdmin(t.Context(), holder(conference.Secretary), &clerk.SendRegister{Conference: regional, To: "ingen adress"}); fault.CodeOf(err) != "contact.way" {
		t.Error(err)
	}
	for range 2 {
		if _, err := w.Administer(t.Context(), secretary, "", wish()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Administer(t.Context(), secretary, "", &clerk.SendRegister{Conference: regional, To: "nagon.annan@vard.example"}); err != nil {
		t.Fatal(err)
	}
	var sent []delivery.Delivery
	for _, d := range w.sent(regional) {
		if d.Kind == delivery.Register {
			sent = append(sent, d)
		}
	}
	if len(sent) != 2 || sent[0].Address != box || sent[0].Channel != directory.Mail || sent[0].Detail().Version != 1 || sent[1].Contact != "" {
		t.Fatalf("%+v", sent)
	}
	rows := 0
	if err := w.store.View(t.Context(), func(tx *store.Tx) error {
		list, err := tx.Entries("directory", 0, 1000)
		for _, e := range list {
			if e.Name != "package.registered" {
				continue
			}
			rows++
			if !bytes.Contains(e.Payload, []byte(`"version":1,"scope":"public"`)) || bytes.Contains(e.Payload, []byte("@")) {
				t.Errorf("%s", e.Payload)
			}
		}
		return err
	}); err != nil || rows != 2 {
		t.Fatal(rows, err)
	}
}

// Nothing is sent of what is not approved.
func TestADraftIsNotRegistered(t *testing.T) {
	w := outward(t, "closed")
	if err := w.TryAdmin(t.Context(), holder(conference.Secretary), &clerk.SendRegister{Conference: regional, To: "r@vard.example"}); fault.CodeOf(err) != "minutes.not-approved" {
		t.Fatal(err)
	}
}

// What was sent is listed for those who may send it, with no address.
func TestSendingsAreListed(t *testing.T) {
	w := outward(t, "approved")
	secretary := holder(conference.Secretary)
	if list, err := w.RegisterSent(t.Context(), secretary, regional); err != nil || list == nil || len(list) != 0 {
		t.Fatal(list, err)
	}
	for _, to := range []string{"r@vard.example", "arkiv@vard.example"} {
		if _, err := w.Administer(t.Context(), secretary, "", &clerk.SendRegister{Conference: regional, To: to}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := w.RegisterSent(t.Context(), secretary, regional)
	if err != nil || len(list) != 2 || list[0].By != secretary.Member || list[0].Version != 1 || list[0].Scope != "public" || list[0].At.IsZero() {
		t.Errorf("%+v %v", list, err)
	}
	for who, code := range map[string]string{attendee: "access.leader-or-secretary", outsider: "conference.unknown"} {
		if _, err := w.RegisterSent(t.Context(), tib(who), regional); fault.CodeOf(err) != code {
			t.Errorf("%s: %v", who, err)
		}
	}
}
