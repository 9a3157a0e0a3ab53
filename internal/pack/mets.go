package pack

import (
	"strconv"
	"strings"
)

// profile says by which rules the METS files are written (E-ARK SIP, which builds on CSIP 2.1).
const profile = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"

// mets begins a METS 1.12 file with its header: who made it, with what, and whose archive it is of. The numbers of the requirements
// that each line meets are those of CSIP 2.1.
func (s Submission) mets(id string) element {
	at := stamp(s.At)
	return tag("mets", "xmlns", "http://www.loc.gov/METS/", "xmlns:xlink", "http://www.w3.org/1999/xlink",
		"xmlns:csip", "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
		"OBJID", id, "LABEL", s.Title, // CSIP1
		"TYPE", "Mixed", // CSIP2
		"csip:CONTENTINFORMATIONTYPE", "MIXED", // CSIP4
		"PROFILE", profile, // CSIP6
	).with(tag("metsHdr", "CREATEDATE", at, "LASTMODDATE", at, "RECORDSTATUS", "NEW", "csip:OAISPACKAGETYPE", "SIP").with( // CSIP117, 7, 8, 9
		tag("agent", "ROLE", "CREATOR", "TYPE", "OTHER", "OTHERTYPE", "SOFTWARE").with( // CSIP10 to 13
			says("name", s.Software), says("note", s.Version, "csip:NOTETYPE", "SOFTWARE VERSION")), // CSIP14 to 16
		tag("agent", "ROLE", "ARCHIVIST", "TYPE", "ORGANIZATION").with(
			says("name", s.Host.Name), says("note", s.Host.ID, "csip:NOTETYPE", "IDENTIFICATIONCODE")),
		tag("agent", "ROLE", "CREATOR", "TYPE", "ORGANIZATION").with(
			says("name", s.Host.Name), says("note", s.Host.ID, "csip:NOTETYPE", "IDENTIFICATIONCODE"))))
}

// rootMETS describes the package. Its files are those below the root that belong to no representation, and the METS of that.
func (s Submission) rootMETS(files []ManifestFile) []byte {
	root := s.mets(s.ID)
	amd := tag("amdSec", "ID", xmlID("amd", s.ID))
	var described, kept []string
	var groups [3][]element
	for _, f := range files {
		switch {
		case strings.HasPrefix(f.Path, "metadata/descriptive/"):
			id := xmlID("dmd", f.Path)
			described = append(described, id)
			kind, other := "DC", ""
			if strings.HasSuffix(f.Path, "register.xml") {
				kind, other = "OTHER", registerNamespace
			}
			root = root.with(tag("dmdSec", "ID", id, "CREATED", stamp(s.At), "STATUS", "CURRENT").with( // CSIP17 to 20
				s.mdRef(f, kind, other)))
		case strings.HasPrefix(f.Path, "metadata/preservation/"):
			id := xmlID("prov", f.Path)
			kept = append(kept, id)
			amd = amd.with(tag("digiprovMD", "ID", id, "CREATED", stamp(s.At), "STATUS", "CURRENT").with( // CSIP31 to 34
				s.mdRef(f, "PREMIS", "")))
		case strings.HasPrefix(f.Path, "documentation/"):
			groups[0] = append(groups[0], s.file(f))
		case strings.HasPrefix(f.Path, "schemas/"):
			groups[1] = append(groups[1], s.file(f))
		case strings.HasPrefix(f.Path, representation):
			groups[2] = append(groups[2], s.file(f))
		}
	}
	uses := [3]string{"Documentation", "Schemas", "Representations/rep1"} // CSIP60, 113, 114
	section := tag("fileSec", "ID", xmlID("sec", s.ID))                   // CSIP58, 59
	for i, use := range uses {
		more := ""
		if i == 2 {
			more = "MIXED" // CSIP62
		}
		section = section.with(tag("fileGrp", "ID", xmlID("grp", use), "USE", use, "csip:CONTENTINFORMATIONTYPE", more).with(groups[i]...)) // CSIP64, 65
	}
	div := func(label string, kids ...element) element {
		return tag("div", "ID", xmlID("div", label), "LABEL", label).with(kids...)
	}
	metadata := tag("div", "ID", xmlID("div", "Metadata"), "LABEL", "Metadata", // CSIP88 to 92
		"ADMID", strings.Join(kept, " "), "DMDID", strings.Join(described, " "))
	return root.with(amd, section, tag("structMap", "ID", xmlID("map", s.ID), "TYPE", "PHYSICAL", "LABEL", "CSIP").with( // CSIP80 to 83
		div(s.ID, metadata, // CSIP84, 85
			div("Documentation", tag("fptr", "FILEID", xmlID("grp", uses[0]))), // CSIP93 to 96, 116
			div("Schemas", tag("fptr", "FILEID", xmlID("grp", uses[1]))),       // CSIP97 to 100, 118
			div(uses[2], tag("mptr", "LOCTYPE", "URL", "xlink:type", "simple", // CSIP105 to 112
				"xlink:href", href(representation+"METS.xml"), "xlink:title", xmlID("grp", uses[2])))))).document()
}

// representationMETS describes the record itself: documents, sound, published files and the journal.
func (s Submission) representationMETS(files []ManifestFile) []byte {
	var data []element
	for _, f := range files {
		data = append(data, s.file(f))
	}
	root := s.mets("rep1")
	group := xmlID("grp", "Data")
	return root.with(
		tag("fileSec", "ID", xmlID("sec", "rep1")).with(tag("fileGrp", "ID", group, "USE", "Data").with(data...)),
		tag("structMap", "ID", xmlID("map", "rep1"), "TYPE", "PHYSICAL", "LABEL", "CSIP").with(
			tag("div", "ID", xmlID("div", "rep1"), "LABEL", "rep1").with(
				tag("div", "ID", xmlID("div", "rep1/Metadata"), "LABEL", "Metadata"),
				tag("div", "ID", xmlID("div", "rep1/Data"), "LABEL", "Data").with(tag("fptr", "FILEID", group))))).document()
}

// mdRef points to a file of metadata: CSIP21 to 30 and CSIP35 to 44.
func (s Submission) mdRef(f ManifestFile, kind, other string) element {
	version := ""
	if kind == "PREMIS" {
		version = "3.0"
	}
	return tag("mdRef", "ID", xmlID("ref", f.Path), "LOCTYPE", "URL", "xlink:type", "simple", "xlink:href", href(f.Path),
		"MDTYPE", kind, "MDTYPEVERSION", version, "OTHERMDTYPE", other, "MIMETYPE", mediaTypeOf(f.Path), "SIZE", strconv.FormatInt(f.Size, 10),
		"CREATED", stamp(s.At), "CHECKSUM", f.Digest, "CHECKSUMTYPE", "SHA-256")
}

// file lists a file: CSIP66 to 72 and CSIP76 to 79.
func (s Submission) file(f ManifestFile) element {
	return tag("file", "ID", xmlID("file", f.Path), "MIMETYPE", mediaTypeOf(f.Path), "SIZE", strconv.FormatInt(f.Size, 10),
		"CREATED", stamp(s.At), "CHECKSUM", f.Digest, "CHECKSUMTYPE", "SHA-256").with(
		tag("FLocat", "LOCTYPE", "URL", "xlink:type", "simple", "xlink:href", href(f.Path)))
}
