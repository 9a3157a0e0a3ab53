package area

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/i18n"
)

// FileName is what a file from a conference is called. All its parts are in a–z and digits, so that the name survives
// every file system, mail and archive.
type FileName struct {
	Start    time.Time // when the conference begins; the name has the time in Europe/Stockholm
	Level    string    // local, regional or national
	SeriesNo int       // the conference's number in its series
	Document string    // what it holds, see [Documents]; any other word is taken as it is
	Variant  string    // which of several: "offentlig" for the one without secret parts, "" for the only one
	Version  int       // shown from 2 on
	Exercise bool      // an exercise says so in the name too
	Ext      string    // "pdf", without its full stop
}

// documents are the Swedish words by which documents are called in file names, whatever the language of what they hold:
// a folder in which the same thing has two names cannot be kept in order.
var documents = map[string]string{
	"minutes":        "minnesanteckningar",
	"minutes-formal": "protokoll",
	"invitation":     "kallelse",
	"agenda":         "dagordning",
	"roll-call":      "upprop",
	"speakers":       "talarlista",
	"decisions":      "beslutslogg",
	"measures":       "atgardslista",
	"situation":      "lagesbild",
	"checklist":      "checklista",
	"calendar":       "kalender",
	"recording":      "inspelning",
	"bundle":         "bevispaket",
	"schedule":       "rytm",
}

var levels = map[string]string{"local": "lokal", "regional": "regional", "national": "nationell"}

// Documents gives the documents that have a word of their own in file names.
func Documents() []string {
	set := map[string]bool{}
	for d := range documents {
		set[d] = true
	}
	return sorted(set)
}

// String gives the name:
//
//	2027-01-06_1900_regional-samverkanskonferens_nr-01_minnesanteckningar.pdf
//	2027-01-06_1900_ovning_regional-samverkanskonferens_nr-01_minnesanteckningar_v2.pdf
func (n FileName) String() string {
	start := n.Start.In(i18n.Stockholm())
	parts := []string{start.Format("2006-01-02"), start.Format("1504")}
	if n.Exercise {
		parts = append(parts, "ovning")
	}
	level := levels[n.Level]
	if level == "" {
		level = Slug(n.Level)
	}
	parts = append(parts, strings.TrimPrefix(level+"-samverkanskonferens", "-"))
	if n.SeriesNo > 0 {
		parts = append(parts, fmt.Sprintf("nr-%02d", n.SeriesNo))
	}
	document := documents[n.Document]
	if document == "" {
		document = Slug(n.Document)
	}
	for _, part := range []string{document, Slug(n.Variant)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if n.Version > 1 {
		parts = append(parts, "v"+strconv.Itoa(n.Version))
	}
	name := strings.Join(parts, "_")
	if ext := strings.ReplaceAll(Slug(n.Ext), "-", ""); ext != "" {
		name += "." + ext
	}
	return name
}

// maxSlug keeps a name under what the strictest file systems and archives take, all parts together.
const maxSlug = 60

// Slug gives what is left of a text when it becomes a part of a file name: a–z and digits, with hyphens between words,
// at most 60 characters. "" when nothing is left.
func Slug(s string) string {
	slug := strings.ReplaceAll(i18n.Fold(s), " ", "-")
	if len(slug) > maxSlug {
		slug = strings.TrimRight(slug[:maxSlug], "-")
	}
	return slug
}
