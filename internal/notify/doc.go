// Package notify tells those concerned what has happened, and takes in what they answer.
//
// The clerk queues a [delivery.Delivery] in the transaction of the fact that causes it; it is a recipe, with no text in it. Here it
// is rendered when it is handed over, from the conference as it then stands ([Renderer]): the mail with its calendar entry and
// papers, or the short text for a telephone, a browser or a Rakel terminal. Nothing marked leaves the house this way, also not to
// those who may read it: a mail passes many hands. What was left out is counted, and is read in the product.
//
// The texts are templates/mail, one file for each kind and language. The HTML of a mail is made from the same lines as its text
// (lines.go), so that the two never say different things.
//
// The [Worker] takes what is due from the clerk, hands it over, and tells the clerk what became of it. It keeps one connection
// with the mail server, and has at most one letter on it whose answer is not yet written down: that is the only one that can come
// twice. [Replies] reads what comes in and gives it to the clerk. [Reminders] see to what is due because time has passed.
package notify
