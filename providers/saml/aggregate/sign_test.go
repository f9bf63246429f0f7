package aggregate

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"sluis/providers/saml/xmlsec"
)

const (
	nsDsig = "http://www.w3.org/2000/09/xmldsig#"
	excC14 = "http://www.w3.org/2001/10/xml-exc-c14n#"
)

// signer signs metadata. It is the same in every process: a fuzzing engine runs its
// worker in another one, whose seeds must verify there too.
type signer struct{ key *ecdsa.PrivateKey }

func newSigner(t testing.TB, name string) signer {
	t.Helper()
	scalar := sha256.Sum256([]byte(name))
	k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	if err != nil {
		t.Fatal(err)
	}
	return signer{k}
}

func (s signer) public(t testing.TB) []xmlsec.Key {
	t.Helper()
	k, err := xmlsec.KeyFromPublic(s.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return []xmlsec.Key{k}
}

// sign puts an enveloped signature in the first place of the root, whose ID is _g.
// The document may be written in any way: its canonical form comes from xmlsec
// reading it whole, which is what reading it in pieces is held against.
func (s signer) sign(t testing.TB, doc, prefixes string) string {
	t.Helper()
	i := strings.Index(doc, "<md:EntitiesDescriptor")
	i += strings.Index(doc[i:], ">") + 1
	guess := doc[:i] + s.signature(t, make([]byte, 32), prefixes) + doc[i:]
	whole, err := xmlsec.ParseWith([]byte(guess), xmlsec.Options{MaxBytes: 64 << 20, MaxNodes: 8 << 20, AllowComments: true})
	if err != nil {
		t.Fatal(err)
	}
	pledge, err := whole.Pledge(whole.Root(), s.public(t))
	if err != nil {
		t.Fatal(err)
	}
	h := pledge.Hash()
	pledge.Canonical(h, whole.Root())
	return doc[:i] + s.signature(t, h.Sum(nil), prefixes) + doc[i:]
}

func (s signer) signature(t testing.TB, sum []byte, prefixes string) string {
	t.Helper()
	list := ""
	if prefixes != "" {
		list = `<ec:InclusiveNamespaces xmlns:ec="` + excC14 + `" PrefixList="` + prefixes + `"></ec:InclusiveNamespaces>`
	}
	alg := func(name, uri, in string) string {
		return `<ds:` + name + ` Algorithm="` + uri + `">` + in + `</ds:` + name + `>`
	}
	info := `>` + alg("CanonicalizationMethod", excC14, "") + alg("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "") +
		`<ds:Reference URI="#_g"><ds:Transforms>` + alg("Transform", nsDsig+"enveloped-signature", "") + alg("Transform", excC14, list) + `</ds:Transforms>` +
		alg("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256", "") + `<ds:DigestValue>` + base64.StdEncoding.EncodeToString(sum) +
		`</ds:DigestValue></ds:Reference></ds:SignedInfo>`
	over := sha256.Sum256([]byte(`<ds:SignedInfo xmlns:ds="` + nsDsig + `"` + info))
	r, v, err := ecdsa.Sign(rand.Reader, s.key, over[:])
	if err != nil {
		t.Fatal(err)
	}
	value := append(r.FillBytes(make([]byte, 32)), v.FillBytes(make([]byte, 32))...)
	return `<ds:Signature xmlns:ds="` + nsDsig + `"><ds:SignedInfo` + info + `<ds:SignatureValue>` +
		base64.StdEncoding.EncodeToString(value) + `</ds:SignatureValue></ds:Signature>`
}

// federation is an aggregate of n entities, written as federations write them: white
// space, declarations on the root and where they are used, an entity of some 5 KiB.
func federation(n int) string {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<md:EntitiesDescriptor xmlns:md="` + nsMetadata + `" xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" ID="_g" Name="https://federation.example/" validUntil="2026-01-08T09:00:00Z" cacheDuration="PT6H">`)
	cert := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("cert"), 200))
	for i := range n {
		fmt.Fprintf(&b, "\n  <md:EntityDescriptor entityID=\"https://idp-%d.example.nl/\">\n", i)
		fmt.Fprintf(&b, "    <md:Extensions><shibmd:Scope regexp=\"false\">school-%d.example.nl</shibmd:Scope></md:Extensions>\n", i)
		b.WriteString(`    <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` + "\n")
		fmt.Fprintf(&b, "      <md:Extensions><mdui:UIInfo><mdui:DisplayName xml:lang=\"nl\">Scholengemeenschap Café %d</mdui:DisplayName><mdui:DisplayName xml:lang=\"en\">School &amp; College %d</mdui:DisplayName></mdui:UIInfo></md:Extensions>\n", i, i)
		for _, use := range []string{"signing", "encryption"} {
			b.WriteString(`      <md:KeyDescriptor use="` + use + `"><ds:KeyInfo xmlns:ds="` + nsDsig + `"><ds:X509Data><ds:X509Certificate>` + cert + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>` + "\n")
		}
		for _, binding := range []string{"HTTP-Redirect", "HTTP-POST", "SOAP"} {
			fmt.Fprintf(&b, "      <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:%s\" Location=\"https://idp-%d.example.nl/sso\"/>\n", binding, i)
		}
		b.WriteString("    </md:IDPSSODescriptor>\n    <!-- registered by hand -->\n  </md:EntityDescriptor>")
	}
	b.WriteString("\n</md:EntitiesDescriptor>\n")
	return b.String()
}
