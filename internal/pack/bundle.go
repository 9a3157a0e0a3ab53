package pack

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
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
)

// manifestStream is the name under which the digest of a manifest is signed.
const manifestStream = "bundle-manifest"

// bundleSchema names the form of the manifest.
const bundleSchema = "samverkan.bundle/1"

// Manifest lists what a bundle holds.
type Manifest struct {
	Schema     string         `json:"schema"`
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

// Attached is a file that is stored beside the journal: a published version or a recording.
type Attached struct {
	Name    string
	Digest  string
	Content io.Reader
	Audio   bool
}

// Bundle is what goes into one.
type Bundle struct {
	Origin     string
	Conference string
	Title      string
	Exercise   bool
	Reader     string
	Readme     string
	At         time.Time
	Entries    []journal.Entry // as the reader may see them
	Key        journal.PrivateKey
	PublicKeys []journal.PublicKey
	Documents  []File
	Attached   []Attached
}

// Write makes the bundle. Its bytes depend on nothing but what goes in.
func (b Bundle) Write(w io.Writer) error {
	if len(b.Entries) == 0 {
		return fault.New(fault.Invalid, "bundle.empty")
	}
	head := b.Entries[len(b.Entries)-1].Head()
	var lines bytes.Buffer
	for _, e := range b.Entries {
		if err := journal.WriteLine(&lines, e); err != nil {
			return err
		}
	}
	checkpoint, err := journal.Checkpoint{Origin: b.Origin, Head: head, At: b.At}.Sign(b.Key)
	if err != nil {
		return err
	}
	var keys strings.Builder
	for _, k := range b.PublicKeys {
		keys.WriteString(k.String() + "\n")
	}
	z := &bundleWriter{zip: zip.NewWriter(w), at: b.At, used: map[string]bool{}}
	z.add(readmeName, strings.NewReader(b.Readme))
	z.add(journalName, &lines)
	z.add(checkpointName, strings.NewReader(checkpoint))
	z.add(keysName, strings.NewReader(keys.String()))
	for _, f := range b.Documents {
		z.add(documentsDir+f.Name, bytes.NewReader(f.Content))
	}
	for _, a := range b.Attached {
		dir := publishedDir
		if a.Audio {
			dir = recordingsDir
		}
		z.add(dir+z.free(dir, a.Name, a.Digest), a.Content)
	}
	if z.err != nil {
		return z.err
	}
	manifest, err := json.MarshalIndent(Manifest{Schema: bundleSchema, Created: b.At.UTC(), Origin: b.Origin, Conference: b.Conference,
		Title: b.Title, Exercise: b.Exercise, Reader: b.Reader, Files: z.files}, "", "  ")
	if err != nil {
		return err
	}
	signature, err := signManifest(b.Origin, manifest, b.At, b.Key)
	if err != nil {
		return err
	}
	z.add(manifestName, bytes.NewReader(manifest))
	z.add(signatureName, strings.NewReader(signature))
	if z.err != nil {
		return z.err
	}
	return z.zip.Close()
}

// signManifest signs the digest of a manifest in the form of a checkpoint, so that one kind of signature is enough.
func signManifest(origin string, manifest []byte, at time.Time, key journal.PrivateKey) (string, error) {
	return journal.Checkpoint{Origin: origin, At: at,
		Head: journal.Head{Stream: manifestStream, Seq: 1, Hash: sha256.Sum256(manifest)}}.Sign(key)
}

type bundleWriter struct {
	zip   *zip.Writer
	at    time.Time
	files []ManifestFile
	used  map[string]bool
	err   error
}

// add streams one file into the zip, and remembers its digest. After an error it does nothing.
func (z *bundleWriter) add(name string, r io.Reader) {
	if z.err != nil {
		return
	}
	z.used[name] = true
	w, err := z.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: z.at.UTC()})
	if err != nil {
		z.err = err
		return
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), r)
	if err != nil {
		z.err = err
		return
	}
	z.files = append(z.files, ManifestFile{Path: name, Digest: hex.EncodeToString(sum.Sum(nil)), Size: n})
}

// free gives a name that is not used yet, since two versions may have files of the same name, and that leads nowhere else than
// into its folder, whatever a file was called where it came from.
func (z *bundleWriter) free(dir, name, digest string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == ':' {
			return '_'
		}
		return r
	}, name)
	if len(name) > longestName {
		name = name[len(name)-longestName:]
		name = strings.ToValidUTF8(name, "_")
	}
	if strings.Trim(name, "./") == "" {
		name = "_"
	}
	for free := name; ; name = digest[:min(12, len(digest))] + "_" + name {
		if free = name; !z.used[dir+free] {
			return free
		}
	}
}

// longestName is how many bytes of a file's name are kept: what file systems take.
const longestName = 200

// The most that a bundle may hold when it is checked.
const (
	maxBundleFiles = 20_000
	maxManifest    = 16 << 20 // bytes
	maxNote        = 1 << 20  // bytes of a signature or a list of keys
	maxJournal     = 4 << 30  // bytes; it is read line by line
	maxBundleFile  = 16 << 30 // bytes of a recording
)

// Opened says what a bundle holds and what is wrong with it.
type Opened struct {
	Manifest Manifest
	Report   journal.Report // of the chain
	SignedAt time.Time
	SignedBy []string // names of the keys that signed
	Keys     []string // the keys in the bundle: to be compared with what the installation says
	Known    bool     // one of the keys the caller trusts has signed
	Files    int
	Problems []error // nothing is wrong when empty
}

// Open checks a bundle: every file against the manifest, the manifest's signature, the journal's chain, the signed checkpoint
// against the chain, and published files against what the journal says was published. Nothing in it is trusted.
//
// trusted are keys that the caller knows from elsewhere; without any, the signature is checked against the keys in the bundle
// itself, which shows that nothing was changed by somebody without the key, and Known is false. The error is bundle.not-a-bundle when
// it cannot be read as one at all; everything else is in Problems.
func Open(r io.ReaderAt, size int64, trusted ...journal.PublicKey) (Opened, error) {
	var out Opened
	z, err := zip.NewReader(r, size)
	if err != nil {
		return out, fault.Wrap(err, fault.Invalid, "bundle.not-a-bundle")
	}
	if len(z.File) > maxBundleFiles {
		return out, fault.New(fault.TooLarge, "bundle.too-many-files", "Max", maxBundleFiles)
	}
	b := &bundleReader{files: map[string]*zip.File{}, out: &out}
	for _, f := range z.File {
		if _, twice := b.files[f.Name]; twice || !safeName(f.Name) {
			b.problem("bundle.bad-name", "Path", f.Name)
			continue
		}
		b.files[f.Name] = f
	}
	manifest, err := b.read(manifestName, maxManifest)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(manifest, &out.Manifest); err != nil || out.Manifest.Schema != bundleSchema {
		return out, fault.Wrap(err, fault.Invalid, "bundle.not-a-bundle")
	}
	digests := b.checkFiles()
	keys := b.readKeys()
	b.checkSignatures(manifest, keys, trusted)
	b.checkJournal(keys, digests)
	return out, nil
}

type bundleReader struct {
	files map[string]*zip.File
	out   *Opened
}

func (b *bundleReader) problem(code string, kv ...any) {
	b.out.Problems = append(b.out.Problems, fault.New(fault.Invalid, code, kv...))
}

func safeName(name string) bool {
	return name != "" && path.Clean(name) == name && !strings.HasPrefix(name, "/") && !strings.HasPrefix(name, "..") &&
		!strings.ContainsAny(name, "\\\x00:")
}

func (b *bundleReader) open(name string) (io.ReadCloser, error) {
	f, ok := b.files[name]
	if !ok {
		return nil, fault.New(fault.Invalid, "bundle.missing", "Path", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "bundle.broken-file", "Path", name)
	}
	return r, nil
}

func (b *bundleReader) read(name string, limit int64) ([]byte, error) {
	r, err := b.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "bundle.broken-file", "Path", name)
	}
	if int64(len(data)) > limit {
		return nil, fault.New(fault.TooLarge, "bundle.broken-file", "Path", name)
	}
	return data, nil
}

// checkFiles holds every file against the manifest, and gives the digests found under published/ and recordings/.
func (b *bundleReader) checkFiles() map[string]bool {
	listed := map[string]bool{manifestName: true, signatureName: true}
	found := map[string]bool{}
	for _, m := range b.out.Manifest.Files {
		listed[m.Path] = true
		f, ok := b.files[m.Path]
		if !ok {
			b.problem("bundle.missing", "Path", m.Path)
			continue
		}
		digest, n, err := sumOf(f)
		if err != nil || digest != m.Digest || n != m.Size {
			b.problem("bundle.changed-file", "Path", m.Path)
			continue
		}
		b.out.Files++
		if strings.HasPrefix(m.Path, publishedDir) || strings.HasPrefix(m.Path, recordingsDir) {
			found[digest] = true
		}
	}
	var extra []string
	for name := range b.files {
		if !listed[name] {
			extra = append(extra, name)
		}
	}
	slices.Sort(extra)
	for _, name := range extra {
		b.problem("bundle.unlisted", "Path", name)
	}
	return found
}

func sumOf(f *zip.File) (string, int64, error) {
	r, err := f.Open()
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(r, maxBundleFile))
	return hex.EncodeToString(sum.Sum(nil)), n, err
}

func (b *bundleReader) readKeys() []journal.PublicKey {
	text, err := b.read(keysName, maxNote)
	if err != nil {
		b.out.Problems = append(b.out.Problems, err)
		return nil
	}
	var keys []journal.PublicKey
	for _, l := range strings.Fields(string(text)) {
		k, err := journal.ParsePublicKey(l)
		if err != nil {
			b.problem("bundle.broken-file", "Path", keysName)
			continue
		}
		keys = append(keys, k)
		b.out.Keys = append(b.out.Keys, k.String())
	}
	return keys
}

func (b *bundleReader) checkSignatures(manifest []byte, keys, trusted []journal.PublicKey) {
	known := keys
	if len(trusted) > 0 {
		known = trusted
	}
	note, err := b.read(signatureName, maxNote)
	if err != nil {
		b.out.Problems = append(b.out.Problems, err)
		return
	}
	c, by, err := journal.OpenCheckpoint(string(note), known...)
	if err != nil {
		b.out.Problems = append(b.out.Problems, err)
		return
	}
	if c.Head.Stream != manifestStream || c.Head.Hash != sha256.Sum256(manifest) {
		b.problem("bundle.manifest-changed")
		return
	}
	b.out.SignedBy, b.out.SignedAt, b.out.Known = by, c.At, len(trusted) > 0
}

// checkJournal verifies the chain, the checkpoint at its end, and that what it says was published is what lies here.
func (b *bundleReader) checkJournal(keys []journal.PublicKey, files map[string]bool) {
	var reports []journal.Report
	told := map[string]bool{}
	err := b.lines(func(r io.Reader) (err error) {
		reports, err = journal.VerifyLines(r)
		return err
	})
	if err == nil {
		err = b.lines(func(r io.Reader) error { return tellDigests(r, told) })
	}
	if err != nil {
		b.out.Problems = append(b.out.Problems, err)
		return
	}
	if len(reports) != 1 || reports[0].Head.Stream != "conference/"+b.out.Manifest.Conference {
		b.problem("bundle.other-journal")
		return
	}
	b.out.Report = reports[0]
	note, err := b.read(checkpointName, maxNote)
	if err != nil {
		b.out.Problems = append(b.out.Problems, err)
		return
	}
	c, _, err := journal.OpenCheckpoint(string(note), keys...)
	if err != nil {
		b.out.Problems = append(b.out.Problems, err)
		return
	}
	if err := reports[0].Reaches(c.Head); err != nil {
		b.out.Problems = append(b.out.Problems, err)
	}
	for _, d := range slices.Sorted(maps.Keys(files)) {
		if !told[d] {
			b.problem("bundle.file-not-in-journal", "Digest", d)
		}
	}
}

// lines lets do read the journal from its beginning. A fault of the zip is told as one of the file.
func (b *bundleReader) lines(do func(io.Reader) error) error {
	r, err := b.open(journalName)
	if err != nil {
		return err
	}
	defer r.Close()
	err = do(io.LimitReader(r, maxJournal))
	if _, is := fault.As(err); err != nil && !is {
		return fault.Wrap(err, fault.Invalid, "bundle.broken-file", "Path", journalName)
	}
	return err
}

// tellDigests notes the digests of files that the journal tells of.
func tellDigests(r io.Reader, told map[string]bool) error {
	for e, err := range journal.ReadLines(r) {
		if err != nil {
			return err
		}
		for _, d := range digestsIn(e) {
			told[d] = true
		}
	}
	return nil
}

// digestsIn gives the digests of files that an entry tells of.
func digestsIn(e journal.Entry) []string {
	var p struct {
		Files []struct{ Digest string } `json:"files"`
		File  struct{ Digest string }   `json:"file"`
	}
	if !e.HasPayload() || json.Unmarshal(e.Payload, &p) != nil {
		return nil
	}
	out := []string{p.File.Digest}
	for _, f := range p.Files {
		out = append(out, f.Digest)
	}
	return out
}
