package op

import (
	"crypto/x509"
	"net/http"

	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/registry"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// shows reports whether a request came with the client's registered certificate
// (RFC 8705 §2). The TLS handshake has proven that whoever sent it has the key.
func (p *Provider) shows(app *registry.App, c Call) bool {
	registered, err := p.certificates.of(app, parseCertificates)
	return err == nil && registered.Admits(c.Certificates, p.Now())
}

// parseCertificates reads what an app registered to prove itself by TLS.
func parseCertificates(app *registry.App) (*keys.ClientCertificates, error) {
	if app.ClientAuth.Method == "tls_client_auth" {
		return keys.ParseVouched(app.ClientAuth.Certificates, keys.CertificateSubject(app.ClientAuth.Subject))
	}
	return keys.ParseOwnCertificates(app.ClientAuth.Certificates)
}

// certificateSender binds to the certificate of a token request (RFC 8705 §3). Whose it is
// does not matter for that: it need not even be the one that authenticates the client.
func certificateSender(c Call) (grant.Sender, *JSON) {
	var res JSON
	switch {
	case len(c.DPoP) > 0:
		res = failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "this app's tokens are bound to its certificate; send no DPoP header")
		return "", &res
	case len(c.Certificates) == 0:
		res = failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "this app's tokens are bound to its certificate: show it in TLS")
		return "", &res
	}
	return grant.X5T(keys.CertificateThumbprint(c.Certificates[0])), nil
}

// isOf reports whether a certificate is the one that a token is bound to.
func isOf(certificates []*x509.Certificate, bound grant.Sender) bool {
	return len(certificates) > 0 && keys.CertificateThumbprint(certificates[0]) == bound.X5T()
}

// aliases are the endpoints under the origin where a certificate is asked for (RFC 8705 §5).
type aliases struct {
	Token         string `json:"token_endpoint"`
	UserInfo      string `json:"userinfo_endpoint"`
	Introspection string `json:"introspection_endpoint"`
	Revocation    string `json:"revocation_endpoint"`
	PAR           string `json:"pushed_authorization_request_endpoint"`
}

// describeCertificates tells of certificates where an app has to do with them.
func (p *Provider) describeCertificates(d *document, snap *registry.Snapshot) {
	any := false
	for _, app := range snap.Apps() {
		d.CertificateBound = d.CertificateBound || app.CertificateBound
		any = any || app.CertificateBound || app.ClientAuth.Method == "tls_client_auth" || app.ClientAuth.Method == "self_signed_tls_client_auth"
	}
	if o := p.MTLSOrigin; any && o != "" {
		d.Aliases = &aliases{Token: o + "/oauth/token", UserInfo: o + "/oauth/userinfo", Introspection: o + "/oauth/introspect",
			Revocation: o + "/oauth/revoke", PAR: o + "/oauth/par"}
	}
}
