// Package finish turns the pages that gofpdf wrote into a PDF that is both
// PDF/UA-1 (ISO 14289-1) and PDF/A (ISO 19005).
//
// It is one pass over gofpdf's own, regular output: objects are copied, pages,
// fonts and catalogue are patched, and what gofpdf cannot make is added: the
// structure tree, link annotations that belong to it, bookmarks, XMP, an sRGB
// output intent, and a file identifier that is a digest of the content. The same
// input gives the same bytes.
package finish
