// Package pdf renders a document as tagged PDF: PDF/UA-1 (ISO 14289-1) and PDF/A
// (ISO 19005) in one file, in Swedish or English, with embedded free fonts,
// bookmarks and page numbers, and the same bytes for the same document.
//
// The work is done in layers that know nothing of each other's business:
//
//	font    the typefaces and how wide their letters are
//	tag     drawing with gofpdf, every mark tied to a structure element
//	layout  lines, tables, pages
//	finish  structure tree, XMP, ICC, bookmarks; the final file
//
// Package pdftest checks the files: rules of the Matterhorn protocol, the text
// read back in structure order against the document, and other people's programs.
package pdf
