// Package delivery knows what is to be told to whom, by which way, and how far it has come: the kallelse and everything that
// follows it. It is pure: the clerk queues what it plans, the store keeps it, the worker hands it over.
//
// A [Delivery] is one message to one address by one channel. It is a recipe and holds no text: the message is rendered when it is
// handed over, from the conference as it then stands. [Plan] makes the deliveries of a fact out of the contacts of those concerned.
// What is no alarm goes by mail, to the first contact that has an address, and respects its quiet hours. An alarm (a kallelse with
// less than a day's notice, or marked as one) goes at once by two independent channels, and then climbs: next channel, next
// contact, the telephone, one step for each interval without an acknowledgement. [Stop] ends the climb at the first one.
//
// The states and what may follow what stand in state.go. "Unsure" (osäker) is what happened when a connection ended after the
// message was given and before the receipt came: it is tried again under the same Message-ID, and remembered as possibly repeated.
//
// [Board] holds the deliveries against the conference: who has acknowledged, who has not, whom to ring, what happens next and when.
//
// A [Verdict] is what was made of a message that came in; package mail makes them, the clerk acts on them.
package delivery
