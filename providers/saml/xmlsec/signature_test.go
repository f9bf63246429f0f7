package xmlsec

import (
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
)

// Each row changes one thing in the signature of a genuine message. Most rows name
// what they came from; all keep the signed content intact.
func TestSignatureRefuses(t *testing.T) {
	t.Parallel()
	doc := message{}.signed(t, seal{by: hubRSA(), list: "xs", keyInfo: true})
	between := func(from, to string) string {
		_, after, ok := strings.Cut(doc, from)
		inner, _, ok2 := strings.Cut(after, to)
		if !ok || !ok2 {
			t.Fatalf("no %s in the message", from)
		}
		return inner
	}
	digest := between("<ds:DigestValue>", "</ds:DigestValue>")
	value := between("<ds:SignatureValue>", "</ds:SignatureValue>")
	info := "<ds:SignedInfo>" + between("<ds:SignedInfo>", "</ds:SignedInfo>") + "</ds:SignedInfo>"
	reference := "<ds:Reference " + between("<ds:Reference ", "</ds:Reference>") + "</ds:Reference>"
	transforms := "<ds:Transforms>" + between("<ds:Transforms>", "</ds:Transforms>") + "</ds:Transforms>"
	enveloped := `<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>`
	const sha256, more = "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#"
	const inclusiveC14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	inclusive := `<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="xs"/>`
	c14nMethod := `<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>`

	for name, c := range map[string]struct {
		old, new string
		want     Reason
	}{
		"SHA-1 digest":                       {sha256, "http://www.w3.org/2000/09/xmldsig#sha1", ReasonAlgorithm},
		"MD5 digest":                         {sha256, more + "md5", ReasonAlgorithm},
		"no digest algorithm":                {` Algorithm="` + sha256 + `"`, "", ReasonAlgorithm},
		"a signature's URI as digest":        {sha256, more + "rsa-sha256", ReasonAlgorithm},
		"another digest":                     {sha256, more + "sha384", ReasonSignature},
		"RSA-SHA1":                           {more + "rsa-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", ReasonAlgorithm},
		"HMAC (CVE-2021-21239)":              {more + "rsa-sha256", more + "hmac-sha256", ReasonAlgorithm},
		"a digest's URI as signature":        {more + "rsa-sha256", sha256, ReasonAlgorithm},
		"ECDSA under an RSA key":             {more + "rsa-sha256", more + "ecdsa-sha256", ReasonKey},
		"another RSA hash":                   {more + "rsa-sha256", more + "rsa-sha512", ReasonSignature},
		"HMACOutputLength":                   {`rsa-sha256"/>`, `rsa-sha256"><ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>`, ReasonSignatureShape},
		"inclusive c14n (GHSA-qhrp)":         {c14nMethod, strings.Replace(c14nMethod, spaceExc, inclusiveC14N, 1), ReasonAlgorithm},
		"c14n with comments":                 {c14nMethod, strings.Replace(c14nMethod, spaceExc, spaceExc+"WithComments", 1), ReasonAlgorithm},
		"no c14n":                            {c14nMethod, "", ReasonSignatureShape},
		"c14n with content":                  {c14nMethod, strings.Replace(c14nMethod, "/>", "><x/></ds:CanonicalizationMethod>", 1), ReasonAlgorithm},
		"c14n with text":                     {c14nMethod, strings.Replace(c14nMethod, "/>", ">x</ds:CanonicalizationMethod>", 1), ReasonAlgorithm},
		"a list added to c14n":               {c14nMethod, strings.Replace(c14nMethod, "/>", ">"+inclusive+"</ds:CanonicalizationMethod>", 1), ReasonSignature},
		"Reference to nothing":               {`URI="#` + assertionID + `"`, ``, ReasonReference},
		"Reference to the whole":             {`URI="#` + assertionID + `"`, `URI=""`, ReasonReference},
		"Reference to the Response":          {`URI="#` + assertionID + `"`, `URI="#` + responseID + `"`, ReasonReference},
		"Reference by another sign":          {`URI="#`, `URI="?`, ReasonReference},
		"Reference by XPointer":              {`URI="#` + assertionID + `"`, `URI="#xpointer(id('` + assertionID + `'))"`, ReasonReference},
		"URI of a foreign namespace":         {`URI="#`, `saml:URI="#`, ReasonReference},
		"two References (CVE-2026-33487)":    {reference, reference + reference, ReasonSignatureShape},
		"no Reference":                       {reference, "", ReasonSignatureShape},
		"Manifest":                           {reference, "<ds:Manifest>" + reference + "</ds:Manifest>", ReasonSignatureShape},
		"no transforms":                      {transforms, "", ReasonSignatureShape},
		"enveloped alone":                    {transforms, "<ds:Transforms>" + enveloped + "</ds:Transforms>", ReasonTransform},
		"c14n first":                         {enveloped, strings.Replace(enveloped, algEnveloped, spaceExc, 1), ReasonTransform},
		"three transforms":                   {enveloped, enveloped + enveloped, ReasonTransform},
		"XPath":                              {enveloped, `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>1</ds:XPath></ds:Transform>`, ReasonTransform},
		"XSLT":                               {enveloped, strings.Replace(enveloped, algEnveloped, "http://www.w3.org/TR/1999/REC-xslt-19991116", 1), ReasonTransform},
		"base64 transform":                   {enveloped, strings.Replace(enveloped, algEnveloped, "http://www.w3.org/2000/09/xmldsig#base64", 1), ReasonTransform},
		"content in enveloped":               {enveloped, strings.Replace(enveloped, "/>", "><x/></ds:Transform>", 1), ReasonTransform},
		"PrefixList emptied":                 {`PrefixList="xs"`, `PrefixList=""`, ReasonSignature},
		"PrefixList gone":                    {` PrefixList="xs"`, ``, ReasonTransform},
		"two PrefixLists":                    {inclusive, inclusive + inclusive, ReasonTransform},
		"PrefixList of a foreign namespace":  {inclusive, strings.ReplaceAll(inclusive, "xml-exc-c14n#", "xml-c14n11"), ReasonTransform},
		"content in the list":                {inclusive, strings.Replace(inclusive, "/>", ">x</ec:InclusiveNamespaces>", 1), ReasonTransform},
		"huge PrefixList":                    {`PrefixList="xs"`, `PrefixList="` + strings.Repeat("a ", maxAttrs+1) + `"`, ReasonTransform},
		"two SignedInfo (H01)":               {info, info + info, ReasonSignatureShape},
		"SignedInfo second":                  {info, "<ds:KeyInfo/>" + info, ReasonSignatureShape},
		"SignedInfo in Object":               {info, "<ds:Object>" + info + "</ds:Object>", ReasonSignatureShape},
		"foreign SignedInfo":                 {info, strings.ReplaceAll(info, "ds:SignedInfo", "saml:SignedInfo"), ReasonSignatureShape},
		"SignedInfo without a namespace":     {info, strings.ReplaceAll(info, "ds:SignedInfo", "SignedInfo"), ReasonSignatureShape},
		"Object":                             {"</ds:Signature>", "<ds:Object/></ds:Signature>", ReasonSignatureShape},
		"two KeyInfo":                        {"<ds:KeyInfo>", "<ds:KeyInfo/><ds:KeyInfo>", ReasonSignatureShape},
		"text in the Signature":              {"<ds:SignedInfo>", "x<ds:SignedInfo>", ReasonSignatureShape},
		"two SignatureValue":                 {"<ds:KeyInfo>", "<ds:SignatureValue>" + value + "</ds:SignatureValue><ds:KeyInfo>", ReasonSignatureShape},
		"no SignatureValue":                  {"<ds:SignatureValue>" + value + "</ds:SignatureValue>", "", ReasonSignatureShape},
		"empty SignatureValue":               {value, "", ReasonSignature},
		"element in SignatureValue":          {value, value + "<x/>", ReasonSignatureShape},
		"comment in SignatureValue":          {value, value[:9] + "<!-- -->" + value[9:], ReasonComment},
		"SignatureValue cut":                 {value, value[:len(value)-4], ReasonSignature},
		"SignatureValue without padding":     {value, strings.TrimRight(value, "="), ReasonBase64},
		"SignatureValue with text after":     {value, value + "AAAA", ReasonBase64},
		"huge SignatureValue":                {value, strings.Repeat("AAAA", maxSignature), ReasonBase64},
		"empty DigestValue":                  {digest, "", ReasonSignature},
		"element in DigestValue":             {digest, digest + "<x/>", ReasonSignatureShape},
		"comment in DigestValue (SAMLStorm)": {digest, "<!--" + digest + "-->" + digest, ReasonComment},
		"DigestValue in base64url":           {digest, digest[:9] + "-_" + digest[11:], ReasonBase64},
		"DigestValue with unused bits":       {digest, digest[:len(digest)-2] + nextBit(digest[len(digest)-2:]), ReasonBase64},
		"two DigestValues":                   {"<ds:DigestValue>", "<ds:DigestValue>AAAA</ds:DigestValue><ds:DigestValue>", ReasonSignatureShape},
		"two Signatures":                     {"<ds:Signature ", "<ds:Signature xmlns:ds=\"" + spaceDS + "\"/><ds:Signature ", ReasonExtraSignature},
		"foreign Signature":                  {spaceDS, "http://www.w3.org/2000/09/xmldsig", ReasonNoSignature},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(doc, c.old) {
				t.Fatalf("the message does not hold %s", c.old)
			}
			_, err := Open([]byte(strings.Replace(doc, c.old, c.new, 1)), []Key{hubRSA().pub})
			wantReason(t, err, c.want)
		})
	}
}

// nextBit changes a bit that base64 does not use.
func nextBit(end string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	return alphabet[strings.IndexByte(alphabet, end[0])|1:][:1] + end[1:]
}

// What an IdP may write differently is no reason to refuse (contract 15: base64 may
// be wrapped; KeyInfo is not looked at).
func TestSignatureAccepts(t *testing.T) {
	t.Parallel()
	doc := message{}.signed(t, seal{by: hubRSA(), keyInfo: true})
	for name, c := range map[string]struct{ old, new string }{
		"blanks in SignatureValue":     {"<ds:SignatureValue>", "<ds:SignatureValue>\r\n \t"},
		"carriage returns as CR":       {"</ds:SignatureValue>", "&#13;</ds:SignatureValue>"},
		"blanks between the parts":     {"<ds:SignatureValue>", "\n  <ds:SignatureValue>"},
		"an Id on SignatureValue":      {"<ds:SignatureValue>", `<ds:SignatureValue Id="v">`},
		"KeyInfo without a key":        {"<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName>x</ds:KeyName>"},
		"PEM armour in KeyInfo":        {"<ds:X509Certificate>", "<ds:X509Certificate>-----BEGIN CERTIFICATE-----"},
		"garbage in KeyInfo":           {"<ds:X509Certificate>", "<ds:X509Certificate>é"},
		"empty tags written in full":   {`#rsa-sha256"/>`, `#rsa-sha256"></ds:SignatureMethod>`},
		"quotes":                       {`#rsa-sha256"/>`, `#rsa-sha256" />`},
		"more unsigned in Response":    {`<samlp:Status>`, `<samlp:Extensions><x xmlns="u:1"/></samlp:Extensions><samlp:Status>`},
		"other prefixes in Response":   {`<samlp:Response `, `<samlp:Response xmlns="u:1" xmlns:q="u:2" `},
		"white space around the root":  {`</samlp:Response>`, "</samlp:Response>\r\n"},
		"a declaration in other words": {`<?xml version="1.0" encoding="UTF-8"?>`, ``},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(doc, c.old) {
				t.Fatalf("the message does not hold %s", c.old)
			}
			m, err := Open([]byte(strings.Replace(doc, c.old, c.new, 1)), []Key{hubRSA().pub})
			if err != nil {
				t.Fatalf("refused: %v", err)
			}
			if want, err := Open([]byte(doc), []Key{hubRSA().pub}); err != nil || tree(m.Assertion.Node) != tree(want.Assertion.Node) {
				t.Error("it makes other claims")
			}
		})
	}
}

// An element is signed only under an ID that other validators read alike.
func TestReferenceNeedsPlainID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "a b", "xpointer(/)", "é", "a:b", "a#b", "a/b"} {
		doc := strings.ReplaceAll(message{}.text(), assertionID, "PLACE")
		doc = sign(t, doc, "PLACE", seal{by: hubRSA()})
		_, err := Open([]byte(strings.ReplaceAll(doc, "PLACE", id)), []Key{hubRSA().pub})
		wantReason(t, err, ReasonReference)
	}
	doc := sign(t, strings.ReplaceAll(message{}.text(), assertionID, "9f.-_Z"), "9f.-_Z", seal{by: hubRSA()})
	if _, err := Open([]byte(doc), []Key{hubRSA().pub}); err != nil {
		t.Errorf("an ID that begins with a digit: %v", err)
	}
}

// Metadata: the root is signed, comments and unsigned leftovers do not matter, and a
// signature of one entity says nothing of another.
func TestVerifyMetadata(t *testing.T) {
	t.Parallel()
	const text = `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_all" validUntil="2026-02-01T00:00:00Z">{{sig:_all}}` +
		`<md:EntityDescriptor ID="_one" entityID="https://hub.example.nl/">{{sig:_one}}<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/></md:EntityDescriptor>` +
		`<md:EntityDescriptor ID="_two" entityID="https://other.example.nl/"/></md:EntitiesDescriptor>`
	s := seal{by: hubP256()}
	doc := sign(t, sign(t, text, "_one", s), "_all", s)
	doc = strings.Replace(doc, "<md:IDPSSODescriptor", "<!-- a comment is not signed --><md:IDPSSODescriptor", 1)
	doc = "\ufeff<!-- published by hand -->\n" + doc
	d, err := ParseWith([]byte(doc), Options{MaxBytes: 1 << 20, AllowComments: true})
	if err != nil {
		t.Fatal(err)
	}
	keys := []Key{hubP256().pub}
	if _, err := d.Verify(d.Root(), keys); err != nil {
		t.Errorf("the aggregate: %v", err)
	}
	var last Node
	for n := range d.Root().Children() {
		if last = n; !n.Is("urn:oasis:names:tc:SAML:2.0:metadata", "EntityDescriptor") {
			t.Errorf("a child of another kind: %s", n.Local())
		}
		id, _ := n.Attr("ID")
		if present, err := d.Signature(n); err != nil || present != (id == "_one") {
			t.Errorf("%s: signature %v, %v", id, present, err)
		}
	}
	if _, err := d.Verify(d.Root().Child("urn:oasis:names:tc:SAML:2.0:metadata", "EntityDescriptor"), keys); err != nil {
		t.Errorf("the entity: %v", err)
	}
	_, err = d.Verify(last, keys)
	wantReason(t, err, ReasonNoSignature)

	changed, err := ParseWith([]byte(strings.Replace(doc, "https://other.", "https://evil.", 1)), Options{AllowComments: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = changed.Verify(changed.Root(), keys)
	wantReason(t, err, ReasonDigest)
}

// RFC 4648 §4, and white space, since hubs wrap (contract 15).
func TestDecodeBase64(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "Zg==": "f", "Zm8=": "fo", "Zm9v": "foo", " Z\tm\r\n9 v\n": "foo", "Z g = =": "f"} {
		if got, err := DecodeBase64(in, 3); err != nil || string(got) != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for in, want := range map[string]Reason{
		"Zg": ReasonBase64, "Zg=": ReasonBase64, "Zg===": ReasonBase64, "Zh==": ReasonBase64, "Zm9=": ReasonBase64, "Z": ReasonBase64,
		"Zg==Zg==": ReasonBase64, "=": ReasonBase64, "Zm-v": ReasonBase64, "Zm9v\v": ReasonBase64, "Zm9v\u00a0": ReasonBase64, "Zm9vZg==": ReasonTooLarge,
	} {
		_, err := DecodeBase64(in, 3)
		if got := reasonOf(t, err); got != want {
			t.Errorf("%q: refused with %q, want %q", in, got, want)
		}
	}
}

// ECDSA is r‖s of the curve's exact size (XMLDSig §6.4.3): no ASN.1, no byte more.
func TestECDSAForm(t *testing.T) {
	t.Parallel()
	hub := hubP256()
	doc := message{}.signed(t, seal{by: hub})
	value := cut(t, doc, "<ds:SignatureValue>", "</ds:SignatureValue>")
	sig, err := DecodeBase64(strings.TrimSuffix(strings.TrimPrefix(value, "<ds:SignatureValue>"), "</ds:SignatureValue>"), maxSignature)
	if err != nil || len(sig) != 64 {
		t.Fatalf("a signature of %d bytes, %v; want 64", len(sig), err)
	}
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])
	der, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"ASN.1":            der,
		"a zero between":   append(append(append([]byte{}, sig[:32]...), 0), sig[32:]...),
		"a zero in front":  append([]byte{0}, sig...),
		"a zero after":     append(append([]byte{}, sig...), 0),
		"r alone":          sig[:32],
		"one byte":         {1},
		"all zeros":        make([]byte, 64),
		"s and r":          append(append([]byte{}, sig[32:]...), sig[:32]...),
		"one bit of s off": append(append([]byte{}, sig[:63]...), sig[63]^1),
	} {
		_, err := Open([]byte(strings.Replace(doc, value, "<ds:SignatureValue>"+base64.StdEncoding.EncodeToString(bad)+"</ds:SignatureValue>", 1)), []Key{hub.pub})
		if got := reasonOf(t, err); got != ReasonSignature {
			t.Errorf("%s: refused with %q, want %q", name, got, ReasonSignature)
		}
	}
}
