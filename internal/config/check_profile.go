package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// rules gives what an app's profile allows. What nobody can judge is no pass: it is
// told once, where the profile stands.
func (r *reader) rules(a *App) ProfileRules {
	if r.load.checks.Profile == nil || a.Profile == "" {
		return ProfileRules{PKCEIfSent: true, NamedLoopback: true} // the missing profile is the problem to tell
	}
	return r.load.checks.Profile(a.Profile)
}

// asProfiled fills in what is not written, as the profile has it.
func (r *reader) asProfiled(a *App) {
	rules := r.rules(a)
	if !a.at.has("id_token_alg") {
		a.IDTokenAlg = "RS256"
		if len(rules.IDTokenAlgs) > 0 {
			a.IDTokenAlg = rules.IDTokenAlgs[0]
		}
	}
	if !a.at.has("access_token") {
		a.AccessToken = "opaque"
		if rules.JWTAccess {
			a.AccessToken = "jwt"
		}
	}
	if !a.at.has("par") {
		a.PAR = "allowed"
		if rules.PAR {
			a.PAR = "required"
		}
	}
	if !a.at.has("request_object") {
		a.RequestObject = "refused"
		if rules.RequestObjects && a.ClientAuth.JWKSFile != "" {
			a.RequestObject = "allowed"
		}
	}
}

// checkProfile holds what a security profile allows (O-25).
func (r *reader) checkProfile(a *App) {
	if a.Profile == "" {
		return
	}
	if r.load.checks.Profile == nil {
		a.at.wrong("profile", a.Profile, unjudged)
		return
	}
	method, rules := a.ClientAuth.Method, r.rules(a)
	if a.PKCE == "if_sent" && (!rules.PKCEIfSent || method == "none") {
		a.at.wrong("pkce", a.PKCE, "is for a confidential client of profile basic only; leave it out, PKCE is then required")
	} else if a.PKCE == "if_sent" {
		a.at.warn("pkce", a.PKCE, "weakens this app: a request without PKCE is taken if it has a nonce")
	}
	if a.IDTokenAlg != "" && !slices.Contains(rules.IDTokenAlgs, a.IDTokenAlg) {
		a.at.wrong("id_token_alg", a.IDTokenAlg, "is not allowed under "+a.Profile+"; "+orList(rules.IDTokenAlgs))
	}
	if method != "" && !slices.Contains(rules.ClientAuth, method) {
		a.at.within("client_auth").wrong("method", method, "is not allowed under "+a.Profile+"; "+orList(rules.ClientAuth))
	}
	for i, v := range a.RedirectURIs {
		if u, err := url.Parse(v); err == nil && u.Scheme == "http" && !rules.NamedLoopback && !literal(u.Hostname()) {
			a.at.warn("redirect_uris", v, fmt.Sprintf("(number %d) is not what %s asks: https, or http on a loopback address such as 127.0.0.1", i+1, a.Profile))
		}
	}
	checkRequests(a, rules)
	checkTokens(a, rules)
	checkSender(a, rules)
}

// checkRequests holds how the app's requests may come (RFC 9126, RFC 9101).
func checkRequests(a *App, rules ProfileRules) {
	switch {
	case a.PAR == "allowed" && rules.PAR:
		a.at.wrong("par", a.PAR, "is not allowed under "+a.Profile+", where every request is pushed; required, or leave it out")
	case a.PAR == "required" && a.ClientAuth.Method == "none":
		a.at.wrong("par", a.PAR, "is not for a public client: a request is kept only for a client that proves who it is")
	}
	if (a.RequestObject == "allowed" || a.RequestObject == "required") && a.ClientAuth.JWKSFile == "" {
		a.at.wrong("request_object", a.RequestObject, "needs the app's public keys: client_auth: {method: private_key_jwt, jwks_file: …}")
	}
}

// orList writes a list as a sentence has it: "a, b or c".
func orList(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

func literal(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}
