package scenario_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/scenario"
)

// laughs is a text in which each line names the one before ten times (billion laughs).
func laughs(lines int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < lines; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return b.String()
}

// Given a plan that is made to cost more than it weighs, then it is refused with a fault, and what it costs is bounded by its own size.
func TestPlanBombs(t *testing.T) {
	for name, text := range map[string]string{
		"aliases of aliases":        laughs(12),
		"laughing at a known field": strings.ReplaceAll(laughs(12), "a11:", "smarr: {mal: *a10}\na11:"),
		"an alias of itself":        "smarr: &a {mal: [*a]}\n",
		"merged with itself":        "smarr: &a\n  <<: *a\n  mal: [x]\n",
		"nested lists":              "smarr: {mal: " + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + "}\n",
		"nested maps":               "smarr: " + strings.Repeat("{a: ", 100_000) + "1" + strings.Repeat("}", 100_000) + "\n",
		"nested lines":              "smarr:\n" + nestedLines(1000),
		"a huge number":             "series_no: " + strings.Repeat("9", 500_000) + "\n",
		"a number with an exponent": "series_no: 1e999999999\n",
		"a long line":               "title: " + strings.Repeat("x", 900_000) + "\ntitle: y\n",
		"many keys":                 manyKeys(300_000),
		"many documents":            strings.Repeat("---\ntitle: x\n", 20_000),
		"larger than it may be":     "title: " + strings.Repeat("x", scenario.MaxPlan+1) + "\n",
		"a tag that makes":          "series_no: !!python/object/apply:os.system [ls]\n",
		"no text":                   "title: \x00\xff\xfe\n",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := scenario.ReadPlan(strings.NewReader(text))
			runtime.ReadMemStats(&after)
			if fault.CodeOf(err) == "" || fault.KindOf(err) == fault.Internal {
				t.Errorf("taken, or refused without a fault: %.200v", err)
			}
			if cost := after.TotalAlloc - before.TotalAlloc; cost > uint64(len(text))*200+64<<20 {
				t.Errorf("%d bytes cost %d", len(text), cost)
			}
		})
	}
}

func nestedLines(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	return b.String()
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	return b.String()
}
