package finish

import (
	"fmt"

	"samverkan/internal/render/pdf/tag"
)

// outlineItem is a bookmark with its neighbours, as indexes; -1 is none.
type outlineItem struct {
	parent, prev, next, first, last, count int
}

// arrange makes a tree of bookmarks that come in order with their levels. The
// last item returned is the root, which stands for all the outermost ones.
func arrange(marks []tag.Bookmark) []outlineItem {
	root := len(marks)
	items := make([]outlineItem, root+1)
	for i := range items {
		items[i] = outlineItem{-1, -1, -1, -1, -1, 0}
	}
	var open []int // the bookmarks that the next one may stand under
	for i, m := range marks {
		for len(open) > 0 && marks[open[len(open)-1]].Level >= m.Level {
			open = open[:len(open)-1]
		}
		p := root
		if len(open) > 0 {
			p = open[len(open)-1]
		}
		items[i].parent = p
		if prev := items[p].last; prev >= 0 {
			items[i].prev, items[prev].next = prev, i
		} else {
			items[p].first = i
		}
		items[p].last = i
		items[p].count++
		open = append(open, i)
	}
	return items
}

// writeOutline writes the bookmarks and gives the number of their root; 0 when there are none.
// The outermost are open, the others closed.
func writeOutline(s *sink, marks []tag.Bookmark, pages []int) int {
	if len(marks) == 0 {
		return 0
	}
	items := arrange(marks)
	numbers := make([]int, len(items))
	for i := range numbers {
		numbers[i] = s.number()
	}
	root := len(marks)
	for i, m := range marks {
		it := items[i]
		b := fmt.Appendf(nil, "<</Title %s /Parent %d 0 R /Dest [%d 0 R /XYZ 0 %.2f null]", text(m.Title), numbers[it.parent], pages[m.Page-1], m.Y)
		for _, e := range []struct {
			key string
			to  int
		}{{"Prev", it.prev}, {"Next", it.next}, {"First", it.first}, {"Last", it.last}} {
			if e.to >= 0 {
				b = fmt.Appendf(b, " /%s %d 0 R", e.key, numbers[e.to])
			}
		}
		if it.count > 0 {
			sign := "-"
			if it.parent == root {
				sign = ""
			}
			b = fmt.Appendf(b, " /Count %s%d", sign, it.count)
		}
		s.put(numbers[i], append(b, ">>"...))
	}
	visible := items[root].count
	for i := range marks {
		if items[i].parent == root {
			visible += items[i].count
		}
	}
	s.putf(numbers[root], "<</Type /Outlines /First %d 0 R /Last %d 0 R /Count %d>>", numbers[items[root].first], numbers[items[root].last], visible)
	return numbers[root]
}
