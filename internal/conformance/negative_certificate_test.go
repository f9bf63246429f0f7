package conformance

import (
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// certificateNegatives are clients that prove themselves by TLS, and tokens that are bound
// to a certificate (RFC 8705).
func certificateNegatives() []negative {
	var all []negative
	for _, e := range endpoints() {
		all = append(all, e.certificates()...)
	}
	return append(all, certificateBoundNegatives()...)
}

// certificates are the faults of whoever should show a certificate. The last of each
func (e authenticated) certificates() []negative {
	shows := func(clause, name, check, client string, headers func(b *bench) []string) negative {
		return negative{at: e.at + " (certificate)", clause: clause, name: name, want: unproven(), check: check, call: func(b *bench) call {
			return e.good(b, client).add("client_id", client).showing(headers(b)...)
		}}
	}
	vouched := func(clause, name, check string, by func(b *bench) *certificate, dn string, curve elliptic.Curve, spoils ...spoil) negative {
		return shows(clause, name, check, "gewaarborgd", func(b *bench) []string {
			return []string{by(b).issue(b.t, dn, curve, spoils...).header()}
		})
	}
	self := func(clause, name, check, dn string, spoils ...spoil) negative {
		return shows(clause, name, check, "eigen", func(b *bench) []string {
			var none *certificate
			return []string{none.issue(b.t, dn, elliptic.P256(), spoils...).header()}
		})
	}
	ours := func(b *bench) *certificate { return b.keys.authority }
	p256 := elliptic.P256()
	const verified, subject = "keys.Admits: err == nil", "keys.Admits: c.subject(leaf)"
	return []negative{
		shows("RFC 8705 2.1 mutual TLS", "no certificate, where an authority vouches", "keys.Admits: len(chain) == 0", "gewaarborgd", func(*bench) []string { return nil }),
		shows("RFC 8705 2.2 mutual TLS", "no certificate, where its own is registered", "keys.Admits: len(chain) == 0", "eigen", func(*bench) []string { return nil }),
		vouched("RFC 8705 2.1 validated certificate chain", "a certificate of another authority", verified, func(b *bench) *certificate { return newAuthority(b.t) }, "app.test", p256),
		vouched("RFC 8705 2.1 (basicConstraints)", "a certificate that another app's certificate issued", verified, func(b *bench) *certificate { return b.keys.vouched }, "app.test", p256),
		vouched("RFC 8705 2.1 (extended key usage)", "a certificate for servers", verified, ours, "app.test", p256, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }),
		vouched("RFC 8705 2.1.2 tls_client_auth_subject_dn", "another common name", subject, ours, "ander.test", p256),
		vouched("RFC 8705 2.1.2 (case)", "the name in capitals", subject, ours, "APP.TEST", p256),
		vouched("RFC 8705 2.1.2 (more)", "the name and a department", subject, ours, "app.test", p256, func(c *x509.Certificate) { c.Subject.OrganizationalUnit = []string{"ICT"} }),
		vouched("RFC 8705 2.1.2 (less)", "the name without its organisation", subject, ours, "app.test", p256, func(c *x509.Certificate) { c.Subject = pkix.Name{CommonName: "app.test"} }),
		vouched("RFC 8705 2.1.2 (SAN)", "the name as a DNS name", subject, ours, "ander.test", p256, func(c *x509.Certificate) { c.DNSNames = []string{"app.test"} }),
		vouched("RFC 8705 7.2 keys", "a key of a curve that is not taken", "keys.Admits: acceptable(leaf.PublicKey) == nil", ours, "app.test", elliptic.P384()),
		self("RFC 8705 2.2 registered certificate", "another certificate of the same name", "keys.Admits: slices.ContainsFunc(c.own, leaf.Equal)", "eigen.test"),
		shows("RFC 8705 2.2 (another client's)", "the certificate of another app", "keys.Admits: slices.ContainsFunc(c.own, leaf.Equal)", "eigen", func(b *bench) []string { return []string{b.keys.vouched.header()} }),
		shows("RFC 9440 2.2 one header", "two headers", "broker.certificates: len(values) != 1", "eigen", func(b *bench) []string { return []string{b.keys.own.header(), b.keys.vouched.header()} }),
		shows("RFC 8941 3.3.5 byte sequence", "a header that is no byte sequence", "keys.Admits: len(chain) == 0", "eigen", func(*bench) []string { return []string{"eigen.test"} }),
		{at: e.at + " (certificate)", clause: "RFC 6749 2.3 one method", name: "an assertion beside the certificate", want: unproven(), check: "op.proves: !c.assertion", call: func(b *bench) call {
			jwt := signed(b.t, jose.ES256, b.keys.ec, nil, b.asserts("eigen"))
			return e.good(b, "eigen").add("client_id", "eigen").add("client_assertion_type", assertionType).add("client_assertion", jwt).showing(b.keys.own.header())
		}},
		{at: e.at + " (certificate)", clause: "RFC 6749 2.3 one method (secret)", name: "a secret in the body beside the certificate", want: unproven(), check: "op.proves: !c.post", call: func(b *bench) call {
			return e.good(b, "eigen").add("client_id", "eigen").add("client_secret", secret).showing(b.keys.own.header())
		}},
		{at: e.at + " (certificate)", clause: "RFC 6749 2.3 one method (header)", name: "a secret in the header beside the certificate", want: unproven(), check: "op.proves: !c.basic", call: func(b *bench) call {
			return e.good(b, "eigen").by("eigen", secret).showing(b.keys.own.header())
		}},
	}
}

// certified is what a fresh login gives an app whose tokens are bound to its certificate.
func (b *bench) certified() answer {
	b.t.Helper()
	a := b.do(form("/oauth/token", redeems("gewaarborgd", b.newCode("gewaarborgd"))).add("client_id", "gewaarborgd").showing(b.keys.vouched.header()))
	if a.member("token_type") != "Bearer" || a.member("refresh_token") == "" {
		b.t.Fatalf("no bound token: %d %s", a.status, a.body)
	}
	return a
}

// certificateBoundNegatives are a token without the certificate that it is bound to.
func certificateBoundNegatives() []negative {
	const at = "GET /oauth/userinfo (certificate)"
	stolen := challenged(401, "invalid_token", `Bearer error="invalid_token"`)
	info := func(clause, name, check string, w want, headers func(b *bench) []string, scheme string) negative {
		return negative{at: at, clause: clause, name: name, want: w, check: check, call: func(b *bench) call {
			return call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing(scheme, b.certified().member("access_token")).showing(headers(b)...)
		}}
	}
	none := func(*bench) []string { return nil }
	another := func(b *bench) []string { return []string{b.keys.own.header()} }
	renewed := func(b *bench) []string {
		return []string{b.keys.authority.issue(b.t, "app.test", elliptic.P256()).header()}
	}
	return []negative{
		info("RFC 8705 3 bound", "a stolen token without a certificate", "op.holds: jkt == \"\"", stolen, none, "Bearer"),
		info("RFC 8705 3 x5t#S256", "a stolen token with another certificate", "op.isOf: keys.CertificateThumbprint(certificates[0]) == bound.X5T()", stolen, another, "Bearer"),
		info("RFC 8705 3 (renewed)", "with a newer certificate of the same client", "op.isOf: keys.CertificateThumbprint(certificates[0]) == bound.X5T()", stolen, renewed, "Bearer"),
		{at: at, clause: "RFC 8705 3 access_token lifetime", name: "a token of 16 minutes ago", want: stolen, check: "grant.unknown: errors.Is(err, store.ErrNotFound)", call: func(b *bench) call {
			token := b.certified().member("access_token")
			b.clock.advance(16 * time.Minute)
			return call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing("Bearer", token).showing(b.keys.vouched.header())
		}},
		{at: "POST /oauth/token (certificate)", clause: "RFC 9449 5, RFC 8705 3 one binding", name: "a DPoP proof where tokens are bound to a certificate", want: refused(400, "invalid_request"), check: "op.certificateSender: len(c.DPoP) > 0", call: func(b *bench) call {
			return form("/oauth/token", redeems("gewaarborgd", b.newCode("gewaarborgd"))).add("client_id", "gewaarborgd").showing(b.keys.vouched.header()).
				proving(b.proof(newKey(b.t), http.MethodPost, "/oauth/token", "").String())
		}},
		{at: "POST /oauth/token (certificate)", clause: "RFC 6749 10.4 bound refresh", name: "a stolen refresh token without its client's certificate", want: unproven(), check: "op.proves: p.shows(app, call)", call: func(b *bench) call {
			return form("/oauth/token", refreshes(b.certified().member("refresh_token"))).add("client_id", "gewaarborgd").showing(b.keys.own.header())
		}},
	}
}
