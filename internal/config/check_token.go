package config

import "slices"

// checkTokens holds what an app gets at the token and userinfo endpoints.
func checkTokens(a *App, rules ProfileRules) {
	if a.UserInfoAlg != "" && !slices.Contains(rules.IDTokenAlgs, a.UserInfoAlg) {
		a.at.wrong("userinfo_alg", a.UserInfoAlg, "is not allowed under "+a.Profile+"; "+orList(rules.IDTokenAlgs))
	}
	if a.AccessToken == "opaque" && rules.JWTAccess {
		a.at.warn("access_token", a.AccessToken, "is not what "+a.Profile+" asks: an access token is a signed JWT there")
	}
	if a.Audience == "" {
		return
	}
	u, fault := parseURI(a.Audience)
	switch {
	case fault != "":
		a.at.wrong("audience", a.Audience, fault)
	case u.Scheme == "" || u.Fragment != "" || len(a.Audience) > 1024: // RFC 8707 §2
		a.at.wrong("audience", a.Audience, "is not an absolute URI without fragment, of at most 1024 characters")
	case a.AccessToken == "opaque":
		a.at.wrong("audience", a.Audience, "belongs to access_token: jwt; an opaque token names nobody it is for")
	}
}
