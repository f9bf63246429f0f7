package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sluis/internal/refusal"
)

const (
	overheidURI = "http://127.0.0.1:9/overheid"
	strengerURI = "http://127.0.0.1:9/strenger"
	bankURI     = "http://127.0.0.1:9/bank"
)

// keyedApps are an app of each profile that has keys; strenger takes nothing but
// request objects.
var keyedApps = partyApp("overheid", overheidURI, "    profile: nlgov\n    client_auth: {method: private_key_jwt, jwks_file: app.jwks}") +
	partyApp("strenger", strengerURI, "    profile: nlgov\n    request_object: required\n    client_auth: {method: private_key_jwt, jwks_file: app.jwks}") +
	partyApp("bank", bankURI, "    profile: fapi2\n    request_object: allowed\n    client_auth: {method: private_key_jwt, jwks_file: app.jwks}")

// keyed is a world of apps with keys, and the keys.
type keyed struct {
	*world
	rsa *rsa.PrivateKey
	ec  *ecdsa.PrivateKey
}

func newKeyed(t *testing.T, apps string, options ...option) *keyed {
	t.Helper()
	k := &keyed{}
	var err1, err2 error
	k.rsa, err1 = rsa.GenerateKey(rand.Reader, 2048)
	k.ec, err2 = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	set, err3 := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: k.rsa.Public(), KeyID: "r", Use: "sig"}, {Key: k.ec.Public(), KeyID: "e", Use: "sig"}}})
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			t.Fatal(err)
		}
	}
	k.world = newWorld(t, apps, append(options, func(w *world) { w.write("app.jwks", string(set)) })...)
	return k
}

// object are the members of a request object as it should be.
func (k *keyed) object(client, redirect string, changes ...any) map[string]any {
	now := k.clock.now().Unix()
	o := map[string]any{"iss": client, "aud": k.issuer, "exp": now + 120, "nbf": now, "iat": now, "jti": rand.Text()}
	for name, values := range pushForm(client, redirect) {
		o[name] = values[0]
	}
	for i := 0; i < len(changes); i += 2 {
		if o[changes[i].(string)] = changes[i+1]; changes[i+1] == nil {
			delete(o, changes[i].(string))
		}
	}
	return o
}

// byValue is the address to which an app sends the browser with an object.
func byValue(client, jwt string, extra ...string) string {
	q := url.Values{"client_id": {client}, "request": {jwt}}
	for i := 0; i < len(extra); i += 2 {
		q.Set(extra[i], extra[i+1])
	}
	return "/oauth/authorize?" + q.Encode()
}

// assertion is what an app with keys proves itself with.
func (k *keyed) assertion(client string, alg jose.SignatureAlgorithm, key any) url.Values {
	now := k.clock.now().Unix()
	return url.Values{"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion": {signedJWT(k.t.(*testing.T), alg, key, map[string]any{"iss": client, "sub": client, "aud": k.issuer, "jti": rand.Text(), "iat": now, "exp": now + 60})}}
}

// redeemKeyed takes a code of an app with keys to the token endpoint.
func (k *keyed) redeemKeyed(client, redirect, code string) *answer {
	k.t.Helper()
	form := k.assertion(client, jose.PS256, k.rsa)
	maps.Copy(form, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier}})
	return k.post("/oauth/token", form, nil)
}

// encryptionKey is what discovery and JWKS tell an app to encrypt with.
func (k *keyed) encryptionKey(alg string) jose.JSONWebKey {
	k.t.Helper()
	var set jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(k.newBrowser().get("/oauth/jwks").body), &set); err != nil {
		k.t.Fatal(err)
	}
	for _, key := range set.Keys {
		if key.Use == "enc" && key.Algorithm == alg {
			return key
		}
	}
	k.t.Fatalf("no key for %s in the JWKS", alg)
	return jose.JSONWebKey{}
}

func sealedTo(t testing.TB, key jose.JSONWebKey, enc jose.ContentEncryption, plain string, options *jose.EncrypterOptions) string {
	t.Helper()
	e, err := jose.NewEncrypter(enc, jose.Recipient{Algorithm: jose.KeyAlgorithm(key.Algorithm), Key: key.Key, KeyID: key.KeyID}, options)
	if err != nil {
		t.Fatal(err)
	}
	o, err := e.Encrypt([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	out, err := o.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// NL GOV: a request object in the browser's hands, signed, and encrypted to a key of
// our JWKS, ends in a login; what stands beside it does not count.
func TestRequestObjectLogin(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, keyedApps)
	for name, seal := range map[string]func(string) string{
		"signed": func(jwt string) string { return jwt },
		"encrypted, RSA-OAEP": func(jwt string) string {
			return sealedTo(t, k.encryptionKey("RSA-OAEP"), jose.A256GCM, jwt, (&jose.EncrypterOptions{}).WithContentType("JWT"))
		},
		"encrypted, RSA-OAEP-256": func(jwt string) string {
			return sealedTo(t, k.encryptionKey("RSA-OAEP-256"), jose.A256GCM, jwt, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := k.object("overheid", overheidURI, "max_age", 3600, "claims", map[string]any{"userinfo": map[string]any{"name": nil}})
			jwt := seal(signedJWT(t, jose.RS256, k.rsa, o))
			b := k.newBrowser()
			q := b.login(byValue("overheid", jwt, "state", "ander", "redirect_uri", "https://kwaad.example/", "scope", "openid", "prompt", "none"), "petteflat", "yara")
			if q.Get("state") != "staat" || q.Get("code") == "" {
				t.Fatalf("the app is called with %v", q)
			}
			a := k.redeemKeyed("overheid", overheidURI, q.Get("code"))
			var tok tokens
			if err := json.Unmarshal([]byte(a.body), &tok); err != nil || a.StatusCode != http.StatusOK {
				t.Fatalf("token endpoint: %d %s", a.StatusCode, a.body)
			}
			id := payload(t, tok.IDToken)
			if id["nonce"] != "eenmalig" || id["nbf"] == nil || id["amr"] != nil {
				t.Errorf("ID token %v", id)
			}
			// Its jti was good for one login.
			spent(t, "the object again, in the same browser", b.get(byValue("overheid", jwt)))
			spent(t, "the object again, in another browser", k.newBrowser().get(byValue("overheid", jwt)))
		})
	}
}

// A request object may be pushed, too; then it is told at once what is wrong with it.
func TestRequestObjectPushed(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, keyedApps)
	jwt := signedJWT(t, jose.PS256, k.rsa, k.object("strenger", strengerURI))
	form := k.assertion("strenger", jose.PS256, k.rsa)
	form.Set("request", jwt)
	form.Set("client_id", "strenger")
	q := k.newBrowser().login(k.push(form, nil), "petteflat", "yara")
	if a := k.redeemKeyed("strenger", strengerURI, q.Get("code")); a.StatusCode != http.StatusOK {
		t.Errorf("token endpoint: %d %s", a.StatusCode, a.body)
	}
	again := k.assertion("strenger", jose.PS256, k.rsa)
	again.Set("request", jwt)
	wantError(t, "its jti again", k.post("/oauth/par", again, nil), http.StatusBadRequest, "invalid_request_object")
	spent(t, "its jti in a browser", k.newBrowser().get(byValue("strenger", jwt)))

	plain := k.assertion("strenger", jose.PS256, k.rsa)
	maps.Copy(plain, pushForm("strenger", strengerURI))
	wantError(t, "without an object where one is required", k.post("/oauth/par", plain, nil), http.StatusBadRequest, "invalid_request")
	r := mustQuery(t, k.newBrowser().get(k.request("strenger", strengerURI)).next(t))
	if r.Get("error") != "invalid_request" || r.Get("state") != "staat" {
		t.Errorf("a plain request where an object is required: %v", r)
	}
}

// fapi2: nothing but pushed requests, strong algorithms, and no token without a sender.
func TestFAPI2Requests(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, keyedApps)
	for name, at := range map[string]string{
		"a plain request":          k.request("bank", bankURI),
		"an object by value":       byValue("bank", signedJWT(t, jose.PS256, k.rsa, k.object("bank", bankURI)), "redirect_uri", bankURI, "state", "staat"),
		"a request_uri of its own": k.request("bank", bankURI, "request_uri", "https://bank.example/request.jwt"),
	} {
		if q := mustQuery(t, k.newBrowser().get(at).next(t)); q.Get("error") != "invalid_request" || q.Get("state") != "staat" || q.Get("iss") != k.issuer {
			t.Errorf("%s: %v", name, q)
		}
	}
	rs := k.assertion("bank", jose.RS256, k.rsa)
	maps.Copy(rs, pushForm("bank", bankURI))
	wantError(t, "an assertion by RS256", k.post("/oauth/par", rs, nil), http.StatusUnauthorized, "invalid_client")
	weak := k.assertion("bank", jose.ES256, k.ec)
	weak.Set("request", signedJWT(t, jose.RS256, k.rsa, k.object("bank", bankURI)))
	wantError(t, "an object by RS256", k.post("/oauth/par", weak, nil), http.StatusBadRequest, "invalid_request_object")

	form := k.assertion("bank", jose.ES256, k.ec)
	maps.Copy(form, pushForm("bank", bankURI, "nonce", "", "state", ""))
	q := k.newBrowser().login(k.push(form, nil), "petteflat", "yara")
	if q.Get("code") == "" || q.Has("state") || q.Get("iss") != k.issuer {
		t.Fatalf("the app is called with %v", q)
	}
	if a := k.redeemKeyed("bank", bankURI, q.Get("code")); a.StatusCode == http.StatusOK {
		t.Errorf("a token without a sender: %s", a.body)
	}
}

// Discovery tells what is registered, for a registry of each profile alone (O-25).
func TestDiscoveryOfEachProfile(t *testing.T) {
	t.Parallel()
	one := func(profile string, more string) string {
		return partyApp("app", overheidURI, "    profile: "+profile+"\n    client_auth: {method: private_key_jwt, jwks_file: app.jwks}"+more)
	}
	for name, c := range map[string]struct {
		apps string
		want map[string]any
	}{
		"basic": {worldApps, map[string]any{"request_parameter_supported": false, "request_uri_parameter_supported": false, "require_pushed_authorization_requests": false,
			"require_signed_request_object": false, "request_object_signing_alg_values_supported": nil, "request_object_encryption_alg_values_supported": nil,
			"pushed_authorization_request_endpoint": "/oauth/par", "id_token_signing_alg_values_supported": []any{"ES256", "RS256"}, "token_endpoint_auth_signing_alg_values_supported": nil}},
		"public clients alone": {partyApp("app", overheidURI, "    profile: basic\n    client_auth: {method: none}"), map[string]any{"pushed_authorization_request_endpoint": nil}},
		"nlgov": {one("nlgov", ""), map[string]any{"request_parameter_supported": true, "require_pushed_authorization_requests": false, "require_signed_request_object": false,
			"request_object_signing_alg_values_supported": []any{"PS256", "RS256"}, "request_object_encryption_alg_values_supported": []any{"RSA-OAEP", "RSA-OAEP-256"},
			"request_object_encryption_enc_values_supported": []any{"A256GCM"}, "token_endpoint_auth_methods_supported": []any{"private_key_jwt"},
			"token_endpoint_auth_signing_alg_values_supported": []any{"PS256", "RS256"}}},
		"nlgov, objects required": {one("nlgov", "\n    request_object: required"), map[string]any{"require_signed_request_object": true}},
		"fapi2": {one("fapi2", ""), map[string]any{"request_parameter_supported": false, "require_pushed_authorization_requests": true,
			"request_object_encryption_alg_values_supported": nil, "token_endpoint_auth_signing_alg_values_supported": []any{"ES256", "EdDSA", "PS256"},
			"id_token_signing_alg_values_supported": []any{"PS256", "RS256"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKeyed(t, c.apps)
			var got map[string]any
			if err := json.Unmarshal([]byte(k.newBrowser().get("/.well-known/openid-configuration").body), &got); err != nil {
				t.Fatal(err)
			}
			for member, want := range c.want {
				if s, ok := want.(string); ok {
					want = k.issuer + s
				}
				if !equalJSON(got[member], want) {
					t.Errorf("%s: %v, want %v", member, got[member], want)
				}
			}
			sealed := strings.Contains(k.newBrowser().get("/oauth/jwks").body, `"use":"enc"`)
			if want := got["request_object_encryption_alg_values_supported"] != nil; sealed != want {
				t.Errorf("a key to encrypt to is published: %t, want %t", sealed, want)
			}
		})
	}
}

// Where an object cannot be believed, the app hears of it at its own address beside the
// object, and nobody at any other.
func TestRequestObjectFaultsGoNowhereElse(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, keyedApps)
	jwt := signedJWT(t, jose.RS256, k.rsa, k.object("overheid", overheidURI, "exp", k.clock.now().Add(-time.Minute).Unix()))
	q := mustQuery(t, k.newBrowser().get(byValue("overheid", jwt, "redirect_uri", overheidURI, "state", "buiten")).next(t))
	if q.Get("error") != "invalid_request_object" || q.Get("state") != "buiten" || q.Get("iss") != k.issuer {
		t.Errorf("with a registered address beside it: %v", q)
	}
	for name, extra := range map[string][]string{"none beside it": nil, "another beside it": {"redirect_uri", "https://kwaad.example/"}} {
		a := k.newBrowser().get(byValue("overheid", jwt, extra...))
		if a.StatusCode != http.StatusBadRequest || codeOnPage.FindString(a.body) != refusal.RequestObject.String() || a.Header.Get("Location") != "" {
			t.Errorf("%s: %d to %q", name, a.StatusCode, a.Header.Get("Location"))
		}
	}
	jwt = signedJWT(t, jose.RS256, k.rsa, k.object("overheid", "https://kwaad.example/"))
	if a := k.newBrowser().get(byValue("overheid", jwt, "redirect_uri", overheidURI)); codeOnPage.FindString(a.body) != refusal.RedirectURI.String() {
		t.Errorf("an address in the object that is nobody's: %d", a.StatusCode)
	}
}

// A whole login in profile fapi2: pushed with a proof, so that the code is for that key;
// redeemed with an assertion and a proof; and userinfo with the token's own (O-25).
func TestFAPI2Login(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, keyedApps)
	mine, other := k.newDPoPKey(), k.newDPoPKey()
	for name, push := range map[string]func(url.Values) *answer{
		"a proof beside the push": func(f url.Values) *answer {
			return k.post("/oauth/par", f, http.Header{"Dpop": {mine.proof(http.MethodPost, "/oauth/par", "", "")}})
		},
		"dpop_jkt in it": func(f url.Values) *answer {
			f.Set("dpop_jkt", mine.thumbprint())
			return k.post("/oauth/par", f, nil)
		},
		"dpop_jkt in a request object": func(url.Values) *answer {
			f := k.assertion("bank", jose.ES256, k.ec)
			f.Set("request", signedJWT(t, jose.PS256, k.rsa, k.object("bank", bankURI, "dpop_jkt", mine.thumbprint())))
			return k.post("/oauth/par", f, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			form := k.assertion("bank", jose.ES256, k.ec)
			maps.Copy(form, pushForm("bank", bankURI))
			code := k.newBrowser().login(k.pushedAt("bank", push(form)), "petteflat", "yara").Get("code")
			redeem := func(key dpopKey) *answer {
				form := k.assertion("bank", jose.PS256, k.rsa)
				maps.Copy(form, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {bankURI}, "code_verifier": {verifier}})
				return k.post("/oauth/token", form, http.Header{"Dpop": {key.proof(http.MethodPost, "/oauth/token", "", "")}})
			}
			wantError(t, "the code with another key", redeem(other), http.StatusBadRequest, "invalid_grant")
			a := redeem(mine)
			if a.StatusCode != http.StatusOK || a.member(t, "token_type") != "DPoP" {
				t.Fatalf("token endpoint: %d %s", a.StatusCode, a.body)
			}
			token := a.member(t, "access_token")
			if got := k.infoBound("DPoP", token, mine.proof(http.MethodGet, "/oauth/userinfo", token, "")); got.StatusCode != http.StatusOK || !strings.Contains(got.body, "2041187") {
				t.Errorf("userinfo: %d %s", got.StatusCode, got.body)
			}
			if got := k.infoBound("DPoP", token, other.proof(http.MethodGet, "/oauth/userinfo", token, "")); got.StatusCode != http.StatusUnauthorized {
				t.Errorf("userinfo with another key: %d", got.StatusCode)
			}
			var header struct{ Alg string }
			raw, err := base64.RawURLEncoding.DecodeString(strings.Split(a.member(t, "id_token"), ".")[0])
			if err == nil {
				err = json.Unmarshal(raw, &header)
			}
			if err != nil || header.Alg != "PS256" {
				t.Errorf("the ID token is signed with %q, %v", header.Alg, err)
			}
		})
	}
}
