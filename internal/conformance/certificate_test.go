package conformance

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net/http"
	"testing"
	"time"
)

// certificate is one that a client shows, with its key, for it may issue others.
type certificate struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// spoil changes a certificate before it is signed.
type spoil func(*x509.Certificate)

// issue makes a certificate; what a nil one issues signs itself.
func (c *certificate) issue(t testing.TB, name string, curve elliptic.Curve, spoils ...spoil) *certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name, Organization: []string{"Voorbeeld"}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(30 * 24 * time.Hour), BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	for _, s := range spoils {
		s(made)
	}
	parent, signer := made, key
	if c != nil {
		parent, signer = c.cert, c.key
	}
	der, err := x509.CreateCertificate(rand.Reader, made, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	if made, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return &certificate{made, key}
}

func newAuthority(t testing.TB) *certificate {
	var none *certificate
	return none.issue(t, "wie ervoor instaat", elliptic.P256(), func(c *x509.Certificate) {
		c.IsCA, c.KeyUsage, c.ExtKeyUsage = true, x509.KeyUsageCertSign, nil
	})
}

func (c *certificate) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.cert.Raw}))
}

// header is Client-Cert as a proxy writes it (RFC 9440 §2.2).
func (c *certificate) header() string {
	return ":" + base64.StdEncoding.EncodeToString(c.cert.Raw) + ":"
}

// showing adds what a proxy says of the client's TLS; each header is a line of its own.
func (c call) showing(headers ...string) call {
	if c.header = c.header.Clone(); c.header == nil {
		c.header = http.Header{}
	}
	c.header["Client-Cert"] = headers
	return c
}
