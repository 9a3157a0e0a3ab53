package minutes

import (
	"samverkan/conference"
	"samverkan/internal/chart"
	"samverkan/internal/document"
)

// SituationMap draws how hard each place is hit, by the situation reports; nil when no place has a point, or nothing was reported. Whoever
// shows it gives the table of grades beside it.
func SituationMap(m *Minutes, o Options) *chart.Picture {
	return (&writer{o: o, p: o.Printer, m: m}).situationMap()
}

func (w *writer) situationMap() *chart.Picture {
	s := w.m.Situation
	if s == nil || s.Empty() {
		return nil
	}
	var dots []chart.Dot
	there := map[chart.Grade]int{}
	for _, p := range s.Places {
		if !p.Located() {
			continue
		}
		grade := chart.Missing
		if p.Reported {
			grade = chart.Grade(p.Grade)
		}
		there[grade]++
		dots = append(dots, chart.Dot{Name: p.Name, Lat: p.Lat, Lon: p.Lon, Grade: grade})
	}
	if len(dots) == 0 {
		return nil
	}
	words := chart.MapWords{Title: w.t("reports.map.title"), Description: w.mapDescription(s, there)}
	for _, grade := range []chart.Grade{5, 4, 3, 2, 1, 0, chart.Missing} {
		if there[grade] > 0 {
			words.Legend = append(words.Legend, chart.Entry{Grade: grade, Text: w.gradeWord(grade)})
		}
	}
	return chart.DotMap(dots, words)
}

func (w *writer) gradeWord(grade chart.Grade) string {
	if grade == chart.Missing {
		return w.t("reports.map.missing")
	}
	return w.t("impact." + string(rune('0'+int(grade))))
}

// mapDescription says what the map shows, for those who do not see it.
func (w *writer) mapDescription(s *conference.Situation, there map[chart.Grade]int) string {
	var parts []string
	for _, grade := range []chart.Grade{5, 4, 3, 2, 1, 0, chart.Missing} {
		if there[grade] == 0 {
			continue
		}
		var names []string
		for _, p := range s.Places {
			if p.Located() && (p.Reported && chart.Grade(p.Grade) == grade || !p.Reported && grade == chart.Missing) {
				names = append(names, p.Name)
			}
		}
		w.p.Sort(names)
		parts = append(parts, w.t("reports.map.part", "Grade", w.gradeWord(grade), "Places", w.p.List(names)))
	}
	return w.t("reports.map.alt", "Parts", w.sum("; ", parts...))
}

// mapFigure is the map as a picture on paper. A map that cannot be drawn is left out: the tables say the same.
func (w *writer) mapFigure() (document.Figure, bool) {
	p := w.situationMap()
	if p == nil {
		return document.Figure{}, false
	}
	const sharp = 2 // points to a unit: about 220 to the inch on A4
	data, err := p.PNG(sharp)
	if err != nil {
		return document.Figure{}, false
	}
	return document.Figure{Data: data, Alt: p.Description}, true
}
