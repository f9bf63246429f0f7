package xmlsec

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"testing"
)

// message8KiB is what a hub sends: 8 KiB, some 20 attributes, the assertion signed
// with RSA-2048 and SHA-256.
func message8KiB(tb testing.TB) (doc []byte, key Key) {
	m := message{attributes: 10}
	doc = []byte(m.signed(tb, seal{by: hubRSA(), keyInfo: true}))
	if len(doc) < 7<<10 || len(doc) > 9<<10 {
		tb.Fatalf("the message has %d bytes, want some 8 KiB", len(doc))
	}
	return doc, hubRSA().pub
}

// BenchmarkOpen8KiB is to be read beside BenchmarkFloor8KiB of the same run; the
// goal is at most five times that.
func BenchmarkOpen8KiB(b *testing.B) {
	doc, key := message8KiB(b)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(doc, []Key{key}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFloor8KiB is what no validator can do without: one RSA-2048 verification
// and one SHA-256 of the message.
func BenchmarkFloor8KiB(b *testing.B) {
	doc, _ := message8KiB(b)
	hub := hubRSA()
	sum := sha256.Sum256(doc)
	sig := hub.signSum(b, crypto.SHA256, sum[:])
	pub := hub.key.Public().(*rsa.PublicKey)
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		sum := sha256.Sum256(doc)
		if rsa.VerifyPKCS1v15(pub, crypto.SHA256, sum[:], sig) != nil {
			b.Fatal("the floor does not verify")
		}
	}
}

// BenchmarkParse8KiB is the tokenizer alone.
func BenchmarkParse8KiB(b *testing.B) {
	doc, _ := message8KiB(b)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(doc); err != nil {
			b.Fatal(err)
		}
	}
}
