package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

// problemType is the media type of a problem document.
const problemType = "application/problem+json"

// refusal is a problem on its way out.
type refusal struct {
	wire.Problem
	headers http.Header
}

func (r *refusal) Error() string             { return r.Code }
func (r *refusal) GetStatus() int            { return r.Status }
func (r *refusal) GetHeaders() http.Header   { return r.headers }
func (r *refusal) ContentType(string) string { return problemType }

// statuses are those that HTTP itself has for what is wrong with a request; everything else follows from the kind.
func statuses(code string) (int, bool) {
	switch code {
	case "api.malformed", "api.bad-header":
		return http.StatusBadRequest, true
	case "api.method", "http.method":
		return http.StatusMethodNotAllowed, true
	case "api.media-type", "upload.content-type":
		return http.StatusUnsupportedMediaType, true
	case "upload.bad-header", "upload.bad-metadata", "upload.bad-purpose", "upload.bad-length":
		return http.StatusBadRequest, true
	case "upload.version":
		return http.StatusPreconditionFailed, true
	case "upload.busy":
		return http.StatusLocked, true
	case "upload.bad-checksum":
		return 460, true // of the protocol tus
	}
	return 0, false
}

// problem is the only place where a fault becomes a problem document. What is the service's own fault is told without a word
// of what went wrong: that stands in the log.
func (a *API) problem(c *call, err error) wire.Problem {
	kind := fault.KindOf(err)
	f, isFault := fault.As(err)
	if kind == fault.Internal {
		return wire.Problem{Type: "about:blank", Title: c.p.T("fault.internal"), Status: http.StatusInternalServerError,
			Kind: kind.String(), Code: "internal", Instance: "urn:uuid:" + c.id, Request: c.id}
	}
	out := wire.Problem{Type: "about:blank", Title: c.p.Fault(err), Status: kind.HTTPStatus(), Kind: kind.String(),
		Code: fault.CodeOf(err), Instance: "urn:uuid:" + c.id, Request: c.id}
	if status, ok := statuses(out.Code); ok {
		out.Status = status
	}
	if isFault {
		out.Args, out.Fields = f.Args, f.Fields
	}
	return out
}

// refuse makes the answer that says no, and logs what is the service's own fault.
func (a *API) refuse(c *call, err error) *refusal {
	if cause := c.r.Context().Err(); cause != nil && errors.Is(err, cause) {
		err = fault.Wrap(err, fault.Unavailable, "api.timed-out")
	}
	if fault.KindOf(err) == fault.Internal {
		a.o.Log.Error("request", "request", c.id, "method", c.r.Method, "path", c.r.URL.Path, "error", err)
	}
	out := &refusal{Problem: a.problem(c, err), headers: http.Header{}}
	switch fault.KindOf(err) {
	case fault.Unauthenticated:
		out.headers.Set("WWW-Authenticate", `Bearer realm="samverkan"`)
	case fault.Limited:
		out.headers.Set("Retry-After", retryAfter(err, 30))
	case fault.Unavailable:
		out.headers.Set("Retry-After", retryAfter(err, 5))
	}
	return out
}

// retryAfter is how many seconds a fault says that one should wait.
func retryAfter(err error, otherwise int) string {
	if f, ok := fault.As(err); ok {
		if n, ok := f.Args["Seconds"].(int); ok && n > 0 {
			otherwise = n
		}
	}
	return strconv.Itoa(otherwise)
}

// write answers with a problem outside of huma.
func (a *API) write(w http.ResponseWriter, c *call, no *refusal) {
	h := w.Header()
	for name, values := range no.headers {
		h[name] = values
	}
	h.Set("Content-Type", problemType)
	h.Del("Content-Length")
	h.Del("ETag")
	h.Del("Content-Disposition")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(no.Status)
	if c.r == nil || c.r.Method != http.MethodHead {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(no.Problem) // nobody is there to be told when it breaks
	}
}

func (a *API) notFound(w http.ResponseWriter, r *http.Request) {
	c := callOf(r.Context())
	a.write(w, c, a.refuse(c, fault.New(fault.NotFound, "api.no-such-path")))
}

func (a *API) notAllowed(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete} {
		if a.router.Match(chi.NewRouteContext(), method, r.URL.Path) {
			allowed = append(allowed, method)
		}
	}
	c := callOf(r.Context())
	no := a.refuse(c, fault.New(fault.Invalid, "api.method", "Allowed", strings.Join(allowed, ", ")))
	no.headers.Set("Allow", strings.Join(allowed, ", "))
	a.write(w, c, no)
}

// ownProblem puts the service's own problem in the place of the one that huma makes when a request does not fit its
// description. huma's words hold what was sent; the service's do not.
func (a *API) ownProblem(ctx huma.Context, status string, v any) (any, error) {
	switch v := v.(type) {
	case *huma.ErrorModel:
		return a.refuse(callOf(ctx.Context()), badRequest(v)).Problem, nil
	case *refusal:
		return v.Problem, nil
	}
	return v, nil
}

// badRequest is the fault behind an error of huma's. Its status is huma's own, which has been sent by then.
func badRequest(m *huma.ErrorModel) error {
	switch m.Status {
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "api.body-too-large")
	case http.StatusRequestTimeout:
		return fault.New(fault.Unavailable, "api.timed-out")
	case http.StatusUnsupportedMediaType:
		return fault.New(fault.Invalid, "api.media-type", "Wanted", jsonType)
	case http.StatusInternalServerError:
		return fault.New(fault.Internal, "internal")
	case http.StatusBadRequest:
		return fault.New(fault.Invalid, "api.malformed", "Reason", "body")
	}
	f := fault.New(fault.Invalid, "api.bad-request")
	f.Fields = map[string]string{}
	for _, e := range m.Errors {
		if e.Location != "" {
			f.Fields[e.Location] = "api.bad-value"
		}
	}
	return f
}
