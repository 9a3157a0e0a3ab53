package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

type bytesAnswer struct {
	Type string `header:"Content-Type"`
	CSP  string `header:"Content-Security-Policy"`
	Body []byte
}

func openapi(a *API, _ context.Context, c *call, _ *none) (*bytesAnswer, error) {
	return &bytesAnswer{Type: "application/openapi+json", CSP: "default-src 'none'; frame-ancestors 'none'; sandbox", Body: a.description().spec}, nil
}

// docs is the description for people: a page without a script, so that it may have a policy that lets none run.
func docs(a *API, _ context.Context, c *call, _ *none) (*bytesAnswer, error) {
	a.description()
	return &bytesAnswer{Type: "text/html; charset=utf-8", CSP: "default-src 'none'; style-src 'sha256-" + a.styleHash + "'; frame-ancestors 'none'; base-uri 'none'",
		Body: a.manuals[c.p.Lang()]}, nil
}

// description makes the description when it is first asked for: it takes longer than all else that the service does to start.
func (a *API) description() *API {
	a.describing.Do(a.describe)
	return a
}

// describe makes the description. It panics when it cannot be made, which a test sees first.
func (a *API) describe() {
	spec := a.huma.OpenAPI()
	// What the state of a conference holds is described by the types that it is made of.
	state := spec.Components.Schemas.Schema(reflect.TypeFor[conference.Conference](), true, "Conference")
	all := spec.Components.Schemas.Map()
	all["Conference"].Properties["conference"] = state
	all[state.Ref[strings.LastIndexByte(state.Ref, '/')+1:]].AdditionalProperties = true // what only conference.Restore reads
	// huma's own form of errors, which nobody is ever answered with.
	delete(all, "V2ErrorModel")
	delete(all, "V2ErrorDetail")
	b, err := json.MarshalIndent(spec, "", "  ")
	if err != nil {
		panic("api: the description is not JSON: " + err.Error())
	}
	a.spec = append(b, '\n')
	a.styleHash = hashOf(manualStyle)
	a.manuals = map[string][]byte{}
	for _, lang := range []string{i18n.Swedish, i18n.English} {
		page, err := a.manual(a.o.Texts.For(lang))
		if err != nil {
			panic("api: the reference: " + err.Error())
		}
		a.manuals[lang] = page
	}
}

//go:embed manual.html
var manualPage string

//go:embed manual.css
var manualStyle string

// manualGroup is the operations of one kind.
type manualGroup struct {
	Tag        string
	Title      string
	Operations []manualOperation
}

type manualOperation struct {
	operation
	Open       bool
	Text       string
	Parameters []*huma.Param
	Body       string
	Answers    []string
}

func (a *API) manual(p *i18n.Printer) ([]byte, error) {
	t, err := template.New("manual").Funcs(template.FuncMap{"t": func(key string) string { return p.T(key) }}).Parse(manualPage)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal")
	}
	var groups []*manualGroup
	for _, op := range a.listed {
		at := slices.IndexFunc(groups, func(g *manualGroup) bool { return g.Tag == op.Tag })
		if at < 0 {
			at = len(groups)
			groups = append(groups, &manualGroup{Tag: op.Tag, Title: p.T("api.tag." + op.Tag)})
		}
		groups[at].Operations = append(groups[at].Operations, a.manualOf(op))
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{"Lang": p.Lang(), "Groups": groups, "Style": template.CSS(manualStyle),
		"Schemas": a.manualSchemas(), "Version": a.o.Version})
	return b.Bytes(), err
}

func (a *API) manualOf(op operation) manualOperation {
	out := manualOperation{operation: op}
	item := a.huma.OpenAPI().Paths[op.Path]
	spec := item.Get
	switch op.Method {
	case post:
		spec = item.Post
	case remove:
		spec = item.Delete
	case http.MethodPatch:
		spec = item.Patch
	case http.MethodHead:
		spec = item.Head
	case http.MethodOptions:
		spec = item.Options
	}
	out.Open, out.Parameters, out.Text = spec.Security == nil, spec.Parameters, spec.Description
	if spec.RequestBody != nil {
		for kind, media := range spec.RequestBody.Content {
			out.Body = kind + " " + shape(media.Schema)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(spec.Responses)) {
		if r := spec.Responses[status]; len(r.Headers) > 0 {
			out.Answers = append(out.Answers, status+" "+strings.Join(slices.Sorted(maps.Keys(r.Headers)), ", "))
		} else if len(r.Content) == 0 {
			out.Answers = append(out.Answers, strings.TrimSpace(status+" "+r.Description))
		}
		for _, kind := range slices.Sorted(maps.Keys(spec.Responses[status].Content)) {
			out.Answers = append(out.Answers, strings.TrimSpace(status+" "+kind+" "+shape(spec.Responses[status].Content[kind].Schema)))
		}
	}
	return out
}

// manualSchema is a type with its fields.
type manualSchema struct {
	Name   string
	Fields []manualField
}

type manualField struct{ Name, Shape, Text string }

func (a *API) manualSchemas() []manualSchema {
	all := a.schemas().Map()
	var out []manualSchema
	for _, name := range slices.Sorted(maps.Keys(all)) {
		x := manualSchema{Name: name}
		for _, field := range slices.Sorted(maps.Keys(all[name].Properties)) {
			s := all[name].Properties[field]
			x.Fields = append(x.Fields, manualField{field, shape(s), s.Description})
		}
		out = append(out, x)
	}
	return out
}

// shape names the form of a value in a few words.
func shape(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
	case len(s.OneOf) > 0:
		var parts []string
		for _, x := range s.OneOf {
			parts = append(parts, shape(x))
		}
		return strings.Join(parts, " | ")
	case s.Type == huma.TypeArray:
		return "[" + shape(s.Items) + "]"
	case s.Type == huma.TypeObject:
		if inner, ok := s.AdditionalProperties.(*huma.Schema); ok {
			return "{" + shape(inner) + "}"
		}
		return "object"
	case s.Format != "":
		return s.Format
	}
	return s.Type
}

// hashOf is the digest by which a policy names what it lets through.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}
