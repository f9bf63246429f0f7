package op

import (
	"context"
	"net/http"
	"strings"

	"sluis/broker/grant"
	"sluis/broker/registry"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// UserInfo is OpenID Connect Core 5.3: sub, and what was released. The token
// comes in the header, or in the form body of a POST; never in the query, where it
// would stand in logs (RFC 6750 §2.3, contract 18).
func (p *Provider) UserInfo(ctx context.Context, c Call) JSON {
	t, res := p.presented(c)
	if res != nil {
		return *res
	}
	g, err := p.Grants.ByToken(ctx, t.token)
	if err != nil {
		return grantFault(err, *p.invalidToken(t.dpop))
	}
	app, err := p.standing(ctx, g)
	if err != nil {
		return grantFault(err, *p.invalidToken(t.dpop))
	}
	headers, res := p.holds(ctx, app, c, t, g.Sender)
	if res != nil {
		return *res
	}
	out := p.person(app, g)
	out.Headers = append(out.Headers, headers...)
	return out
}

// person spells what was released, as JSON or, where the app is registered so, as a JWT
// with iss and aud (OpenID Connect Core 5.3.2, O-09).
func (p *Provider) person(app *registry.App, g grant.Grant) JSON {
	spelled := spellUserInfo(p.Issuer, app, g)
	if app.UserInfoAlg == "" {
		return JSON{Status: http.StatusOK, Body: spelled}
	}
	signed, err := p.Ring.SignJWT(app.UserInfoAlg, "JWT", spelled)
	if err != nil {
		return failJSON(http.StatusInternalServerError, string(oidc.ServerError), "")
	}
	return JSON{Status: http.StatusOK, Type: "application/jwt", Body: []byte(signed)}
}

// spellUserInfo is what the app gets, or what is signed for it.
func spellUserInfo(issuer string, app *registry.App, g grant.Grant) []byte {
	b, next := make([]byte, 0, 512), byte('{')
	if app.UserInfoAlg != "" {
		b = member(b, '{', "iss", issuer)
		b, next = member(b, ',', "aud", app.ID), ','
	}
	b = member(b, next, "sub", g.Subject)
	return append(release(b, g), '}')
}

// presented reads the access token of a request: in the header by Bearer or DPoP, or
// in the form body of a POST.
func (p *Provider) presented(c Call) (presented, *JSON) {
	body := parameters{}
	if c.Post && c.ContentType == formType {
		var ok bool
		if body, ok = parseParameters(c.Body); !ok || len(body.twice) > 0 {
			res := failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "unreadable body")
			return presented{}, &res
		}
	}
	query, ok := parseParameters(c.Query)
	if !ok || query.has("access_token") || len(c.Authorization) > 1 || len(c.Authorization) == 1 && body.has("access_token") {
		res := failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "send the access token once, in the Authorization header",
			Header{"WWW-Authenticate", `Bearer error="invalid_request"`})
		return presented{}, &res
	}
	if body.has("access_token") {
		return presented{token: body.get("access_token")}, nil
	}
	if len(c.Authorization) == 0 {
		// Nothing was wrong yet, so no error is named (RFC 6750 §3.1).
		res := JSON{Status: http.StatusUnauthorized, Body: []byte("{}"),
			Headers: []Header{{"WWW-Authenticate", `Bearer, DPoP algs="` + strings.Join(p.proofAlgs(nil), " ") + `"`}}}
		return presented{}, &res
	}
	scheme, token, _ := strings.Cut(c.Authorization[0], " ")
	t := presented{token: token, dpop: strings.EqualFold(scheme, dpopScheme)}
	if !t.dpop && !strings.EqualFold(scheme, oidc.BearerToken) || token == "" || len(token) > maxToken {
		return presented{}, p.invalidToken(t.dpop)
	}
	return t, nil
}

func (p *Provider) invalidToken(dpop bool) *JSON {
	return p.challenge(nil, dpop, "invalid_token", "the access token is unknown, expired or revoked")
}
