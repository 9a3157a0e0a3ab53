package filetext

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"samverkan/internal/fault"
)

// How much is looked at.
const (
	MostRead     = 32 << 20 // bytes of a file; a larger one is read so far when it is text, and not at all when it is an archive
	MostKept     = 1 << 20  // bytes of words
	mostUnpacked = 64 << 20 // bytes of a part of an archive
	deepest      = 200      // elements in one another
)

// The formats.
const (
	Plain = "text"
	HTML  = "html"
	Word  = "docx"
	Open  = "odt"
)

// Format tells how a file is read, by its name and media type; "" for one that is not.
func Format(name, mediaType string) string {
	mediaType, _, _ = strings.Cut(strings.ToLower(mediaType), ";")
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".md", ".markdown", ".text":
		return Plain
	case ".html", ".htm":
		return HTML
	case ".docx":
		return Word
	case ".odt":
		return Open
	}
	switch strings.TrimSpace(mediaType) {
	case "text/plain", "text/markdown":
		return Plain
	case "text/html":
		return HTML
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		return Word
	case "application/vnd.oasis.opendocument.text":
		return Open
	}
	return ""
}

// Read gives the words of a file, and whether there was more than is kept. Faults, all Invalid: filetext.unreadable for what is not what it says,
// filetext.too-large.
func Read(r io.Reader, format string) (text string, cut bool, err error) {
	raw, err := io.ReadAll(io.LimitReader(r, MostRead+1))
	if err != nil {
		return "", false, err
	}
	large := len(raw) > MostRead
	if large {
		raw = raw[:MostRead]
	}
	k := &keeper{}
	switch format {
	case Plain:
		err = k.plain(raw)
	case HTML:
		err = k.html(raw)
	case Word, Open:
		if large {
			return "", false, fault.New(fault.Invalid, "filetext.too-large")
		}
		err = k.archive(raw, map[string]string{Word: "word/document.xml", Open: "content.xml"}[format])
	default:
		err = unreadable(nil)
	}
	if errors.Is(err, errFull) {
		err = nil
	}
	if err != nil {
		return "", false, err
	}
	return k.text.String(), k.full || large, nil
}

func unreadable(err error) error {
	if err == nil {
		return fault.New(fault.Invalid, "filetext.unreadable")
	}
	return fault.Wrap(err, fault.Invalid, "filetext.unreadable")
}

// errFull stops the reading when enough is kept.
var errFull = errors.New("full")

// keeper keeps words until it is full.
type keeper struct {
	text strings.Builder
	full bool
}

func (k *keeper) add(s string) error {
	s = strings.ToValidUTF8(s, " ")
	if room := MostKept - k.text.Len(); len(s) > room {
		for room > 0 && !utf8.RuneStart(s[room]) {
			room--
		}
		k.text.WriteString(s[:max(room, 0)])
		k.full = true
		return errFull
	}
	k.text.WriteString(s)
	return nil
}

// plain reads UTF-8, or Latin-1 when it is not that. What has bytes that are in no text is none.
func (k *keeper) plain(raw []byte) error {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(raw, 0) >= 0 {
		return unreadable(nil)
	}
	cut := raw
	for range utf8.UTFMax { // a letter may have been cut in two at the end
		if len(cut) == 0 || utf8.Valid(cut) {
			return k.add(string(cut))
		}
		if len(raw) < MostRead {
			break
		}
		cut = cut[:len(cut)-1]
	}
	letters := make([]rune, 0, len(raw))
	for _, b := range raw {
		letters = append(letters, rune(b))
	}
	return k.add(string(letters))
}

// html reads what is shown of a page.
func (k *keeper) html(raw []byte) error {
	z := html.NewTokenizer(bytes.NewReader(raw))
	z.SetMaxBuf(8 << 20)
	var hidden atom.Atom
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return unreadable(err)
			}
			return nil
		case html.StartTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); hidden == 0 && (a == atom.Script || a == atom.Style || a == atom.Template || a == atom.Noscript) {
				hidden = a
			}
			if err := k.part(atom.Lookup(name)); err != nil {
				return err
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if atom.Lookup(name) == hidden {
				hidden = 0
			}
			if err := k.part(atom.Lookup(name)); err != nil {
				return err
			}
		case html.TextToken:
			if hidden != 0 {
				continue
			}
			if err := k.add(html.UnescapeString(string(z.Text()))); err != nil {
				return err
			}
		}
	}
}

// part keeps words in different blocks apart; those within a word, as emphasis, do not part it.
func (k *keeper) part(a atom.Atom) error {
	switch a {
	case atom.B, atom.I, atom.Em, atom.Strong, atom.Span, atom.A, atom.U, atom.Mark, atom.Small, atom.Sub, atom.Sup, atom.Abbr, atom.Code:
		return nil
	}
	return k.add("\n")
}

// archive reads the text of one part of a zip file.
func (k *keeper) archive(raw []byte, part string) error {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return unreadable(err)
	}
	for _, f := range z.File {
		if f.Name != part {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return unreadable(err)
		}
		defer r.Close()
		limited := &io.LimitedReader{R: r, N: mostUnpacked}
		if err := k.xml(limited, part == "content.xml"); err != nil {
			if limited.N <= 0 && !errors.Is(err, errFull) {
				return fault.New(fault.Invalid, "filetext.too-large")
			}
			return err
		}
		return nil
	}
	return unreadable(nil)
}

// aside are elements whose words nobody reads in the document: what was deleted while changes were tracked, and instructions.
var aside = map[string]bool{"tracked-changes": true, "del": true, "delText": true, "instrText": true}

// xml reads the words of a document: paragraphs, tabs and breaks part them. Words stand in paragraphs in an open document, and in runs (t) in
// them in the other. Entities of a document's own are refused by the decoder.
func (k *keeper) xml(r io.Reader, open bool) error {
	d := xml.NewDecoder(r)
	depth, words, hidden := 0, 0, 0
	holds := func(name string) bool {
		if open {
			return name == "p" || name == "h"
		}
		return name == "t"
	}
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return unreadable(nil)
			}
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
		said := ""
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > deepest {
				return unreadable(nil)
			}
			name := t.Name.Local
			switch {
			case aside[name]:
				hidden++
			case holds(name):
				words++
			case name == "tab" || name == "br" || name == "cr" || name == "line-break" || name == "s":
				said = " "
			}
		case xml.EndElement:
			if depth--; depth < 0 {
				return unreadable(nil)
			}
			name := t.Name.Local
			if aside[name] {
				hidden--
			}
			if holds(name) {
				words--
			}
			if name == "p" || name == "h" {
				said = "\n"
			}
		case xml.CharData:
			if words > 0 {
				said = string(t)
			}
		}
		if hidden <= 0 && said != "" {
			if err := k.add(said); err != nil {
				return err
			}
		}
	}
}
