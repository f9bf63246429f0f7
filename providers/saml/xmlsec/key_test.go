package xmlsec

import (
	"crypto/dsa" // to show that it is refused
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"testing"
	"time"
)

// Metadata's certificates are bags for keys: neither age, nor renewal, nor a serial
// that Go refuses stops a login (saml-notes §6).
func TestKeyFromCertificate(t *testing.T) {
	t.Parallel()
	hub := hubRSA()
	issue := func(template *x509.Certificate) []byte {
		der, err := x509.CreateCertificate(rand.Reader, template, template, hub.key.Public(), hub.key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	plain := issue(&x509.Certificate{SerialNumber: big.NewInt(7), NotAfter: time.Now().Add(time.Hour)})
	for name, der := range map[string][]byte{
		"valid":           plain,
		"expired":         issue(&x509.Certificate{SerialNumber: big.NewInt(8), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1, 0)}),
		"negative serial": negativeSerial(t, plain),
		"version 1":       withoutVersion(t, plain),
	} {
		key, err := KeyFromCertificate(der)
		if err != nil || key.ID() != hub.pub.ID() {
			t.Errorf("%s: key %q, %v; want the same as in any certificate of it", name, key.ID(), err)
		}
	}
	if _, err := x509.ParseCertificate(negativeSerial(t, plain)); err == nil {
		t.Error("crypto/x509 takes negative serials now: this leniency can go")
	}
	if id := hub.pub.ID(); len(id) != 16 {
		t.Errorf("key ID %q, want 8 bytes in hex", id)
	}
	for name, der := range map[string][]byte{
		"empty":         nil,
		"no DER":        []byte("-----BEGIN CERTIFICATE-----"),
		"trailing data": append(append([]byte{}, plain...), 0),
		"cut":           plain[:len(plain)/2],
		"a bare key":    mustMarshal(t, hub.key.Public()),
	} {
		_, err := KeyFromCertificate(der)
		if got := reasonOf(t, err); got != ReasonKey {
			t.Errorf("%s: refused with %q, want %q", name, got, ReasonKey)
		}
	}
}

// negativeSerial sets the sign of the serial number, as some old providers have it.
func negativeSerial(t *testing.T, der []byte) []byte {
	t.Helper()
	out := append([]byte{}, der...)
	at := indexOf(out, []byte{0x02, 0x01, 0x07}) // INTEGER, one byte, 7
	if at < 0 {
		t.Fatal("no serial number in the certificate")
	}
	out[at+2] = 0x87
	return out
}

// withoutVersion drops [0]{2} from the certificate: X.509 version 1 has none.
func withoutVersion(t *testing.T, der []byte) []byte {
	t.Helper()
	var cert struct{ TBS, Alg, Sig asn1.RawValue }
	if _, err := asn1.Unmarshal(der, &cert); err != nil {
		t.Fatal(err)
	}
	tbs := cert.TBS.Bytes[5:] // a0 03 02 01 02
	body, err := asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: tbs})
	if err != nil {
		t.Fatal(err)
	}
	out, err := asn1.Marshal(struct{ TBS, Alg, Sig asn1.RawValue }{asn1.RawValue{FullBytes: body}, cert.Alg, cert.Sig})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func indexOf(b, sub []byte) int {
	for i := range len(b) - len(sub) {
		if string(b[i:i+len(sub)]) == string(sub) {
			return i
		}
	}
	return -1
}

func mustMarshal(t *testing.T, pub any) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// RSA of 2048 bits or more and the three NIST curves; nothing else (design §5.1).
func TestKeyFromPublic(t *testing.T) {
	t.Parallel()
	sized := func(bits uint) *rsa.PublicKey {
		n := new(big.Int).Lsh(big.NewInt(1), bits-1)
		return &rsa.PublicKey{N: n.SetBit(n, 0, 1), E: 65537}
	}
	onCurve := func(c elliptic.Curve) *ecdsa.PublicKey {
		key, err := ecdsa.GenerateKey(c, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return &key.PublicKey
	}
	ed, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		pub any
		ok  bool
	}{
		"RSA 1024":  {sized(1024), false},
		"RSA 2047":  {sized(2047), false},
		"RSA 2048":  {sized(2048), true},
		"RSA 4096":  {sized(4096), true},
		"RSA 8192":  {sized(8192), true},
		"RSA 16384": {sized(16384), false},
		"P-224":     {onCurve(elliptic.P224()), false},
		"P-256":     {onCurve(elliptic.P256()), true},
		"P-384":     {onCurve(elliptic.P384()), true},
		"P-521":     {onCurve(elliptic.P521()), true},
		"Ed25519":   {ed, false},
		"DSA":       {&dsa.PublicKey{}, false},
		"by value":  {*sized(2048), false},
		"nothing":   {nil, false},
		"a secret":  {[]byte("secret"), false},
	} {
		key, err := KeyFromPublic(c.pub)
		if (err == nil) != c.ok || (key.ID() != "") != c.ok {
			t.Errorf("%s: %v, ID %q; want accepted %v", name, err, key.ID(), c.ok)
		}
		if err != nil {
			wantReason(t, err, ReasonKey)
		}
	}
}

// The ID is pinned: logs of years must compare.
func TestKeyIDIsPinned(t *testing.T) {
	t.Parallel()
	spki, err := hex.DecodeString("3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
	if err != nil {
		t.Fatal(err)
	}
	pub, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		t.Fatal(err)
	}
	key, err := KeyFromPublic(pub)
	if err != nil || key.ID() != "5cd252fb0ce89324" {
		t.Errorf("ID %q, %v; want 5cd252fb0ce89324", key.ID(), err)
	}
}
