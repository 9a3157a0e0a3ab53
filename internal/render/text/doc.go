// Package text renders documents and lists as plain text.
//
// [Markdown] writes a document as CommonMark with pipe tables: to be read as it
// stands in a mail or a terminal, kept in a registry, or pasted into another system.
// Text from people is escaped so that it stays text there: it cannot become a
// heading, a link, a table or HTML.
//
// [CSV] writes a list for a spreadsheet by RFC 4180. A spreadsheet takes a cell that
// begins like a formula for one, so such cells are marked as text.
package text
