package inbound

import (
	"slices"
	"strings"
	"time"

	"samverkan/conference"
)

// Meeting is what is known of the meeting that a mail speaks of.
type Meeting struct {
	UID       string
	Organizer string // the address that the kallelse is sent from, and answers go to
	Sequence  int    // of the newest invitation
	Invited   []Invited
}

// Invited is one participant, and the newest answer that its calendar has given.
type Invited struct {
	Participant string
	Addresses   []string // all of its contacts; no order
	Domains     []string // of its organisation; see [Domains]
	// The newest answer from a calendar; the zero values when there is none.
	PartStat PartStat
	Sequence int
	Stamp    time.Time
}

// VerdictKind says what is to be done with a mail.
type VerdictKind string

// The verdicts.
const (
	IsAnswer    VerdictKind = "answer"    // a participant answers: it counts
	IsEarlier   VerdictKind = "earlier"   // a participant answers an invitation that has been changed since (svar på tidigare tid)
	IsDuplicate VerdictKind = "duplicate" // nothing newer than what is known: nothing is done
	IsProposal  VerdictKind = "proposal"  // a participant proposes another time, for the leader to decide
	IsRefresh   VerdictKind = "refresh"   // a participant's program wants the newest invitation again
	IsBounce    VerdictKind = "bounce"    // a mail of ours did not arrive
	IsAuto      VerdictKind = "auto"      // a machine's reply: nothing is done
	IsUnknown   VerdictKind = "unknown"   // for a person to place (okänt svar)
)

// Verdict is what a mail means. Of IsUnknown, Participant and Reply are a suggestion that a person may confirm; there may be a Reply
// without anybody to suggest.
type Verdict struct {
	Kind        VerdictKind
	UID         string // of the meeting, "" when none is known
	Participant string
	Reply       conference.Reply // of IsAnswer, IsEarlier and a suggestion
	Tentative   bool             // the calendar said "perhaps": Reply is acknowledged
	Substitute  string           // address of the one who comes instead
	Message     string           // in the participant's words
	Verified    bool             // the sender's domain is vouched for; shown as "ej verifierat" when not
	Answer      Reply            // the answer as it came, to be kept as the newest: PartStat, Sequence, Stamp, Start and End
	Bounce      *Bounce          // of IsBounce
	Token       string           // of the address that the mail came to: which delivery it answers
	Reason      string           // of IsUnknown: the code of a fault, which says why and what to do
}

// Match decides what a mail means. known gives the meeting with a UID; it is asked at most once for every meeting that the
// mail names, and Match does nothing else. That the same mail may come twice is for the caller to see, by its Message-ID.
//
// Only what the sender says of itself counts: a program may send what it has heard of everybody, and anybody can write
// anything in a mail. The sender is the participant with its address; else the one whose organisation it writes from.
func Match(in Incoming, known func(uid string) (Meeting, bool)) Verdict {
	v := Verdict{Token: in.Token, Verified: in.Verified, Bounce: in.Bounce}
	switch in.Kind {
	case KindBounce:
		v.Kind = IsBounce
		return v
	case KindAuto:
		v.Kind = IsAuto
		return v
	case KindReply, KindCounter, KindRefresh:
	default:
		return v.unknown(orElse(in.Trouble, "inbound.no-answer"))
	}
	m, replies := meeting(in, known)
	if len(replies) == 0 {
		return v.unknown("inbound.meeting")
	}
	v.UID = m.UID
	who, reply, reason := sender(in, m, replies)
	if who != nil {
		v.Participant = who.Participant
	}
	if who != nil || len(mainOf(replies)) == 1 { // whoever it is, this is what was said, for the one who finds out
		v = v.saying(reply)
	}
	switch {
	case reason != "":
		return v.unknown(reason)
	case in.Kind == KindRefresh:
		v.Kind = IsRefresh
		return v
	case in.Automatic:
		// Calendars can be set to answer by themselves. An alarm must not stop because a machine has seen it.
		return v.unknown("inbound.automatic")
	case in.Kind == KindCounter:
		v.Kind = IsProposal
		if reply.Sequence < m.Sequence {
			v.Kind = IsEarlier
		}
		return v
	case reply.Attendee == "":
		return v.unknown("inbound.calendar") // what it said of the attendee could not be read
	case reply.PartStat == NeedsAction:
		return v.unknown("inbound.no-answer")
	}
	if reply.Stamp.IsZero() {
		reply.Stamp = in.At
		v.Answer.Stamp = in.At
	}
	switch {
	case !newer(reply, *who, m.Sequence):
		v.Kind = IsDuplicate
	case reply.Sequence < m.Sequence:
		v.Kind = IsEarlier
	default:
		v.Kind = IsAnswer
	}
	return v
}

func (v Verdict) unknown(reason string) Verdict {
	v.Kind, v.Reason = IsUnknown, reason
	return v
}

// saying puts an answer in the conference's words. "Perhaps" is no answer that anybody can plan by: it is seen, and said.
func (v Verdict) saying(r Reply) Verdict {
	v.Answer, v.Message = r, r.Comment
	switch r.PartStat {
	case Accepted:
		v.Reply = conference.Coming
	case Declined:
		v.Reply = conference.Declined
	case Delegated:
		v.Reply, v.Substitute = conference.Substitute, r.DelegatedTo
	case Tentative:
		v.Reply, v.Tentative = conference.Acknowledged, true
	}
	return v
}

// meeting finds the first meeting of the mail that is known, and what the mail says of it.
func meeting(in Incoming, known func(string) (Meeting, bool)) (Meeting, []Reply) {
	asked := map[string]bool{}
	for _, r := range in.Replies {
		if asked[r.UID] || len(asked) == 10 {
			continue
		}
		asked[r.UID] = true
		if m, ok := known(r.UID); ok {
			return m, slices.DeleteFunc(slices.Clone(in.Replies), func(o Reply) bool { return o.UID != r.UID })
		}
	}
	return Meeting{}, nil
}

// newer tells whether an answer says more than the newest one that is known, by the order of RFC 5546 section 2.1.5:
// SEQUENCE, then DTSTAMP. A program that raises SEQUENCE by itself cannot shut out its own later answers. Two answers with the
// same stamp that differ were given within a second, or by a program that does not stamp: the later mail counts.
func newer(r Reply, last Invited, current int) bool {
	if last.PartStat == "" {
		return true
	}
	a, b := min(r.Sequence, current), min(last.Sequence, current)
	if a != b {
		return a > b
	}
	if r.Stamp.Equal(last.Stamp) {
		return r.PartStat != last.PartStat
	}
	return r.Stamp.After(last.Stamp)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Domains gives the domains of addresses that are an organisation's own: not those where anybody can have a mailbox.
func Domains(addresses []string) []string {
	var out []string
	for _, a := range addresses {
		_, d, _ := strings.Cut(strings.ToLower(a), "@")
		if d != "" && !public[d] && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// public are the providers where anybody can have a mailbox: two people there have nothing to do with each other.
var public = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "hotmail.com": true, "hotmail.se": true, "outlook.com": true, "outlook.se": true,
	"live.com": true, "live.se": true, "msn.com": true, "icloud.com": true, "me.com": true, "mac.com": true, "yahoo.com": true,
	"yahoo.se": true, "telia.com": true, "tele2.se": true, "comhem.se": true, "bredband.net": true, "bredband2.com": true,
	"spray.se": true, "home.se": true, "passagen.se": true, "bahnhof.se": true, "proton.me": true, "protonmail.com": true,
	"gmx.com": true, "aol.com": true,
}
