package conformance

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// fapi2 is what the names of the plan's modules begin with.
const fapi2 = "fapi2-security-profile-final-"

// fapi2Modules are those of fapi2-security-profile-final-test-plan that apply to plain
// FAPI with private_key_jwt, DPoP and OpenID Connect, in its order: not those of the
// Brazilian, Australian and Saudi profiles, nor those of grant management.
func fapi2Modules() []module {
	return slices.Concat(fapi2Happy(), fapi2DPoP(), fapi2Parameters(), fapi2Token(), fapi2Client(), fapi2PAR(), fapi2Audience())
}

// one is a module of one condition of its own.
func one(name, what string, try func(*play) error) module {
	return module{name: fapi2 + name, conditions: []condition{{what: what, try: try}}}
}

func fapi2Happy() []module {
	return []module{
		one("discovery-end-point-verification", "discovery has the issuer, token and PAR endpoint, private_key_jwt and S256, and for assertions, proofs and ID tokens PS256, ES256 or EdDSA",
			together(discovered, listsTexts("issuer", "token_endpoint", "pushed_authorization_request_endpoint"), endpointsAreOurs,
				lists("token_endpoint_auth_methods_supported", "private_key_jwt"), lists("code_challenge_methods_supported", "S256"),
				lists("token_endpoint_auth_signing_alg_values_supported", "ES256", "PS256", "EdDSA"), lists("dpop_signing_alg_values_supported", "ES256", "PS256", "EdDSA"),
				lists("id_token_signing_alg_values_supported", "ES256"))),
		{name: fapi2 + "happy-flow", conditions: wholeFAPI2()},
		one("user-rejects-authentication", "a person who declines: access_denied at the app, with state and iss", func(p *play) error {
			asked := p.fapiPlay("fapivraagt")
			asked.t = p.t
			return together(declining, pushing(), opening(), erring("access_denied"))(asked)
		}),
		{name: fapi2 + "ensure-authorization-request-without-state-success", conditions: append(wholeFAPI2(drop("state")), condition{what: "no state comes back", try: func(p *play) error {
			if p.got.Has("state") {
				return fmt.Errorf("%v", p.got)
			}
			return nil
		}})},
		{name: fapi2 + "ensure-authorization-request-without-nonce-success", conditions: wholeFAPI2(drop("nonce"))},
		{name: fapi2 + "ensure-authorization-request-with-64-char-nonce-success", conditions: wholeFAPI2(set("nonce", strings.Repeat("n", 64)))},
		{name: fapi2 + "ensure-other-scope-order-succeeds", conditions: wholeFAPI2(set("scope", "class profile openid"))},
		{name: fapi2 + "test-claims-parameter-identity-claims", conditions: append(wholeFAPI2(set("scope", "openid"), set("claims", `{"userinfo":{"name":{"essential":true},"email":null}}`)),
			condition{what: "name comes back; a claim that does not exist does not", try: together(names("name"), silent("email"))})},
		{name: fapi2 + "access-token-type-header-case-sensitivity", conditions: append(wholeFAPI2(), condition{what: "the scheme is taken in any case", try: together(infoBound("dpop"), infoBound("DPOP"))})},
	}
}

func fapi2DPoP() []module {
	bindPush := func(p *play) error {
		return p.pushed(p.pushWith(p.proof(p.key, http.MethodPost, "/oauth/par", "").String()))
	}
	otherKey := func(p *play) error {
		return failing(p.redeemWith(p.proof(newKey(p.t), http.MethodPost, "/oauth/token", "").String()), "invalid_grant", "invalid_dpop_proof", "invalid_request")
	}
	return []module{
		one("check-dpop-proof-nbf-exp", "proofs with nbf and exp beside iat are taken", together(together(tries(wholeFAPI2())...), proofsTaken)),
		one("ensure-dpopproof-with-iat-10seconds-before-succeeds", "proofs of ten seconds ago are taken at PAR, token endpoint and userinfo", shifted(-10)),
		one("ensure-dpopproof-with-iat-10seconds-after-succeeds", "proofs of ten seconds ahead are taken at PAR, token endpoint and userinfo", shifted(10)),
		one("ensure-mismatched-dpop-jkt-fails", "a pushed request whose dpop_jkt is not of its DPoP proof: 400", func(p *play) error {
			return failing(p.pushWith(p.proof(p.key, http.MethodPost, "/oauth/par", "").String(), set("dpop_jkt", thumbprint(newKey(p.t)))), "invalid_dpop_proof", "invalid_request")
		}),
		one("ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt", "a code that was pushed with a proof of one key is not redeemed with a proof of another", together(bindPush, opening(), coded, otherKey)),
		one("ensure-token-endpoint-fails-with-mismatched-dpop-jkt", "a code that was pushed with dpop_jkt of one key is not redeemed with a proof of another", func(p *play) error {
			return together(pushing(set("dpop_jkt", thumbprint(p.key))), opening(), coded, otherKey)(p)
		}),
		one("ensure-dpopproof-at-par-endpoint-binding-success", "a proof at PAR and one of the same key at the token endpoint give tokens", together(bindPush, opening(), coded, bound, infoBound("DPoP"))),
		one("ensure-dpop-auth-code-binding-success", "dpop_jkt at PAR and a proof of that key at the token endpoint give tokens", func(p *play) error {
			return together(pushing(set("dpop_jkt", thumbprint(p.key))), opening(), coded, bound, infoBound("DPoP"))(p)
		}),
	}
}

// tries are the tries of conditions.
func tries(conditions []condition) (out []func(*play) error) {
	for _, c := range conditions {
		out = append(out, c.try)
	}
	return out
}

func fapi2Parameters() []module {
	missing, types := []string{"invalid_request", "invalid_request_object"}, []string{"unsupported_response_type", "invalid_request", "unauthorized_client"}
	return []module{
		one("ensure-different-nonce-inside-and-outside-request-object", "a nonce beside request_uri does not count: the pushed one comes back", together(pushing(), opening(set("nonce", "anders")), coded, bound, signedByUs, nonceBack)),
		one("ensure-different-state-inside-and-outside-request-object", "a state beside request_uri does not count: the pushed one comes back", together(pushing(), opening(set("state", "anders")), coded)),
		{name: fapi2 + "ensure-authorization-request-with-long-nonce", conditions: wholeFAPI2(set("nonce", strings.Repeat("n", 384)))},
		{name: fapi2 + "ensure-authorization-request-with-long-state", conditions: wholeFAPI2(set("state", strings.Repeat("s", 384)))},
		one("state-only-outside-request-object-not-used", "a state that was not pushed does not come back", together(pushing(drop("state")), opening(set("state", "buiten")), coded, func(p *play) error {
			if p.got.Has("state") {
				return fmt.Errorf("%v", p.got)
			}
			return nil
		})),
		one("ensure-request-object-without-redirect-uri-fails", "a pushed request without redirect_uri: 400, invalid_request", unpushed(missing, drop("redirect_uri"))),
		one("ensure-registered-redirect-uri", "a pushed request with an address that is not registered: 400", unpushed(missing, set("redirect_uri", redirectOf("fapi")+"/elders"))),
		one("plain-fapi-tolerate-unregistered-redirect-uri", "an address that is not registered, by a client that proved itself: may be taken, and is refused here with 400", unpushed(missing, set("redirect_uri", redirectOf("fapi")+"/elders"))),
		one("ensure-unsigned-authorization-request-without-using-par-fails", "a request that was not pushed: invalid_request at the app, and no code", together(asking(), erring("invalid_request"))),
		one("ensure-redirect-uri-in-authorization-request", "a pushed request without redirect_uri: 400, invalid_request", unpushed(missing, drop("redirect_uri"))),
		one("ensure-response-type-code-idtoken-fails", "response_type code id_token at PAR: 400", unpushed(types, set("response_type", "code id_token"))),
		one("ensure-response-type-token-fails", "response_type token at PAR: 400", unpushed(types, set("response_type", "token"))),
	}
}

func fapi2Token() []module {
	again := func(p *play) error { return failing(p.redeemWith(p.tokenProof()), "invalid_grant") }
	return []module{
		one("ensure-client-id-in-token-endpoint", "a token request with another client_id than the assertion's: refused", together(withCode(), func(p *play) error {
			c := p.redeemCall()
			b := &bench{world: p.world}
			jwt := signed(p.t, jose.ES256, p.keys.ec, nil, b.asserts(p.client))
			return failing(p.do(c.add("client_id", "fapiander").add("client_assertion_type", assertionType).add("client_assertion", jwt)), "invalid_client", "invalid_request", "invalid_grant")
		})),
		one("ensure-holder-of-key-required", "a token request without a DPoP proof: 400, invalid_dpop_proof or invalid_request", together(withCode(), func(p *play) error {
			return failing(p.redeemWith(""), "invalid_dpop_proof", "invalid_request", "invalid_grant")
		})),
		one("ensure-authorization-code-is-bound-to-client", "a code of one client is not redeemed by another", together(withCode(), func(p *play) error {
			o := p.another()
			o.got = p.got
			return failing(o.redeemWith(o.tokenProof(), set("redirect_uri", redirectOf("fapi"))), "invalid_grant")
		})),
		one("attempt-reuse-authorization-code-after-one-second", "the second use of a code, a second later: invalid_grant; the access token is then refused", together(withCode(), bound, later(time.Second), again, func(p *play) error {
			if err := infoBound("DPoP")(p); err == nil || p.info.status != http.StatusUnauthorized {
				return fmt.Errorf("userinfo answers %d", p.info.status)
			}
			return nil
		})),
		one("ensure-token-endpoint-fails-with-expired-auth-code", "a code of 61 seconds ago: invalid_grant", together(withCode(), later(61*time.Second), again)),
	}
}

func fapi2Client() []module {
	refusing := []string{"invalid_client", "invalid_request"}
	asserted := func(changes ...func(map[string]any)) func(*play) error {
		return together(withCode(), func(p *play) error { return failing(p.assertsAt(p.redeemCall(), changes...), refusing...) })
	}
	return []module{
		one("ensure-signed-client-assertion-with-RS256-fails", "an assertion signed with RS256, by a key that is registered: invalid_client", together(withCode(), func(p *play) error {
			b := &bench{world: p.world}
			jwt := signed(p.t, jose.RS256, p.keys.rsa, map[jose.HeaderKey]any{"kid": "r"}, b.asserts(p.client))
			return failing(p.do(p.redeemCall().add("client_id", p.client).add("client_assertion_type", assertionType).add("client_assertion", jwt)), refusing...)
		})),
		one("ensure-client-assertion-in-token-endpoint", "a token request without an assertion: refused", together(withCode(), func(p *play) error {
			return failing(p.do(p.redeemCall().add("client_id", p.client)), refusing...)
		})),
		one("ensure-client-assertion-with-exp-is-5-minutes-in-past-fails", "an assertion that ended five minutes ago: refused", asserted(func(c map[string]any) { c["exp"] = c["iat"].(int64) - 300 })),
		one("ensure-client-assertion-with-wrong-aud-fails", "an assertion for another server: refused", asserted(claim("aud", "https://kwaad.example"))),
		one("ensure-client-assertion-with-no-sub-fails", "an assertion without sub: refused", asserted(claim("sub", nil))),
		{name: fapi2 + "dpop-negative-tests", conditions: slices.Concat(wholeFAPI2(), []condition{
			{what: "at userinfo each proof is refused: two of them, no JWT, without typ, alg, jwk, jti, htm, htu or iat, another typ, none, a wrong signature, a private key, another htm or htu, an hour off, the same jti again", try: dpopWrong},
			{what: "without ath, with another ath, of another key, as Bearer: refused", try: boundWrong},
			{what: "htu with query and fragment, and further members: taken", try: proofsTaken}})},
		{name: fapi2 + "refresh-token", conditions: []condition{{what: "a refresh token gives new tokens with a proof of its key; it is not rotated; without a proof, and from another client, it is refused", try: refreshBound}}},
	}
}

// boundWrong are good proofs in the wrong hands.
func boundWrong(p *play) error {
	get := func(scheme string, f *proof) answer {
		return p.do(call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing(scheme, p.access).proving(f.String()))
	}
	for name, a := range map[string]answer{
		"without ath":    get("DPoP", p.proof(p.key, http.MethodGet, "/oauth/userinfo", "")),
		"another ath":    get("DPoP", p.proof(p.key, http.MethodGet, "/oauth/userinfo", p.access+"x")),
		"of another key": get("DPoP", p.proof(newKey(p.t), http.MethodGet, "/oauth/userinfo", p.access)),
		"as Bearer":      get("Bearer", p.proof(p.key, http.MethodGet, "/oauth/userinfo", p.access)),
	} {
		if a.status != http.StatusUnauthorized {
			return fmt.Errorf("%s: %d", name, a.status)
		}
	}
	return nil
}

func refreshBound(first *play) error {
	p := first.fapiPlay("fapiververs")
	p.t = first.t
	if err := together(withCode(), bound, signedByUs)(p); err != nil {
		return err
	}
	token := p.token.member("refresh_token")
	if token == "" {
		return fmt.Errorf("no refresh token: %s", p.token.body)
	}
	refresh := func(o *play, proof string) answer {
		c := o.by(form("/oauth/token", refreshes(token)), o.client)
		if proof != "" {
			c = c.proving(proof)
		}
		return o.do(c)
	}
	for range 2 { // what came in the first answer may have been lost
		if err := p.took(refresh(p, p.tokenProof())); err != nil {
			return err
		}
		if again := p.token.member("refresh_token"); again != "" && again != token {
			return fmt.Errorf("it was rotated")
		}
		if err := infoBound("DPoP")(p); err != nil {
			return err
		}
	}
	if err := failing(refresh(p, ""), "invalid_dpop_proof", "invalid_request", "invalid_grant"); err != nil {
		return err
	}
	if err := failing(refresh(p, p.proof(newKey(p.t), http.MethodPost, "/oauth/token", "").String()), "invalid_dpop_proof", "invalid_grant"); err != nil {
		return err
	}
	o := p.another()
	return failing(refresh(o, o.tokenProof()), "invalid_grant", "unauthorized_client")
}

func fapi2PAR() []module {
	request := []string{"invalid_request"}
	return []module{
		one("par-ensure-reused-request-uri-prior-to-auth-completion-succeeds", "a request_uri that is opened a second time before the login is done still works", together(pushing(), lookOnce, opening(), coded, bound)),
		one("par-attempt-reuse-request_uri", "a request_uri whose login is done does not work again: a page of ours", together(withCode(), bound, notOpening())),
		one("par-attempt-to-use-expired-request_uri", "a request_uri after its expires_in does not work: a page of ours", together(pushing(), later(11*time.Minute), notOpening())),
		one("par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted", "an assertion whose iat and nbf lie eight seconds ahead is taken at PAR", together(func(p *play) error {
			return p.pushed(p.assertsAt(p.pushCall(), func(c map[string]any) { c["iat"], c["nbf"] = c["iat"].(int64)+8, c["iat"].(int64)+8 }))
		}, opening(), coded, bound)),
		one("par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails", "an assertion whose iat and nbf lie over a minute ahead: 400 or 401 at PAR", func(p *play) error {
			return failing(p.assertsAt(p.pushCall(), func(c map[string]any) {
				at := c["iat"].(int64) + 70
				c["iat"], c["nbf"], c["exp"] = at, at, at+60
			}), "invalid_client", "invalid_request")
		}),
		one("par-attempt-to-use-request_uri-for-different-client", "a request_uri of one client does not work for another: a page of ours", together(pushing(), notOpening(set("client_id", "fapiander")))),
		one("par-authorization-request-containing-request_uri-form-param", "a pushed request with a request_uri: 400, invalid_request", unpushed(request, set("request_uri", "urn:ietf:params:oauth:request_uri:x"))),
		one("par-attempt-invalid-http-method", "PAR by GET: 405", func(p *play) error {
			c := p.by(p.pushCall(), p.client)
			if a := p.do(call{method: http.MethodGet, path: c.path, query: c.body}); a.status != http.StatusMethodNotAllowed {
				return fmt.Errorf("%d", a.status)
			}
			return nil
		}),
		one("par-ensure-pkce-required", "a pushed request without code_challenge: invalid_request", unpushed(request, drop("code_challenge"), drop("code_challenge_method"))),
		one("ensure-pkce-code-verifier-required", "a code with a challenge is not redeemed without a verifier", together(withCode(), func(p *play) error {
			return failing(p.redeemWith(p.tokenProof(), drop("code_verifier")), "invalid_grant", "invalid_request")
		})),
		one("incorrect-pkce-code-verifier-rejected", "a code is not redeemed with another verifier", together(withCode(), func(p *play) error {
			return failing(p.redeemWith(p.tokenProof(), set("code_verifier", strings.Repeat("v", 43))), "invalid_grant")
		})),
		one("par-plain-pkce-rejected", "code_challenge_method plain at PAR: invalid_request", unpushed(request, set("code_challenge_method", "plain"))),
		{name: fapi2 + "par-without-duplicate-parameters", conditions: wholeFAPI2()},
	}
}

// lookOnce opens what was pushed and goes no further than the hub.
func lookOnce(p *play) error {
	q := params{{Name: "client_id", Value: p.client}, {Name: "request_uri", Value: p.uri}}
	page, err := p.b.c.Login(p.t.Context(), p.issuer+"/oauth/authorize?"+q.encode(), yara, func(u *url.URL) bool { return u.Scheme+"://"+u.Host == p.hubOrigin })
	if err != nil {
		return err
	}
	if page.Status != 0 {
		return fmt.Errorf("ended at %s with %d: %s", page.URL.Path, page.Status, words(page.Body))
	}
	return nil
}

func fapi2Audience() []module {
	with := func(aud func(p *play) any) func(*play) error {
		return func(p *play) error {
			return failing(p.assertsAt(p.pushCall(), claim("aud", aud(p))), "invalid_client", "invalid_request")
		}
	}
	return []module{
		one("par-test-array-as-audience-fails", "an assertion whose aud is a list: 400 or 401 at PAR", with(func(p *play) any { return []string{p.issuer, "https://ander.example"} })),
		one("par-test-par-endpoint-url-as-audience-fails", "an assertion whose aud is the PAR endpoint: 400 or 401 at PAR", with(func(p *play) any { return p.issuer + "/oauth/par" })),
		one("par-test-token-endpoint-url-as-audience-fails", "an assertion whose aud is the token endpoint: 400 or 401 at PAR", with(func(p *play) any { return p.issuer + "/oauth/token" })),
	}
}

// TestFAPI2OP plays fapi2-security-profile-final-test-plan. Its registry has apps of
// profile fapi2 alone, as an operator registers them: there is none beside the default.
func TestFAPI2OP(t *testing.T) {
	w := newWorld(t, fapi2Apps())
	for _, m := range fapi2Modules() {
		t.Run(m.name, func(t *testing.T) {
			w.t = t
			m.run(t, w.fapiPlay("fapi"))
		})
	}
}
