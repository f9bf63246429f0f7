package xmlsec

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	_ "crypto/sha512" // linked in for crypto.SHA384 and SHA512
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
)

const (
	forDigest = iota
	forRSA    // PKCS #1 v1.5
	forECDSA  // r‖s, as XMLDSig §6.4.3 has it, not the ASN.1 of X.509
)

type algorithm struct {
	uri  string
	use  int
	hash crypto.Hash
}

// algorithms is the whole list (XMLDSig §6, RFC 9231). What is not on it cannot be
// computed here: no SHA-1, no HMAC (a public key is no secret), no DSA.
func algorithms() []algorithm {
	const more, enc = "http://www.w3.org/2001/04/xmldsig-more#", "http://www.w3.org/2001/04/xmlenc#"
	return []algorithm{
		{enc + "sha256", forDigest, crypto.SHA256},
		{more + "sha384", forDigest, crypto.SHA384},
		{enc + "sha512", forDigest, crypto.SHA512},
		{more + "rsa-sha256", forRSA, crypto.SHA256},
		{more + "rsa-sha384", forRSA, crypto.SHA384},
		{more + "rsa-sha512", forRSA, crypto.SHA512},
		{more + "ecdsa-sha256", forECDSA, crypto.SHA256},
		{more + "ecdsa-sha384", forECDSA, crypto.SHA384},
		{more + "ecdsa-sha512", forECDSA, crypto.SHA512},
	}
}

// Key is a public key that signatures are checked under.
type Key struct {
	pub crypto.PublicKey
	use int
	id  string
}

// ID is a short SHA-256 of the public key (SPKI), in hex, for logs and health.
func (k Key) ID() string { return k.id }

// KeyFromCertificate takes the public key out of a DER certificate and nothing
// else: in metadata a certificate is a bag for a key (SAML V2.0 Metadata
// Interoperability Profile §2.6.1). Expired ones, and the negative serials that
// crypto/x509 refuses, are therefore no fault.
func KeyFromCertificate(der []byte) (Key, error) {
	var cert struct {
		TBS struct {
			Version                                    asn1.RawValue `asn1:"optional,tag:0,explicit"`
			Serial, Alg, Issuer, Period, Subject, SPKI asn1.RawValue
		}
		Alg, Signature asn1.RawValue
	}
	rest, err := asn1.Unmarshal(der, &cert)
	pub, errKey := x509.ParsePKIXPublicKey(cert.TBS.SPKI.FullBytes)
	if err != nil || errKey != nil || len(rest) > 0 {
		return Key{}, refuse(ReasonKey, "not a DER certificate with a key of a known kind")
	}
	return KeyFromPublic(pub)
}

// KeyFromPublic takes an *rsa.PublicKey of 2048 to 8192 bits (what a key costs to
// try is bounded too), or an *ecdsa.PublicKey on P-256, P-384 or P-521.
func KeyFromPublic(pub crypto.PublicKey) (Key, error) {
	k := Key{pub: pub}
	switch p := pub.(type) {
	case *rsa.PublicKey:
		if bits := p.N.BitLen(); bits >= 2048 && bits <= 8*maxSignature {
			k.use = forRSA
		}
	case *ecdsa.PublicKey:
		if p.Curve == elliptic.P256() || p.Curve == elliptic.P384() || p.Curve == elliptic.P521() {
			k.use = forECDSA
		}
	}
	spki, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil || k.use == forDigest {
		return Key{}, refuse(ReasonKey, "neither RSA of a fit size nor ECDSA on a NIST curve")
	}
	sum := sha256.Sum256(spki)
	k.id = hex.EncodeToString(sum[:8])
	return k, nil
}

// verify is for a key whose use is the algorithm's.
func (k Key) verify(a algorithm, sum, sig []byte) bool {
	switch pub := k.pub.(type) {
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(pub, a.hash, sum, sig) == nil
	case *ecdsa.PublicKey:
		half := (pub.Curve.Params().BitSize + 7) / 8
		return len(sig) == 2*half && ecdsa.Verify(pub, sum, new(big.Int).SetBytes(sig[:half]), new(big.Int).SetBytes(sig[half:]))
	}
	return false
}
