package pack_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/internal/pack"
)

// xmllint gives the path of the program, or skips the test loudly.
func xmllint(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
			t.Fatal("xmllint is missing; it is in libxml2-utils")
		}
		t.Skip("xmllint is missing; it is in libxml2-utils: the XML is not checked by another program")
	}
	return path
}

func entryOf(at time.Time) pack.RegisterEntry {
	return pack.RegisterEntry{RegistryNumber: "452-1234-2027", RecordType: "Minnesanteckningar", Title: "Snökaos & is <A>", DrawnUp: at,
		Received: at.Add(time.Hour), Sender: pack.Party{ID: "lst-allmanlan", Name: "Länsstyrelsen i Allmänlän"},
		Recipients: []pack.Party{{ID: "kommun-ekeryd", Name: "Ekeryds kommun"}}, Withheld: true, Exercise: true, Conference: "konf-regional-1",
		Version: 2, JournalRow: 12, JournalHash: strings.Repeat("ab", 32),
		Secrecy: []pack.RegisterMarking{{Ground: "OSL 18 kap. 13 §", Owner: pack.Party{ID: "x", Name: "X"}, Count: 3}}}
}

func submission(t testing.TB) pack.Submission {
	b := bundle(t, published(t), "")
	return pack.Submission{Bundle: b, ID: "samverkan-konf-regional-1-20270106T150000Z", Software: "samverkan", Version: "1.5", Language: "sv",
		Host: pack.Party{ID: "lst-allmanlan", Name: "Länsstyrelsen i Allmänlän"}, HeldAt: b.At, Entry: entryOf(b.At)}
}

// packages makes one of each kind.
func packages(t testing.TB) map[string][]byte {
	t.Helper()
	b := bundle(t, published(t), "")
	out := map[string][]byte{"bundle": write(t, b)}
	for name, p := range map[string]interface{ Write(w writer) error }{
		"archive":  submission(t),
		"register": pack.RegisterPackage{Bundle: bundle(t, published(t), ""), Entry: entryOf(b.At)},
		"publish": pack.PublishPackage{Bundle: bundle(t, published(t), ""), Text: "Text", Heading: strings.ToUpper,
			Suggestion: pack.Suggestion{Title: "T", Folder: "F", Tags: []string{"a", "b"}, Left: "något"}},
	} {
		var w bytes.Buffer
		if err := p.Write(&w); err != nil {
			t.Fatal(name, err)
		}
		out[name] = w.Bytes()
	}
	return out
}

func TestKinds(t *testing.T) {
	trusted := key(t, "samverkan", 1).Public()
	for name, b := range packages(t) {
		o := open(t, b, trusted)
		if string(o.Kind) != name || len(o.Problems) > 0 || !o.Known || (o.Report.Head.Seq > 0) != (name == "bundle" || name == "archive") {
			t.Errorf("%s: %+v", name, o)
		}
		if again := packages(t)[name]; !bytes.Equal(b, again) {
			t.Errorf("%s: other bytes the second time", name)
		}
	}
}

// The structure of the archive package, requirement by requirement of CSIP 2.1 (and the folders of its chapter 4).
func TestSubmissionStructure(t *testing.T) {
	s := submission(t)
	files := unzip(t, packages(t)["archive"])
	root := s.ID + "/"
	for _, name := range []string{"METS.xml", "metadata/preservation/premis.xml", "metadata/descriptive/dc.xml", // CSIPSTR4 to 7
		"representations/rep1/METS.xml", "representations/rep1/data/journal/journal.jsonl", // CSIPSTR9 to 12
		"representations/rep1/data/recordings/ljud.wav", "schemas/register.xsd", "documentation/README.txt"} { // CSIPSTR15, 16
		if _, there := files[root+name]; !there {
			t.Errorf("no %s", name)
		}
	}
	for name := range files {
		if !strings.HasPrefix(name, root) { // CSIPSTR1
			t.Errorf("%s lies outside the root folder", name)
		}
	}
	for _, which := range []string{"METS.xml", "representations/rep1/METS.xml"} {
		m := parse(t, files[root+which])
		top := which == "METS.xml"
		for _, c := range []struct {
			id   string
			is   bool
			only bool // of the root
		}{
			{"CSIP1", m.OBJID == s.ID || !top && m.OBJID == "rep1", false}, {"CSIP2", m.Type == "Mixed", false},
			{"CSIP4", m.Content == "MIXED", false}, {"CSIP6", strings.HasPrefix(m.Profile, "https://"), false},
			{"CSIP7", isTime(m.Hdr.Created), false}, {"CSIP8", isTime(m.Hdr.Modified), false}, {"CSIP9", m.Hdr.Package == "SIP", false},
			{"CSIP10-13", m.Hdr.Agents[0].Role == "CREATOR" && m.Hdr.Agents[0].Type == "OTHER" && m.Hdr.Agents[0].Other == "SOFTWARE", false},
			{"CSIP14-16", m.Hdr.Agents[0].Name == "samverkan" && m.Hdr.Agents[0].Note.Text == "1.5" && m.Hdr.Agents[0].Note.Type == "SOFTWARE VERSION", false},
			{"CSIP17-20", len(m.Dmd) == 2 && m.Dmd[0].ID != "" && isTime(m.Dmd[0].Created) && m.Dmd[0].Status == "CURRENT", true},
			{"CSIP21-30", m.Dmd != nil && m.Dmd[0].Ref.right("DC"), true},
			{"CSIP31-34", len(m.Amd.Prov) == 1 && m.Amd.Prov[0].ID != "" && m.Amd.Prov[0].Status == "CURRENT", true},
			{"CSIP35-44", len(m.Amd.Prov) == 1 && m.Amd.Prov[0].Ref.right("PREMIS"), true},
			{"CSIP58-59", m.Files.ID != "", false},
			{"CSIP60", m.group("Documentation") == 1, true}, {"CSIP113", m.group("Schemas") == 1, true},
			{"CSIP114", m.group("Representations/rep1") == 1, true},
			{"CSIP66-79", m.filesRight(), false},
			{"CSIP80-83", m.Map.Type == "PHYSICAL" && m.Map.Label == "CSIP" && m.Map.ID != "", false},
			{"CSIP84-85", m.Map.Div.ID != "" && (m.Map.Div.Label == s.ID || !top), false},
			{"CSIP88-90", m.div("Metadata").ID != "", false},
			{"CSIP91-92", m.div("Metadata").Adm == m.prov() && m.div("Metadata").Dmd != "", true},
			{"CSIP93-96", m.points("Documentation"), true}, {"CSIP97-100", m.points("Schemas"), true},
			{"CSIP105-112", m.div("Representations/rep1").Mptr.Href == "representations/rep1/METS.xml" &&
				m.div("Representations/rep1").Mptr.Loc == "URL" && m.div("Representations/rep1").Mptr.Type == "simple" && m.div("Representations/rep1").Mptr.Title != "", true},
			{"IDs are unique", m.unique(), false},
		} {
			if !c.is && (top || !c.only) {
				t.Errorf("%s: %s is not met", which, c.id)
			}
		}
	}
}

// Another program finds the XML well-formed, and the register entry valid by its schema.
func TestXMLByAnother(t *testing.T) {
	tool := xmllint(t)
	dir := t.TempDir()
	all := packages(t)
	for _, kind := range []string{"archive", "register"} {
		for name, content := range unzip(t, all[kind]) {
			if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".xsd") {
				path := filepath.Join(dir, kind+"-"+strings.ReplaceAll(name, "/", "-"))
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				args := []string{"--nonet", "--noout", path}
				if strings.HasSuffix(name, "register.xml") {
					schema := filepath.Join(dir, "register.xsd")
					if err := os.WriteFile(schema, pack.RegisterSchema, 0o600); err != nil {
						t.Fatal(err)
					}
					args = append([]string{"--schema", schema}, args...)
				}
				if out, err := exec.CommandContext(t.Context(), tool, args...).CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s", name, err, out)
				}
			}
		}
	}
}

// The entry says the same as XML and as JSON.
func TestRegisterEntry(t *testing.T) {
	files := unzip(t, packages(t)["register"])
	var e pack.RegisterEntry
	if err := json.Unmarshal(files["register.json"], &e); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(e.XML(), files["register.xml"]) {
		t.Error("register.xml and register.json differ")
	}
	if len(e.Files) != 5 || e.Attachments != 4 || e.Secrecy[0].Count != 3 {
		t.Errorf("%+v", e)
	}
	for _, f := range e.Files {
		if digestOf(files["files/"+f.Name]) != f.Digest {
			t.Errorf("%s is not what the entry says", f.Name)
		}
	}
	golden(t, "register.xml", files["register.xml"])
}

func isTime(s string) bool { _, err := time.Parse(time.RFC3339, s); return err == nil }

func parse(t testing.TB, b []byte) (m mets) {
	t.Helper()
	if err := xml.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	for _, match := range strings.Split(string(b), ` ID="`)[1:] {
		id, _, _ := strings.Cut(match, `"`)
		m.ids = append(m.ids, id)
	}
	return m
}
