// Package tag draws pages and remembers what every mark on them means.
//
// It is the only package that talks to gofpdf, which knows nothing of tagged
// PDF: each drawing call is bracketed here with marked-content operators
// (ISO 32000-1, 14.6), and the structure tree (14.7) is kept beside the pages
// until package finish writes both. Text that is drawn without saying which
// element it belongs to is an error, so a page that came out is a tagged page.
//
// Places are in points with the origin at the top left of the page.
package tag
