package saml

import (
	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlsec"
)

const methodBearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"

func (r *reading) assertionPresent() error {
	if !r.assertion.OK() {
		return no(refusal.NoAssertion, "Response: no Assertion")
	}
	return nil
}

func (r *reading) assertionVersion() error {
	if v, _ := r.assertion.Attr("Version"); v != "2.0" {
		return no(refusal.SAMLVersion, "Assertion: Version is not 2.0")
	}
	r.identity.Assertion, _ = r.assertion.Attr("ID")
	if r.identity.Assertion == "" {
		return no(refusal.MalformedXML, "Assertion: ID is missing")
	}
	return nil
}

func (r *reading) assertionIssuer() error {
	issuer, err := only(r.assertion, nsAssertion, "Issuer")
	if err != nil || !issuer.OK() {
		return no(refusal.Issuer, "Assertion: not exactly one Issuer")
	}
	return r.checkIssuer(issuer, "Assertion")
}

// issueInstant refuses what was made in the future, and what was made before the
// state store lost its memory: whether that was used, nobody can say any more.
func (r *reading) issueInstant() error {
	value, _ := r.assertion.Attr("IssueInstant")
	issued, ok := metadata.Instant(value)
	switch {
	case !ok:
		return no(refusal.MalformedXML, "Assertion: IssueInstant is missing or not a time in UTC")
	case r.ahead(issued):
		return no(refusal.NotYetValid, "Assertion: IssueInstant lies in the future")
	case issued.Before(r.answer.Horizon):
		return no(refusal.BeforeRestart, "Assertion: issued before the state store began anew")
	}
	return nil
}

// subject reads the one NameID. An identifier that cannot be read would leave a
// subject without one (saml-notes §1: crewjam accepts that).
func (r *reading) subject() error {
	subject, err := only(r.assertion, nsAssertion, "Subject")
	if err != nil || !subject.OK() {
		return no(refusal.SubjectConfirmation, "Assertion: not exactly one Subject")
	}
	id, err := r.nameID(subject)
	if err != nil {
		return err
	}
	value, err := id.Text()
	if err != nil {
		return refusal.New(refusal.ElementInValue, err)
	}
	format, _ := id.Attr("Format")
	if want := r.connection.profile.nameIDPolicy; want != "" && format != want {
		return no(refusal.NameIDFormat, "NameID: another Format than was asked for")
	}
	r.identity.NameID = claims.NameID{Format: format, Value: value}
	return nil
}

// nameID gives the one identifier, decrypted where it was not plain.
func (r *reading) nameID(subject xmlsec.Node) (xmlsec.Node, error) {
	id, err := only(subject, nsAssertion, "NameID")
	sealed, errSealed := only(subject, nsAssertion, "EncryptedID")
	if err != nil || errSealed != nil || id.OK() == sealed.OK() || subject.Child(nsAssertion, "BaseID").OK() {
		return xmlsec.Node{}, no(refusal.NameIDFormat, "Subject: not exactly one NameID")
	}
	if sealed.OK() {
		return r.decryptedID(sealed)
	}
	return id, nil
}

// confirmations demands a bearer confirmation and holds every confirmation to the
// profile. The standard lets one that fits be enough; we have no use for an
// Assertion that somebody else could confirm in another way.
func (r *reading) confirmations() error {
	subject := r.assertion.Child(nsAssertion, "Subject")
	n := 0
	for c := range subject.ChildrenNamed(nsAssertion, "SubjectConfirmation") {
		n++
		if method, _ := c.Attr("Method"); method != methodBearer {
			return no(refusal.SubjectConfirmation, "SubjectConfirmation: Method is not bearer")
		}
		for child := range c.Children() {
			if !child.Is(nsAssertion, "SubjectConfirmationData") {
				return no(refusal.SubjectConfirmation, "SubjectConfirmation: names somebody else")
			}
		}
		data, err := only(c, nsAssertion, "SubjectConfirmationData")
		if err != nil || !data.OK() {
			return no(refusal.SubjectConfirmation, "SubjectConfirmation: not exactly one SubjectConfirmationData")
		}
		if err := r.confirmationData(data); err != nil {
			return err
		}
	}
	if n == 0 {
		return no(refusal.SubjectConfirmation, "Subject: no SubjectConfirmation")
	}
	return nil
}

// confirmationData is profiles §4.1.4.3 in its order; NotBefore is forbidden by
// §4.1.4.2. Address is a MAY for us: a school's address is a proxy's, and the hub
// may have seen another one.
func (r *reading) confirmationData(data xmlsec.Node) error {
	if to, _ := data.Attr("Recipient"); to == "" || to != r.connection.acs {
		return no(refusal.Recipient, "SubjectConfirmationData: Recipient is missing or not this assertion consumer service")
	}
	value, _ := data.Attr("NotOnOrAfter")
	end, ok := metadata.Instant(value)
	switch {
	case !ok:
		return no(refusal.SubjectConfirmation, "SubjectConfirmationData: NotOnOrAfter is missing or not a time in UTC")
	case r.passed(end):
		return no(refusal.Expired, "SubjectConfirmationData: NotOnOrAfter has passed")
	}
	r.until(end)
	if to, _ := data.Attr("InResponseTo"); to == "" || to != r.answer.RequestID {
		return no(refusal.InResponseTo, "SubjectConfirmationData: InResponseTo is missing or of another request")
	}
	if _, has := data.Attr("NotBefore"); has {
		return no(refusal.SubjectConfirmation, "SubjectConfirmationData: NotBefore is not allowed")
	}
	return nil
}

// conditions: all must be understood and all must hold (core §2.5.1.1). OneTimeUse
// holds by itself, since no answer is used twice here; ProxyRestriction limits
// assertions that others make on the ground of this one, and Sluis makes none.
func (r *reading) conditions() error {
	conditions, err := only(r.assertion, nsAssertion, "Conditions")
	if err != nil || !conditions.OK() {
		return no(refusal.Conditions, "Assertion: not exactly one Conditions")
	}
	if err := r.window(conditions); err != nil {
		return err
	}
	audiences := 0
	for c := range conditions.Children() {
		switch {
		case c.Is(nsAssertion, "AudienceRestriction"):
			audiences++
			if err := r.audience(c); err != nil {
				return err
			}
		case c.Is(nsAssertion, "OneTimeUse"), c.Is(nsAssertion, "ProxyRestriction"):
		default:
			return no(refusal.Conditions, "Conditions: a condition that is not known here")
		}
	}
	if audiences == 0 {
		return no(refusal.Audience, "Conditions: no AudienceRestriction")
	}
	return nil
}

// window reads NotBefore and NotOnOrAfter (core §2.5.1.2). Either may be absent:
// the confirmation has an end of its own that may not. Whether one lies before the
// other is the hub's affair: with the skew, both can hold in either order.
func (r *reading) window(conditions xmlsec.Node) error {
	from, hasFrom := conditions.Attr("NotBefore")
	to, hasTo := conditions.Attr("NotOnOrAfter")
	start, okFrom := metadata.Instant(from)
	end, okTo := metadata.Instant(to)
	switch {
	case hasFrom && !okFrom, hasTo && !okTo:
		return no(refusal.Conditions, "Conditions: a time is not in UTC")
	case hasFrom && r.ahead(start):
		return no(refusal.NotYetValid, "Conditions: NotBefore lies in the future")
	case hasTo && r.passed(end):
		return no(refusal.Expired, "Conditions: NotOnOrAfter has passed")
	}
	if hasTo {
		r.until(end)
	}
	return nil
}

// audience: one of its audiences must be ours; several restrictions must each hold
// (core §2.5.1.4).
func (r *reading) audience(restriction xmlsec.Node) error {
	ours := false
	for a := range restriction.Children() {
		if !a.Is(nsAssertion, "Audience") {
			return no(refusal.Audience, "AudienceRestriction: holds something other than Audience")
		}
		text, err := a.Text()
		if err != nil {
			return refusal.New(refusal.ElementInValue, err)
		}
		ours = ours || trim(text) == r.connection.entityID
	}
	if !ours {
		return no(refusal.Audience, "AudienceRestriction: does not name us")
	}
	return nil
}

// authnStatement reads the one statement that says how the person logged in. The
// standard allows several; which of them would be auth_time is anybody's guess, so
// a second is refused.
func (r *reading) authnStatement() error {
	s, err := only(r.assertion, nsAssertion, "AuthnStatement")
	if err != nil || !s.OK() {
		return no(refusal.AuthnStatement, "Assertion: not exactly one AuthnStatement")
	}
	value, _ := s.Attr("AuthnInstant")
	at, ok := metadata.Instant(value)
	switch {
	case !ok:
		return no(refusal.AuthnStatement, "AuthnStatement: AuthnInstant is missing or not a time in UTC")
	case r.ahead(at):
		return no(refusal.NotYetValid, "AuthnStatement: AuthnInstant lies in the future")
	case r.answer.ForceAuthn && at.Before(r.answer.Asked.Add(-Skew)):
		// Contract 15: old is what lies more than the skew before our request.
		return no(refusal.AuthnTooOld, "AuthnStatement: AuthnInstant is from before the request that asked for a new login")
	}
	if value, has := s.Attr("SessionNotOnOrAfter"); has {
		end, ok := metadata.Instant(value)
		if !ok {
			return no(refusal.AuthnStatement, "AuthnStatement: SessionNotOnOrAfter is not a time in UTC")
		}
		if r.passed(end) {
			return no(refusal.SessionEnded, "AuthnStatement: SessionNotOnOrAfter has passed")
		}
	}
	r.identity.AuthnInstant = at
	return r.authnContext(s)
}

// authnContext reads the class and who logged the person in. EngineBlock lists
// every identity provider on the way; the last is the school's (federations §2.3).
func (r *reading) authnContext(statement xmlsec.Node) error {
	context, err := only(statement, nsAssertion, "AuthnContext")
	if err != nil || !context.OK() {
		return no(refusal.AuthnStatement, "AuthnStatement: not exactly one AuthnContext")
	}
	class, err := only(context, nsAssertion, "AuthnContextClassRef")
	if err != nil {
		return no(refusal.AuthnStatement, "AuthnContext: two AuthnContextClassRefs")
	}
	if class.OK() {
		text, err := class.Text()
		if err != nil {
			return refusal.New(refusal.ElementInValue, err)
		}
		r.identity.ACR = trim(text)
	}
	for a := range context.ChildrenNamed(nsAssertion, "AuthenticatingAuthority") {
		text, err := a.Text()
		if err != nil {
			return refusal.New(refusal.ElementInValue, err)
		}
		r.identity.Authority = trim(text)
	}
	return nil
}
