package pack

import (
	"bytes"
	"crypto/sha256"
	"io"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// The fixed names in a bundle.
const (
	readmeName     = "README.txt"
	manifestName   = "manifest.json"
	signatureName  = "manifest.sig"
	journalName    = "journal.jsonl"
	checkpointName = "checkpoint.txt"
	keysName       = "keys.txt"
	documentsDir   = "documents/"
	publishedDir   = "published/"
	recordingsDir  = "recordings/"
	transcriptsDir = "transcripts/"
	materialDir    = "material/"
)

// manifestStream is the name under which the digest of a manifest is signed.
const manifestStream = "bundle-manifest"

// Manifest lists what a package holds.
type Manifest struct {
	Schema     string         `json:"schema"`
	Scope      Scope          `json:"scope,omitempty"`
	Created    time.Time      `json:"created"`
	Origin     string         `json:"origin"` // the installation
	Conference string         `json:"conference"`
	Title      string         `json:"title"`
	Exercise   bool           `json:"exercise,omitempty"`
	Reader     string         `json:"reader,omitempty"` // the actor it was made for; empty when nothing is withheld
	Files      []ManifestFile `json:"files"`
}

// ManifestFile is a file of a bundle.
type ManifestFile struct {
	Path   string `json:"path"`
	Digest string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Attached is a file that is stored beside the journal: a published version, a recording, a transcript or material. Its content is
// read twice.
type Attached struct {
	Name      string
	Digest    string
	MediaType string
	Content   io.ReadSeeker
	Audio     bool
	Holds     Holding // what it is when it is neither a recording nor published
}

// Holding is what an attached file is.
type Holding string

// What an attached file can be besides a recording or a published version.
const (
	Transcript Holding = "transcript"
	Material   Holding = "material"
)

// dir is the folder of a file, by what it is.
func (a Attached) dir() string {
	switch {
	case a.Holds == Transcript:
		return transcriptsDir
	case a.Holds == Material:
		return materialDir
	case a.Audio:
		return recordingsDir
	}
	return publishedDir
}

// Bundle is what goes into one.
type Bundle struct {
	Origin     string
	Conference string
	Title      string
	Exercise   bool
	Reader     string
	Scope      Scope // ScopeFull without a reader and ScopeReader with one when empty
	Readme     string
	At         time.Time
	Entries    []journal.Entry // as the reader may see them
	Key        journal.PrivateKey
	PublicKeys []journal.PublicKey
	Documents  []File
	Attached   []Attached
}

// Write makes the bundle. Its bytes depend on nothing but what goes in. Fault: bundle.empty.
func (b Bundle) Write(w io.Writer) error {
	p := newPacker(b.At)
	p.bytes(readmeName, []byte(b.Readme))
	if err := b.record(p, ""); err != nil {
		return err
	}
	for _, f := range b.Documents {
		p.bytes(documentsDir+f.Name, f.Content)
	}
	b.attach(p, "")
	p.seal("", b.manifest(ForCourt), b.Key)
	return p.write(w)
}

// record adds the journal, the signed head of it, and the keys, below a folder.
func (b Bundle) record(p *packer, dir string) error {
	if len(b.Entries) == 0 {
		return fault.New(fault.Invalid, "bundle.empty")
	}
	var lines bytes.Buffer
	for _, e := range b.Entries {
		if err := journal.WriteLine(&lines, e); err != nil {
			return err
		}
	}
	checkpoint, err := journal.Checkpoint{Origin: b.Origin, Head: b.Entries[len(b.Entries)-1].Head(), At: b.At}.Sign(b.Key)
	if err != nil {
		return err
	}
	p.bytes(dir+journalName, lines.Bytes())
	p.bytes(dir+checkpointName, []byte(checkpoint))
	p.bytes(dir+keysName, keysText(b.PublicKeys))
	return nil
}

func keysText(keys []journal.PublicKey) []byte {
	var out []byte
	for _, k := range keys {
		out = append(out, k.String()+"\n"...)
	}
	return out
}

// attach adds the files that are stored beside the journal, below a folder.
func (b Bundle) attach(p *packer, dir string) {
	for _, a := range b.Attached {
		below := dir + a.dir()
		p.stream(below+p.free(below, a.Name, a.Digest), a.Content)
	}
}

func (b Bundle) manifest(k Kind) Manifest {
	m := Manifest{Schema: schemaOf(k), Scope: b.Scope, Created: b.At.UTC(), Origin: b.Origin, Conference: b.Conference, Title: b.Title,
		Exercise: b.Exercise, Reader: b.Reader}
	if m.Scope == "" {
		if m.Scope = ScopeFull; b.Reader != "" {
			m.Scope = ScopeReader
		}
	}
	return m
}

// signManifest signs the digest of a manifest in the form of a checkpoint, so that one kind of signature is enough.
func signManifest(origin string, manifest []byte, at time.Time, key journal.PrivateKey) (string, error) {
	return journal.Checkpoint{Origin: origin, At: at,
		Head: journal.Head{Stream: manifestStream, Seq: 1, Hash: sha256.Sum256(manifest)}}.Sign(key)
}
