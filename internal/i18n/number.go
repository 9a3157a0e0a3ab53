package i18n

import (
	"math"
	"strconv"
	"strings"
)

// Number writes a whole number with its thousands apart: "13 500" with a no-break space in Swedish,
// "13,500" in English.
func (p *Printer) Number(n int) string {
	return p.group(strconv.Itoa(n))
}

// Decimal writes a number with a fixed number of decimals: "3,5" in Swedish, "3.5" in English.
func (p *Printer) Decimal(f float64, decimals int) string {
	whole, fraction, has := strings.Cut(strconv.FormatFloat(f, 'f', decimals, 64), ".")
	if !has {
		return p.group(whole)
	}
	return p.group(whole) + p.T("number.decimal") + fraction
}

// Bytes writes a size in powers of a thousand, as file managers do: "12,3 MB", "200 MB".
func (p *Printer) Bytes(n int64) string {
	units := []string{"kB", "MB", "GB", "TB"}
	if n < 1000 {
		return p.Number(int(n)) + "\u00a0B"
	}
	size := float64(n) / 1000
	unit := 0
	// 999.95 would be written 1000.0
	for size >= 999.95 && unit < len(units)-1 {
		size /= 1000
		unit++
	}
	decimals := 1
	if tenths := math.Round(size * 10); math.Mod(tenths, 10) == 0 {
		decimals = 0 // a nought says nothing
	}
	return p.Decimal(size, decimals) + "\u00a0" + units[unit]
}

// group sets the thousands apart and writes a real minus sign, which screen readers say.
func (p *Printer) group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "\u2212", digits[1:]
	}
	separator := "\u00a0"
	if p.lang == English {
		separator = ","
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// List joins names as in running text: "a", "a och b", "a, b och c".
func (p *Printer) List(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	last := len(names) - 1
	return p.T("list.last", "First", strings.Join(names[:last], ", "), "Last", names[last])
}
