// Package document is the one model of every document the house gives out:
// minutes, kallelse, agenda, upprop, decision log, action list, situation summary.
//
// A document is composed once, from the record, and rendered by the packages
// under render to accessible HTML, tagged PDF, and plain text. The model says
// what things are (a heading, a table with a header column, a decision's badge,
// a link), never how they look, and it carries every word that a reader meets:
// renderers add no text of their own, so a document is in one language.
//
// How a composer uses it:
//
//	d := &document.Document{Title: "Regional samverkanskonferens 3", Kind: "Minnesanteckningar", Lang: "sv", ...}
//	d.Add(
//		document.H(1, document.T("Beslut")).Marked(document.KindDecision),
//		document.P(document.T("Två beslut, i den ordning de fastställdes.")),
//	)
//	if err := d.Err(); err != nil { ... }
//
// The title is the document's first heading. A body heading of level 1 is a
// section directly below it, so renderers write level n as heading n+1.
//
// Text from people goes through [Clean], in this package and nowhere else:
// renderers begin with [Document.Cleaned] and then trust what they read.
// [Document.Validate] finds what would make the document inaccessible, before
// anything is rendered. [Text] gives the words in reading order; the tests read
// the rendered files back and compare.
package document
