package api

import "github.com/go-chi/chi/v5"

// Routes is the router itself, to be walked.
func (a *API) Routes() chi.Routes { return a.router }

// Listed is an operation as it stands in the list.
type Listed struct {
	ID, Method, Path, Policy, Takes string
	Beside                          bool // another door answers it
}

// Operations gives the list.
func Operations() []Listed {
	var out []Listed
	for _, op := range operations() {
		out = append(out, Listed{op.ID, op.Method, op.Path, op.Policy, op.takes, false})
	}
	for _, b := range besides() {
		out = append(out, Listed{b.ID, b.Method, b.Path, b.Policy, b.takes, true})
	}
	return out
}

// Decode is how bodies are read.
func Decode(data []byte, into any) error { return decode(data, into) }
