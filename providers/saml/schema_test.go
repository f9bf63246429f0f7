package saml

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sluis/claims"
	"sluis/providers"
)

// tool finds a program, or skips the test by name; where CI=true, nothing is
// skipped.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name+" is not installed")
	}
	return path
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s, and with CI=true no test is skipped", what)
	}
	t.Skip(what)
}

const (
	samlSchemas = "/usr/share/xml/opensaml/"
	toolSchemas = "/usr/share/xml/xmltooling/"
)

// catalog sends what the schemas import by web address to the files of the Debian
// packages opensaml-schemas and xmltooling-schemas.
const catalog = `<?xml version="1.0"?><catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
<system systemId="http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd" uri="file://` + toolSchemas + `xmldsig-core-schema.xsd"/>
<system systemId="http://www.w3.org/TR/2002/REC-xmlenc-core-20021210/xenc-schema.xsd" uri="file://` + toolSchemas + `xenc-schema.xsd"/>
<system systemId="http://www.w3.org/2001/xml.xsd" uri="file://` + toolSchemas + `xml.xsd"/>
<system systemId="http://www.w3.org/2001/03/xml.xsd" uri="file://` + toolSchemas + `xml.xsd"/>
<rewriteSystem systemIdStartString="http://www.w3.org/TR/xmldsig-core/" rewritePrefix="file://` + toolSchemas + `"/>
<system systemId="http://www.w3.org/2001/XMLSchema.dtd" uri="file:///dev/null"/>
</catalog>`

// validator compiles the schemas into one, so that what stands inside Extensions
// is checked as well, and gives a function that holds a document against it.
func validator(t *testing.T, schemas map[string]string) func(*testing.T, []byte) (string, bool) {
	t.Helper()
	xmllint := tool(t, "xmllint")
	dir := t.TempDir()
	schema := `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">`
	for space, file := range schemas {
		if _, err := os.Stat(file); err != nil {
			missing(t, "the schema "+filepath.Base(file)+" is not installed")
		}
		schema += `<xs:import namespace="` + space + `" schemaLocation="file://` + file + `"/>`
	}
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	xsd, list := write("all.xsd", schema+`</xs:schema>`), write("catalog.xml", catalog)
	return func(t *testing.T, document []byte) (string, bool) {
		t.Helper()
		cmd := exec.Command(xmllint, "--nonet", "--noout", "--schema", xsd, "-")
		cmd.Env = append(os.Environ(), "XML_CATALOG_FILES="+list)
		cmd.Stdin = bytes.NewReader(document)
		out, err := cmd.CombinedOutput()
		return string(out), err == nil && strings.Contains(string(out), "validates")
	}
}

// TestMetadataIsValid: our metadata is what the standards say (F-02), for either
// hub, with every optional part and without any.
func TestMetadataIsValid(t *testing.T) {
	t.Parallel()
	validate := validator(t, map[string]string{
		nsMetadata: samlSchemas + "saml-schema-metadata-2.0.xsd",
		nsUI:       samlSchemas + "sstc-saml-metadata-ui-v1.0.xsd",
	})
	bare := testConfig(t, claims.Entree, "bare")
	bare.Attributes, bare.Organisation, bare.Contacts = nil, Organisation{}, nil
	rolling := testConfig(t, claims.SURFconext, "rolling")
	rolling.Next = [][]byte{newCertificate(t, nextKey())}
	rolling.Encryption, rolling.Decrypters = rolling.Next[0], []crypto.Decrypter{ourKey(), nextKey()}
	for _, cfg := range []Config{testConfig(t, claims.Entree, "entree"), testConfig(t, claims.SURFconext, "surfconext"), bare, rolling} {
		cfg.Metadata = entree(t).metadata
		c, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if out, ok := validate(t, c.Metadata()); !ok {
			t.Errorf("%s: %s\n%s", cfg.ID, out, c.Metadata())
		}
		// The schema itself is in force, that of the extensions too.
		for _, spoiled := range []string{"md:AssertionConsumerService", "mdui:DisplayName"} {
			if _, ok := validate(t, bytes.ReplaceAll(c.Metadata(), []byte(spoiled), []byte(spoiled+"X"))); ok {
				t.Errorf("%s: metadata with a wrong %s is valid too: this test tests nothing", cfg.ID, spoiled)
			}
		}
	}
}

// TestAuthnRequestIsValid: with and without all that a request may hold.
func TestAuthnRequestIsValid(t *testing.T) {
	t.Parallel()
	validate := validator(t, map[string]string{nsProtocol: samlSchemas + "saml-schema-protocol-2.0.xsd"})
	for _, c := range []*Connection{entree(t), surf(t)} {
		for _, q := range []providers.Question{question(), {ID: requestID, Now: clock, ForceAuthn: true, IdP: "https://idp.petteflat.example.nl/?a=1&b=2"},
			{ID: requestID, Now: clock, Passive: true, Classes: []string{"http://surfconext.nl/assurance/loa2", "https://refeds.org/profile/mfa"}},
			{ID: requestID, Now: clock, Requester: "https://app.example.nl/saml"},
			{ID: requestID, Now: clock, Passive: true, Classes: []string{"urn:a"}, IdP: "https://idp.example.nl/", Requester: "https://app.example.nl/saml"}} {
			var d document
			c.authnRequest(&d, q, "https://hub.example.nl/sso?a=1&b=2")
			if out, ok := validate(t, d.b); !ok {
				t.Errorf("%s: %s\n%s", c.id, out, d.b)
			}
			if _, ok := validate(t, bytes.Replace(d.b, []byte("IssueInstant"), []byte("Issued"), 1)); ok {
				t.Error("a request without IssueInstant is valid too: this test tests nothing")
			}
		}
	}
}

// TestRedirectSignatureElsewhere holds the signature of a request against openssl,
// with the public key as our metadata publishes it (contract 14).
func TestRedirectSignatureElsewhere(t *testing.T) {
	t.Parallel()
	openssl := tool(t, "openssl")
	dir := t.TempDir()
	c := surf(t)
	started, err := c.Start(question())
	if err != nil {
		t.Fatal(err)
	}
	_, query, _ := strings.Cut(started.URL, "?")
	signed, signature, _ := strings.Cut(query, "&Signature=")
	sig, err := base64.StdEncoding.DecodeString(strings.NewReplacer("%2B", "+", "%2F", "/", "%3D", "=").Replace(signature))
	if err != nil {
		t.Fatal(err)
	}
	certificate := "-----BEGIN CERTIFICATE-----\n"
	for line := range slices.Chunk([]byte(published(t, c).Role.Keys[0].Certificate), 64) {
		certificate += string(line) + "\n"
	}
	files := map[string][]byte{"cert.pem": []byte(certificate + "-----END CERTIFICATE-----\n"), "sig": sig, "query": []byte(signed), "other": []byte(signed + "x")}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	key := exec.Command(openssl, "x509", "-in", "cert.pem", "-pubkey", "-noout", "-out", "key.pem")
	key.Dir = dir
	if out, err := key.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for file, want := range map[string]bool{"query": true, "other": false} {
		verify := exec.Command(openssl, "dgst", "-sha256", "-verify", "key.pem", "-signature", "sig", file)
		verify.Dir = dir
		if out, err := verify.CombinedOutput(); (err == nil) != want {
			t.Errorf("openssl on %s: %v: %s", file, err, out)
		}
	}
}

// publishedMetadata is our metadata as another reader sees it.
type publishedMetadata struct {
	EntityID string `xml:"entityID,attr"`
	Role     struct {
		AuthnRequestsSigned  string     `xml:",attr"`
		WantAssertionsSigned string     `xml:",attr"`
		Names                []langText `xml:"Extensions>UIInfo>DisplayName"`
		Descriptions         []langText `xml:"Extensions>UIInfo>Description"`
		Privacy              []langText `xml:"Extensions>UIInfo>PrivacyStatementURL"`
		Keys                 []struct {
			Use         string `xml:"use,attr"`
			Certificate string `xml:"KeyInfo>X509Data>X509Certificate"`
		} `xml:"KeyDescriptor"`
		NameIDFormats []string `xml:"NameIDFormat"`
		ACS           []struct {
			Binding, Location string `xml:",attr"`
			Index             string `xml:"index,attr"`
		} `xml:"AssertionConsumerService"`
		Requested []struct {
			Name       string `xml:",attr"`
			NameFormat string `xml:",attr"`
			Required   string `xml:"isRequired,attr"`
		} `xml:"AttributeConsumingService>RequestedAttribute"`
	} `xml:"SPSSODescriptor"`
	Contacts []struct {
		Attrs []xml.Attr `xml:",any,attr"`
		Email string     `xml:"EmailAddress"`
	} `xml:"ContactPerson"`
}

type langText struct {
	Lang string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	Text string `xml:",chardata"`
}

func published(t *testing.T, c *Connection) publishedMetadata {
	t.Helper()
	var m publishedMetadata
	if err := xml.Unmarshal(c.Metadata(), &m); err != nil {
		t.Fatal(err)
	}
	return m
}
