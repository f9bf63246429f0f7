package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

// login, exchange and about are what nearly every module begins and ends with.
func login(changes ...change) []condition {
	return []condition{{what: "the login ends in a code at the app, with state as it was sent, and iss", try: together(asking(changes...), coded)}}
}

var exchange = []condition{
	{what: "the code gives an access token and an ID token", try: redeeming},
	{what: "the answer is JSON that nobody keeps, with token_type, and expires_in of at most 900", try: answered},
	{what: "the ID token verifies by the one key of the JWKS that its kid names", try: signedByUs},
	{what: "iss, aud, sub, iat and exp of the ID token are right", try: claimed},
	{what: "the nonce comes back as it was sent", try: nonceBack},
}

var about = []condition{
	{what: "userinfo by GET answers JSON", try: informing(infoByGet)},
	{what: "sub is the same in userinfo and ID token", try: sameSub},
}

// whole is a login with all that belongs to it.
func whole(changes ...change) []condition { return slices.Concat(login(changes...), exchange, about) }

// again is a second login in the same browser.
func again(changes ...change) []condition {
	return slices.Concat(login(changes...), exchange, []condition{{what: "sub is the same in both ID tokens", try: samePerson}})
}

// basicModules are those of oidcc-basic-certification-test-plan, in its order.
func basicModules() []module {
	return slices.Concat([]module{
		{name: "oidcc-server", conditions: whole()},
		{name: "oidcc-response-type-missing", conditions: []condition{
			{what: "without response_type: invalid_request or unsupported_response_type at the app, with state", try: together(asking(drop("response_type")), erring("invalid_request", "unsupported_response_type"))}}},
		{name: "oidcc-idtoken-signature", conditions: append(whole(), condition{what: "an ID token of a client that names no algorithm is signed with RS256", try: signedWith("RS256")}),
			note: "the plan runs it for dynamic registration alone"},
		{name: "oidcc-idtoken-unsigned", conditions: append(whole(), condition{what: "none is not among id_token_signing_alg_values_supported, and no ID token is unsigned", try: noUnsigned}),
			note: "the plan runs it for dynamic registration alone"},
		{name: "oidcc-userinfo-get", conditions: whole()},
		{name: "oidcc-userinfo-post-header", conditions: informed("userinfo by POST, the token in the header, answers JSON", infoByPost)},
		{name: "oidcc-userinfo-post-body", conditions: informed("userinfo by POST, the token in the body, answers JSON", infoByBody)},
		{name: "oidcc-ensure-request-without-nonce-succeeds-for-code-flow", note: "without PKCE a nonce is required (RFC 9700 2.1.1); with PKCE the nonce may be left out", conditions: []condition{
			{what: "a request without a nonce, with PKCE, ends in a code", try: together(asking(drop("nonce")), coded), on: strict},
			{what: "a request without a nonce and without PKCE ends in a code", try: together(asking(drop("nonce")), coded), on: certification, no: true}}},
	}, scopeModules(), sessionModules(), requestModules(), codeModules(), objectModules())
}

func informed(what string, send func(*play) call) []condition {
	return slices.Concat(login(), exchange, []condition{{what: what, try: informing(send)}, about[1]})
}

// noUnsigned reads discovery and the ID token's header.
func noUnsigned(p *play) error {
	algs, _ := p.get("/.well-known/openid-configuration").object()["id_token_signing_alg_values_supported"].([]any)
	if len(algs) == 0 || slices.Contains(algs, any("none")) {
		return fmt.Errorf("%v", algs)
	}
	return signedByUs(p)
}

func scopeModules() []module {
	unknown := func(name, scope string, claims ...string) module {
		return module{name: name, conditions: slices.Concat(whole(set("scope", "openid "+scope)), []condition{
			{what: "a scope that we have not is passed over: the claims of " + scope + " are absent", try: silent(claims...)}})}
	}
	return []module{
		{name: "oidcc-scope-profile", conditions: slices.Concat(whole(set("scope", "openid profile")), []condition{
			{what: "scope profile gives name, given_name and family_name", try: names("name", "given_name", "family_name")}}),
			note: "the other claims of profile do not exist here (conformance.md, 1)"},
		unknown("oidcc-scope-email", "email", "email", "email_verified"),
		unknown("oidcc-scope-address", "address", "address"),
		unknown("oidcc-scope-phone", "phone", "phone_number"),
		{name: "oidcc-scope-all", conditions: slices.Concat(whole(set("scope", "openid profile email address phone")), []condition{
			{what: "of all scopes together those that we have are given", try: together(names("name", "given_name", "family_name"), silent("email", "address", "phone_number"))}})},
		{name: "oidcc-ensure-other-scope-order-succeeds", conditions: whole(set("scope", "profile openid"))},
		{name: "oidcc-display-page", conditions: whole(set("display", "page"))},
		{name: "oidcc-display-popup", conditions: whole(set("display", "popup"))},
	}
}

// sessionModules ask who is logged in already.
func sessionModules() []module {
	silently := func(changes ...change) func(*play) error {
		return together(asking(append(changes, set("prompt", "none"))...), coded, redeeming, signedByUs, claimed, samePerson, authTimeSame)
	}
	return []module{
		{name: "oidcc-prompt-login", conditions: slices.Concat(whole(), []condition{{what: "a second passes", try: later(2 * time.Second)}},
			again(set("prompt", "login")), []condition{{what: "prompt=login asks the school anew: auth_time is later", try: authTimeLater}})},
		{name: "oidcc-prompt-none-not-logged-in", conditions: []condition{
			{what: "prompt=none where nobody is logged in: login_required at the app", try: together(asking(set("prompt", "none")), erring("login_required"))}}},
		{name: "oidcc-prompt-none-logged-in", conditions: slices.Concat(whole(), []condition{
			{what: "no session answers: login_required, at once (session.sso is off)", on: strict, try: together(asking(set("prompt", "none")), erring("login_required"))},
			{what: "prompt=none after a login ends in a code, with the same sub and auth_time", on: certification, try: silently()}})},
		{name: "oidcc-max-age-1", conditions: slices.Concat(whole(), []condition{{what: "two seconds pass", try: later(2 * time.Second)}},
			again(set("max_age", "1")), []condition{{what: "max_age=1 asks the school anew: auth_time is there and later", try: authTimeLater}})},
		{name: "oidcc-max-age-10000", conditions: slices.Concat(whole(), again(set("max_age", "10000")), []condition{
			{what: "auth_time is there", try: authTimed},
			{what: "the school is not asked anew: auth_time is the same", on: certification, try: authTimeSame}})},
		{name: "oidcc-ensure-request-with-unknown-parameter-succeeds", conditions: whole(set("extra", "foobar"))},
		{name: "oidcc-id-token-hint", conditions: slices.Concat(whole(), []condition{
			{what: "prompt=none with the ID token as hint: login_required, at once (session.sso is off)", on: strict, try: func(p *play) error {
				return together(asking(set("prompt", "none"), set("id_token_hint", p.raw)), erring("login_required"))(p)
			}},
			{what: "prompt=none with the ID token as hint ends in a code, with the same sub", on: certification, try: func(p *play) error {
				return silently(set("id_token_hint", p.raw))(p)
			}}})},
	}
}

func authTimed(p *play) error {
	if at, ok := p.id["auth_time"].(float64); !ok || at <= 0 {
		return fmt.Errorf("auth_time %v", p.id["auth_time"])
	}
	return nil
}

// requestModules send parameters that a provider may pass over.
func requestModules() []module {
	return []module{
		{name: "oidcc-login-hint", conditions: whole(set("login_hint", "yara@sluis.example"))},
		{name: "oidcc-ui-locales", conditions: whole(set("ui_locales", "se"))},
		{name: "oidcc-claims-locales", conditions: whole(set("claims_locales", "se"))},
		{name: "oidcc-ensure-request-with-acr-values-succeeds", conditions: append(whole(set("acr_values", "1 2")), condition{what: "acr, where it is there, is a text", try: func(p *play) error {
			if acr, has := p.id["acr"]; has && acr == "" {
				return fmt.Errorf("acr %v", acr)
			}
			return nil
		}})},
	}
}

// codeModules are about the code and where it goes.
func codeModules() []module {
	reuse := func(wait time.Duration) []condition {
		return slices.Concat(whole(), []condition{
			{what: "the second use of the code is invalid_grant, 400", try: together(later(wait), func(p *play) error {
				if err := redeeming(p); err == nil || p.token.status != http.StatusBadRequest || p.token.member("error") != "invalid_grant" {
					return fmt.Errorf("%d %s", p.token.status, p.token.body)
				}
				return nil
			})},
			{what: "and ends the access token that the first one gave", try: func(p *play) error {
				if a := p.do(infoByGet(p)); a.status != http.StatusUnauthorized {
					return fmt.Errorf("userinfo answers %d", a.status)
				}
				return nil
			}}})
	}
	return []module{
		{name: "oidcc-codereuse", conditions: reuse(0)},
		{name: "oidcc-codereuse-30seconds", conditions: reuse(30 * time.Second)},
		{name: "oidcc-ensure-registered-redirect-uri", conditions: []condition{
			{what: "an address that is not registered: a page of ours, and no redirect", try: stopped(400, wrongReturn, set("redirect_uri", redirectOf("portfolio")+"/elders"))}}},
		{name: "oidcc-ensure-post-request-succeeds", conditions: slices.Concat([]condition{
			{what: "the authorization request by POST ends in a code", try: together(askingByPost, coded)}}, exchange, about)},
		{name: "oidcc-server-client-secret-post", conditions: slices.Concat(login(), exchange, about), note: "with a client of method client_secret_post"},
	}
}

// askingByPost sends the authorization request as a form.
func askingByPost(p *play) error {
	p.asked = asks(p.client).with(p.changes...)
	a := p.do(form("/oauth/authorize", p.asked))
	if a.status != http.StatusSeeOther {
		return fmt.Errorf("%d %s", a.status, words(a.body))
	}
	q, page := p.b.open(yara, p.issuer+a.location().String())
	if q == nil {
		return fmt.Errorf("ended at %s with %d", page.URL.Path, page.Status)
	}
	p.got = q
	return nil
}

// objectModules are the rest: request objects, claims, refresh, PKCE.
func objectModules() []module {
	return []module{
		{name: "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", conditions: []condition{
			{what: "request_uri by reference: request_uri_not_supported at the app", try: together(asking(set("request_uri", "https://rp.example.nl/request.jwt")), erring("request_uri_not_supported"))}}},
		{name: "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", conditions: []condition{
			{what: "an unsigned request object: request_not_supported at the app", try: together(asking(set("request", unsigned(`{"alg":"none"}`, map[string]any{"state": "anders"}))), erring("request_not_supported", "invalid_request_object"))}}},
		{name: "oidcc-claims-essential", conditions: slices.Concat(whole(set("scope", "openid"), set("claims", `{"userinfo":{"name":{"essential":true}}}`)), []condition{
			{what: "name, asked by claims as essential, is in userinfo", try: names("name")}})},
		{name: "oidcc-ensure-request-object-with-redirect-uri", conditions: []condition{
			{what: "an unsigned request object with a redirect_uri that is not registered: no redirect there", try: together(
				asking(set("request", unsigned(`{"alg":"none"}`, map[string]any{"redirect_uri": "https://kwaad.example/"}))), erring("request_not_supported", "invalid_request_object"))}},
			note: "a run passes it over where request objects are not supported"},
		{name: "oidcc-refresh-token", conditions: refreshConditions()},
		{name: "oidcc-ensure-request-with-valid-pkce-succeeds", conditions: whole(set("code_challenge", challenge), set("code_challenge_method", "S256"))},
	}
}

// plainApps are the registry of the Basic modules: as an operator registers an app, or
// as certification wants it.
func plainApps(on registration) string {
	more := []string{"profile: basic"}
	if on == certification {
		more = append(more, "pkce: if_sent", "session: {sso: app}", "refresh: on")
	}
	return app("portfolio", append(more, byBasic)...) + app("ander", append(more, byBasic)...) +
		app("post", append(more, "client_auth: {method: client_secret_post, secret_file: app.secret}")...)
}

// refreshConditions are those of a client that gets a refresh token, on the registry for
// certification; the strict one gives none.
func refreshConditions() []condition {
	refreshing := func(p *play) error {
		r := p.token.member("refresh_token")
		p.token = p.do(p.by(form("/oauth/token", refreshes(r)), p.client))
		if p.token.status != http.StatusOK {
			return fmt.Errorf("%d %s", p.token.status, p.token.body)
		}
		p.old, p.raw, p.access = p.id, p.token.member("id_token"), p.token.member("access_token")
		return nil
	}
	return slices.Concat(whole(), []condition{
		{what: "nobody gets a refresh token who is not registered for it", on: strict, try: func(p *play) error {
			if p.token.member("refresh_token") != "" {
				return errors.New("a refresh token")
			}
			return nil
		}},
		{what: "the refresh token gives a new access token and a new ID token", on: certification, try: together(later(2*time.Second), refreshing, answered, signedByUs, claimed)},
		{what: "of that, iss, aud, sub and auth_time are as before, and iat is later", on: certification, try: together(samePerson, authTimeSame, func(p *play) error {
			if before, now := p.old["iat"].(float64), p.id["iat"].(float64); now <= before {
				return fmt.Errorf("iat %v, before %v", now, before)
			}
			return nil
		})},
		{what: "the new access token opens userinfo", on: certification, try: together(informing(infoByGet), sameSub)},
		{what: "another client's refresh token is invalid_grant", on: certification, try: func(p *play) error {
			a := p.do(p.by(form("/oauth/token", refreshes(p.token.member("refresh_token"))), "ander"))
			if a.status != http.StatusBadRequest || a.member("error") != "invalid_grant" {
				return fmt.Errorf("%d %s", a.status, a.body)
			}
			return nil
		}},
	})
}

// plainly is how the modules ask on a registry: without PKCE where that may be.
func plainly(on registration) []change {
	if on == certification {
		return []change{drop("code_challenge"), drop("code_challenge_method")}
	}
	return nil
}

// playBasic plays the modules on one registry.
func playBasic(t *testing.T, on registration, changes ...change) {
	t.Helper()
	w := newWorld(t, plainApps(on))
	changes = append(changes, plainly(on)...)
	for _, m := range basicModules() {
		t.Run(m.name, func(t *testing.T) {
			p := w.newPlay(on, "portfolio", bySecret, changes...)
			if m.name == "oidcc-server-client-secret-post" {
				p = w.newPlay(on, "post", byPost, changes...)
			}
			m.run(t, p)
		})
	}
}

// TestBasicOP plays oidcc-basic-certification-test-plan.
func TestBasicOP(t *testing.T) {
	for _, on := range []registration{strict, certification} {
		t.Run(string(on), func(t *testing.T) { playBasic(t, on) })
	}
}

// TestFormPostOP plays oidcc-formpost-basic-certification-test-plan: the same modules
// with response_mode form_post.
func TestFormPostOP(t *testing.T) {
	for _, on := range []registration{strict, certification} {
		t.Run(string(on), func(t *testing.T) { playBasic(t, on, set("response_mode", "form_post")) })
	}
}
