package authtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"
)

// Maker vouches for authenticators of one model, as a manufacturer does.
type Maker struct {
	Root  *x509.Certificate
	Roots *x509.CertPool // of Root alone
	chain [][]byte
	key   *ecdsa.PrivateKey
}

// NewMaker makes a root, and under it the certificate that vouches for model. The model
// stands in the certificate too (WebAuthn L3 §8.2.1); named false leaves it out.
func NewMaker(tb testing.TB, model [16]byte, named bool) *Maker {
	tb.Helper()
	from, to := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC)
	rootKey, leafKey := newECDSA(tb), newECDSA(tb)
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Maker Root"}, NotBefore: from, NotAfter: to,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, rootKey.Public(), rootKey)
	if err != nil {
		tb.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: from, NotAfter: to, BasicConstraintsValid: true,
		Subject: pkix.Name{Country: []string{"NL"}, Organization: []string{"Maker"}, OrganizationalUnit: []string{"Authenticator Attestation"}, CommonName: "Key"}}
	if named {
		value, err := asn1.Marshal(model[:])
		if err != nil {
			tb.Fatal(err)
		}
		leaf.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 45724, 1, 1, 4}, Value: value}}
	}
	m := &Maker{key: leafKey, Roots: x509.NewCertPool()}
	if m.Root, err = x509.ParseCertificate(rootDER); err != nil {
		tb.Fatal(err)
	}
	m.Roots.AddCert(m.Root)
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, m.Root, leafKey.Public(), rootKey)
	if err != nil {
		tb.Fatal(err)
	}
	m.chain = [][]byte{leafDER}
	return m
}

func newECDSA(tb testing.TB) *ecdsa.PrivateKey {
	tb.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}
