package finish

import (
	"bytes"
	"fmt"
	"strings"

	"samverkan/internal/render/pdf/tag"
)

// structure is the numbered structure tree with the links that belong to it.
type structure struct {
	root, parentTree int
	numbers          map[*tag.Element]int
	order            []*tag.Element
	links            []*tag.Link
	linkNumbers      map[*tag.Link]int
	firstLinkKey     int
	pages            []int // object numbers
}

func numberStructure(s *sink, out *tag.Output, pages []int) *structure {
	t := &structure{root: s.number(), parentTree: s.number(), numbers: map[*tag.Element]int{},
		linkNumbers: map[*tag.Link]int{}, firstLinkKey: len(out.Pages), pages: pages}
	var walk func(e *tag.Element)
	walk = func(e *tag.Element) {
		t.numbers[e] = s.number()
		t.order = append(t.order, e)
		for _, k := range e.Kids {
			if k.Element != nil {
				walk(k.Element)
			}
		}
	}
	walk(out.Root)
	for _, page := range out.Links {
		for _, l := range page {
			t.linkNumbers[l] = s.number()
			t.links = append(t.links, l)
		}
	}
	return t
}

func (t *structure) write(s *sink, out *tag.Output) {
	for _, e := range t.order {
		s.put(t.numbers[e], t.element(e))
	}
	var nums bytes.Buffer
	nums.WriteString("<</Nums [")
	for i, owners := range out.Pages {
		fmt.Fprintf(&nums, "\n%d [", i)
		for _, e := range owners {
			fmt.Fprintf(&nums, "%d 0 R ", t.numbers[e])
		}
		nums.WriteString("]")
	}
	for i, l := range t.links {
		fmt.Fprintf(&nums, "\n%d %d 0 R", t.firstLinkKey+i, t.numbers[l.Element])
	}
	nums.WriteString("]>>")
	s.put(t.parentTree, nums.Bytes())
	s.putf(t.root, "<</Type /StructTreeRoot /K [%d 0 R] /ParentTree %d 0 R /ParentTreeNextKey %d>>",
		t.numbers[out.Root], t.parentTree, t.firstLinkKey+len(t.links))
	for i, l := range t.links {
		s.put(t.linkNumbers[l], t.link(l, t.firstLinkKey+i, out))
	}
}

func (t *structure) element(e *tag.Element) []byte {
	var b bytes.Buffer
	parent := t.root
	if e.Parent != nil {
		parent = t.numbers[e.Parent]
	}
	fmt.Fprintf(&b, "<</Type /StructElem /S /%s /P %d 0 R", e.Type, parent)
	for _, entry := range []struct{ key, value string }{{"Alt", e.Alt}, {"ActualText", e.Actual}, {"E", e.Expansion}} {
		if entry.value != "" {
			fmt.Fprintf(&b, " /%s %s", entry.key, text(entry.value))
		}
	}
	if e.Lang != "" {
		fmt.Fprintf(&b, " /Lang %s", ascii(e.Lang))
	}
	switch len(e.Attrs) {
	case 0:
	case 1:
		b.WriteString(" /A " + e.Attrs[0])
	default:
		b.WriteString(" /A [" + strings.Join(e.Attrs, " ") + "]")
	}
	t.kids(&b, e)
	b.WriteString(">>")
	return b.Bytes()
}

// kids writes what stands in e. Marks on e's first page are bare numbers; those
// on later pages name their page.
func (t *structure) kids(b *bytes.Buffer, e *tag.Element) {
	if len(e.Kids) == 0 {
		return
	}
	page := 0
	for _, k := range e.Kids {
		if k.Page > 0 {
			page = k.Page
			fmt.Fprintf(b, " /Pg %d 0 R", t.pages[page-1])
			break
		}
	}
	b.WriteString(" /K [")
	for _, k := range e.Kids {
		switch {
		case k.Element != nil:
			fmt.Fprintf(b, "%d 0 R ", t.numbers[k.Element])
		case k.Link != nil:
			fmt.Fprintf(b, "<</Type /OBJR /Obj %d 0 R /Pg %d 0 R>> ", t.linkNumbers[k.Link], t.pages[k.Link.Page-1])
		case k.Page == page:
			fmt.Fprintf(b, "%d ", k.MCID)
		default:
			fmt.Fprintf(b, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", t.pages[k.Page-1], k.MCID)
		}
	}
	b.WriteString("]")
}

func (t *structure) link(l *tag.Link, key int, out *tag.Output) []byte {
	action := fmt.Sprintf("/A <</S /URI /URI %s>>", ascii(l.URI))
	if l.Target != "" {
		d := out.Targets[l.Target]
		action = fmt.Sprintf("/Dest [%d 0 R /XYZ 0 %.2f null]", t.pages[d.Page-1], d.Y)
	}
	return fmt.Appendf(nil, "<</Type /Annot /Subtype /Link /Rect [%.2f %.2f %.2f %.2f] /Border [0 0 0] /F 4 /StructParent %d /Contents %s /P %d 0 R %s>>",
		l.X0, l.Y0, l.X1, l.Y1, key, text(l.Contents), t.pages[l.Page-1], action)
}
