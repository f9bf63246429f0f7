package conformance

// benchApps is the registry that the cases are tried on: an app for each way of
// client authentication and for each profile.
var benchApps = app("portfolio", "profile: basic", byBasic, "id_token_alg: RS256", "origins: [\"https://portfolio.example.nl\"]", leftTo("portfolio")) +
	app("ander", "profile: basic", byBasic, "id_token_alg: ES256", leftTo("ander")) +
	app("post", "profile: basic", "client_auth: {method: client_secret_post, secret_file: app.secret}") +
	app("sleutel", "profile: basic", "client_auth: {method: private_key_jwt, jwks_file: ec.jwks}", "id_token_alg: ES256") +
	app("andersleutel", "profile: basic", "client_auth: {method: private_key_jwt, jwks_file: otherec.jwks}", "id_token_alg: ES256") +
	app("open", "profile: basic", "client_auth: {method: none}", "id_token_alg: EdDSA") +
	app("ververs", "profile: basic", byBasic, "refresh: on", "introspect: [ander]") +
	app("verversnog", "profile: basic", byBasic, "refresh: on") +
	app("openververs", "profile: basic", "client_auth: {method: none}", "refresh: on") +
	app("getekend", "profile: basic", byBasic, "refresh: on", "access_token: jwt", "id_token_alg: ES256", "userinfo_alg: ES256") +
	app("soms", "profile: basic", byBasic, "pkce: if_sent") +
	app("overheid", "profile: nlgov", "client_auth: {method: private_key_jwt, jwks_file: rsa.jwks}", "id_token_alg: PS256") +
	app("gebonden", "profile: basic", byBasic, "dpop_bound_access_tokens: true") +
	app("metnonce", "profile: basic", byBasic, "dpop_nonce: true") +
	app("geduwd", "profile: basic", byBasic, "par: required") +
	app("getekendverzoek", "profile: basic", "client_auth: {method: private_key_jwt, jwks_file: ec.jwks}", "id_token_alg: ES256", "request_object: required") +
	app("gewaarborgd", "profile: basic", "client_auth: {method: tls_client_auth, ca_file: ca.pem, subject_dn: 'CN=app.test,O=Voorbeeld'}", boundToCertificate, "refresh: on") +
	app("eigen", "profile: basic", "client_auth: {method: self_signed_tls_client_auth, certificate_file: eigen.pem}") +
	app("bank", "profile: fapi2", "client_auth: {method: private_key_jwt, jwks_file: ec.jwks}")

const boundToCertificate = "tls_client_certificate_bound_access_tokens: true"

const byBasic = "client_auth: {method: client_secret_basic, secret_file: app.secret}"

// leftTo registers where a browser goes that was logged out.
func leftTo(client string) string { return "post_logout_redirect_uris: [\"" + leftOf(client) + "\"]" }
