package xmlsec

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// published is a message of ../shared/saml-fixtures with its class: valid; valid*
// (only SHA-1 is wrong with it); attack; status; shape.
type published struct {
	File, Cls, Key string
	Signatures     []struct{ Alg string }
}

// verdict is what Open must say: as it is, and once SHA-1 is admitted.
type verdict struct{ strict, sha1 Reason }

// verdicts pins each refusal to its reason; "" means accepted.
var verdicts = map[string]verdict{
	"crewjam/injected-comment.b64":           {"", ""},
	"crewjam/okta-enc-both-signed.b64":       {"", ""},
	"crewjam/plain-response.b64":             {"", ""},
	"crewjam/realworld-assertion-signed.b64": {ReasonAlgorithm, ""},
	"crewjam/realworld-rsakeyvalue.b64":      {ReasonAlgorithm, ""},
	"crewjam/signed-assertions-response.b64": {ReasonAlgorithm, ""},
	"crewjam/xsw-Eight.b64":                  {ReasonDuplicateID, ReasonDuplicateID},
	"crewjam/xsw-Five.b64":                   {ReasonSecondAssertion, ReasonSecondAssertion},
	"crewjam/xsw-Four.b64":                   {ReasonSecondAssertion, ReasonSecondAssertion},
	"crewjam/xsw-Nine.b64":                   {ReasonSecondAssertion, ReasonSecondAssertion},
	"crewjam/xsw-One.b64":                    {ReasonDuplicateID, ReasonDuplicateID},
	"crewjam/xsw-Seven.b64":                  {ReasonDuplicateID, ReasonDuplicateID},
	"crewjam/xsw-Six.b64":                    {ReasonSecondAssertion, ReasonSecondAssertion},
	"crewjam/xsw-Three.b64":                  {ReasonSecondAssertion, ReasonSecondAssertion},
	"crewjam/xsw-Two.b64":                    {ReasonDuplicateID, ReasonDuplicateID},
	"dex/assertion-signed.xml":               {ReasonAlgorithm, ""},
	"dex/bad-status.xml":                     {ReasonAlgorithm, ReasonReference}, // no URI in its Reference
	"dex/good-resp.xml":                      {ReasonAlgorithm, ReasonReference}, // the same
	"dex/oam-resp.xml":                       {"", ""},
	"dex/okta-resp.xml":                      {"", ""},
	"dex/tampered-resp.xml":                  {ReasonComment, ReasonComment},
	"dex/two-assertions-first-signed.xml":    {ReasonComment, ReasonComment},
	"engineblock/assertion_id_does_not_match_signature_reference_uri.xml": {ReasonReference, ReasonReference},
	"engineblock/avans.denied.xml":                                        {ReasonAlgorithm, ""},
	"engineblock/diyIdp.xml":                                              {ReasonAlgorithm, ""},
	"engineblock/encrypted_assertion.xml":                                 {"", ""},
	"engineblock/engineblock-dummy-idp.xml":                               {ReasonAlgorithm, ""},
	"engineblock/everettAssertSign.xml":                                   {ReasonAlgorithm, ""},
	"engineblock/everettResponseSign.xml":                                 {ReasonAlgorithm, ""},
	"engineblock/gatekeepert-response.xml":                                {ReasonAlgorithm, ""},
	"engineblock/h01_response.xml":                                        {ReasonSecondAssertion, ReasonSecondAssertion},
	"engineblock/hu.xml":                                                  {ReasonAlgorithm, ""},
	"engineblock/mpi.xml":                                                 {ReasonAlgorithm, ""},
	"engineblock/multiple_assertions_response.xml":                        {ReasonSecondAssertion, ReasonSecondAssertion},
	"engineblock/multiple_signed_info_elements.xml":                       {ReasonSignatureShape, ReasonSignatureShape},
	"engineblock/oneginiProfile.xml":                                      {ReasonAlgorithm, ""},
	"engineblock/openFeide.xml":                                           {ReasonAlgorithm, ""},
	"engineblock/radboud.xml":                                             {ReasonAlgorithm, ""},
	"engineblock/signature_value_not_second_child.xml":                    {ReasonSignatureShape, ReasonSignatureShape},
	"engineblock/signed_info_not_first_child.xml":                         {ReasonSignatureShape, ReasonSignatureShape},
	"engineblock/uu.xml":                                                  {ReasonAlgorithm, ""},
	"engineblock/uva.xml":                                                 {ReasonAlgorithm, ""},
	"engineblock/zuyd.responder.xml":                                      {ReasonAlgorithm, ""},
	"engineblock/zuyd.xml":                                                {ReasonEncoding, ReasonEncoding}, // ISO-8859-1
	"gosaml2/adfs_response.b64":                                           {"", ""},
	"gosaml2/auth0_response.xml":                                          {ReasonAlgorithm, ""},
	"gosaml2/oam_response.xml":                                            {ReasonAlgorithm, ""},
	"gosaml2/okta_response.xml":                                           {"", ""},
	"gosaml2/oktaenc_response.b64":                                        {"", ""},
	"gosaml2/onelogin_response.xml":                                       {ReasonAlgorithm, ""},
	"gosaml2/pingfed-pfed11_response_02.b64":                              {"", ""},
}

// Every published message gets its expected verdict (contract 14-15).
func TestPublishedMessages(t *testing.T) {
	t.Parallel()
	folder := sharedFolder(t, "saml-fixtures")
	list := manifest(t, folder)
	seen := 0
	for _, m := range list {
		if m.Cls == "" {
			continue
		}
		seen++
		t.Run(m.File, func(t *testing.T) {
			want, ok := verdicts[m.File]
			if !ok {
				t.Fatalf("no verdict pinned for this %s message", m.Cls)
			}
			doc := sharedFile(t, filepath.Join(folder, m.File))
			keys := publishedKeys(t, folder, m, doc)
			_, err := Open(doc, keys)
			wantReason(t, err, want.strict)
			opened, err := openWithSHA1(doc, keys)
			wantReason(t, err, want.sha1)
			checkClass(t, m, want, opened)
			// Their private keys are not published; what is around the ciphertext is tried.
			sealed := opened != nil && opened.Sealed.OK()
			if want := strings.Contains(m.File, "encrypted_assertion") || strings.Contains(m.File, "enc-") || strings.Contains(m.File, "enc_"); sealed != want {
				t.Errorf("sealed %t, want %t", sealed, want)
			}
			if sealed && (opened.Assertion.OK() || opened.ResponseSigned != (m.Cls == "valid")) {
				t.Errorf("a sealed message has assertion %t, signed Response %t", opened.Assertion.OK(), opened.ResponseSigned)
			}
		})
	}
	if seen != len(verdicts) {
		t.Errorf("%d messages in the manifest, %d verdicts", seen, len(verdicts))
	}
}

// checkClass holds the pinned reasons to what the manifest says of the message.
func checkClass(t *testing.T, m published, want verdict, opened *Message) {
	t.Helper()
	byPolicy := map[Reason]bool{ReasonEncoding: true, ReasonReference: true}
	switch m.Cls {
	case "valid":
		if want.strict != "" {
			t.Errorf("a valid message is to be refused with %q", want.strict)
		}
	case "valid*":
		if want.strict != ReasonAlgorithm && want.strict != ReasonEncoding || want.sha1 != "" && !byPolicy[want.sha1] {
			t.Errorf("verdict %+v for a message with which only SHA-1 is wrong", want)
		}
	case "attack":
		if want.strict == "" || want.sha1 == "" || want.strict == ReasonAlgorithm {
			t.Errorf("verdict %+v for an attack: its own fault must refuse it", want)
		}
	case "status":
		if opened != nil && (opened.Assertion.OK() || !opened.ResponseSigned) {
			t.Error("an error status with an assertion, or unsigned")
		}
	}
}

func openWithSHA1(doc []byte, keys []Key) (*Message, error) {
	d, err := Parse(doc)
	if err != nil {
		return nil, err
	}
	d.extra = sha1Algorithms()
	return d.open(keys)
}

func manifest(t testing.TB, folder string) []published {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		t.Fatalf("read the manifest: %v", err)
	}
	var list []published
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatalf("read the manifest: %v", err)
	}
	return list
}

var certificateText = regexp.MustCompile(`X509Certificate>([A-Za-z0-9+/=\s]+)<`)

// publishedKeys takes the keys from where the manifest says. "KeyInfo cert" means
// that no other copy exists: then c14n, digest and RSA are tried, not trust.
func publishedKeys(t testing.TB, folder string, m published, doc []byte) (keys []Key) {
	t.Helper()
	source := doc
	name, _, _ := strings.Cut(m.Key, ",")
	if path := filepath.Join(folder, filepath.Dir(m.File), name); name != "" && exists(path) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("read the key: %v", err)
		}
		source = b
	} else if name != "KeyInfo cert" {
		return nil
	}
	var ders [][]byte
	if block, _ := pem.Decode(source); block != nil {
		ders = append(ders, block.Bytes)
	} else if der, err := DecodeBase64(string(source), 1<<16); err == nil {
		ders = append(ders, der)
	}
	for _, found := range certificateText.FindAllStringSubmatch(string(source), -1) {
		if der, err := DecodeBase64(found[1], 1<<16); err == nil && strings.TrimSpace(found[1]) != "" {
			ders = append(ders, der)
		}
	}
	for _, der := range ders {
		key, err := KeyFromCertificate(der)
		if err != nil {
			cert, err := x509.ParseCertificate(der)
			if err != nil {
				t.Fatalf("certificate: %v", err)
			}
			pub, ok := cert.PublicKey.(*rsa.PublicKey)
			if !ok {
				t.Fatalf("a key of type %T", cert.PublicKey)
			}
			key = weakKey(pub)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		t.Fatalf("no key in %s", name)
	}
	return keys
}

// A comment put into the NameID of a published message is refused, and never cuts
// the value (CVE-2017-11427 and kin; the fixture's own purpose).
func TestPublishedCommentInNameID(t *testing.T) {
	t.Parallel()
	folder := sharedFolder(t, "saml-fixtures")
	for _, m := range manifest(t, folder) {
		if m.File != "crewjam/injected-comment.b64" {
			continue
		}
		doc := sharedFile(t, filepath.Join(folder, m.File))
		keys := publishedKeys(t, folder, m, doc)
		at := strings.Index(string(doc), "</saml2:NameID>") - 5
		if at < 0 {
			t.Fatal("no NameID in the message")
		}
		_, err := Open([]byte(string(doc[:at])+"<!-- -->"+string(doc[at:])), keys)
		wantReason(t, err, ReasonComment)
		return
	}
	t.Error("the message is not in the manifest")
}
