package chart

import "strings"

// Caption writes a text below the picture, on as many lines as it takes: where the picture stands alone, it has to say itself what it is
// about. It is part of the picture's title too.
func (p *Picture) Caption(text string) {
	const size, leading, margin = 13.0, 20.0, 16.0
	p.Title = strings.TrimSpace(text + " " + p.Title)
	line := ""
	flush := func() {
		if line != "" {
			p.add(label{at: point{margin, p.Height + size}, text: line, size: size, colour: ink})
			p.Height += leading
		}
		line = ""
	}
	for _, word := range strings.Fields(text) {
		if line != "" && width(line+" "+word, size) > p.Width-2*margin {
			flush()
		}
		line = strings.TrimSpace(line + " " + word)
	}
	flush()
}
