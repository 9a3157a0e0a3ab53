package api

import (
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

// receipt is a receipt as it travels, with its texts in the reader's language.
func (a *API) receipt(c *call, r clerk.Receipt) wire.Receipt {
	out := wire.Receipt{Command: r.Command, Name: r.Name, Status: string(r.Status), First: r.First, Last: r.Last,
		Events: r.Events, IDs: r.IDs}
	for _, w := range r.Warnings {
		out.Warnings = append(out.Warnings, warning(c, w))
	}
	if r.Fault != nil {
		p := a.problem(c, r.Fault)
		out.Fault = &p
	}
	return out
}

func warning(c *call, w clerk.Warning) wire.Warning {
	out := wire.Warning{Code: w.Key, Args: w.Args}
	n, counted := w.Args["Count"].(int)
	if !counted {
		out.Text = c.p.T(w.Key, w.Args)
		return out
	}
	rest := fault.Args{}
	for name, v := range w.Args {
		if name != "Count" {
			rest[name] = v
		}
	}
	out.Text = c.p.N(w.Key, n, rest)
	return out
}
