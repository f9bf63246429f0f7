package authtest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/binary"
	"testing"
)

// Algorithms of COSE (RFC 9053, RFC 8812).
const (
	ES256 = -7
	EdDSA = -8
	RS256 = -257
)

// newKey gives a private key of an algorithm and its COSE_Key.
func newKey(tb testing.TB, alg, bits int) (crypto.Signer, []byte) {
	tb.Helper()
	switch alg {
	case EdDSA:
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			tb.Fatal(err)
		}
		return private, coseEd25519(public)
	case RS256:
		k, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			tb.Fatal(err)
		}
		e := binary.BigEndian.AppendUint32(nil, uint32(k.E))
		return k, CBOR(Map{{1, 3}, {3, RS256}, {-1, k.N.Bytes()}, {-2, e[1:]}})
	}
	k := newECDSA(tb)
	point, err := k.PublicKey.Bytes() // 4 ‖ x ‖ y
	if err != nil {
		tb.Fatal(err)
	}
	return k, CBOR(Map{{1, 2}, {3, alg}, {-1, 1}, {-2, point[1:33]}, {-3, point[33:]}})
}

// sign signs as WebAuthn L3 §6.5.5 spells each algorithm.
func sign(tb testing.TB, k crypto.Signer, message []byte) []byte {
	tb.Helper()
	digest := sha256.Sum256(message)
	var sig []byte
	var err error
	switch k := k.(type) {
	case ed25519.PrivateKey:
		sig = ed25519.Sign(k, message)
	case *rsa.PrivateKey:
		sig, err = rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, digest[:])
	case *ecdsa.PrivateKey:
		sig, err = ecdsa.SignASN1(rand.Reader, k, digest[:])
	}
	if err != nil {
		tb.Fatal(err)
	}
	return sig
}

func coseEd25519(public crypto.PublicKey) []byte {
	x, _ := public.(ed25519.PublicKey)
	return CBOR(Map{{1, 1}, {3, EdDSA}, {-1, 6}, {-2, []byte(x)}})
}
