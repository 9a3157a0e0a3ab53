package pack_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/pack"
	"samverkan/minutes"
)

// installation has a key, and packs in its name.
func key(t testing.TB, name string, seed byte) journal.PrivateKey {
	t.Helper()
	k, err := journal.NewPrivateKey(name, rand.NewChaCha8([32]byte{seed}))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var sound = bytes.Repeat([]byte("tystnad "), 500)

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// published is the regional conference with a recording and a file that was published, both told of in its journal.
func published(t testing.TB) *recorder {
	t.Helper()
	r := held(t, "regional")
	// The run ends with a publication; one more, of a file, comes after a correction.
	at := r.c.Latest
	r.do(conference.Secretary, at, &conference.CorrectMinutes{Target: "I1", Field: "text", Is: "Rättat.", Reason: "Skrivfel"})
	r.do(conference.Secretary, at, &conference.CheckMinutes{Version: 2})
	r.do(conference.Leader, at, &conference.ApproveMinutes{Version: 2})
	r.do(conference.Secretary, at, &conference.PublishMinutes{Version: 2, Area: "yta-snokaos", Files: []conference.PublishedFile{
		{Name: "protokoll.txt", Digest: digestOf([]byte("Protokoll")), Size: 9, MediaType: "text/plain"},
		{Name: "ljud.wav", Digest: digestOf(sound), Size: int64(len(sound)), MediaType: "audio/wav"}}})
	return r
}

// bundle is what the installation packs of a conference for a reader; "" is for everything.
func bundle(t testing.TB, r *recorder, actor string) pack.Bundle {
	t.Helper()
	k := key(t, "samverkan", 1)
	at := r.c.Latest.Add(time.Hour)
	m := maker(t, "sv", at)
	for_ := reader(r.c, actor)
	for_.Seal = &minutes.Seal{Seq: r.head.Seq, Hash: r.head.Hash.String(), SignedBy: "samverkan"}
	b := pack.Bundle{Origin: "samverkan", Conference: r.c.Plan.ID, Title: r.c.Plan.Title, Exercise: true, Reader: actor, Readme: "Läs mig",
		At: at, Entries: r.seen(actor), Key: k, PublicKeys: []journal.PublicKey{k.Public()}}
	for _, format := range []pack.Format{pack.HTML, pack.JSON, pack.Markdown} {
		f, err := m.File(t.Context(), pack.Minutes, format, r.c, for_)
		if err != nil {
			t.Fatal(err)
		}
		b.Documents = append(b.Documents, f)
	}
	b.Attached = []pack.Attached{{Name: "protokoll.txt", Digest: digestOf([]byte("Protokoll")), Content: strings.NewReader("Protokoll")}}
	if actor == "" {
		b.Attached = append(b.Attached, pack.Attached{Name: "ljud.wav", Digest: digestOf(sound), Content: bytes.NewReader(sound), Audio: true})
	}
	return b
}

func write(t testing.TB, b pack.Bundle) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func open(t testing.TB, b []byte, trusted ...journal.PublicKey) pack.Opened {
	t.Helper()
	o, err := pack.Open(bytes.NewReader(b), int64(len(b)), trusted...)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestBundle(t *testing.T) {
	r := published(t)
	b := write(t, bundle(t, r, ""))
	if !bytes.Equal(b, write(t, bundle(t, published(t), ""))) {
		t.Error("the same conference gives other bytes the second time")
	}
	k := key(t, "samverkan", 1).Public()
	o := open(t, b)
	if len(o.Problems) > 0 || o.Known || o.Files != 9 || o.Report.Head != r.head || o.Report.Withheld != 0 || !slices.Equal(o.Keys, []string{k.String()}) ||
		len(o.SignedBy) != 1 || !o.SignedAt.Equal(r.c.Latest.Add(time.Hour)) || o.Manifest.Conference != "konf-regional-1" || o.Manifest.Reader != "" || !o.Manifest.Exercise {
		t.Errorf("%+v", o)
	}
	if o := open(t, b, k); len(o.Problems) > 0 || !o.Known {
		t.Errorf("with the right key: %+v", o)
	}
	other := key(t, "samverkan", 2).Public()
	if o := open(t, b, other); o.Known || len(o.Problems) != 1 || o.Report.Head != r.head {
		t.Errorf("with another key of the same name: %+v", o)
	}
	if o := open(t, b, other, k); !o.Known || len(o.Problems) > 0 {
		t.Errorf("with one of two keys: %+v", o)
	}
	if err := (pack.Bundle{}).Write(io.Discard); fault.CodeOf(err) != "bundle.empty" {
		t.Error(err)
	}
}

// A reader's bundle has none of what is marked, and still proves itself.
func TestBundleForAReader(t *testing.T) {
	r := published(t)
	p1, ok := r.c.Note("P1")
	if !ok || !p1.Secrecy.Marked() {
		t.Fatal("P1 is not marked")
	}
	for actor, hears := range map[string]bool{"": true, "foretag-allmanvatten": true, attendee: false, "myndighet-mcf": false} {
		b := write(t, bundle(t, r, actor))
		o := open(t, b, key(t, "samverkan", 1).Public())
		if len(o.Problems) > 0 || !o.Known || o.Manifest.Reader != actor || (o.Report.Withheld == 0) != hears || o.Report.Head != r.head {
			t.Errorf("%s: %+v", actor, o)
		}
		heard := false
		for name, content := range unzip(t, b) {
			quoted, _ := json.Marshal(p1.Text)
			for _, form := range []string{p1.Text, strings.Trim(string(quoted), `"`)} {
				if bytes.Contains(content, []byte(form)) {
					heard = true
					if !hears {
						t.Errorf("%s reads P1 in %s", actor, name)
					}
				}
			}
		}
		if heard != hears {
			t.Errorf("%s: heard %v", actor, heard)
		}
	}
}

// Two files of one name are both in the bundle, and no name leads out of it.
func TestNamesInABundle(t *testing.T) {
	r := published(t)
	for _, names := range [][]string{{"a.txt", "a.txt"}, {"a.txt", "a.txt", "a.txt"}, {"../../etc/passwd", "x"}, {"..", "."}, {"", "/"}, {`..\..\x`, `C:\x`},
		{"a\x00b", "c:d"}, {"mapp/fil.txt", "fil.txt"}, {strings.Repeat("å", 3000), "\xff"}} {
		b := bundle(t, r, "")
		var files []conference.PublishedFile
		b.Attached = nil
		for i, name := range names {
			content := []byte(fmt.Sprint("innehåll ", i))
			files = append(files, conference.PublishedFile{Name: "x", Digest: digestOf(content)})
			b.Attached = append(b.Attached, pack.Attached{Name: name, Digest: digestOf(content), Content: bytes.NewReader(content)})
		}
		again := published(t)
		again.apply(&conference.MinutesPublished{Version: 2, Area: "yta-snokaos", Files: files})
		b.Entries = again.entries
		o := open(t, write(t, b), key(t, "samverkan", 1).Public())
		if len(o.Problems) > 0 || o.Files != 7+len(names) {
			t.Errorf("%q: %d files, %v", names, o.Files, o.Problems)
		}
	}
}

// apply seals an event that no command would give.
func (r *recorder) apply(e conference.Event) {
	r.t.Helper()
	salt, err := journal.NewSalt(r.salt)
	if err != nil {
		r.t.Fatal(err)
	}
	sealed, err := journal.Seal(r.head, journal.Entry{RecordedAt: r.c.Latest, Name: e.Name(), Version: conference.EventVersion,
		Payload: conference.Encode(e), Salt: salt})
	if err != nil {
		r.t.Fatal(err)
	}
	r.entries, r.head = append(r.entries, sealed), sealed.Head()
}

// entry is a file in a zip, to be changed and packed again.
type entry struct {
	name    string
	content []byte
}

func entries(t testing.TB, b []byte) []entry {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out []entry
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, entry{f.Name, content})
	}
	return out
}

func unzip(t testing.TB, b []byte) map[string][]byte {
	out := map[string][]byte{}
	for _, e := range entries(t, b) {
		out[e.name] = e.content
	}
	return out
}

// rezip packs files again as the installation does, with sums that fit, as somebody would who tampers and knows how.
func rezip(t testing.TB, list []entry) []byte {
	t.Helper()
	var m pack.Manifest
	var names []string
	var contents [][]byte
	for _, e := range list {
		if e.name == "manifest.json" {
			_ = json.Unmarshal(e.content, &m) // what cannot be read has no time
		}
		names, contents = append(names, e.name), append(contents, e.content)
	}
	return pack.Zip(t, m.Created, names, contents)
}

// wrong tells whether a bundle is refused or has problems.
func wrong(b []byte, trusted ...journal.PublicKey) bool {
	o, err := pack.Open(bytes.NewReader(b), int64(len(b)), trusted...)
	return err != nil || len(o.Problems) > 0
}

// Every file of the bundle, changed in a byte: at its ends and in places that chance draws. Packed again so that the zip itself is in order.
func TestChangedBundles(t *testing.T) {
	made := bundle(t, published(t), attendee)
	made.Documents = made.Documents[2:] // the shortest will do
	list := entries(t, write(t, made))
	if wrong(rezip(t, list)) {
		t.Fatal("packing it again is a change in itself")
	}
	const seed = 4
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, seed))
	for i, e := range list {
		t.Run(e.name, func(t *testing.T) {
			places := []int{0, 1, len(e.content) / 2, len(e.content) - 2, len(e.content) - 1}
			for range 12 {
				places = append(places, chance.IntN(len(e.content)))
			}
			for _, at := range places {
				at = max(at, 0)
				for _, bit := range []byte{1 << chance.IntN(8)} {
					changed := slices.Clone(list)
					changed[i].content = slices.Clone(e.content)
					changed[i].content[at] ^= bit
					if !wrong(rezip(t, changed)) {
						t.Errorf("byte %d changed by %x: %q is not missed", at, bit, e.content[max(at-10, 0):min(at+10, len(e.content))])
					}
				}
			}
			for name, content := range map[string][]byte{"empty": nil, "longer": append(slices.Clone(e.content), '\n'), "cut": e.content[:len(e.content)-1]} {
				changed := slices.Clone(list)
				changed[i].content = content
				if !wrong(rezip(t, changed)) {
					t.Errorf("%s is not missed", name)
				}
			}
			if !wrong(rezip(t, slices.Delete(slices.Clone(list), i, i+1))) {
				t.Error("removed, and not missed")
			}
			renamed := slices.Clone(list)
			renamed[i].name = "annat-" + strings.ReplaceAll(e.name, "/", "-")
			if !wrong(rezip(t, renamed)) {
				t.Error("renamed, and not missed")
			}
			if !wrong(rezip(t, append(slices.Clone(list), e))) {
				t.Error("twice, and not seen")
			}
		})
	}
	for _, name := range []string{"extra.txt", "documents/extra.pdf", "published/extra.pdf", "../utanför.txt", "/rot.txt", `documents\x`, "C:x", "a/../b", "./x", ".."} {
		if !wrong(rezip(t, append(slices.Clone(list), entry{name, []byte("x")}))) {
			t.Errorf("%q was added, and not seen", name)
		}
	}
}

// What one can read of another bundle is not taken for this one.
func TestMixedBundles(t *testing.T) {
	whole := write(t, bundle(t, published(t), attendee))
	regional := unzip(t, whole)
	other := held(t, "local")
	b := bundle(t, published(t), "")
	b.Conference, b.Entries, b.Attached = other.c.Plan.ID, other.seen(""), nil
	local := unzip(t, write(t, b))
	for name := range regional {
		if _, both := local[name]; !both || bytes.Equal(local[name], regional[name]) {
			continue // the keys and the first words to the reader are the same
		}
		var mixed []entry
		for _, e := range entries(t, whole) {
			if e.name == name {
				e.content = local[name]
			}
			mixed = append(mixed, e)
		}
		if !wrong(rezip(t, mixed)) {
			t.Errorf("%s is from another bundle, and not seen", name)
		}
	}
	// All of the other conference's journal under this one's name, signed by the right key: still not this conference.
	b = bundle(t, published(t), "")
	b.Entries, b.Attached = other.seen(""), nil
	if o := open(t, write(t, b)); len(o.Problems) != 1 || fault.CodeOf(o.Problems[0]) != "bundle.other-journal" {
		t.Error(o.Problems)
	}
	// A file that the journal knows nothing of, under published/.
	b = bundle(t, published(t), "")
	b.Attached = append(b.Attached, pack.Attached{Name: "falsk.pdf", Digest: digestOf([]byte("falsk")), Content: strings.NewReader("falsk")})
	if o := open(t, write(t, b)); len(o.Problems) != 1 || fault.CodeOf(o.Problems[0]) != "bundle.file-not-in-journal" {
		t.Error(o.Problems)
	}
}

// A bundle that somebody made anew with a key of their own proves itself to who trusts nobody, which it says, and to nobody else.
func TestBundleWithAnotherKey(t *testing.T) {
	b := bundle(t, published(t), "")
	forger := key(t, "samverkan", 66)
	b.Key, b.PublicKeys = forger, []journal.PublicKey{forger.Public()}
	made := write(t, b)
	if o := open(t, made); len(o.Problems) > 0 || o.Known {
		t.Errorf("%+v", o)
	}
	if o := open(t, made, key(t, "samverkan", 1).Public()); len(o.Problems) == 0 || o.Known {
		t.Errorf("%+v", o)
	}
	// With the right public key laid beside: the signature is still the forger's.
	b = bundle(t, published(t), "")
	b.Key = forger
	if o := open(t, write(t, b)); len(o.Problems) == 0 {
		t.Errorf("%+v", o)
	}
}

func TestBrokenZips(t *testing.T) {
	made := bundle(t, held(t, "local"), attendee)
	made.Attached, made.Documents = nil, made.Documents[2:]
	b := write(t, made)
	for _, n := range []int{0, 1, 4, 30, len(b) / 4, len(b) / 2, len(b) - 1000, len(b) - 23, len(b) - 22, len(b) - 1} {
		if !wrong(b[:n]) {
			t.Errorf("cut at %d of %d, and not seen", n, len(b))
		}
	}
}

// A small file that grows to a large one is checked without being taken into memory.
func TestBombs(t *testing.T) {
	list := entries(t, write(t, bundle(t, published(t), attendee)))
	const size = 192 << 20
	grown := func(name string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, e := range list {
			w, err := z.Create(e.name)
			if err != nil {
				t.Fatal(err)
			}
			if e.name == name {
				zeros := make([]byte, 1<<20)
				for range size >> 20 {
					if _, err := w.Write(zeros); err != nil {
						t.Fatal(err)
					}
				}
				continue
			}
			if _, err := w.Write(e.content); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for _, name := range []string{"journal.jsonl"} {
		b := grown(name)
		if len(b) > size/100 {
			t.Fatalf("%s: %d bytes are no bomb", name, len(b))
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		if !wrong(b) {
			t.Errorf("%s is %d bytes, and not seen", name, size)
		}
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 160<<20 { // a line of the journal can be 25 MB, and is let go of
			t.Errorf("%s took %d MB of memory", name, taken>>20)
		}
	}
	many := slices.Clone(list)
	for i := range 20_001 {
		many = append(many, entry{fmt.Sprint("documents/", i), nil})
	}
	b := rezip(t, many)
	if _, err := pack.Open(bytes.NewReader(b), int64(len(b))); fault.CodeOf(err) != "bundle.too-many-files" {
		t.Error(err)
	}
}

// Whatever is opened, it is answered with a fault or with problems; and what has no problems is a bundle that we have made.
func FuzzOpen(f *testing.F) {
	r := held(f, "local")
	b := bundle(f, r, "")
	b.Attached = nil
	good := write(f, b)
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add(rezip(f, entries(f, good)))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add(rezip(f, []entry{{"manifest.json", []byte(`{"schema":"samverkan.bundle/1","files":[{"path":"../x"}]}`)}}))
	f.Add(rezip(f, []entry{{"manifest.json", []byte(`{"schema":"samverkan.bundle/1"}`)}, {"manifest.sig", nil}, {"keys.txt", []byte("x\ny")}, {"journal.jsonl", []byte("{}\n")}}))
	want := map[string]string{}
	for _, e := range entries(f, good) {
		want[e.name] = string(e.content)
	}
	trusted := key(f, "samverkan", 1).Public()
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := pack.Open(bytes.NewReader(data), int64(len(data)), trusted)
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatalf("%v is nobody's fault", err)
			}
			return
		}
		for _, p := range o.Problems {
			if fault.KindOf(p) == fault.Internal {
				t.Fatalf("%v is nobody's fault", p)
			}
		}
		if len(o.Problems) > 0 {
			return
		}
		for name, content := range unzip(t, data) {
			if content := string(content); content != want[name] {
				t.Fatalf("%s is not what was signed", name)
			}
		}
	})
}

// resigned changes files of a bundle and signs its list anew with the right key: what only the installation itself could do, by mistake
// or on purpose. What the files say of each other still has to hold.
func resigned(t *testing.T, b []byte, change func(map[string][]byte)) []byte {
	t.Helper()
	files := unzip(t, b)
	var m pack.Manifest
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	delete(files, "manifest.json")
	delete(files, "manifest.sig")
	change(files)
	m.Files = nil
	var list []entry
	for _, name := range slices.Sorted(maps.Keys(files)) {
		content := files[name]
		m.Files = append(m.Files, pack.ManifestFile{Path: name, Digest: digestOf(content), Size: int64(len(content))})
		list = append(list, entry{name, content})
	}
	manifest, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	note, err := journal.Checkpoint{Origin: "samverkan", At: m.Created, Head: journal.Head{Stream: "bundle-manifest", Seq: 1,
		Hash: sha256.Sum256(manifest)}}.Sign(key(t, "samverkan", 1))
	if err != nil {
		t.Fatal(err)
	}
	return rezip(t, append(list, entry{"manifest.json", manifest}, entry{"manifest.sig", []byte(note)}))
}

func TestResignedBundles(t *testing.T) {
	r := published(t)
	b := write(t, bundle(t, r, attendee))
	if wrong(resigned(t, b, func(map[string][]byte) {})) {
		t.Fatal("signing it anew is a change in itself")
	}
	cut := func(rows int) func(map[string][]byte) {
		return func(files map[string][]byte) {
			lines := bytes.SplitAfter(files["journal.jsonl"], []byte("\n"))
			files["journal.jsonl"] = bytes.Join(lines[:len(lines)-1-rows], nil)
		}
	}
	for name, c := range map[string]struct {
		change func(map[string][]byte)
		code   string
	}{
		"the end of the journal is cut off": {cut(5), "journal.broken-head"},
		"the journal is empty":              {cut(len(r.entries)), "bundle.other-journal"},
		"a row is cut out": {func(f map[string][]byte) {
			l := bytes.SplitAfter(f["journal.jsonl"], []byte("\n"))
			f["journal.jsonl"] = bytes.Join(slices.Delete(l, 9, 10), nil)
		}, "journal.broken-sequence"},
		"a row is changed": {func(f map[string][]byte) {
			f["journal.jsonl"] = bytes.Replace(f["journal.jsonl"], []byte("leader"), []byte("ledare"), 1)
		}, "journal.broken-header"},
		"no journal":                        {func(f map[string][]byte) { delete(f, "journal.jsonl") }, "bundle.missing"},
		"no checkpoint":                     {func(f map[string][]byte) { delete(f, "checkpoint.txt") }, "bundle.missing"},
		"a checkpoint that is none":         {func(f map[string][]byte) { f["checkpoint.txt"] = []byte("nej\n") }, "journal.bad-note"},
		"no keys":                           {func(f map[string][]byte) { f["keys.txt"] = nil }, "journal.signature-unknown"},
		"a published file that is not told": {func(f map[string][]byte) { f["published/x.txt"] = []byte("x") }, "bundle.file-not-in-journal"},
		"a recording that is not told":      {func(f map[string][]byte) { f["recordings/x.wav"] = []byte("x") }, "bundle.file-not-in-journal"},
		"a name that climbs":                {func(f map[string][]byte) { f["../x.txt"] = []byte("x") }, "bundle.bad-name"},
		"a name from the root":              {func(f map[string][]byte) { f["/etc/passwd"] = []byte("x") }, "bundle.bad-name"},
		"a name that climbs in the middle":  {func(f map[string][]byte) { f["documents/../../x"] = []byte("x") }, "bundle.bad-name"},
		"a name of another system":          {func(f map[string][]byte) { f[`documents\..\x`] = []byte("x") }, "bundle.bad-name"},
		"a drive":                           {func(f map[string][]byte) { f["C:x"] = []byte("x") }, "bundle.bad-name"},
		"a name with NUL":                   {func(f map[string][]byte) { f["documents/x\x00.pdf"] = []byte("x") }, "bundle.bad-name"},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t, resigned(t, b, c.change), key(t, "samverkan", 1).Public())
			if !slices.ContainsFunc(o.Problems, func(err error) bool { return fault.CodeOf(err) == c.code }) {
				t.Errorf("%v, want %s", o.Problems, c.code)
			}
		})
	}
}
