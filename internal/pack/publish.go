package pack

import (
	"encoding/json"
	"io"
	"strings"
)

// Suggestion is what to fill in where the record is put up.
type Suggestion struct {
	Title    string         `json:"title"`
	Folder   string         `json:"folder"`
	Tags     []string       `json:"tags"`
	Summary  string         `json:"summary"`            // a few lines to show beside the title
	Left     string         `json:"leftOut,omitempty"`  // what is left out, and why
	NoSound  string         `json:"noSound,omitempty"`  // why the sound is not among the files
	Files    []RegisterFile `json:"files"`              // filled in when it is written
	Exercise bool           `json:"exercise,omitempty"` // nothing in it has happened
}

// PublishPackage is a record on its way to a portal that knows nothing of it: WIS, an intranet, a web page.
type PublishPackage struct {
	Bundle // of it Documents and Attached are what is put up, and Entries are not used
	Suggestion
	Text    string              // the record as plain text, to paste
	Heading func(string) string // gives the heading of a field in the list to fill in
}

// Write makes the package: the files, text.txt to paste, publish.txt with what to fill in, the same as publish.json, and a signed list.
func (x PublishPackage) Write(w io.Writer) error {
	p := newPacker(x.At)
	x.Suggestion.Files = x.putFiles(p, filesDir)
	data, err := json.MarshalIndent(x.Suggestion, "", "  ")
	if err != nil {
		return err
	}
	p.bytes("text.txt", []byte(x.Text))
	p.bytes("publish.txt", []byte(x.form()))
	p.bytes("publish.json", append(data, '\n'))
	p.bytes(readmeName, []byte(x.Readme))
	p.bytes(keysName, keysText(x.PublicKeys))
	p.seal("", x.manifest(ForPublicity), x.Key)
	return p.write(w)
}

// form is what to fill in, a field after a heading, so that each can be marked and pasted.
func (x PublishPackage) form() string {
	var b strings.Builder
	field := func(name, text string) {
		if text != "" {
			b.WriteString(x.Heading(name) + "\n" + text + "\n\n")
		}
	}
	field("title", x.Suggestion.Title)
	field("folder", x.Folder)
	field("tags", strings.Join(x.Tags, ", "))
	field("summary", x.Summary)
	var files []string
	for _, f := range x.Suggestion.Files {
		files = append(files, f.Name+"  "+f.Digest)
	}
	field("files", strings.Join(files, "\n"))
	field("left-out", x.Left)
	field("no-sound", x.NoSound)
	return b.String()
}
