package pack_test

import (
	"io"
	"slices"
	"strings"
)

type writer = io.Writer

// mets is a METS file as a reader who knows the schema takes it.
type mets struct {
	OBJID   string `xml:"OBJID,attr"`
	Type    string `xml:"TYPE,attr"`
	Content string `xml:"https://DILCIS.eu/XML/METS/CSIPExtensionMETS CONTENTINFORMATIONTYPE,attr"`
	Profile string `xml:"PROFILE,attr"`
	Hdr     struct {
		Created  string `xml:"CREATEDATE,attr"`
		Modified string `xml:"LASTMODDATE,attr"`
		Package  string `xml:"https://DILCIS.eu/XML/METS/CSIPExtensionMETS OAISPACKAGETYPE,attr"`
		Agents   []struct {
			Role  string `xml:"ROLE,attr"`
			Type  string `xml:"TYPE,attr"`
			Other string `xml:"OTHERTYPE,attr"`
			Name  string `xml:"http://www.loc.gov/METS/ name"`
			Note  struct {
				Type string `xml:"https://DILCIS.eu/XML/METS/CSIPExtensionMETS NOTETYPE,attr"`
				Text string `xml:",chardata"`
			} `xml:"http://www.loc.gov/METS/ note"`
		} `xml:"http://www.loc.gov/METS/ agent"`
	} `xml:"http://www.loc.gov/METS/ metsHdr"`
	Dmd []metadata `xml:"http://www.loc.gov/METS/ dmdSec"`
	Amd struct {
		Prov []metadata `xml:"http://www.loc.gov/METS/ digiprovMD"`
	} `xml:"http://www.loc.gov/METS/ amdSec"`
	Files struct {
		ID     string `xml:"ID,attr"`
		Groups []struct {
			ID    string `xml:"ID,attr"`
			Use   string `xml:"USE,attr"`
			Files []struct {
				Size    string `xml:"SIZE,attr"`
				Mime    string `xml:"MIMETYPE,attr"`
				Created string `xml:"CREATED,attr"`
				Sum     string `xml:"CHECKSUM,attr"`
				SumType string `xml:"CHECKSUMTYPE,attr"`
				Loc     struct {
					Loc  string `xml:"LOCTYPE,attr"`
					Type string `xml:"http://www.w3.org/1999/xlink type,attr"`
					Href string `xml:"http://www.w3.org/1999/xlink href,attr"`
				} `xml:"http://www.loc.gov/METS/ FLocat"`
			} `xml:"http://www.loc.gov/METS/ file"`
		} `xml:"http://www.loc.gov/METS/ fileGrp"`
	} `xml:"http://www.loc.gov/METS/ fileSec"`
	Map struct {
		ID    string `xml:"ID,attr"`
		Type  string `xml:"TYPE,attr"`
		Label string `xml:"LABEL,attr"`
		Div   struct {
			ID    string     `xml:"ID,attr"`
			Label string     `xml:"LABEL,attr"`
			Divs  []division `xml:"http://www.loc.gov/METS/ div"`
		} `xml:"http://www.loc.gov/METS/ div"`
	} `xml:"http://www.loc.gov/METS/ structMap"`
	ids []string
}

type division struct {
	ID    string `xml:"ID,attr"`
	Label string `xml:"LABEL,attr"`
	Adm   string `xml:"ADMID,attr"`
	Dmd   string `xml:"DMDID,attr"`
	Fptr  struct {
		File string `xml:"FILEID,attr"`
	} `xml:"http://www.loc.gov/METS/ fptr"`
	Mptr struct {
		Loc   string `xml:"LOCTYPE,attr"`
		Type  string `xml:"http://www.w3.org/1999/xlink type,attr"`
		Href  string `xml:"http://www.w3.org/1999/xlink href,attr"`
		Title string `xml:"http://www.w3.org/1999/xlink title,attr"`
	} `xml:"http://www.loc.gov/METS/ mptr"`
}

type metadata struct {
	ID      string `xml:"ID,attr"`
	Created string `xml:"CREATED,attr"`
	Status  string `xml:"STATUS,attr"`
	Ref     mdRef  `xml:"http://www.loc.gov/METS/ mdRef"`
}

type mdRef struct {
	Loc     string `xml:"LOCTYPE,attr"`
	Type    string `xml:"http://www.w3.org/1999/xlink type,attr"`
	Href    string `xml:"http://www.w3.org/1999/xlink href,attr"`
	MD      string `xml:"MDTYPE,attr"`
	Mime    string `xml:"MIMETYPE,attr"`
	Size    string `xml:"SIZE,attr"`
	Created string `xml:"CREATED,attr"`
	Sum     string `xml:"CHECKSUM,attr"`
	SumType string `xml:"CHECKSUMTYPE,attr"`
}

func (r mdRef) right(kind string) bool {
	return r.Loc == "URL" && r.Type == "simple" && strings.HasPrefix(r.Href, "metadata/") && r.MD == kind && r.Mime == "application/xml" &&
		r.Size != "" && isTime(r.Created) && len(r.Sum) == 64 && r.SumType == "SHA-256"
}

// group gives how many groups of files have a use.
func (m mets) group(use string) (n int) {
	for _, g := range m.Files.Groups {
		if g.Use == use && g.ID != "" && len(g.Files) > 0 {
			n++
		}
	}
	return n
}

func (m mets) filesRight() bool {
	n := 0
	for _, g := range m.Files.Groups {
		for _, f := range g.Files {
			if f.Size == "" || f.Mime == "" || !isTime(f.Created) || len(f.Sum) != 64 || f.SumType != "SHA-256" || f.Loc.Loc != "URL" ||
				f.Loc.Type != "simple" || f.Loc.Href == "" {
				return false
			}
			n++
		}
	}
	return n > 0
}

func (m mets) div(label string) division {
	for _, d := range m.Map.Div.Divs {
		if d.Label == label {
			return d
		}
	}
	return division{}
}

// points tells whether the division of a group of files points to it.
func (m mets) points(label string) bool {
	for _, g := range m.Files.Groups {
		if g.Use == label {
			return m.div(label).Fptr.File == g.ID && m.div(label).ID != ""
		}
	}
	return false
}

func (m mets) prov() string {
	if len(m.Amd.Prov) == 0 {
		return ""
	}
	return m.Amd.Prov[0].ID
}

func (m mets) unique() bool {
	ids := slices.Clone(m.ids)
	slices.Sort(ids)
	return len(slices.Compact(ids)) == len(m.ids)
}
