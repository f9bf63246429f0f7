package op

import (
	"encoding/json"
	"fmt"
	"strconv"

	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/registry"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// idToken signs what an app gets at the token endpoint. The claims are spelled by hand, one
// after the other: there is no map into which something could slip (design §1.1).
func (p *Provider) idToken(app *registry.App, g grant.Grant, accessToken string) (string, error) {
	hash, err := accessTokenHash(accessToken, app.IDTokenAlg)
	if err != nil {
		return "", fmt.Errorf("op: at_hash: %w", err)
	}
	return p.Ring.SignJWT(app.IDTokenAlg, "JWT", spellIDToken(p.Issuer, app, g, hash, p.Now().Unix()))
}

// spellIDToken is what is signed. now is in Unix seconds.
func spellIDToken(issuer string, app *registry.App, g grant.Grant, hash string, now int64) []byte {
	b := make([]byte, 0, 768)
	b = member(b, '{', "iss", issuer)
	b = member(b, ',', "sub", g.Subject)
	b = member(b, ',', "aud", app.ID)
	b = number(b, "exp", now+int64(app.Profile.IDTokenLife().Seconds()))
	b = number(b, "iat", now)
	if app.Profile.NotBefore() {
		b = number(b, "nbf", now)
	}
	b = member(b, ',', "jti", keys.NewHandle()[:22])
	b = strength(b, g)
	if app.Profile.AMR() {
		b = methods(b, g)
	}
	if g.Nonce != "" {
		b = member(b, ',', "nonce", g.Nonce)
	}
	b = member(b, ',', "sid", g.SID)
	b = member(b, ',', "at_hash", hash)
	if app.ClaimsInIDToken {
		b = release(b, g)
	}
	return append(b, '}')
}

// accessTokenHash is OpenID Connect Core 3.1.3.6: half of the hash that goes with
// the ID token's algorithm.
func accessTokenHash(token, alg string) (string, error) {
	switch alg {
	case "RS256":
		return oidc.ClaimHash(token, "RS256")
	case "PS256":
		return oidc.ClaimHash(token, "PS256")
	case "ES256":
		return oidc.ClaimHash(token, "ES256")
	case "EdDSA":
		return oidc.ClaimHash(token, "EdDSA")
	}
	return "", fmt.Errorf("unknown algorithm %q", alg)
}

func member(b []byte, before byte, name, value string) []byte {
	b = append(b, before, '"')
	b = append(b, name...)
	b = append(b, '"', ':')
	text, err := json.Marshal(value)
	if err != nil { // a string always encodes
		text = []byte(`""`)
	}
	return append(b, text...)
}

func number(b []byte, name string, value int64) []byte {
	b = append(b, ',', '"')
	b = append(b, name...)
	b = append(b, '"', ':')
	return strconv.AppendInt(b, value, 10)
}

// release appends the members of a Release after others.
func release(b []byte, g grant.Grant) []byte {
	members := g.Release.AppendJSON(nil)
	if len(members) == 0 {
		return b
	}
	b = append(b, ',')
	return append(b, members...)
}

// subjectOf gives the sub of one of our own ID tokens that was made for app;
// expired ones count (OpenID Connect Core 3.1.2.1, id_token_hint).
func (p *Provider) subjectOf(idToken, app string) (string, bool) {
	h, ok := p.readIDToken(idToken)
	return h.Subject, ok && h.Audience == app
}

// ownToken is what an ID token of ours says of its app and its login.
type ownToken struct {
	Issuer   string `json:"iss"`
	Audience string `json:"aud"`
	Subject  string `json:"sub"`
	SID      string `json:"sid"`
}

// readIDToken takes an ID token of ours, expired or not; no other token of ours.
func (p *Provider) readIDToken(jwt string) (ownToken, bool) {
	var c ownToken
	payload, err := p.Ring.VerifyOwn("JWT", jwt)
	if err != nil || json.Unmarshal(payload, &c) != nil {
		return ownToken{}, false
	}
	return c, c.Issuer == p.Issuer && c.Audience != "" && c.Subject != ""
}
