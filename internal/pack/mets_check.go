package pack

import (
	"encoding/xml"
	"io"
	"net/url"
	"strconv"
	"strings"

	"samverkan/internal/fault"
)

// said is what METS or PREMIS says of a file.
type said struct {
	path, digest string
	size         int64
}

// checkArchive holds METS and PREMIS against the files: each file but the seal and the first METS is told of there once, and as it is.
func (b *bundleReader) checkArchive(root string) {
	files := map[string]ManifestFile{}
	for _, f := range b.out.Manifest.Files {
		files[strings.TrimPrefix(f.Path, root)] = f
	}
	told := map[string]bool{"METS.xml": true}
	for _, x := range []struct {
		name, below string
		read        func([]byte) ([]said, error)
	}{
		{"METS.xml", "", readMETS}, {representation + "METS.xml", representation, readMETS},
		{"metadata/preservation/premis.xml", "", readPREMIS},
	} {
		text, err := b.read(root+x.name, maxManifest)
		if err != nil {
			b.out.Problems = append(b.out.Problems, err)
			continue
		}
		list, err := x.read(text)
		if err != nil {
			b.out.Problems = append(b.out.Problems, fault.Wrap(err, fault.Invalid, "bundle.broken-file", "Path", root+x.name))
			continue
		}
		for _, s := range list {
			f, there := files[x.below+s.path]
			if !there || f.Digest != s.digest || f.Size != s.size {
				b.problem("bundle.mets-differs", "Path", root+x.below+s.path, "In", root+x.name)
			}
			told[x.below+s.path] = told[x.below+s.path] || !strings.HasSuffix(x.name, "premis.xml")
		}
	}
	for _, f := range b.out.Manifest.Files {
		if !told[strings.TrimPrefix(f.Path, root)] {
			b.problem("bundle.mets-silent", "Path", f.Path)
		}
	}
}

// readMETS gives the files that a METS file tells of, with the sums it gives them.
func readMETS(text []byte) ([]said, error) {
	var out []said
	d, err := readXML(text)
	if err != nil {
		return nil, err
	}
	var now said
	for {
		t, err := d.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		start, is := t.(xml.StartElement)
		if !is {
			continue
		}
		switch name := start.Name.Local; name {
		case "file", "mdRef":
			size, err := strconv.ParseInt(attr(start, "SIZE"), 10, 64)
			if err != nil {
				return nil, err
			}
			now = said{digest: attr(start, "CHECKSUM"), size: size}
			if name == "file" {
				continue // where it is comes inside
			}
		case "FLocat":
		default:
			continue
		}
		if now.path, err = url.PathUnescape(attr(start, "href")); err != nil {
			return nil, err
		}
		if out = append(out, now); len(out) > maxTold {
			return nil, errXML
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readPREMIS gives the files that a PREMIS file tells of.
func readPREMIS(text []byte) ([]said, error) {
	d, err := readXML(text)
	if err != nil {
		return nil, err
	}
	var out []said
	for {
		t, err := d.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		start, is := t.(xml.StartElement)
		if !is || start.Name.Local != "object" {
			continue
		}
		var o struct {
			ID     string `xml:"objectIdentifier>objectIdentifierValue"`
			Digest string `xml:"objectCharacteristics>fixity>messageDigest"`
			Size   int64  `xml:"objectCharacteristics>size"`
		}
		if err := d.DecodeElement(&o, &start); err != nil {
			return nil, err
		}
		if out = append(out, said{o.ID, o.Digest, o.Size}); len(out) > maxTold {
			return nil, errXML
		}
	}
}
