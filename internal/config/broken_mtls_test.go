package config

// behind is an installation whose proxy passes on certificates; the registry's lines keep
// their numbers.
var behind = []string{"sluis.yaml", "guard:\n", "mtls: {certificates: header}\nguard:\n"}

// shown lets portfolio prove itself in another way, with further lines of its own.
func shown(auth, more string) []string {
	return []string{"registry.yaml", "    client_auth: {method: client_secret_basic, secret_file: portfolio.secret}\n", "    client_auth: " + auth + "\n" + more}
}

func both(edits ...[]string) (all []string) {
	for _, e := range edits {
		all = append(all, e...)
	}
	return all
}

const certificatesNeed = "needs mtls in the installation's file, which says from where certificates of clients come"

var mtlsCases = []brokenCase{
	{"certificates from nowhere known", []string{"sluis.yaml", "guard:\n", "mtls: {certificates: proxy}\nguard:\n"},
		[]string{`sluis.yaml:7: mtls.certificates: "proxy" is not one of tls, header`}},
	{"mtls without certificates", []string{"sluis.yaml", "guard:\n", "mtls: {header: X}\nguard:\n"},
		[]string{`sluis.yaml:7: mtls.certificates: is missing; it is one of tls, header`}},
	{"certificates of a handshake that is not ours", []string{"sluis.yaml", "guard:\n", "mtls: {certificates: tls, origin: https://mtls.example.nl}\nguard:\n"},
		[]string{`sluis.yaml:7: mtls.certificates: "tls" needs tls: {cert_file: …, key_file: …}, since nothing else here sees a client's certificate; or header, behind a proxy`}},
	{"a header from anybody", []string{"sluis.yaml", "trusted_proxies: [10.0.0.0/8]\n", "mtls: {certificates: header}\n"},
		[]string{`sluis.yaml:5: mtls.certificates: "header" needs trusted_proxies: from anybody else the header is not believed`}},
	{"a header that is none", []string{"sluis.yaml", "guard:\n", "mtls: {certificates: header, header: 'a b'}\nguard:\n"},
		[]string{`sluis.yaml:7: mtls.header: "a b" is not the name of a header`}},
	{"a header that means something else", []string{"sluis.yaml", "guard:\n", "mtls: {certificates: header, header: DPoP}\nguard:\n"},
		[]string{`sluis.yaml:7: mtls.header: "DPoP" is the name of a header that means something else`}},
	{"an origin with a path", []string{"sluis.yaml", "guard:\n", "mtls: {certificates: header, origin: https://mtls.example.nl/x}\nguard:\n"},
		[]string{`sluis.yaml:7: mtls.origin: "https://mtls.example.nl/x" has a path; an origin is scheme, host and port only`}},
	{"an origin without TLS", []string{"sluis.yaml", "guard:\n", "mtls: {certificates: header, origin: 'http://localhost:8443'}\nguard:\n"},
		[]string{`sluis.yaml:7: mtls.origin: "http://localhost:8443" is not https: a certificate is shown in TLS alone`}},
	{"an origin that is the issuer", []string{"sluis.yaml", "guard:\n", "mtls: {certificates: header, origin: https://login.example.nl}\nguard:\n"},
		[]string{`sluis.yaml:7: mtls.origin: "https://login.example.nl" is the same as issuer; leave it out`}},

	{"a certificate where none can come", shown("{method: self_signed_tls_client_auth, certificate_file: app.pem}", ""),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.method: "self_signed_tls_client_auth" ` + certificatesNeed}},
	{"self_signed_tls_client_auth without a certificate", both(behind, shown("{method: self_signed_tls_client_auth}", "")),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.certificate_file: is missing; it is the file with the app's certificates, PEM`}},
	{"a certificate that is weak", both(behind, shown("{method: self_signed_tls_client_auth, certificate_file: zwak.pem}", "")),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.certificate_file: "zwak.pem" and what stands beside it cannot be used: a weak key`}},
	{"a certificate that is not there", both(behind, shown("{method: self_signed_tls_client_auth, certificate_file: weg.pem}", "")),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.certificate_file: "weg.pem" cannot be read: no such file`}},
	{"a certificate with a subject", both(behind, shown("{method: self_signed_tls_client_auth, certificate_file: app.pem, san_dns: a.example}", "")),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.san_dns: does not belong to method self_signed_tls_client_auth`}},
	{"a certificate beside a secret", both(behind, shown("{method: client_secret_basic, secret_file: portfolio.secret, certificate_file: app.pem}", "")),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.certificate_file: "app.pem" does not belong to method client_secret_basic`}},
	{"tls_client_auth without an authority", both(behind, shown("{method: tls_client_auth, san_dns: a.example}", "")),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.ca_file: is missing; it is the file with the certificates of who may issue the app's, PEM`}},
	{"tls_client_auth for nobody", both(behind, shown("{method: tls_client_auth, ca_file: app.pem}", "")),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.method: "tls_client_auth" needs exactly one of subject_dn, san_dns, san_uri, san_ip or san_email: for whom the certificate is`}},
	{"tls_client_auth for two", both(behind, shown("{method: tls_client_auth, ca_file: app.pem, san_dns: a.example, san_uri: 'https://a.example/'}", "")),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.method: "tls_client_auth" needs exactly one of subject_dn, san_dns, san_uri, san_ip or san_email: for whom the certificate is`}},
	{"an authority that is weak", both(behind, shown("{method: tls_client_auth, ca_file: zwak.pem, san_dns: a.example}", "")),
		[]string{`registry.yaml:31: apps[portfolio].client_auth.ca_file: "zwak.pem" and what stands beside it cannot be used: a weak key`}},
	{"bound to a certificate where none can come", shown("{method: client_secret_basic, secret_file: portfolio.secret}", "    tls_client_certificate_bound_access_tokens: true\n"),
		[]string{`registry.yaml:32: apps[portfolio].tls_client_certificate_bound_access_tokens: ` + certificatesNeed}},
	{"bound to two keys", both(behind, shown("{method: client_secret_basic, secret_file: portfolio.secret}", "    tls_client_certificate_bound_access_tokens: true\n    dpop_bound_access_tokens: true\n")),
		[]string{`registry.yaml:32: apps[portfolio].tls_client_certificate_bound_access_tokens: and dpop_bound_access_tokens exclude each other: a token is bound to one key`}},
	{"a nonce for what is bound to a certificate", both(behind, shown("{method: client_secret_basic, secret_file: portfolio.secret}", "    tls_client_certificate_bound_access_tokens: true\n    dpop_nonce: true\n")),
		[]string{`registry.yaml:33: apps[portfolio].dpop_nonce: is for DPoP, and this app's tokens are bound to a certificate`}},
	{"fapi2 with tokens bound to nobody", []string{"registry.yaml", "    profile: nlgov\n", "    profile: fapi2\n    dpop_bound_access_tokens: false\n"},
		[]string{`registry.yaml:49: apps[keyed].dpop_bound_access_tokens: is not false under fapi2, where every token is bound to its sender`}},
}
