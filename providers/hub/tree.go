package hub

import "github.com/beevik/etree"

// tree writes a draft as EngineBlock lays it out: samlp and saml declared on the
// Response, xs and xsi on the Assertion (federation sample 06).
func (d *draft) tree() *etree.Document {
	doc := etree.NewDocument()
	// What is written is canonical, or a carriage return in a value would not survive.
	doc.WriteSettings = etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true}
	doc.CreateProcInst("xml", `version="1.0" encoding="UTF-8"`)
	r := doc.CreateElement("samlp:Response")
	attr(r, "xmlns:samlp", nsProtocol)
	attr(r, "xmlns:saml", nsAssertion)
	d.response.write(r)
	attr(r, "Destination", d.destination)
	attr(r, "InResponseTo", d.inResponseTo)
	text(r, "saml:Issuer", d.response.issuer)
	at := add(r, "samlp:Status")
	for _, code := range d.status {
		at = add(at, "samlp:StatusCode", "Value", code)
	}
	if d.present {
		r.AddChild(d.assertionTree())
	}
	return doc
}

func (d *draft) assertionTree() *etree.Element {
	a := etree.NewElement("saml:Assertion")
	attr(a, "xmlns:xs", "http://www.w3.org/2001/XMLSchema")
	attr(a, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	d.assertion.write(a)
	text(a, "saml:Issuer", d.assertion.issuer)
	if d.subject != nil {
		d.subject.write(a)
	}
	if d.conditions != nil {
		d.conditions.write(a)
	}
	for _, s := range d.authn {
		s.write(a)
	}
	for _, attributes := range d.statements {
		statement := add(a, "saml:AttributeStatement")
		for _, w := range attributes {
			w.write(statement)
		}
	}
	return a
}

func (h header) write(e *etree.Element) {
	attr(e, "ID", h.id)
	attr(e, "Version", h.version)
	attr(e, "IssueInstant", h.issued)
}

func (s *subject) write(assertion *etree.Element) {
	e := add(assertion, "saml:Subject")
	s.nameID.write(e)
	for _, c := range s.confirmations {
		one := add(e, "saml:SubjectConfirmation", "Method", c.method)
		if c.data == nil {
			continue
		}
		add(one, "saml:SubjectConfirmationData", "NotBefore", c.data.start, "NotOnOrAfter", c.data.end,
			"Recipient", c.data.recipient, "InResponseTo", c.data.inResponseTo)
	}
}

func (n nameID) write(parent *etree.Element) {
	if e := text(parent, "saml:NameID", n.value); e != nil {
		attr(e, "Format", n.format)
	}
}

func (c *conditions) write(assertion *etree.Element) {
	e := add(assertion, "saml:Conditions", "NotBefore", c.start, "NotOnOrAfter", c.end)
	for _, audiences := range c.restrictions {
		one := add(e, "saml:AudienceRestriction")
		for _, a := range audiences {
			text(one, "saml:Audience", a)
		}
	}
	if c.oneTimeUse {
		add(e, "saml:OneTimeUse")
	}
}

func (s authnStatement) write(assertion *etree.Element) {
	e := add(assertion, "saml:AuthnStatement", "AuthnInstant", s.instant, "SessionIndex", s.session, "SessionNotOnOrAfter", s.end)
	context := add(e, "saml:AuthnContext")
	text(context, "saml:AuthnContextClassRef", s.context)
	for _, a := range s.authorities {
		text(context, "saml:AuthenticatingAuthority", a)
	}
}

// write gives a value its xsi:type, but not an empty one: so eckId was seen.
func (w wireAttribute) write(statement *etree.Element) {
	e := add(statement, "saml:Attribute", "Name", w.name, "NameFormat", nameFormatURI)
	if w.nameID != nil {
		w.nameID.write(add(e, "saml:AttributeValue"))
		return
	}
	for _, v := range w.values {
		if v == "" {
			add(e, "saml:AttributeValue")
			continue
		}
		text(e, "saml:AttributeValue", v).CreateAttr("xsi:type", "xs:string")
	}
}

const nameFormatURI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"

// add appends an element; attrs are names and values in turn.
func add(parent *etree.Element, tag string, attrs ...string) *etree.Element {
	e := parent.CreateElement(tag)
	for i := 0; i+1 < len(attrs); i += 2 {
		attr(e, attrs[i], attrs[i+1])
	}
	return e
}

func attr(e *etree.Element, name, value string) {
	if v, ok := written(value); ok {
		e.CreateAttr(name, v)
	}
}

// text appends an element with text; nil where the value is [Missing].
func text(parent *etree.Element, tag, value string) *etree.Element {
	v, ok := written(value)
	if !ok {
		return nil
	}
	e := parent.CreateElement(tag)
	if v != "" {
		e.CreateText(v)
	}
	return e
}

// find walks down by local names, taking the first of each; nil where the way ends.
func find(e *etree.Element, path ...string) *etree.Element {
	for _, tag := range path {
		if e == nil {
			return nil
		}
		e = e.SelectElement(tag)
	}
	return e
}
