package xmlsec

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// The tests sign with goxmldsig's canonical form, never with our own: one mistake
// in c14n must not cancel itself.

// signer is a private key with its certificate.
type testSigner struct {
	key  crypto.Signer
	cert *x509.Certificate
	pub  Key
}

func newSigner(key crypto.Signer) *testSigner {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "hub.test"},
		NotBefore:    time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err) // a test key that cannot sign its own certificate ends the run
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	pub, err := KeyFromCertificate(der)
	if err != nil {
		panic(err)
	}
	return &testSigner{key: key, cert: cert, pub: pub}
}

func newRSA() *testSigner {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return newSigner(key)
}

func newECDSA(curve elliptic.Curve) *testSigner {
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		panic(err)
	}
	return newSigner(key)
}

// newFixedP256 makes the same key in every process: a fuzzing worker must be able to
// verify what another process signed.
func newFixedP256() *testSigner {
	scalar := sha256.Sum256([]byte("hub.test"))
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	if err != nil {
		panic(err)
	}
	return newSigner(key)
}

// Made once: an RSA key takes a tenth of a second.
var (
	hubRSA      = sync.OnceValue(newRSA)
	attackerRSA = sync.OnceValue(newRSA)
	hubP256     = sync.OnceValue(newFixedP256)
)

// seal says how an element is to be signed; zero fields mean SHA-256 and no lists.
type seal struct {
	by         *testSigner
	hash       crypto.Hash // of the signature
	digest     crypto.Hash
	list       string // PrefixList of the reference's transform
	infoList   string // PrefixList of SignedInfo
	keyInfo    bool
	wrapBase64 bool // lines of 64, as OpenSSL-based providers have it
}

var hashNames = map[crypto.Hash]string{crypto.SHA1: "sha1", crypto.SHA256: "sha256", crypto.SHA384: "sha384", crypto.SHA512: "sha512"}

func digestURI(h crypto.Hash) string {
	switch h {
	case crypto.SHA1:
		return "http://www.w3.org/2000/09/xmldsig#sha1"
	case crypto.SHA384:
		return "http://www.w3.org/2001/04/xmldsig-more#sha384"
	}
	return "http://www.w3.org/2001/04/xmlenc#" + hashNames[h]
}

func methodURI(k crypto.Signer, h crypto.Hash) string {
	kind := "rsa-"
	if _, ok := k.(*ecdsa.PrivateKey); ok {
		kind = "ecdsa-"
	}
	if h == crypto.SHA1 {
		return "http://www.w3.org/2000/09/xmldsig#" + kind + "sha1"
	}
	return "http://www.w3.org/2001/04/xmldsig-more#" + kind + hashNames[h]
}

func c14nElement(tag, list string) string {
	open := `<ds:` + tag + ` Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"`
	if list == "" {
		return open + `/>`
	}
	return open + `><ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="` + list + `"/></ds:` + tag + `>`
}

// sign replaces the mark {{sig:ID}} in doc by a signature of the element with that ID.
func sign(t testing.TB, doc, id string, s seal) string {
	t.Helper()
	if s.hash == 0 {
		s.hash = crypto.SHA256
	}
	if s.digest == 0 {
		s.digest = crypto.SHA256
	}
	mark := "{{sig:" + id + "}}"
	if !strings.Contains(doc, mark) {
		t.Fatalf("no mark for %s in the document to sign", id)
	}
	sum := sumOf(s.digest, goxmldsigC14N(t, strings.Replace(doc, mark, "", 1), id, s.list))
	info := `<ds:SignedInfo>` + c14nElement("CanonicalizationMethod", s.infoList) +
		`<ds:SignatureMethod Algorithm="` + methodURI(s.by.key, s.hash) + `"/><ds:Reference URI="#` + id + `"><ds:Transforms>` +
		`<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>` + c14nElement("Transform", s.list) +
		`</ds:Transforms><ds:DigestMethod Algorithm="` + digestURI(s.digest) + `"/><ds:DigestValue>` +
		base64.StdEncoding.EncodeToString(sum) + `</ds:DigestValue></ds:Reference></ds:SignedInfo>`
	open := `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">`
	marked := strings.Replace(info, "<ds:SignedInfo>", `<ds:SignedInfo ID="info-under-test">`, 1)
	canonical := goxmldsigC14N(t, strings.Replace(doc, mark, open+marked+`</ds:Signature>`, 1), "info-under-test", s.infoList)
	canonical = []byte(strings.Replace(string(canonical), ` ID="info-under-test"`, "", 1))
	value := base64.StdEncoding.EncodeToString(s.by.signSum(t, s.hash, sumOf(s.hash, canonical)))
	if s.wrapBase64 {
		value = wrapLines(value)
	}
	keyInfo := ""
	if s.keyInfo {
		keyInfo = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>` + base64.StdEncoding.EncodeToString(s.by.cert.Raw) + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
	}
	return strings.Replace(doc, mark, open+info+`<ds:SignatureValue>`+value+`</ds:SignatureValue>`+keyInfo+`</ds:Signature>`, 1)
}

func wrapLines(s string) string {
	var b strings.Builder
	for len(s) > 64 {
		b.WriteString(s[:64] + "\n")
		s = s[64:]
	}
	return b.String() + s + "\n"
}

func sumOf(h crypto.Hash, b []byte) []byte {
	w := h.New()
	w.Write(b)
	return w.Sum(nil)
}

// signSum gives PKCS #1 v1.5, or r‖s (XMLDSig §6.4.3).
func (s *testSigner) signSum(t testing.TB, h crypto.Hash, sum []byte) []byte {
	t.Helper()
	if key, ok := s.key.(*ecdsa.PrivateKey); ok {
		r, ss, err := ecdsa.Sign(rand.Reader, key, sum)
		if err != nil {
			t.Fatalf("sign: %v", err)
		}
		half := (key.Params().BitSize + 7) / 8
		out := make([]byte, 2*half)
		r.FillBytes(out[:half])
		ss.FillBytes(out[half:])
		return out
	}
	out, err := s.key.Sign(rand.Reader, sum, h)
	if err != nil {
		t.Fatalf("sign: %v", err)
	}
	return out
}

// goxmldsigC14N is the other implementation's exclusive canonical form of the
// element with that ID.
func goxmldsigC14N(t testing.TB, doc, id, list string) []byte {
	t.Helper()
	d := etree.NewDocument()
	if err := d.ReadFromString(doc); err != nil {
		t.Fatalf("etree: %v", err)
	}
	el := d.FindElement("//[@ID='" + id + "']")
	if el == nil {
		t.Fatalf("etree: no element with ID %s", id)
	}
	ctx, err := etreeutils.NSBuildParentContext(el)
	if err != nil {
		t.Fatalf("etreeutils: %v", err)
	}
	if el, err = etreeutils.NSDetatch(ctx, el); err != nil {
		t.Fatalf("etreeutils: %v", err)
	}
	out, err := dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList(list).Canonicalize(el)
	if err != nil {
		t.Fatalf("goxmldsig: %v", err)
	}
	return out
}
