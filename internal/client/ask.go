package client

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// MaxAnswer is the largest answer that is read whole, in bytes.
const MaxAnswer = 64 << 20

// question is one request, in a form that can be put again.
type question struct {
	method  string
	path    []string // segments below /api/v1
	query   url.Values
	body    func() (io.Reader, error) // nil: none
	content string                    // media type of the body
	accept  string
	again   bool     // putting it twice does no harm
	headers []string // more of them, by name and value
}

// Get reads what stands at a path below /api/v1; the path is given by its segments, which may hold any characters.
func (c *Client) Get(ctx context.Context, query url.Values, out any, path ...string) error {
	return c.ask(ctx, question{method: http.MethodGet, path: path, query: query, again: true}, out)
}

// Give posts something that has ids of its own, so that it is safe to send again.
func (c *Client) Give(ctx context.Context, in, out any, path ...string) error {
	return c.send(ctx, http.MethodPost, true, in, out, path)
}

// Post posts something once: when the answer is lost, nobody knows whether it was carried out.
func (c *Client) Post(ctx context.Context, in, out any, path ...string) error {
	return c.send(ctx, http.MethodPost, false, in, out, path)
}

// Send posts content of a media type as it is, once like Post. Without content there is no body.
func (c *Client) Send(ctx context.Context, query url.Values, content []byte, mediaType string, out any, path ...string) error {
	return c.ask(ctx, question{method: http.MethodPost, path: path, query: query, body: whole(content), content: mediaType}, out)
}

// Delete takes something away.
func (c *Client) Delete(ctx context.Context, path ...string) error {
	return c.ask(ctx, question{method: http.MethodDelete, path: path, again: true}, nil)
}

func (c *Client) send(ctx context.Context, method string, again bool, in, out any, path []string) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "client.unwritable")
	}
	return c.ask(ctx, question{method: method, path: path, body: whole(body), content: "application/json", again: again}, out)
}

func whole(body []byte) func() (io.Reader, error) {
	return func() (io.Reader, error) { return bytes.NewReader(body), nil }
}

// Upload sends content as it is. It is put again when it broke off, from its beginning. out is what the service answers.
func (c *Client) Upload(ctx context.Context, content io.ReadSeeker, out any, path ...string) error {
	begin, err := content.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	return c.ask(ctx, question{method: http.MethodPost, path: path, content: "application/octet-stream", again: true,
		body: func() (io.Reader, error) {
			_, err := content.Seek(begin, io.SeekStart)
			return io.NopCloser(content), err // the transport closes what it sends; this is not its to close
		}}, out)
}

// ask puts a question and reads the answer into out, which may be nil.
func (c *Client) ask(ctx context.Context, q question, out any) error {
	q.accept = "application/json, application/problem+json"
	return c.persist(ctx, q.again, func() error {
		r, err := c.once(ctx, q)
		if err != nil {
			return err
		}
		defer r.Body.Close()
		data, err := io.ReadAll(io.LimitReader(r.Body, MaxAnswer+1))
		switch {
		case err != nil:
			return c.trouble(ctx, err)
		case len(data) > MaxAnswer:
			return fault.New(fault.TooLarge, "client.answer-too-large")
		case out == nil || len(data) == 0:
			return nil
		}
		if err := json.Unmarshal(data, out); err != nil {
			return c.notOurs(r.StatusCode, err)
		}
		return nil
	})
}

// Content is a file on its way here. Close it.
type Content struct {
	io.ReadCloser
	Name      string // as the service calls it; "" when it does not
	MediaType string
	Size      int64 // -1 when it is not known
	Tag       string
}

// Open asks for a file of any size.
func (c *Client) Open(ctx context.Context, query url.Values, path ...string) (*Content, error) {
	var out *Content
	q := question{method: http.MethodGet, path: path, query: query, accept: "*/*", again: true}
	err := c.persist(ctx, true, func() error {
		r, err := c.once(ctx, q)
		if err != nil {
			return err
		}
		out = &Content{ReadCloser: reading{r.Body, c, ctx}, Size: r.ContentLength, Tag: r.Header.Get("ETag")}
		out.MediaType, _, _ = mime.ParseMediaType(r.Header.Get("Content-Type"))
		if _, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition")); err == nil {
			out.Name = params["filename"]
		}
		return nil
	})
	return out, err
}

// reading gives the troubles of a connection as faults.
type reading struct {
	io.ReadCloser
	client *Client
	ctx    context.Context
}

func (r reading) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = r.client.trouble(r.ctx, err)
	}
	return n, err
}

// once puts the question once. The answer is one that says yes; anything else is an error.
func (c *Client) once(ctx context.Context, q question) (*http.Response, error) {
	r, cancel, err := c.request(ctx, q)
	if err != nil {
		return nil, err
	}
	stall := time.AfterFunc(c.o.Stall, cancel)
	answer, err := c.http.Do(r)
	if err != nil {
		stall.Stop()
		cancel()
		return nil, c.trouble(ctx, err)
	}
	answer.Body = &lively{body: answer.Body, timer: stall, within: c.o.Stall, cancel: cancel}
	if answer.StatusCode >= 200 && answer.StatusCode < 300 {
		return answer, nil
	}
	defer answer.Body.Close()
	return nil, c.refusal(answer)
}

// request makes the HTTP request, with a context of its own that ends when nothing comes.
func (c *Client) request(ctx context.Context, q question) (*http.Request, context.CancelFunc, error) {
	var body io.Reader
	if q.body != nil {
		var err error
		if body, err = q.body(); err != nil {
			return nil, nil, err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	r, err := http.NewRequestWithContext(ctx, q.method, c.base.String(), body)
	if err != nil {
		cancel()
		return nil, nil, fault.Wrap(err, fault.Internal, "client.unwritable")
	}
	r.URL = c.at(q.path, q.query)
	set := func(name, value string) {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	set("Accept", q.accept)
	set("Content-Type", q.content)
	set("Accept-Language", c.o.Lang)
	set("User-Agent", c.o.Agent)
	for i := 0; i+1 < len(q.headers); i += 2 {
		r.Header.Set(q.headers[i], q.headers[i+1])
	}
	if c.o.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.o.Token)
	}
	return r, cancel, nil
}

// at is the address of a path below /api/v1. Every segment is one, whatever it holds.
func (c *Client) at(path []string, query url.Values) *url.URL {
	u := *c.base
	plain, written := []string{strings.TrimRight(u.Path, "/"), "api", "v1"}, []string{strings.TrimRight(u.EscapedPath(), "/"), "api", "v1"}
	for _, p := range path {
		plain = append(plain, p)
		e := url.PathEscape(p)
		if p == "." || p == ".." { // they would be taken for steps
			e = strings.ReplaceAll(p, ".", "%2E")
		}
		written = append(written, e)
	}
	u.Path, u.RawPath = strings.Join(plain, "/"), strings.Join(written, "/")
	u.RawQuery = query.Encode()
	return &u
}

// lively is the body of an answer, which is given up when nothing comes for long.
type lively struct {
	body   io.ReadCloser
	timer  *time.Timer
	within time.Duration
	cancel context.CancelFunc
}

func (l *lively) Read(p []byte) (int, error) {
	n, err := l.body.Read(p)
	if n > 0 {
		l.timer.Reset(l.within)
	}
	return n, err
}

func (l *lively) Close() error {
	l.timer.Stop()
	l.cancel()
	return l.body.Close()
}

// trouble says in a fault what stopped a connection.
func (c *Client) trouble(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if f, ok := fault.As(err); ok {
		return f
	}
	if wrong := certificateFault(err, c.base.Host); wrong != nil {
		return wrong
	}
	return &lost{fault.Wrap(err, fault.Unavailable, "client.unreachable", "Server", c.base.Host)}
}
