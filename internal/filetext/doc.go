// Package filetext reads the words of files, for search: plain text, Markdown, HTML,
// Word (docx) and OpenDocument (odt).
//
// A file is somebody else's and may be anything. What is read and what is kept of it has
// an end ([MostRead], [MostKept]), also when a small archive unpacks to a large one, and
// what cannot be read answers with a fault and nothing else. PDF is not read: no library
// in pure Go that is kept does it well enough.
package filetext
