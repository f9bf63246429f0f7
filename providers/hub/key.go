package hub

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// signingKey is a key with what is derived from it, so that an answer costs one
// signature and no parsing.
type signingKey struct {
	id      string // as in "key:<id>" of the SSO address
	private *rsa.PrivateKey
	der     []byte
	base64  string
}

// newSigningKey takes what is given and makes the rest: 2048 bits and ten years,
// self-signed, as both federations have them (federations §1.1).
func newSigningKey(private *rsa.PrivateKey, der []byte, name string, now time.Time) (*signingKey, error) {
	var err error
	if private == nil {
		if private, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return nil, fmt.Errorf("hub: make key: %w", err)
		}
		der = nil
	}
	if der == nil {
		if der, err = selfSigned(private, name, now); err != nil {
			return nil, fmt.Errorf("hub: make certificate: %w", err)
		}
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("hub: parse certificate: %w", err)
	}
	if public, ok := certificate.PublicKey.(*rsa.PublicKey); !ok || !private.PublicKey.Equal(public) {
		return nil, fmt.Errorf("hub: certificate of %q does not belong to the key", certificate.Subject.CommonName)
	}
	sum := sha256.Sum256(der)
	return &signingKey{
		id: hex.EncodeToString(sum[:4]), private: private, der: der,
		base64: base64.StdEncoding.EncodeToString(der),
	}, nil
}

func selfSigned(private *rsa.PrivateKey, name string, now time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name, Organization: []string{"Demo"}},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(10, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	return x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
}

// RotateKey puts a new key in use: certificate and SSO address change in the
// metadata at the same moment. A request to the old address is still answered with
// the old key, until RetireKey (federations §2.8). A nil key is made; a nil
// certificate too. It gives the id of the new key.
func (h *Hub) RotateKey(private *rsa.PrivateKey, certificate []byte) (id string, err error) {
	key, err := newSigningKey(private, certificate, "hub.example", h.now())
	if err != nil {
		return "", err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keys = append(slices.Clone(h.keys), key)
	return key.id, nil
}

// RetireKey ends the SSO address of a key that is no longer current.
func (h *Hub) RetireKey(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	last := len(h.keys) - 1
	kept := slices.DeleteFunc(slices.Clone(h.keys[:last]), func(k *signingKey) bool { return k.id == id })
	h.keys = append(kept, h.keys[last])
}

// KeyID names the current key.
func (h *Hub) KeyID() string { return h.current().id }

// Certificate is the DER of the current signing certificate.
func (h *Hub) Certificate() []byte { return slices.Clone(h.current().der) }

// SSO is the current address for requests.
func (h *Hub) SSO() string { return h.ssoAt(h.KeyID()) }

func (h *Hub) ssoAt(keyID string) string { return h.base + "/sso/key:" + keyID }

func (h *Hub) current() *signingKey {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.keys[len(h.keys)-1]
}

// keyFor gives the key of an SSO address; "" is the address without one.
func (h *Hub) keyFor(id string) (*signingKey, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if id == "" {
		return h.keys[len(h.keys)-1], true
	}
	for _, k := range h.keys {
		if k.id == id {
			return k, true
		}
	}
	return nil, false
}

// MetadataCertificate is the DER of the certificate that the metadata verifies
// under.
func (h *Hub) MetadataCertificate() []byte {
	if h.metadataKey != nil {
		return slices.Clone(h.metadataKey.der)
	}
	return h.Certificate()
}
