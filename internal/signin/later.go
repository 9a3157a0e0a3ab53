package signin

import (
	"context"
	"net/http"
	"time"

	"samverkan/internal/fault"
)

// mailTime is how long a mail may take that nobody waits for.
const mailTime = 30 * time.Second

// later does something after the answer, with a context that outlives the request.
func (s *Service) later(r *http.Request, do func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), mailTime)
	s.mailing.Go(func() {
		defer cancel()
		if err := do(ctx); err != nil {
			s.log.Error("a link was not mailed", "code", fault.CodeOf(err))
		}
	})
}

// Close waits for mails that are on their way.
func (s *Service) Close() { s.mailing.Wait() }
