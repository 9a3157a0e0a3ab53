package layout

import "samverkan/internal/render/pdf/tag"

// Measures in points. The page follows the web page's print style: A4, calm margins, one column.
const (
	marginX      = 62.0
	marginTop    = 84.0 // where text begins on every page but the first
	firstTop     = 56.0 // where the first page's head begins
	marginBottom = 76.0
	textWidth    = tag.PageWidth - 2*marginX
	pageBottom   = tag.PageHeight - marginBottom
	headerLine   = 58.0 // base line of the running head is a little above
	footerLine   = tag.PageHeight - 52
	measure      = 448.0 // running text is no wider: about 85 characters
)

// A type is a size of text with its line height.
type typo struct{ size, line float64 }

var (
	titleType    = typo{23, 28}
	subType      = typo{12.5, 17}
	leadType     = typo{12.5, 18}
	decisionType = typo{11.75, 17.5}
	bodyType     = typo{11, 16}
	tableType    = typo{9.75, 13.5}
	smallType    = typo{9, 12.5}
	tinyType     = typo{8.25, 11}
	sealType     = typo{6.5, 8.5}                                                  // of what is repeated at the foot of each page and stands in the text at a size to be read
	headingType  = [...]typo{{15.5, 21}, {12, 17}, {11, 16}, {11, 16}, {10.5, 15}} // by level
)

// The light theme of the web pages. Text colours have at least 4.5:1 against
// white and against every tint they stand on; TestContrast measures it.
var (
	ink     = tag.Color{R: 0x13, G: 0x22, B: 0x2b}
	ink2    = tag.Color{R: 0x3d, G: 0x4e, B: 0x59}
	ink3    = tag.Color{R: 0x56, G: 0x66, B: 0x6f}
	hair    = tag.Color{R: 0xd3, G: 0xdc, B: 0xe0}
	edge    = tag.Color{R: 0xaf, G: 0xbc, B: 0xc8}
	hair2   = tag.Color{R: 0x74, G: 0x84, B: 0x8e}
	linkInk = tag.Color{R: 0x0c, G: 0x50, B: 0x69}
	paper   = tag.Color{R: 0xf1, G: 0xf4, B: 0xf5}
	white   = tag.Color{R: 0xff, G: 0xff, B: 0xff}

	okInk   = tag.Color{R: 0x17, G: 0x60, B: 0x3a}
	warnInk = tag.Color{R: 0x7a, G: 0x4d, B: 0x00}
	badInk  = tag.Color{R: 0xa3, G: 0x16, B: 0x1c}

	insTint  = tag.Color{R: 0xe2, G: 0xf2, B: 0xe8}
	warnTint = tag.Color{R: 0xfd, G: 0xf1, B: 0xd2}
	warnEdge = tag.Color{R: 0xd3, G: 0xa5, B: 0x40}
)
