package pdf_test

import (
	"bytes"
	"strings"
	"testing"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf"
	"samverkan/internal/render/pdf/pdftest"
)

// The rules are worth something only if they notice. Each of these breaks one
// thing in a file that is right, and says which rule must speak.
var mutations = []struct{ rule, from, to string }{
	{"UA:06 (6.2)", "/Marked true", "/Marked false"},
	{"UA:05", "/Marked true", "/Marked true /Suspects true"},
	{"UA:07-001", "/DisplayDocTitle true", ""},
	{"UA:11-006", "/Lang (sv)", ""},
	{"UA:11-007", "/Lang (sv)", "/Lang (svenska?)"},
	{"UA:06-001", "/Metadata ", "/Mxtadata "},
	{"UA:06-002", "<pdfuaid:part>1", "<pdfuaid:part>7"},
	{"UA:06-003", "dc:title", "dc:titel"},
	{"A:6.6.4", "<pdfaid:conformance>A", "<pdfaid:conformance>B"},
	{"A:6.6.2.3", "pdfaExtension:schemas", "pdfaExtension:schemes"},
	{"A-1:6.7.3", "<xmp:ModifyDate>2027", "<xmp:ModifyDate>2026"},
	{"A-1:6.7.3", "<pdf:Producer>S", "<pdf:Producer>X"},
	{"A-1:6.1.4", "%PDF-1.4", "%PDF-1.7"},
	{"A:6.1.2", "%\xe2\xe3", "%ab"},
	{"A:6.1.3", "/ID [", "/IX ["},
	{"A:6.2.3", "/GTS_PDFA1", "/GTS_PDFX"},
	{"A:6.5", "/Type /Catalog", "/Type /Catalog /AA <<>>"},
	{"A:6.5", "/S /URI /URI", "/S /Launch /F"},
	{"UA:20", "/Type /Catalog", "/Type /Catalog /OCProperties <<>>"},
	{"UA:01 (7.1-11)", "/StructTreeRoot", "/StructTreeRxxt"},
	{"UA:01-003", "/Artifact <</Type /Layout>> BDC", "/Artifact <</Type /Layout>> BDC EMC 0 0 9 9 re f /Artifact BMC"},
	{"UA:01-001", "/Artifact <</Type /Layout>> BDC", "/Artifact BMC /P <</MCID 900>> BDC EMC"},
	{"UA:01-005", "/Artifact <</Type /Layout>> BDC", "/P <</MCID 900>> BDC"},
	{"PDF:14.6", "/Artifact <</Type /Layout>> BDC", "/Artifact BMC /Artifact BMC"},
	{"PDF:14.7.4", "/P <</MCID 1>> BDC", "/P <</MCID 0>> BDC"},
	{"PDF:14.7.4.4", "/StructParents 0", "/StructParents 1"},
	{"PDF:14.7.4.4", "/StructParents 0", ""},
	{"PDF:14.7.2", "/S /H2 /P ", "/S /H2 /P 1 0 R /X "},
	{"A:6.2.4", "/Artifact <</Type /Layout>> BDC", "/Artifact <</Type /Layout>> BDC 0 0 0 1 k"},
	{"A:6.2.4", "/ColorSpace /DeviceRGB", "/ColorSpace /DeviceCMYK"},
	{"A-1:6.4", "/Type /Page\n", "/Type /Page /Group <<>>\n"},
	{"A-1:6.4", "/ColorSpace /DeviceRGB", "/ColorSpace /DeviceRGB /SMask 1 0 R"},
	{"edge", "BT 62.00 ", "BT -9.00 "},
	{"edge", "BT 62.00 ", "BT 562.00 "},
	{"UA:02-001", "/S /H2", "/S /Rubrik"},
	{"UA:09-004", "/S /LI ", "/S /TR "},
	{"UA:09-004", "/S /TR ", "/S /Div "},
	{"UA:09-004", "/S /LBody", "/S /P"},
	{"UA:13-004", "/Alt ", "/Axt "},
	{"PDF:14.8.5.4", "/BBox ", "/BBxx "},
	{"UA:14-002", "/S /H1", "/S /P"},
	{"UA:14-003", "/S /H2", "/S /H5"},
	{"UA:14-007", "/S /H2", "/S /H"},
	{"UA:15-001", "/S /TH", "/S /TD"},
	{"UA:15-003", "/Scope ", "/Scxpe "},
	{"UA:15 (7.2-15)", "/ColSpan 3", "/ColSpan 2"},
	{"UA:16-001", "/ListNumbering", "/ListNxmbering"},
	{"UA:28-008", "/Tabs /S", "/Tabs /R"},
	{"UA:28-011", "/S /Link", "/S /Span"},
	{"UA:28-011", "/StructParent ", "/StrxctParent "},
	{"UA:28-011", "/OBJR", "/OXJR"},
	{"UA:28-012", "/Contents <FEFF", "/Cxntents <FEFF"},
	{"A:6.3.2", "/F 4 ", "/F 2 "},
	{"UA:31-009", "/FontFile2", "/FxntFile2"},
	{"UA:31-010", "glyf", "glyx"},
	{"UA:31-027", "/ToUnicode", "/TxUnicode"},
	{"UA:31-027", "> <00E5>\n", "> \n"},
	{"UA:31-005", "/CIDToGIDMap", "/CIDTxGIDMap"},
	{"A-1:6.3.5", "/CIDSet", "/CIDSxt"},
	{"PDF:9.6.4", "+SourceSans3", "SourceSans3"},
	{"PDF:12.3.3", " /Count ", " /Cxunt "},
	{"PDF:12.3.3", "/XYZ 0 ", "/XYZ] /Parent 1 0 R /X [0 "},
	{"A-1:6.8", "/S /Caption", "/S /THead"},
}

func TestRulesNotice(t *testing.T) {
	d := pdftest.Minutes()
	d.Body = d.Body[:8] // enough to have one of everything
	good, _ := render(t, d, pdf.UA1A1a)
	if in, err := pdftest.Inspect(mustRewrite(t, good, "", "")); err != nil || len(in.Findings) > 0 {
		t.Fatalf("the file is not right to begin with: %v %v", err, in.Findings)
	}
	for _, m := range mutations {
		bad := mustRewrite(t, good, m.from, m.to)
		if bytes.Equal(bad, good) {
			t.Errorf("%s: %q is not in the file", m.rule, m.from)
			continue
		}
		in, err := pdftest.Inspect(bad)
		if err != nil {
			t.Errorf("%s: %q cannot be read: %v", m.rule, m.to, err)
			continue
		}
		var rules []string
		for _, f := range in.Findings {
			rules = append(rules, f.Rule)
		}
		if !strings.Contains(" "+strings.Join(rules, " ")+" ", " "+m.rule+" ") {
			t.Errorf("%s says nothing of %q for %q; found %v", m.rule, m.to, m.from, rules)
		}
	}
}

func mustRewrite(t *testing.T, b []byte, from, to string) []byte {
	t.Helper()
	if strings.HasPrefix(from, "%") { // the header stands before every object
		return bytes.Replace(b, []byte(from), []byte(to), 1)
	}
	out, err := pdftest.Rewrite(b, func(object []byte) []byte {
		if from == "" {
			return object
		}
		return bytes.ReplaceAll(object, []byte(from), []byte(to))
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The comparison with the document notices what is said otherwise, twice, or not at all.
func TestReadOutNotices(t *testing.T) {
	d := pdftest.Minutes()
	b, _ := render(t, d, pdf.UA1A2a)
	in, err := pdftest.Inspect(b)
	if err != nil {
		t.Fatal(err)
	}
	if f := pdftest.Compare(in, d); len(f) > 0 {
		t.Fatalf("differs to begin with: %v", f)
	}
	for rule, change := range map[string]func(d *document.Document){
		"read-out":  func(d *document.Document) { d.Body = append(d.Body[:5:5], d.Body[6:]...) },
		"title":     func(d *document.Document) { d.Title += "!" },
		"language":  func(d *document.Document) { d.Lang = "en" },
		"headings":  func(d *document.Document) { d.Add(document.H(1, document.T("Ny"))) },
		"bookmarks": func(d *document.Document) { d.Body[2] = document.H(1, document.T("Annat")) },
		"links": func(d *document.Document) {
			d.Add(document.P(document.A("1", "#beslut"), document.A("2", "#beslut"), document.A("3", "#beslut")))
		},
		"page": func(d *document.Document) { d.Exercise = "ÖVNING" },
	} {
		changed := pdftest.Minutes()
		change(changed)
		found := false
		for _, f := range pdftest.Compare(in, changed) {
			found = found || f.Rule == rule
		}
		if !found {
			t.Errorf("%s says nothing", rule)
		}
	}
	in.ReadOut = append(in.ReadOut, in.ReadOut[len(in.ReadOut)-1])
	if f := pdftest.Compare(in, d); len(f) != 1 || f[0].Rule != "read-out" {
		t.Errorf("the last thing said twice gives %v", f)
	}
}
