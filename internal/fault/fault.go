package fault

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Kind is the class of a fault. It decides HTTP status, log level and exit code.
type Kind uint8

// The kinds. The zero value is Internal, so that an error nobody classified is never taken for the user's mistake.
const (
	Internal        Kind = iota // our own fault, logged once at the edge
	Invalid                     // the input is wrong and must be changed
	Unauthenticated             // nobody is signed in
	Forbidden                   // the caller may see it but not do this
	NotFound                    // it does not exist, or the caller has no right to know that it does
	Conflict                    // the state does not allow it now
	Gone                        // it existed and was removed on purpose
	TooLarge                    // over a size limit
	Limited                     // too many tries
	Full                        // no space left
	Unavailable                 // a resource is missing or locked, a retry may work
)

var kindNames = [...]string{
	"internal", "invalid", "unauthenticated", "forbidden", "not-found", "conflict",
	"gone", "too-large", "limited", "full", "unavailable",
}

// String gives the kind's stable name, as used in logs and problem documents.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", k)
}

// ExitCode is the exit code that the command line answers with.
// 0 ok, 1 internal, 2 usage or invalid, 3 not found, 4 unauthenticated or refused, 5 conflict, 6 unavailable or full.
func (k Kind) ExitCode() int {
	switch k {
	case Invalid, TooLarge:
		return 2
	case NotFound, Gone:
		return 3
	case Unauthenticated, Forbidden, Limited:
		return 4
	case Conflict:
		return 5
	case Unavailable, Full:
		return 6
	}
	return 1
}

// HTTPStatus is the status that the API answers with.
func (k Kind) HTTPStatus() int {
	switch k {
	case Invalid:
		return 422
	case Unauthenticated:
		return 401
	case Forbidden:
		return 403
	case NotFound:
		return 404
	case Conflict:
		return 409
	case Gone:
		return 410
	case TooLarge:
		return 413
	case Limited:
		return 429
	case Full:
		return 507
	case Unavailable:
		return 503
	}
	return 500
}

// Args are the named values that the text of a fault is filled with.
type Args map[string]any

// Fault is an error with a kind, a stable code, values for its text, and, where a
// form or document is wrong, the codes of its fields.
type Fault struct {
	Kind   Kind
	Code   string            // dotted, lower case: noun.what
	Args   Args              // named values for the text
	Fields map[string]string // field path -> fault code, for documents with several faults
	Err    error             // the cause, for the log only
}

// Error gives the code with its values. It is for logs and tests; people get the catalogue's text.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Code)
	keys := make([]string, 0, len(f.Args))
	for k := range f.Args {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Fprintf(&b, " %s=%v", k, f.Args[k])
	}
	if f.Err != nil {
		fmt.Fprintf(&b, ": %v", f.Err)
	}
	return b.String()
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// New makes a fault. kv are name, value pairs for its text: New(Conflict, "floor.not-yours", "Actor", id).
func New(k Kind, code string, kv ...any) *Fault {
	return &Fault{Kind: k, Code: code, Args: pairs(kv)}
}

// Wrap makes a fault that keeps err as its cause.
func Wrap(err error, k Kind, code string, kv ...any) *Fault {
	return &Fault{Kind: k, Code: code, Args: pairs(kv), Err: err}
}

// With returns a copy of f with more values for its text.
func (f *Fault) With(kv ...any) *Fault {
	g := *f
	g.Args = Args{}
	for k, v := range f.Args {
		g.Args[k] = v
	}
	for k, v := range pairs(kv) {
		g.Args[k] = v
	}
	return &g
}

func pairs(kv []any) Args {
	if len(kv) == 0 {
		return nil
	}
	if len(kv)%2 != 0 {
		panic("fault: odd number of name, value arguments")
	}
	a := make(Args, len(kv)/2)
	for i := 0; i < len(kv); i += 2 {
		a[kv[i].(string)] = kv[i+1]
	}
	return a
}

// As finds the fault in err's chain.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// KindOf gives err's kind; Internal for an error that is not a fault.
func KindOf(err error) Kind {
	if f, ok := As(err); ok {
		return f.Kind
	}
	return Internal
}

// CodeOf gives err's code; "internal" for an error that is not a fault, "" for nil.
func CodeOf(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := As(err); ok {
		return f.Code
	}
	return "internal"
}
