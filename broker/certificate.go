package broker

import (
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"net/netip"
	"strings"
)

// Certificates says from where certificates of clients come (RFC 8705); the zero value:
// from nowhere.
type Certificates struct {
	TLS    bool   // our own handshake
	Header string // a header of a trusted proxy, in the form of RFC 9440; "" for none
}

// maxCertificate caps a certificate in a header, in bytes of base64.
const maxCertificate = 16 << 10

// certificates gives the certificate that a client showed in TLS, its own first; what
// else a handshake brought stands behind it. Nothing of it has been verified but that the
// client has the key. A header is believed from a listed proxy alone; from anybody else it
// is as if it were not there, and so is one that came twice: a proxy that adds its own to
// what it got would pass on what an attacker wrote.
func (s *Server) certificates(r *http.Request) []*x509.Certificate {
	if s.Certificates.TLS && r.TLS != nil {
		return r.TLS.PeerCertificates
	}
	if s.Certificates.Header == "" {
		return nil
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	values := r.Header.Values(s.Certificates.Header)
	if err != nil || len(values) != 1 || !s.trusts(from.Addr().Unmap()) {
		return nil
	}
	if c := forwarded(values[0]); c != nil {
		return []*x509.Certificate{c}
	}
	return nil
}

// forwarded reads a Client-Cert header: a byte sequence of RFC 8941 §3.3.5, which holds
// one certificate in DER (RFC 9440 §2.1).
func forwarded(value string) *x509.Certificate {
	value = strings.Trim(value, " ")
	if len(value) < 2 || len(value) > maxCertificate || value[0] != ':' || value[len(value)-1] != ':' {
		return nil
	}
	text := value[1 : len(value)-1]
	if strings.ContainsAny(text, "\r\n") { // which Go's base64 passes over
		return nil
	}
	der, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	return c
}
