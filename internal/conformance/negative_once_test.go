package conformance

import (
	"net/http"
	"net/url"

	"github.com/go-jose/go-jose/v4"
)

// onceNegatives are requests that were good for one login of another browser, objects
// that are encrypted otherwise than nlgov has it, and addresses of other servers.
func onceNegatives() []negative {
	const spentPush, bad = "SLUIS-1017", "invalid_request_object"
	const other = `flow.claimed: b.Half == "" + flow.claimed: !bytes.Equal(v.Data, f.browser(b.Half))`
	at := func(clause, name string, w want, check string, c func(b *bench) call) negative {
		return negative{at: "GET /oauth/authorize", clause: clause, name: name, want: w, check: check, call: c}
	}
	sealed := func(clause, name, check string, enc jose.ContentEncryption, options *jose.EncrypterOptions) negative {
		return at(clause, name, toApp(bad), check, func(b *bench) call { return around(b.sealed(enc, options)) })
	}
	twoResources := func(b *bench) call {
		return form("/oauth/par", asks("portfolio", set("resource", "https://api.example.nl/"), twice("resource"))).by("portfolio", secret)
	}
	return []negative{
		at("FAPI 2.0 SP 5.3.2.2 one use", "a request_uri that another browser went with", page(400, spentPush), other, func(b *bench) call {
			uri := b.do(form("/oauth/par", asks("portfolio")).by("portfolio", secret)).member("request_uri")
			c := call{method: http.MethodGet, path: "/oauth/authorize", query: url.Values{"client_id": {"portfolio"}, "request_uri": {uri}}.Encode()}
			b.newBrowser().open(yara, b.issuer+c.path+"?"+c.query)
			return c
		}),
		at("RFC 9101 10.5 jti once", "an object whose jti another browser went with", page(400, spentPush), other, func(b *bench) call {
			c := around(b.ofOverheid(claim("jti", b.from+b.clock.now().String())))
			b.newBrowser().open(yara, b.issuer+c.path+"?"+c.query)
			return c
		}),
		sealed("RFC 7516 4.1.2 enc", "an object whose content is encrypted by AES-128", "keys.sealedHeader: !slices.Contains(ContentEncryption(), h.Enc) + keys.Decrypt: err != nil", jose.A128GCM, nil),
		sealed("RFC 8725 3.6 compression", "an object that is compressed", "keys.sealedHeader: h.Zip != nil", jose.A256GCM, &jose.EncrypterOptions{Compression: jose.DEFLATE}),
		sealed("RFC 7519 5.2 cty", "an object in which no token lies", `keys.sealedHeader: h.Cty != "" && !strings.EqualFold(h.Cty, "JWT")`, jose.A256GCM, (&jose.EncrypterOptions{}).WithContentType("text/plain")),
		at("NL GOV OIDC 4.1 algorithms", "an object by ES256 in profile nlgov", toApp(bad), "keys.Verify: signature", func(b *bench) call {
			return around(signed(b.t, jose.ES256, b.keys.otherEC, nil, b.overheid()))
		}),
		at("RFC 8707 2 in an object", "an object with a list of resources", toApp("invalid_target"), "op.readShape: q.aimsBeyond(p.audience(app))", func(b *bench) call {
			return around(b.ofOverheid(claim("resource", []string{"https://api.example.nl/"})))
		}),
		at("FAPI 2.0 SP 5.3.2.2 PAR required", "a plain request in profile fapi2", toApp("invalid_request"), "op.plain: app.PAR", func(*bench) call {
			return call{method: http.MethodGet, path: "/oauth/authorize", query: asks("bank").encode()}
		}),
		{at: "POST /oauth/par", clause: "RFC 8707 2 several", name: "two resources", want: refused(400, "invalid_target"), check: `op.formOf: q.twice["resource"]`, call: twoResources},
	}
}

// overheid are the members of a request object of that app as it should be.
func (b *bench) overheid(changes ...func(map[string]any)) map[string]any {
	now := b.clock.now().Unix()
	o := map[string]any{"iss": "overheid", "aud": b.issuer, "exp": now + 120, "iat": now}
	for _, f := range asks("overheid") {
		o[f.Name] = f.Value
	}
	for _, change := range changes {
		change(o)
	}
	return o
}

func (b *bench) ofOverheid(changes ...func(map[string]any)) string {
	return signed(b.t, jose.PS256, b.keys.rsa, nil, b.overheid(changes...))
}

// around is a request with an object, and beside it where an error goes.
func around(jwt string) call {
	return call{method: http.MethodGet, path: "/oauth/authorize", query: url.Values{"client_id": {"overheid"}, "request": {jwt}, "redirect_uri": {redirectOf("overheid")}, "state": {"staat"}}.Encode()}
}

// sealed is a request object of overheid, encrypted to our key.
func (b *bench) sealed(enc jose.ContentEncryption, options *jose.EncrypterOptions) string {
	b.t.Helper()
	keys, _ := b.get("/oauth/jwks").object()["keys"].([]any)
	for _, k := range keys {
		m, _ := k.(map[string]any)
		if m["use"] != "enc" || m["alg"] != "RSA-OAEP" {
			continue
		}
		e, err := jose.NewEncrypter(enc, jose.Recipient{Algorithm: jose.RSA_OAEP, Key: publicKey(b.t, m), KeyID: m["kid"].(string)}, options)
		if err != nil {
			b.t.Fatal(err)
		}
		o, err := e.Encrypt([]byte(b.ofOverheid()))
		if err != nil {
			b.t.Fatal(err)
		}
		out, err := o.CompactSerialize()
		if err != nil {
			b.t.Fatal(err)
		}
		return out
	}
	b.t.Fatal("no key to encrypt to")
	return ""
}
