package pack

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"path"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// Kind is a kind of package: who it is for decides what it holds.
type Kind string

// The kinds of package.
const (
	ForCourt     Kind = "bundle"   // everything, proving itself: court, review, another installation
	ForArchive   Kind = "archive"  // E-ARK SIP: e-archive
	ForRegistry  Kind = "register" // diarium
	ForPublicity Kind = "publish"  // WIS or another portal
)

// Scope says how much of the conference a package holds.
type Scope string

// The scopes.
const (
	ScopeFull   Scope = "full"   // everything, marked matter too: the host's own
	ScopeReader Scope = "reader" // what one actor may read
	ScopePublic Scope = "public" // what anybody may read
)

// schemas name the form of the manifest of each kind.
func schemaOf(k Kind) string {
	if k == ForCourt {
		return "samverkan.bundle/2"
	}
	return "samverkan." + string(k) + "/1"
}

// oldBundle is the form of bundles whose zip was compressed; what it says is checked, the bytes between the files are not.
const oldBundle = "samverkan.bundle/1"

func kindOf(schema string) (Kind, bool) {
	if schema == oldBundle {
		return ForCourt, true
	}
	for _, k := range []Kind{ForCourt, ForArchive, ForRegistry, ForPublicity} {
		if schemaOf(k) == schema {
			return k, true
		}
	}
	return "", false
}

// part is one file of a package. It is opened as often as it is read.
type part struct {
	ManifestFile
	crc  uint32
	open func() (io.Reader, error)
}

// packer gathers the files of a package, and knows size and digest of each before the first byte is written.
type packer struct {
	at    time.Time
	parts []part
	used  map[string]bool
	err   error
}

func newPacker(at time.Time) *packer { return &packer{at: at.UTC(), used: map[string]bool{}} }

// bytes adds a file that is in memory.
func (p *packer) bytes(name string, content []byte) {
	p.add(name, func() (io.Reader, error) { return bytes.NewReader(content), nil })
}

// stream adds a file that is read where it lies: once now, for its digest, and once when it is written.
func (p *packer) stream(name string, r io.ReadSeeker) {
	p.add(name, func() (io.Reader, error) {
		_, err := r.Seek(0, io.SeekStart)
		return r, err
	})
}

// add remembers a file. After an error it does nothing.
func (p *packer) add(name string, open func() (io.Reader, error)) {
	if p.err != nil {
		return
	}
	p.used[name] = true
	r, err := open()
	if err != nil {
		p.err = err
		return
	}
	digest, sum := sha256.New(), crc32.NewIEEE()
	n, err := io.Copy(io.MultiWriter(digest, sum), r)
	if err != nil {
		p.err = err
		return
	}
	p.parts = append(p.parts, part{ManifestFile{Path: name, Digest: hex.EncodeToString(digest.Sum(nil)), Size: n}, sum.Sum32(), open})
}

// files lists what has been added so far.
func (p *packer) files() []ManifestFile {
	out := make([]ManifestFile, len(p.parts))
	for i, x := range p.parts {
		out[i] = x.ManifestFile
	}
	return out
}

// seal adds the list of all that was added, and its signature, below a folder.
func (p *packer) seal(dir string, m Manifest, key journal.PrivateKey) {
	if p.err != nil {
		return
	}
	m.Files = p.files()
	list, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		p.err = err
		return
	}
	signature, err := signManifest(m.Origin, list, p.at, key)
	if err != nil {
		p.err = err
		return
	}
	p.bytes(dir+manifestName, list)
	p.bytes(dir+signatureName, []byte(signature))
}

// write makes the zip.
func (p *packer) write(w io.Writer) error {
	if p.err != nil {
		return p.err
	}
	return writeZip(w, p.at, p.parts, func(string) {})
}

// writeZip writes files in order, as they are: a package is stored and not compressed, so that each of its bytes means something
// and an archive can read it without unpacking. Its bytes depend on nothing but what goes in; told hears the name of each
// file before its first byte, and "" before the directory at the end.
func writeZip(w io.Writer, at time.Time, parts []part, told func(name string)) error {
	z := zip.NewWriter(w)
	for _, x := range parts {
		told(x.Path)
		body, err := z.CreateRaw(header(x, at))
		if err != nil {
			return err
		}
		r, err := x.open()
		if err != nil {
			return err
		}
		sum := crc32.NewIEEE()
		n, err := io.Copy(io.MultiWriter(body, sum), io.LimitReader(r, x.Size+1))
		if err != nil {
			return err
		}
		if n != x.Size || sum.Sum32() != x.crc { // changed since its digest was taken
			return fault.New(fault.Unavailable, "bundle.broken-file", "Path", x.Path)
		}
		if err := z.Flush(); err != nil {
			return err
		}
	}
	told("")
	return z.Close()
}

// header is the zip header of a file: sizes and sum stand before the content, so that any program can read it as a stream.
func header(x part, at time.Time) *zip.FileHeader {
	at = at.UTC()
	h := &zip.FileHeader{Name: x.Path, Method: zip.Store, Flags: 0x800, // the name is UTF-8
		CRC32: x.crc, CompressedSize64: uint64(x.Size), UncompressedSize64: uint64(x.Size),
		CreatorVersion: 3<<8 | 20, ReaderVersion: 20, ExternalAttrs: 0o100644 << 16}
	h.SetModTime(at) //lint:ignore SA1019 a raw header is written as it stands: nothing makes these fields of Modified
	h.Modified = time.Time{}
	return h
}

// checkLayout holds the bytes of a package against those that its files give: what stands between the files, in their headers and in
// the directory at the end is as we write it, or somebody has been there. The answer names the first place that is not.
func checkLayout(r io.ReaderAt, size int64, at time.Time, parts []part) error {
	same := &comparer{r: r, size: size}
	err := writeZip(same, at, parts, func(name string) { same.part = name })
	if err == nil && same.at != size {
		same.part, err = "", errDiffers
	}
	if err == nil {
		return nil
	}
	if _, is := fault.As(err); is {
		return err
	}
	if same.part == "" {
		return fault.New(fault.Invalid, "bundle.changed-directory")
	}
	return fault.New(fault.Invalid, "bundle.changed-header", "Path", same.part)
}

var errDiffers = errors.New("the bytes differ")

// comparer takes what is written and holds it against what is there.
type comparer struct {
	r        io.ReaderAt
	size, at int64
	part     string
	buf      []byte
}

func (c *comparer) Write(b []byte) (int, error) {
	if c.at+int64(len(b)) > c.size {
		return 0, errDiffers
	}
	if cap(c.buf) < len(b) {
		c.buf = make([]byte, len(b))
	}
	have := c.buf[:len(b)]
	if _, err := c.r.ReadAt(have, c.at); err != nil && err != io.EOF || !bytes.Equal(have, b) {
		return 0, errDiffers
	}
	c.at += int64(len(b))
	return len(b), nil
}

// free gives a name that is not used yet, since two versions may have files of the same name, and that leads nowhere else than
// into its folder, whatever a file was called where it came from.
func (p *packer) free(dir, name, digest string) string {
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
		if free = name; !p.used[dir+free] {
			return free
		}
	}
}

// longestName is how many bytes of a file's name are kept: what file systems take.
const longestName = 200
