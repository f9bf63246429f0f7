package config

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// headerName is a field name of RFC 9110 §5.1.
var headerName = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// checkMTLS holds from where certificates of clients may come (RFC 8705): who could write
// the header could be any app.
func (r *reader) checkMTLS(i *Installation, issuer *url.URL) {
	s, m := i.at.within("mtls"), i.MTLS
	if s == nil {
		return
	}
	switch m.Certificates {
	case "tls":
		if i.TLS.CertFile == "" {
			s.wrong("certificates", m.Certificates, "needs tls: {cert_file: …, key_file: …}, since nothing else here sees a client's certificate; or header, behind a proxy")
		}
		if s.has("header") {
			s.wrong("header", m.Header, "belongs to certificates: header")
		}
		if m.Origin == "" {
			s.warn("origin", "", "is missing: every browser is asked for a certificate, and shows people a choice where it has some; a host name of its own for apps spares them that")
		}
	case "header":
		if len(i.TrustedProxies) == 0 {
			s.wrong("certificates", m.Certificates, "needs trusted_proxies: from anybody else the header is not believed")
		}
		if !headerName.MatchString(m.Header) {
			s.wrong("header", m.Header, "is not the name of a header")
		} else if spoken := strings.ToLower(m.Header); slices.Contains([]string{"authorization", "dpop", "cookie", "host", "origin", "content-type", "x-forwarded-for"}, spoken) {
			s.wrong("header", m.Header, "is the name of a header that means something else")
		}
	}
	if m.Origin == "" {
		return
	}
	u, fault := checkOrigin(m.Origin)
	switch {
	case fault != "":
		s.wrong("origin", m.Origin, fault)
	case u.Scheme != "https":
		s.wrong("origin", m.Origin, "is not https: a certificate is shown in TLS alone")
	case issuer != nil && m.Certificates == "tls" && strings.EqualFold(u.Hostname(), issuer.Hostname()):
		s.wrong("origin", m.Origin, "has the host of issuer: by its name it is known whether to ask for a certificate")
	case m.Origin == i.Issuer:
		s.wrong("origin", m.Origin, "is the same as issuer; leave it out")
	}
}

// checkCertificates holds what an app registered to prove itself by TLS (RFC 8705 §2).
func (r *reader) checkCertificates(a *App, s *section) {
	c := &a.ClientAuth
	mtls := c.Method == "tls_client_auth" || c.Method == "self_signed_tls_client_auth"
	if mtls && !r.load.mtls {
		s.wrong("method", c.Method, "needs mtls in the installation's file, which says from where certificates of clients come")
	}
	for _, k := range []struct{ key, value, method, what string }{
		{"certificate_file", c.CertificateFile, "self_signed_tls_client_auth", "the file with the app's certificates, PEM"},
		{"ca_file", c.CAFile, "tls_client_auth", "the file with the certificates of who may issue the app's, PEM"},
	} {
		switch {
		case c.Method == k.method && k.value == "":
			s.missing(k.key, k.what)
		case c.Method != "" && c.Method != k.method && k.value != "":
			s.wrong(k.key, s.shown(k.key), "does not belong to method "+c.Method)
		}
	}
	given := 0
	for _, k := range subjectKeys {
		if !s.has(k) {
			continue
		}
		if given++; c.Method != "" && c.Method != "tls_client_auth" {
			s.wrong(k, "", "does not belong to method "+c.Method)
		}
	}
	if c.Method == "tls_client_auth" && given != 1 {
		s.wrong("method", c.Method, "needs exactly one of "+orList(subjectKeys)+": for whom the certificate is")
		return
	}
	r.readCertificates(s, c)
}

// readCertificates reads the file that the method names, and lets it be judged.
func (r *reader) readCertificates(s *section, c *ClientAuth) {
	key, path := "certificate_file", c.CertificateFile
	if c.Method == "tls_client_auth" {
		key, path = "ca_file", c.CAFile
	}
	if path == "" || c.Method != "tls_client_auth" && c.Method != "self_signed_tls_client_auth" {
		return
	}
	data, ok := s.named(key, path)
	if !ok {
		return
	}
	c.Certificates = data
	fault := unjudged
	if check := r.load.checks.ClientCertificates; check != nil {
		fault = judge(func([]byte) error { return check(*c) }, data)
	}
	if fault != "" {
		s.wrong(key, s.shown(key), "and what stands beside it cannot be used: "+fault)
	}
}

// checkSender holds to what an app's tokens are bound.
func checkSender(a *App, rules ProfileRules) {
	const dpop, certificate = "dpop_bound_access_tokens", "tls_client_certificate_bound_access_tokens"
	switch {
	case a.DPoPBound && a.CertificateBound:
		a.at.wrong(certificate, "", "and "+dpop+" exclude each other: a token is bound to one key")
	case rules.Sender && !a.CertificateBound && a.at.has(dpop) && !a.DPoPBound:
		a.at.wrong(dpop, "", "is not false under "+a.Profile+", where every token is bound to its sender")
	case a.CertificateBound && !a.at.r.load.mtls:
		a.at.wrong(certificate, "", "needs mtls in the installation's file, which says from where certificates of clients come")
	}
	if a.DPoPNonce && a.CertificateBound {
		a.at.wrong("dpop_nonce", "", "is for DPoP, and this app's tokens are bound to a certificate")
	}
}

// subjectKeys are the five ways of RFC 8705 §2.1.2 to say for whom a certificate is.
var subjectKeys = []string{"subject_dn", "san_dns", "san_uri", "san_ip", "san_email"}
