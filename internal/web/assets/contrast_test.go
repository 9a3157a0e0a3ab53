package assets

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// palette is the colours of one theme, by token.
type palette map[string]string

var (
	comment  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	colour   = regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9a-fA-F]{3,6})\b`)
	anyToken = regexp.MustCompile(`--([a-z0-9-]+):\s*([^;]+);`)
)

// blockOf gives what stands between the braces after a selector.
func blockOf(t *testing.T, css, selector string) string {
	t.Helper()
	_, rest, ok := strings.Cut(css, selector+" {")
	if !ok {
		t.Fatalf("there is no %q", selector)
	}
	depth := 1
	for i, r := range rest {
		switch r {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return rest[:i]
			}
		}
	}
	t.Fatalf("%q is not closed", selector)
	return ""
}

func colours(css string) palette {
	p := palette{}
	for _, m := range colour.FindAllStringSubmatch(css, -1) {
		p[m[1]] = m[2]
	}
	return p
}

// over is a theme that changes some colours of another.
func (p palette) over(base palette) palette {
	all := maps.Clone(base)
	maps.Copy(all, p)
	return all
}

func sheet(t *testing.T, name string) string {
	t.Helper()
	return comment.ReplaceAllString(string(read(t, "css/"+name)), "")
}

// themes are the four sets of colours that a page can have.
func themes(t *testing.T) map[string]palette {
	t.Helper()
	tokens := sheet(t, "tokens.css")
	light := colours(blockOf(t, tokens, ":root"))
	dark := colours(blockOf(t, tokens, `:root[data-theme="dark"]`))
	print := colours(blockOf(t, sheet(t, "print.css"), ":root"))
	paper := colours(blockOf(t, sheet(t, "screens-paper.css"), ".sheet"))
	return map[string]palette{
		"light": light, "dark": dark.over(light),
		// Printed from either theme it has to come out the same.
		"print from light": print.over(light), "print from dark": print.over(dark.over(light)),
		"sheet in dark": paper.over(dark.over(light)),
	}
}

// pair is a colour on another. Text needs 4.5:1; what is drawn, and the edges of controls, need 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
type pair struct {
	front, back string
	least       float64
}

const text, drawn = 4.5, 3.0

func (c *pairs) on(least float64, backs, fronts string) {
	for _, back := range strings.Fields(backs) {
		for _, front := range strings.Fields(fronts) {
			*c = append(*c, pair{front, back, least})
		}
	}
}

type pairs []pair

// kinds of entries, each with a tint of its own.
const kinds = "info disk besl konf atg frag res lage"

// general are the pairs that hold in every theme.
func general() pairs {
	var c pairs
	c.on(text, "paper surface sunken", "ink ink-2 link")
	c.on(text, "paper surface", "ink-3 ok warn bad live-ink")
	c.on(text, "ink", "paper") // what is blacked out
	c.on(drawn, "paper surface", "line-2 rule accent")
	c.on(drawn, "sunken", "accent line-2")
	for _, k := range strings.Fields(kinds) {
		c.on(text, "paper surface", k)
		c.on(text, k, "mark-ink") // the sign cut out of the silhouette
	}
	return c
}

// coloured are the pairs of the screen, where fills and tints are.
func coloured() pairs {
	var c pairs
	for _, k := range strings.Fields(kinds) {
		c.on(text, k+"-tint", k+" ink ink-2")
		c.on(drawn, k+"-tint", "focus line-2")
	}
	c.on(text, "ok-tint", "ok ink ink-2")
	c.on(text, "warn-tint", "warn ink ink-2")
	c.on(text, "bad-tint", "bad ink ink-2")
	c.on(text, "brand-tint", "ink ink-2 link")
	c.on(text, "konf-tint warn-tint bad-tint ok-tint besl-tint frag-tint", "link")
	c.on(text, "brand brand-2", "on-brand")
	c.on(text, "bar bar-well", "on-bar on-bar-2 bar-mark bar-ok bar-warn live-bar")
	c.on(drawn, "bar bar-well", "focus-bar")
	c.on(text, "focus-bar", "on-focus-bar")
	c.on(text, "live", "on-live")
	c.on(drawn, "paper surface sunken brand-tint ok-tint warn-tint bad-tint", "focus")
	c.on(drawn, "surface brand-tint", "accent")
	c.on(drawn, "paper surface", "live-ink")
	return c
}

// Every pair of colours that the product puts on each other can be read, in every theme.
func TestContrast(t *testing.T) {
	if n := len(general()) + len(coloured()); n < 88 {
		t.Fatalf("only %d pairs are counted; there were 88", n)
	}
	for name, p := range themes(t) {
		all := general()
		if name == "light" || name == "dark" {
			all = append(all, coloured()...)
		}
		for _, c := range all {
			got, err := p.contrast(c.front, c.back)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if got < c.least {
				t.Errorf("%s: --%s %s on --%s %s is %.2f:1, needs %.1f:1", name, c.front, p[c.front], c.back, p[c.back], got, c.least)
			}
		}
	}
}

// A colour without a pair would be one that nobody has looked at. Edges and hairlines are decoration beside a word and a shape.
func TestEveryColourIsCounted(t *testing.T) {
	counted := map[string]bool{"line": true, "bar-line": true, "warn-fill": true}
	for _, c := range append(general(), coloured()...) {
		counted[c.front], counted[c.back] = true, true
	}
	for name := range themes(t)["light"] {
		if !counted[name] && !strings.HasSuffix(name, "-edge") {
			t.Errorf("--%s stands in no pair", name)
		}
	}
}

// What a machine says about dark and what the person says about dark are the same colours, and every colour of the light theme
// either has a dark one or is meant to be the same in both.
func TestDarkIsOneTheme(t *testing.T) {
	tokens := sheet(t, "tokens.css")
	machine, person := tokensOf(blockOf(t, tokens, `:root:not([data-theme="light"])`)), tokensOf(blockOf(t, tokens, `:root[data-theme="dark"]`))
	if !maps.Equal(machine, person) {
		t.Errorf("the dark theme by the machine and by choice differ:\n%v\n%v", machine, person)
	}
	same := map[string]bool{"bar-mark": true, "bar-ok": true, "bar-warn": true, "on-focus-bar": true}
	for name := range colours(blockOf(t, tokens, ":root")) {
		if _, ok := person[name]; !ok && !same[name] {
			t.Errorf("--%s has no dark colour", name)
		}
	}
}

func tokensOf(css string) map[string]string {
	all := map[string]string{}
	for _, m := range anyToken.FindAllStringSubmatch(css, -1) {
		all[m[1]] = strings.Join(strings.Fields(m[2]), " ")
	}
	return all
}

func (p palette) contrast(front, back string) (float64, error) {
	a, err := luminance(p[front])
	if err != nil {
		return 0, fmt.Errorf("--%s: %w", front, err)
	}
	b, err := luminance(p[back])
	if err != nil {
		return 0, fmt.Errorf("--%s: %w", back, err)
	}
	return (max(a, b) + 0.05) / (min(a, b) + 0.05), nil
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(hex string) (float64, error) {
	h := strings.TrimPrefix(hex, "#")
	if len(h) == 3 {
		h = string([]byte{h[0], h[0], h[1], h[1], h[2], h[2]})
	}
	v, err := strconv.ParseUint(h, 16, 32)
	if err != nil || len(h) != 6 {
		return 0, fmt.Errorf("%q is no colour", hex)
	}
	part := func(shift uint) float64 {
		c := float64(v>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0), nil
}

func TestLuminance(t *testing.T) {
	p := palette{"black": "#000", "white": "#ffffff", "grey": "#767676"}
	if got, _ := p.contrast("black", "white"); math.Abs(got-21) > 0.001 {
		t.Errorf("black on white is %.3f:1", got)
	}
	if got, _ := p.contrast("grey", "white"); math.Abs(got-4.54) > 0.005 {
		t.Errorf("#767676 on white is %.3f:1, known to be 4.54:1", got)
	}
	if _, err := p.contrast("none", "white"); err == nil {
		t.Error("a colour that does not exist has a contrast")
	}
}
