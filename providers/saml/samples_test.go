package saml

import (
	"encoding/base64"
	"encoding/xml"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
)

// sample reads a published message. The samples are other projects' data and stay
// outside this repository; without them the tests that need them are skipped.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(root) == root {
			t.Fatal("no go.mod above this package")
		}
		root = filepath.Dir(root)
	}
	folder := filepath.Join(root, "..", "shared", "federation-samples")
	b, err := os.ReadFile(filepath.Join(folder, name))
	if _, missing := os.Stat(folder); os.IsNotExist(missing) {
		t.Skipf("the folder shared/federation-samples does not stand beside the repository: %s is not tried", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sampleCase is one message and the connection that it was meant for.
type sampleCase struct {
	file       string
	federation claims.Federation
	hub        string
	entityID   string
	acs        string
	request    string
	received   string // our clock
	want       refusal.Code
	nameID     claims.NameID
	authority  string
}

func sampleCases() map[string]sampleCase {
	const oidcng = "http://localhost:8080/oidc/SSO/alias/oidc-proxy"
	engine := sampleCase{
		file: "06-engineblock-response-to-sp-mace-and-oid.xml", federation: claims.Entree,
		hub: "https://engine.test2.surfconext.nl/authentication/idp/metadata", entityID: "https://org.openconext.oidc.ng", acs: oidcng,
		request: "ARQ20643c1-fc02-4885-920b-fcd21a9039f5", received: "2019-04-21T08:13:44Z",
		nameID:    claims.NameID{Format: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", Value: "\n                urn:collab:person:example.com:admin\n            "},
		authority: "http://mock-idp",
	}
	strict := engine
	strict.federation, strict.want = claims.SURFconext, refusal.NameIDFormat
	late := engine
	late.received, late.want = "2019-04-21T08:21:43Z", refusal.Expired
	return map[string]sampleCase{
		"EngineBlock":                      engine,
		"EngineBlock, persistent is asked": strict,
		"EngineBlock, 180 s late":          late,
		"Entree": {
			file: "S1-SYNTHETIC-entree-response-unsigned.xml", federation: claims.Entree,
			hub:      "https://engine.entree.kennisnet.nl/authentication/idp/metadata",
			entityID: "https://broker.example.nl/saml/entree/metadata", acs: "https://broker.example.nl/saml/entree/acs",
			request: "_req-entree-1", received: "2026-01-01T09:00:10Z",
			nameID:    claims.NameID{Format: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", Value: "qj7cks8qdz9ph54@petteflat"},
			authority: "https://idp.petteflatcollege.example.nl/metadata",
		},
		"SURFconext": {
			file: "S2-SYNTHETIC-surfconext-response-unsigned.xml", federation: claims.SURFconext,
			hub:      "https://engine.surfconext.nl/authentication/idp/metadata",
			entityID: "https://broker.example.nl/saml/surf/metadata", acs: "https://broker.example.nl/saml/surf/acs",
			request: "_req-surf-1", received: "2026-01-01T09:00:10Z",
			nameID:    claims.NameID{Format: claims.FormatPersistent, Value: "69c803b4b218529bc4ae3ae0047cb5481e72c772"},
			authority: "https://idp.example.nl/metadata",
		},
	}
}

// TestSamples signs real messages of the hubs' software with a throw-away key and
// reads them: Entree's shape and names, SURFconext's with every alias, pretty
// printing, a NameID inside eduPersonTargetedID. What is read is compared with
// what encoding/xml makes of the same file.
func TestSamples(t *testing.T) {
	t.Parallel()
	for name, tc := range sampleCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := sample(t, tc.file)
			c, q := tc.connect(t)
			for _, s := range []style{{assertion: true}, {response: true, assertion: true}} {
				q.SAMLResponse = s.sign(t, readTree(t, raw), surfKey())
				id, err := c.Verify(q)
				if tc.want != 0 {
					wantRefusal(t, id, err, tc.want)
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if id.NameID != tc.nameID || id.Authority != tc.authority {
					t.Errorf("NameID %q of format %s from %s", id.NameID.Value, id.NameID.Format, id.Authority)
				}
				if want := attributesOf(t, raw); !reflect.DeepEqual(id.Attributes, want) {
					t.Errorf("attributes:\n got %q\nwant %q", id.Attributes, want)
				}
			}
			q.SAMLResponse = base64.StdEncoding.EncodeToString(raw)
			if _, err := c.Verify(q); err == nil {
				t.Error("accepted as published, without a signature under this hub's key")
			}
		})
	}
}

func (s sampleCase) connect(t *testing.T) (*Connection, providers.Answer) {
	t.Helper()
	cfg := testConfig(t, s.federation, "sample")
	cfg.EntityID, cfg.ACS = s.entityID, s.acs
	cfg.Metadata = connect(t, claims.Entree, "x", hubMetadata(t, s.hub, "https://hub.example.nl/sso", surfKey())).metadata
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	now, err := time.Parse(time.RFC3339, s.received)
	if err != nil {
		t.Fatal(err)
	}
	return c, providers.Answer{RequestID: s.request, KeySet: keySet(t, c).ID, Asked: now.Add(-time.Minute), Now: now}
}

// attributesOf reads the attributes of a file with another parser.
func attributesOf(t *testing.T, b []byte) []claims.Attribute {
	t.Helper()
	var read struct {
		Attributes []struct {
			Name   string `xml:",attr"`
			Values []struct {
				Text   string  `xml:",chardata"`
				NameID *string `xml:"NameID"`
			} `xml:"AttributeValue"`
		} `xml:"Assertion>AttributeStatement>Attribute"`
	}
	if err := xml.Unmarshal(b, &read); err != nil {
		t.Fatal(err)
	}
	var out []claims.Attribute
	for _, a := range read.Attributes {
		values := []string{}
		for _, v := range a.Values {
			if v.NameID != nil {
				v.Text = *v.NameID
			}
			values = append(values, v.Text)
		}
		out = append(out, claims.Attribute{Name: a.Name, Values: values})
	}
	if len(out) < 8 {
		t.Fatalf("only %d attributes were read", len(out))
	}
	return out
}

// TestSamplesAsPublished: none of them is signed by a key of ours, and each is
// refused for what is wrong with it first.
func TestSamplesAsPublished(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, file string
		want       refusal.Code
	}{
		{"signed with SHA-1 and RSA-1024, as published", "12-idp-response-requestdenied.xml", refusal.Algorithm},
		{"digest broken by pretty printing, as published", "06-engineblock-response-to-sp-mace-and-oid.xml", refusal.Signature},
		{"SHA-1, as published", "09-engineblock-response-to-sp-2013-mace-only.xml", refusal.Algorithm},
		{"SHA-1, as published, plain names", "10-idp-response-entree-plain-and-surf-mace-names.xml", refusal.Algorithm},
		{"ISO-8859-1", "11-idp-response-iso-8859-1.xml", refusal.MalformedXML},
		{"NoAuthnContext with an Assertion, of another signer", "08-response-noauthncontext-eduid.xml", refusal.Signature},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := surf(t)
			id, err := c.Verify(answer(t, c, base64.StdEncoding.EncodeToString(sample(t, tc.file))))
			wantRefusal(t, id, err, tc.want)
		})
	}
}
