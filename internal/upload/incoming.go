package upload

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// incoming is a piece that comes right now.
type incoming struct {
	body    io.Reader
	control *http.ResponseController
	stopped atomic.Bool
	ended   chan struct{}
	who     clerk.Identity
}

var errInterrupted = errors.New("the sender asked how far it had come")

// Read ends when the sender has come back by another connection.
func (i *incoming) Read(p []byte) (int, error) {
	if i.stopped.Load() {
		return 0, errInterrupted
	}
	return i.body.Read(p)
}

// take hands a piece to the clerk as it comes.
func (s *Service) take(w http.ResponseWriter, r *http.Request, who clerk.Identity, id string, piece clerk.UploadPiece) (clerk.Upload, error) {
	in := &incoming{body: r.Body, control: http.NewResponseController(w), ended: make(chan struct{}), who: who}
	defer close(in.ended)
	s.mu.Lock()
	_, taken := s.sending[id]
	if !taken {
		s.sending[id] = in
	}
	s.mu.Unlock()
	if !taken { // the clerk refuses a second one, if they have anything to do with each other
		defer func() {
			s.mu.Lock()
			delete(s.sending, id)
			s.mu.Unlock()
		}()
	}
	broken := &remembers{Reader: in}
	piece.Body = broken
	u, err := s.o.Clerk.AddToUpload(r.Context(), who, id, piece, s.o.Limits)
	if err != nil && broken.err != nil {
		return u, fault.Wrap(err, fault.Unavailable, "upload.broken")
	}
	return u, err
}

// release is how long one waits for a piece that is to end.
const release = 5 * time.Second

// interrupt ends a piece of an upload that its sender has given up, and tells whether it has ended. Only its sender may.
func (s *Service) interrupt(ctx context.Context, who clerk.Identity, id string) bool {
	s.mu.Lock()
	in := s.sending[id]
	s.mu.Unlock()
	if in == nil || in.who.Member != who.Member || in.who.Actor != who.Actor {
		return in == nil
	}
	in.stopped.Store(true)
	_ = in.control.SetReadDeadline(time.Unix(1, 0)) // where it cannot be set, its own deadline comes
	wait := time.NewTimer(release)
	defer wait.Stop()
	select {
	case <-in.ended:
		return true
	case <-wait.C:
	case <-ctx.Done():
	}
	return false
}

// remembers is a reader that remembers what went wrong with it.
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
