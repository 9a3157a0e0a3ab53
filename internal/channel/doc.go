// Package channel hands a short message to the ways out that are not mail: text messages and calls over the telephone, notices
// in a browser, signed calls to other systems, and the text that somebody keys into a Rakel terminal.
//
// One message to one address is one call of a [Provider]. It keeps nothing and tries nothing again: whoever sends keeps the
// queue, and learns from the fault what to do. A fault of the kind Unavailable may be tried again (channel.unreachable,
// channel.unsure, channel.signed-out, channel.no-money); one of the kind Invalid never helps to repeat (channel.address,
// channel.refused, channel.gone and others). channel.unsure is a call whose answer was lost: the message may be on its way, and
// a repeat may reach somebody twice.
//
// [SMS] and [Voice] speak the API of 46elks, [Push] is Web Push with keys of one's own (RFC 8030, 8291 and 8292), [Webhook] is a
// POST whose signature the receiver checks with [VerifySignature], and [Rakel] makes the text and hands it on. There is no
// public interface to Rakel that the product could claim to know; a county with a gateway of its own writes a [Provider] for
// it, and everybody else keys the text in from the [Card]. [File] writes what would have been sent, for exercises at home and
// for tests.
//
// Every call leaves through package outward: to the open internet, over https, without following redirects, with an end to
// time and size. What a text costs is counted before it is sent ([Count]), after characters that make it dearer for nothing
// are replaced ([Normalise]). When somebody may be woken for what is no alarm is [Quiet]'s to say.
//
// No number, address, text or secret stands in an error of this package.
package channel
