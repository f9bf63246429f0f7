package metadata

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"
)

// refused is a document with one fault, and what the error must say about it.
type refused struct {
	name, doc string
	o         Options
	says      string
}

// with is an honest document after one change.
func with(t *testing.T, change func(*document)) string {
	d := honest(t, firstKey())
	change(&d)
	return d.String()
}

func group(attrs string, kids ...string) string {
	return `<md:EntitiesDescriptor xmlns:md="` + nsMetadata + `" ID="_g"` + attrs + `>` + strings.Join(kids, "") + `</md:EntitiesDescriptor>`
}

func refusedDocuments(t *testing.T) []refused {
	plain := honest(t, firstKey()).String()
	other := strings.Replace(plain, `"_e"`, `"_f"`, 1)
	until := func(at string) string {
		return with(t, func(d *document) { d.attrs = ` validUntil="` + at + `"` })
	}
	return []refused{
		{"nothing", "", Options{}, "xmlsec"},
		{"no XML", "hello", Options{}, "xmlsec"},
		{"a document type", "<!DOCTYPE x>" + plain, Options{}, "doctype"},
		{"more than a megabyte", plain + strings.Repeat(" ", MaxEntity+1), Options{}, "too-large"},
		{"another root", `<a xmlns="urn:x:y"/>`, Options{}, "no EntityDescriptor"},
		{"another entity", plain, Options{EntityID: "https://evil.example/"}, "does not describe"},
		{"two entities and no name", group("", plain, other), Options{}, "several"},
		{"the entity twice", group("", plain, other), Options{EntityID: hub}, "twice"},
		{"no entityID", with(t, func(d *document) { d.entityID = "" }), Options{}, "entityID"},
		{"endless entityID", with(t, func(d *document) { d.entityID = strings.Repeat("x", maxEntityID+1) }), Options{}, "entityID"},
		{"entityID with a blank", with(t, func(d *document) { d.entityID = "a b" }), Options{}, "entityID"},
		{"expired", until("2026-01-01T09:00:00Z"), Options{}, "valid until"},
		{"validUntil without zone", until("2026-01-02T09:00:00"), Options{}, "validUntil"},
		{"expired group", group(` validUntil="2025-12-31T00:00:00Z"`, plain), Options{}, "valid until"},
		{"validUntil missing where it is required", plain, Options{RequireValidUntil: true}, "validUntil is missing"},
		{"valid for too long", until("2026-02-01T09:00:01Z"), Options{MaxValidity: 28 * 24 * time.Hour}, "ahead"},
		{"role that has expired", with(t, func(d *document) { d.role += ` validUntil="2025-12-31T00:00:00Z"` }), Options{}, "no longer valid"},
	}
}

func refusedRoles(t *testing.T) []refused {
	plain := honest(t, firstKey()).String()
	return []refused{
		{"no IdP role", strings.ReplaceAll(plain, "IDPSSO", "SPSSO"), Options{}, "no SAML 2.0 identity provider role"},
		{"SAML 1.1 only", with(t, func(d *document) { d.role = `protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"` }), Options{}, "no SAML 2.0 identity provider role"},
		{"two roles", strings.Replace(plain, "</md:IDPSSODescriptor>", "</md:IDPSSODescriptor>"+plain[strings.Index(plain, "<md:IDPSSO"):strings.Index(plain, "</md:EntityDescriptor>")], 1), Options{}, "two SAML 2.0"},
		{"no service", with(t, func(d *document) { d.service = "" }), Options{}, "no SingleSignOnService"},
		{"service by POST only", with(t, func(d *document) { d.service = service("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", sso) }), Options{}, "no SingleSignOnService"},
		{"service on plain http", with(t, func(d *document) { d.service = service(bindingRedirect, "http://engine.example.nl/sso") }), Options{}, "not https"},
	}
}

func refusedKeys(t *testing.T) []refused {
	ecdsaKey := func(curve elliptic.Curve) string {
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return keyDescriptor(` use="signing"`, newCertificate(t, k, clock.AddDate(1, 0, 0)))
	}
	return []refused{
		{"no key", with(t, func(d *document) { d.keys = "" }), Options{}, "no signing key"},
		{"an encryption key only", with(t, func(d *document) {
			d.keys = keyDescriptor(` use="encryption"`, newCertificate(t, firstKey(), clock.AddDate(1, 0, 0)))
		}), Options{}, "no signing key"},
		{"a use nobody knows", with(t, func(d *document) { d.keys = strings.Replace(d.keys, "signing", "both", 1) }), Options{}, "use"},
		{"an empty use", with(t, func(d *document) { d.keys = strings.Replace(d.keys, "signing", "", 1) }), Options{}, "use"},
		{"RSA of 1024 bits", honest(t, firstKey(), shortKey()).String(), Options{}, "RSA of 1024 bits"},
		{"a curve that is not allowed", with(t, func(d *document) { d.keys = ecdsaKey(elliptic.P224()) }), Options{}, "signing key 1"},
		{"no certificate", with(t, func(d *document) { d.keys = keyDescriptor(` use="signing"`) }), Options{}, "no X509Certificate"},
		{"certificate that is no base64", with(t, func(d *document) { d.keys = keyDescriptor(` use="signing"`, "%%%") }), Options{}, "not base64"},
		{"certificate that is no certificate", with(t, func(d *document) { d.keys = keyDescriptor(` use="signing"`, "aGVsbG8=") }), Options{}, "signing key 1"},
		{"a comment inside the certificate", with(t, func(d *document) { d.keys = keyDescriptor(` use="signing"`, "aGVs<!-- -->bG8=") }), Options{}, "signing key 1"},
		{"more keys than anyone needs", with(t, func(d *document) {
			for range maxKeys {
				d.keys += ecdsaKey(elliptic.P256())
			}
		}), Options{}, "more than"},
	}
}

func refusedSignatures(t *testing.T) []refused {
	plain := honest(t, firstKey()).String()
	other := strings.Replace(plain, `"_e"`, `"_f"`, 1)
	pinned := Options{SigningKey: publicKey(t, pinnedKey(t))}
	return []refused{
		{"unsigned where a key is pinned", plain, pinned, "signature"},
		{"changed after signing", strings.Replace(signed(t, plain, "_e"), "key:20230403", "key:20230404", 1), pinned, "signature"},
		{"signed by another key", signed(t, plain, "_e"), Options{SigningKey: publicKey(t, firstKey())}, "signature"},
		{"unsigned beside a signed one", group("", other, signed(t, strings.Replace(plain, hub, "https://other.example.nl/", 1), "_e")), Options{EntityID: hub, SigningKey: pinned.SigningKey}, "signature"},
	}
}

// TestParseRefuses: contract 2 and 3, F-03.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range slices.Concat(refusedDocuments(t), refusedRoles(t), refusedKeys(t), refusedSignatures(t)) {
		t.Run(tc.name, func(t *testing.T) {
			e, _, err := Parse([]byte(tc.doc), clock, tc.o)
			if err == nil {
				t.Fatalf("accepted: %+v", e)
			}
			if !strings.Contains(err.Error(), tc.says) {
				t.Errorf("the error does not say %q: %v", tc.says, err)
			}
		})
	}
}
