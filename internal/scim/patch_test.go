package scim

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/fault"
)

// everything takes all of the schema as kept, so that the examples of the standard can be tried.
func everything(s *Schema) *Schema {
	for i := range s.Attributes {
		if s.Attributes[i].Name != "groups" {
			s.Attributes[i].Mutability = readWrite
		}
	}
	return s
}

func changed(t *testing.T, s *Schema, before, operations string) (object, error) {
	t.Helper()
	o := resource(t, before)
	var all []operation
	if err := json.Unmarshal([]byte(operations), &all); err != nil {
		t.Fatal(err)
	}
	steps, err := stepsOf(all)
	for _, x := range steps {
		if err == nil {
			err = s.apply(o, x)
		}
	}
	return o, err
}

// The examples of RFC 7644, 3.5.2, and the forms of Entra ID and Okta.
func TestPatch(t *testing.T) {
	user, group := everything(userAttributes()), groupAttributes()
	for _, c := range []struct {
		name             string
		schema           *Schema
		before, op, want string
	}{
		{"a member is added (3.5.2.1)", group, `{"displayName":"g"}`, `[{"op":"add","path":"members","value":[{"display":"Babs Jensen","$ref":"https://example.com/v2/Users/2819","value":"2819"}]}]`,
			`{"displayName":"g","members":[{"display":"Babs Jensen","$ref":"https://example.com/v2/Users/2819","value":"2819"}]}`},
		{"twice", group, `{"members":[{"value":"2819"}]}`, `[{"op":"add","path":"members","value":[{"value":"2819"},{"value":"9"}]}]`, `{"members":[{"value":"2819"},{"value":"9"}]}`},
		{"without a path", user, `{"name":{"givenName":"Barbara"}}`, `[{"op":"add","value":{"emails":[{"value":"babs@jensen.org","type":"home"}],"nickName":"Babs"}}]`,
			`{"name":{"givenName":"Barbara"},"nickName":"Babs","emails":[{"value":"babs@jensen.org","type":"home"}]}`},
		{"a member is removed (3.5.2.2)", group, `{"members":[{"value":"2819"},{"value":"9"}]}`, `[{"op":"remove","path":"members[value eq \"2819\"]"}]`, `{"members":[{"value":"9"}]}`},
		{"all members are", group, `{"members":[{"value":"2819"},{"value":"9"}]}`, `[{"op":"remove","path":"members"}]`, `{}`},
		{"an address is by condition", user, `{"emails":[{"type":"work","value":"a@example.com"},{"type":"home","value":"b@x"}]}`,
			`[{"op":"remove","path":"emails[type eq \"work\" and value ew \"example.com\"]"}]`, `{"emails":[{"type":"home","value":"b@x"}]}`},
		{"one goes and another comes", group, `{"members":[{"value":"2819"}]}`, `[{"op":"remove","path":"members[value eq \"2819\"]"},{"op":"add","path":"members","value":[{"value":"902"}]}]`, `{"members":[{"value":"902"}]}`},
		{"members are replaced (3.5.2.3)", group, `{"members":[{"value":"1"},{"value":"2"}]}`, `[{"op":"replace","path":"members","value":[{"value":"3"},{"value":"2"}]}]`, `{"members":[{"value":"3"},{"value":"2"}]}`},
		{"an address is replaced", user, `{"addresses":[{"type":"work","locality":"Hollywood"}]}`,
			`[{"op":"replace","path":"addresses[type eq \"work\"]","value":{"type":"work","streetAddress":"911 Universal City Plaza","locality":"Los Angeles"}}]`,
			`{"addresses":[{"type":"work","streetAddress":"911 Universal City Plaza","locality":"Los Angeles"}]}`},
		{"a part of it", user, `{"addresses":[{"type":"work"}]}`, `[{"op":"replace","path":"addresses[type eq \"work\"].streetAddress","value":"1010 Broadway Ave"}]`,
			`{"addresses":[{"type":"work","streetAddress":"1010 Broadway Ave"}]}`},
		{"many at once", user, `{"emails":[{"value":"x@y"}],"nickName":"B"}`, `[{"op":"replace","value":{"emails":[{"value":"b@e","type":"work","primary":true},{"value":"h@e","type":"home"}],"nickName":"Babs"}}]`,
			`{"emails":[{"value":"b@e","type":"work","primary":true},{"value":"h@e","type":"home"}],"nickName":"Babs"}`},
		{"Entra ID ends somebody", user, `{"active":true}`, `[{"op":"Replace","path":"active","value":"False"}]`, `{"active":false}`},
		{"Entra ID, names with dots and no path", user, `{"name":{"formatted":"A B"}}`, `[{"op":"Add","value":{"name.familyName":"Ek","displayName":"Karin Ek"}}]`,
			`{"name":{"formatted":"A B","familyName":"Ek"},"displayName":"Karin Ek"}`},
		{"Entra ID adds what is not there yet", user, `{}`, `[{"op":"Add","path":"emails[type eq \"work\"].value","value":"a@b.se"}]`, `{"emails":[{"type":"work","value":"a@b.se"}]}`},
		{"Entra ID takes out by value", group, `{"members":[{"value":"1"},{"value":"2"}]}`, `[{"op":"Remove","path":"members","value":[{"value":"1"}]}]`, `{"members":[{"value":"2"}]}`},
		{"Okta", user, `{"active":true}`, `[{"op":"replace","value":{"active":false}}]`, `{"active":false}`},
		{"Okta, with what is only for reading", group, `{"id":"g","displayName":"g"}`, `[{"op":"replace","value":{"id":"g","displayName":"g2"}}]`, `{"id":"g","displayName":"g2"}`},
		{"with the name of the schema", user, `{}`, `[{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:title","value":"TiB"}]`, `{"title":"TiB"}`},
		{"a name is replaced part by part", user, `{"name":{"familyName":"A","givenName":"B"}}`, `[{"op":"replace","path":"name","value":{"FAMILYNAME":"C"}}]`, `{"name":{"familyName":"C","givenName":"B"}}`},
		{"nothing is as taken away", user, `{"title":"x"}`, `[{"op":"replace","path":"title","value":""}]`, `{}`},
		{"out of nothing", group, `{}`, `[{"op":"remove","path":"members[value eq \"2819\"]"}]`, `{}`},
	} {
		got, err := changed(t, c.schema, c.before, c.op)
		if diff := cmp.Diff(resource(t, c.want), got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", c.name, err, diff)
		}
	}
}

// What a change may not be.
func TestPatchRefused(t *testing.T) {
	user, group := everything(userAttributes()), groupAttributes()
	for _, c := range []struct {
		schema *Schema
		op     string
		code   string
	}{
		{user, `[]`, "scim.syntax"},
		{user, `[{"op":"move","path":"title","value":"x"}]`, "scim.syntax"},
		{user, `[{"op":"remove"}]`, "scim.target"},
		{user, `[{"op":"replace","value":"x"}]`, "scim.syntax"},
		{user, `[{"op":"replace","path":"shoeSize","value":"x"}]`, "scim.path"},
		{user, `[{"op":"replace","path":"name.shoeSize","value":"x"}]`, "scim.path"},
		{user, `[{"op":"replace","path":"name[","value":"x"}]`, "scim.path"},
		{user, `[{"op":"replace","path":"title[value eq \"x\"]","value":"x"}]`, "scim.path"},
		{user, `[{"op":"replace","path":"urn:example:Hat:colour","value":"x"}]`, "scim.path"},
		{user, `[{"op":"replace","path":"id","value":"x"}]`, "scim.mutability"},
		{user, `[{"op":"replace","path":"groups","value":[{"value":"actor-admin"}]}]`, "scim.mutability"},
		{user, `[{"op":"remove","path":"userName"}]`, "scim.mutability"},
		{user, `[{"op":"replace","path":"active","value":"perhaps"}]`, "scim.value"},
		{user, `[{"op":"replace","path":"title","value":5}]`, "scim.value"},
		{user, `[{"op":"replace","path":"name","value":5}]`, "scim.value"},
		{user, `[{"op":"replace","path":"emails[type eq \"work\"].value","value":"x"}]`, "scim.target"},
		{group, `[{"op":"replace","path":"displayName","value":""}]`, "scim.mutability"},
		{group, `[{"op":"replace","path":"members[value eq \"1\"]","value":{"value":"2"}}]`, "scim.target"},
	} {
		if _, err := changed(t, c.schema, `{"userName":"a"}`, c.op); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", c.op, err, c.code)
		}
	}
}

// Whatever is sent, a change is carried out or refused, and leaves an object that can be written.
func FuzzPatch(f *testing.F) {
	for _, x := range [][3]string{{"replace", "active", `"False"`}, {"add", `emails[type eq "work"].value`, `"a"`}, {"remove", "members", `[{"value":"1"}]`}, {"add", "", `{"name.familyName":"x"}`}, {"replace", "name", `{"a":[]}`}} {
		f.Add(x[0], x[1], x[2])
	}
	f.Fuzz(func(t *testing.T, op, path, value string) {
		var v any
		if json.Unmarshal([]byte(value), &v) != nil {
			return
		}
		steps, err := stepsOf([]operation{{op, path, v}})
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		for _, s := range []*Schema{everything(userAttributes()), groupAttributes()} {
			o := resource(t, barbara)
			for _, x := range steps {
				if err := s.apply(o, x); err != nil && fault.KindOf(err) != fault.Invalid {
					t.Fatal(err)
				}
			}
			if _, err := json.Marshal(o); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Paths: those of the standard, and what is none.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"members", "name.familyname", `addresses[type eq "work"]`, `members[value pr and value co "2819"]`, `members[value eq "2819"].displayName`, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", enterpriseSchema} {
		if _, err := ParsePath(s); err != nil {
			f.Fatal(s, err)
		}
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePath(text)
		if err != nil && fault.CodeOf(err) != "scim.path" {
			t.Fatal(err)
		}
		p.values(resource(t, barbara))
	})
}

// Answers have what was asked for.
func TestNarrow(t *testing.T) {
	o := resource(t, `{"id":"1","schemas":["s"],"userName":"a","name":{"givenName":"G","familyName":"F"},"emails":[{"value":"v","type":"t"}]}`)
	for _, c := range []struct{ only, not, want string }{
		{"", "", `{"id":"1","schemas":["s"],"userName":"a","name":{"givenName":"G","familyName":"F"},"emails":[{"value":"v","type":"t"}]}`},
		{"userName", "", `{"id":"1","schemas":["s"],"userName":"a"}`},
		{"name.GivenName, name.familyName,nothing", "", `{"id":"1","schemas":["s"],"name":{"givenName":"G","familyName":"F"}}`},
		{"emails.value,urn:ietf:params:scim:schemas:core:2.0:User:emails.type", "", `{"id":"1","schemas":["s"],"emails":[{"value":"v","type":"t"}]}`},
		{"", "emails,name.familyName,id,schemas", `{"id":"1","schemas":["s"],"userName":"a","name":{"givenName":"G"}}`},
	} {
		n, err := narrowingOf(c.only, c.not)
		if diff := cmp.Diff(resource(t, c.want), n.of(o)); err != nil || diff != "" {
			t.Errorf("%s / %s: %v\n%s", c.only, c.not, err, diff)
		}
	}
	if _, err := narrowingOf("na me", ""); fault.CodeOf(err) != "scim.path" {
		t.Error(err)
	}
}

// What is sent is one object, in which no name stands twice, and not too deep.
func TestReadObject(t *testing.T) {
	for _, s := range []string{``, `null`, `[]`, `{"a":1}{"b":2}`, `{"userName":"a","USERNAME":"b"}`, `{"name":{"a":1,"A":2}}`, `{"a":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}`, `{"a":`} {
		if _, err := readObject([]byte(s)); fault.CodeOf(err) != "scim.syntax" {
			t.Errorf("%s: %v", s, err)
		}
	}
	if o, err := readObject([]byte(` {"a":{"b":[1]}} `)); err != nil || o["a"] == nil {
		t.Error(o, err)
	}
}
