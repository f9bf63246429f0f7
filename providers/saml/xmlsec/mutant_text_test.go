package xmlsec

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"
)

// The mutations of this file change octets: of the message anywhere, of values, of
// the signature. allMutations is the whole table; the weights make well over 40 %
// keep the signed octets.

func allMutations(t testing.TB) []mutation {
	return []mutation{
		{"xsw1", 5, false, xsw(1)}, {"xsw2", 5, false, xsw(2)}, {"xsw3", 5, false, xsw(3)}, {"xsw4", 5, false, xsw(4)},
		{"xsw5", 5, false, xsw(5)}, {"xsw6", 5, false, xsw(6)}, {"xsw7", 5, false, xsw(7)}, {"xsw8", 5, false, xsw(8)},
		{"wrap anywhere", 40, false, wrapAnywhere},
		{"double", 10, false, double},
		{"foreign namespace", 12, false, foreign},
		{"surround", 15, false, surround},
		{"rebind namespaces", 15, false, rebind},
		{"outside the signature", 20, false, outside},
		{"move the signature", 15, false, moveSignature},
		{"respell the outside", 15, true, respell},
		{"octets", 40, false, octets},
		{"pieces", 20, false, pieces},
		{"values", 20, false, values},
		{"respell the signed part", 10, true, respellInside},
		{"structure of the signed part", 15, false, restructure},
		{"signature fields", 25, false, signatureFields},
		{"sign anew", 15, false, signAnew(t)},
		{"encodings", 6, false, encodings},
		{"splice", 8, false, splice},
	}
}

// octets changes up to three single octets, mostly to ones that mean something in XML.
func octets(r *rand.Rand, g *genuine) string {
	b := []byte(g.doc)
	for range 1 + r.IntN(3) {
		at := r.IntN(len(b))
		c := pick(r, '<', '>', '&', '"', '\'', '/', ':', '=', ' ', '\n', '!', '?', ';', '#', 'x', 0, 0x80, byte(r.IntN(256)))
		switch r.IntN(4) {
		case 0:
			b[at] = c
		case 1:
			b[at] ^= 1 << r.IntN(8)
		case 2:
			b = append(b[:at], b[at+1:]...)
		default:
			b = append(b[:at], append([]byte{c}, b[at:]...)...)
		}
	}
	return string(b)
}

// pieces cuts, doubles, swaps or drops runs of octets, often at tag borders.
func pieces(r *rand.Rand, g *genuine) string {
	border := func() int {
		at := r.IntN(len(g.doc))
		if next := strings.IndexByte(g.doc[at:], '<'); next >= 0 && r.IntN(3) > 0 {
			return at + next
		}
		return at
	}
	a, b, c := border(), border(), border()
	a, b = min(a, b), max(a, b)
	switch r.IntN(4) {
	case 0:
		return g.doc[:a] + g.doc[b:]
	case 1:
		return g.doc[:b] + g.doc[a:]
	case 2:
		return g.doc[:c] + g.doc[a:b] + g.doc[c:]
	}
	b, c = min(b, max(a, c)), max(b, c)
	return g.doc[:a] + g.doc[b:c] + g.doc[a:b] + g.doc[c:]
}

var signedText = regexp.MustCompile(`>[^<>\s][^<>]*<`)

// values changes the text of a leaf: another value, or the same one in two parts.
func values(r *rand.Rand, g *genuine) string {
	all := signedText.FindAllStringIndex(g.doc, -1)
	at := all[r.IntN(len(all))]
	text := g.doc[at[0]+1 : at[1]-1]
	mid := 1 + r.IntN(len(text))
	text = pick(r, "admin", text+" ", " "+text, text+"&#0;", text+"&#10;", text[:mid]+"<!-- x -->"+text[mid:], text[:mid]+"<?x y?>"+text[mid:], "<![CDATA["+text+"]]>", text[:mid]+"<x/>"+text[mid:],
		text[:mid]+"&x;"+text[mid:], text+"\u200b", text+"\u0000", strings.ToUpper(text), text[mid:], "", "<saml:NameID>"+text+"</saml:NameID>")
	return g.doc[:at[0]+1] + text + g.doc[at[1]-1:]
}

// respellInside rewrites the signed part in other words with the same canonical
// form: every validator must take it, and read the same.
func respellInside(r *rand.Rand, g *genuine) string {
	s := g.doc
	for _, f := range []func(string) string{
		func(s string) string { return strings.ReplaceAll(s, `Version="2.0"`, `Version='2.0'`) },
		func(s string) string { return strings.Replace(s, "@petteflat", "&#64;petteflat", 1) },
		func(s string) string { return strings.Replace(s, "@petteflat", "&#x40;petteflat", 1) },
		func(s string) string { return strings.Replace(s, "&amp; Zn", "&#38; Zn", 1) },
		func(s string) string { return strings.Replace(s, "van 't", "van &apos;t", 1) },
		func(s string) string { return strings.Replace(s, "Zoë", "Zo&#xEB;", 1) },
		func(s string) string { return strings.ReplaceAll(s, ` NameFormat=`, "\n\t NameFormat = ") },
		func(s string) string { return strings.ReplaceAll(s, `</saml:Attribute>`, "</saml:Attribute\n >") },
		func(s string) string {
			return strings.Replace(s, ` Version="2.0" IssueInstant="2026-01-01T09:00:00Z"><saml:Issuer>`, ` IssueInstant="2026-01-01T09:00:00Z" Version="2.0"><saml:Issuer>`, 1)
		},
		func(s string) string {
			return strings.ReplaceAll(s, "enveloped-signature\"/>", "enveloped-signature\"></ds:Transform>")
		},
		func(s string) string {
			return strings.ReplaceAll(s, "<saml:Subject>", `<saml:Subject xmlns:saml="`+spaceSAML+`">`)
		},
		func(s string) string {
			return strings.ReplaceAll(s, "<saml:Conditions ", `<saml:Conditions xmlns:unused="urn:x" `)
		},
	} {
		if r.IntN(3) == 0 {
			s = f(s)
		}
	}
	return s
}

var elementText = regexp.MustCompile(`<([\w:]+)(?: [^<>]*)?>[^<]*</[\w:]+>`)

// restructure drops, doubles, swaps, renames or nests elements and attributes.
func restructure(r *rand.Rand, g *genuine) string {
	all := elementText.FindAllStringIndex(g.doc, -1)
	a := all[r.IntN(len(all))]
	el := g.doc[a[0]:a[1]]
	switch r.IntN(6) {
	case 0:
		el = ""
	case 1:
		el += el
	case 2:
		el = pick(r, "<saml:Advice>", "<x>", "<ds:Object>") + el + pick(r, "</saml:Advice>", "</x>", "</ds:Object>")
	case 3:
		el = strings.Replace(strings.Replace(el, "<saml:", pick(r, "<samlp:", "<", "<ds:"), 1), "</saml:", pick(r, "</samlp:", "</", "</ds:"), 1)
	case 4:
		el = strings.Replace(el, ">", pick(r, ` x="1">`, ` xmlns="urn:x">`, ` xmlns:saml="urn:x">`, ` xml:id="`+assertionID+`">`, ` ID="`+assertionID+`">`, `/><x>`), 1)
	default:
		b := all[r.IntN(len(all))]
		if b[0] < a[0] {
			a, b = b, a
		}
		if a[1] > b[0] {
			return g.doc[:a[0]] + g.doc[a[1]:]
		}
		return g.doc[:a[0]] + g.doc[b[0]:b[1]] + g.doc[a[1]:b[0]] + g.doc[a[0]:a[1]] + g.doc[b[1]:]
	}
	return g.doc[:a[0]] + el + g.doc[a[1]:]
}

// signatureFields changes what the signature says of itself.
func signatureFields(r *rand.Rand, g *genuine) string {
	swaps := [][2]string{
		{"rsa-sha256", "rsa-sha1"}, {"rsa-sha256", "hmac-sha256"}, {"rsa-sha256", "rsa-sha512"}, {"ecdsa-sha256", "rsa-sha256"}, {"xmlenc#sha256", "xmlenc#sha512"},
		{"xmlenc#sha256", "xmldsig#sha1"}, {`URI="#`, `URI="`}, {`URI="#`, `URI="#x`}, {`URI="#` + assertionID, `URI="`}, {`URI="#` + assertionID, `URI="#` + responseID}, {`URI="#` + responseID, `URI="#` + assertionID},
		{"#enveloped-signature", "#base64"}, {"xml-exc-c14n#", "xml-exc-c14n#WithComments"}, {"xml-exc-c14n#\"/>", "xml-exc-c14n#\"><ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"saml\"/></ds:Transform>"},
		{"</ds:SignedInfo>", "</ds:SignedInfo><ds:SignedInfo/>"}, {"</ds:Reference>", "</ds:Reference><ds:Reference URI=\"\"/>"}, {"<ds:DigestValue>", "<ds:DigestValue><!--"}, {"<ds:DigestValue>", "<ds:DigestValue>AAAA</ds:DigestValue><ds:DigestValue>"},
		{"<ds:SignedInfo>", "<ds:Object/><ds:SignedInfo>"}, {"</ds:Signature>", "<ds:Object/></ds:Signature>"}, {"<ds:SignatureValue>", "<ds:SignatureValue>AAAA"}, {"<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName>x</ds:KeyName>"},
		{"PrefixList=\"xs\"", "PrefixList=\"xs xsi\""}, {"ds:SignatureValue>", "ds:SignatureValu>"}, {"<ds:Signature ", "<ds:Signature Id=\"" + assertionID + "\" "}, {"<ds:Transforms>", "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"/>"},
	}
	s := g.doc
	for range 1 + r.IntN(2) {
		swap := swaps[r.IntN(len(swaps))]
		s = strings.Replace(s, swap[0], swap[1], pick(r, 1, -1))
	}
	return s
}

// signAnew is what an attacker can sign: content of their own under their own key,
// with or without their certificate in KeyInfo; under HMAC with the hub's public key;
// with the right digest under the hub's old signature.
func signAnew(t testing.TB) func(r *rand.Rand, g *genuine) string {
	var mu sync.Mutex
	signed := map[string]string{} // signing costs a hundred verifications
	return func(r *rand.Rand, g *genuine) string {
		id := pick(r, assertionID, "_evil")
		evil := replaceFirst(firstID, g.evilText(), ` ID="`+id+`"`)
		unsigned := g.around(afterIssuer(evil, "{{sig:"+id+"}}"), "")
		mu.Lock()
		s := signed[unsigned]
		if s == "" {
			s = sign(t, unsigned, id, seal{by: attackerRSA(), keyInfo: true})
			signed[unsigned] = s
		}
		mu.Unlock()
		switch r.IntN(4) {
		case 0:
			return s
		case 1:
			before, after, _ := strings.Cut(s, "<ds:KeyInfo>")
			_, after, _ = strings.Cut(after, "</ds:KeyInfo>")
			return before + after
		case 2:
			_, value, _ := strings.Cut(g.ownSig+g.wholeSig, "<ds:SignatureValue>")
			value, _, _ = strings.Cut(value, "</ds:SignatureValue>")
			return withSignatureValue(s, value)
		}
		mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: g.signer.cert.Raw}))
		mac.Write([]byte(s))
		return strings.Replace(withSignatureValue(s, base64.StdEncoding.EncodeToString(mac.Sum(nil))), "rsa-sha256", "hmac-sha256", 1)
	}
}

func withSignatureValue(s, value string) string {
	at := strings.LastIndex(s, "<ds:SignatureValue>") + len("<ds:SignatureValue>")
	return s[:at] + value + s[at+strings.Index(s[at:], "</"):]
}

// encodings writes the message in other character encodings, or breaks UTF-8.
func encodings(r *rand.Rand, g *genuine) string {
	switch r.IntN(5) {
	case 0:
		var b strings.Builder
		b.WriteString("\xff\xfe")
		for _, u := range utf16.Encode([]rune(g.doc)) {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
		return b.String()
	case 1:
		return strings.ReplaceAll(g.doc, "ë", "\xeb")
	case 2:
		return strings.ReplaceAll(g.doc, "ë", "e\u0308")
	case 3:
		return strings.Replace(g.doc, "@", "\xc1\x80", 1)
	}
	return strings.Replace(g.doc, "UTF-8", pick(r, "UTF-16", "ISO-8859-1", "utf8", "US-ASCII"), 1)
}

// splice joins parts of two genuine messages of the same hub.
func splice(r *rand.Rand, g *genuine) string {
	other := genuineList[r.IntN(len(genuineList))]
	switch r.IntN(4) {
	case 0:
		return strings.Replace(g.rest, "{{A}}", other.assertion, 1)
	case 1:
		return strings.Replace(g.doc, g.ownSig, other.ownSig, 1)
	case 2:
		return strings.Replace(g.doc, g.bare, other.bare, 1)
	}
	a, b := r.IntN(len(g.doc)), r.IntN(len(other.doc))
	return g.doc[:a] + other.doc[b:]
}
