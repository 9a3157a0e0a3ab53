package scim

import (
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// groups are the roles, with who is in them. There are those that there are: none is made or removed.
type groups struct{ q *request }

func (k groups) quiet() bool { return true }

func (k groups) of(g clerk.ScimGroup) object {
	o := object{"schemas": []any{groupSchema}, "id": string(g.Role), "displayName": clerk.ScimGroupName(g.Role),
		"meta": object{"resourceType": "Group", "location": k.q.address("Groups", string(g.Role)), "version": tagOf(g.Version())}}
	if g.External != "" {
		o["externalId"] = g.External
	}
	var in []any
	for _, u := range g.Members {
		in = append(in, object{"value": u.Member, "display": u.Name, "type": "User", "$ref": k.q.address("Users", u.Member)})
	}
	if len(in) > 0 {
		o["members"] = in
	}
	return o
}

func (k groups) all() ([]object, error) {
	list, err := k.q.d.o.Clerk.ScimGroups(k.q.r.Context(), k.q.who)
	out := []object{}
	for _, g := range list {
		out = append(out, k.of(g))
	}
	return out, err
}

func (k groups) one(id string) (object, error) {
	all, err := k.all()
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if o["id"] == id {
			return o, nil
		}
	}
	return nil, fault.New(fault.NotFound, "scim.unknown")
}

// make refuses: the groups are the roles. One of the same name is there already, which registers take for found.
func (k groups) make(sent object) (object, error) {
	name, _ := at(sent, "displayName").(string)
	for _, r := range clerk.ScimRoles() {
		if strings.EqualFold(strings.TrimSpace(name), clerk.ScimGroupName(r)) {
			return nil, fault.New(fault.Conflict, "scim.group-exists")
		}
	}
	return nil, fault.New(fault.Forbidden, "scim.group-fixed", "Groups", k.names())
}

func (k groups) names() []string {
	var out []string
	for _, r := range clerk.ScimRoles() {
		out = append(out, clerk.ScimGroupName(r))
	}
	return out
}

func (k groups) remove(id, _ string) error {
	if _, err := k.one(id); err != nil {
		return err
	}
	return fault.New(fault.Forbidden, "scim.group-fixed", "Groups", k.names())
}

func (k groups) put(id string, sent object, seen string) (object, error) {
	o, err := k.one(id)
	if err != nil {
		return nil, err
	}
	fresh, err := groupAttributes().read(sent)
	if err != nil {
		return nil, err
	}
	if name, said := fresh["displayName"]; said {
		o["displayName"] = name
	}
	for _, name := range []string{"members", "externalId"} {
		if _, said := sent[keyOf(sent, name)]; said {
			if delete(o, name); fresh[name] != nil {
				o[name] = fresh[name]
			}
		}
	}
	return k.save(id, o, seen)
}

func (k groups) patch(id string, steps []step, seen string) (object, error) {
	o, err := k.one(id)
	if err != nil {
		return nil, err
	}
	for _, x := range steps {
		if err := groupAttributes().apply(o, x); err != nil {
			return nil, err
		}
	}
	return k.save(id, o, seen)
}

// save puts those in a group who are to be in it. Faults: scim.value, scim.mutability, those of clerk.ScimPutGroup.
func (k groups) save(id string, o object, seen string) (object, error) {
	name, _ := o["displayName"].(string)
	if !strings.EqualFold(strings.TrimSpace(name), clerk.ScimGroupName(directory.SystemRole(id))) {
		return nil, fault.New(fault.Invalid, "scim.mutability", "Attribute", "displayName")
	}
	c := clerk.PutScimGroup{Role: directory.SystemRole(id), Members: []string{}, Seen: plainVersion(firstOf(seen, versionOf(o)))}
	c.External, _ = o["externalId"].(string)
	for _, v := range listOf(o["members"]) {
		m, _ := v.(object)
		member, _ := at(m, "value").(string)
		if member == "" {
			return nil, fault.New(fault.Invalid, "scim.value", "Attribute", "members")
		}
		c.Members = append(c.Members, member)
	}
	if err := k.q.d.o.Clerk.ScimPutGroup(k.q.r.Context(), k.q.who, c); err != nil {
		return nil, err
	}
	return k.one(id)
}
