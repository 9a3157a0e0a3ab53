package directory_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// wide gives text in UTF-16 with a byte order mark, as Excel's "Unicode text".
func wide(text string, order binary.AppendByteOrder) string {
	out := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

// western gives text with one byte for each letter.
func western(text string) string {
	var b bytes.Buffer
	for _, r := range text {
		b.WriteByte(byte(r))
	}
	return b.String()
}

// TestReadPeople (faults.md D8): the same people, however an office writes its files.
func TestReadPeople(t *testing.T) {
	d, err := directory.Sweden()
	if err != nil {
		t.Fatal(err)
	}
	want := []directory.Person{
		{Name: "Åsa Öberg", Login: "asa@skane.se", Actor: "lst-skane", Role: directory.Writer},
		{Name: "Bo Ek", Login: "bo@skane.se", Actor: "lst-skane", Role: directory.ActorAdmin},
	}
	const commas = "name,email,actor,role\nÅsa Öberg,Asa@Skane.se,lst-skane,\n\nBo Ek , bo@skane.se,Lst Skåne,administratör\n"
	semicolons := strings.ReplaceAll(commas, ",", ";")
	for name, file := range map[string]string{
		"commas": commas, "semicolons": semicolons, "tabs": strings.ReplaceAll(commas, ",", "\t"),
		"byte order mark": "\ufeff" + commas, "line ends of Windows": strings.ReplaceAll(commas, "\n", "\r\n"),
		"UTF-16 little": wide(semicolons, binary.LittleEndian), "UTF-16 big": wide(semicolons, binary.BigEndian), "western": western(semicolons),
		"codes of roles": strings.ReplaceAll(commas, "administratör", "actor-admin"),
	} {
		got, err := directory.ReadPeople(strings.NewReader(file), d)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A file with anything wrong in it is refused whole, and every wrong cell is named.
func TestReadPeopleNamesEveryFault(t *testing.T) {
	d, err := directory.Sweden()
	if err != nil {
		t.Fatal(err)
	}
	_, err = directory.ReadPeople(strings.NewReader("name;email;actor;role\n"+
		"Rätt Person;ratt@skane.se;lst-skane;writer\n"+
		"=HYPERLINK(1);a@skane.se;lst-skane;\n"+
		"@SUM;b@skane.se;lst-skane;\n"+
		"Per;+cmd|x;lst-skane;\n"+
		"Per;c@skane.se;ingenstans;chef\n"+
		"Per;ratt@skane.se;lst-skane;\n"+
		"Per;d@skane.se\n"), d)
	f, ok := fault.As(err)
	if !ok || f.Code != "csv.rows" {
		t.Fatal(err)
	}
	want := map[string]string{"3:name": "actor.formula", "4:name": "actor.formula", "5:email": "account.login", "6:actor": "member.actor",
		"6:role": "member.role", "7:email": "account.login-twice", "8": "csv.cells"}
	if diff := cmp.Diff(want, f.Fields); diff != "" {
		t.Error(diff)
	}
	for file, code := range map[string]string{
		"": "csv.empty", "name,email,actor\n": "csv.empty", "name,email\nA,a@b.se\n": "csv.header", "name,email,actor,lösen\n": "csv.unknown-column",
		"PK\x03\x04\x00\x00": "csv.not-text", "name,email,actor\n\"A,a@b.se,lst-skane\n": "csv.quotes",
		"name,email,actor\n" + strings.Repeat("A,a@b.se,lst-skane\n", 20_001): "csv.too-many-rows",
		"name,email,actor\n" + strings.Repeat("A", 9<<20):                     "csv.too-large",
	} {
		if _, err := directory.ReadPeople(strings.NewReader(file), d); fault.CodeOf(err) != code {
			t.Errorf("%.20q: %v, want %s", file, err, code)
		}
	}
}

func FuzzReadPeople(f *testing.F) {
	d, err := directory.Sweden()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("name,email,actor,role\nA,a@b.se,lst-skane,\n"))
	f.Add([]byte(wide("name;email;actor\nÅ;a@b.se;lst-skane\n", binary.LittleEndian)))
	f.Add([]byte{0xff, 0xfe, 0x00})
	f.Fuzz(func(t *testing.T, data []byte) {
		people, err := directory.ReadPeople(bytes.NewReader(data), d)
		if (err == nil) != (len(people) > 0) {
			t.Fatal(people, err)
		}
		for _, p := range people {
			if login, err := directory.Login(p.Login); err != nil || login != p.Login || strings.ContainsRune("=+-@", rune(p.Name[0])) || !p.Role.Valid() {
				t.Fatalf("%+v %v", p, err)
			}
		}
	})
}

func TestLogin(t *testing.T) {
	for typed, want := range map[string]string{
		"Karin.Ek@Lst.se ": "karin.ek@lst.se", "a+b@ek.se": "a+b@ek.se", "åsa@ek.se": "åsa@ek.se",
		"": "", "karin": "", "@ek.se": "", "karin@": "", "a@b@c": "", "Karin <karin@ek.se>": "", "a b@ek.se": "", "a@ek.se,b@ek.se": "",
		"a@ek.se\r\nBcc: x@y.se": "", "=a@ek.se": "", "a\x00@ek.se": "", "a\u202e@ek.se": "", strings.Repeat("a", 250) + "@ek.se": "",
	} {
		if got, err := directory.Login(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}
