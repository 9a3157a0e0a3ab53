package client

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"samverkan/internal/fault"
)

// PieceSize is how much of a file is sent at a time, in bytes.
const PieceSize = 8 << 20

// Piecewise is a file that is sent in pieces (tus 1.0.0), from where an earlier try of it came to.
type Piecewise struct {
	Content io.ReaderAt
	Size    int64
	Name    string // as it is called; may be empty
	// Upload is the id of an upload that was begun before; "" begins one.
	Upload string
	// Begun is told the id of an upload when it has been begun, so that it can be gone on with after this process. May be nil.
	Begun func(id string)
	// Sent is told how much has come. May be nil.
	Sent func(bytes int64)
}

// SendPieces sends a file in pieces and answers with its digest. Each piece is put again when the connection breaks, from where the
// service says that it came to. Faults: those of the service, client.upload-moved when the file is another than the one that was begun.
func (c *Client) SendPieces(ctx context.Context, p Piecewise) (digest string, err error) {
	state, err := c.resume(ctx, &p)
	if err != nil {
		return "", err
	}
	for state.digest == "" {
		if p.Sent != nil {
			p.Sent(state.offset)
		}
		if state.offset > p.Size || state.length != p.Size {
			return "", fault.New(fault.Conflict, "client.upload-moved")
		}
		if state, err = c.sendPiece(ctx, p, state); err != nil {
			return "", err
		}
	}
	if p.Sent != nil {
		p.Sent(p.Size)
	}
	return state.digest, nil
}

// progress is how far an upload has come.
type progress struct {
	offset, length int64
	digest         string
}

// resume asks how far an upload has come, or begins one.
func (c *Client) resume(ctx context.Context, p *Piecewise) (progress, error) {
	if p.Upload != "" {
		state, err := c.uploaded(ctx, p.Upload)
		if fault.KindOf(err) != fault.NotFound || err == nil {
			return state, err
		}
	}
	var state progress
	err := c.persist(ctx, true, func() error { // beginning twice leaves an empty upload, which expires
		r, err := c.tus(ctx, question{method: http.MethodPost, path: []string{"uploads"}}, "Upload-Length", strconv.FormatInt(p.Size, 10),
			"Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte(p.Name)))
		if err != nil {
			return err
		}
		defer r.Body.Close()
		at, err := url.Parse(r.Header.Get("Location"))
		if err != nil || at.Path == "" {
			return c.notOurs(r.StatusCode, err)
		}
		p.Upload = at.Path[strings.LastIndexByte(at.Path, '/')+1:]
		state = progress{length: p.Size, digest: r.Header.Get("Samverkan-Digest")}
		return nil
	})
	if err == nil && p.Begun != nil {
		p.Begun(p.Upload)
	}
	return state, err
}

// uploaded asks how far an upload has come.
func (c *Client) uploaded(ctx context.Context, id string) (state progress, err error) {
	err = c.persist(ctx, true, func() error {
		r, err := c.tus(ctx, question{method: http.MethodHead, path: []string{"uploads", id}})
		if err != nil {
			return err
		}
		defer r.Body.Close()
		state, err = c.progressOf(r)
		return err
	})
	return state, err
}

func (c *Client) progressOf(r *http.Response) (state progress, err error) {
	if state.offset, err = strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64); err == nil {
		state.length, err = strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
	}
	if err != nil {
		return state, c.notOurs(r.StatusCode, err)
	}
	state.digest = r.Header.Get("Samverkan-Digest")
	return state, nil
}

// sendPiece sends the next piece. When it breaks, the service is asked how far it came.
func (c *Client) sendPiece(ctx context.Context, p Piecewise, at progress) (progress, error) {
	first := true
	err := c.persist(ctx, true, func() error {
		if !first {
			now, err := c.uploaded(ctx, p.Upload)
			if err != nil || now.digest != "" || now.offset != at.offset {
				at = now
				return err
			}
		}
		first = false
		n := min(PieceSize, p.Size-at.offset)
		r, err := c.tus(ctx, question{method: http.MethodPatch, path: []string{"uploads", p.Upload}, content: "application/offset+octet-stream",
			body: func() (io.Reader, error) { return io.NewSectionReader(p.Content, at.offset, n), nil }}, "Upload-Offset", strconv.FormatInt(at.offset, 10))
		if err != nil {
			return err
		}
		defer r.Body.Close()
		if at.offset, err = strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64); err != nil {
			return c.notOurs(r.StatusCode, err)
		}
		at.digest = r.Header.Get("Samverkan-Digest")
		return nil
	})
	return at, err
}

// tus puts a question of the protocol once, with headers by name and value.
func (c *Client) tus(ctx context.Context, q question, headers ...string) (*http.Response, error) {
	q.accept = "application/problem+json"
	q.headers = append(headers, "Tus-Resumable", "1.0.0")
	return c.once(ctx, q)
}
