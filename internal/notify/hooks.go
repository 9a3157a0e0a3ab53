package notify

import (
	"context"
	"net/http"
	"time"

	"samverkan/conference"
	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// HooksPath is where providers tell what became of a message: HooksPath + channel/delivery.
const HooksPath = "/hooks/"

const maxReport = 64 << 10

// Hooks takes what providers tell. Its address carries a key for the one message, since a provider signs nothing.
type Hooks struct {
	Clerk     *clerk.Clerk
	Callbacks channel.Callbacks
	Voice     *channel.Voice // nil without calls
	Now       func() time.Time
}

// ServeHTTP answers POST HooksPath + {channel}/{id}, for a router that names those parts of the path so. It answers with 204 to what
// it has kept, also when it knew it already, and otherwise with a status that makes the provider come again.
func (h *Hooks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxReport)
	name, id := r.PathValue("channel"), r.PathValue("id")
	err := h.Callbacks.Check(name, id, r.URL.Query())
	if err == nil && r.ParseForm() != nil {
		err = fault.New(fault.Invalid, "channel.report")
	}
	var answer []byte
	if err == nil {
		switch directory.Channel(name) {
		case directory.SMS:
			err = h.sms(r.Context(), id, r)
		case directory.Voice:
			answer, err = h.call(r.Context(), id, r)
		default:
			err = fault.New(fault.NotFound, "channel.callback")
		}
	}
	switch fault.KindOf(err) {
	case fault.NotFound:
		w.WriteHeader(http.StatusNotFound)
	case fault.Invalid:
		w.WriteHeader(http.StatusBadRequest)
	case fault.Conflict: // it is as it is
		w.WriteHeader(http.StatusNoContent)
	default:
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if answer == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer) // the provider asks again
	}
}

// sms takes a report about a text message.
func (h *Hooks) sms(ctx context.Context, id string, r *http.Request) error {
	report, err := channel.ParseDelivery(r.PostForm)
	if err != nil {
		return err
	}
	return h.report(ctx, id, report.State, report.Reference)
}

func (h *Hooks) report(ctx context.Context, id string, state channel.State, reference string) error {
	s := clerk.Settled{ID: id, Outcome: delivery.Outcome{At: h.Now(), MessageID: reference}}
	switch state {
	case channel.Delivered:
		s.State = delivery.Delivered
	case channel.Failed:
		// Reports come late and in any order: what was delivered stays delivered.
		if d, _, err := h.Clerk.DeliveryByID(ctx, id); err != nil || d.State == delivery.Delivered {
			return err
		}
		s.State, s.Code = delivery.Failed, "channel.refused"
	default:
		return nil
	}
	_, err := h.Clerk.ReportDelivery(ctx, s)
	return err
}

// call takes what happens in a call. The key that acknowledges answers for the actor that was rung.
func (h *Hooks) call(ctx context.Context, id string, r *http.Request) ([]byte, error) {
	report, err := channel.ParseCall(r.PostForm)
	if err != nil || h.Voice == nil {
		return nil, err
	}
	if report.Acknowledged {
		if err := h.acknowledge(ctx, id, report.Reference); err != nil {
			return nil, err
		}
	}
	return h.Voice.Answer(report), h.report(ctx, id, report.State, report.Reference)
}

func (h *Hooks) acknowledge(ctx context.Context, id, reference string) error {
	d, ok, err := h.Clerk.DeliveryByID(ctx, id)
	if err != nil || !ok {
		return err
	}
	v := delivery.Verdict{Source: "voice", Digest: "voice." + id + "." + reference, At: h.Now(), Finding: delivery.Answered, Conference: d.Conference,
		Participant: d.Participant, Actor: d.Actor, Reply: conference.Acknowledged, Sequence: d.Sequence, Verified: true, Delivery: id}
	if d.Conference == "" {
		_, err = h.Clerk.ReportDelivery(ctx, clerk.Settled{ID: id, Outcome: delivery.Outcome{State: delivery.Acknowledged, At: h.Now()}})
		return err
	}
	_, err = h.Clerk.AnswerFor(ctx, v)
	return err
}
