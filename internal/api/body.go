package api

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"

	"samverkan/internal/fault"
)

// maxRead is the largest body that is read before anything is done with it; what is larger goes to the disk as it comes.
const maxRead = maxCommands

// readBody reads a whole body into memory, before huma does: to huma a sender that breaks off is the service's own fault. Faults:
// api.body-too-large, before anything is read when its length says so, and those of [broken].
func readBody(r *http.Request, most int64) error {
	if r.ContentLength > most {
		return fault.New(fault.TooLarge, "api.body-too-large")
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, most+1))
	if err != nil {
		return broken(err)
	}
	if int64(len(data)) > most {
		return fault.New(fault.TooLarge, "api.body-too-large")
	}
	r.Body = io.NopCloser(bytes.NewReader(data))
	return nil
}

// broken is the fault of a body that does not come to its end. Faults: api.timed-out for one that comes too slowly, api.malformed.
func broken(err error) error {
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return fault.Wrap(err, fault.Unavailable, "api.timed-out")
	}
	return fault.Wrap(err, fault.Invalid, "api.malformed", "Reason", "body")
}

// remembers is a reader that remembers what went wrong with it, for whoever gets only a copy's error.
type remembers struct {
	io.Reader
	err error
}

func (r *remembers) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}
