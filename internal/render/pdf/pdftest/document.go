package pdftest

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

var languageTag = regexp.MustCompile(`^([a-zA-Z]{2,3}|[a-zA-Z]{4,8}|[xXiI])(-[a-zA-Z0-9]{1,8})*$`)

// file checks what stands around the objects.
func (c *inspector) file() {
	lines := bytes.SplitN(c.bytes, []byte("\n"), 3)
	if len(lines) < 2 || len(lines[1]) < 5 || lines[1][0] != '%' || lines[1][1] < 128 || lines[1][2] < 128 || lines[1][3] < 128 || lines[1][4] < 128 {
		c.add("A:6.1.2", "no binary comment after the header")
	}
	if len(c.xref.ID) != 2 {
		c.add("A:6.1.3", "no file identifier")
	}
	if c.xref.Encrypt != nil {
		c.add("UA:26-001", "encrypted")
	}
}

func (c *inspector) catalog(root types.Dict) {
	marks := c.dict(root["MarkInfo"])
	if fmt.Sprint(marks["Marked"]) != "true" {
		c.add("UA:06 (6.2)", "MarkInfo/Marked is not true")
	}
	if fmt.Sprint(marks["Suspects"]) == "true" {
		c.add("UA:05", "Suspects is true")
	}
	if fmt.Sprint(c.dict(root["ViewerPreferences"])["DisplayDocTitle"]) != "true" {
		c.add("UA:07-001", "DisplayDocTitle is not true")
	}
	if c.Lang = c.text(root["Lang"]); c.Lang == "" {
		c.add("UA:11-006", "no document language")
	} else if !languageTag.MatchString(c.Lang) {
		c.add("UA:11-007", "bad language %q", c.Lang)
	}
	intent := false
	for _, o := range c.array(root["OutputIntents"]) {
		d := c.dict(o)
		profile := c.stream(d["DestOutputProfile"])
		if c.name(d["S"]) == "GTS_PDFA1" && len(profile) > 128 && string(profile[36:40]) == "acsp" {
			intent = true
		}
	}
	if !intent {
		c.add("A:6.2.3", "no PDF/A output intent with an ICC profile")
	}
	if root["AA"] != nil || root["OpenAction"] != nil && c.dict(root["OpenAction"]) != nil || c.dict(root["Names"])["JavaScript"] != nil {
		c.add("A:6.5", "additional actions or JavaScript")
	}
	if c.dict(root["Names"])["EmbeddedFiles"] != nil {
		c.add("A:6.1.11", "embedded files")
	}
	if root["OCProperties"] != nil {
		c.add("UA:20", "optional content")
	}
	if root["AcroForm"] != nil {
		c.add("UA:24", "a form, which these rules do not cover")
	}
}

var (
	xmpTitle = regexp.MustCompile(`(?s)<dc:title>.*?<rdf:li[^>]*>\s*([^<]*[^<\s])`)
	xmpUA    = regexp.MustCompile(`pdfuaid:part(>|=["'])\s*1`)
	xmpPart  = regexp.MustCompile(`pdfaid:part>\s*([0-9])\s*<`)
	xmpLevel = regexp.MustCompile(`pdfaid:conformance>\s*([A-Z])\s*<`)
	xmpDate  = regexp.MustCompile(`<xmp:(?:Create|Modify)Date>(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\+00:00<`)
	xmpMaker = regexp.MustCompile(`<pdf:Producer>([^<]*)<`)
)

// metadata checks the XMP packet and that the Info dictionary says the same.
func (c *inspector) metadata(root types.Dict) {
	x := string(c.stream(root["Metadata"]))
	if x == "" {
		c.add("UA:06-001", "no XMP metadata")
		return
	}
	if !xmpUA.MatchString(x) {
		c.add("UA:06-002", "XMP has no pdfuaid:part 1")
	}
	if !xmpTitle.MatchString(x) {
		c.add("UA:06-003", "XMP has no dc:title")
	}
	part, level := xmpPart.FindStringSubmatch(x), xmpLevel.FindStringSubmatch(x)
	if part == nil || level == nil || level[1] != "A" {
		c.add("A:6.6.4", "XMP does not say which part of PDF/A, level A")
	} else {
		c.Part = part[1]
	}
	if c.Part == "1" && (bytes.Contains(c.bytes, []byte("/Type /ObjStm")) || !bytes.HasPrefix(c.bytes, []byte("%PDF-1.4"))) {
		c.add("A-1:6.1.4", "PDF/A-1 with object streams or a later version than 1.4")
	}
	if strings.Contains(x, "pdfuaid") && !strings.Contains(x, "pdfaExtension:schemas") {
		c.add("A:6.6.2.3", "the schema of pdfuaid is not described")
	}
	if c.xref.Info == nil {
		c.add("A:6.1.3", "no Info dictionary")
		return
	}
	info := c.dict(*c.xref.Info)
	c.Title = c.text(info["Title"])
	dates := xmpDate.FindAllStringSubmatch(x, -1)
	if len(dates) != 2 {
		c.add("A-1:6.7.3", "XMP has no dates in UTC")
	}
	for i, d := range dates {
		key := []string{"CreationDate", "ModDate"}[i%2]
		if want := "D:" + strings.Join(d[1:], "") + "+00'00'"; c.text(info[key]) != want {
			c.add("A-1:6.7.3", "Info %s is %s, XMP says %s", key, c.text(info[key]), want)
		}
	}
	if m := xmpMaker.FindStringSubmatch(x); m == nil || m[1] != c.text(info["Producer"]) {
		c.add("A-1:6.7.3", "Producer differs between Info and XMP")
	}
}

// outline collects the bookmarks and checks that they hang together.
func (c *inspector) outline(root types.Dict) {
	top := c.dict(root["Outlines"])
	if top == nil {
		return
	}
	if n, ok := number(top["Count"]); !ok || n < 1 {
		c.add("PDF:12.3.3", "the outline has no count")
	}
	seen := map[int]bool{}
	var walk func(o types.Object, parent int)
	walk = func(o types.Object, parent int) {
		for o != nil {
			n, d := objectNumber(o), c.dict(o)
			if d == nil || seen[n] {
				c.add("PDF:12.3.3", "bookmark %d is missing or comes twice", n)
				return
			}
			seen[n] = true
			if objectNumber(d["Parent"]) != parent {
				c.add("PDF:12.3.3", "bookmark %d: /Parent is not its parent", n)
			}
			dest := c.array(d["Dest"])
			if len(dest) == 0 {
				c.add("PDF:12.3.3", "bookmark %d leads nowhere", n)
			} else if _, ok := c.pageOf[objectNumber(dest[0])]; !ok {
				c.add("PDF:12.3.3", "bookmark %d does not lead to a page", n)
			}
			c.Bookmarks = append(c.Bookmarks, c.text(d["Title"]))
			if d["First"] != nil {
				if count, ok := number(d["Count"]); !ok || count == 0 {
					c.add("PDF:12.3.3", "bookmark %d has children but no count", n)
				}
				walk(d["First"], n)
			}
			o = d["Next"]
		}
	}
	walk(top["First"], objectNumber(root["Outlines"]))
}
