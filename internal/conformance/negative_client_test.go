package conformance

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// assertionType is RFC 7523 §2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// unproven is RFC 6749 §5.2: 401 with the scheme that could have been used.
func unproven() want {
	return want{status: 401, error: "invalid_client", by: asJSON,
		header: map[string]string{"Location": "", "WWW-Authenticate": `Basic realm="{issuer}", charset="UTF-8"`}}
}

// asserts are the claims of a client assertion as it should be.
func (b *bench) asserts(client string, changes ...func(map[string]any)) map[string]any {
	now := b.clock.now().Unix()
	c := map[string]any{"iss": client, "sub": client, "aud": b.issuer, "jti": rand.Text(), "iat": now, "exp": now + 60}
	for _, change := range changes {
		change(c)
	}
	return c
}

// claim sets a claim; nil leaves it out.
func claim(name string, value any) func(map[string]any) {
	return func(c map[string]any) {
		if c[name] = value; value == nil {
			delete(c, name)
		}
	}
}

// authenticated is a way to call an endpoint that wants to know its client: each of
// the endpoints is tried with all of these.
type authenticated struct {
	at     string
	reads  string                             // the function that hears of a client that proves nothing
	public string                             // what refuses a public client that brings a secret
	good   func(b *bench, client string) call // all but the client's proof
}

// endpoints are those that want to know their client.
func endpoints() []authenticated {
	return []authenticated{
		{"POST /oauth/token", "op.Token", "op.proves: !c.post", func(b *bench, client string) call {
			return form("/oauth/token", redeems(client, b.newCode(client)))
		}},
		{"POST /oauth/introspect", "op.confidential", "op.proves: !c.post + op.confidential: app.Public()", func(*bench, string) call { return ofToken("/oauth/introspect", "t") }},
		{"POST /oauth/revoke", "op.confidential", "op.proves: !c.post + op.confidential: app.Public()", func(*bench, string) call { return ofToken("/oauth/revoke", "t") }},
		{"POST /oauth/par", "op.Push", "op.proves: !c.post + op.pushing: app.Public()", func(_ *bench, client string) call { return form("/oauth/par", asks(client, drop("client_id"))) }},
	}
}

func clientNegatives() []negative {
	var all []negative
	for _, e := range endpoints() {
		all = append(all, e.secrets()...)
		for _, c := range e.assertions() {
			// A missing jti is as good as any, once: where it is not looked at, another
			// endpoint has used it up.
			if c.name != "no jti" || e.reads == "op.Token" {
				all = append(all, c)
			}
		}
	}
	return all
}

// secrets are the faults of whoever should send a secret.
func (e authenticated) secrets() []negative {
	in := func(clause, name string, w want, check string, c func(*bench) call) negative {
		return negative{at: e.at, clause: clause, name: name, want: w, check: check, call: c}
	}
	no := unproven()
	two := refused(400, "invalid_request")
	with := func(client string, do func(call) call) func(*bench) call {
		return func(b *bench) call { return do(e.good(b, client)) }
	}
	return []negative{
		in("RFC 6749 5.2 invalid_client", "a wrong secret", no, "op.proves: app.ClientAuth.Secret.Equal([]byte(c.secret))", with("portfolio", func(c call) call { return c.by("portfolio", secret+"x") })),
		in("RFC 6749 3.2.1", "no authentication at all", no, "op.authenticate: !p.proves(ctx, app, call, c, q)", with("portfolio", func(c call) call { return c.add("client_id", "portfolio") })),
		in("RFC 6749 2.2 unknown client", "an unknown client", no, "op.authenticate: !ok", with("portfolio", func(c call) call { return c.by("niemand", secret) })),
		in("RFC 6749 2.3.1 registered method (post for basic)", "the secret in the body where the header is registered", no, "op.proves: c.basic", with("portfolio", func(c call) call { return c.add("client_id", "portfolio").add("client_secret", secret) })),
		in("RFC 6749 2.3.1 registered method (basic for post)", "the secret in the header where the body is registered", no, "op.proves: c.post", with("post", func(c call) call { return c.by("post", secret) })),
		in("RFC 6749 2.3.1 client_secret_post", "a wrong secret in the body", no, "op.proves: app.ClientAuth.Secret.Equal([]byte(c.secret))", with("post", func(c call) call { return c.add("client_id", "post").add("client_secret", secret+"x") })),
		in("RFC 6749 2.3 one method", "the secret in header and body", two, "op.readCredentials: c.basic && (c.post || c.assertion)", with("portfolio", func(c call) call { return c.by("portfolio", secret).add("client_secret", secret) })),
		in("RFC 7235 4.2 one header", "two Authorization headers", two, "op.readCredentials: len(authorization) > 1", with("portfolio", func(c call) call {
			c = c.by("portfolio", secret)
			c.header["Authorization"] = append(c.header["Authorization"], c.header["Authorization"]...)
			return c
		})),
		in("RFC 6749 2.3.1 client_id agrees", "another client_id in the body than in the header", no, `op.readCredentials: c.id != "" && c.id != id`, with("portfolio", func(c call) call { return c.by("portfolio", secret).add("client_id", "ander") })),
		in("RFC 7617 2 base64", "a header that is no base64", no, e.reads+": refused != nil", with("portfolio", func(c call) call { return c.bearing("Basic", "%%%") })),
		in("RFC 7617 2 scheme", "another scheme with good credentials", no, `op.parseBasic: !strings.EqualFold(scheme, "Basic")`, with("portfolio", func(c call) call {
			return c.bearing("Bearer", base64.StdEncoding.EncodeToString([]byte("portfolio:"+secret)))
		})),
		in("RFC 6749 appendix B", "credentials that are not form-encoded", no, e.reads+": refused != nil", with("portfolio", func(c call) call {
			return c.bearing("Basic", base64.StdEncoding.EncodeToString([]byte("portfolio:"+secret+"%zz")))
		})),
		in("RFC 6749 2.1 public clients", "a public client that sends a secret", no, e.public, with("open", func(c call) call { return c.add("client_id", "open").add("client_secret", secret) })),
	}
}

// add puts a parameter into the body.
func (c call) add(name, value string) call {
	c.body += "&" + params{{Name: name, Value: value}}.encode()
	return c
}

// proves makes a call of a client that signs: header and claims as the case has them.
func (e authenticated) proves(clause, name, check string, header map[jose.HeaderKey]any, changes ...func(map[string]any)) negative {
	return negative{at: e.at, clause: clause, name: name, want: unproven(), check: check, call: func(b *bench) call {
		jwt := signed(b.t, jose.ES256, b.keys.ec, header, b.asserts("sleutel", changes...))
		return e.good(b, "sleutel").add("client_id", "sleutel").add("client_assertion_type", assertionType).add("client_assertion", jwt)
	}}
}

// signs is proves with a JWT that the case makes itself.
func (e authenticated) signs(clause, name, check, client string, jwt func(b *bench) string) negative {
	n := e.proves(clause, name, check, nil)
	n.call = func(b *bench) call {
		return e.good(b, client).add("client_assertion_type", assertionType).add("client_assertion", jwt(b))
	}
	return n
}

// assertions are the faults of whoever should send an assertion.
func (e authenticated) assertions() []negative {
	at := func(name string, seconds int64) func(map[string]any) {
		return func(c map[string]any) { c[name] = c["iat"].(int64) + seconds }
	}
	all := []negative{
		e.proves("RFC 7523 3 (1) iss", "iss of another", "op.asserts: a.Issuer != app.ID", nil, claim("iss", "portfolio")),
		e.proves("RFC 7523 3 (1) iss REQUIRED", "no iss", "op.asserts: a.Issuer != app.ID", nil, claim("iss", nil)),
		e.proves("RFC 7523 3 (2) sub", "sub of another", "op.asserts: a.Subject != app.ID", nil, claim("sub", "portfolio")),
		e.proves("FAPI 2.0 SP 5.3.2.1 sub", "no sub", "op.asserts: a.Subject != app.ID", nil, claim("sub", nil)),
		e.proves("RFC 7523 3 (3) aud", "no aud", "op.asserts: json.Unmarshal(a.Audience, &audience) != nil + op.asserts: audience != p.Issuer", nil, claim("aud", nil)),
		e.proves("RFC 7523 3 (3) aud is this server", "aud of another server", "op.asserts: audience != p.Issuer", nil, claim("aud", "https://kwaad.example")),
		e.proves("RFC 7523 3 (4) exp REQUIRED", "no exp", "op.asserts: a.Expires == nil", nil, claim("exp", nil)),
		e.proves("RFC 7523 3 (4) exp", "exp half a minute ago", "op.asserts: left <= 0", nil, at("exp", -30)),
		e.proves("RFC 7523 3 (4) exp not unreasonable", "exp a day ahead", "op.asserts: left > assertionLife", nil, at("exp", 86400)),
		e.proves("FAPI 2.0 SP 5.3.2.1 nbf", "nbf over a minute ahead", "op.asserts: p.ahead(a.NotBefore)", nil, at("nbf", 70)),
		e.proves("FAPI 2.0 SP 5.3.2.1 iat", "iat over a minute ahead", "op.asserts: p.ahead(a.IssuedAt)", nil, func(c map[string]any) { c["exp"] = c["iat"].(int64) + 130; c["iat"] = c["iat"].(int64) + 70 }),
		e.proves("OIDC Core 9 jti REQUIRED", "no jti", `op.asserts: a.ID == ""`, nil, claim("jti", nil)),
		e.proves("RFC 7519 4.1.7, capped", "a jti over 256 bytes", "op.asserts: len(a.ID) > 256", nil, func(c map[string]any) { c["jti"] = strings.Repeat(rand.Text(), 10) }),
		e.proves("FAPI 2.0 SP 5.3.2.1 aud is one string", "aud a list with the issuer", "op.asserts: json.Unmarshal(a.Audience, &audience) != nil + op.asserts: audience != p.Issuer", nil, func(c map[string]any) { c["aud"] = []any{c["aud"]} }),
		e.proves("FAPI 2.0 SP 5.3.2.1 aud is the issuer", "aud the token endpoint", "op.asserts: audience != p.Issuer", nil, func(c map[string]any) { c["aud"] = c["aud"].(string) + "/oauth/token" }),
		e.signs("RFC 7515 5.2", "signed with another client's key", "keys.Verify: signature", "sleutel", func(b *bench) string {
			return signed(b.t, jose.ES256, b.keys.otherEC, nil, b.asserts("sleutel"))
		}),
		e.signs("RFC 8725 3.2 none", "alg none", "keys.Verify: signature", "sleutel", func(b *bench) string {
			return unsigned(`{"alg":"none"}`, b.asserts("sleutel"))
		}),
		e.signs("RFC 8725 3.1 key confusion", "HS256 with the public key as secret", "keys.Verify: signature", "sleutel", func(b *bench) string {
			return signed(b.t, jose.HS256, []byte(jwks(b.t, b.keys.ec.Public())), nil, b.asserts("sleutel"))
		}),
		e.signs("RFC 7519 7.2", "no JWT", "op.authenticate: !ok", "sleutel", func(*bench) string { return "a.b.c" }),
		e.signs("RFC 7523 3 once", "the same assertion again", `op.asserts: p.State.Create(ctx, store.KeyOf("assertion", app.ID, a.ID), []byte{1}, left+time.Minute) == nil`, "sleutel", func(b *bench) string {
			jwt := signed(b.t, jose.ES256, b.keys.ec, nil, b.asserts("sleutel"))
			b.do(e.good(b, "sleutel").add("client_assertion_type", assertionType).add("client_assertion", jwt))
			return jwt
		}),
	}
	wrongType := e.proves("RFC 7523 2.2 type", "another client_assertion_type", `op.proves: q.get("client_assertion_type") == assertionType`, nil)
	wrongType.call = func(b *bench) call {
		jwt := signed(b.t, jose.ES256, b.keys.ec, nil, b.asserts("sleutel"))
		return e.good(b, "sleutel").add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer").add("client_assertion", jwt)
	}
	beside := negative{at: e.at, clause: "RFC 6749 2.3 one method (assertion)", name: "a secret beside an assertion", want: refused(400, "invalid_request"), check: "op.readCredentials: c.post && c.assertion", call: func(b *bench) call {
		jwt := signed(b.t, jose.ES256, b.keys.ec, nil, b.asserts("sleutel"))
		return e.good(b, "sleutel").add("client_assertion_type", assertionType).add("client_assertion", jwt).add("client_secret", secret)
	}}
	return append(all, wrongType, beside)
}

// unsigned spells a JWT that nobody signed.
func unsigned(header string, claims any) string {
	b, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(b) + "."
}
