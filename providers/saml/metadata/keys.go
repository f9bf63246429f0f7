package metadata

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluis/providers/saml/xmlsec"
)

// maxKeys caps what one forged answer can cost: each key is tried.
const maxKeys = 8

// KeySet is what a question to a hub goes out under and its answer is verified
// with. It may not be changed.
type KeySet struct {
	ID       string // 16 characters, the same for the same entity, address and keys
	EntityID string // of the hub
	SSO      string // where requests go, by HTTP-Redirect
	Keys     []xmlsec.Key
}

func newKeySet(entityID, sso string, keys []xmlsec.Key) KeySet {
	ids := make([]string, len(keys))
	for i, k := range keys {
		ids[i] = k.ID()
	}
	slices.Sort(ids)
	var b []byte
	for _, field := range append([]string{entityID, sso}, ids...) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(field)))
		b = append(b, field...)
	}
	sum := sha256.Sum256(b)
	return KeySet{ID: base64.RawURLEncoding.EncodeToString(sum[:12]), EntityID: entityID, SSO: sso, Keys: keys}
}

// readKeys collects the signing keys: use="signing", or no use at all, which
// means both (saml-metadata §2.4.1.1). A hub that names none is refused: no key
// would otherwise mean no check (CVE-2026-28323, CVE-2026-16443). One that cannot
// be used refuses the document: better told now than by a pupil whose login fails.
func (e *Entity) readKeys(role xmlsec.Node, now time.Time) ([]xmlsec.Key, []Warning, error) {
	var keys []xmlsec.Key
	var warnings []Warning
	n := 0
	for descriptor := range role.ChildrenNamed(nsMetadata, "KeyDescriptor") {
		use, has := descriptor.Attr("use")
		if has && use == "encryption" {
			continue
		}
		if has && use != "signing" {
			return nil, nil, errors.New("a KeyDescriptor has a use that is neither signing nor encryption")
		}
		n++
		der, more, err := certificate(descriptor)
		if err != nil {
			return nil, nil, fmt.Errorf("signing key %d: %w", n, err)
		}
		if more {
			warnings = append(warnings, Warning(fmt.Sprintf("signing key %d has further certificates, which are ignored", n)))
		}
		warning, err := e.look(der, n, now)
		if err != nil {
			return nil, nil, fmt.Errorf("signing key %d: %w", n, err)
		}
		if warning != "" {
			warnings = append(warnings, warning)
		}
		key, err := xmlsec.KeyFromCertificate(der)
		if err != nil {
			return nil, nil, fmt.Errorf("signing key %d: %w", n, err)
		}
		if !slices.ContainsFunc(keys, func(k xmlsec.Key) bool { return k.ID() == key.ID() }) {
			keys = append(keys, key)
		}
		if len(keys) > maxKeys {
			return nil, nil, fmt.Errorf("it has more than %d signing keys", maxKeys)
		}
	}
	if len(keys) == 0 {
		return nil, nil, errors.New("it has no signing key")
	}
	return keys, warnings, nil
}

// certificate gives the DER of a KeyDescriptor's first certificate. Others would
// be the chain of a CA, whose key signs no answers: never a key of the hub.
func certificate(descriptor xmlsec.Node) (der []byte, more bool, err error) {
	info := descriptor.Child(nsDsig, "KeyInfo")
	for data := range info.ChildrenNamed(nsDsig, "X509Data") {
		for c := range data.ChildrenNamed(nsDsig, "X509Certificate") {
			if der != nil {
				return der, true, nil
			}
			text, err := c.Text()
			if err != nil {
				return nil, false, err
			}
			packed := strings.Join(strings.Fields(text), "")
			der, err = base64.StdEncoding.DecodeString(packed)
			if err != nil || len(der) == 0 {
				return nil, false, errors.New("X509Certificate is not base64")
			}
		}
	}
	if der == nil {
		return nil, false, errors.New("KeyDescriptor has no X509Certificate")
	}
	return der, false, nil
}

// minRSABits is xmlsec's bound; here it gets a sentence that an operator can act on.
const minRSABits = 2048

// look reads what is not trusted of a certificate, to warn about it. Only a key
// that is too short is an error; xmlsec refuses it too.
func (e *Entity) look(der []byte, n int, now time.Time) (Warning, error) {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return Warning(fmt.Sprintf("the certificate of signing key %d is odd (%v); its key is used", n, err)), nil
	}
	if key, ok := c.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() < minRSABits {
		return "", fmt.Errorf("RSA of %d bits; at least %d are needed", key.N.BitLen(), minRSABits)
	}
	if e.CertificateEnd.IsZero() || c.NotAfter.Before(e.CertificateEnd) {
		e.CertificateEnd = c.NotAfter
	}
	e.Certificates = append(e.Certificates, Certificate{fmt.Sprintf("%x", sha256.Sum256(der)), c.NotBefore, c.NotAfter})
	switch {
	case now.After(c.NotAfter):
		return Warning(fmt.Sprintf("the certificate of signing key %d ended on %s; its key is used", n, c.NotAfter.Format(time.DateOnly))), nil
	case now.Before(c.NotBefore):
		return Warning(fmt.Sprintf("the certificate of signing key %d begins on %s; its key is used", n, c.NotBefore.Format(time.DateOnly))), nil
	}
	return "", nil
}
