package pdftest

import (
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

func (c *inspector) collectPages(o types.Object, resources types.Object, depth int) {
	d := c.dict(o)
	if d == nil || depth > 50 {
		return
	}
	if r := d["Resources"]; r != nil {
		resources = r
	}
	if kids := c.array(d["Kids"]); kids != nil {
		for _, k := range kids {
			c.collectPages(k, resources, depth+1)
		}
		return
	}
	if d["Resources"] == nil && resources != nil {
		d["Resources"] = resources
	}
	c.pageOf[objectNumber(o)] = len(c.pages)
	c.pages = append(c.pages, d)
}

// A4, which every page is, in points.
const pageWidth, pageHeight = 595.28, 841.89

func (c *inspector) page(i int, p types.Dict) {
	var b []byte
	if parts := c.array(p["Contents"]); parts != nil {
		for _, o := range parts {
			b = append(append(b, c.stream(o)...), '\n')
		}
	} else {
		b = c.stream(p["Contents"])
	}
	fonts := c.dict(c.dict(p["Resources"])["Font"])
	known := map[string]textFont{}
	content := readContent(b, pageWidth, pageHeight, func(name string) textFont {
		f, ok := known[name]
		if !ok {
			f = c.textFont(c.dict(fonts[name]))
			known[name] = f
		}
		return f
	})
	c.pdf = append(c.pdf, content)
	c.Artifacts = append(c.Artifacts, content.artifacts)
	var text strings.Builder
	for id := range len(content.text) {
		text.WriteString(content.text[id] + "\n")
	}
	c.Marks += len(content.tags)
	c.PageText = append(c.PageText, text.String())
	c.pageContent(i+1, content)
	c.pageDictionary(i+1, p)
}

func (c *inspector) pageContent(page int, r pageContent) {
	if r.untagged > 0 {
		c.add("UA:01-003", "page %d: %d painting operators neither tagged nor artifact", page, r.untagged)
	}
	if r.mixed > 0 {
		c.add("UA:01-001", "page %d: artifact inside tagged content or the reverse", page)
	}
	if r.unbalanced {
		c.add("PDF:14.6", "page %d: BDC and EMC do not balance", page)
	}
	if r.twice {
		c.add("PDF:14.7.4", "page %d: MCID used twice", page)
	}
	if len(r.foreign) > 0 {
		c.add("A:6.2.4", "page %d: operators %v need more than DeviceRGB", page, r.foreign)
	}
	if len(r.outside) > 0 {
		c.add("edge", "page %d: text passes the edge: %q", page, r.outside)
	}
	texts := []string{r.artifacts}
	for _, t := range r.text {
		texts = append(texts, t)
	}
	for _, t := range texts {
		if strings.ContainsRune(t, unmapped) {
			c.add("UA:31-027", "page %d: text without Unicode: %q", page, t)
			return
		}
	}
}

func (c *inspector) pageDictionary(page int, p types.Dict) {
	if len(c.array(p["Annots"])) > 0 && c.name(p["Tabs"]) != "S" {
		c.add("UA:28-008", "page %d: annotations but Tabs is not S", page)
	}
	if p["Group"] != nil {
		c.add("A-1:6.4", "page %d: a transparency group", page)
	}
	if p["AA"] != nil {
		c.add("A:6.5", "page %d: additional actions", page)
	}
	for name, o := range c.dict(c.dict(p["Resources"])["XObject"]) {
		d := c.dict(o)
		if d["SMask"] != nil && c.name(d["SMask"]) != "None" {
			c.add("A-1:6.4", "page %d: picture %s has a soft mask", page, name)
		}
		if s := c.name(d["ColorSpace"]); c.name(d["Subtype"]) == "Image" && s != "DeviceRGB" && s != "DeviceGray" {
			c.add("A:6.2.4", "page %d: picture %s is neither RGB nor grey", page, name)
		}
	}
}
