// Package pdftest checks rendered PDF files, for the tests of every package that
// makes documents. It is test-only: nothing in the product imports it.
//
// [Check] is what to call. It runs:
//
//   - about forty rules of PDF/UA-1 (ISO 14289-1, numbered as in the Matterhorn
//     protocol 1.1) and PDF/A (ISO 19005), over pdfcpu's parser, which shares no
//     code with the writer;
//   - the read-out: the text in structure order must be what the document says;
//   - what must stand on every page: number, registry numbers, the stamp of an exercise;
//   - qpdf and pdfinfo, when they are there. A missing program skips its part with
//     a message, and fails the test when SAMVERKAN_REQUIRE_ALL=1; then PDFBox
//     preflight is asked about every PDF/A-1a file too, and pdfinfo reads the text
//     of short documents. Both take seconds for each file.
//
// The rules are a subset. What machines cannot see (whether an alternative text
// is true, whether headings say something) nobody checks here.
package pdftest
