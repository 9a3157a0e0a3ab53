// Package chart draws the small pictures that go with tables: places on a map by how hard they are hit, and bars of counts.
//
// A [Picture] is made once and written as SVG for pages or as PNG for documents; both show the same. Nothing is told by colour
// alone: a grade has its own figure, shape and pattern. A picture never stands alone either: whoever shows it gives a table with the
// same content beside it, since the names of places that lie close together are left out where they do not fit.
//
// The package knows no language and no conference: words arrive ready.
package chart
