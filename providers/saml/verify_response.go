package saml

import (
	"strings"

	"sluis/internal/refusal"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlsec"
)

// formatEntity is the only Format that an Issuer may claim (saml-profiles §4.1.4.2).
const formatEntity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"

// responseVersion: the schema demands Version, ID and IssueInstant. The instant of
// a Response decides nothing, since the Assertion has its own.
func (r *reading) responseVersion() error {
	if v, _ := r.response.Attr("Version"); v != "2.0" {
		return no(refusal.SAMLVersion, "Response: Version is not 2.0")
	}
	if id, _ := r.response.Attr("ID"); id == "" {
		return no(refusal.MalformedXML, "Response: ID is missing")
	}
	if at, _ := r.response.Attr("IssueInstant"); !isInstant(at) {
		return no(refusal.MalformedXML, "Response: IssueInstant is missing or not a time in UTC")
	}
	return nil
}

func isInstant(s string) bool {
	_, ok := metadata.Instant(s)
	return ok
}

func (r *reading) responseIssuer() error {
	issuer, err := only(r.response, nsAssertion, "Issuer")
	if err != nil {
		return no(refusal.Issuer, "Response: two Issuers")
	}
	if !issuer.OK() {
		return nil
	}
	return r.checkIssuer(issuer, "Response")
}

// checkIssuer compares with the hub that was asked. An Issuer that names another
// hub is the mix-up attack, whatever key signed it (federations §2.6).
func (r *reading) checkIssuer(issuer xmlsec.Node, of string) error {
	text, err := issuer.Text()
	if err != nil {
		return refusal.New(refusal.ElementInValue, err)
	}
	if trim(text) != r.hub {
		return no(refusal.Issuer, of+": Issuer is not the hub that was asked")
	}
	if f, has := issuer.Attr("Format"); has && f != formatEntity {
		return no(refusal.Issuer, of+": Issuer has a Format other than entity")
	}
	return nil
}

// destination: under a signature it must be there (bindings §3.5.5.2); without one
// anybody could have left it out, but a wrong one is still wrong.
func (r *reading) destination() error {
	d, has := r.response.Attr("Destination")
	switch {
	case !has && r.signed:
		return no(refusal.Destination, "Response: Destination is missing, although it is signed")
	case has && d != r.connection.acs:
		return no(refusal.Destination, "Response: Destination is not this assertion consumer service")
	}
	return nil
}

// responseInResponseTo: Sluis answers no unsolicited Response, so this is always
// there and always ours. It says the same as the signed one in the Assertion.
func (r *reading) responseInResponseTo() error {
	if to, _ := r.response.Attr("InResponseTo"); to == "" || to != r.answer.RequestID {
		return no(refusal.InResponseTo, "Response: InResponseTo is missing or of another request")
	}
	return nil
}

const statusPrefix = "urn:oasis:names:tc:SAML:2.0:status:"

// status decides before any assertion is read: real hubs send refusals that hold
// an Assertion (federations §2.6).
func (r *reading) status() error {
	status, err := only(r.response, nsProtocol, "Status")
	if err != nil || !status.OK() {
		return no(refusal.MalformedXML, "Response: not exactly one Status")
	}
	code, err := only(status, nsProtocol, "StatusCode")
	if err != nil || !code.OK() {
		return no(refusal.MalformedXML, "Status: not exactly one StatusCode")
	}
	top, _ := code.Attr("Value")
	inner, err := only(code, nsProtocol, "StatusCode")
	if err != nil {
		return no(refusal.MalformedXML, "StatusCode: two codes inside")
	}
	if top == statusPrefix+"Success" && !inner.OK() {
		return nil
	}
	return no(statusCode(code), "Status: not Success")
}

// statusCode gives the first code that says something, from the outside in: the
// telling one is mostly nested under Responder, but eduID sends NoAuthnContext at
// the top. The parser caps the depth.
func statusCode(code xmlsec.Node) refusal.Code {
	for ; code.OK(); code = code.Child(nsProtocol, "StatusCode") {
		value, _ := code.Attr("Value")
		switch strings.TrimPrefix(value, statusPrefix) {
		case "NoPassive":
			return refusal.StatusNoPassive
		case "NoAuthnContext":
			return refusal.StatusNoAuthnContext
		case "AuthnFailed":
			return refusal.StatusAuthnFailed
		case "RequestDenied":
			return refusal.StatusRequestDenied
		case "ProxyCountExceeded":
			return refusal.StatusProxyCount
		}
	}
	return refusal.StatusOther
}

// trim takes off XML white space, and no more than that: pretty-printed messages
// have it around identifiers (saml-core §1.3.2 leaves it to the application).
func trim(s string) string { return strings.Trim(s, " \t\r\n") }
