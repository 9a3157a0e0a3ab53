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
	Kind     Kind
	Manifest Manifest
	Report   journal.Report // of the chain
	SignedAt time.Time
	SignedBy []string // names of the keys that signed
	Keys     []string // the keys in the bundle: to be compared with what the installation says
	Known    bool     // one of the keys the caller trusts has signed
	Files    int
	Problems []error // nothing is wrong when empty
}

// Open checks a package of any kind: every file against the signed list of them, every byte between the files, and, where it holds
// the journal, the chain, the signed checkpoint against the chain, and the files against what the journal says of them. An archive
// package is held against its METS and PREMIS too. Nothing in it is trusted.
//
// trusted are keys that the caller knows from elsewhere; without any, the signature is checked against the keys in the package
// itself, which shows that nothing was changed by somebody without the key, and Known is false. The error is bundle.not-a-bundle or
// bundle.damaged-directory when it cannot be read as one at all, bundle.swells or bundle.too-many-files when reading it would cost more
// than any package is worth; everything else is in Problems.
func Open(r io.ReaderAt, size int64, trusted ...journal.PublicKey) (Opened, error) {
	var out Opened
	z, err := zip.NewReader(r, size)
	if err != nil {
		return out, notAPackage(r, err)
	}
	if err := bounded(z.File, size); err != nil {
		return out, err
	}
	b := &bundleReader{files: map[string]*zip.File{}, out: &out, at: placesOf(ForCourt, "")}
	root := ""
	for _, f := range z.File {
		if _, twice := b.files[f.Name]; twice || !safeName(f.Name) || !f.Mode().IsRegular() { // a link is unpacked into a way out
			b.problem("bundle.bad-name", "Path", f.Name)
			continue
		}
		b.files[f.Name] = f
		if dir, found := strings.CutSuffix(f.Name, sealDir+manifestName); found && strings.Count(dir, "/") == 1 {
			root = dir
		}
	}
	seal := ""
	if root != "" {
		seal = root + sealDir
	}
	manifest, err := b.read(seal+manifestName, maxManifest)
	if err == nil {
		err = boundedList(manifest)
	}
	if err != nil {
		return out, err
	}
	known := false
	if err = json.Unmarshal(manifest, &out.Manifest); err == nil {
		out.Kind, known = kindOf(out.Manifest.Schema)
	}
	if !known || (out.Kind == ForArchive) != (root != "") {
		return out, fault.Wrap(err, fault.Invalid, "bundle.not-a-bundle")
	}
	b.at = placesOf(out.Kind, root)
	digests := b.checkFiles()
	if len(out.Problems) == 0 && out.Manifest.Schema != oldBundle {
		b.checkLayout(r, size)
	}
	keys := b.readKeys()
	b.checkSignatures(manifest, keys, trusted)
	if b.at.journal != "" {
		b.checkJournal(keys, digests)
	}
	if out.Kind == ForArchive {
		b.checkArchive(root)
	}
	return out, nil
}

// notAPackage tells a zip whose directory is broken from a file that is no zip at all.
func notAPackage(r io.ReaderAt, err error) error {
	head := make([]byte, 4)
	if _, e := r.ReadAt(head, 0); e == nil && string(head) == "PK\x03\x04" {
		return fault.Wrap(err, fault.Invalid, "bundle.damaged-directory")
	}
	return fault.Wrap(err, fault.Invalid, "bundle.not-a-bundle")
}

// places are where the files lie that a check needs.
type places struct {
	manifest, signature, journal, checkpoint, keys string
	attached                                       []string // folders of files that the journal tells of
}

func placesOf(k Kind, root string) places {
	switch k {
	case ForCourt:
		return places{manifestName, signatureName, journalName, checkpointName, keysName, attachedBelow("")}
	case ForArchive:
		record := root + dataDir + recordDir
		return places{root + sealDir + manifestName, root + sealDir + signatureName, record + journalName, record + checkpointName,
			record + keysName, attachedBelow(root + dataDir)}
	}
	return places{manifest: manifestName, signature: signatureName, keys: keysName}
}

func attachedBelow(dir string) []string {
	return []string{dir + publishedDir, dir + recordingsDir, dir + transcriptsDir, dir + materialDir}
}

// checkLayout holds every byte of the package against what its files give.
func (b *bundleReader) checkLayout(r io.ReaderAt, size int64) {
	var parts []part
	for _, name := range append(pathsOf(b.out.Manifest.Files), b.at.manifest, b.at.signature) {
		f := b.files[name]
		if f == nil {
			return // it is missed where it is read
		}
		parts = append(parts, part{ManifestFile{Path: name, Size: int64(f.UncompressedSize64)}, f.CRC32, f.OpenRaw})
	}
	if err := checkLayout(r, size, b.out.Manifest.Created, parts); err != nil {
		b.out.Problems = append(b.out.Problems, err)
	}
}

func pathsOf(files []ManifestFile) []string {
	out := make([]string, len(files))
	for i, f := range files {
		out[i] = f.Path
	}
	return out
}

type bundleReader struct {
	files map[string]*zip.File
	out   *Opened
	at    places
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
	size := b.files[name].UncompressedSize64
	if size > uint64(limit) {
		return nil, fault.New(fault.TooLarge, "bundle.broken-file", "Path", name)
	}
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead)) // once, and not again as it grows
	if _, err := data.ReadFrom(io.LimitReader(r, int64(size)+1)); err != nil || uint64(data.Len()) != size {
		return nil, fault.Wrap(err, fault.Invalid, "bundle.broken-file", "Path", name)
	}
	return data.Bytes(), nil
}

// checkFiles holds every file against the manifest, and gives the digests of those that the journal must tell of.
func (b *bundleReader) checkFiles() map[string]bool {
	listed := map[string]bool{b.at.manifest: true, b.at.signature: true}
	found := map[string]bool{}
	for _, m := range b.out.Manifest.Files {
		if listed[m.Path] { // once is enough, and each time costs its reading
			b.problem("bundle.bad-name", "Path", m.Path)
			continue
		}
		listed[m.Path] = true
		f, ok := b.files[m.Path]
		if !ok {
			b.problem("bundle.missing", "Path", m.Path)
			continue
		}
		digest, n, err := sumOf(f, m.Size)
		if err != nil || digest != m.Digest || n != m.Size {
			b.problem("bundle.changed-file", "Path", m.Path)
			continue
		}
		b.out.Files++
		if slices.ContainsFunc(b.at.attached, func(dir string) bool { return strings.HasPrefix(m.Path, dir) }) {
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

// sumOf reads a file to its end, or to where it is longer than it should be.
func sumOf(f *zip.File, size int64) (string, int64, error) {
	r, err := f.Open()
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(r, min(max(size, 0)+1, maxBundleFile)))
	return hex.EncodeToString(sum.Sum(nil)), n, err
}

func (b *bundleReader) readKeys() []journal.PublicKey {
	text, err := b.read(b.at.keys, maxNote)
	if err != nil {
		b.out.Problems = append(b.out.Problems, err)
		return nil
	}
	var keys []journal.PublicKey
	for _, l := range strings.Fields(string(text)) {
		k, err := journal.ParsePublicKey(l)
		if err != nil {
			b.problem("bundle.broken-file", "Path", b.at.keys)
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
	note, err := b.read(b.at.signature, maxNote)
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
	note, err := b.read(b.at.checkpoint, maxNote)
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
	r, err := b.open(b.at.journal)
	if err != nil {
		return err
	}
	defer r.Close()
	err = do(io.LimitReader(r, maxJournal))
	if _, is := fault.As(err); err != nil && !is {
		return fault.Wrap(err, fault.Invalid, "bundle.broken-file", "Path", b.at.journal)
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

// digestsIn gives the digests of files that an entry tells of, wherever in it they stand.
func digestsIn(e journal.Entry) []string {
	if !e.HasPayload() || !bytes.Contains(e.Payload, []byte(`"digest"`)) {
		return nil
	}
	var said any
	if json.Unmarshal(e.Payload, &said) != nil {
		return nil
	}
	var out []string
	var look func(any)
	look = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				look(x)
			}
		case map[string]any:
			for name, x := range v {
				if text, is := x.(string); is && name == "digest" {
					out = append(out, text)
				}
				look(x)
			}
		}
	}
	look(said)
	return out
}
