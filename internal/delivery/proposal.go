package delivery

import "time"

// Proposal is another time that a participant's calendar program has proposed (COUNTER, RFC 5546 3.2.7), for the leader to decide on.
type Proposal struct {
	At         time.Time // when it came
	Start, End time.Time // zero when they could not be read
	Message    string
	Unverified bool // its sender is not proved
}
