package hub

import (
	"encoding/xml"
	"time"

	"github.com/beevik/etree"
)

const (
	nsMetadata = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsMDUI     = "urn:oasis:names:tc:SAML:metadata:ui"
)

// metadataLifetime is EngineBlock's validUntil (federations §2.8).
const metadataLifetime = 24 * time.Hour

// Metadata gives the hub's IdP metadata as EngineBlock lays it out: one key, an SSO
// address that names it, signed with that key or with Config.MetadataKey. It is made anew at each call, so
// that validUntil is always a day ahead.
func (h *Hub) Metadata() []byte {
	b, err := h.metadata(false)
	if err != nil {
		return nil // New has tried this very thing: nothing in it depends on input
	}
	return b
}

// ForgedMetadata is the same, signed with a key of someone else: what a pinned
// certificate is there to refuse.
func (h *Hub) ForgedMetadata() ([]byte, error) { return h.metadata(true) }

func (h *Hub) metadata(forged bool) ([]byte, error) {
	key := h.current()
	signer := key
	if h.metadataKey != nil {
		signer = h.metadataKey
	}
	doc := etree.NewDocument()
	doc.WriteSettings = etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true}
	doc.CreateProcInst("xml", `version="1.0" encoding="UTF-8"`)
	root := doc.CreateElement("md:EntityDescriptor")
	attr(root, "xmlns:md", nsMetadata)
	attr(root, "xmlns:mdui", nsMDUI)
	attr(root, "ID", newID())
	attr(root, "validUntil", stamp(h.now().Add(metadataLifetime)))
	attr(root, "entityID", h.entityID)
	h.describe(root, key)
	s, err := h.seal(&Misbehaviour{ForeignKey: forged}, signer)
	if err != nil {
		return nil, err
	}
	if err := s.sign(root); err != nil {
		return nil, err
	}
	return doc.WriteToBytes()
}

func (h *Hub) describe(root *etree.Element, key *signingKey) {
	role := add(root, "md:IDPSSODescriptor", "protocolSupportEnumeration", nsProtocol)
	if !h.unsignedOK {
		attr(role, "WantAuthnRequestsSigned", "true")
	}
	ui := add(add(role, "md:Extensions"), "mdui:UIInfo")
	for _, lang := range []string{"nl", "en"} {
		add(ui, "mdui:DisplayName", "xml:lang", lang).CreateText(h.name(lang))
	}
	descriptor := add(role, "md:KeyDescriptor", "use", "signing")
	info := add(descriptor, "ds:KeyInfo", "xmlns:ds", nsDsig)
	add(add(info, "ds:X509Data"), "ds:X509Certificate").CreateText(key.base64)
	for _, format := range h.formats() {
		add(role, "md:NameIDFormat").CreateText(format)
	}
	add(role, "md:SingleSignOnService", "Binding", bindingRedirect, "Location", h.ssoAt(key.id))
	organisation := add(root, "md:Organization")
	for _, tag := range []string{"md:OrganizationName", "md:OrganizationDisplayName"} {
		add(organisation, tag, "xml:lang", "nl").CreateText(h.name("nl"))
	}
	add(organisation, "md:OrganizationURL", "xml:lang", "nl").CreateText(h.base)
	contact := add(root, "md:ContactPerson", "contactType", "technical")
	add(contact, "md:SurName").CreateText(h.name("nl"))
	add(contact, "md:EmailAddress").CreateText("mailto:beheer@hub.example")
}

func (h *Hub) formats() []string {
	if h.style == Entree {
		return []string{formatUnspecified}
	}
	return []string{formatPersistent, formatTransient, formatUnspecified}
}

// name says in both languages that this is not the real hub.
func (h *Hub) name(lang string) string {
	name := "SURFconext"
	if h.style == Entree {
		name = "Entree Federatie"
	}
	if lang == "en" {
		return name + " (imitation)"
	}
	return name + " (nagemaakt)"
}

// Aggregate gives the metadata inside an EntitiesDescriptor, unsigned, among other
// entities: what a federation's own feed looks like.
func (h *Hub) Aggregate(others ...[]byte) []byte {
	out := []byte(xml.Header + `<md:EntitiesDescriptor xmlns:md="` + nsMetadata + `" validUntil="` + stamp(h.now().Add(metadataLifetime)) + `">`)
	for _, one := range append(others, h.Metadata()) {
		if i := indexRoot(one); i >= 0 {
			out = append(out, one[i:]...)
		}
	}
	return append(out, "</md:EntitiesDescriptor>"...)
}

// indexRoot finds the root element behind an XML declaration.
func indexRoot(b []byte) int {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == '<' && b[i+1] != '?' && b[i+1] != '!' {
			return i
		}
	}
	return -1
}
