package xmlenc

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sluis/providers/saml/xmlsec"
)

// Encrypted messages that others published, without the keys: their shape is read to
// the end where it is one that we take, and what is refused is refused for itself.
func TestPublishedMessages(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "..", "..", "shared", "saml-fixtures")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("SKIPPED: ../shared/saml-fixtures is absent, so no published message was tried")
	}
	const cbc = "EncryptedData: AES-CBC is not allowed for this message"
	o := opener(t, keys()[0])
	for name, want := range map[string]struct{ strict, withCBC string }{
		"crewjam/okta-enc-both-signed.b64":    {cbc, errOpen.Detail}, // the key beside the data, each referring to the other
		"gosaml2/oktaenc_response.b64":        {cbc, errOpen.Detail}, // the same
		"engineblock/encrypted_assertion.xml": {cbc, "EncryptedKey: algorithm is not RSA-OAEP"},
	} {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(b)), "")); err == nil {
			b = plain
		}
		d, err := xmlsec.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		holder := d.Root().Child("urn:oasis:names:tc:SAML:2.0:assertion", "EncryptedAssertion")
		for allowed, detail := range map[bool]string{false: want.strict, true: want.withCBC} {
			if _, err := o.Open(holder, allowed); err == nil || err.Error() != "xmlenc: "+detail {
				t.Errorf("%s, CBC allowed %t: %v, want %s", name, allowed, err, detail)
			}
		}
	}
}
