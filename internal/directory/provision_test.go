package directory_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// The same list, however an office writes its files.
func TestReadMembers(t *testing.T) {
	want := []directory.Listed{
		{Line: 2, Name: "Åsa Öberg", Login: "asa@skane.se", Says: true, Function: "TiB"},
		{Line: 4, Name: "Bo Ek", Login: "bo@skane.se", Role: directory.ActorAdmin, Says: true},
	}
	const commas = "name,email,role,function\nÅsa Öberg,Asa@Skane.se,,'TiB\n\nBo Ek , bo@skane.se,administratör,\n"
	semicolons := strings.ReplaceAll(commas, ",", ";")
	for name, file := range map[string]string{
		"commas": commas, "semicolons": semicolons, "tabs": strings.ReplaceAll(commas, ",", "\t"), "byte order mark": "\ufeff" + commas,
		"line ends of Windows": strings.ReplaceAll(commas, "\n", "\r\n"), "UTF-16": wide(semicolons, binary.LittleEndian), "western": western(semicolons),
		"codes of roles": strings.ReplaceAll(commas, "administratör", "Actor-Admin"),
	} {
		got, err := directory.ReadMembers(strings.NewReader(file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	_, err := directory.ReadMembers(strings.NewReader("name,email,role,function\n,a@x.se,chef,\nA,a,,=1+1\nB,b@x.se,,\nC,b@x.se,,\nD,d@x.se\n"))
	f, _ := fault.As(err)
	if f == nil || f.Code != "csv.rows" {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"2:name": "actor.name-missing", "2:role": "member.role", "3:email": "account.login", "3:function": "actor.formula",
		"5:email": "account.login-twice", "6": "csv.cells"}, f.Fields); diff != "" {
		t.Error(diff)
	}
	for file, code := range map[string]string{"": "csv.empty", "name,email\n": "csv.empty", "name\nA\n": "csv.header", "name,email,actor\nA,a@b.se,x\n": "csv.unknown-column",
		"PK\x03\x04\x00": "csv.not-text", "name,email\n" + strings.Repeat("A", 9<<20): "csv.too-large"} {
		if _, err := directory.ReadMembers(strings.NewReader(file)); fault.CodeOf(err) != code {
			t.Errorf("%.20q: %v, want %s", file, err, code)
		}
	}
}

func TestPlanMembers(t *testing.T) {
	standing := func(id string, role directory.SystemRole, change func(*directory.Standing)) directory.Standing {
		s := directory.Standing{Member: directory.Member{ID: id, Name: id, Actor: "a", SystemRole: role}, Login: id + "@x.se"}
		if change != nil {
			change(&s)
		}
		return s
	}
	have := []directory.Standing{
		standing("chef", directory.ActorAdmin, nil), standing("bo", directory.Writer, func(s *directory.Standing) { s.Function = "Växel" }), standing("ida", directory.Reader, nil),
		standing("tib", directory.Writer, func(s *directory.Standing) { s.Shared = true }), standing("drift", directory.Operator, nil),
		standing("borta", directory.Writer, func(s *directory.Standing) { s.Disabled = true }),
	}
	row := func(id string, role directory.SystemRole) directory.Listed {
		return directory.Listed{Name: id, Login: id + "@x.se", Role: role}
	}
	kinds := func(p directory.MemberPlan) (out []string) {
		for _, c := range p.Changes {
			out = append(out, string(c.Kind)+" "+c.Login)
		}
		return out
	}
	said := row("bo", "")
	said.Says = true
	for name, c := range map[string]struct {
		list    []directory.Listed
		disable bool
		want    []string
		same    int
	}{
		"as it stands":         {[]directory.Listed{row("bo", ""), row("ida", directory.Reader)}, false, nil, 2},
		"somebody new":         {[]directory.Listed{row("ny", "")}, false, []string{"new ny@x.se"}, 0},
		"another role":         {[]directory.Listed{row("ida", directory.Writer)}, false, []string{"changed ida@x.se"}, 0},
		"a function taken out": {[]directory.Listed{said}, false, []string{"changed bo@x.se"}, 0},
		// Never who reads the list in, nor functions, nor who runs the installation, nor who is disabled already.
		"those who have left": {[]directory.Listed{row("ida", "")}, true, []string{"disabled bo@x.se"}, 1},
	} {
		p := directory.PlanMembers("a", have, c.list, c.disable, "chef")
		if diff := cmp.Diff(c.want, kinds(p)); diff != "" || p.Same != c.same {
			t.Errorf("%s: %s, %d the same", name, diff, p.Same)
		}
	}
	if p := directory.PlanMembers("a", nil, []directory.Listed{row("ny", "")}, false, ""); p.New() != 1 || p.Changes[0].Is.SystemRole != directory.Writer || p.Changes[0].Is.Actor != "a" {
		t.Errorf("%+v", p)
	}
}

func FuzzReadMembers(f *testing.F) {
	f.Add([]byte("name,email,role,function\nA,a@b.se,,TiB\n"))
	f.Add([]byte(wide("name;email;role\nÅ;a@b.se;läsare\n", binary.LittleEndian)))
	f.Add([]byte("name,email\n'=A,'+b@c.se\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := directory.ReadMembers(bytes.NewReader(data))
		if (err == nil) != (len(list) > 0) {
			t.Fatal(list, err)
		}
		var have []directory.Standing
		for _, x := range list {
			if login, err := directory.Login(x.Login); err != nil || login != x.Login || strings.ContainsRune("=+-@", rune(x.Name[0])) || x.Role != "" && !x.Role.Valid() {
				t.Fatalf("%+v %v", x, err)
			}
		}
		// What a list comes to, done, is what it comes to no more.
		for _, c := range directory.PlanMembers("a", nil, list, true, "").Changes {
			have = append(have, directory.Standing{Member: c.Is, Login: c.Login})
		}
		if p := directory.PlanMembers("a", have, list, true, ""); len(p.Changes) != 0 || p.Same != len(list) {
			t.Fatalf("%+v", p)
		}
	})
}
