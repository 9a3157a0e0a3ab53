package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// register is an actor's own register of people, as a program that speaks to the service.
type register struct {
	*service
	token string
}

// reply is an answer to it.
type reply struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	body   map[string]any
}

func (s *service) register(actor string) *register {
	s.t.Helper()
	who := clerk.Identity{Member: "chef." + actor, Actor: actor, SystemRole: directory.ActorAdmin}
	secret, t, err := s.SignIn().MakeScimToken(s.t.Context(), who, actor)
	if err != nil || t.Scope != string(clerk.ScopeScim) {
		s.t.Fatal(t, err)
	}
	return &register{s, secret}
}

func (r *register) do(method, path, body string, headers ...string) reply {
	r.t.Helper()
	req, err := http.NewRequest(method, r.base+"/scim/v2"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/scim+json; charset=utf-8")
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	out := reply{r.t, method + " " + path, res.StatusCode, res.Header, nil}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &out.body); err != nil {
			r.t.Fatalf("%s: %s", out.what, text)
		}
		if got := res.Header.Get("Content-Type"); got != "application/scim+json; charset=utf-8" {
			r.t.Errorf("%s: %s", out.what, got)
		}
	}
	return out
}

// want holds the answer against a status and the word of the protocol for what is wrong.
func (a reply) want(status int, word string) reply {
	a.t.Helper()
	got, _ := a.body["scimType"].(string)
	if a.status != status || got != word {
		a.t.Fatalf("%s: %d %s, want %d %s: %v", a.what, a.status, got, status, word, a.body)
	}
	if status >= 400 && (a.body["status"] != fmt.Sprint(status) || a.body["detail"] == "") {
		a.t.Errorf("%s: %v", a.what, a.body)
	}
	return a
}

func (a reply) text(name string) string {
	s, _ := a.body[name].(string)
	return s
}

// list gives the ids, or what else is named, of a list's resources.
func (a reply) list(name string) (out []string) {
	for _, x := range a.body["Resources"].([]any) {
		s, _ := x.(map[string]any)[name].(string)
		out = append(out, s)
	}
	return out
}

// members gives who is in a group.
func (r *register) members(group string) (out []string) {
	r.t.Helper()
	list, _ := r.do("GET", "/Groups/"+group, "").want(200, "").body["members"].([]any)
	for _, m := range list {
		out = append(out, m.(map[string]any)["value"].(string))
	}
	return out
}

const (
	userURN  = `"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]`
	patchURN = `"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]`
)

// Registers at the doors of two actors, as Entra ID and Okta go about it, with one that is hostile.
func TestScim(t *testing.T) {
	s := start(t, "")
	ours, theirs := s.register(actor), s.register(other)
	_, theirPerson := s.person("berit@lst-blekinge.example", other)
	berit := theirs.do("GET", `/Users?filter=`+url.QueryEscape(`userName eq "berit@lst-blekinge.example"`), "").want(200, "").list("id")[0]

	t.Run("describes itself", func(t *testing.T) { s.t, ours.t = t, t; scimDescribes(t, ours) })
	t.Run("Entra ID", func(t *testing.T) { s.t, ours.t = t, t; scimEntra(t, ours) })
	t.Run("Okta", func(t *testing.T) { s.t, ours.t = t, t; scimOkta(t, ours) })
	t.Run("outsider", func(t *testing.T) { s.t, ours.t = t, t; scimOutsider(t, ours, theirs, berit) })
	t.Run("hostile", func(t *testing.T) { s.t, ours.t = t, t; scimHostile(t, ours) })
	s.t, ours.t = t, t
	if !theirPerson.in() {
		t.Error("another actor's person was signed out")
	}

	// Who did what stands in the journal, by the register of which actor.
	entries, _, err := s.Clerk().Administration(t.Context(), clerk.OwnerIdentity(), 0, clerk.MaxPage)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for _, e := range entries {
		if strings.HasPrefix(e.Member, "scim.") {
			names[e.Name]++
			if e.Actor != actor || strings.Contains(string(e.Payload), "@") {
				t.Errorf("%s of %s: %s", e.Name, e.Actor, e.Payload)
			}
		}
	}
	for _, name := range []string{"user.provisioned", "user.removed", "group.provisioned"} {
		if names[name] == 0 {
			t.Errorf("the journal has no %s: %v", name, names)
		}
	}
	if c, err := s.Clerk().Verify(t.Context(), clerk.OwnerIdentity()); err != nil || len(c.Faults) > 0 {
		t.Errorf("%+v, %v", c.Faults, err)
	}

	// A new key ends the one before, and a revoked one opens nothing.
	again := s.register(actor)
	ours.do("GET", "/Users", "").want(401, "")
	again.do("GET", "/Users", "").want(200, "")
	if _, err := s.Clerk().Administer(t.Context(), clerk.Identity{Member: "chef", Actor: actor, SystemRole: directory.ActorAdmin}, "", clerk.RevokeScimToken{Actor: actor}); err != nil {
		t.Fatal(err)
	}
	again.do("GET", "/Users", "").want(401, "")
	for _, token := range []string{ours.token, again.token} {
		if strings.Contains(s.log.String(), token) {
			t.Error("the key is in the log")
		}
	}
}

func scimDescribes(t *testing.T, r *register) {
	c := r.do("GET", "/ServiceProviderConfig", "").want(200, "")
	if c.body["patch"].(map[string]any)["supported"] != true || c.body["bulk"].(map[string]any)["supported"] != false || c.body["sort"].(map[string]any)["supported"] != false {
		t.Error(c.body)
	}
	if got := r.do("GET", "/ResourceTypes", "").want(200, "").list("id"); !slices.Equal(got, []string{"User", "Group"}) {
		t.Error(got)
	}
	if got := r.do("GET", "/Schemas", "").want(200, "").list("name"); !slices.Equal(got, []string{"User", "Group"}) {
		t.Error(got)
	}
	r.do("GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "").want(200, "")
	r.do("GET", "/Schemas?filter=x%20pr", "").want(403, "")
	r.do("GET", "/Me", "").want(501, "")
	r.do("POST", "/Bulk", "{}").want(501, "")
	r.do("GET", "/Hats", "").want(404, "")
	r.do("GET", "/Users/a/b", "").want(404, "")
	if a := r.do("DELETE", "/Users", "").want(405, ""); a.header.Get("Allow") != "GET, POST" {
		t.Error(a.header)
	}
	if got := r.do("GET", "/Groups?excludedAttributes=members&filter=displayName%20eq%20%22samverkan-writer%22", "").want(200, "").list("id"); !slices.Equal(got, []string{"writer"}) {
		t.Error(got)
	}
}

// Entra ID: makes, finds, changes, ends, begins again, groups, removes.
func scimEntra(t *testing.T, r *register) {
	find := func(filter string) reply {
		t.Helper()
		return r.do("GET", "/Users?filter="+url.QueryEscape(filter), "").want(200, "")
	}
	if find(`userName eq "karin.ek@lst-skane.example"`).body["totalResults"] != 0.0 {
		t.Fatal("she is there already")
	}
	made := r.do("POST", "/Users", `{`+userURN+`,"externalId":"0a21f0f2","userName":"Karin.Ek@lst-skane.example","active":true,"displayName":"Karin Ek",
		"emails":[{"primary":true,"type":"work","value":"karin@annan.example"}],"name":{"formatted":"Karin Ek","familyName":"Ek","givenName":"Karin"},"title":"TiB","roles":[],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Krisberedskap"}}`).want(201, "")
	id := made.text("id")
	if made.text("userName") != "karin.ek@lst-skane.example" || made.text("title") != "TiB" || made.header.Get("Location") != r.base+"/scim/v2/Users/"+id || made.header.Get("ETag") == "" ||
		made.body["emails"].([]any)[0].(map[string]any)["value"] != "karin.ek@lst-skane.example" {
		t.Error(made.body, made.header)
	}
	for _, filter := range []string{`userName eq "karin.ek@lst-skane.example"`, `userName Eq "KARIN.EK@lst-skane.example"`, `externalId eq "0a21f0f2"`, `name.familyName co "e" and not (active eq false)`} {
		if got := find(filter).list("id"); !slices.Equal(got, []string{id}) {
			t.Errorf("%s: %v", filter, got)
		}
	}
	r.do("POST", "/Users", `{`+userURN+`,"userName":"karin.ek@lst-skane.example","displayName":"En till"}`).want(409, "uniqueness")

	// She opens her account, and is signed in.
	reset, err := r.SignIn().Reset(t.Context(), clerk.OwnerIdentity(), id, false, "sv")
	if err != nil {
		t.Fatal(err)
	}
	karin := r.browser()
	karin.post(strings.TrimPrefix(reset.Link, r.base), 303, "password", phrase)
	if !karin.in() {
		t.Fatal("she is not signed in")
	}
	// Her manager, which is not kept, and her name.
	a := r.do("PATCH", "/Users/"+id, `{`+patchURN+`,"Operations":[{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"8c2"},
		{"op":"Replace","path":"emails[type eq \"work\"].value","value":"karin.alm@lst-skane.example"},{"op":"Replace","path":"name.familyName","value":"Alm"},{"op":"Replace","value":{"name.formatted":"Karin Alm"}}]}`).want(200, "")
	if a.text("displayName") != "Karin Alm" || a.text("userName") != "karin.ek@lst-skane.example" {
		t.Error(a.body)
	}
	// A new address is a new way to sign in, with the same password.
	r.do("PATCH", "/Users/"+id, `{`+patchURN+`,"Operations":[{"op":"Replace","path":"userName","value":"karin.alm@lst-skane.example"}]}`).want(200, "")
	if !karin.in() {
		t.Error("a new address signed her out")
	}
	b := r.browser()
	b.post("/sign-in", 303, "login", "karin.alm@lst-skane.example", "password", phrase)
	if !b.in() {
		t.Error("the new address does not open the account")
	}
	// Ended, in Entra's words: everything of hers dies at once.
	if a := r.do("PATCH", "/Users/"+id, `{`+patchURN+`,"Operations":[{"op":"Replace","path":"active","value":"False"}]}`).want(200, ""); a.body["active"] != false {
		t.Error(a.body)
	}
	if karin.in() || b.in() {
		t.Error("she is still signed in")
	}
	r.do("PATCH", "/Users/"+id, `{`+patchURN+`,"Operations":[{"op":"Replace","path":"active","value":"True"}]}`).want(200, "")
	b.post("/sign-in", 303, "login", "karin.alm@lst-skane.example", "password", phrase)
	if !b.in() {
		t.Error("she cannot come back")
	}

	// Groups: the highest holds, and who is in none reads.
	in := func(group, op, more string) {
		t.Helper()
		r.do("PATCH", "/Groups/"+group, `{`+patchURN+`,"Operations":[{"op":"`+op+`",`+more+`}]}`).want(204, "")
	}
	add := `"path":"members","value":[{"$ref":null,"value":"` + id + `"}]`
	role := func(want string, groups ...string) {
		t.Helper()
		a := r.do("GET", "/Users/"+id, "").want(200, "")
		var in []string
		for _, g := range a.body["groups"].([]any) {
			in = append(in, g.(map[string]any)["value"].(string))
		}
		m, err := r.Clerk().Identify(t.Context(), id)
		if err != nil || string(m.SystemRole) != want || !slices.Equal(in, groups) {
			t.Errorf("%s %v, want %s %v: %v", m.SystemRole, in, want, groups, err)
		}
	}
	role("writer", "writer")
	in("reader", "Add", add)
	role("reader", "reader")
	in("actor-admin", "Add", add)
	role("actor-admin", "reader", "actor-admin")
	if !slices.Contains(r.members("actor-admin"), id) || b.in() {
		t.Error("she is not in the group, or has her old session")
	}
	in("writer", "Add", add)
	role("actor-admin", "reader", "writer", "actor-admin")
	in("actor-admin", "Remove", `"path":"members","value":[{"value":"`+id+`"}]`)
	role("writer", "reader", "writer")
	in("writer", "Remove", `"path":"members[value eq \"`+id+`\"]"`)
	in("reader", "Remove", `"path":"members[value eq \"`+id+`\"]"`)
	role("reader", "reader")
	if got := r.do("GET", "/Groups?filter="+url.QueryEscape(`id eq "reader" and members eq "`+id+`"`), "").want(200, "").list("id"); len(got) != 1 {
		t.Error(got)
	}

	// Removed: nothing more is seen of her, and another may have the address.
	r.do("DELETE", "/Users/"+id, "").want(204, "")
	r.do("GET", "/Users/"+id, "").want(404, "")
	r.do("PATCH", "/Users/"+id, `{`+patchURN+`,"Operations":[{"op":"Replace","path":"active","value":true}]}`).want(404, "")
	r.do("DELETE", "/Users/"+id, "").want(404, "")
	if n := find(`userName eq "karin.alm@lst-skane.example"`).body["totalResults"]; n != 0.0 {
		t.Error(n)
	}
	back := r.do("POST", "/Users", `{`+userURN+`,"userName":"karin.alm@lst-skane.example","name":{"givenName":"Karin","familyName":"Alm"}}`).want(201, "")
	if back.text("id") != id || back.text("displayName") != "Karin Alm" {
		t.Error(back.body)
	}
	if b.send(http.MethodPost, "/sign-in", url.Values{"login": {"karin.alm@lst-skane.example"}, "password": {phrase}}); b.in() {
		t.Error("her old password opens the account")
	}
}

// Okta: everything by PUT, versions, pages.
func scimOkta(t *testing.T, r *register) {
	var ids []string
	for i := range 5 {
		a := r.do("POST", "/Users", fmt.Sprintf(`{%s,"userName":"okta%d@lst-skane.example","name":{"givenName":"Ola","familyName":"Nr %d"},"emails":[{"primary":true,"value":"okta%d@lst-skane.example","type":"work"}],
			"displayName":"Ola Nr %d","locale":"sv-SE","externalId":"00u%d","groups":[],"password":"hemligt","active":true}`, userURN, i, i, i, i, i)).want(201, "")
		if a.body["password"] != nil {
			t.Error("a password came back")
		}
		ids = append(ids, a.text("id"))
	}
	first := r.do("GET", "/Users/"+ids[0], "").want(200, "")
	tag := first.header.Get("ETag")
	r.do("GET", "/Users/"+ids[0], "", "If-None-Match", tag).want(304, "")
	put := func(title string) string {
		return `{` + userURN + `,"id":"` + ids[0] + `","userName":"okta0@lst-skane.example","name":{"givenName":"Ola","familyName":"Nr 0"},"displayName":"Ola Nr 0","title":"` + title + `","active":true}`
	}
	second := r.do("PUT", "/Users/"+ids[0], put("Växel"), "If-Match", tag).want(200, "")
	if second.text("title") != "Växel" || second.text("externalId") != "00u0" || second.header.Get("ETag") == tag {
		t.Error(second.body)
	}
	r.do("PUT", "/Users/"+ids[0], put("Annat"), "If-Match", tag).want(412, "")
	r.do("DELETE", "/Users/"+ids[0], "", "If-Match", tag).want(412, "")
	r.do("PATCH", "/Users/"+ids[0], `{`+patchURN+`,"Operations":[{"op":"replace","value":{"active":false}}]}`, "If-Match", "*").want(200, "")
	if a := r.do("GET", "/Users/"+ids[0]+"?attributes=active,name.givenName", "").want(200, ""); a.body["active"] != false || a.body["userName"] != nil || a.body["id"] == nil {
		t.Error(a.body)
	}
	r.do("PUT", "/Users/"+ids[1], `{`+userURN+`,"userName":"okta2@lst-skane.example","displayName":"X"}`).want(409, "uniqueness")

	page := r.do("GET", "/Users?startIndex=2&count=2&filter="+url.QueryEscape(`userName sw "okta"`), "").want(200, "")
	if page.body["totalResults"] != 5.0 || page.body["startIndex"] != 2.0 || page.body["itemsPerPage"] != 2.0 || len(page.list("id")) != 2 {
		t.Error(page.body)
	}
	if a := r.do("GET", "/Users?count=0", "").want(200, ""); len(a.list("id")) != 0 || a.body["totalResults"].(float64) < 5 {
		t.Error(a.body)
	}
	if a := r.do("GET", "/Users?startIndex=999&count=100000", "").want(200, ""); len(a.list("id")) != 0 {
		t.Error(a.body)
	}
	if a := r.do("POST", "/Users/.search", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"externalId eq \"00u3\"","attributes":["userName"],"count":1}`).want(200, ""); !slices.Equal(a.list("userName"), []string{"okta3@lst-skane.example"}) {
		t.Error(a.body)
	}

	// Pushed groups: there are those that there are, and Okta finds them.
	r.do("POST", "/Groups", `{"displayName":"samverkan-admin","members":[]}`).want(409, "uniqueness")
	r.do("POST", "/Groups", `{"displayName":"Allt"}`).want(403, "")
	r.do("DELETE", "/Groups/reader", "").want(403, "")
	r.do("PUT", "/Groups/reader", `{"displayName":"Annat","members":[]}`).want(400, "mutability")
	r.do("PUT", "/Groups/actor-admin", `{"displayName":"samverkan-admin","externalId":"00g","members":[{"value":"`+ids[1]+`"},{"value":"`+ids[2]+`"}]}`).want(200, "")
	if got := r.members("actor-admin"); !slices.Equal(got, slices.Sorted(slices.Values(ids[1:3]))) {
		t.Error(got)
	}
	r.do("PATCH", "/Groups/actor-admin", `{`+patchURN+`,"Operations":[{"op":"replace","value":{"id":"actor-admin","displayName":"samverkan-admin"}},{"op":"replace","path":"members","value":[{"value":"`+ids[2]+`"}]}]}`).want(204, "")
	if got := r.members("actor-admin"); !slices.Equal(got, ids[2:3]) {
		t.Error(got)
	}
	if a := r.do("GET", "/Groups/actor-admin", "").want(200, ""); a.text("externalId") != "00g" {
		t.Error(a.body)
	}
	r.do("PATCH", "/Groups/writer", `{`+patchURN+`,"Operations":[{"op":"add","path":"members","value":[{"value":"ingen"}]}]}`).want(400, "invalidValue")
}

// Nothing of another actor's is there, for the register of either; and no other key opens this door, nor this key another door.
func scimOutsider(t *testing.T, ours, theirs *register, berit string) {
	theirs.t = t
	for _, a := range []reply{ours.do("GET", "/Users/"+berit, ""), ours.do("DELETE", "/Users/"+berit, ""), ours.do("PUT", "/Users/"+berit, `{`+userURN+`,"userName":"x@x.example","displayName":"X"}`),
		ours.do("PATCH", "/Users/"+berit, `{`+patchURN+`,"Operations":[{"op":"replace","path":"active","value":false}]}`)} {
		a.want(404, "")
	}
	ours.do("PATCH", "/Groups/actor-admin", `{`+patchURN+`,"Operations":[{"op":"add","path":"members","value":[{"value":"`+berit+`"}]}]}`).want(400, "invalidValue")
	if a := ours.do("GET", "/Users?filter="+url.QueryEscape(`userName co "blekinge"`), "").want(200, ""); a.body["totalResults"] != 0.0 {
		t.Error(a.body)
	}
	ours.do("POST", "/Users", `{`+userURN+`,"userName":"berit@lst-blekinge.example","displayName":"Vår Berit"}`).want(409, "uniqueness")
	if got := theirs.do("GET", "/Users", "").want(200, "").list("id"); !slices.Equal(got, []string{berit}) {
		t.Error(got)
	}
	for _, role := range []string{"reader", "actor-admin"} {
		if got := theirs.members(role); len(got) != 0 {
			t.Error(role, got)
		}
	}
	// Keys of other kinds.
	admin := clerk.Identity{Member: berit, Actor: other, SystemRole: directory.Writer}
	ordinary, _, err := ours.SignIn().MakeToken(t.Context(), admin, "Prov", clerk.ScopeAdminister, ours.now().Add(clerk.Seated))
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{"", "x", ordinary, strings.Replace(ours.token, "svk_", "svk_x", 1)} {
		(&register{ours.service, token}).do("GET", "/Users", "").want(401, "")
	}
	for _, path := range []string{"/api/v1/me", "/api/v1/accounts"} {
		req, _ := http.NewRequest("GET", ours.base+path, nil)
		req.Header.Set("Authorization", "Bearer "+ours.token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if res.Body.Close(); res.StatusCode != 401 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	// Who runs the installation is shown and not touched.
	drift, err := ours.SignIn().Invite(t.Context(), clerk.OwnerIdentity(), directory.Member{Name: "Drift", Actor: actor, SystemRole: directory.Operator}, "drift@lst-skane.example", false, "sv")
	if err != nil {
		t.Fatal(err)
	}
	ours.do("GET", "/Users/"+drift.Member, "").want(200, "")
	for _, op := range []string{`{"op":"replace","path":"active","value":false}`, `{"op":"replace","path":"userName","value":"x@x.example"}`, `{"op":"replace","path":"externalId","value":"x"}`, `{"op":"replace","path":"displayName","value":"X"}`} {
		ours.do("PATCH", "/Users/"+drift.Member, `{`+patchURN+`,"Operations":[`+op+`]}`).want(403, "")
	}
	ours.do("DELETE", "/Users/"+drift.Member, "").want(403, "")
	ours.do("PATCH", "/Groups/reader", `{`+patchURN+`,"Operations":[{"op":"add","path":"members","value":[{"value":"`+drift.Member+`"}]}]}`).want(403, "")
	// A function on duty is nobody's person.
	duty, err := ours.SignIn().Invite(t.Context(), clerk.OwnerIdentity(), directory.Member{Name: "TiB", Actor: actor, SystemRole: directory.Writer}, "tib@lst-skane.example", true, "sv")
	if err != nil {
		t.Fatal(err)
	}
	ours.do("GET", "/Users/"+duty.Member, "").want(404, "")
	ours.do("POST", "/Users", `{`+userURN+`,"userName":"tib@lst-skane.example","displayName":"TiB"}`).want(409, "uniqueness")
}

// What a program that means ill, or is wrong, may send.
func scimHostile(t *testing.T, r *register) {
	for _, c := range []struct {
		method, path, body string
		status             int
		word               string
	}{
		{"POST", "/Users", `{`, 400, "invalidSyntax"},
		{"POST", "/Users", `[]`, 400, "invalidSyntax"},
		{"POST", "/Users", `{"userName":"a@b.example","username":"c@d.example","displayName":"X"}`, 400, "invalidSyntax"},
		{"POST", "/Users", `{"displayName":"X"}`, 400, "invalidValue"},
		{"POST", "/Users", `{"userName":"karin","displayName":"X"}`, 400, "invalidValue"},
		{"POST", "/Users", `{"userName":"a@b.example"}`, 400, "invalidValue"},
		{"POST", "/Users", `{"userName":"a@b.example","displayName":"=1+1"}`, 400, "invalidValue"},
		{"POST", "/Users", `{"userName":"a@b.example","displayName":"X","title":"` + strings.Repeat("x", 101) + `"}`, 400, "invalidValue"},
		{"POST", "/Users", `{"userName":"a@b.example","displayName":"X","externalId":"` + strings.Repeat("x", 251) + `"}`, 400, "invalidValue"},
		{"POST", "/Users", `{"userName":["a@b.example"],"displayName":"X"}`, 400, "invalidValue"},
		{"POST", "/Users", `{"userName":"a@b.example","displayName":"` + strings.Repeat("x", 2<<20) + `"}`, 413, ""},
		{"GET", "/Users?filter=" + url.QueryEscape(`userName eq`), "", 400, "invalidFilter"},
		{"GET", "/Users?filter=" + url.QueryEscape(strings.Repeat("(", 3000)), "", 400, "invalidFilter"},
		{"GET", "/Users?count=x", "", 400, "invalidValue"},
		{"GET", "/Users?attributes=%00", "", 400, "invalidPath"},
		{"GET", "/Users/%2e%2e%2fGroups", "", 404, ""},
		{"GET", "/Users/" + url.PathEscape(`' OR 1=1 --`), "", 404, ""},
		{"GET", "/Groups/operator", "", 404, ""},
		{"PATCH", "/Groups/operator", `{"Operations":[{"op":"add","path":"members","value":[]}]}`, 404, ""},
	} {
		r.do(c.method, c.path, c.body).want(c.status, c.word)
	}
	r.do("POST", "/Users", `{}`, "Content-Type", "text/plain").want(415, "")
	// Nobody is made who runs the installation, whatever is said.
	a := r.do("POST", "/Users", `{`+userURN+`,"userName":"ond@lst-skane.example","displayName":"Ond","groups":[{"value":"operator"}],"roles":[{"value":"operator"}],"systemRole":"operator","actor":"lst-blekinge","id":"drift"}`).want(201, "")
	if m, err := r.Clerk().Identify(t.Context(), a.text("id")); err != nil || m.SystemRole != directory.Writer || m.Actor != actor || m.Member == "drift" {
		t.Error(m, err)
	}
	en := r.do("GET", "/Hats", "", "Accept-Language", "en").want(404, "")
	if !strings.Contains(en.text("detail"), "nothing at that address") {
		t.Error(en.body)
	}
}
