// Package link signs the links by which a kallelse is answered without an account, and reads them again.
//
// A link says which delivery it came with, and until when it holds; what that delivery is about, and for whom, is looked up where
// it is kept. Nothing of it can be changed without the installation's key, and nothing is stored for it. Whoever has the link
// answers for the actor that it was sent to: that is what it is for, and why it ends.
//
// A link opens a page and does nothing by itself: programs that look through mail follow every link in it. The answer is given
// from that page, by POST.
package link
