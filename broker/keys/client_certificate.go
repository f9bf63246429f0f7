package keys

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"
)

// maxCertificates caps the certificates that an app registers, old and new ones.
const maxCertificates = 10

// CertificateSubject is who a client's certificate is for: exactly one member is set
// (RFC 8705 §2.1.2).
type CertificateSubject struct{ DN, DNS, URI, IP, Email string }

// ClientCertificates are what a client registered to prove itself by TLS (RFC 8705 §2):
// certificates of its own, or who vouches for one with which subject.
type ClientCertificates struct {
	own     []*x509.Certificate
	roots   *x509.CertPool
	subject func(*x509.Certificate) bool
}

// ParseOwnCertificates reads the certificates of self_signed_tls_client_auth, PEM.
func ParseOwnCertificates(text []byte) (*ClientCertificates, error) {
	own, err := parseCertificates(text)
	return &ClientCertificates{own: own}, err
}

// ParseVouched reads what tls_client_auth asks: ca are the certificates of who may have
// issued the client's, PEM. A subject that nothing can have is an error.
func ParseVouched(ca []byte, s CertificateSubject) (*ClientCertificates, error) {
	list, err := parseCertificates(ca)
	if err != nil {
		return nil, err
	}
	out := &ClientCertificates{roots: x509.NewCertPool()}
	for _, c := range list {
		if !c.IsCA {
			return nil, errors.New("keys: a certificate may not issue others: it is not one of an authority (basicConstraints)")
		}
		out.roots.AddCert(c)
	}
	out.subject, err = s.matcher()
	return out, err
}

// parseCertificates reads certificates of public keys that could have been registered.
func parseCertificates(text []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		if text = rest; block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("keys: holds a block that is no certificate: %.40q", block.Type)
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New("keys: a certificate cannot be read")
		}
		if err := acceptable(c.PublicKey); err != nil {
			return nil, fmt.Errorf("keys: a certificate's key: %w", err)
		}
		if out = append(out, c); len(out) > maxCertificates {
			return nil, fmt.Errorf("keys: more than %d certificates", maxCertificates)
		}
	}
	if len(out) == 0 || len(bytes.TrimSpace(text)) > 0 {
		return nil, errors.New("keys: is not one or more certificates in PEM")
	}
	return out, nil
}

// Admits reports whether who proved possession of a certificate's key is the client. The
// chain is what came, the client's own certificate first; of it only that one is believed
// before it has been verified. Whether a certificate was revoked is not asked anywhere:
// registering another is how one is ended.
func (c *ClientCertificates) Admits(chain []*x509.Certificate, now time.Time) bool {
	if len(chain) == 0 {
		return false
	}
	leaf := chain[0]
	if now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return false
	}
	if c.roots == nil {
		return slices.ContainsFunc(c.own, leaf.Equal)
	}
	between := x509.NewCertPool()
	for _, other := range chain[1:] {
		between.AddCert(other)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: c.roots, Intermediates: between, CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err == nil && acceptable(leaf.PublicKey) == nil && c.subject(leaf)
}

// CertificateThumbprint gives x5t#S256 (RFC 8705 §3.1): 43 characters of base64url.
func CertificateThumbprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (s CertificateSubject) matcher() (func(*x509.Certificate) bool, error) {
	set := slices.DeleteFunc([]string{s.DN, s.DNS, s.URI, s.IP, s.Email}, func(v string) bool { return v == "" })
	if len(set) != 1 {
		return nil, errors.New("keys: exactly one of the five ways to name a certificate's subject is given")
	}
	switch {
	case s.DN != "":
		want, err := parseDN(s.DN)
		return want.names, err
	case s.DNS != "":
		return func(c *x509.Certificate) bool { return containsFold(c.DNSNames, s.DNS) }, nil
	case s.Email != "":
		return func(c *x509.Certificate) bool { return slices.Contains(c.EmailAddresses, s.Email) }, nil
	case s.URI != "":
		return func(c *x509.Certificate) bool {
			for _, u := range c.URIs {
				if u.String() == s.URI {
					return true
				}
			}
			return false
		}, nil
	}
	ip := net.ParseIP(s.IP)
	if ip == nil {
		return nil, errors.New("keys: is not an IP address")
	}
	return func(c *x509.Certificate) bool { return slices.ContainsFunc(c.IPAddresses, ip.Equal) }, nil
}

func containsFold(list []string, v string) bool {
	return slices.ContainsFunc(list, func(o string) bool { return strings.EqualFold(o, v) })
}

// names reports whether a certificate has this subject. It is read from the subject's own
// bytes: the parsed form sorts the names anew, and two subjects could come out as one.
func (d dn) names(c *x509.Certificate) bool {
	var subject []relativeNameSET
	if rest, err := asn1.Unmarshal(c.RawSubject, &subject); err != nil || len(rest) > 0 || len(subject) != len(d) {
		return false
	}
	for i, rdn := range subject { // RFC 4514 §2.1: the text has the last name first
		if !equal(d[len(d)-1-i], rdn) {
			return false
		}
	}
	return true
}
