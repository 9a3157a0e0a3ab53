package pack_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"io"
	"io/fs"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/pack"
)

// zeros is a file of nothing but zeros: it packs to a thousandth.
type zeros int64

func (z *zeros) Read(p []byte) (int, error) {
	if *z <= 0 {
		return 0, io.EOF
	}
	n := min(len(p), int(*z))
	clear(p[:n])
	*z -= zeros(n)
	return n, nil
}

// deflated is a zip whose files are compressed: as well as can be when one is a bomb, otherwise fast.
func deflated(t testing.TB, files map[string]io.Reader, order ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		if _, bomb := files[order[len(order)-1]].(*zeros); bomb {
			return flate.NewWriter(w, flate.DefaultCompression)
		}
		return flate.NewWriter(w, flate.BestSpeed)
	})
	for _, name := range order {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.Copy(w, files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func listing(t testing.TB, schema string, files ...pack.ManifestFile) io.Reader {
	t.Helper()
	b, err := json.Marshal(pack.Manifest{Schema: schema, Conference: "k", Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b)
}

// lying is a zip with the size that a file has unpacked written smaller everywhere.
func lying(b []byte, name string, size uint32) []byte {
	b = bytes.Clone(b)
	at := bytes.LastIndex(b, []byte(name))            // in the directory
	binary.LittleEndian.PutUint32(b[at-46+24:], size) // what it says of the size
	return b
}

// Whatever swells is cut at the limit, and costs who looks at it next to no memory. All that is taken while it is read counts, and not
// only what is left.
func TestCostsLittle(t *testing.T) {
	const most = 64 << 20
	listed := func(n int) io.Reader {
		return listing(t, "samverkan.bundle/1", pack.ManifestFile{Path: "documents/a.txt", Digest: strings.Repeat("0", 64), Size: int64(n)})
	}
	document := func(n, size int) map[string]io.Reader {
		z := zeros(size)
		return map[string]io.Reader{"manifest.json": listed(n), "documents/a.txt": &z}
	}
	names := []string{"manifest.json", "documents/a.txt"}
	bomb := deflated(t, document(200<<20, 200<<20), names...)
	nested := deflated(t, map[string]io.Reader{"manifest.json": listed(len(bomb)), "documents/a.txt": bytes.NewReader(bomb)}, names...)
	archive := func(mets, premis string) []byte {
		content := map[string]string{"r/METS.xml": mets, "r/metadata/preservation/premis.xml": premis}
		files := map[string]io.Reader{}
		var list []pack.ManifestFile
		for _, name := range []string{"r/METS.xml", "r/metadata/preservation/premis.xml"} {
			files[name] = strings.NewReader(content[name])
			list = append(list, pack.ManifestFile{Path: name, Digest: digestOf([]byte(content[name])), Size: int64(len(content[name]))})
		}
		files["r/seal/manifest.json"] = listing(t, "samverkan.archive/1", list...)
		return deflated(t, files, "r/METS.xml", "r/metadata/preservation/premis.xml", "r/seal/manifest.json")
	}
	full := func(unit string) string { return "<m>" + strings.Repeat(unit, 6<<20/len(unit)) + "</m>" }
	const entities = `<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><m>&b;&x;</m>`
	for name, c := range map[string]struct {
		b    []byte
		code string // of the refusal; "" when it is among what is wrong with it
	}{
		"200 MB from 200 kB":               {bomb, "bundle.swells"},
		"a size that is not so":            {lying(deflated(t, document(1000, 1<<20), names...), "documents/a.txt", 1000), ""},
		"a zip in the zip":                 {nested, ""},
		"a manifest of 17 MB":              {deflated(t, map[string]io.Reader{"manifest.json": strings.NewReader(strings.Repeat(" ", 17<<20))}, "manifest.json"), "bundle.broken-file"},
		"a list of two million files":      {deflated(t, map[string]io.Reader{"manifest.json": strings.NewReader(`{"files":[` + strings.Repeat("0,", 2<<20) + `0]}`)}, "manifest.json"), "bundle.too-many-files"},
		"XML entities":                     {archive(entities, entities), ""},
		"XML of a million elements inside": {archive(full("<a>"), full("<a>")), ""},
		"XML of a million files":           {archive(full("<FLocat/>"), full("<object/>")), ""},
		"XML of a million attributes":      {archive("<m "+strings.Repeat(`a="" `, 1<<20)+"/>", "<object "+strings.Repeat(`a="" `, 1<<20)+"/>"), ""},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		o, err := pack.Open(bytes.NewReader(c.b), int64(len(c.b)))
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; taken > most {
			t.Errorf("%s: %d MB taken for %d kB", name, taken>>20, len(c.b)>>10)
		}
		if c.code == "" && (err != nil || len(o.Problems) == 0) || c.code != "" && fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v %v", name, err, o.Problems)
		}
	}
}

// A file that is listed many times is read once.
func TestListedTwice(t *testing.T) {
	file := pack.ManifestFile{Path: "documents/a.txt", Digest: digestOf([]byte("hej")), Size: 3}
	b := deflated(t, map[string]io.Reader{"manifest.json": listing(t, "samverkan.bundle/1", file, file, file), "documents/a.txt": strings.NewReader("hej")},
		"manifest.json", "documents/a.txt")
	if o := open(t, b); o.Files != 1 {
		t.Error(o.Files)
	}
}

// Files that lie in each other are not unpacked again and again.
func TestFilesInEachOther(t *testing.T) {
	b := deflated(t, map[string]io.Reader{"manifest.json": listing(t, "samverkan.bundle/1"), "a": io.LimitReader(rand.NewChaCha8([32]byte{3}), 4000)}, "manifest.json", "a")
	at := bytes.LastIndex(b, []byte("PK\x01\x02"))
	end := len(b) - 22
	again := bytes.Repeat(b[at:end], 200)
	tail := bytes.Clone(b[end:])
	binary.LittleEndian.PutUint16(tail[8:], 201)
	binary.LittleEndian.PutUint16(tail[10:], 201)
	from := binary.LittleEndian.Uint32(tail[16:])
	binary.LittleEndian.PutUint32(tail[12:], uint32(end-int(from)+len(again)-(end-at)))
	changed := append(append(bytes.Clone(b[:at]), again...), tail...)
	if _, err := pack.Open(bytes.NewReader(changed), int64(len(changed))); fault.CodeOf(err) != "bundle.swells" {
		t.Error(err)
	}
}

// A name that leads out of the package, or that some system reads as something else, is said to be wrong, and nothing is read by it.
func TestNamesInPackages(t *testing.T) {
	for _, name := range []string{"../a", "a/../../b", "/etc/passwd", "C:\\x", "c:x", "\\\\server\\x", "a\x00b", "a\\..\\b", "./a", "a//b", "a/", ""} {
		b := deflated(t, map[string]io.Reader{"manifest.json": listing(t, "samverkan.bundle/1", pack.ManifestFile{Path: name}), name: strings.NewReader("")}, "manifest.json", name)
		o, err := pack.Open(bytes.NewReader(b), int64(len(b)))
		found := err != nil
		for _, p := range o.Problems {
			found = found || fault.CodeOf(p) == "bundle.bad-name"
		}
		if !found || o.Files > 0 {
			t.Errorf("%q: %v %v", name, err, o.Problems)
		}
	}
}

// What is no file but a link, a folder or a device, or stands there twice, is said to be wrong in a package of any age: whoever unpacks it
// would get something else than what was checked.
func TestLinksInPackages(t *testing.T) {
	for name, c := range map[string]struct {
		names []string
		mode  fs.FileMode
		wrong bool
	}{
		"a file":              {[]string{"documents/a.txt"}, 0o644, false},
		"a link":              {[]string{"documents/a.txt"}, fs.ModeSymlink | 0o777, true},
		"a device":            {[]string{"documents/a.txt"}, fs.ModeDevice | 0o666, true},
		"a pipe":              {[]string{"documents/a.txt"}, fs.ModeNamedPipe | 0o666, true},
		"a folder like it":    {[]string{"documents/a.txt"}, fs.ModeDir | 0o777, true},
		"two of the name":     {[]string{"documents/a.txt", "documents/a.txt"}, 0o644, true},
		"a link and the file": {[]string{"documents/a.txt", "documents"}, fs.ModeSymlink | 0o777, true},
	} {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		put := func(name string, mode fs.FileMode, content string) {
			h := &zip.FileHeader{Name: name}
			h.SetMode(mode)
			w, err := z.CreateHeader(h)
			if err == nil {
				_, err = io.WriteString(w, content)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		list, err := io.ReadAll(listing(t, "samverkan.bundle/1", pack.ManifestFile{Path: "documents/a.txt", Digest: digestOf([]byte("/etc/passwd")), Size: 11}))
		if err != nil {
			t.Fatal(err)
		}
		put("manifest.json", 0o644, string(list))
		for _, n := range c.names {
			put(n, c.mode, "/etc/passwd")
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		o, err := pack.Open(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(name, err)
		}
		found := slices.ContainsFunc(o.Problems, func(p error) bool { return fault.CodeOf(p) == "bundle.bad-name" })
		if found != c.wrong {
			t.Errorf("%s: %v", name, o.Problems)
		}
	}
}
