package layout

import (
	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

// mark is a shape with its colour.
type mark struct {
	shape tag.Shape
	ink   tag.Color
}

// kindMarks are the silhouettes of the kinds: the same drawings as the web's
// icons, on the same grid. Each has its own outline, so it is known without colour.
var kindMarks = map[document.Kind]mark{
	document.KindInformation: {tag.Shape{
		{Path: tag.Circle(12, 12, 11), Fill: true},
		{Path: "12 11 m 12 17 l 12 7 m 12 7.01 l", Width: 2.5, Knock: true},
	}, tag.Color{R: 0x14, G: 0x53, B: 0x8f}},
	document.KindDiscussion: {tag.Shape{
		{Path: "5 1.5 m 19 1.5 l 21.2 1.5 23 3.3 23 5.5 c 23 14 l 23 16.2 21.2 18 19 18 c 12.5 18 l 6 23 l 6 18 l 5 18 l 2.8 18 1 16.2 1 14 c 1 5.5 l 1 3.3 2.8 1.5 5 1.5 c h", Fill: true},
		{Path: "6.5 7.5 m 17.5 7.5 l 6.5 12 m 13.5 12 l", Width: 2.25, Knock: true},
	}, tag.Color{R: 0x5e, G: 0x3a, B: 0x8f}},
	document.KindDecision: {tag.Shape{
		{Path: "7 1.5 m 17 1.5 l 23 12 l 17 22.5 l 7 22.5 l 1 12 l h", Fill: true, Width: 1},
		{Path: "7.5 12.3 m 10.7 15.5 l 16.7 8.8 l", Width: 2.5, Knock: true},
	}, okInk},
	document.KindGoalConflict: {tag.Shape{
		{Path: "12 0.9 m 23.1 12 l 12 23.1 l 0.9 12 l h", Fill: true, Width: 1},
		{Path: "5.2 12 m 9.8 12 l 7.6 9.6 m 10 12 l 7.6 14.4 l 18.8 12 m 14.2 12 l 16.4 9.6 m 14 12 l 16.4 14.4 l", Width: 2.1, Knock: true},
	}, tag.Color{R: 0x9a, G: 0x35, B: 0x0c}},
	document.KindMeasure: {tag.Shape{
		{Path: "2.5 3.5 m 14 3.5 l 23 12 l 14 20.5 l 2.5 20.5 l h", Fill: true, Width: 1.5},
		{Path: "6 12 m 15.5 12 l 12 8.5 m 15.5 12 l 12 15.5 l", Width: 2.25, Knock: true},
	}, tag.Color{R: 0x6b, G: 0x4c, B: 0x00}},
	document.KindQuestion: {tag.Shape{
		{Path: "4.5 1.5 m 19.5 1.5 l 21.2 1.5 22.5 2.8 22.5 4.5 c 22.5 19.5 l 22.5 21.2 21.2 22.5 19.5 22.5 c 4.5 22.5 l 2.8 22.5 1.5 21.2 1.5 19.5 c 1.5 4.5 l 1.5 2.8 2.8 1.5 4.5 1.5 c h", Fill: true},
		{Path: "8.7 9.2 m 8.9 7.2 10.2 6.2 12 6.2 c 13.8 6.2 15.3 7.4 15.3 9.1 c 15.3 11.4 12 11.6 12 14 c 12 17.6 m 12 17.61 l", Width: 2.25, Knock: true},
	}, tag.Color{R: 0x3c, G: 0x4b, B: 0x5a}},
	document.KindNeed: {tag.Shape{
		{Path: "5.5 2.5 m 18.5 2.5 l 22.5 21.5 l 1.5 21.5 l h", Fill: true, Width: 1.5},
		{Path: "12 7.5 m 12 16.5 l 7.5 12 m 16.5 12 l", Width: 2.5, Knock: true},
	}, tag.Color{R: 0x86, G: 0x26, B: 0x5f}},
	document.KindSituation: {tag.Shape{
		{Path: "12 1 m 17 1 21 5 21 10 c 21 15.5 15 19.5 12 23 c 9 19.5 3 15.5 3 10 c 3 5 7 1 12 1 c h", Fill: true},
		{Path: tag.Circle(12, 10, 3.5), Fill: true, Knock: true},
	}, tag.Color{R: 0x0d, G: 0x5a, B: 0x63}},
	document.KindNote: {tag.Shape{
		{Path: "4 1.5 m 15 1.5 l 21 7.5 l 21 22.5 l 4 22.5 l h", Fill: true, Width: 1.5},
		{Path: "8 11 m 16 11 l 8 15.5 m 16 15.5 l 8 6.5 m 11.5 6.5 l", Width: 2, Knock: true},
	}, ink2},
}

var ring = tag.Circle(12, 12, 9.5)

// alert is a triangle with an exclamation mark.
var alert = tag.Shape{{Path: "12 3 m 1.8 20.5 l 22.2 20.5 l h", Width: 2}, {Path: "12 9.5 m 12 14.5 l 12 17.5 m 12 17.51 l", Width: 2.25}}

// stateMarks are the line drawings of the states.
var stateMarks = map[document.State]mark{
	document.StateOK:      {tag.Shape{{Path: ring, Width: 2}, {Path: "7.5 12.5 m 10.5 15.5 l 16.5 9 l", Width: 2}}, okInk},
	document.StateWarn:    {alert, warnInk},
	document.StateBad:     {alert, badInk},
	document.StateMute:    {tag.Shape{{Path: ring, Width: 2}, {Path: "12 6.5 m 12 12 l 15.5 14.5 l", Width: 2}}, ink2},
	document.StateReserve: {tag.Shape{{Path: ring, Width: 2}, {Path: "7 12 m 17 12 l", Width: 2.5}}, tag.Color{R: 0x9a, G: 0x35, B: 0x0c}},
}

// toneMarks are the drawings before the titles of callouts.
var toneMarks = map[document.Tone]tag.Shape{
	document.ToneWarn:       alert,
	document.ToneExercise:   alert,
	document.ToneCorrection: {{Path: "4 20 m 5.2 15.4 l 16.8 3.8 l 20.2 7.2 l 8.6 18.8 l h 14.2 6.4 m 17.6 9.8 l", Width: 2}},
	document.ToneRedacted:   {{Path: "4.5 10.5 m 19.5 10.5 l 19.5 21.5 l 4.5 21.5 l h 8 10.5 m 8 7 l 8 4.8 9.8 3 12 3 c 14.2 3 16 4.8 16 7 c 16 10.5 l", Width: 2}},
}
