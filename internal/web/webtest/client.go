package webtest

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// Client is somebody at a screen whose browser runs no script.
type Client struct {
	Role Role
	Lang string // that the browser asks for

	stage   *Stage
	t       testing.TB
	cookies map[string]*http.Cookie
	asked   int
}

// Answer is what the service gave, read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// enough is how much a session asks for before it is changed for a new one: the service lets each ask only so much in a minute.
const enough = 1000

// Send sends a request as the browser would, and follows nothing. A body is a form, or has its kind in the header.
func (c *Client) Send(method, path, body string, header map[string]string) Answer {
	c.t.Helper()
	if c.asked++; c.asked%enough == 0 && c.Role != Nobody {
		if fresh := c.stage.enter(c.Role); fresh != nil {
			c.cookies[fresh.Name] = fresh
		}
	}
	return c.send(method, path, body, header)
}

// Cookie is the header by which the session is known, for a request that no client sends.
func (c *Client) Cookie() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(c.cookies)) {
		all = append(all, name+"="+c.cookies[name].Value)
	}
	return strings.Join(all, "; ")
}

func (c *Client) send(method, path, body string, header map[string]string) Answer {
	c.t.Helper()
	var r io.Reader
	if method == http.MethodPost {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.stage.URL+path, r)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	req.Header.Set("Accept-Language", c.Lang)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", c.stage.URL)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	for _, name := range slices.Sorted(maps.Keys(c.cookies)) {
		req.AddCookie(&http.Cookie{Name: name, Value: c.cookies[name].Value})
	}
	res, err := plain.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	// Not by when they end: the service's clock is not the machine's.
	for _, x := range res.Cookies() {
		if c.cookies[x.Name] = x; x.MaxAge < 0 || x.Value == "" {
			delete(c.cookies, x.Name)
		}
	}
	return Answer{res.StatusCode, res.Header, string(text)}
}

// plain follows nothing, so that a test sees where it is sent. It takes no answer packed: the browsers' tests do, and packing a page here
// to unpack it at once took as long as making it.
var plain = &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport: &http.Transport{MaxIdleConnsPerHost: 8, DisableCompression: true}}

// Get opens a page, goes where it is sent on to, and holds what comes against what every page must be.
func (c *Client) Get(path string) *Page {
	c.t.Helper()
	return c.page(http.MethodGet, path, "")
}

// Post sends a form's fields, by name and value, and gives the page that comes of it.
func (c *Client) Post(path string, fields ...string) *Page {
	c.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return c.page(http.MethodPost, path, form.Encode())
}

func (c *Client) page(method, path, body string) *Page {
	c.t.Helper()
	for hops := 0; ; hops++ {
		a := c.Send(method, path, body, nil)
		to := a.Header.Get("Location")
		if a.Status < 300 || a.Status > 399 || to == "" {
			p := &Page{Answer: a, Path: path, client: c, t: c.t}
			p.read()
			return p
		}
		if hops == 5 {
			c.t.Fatalf("%s: sent on and on", path)
		}
		u, err := url.Parse(to)
		if err != nil || u.Host != "" && !strings.HasPrefix(to, c.stage.URL) {
			c.t.Fatalf("%s: sent on to %q", path, to)
		}
		method, path, body = http.MethodGet, u.RequestURI(), ""
	}
}

// Page is a page that somebody has open.
type Page struct {
	Answer
	Asked string // what was asked for, by a walk
	Path  string // where it is, after being sent on
	Root  *html.Node

	client *Client
	t      testing.TB
}

func (p *Page) read() {
	p.t.Helper()
	if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
		return
	}
	root, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		p.t.Fatalf("%s: %v", p.Path, err)
	}
	p.Root = root
	if strings.HasPrefix(p.Path, "/api/") || strings.Contains(p.Header.Get("Content-Security-Policy"), "; sandbox") {
		return // a document on its way out, which is to be opened where the service is not
	}
	for _, f := range Faults(p.Body) {
		p.t.Errorf("%s as %s: %s", p.Path, p.client.Role, f)
	}
}

// Want fails unless the page has a status.
func (p *Page) Want(status int) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("%s as %s: %d, want %d\n%s", p.Path, p.client.Role, p.Status, status, clip(p.Text()))
	}
	return p
}

// Says fails unless the page says every one of some texts.
func (p *Page) Says(texts ...string) *Page {
	p.t.Helper()
	all := p.Text()
	for _, x := range texts {
		if !strings.Contains(all, x) {
			p.t.Errorf("%s as %s does not say %q:\n%s", p.Path, p.client.Role, x, clip(all))
		}
	}
	return p
}

// SaysNot fails when the page has one of some texts anywhere, also where nobody sees it.
func (p *Page) SaysNot(texts ...string) *Page {
	p.t.Helper()
	for _, x := range texts {
		if strings.Contains(p.Body, x) || strings.Contains(p.Text(), x) {
			p.t.Errorf("%s as %s says %q", p.Path, p.client.Role, x)
		}
	}
	return p
}

func clip(s string) string {
	if r := []rune(s); len(r) > 2000 {
		return string(r[:2000]) + "…"
	}
	return s
}
