package inquiry

import (
	"slices"

	"samverkan/conference"
)

// Unseen completes an answer with what its writer may not read of the one before, where it says nothing there: who could not see an
// answer has not taken it back. may tells what the writer may read; nil reads everything.
func (q *Inquiry) Unseen(cmd *Respond, may func(conference.Secrecy) bool) *Respond {
	out := &Respond{Actor: cmd.Actor, Answers: slices.Clone(cmd.Answers)}
	last := q.Response(cmd.Actor)
	if last == nil {
		return out
	}
	for _, old := range last.Answers {
		if !hidden(old.Secrecy, may) {
			continue
		}
		switch now := answerTo(out.Answers, old.Question); {
		case now == nil:
			out.Answers = append(out.Answers, old)
		case !now.given():
			*now = old
		}
	}
	return out
}
