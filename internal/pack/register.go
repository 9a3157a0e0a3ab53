package pack

import (
	_ "embed"
	"encoding/json"
	"io"
	"strconv"
	"time"
)

// RegisterSchema is the XML schema of the register entry (register.xml), for who reads it with a program.
//
//go:embed schema/register.xsd
var RegisterSchema []byte

// registerNamespace names the form of the register entry.
const registerNamespace = "urn:samverkan:register:1"

// RegisterEntry is what a registrator needs to register a record in the diarium (OSL 5 kap. 2 §: date, number, from or to whom, and
// what it is about in short).
type RegisterEntry struct {
	Schema         string            `json:"schema"`
	RegistryNumber string            `json:"diarienummer,omitempty"`         // of the conference
	CaseNumber     string            `json:"arendenummer,omitempty"`         // of the incident that it belongs to
	RecordType     string            `json:"handlingstyp"`                   // e.g. Minnesanteckningar
	Title          string            `json:"arendemening"`                   // what it is about
	DrawnUp        time.Time         `json:"upprattad,omitzero"`             // when the record was approved (upprättad)
	Received       time.Time         `json:"inkommen,omitzero"`              // for who had no part in drawing it up: when it was published
	Sender         Party             `json:"avsandare"`                      // the host
	Recipients     []Party           `json:"mottagare,omitempty"`            // those who were invited
	Secrecy        []RegisterMarking `json:"sekretess,omitempty"`            // each ground once, without what it covers
	Withheld       bool              `json:"utelamnat,omitempty"`            // something is left out of the files for this reader
	Attachments    int               `json:"antalBilagor"`                   // files besides the first
	Exercise       bool              `json:"ovning,omitempty"`               // nothing in it has happened
	Conference     string            `json:"konferens"`                      // its identity where it was held
	Version        int               `json:"version,omitempty"`              // of the minutes
	JournalRow     int64             `json:"journalrad,omitempty"`           // the row at which the minutes were approved
	JournalHash    string            `json:"journalkontrollsumma,omitempty"` // of that row, in hexadecimal
	Files          []RegisterFile    `json:"filer"`
}

// Party is an organisation.
type Party struct {
	ID   string `json:"id"`
	Name string `json:"namn"`
}

// RegisterMarking is a ground for secrecy, and who assesses it.
type RegisterMarking struct {
	Ground    string `json:"grund"` // chapter and section of OSL
	Owner     Party  `json:"agare"`
	Suspected bool   `json:"provas,omitempty"` // not yet assessed
	Count     int    `json:"antal"`            // how much is marked so
}

// RegisterFile is one file of the record.
type RegisterFile struct {
	Name      string `json:"namn"`
	Title     string `json:"titel"`
	MediaType string `json:"mediatyp"`
	Size      int64  `json:"storlek"` // bytes
	Digest    string `json:"sha256"`  // hexadecimal
}

// JSON gives the entry as data.
func (r RegisterEntry) JSON() ([]byte, error) {
	r.Schema = registerNamespace
	b, err := json.MarshalIndent(r, "", "  ")
	return append(b, '\n'), err
}

// XML gives the entry by the schema in [RegisterSchema].
func (r RegisterEntry) XML() []byte {
	root := tag("register", "xmlns", registerNamespace, "version", "1")
	add := func(name, text string) {
		if text != "" {
			root.kids = append(root.kids, says(name, text))
		}
	}
	add("diarienummer", r.RegistryNumber)
	add("arendenummer", r.CaseNumber)
	add("handlingstyp", r.RecordType)
	add("arendemening", r.Title)
	add("upprattad", stamp(r.DrawnUp))
	add("inkommen", stamp(r.Received))
	root = root.with(says("avsandare", r.Sender.Name, "id", r.Sender.ID))
	for _, p := range r.Recipients {
		root = root.with(says("mottagare", p.Name, "id", p.ID))
	}
	for _, s := range r.Secrecy {
		root = root.with(tag("sekretess", "antal", strconv.Itoa(s.Count), "provas", strconv.FormatBool(s.Suspected)).with(
			says("grund", s.Ground), says("agare", s.Owner.Name, "id", s.Owner.ID)))
	}
	add("utelamnat", strconv.FormatBool(r.Withheld))
	add("antalBilagor", strconv.Itoa(r.Attachments))
	add("ovning", strconv.FormatBool(r.Exercise))
	add("konferens", r.Conference)
	if r.Version > 0 {
		add("version", strconv.Itoa(r.Version))
	}
	if r.JournalRow > 0 {
		add("journalrad", strconv.FormatInt(r.JournalRow, 10))
		add("journalkontrollsumma", r.JournalHash)
	}
	for _, f := range r.Files {
		root = root.with(tag("fil").with(says("namn", f.Name), says("titel", f.Title), says("mediatyp", f.MediaType),
			says("storlek", strconv.FormatInt(f.Size, 10)), says("sha256", f.Digest)))
	}
	return root.document()
}

// stamp writes a time as XML does, in UTC with whole seconds; "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// RegisterPackage is a record on its way to a registrator.
type RegisterPackage struct {
	Bundle // of it Documents and Attached are the record's files, and Entries are not used
	Entry  RegisterEntry
}

// filesDir is where the files of a package without a journal lie.
const filesDir = "files/"

// Write makes the package: register.xml, register.json, the schema, the files and a signed list of all of it.
func (r RegisterPackage) Write(w io.Writer) error {
	p := newPacker(r.At)
	entry, err := r.put(p)
	if err != nil {
		return err
	}
	data, err := entry.JSON()
	if err != nil {
		return err
	}
	p.bytes("register.xml", entry.XML())
	p.bytes("register.json", data)
	p.bytes("register.xsd", RegisterSchema)
	p.bytes(readmeName, []byte(r.Readme))
	p.bytes(keysName, keysText(r.PublicKeys))
	p.seal("", r.manifest(ForRegistry), r.Key)
	return p.write(w)
}

// EntryFiles gives the entry alone, as XML and JSON, for who fetches the package besides.
func (r RegisterPackage) EntryFiles() ([]File, error) {
	entry, err := r.put(newPacker(r.At))
	if err != nil {
		return nil, err
	}
	data, err := entry.JSON()
	return []File{{Name: "register.xml", MediaType: "application/xml", Content: entry.XML()},
		{Name: "register.json", MediaType: "application/json", Content: data}}, err
}

// put adds the files, and gives the entry that lists them.
func (r RegisterPackage) put(p *packer) (RegisterEntry, error) {
	entry := r.Entry
	entry.Files = r.putFiles(p, filesDir)
	entry.Attachments = max(len(entry.Files)-1, 0)
	return entry, p.err
}

// putFiles adds documents and attached files below one folder, and lists them under their names in it.
func (b Bundle) putFiles(p *packer, dir string) []RegisterFile {
	var out []RegisterFile
	listed := func(name, title, mediaType string) {
		if p.err != nil {
			return
		}
		last := p.parts[len(p.parts)-1]
		if mediaType == "" {
			mediaType = "application/octet-stream"
		}
		out = append(out, RegisterFile{Name: name, Title: title, MediaType: mediaType, Size: last.Size, Digest: last.Digest})
	}
	for _, f := range b.Documents {
		name := p.free(dir, f.Name, string(f.Format))
		p.bytes(dir+name, f.Content)
		listed(name, f.Title, f.MediaType)
	}
	for _, a := range b.Attached {
		name := p.free(dir, a.Name, a.Digest)
		p.stream(dir+name, a.Content)
		listed(name, a.Name, a.MediaType)
	}
	return out
}
