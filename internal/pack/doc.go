// Package pack makes what leaves the house: the documents of a conference in every form, its calendar entry, and the bundle.
//
// A [Maker] composes a document once and renders it as PDF, HTML, Markdown, JSON, CSV or iCalendar, under the controlled
// file name. A bundle (zip) holds the journal, the documents, the published files and a signed checkpoint, so that whoever
// receives it can prove offline, years later, that nothing was changed; [Open] checks such a bundle and trusts nothing in it.
package pack
