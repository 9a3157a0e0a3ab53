package layout

// strip is a piece of a column that is never broken.
type strip struct {
	gap    float64 // empty space above it, none at the top of a page
	height float64
	keep   bool    // never parted from the strip that follows
	x      float64 // from the left of the column
	draw   func(x, y float64)

	// split parts the strip so that the first part is at most room high; ok is
	// false when nothing fits. Only table rows can be split.
	split func(room float64) (first, rest strip, ok bool)

	head      *strip // drawn again above this strip when it begins a page
	frame     *frame // painted behind it and its neighbours with the same frame
	opens     bool   // it is the first of its frame
	closes    bool   // it is the last of its frame
	pageBreak bool   // begin a new page before it
}

// frame is a background behind neighbouring strips.
type frame struct {
	pad   float64 // between text and edge where the frame goes on over a page break
	paint func(x, top, bottom float64)
}

// placed is a strip with its place on a page.
type placed struct {
	strip
	y float64
}

// shift moves strips to the right.
func shift(strips []strip, dx float64) []strip {
	for i := range strips {
		strips[i].x += dx
	}
	return strips
}

// splitFrom is how high a row must be before it is parted though it would fit on
// a page of its own: less than this, and the hole it leaves is not worth the break.
const splitFrom = 200.0

// least is the smallest part of a row that is left at the bottom of a page.
const least = 60.0

// column places strips on pages.
type column struct {
	pages  [][]placed
	page   []placed
	y      float64
	used   bool    // the page holds more than a repeated head
	top    float64 // of the pages to come
	bottom float64
}

// flow places strips from firstTop on the first page and from top on the others.
func flow(strips []strip, firstTop, top, bottom float64) [][]placed {
	c := &column{y: firstTop, top: top, bottom: bottom}
	for i := 0; i < len(strips); {
		j := i + 1 // strips[i:j] stay together
		for j < len(strips) && strips[j-1].keep {
			j++
		}
		group := strips[i:j]
		if c.used && (group[0].pageBreak || c.y+need(group) > c.bottom) {
			c.newPage()
		}
		for _, s := range group {
			c.place(s)
		}
		i = j
	}
	return append(c.pages, c.page)
}

// need is how much room a group wants at the bottom of a page.
func need(group []strip) float64 {
	h := 0.0
	for i, s := range group {
		part := s.height
		if i == len(group)-1 && s.split != nil && part > splitFrom {
			part = least
		}
		h += s.gap + part
	}
	return h
}

func (c *column) newPage() {
	c.pages = append(c.pages, c.page)
	c.page, c.y, c.used = nil, c.top, false
}

// place puts a strip on the page, or its parts on as many pages as it takes.
func (c *column) place(s strip) {
	for {
		if len(c.page) == 0 && s.head != nil {
			c.put(*s.head)
		}
		if !c.used {
			s.gap = 0
		}
		room := c.bottom - c.y - s.gap
		switch {
		case s.height <= room:
			c.put(s)
			c.used = true
			return
		case s.split != nil && (s.height > splitFrom && room >= least || !c.used):
			if first, rest, ok := s.split(room); ok {
				first.gap, first.x, first.frame = s.gap, s.x, s.frame
				c.put(first)
				c.newPage()
				rest.head, rest.keep, rest.x, rest.frame = s.head, s.keep, s.x, s.frame
				s = rest
				continue
			}
		}
		if !c.used { // higher than a page and not to be parted: it must go past the edge
			c.put(s)
			c.used = true
			return
		}
		c.newPage()
	}
}

func (c *column) put(s strip) {
	c.page = append(c.page, placed{s, c.y + s.gap})
	c.y += s.gap + s.height
}
