package tag

// Element is a node of the structure tree.
type Element struct {
	Type      string // standard structure type: "P", "H1", "Table", ...
	Parent    *Element
	Alt       string // what a figure shows
	Actual    string // the text that the drawn shapes stand for
	Lang      string
	Expansion string
	Attrs     []string // attribute dictionaries, as PDF source
	Kids      []Kid

	attached bool
}

// Kid is what stands in an element: another element, a piece of a page, or a link annotation.
type Kid struct {
	Element *Element
	Page    int // 1-based; with MCID
	MCID    int
	Link    *Link
}

// Link is an area of a page that leads somewhere.
type Link struct {
	Page           int     // 1-based
	X0, Y0, X1, Y1 float64 // in PDF space, origin at the bottom left
	URI            string  // an absolute address, or
	Target         string  // the name of a destination in the document
	Contents       string  // the link in words
	Element        *Element
}

// Child adds an element of the type as the last one in e.
func (e *Element) Child(typ string) *Element {
	c := e.Inline(typ)
	e.attach(c)
	return c
}

// Inline makes an element that enters e when something is first drawn in it, so
// that it comes after what e held by then.
func (e *Element) Inline(typ string) *Element { return &Element{Type: typ, Parent: e} }

func (e *Element) attach(c *Element) {
	if !c.attached {
		c.attached = true
		e.Kids = append(e.Kids, Kid{Element: c})
	}
}

// Attr adds an attribute dictionary, given as PDF source.
func (e *Element) Attr(dict string) *Element {
	e.Attrs = append(e.Attrs, dict)
	return e
}
