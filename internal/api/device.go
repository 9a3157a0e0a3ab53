package api

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// The device grant (RFC 8628). Its forms, its fields and its way to say no are those of OAuth, for the sake of programs that
// know them; only what has nothing to do with the grant is a problem document.

const (
	formType   = "application/x-www-form-urlencoded"
	deviceKind = "urn:ietf:params:oauth:grant-type:device_code"
)

// grantRefusal is a no in the words of OAuth.
type grantRefusal struct {
	Code string `json:"error"`
	Text string `json:"error_description,omitempty"`
}

func (g *grantRefusal) Error() string             { return g.Code }
func (g *grantRefusal) GetStatus() int            { return http.StatusBadRequest }
func (g *grantRefusal) ContentType(string) string { return jsonType }

// grantWords are the standard's words for our faults.
var grantWords = map[string]string{
	"device.pending": "authorization_pending", "device.slow-down": "slow_down", "device.denied": "access_denied",
	"device.expired": "expired_token", "token.scope": "invalid_scope", "token.name": "invalid_request",
}

// granted puts an answer of the grant, or a no that the standard has a word for.
func granted[I, O any](f func(a *API, ctx context.Context, c *call, in *I) (*O, error)) handler {
	return func(a *API, op huma.Operation) {
		huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
			c := callOf(ctx)
			out, err := f(a, ctx, c, in)
			if no, ok := err.(*grantRefusal); ok {
				return nil, no
			}
			if word := grantWords[fault.CodeOf(err)]; err != nil && word != "" {
				return nil, &grantRefusal{word, c.p.Fault(err)}
			}
			if err != nil {
				return nil, a.refuse(c, err)
			}
			return out, nil
		})
	}
}

// formOf reads a form in which nothing stands twice.
func formOf(body []byte) (url.Values, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, &grantRefusal{Code: "invalid_request"}
	}
	for _, values := range form {
		if len(values) > 1 {
			return nil, &grantRefusal{Code: "invalid_request"}
		}
	}
	return form, nil
}

// deviceAsk is the form by which a program asks for a code.
type deviceAsk struct {
	Client string `json:"client_id" doc:"What the program is called; whoever approves it reads it"`
	Scope  string `json:"scope,omitempty" doc:"read, write or administer; read when left out"`
}

// deviceCode is RFC 8628, 3.2.
type deviceCode struct {
	DeviceCode string `json:"device_code"`
	UserCode   string `json:"user_code"`
	Where      string `json:"verification_uri"`
	WhereWhole string `json:"verification_uri_complete"`
	Expires    int    `json:"expires_in"`
	Interval   int    `json:"interval"`
}

type deviceCodeAnswer struct{ Body deviceCode }

func beginDevice(a *API, _ context.Context, c *call, in *unbound) (*deviceCodeAnswer, error) {
	form, err := formOf(in.RawBody)
	if err != nil {
		return nil, err
	}
	scope := clerk.Scope(form.Get("scope"))
	if scope == "" {
		scope = clerk.ScopeRead
	}
	d, err := a.o.SignIn.BeginDevice(c.r, form.Get("client_id"), scope)
	if err != nil {
		return nil, err
	}
	return &deviceCodeAnswer{deviceCode{DeviceCode: d.DeviceCode, UserCode: d.UserCode, Where: d.URL, WhereWhole: d.URLWhole,
		Expires: d.Expires, Interval: d.Interval}}, nil
}

// deviceCollect is the form by which a program asks for its token.
type deviceCollect struct {
	Grant  string `json:"grant_type" doc:"urn:ietf:params:oauth:grant-type:device_code"`
	Code   string `json:"device_code"`
	Client string `json:"client_id"`
}

// accessToken is RFC 6749, 5.1.
type accessToken struct {
	Token   string `json:"access_token"`
	Kind    string `json:"token_type"`
	Expires int    `json:"expires_in"`
	Scope   string `json:"scope"`
}

type accessTokenAnswer struct{ Body accessToken }

func collectDevice(a *API, ctx context.Context, _ *call, in *unbound) (*accessTokenAnswer, error) {
	form, err := formOf(in.RawBody)
	switch {
	case err != nil:
		return nil, err
	case form.Get("grant_type") != deviceKind:
		return nil, &grantRefusal{Code: "unsupported_grant_type"}
	case form.Get("device_code") == "":
		return nil, &grantRefusal{Code: "invalid_request"}
	}
	secret, t, err := a.o.SignIn.CollectDevice(ctx, form.Get("device_code"))
	if err != nil {
		return nil, err
	}
	return &accessTokenAnswer{accessToken{Token: secret, Kind: "Bearer", Scope: t.Scope,
		Expires: int(t.Expires.Sub(a.o.Now()).Seconds())}}, nil
}
