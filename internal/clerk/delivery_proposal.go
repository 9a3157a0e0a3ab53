package clerk

import "samverkan/internal/delivery"

// withProposals shows the newest time that each participant has proposed for the meeting as it is called now. One that was made before the
// meeting was moved has been answered by that.
func withProposals(rows []delivery.Row, came []Incoming, sequence int) {
	newest := map[string]*delivery.Proposal{}
	for _, x := range came {
		if x.Finding == delivery.Proposed && x.Sequence == sequence {
			newest[x.Participant] = &delivery.Proposal{At: x.At, Start: x.Start, End: x.End, Message: x.Message, Unverified: !x.Verified}
		}
	}
	for i := range rows {
		rows[i].Proposal = newest[rows[i].Participant]
	}
}
