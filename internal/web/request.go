package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// request is what a handler is given: who asks, in which language, when, and with which form.
type request struct {
	*i18n.Printer
	web *Web
	w   http.ResponseWriter
	r   *http.Request

	Who  clerk.Identity
	Now  time.Time
	Form url.Values // what was posted; empty for a page that is only read

	nonce  string
	ground string // where the pictures under the page's map come from
	posted *Posted
	names  *directory.Directory
	chosen map[string]string // the reader's own settings, once they have been asked for
}

// handler answers a request. What it returns is shown as a page, or at the form that it was about.
type handler func(q *request) error

// ctx is the request's own.
func (q *request) ctx() context.Context { return q.r.Context() }

// clerk is the desk that every wish passes.
func (q *request) clerk() *clerk.Clerk { return q.web.o.Clerk }

// path gives a value of the path: {id}.
func (q *request) path(name string) string { return q.r.PathValue(name) }

// query gives a value of the address, without the space around it.
func (q *request) query(name string) string { return strings.TrimSpace(q.r.URL.Query().Get(name)) }

// enhanced tells whether the script sent the form, and takes the answer apart itself.
func (q *request) enhanced() bool { return q.r.Header.Get("Samverkan-Enhanced") != "" }

// do gives a command in a conference. A form brings the command's id, so that sending it twice is one effect, and the role to
// act in when there are several.
func (q *request) do(conferenceID string, cmd conference.Command) (clerk.Receipt, error) {
	return q.clerk().Do(q.ctx(), q.Who, conferenceID, clerk.Wish{ID: q.Form.Get("_id"), Role: conference.Role(q.Form.Get("_role")),
		OccurredAt: q.Now, Command: cmd})
}

// administer gives an administrative command.
func (q *request) administer(cmd clerk.AdminCommand) (clerk.Receipt, error) {
	return q.clerk().Administer(q.ctx(), q.Who, q.Form.Get("_id"), cmd)
}

// directory gives the actors, read once for each request.
func (q *request) directory() (*directory.Directory, error) {
	if q.names != nil {
		return q.names, nil
	}
	d, err := q.clerk().Directory(q.ctx())
	q.names = d
	return d, err
}

// actorName gives an actor's name in full, its id when it is not known.
func (q *request) actorName(id string) string {
	d, err := q.directory()
	if err != nil {
		return id
	}
	if a, ok := d.ByID(id); ok {
		return a.Name
	}
	return id
}

// shortName gives an actor's name as in lists and the upprop.
func (q *request) shortName(id string) string {
	d, err := q.directory()
	if err != nil {
		return id
	}
	if a, ok := d.ByID(id); ok && a.ShortName != "" {
		return a.ShortName
	}
	return q.actorName(id)
}

// Fault writes what is wrong in the reader's language. Actors are called by their names, and not by what the commands call them.
func (q *request) Fault(err error) string {
	f, ok := fault.As(err)
	if !ok || len(f.Args) == 0 {
		return q.Printer.Fault(err)
	}
	said := *f
	said.Args = maps.Clone(f.Args)
	for _, name := range []string{"Actor", "Actors", "Speaker"} {
		switch v := f.Args[name].(type) {
		case string:
			said.Args[name] = q.actorName(v)
		case []string:
			names := make([]string, len(v))
			for i, actor := range v {
				names[i] = q.actorName(actor)
			}
			said.Args[name] = names
		}
	}
	return q.Printer.Fault(&said)
}

// done answers a form: the script gets what changed in its page, if anything, and a browser without it the page to go on to. note
// is the key of what is said there, below web.done; "" for nothing.
func (q *request) done(to, note string) error {
	if to = localPath(to); note != "" {
		to = withQuery(to, "done", note)
	}
	if q.enhanced() {
		if q.Form.Get("_stay") != "" { // the page is live, and hears of it by its stream
			q.w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return q.sendPatch(patch{}.goTo(to))
	}
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}

// back is where a form wants its sender to be afterwards; or is for a form that does not say. A form with a page of its own leads on
// from it (_to), and is shown again on it (_back).
func (q *request) back(or string) string {
	if to := q.Form.Get("_to"); to != "" {
		return localPath(to)
	}
	if b := q.Form.Get("_back"); b != "" {
		return localPath(b)
	}
	return or
}

// localPath gives a place on this site; anything that could lead elsewhere becomes the start page.
func localPath(to string) string {
	if len(to) > 2000 || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") ||
		strings.ContainsFunc(to, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return "/"
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, "\\") {
		return "/"
	}
	return to
}

// withQuery sets a value of a path's query.
func withQuery(path, name, value string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	v := u.Query()
	v.Set(name, value)
	u.RawQuery = v.Encode()
	return u.String()
}

// notFound is for what is not there, and for what somebody may not know of.
func notFound() error { return fault.New(fault.NotFound, "http.no-such-place") }
