package aggregate

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sluis/providers/saml/xmlsec"
)

// TestXMLSec1: what xmlsec1 signs whole is verified in pieces, in every spelling. Its
// canonicalisation is libxml2's, so ours is not its own judge.
func TestXMLSec1(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("xmlsec1")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("xmlsec1 is not installed, and CI may skip nothing")
	}
	if err != nil {
		t.Skip("xmlsec1 is not installed: no other signer was tried")
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := xmlsec.KeyFromPublic(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	if err := os.WriteFile(filepath.Join(dir, "key.pem"), pkcs1, 0o600); err != nil {
		t.Fatal(err)
	}
	signed := 0
	documents := maps.Clone(spellings)
	for name, c := range sections {
		documents["section, "+name] = withText(c.written)
	}
	for name, doc := range documents {
		for _, prefixes := range []string{"", "md x #default"} {
			i := strings.Index(doc, "EntitiesDescriptor")
			i += strings.Index(doc[i:], ">") + 1
			in, out := filepath.Join(dir, "in.xml"), filepath.Join(dir, "out.xml")
			if err := os.WriteFile(in, []byte(doc[:i]+template(prefixes)+doc[i:]), 0o600); err != nil {
				t.Fatal(err)
			}
			if said, err := exec.Command(tool, "--sign", "--privkey-pem", filepath.Join(dir, "key.pem"), "--id-attr:ID", nsMetadata+":EntitiesDescriptor", "--output", out, in).CombinedOutput(); err != nil {
				t.Fatalf("%s: xmlsec1 does not sign it: %v\n%s", name, err, said)
			}
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			got, err := names(strings.NewReader(string(b)), []xmlsec.Key{public})
			if err != nil || !slices.Equal(got, []string{"a", "b"}) {
				t.Errorf("%s, prefixes %q: %q, %v\n%s", name, prefixes, got, err, b)
			}
			if got, err := names(strings.NewReader(strings.Replace(string(b), `entityID="a"`, `entityID="c"`, 1)), []xmlsec.Key{public}); err == nil {
				t.Errorf("%s: changed, and accepted with %q", name, got)
			}
			signed++
		}
	}
	if signed < 20 {
		t.Errorf("%d documents are too few to mean anything", signed)
	}
}

// template is a signature that xmlsec1 fills in.
func template(prefixes string) string {
	list := ""
	if prefixes != "" {
		list = `<ec:InclusiveNamespaces xmlns:ec="` + excC14 + `" PrefixList="` + prefixes + `"/>`
	}
	return `<ds:Signature xmlns:ds="` + nsDsig + `"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="` + excC14 + `"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>` +
		`<ds:Reference URI="#_g"><ds:Transforms><ds:Transform Algorithm="` + nsDsig + `enveloped-signature"/><ds:Transform Algorithm="` + excC14 + `">` + list + `</ds:Transform></ds:Transforms>` +
		`<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>`
}
