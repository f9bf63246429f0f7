package saml

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/xml"
	"reflect"
	"strings"
	"testing"

	"sluis/claims"
)

// TestMetadataContent is F-02 and the SAML part of contract 14: certificate, ACS,
// names and privacy statement in both languages, contacts, the pinned attributes.
func TestMetadataContent(t *testing.T) {
	t.Parallel()
	c := surf(t)
	cfg := testConfig(t, claims.SURFconext, "surfconext")
	m := published(t, c)
	if m.EntityID != cfg.EntityID || m.Role.AuthnRequestsSigned != "true" || m.Role.WantAssertionsSigned != "true" {
		t.Errorf("entity %q, signing %q and %q", m.EntityID, m.Role.AuthnRequestsSigned, m.Role.WantAssertionsSigned)
	}
	if acs := m.Role.ACS; len(acs) != 1 || acs[0].Location != cfg.ACS || acs[0].Binding != bindingPOST || acs[0].Index != "0" {
		t.Errorf("ACS: %+v", acs)
	}
	if k := m.Role.Keys; len(k) != 2 || k[0].Use != "signing" || k[1].Use != "encryption" || k[0].Certificate != k[1].Certificate {
		t.Errorf("keys: %+v", k)
	}
	for what, got := range map[string][]langText{"names": m.Role.Names, "descriptions": m.Role.Descriptions, "privacy": m.Role.Privacy} {
		want := map[string]claims.Text{"names": cfg.Name, "descriptions": cfg.Description, "privacy": cfg.PrivacyURL}[what]
		if !reflect.DeepEqual(got, []langText{{"nl", want.NL}, {"en", want.EN}}) {
			t.Errorf("%s: %q", what, got)
		}
	}
	kinds := ""
	for _, who := range m.Contacts {
		for _, a := range who.Attrs {
			if a.Name.Local == "contactType" {
				kinds += a.Name.Space + ":" + a.Value + " "
			}
		}
		kinds += who.Email + "\n"
	}
	if kinds != ":technical mailto:beheer@example.nl\n:support mailto:help@example.nl\n:other "+nsREFEDS+":"+kindSec+" mailto:security@example.nl\n" {
		t.Errorf("contacts:\n%s", kinds)
	}
	if !reflect.DeepEqual(m.Role.NameIDFormats, []string{claims.FormatPersistent}) {
		t.Errorf("NameIDFormat: %q", m.Role.NameIDFormats)
	}
	if f := published(t, entree(t)).Role.NameIDFormats; f != nil {
		t.Errorf("Entree is told a NameIDFormat: %q", f)
	}
}

// TestRequestedAttributes: short names are written in the hub's own vocabulary,
// wire names as they are; what every login takes is marked as required.
func TestRequestedAttributes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		federation claims.Federation
		pinned     []string
		want       []string // name, format and isRequired
	}{
		{claims.Entree, []string{"uid", "nlEduPersonHomeOrganizationId", "eduPersonAffiliation", "nlEduPersonUnit", "eckId"},
			[]string{"uid||true", "nlEduPersonHomeOrganizationId||true", "eduPersonAffiliation||true", "nlEduPersonUnit||", "eckId||"}},
		{claims.SURFconext, []string{"schacHomeOrganization", "sn", "urn:oid:2.5.4.42", "schacPersonalUniqueCode", "mail"},
			[]string{
				"urn:mace:terena.org:attribute-def:schacHomeOrganization|" + formatURI + "|true",
				"urn:mace:dir:attribute-def:sn|" + formatURI + "|", "urn:oid:2.5.4.42|" + formatURI + "|",
				"urn:schac:attribute-def:schacPersonalUniqueCode|" + formatURI + "|", "mail|" + formatURI + "|",
			}},
	} {
		cfg := testConfig(t, tc.federation, "x")
		cfg.Metadata, cfg.Attributes = entree(t).metadata, tc.pinned
		c, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range published(t, c).Role.Requested {
			got = append(got, r.Name+"|"+r.NameFormat+"|"+r.Required)
		}
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s:\n got %q\nwant %q", tc.federation, got, tc.want)
		}
	}
}

// TestEveryNeededAttributeHasAWireName: what package claims may need of SURFconext
// is asked for under a URN, never under a name that only we know.
func TestEveryNeededAttributeHasAWireName(t *testing.T) {
	t.Parallel()
	p, err := profileOf(claims.SURFconext)
	if err != nil {
		t.Fatal(err)
	}
	var all claims.Items
	for _, i := range claims.AllItems() {
		all = all.With(i)
	}
	needed := claims.Needed(claims.SURFconext, all)
	for _, short := range append(needed, "uid") {
		w := p.wireName(short)
		if !strings.HasPrefix(w, "urn:") || claims.Canonical(w) != short {
			t.Errorf("%s is asked for as %s, which is read as %q", short, w, claims.Canonical(w))
		}
	}
	if len(needed) < 5 {
		t.Errorf("only %q are needed: this test tests little", needed)
	}
}

// TestNextCertificate: the hub learns of a new key before it signs (F-04).
func TestNextCertificate(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t, claims.Entree, "entree")
	cfg.Metadata = entree(t).metadata
	cfg.Next = [][]byte{newCertificate(t, surfKey())}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	keys := published(t, c).Role.Keys
	if len(keys) != 3 || keys[0].Certificate != base64.StdEncoding.EncodeToString(cfg.Certificate) || keys[1].Certificate != base64.StdEncoding.EncodeToString(cfg.Next[0]) || keys[2].Use != "encryption" || keys[2].Certificate != keys[0].Certificate {
		t.Errorf("%d keys: %+v", len(keys), keys)
	}
	// From the day that the hub knows the new key it needs no other to encrypt to.
	cfg.Next = [][]byte{newCertificate(t, nextKey())}
	cfg.Encryption, cfg.Decrypters = cfg.Next[0], []crypto.Decrypter{ourKey(), nextKey()}
	if c, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	if keys := published(t, c).Role.Keys; len(keys) != 3 || keys[0].Certificate == keys[1].Certificate || keys[2].Use != "encryption" || keys[2].Certificate != keys[1].Certificate {
		t.Errorf("%d keys: %+v", len(keys), keys)
	}
}

// TestNewRefuses: a connection that could not work, or would be half translated, is
// not made; the error names every fault at once.
func TestNewRefuses(t *testing.T) {
	t.Parallel()
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		change func(*Config)
		says   string
	}{
		"no metadata":             {func(c *Config) { c.Metadata = nil }, "no hub metadata"},
		"unknown federation":      {func(c *Config) { c.Federation = "edugain" }, "edugain"},
		"no entityID":             {func(c *Config) { c.EntityID = "" }, "entityID"},
		"entityID with a blank":   {func(c *Config) { c.EntityID = "a b" }, "entityID"},
		"endless entityID":        {func(c *Config) { c.EntityID = strings.Repeat("x", 1025) }, "entityID"},
		"acs on plain http":       {func(c *Config) { c.ACS = "http://sluis.example.nl/acs" }, "not https"},
		"acs without host":        {func(c *Config) { c.ACS = "/acs" }, "no host"},
		"acs with fragment":       {func(c *Config) { c.ACS += "#x" }, "fragment"},
		"no key":                  {func(c *Config) { c.Signer = nil }, "no signing key"},
		"RSA of 1024 bits":        {func(c *Config) { c.Signer = short }, "2048"},
		"ECDSA":                   {func(c *Config) { c.Signer = curve }, "RSA"},
		"another's certificate":   {func(c *Config) { c.Certificate = newCertificate(t, surfKey()) }, "another key"},
		"no certificate":          {func(c *Config) { c.Certificate = nil }, "certificate"},
		"broken next certificate": {func(c *Config) { c.Next = [][]byte{{1}} }, "next certificate"},
		"next is the same":        {func(c *Config) { c.Next = [][]byte{c.Certificate} }, "next certificate"},
		"encryption to no key":    {func(c *Config) { c.Encryption = newCertificate(t, surfKey()) }, "decryption keys"},
		"no Dutch name":           {func(c *Config) { c.Name.NL = "" }, "name lacks"},
		"no English privacy page": {func(c *Config) { c.PrivacyURL.EN = "" }, "privacy URL lacks"},
		"no description":          {func(c *Config) { c.Description = claims.Text{} }, "description lacks"},
		"half an organisation":    {func(c *Config) { c.Organisation.URL = claims.Text{} }, "organisation URL lacks"},
		"control character":       {func(c *Config) { c.Name.NL = "a\x01" }, "cannot be written"},
		"contact of no kind":      {func(c *Config) { c.Contacts[0].Kind = "billing" }, "billing"},
		"contact without address": {func(c *Config) { c.Contacts[0].Email = "" }, "no e-mail"},
		"attribute twice":         {func(c *Config) { c.Attributes = []string{"uid", "uid"} }, "asked for twice"},
		"empty attribute":         {func(c *Config) { c.Attributes = []string{""} }, "empty"},
	} {
		cfg := testConfig(t, claims.Entree, "entree")
		cfg.Metadata = entree(t).metadata
		tc.change(&cfg)
		if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: error %v does not say %q", name, err, tc.says)
		}
	}
	cfg := testConfig(t, claims.Entree, "entree")
	cfg.EntityID, cfg.Name.EN, cfg.Metadata = "", "", nil
	if _, err := New(cfg); err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("three faults, but: %v", err)
	}
	cfg = testConfig(t, claims.Entree, "entree")
	cfg.Metadata, cfg.ACS = entree(t).metadata, "http://127.0.0.1:8080/saml/entree/acs"
	if _, err := New(cfg); err != nil {
		t.Errorf("loopback acs: %v", err)
	}
}

// TestEscape: what is read back is what was written, in text and in attributes.
func TestEscape(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "plain", `a & b < c > "d" 'e'`, "tab\tnewline\nreturn\r", "Zoë\u2028𝄞", "]]>", "&amp;", "&#x9;"} {
		var d document
		d.open("x", "a", s)
		d.escape(s)
		d.close("x")
		var read struct {
			A    string `xml:"a,attr"`
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal(d.b, &read); err != nil || read.A != s || read.Text != s {
			t.Errorf("%q came back as %q and %q from %s (%v)", s, read.A, read.Text, d.b, err)
		}
	}
	for _, bad := range []string{"\x00", "\x1f", "\xff", "\ufffe", "a\x0b"} {
		if writable(bad) {
			t.Errorf("%q is writable", bad)
		}
	}
}

func BenchmarkMetadata(b *testing.B) {
	cfg := testConfig(b, claims.SURFconext, "surfconext")
	p, err := profileOf(cfg.Federation)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if !bytes.Contains(writeMetadata(cfg, p), []byte("</md:EntityDescriptor>")) {
			b.Fatal("half a document")
		}
	}
}
