package op

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"sluis/broker/grant"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// UserInfo is OpenID Connect Core 5.3: sub, and what was released. The token
// comes in the header, or in the form body of a POST; never in the query, where it
// would stand in logs (RFC 6750 §2.3, contract 18).
func (p *Provider) UserInfo(ctx context.Context, c Call) JSON {
	token, res := bearer(c)
	if res != nil {
		return *res
	}
	g, err := p.Grants.ByToken(ctx, token)
	if errors.Is(err, grant.ErrUnknown) {
		return invalidToken()
	}
	if err != nil {
		return failJSON(http.StatusServiceUnavailable, "temporarily_unavailable", "try again in a moment")
	}
	app, ok := p.Registry().App(g.App)
	if !ok || !app.Admits(g.School) { // a denial reaches every grant (O-21)
		return invalidToken()
	}
	b := member(make([]byte, 0, 256), '{', "sub", g.Subject)
	return JSON{Status: http.StatusOK, Body: append(release(b, g), '}')}
}

func bearer(c Call) (string, *JSON) {
	body := parameters{}
	if c.Post && c.ContentType == formType {
		var ok bool
		if body, ok = parseParameters(c.Body); !ok || len(body.twice) > 0 {
			res := failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "unreadable body")
			return "", &res
		}
	}
	query, ok := parseParameters(c.Query)
	if !ok || query.has("access_token") || len(c.Authorization) > 1 || len(c.Authorization) == 1 && body.has("access_token") {
		res := failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "send the access token once, in the Authorization header",
			Header{"WWW-Authenticate", `Bearer error="invalid_request"`})
		return "", &res
	}
	if body.has("access_token") {
		return body.get("access_token"), nil
	}
	if len(c.Authorization) == 0 {
		res := JSON{Status: http.StatusUnauthorized, Headers: []Header{{"WWW-Authenticate", "Bearer"}}, Body: []byte("{}")}
		return "", &res
	}
	scheme, token, _ := strings.Cut(c.Authorization[0], " ")
	if !strings.EqualFold(scheme, oidc.BearerToken) || token == "" || len(token) > 256 {
		res := invalidToken()
		return "", &res
	}
	return token, nil
}

func invalidToken() JSON {
	return failJSON(http.StatusUnauthorized, "invalid_token", "the access token is unknown, expired or revoked",
		Header{"WWW-Authenticate", `Bearer error="invalid_token"`})
}
