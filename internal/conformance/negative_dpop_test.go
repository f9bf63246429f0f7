package conformance

import (
	"crypto/ecdsa"
	"net/http"
	"strings"
	"time"
)

// proofFault is one thing that is wrong with a DPoP proof. send makes the headers of a
// request of it; nil: the one proof that change has spoiled.
type proofFault struct {
	clause, name, check string
	change              func(b *bench, p *proof)
	send                func(b *bench, p *proof) []string
}

func proofFaults() []proofFault {
	is := func(clause, name, check string, change func(b *bench, p *proof)) proofFault {
		return proofFault{clause: clause, name: name, check: check, change: change}
	}
	header := func(name string, value any) func(*bench, *proof) {
		return func(_ *bench, p *proof) {
			if p.header[name] = value; value == nil {
				delete(p.header, name)
			}
		}
	}
	said := func(name string, value any) func(*bench, *proof) {
		return func(_ *bench, p *proof) {
			if p.claims[name] = value; value == nil {
				delete(p.claims, name)
			}
		}
	}
	made := func(seconds int64) func(*bench, *proof) {
		return func(b *bench, p *proof) { p.claims["iat"] = b.clock.now().Unix() + seconds }
	}
	sent := func(clause, name, check string, send func(b *bench, p *proof) []string) proofFault {
		return proofFault{clause: clause, name: name, check: check, send: send}
	}
	const signature = "keys.VerifyProof: signature"
	return []proofFault{
		sent("RFC 9449 4.3 (1) one header", "two DPoP headers", "op.prove: len(c.DPoP) != 1", func(b *bench, p *proof) []string { return []string{p.String(), p.String()} }),
		sent("RFC 9449 4.3 (2) one JWT", "a DPoP header that is no JWT", `keys.VerifyProof: signature + op.matches: proof.ID == "" + op.matches: proof.Method != c.Method + op.matches: !p.isHere(proof.URI, c.Path) + op.matches: proof.IssuedAt == nil`, func(*bench, *proof) []string { return []string{"a.b.c"} }),
		is("RFC 9449 4.2 typ", "a proof without typ", `keys.VerifyProof: h.Typ != "dpop+jwt"`, header("typ", nil)),
		is("RFC 9449 4.3 (4) typ", "a proof of typ JWT", `keys.VerifyProof: h.Typ != "dpop+jwt"`, header("typ", "JWT")),
		is("RFC 9449 4.3 (5) none", "a proof of alg none", signature, header("alg", "none")),
		is("RFC 8725 3.1 symmetric", "a proof of alg HS256", signature, header("alg", "HS256")),
		is("RFC 9449 4.2 alg", "a proof without alg", signature, header("alg", nil)),
		is("RFC 9449 4.2 jwk", "a proof without jwk", "keys.VerifyProof: signature", header("jwk", nil)),
		is("RFC 9449 4.3 (7) public", "a proof with a private key in it", "keys.VerifyProof: signature", func(_ *bench, p *proof) {
			k := publicJWK(p.key)
			k["d"] = strings.Repeat("A", 43)
			p.header["jwk"] = k
		}),
		is("RFC 7518 6.4 no shared key", "a proof with a symmetric key in it", "keys.VerifyProof: signature", header("jwk", map[string]any{"kty": "oct", "k": strings.Repeat("A", 43)})),
		is("RFC 9449 4.3 (6) signature", "a proof that another key signed", signature, func(b *bench, p *proof) { p.key = newKey(b.t) }),
		is("RFC 9449 4.2 jti", "a proof without jti", `op.matches: proof.ID == ""`, said("jti", nil)),
		is("RFC 9449 11.1 jti, capped", "a proof with a jti over 256 bytes", "op.matches: len(proof.ID) > maxProofID", said("jti", strings.Repeat("j", 257))),
		is("RFC 9449 4.2 htm", "a proof without htm", "op.matches: proof.Method != c.Method", said("htm", nil)),
		is("RFC 9449 4.3 (8) htm", "a proof for another method", "op.matches: proof.Method != c.Method", said("htm", http.MethodPut)),
		is("RFC 9110 9.1 case", "a proof for the method in small letters", "op.matches: proof.Method != c.Method", func(_ *bench, p *proof) { p.claims["htm"] = strings.ToLower(p.claims["htm"].(string)) }),
		is("RFC 9449 4.2 htu", "a proof without htu", "op.matches: !p.isHere(proof.URI, c.Path)", said("htu", nil)),
		is("RFC 9449 4.3 (9) path", "a proof for another path", "op.sameURI: a.Path == b.Path", func(b *bench, p *proof) { p.claims["htu"] = b.issuer + "/oauth/jwks" }),
		is("RFC 9449 4.3 (9) host", "a proof for another host", "op.sameURI: origin(a) == origin(b)", func(_ *bench, p *proof) {
			p.claims["htu"] = strings.Replace(p.claims["htu"].(string), "127.0.0.1", "kwaad.example", 1)
		}),
		is("RFC 9449 4.2 iat", "a proof without iat", "op.matches: proof.IssuedAt == nil", said("iat", nil)),
		is("RFC 9449 4.3 (11) ahead", "a proof of an hour ahead", "op.matches: p.ahead(proof.IssuedAt)", made(3600)),
		is("FAPI 2.0 SP 5.3.2.1 60 s", "a proof of 70 seconds ahead", "op.matches: p.ahead(proof.IssuedAt)", made(70)),
		is("RFC 9449 4.3 (11) past", "a proof of an hour ago", "op.matches: !instant(*proof.IssuedAt).Add(proofAge).After(p.Now())", made(-3600)),
		sent("RFC 9449 11.1 once", "a proof for the second time", "op.prove: errors.Is(err, store.ErrExists)", nil),
	}
}

// headers are what a fault sends.
func (f proofFault) headers(b *bench, p *proof) []string {
	if f.change != nil {
		f.change(b, p)
	}
	if f.send != nil {
		return f.send(b, p)
	}
	return []string{p.String()}
}

func dpopNegatives() []negative {
	var all []negative
	for _, f := range proofFaults() {
		all = append(all, f.atToken(), f.atUserinfo())
	}
	return append(all, boundNegatives()...)
}

// atToken tries a proof where a code is redeemed.
func (f proofFault) atToken() negative {
	return negative{at: "POST /oauth/token (DPoP)", clause: f.clause, name: f.name, check: f.check, want: refused(400, "invalid_dpop_proof"), call: func(b *bench) call {
		key := newKey(b.t)
		p := b.proof(key, http.MethodPost, "/oauth/token", "")
		heads := f.headers(b, p)
		if f.change == nil && f.send == nil { // it was used once
			b.do(form("/oauth/token", redeems("portfolio", b.newCode("portfolio"))).by("portfolio", secret).proving(heads[0]))
		}
		c := form("/oauth/token", redeems("portfolio", b.newCode("portfolio"))).by("portfolio", secret)
		for _, h := range heads {
			c = c.proving(h)
		}
		return c
	}}
}

const dpopAlgs = `algs="ES256 EdDSA PS256 RS256"`

// atUserinfo tries a proof where a bound token is used.
func (f proofFault) atUserinfo() negative {
	return negative{at: "GET /oauth/userinfo (DPoP)", clause: f.clause, name: f.name, check: f.check,
		want: challenged(401, "invalid_dpop_proof", `DPoP error="invalid_dpop_proof", `+dpopAlgs), call: func(b *bench) call {
			key, token := b.newBound("portfolio")
			heads := f.headers(b, b.proof(key, http.MethodGet, "/oauth/userinfo", token))
			c := call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing("DPoP", token)
			for _, h := range heads {
				c = c.proving(h)
			}
			if f.change == nil && f.send == nil {
				b.do(c)
			}
			return c
		}}
}

// newBound is the access token of a fresh login that is bound to a key.
func (b *bench) newBound(client string) (key *ecdsa.PrivateKey, token string) {
	b.t.Helper()
	key = newKey(b.t)
	a := b.do(form("/oauth/token", redeems(client, b.newCode(client))).by(client, secret).proving(b.proof(key, http.MethodPost, "/oauth/token", "").String()))
	if a.member("token_type") != "DPoP" || a.member("access_token") == "" {
		b.t.Fatalf("no bound token: %d %s", a.status, a.body)
	}
	return key, a.member("access_token")
}

// boundNegatives are a good proof in the wrong hands, or none.
func boundNegatives() []negative {
	in := func(clause, name string, w want, check string, c func(b *bench, key *ecdsa.PrivateKey, token string) call) negative {
		return negative{at: "GET /oauth/userinfo (DPoP)", clause: clause, name: name, want: w, check: check, call: func(b *bench) call {
			key, token := b.newBound("portfolio")
			return c(b, key, token)
		}}
	}
	with := func(b *bench, scheme, token string, p *proof) call {
		c := call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing(scheme, token)
		if p != nil {
			c = c.proving(p.String())
		}
		return c
	}
	bad := func(code string) want { return challenged(401, code, `DPoP error="`+code+`", `+dpopAlgs) }
	return []negative{
		in("RFC 9449 7.1 ath REQUIRED", "a proof without ath", bad("invalid_dpop_proof"), `op.matches: token != "" && proof.Token != digestOf(token)`, func(b *bench, key *ecdsa.PrivateKey, token string) call {
			return with(b, "DPoP", token, b.proof(key, http.MethodGet, "/oauth/userinfo", ""))
		}),
		in("RFC 9449 4.3 (12) ath", "a proof for another token", bad("invalid_dpop_proof"), `op.matches: token != "" && proof.Token != digestOf(token)`, func(b *bench, key *ecdsa.PrivateKey, token string) call {
			return with(b, "DPoP", token, b.proof(key, http.MethodGet, "/oauth/userinfo", token+"x"))
		}),
		in("RFC 9449 6 bound to its key", "a stolen token with a proof of another key", bad("invalid_token"), "op.holds: proof.Thumbprint != jkt", func(b *bench, _ *ecdsa.PrivateKey, token string) call {
			return with(b, "DPoP", token, b.proof(newKey(b.t), http.MethodGet, "/oauth/userinfo", token))
		}),
		in("RFC 9449 7.1 proof REQUIRED", "a bound token without a proof", bad("invalid_dpop_proof"), "op.prove: len(c.DPoP) != 1", func(b *bench, _ *ecdsa.PrivateKey, token string) call {
			return with(b, "DPoP", token, nil)
		}),
		in("RFC 9449 7.2 no downgrade", "a bound token as Bearer", challenged(401, "invalid_token", `Bearer error="invalid_token", DPoP `+dpopAlgs), "op.holds: !t.dpop", func(b *bench, _ *ecdsa.PrivateKey, token string) call {
			return with(b, "Bearer", token, nil)
		}),
		in("RFC 9449 7.2 no downgrade, with a proof", "a bound token as Bearer beside its proof", challenged(401, "invalid_token", `Bearer error="invalid_token", DPoP `+dpopAlgs), "op.holds: !t.dpop", func(b *bench, key *ecdsa.PrivateKey, token string) call {
			return with(b, "Bearer", token, b.proof(key, http.MethodGet, "/oauth/userinfo", token))
		}),
		in("RFC 9449 7.1 bound tokens alone", "a bearer token under the scheme DPoP", bad("invalid_token"), `op.holds: jkt == "" && t.dpop`, func(b *bench, key *ecdsa.PrivateKey, _ string) call {
			token := b.newToken("portfolio")
			return with(b, "DPoP", token, b.proof(key, http.MethodGet, "/oauth/userinfo", token))
		}),
		in("RFC 9449 7.1 invalid_token", "a token of nobody under the scheme DPoP", bad("invalid_token"), "grant.unknown: errors.Is(err, store.ErrNotFound)", func(b *bench, key *ecdsa.PrivateKey, _ string) call {
			token := strings.Repeat("t", 43)
			return with(b, "DPoP", token, b.proof(key, http.MethodGet, "/oauth/userinfo", token))
		}),
		in("RFC 9449 7.1 expires_in", "a bound token of 16 minutes ago", bad("invalid_token"), "grant.unknown: errors.Is(err, store.ErrNotFound)", func(b *bench, key *ecdsa.PrivateKey, token string) call {
			b.clock.advance(16 * time.Minute)
			return with(b, "DPoP", token, b.proof(key, http.MethodGet, "/oauth/userinfo", token))
		}),
		{at: "POST /oauth/token (DPoP)", clause: "RFC 9449 10 dpop_jkt", name: "a code that was asked for another key", want: refused(400, "invalid_grant"), check: "grant.codeKey: b.JKT", call: func(b *bench) call {
			code := b.newCode("portfolio", set("dpop_jkt", thumbprint(newKey(b.t))))
			return form("/oauth/token", redeems("portfolio", code)).by("portfolio", secret).proving(b.proof(newKey(b.t), http.MethodPost, "/oauth/token", "").String())
		}},
		{at: "POST /oauth/token (DPoP)", clause: "RFC 9449 10 proof REQUIRED", name: "a code that was asked for a key, without a proof", want: refused(400, "invalid_grant"), check: "grant.codeKey: b.JKT", call: func(b *bench) call {
			code := b.newCode("portfolio", set("dpop_jkt", thumbprint(newKey(b.t))))
			return form("/oauth/token", redeems("portfolio", code)).by("portfolio", secret)
		}},
		{at: "POST /oauth/token (DPoP)", clause: "RFC 9449 5 dpop_bound_access_tokens", name: "no proof where tokens must be bound", want: refused(400, "invalid_dpop_proof"), check: "op.prove: len(c.DPoP) != 1", call: func(b *bench) call {
			return form("/oauth/token", redeems("gebonden", b.newCode("gebonden"))).by("gebonden", secret)
		}},
		nonced("RFC 9449 8 nonce", "a proof without our nonce", func(*bench, *proof) {}),
		nonced("RFC 9449 8.2 nonce of ours", "a proof with a nonce of its own", func(_ *bench, p *proof) { p.claims["nonce"] = "eigen" }),
	}
}

// nonced is a proof where a nonce of ours is wanted.
func nonced(clause, name string, change func(*bench, *proof)) negative {
	w := refused(400, "use_dpop_nonce")
	w.header["DPoP-Nonce"] = "*"
	return negative{at: "POST /oauth/token (DPoP)", clause: clause, name: name, want: w, check: "op.prove: app.DPoPNonce && !p.nonceHolds(proof.Nonce)", call: func(b *bench) call {
		p := b.proof(newKey(b.t), http.MethodPost, "/oauth/token", "")
		change(b, p)
		return form("/oauth/token", redeems("metnonce", b.newCode("metnonce"))).by("metnonce", secret).proving(p.String())
	}}
}
