// Package html renders a document as one accessible page of HTML.
//
// The page stands alone: one file, with its stylesheet within it, pictures as data
// and silhouettes as inline SVG. It has no scripts and refers to nothing outside,
// and says so itself in a content security policy that names the hash of its only
// stylesheet. It is read on screen, by a listener, at the width of a phone, in
// light and dark, and printed on A4 with page numbers.
//
//	words := html.WordsFrom(printer)
//	err := html.Render(w, d, words)
//
// The structure is the document's: its language, one main landmark, headings
// without gaps, captions, row and column headers. What a listener hears inside the
// article is what document.Text says, which a test compares. Text from people is
// only ever written through [escape].
//
// The look is that of the house's design language: calm, ruled with hairlines,
// shape and word before colour. On paper every shape is kept and text is black.
package html
