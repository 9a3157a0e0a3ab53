package web

import (
	"slices"

	"samverkan/conference"
)

// Begins is the reply that the form begins with: the one whose link was followed, else [answerPage.Asked]. The mail has a link for each,
// and who follows the one that says no must not be led to say yes.
func (p *answerPage) Begins() conference.Reply {
	if r := conference.Reply(p.q.query("reply")); slices.Contains(p.Replies(), r) {
		return r
	}
	return p.Asked()
}
