package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// clientID is what the program calls itself when it asks for a token.
const clientID = "samverkan-cli"

// Device is a sign-in that waits for somebody to approve it in a browser (RFC 8628).
type Device struct {
	DeviceCode string `json:"device_code"`
	UserCode   string `json:"user_code"`
	Where      string `json:"verification_uri"`
	WhereWhole string `json:"verification_uri_complete"`
	Lasts      int    `json:"expires_in"` // seconds
	Interval   int    `json:"interval"`   // seconds between questions
}

// Token is what the sign-in gave.
type Token struct {
	Token string `json:"access_token"`
	Kind  string `json:"token_type"`
	Lasts int    `json:"expires_in"` // seconds
	Scope string `json:"scope"`
}

// Begin asks for a code that a person approves.
func (c *Client) Begin(ctx context.Context, scope string) (Device, error) {
	var d Device
	form := url.Values{"client_id": {clientID}}
	if scope != "" {
		form.Set("scope", scope)
	}
	err := c.form(ctx, form, &d, "device", "code")
	if err == nil && (d.DeviceCode == "" || d.UserCode == "" || d.Where == "") {
		return d, c.notOurs(http.StatusOK, errors.New("no code"))
	}
	return d, err
}

// Collect waits until the person has approved, asking no oftener than the service wants. Faults: client.device-denied,
// client.device-expired.
func (c *Client) Collect(ctx context.Context, d Device) (Token, error) {
	interval := time.Duration(max(d.Interval, 1)) * time.Second
	if d.Interval == 0 {
		interval = 5 * time.Second // by the standard
	}
	ends := c.o.Now().Add(time.Duration(max(d.Lasts, 60)) * time.Second)
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {d.DeviceCode}, "client_id": {clientID}}
	for {
		if err := c.o.Wait(ctx, interval); err != nil {
			return Token{}, err
		}
		if c.o.Now().After(ends) {
			return Token{}, fault.New(fault.Unauthenticated, "client.device-expired")
		}
		var t Token
		err := c.form(ctx, form, &t, "device", "token")
		var no *grantRefused
		switch after, later := passing(err); {
		case err == nil && t.Token == "":
			return t, c.notOurs(http.StatusOK, errors.New("no token"))
		case err == nil:
			return t, nil
		case later:
			c.o.Trying(err, interval)
			interval = min(max(2*interval, after), time.Minute)
		case !errors.As(err, &no):
			return t, err
		case no.code == "slow_down":
			interval += 5 * time.Second
		case no.code == "access_denied":
			return t, fault.New(fault.Forbidden, "client.device-denied")
		case no.code == "expired_token":
			return t, fault.New(fault.Unauthenticated, "client.device-expired")
		case no.code != "authorization_pending":
			return t, c.notOurs(http.StatusBadRequest, err)
		}
	}
}

// grantRefused is a no in the words of OAuth.
type grantRefused struct{ code string }

func (e *grantRefused) Error() string { return "client: the sign-in answers " + e.code }

// form posts a form as OAuth has it, once.
func (c *Client) form(ctx context.Context, form url.Values, out any, path ...string) error {
	q := question{method: http.MethodPost, path: path, body: whole([]byte(form.Encode())),
		content: "application/x-www-form-urlencoded", accept: "application/json, application/problem+json"}
	r, cancel, err := c.request(ctx, q)
	if err != nil {
		return err
	}
	defer cancel()
	stall := time.AfterFunc(c.o.Stall, cancel)
	defer stall.Stop()
	r.Header.Del("Authorization") // whoever signs in has none yet
	answer, err := c.http.Do(r)
	if err != nil {
		return c.trouble(ctx, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		if err := json.NewDecoder(io.LimitReader(answer.Body, 64<<10)).Decode(out); err != nil {
			return c.notOurs(answer.StatusCode, err)
		}
		return nil
	}
	return c.formRefusal(answer)
}

// formRefusal reads a no: in OAuth's form, or as every other.
func (c *Client) formRefusal(r *http.Response) error {
	var no struct {
		Error string `json:"error"`
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	if err == nil && json.Unmarshal(data, &no) == nil && no.Error != "" {
		return &grantRefused{no.Error}
	}
	r.Body = io.NopCloser(strings.NewReader(string(data)))
	return c.refusal(r)
}
