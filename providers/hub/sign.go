package hub

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1" // registers crypto.SHA1, which a service provider must refuse
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

const nsDsig = "http://www.w3.org/2000/09/xmldsig#"

// seal is how one answer is signed.
type seal struct {
	m       *Misbehaviour
	key     *signingKey // makes the signature
	own     *signingKey // the hub's, which KeyInfo shows by default
	foreign *signingKey // only where m asks for it
	method  string
	digest  string
	c14n    dsig.Canonicalizer
}

func (h *Hub) seal(m *Misbehaviour, own *signingKey) (*seal, error) {
	s := &seal{
		m: m, key: own, own: own,
		method: or(m.SignatureMethod, algRSASHA256), digest: or(m.DigestMethod, algSHA256),
	}
	if m.ForeignKey || m.KeyInfo == "foreign" || m.KeyInfo == "key-value" {
		foreign, err := h.foreign()
		if err != nil {
			return nil, err
		}
		s.foreign = foreign
	}
	if m.ForeignKey {
		s.key = s.foreign
	}
	switch or(m.C14N, algExcC14N) {
	case algExcC14N:
		s.c14n = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	case algExcC14NC:
		s.c14n = dsig.MakeC14N10ExclusiveWithCommentsCanonicalizerWithPrefixList("")
	case algC14N:
		s.c14n = dsig.MakeC14N10RecCanonicalizer()
	default:
		return nil, fmt.Errorf("hub: no canonicalisation %q", m.C14N)
	}
	return s, nil
}

// sign puts an enveloped signature behind the Issuer of an element, or first where
// it has none.
func (s *seal) sign(e *etree.Element) error {
	octets, err := canonicalOctets(withPrefixes(s.c14n, s.m.PrefixList), e)
	if err != nil {
		return err
	}
	sum, err := hashed(s.digest, octets)
	if err != nil {
		return err
	}
	signature := etree.NewElement("ds:Signature")
	signature.CreateAttr("xmlns:ds", nsDsig)
	info := add(signature, "ds:SignedInfo")
	add(info, "ds:CanonicalizationMethod", "Algorithm", string(s.c14n.Algorithm()))
	add(info, "ds:SignatureMethod", "Algorithm", s.method)
	s.references(info, e.SelectAttrValue("ID", ""), sum)
	at := 0
	if issuer := e.SelectElement("Issuer"); issuer != nil {
		at = issuer.Index() + 1
	}
	e.InsertChildAt(at, signature) // before SignedInfo is canonicalised: its namespaces come from here
	octets, err = canonicalOctets(s.c14n, info)
	if err != nil {
		return err
	}
	value, err := s.value(octets)
	if err != nil {
		return err
	}
	add(signature, "ds:SignatureValue").CreateText(s.base64(value))
	s.keyInfo(signature)
	if s.m.SecondInfo {
		forged := info.Copy()
		forged.FindElement(".//DigestValue").SetText(base64.StdEncoding.EncodeToString(make([]byte, 32)))
		signature.InsertChildAt(0, forged)
	}
	if s.m.SecondSignature {
		e.InsertChildAt(at, signature.Copy())
	}
	return nil
}

func (s *seal) references(info *etree.Element, id string, sum []byte) {
	uri, count := "#"+id, 1
	switch s.m.Reference {
	case "twice":
		count = 2
	case "empty":
		uri = string(Blank)
	case "elsewhere":
		uri = "#_" + Evil
	case "absent":
		count = 0
	}
	for range count {
		r := add(info, "ds:Reference", "URI", uri)
		transforms := add(r, "ds:Transforms")
		add(transforms, "ds:Transform", "Algorithm", algEnveloped)
		if s.m.Transform != "" {
			add(transforms, "ds:Transform", "Algorithm", s.m.Transform)
		}
		c14n := add(transforms, "ds:Transform", "Algorithm", string(s.c14n.Algorithm()))
		if s.m.PrefixList != "" {
			add(c14n, "ec:InclusiveNamespaces", "xmlns:ec", algExcC14N, "PrefixList", s.m.PrefixList)
		}
		add(r, "ds:DigestMethod", "Algorithm", s.digest)
		add(r, "ds:DigestValue").CreateText(s.base64(sum))
	}
}

// value makes the signature. The HMAC is the oldest trick: its secret is the
// public key, which a validator would have at hand that lets the message choose.
func (s *seal) value(octets []byte) ([]byte, error) {
	switch s.method {
	case algHMACSHA1, algHMAC256:
		secret, err := x509.MarshalPKIXPublicKey(&s.key.private.PublicKey)
		if err != nil {
			return nil, fmt.Errorf("hub: public key: %w", err)
		}
		mac := hmac.New(hashOf(s.method).New, secret)
		mac.Write(octets)
		return mac.Sum(nil), nil
	}
	sum, err := hashed(s.method, octets)
	if err != nil {
		return nil, err
	}
	return rsa.SignPKCS1v15(rand.Reader, s.key.private, hashOf(s.method), sum)
}

func (s *seal) keyInfo(signature *etree.Element) {
	if s.m.KeyInfo == "absent" {
		return
	}
	info := add(signature, "ds:KeyInfo")
	if s.m.KeyInfo == "key-value" {
		public := s.foreign.private.PublicKey
		value := add(add(info, "ds:KeyValue"), "ds:RSAKeyValue")
		add(value, "ds:Modulus").CreateText(base64.StdEncoding.EncodeToString(public.N.Bytes()))
		add(value, "ds:Exponent").CreateText(base64.StdEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()))
		return
	}
	certificate := s.own
	if s.m.KeyInfo == "foreign" {
		certificate = s.foreign
	}
	written := certificate.base64
	if s.m.WrapBase64 {
		written = lines(written, 64)
	}
	add(add(info, "ds:X509Data"), "ds:X509Certificate").CreateText(written)
}

func (s *seal) base64(b []byte) string {
	out := base64.StdEncoding.EncodeToString(b)
	if s.m.WrapBase64 {
		out = lines(out, 64)
	}
	return out
}

// lines breaks base64 as MIME tools do: line feeds between and around.
func lines(s string, width int) string {
	var b strings.Builder
	for len(s) > width {
		b.WriteString("\n" + s[:width])
		s = s[width:]
	}
	b.WriteString("\n" + s + "\n")
	return b.String()
}

// canonicalOctets canonicalises an element where it stands. goxmldsig changes what
// it is given, looks no further up than the element itself, and writes CDATA as
// such: so it gets a copy in which the ancestors' namespaces are declared and
// CDATA is text.
func canonicalOctets(c dsig.Canonicalizer, e *etree.Element) ([]byte, error) {
	apart := e.Copy()
	for up := e.Parent(); up != nil; up = up.Parent() {
		for _, a := range up.Attr {
			if a.Space == "xmlns" && apart.SelectAttr("xmlns:"+a.Key) == nil {
				apart.CreateAttr("xmlns:"+a.Key, a.Value)
			}
		}
	}
	plainText(apart)
	octets, err := c.Canonicalize(apart)
	if err != nil {
		return nil, fmt.Errorf("hub: canonicalise %s: %w", e.Tag, err)
	}
	return octets, nil
}

// withPrefixes gives exclusive canonicalisation an InclusiveNamespaces PrefixList.
func withPrefixes(c dsig.Canonicalizer, prefixes string) dsig.Canonicalizer {
	if prefixes == "" {
		return c
	}
	return dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList(prefixes)
}

func plainText(e *etree.Element) {
	for i, token := range e.Child {
		switch t := token.(type) {
		case *etree.CharData:
			if t.IsCData() {
				e.RemoveChildAt(i)
				e.InsertChildAt(i, etree.NewText(t.Data))
			}
		case *etree.Element:
			plainText(t)
		}
	}
}

func hashed(algorithm string, octets []byte) ([]byte, error) {
	hash := hashOf(algorithm)
	if !hash.Available() {
		return nil, fmt.Errorf("hub: no hash for %q", algorithm)
	}
	h := hash.New()
	h.Write(octets)
	return h.Sum(nil), nil
}

// hashOf gives the hash of a digest or signature method; zero where it is unknown.
func hashOf(algorithm string) crypto.Hash {
	switch algorithm {
	case algSHA1, algRSASHA1, algHMACSHA1:
		return crypto.SHA1
	case algSHA256, algRSASHA256, algHMAC256:
		return crypto.SHA256
	case algSHA384, algRSASHA384:
		return crypto.SHA384
	case algSHA512, algRSASHA512:
		return crypto.SHA512
	}
	return 0
}
