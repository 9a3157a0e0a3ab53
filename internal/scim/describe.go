package scim

import (
	"net/http"
	"strings"

	"samverkan/internal/fault"
)

const (
	typeSchema   = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
	schemaSchema = "urn:ietf:params:scim:schemas:core:2.0:Schema"
	configSchema = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
)

// describe tells what the door can do (RFC 7644, 4). There is nothing to look for in it by a filter.
func (q *request) describe(what, id string) error {
	var all []object
	switch {
	case what == "ServiceProviderConfig" && id == "":
	case what == "ResourceTypes":
		all = q.types()
	case what == "Schemas":
		all = q.described()
	default:
		return fault.New(fault.NotFound, "scim.no-such-place")
	}
	if q.r.Method != http.MethodGet {
		return q.notAllowed(http.MethodGet)
	}
	if q.r.URL.Query().Get("filter") != "" {
		return fault.New(fault.Forbidden, "scim.no-filter")
	}
	if all == nil {
		return q.write(http.StatusOK, q.config())
	}
	for _, o := range all {
		if s, _ := o["id"].(string); id != "" && strings.EqualFold(s, id) {
			return q.write(http.StatusOK, o)
		}
	}
	if id != "" {
		return fault.New(fault.NotFound, "scim.unknown")
	}
	return q.write(http.StatusOK, object{"schemas": []string{listMessage}, "totalResults": len(all), "startIndex": 1, "itemsPerPage": len(all), "Resources": all})
}

func (q *request) config() object {
	no := object{"supported": false}
	return object{"schemas": []string{configSchema}, "documentationUri": q.d.o.Base + "/help",
		"patch": object{"supported": true}, "bulk": object{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"filter": object{"supported": true, "maxResults": mostListed}, "changePassword": no, "sort": no, "etag": object{"supported": true},
		"authenticationSchemes": []object{{"type": "oauthbearertoken", "name": "Bearer token", "description": "The token that the actor's administrator has made", "primary": true}},
		"meta":                  object{"resourceType": "ServiceProviderConfig", "location": q.d.o.Base + Root + "/ServiceProviderConfig"}}
}

func (q *request) types() []object {
	one := func(name, place, schema string) object {
		return object{"schemas": []string{typeSchema}, "id": name, "name": name, "endpoint": "/" + place, "schema": schema,
			"meta": object{"resourceType": "ResourceType", "location": q.address("ResourceTypes", name)}}
	}
	return []object{one("User", "Users", userSchema), one("Group", "Groups", groupSchema)}
}

// described gives the schemas, with what is kept.
func (q *request) described() []object {
	var out []object
	for _, s := range []*Schema{userAttributes(), groupAttributes()} {
		out = append(out, object{"schemas": []string{schemaSchema}, "id": s.ID, "name": s.Name, "description": s.Description, "attributes": kept(s.Attributes),
			"meta": object{"resourceType": "Schema", "location": q.address("Schemas", s.ID)}})
	}
	return out
}

// kept leaves out what is taken and not kept; of what is only shown there is all.
func kept(all []Attribute) []Attribute {
	var out []Attribute
	for _, a := range all {
		if a.passed && a.Mutability != readOnly {
			continue
		}
		a.Parts = kept(a.Parts)
		out = append(out, a)
	}
	return out
}
