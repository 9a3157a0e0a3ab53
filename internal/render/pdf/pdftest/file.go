package pdftest

import (
	"bytes"
	"fmt"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Finding is one broken rule.
type Finding struct {
	Rule string // "UA:14-003" is Matterhorn 14-003, "A:6.1.3" a clause of ISO 19005, "PDF:14.7.2" one of ISO 32000-1
	Text string
}

func (f Finding) String() string { return f.Rule + " " + f.Text }

// Inspection is what was found in a file.
type Inspection struct {
	Findings  []Finding
	ReadOut   []string // the text in structure order, one string for each thing read as one
	Headings  []string // "H2 Beslut"
	Bookmarks []string // in order
	Artifacts []string // by page: what stands outside the text
	PageText  []string // by page: the tagged text, in the order it is drawn
	Links     []string // addresses and "#", in order
	Marks     int      // pieces of tagged content
	Title     string
	Lang      string
	Part      string // of PDF/A, from the XMP packet
}

// inspector reads one file.
type inspector struct {
	Inspection
	bytes   []byte
	xref    *model.XRefTable
	roles   types.Dict
	pages   []types.Dict
	pageOf  map[int]int // object number of a page -> its index
	pdf     []pageContent
	tree    *node
	owner   map[[2]int]int // page, MCID -> element's object number
	seen    map[int]bool
	pending string // a label that waits for its text
}

// Inspect reads a file and applies every rule to it. An error means that it could not be read at all.
func Inspect(b []byte) (*Inspection, error) {
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	ctx, err := api.ReadContext(bytes.NewReader(b), conf)
	if err != nil {
		return nil, err
	}
	c := &inspector{bytes: b, xref: ctx.XRefTable, pageOf: map[int]int{}, owner: map[[2]int]int{}, seen: map[int]bool{}}
	root, err := c.xref.Catalog()
	if err != nil {
		return nil, err
	}
	c.file()
	c.catalog(root)
	c.metadata(root)
	c.collectPages(root["Pages"], nil, 0)
	for i, p := range c.pages {
		c.page(i, p)
	}
	c.fonts()
	c.structure(root)
	c.outline(root)
	return &c.Inspection, nil
}

func (c *inspector) add(rule, format string, a ...any) {
	c.Findings = append(c.Findings, Finding{rule, fmt.Sprintf(format, a...)})
}

// The file is untrusted, so a reference that leads nowhere is read as nothing.

func (c *inspector) value(o types.Object) types.Object {
	v, err := c.xref.Dereference(o)
	if err != nil {
		return nil
	}
	return v
}

func (c *inspector) dict(o types.Object) types.Dict {
	switch v := c.value(o).(type) {
	case types.Dict:
		return v
	case types.StreamDict:
		return v.Dict
	}
	return nil
}

func (c *inspector) array(o types.Object) types.Array {
	a, _ := c.value(o).(types.Array)
	return a
}

func (c *inspector) name(o types.Object) string {
	n, _ := c.value(o).(types.Name)
	return string(n)
}

// text reads a text string: UTF-16 with its mark, otherwise Latin letters.
func (c *inspector) text(o types.Object) string {
	var b []byte
	var err error
	switch v := c.value(o).(type) {
	case types.HexLiteral:
		b, err = v.Bytes()
	case types.StringLiteral:
		b, err = types.Unescape(v.Value())
	default:
		return ""
	}
	if err != nil {
		return ""
	}
	if len(b) < 2 || b[0] != 0xfe || b[1] != 0xff {
		return string(b)
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 2; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}

func (c *inspector) stream(o types.Object) []byte {
	sd, ok := c.value(o).(types.StreamDict)
	if !ok {
		return nil
	}
	if sd.Content == nil {
		if err := sd.Decode(); err != nil {
			return nil
		}
	}
	return sd.Content
}

func number(o types.Object) (float64, bool) {
	switch v := o.(type) {
	case types.Integer:
		return float64(v), true
	case types.Float:
		return float64(v), true
	}
	return 0, false
}

func objectNumber(o types.Object) int {
	if r, ok := o.(types.IndirectRef); ok {
		return int(r.ObjectNumber)
	}
	return 0
}
