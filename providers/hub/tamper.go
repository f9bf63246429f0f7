package hub

import (
	"fmt"

	"github.com/beevik/etree"
)

// Part names one thing in an answer that is changed after it was signed.
type Part string

// assertionParts are covered by the Assertion's signature.
func assertionParts() []Part {
	return []Part{
		"assertion-id", "assertion-version", "assertion-issue-instant", "assertion-issuer",
		"name-id", "name-id-format", "confirmation-method", "recipient", "confirmation-in-response-to", "confirmation-end",
		"not-before", "not-on-or-after", "audience",
		"authn-instant", "session-index", "authn-context", "authority",
		"attribute-name", "attribute-value", "attribute-added", "attribute-removed", "value-added", "values-swapped",
		"digest", "signature-value", "signature-method", "reference-uri",
	}
}

// responseParts are covered by the Response's signature alone.
func responseParts() []Part {
	return []Part{
		"response-id", "response-issue-instant", "response-issuer", "destination", "in-response-to",
		"status", "response-digest", "response-signature-value",
	}
}

// target is where a part is: an attribute of an element, or its text.
type target struct {
	path  []string // from the Response
	attr  string   // empty: the text
	value string
}

func (p Part) target() (target, bool) {
	const id, long = "_" + Evil, "2099-01-01T00:00:00Z"
	a := func(rest ...string) []string { return append([]string{"Assertion"}, rest...) }
	data := a("Subject", "SubjectConfirmation", "SubjectConfirmationData")
	info := a("Signature", "SignedInfo")
	t, ok := map[Part]target{
		"assertion-id":                {a(), "ID", id},
		"assertion-version":           {a(), "Version", "2.1"},
		"assertion-issue-instant":     {a(), "IssueInstant", long},
		"assertion-issuer":            {a("Issuer"), "", EvilOrigin},
		"name-id":                     {a("Subject", "NameID"), "", Evil},
		"name-id-format":              {a("Subject", "NameID"), "Format", formatEmail},
		"confirmation-method":         {a("Subject", "SubjectConfirmation"), "Method", cmHolderOfKey},
		"recipient":                   {data, "Recipient", EvilOrigin},
		"confirmation-in-response-to": {data, "InResponseTo", id},
		"confirmation-end":            {data, "NotOnOrAfter", long},
		"not-before":                  {a("Conditions"), "NotBefore", "2000-01-01T00:00:00Z"},
		"not-on-or-after":             {a("Conditions"), "NotOnOrAfter", long},
		"audience":                    {a("Conditions", "AudienceRestriction", "Audience"), "", EvilOrigin},
		"authn-instant":               {a("AuthnStatement"), "AuthnInstant", long},
		"session-index":               {a("AuthnStatement"), "SessionIndex", id},
		"authn-context":               {a("AuthnStatement", "AuthnContext", "AuthnContextClassRef"), "", Evil},
		"authority":                   {a("AuthnStatement", "AuthnContext", "AuthenticatingAuthority"), "", EvilOrigin},
		"attribute-name":              {a("AttributeStatement", "Attribute"), "Name", Evil},
		"attribute-value":             {a("AttributeStatement", "Attribute", "AttributeValue"), "", Evil},
		"digest":                      {append(info, "Reference", "DigestValue"), "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
		"signature-value":             {a("Signature", "SignatureValue"), "", "AAAA"},
		"signature-method":            {append(info, "SignatureMethod"), "Algorithm", algRSASHA512},
		"reference-uri":               {append(info, "Reference"), "URI", "#" + id},
		"response-id":                 {nil, "ID", id},
		"response-issue-instant":      {nil, "IssueInstant", long},
		"response-issuer":             {[]string{"Issuer"}, "", EvilOrigin},
		"destination":                 {nil, "Destination", EvilOrigin},
		"in-response-to":              {nil, "InResponseTo", id},
		"status":                      {[]string{"Status", "StatusCode"}, "Value", statusPrefix + "Responder"},
		"response-digest":             {[]string{"Signature", "SignedInfo", "Reference", "DigestValue"}, "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
		"response-signature-value":    {[]string{"Signature", "SignatureValue"}, "", "AAAA"},
	}[p]
	return t, ok
}

// tamper changes one part.
func tamper(response *etree.Element, p Part) error {
	statement := find(response, "Assertion", "AttributeStatement")
	switch {
	case statement == nil:
	case p == "attribute-added":
		text(add(statement, "saml:Attribute", "Name", "uid", "NameFormat", nameFormatURI), "saml:AttributeValue", Evil)
		return nil
	case p == "attribute-removed":
		statement.RemoveChild(statement.SelectElement("Attribute"))
		return nil
	case p == "value-added":
		text(statement.SelectElement("Attribute"), "saml:AttributeValue", Evil)
		return nil
	case p == "values-swapped":
		return swapValues(statement)
	}
	t, ok := p.target()
	if !ok {
		return fmt.Errorf("hub: no part %q", p)
	}
	e := find(response, t.path...)
	if e == nil {
		return fmt.Errorf("hub: the answer has no %s to tamper with", p)
	}
	if t.attr == "" {
		e.SetText(t.value)
		return nil
	}
	e.CreateAttr(t.attr, t.value)
	return nil
}

// swapValues exchanges the values of the first two attributes with another value:
// every word is still one that was signed.
func swapValues(statement *etree.Element) error {
	values := statement.FindElements("Attribute/AttributeValue")
	for _, v := range values[1:] {
		if a, b := values[0].Text(), v.Text(); a != b && b != "" {
			values[0].SetText(b)
			v.SetText(a)
			return nil
		}
	}
	return fmt.Errorf("hub: the answer has no two values to swap")
}
