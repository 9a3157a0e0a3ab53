package transcribe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
	"samverkan/internal/sound"
)

// Options say which machine writes, and how it is reached.
type Options struct {
	URL       string // base, before /v1/audio/transcriptions; with or without the /v1
	Model     string // as the service calls it
	Key       string // sent as a bearer token; "" for none
	LocalOnly bool   // only this machine and private networks are called
	Inside    []netip.Prefix
	Timeout   time.Duration // for one part; 2 hours when zero
	Most      int64         // bytes of one part; 24 MiB when zero
}

const (
	defaultTimeout = 2 * time.Hour
	defaultMost    = 24 << 20
	mostAnswer     = 16 << 20
)

// local is what LocalOnly allows: this machine, and addresses that are led nowhere by the open internet (RFC 1918, RFC 4193, RFC 6598).
var local = []string{"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "100.64.0.0/10"}

// Client speaks to the machine. It may be used by several goroutines.
type Client struct {
	o      Options
	url    string
	client *http.Client
}

// New makes a client. Faults: outward.address and outward.forbidden when the address may not be called.
func New(o Options) (*Client, error) {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Most <= 0 {
		o.Most = defaultMost
	}
	out := outward.Options{Inside: o.Inside, PlainHTTP: true, Timeout: o.Timeout, MaxBytes: mostAnswer, InsideOnly: o.LocalOnly}
	for _, p := range local {
		out.Inside = append(out.Inside, netip.MustParsePrefix(p))
	}
	base := strings.TrimSuffix(strings.TrimRight(o.URL, "/"), "/v1")
	if u, err := url.Parse(base); err != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fault.New(fault.Invalid, "outward.address")
	}
	address := base + "/v1/audio/transcriptions"
	if err := outward.Check(address, out); err != nil {
		return nil, err
	}
	return &Client{o: o, url: address, client: outward.New(out)}, nil
}

// Model names what writes.
func (c *Client) Model() string { return c.o.Model }

// Transcribe has a recording written down. language is as ISO 639-1 has it; "" lets the machine tell. Faults: sound.cannot-cut when it is too large
// for one part and cannot be cut; transcribe.key, transcribe.refused, transcribe.not-there and transcribe.too-large, which will not be
// better the next time; transcribe.busy (see [After]), transcribe.failed, transcribe.junk and outward.unreachable, which may.
func (c *Client) Transcribe(ctx context.Context, r io.ReadSeeker, language string) (Text, error) {
	out := Text{Language: language}
	err := sound.Cut(r, c.o.Most, func(p sound.Part) error {
		part, err := c.part(ctx, p, language)
		if err != nil {
			return err
		}
		out.add(p, part)
		return nil
	})
	if err != nil {
		return Text{}, err
	}
	return out, nil
}

// part asks for stretches first, and for plain words when the service does not know them.
func (c *Client) part(ctx context.Context, p sound.Part, language string) (answer, error) {
	a, err := c.ask(ctx, p, language, "verbose_json")
	if fault.CodeOf(err) == "transcribe.refused" {
		a, err = c.ask(ctx, p, language, "json")
	}
	return a, err
}

func (c *Client) ask(ctx context.Context, p sound.Part, language, format string) (answer, error) {
	if _, err := p.Content.Seek(0, io.SeekStart); err != nil {
		return answer{}, err
	}
	body, kind, size, err := c.form(p, language, format)
	if err != nil {
		return answer{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, body)
	if err != nil {
		return answer{}, fault.New(fault.Invalid, "outward.address")
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "application/json")
	if c.o.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.o.Key)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return answer{}, outward.Explain(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return answer{}, refused(resp)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, outward.Explain(err)
	}
	return read(b, resp.Header.Get("Content-Type"))
}

// form writes the form around the sound, which is read as it is sent.
func (c *Client) form(p sound.Part, language, format string) (body io.Reader, kind string, size int64, err error) {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	fields := [][2]string{{"model", c.o.Model}, {"response_format", format}, {"temperature", "0"}}
	if format == "verbose_json" {
		fields = append(fields, [2]string{"timestamp_granularities[]", "segment"})
	}
	if language != "" {
		fields = append(fields, [2]string{"language", language})
	}
	for _, f := range fields {
		err = errors.Join(err, w.WriteField(f[0], f[1]))
	}
	if _, ferr := w.CreateFormFile("file", p.Name); ferr != nil || err != nil {
		return nil, "", 0, fault.Wrap(errors.Join(err, ferr), fault.Internal, "transcribe.not-written")
	}
	before := head.Len()
	if err := w.Close(); err != nil {
		return nil, "", 0, fault.Wrap(err, fault.Internal, "transcribe.not-written")
	}
	b := head.Bytes()
	body = io.MultiReader(bytes.NewReader(b[:before]), io.LimitReader(p.Content, p.Size), bytes.NewReader(b[before:]))
	return body, w.FormDataContentType(), int64(len(b)) + p.Size, nil
}

// refused makes a fault of an answer that is none. What the service says of it stays outside: it may repeat the key or the sound's words.
func refused(resp *http.Response) error {
	host := resp.Request.URL.Hostname()
	switch code := resp.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fault.New(fault.Forbidden, "transcribe.key", "Host", host)
	case code == http.StatusNotFound || code == http.StatusMethodNotAllowed:
		return fault.New(fault.Invalid, "transcribe.not-there", "Host", host)
	case code == http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "transcribe.too-large", "Host", host)
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		return fault.New(fault.Limited, "transcribe.busy", "Host", host, "Seconds", retryAfter(resp.Header.Get("Retry-After")))
	case code >= 500:
		return fault.New(fault.Unavailable, "transcribe.failed", "Host", host, "Status", code)
	}
	return fault.New(fault.Invalid, "transcribe.refused", "Host", host, "Status", resp.StatusCode)
}

// mostWait is the longest that a service is believed when it asks to be left alone.
const mostWait = 24 * time.Hour

// retryAfter reads for how many seconds a service wants to be left alone; 0 when it does not say. Dates are not used by any known service.
func retryAfter(v string) int {
	n, err := strconv.Atoi(strings.TrimSpace(v))
	if err != nil || n < 0 {
		return 0
	}
	return min(n, int(mostWait/time.Second))
}

// After gives how long a service wants to be left alone; 0 when it did not say.
func After(err error) time.Duration {
	if f, ok := fault.As(err); ok {
		if n, ok := f.Args["Seconds"].(int); ok {
			return time.Duration(n) * time.Second
		}
	}
	return 0
}

// answer is what a service says of one part.
type answer struct {
	Text     string `json:"text"`
	Language string `json:"language"`
	Segments []struct {
		Start float64 `json:"start"` // seconds
		End   float64 `json:"end"`
		Text  string  `json:"text"`
	} `json:"segments"`
}

func read(b []byte, kind string) (answer, error) {
	var a answer
	b = bytes.TrimSpace(b)
	if strings.HasPrefix(kind, "text/plain") && !bytes.HasPrefix(b, []byte("{")) {
		a.Text = string(b)
		return a, nil
	}
	var has map[string]json.RawMessage
	if json.Unmarshal(b, &a) != nil || json.Unmarshal(b, &has) != nil || has["text"] == nil && has["segments"] == nil {
		return answer{}, fault.New(fault.Unavailable, "transcribe.junk")
	}
	return a, nil
}
