package web

import (
	"slices"
	"strings"

	"samverkan/internal/i18n"
)

// recorderWords are what the recorder's script says: they stand in the pages that have it, and not in every page as other words of
// scripts do. What is in braces is filled in by the script.
func recorderWords(p *i18n.Printer) []option {
	var out []option
	for key, text := range p.Below("web.recorder.word.") {
		out = append(out, option{key, text})
	}
	slices.SortFunc(out, func(a, b option) int { return strings.Compare(a.Value, b.Value) })
	return out
}

// RecorderWords are the script's, for the pages of the room.
func (p *RoomPage) RecorderWords() []option { return recorderWords(p.Printer) }
