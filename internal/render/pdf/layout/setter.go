package layout

import (
	"context"
	"slices"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/font"
	"samverkan/internal/render/pdf/tag"
)

// setter sets one document.
type setter struct {
	doc      *document.Document
	fonts    *font.Set
	w        *tag.Writer
	groups   bool // THead and TBody may be used: they came with PDF 1.5
	missed   map[rune]bool
	pictures map[[32]byte]picture // by digest of the figure's bytes
	pages    int                  // known when the strips are placed
	code     [][]bool             // squares of the code in the footer
	failure  error
}

// Result is a document that has been drawn.
type Result struct {
	*tag.Output
	Missed []rune // characters that no font has, in order
}

// Set draws a document that is valid and cleaned. With rowGroups false it
// uses no structure types that are newer than PDF 1.4. It stops when ctx ends.
func Set(ctx context.Context, d *document.Document, fonts *font.Set, rowGroups bool) (*Result, error) {
	s := &setter{doc: d, fonts: fonts, w: tag.NewWriter(d.Created), groups: rowGroups, missed: map[rune]bool{}, pictures: map[[32]byte]picture{}}
	s.encode()
	strips := s.head()
	for i, b := range d.Body {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var before, next document.Block
		if i > 0 {
			before = d.Body[i-1]
		}
		if i+1 < len(d.Body) {
			next = d.Body[i+1]
		}
		block := s.block(s.w.Root(), b, textWidth)
		for k := range block {
			block[k].keep = block[k].keep || introduces(b, next)
		}
		strips = appendBlock(strips, block, gap(before, b, next), b)
	}
	if s.failure != nil {
		return nil, s.failure
	}
	pages := flow(strips, firstTop, marginTop, s.bottom())
	s.pages = len(pages)
	for i, page := range pages {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		s.w.NewPage()
		s.runningHead(i + 1)
		s.paint(page)
		s.runningFoot(i + 1)
	}
	out, err := s.w.Close()
	if err != nil {
		return nil, err
	}
	missed := make([]rune, 0, len(s.missed))
	for r := range s.missed {
		missed = append(missed, r)
	}
	slices.Sort(missed)
	return &Result{out, missed}, nil
}

// paint draws the strips of a page, frames first.
func (s *setter) paint(page []placed) {
	for i := 0; i < len(page); {
		j := i + 1
		for j < len(page) && page[j].frame == page[i].frame {
			j++
		}
		if f := page[i].frame; f != nil {
			top, bottom := page[i].y, page[j-1].y+page[j-1].height
			if !page[i].opens {
				top -= f.pad
			}
			if !page[j-1].closes {
				bottom += f.pad
			}
			s.w.Aside(tag.Layout)
			f.paint(marginX, top, bottom)
		}
		for _, p := range page[i:j] {
			if p.draw != nil {
				p.draw(marginX+p.x, p.y)
			}
		}
		i = j
	}
}

// miss remembers a character that no font has.
func (s *setter) miss(text string) {
	for _, r := range text {
		if !unseen(r) {
			s.missed[r] = true
		}
	}
}

func (s *setter) fail(err error) {
	if s.failure == nil {
		s.failure = err
	}
}
