package notify

import (
	"context"
	"encoding/base64"
	"strings"

	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// Pushes hands a notice to all browsers of an account: the address of a delivery by this way is the account.
type Pushes struct {
	Clerk *clerk.Clerk
	To    channel.Provider // to one browser
}

// Send hands the notice to each browser, and is content when one took it. A browser that is gone is forgotten. Faults: channel.gone
// when no browser is left, and those of the provider.
func (p Pushes) Send(ctx context.Context, m channel.Message) (channel.Handed, error) {
	list, err := p.Clerk.PushesOf(ctx, m.To)
	if err != nil {
		return channel.Handed{}, err
	}
	failed := error(fault.New(fault.Invalid, "channel.gone"))
	var taken *channel.Handed
	for _, s := range list {
		one := m
		one.To = channel.Subscription{Endpoint: s.Endpoint, P256DH: bytesOf(s.P256DH), Auth: bytesOf(s.Auth)}.String()
		h, err := p.To.Send(ctx, one)
		gone := fault.CodeOf(err) == "channel.gone"
		if err := p.Clerk.UsedPush(ctx, s.ID, err == nil, gone); err != nil {
			return channel.Handed{}, err
		}
		switch {
		case err == nil:
			taken = &h
		case !gone:
			failed = err
		}
	}
	if taken != nil {
		return *taken, nil
	}
	return channel.Handed{}, failed
}

// bytesOf reads a key as browsers write it.
func bytesOf(text string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return nil // the provider refuses it
	}
	return b
}
