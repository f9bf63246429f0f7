package hub

import (
	"encoding/pem"
	"os/exec"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

func parsed(t *testing.T, b []byte) *etree.Element {
	t.Helper()
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(b); err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// TestMetadata: one key, one SSO address that names it, a day of validity
// (federations §2.1, §2.8).
func TestMetadata(t *testing.T) {
	t.Parallel()
	for _, style := range []Style{Entree, SURFconext} {
		h := testHub(t, style)
		root := parsed(t, h.Metadata())
		role := root.SelectElement("IDPSSODescriptor")
		if root.SelectAttrValue("entityID", "") != h.EntityID() || root.SelectAttrValue("validUntil", "") != "2026-01-16T12:00:00Z" {
			t.Errorf("%s: %v", style, root.Attr)
		}
		sso := role.SelectElements("SingleSignOnService")
		if len(sso) != 1 || sso[0].SelectAttrValue("Location", "") != "https://hub.example/sso/key:"+h.KeyID() || sso[0].SelectAttrValue("Binding", "") != bindingRedirect {
			t.Errorf("%s: SSO %v", style, sso)
		}
		if keys := role.FindElements("KeyDescriptor[@use='signing']//X509Certificate"); len(keys) != 1 || keys[0].Text() != h.current().base64 {
			t.Errorf("%s: %d keys", style, len(keys))
		}
		if names := role.FindElements("Extensions/UIInfo/DisplayName"); len(names) != 2 {
			t.Errorf("%s: %d display names", style, len(names))
		}
		want := formatPersistent
		if style == Entree {
			want = formatUnspecified
		}
		if got := role.SelectElement("NameIDFormat").Text(); got != want {
			t.Errorf("%s: first NameIDFormat %s", style, got)
		}
	}
}

// TestMetadataSignature: by the signing key as EngineBlock does, or by a key apart
// as SURF does; forged, by neither. xmlsec1 is the judge.
func TestMetadataSignature(t *testing.T) {
	t.Parallel()
	xmlsec1 := tool(t, "xmlsec1")
	verifies := func(b, certificate []byte) bool {
		t.Helper()
		crt := file(t, "key.crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}))
		return exec.Command(xmlsec1, "--verify", "--enabled-key-data", "rsa", "--id-attr:ID", nsMetadata+":EntityDescriptor",
			"--pubkey-cert-pem", crt, file(t, "metadata.xml", b)).Run() == nil
	}
	own := testHub(t, Entree)
	apart := testHub(t, SURFconext, func(c *Config) {
		c.MetadataKey, c.MetadataCertificate = testKeys()[2].private, testKeys()[2].der
	})
	own.foreign = func() (*signingKey, error) { return testKeys()[2], nil }
	forged, err := own.ForgedMetadata()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name        string
		b           []byte
		certificate []byte
		want        bool
	}{
		{"own key", own.Metadata(), own.MetadataCertificate(), true},
		{"own key, another certificate", own.Metadata(), testKeys()[1].der, false},
		{"key apart", apart.Metadata(), apart.MetadataCertificate(), true},
		{"key apart, certificate of the answers", apart.Metadata(), apart.Certificate(), false},
		{"forged", forged, own.MetadataCertificate(), false},
		{"changed", []byte(strings.Replace(string(own.Metadata()), "/sso/key:", "/oss/key:", 1)), own.MetadataCertificate(), false},
	} {
		if got := verifies(c.b, c.certificate); got != c.want {
			t.Errorf("%s: verifies = %v", c.name, got)
		}
	}
}

// TestAggregate holds the hub among others.
func TestAggregate(t *testing.T) {
	t.Parallel()
	a, b := testHub(t, Entree), testHub(t, SURFconext, func(c *Config) { c.EntityID = "https://other.example" })
	root := parsed(t, a.Aggregate(b.Metadata()))
	if n := len(root.SelectElements("EntityDescriptor")); root.Tag != "EntitiesDescriptor" || n != 2 {
		t.Errorf("%s of %d", root.Tag, n)
	}
}
