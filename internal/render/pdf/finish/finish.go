package finish

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"samverkan/internal/render/pdf/tag"
)

// Meta is what the file says about itself.
type Meta struct {
	Title, Subject, Author, Producer string
	Lang                             string
	Identifier                       string // an address at which the document is known; "" for none
	Created                          time.Time
	Part                             int // of ISO 19005: 1 or 2, always conformance level A
}

// Write writes the finished file.
func Write(w io.Writer, out *tag.Output, m Meta) error {
	src, err := readSource(out.Raw)
	if err != nil {
		return err
	}
	if len(src.pages) != len(out.Pages) {
		return fmt.Errorf("finish: %d pages drawn, %d written", len(out.Pages), len(src.pages))
	}
	for _, page := range out.Links {
		for _, l := range page {
			if _, ok := out.Targets[l.Target]; l.Target != "" && !ok {
				return fmt.Errorf("finish: no place named %q", l.Target)
			}
		}
	}
	f := &finisher{sink: newSink(w, len(src.objects), m.Part > 1), src: src, out: out, meta: m}
	f.tree = numberStructure(f.sink, out, src.pages)
	version := "1.7"
	if m.Part == 1 {
		version = "1.4"
	}
	f.printf("%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n", version)
	if err := f.objects(); err != nil {
		return err
	}
	f.tree.write(f.sink, out)
	f.catalog()
	return f.close(fmt.Sprintf(" /Root %d 0 R /Info %d 0 R", src.root, src.info))
}

type finisher struct {
	*sink
	src  *source
	out  *tag.Output
	meta Meta
	tree *structure
}

// objects copies gofpdf's objects, with pages and fonts patched.
func (f *finisher) objects() error {
	page := map[int]int{}
	for i, n := range f.src.pages {
		page[n] = i
	}
	maps := map[int]*tag.UsedFont{} // object number of a ToUnicode map -> its font
	for _, b := range f.src.objects {
		if isFont(b, "/Type0") {
			maps[numberAfter(b, "/ToUnicode ")] = f.out.Fonts[fontKey(b)]
		}
	}
	for n, b := range f.src.objects {
		i, isPage := page[n]
		switch {
		case n == 0 || n == f.src.root || n == f.src.info:
			continue
		case maps[n] != nil:
			f.stream(n, "", toUnicode(maps[n]), true)
			continue
		case isPage:
			b = f.page(i, b)
		case isPlainStream(b):
			data, err := streamData(b)
			if err != nil {
				return err
			}
			f.stream(n, "", data, true)
			continue
		case bytes.HasPrefix(b, []byte("<</Type /Font")):
			var err error
			if b, err = f.font(b); err != nil {
				return err
			}
		}
		f.put(n, b)
	}
	return nil
}

// isPlainStream reports whether an object is what stands on a page: a stream
// that gofpdf did not compress.
func isPlainStream(b []byte) bool {
	head, _, ok := bytes.Cut(b, []byte("stream\n"))
	return ok && bytes.HasPrefix(head, []byte("<</Length ")) && !bytes.Contains(head, []byte("/Filter"))
}

// streamData is what stands in an object that is a stream of a known length.
func streamData(b []byte) ([]byte, error) {
	_, data, ok := bytes.Cut(b, []byte("stream\n"))
	n := numberAfter(b, "/Length ")
	if !ok || n > len(data) {
		return nil, fmt.Errorf("%w: stream", errSource)
	}
	return data[:n], nil
}

func isFont(object []byte, subtype string) bool {
	return bytes.HasPrefix(object, []byte("<</Type /Font\n/Subtype "+subtype+"\n"))
}

// page adds what ties the page to the structure tree. gofpdf marks every page as
// a transparency group when one picture has alpha; there is no transparency here.
func (f *finisher) page(i int, b []byte) []byte {
	s := strings.Replace(string(b), "/Group <</Type /Group /S /Transparency /CS /DeviceRGB>>\n", "", 1)
	add := fmt.Sprintf("/Type /Page\n/StructParents %d /Tabs /S", i)
	if links := f.out.Links[i]; len(links) > 0 {
		add += " /Annots ["
		for _, l := range links {
			add += fmt.Sprintf("%d 0 R ", f.tree.linkNumbers[l])
		}
		add += "]"
	}
	return []byte(strings.Replace(s, "/Type /Page", add, 1))
}

// font gives a font, its descendant or its descriptor its real name, and in PDF/A-1
// the set of characters that it holds.
func (f *finisher) font(b []byte) ([]byte, error) {
	key := fontKey(b)
	used := f.out.Fonts[key]
	if used == nil {
		return nil, fmt.Errorf("finish: font %q was not drawn with", key)
	}
	b = rename(b, key, used)
	descriptor := []byte("<</Type /FontDescriptor")
	if f.meta.Part == 1 && bytes.HasPrefix(b, descriptor) {
		set, err := f.cidSet(key)
		if err != nil {
			return nil, err
		}
		n := f.number()
		f.stream(n, "", set, true)
		b = bytes.Replace(b, descriptor, fmt.Appendf(descriptor[:len(descriptor):len(descriptor)], " /CIDSet %d 0 R", n), 1)
	}
	return b, nil
}

// cidSet says that every code of the dense CIDToGIDMap has a glyph, since the
// codes that were not drawn lead to .notdef and count as present
// (ISO 19005-1, 6.3.5, and ISO 14289-1, 7.21.4.2).
func (f *finisher) cidSet(key string) ([]byte, error) {
	for _, b := range f.src.objects {
		if !isFont(b, "/CIDFontType2") || fontKey(b) != key {
			continue
		}
		n := numberAfter(b, "/CIDToGIDMap ")
		_, packed, ok := bytes.Cut(f.src.objects[n], []byte("stream\n"))
		if !ok {
			break
		}
		zr, err := zlib.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, errors.Join(errSource, err)
		}
		size, err := io.Copy(io.Discard, zr)
		if err != nil {
			return nil, errors.Join(errSource, err)
		}
		return bytes.Repeat([]byte{0xff}, int(size/2+7)/8), nil
	}
	return nil, fmt.Errorf("%w: no CIDToGIDMap of %q", errSource, key)
}

// catalog writes metadata, output intent, bookmarks, the Info dictionary and the catalogue.
func (f *finisher) catalog() {
	m := f.meta
	xmp, icc := f.number(), f.number()
	f.stream(xmp, "/Type /Metadata /Subtype /XML", xmpPacket(m), false) // readable without decompressing: ISO 19005-1, 6.7.2
	f.stream(icc, "/N 3", srgbProfile(), true)
	date := m.Created.UTC().Format("D:20060102150405+00'00'")
	f.putf(f.src.info, "<</Title %s /Author %s /Subject %s /Producer %s /Creator %s /CreationDate (%s) /ModDate (%s)>>",
		text(m.Title), text(m.Author), text(m.Subject), text(m.Producer), text(m.Producer), date, date)
	outline := ""
	if root := writeOutline(f.sink, f.out.Bookmarks, f.src.pages); root > 0 {
		outline = fmt.Sprintf(" /Outlines %d 0 R /PageMode /UseOutlines", root)
	}
	f.putf(f.src.root, "<</Type /Catalog /Pages 1 0 R /Lang %s /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R"+
		" /ViewerPreferences <</DisplayDocTitle true>> /Metadata %d 0 R%s"+
		" /OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) /DestOutputProfile %d 0 R>>]>>",
		ascii(m.Lang), f.tree.root, xmp, outline, icc)
}
