package saml

import (
	"encoding/base64"
	"slices"

	"sluis/claims"
	"sluis/providers/saml/xmlenc"
)

// Namespaces of our metadata document (saml-metadata §2, sstc-saml-metadata-ui §2).
const (
	nsMetadata = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsDsig     = "http://www.w3.org/2000/09/xmldsig#"
	nsUI       = "urn:oasis:names:tc:SAML:metadata:ui"
	nsREFEDS   = "http://refeds.org/metadata"
	kindSec    = "http://refeds.org/metadata/contactType/security"
)

// writeMetadata writes the EntityDescriptor of a connection (F-02). It has no
// validUntil: the hubs load it once, by hand, and a document that ages would break
// logins on a day that nobody remembers. The order of elements is the schema's.
func writeMetadata(c Config, p profile) []byte {
	d := &document{b: make([]byte, 0, 8<<10)}
	d.b = append(d.b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"...)
	d.open("md:EntityDescriptor", "xmlns:md", nsMetadata, "xmlns:ds", nsDsig, "xmlns:mdui", nsUI, "entityID", c.EntityID)
	d.open("md:SPSSODescriptor", "AuthnRequestsSigned", "true", "WantAssertionsSigned", "true",
		"protocolSupportEnumeration", nsProtocol)
	writeUI(d, c)
	writeKey(d, "signing", c.Certificate)
	for _, der := range c.Next {
		writeKey(d, "signing", der)
	}
	if len(c.Decrypters) > 0 {
		writeKey(d, "encryption", c.encryption())
	}
	if p.nameIDPolicy != "" {
		d.text("md:NameIDFormat", p.nameIDPolicy)
	}
	d.empty("md:AssertionConsumerService", "Binding", bindingPOST, "Location", c.ACS, "index", "0", "isDefault", "true")
	writeRequested(d, c, p)
	d.close("md:SPSSODescriptor")
	if c.Organisation != (Organisation{}) {
		d.open("md:Organization")
		both(d, "md:OrganizationName", c.Organisation.Name)
		both(d, "md:OrganizationDisplayName", c.Organisation.Name)
		both(d, "md:OrganizationURL", c.Organisation.URL)
		d.close("md:Organization")
	}
	for _, who := range c.Contacts {
		writeContact(d, who)
	}
	d.close("md:EntityDescriptor")
	return d.b
}

func both(d *document, name string, t claims.Text) {
	d.text(name, t.NL, "xml:lang", "nl")
	d.text(name, t.EN, "xml:lang", "en")
}

func writeUI(d *document, c Config) {
	d.open("md:Extensions")
	d.open("mdui:UIInfo")
	both(d, "mdui:DisplayName", c.Name)
	both(d, "mdui:Description", c.Description)
	both(d, "mdui:PrivacyStatementURL", c.PrivacyURL)
	d.close("mdui:UIInfo")
	d.close("md:Extensions")
}

// writeKey writes a certificate with what it is for. A hub that encrypts picks from
// the methods: what is not named here it cannot know that we take.
func writeKey(d *document, use string, der []byte) {
	d.open("md:KeyDescriptor", "use", use)
	d.open("ds:KeyInfo")
	d.open("ds:X509Data")
	d.text("ds:X509Certificate", base64.StdEncoding.EncodeToString(der))
	d.close("ds:X509Data")
	d.close("ds:KeyInfo")
	if use == "encryption" {
		for _, uri := range slices.Concat(xmlenc.Contents(), xmlenc.Transports()) {
			d.empty("md:EncryptionMethod", "Algorithm", uri)
		}
	}
	d.close("md:KeyDescriptor")
}

// writeRequested lists the pinned attributes. Required are those that no login
// can do without; the rest depends on the contract of the app (contract 10–13).
func writeRequested(d *document, c Config, p profile) {
	if len(c.Attributes) == 0 {
		return
	}
	required := make(map[string]bool)
	for _, short := range claims.Needed(c.Federation, 0) {
		required[short] = true
	}
	d.open("md:AttributeConsumingService", "index", "0", "isDefault", "true")
	both(d, "md:ServiceName", c.Name)
	both(d, "md:ServiceDescription", c.Description)
	for _, a := range c.Attributes {
		must := ""
		if required[claims.Canonical(a)] {
			must = "true"
		}
		d.empty("md:RequestedAttribute", "Name", p.wireName(a), "NameFormat", p.nameFormat,
			"FriendlyName", claims.Canonical(a), "isRequired", must)
	}
	d.close("md:AttributeConsumingService")
}

// writeContact writes a security contact the way REFEDS defines it for SIRTFI:
// the schema knows no such kind.
func writeContact(d *document, who Contact) {
	if who.Kind == Security {
		d.open("md:ContactPerson", "xmlns:remd", nsREFEDS, "contactType", "other", "remd:contactType", kindSec)
	} else {
		d.open("md:ContactPerson", "contactType", string(who.Kind))
	}
	if who.Name != "" {
		d.text("md:GivenName", who.Name)
	}
	d.text("md:EmailAddress", "mailto:"+who.Email)
	d.close("md:ContactPerson")
}
