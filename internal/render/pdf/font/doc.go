// Package font holds the typefaces of the PDF documents and knows how wide their
// letters are and which letters they have.
//
// Source Sans 3 (Adobe, SIL Open Font License, text in ttf/OFL.txt) is embedded
// unmodified in three faces. It was chosen over Liberation Sans because it has
// all Sámi letters and check marks, figures of equal width, and reads well in
// small sizes. DejaVu Sans (Bitstream Vera licence, from github.com/go-fonts/dejavu)
// draws the symbols that Source Sans lacks. A document embeds only the letters it uses.
package font
