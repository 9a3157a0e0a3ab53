package document

import (
	"strings"
	"time"
)

// Document is everything that is written on paper, page or screen about one matter.
type Document struct {
	Title    string // first heading, window title; required
	Subtitle string // one line under the title: incident, day, time
	Kind     string // "Minnesanteckningar", "Kallelse", ...; stands at the top right
	Subject  string // metadata only: one sentence about what the document is
	Author   string // metadata only: the organisation or person behind it
	Lang     string // language of the words, BCP 47: "sv" or "en"; required

	Identifier string // metadata only: the address at which the document can be checked
	Created    time.Time

	Host            string   // organisation that gives the document out; on every page
	RegistryNumbers []string // diarienummer of incident and conference, each complete with its label ("Dnr 451-1203-2027")
	Exercise        string   // "ÖVNING" when it is one: stamped on every page, and read once at the top
	Logo            *Figure  // the host's mark, at the top left of the first page

	Header Furniture
	Footer Furniture
	Body   []Block
}

// Furniture is what is repeated on every page or at the end of a page of HTML.
// It is not part of the text that is read aloud, so nothing may stand only here.
type Furniture struct {
	Left  string // header: nothing means Host and Title; footer: version, head hash
	Right string // header: nothing means RegistryNumbers
	Page  string // footer only: "Sida {page} av {pages}"

	Lines []string // footer only, of print: small print below, which is also said in the text
	Code  string   // footer only, of print: an address that is drawn as a square code (QR) to be read by a telephone
}

// Placeholders of [Furniture.Page].
const (
	pageMark  = "{page}"
	pagesMark = "{pages}"
)

// PageLabel fills the page number and the number of pages into f.Page.
func (f Furniture) PageLabel(page, pages int) string {
	return strings.NewReplacer(pageMark, itoa(page), pagesMark, itoa(pages)).Replace(f.Page)
}

// Add appends blocks to the body.
func (d *Document) Add(blocks ...Block) { d.Body = append(d.Body, blocks...) }
