// Package layout sets a document on pages.
//
// It works in two steps. First every block becomes strips: pieces of the page
// that are never broken, as high as a line of text or the part of a table row
// that fits, each knowing how to draw itself and what may not be parted from it
// (blocks.go, para.go, table.go). Then the strips are placed on pages (flow.go),
// and drawn page by page with what is repeated on each (furniture.go).
//
// The structure tree is made in the first step, in reading order; drawing only
// fills it with marks. So a row that is split over two pages still reads cell by cell.
//
// Nothing here writes a word of its own: what stands on the page is in the document.
package layout
