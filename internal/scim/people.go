package scim

import (
	"maps"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// people are the people of the register's actor.
type people struct{ q *request }

func (k people) quiet() bool { return false }

// of gives a person as a resource.
func (k people) of(u clerk.ScimUser) object {
	name := object{"formatted": u.Name}
	for part, s := range map[string]string{"givenName": u.Given, "familyName": u.Family} {
		if s != "" {
			name[part] = s
		}
	}
	o := object{"schemas": []any{userSchema}, "id": u.Member, "userName": u.Login, "name": name, "displayName": u.Name, "active": u.Active,
		"emails": []any{object{"value": u.Login, "type": "work", "primary": true}},
		"meta": object{"resourceType": "User", "created": u.Created.UTC().Format(time.RFC3339), "location": k.q.address("Users", u.Member),
			"version": tagOf(u.Version())}}
	if u.External != "" {
		o["externalId"] = u.External
	}
	if u.Function != "" {
		o["title"] = u.Function
	}
	var in []any
	for _, r := range u.Groups {
		in = append(in, object{"value": string(r), "display": clerk.ScimGroupName(r), "$ref": k.q.address("Groups", string(r))})
	}
	if len(in) > 0 {
		o["groups"] = in
	}
	return o
}

func (k people) all() ([]object, error) {
	list, err := k.q.d.o.Clerk.ScimUsers(k.q.r.Context(), k.q.who)
	out := []object{}
	for _, u := range list {
		out = append(out, k.of(u))
	}
	return out, err
}

func (k people) one(id string) (object, error) {
	u, err := k.q.d.o.Clerk.ScimUser(k.q.r.Context(), k.q.who, id)
	if err != nil {
		return nil, err
	}
	return k.of(u), nil
}

func (k people) make(sent object) (object, error) {
	o, err := userAttributes().read(sent)
	if err != nil {
		return nil, err
	}
	if o["active"] == nil {
		o["active"] = true
	}
	return k.save(o, clerk.ScimUser{}, "")
}

// put replaces what is said. What is not said stays as it is, as with a list of people: not every register has everything.
func (k people) put(id string, sent object, seen string) (object, error) {
	s := userAttributes()
	o, err := s.read(sent)
	if err != nil {
		return nil, err
	}
	was, err := k.q.d.o.Clerk.ScimUser(k.q.r.Context(), k.q.who, id)
	if err != nil {
		return nil, err
	}
	if o["userName"] == nil {
		return nil, fault.New(fault.Invalid, "scim.value", "Attribute", "userName")
	}
	for name, v := range map[string]any{"active": was.Active, "title": was.Function, "externalId": was.External} {
		if _, said := sent[keyOf(sent, name)]; !said {
			o[name] = v
		}
	}
	said, _ := o["name"].(object)
	name := object{"givenName": was.Given, "familyName": was.Family}
	maps.Copy(name, said)
	o["name"] = name
	if o["displayName"] == nil && said["formatted"] == nil {
		// Nothing says the name in full: the parts do, or it stays.
		if o["displayName"] = joined(name); said == nil || o["displayName"] == "" {
			o["displayName"] = was.Name
		}
	}
	return k.save(o, was, firstOf(seen, tagOf(was.Version())))
}

func (k people) patch(id string, steps []step, seen string) (object, error) {
	s := userAttributes()
	was, err := k.q.d.o.Clerk.ScimUser(k.q.r.Context(), k.q.who, id)
	if err != nil {
		return nil, err
	}
	o := k.of(was)
	for _, x := range steps {
		if s.passes(x.path) {
			continue
		}
		if err := s.apply(o, x); err != nil {
			return nil, err
		}
	}
	if o["userName"] == nil {
		return nil, fault.New(fault.Invalid, "scim.mutability", "Attribute", "userName")
	}
	if o["active"] == nil {
		o["active"] = was.Active
	}
	name, _ := o["name"].(object)
	display, _ := o["displayName"].(string)
	formatted, _ := name["formatted"].(string)
	given, _ := name["givenName"].(string)
	family, _ := name["familyName"].(string)
	switch {
	case display != "" && display != was.Name:
	case formatted != "" && formatted != was.Name:
		o["displayName"] = formatted
	case (given != was.Given || family != was.Family) && made(was, given, family):
		o["displayName"] = joined(name)
	default:
		o["displayName"] = was.Name
	}
	return k.save(o, was, firstOf(seen, tagOf(was.Version())))
}

// made tells whether the name in full is to be made of its parts: it was before, or nobody had said them and now both are there.
func made(was clerk.ScimUser, given, family string) bool {
	if was.Given == "" && was.Family == "" {
		return given != "" && family != ""
	}
	return was.Name == strings.TrimSpace(was.Given+" "+was.Family) && given+family != ""
}

// joined makes a name in full of its parts.
func joined(name object) string {
	given, _ := name["givenName"].(string)
	family, _ := name["familyName"].(string)
	return strings.Join(strings.Fields(given+" "+family), " ")
}

// save makes or changes a person as a resource says. Faults: scim.value, those of clerk.ScimPut.
func (k people) save(o object, was clerk.ScimUser, seen string) (object, error) {
	word := func(o object, name string) string {
		s, _ := o[name].(string)
		return strings.TrimSpace(s)
	}
	name, _ := o["name"].(object)
	w := clerk.ScimWish{Member: was.Member, Seen: plainVersion(seen), Login: word(o, "userName"), Name: firstOf(word(o, "displayName"), word(name, "formatted"), joined(name)),
		Given: word(name, "givenName"), Family: word(name, "familyName"), Function: word(o, "title"), External: word(o, "externalId")}
	w.Active, _ = o["active"].(bool)
	if w.Name == "" {
		return nil, fault.New(fault.Invalid, "scim.value", "Attribute", "displayName")
	}
	if w.Login == "" {
		return nil, fault.New(fault.Invalid, "scim.value", "Attribute", "userName")
	}
	u, err := k.q.d.o.Put(k.q.r.Context(), k.q.who, w, k.q.p.Lang())
	if err != nil {
		return nil, err
	}
	return k.of(u), nil
}

func (k people) remove(id, seen string) error {
	return k.q.d.o.Clerk.ScimRemove(k.q.r.Context(), k.q.who, id, seen)
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
