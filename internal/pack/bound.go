package pack

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"

	"samverkan/internal/fault"
)

// What a package may cost who checks it. It comes from outside, and a small file can be made to swell into a very large one.
const (
	maxSwell   = 100      // times its own size, of all that it holds together
	swellSlack = 64 << 20 // bytes over that, for a small package with a long silence in it
	maxTag     = 64 << 10 // bytes of a tag of XML with all its attributes
	maxNesting = 64       // elements of XML inside each other
	maxTold    = 2 * maxBundleFiles
	maxCommas  = 8 * maxBundleFiles // in the list of files; three for each file are its own
)

var errXML = errors.New("XML beyond what a package needs")

// bounded refuses a package that would unpack into far more than its own size, or whose files lie in each other so that the same bytes
// are unpacked again and again. The faults are bundle.swells and bundle.too-many-files (both TooLarge).
func bounded(files []*zip.File, size int64) error {
	if len(files) > maxBundleFiles {
		return fault.New(fault.TooLarge, "bundle.too-many-files", "Max", maxBundleFiles)
	}
	packed, whole := uint64(size), maxSwell*uint64(size)+swellSlack
	for _, f := range files {
		if f.CompressedSize64 > packed || f.UncompressedSize64 > whole {
			return fault.New(fault.TooLarge, "bundle.swells", "Times", maxSwell)
		}
		packed, whole = packed-f.CompressedSize64, whole-f.UncompressedSize64
	}
	return nil
}

// boundedList refuses a list of files that names more of them than a package may hold, before memory is taken for each.
func boundedList(manifest []byte) error {
	if bytes.Count(manifest, []byte(",")) > maxCommas {
		return fault.New(fault.TooLarge, "bundle.too-many-files", "Max", maxBundleFiles)
	}
	return nil
}

// boundedXML gives the elements of a text, which may not be deeper or have longer tags than what we write. A declaration of a document's
// type is refused with everything that it could declare: entities above all.
type boundedXML struct {
	tokens *xml.Decoder
	depth  int
}

func readXML(text []byte) (*xml.Decoder, error) {
	for rest := text; ; {
		at := bytes.IndexByte(rest, '<')
		if at < 0 {
			break
		}
		end := bytes.IndexByte(rest[at:], '>')
		if end > maxTag || end < 0 && len(rest)-at > maxTag {
			return nil, errXML
		}
		if end < 0 {
			break
		}
		rest = rest[at+end:]
	}
	return xml.NewTokenDecoder(&boundedXML{tokens: xml.NewDecoder(bytes.NewReader(text))}), nil
}

// Token implements xml.TokenReader.
func (b *boundedXML) Token() (xml.Token, error) {
	t, err := b.tokens.RawToken()
	switch t.(type) {
	case xml.Directive:
		return nil, errXML
	case xml.StartElement:
		b.depth++
	case xml.EndElement:
		b.depth--
	}
	if b.depth > maxNesting {
		return nil, errXML
	}
	return t, err
}
