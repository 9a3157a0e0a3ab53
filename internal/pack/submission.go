package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
)

// The folders of an archive package, below its root (E-ARK CSIP 2.1, chapter 4).
const (
	dataDir        = "representations/rep1/data/"
	recordDir      = "journal/"
	representation = "representations/rep1/"
	sealDir        = "seal/" // CSIPSTR14 lets a package have folders of its own
)

// Submission is a conference on its way to an e-archive: an E-ARK SIP by CSIP 2.1, with METS, PREMIS 3.0 and Dublin Core.
//
// The description is Dublin Core and not EAD: EAD places a record in the archive's own arrangement of series and volumes, which is the
// archive's to decide and nothing that a conference knows.
type Submission struct {
	Bundle   // its Readme becomes documentation/README.txt
	ID       string
	Software string // with Version, what made it
	Version  string
	Host     Party
	Language string    // of the documents, e.g. "sv"
	HeldAt   time.Time // when the conference began
	Entry    RegisterEntry
}

// Write makes the package. Fault: bundle.empty.
func (s Submission) Write(w io.Writer) error {
	p := newPacker(s.At)
	root := s.ID + "/"
	if err := s.record(p, root+dataDir+recordDir); err != nil {
		return err
	}
	for _, f := range s.Documents {
		p.bytes(root+dataDir+documentsDir+f.Name, f.Content)
	}
	s.attach(p, root+dataDir)
	data := len(p.parts)
	if p.err != nil {
		return p.err
	}
	s.Entry.Files = nil
	for _, x := range p.parts {
		s.Entry.Files = append(s.Entry.Files, RegisterFile{Name: strings.TrimPrefix(x.Path, root+dataDir), Title: path.Base(x.Path),
			MediaType: mediaTypeOf(x.Path), Size: x.Size, Digest: x.Digest})
	}
	s.Entry.Attachments = max(len(s.Entry.Files)-1, 0)
	p.bytes(root+"metadata/descriptive/dc.xml", s.dublinCore())
	p.bytes(root+"metadata/descriptive/register.xml", s.Entry.XML())
	p.bytes(root+"schemas/register.xsd", RegisterSchema)
	p.bytes(root+"documentation/README.txt", []byte(s.Readme))
	p.bytes(root+"metadata/preservation/premis.xml", s.premis(p.files()))
	below := func(dir string, parts []part) []ManifestFile {
		var out []ManifestFile
		for _, x := range parts {
			if name, in := strings.CutPrefix(x.Path, root+dir); in {
				out = append(out, ManifestFile{name, x.Digest, x.Size})
			}
		}
		return out
	}
	p.bytes(root+representation+"METS.xml", s.representationMETS(below(representation, p.parts[:data])))
	p.bytes(root+"METS.xml", s.rootMETS(below("", p.parts[data:])))
	p.seal(root+sealDir, s.manifest(ForArchive), s.Key)
	return p.write(w)
}

// dublinCore describes the record (DCMES 1.1, in the container of OAI).
func (s Submission) dublinCore() []byte {
	root := tag("oai_dc:dc", "xmlns:oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/", "xmlns:dc", "http://purl.org/dc/elements/1.1/")
	add := func(name, text string) {
		if text != "" {
			root.kids = append(root.kids, says("dc:"+name, text))
		}
	}
	add("identifier", s.ID)
	add("identifier", s.Entry.RegistryNumber)
	add("title", s.Title)
	add("type", s.Entry.RecordType)
	add("creator", s.Host.Name)
	for _, p := range s.Entry.Recipients {
		if p.ID != s.Host.ID {
			add("contributor", p.Name)
		}
	}
	add("date", stamp(s.HeldAt))
	add("language", s.Language)
	for _, m := range s.Entry.Secrecy {
		add("rights", m.Ground+" ("+m.Owner.Name+")")
	}
	return root.document()
}

// premis tells what each file is and what it must sum to, and how the package came to be (PREMIS 3.0).
func (s Submission) premis(files []ManifestFile) []byte {
	root := tag("premis", "xmlns", "http://www.loc.gov/premis/v3", "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
		"version", "3.0")
	event := tag("event").with(
		tag("eventIdentifier").with(says("eventIdentifierType", "local"), says("eventIdentifierValue", s.ID+"/packaging")),
		says("eventType", "information package creation"), says("eventDateTime", stamp(s.At)),
		tag("eventDetailInformation").with(says("eventDetail", s.Readme)),
		tag("linkingAgentIdentifier").with(says("linkingAgentIdentifierType", "local"), says("linkingAgentIdentifierValue", s.Software)))
	for _, f := range files {
		name := strings.TrimPrefix(f.Path, s.ID+"/")
		root = root.with(tag("object", "xsi:type", "file").with(
			tag("objectIdentifier").with(says("objectIdentifierType", "local"), says("objectIdentifierValue", name)),
			tag("objectCharacteristics").with(
				tag("fixity").with(says("messageDigestAlgorithm", "SHA-256"), says("messageDigest", f.Digest)),
				says("size", strconv.FormatInt(f.Size, 10)),
				tag("format").with(tag("formatDesignation").with(says("formatName", mediaTypeOf(name))))),
			says("originalName", path.Base(name))))
		event = event.with(tag("linkingObjectIdentifier").with(says("linkingObjectIdentifierType", "local"), says("linkingObjectIdentifierValue", name)))
	}
	agent := func(id, name, kind string, more ...element) element {
		return tag("agent").with(tag("agentIdentifier").with(says("agentIdentifierType", "local"), says("agentIdentifierValue", id)),
			says("agentName", name), says("agentType", kind)).with(more...)
	}
	return root.with(event, agent(s.Software, s.Software, "software", says("agentVersion", s.Version)),
		agent(s.Host.ID, s.Host.Name, "organization")).document()
}

// mediaTypeOf tells what a file is by its name: the kinds that we write ourselves, and those of recordings.
func mediaTypeOf(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".jsonl":
		return "application/jsonl"
	case ".md":
		return "text/markdown"
	case ".ics":
		return "text/calendar"
	case ".csv":
		return "text/csv"
	case ".txt":
		return "text/plain"
	case ".xsd", ".xml":
		return "application/xml"
	case ".json":
		return "application/json"
	case ".pdf":
		return "application/pdf"
	case ".html":
		return "text/html"
	case ".wav":
		return "audio/x-wav"
	case ".webm":
		return "audio/webm"
	case ".ogg", ".opus":
		return "audio/ogg"
	case ".mp3":
		return "audio/mpeg"
	case ".m4a", ".mp4":
		return "audio/mp4"
	}
	return "application/octet-stream"
}

// xmlID makes an identifier of a path, the same in every package.
func xmlID(kind, path string) string {
	sum := sha256.Sum256([]byte(path))
	return kind + "-" + hex.EncodeToString(sum[:12])
}
