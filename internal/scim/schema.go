package scim

import (
	"strings"

	"samverkan/internal/fault"
)

// What the schemas are called.
const (
	userSchema       = "urn:ietf:params:scim:schemas:core:2.0:User"
	groupSchema      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
)

const (
	readOnly  = "readOnly"
	readWrite = "readWrite"
)

// Attribute is one attribute of a schema (RFC 7643, 7).
type Attribute struct {
	Name            string      `json:"name"`
	Type            string      `json:"type"`
	Multi           bool        `json:"multiValued"`
	Description     string      `json:"description"`
	Required        bool        `json:"required"`
	CanonicalValues []string    `json:"canonicalValues,omitempty"`
	CaseExact       bool        `json:"caseExact"`
	Mutability      string      `json:"mutability"`
	Returned        string      `json:"returned"`
	Uniqueness      string      `json:"uniqueness"`
	References      []string    `json:"referenceTypes,omitempty"`
	Parts           []Attribute `json:"subAttributes,omitempty"`

	passed bool // the standard has it and this service does not: it is taken and not kept
}

// Schema is what a kind of resource is made of.
type Schema struct {
	ID          string
	Name        string
	Description string
	Attributes  []Attribute
}

func text(name, description string) Attribute {
	return Attribute{Name: name, Type: "string", Description: description, Mutability: readWrite, Returned: "default", Uniqueness: "none"}
}

// passed are attributes of the standard that are taken and not kept. typ is complex for those with parts.
func passed(typ string, many bool, names ...string) []Attribute {
	var out []Attribute
	for _, n := range names {
		a := text(n, "")
		a.Type, a.Multi, a.passed = typ, many, true
		if typ == "complex" {
			for _, part := range []string{"value", "display", "displayName", "type", "$ref", "formatted", "streetAddress", "locality", "region", "postalCode", "country"} {
				a.Parts = append(a.Parts, text(part, ""))
			}
			primary := text("primary", "")
			primary.Type = "boolean"
			a.Parts = append(a.Parts, primary)
		}
		out = append(out, a)
	}
	return out
}

func with(a Attribute, change func(*Attribute)) Attribute {
	change(&a)
	return a
}

// ids is an attribute by which something is known.
func ids(a *Attribute) { a.CaseExact = true }

func shown(a *Attribute) { a.Mutability = readOnly }

// userAttributes is what is kept of a person, and what is taken besides.
func userAttributes() *Schema {
	all := []Attribute{
		with(text("userName", "The e-mail address that the person signs in with; unique in the whole service"), func(a *Attribute) { a.Required, a.Uniqueness = true, "server" }),
		{Name: "name", Type: "complex", Description: "The parts of the name", Mutability: readWrite, Returned: "default", Uniqueness: "none", Parts: append([]Attribute{
			text("formatted", "The name in full, as it is shown"), text("familyName", "Family name"), text("givenName", "Given name")},
			passed("string", false, "middleName", "honorificPrefix", "honorificSuffix")...)},
		text("displayName", "The name in full, as it is shown"),
		text("title", "What the person does at its actor: its function"),
		with(text("active", "Whether the account may be used; false ends sessions and tokens at once"), func(a *Attribute) { a.Type = "boolean" }),
		{Name: "emails", Type: "complex", Multi: true, Description: "The same address as userName; what is sent here is not kept", Mutability: readOnly, Returned: "default", Uniqueness: "none", passed: true,
			Parts: []Attribute{with(text("value", "Address"), shown), with(text("type", "Always work"), shown), with(text("display", ""), shown),
				with(text("primary", "Always true"), func(a *Attribute) { a.Type, a.Mutability = "boolean", readOnly })}},
		{Name: "groups", Type: "complex", Multi: true, Description: "The groups that the person is in; they are changed in the groups", Mutability: readOnly, Returned: "default", Uniqueness: "none",
			Parts: []Attribute{with(with(text("value", "Id of the group"), ids), shown), with(text("display", "Name of the group"), shown),
				with(text("$ref", "Address of the group"), func(a *Attribute) {
					a.Type, a.References, a.Mutability, a.CaseExact = "reference", []string{"Group"}, readOnly, true
				})}},
	}
	all = append(all, passed("string", false, "nickName", "profileUrl", "userType", "preferredLanguage", "locale", "timezone", "password")...)
	all = append(all, passed("complex", true, "phoneNumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509Certificates")...)
	return &Schema{ID: userSchema, Name: "User", Description: "A person with an account of its own at the actor", Attributes: all}
}

func groupAttributes() *Schema {
	return &Schema{ID: groupSchema, Name: "Group", Description: "A role at the actor, with the people who are in it", Attributes: []Attribute{
		with(text("displayName", "Name of the group; it does not change"), func(a *Attribute) { a.Required = true }),
		{Name: "members", Type: "complex", Multi: true, Description: "The people in the group; the highest group that somebody is in is its role", Mutability: readWrite, Returned: "default",
			Uniqueness: "none", Parts: []Attribute{with(with(text("value", "Id of the person"), ids), func(a *Attribute) { a.Required = true }), with(text("display", "Name of the person"), shown),
				with(text("type", "Always User"), func(a *Attribute) { a.CanonicalValues = []string{"User"} }),
				with(text("$ref", "Address of the person"), func(a *Attribute) { a.Type, a.References, a.CaseExact = "reference", []string{"User"}, true })}},
	}}
}

// enterpriseAttributes are taken and not kept.
func enterpriseAttributes() *Schema {
	return &Schema{ID: enterpriseSchema, Name: "EnterpriseUser", Description: "Taken and not kept", Attributes: append(
		passed("string", false, "employeeNumber", "costCenter", "organization", "division", "department"), passed("complex", false, "manager")...)}
}

// schemas are those whose names are known.
func schemas() []*Schema {
	return []*Schema{{ID: userSchema}, {ID: groupSchema}, {ID: enterpriseSchema}}
}

// common are the attributes that every resource has (RFC 7643, 3.1).
func common() []Attribute {
	return []Attribute{
		with(with(text("id", ""), ids), shown),
		with(text("externalId", ""), ids),
		{Name: "meta", Type: "complex", Mutability: readOnly, Parts: []Attribute{text("resourceType", ""), text("created", ""), text("lastModified", ""), text("location", ""), text("version", "")}},
		{Name: "schemas", Type: "string", Multi: true, Mutability: readOnly},
	}
}

// find gives the attribute of a name.
func find(all []Attribute, name string) (Attribute, bool) {
	for _, a := range all {
		if strings.EqualFold(a.Name, name) {
			return a, true
		}
	}
	return Attribute{}, false
}

func (a Attribute) part(name string) (Attribute, bool) { return find(a.Parts, name) }

// place finds what a path leads to. Fault: scim.path.
func (s *Schema) place(p Path) (Attribute, error) {
	if p.Schema == "" || p.Schema == s.ID {
		if a, ok := find(append(common(), s.Attributes...), p.Name); ok {
			return a, nil
		}
	}
	return Attribute{}, fault.New(fault.Invalid, "scim.path")
}

// passes tells whether what a path leads to is taken and not kept.
func (s *Schema) passes(p Path) bool {
	if p.Schema == enterpriseSchema && s.ID == userSchema {
		if p.Name == "" {
			return true
		}
		_, ok := find(enterpriseAttributes().Attributes, p.Name)
		return ok
	}
	a, err := s.place(p)
	if err != nil {
		return false
	}
	part, _ := a.part(p.Sub)
	return a.passed || part.passed
}

// clean gives a value as the attribute has it: names of parts as they are written here, words for yes and no as what they mean. Fault:
// scim.value.
func (a Attribute) clean(v any) (any, error) {
	wrong := fault.New(fault.Invalid, "scim.value", "Attribute", a.Name)
	if a.Multi {
		one := a
		one.Multi = false
		var out []any
		for _, x := range listOf(v) {
			c, err := one.clean(x)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
		return out, nil
	}
	switch a.Type {
	case "boolean":
		if s, ok := v.(string); ok {
			if b, ok := truth(s); ok {
				return b, nil
			}
		}
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case "complex":
		if s, ok := v.(string); ok {
			v = object{"value": s}
		}
		o, ok := v.(object)
		if !ok {
			return nil, wrong
		}
		out := object{}
		for k, x := range o {
			part, ok := a.part(k)
			if !ok || empty(x) {
				continue
			}
			c, err := part.clean(x)
			if err != nil {
				return nil, err
			}
			out[part.Name] = c
		}
		return out, nil
	default:
		if s, ok := v.(string); ok {
			return s, nil
		}
	}
	return nil, wrong
}

// read gives what of a resource as it is sent may be written: what is for reading, and what is not known, is left out (RFC 7644, 3.3).
// Fault: scim.value.
func (s *Schema) read(sent object) (object, error) {
	out := object{}
	for _, a := range append(common(), s.Attributes...) {
		v := at(sent, a.Name)
		if a.Mutability == readOnly || a.passed || empty(v) {
			continue
		}
		c, err := a.clean(v)
		if err != nil {
			return nil, err
		}
		out[a.Name] = c
	}
	return out, nil
}
