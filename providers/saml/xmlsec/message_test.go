package xmlsec

import (
	"fmt"
	"strings"
	"testing"
)

// message describes a Response to build; the zero value has an unsigned Response
// and a signed Assertion, as EngineBlock sends it.
type message struct {
	responseSigned   bool
	assertionBare    bool // no signature of its own
	defaultNamespace bool // xmlns= in place of saml:, as some providers write
	attributes       int  // multi-valued ones beyond the usual
	pretty           bool
	status           string
	noAssertion      bool
	person           string // in place of the usual one
}

const (
	responseID  = "_r4a1b2c3d4e5f60718293a4b5c6d7e8f9"
	assertionID = "_a9f8e7d6c5b4a39281706f5e4d3c2b1a0"
)

// text gives the unsigned text, with marks where signatures go.
func (m message) text() string {
	status := m.status
	if status == "" {
		status = "urn:oasis:names:tc:SAML:2.0:status:Success"
	}
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	b.WriteString(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="` + responseID + `" Version="2.0" IssueInstant="2026-01-01T09:00:00Z" Destination="https://broker.example.nl/saml/entree/acs" InResponseTo="_req1">`)
	b.WriteString(`<saml:Issuer>https://hub.example.nl/metadata</saml:Issuer>`)
	if m.responseSigned {
		b.WriteString(`{{sig:` + responseID + `}}`)
	}
	b.WriteString(`<samlp:Status><samlp:StatusCode Value="` + status + `"/></samlp:Status>`)
	if !m.noAssertion {
		b.WriteString(m.assertion())
	}
	b.WriteString(`</samlp:Response>`)
	s := b.String()
	if m.pretty {
		s = strings.ReplaceAll(s, "><", ">\n  <")
	}
	return s
}

func (m message) assertion() string {
	var b strings.Builder
	b.WriteString(`<saml:Assertion ID="` + assertionID + `" Version="2.0" IssueInstant="2026-01-01T09:00:00Z">`)
	b.WriteString(`<saml:Issuer>https://hub.example.nl/metadata</saml:Issuer>`)
	if !m.assertionBare {
		b.WriteString(`{{sig:` + assertionID + `}}`)
	}
	b.WriteString(`<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">qj7cks8qdz9ph54@petteflat</saml:NameID>` +
		`<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-01-01T09:05:00Z" Recipient="https://broker.example.nl/saml/entree/acs" InResponseTo="_req1"/></saml:SubjectConfirmation></saml:Subject>`)
	b.WriteString(`<saml:Conditions NotBefore="2026-01-01T08:59:59Z" NotOnOrAfter="2026-01-01T09:05:00Z"><saml:AudienceRestriction><saml:Audience>https://broker.example.nl/saml/entree</saml:Audience></saml:AudienceRestriction></saml:Conditions>`)
	b.WriteString(`<saml:AuthnStatement AuthnInstant="2026-01-01T09:00:00Z" SessionIndex="` + assertionID + `"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef><saml:AuthenticatingAuthority>https://idp.petteflat.example.nl/</saml:AuthenticatingAuthority></saml:AuthnContext></saml:AuthnStatement>`)
	b.WriteString(`<saml:AttributeStatement>`)
	for _, a := range [][2]string{
		{"urn:mace:dir:attribute-def:givenName", "Zoë"}, {"nlEduPersonTussenvoegsels", "van 't"}, {"urn:mace:dir:attribute-def:sn", "Hoff &amp; Zn"},
		{"urn:mace:dir:attribute-def:eduPersonAffiliation", "student"}, {"nlEduPersonHomeOrganizationId", "11ZZ03"},
		{"nlEduPersonProfileId", "95312@1.petteflat.example.nl"}, {"nlEduPersonUnit", "H2A"},
	} {
		b.WriteString(`<saml:Attribute Name="` + a[0] + `" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue xsi:type="xs:string">` + a[1] + `</saml:AttributeValue></saml:Attribute>`)
	}
	b.WriteString(`<saml:Attribute Name="urn:mace:dir:attribute-def:eduPersonTargetedID"><saml:AttributeValue><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">qj7cks8qdz9ph54</saml:NameID></saml:AttributeValue></saml:Attribute>`)
	for i := range m.attributes {
		fmt.Fprintf(&b, `<saml:Attribute Name="urn:mace:dir:attribute-def:isMemberOf-%d" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue xsi:type="xs:string">urn:collab:group:petteflat.example.nl:%d</saml:AttributeValue></saml:Attribute>`, i, i*7919)
	}
	b.WriteString(`</saml:AttributeStatement></saml:Assertion>`)
	s := b.String()
	if m.person != "" {
		s = strings.ReplaceAll(s, "qj7cks8qdz9ph54", m.person)
	}
	if m.defaultNamespace {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "<saml:", "<"), "</saml:", "</")
		s = strings.Replace(s, "<Assertion ", `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" `, 1)
	}
	return s
}

// signed builds the message with its signatures, the inner one first.
func (m message) signed(t testing.TB, s seal) string {
	t.Helper()
	doc := m.text()
	if !m.assertionBare && !m.noAssertion {
		doc = sign(t, doc, assertionID, s)
	}
	if m.responseSigned {
		doc = sign(t, doc, responseID, s)
	}
	return doc
}
