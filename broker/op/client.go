package op

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store"
)

// assertionType is RFC 7523 §2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// Skew and life of client assertions (contract 17).
const (
	assertionAhead = 30 * time.Second // 10 s must pass, 60 s must not
	assertionLife  = time.Hour
)

// credentials are what a request says of its client, in every place where it can
// be said.
type credentials struct {
	id        string
	basic     bool
	post      bool
	assertion bool
	secret    string
}

// errTwoMethods: RFC 6749 §2.3, a client must not use more than one method.
var errTwoMethods = errors.New("op: more than one way of client authentication")

func readCredentials(authorization []string, q parameters) (credentials, error) {
	c := credentials{id: q.get("client_id"), post: q.has("client_secret"),
		assertion: q.has("client_assertion") || q.has("client_assertion_type")}
	if len(authorization) > 1 {
		return c, errTwoMethods
	}
	if len(authorization) == 1 {
		id, secret, ok := parseBasic(authorization[0])
		if !ok || c.id != "" && c.id != id {
			return c, errors.New("op: unreadable or contradicting Authorization header")
		}
		c.id, c.secret, c.basic = id, secret, true
	}
	if c.basic && (c.post || c.assertion) || c.post && c.assertion {
		return c, errTwoMethods
	}
	if c.post {
		c.secret = q.get("client_secret")
	}
	if c.assertion && c.id == "" {
		c.id = unverifiedIssuer(q.get("client_assertion"))
	}
	return c, nil
}

// parseBasic reads RFC 6749 §2.3.1: both halves are form-encoded before they are
// joined. It is stricter than http.Request.BasicAuth, which does not decode them.
func parseBasic(header string) (id, secret string, ok bool) {
	scheme, rest, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Basic") || len(rest) > 4096 {
		return "", "", false
	}
	raw, err := base64.StdEncoding.DecodeString(rest)
	if err != nil {
		return "", "", false
	}
	left, right, found := strings.Cut(string(raw), ":")
	id, err1 := url.QueryUnescape(left)
	secret, err2 := url.QueryUnescape(right)
	return id, secret, found && err1 == nil && err2 == nil
}

// unverifiedIssuer looks who an assertion says it is from, to find the key that
// it must then verify under.
func unverifiedIssuer(jwt string) string {
	_, rest, _ := strings.Cut(jwt, ".")
	payload, _, _ := strings.Cut(rest, ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || len(raw) > maxRequest {
		return ""
	}
	var c struct {
		Issuer string `json:"iss"`
	}
	if json.Unmarshal(raw, &c) != nil {
		return ""
	}
	return c.Issuer
}

// authenticate gives the client of a request, by its registered method alone. The
// answer to every failure is the same: who guesses learns nothing.
func (p *Provider) authenticate(ctx context.Context, call Call, q parameters) (*registry.App, *JSON) {
	c, err := readCredentials(call.Authorization, q)
	if errors.Is(err, errTwoMethods) {
		res := failJSON(http.StatusBadRequest, "invalid_request", "use one way of client authentication")
		return nil, &res
	}
	pair := failuresKey(c.id, call.Address)
	if wait := p.failures.wait(pair, p.Now()); wait > 0 {
		return nil, tooMany(wait)
	}
	app, ok := p.Registry().App(c.id)
	if err != nil || !ok || !p.proves(ctx, app, call, c, q) {
		p.failed(ctx, pair)
		res := p.invalidClient()
		return nil, &res
	}
	return app, nil
}

// invalidClient is RFC 6749 §5.2.
func (p *Provider) invalidClient() JSON {
	return failJSON(http.StatusUnauthorized, "invalid_client", "client authentication failed",
		Header{"WWW-Authenticate", `Basic realm="` + p.Issuer + `", charset="UTF-8"`})
}

func (p *Provider) proves(ctx context.Context, app *registry.App, call Call, c credentials, q parameters) bool {
	switch app.ClientAuth.Method {
	case "client_secret_basic":
		return c.basic && app.ClientAuth.Secret.Equal([]byte(c.secret))
	case "client_secret_post":
		return c.post && app.ClientAuth.Secret.Equal([]byte(c.secret))
	case "private_key_jwt":
		return c.assertion && q.get("client_assertion_type") == assertionType && p.asserts(ctx, app, q.get("client_assertion"))
	case "tls_client_auth", "self_signed_tls_client_auth":
		return !c.basic && !c.post && !c.assertion && p.shows(app, call)
	case "none":
		return !c.basic && !c.post && !c.assertion
	}
	return false
}

// assertion is RFC 7523 §3 with aud as FAPI 2.0 has it: the issuer, a string.
type assertion struct {
	Issuer    string          `json:"iss"`
	Subject   string          `json:"sub"`
	Audience  json.RawMessage `json:"aud"`
	ID        string          `json:"jti"`
	Expires   *float64        `json:"exp"`
	IssuedAt  *float64        `json:"iat"`
	NotBefore *float64        `json:"nbf"`
}

func (p *Provider) asserts(ctx context.Context, app *registry.App, jwt string) bool {
	set, err := p.clients.of(app, parseKeys)
	if err != nil {
		return false
	}
	payload, _, err := set.Verify(jwt, app.Profile.ClientAlgs())
	if err != nil {
		return false
	}
	var a assertion
	if json.Unmarshal(payload, &a) != nil {
		return false
	}
	var audience string
	if json.Unmarshal(a.Audience, &audience) != nil || audience != p.Issuer {
		return false
	}
	if a.Issuer != app.ID || a.Subject != app.ID || a.ID == "" || len(a.ID) > 256 || a.Expires == nil {
		return false
	}
	left := instant(*a.Expires).Sub(p.Now())
	if left <= 0 || left > assertionLife || p.ahead(a.IssuedAt) || p.ahead(a.NotBefore) {
		return false
	}
	// Single use, over all nodes: insert if absent, for as long as it could be sent
	// again. The horizon is read afterwards: it moves with the first operation that meets
	// a store which has lost its end.
	return p.State.Create(ctx, store.KeyOf("assertion", app.ID, a.ID), []byte{1}, left+time.Minute) == nil &&
		!a.issued().Before(p.State.Horizon())
}

// issued is when an assertion was made, at the earliest.
func (a assertion) issued() time.Time {
	switch {
	case a.IssuedAt != nil:
		return instant(*a.IssuedAt)
	case a.NotBefore != nil:
		return instant(*a.NotBefore)
	}
	return instant(*a.Expires).Add(-assertionLife)
}

func (p *Provider) ahead(seconds *float64) bool {
	return seconds != nil && instant(*seconds).After(p.Now().Add(assertionAhead))
}

func instant(seconds float64) time.Time {
	if seconds < 0 || seconds > 1<<40 {
		return time.Time{}
	}
	return time.UnixMilli(int64(seconds * 1000))
}

// parseKeys reads the keys that an app registered.
func parseKeys(app *registry.App) (*keys.ClientKeys, error) {
	return keys.ParseClientKeys(app.ClientAuth.Keys)
}
