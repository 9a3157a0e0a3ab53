package inbound_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/conference"
	"samverkan/internal/mail/inbound"
)

var at = time.Date(2027, 1, 7, 9, 15, 0, 0, time.UTC)

// answer is a mail with one answer of one attendee.
func answer(from, attendee string, said inbound.PartStat, sequence int, stamp time.Time) inbound.Incoming {
	in := inbound.Incoming{From: from, Kind: inbound.KindReply, At: at}
	for i := range from {
		if from[i] == '@' {
			in.FromDomain = from[i+1:]
		}
	}
	in.Replies = []inbound.Reply{{UID: "m", Method: "REPLY", Attendee: attendee, PartStat: said, Sequence: sequence, Stamp: stamp}}
	return in
}

// given a newest answer, when another comes, then the newer one counts (RFC 5546 section 2.1.5).
func TestOrder(t *testing.T) {
	later, before := at.Add(time.Second), at.Add(-time.Second)
	for _, c := range []struct {
		name     string
		last     inbound.Invited
		said     inbound.PartStat
		sequence int
		stamp    time.Time
		want     inbound.VerdictKind
	}{
		{"the first", inbound.Invited{}, inbound.Accepted, 2, at, inbound.IsAnswer},
		{"the first, to an earlier time", inbound.Invited{}, inbound.Accepted, 1, at, inbound.IsEarlier},
		{"later", inbound.Invited{PartStat: inbound.Accepted, Sequence: 2, Stamp: at}, inbound.Declined, 2, later, inbound.IsAnswer},
		{"before", inbound.Invited{PartStat: inbound.Accepted, Sequence: 2, Stamp: at}, inbound.Declined, 2, before, inbound.IsDuplicate},
		{"the same again", inbound.Invited{PartStat: inbound.Accepted, Sequence: 2, Stamp: at}, inbound.Accepted, 2, at, inbound.IsDuplicate},
		{"another within the second", inbound.Invited{PartStat: inbound.Accepted, Sequence: 2, Stamp: at}, inbound.Declined, 2, at, inbound.IsAnswer},
		{"to the newer time, stamped before", inbound.Invited{PartStat: inbound.Accepted, Sequence: 1, Stamp: at}, inbound.Declined, 2, before, inbound.IsAnswer},
		{"to the earlier time, stamped later", inbound.Invited{PartStat: inbound.Accepted, Sequence: 2, Stamp: at}, inbound.Declined, 1, later, inbound.IsDuplicate},
		{"later, to the same earlier time", inbound.Invited{PartStat: inbound.Accepted, Sequence: 1, Stamp: at}, inbound.Declined, 1, later, inbound.IsEarlier},
		{"after a program that raised the sequence", inbound.Invited{PartStat: inbound.Accepted, Sequence: 9, Stamp: at}, inbound.Declined, 2, later, inbound.IsAnswer},
		{"from a program that raises the sequence", inbound.Invited{PartStat: inbound.Accepted, Sequence: 2, Stamp: at}, inbound.Declined, 9, later, inbound.IsAnswer},
		{"without a stamp the mail's date counts", inbound.Invited{PartStat: inbound.Accepted, Sequence: 2, Stamp: before}, inbound.Declined, 2, time.Time{}, inbound.IsAnswer},
		{"nothing said", inbound.Invited{}, inbound.NeedsAction, 2, at, inbound.IsUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.last.Participant, c.last.Addresses = "a", []string{"tib@a.example"}
			v := inbound.Match(answer("tib@a.example", "tib@a.example", c.said, c.sequence, c.stamp), func(string) (inbound.Meeting, bool) {
				return inbound.Meeting{UID: "m", Sequence: 2, Invited: []inbound.Invited{c.last}}, true
			})
			if v.Kind != c.want || v.Participant != "a" {
				t.Errorf("%s for %q, want %s", v.Kind, v.Participant, c.want)
			}
			if v.Kind == inbound.IsAnswer && v.Answer.Stamp.IsZero() {
				t.Error("the answer has no stamp to compare the next one with")
			}
		})
	}
}

func TestWords(t *testing.T) {
	for said, want := range map[inbound.PartStat]conference.Reply{inbound.Accepted: conference.Coming, inbound.Declined: conference.Declined,
		inbound.Delegated: conference.Substitute, inbound.Tentative: conference.Acknowledged} {
		v := inbound.Match(answer("tib@a.example", "tib@a.example", said, 0, at), func(string) (inbound.Meeting, bool) {
			return inbound.Meeting{UID: "m", Invited: []inbound.Invited{{Participant: "a", Addresses: []string{"tib@a.example"}}}}, true
		})
		if v.Reply != want || v.Tentative != (said == inbound.Tentative) {
			t.Errorf("%s is %q", said, v.Reply)
		}
	}
}

// Our own address answers nothing: a mail that comes back to itself must not run in a circle.
func TestOurselves(t *testing.T) {
	v := inbound.Match(answer("konferens@lst.example", "konferens@lst.example", inbound.Accepted, 0, at), func(string) (inbound.Meeting, bool) {
		return inbound.Meeting{UID: "m", Organizer: "Konferens@lst.example", Invited: []inbound.Invited{
			{Participant: "lst", Addresses: []string{"konferens@lst.example"}, Domains: []string{"lst.example"}}}}, true
	})
	if v.Kind != inbound.IsUnknown || v.Reason != "inbound.sender" {
		t.Errorf("%+v", v)
	}
}

func TestDomains(t *testing.T) {
	got := inbound.Domains([]string{"TiB@Sundby.example", "växel", "a@gmail.com", "vx@sundby.example", "x@rs.example", ""})
	if fmt.Sprint(got) != "[sundby.example rs.example]" {
		t.Error(got)
	}
}

// Whoever writes, nobody's answer is changed but the sender's: the participant of an answer has the sender's address, or the
// sender's domain. And the same mail again changes nothing.
func TestNobodyAnswersForAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		domains := []string{"a.example", "b.example", "c.example", "x.a.example", "gmail.com", "d.example"}
		address := rapid.Custom(func(t *rapid.T) string {
			return rapid.SampledFrom([]string{"tib", "vb", "konferens"}).Draw(t, "name") + "@" + rapid.SampledFrom(domains).Draw(t, "domain")
		})
		stamp := rapid.Custom(func(t *rapid.T) time.Time {
			return at.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "s")) * time.Second)
		})
		said := rapid.SampledFrom([]inbound.PartStat{inbound.Accepted, inbound.Tentative, inbound.Declined, inbound.Delegated, inbound.NeedsAction})
		m := inbound.Meeting{UID: "m", Organizer: "konferens@d.example", Sequence: rapid.IntRange(0, 2).Draw(t, "sequence")}
		for i := range rapid.IntRange(0, 4).Draw(t, "invited") {
			m.Invited = append(m.Invited, inbound.Invited{Participant: fmt.Sprint(i), Addresses: rapid.SliceOfN(address, 1, 2).Draw(t, "addresses"),
				Domains: rapid.SliceOfN(rapid.SampledFrom(domains), 0, 2).Draw(t, "domains")})
		}
		in := answer(address.Draw(t, "from"), "", "", 0, time.Time{})
		in.Replies = nil
		for range rapid.IntRange(1, 4).Draw(t, "replies") {
			r := inbound.Reply{UID: "m", Method: "REPLY", Attendee: address.Draw(t, "attendee"), PartStat: said.Draw(t, "said"),
				Sequence: rapid.IntRange(0, 3).Draw(t, "of"), Stamp: stamp.Draw(t, "stamp")}
			if rapid.Bool().Draw(t, "single") {
				r.Recurrence = at
			}
			in.Replies = append(in.Replies, r)
		}
		known := func(string) (inbound.Meeting, bool) { return m, true }
		v := inbound.Match(in, known)
		if v.Kind != inbound.IsAnswer && v.Kind != inbound.IsEarlier {
			return
		}
		for i, who := range m.Invited {
			if who.Participant != v.Participant {
				continue
			}
			own := false
			for _, a := range who.Addresses {
				own = own || a == in.From
			}
			for _, d := range who.Domains {
				own = own || d != "gmail.com" && (d == in.FromDomain || "x."+d == in.FromDomain)
			}
			if !own {
				t.Fatalf("%s answered for %+v", in.From, who)
			}
			m.Invited[i].PartStat, m.Invited[i].Sequence, m.Invited[i].Stamp = v.Answer.PartStat, v.Answer.Sequence, v.Answer.Stamp
		}
		if again := inbound.Match(in, known); again.Kind != inbound.IsDuplicate {
			t.Fatalf("the same mail again is %s", again.Kind)
		}
	})
}
