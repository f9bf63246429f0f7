package op

import (
	"fmt"

	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/registry"
)

// Caps on what can be a handle or an access token of ours.
const (
	maxHandle = 128
	maxToken  = 4 << 10
)

// access makes the access token of a grant: opaque, or a JWT (RFC 9068). Either has a row
// in the store, and counts here only as long as it has.
func (p *Provider) access(app *registry.App, g grant.Grant) (grant.Access, error) {
	now := p.Now()
	a := grant.Access{Token: keys.NewHandle(), Scope: g.Scope, Sender: g.Sender, Issued: now, Expires: now.Add(app.Profile.AccessTokenLife())}
	if end := g.End(); end.Before(a.Expires) {
		a.Expires = end
	}
	if !app.JWTAccessToken {
		return a, nil
	}
	token, err := p.Ring.SignJWT(app.IDTokenAlg, "at+jwt", p.accessClaims(app, g, a))
	if err != nil {
		return a, fmt.Errorf("op: access token: %w", err)
	}
	a.Token = token
	return a, nil
}

// accessClaims are those of RFC 9068 §2.2, and azp as NL GOV has it (standards §4.3 row
// 10). Nothing of the person is in it but the pairwise sub: whoever receives it would read
// that (O-15).
func (p *Provider) accessClaims(app *registry.App, g grant.Grant, a grant.Access) []byte {
	b := make([]byte, 0, 640)
	b = member(b, '{', "iss", p.Issuer)
	b = member(b, ',', "sub", g.Subject)
	b = member(b, ',', "aud", p.audience(app))
	b = number(b, "exp", a.Expires.Unix())
	b = number(b, "iat", a.Issued.Unix())
	if app.Profile.NotBefore() {
		b = number(b, "nbf", a.Issued.Unix())
	}
	b = member(b, ',', "jti", keys.NewHandle()[:22]) // 132 bits, and no part of what opens the row
	b = member(b, ',', "client_id", app.ID)
	b = member(b, ',', "azp", app.ID)
	b = member(b, ',', "scope", g.Scope)
	b = strength(b, g)
	if cnf := a.Sender.CNF(); cnf != nil {
		b = append(append(b, `,"cnf":`...), cnf...)
	}
	return append(b, '}')
}

// audience is whom the app's access tokens are for: its own API, or else ourselves, who
// answer at userinfo.
func (p *Provider) audience(app *registry.App) string {
	if app.Audience != "" {
		return app.Audience
	}
	return p.Issuer
}

// methods appends amr (RFC 8176 §2) where a factor was shown to ourselves, and tells of that
// alone: how the school knew the person is not ours to say.
func methods(b []byte, g grant.Grant) []byte {
	switch g.Factor {
	case "key": // proof of possession of a key, with somebody there
		return append(b, `,"amr":["mfa","pop","user"]`...)
	case "totp":
		return append(b, `,"amr":["mfa","otp"]`...)
	}
	return b
}

// strength appends when and how the person logged in.
func strength(b []byte, g grant.Grant) []byte {
	b = number(b, "auth_time", g.AuthTime.Unix())
	if g.ACR != "" {
		b = member(b, ',', "acr", g.ACR)
	}
	return b
}
