package layout

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/font"
	"samverkan/internal/render/pdf/tag"
)

func newSetter(t testing.TB) *setter {
	t.Helper()
	fonts, err := font.Standard()
	if err != nil {
		t.Fatal(err)
	}
	return &setter{fonts: fonts, w: tag.NewWriter(time.Unix(0, 0)), missed: map[rune]bool{}, doc: &document.Document{}}
}

// Lines hold every cluster once, in order, and are no wider than they may be,
// unless they are a single cluster.
func TestWrap(t *testing.T) {
	s := newSetter(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aåmW -/\n.漢\u00a0\u0301"))).Draw(t, "text")
		width := rapid.Float64Range(1, 120).Draw(t, "width")
		p := s.shape(nil, []document.Inline{document.T(text), document.B(text)}, style{typo: bodyType})
		next := 0
		for _, l := range p.wrap(width) {
			if l.from != next || l.to <= l.from {
				t.Fatalf("line %+v after %d", l, next)
			}
			next = l.to
			if l.width > width+0.02 && l.to-l.from > 1 && !onlySpaceAfterFirst(p.clusters[l.from:l.to]) {
				t.Fatalf("line %+v is wider than %v", l, width)
			}
		}
		if next != len(p.clusters) {
			t.Fatalf("%d of %d clusters", next, len(p.clusters))
		}
	})
}

func onlySpaceAfterFirst(cs []cluster) bool {
	for _, c := range cs[1:] {
		if c.kind != space && c.kind != newline {
			return false
		}
	}
	return true
}

func TestWrapBreaksBetweenWords(t *testing.T) {
	s := newSetter(t)
	text := "Räddningstjänsten Nord behöver två bandvagnar/terrängfordon för nord-syd-transporter."
	p := s.shape(nil, []document.Inline{document.T(text)}, style{typo: bodyType})
	var lines []string
	for _, l := range p.wrap(130) {
		var b strings.Builder
		for _, c := range p.clusters[l.from:l.to] {
			b.WriteString(c.source)
		}
		lines = append(lines, b.String())
	}
	want := "Räddningstjänsten Nord |behöver två bandvagnar/|terrängfordon för nord-syd-|transporter."
	if got := strings.Join(lines, "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Every strip is placed once and in order, below the one before and above the
// edge; what belongs together stands on one page when it fits there.
func TestFlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const first, top, bottom = 120.0, 50.0, 450.0
		var strips []strip
		for range rapid.IntRange(1, 60).Draw(t, "strips") {
			s := strip{height: rapid.Float64Range(5, 150).Draw(t, "height"), gap: rapid.Float64Range(0, 20).Draw(t, "gap"), keep: rapid.IntRange(0, 3).Draw(t, "keep") == 0, x: float64(len(strips))}
			s.pageBreak = rapid.IntRange(0, 20).Draw(t, "break") == 0
			strips = append(strips, s)
		}
		strips[len(strips)-1].keep = false
		pages := flow(strips, first, top, bottom)
		page, n := map[int]int{}, 0
		for i, placed := range pages {
			y := top
			for _, p := range placed {
				if p.x != float64(n) {
					t.Fatalf("strip %v where %d should be", p.x, n)
				}
				page[n] = i
				n++
				if p.y < y-0.001 || p.y+p.height > bottom+0.001 {
					t.Fatalf("strip %d at %v–%v, the one before ended at %v", n-1, p.y, p.y+p.height, y)
				}
				y = p.y + p.height
			}
		}
		if n != len(strips) {
			t.Fatalf("%d of %d strips", n, len(strips))
		}
		for i := 0; i < len(strips); {
			j, h := i+1, strips[i].height
			for ; strips[j-1].keep; j++ {
				h += strips[j].gap + strips[j].height
			}
			if h <= bottom-top && page[i] != page[j-1] && (i > 0 || h <= bottom-first) {
				t.Fatalf("strips %d–%d are parted", i, j-1)
			}
			if strips[i].pageBreak && i > 0 && page[i] == page[i-1] {
				t.Fatalf("no new page before strip %d", i)
			}
			i = j
		}
	})
}

// Text is readable: WCAG 2.2, 1.4.3.
func TestContrast(t *testing.T) {
	type pair struct {
		name        string
		text, paper tag.Color
	}
	pairs := []pair{{"ink", ink, white}, {"ink2", ink2, white}, {"ink3", ink3, white}, {"link", linkInk, white}, {"ink on warn", ink, warnTint}, {"ink2 on warn", ink2, warnTint}, {"link on warn", linkInk, warnTint},
		{"warn", warnInk, warnTint}, {"ink on omission", ink, paper}, {"ink2 on omission", ink2, paper}, {"link on omission", linkInk, paper}, {"addition", ink, insTint}, {"removed", ink2, warnTint}}
	for _, k := range []document.Kind{document.KindInformation, document.KindDiscussion, document.KindDecision, document.KindGoalConflict, document.KindMeasure, document.KindQuestion, document.KindNeed, document.KindSituation, document.KindNote} {
		m, ok := kindMarks[k]
		if !ok {
			t.Errorf("%s has no mark", k)
		}
		pairs = append(pairs, pair{string(k), m.ink, white})
	}
	for _, s := range []document.State{document.StateOK, document.StateWarn, document.StateBad, document.StateMute, document.StateReserve} {
		m, ok := stateMarks[s]
		if !ok {
			t.Errorf("%s has no mark", s)
		}
		pairs = append(pairs, pair{string(s), m.ink, white}, pair{string(s) + " on warn", m.ink, warnTint})
	}
	for _, p := range pairs {
		if c := contrast(p.text, p.paper); c < 4.5 {
			t.Errorf("%s: contrast %.2f", p.name, c)
		}
	}
}

func contrast(a, b tag.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c tag.Color) float64 {
	f := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*f(c.R) + 0.7152*f(c.G) + 0.0722*f(c.B)
}

// No kind has the outline of another, so that they are told apart without colour.
func TestOutlines(t *testing.T) {
	seen := map[string]document.Kind{}
	for _, k := range []document.Kind{document.KindInformation, document.KindDiscussion, document.KindDecision, document.KindGoalConflict, document.KindMeasure, document.KindQuestion, document.KindNeed, document.KindSituation, document.KindNote} {
		m := kindMarks[k]
		if other, ok := seen[m.shape[0].Path]; ok {
			t.Errorf("%s looks like %s", k, other)
		}
		seen[m.shape[0].Path] = k
	}
}

// Columns fill the width, and a column gets room for its longest word as far as others can spare it.
func TestColumnWidths(t *testing.T) {
	s := newSetter(t)
	table := document.Table{Columns: []document.Column{document.Col("Nr", 1), document.Col("Text", 20), document.Col("Ansvarig", 1)},
		Rows: []document.Row{document.R(document.TD(document.T("1")), document.TD(document.T("kort")), document.TD(document.T("Räddningstjänsten")))}}
	root := s.w.Root()
	head, rows := s.headCells(nil, table), [][]*content{s.rowCells(root.Child("TR"), table, table.Rows[0])}
	w := columnWidths(table, head, rows, textWidth)
	if sum := w[0] + w[1] + w[2] + 2*columnGap; math.Abs(sum-textWidth) > 0.01 {
		t.Errorf("the columns are %v wide together, want %v", sum, textWidth)
	}
	if need := rows[0][2].minWidth(); w[2] < need {
		t.Errorf("the last column is %v wide, its word %v", w[2], need)
	}
	if w[1] < w[2] {
		t.Errorf("the text column lost too much: %v", w)
	}
}
