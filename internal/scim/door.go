package scim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// Options are what the door needs from the house.
type Options struct {
	Clerk *clerk.Clerk
	// Identify gives whose register a token lets in. Fault: access.session-over.
	Identify func(ctx context.Context, token string) (clerk.Identity, error)
	// Put makes or changes a person, and hands over the link of whoever is new, in a language.
	Put   func(ctx context.Context, who clerk.Identity, wish clerk.ScimWish, lang string) (clerk.ScimUser, error)
	Texts *i18n.Catalogue
	Log   *slog.Logger
	Base  string // address of the service, without a slash at its end
}

// Door answers registers of people.
type Door struct{ o Options }

// New makes the door.
func New(o Options) *Door { return &Door{o} }

const (
	// Root is where the door is, from the root of the service.
	Root = "/scim/v2"

	mediaType = "application/scim+json"
	maxBody   = 1 << 20
	tries     = 8 // when others change the same at the same time

	listMessage   = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	errorMessage  = "urn:ietf:params:scim:api:messages:2.0:Error"
	patchMessage  = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	searchMessage = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
)

// Owns tells whether a path is this door's, whatever the method.
func (d *Door) Owns(path string) bool { return path == Root || strings.HasPrefix(path, Root+"/") }

// request is one question of a register.
type request struct {
	d   *Door
	w   http.ResponseWriter
	r   *http.Request
	who clerk.Identity
	p   *i18n.Printer
}

func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	lang := d.o.Texts.Languages()[0]
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), i18n.English) {
		lang = i18n.English
	}
	q := &request{d: d, w: w, r: r, p: d.o.Texts.For(lang)}
	defer q.recovered()
	if err := q.serve(); err != nil {
		q.refuse(err)
	}
}

func (q *request) serve() (err error) {
	scheme, token, _ := strings.Cut(q.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return fault.New(fault.Unauthenticated, "scim.token-wanted")
	}
	if q.who, err = q.d.o.Identify(q.r.Context(), strings.TrimSpace(token)); err != nil {
		if fault.KindOf(err) == fault.Unauthenticated {
			err = fault.New(fault.Unauthenticated, "scim.token-wanted")
		}
		return err
	}
	q.r.Body = http.MaxBytesReader(q.w, q.r.Body, maxBody)
	place := strings.Split(strings.Trim(strings.TrimPrefix(q.r.URL.Path, Root), "/"), "/")
	if len(place) > 2 {
		return fault.New(fault.NotFound, "scim.no-such-place")
	}
	id := ""
	if len(place) == 2 {
		id = place[1]
	}
	switch kind := place[0]; {
	case kind == "Users":
		return q.resource(id, people{q})
	case kind == "Groups":
		return q.resource(id, groups{q})
	case kind == "Me" || kind == "Bulk" || kind == ".search":
		return fault.New(fault.Invalid, "scim.not-here")
	}
	return q.describe(place[0], id)
}

// kind is what can be asked for of a kind of resource. seen is the version that was read, "" when nobody said.
type kind interface {
	all() ([]object, error)
	one(id string) (object, error)
	make(sent object) (object, error)
	put(id string, sent object, seen string) (object, error)
	patch(id string, steps []step, seen string) (object, error)
	remove(id, seen string) error
	quiet() bool // a patch is answered without the resource, as Entra ID wants it of groups
}

func (q *request) resource(id string, k kind) error {
	n, err := narrowingOf(q.r.URL.Query().Get("attributes"), q.r.URL.Query().Get("excludedAttributes"))
	if err != nil {
		return err
	}
	if id == ".search" {
		return q.search(k)
	}
	switch m := q.r.Method; {
	case id == "" && m == http.MethodGet:
		v := q.r.URL.Query()
		return q.list(k, asked{v.Get("filter"), v.Get("startIndex"), v.Get("count"), n})
	case id == "" && m == http.MethodPost:
		sent, err := q.body()
		if err != nil {
			return err
		}
		o, err := k.make(sent)
		if err != nil {
			return err
		}
		q.w.Header().Set("Location", locationOf(o))
		return q.give(http.StatusCreated, o, n)
	case id == "":
		return q.notAllowed(http.MethodGet, http.MethodPost)
	}
	seen := ""
	if match := q.r.Header.Get("If-Match"); match != "" && strings.TrimSpace(match) != "*" && q.r.Method != http.MethodGet {
		o, err := k.one(id)
		if err != nil {
			return err
		}
		if !lists(match, versionOf(o)) {
			return fault.New(fault.Conflict, "scim.version")
		}
		seen = versionOf(o)
	}
	switch q.r.Method {
	case http.MethodGet:
		o, err := k.one(id)
		if err != nil {
			return err
		}
		return q.give(http.StatusOK, o, n)
	case http.MethodPut:
		sent, err := q.body()
		if err != nil {
			return err
		}
		o, err := again(seen, func() (object, error) { return k.put(id, sent, seen) })
		if err != nil {
			return err
		}
		return q.give(http.StatusOK, o, n)
	case http.MethodPatch:
		steps, err := q.changes()
		if err != nil {
			return err
		}
		o, err := again(seen, func() (object, error) { return k.patch(id, steps, seen) })
		if err != nil {
			return err
		}
		if k.quiet() && len(n.only) == 0 {
			q.w.Header().Set("ETag", versionOf(o))
			q.w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return q.give(http.StatusOK, o, n)
	case http.MethodDelete:
		if err := k.remove(id, plainVersion(seen)); err != nil {
			return err
		}
		q.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return q.notAllowed(http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete)
}

// again tries anew when somebody else was first, unless it was said which version is to be changed.
func again(seen string, do func() (object, error)) (o object, err error) {
	for range tries {
		if o, err = do(); seen != "" || fault.CodeOf(err) != "scim.version" {
			return o, err
		}
	}
	return o, err
}

// plainVersion is a version as the desk has it.
func plainVersion(tag string) string { return strings.TrimSuffix(strings.TrimPrefix(tag, `W/"`), `"`) }

func tagOf(version string) string { return `W/"` + version + `"` }

func metaOf(o object, part string) string {
	m, _ := o["meta"].(object)
	s, _ := m[part].(string)
	return s
}

func versionOf(o object) string  { return metaOf(o, "version") }
func locationOf(o object) string { return metaOf(o, "location") }

// lists tells whether a list of tags has one.
func lists(list, tag string) bool {
	return slices.ContainsFunc(strings.Split(list, ","), func(x string) bool {
		x = strings.TrimSpace(x)
		return x == "*" || plainVersion(x) == plainVersion(tag) || strings.Trim(x, `"`) == plainVersion(tag)
	})
}

// address is where a resource is.
func (q *request) address(kind, id string) string {
	return q.d.o.Base + Root + "/" + kind + "/" + url.PathEscape(id)
}

// body reads the one JSON object that was sent. Faults: scim.media, scim.syntax, api.body-too-large.
func (q *request) body() (object, error) {
	if h := q.r.Header.Get("Content-Type"); h != "" {
		if t, _, err := mime.ParseMediaType(h); err != nil || t != mediaType && t != "application/json" {
			return nil, fault.New(fault.Invalid, "scim.media")
		}
	}
	text, err := io.ReadAll(q.r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, fault.New(fault.TooLarge, "scim.too-large", "MaxKB", maxBody>>10)
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "scim.syntax")
	}
	return readObject(text)
}

// readObject reads a JSON object in which no name stands twice in different case.
func readObject(text []byte) (object, error) {
	var o object
	dec := json.NewDecoder(bytes.NewReader(bytes.ToValidUTF8(text, []byte("\uFFFD"))))
	if err := dec.Decode(&o); err != nil || o == nil {
		return nil, fault.New(fault.Invalid, "scim.syntax")
	}
	if _, err := dec.Token(); err != io.EOF || doubled(o, 0) {
		return nil, fault.New(fault.Invalid, "scim.syntax")
	}
	return o, nil
}

// maxNested is how deep what is sent may go.
const maxNested = 16

// doubled tells whether a name stands twice, or what is sent goes too deep.
func doubled(v any, depth int) bool {
	if depth > maxNested {
		return true
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if doubled(x, depth+1) {
				return true
			}
		}
	case object:
		seen := map[string]bool{}
		for k, x := range v {
			if k = strings.ToLower(k); seen[k] || doubled(x, depth+1) {
				return true
			}
			seen[k] = true
		}
	}
	return false
}

// changes reads what a PATCH sends.
func (q *request) changes() ([]step, error) {
	sent, err := q.body()
	if err != nil {
		return nil, err
	}
	if said := listOf(at(sent, "schemas")); len(said) > 0 && !slices.ContainsFunc(said, func(s any) bool { t, _ := s.(string); return strings.EqualFold(t, patchMessage) }) {
		return nil, fault.New(fault.Invalid, "scim.syntax")
	}
	var all []operation
	for _, v := range listOf(at(sent, "Operations")) {
		o, _ := v.(object)
		op, _ := at(o, "op").(string)
		path, isText := at(o, "path").(string)
		if !isText && at(o, "path") != nil {
			return nil, fault.New(fault.Invalid, "scim.path")
		}
		all = append(all, operation{op, path, at(o, "value")})
	}
	return stepsOf(all)
}

// give answers with a resource.
func (q *request) give(status int, o object, n narrowing) error {
	tag := versionOf(o)
	if tag != "" {
		q.w.Header().Set("ETag", tag)
		if none := q.r.Header.Get("If-None-Match"); none != "" && q.r.Method == http.MethodGet && lists(none, tag) {
			q.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	return q.write(status, n.of(o))
}

func (q *request) write(status int, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", mediaType+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	q.w.WriteHeader(status)
	_, _ = q.w.Write(b.Bytes()) // nobody is there to be told when it breaks
	return nil
}

func (q *request) notAllowed(methods ...string) error {
	q.w.Header().Set("Allow", strings.Join(methods, ", "))
	return fault.New(fault.Invalid, "http.method")
}

// answers are the statuses and words of RFC 7644, 3.12, by fault.
var answers = map[string]struct {
	status int
	word   string
}{
	"scim.filter": {400, "invalidFilter"}, "scim.path": {400, "invalidPath"}, "scim.target": {400, "noTarget"}, "scim.value": {400, "invalidValue"},
	"scim.syntax": {400, "invalidSyntax"}, "scim.mutability": {400, "mutability"}, "scim.version": {412, ""}, "scim.not-here": {501, ""},
	"scim.media": {415, ""}, "http.method": {405, ""}, "account.login-taken": {409, "uniqueness"}, "account.exists": {409, "uniqueness"},
	"scim.group-exists": {409, "uniqueness"}, "scim.too-large": {413, ""}, "scim.too-many": {413, ""},
}

// refuse says no in the way of the protocol. What is the service's own fault is told without a word of what went wrong.
func (q *request) refuse(err error) {
	kind := fault.KindOf(err)
	a, ok := answers[fault.CodeOf(err)]
	switch {
	case ok:
	case kind == fault.Invalid:
		a.status, a.word = http.StatusBadRequest, "invalidValue"
	default:
		a.status = kind.HTTPStatus()
	}
	switch kind {
	case fault.Internal:
		q.d.o.Log.Error("scim", "method", q.r.Method, "error", err)
		a.status = http.StatusInternalServerError
	case fault.Unauthenticated:
		q.w.Header().Set("WWW-Authenticate", `Bearer realm="samverkan"`)
	case fault.Unavailable:
		q.w.Header().Set("Retry-After", "5")
	}
	detail := q.p.T("fault.internal")
	if kind != fault.Internal {
		detail = q.p.Fault(err)
	}
	out := object{"schemas": []string{errorMessage}, "status": statusText(a.status), "detail": detail}
	if a.word != "" {
		out["scimType"] = a.word
	}
	_ = q.write(a.status, out)
}

func statusText(n int) string {
	return string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)})
}

// recovered turns a panic into the answer that something is wrong on our side, once in the log.
func (q *request) recovered() {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	q.d.o.Log.Error("panic", "method", q.r.Method, "value", v, "stack", string(debug.Stack()))
	q.refuse(fault.New(fault.Internal, "scim.failed"))
}
