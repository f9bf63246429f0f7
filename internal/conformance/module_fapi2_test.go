package conformance

// fapi2 is what the names of the plan's modules begin with.
const fapi2 = "fapi2-security-profile-final-"

// fapi2Modules are those of fapi2-security-profile-final-test-plan that apply to plain
// FAPI with private_key_jwt, DPoP and OpenID Connect, in its order: not those of the
// Brazilian, Australian and Saudi profiles, nor those of grant management.
func fapi2Modules() []module {
	return []module{
		{name: fapi2 + "discovery-end-point-verification", conditions: []condition{
			{what: "discovery has the issuer, token and PAR endpoint, private_key_jwt, S256, and no algorithm but PS256, ES256 and EdDSA for assertions and proofs"},
		}},
		{name: fapi2 + "happy-flow", conditions: []condition{
			{what: "pushed request, code, tokens bound to the DPoP key, userinfo with the proof; iss in the response"},
		}},
		{name: fapi2 + "user-rejects-authentication", conditions: []condition{
			{what: "a person who declines: access_denied at the app, with state and iss"},
		}},
		{name: fapi2 + "ensure-authorization-request-without-state-success", conditions: []condition{
			{what: "a pushed request without state ends in a code, and no state comes back"},
		}},
		{name: fapi2 + "ensure-authorization-request-without-nonce-success", conditions: []condition{
			{what: "a pushed request without a nonce ends in a code"},
		}},
		{name: fapi2 + "ensure-authorization-request-with-64-char-nonce-success", conditions: []condition{
			{what: "a nonce of 64 characters comes back whole"},
		}},
		{name: fapi2 + "ensure-other-scope-order-succeeds", conditions: []condition{
			{what: "openid last among the scopes ends in a code"},
		}},
		{name: fapi2 + "test-claims-parameter-identity-claims", conditions: []condition{
			{what: "claims asked by the claims parameter come back, as far as the contract goes"},
		}},
		{name: fapi2 + "access-token-type-header-case-sensitivity", conditions: []condition{
			{what: "the scheme dpop in other case is taken at userinfo"},
		}},
		{name: fapi2 + "check-dpop-proof-nbf-exp", conditions: []condition{
			{what: "a proof with nbf and exp beside iat is taken"},
		}},
		{name: fapi2 + "ensure-dpopproof-with-iat-10seconds-before-succeeds", conditions: []condition{
			{what: "a proof of ten seconds ago is taken"},
		}},
		{name: fapi2 + "ensure-dpopproof-with-iat-10seconds-after-succeeds", conditions: []condition{
			{what: "a proof of ten seconds ahead is taken"},
		}},
		{name: fapi2 + "ensure-mismatched-dpop-jkt-fails", conditions: []condition{
			{what: "a pushed request whose dpop_jkt is not of its DPoP proof: refused"},
		}},
		{name: fapi2 + "ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt", conditions: []condition{
			{what: "a code that was pushed with a proof of one key is not redeemed with a proof of another"},
		}},
		{name: fapi2 + "ensure-token-endpoint-fails-with-mismatched-dpop-jkt", conditions: []condition{
			{what: "a code that was asked with dpop_jkt of one key is not redeemed with a proof of another"},
		}},
		{name: fapi2 + "ensure-dpopproof-at-par-endpoint-binding-success", conditions: []condition{
			{what: "a proof at PAR and one of the same key at the token endpoint give tokens"},
		}},
		{name: fapi2 + "ensure-dpop-auth-code-binding-success", conditions: []condition{
			{what: "dpop_jkt at PAR and a proof of that key at the token endpoint give tokens"},
		}},
		{name: fapi2 + "ensure-different-nonce-inside-and-outside-request-object", conditions: []condition{
			{what: "a nonce beside request_uri does not count: the pushed one comes back"},
		}},
		{name: fapi2 + "ensure-different-state-inside-and-outside-request-object", conditions: []condition{
			{what: "a state beside request_uri does not count: the pushed one comes back"},
		}},
		{name: fapi2 + "ensure-authorization-request-with-long-nonce", conditions: []condition{
			{what: "a nonce of 384 characters: comes back whole, or is refused with an error"},
		}},
		{name: fapi2 + "ensure-authorization-request-with-long-state", conditions: []condition{
			{what: "a state of 384 characters: comes back whole, or is refused with an error"},
		}},
		{name: fapi2 + "state-only-outside-request-object-not-used", conditions: []condition{
			{what: "a state that was not pushed does not come back"},
		}},
		{name: fapi2 + "ensure-request-object-without-redirect-uri-fails", conditions: []condition{
			{what: "a pushed request without redirect_uri: 400, invalid_request"},
		}},
		{name: fapi2 + "ensure-registered-redirect-uri", conditions: []condition{
			{what: "a pushed request with an address that is not registered: 400"},
		}},
		{name: fapi2 + "plain-fapi-tolerate-unregistered-redirect-uri", conditions: []condition{
			{what: "an address that is not registered, by a client that proved itself: may be taken, and is refused here"},
		}},
		{name: fapi2 + "ensure-unsigned-authorization-request-without-using-par-fails", conditions: []condition{
			{what: "a request that was not pushed: an error at the app or a page, and no code"},
		}},
		{name: fapi2 + "ensure-redirect-uri-in-authorization-request", conditions: []condition{
			{what: "a pushed request without redirect_uri is refused"},
		}},
		{name: fapi2 + "ensure-response-type-code-idtoken-fails", conditions: []condition{
			{what: "response_type code id_token at PAR: refused, or unsupported_response_type at the app"},
		}},
		{name: fapi2 + "ensure-response-type-token-fails", conditions: []condition{
			{what: "response_type token at PAR: refused, or unsupported_response_type at the app"},
		}},
		{name: fapi2 + "ensure-client-id-in-token-endpoint", conditions: []condition{
			{what: "a token request with another client_id than the assertion's: refused"},
		}},
		{name: fapi2 + "ensure-holder-of-key-required", conditions: []condition{
			{what: "a token request without a DPoP proof: 400, invalid_dpop_proof or invalid_request"},
		}},
		{name: fapi2 + "ensure-authorization-code-is-bound-to-client", conditions: []condition{
			{what: "a code of one client is not redeemed by another"},
		}},
		{name: fapi2 + "attempt-reuse-authorization-code-after-one-second", conditions: []condition{
			{what: "the second use of a code, a second later: invalid_grant; the access token is then refused"},
		}},
		{name: fapi2 + "ensure-token-endpoint-fails-with-expired-auth-code", conditions: []condition{
			{what: "a code of 61 seconds ago: invalid_grant"},
		}},
		{name: fapi2 + "ensure-signed-client-assertion-with-RS256-fails", conditions: []condition{
			{what: "an assertion signed with RS256: invalid_client"},
		}},
		{name: fapi2 + "ensure-client-assertion-in-token-endpoint", conditions: []condition{
			{what: "a token request without an assertion: invalid_client or invalid_request"},
		}},
		{name: fapi2 + "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails", conditions: []condition{
			{what: "an assertion that ended five minutes ago: invalid_client"},
		}},
		{name: fapi2 + "ensure-client-assertion-with-wrong-aud-fails", conditions: []condition{
			{what: "an assertion for another server: invalid_client"},
		}},
		{name: fapi2 + "ensure-client-assertion-with-no-sub-fails", conditions: []condition{
			{what: "an assertion without sub: invalid_client"},
		}},
		{name: fapi2 + "dpop-negative-tests", conditions: []condition{
			{what: "at userinfo: two proofs, no JWT, without typ, alg, jwk, jti, htm, htu, iat or ath, typ of another kind, none, a wrong signature, a private key, another htm, another htu, iat an hour off, another ath, another key: 401 each; htu with query and fragment, further members: taken"},
		}},
		{name: fapi2 + "refresh-token", conditions: []condition{
			{what: "a refresh token is bound to client and key, and is not rotated"},
		}},
		{name: fapi2 + "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds", conditions: []condition{
			{what: "a request_uri that is opened a second time before the login is done still works"},
		}},
		{name: fapi2 + "par-attempt-reuse-request_uri", conditions: []condition{
			{what: "a request_uri whose login is done does not work again"},
		}},
		{name: fapi2 + "par-attempt-to-use-expired-request_uri", conditions: []condition{
			{what: "a request_uri after its expires_in does not work"},
		}},
		{name: fapi2 + "par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted", conditions: []condition{
			{what: "an assertion whose iat and nbf lie eight seconds ahead is taken at PAR"},
		}},
		{name: fapi2 + "par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails", conditions: []condition{
			{what: "an assertion whose iat and nbf lie over a minute ahead: 400 or 401, invalid_client or invalid_request at PAR"},
		}},
		{name: fapi2 + "par-attempt-to-use-request_uri-for-different-client", conditions: []condition{
			{what: "a request_uri of one client does not work for another"},
		}},
		{name: fapi2 + "par-authorization-request-containing-request_uri-form-param", conditions: []condition{
			{what: "a pushed request with a request_uri: 400, invalid_request"},
		}},
		{name: fapi2 + "par-attempt-invalid-http-method", conditions: []condition{
			{what: "PAR by GET: 405"},
		}},
		{name: fapi2 + "par-ensure-pkce-required", conditions: []condition{
			{what: "a pushed request without code_challenge: invalid_request"},
		}},
		{name: fapi2 + "ensure-pkce-code-verifier-required", conditions: []condition{
			{what: "a code with a challenge is not redeemed without a verifier"},
		}},
		{name: fapi2 + "incorrect-pkce-code-verifier-rejected", conditions: []condition{
			{what: "a code is not redeemed with another verifier"},
		}},
		{name: fapi2 + "par-plain-pkce-rejected", conditions: []condition{
			{what: "code_challenge_method plain at PAR: invalid_request"},
		}},
		{name: fapi2 + "par-without-duplicate-parameters", conditions: []condition{
			{what: "client_id and request_uri alone at the authorization endpoint end in a code"},
		}},
		{name: fapi2 + "par-test-array-as-audience-fails", conditions: []condition{
			{what: "an assertion whose aud is a list: 400 or 401, invalid_client or invalid_request at PAR"},
		}},
		{name: fapi2 + "par-test-par-endpoint-url-as-audience-fails", conditions: []condition{
			{what: "an assertion whose aud is the PAR endpoint: 400 or 401 at PAR"},
		}},
		{name: fapi2 + "par-test-token-endpoint-url-as-audience-fails", conditions: []condition{
			{what: "an assertion whose aud is the token endpoint: 400 or 401 at PAR"},
		}},
	}
}
