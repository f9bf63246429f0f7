package attack

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"time"
)

// Pair is a private key and a certificate (DER) of it.
type Pair struct {
	Private     *rsa.PrivateKey
	Certificate []byte
}

// Keys are made for one run and never written down.
type Keys struct {
	Hub      Pair // in the metadata of the connection that is attacked
	OtherHub Pair // in that of another connection
	Foreign  Pair // in nobody's
	Weak     Pair // RSA of 1024 bits, in nobody's
}

// NewKeys makes them.
func NewKeys(now time.Time) (*Keys, error) {
	k := &Keys{}
	for _, p := range []struct {
		at   *Pair
		bits int
	}{{&k.Hub, 2048}, {&k.OtherHub, 2048}, {&k.Foreign, 2048}, {&k.Weak, 1024}} {
		key, err := rsa.GenerateKey(rand.Reader, p.bits)
		if err != nil {
			return nil, fmt.Errorf("attack: make a key: %w", err)
		}
		tpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "selftest"},
			NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(0, 1, 0)}
		der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, key.Public(), key)
		if err != nil {
			return nil, fmt.Errorf("attack: make a certificate: %w", err)
		}
		*p.at = Pair{key, der}
	}
	return k, nil
}

// Swapped are the same keys seen from the other hub.
func (k *Keys) Swapped() *Keys {
	return &Keys{Hub: k.OtherHub, OtherHub: k.Hub, Foreign: k.Foreign, Weak: k.Weak}
}

func (k *Keys) named(name string) Pair {
	switch name {
	case "foreign":
		return k.Foreign
	case "other-hub":
		return k.OtherHub
	case "weak":
		return k.Weak
	}
	return k.Hub
}

// Metadata is the least that a hub publishes: its name, one key, and where requests
// go.
func Metadata(entityID, sso string, certificate []byte) []byte {
	return []byte(`<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="` + valueEscapes.Replace(entityID) + `">` +
		`<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">` +
		`<ds:KeyInfo xmlns:ds="` + nsDsig + `"><ds:X509Data><ds:X509Certificate>` + base64.StdEncoding.EncodeToString(certificate) +
		`</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>` +
		`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="` + valueEscapes.Replace(sso) + `"/>` +
		`</md:IDPSSODescriptor></md:EntityDescriptor>`)
}
