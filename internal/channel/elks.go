package channel

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

// elksAddress is where the API of 46elks stands (https://46elks.se/docs).
const elksAddress = "https://api.46elks.com/a1"

// elksParallel is how many calls are made at once where the settings say nothing else: each request has one recipient, and 42 alarms are
// not to stand in a line of 42, nor to arrive as a storm.
const elksParallel = 4

// ElksOptions are the settings of an account with 46elks, for text messages and calls alike.
type ElksOptions struct {
	Address  string          // of the API; "" for the real one
	User     string          // API username
	Password string          // API password
	From     string          // who it comes from: a number, or for text messages a name of 1–11 letters and figures
	Parallel int             // calls at once; 0: 4
	Outward  outward.Options // what may be reached, and how long it may take
}

// elks speaks with the API.
type elks struct {
	o      ElksOptions
	client *http.Client
	places chan struct{}
}

func newElks(o ElksOptions) (*elks, error) {
	if o.Address == "" {
		o.Address = elksAddress
	}
	o.Address = strings.TrimSuffix(o.Address, "/")
	if err := outward.Check(o.Address, o.Outward); err != nil || o.User == "" || o.Password == "" || !oneLine(o.User+o.Password) {
		return nil, fault.New(fault.Invalid, "channel.setting")
	}
	if o.Parallel <= 0 {
		o.Parallel = elksParallel
	}
	return &elks{o: o, client: client(o.Outward), places: make(chan struct{}, o.Parallel)}, nil
}

func oneLine(text string) bool { return !strings.ContainsAny(text, "\r\n\x00") }

// elksReply is what the API answers when it has taken a message or a call.
type elksReply struct {
	ID     string `json:"id"`
	Status string `json:"status"` // of a message: created, sent, delivered, failed
	State  string `json:"state"`  // of a call: ongoing, success, busy, failed
	Parts  int    `json:"parts"`
}

// post hands a form over. Faults: those of exchange and of elksRefusal, and channel.unsure for an answer that cannot be read.
func (e *elks) post(ctx context.Context, path string, form url.Values) (elksReply, error) {
	select {
	case e.places <- struct{}{}:
		defer func() { <-e.places }()
	case <-ctx.Done():
		return elksReply{}, unreachable(ctx.Err(), 0)
	}
	r, err := http.NewRequest(http.MethodPost, e.o.Address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return elksReply{}, fault.New(fault.Invalid, "channel.setting")
	}
	r.SetBasicAuth(e.o.User, e.o.Password)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	a, err := exchange(ctx, e.client, r, true)
	if err != nil {
		return elksReply{}, err
	}
	if a.status < 200 || a.status > 204 {
		return elksReply{}, elksRefusal(a)
	}
	var reply elksReply
	if err := json.Unmarshal(a.body, &reply); err != nil || !referenceForm(reply.ID) {
		// It said yes and then something else: it may well be on its way.
		return elksReply{}, fault.Wrap(errors.New("the answer is no receipt"), fault.Unavailable, "channel.unsure")
	}
	if reply.Status == "failed" || reply.State == "failed" {
		return elksReply{}, refused(errors.New("failed at once"), a.status)
	}
	return reply, nil
}

// elksRefusal makes a fault of a no. The API explains itself in plain words that may quote the number, so they are looked at for what hinders
// and then forgotten. Faults: channel.signed-out, channel.no-money, channel.unreachable, channel.refused.
func elksRefusal(a answer) error {
	said := strings.ToLower(string(a.body))
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	cause := errors.New("46elks")
	switch {
	case a.status == http.StatusPaymentRequired, a.status == http.StatusForbidden && has("credit", "balance", "funds"):
		return fault.Wrap(cause, fault.Unavailable, "channel.no-money")
	case a.status == http.StatusUnauthorized, a.status == http.StatusForbidden && has("auth", "password", "username", "login"):
		return fault.Wrap(cause, fault.Unavailable, "channel.signed-out", "Status", a.status)
	case later(a.status):
		return unreachable(cause, a.status)
	}
	return refused(cause, a.status)
}

// referenceForm tells whether a text can be the provider's name for something: short, of letters and figures.
func referenceForm(id string) bool {
	return id != "" && len(id) <= maxID && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}
