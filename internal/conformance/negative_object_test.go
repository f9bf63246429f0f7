package conformance

import (
	"crypto/rand"
	"net/http"

	"github.com/go-jose/go-jose/v4"
)

// object are the claims of a request object of overheid as it should be.
func (b *bench) object(changes ...func(map[string]any)) map[string]any {
	now := b.clock.now().Unix()
	c := map[string]any{"iss": "overheid", "aud": b.issuer, "jti": rand.Text(), "iat": now, "nbf": now, "exp": now + 60}
	for _, p := range asks("overheid") {
		c[p.Name] = p.Value
	}
	for _, change := range changes {
		change(c)
	}
	return c
}

// seal signs an object as overheid may.
func (b *bench) seal(claims map[string]any, header map[jose.HeaderKey]any) string {
	if header == nil {
		header = map[jose.HeaderKey]any{"typ": "oauth-authz-req+jwt"}
	}
	return signed(b.t, jose.PS256, b.keys.rsa, header, claims)
}

// objectFault is one thing that is wrong with a request object.
type objectFault struct {
	clause, name, check string
	jwt                 func(b *bench) string
}

func objectFaults() []objectFault {
	of := func(clause, name, check string, changes ...func(map[string]any)) objectFault {
		return objectFault{clause, name, check, func(b *bench) string { return b.seal(b.object(changes...), nil) }}
	}
	at := func(name string, seconds int64) func(map[string]any) {
		return func(c map[string]any) { c[name] = c["iat"].(int64) + seconds }
	}
	made := func(clause, name, check string, jwt func(b *bench) string) objectFault {
		return objectFault{clause, name, check, jwt}
	}
	return []objectFault{
		of("RFC 9101 5 client_id", "an object of another client_id", `op.objectFault: q.get("client_id") != app.ID`, claim("client_id", "portfolio")),
		of("RFC 9101 4 client_id REQUIRED", "an object without client_id", `op.objectFault: q.get("client_id") != app.ID`, claim("client_id", nil)),
		of("RFC 9101 4 iss", "an object of another iss", "op.objectFault: c.Issuer != app.ID", claim("iss", "portfolio")),
		of("RFC 9101 4 iss SHOULD", "an object without iss", "op.objectFault: c.Issuer != app.ID", claim("iss", nil)),
		of("RFC 9101 10.8 sub", "an object with a sub, as a client assertion has", `op.objectFault: c.Subject != ""`, claim("sub", "overheid")),
		of("RFC 9101 4 aud", "an object for another server", "op.audienceIs: one == issuer", claim("aud", "https://kwaad.example")),
		of("RFC 9101 4 aud SHOULD", "an object without aud", "op.objectFault: !audienceIs(c.Audience, p.Issuer)", claim("aud", nil)),
		of("FAPI 2.0 MS 5.3.1 exp", "an object without exp", "op.objectFault: c.Expires == nil", claim("exp", nil)),
		of("RFC 7519 4.1.4", "an object that has ended", "op.objectFault: !instant(*c.Expires).After(now)", at("exp", -1)),
		of("FAPI 2.0 MS 5.3.1 exp, an hour", "an object that holds for two hours", "op.objectFault: instant(*c.Expires).After(now.Add(life))", at("exp", 7200)),
		of("RFC 7519 4.1.5", "an object of a minute ahead", "op.objectFault: p.ahead(c.NotBefore)", at("nbf", 70)),
		of("FAPI 2.0 MS 5.3.1 nbf, an hour", "an object of two hours ago", "op.objectFault: c.NotBefore != nil && instant(*c.NotBefore).Before(now.Add(-life))", at("nbf", -7200)),
		of("RFC 9101 4 request", "an object in the object", `op.objectFault: q.has("request")`, claim("request", "a.b.c")),
		of("RFC 9101 4 request_uri", "a request_uri in the object", `op.objectFault: q.has("request_uri")`, claim("request_uri", "urn:x")),
		of("RFC 9101 4 JSON types", "a state in it that is a number", "op.parseObject: slices.Contains(textParameters, name)", claim("state", 7)),
		made("RFC 9101 6.2 signature", "an object that another key signed", "keys.Verify: signature", func(b *bench) string {
			other := newClientKeys(b.t)
			return signed(b.t, jose.PS256, other.rsa, nil, b.object())
		}),
		made("RFC 9101 10.1 none", "an object that nobody signed", "keys.Verify: signature", func(b *bench) string {
			return unsigned(`{"alg":"none"}`, b.object())
		}),
		made("RFC 8725 3.1 algorithms", "an object of an algorithm that is not the profile's", "keys.Verify: signature", func(b *bench) string {
			return signed(b.t, jose.ES256, b.keys.ec, nil, b.object())
		}),
		made("RFC 9101 10.8.1 typ", "an object whose typ is that of a proof", "op.openObject: !requestType(header.Typ)", func(b *bench) string {
			return b.seal(b.object(), map[jose.HeaderKey]any{"typ": "dpop+jwt"})
		}),
	}
}

func objectNegatives() []negative {
	var all []negative
	for _, f := range objectFaults() {
		byValue := negative{at: "GET /oauth/authorize (object)", clause: f.clause, name: f.name, want: toApp("invalid_request_object"), check: f.check, call: func(b *bench) call {
			return call{method: http.MethodGet, path: "/oauth/authorize", query: asks("overheid", set("request", f.jwt(b))).encode()}
		}}
		pushed := byValue
		pushed.at, pushed.want = "POST /oauth/par (object)", refused(400, "invalid_request_object")
		pushed.call = func(b *bench) call {
			c := form("/oauth/par", params{{Name: "request", Value: f.jwt(b)}})
			return b.byKey(jose.PS256, b.keys.rsa)(c, "overheid")
		}
		all = append(all, byValue, pushed)
	}
	in := func(clause, name string, w want, check string, c func(b *bench) call) negative {
		return negative{at: "GET /oauth/authorize (object)", clause: clause, name: name, want: w, check: check, call: c}
	}
	beside := func(b *bench, changes ...change) call {
		return call{method: http.MethodGet, path: "/oauth/authorize", query: params{}.with(set("client_id", "overheid")).with(changes...).encode()}
	}
	return append(all,
		in("RFC 9101 6.3 no way back", "an object that nobody can vouch for, and no address beside it", page(400, noObject), "keys.Verify: signature", func(b *bench) call {
			return beside(b, set("request", unsigned(`{"alg":"none"}`, b.object())))
		}),
		in("RFC 9700 2.1 exact match", "an object with an address that is not registered", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", func(b *bench) call {
			return beside(b, set("request", b.seal(b.object(claim("redirect_uri", "https://kwaad.example/")), nil)))
		}),
		in("RFC 9101 6.3 outside does not count", "a code_challenge beside the object alone", toApp("invalid_request"), "op.readPKCE: !app.PKCEIfSent", func(b *bench) call {
			c := b.object(claim("code_challenge", nil), claim("code_challenge_method", nil))
			return call{method: http.MethodGet, path: "/oauth/authorize", query: asks("overheid", set("request", b.seal(c, nil))).encode()}
		}),
	)
}
