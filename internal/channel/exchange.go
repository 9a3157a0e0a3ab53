package channel

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

// Limits of one call, where the settings say nothing else.
const (
	callTime  = 15 * time.Second
	callBytes = 64 << 10
)

// client makes the client that all calls of a provider go through.
func client(o outward.Options) *http.Client {
	if o.Timeout <= 0 {
		o.Timeout = callTime
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = callBytes
	}
	o.Redirects = 0 // what is sent is for one receiver, and goes nowhere else
	return outward.New(o)
}

// answer is what the other machine said.
type answer struct {
	status int
	body   []byte
}

// exchange makes one call. The answer may be of any status. once is set for calls that cannot be repeated unseen: when such a call
// was written and no answer came, it is channel.unsure, for nobody knows whether it was acted on.
// Faults: channel.address, channel.forbidden, channel.refused, channel.unreachable, channel.unsure.
func exchange(ctx context.Context, c *http.Client, r *http.Request, once bool) (answer, error) {
	var written atomic.Bool
	trace := &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) {
		if i.Err == nil {
			written.Store(true)
		}
	}}
	resp, err := c.Do(r.WithContext(httptrace.WithClientTrace(ctx, trace)))
	if err != nil {
		return answer{}, lost(err, once && written.Load())
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, lost(err, once)
	}
	return answer{status: resp.StatusCode, body: body}, nil
}

// lost makes a fault of a call that brought no answer. unsure says that the other machine may have acted on it.
func lost(err error, unsure bool) error {
	switch fault.CodeOf(outward.Explain(err)) { // whose own fault names the host
	case "outward.address":
		return fault.New(fault.Invalid, "channel.address")
	case "outward.forbidden":
		return fault.New(fault.Invalid, "channel.forbidden")
	case "outward.redirect":
		return refused(errors.New("redirect"), http.StatusPermanentRedirect)
	}
	// The words of the network would name the address; what kind of trouble it was is enough.
	cause := errors.New("network")
	if errors.Is(err, context.Canceled) {
		cause = context.Canceled
	} else if errors.Is(err, context.DeadlineExceeded) {
		cause = context.DeadlineExceeded
	}
	if unsure {
		return fault.Wrap(cause, fault.Unavailable, "channel.unsure")
	}
	return unreachable(cause, 0)
}

// unreachable is a call that may be tried again: nobody answered (status 0), or somebody did who has no time now.
func unreachable(cause error, status int) error {
	return fault.Wrap(cause, fault.Unavailable, "channel.unreachable", "Status", status)
}

// refused is a no that stays a no.
func refused(cause error, status int) error {
	return fault.Wrap(cause, fault.Invalid, "channel.refused", "Status", status)
}

// later tells whether a status says that the same call may succeed another time.
func later(status int) bool {
	return status >= 500 || status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == http.StatusTooManyRequests
}
