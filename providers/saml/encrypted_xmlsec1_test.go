package saml

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sluis/providers/hub"
)

// xmlsec1 is the second opinion about encryption, in both directions: it decrypts what
// the hubs make, and what it encrypts is decrypted here. So neither the hubs' code
// nor ours is right only in the eyes of the other.
type xmlsec1 struct {
	path, key, certificate string
	dir                    string
}

func needXMLSec1(t *testing.T) xmlsec1 {
	t.Helper()
	path, err := exec.LookPath("xmlsec1")
	if err != nil {
		t.Skip("SKIPPED: xmlsec1 is not installed, so encryption had no second opinion")
	}
	x := xmlsec1{path: path, dir: t.TempDir()}
	x.key = x.file(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(ourKey())})))
	x.certificate = x.file(t, "cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: newCertificate(t, ourKey())})))
	return x
}

func (x xmlsec1) file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(x.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (x xmlsec1) run(args ...string) (string, error) {
	out, err := exec.Command(x.path, args...).CombinedOutput()
	return string(out), err
}

// What version 1.2 knows: OAEP with another digest than SHA-1, or with a mask of its
// own choice, came with 1.3. For those openssl is the second opinion.
var (
	bothContents = []string{
		"http://www.w3.org/2009/xmlenc11#aes128-gcm", "http://www.w3.org/2009/xmlenc11#aes192-gcm", "http://www.w3.org/2009/xmlenc11#aes256-gcm",
		"http://www.w3.org/2001/04/xmlenc#aes128-cbc", "http://www.w3.org/2001/04/xmlenc#aes192-cbc", "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
	}
	bothDigests = []string{"", "http://www.w3.org/2000/09/xmldsig#sha1"}
	keySize     = regexp.MustCompile(`aes(\d+)`)
)

// TestXMLSec1Decrypts: the hubs' encryption is everybody's.
func TestXMLSec1Decrypts(t *testing.T) {
	t.Parallel()
	x := needXMLSec1(t)
	l := encrypting(t, hub.Entree, nil)
	for _, data := range bothContents {
		for _, digest := range bothDigests {
			raw, err := l.hub.XML(l.req, l.people[0], hub.Misbehaviour{Encrypt: &hub.Encryption{Data: data, Digest: digest}})
			if err != nil {
				t.Fatal(err)
			}
			out, err := x.run("--decrypt", "--privkey-pem", x.key, x.file(t, "message.xml", string(raw)))
			if err != nil || !strings.Contains(out, "<saml:NameID") || strings.Contains(out, "EncryptedData") {
				t.Errorf("%s, digest %q: %v\n%s", data, digest, err, out[:min(len(out), 600)])
			}
		}
	}
	raw, err := l.hub.XML(l.req, l.people[0], hub.Misbehaviour{Encrypt: &hub.Encryption{Fault: "tag"}})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := x.run("--decrypt", "--privkey-pem", x.key, x.file(t, "message.xml", string(raw))); err == nil {
		t.Errorf("xmlsec1 opens what is spoilt: this test tests nothing\n%s", out)
	}
}

// TestOpenSSLUnwraps: what an OAEP URI and its parameters mean is not for the hubs'
// code and ours to agree on between themselves.
func TestOpenSSLUnwraps(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("SKIPPED: openssl is not installed, so the forms of OAEP had no second opinion")
	}
	x := xmlsec1{path: openssl, dir: t.TempDir()}
	key := x.file(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(ourKey())})))
	l := encrypting(t, hub.Entree, nil)
	const newer, sha256 = "http://www.w3.org/2009/xmlenc11#rsa-oaep", "http://www.w3.org/2001/04/xmlenc#sha256"
	for _, c := range []struct {
		e          hub.Encryption
		md, mgf1md string
	}{
		{hub.Encryption{}, "sha1", "sha1"},
		{hub.Encryption{Digest: sha256}, "sha256", "sha1"},
		{hub.Encryption{Key: newer}, "sha1", "sha1"},
		{hub.Encryption{Key: newer, Digest: sha256}, "sha256", "sha1"},
		{hub.Encryption{Key: newer, MGF: "http://www.w3.org/2009/xmlenc11#mgf1sha256"}, "sha1", "sha256"},
		{hub.Encryption{Key: newer, Digest: sha256, MGF: "http://www.w3.org/2009/xmlenc11#mgf1sha256"}, "sha256", "sha256"},
	} {
		raw, err := l.hub.XML(l.req, l.people[0], hub.Misbehaviour{Encrypt: &c.e})
		if err != nil {
			t.Fatal(err)
		}
		wrapped, err := base64.StdEncoding.DecodeString(regexp.MustCompile(`CipherValue>([^<]*)<`).FindStringSubmatch(string(raw))[1])
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(x.path, "pkeyutl", "-decrypt", "-inkey", key, "-in", x.file(t, "wrapped", string(wrapped)), "-pkeyopt", "rsa_padding_mode:oaep",
			"-pkeyopt", "rsa_oaep_md:"+c.md, "-pkeyopt", "rsa_mgf1_md:"+c.mgf1md).Output()
		if err != nil || len(out) != 32 {
			t.Errorf("%+v: %d bytes, %v", c.e, len(out), err)
		}
		if _, _, err := l.answer(t, hub.Misbehaviour{Encrypt: &c.e}); err != nil {
			t.Errorf("%+v is refused here: %v", c.e, err)
		}
	}
}

const xmlsec1Template = `<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element">` +
	`<xenc:EncryptionMethod Algorithm="DATA"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey>` +
	`<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p">DIGEST</xenc:EncryptionMethod><ds:KeyInfo><ds:KeyName/></ds:KeyInfo>` +
	`<xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>`

// TestXMLSec1Encrypts: what others encrypt to our certificate is decrypted here. An
// assertion under AES-CBC is refused all the same, in a Response that is not signed.
func TestXMLSec1Encrypts(t *testing.T) {
	t.Parallel()
	x := needXMLSec1(t)
	l := encrypting(t, hub.Entree, nil)
	raw, err := l.hub.XML(l.req, l.people[0], hub.Misbehaviour{})
	if err != nil {
		t.Fatal(err)
	}
	q := l.q
	q.SAMLResponse = base64.StdEncoding.EncodeToString(raw)
	want, err := l.connection.Verify(q)
	if err != nil {
		t.Fatal(err)
	}
	doc := string(raw)
	from, to := strings.Index(doc, "<saml:Assertion"), strings.Index(doc, "</saml:Assertion>")+len("</saml:Assertion>")
	plain := strings.Replace(doc[from:to], "<saml:Assertion", `<saml:Assertion xmlns:saml="`+nsAssertion+`"`, 1)
	for _, data := range bothContents {
		for _, digest := range bothDigests {
			element := ""
			if digest != "" {
				element = `<ds:DigestMethod Algorithm="` + digest + `"/>`
			}
			template := x.file(t, "template.xml", strings.NewReplacer("DATA", data, "DIGEST", element).Replace(xmlsec1Template))
			out := filepath.Join(x.dir, "out.xml")
			if said, err := x.run("--encrypt", "--pubkey-cert-pem:sp", x.certificate, "--session-key", "aes-"+keySize.FindStringSubmatch(data)[1],
				"--xml-data", x.file(t, "assertion.xml", plain), "--output", out, template); err != nil {
				t.Fatalf("%s, digest %q: %v\n%s", data, digest, err, said)
			}
			encrypted, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			box := regexp.MustCompile(`(?s)<xenc:EncryptedData.*</xenc:EncryptedData>`).FindString(string(encrypted))
			q.SAMLResponse = base64.StdEncoding.EncodeToString([]byte(doc[:from] + "<saml:EncryptedAssertion>" + box + "</saml:EncryptedAssertion>" + doc[to:]))
			got, err := l.connection.Verify(q)
			if cbc := strings.HasSuffix(data, "-cbc"); cbc != (err != nil) {
				t.Errorf("%s, digest %q: %v", data, digest, err)
			} else if !cbc && got.Digest != want.Digest {
				t.Errorf("%s, digest %q: another identity", data, digest)
			}
		}
	}
}
