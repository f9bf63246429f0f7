package hub

import (
	"slices"
	"time"
)

// Algorithms by their URIs.
const (
	algRSASHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	algRSASHA384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
	algRSASHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
	algRSASHA1   = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
	algHMACSHA1  = "http://www.w3.org/2000/09/xmldsig#hmac-sha1"
	algHMAC256   = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
	algSHA1      = "http://www.w3.org/2000/09/xmldsig#sha1"
	algSHA256    = "http://www.w3.org/2001/04/xmlenc#sha256"
	algSHA384    = "http://www.w3.org/2001/04/xmldsig-more#sha384"
	algSHA512    = "http://www.w3.org/2001/04/xmlenc#sha512"
	algExcC14N   = "http://www.w3.org/2001/10/xml-exc-c14n#"
	algExcC14NC  = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"
	algC14N      = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	algEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	algXSLT      = "http://www.w3.org/TR/1999/REC-xslt-19991116"
)

const (
	formatUnspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
	formatPersistent  = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
	formatTransient   = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
	formatEmail       = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
	cmBearer          = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
	cmHolderOfKey     = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
)

// Misbehaviours lists every kind by name, the honest ones among them first within
// their group. Names are stable: tests and their reports refer to them.
func Misbehaviours() []Named {
	return slices.Concat(
		[]Named{{Name: "honest", Honest: true}},
		signatureFaults(), algorithmFaults(), responseFaults(), subjectFaults(), conditionFaults(),
		timeFaults(), statementFaults(), documentFaults(), encrypted(), personFaults(), tampered(), wrapped(), formFaults(),
	)
}

func signatureFaults() []Named {
	return []Named{
		{Name: "signed-assertion-only", M: Misbehaviour{Sign: SignAssertion}, Honest: true},
		{Name: "signed-response-only", M: Misbehaviour{Sign: SignResponse}, Either: true},
		{Name: "signed-both", M: Misbehaviour{Sign: SignBoth}, Honest: true},
		{Name: "key-info-absent", M: Misbehaviour{KeyInfo: "absent"}, Honest: true},
		{Name: "key-info-foreign-certificate", M: Misbehaviour{KeyInfo: "foreign"}, Either: true},
		{Name: "signature-base64-wrapped", M: Misbehaviour{WrapBase64: true}, Honest: true},
		{Name: "signed-with-prefix-list", M: Misbehaviour{PrefixList: "xs"}, Honest: true},
		{Name: "unsigned", M: Misbehaviour{Sign: SignNothing}},
		{Name: "foreign-key", M: Misbehaviour{ForeignKey: true}},
		{Name: "foreign-key-with-certificate", M: Misbehaviour{ForeignKey: true, KeyInfo: "foreign"}},
		{Name: "foreign-key-with-key-value", M: Misbehaviour{ForeignKey: true, KeyInfo: "key-value"}},
		{Name: "reference-twice", M: Misbehaviour{Reference: "twice"}},
		{Name: "reference-empty", M: Misbehaviour{Reference: "empty"}},
		{Name: "reference-elsewhere", M: Misbehaviour{Reference: "elsewhere"}},
		{Name: "reference-absent", M: Misbehaviour{Reference: "absent"}},
		{Name: "signature-twice", M: Misbehaviour{SecondSignature: true}},
		{Name: "signed-info-twice", M: Misbehaviour{SecondInfo: true}},
		{Name: "transform-xslt", M: Misbehaviour{Transform: algXSLT}},
	}
}

func algorithmFaults() []Named {
	return []Named{
		{Name: "rsa-sha384", M: Misbehaviour{SignatureMethod: algRSASHA384, DigestMethod: algSHA384}, Honest: true},
		{Name: "rsa-sha512", M: Misbehaviour{SignatureMethod: algRSASHA512, DigestMethod: algSHA512}, Honest: true},
		{Name: "rsa-sha1", M: Misbehaviour{SignatureMethod: algRSASHA1, DigestMethod: algSHA1}},
		{Name: "signature-sha1", M: Misbehaviour{SignatureMethod: algRSASHA1}},
		{Name: "digest-sha1", M: Misbehaviour{DigestMethod: algSHA1}},
		{Name: "hmac-sha1-with-public-key", M: Misbehaviour{SignatureMethod: algHMACSHA1}},
		{Name: "hmac-sha256-with-public-key", M: Misbehaviour{SignatureMethod: algHMAC256}},
		{Name: "c14n-inclusive", M: Misbehaviour{C14N: algC14N}},
		{Name: "c14n-with-comments", M: Misbehaviour{C14N: algExcC14NC}},
	}
}

func responseFaults() []Named {
	return []Named{
		{Name: "destination-missing-unsigned-response", M: Misbehaviour{Sign: SignAssertion, Destination: Missing}, Either: true},
		{Name: "response-issuer-missing", M: Misbehaviour{ResponseIssuer: Missing}, Honest: true},
		{Name: "destination-missing", M: Misbehaviour{Sign: SignBoth, Destination: Missing}},
		{Name: "destination-empty", M: Misbehaviour{Sign: SignBoth, Destination: Blank}},
		{Name: "destination-wrong-unsigned-response", M: Misbehaviour{Sign: SignAssertion, Destination: EvilOrigin}, Either: true},
		{Name: "destination-wrong", M: Misbehaviour{Sign: SignBoth, Destination: EvilOrigin}},
		{Name: "in-response-to-missing", M: Misbehaviour{InResponseTo: Missing}, Either: true},
		{Name: "in-response-to-wrong", M: Misbehaviour{InResponseTo: "_" + Evil}},
		{Name: "unsolicited", M: Misbehaviour{InResponseTo: Missing, ConfirmationInResponseTo: Missing}},
		{Name: "response-issuer-wrong", M: Misbehaviour{ResponseIssuer: EvilOrigin}},
		{Name: "assertion-issuer-wrong", M: Misbehaviour{AssertionIssuer: EvilOrigin}},
		{Name: "assertion-issuer-missing", M: Misbehaviour{AssertionIssuer: Missing}},
		{Name: "response-version-1.1", M: Misbehaviour{Version: "1.1"}},
		{Name: "assertion-version-1.1", M: Misbehaviour{AssertionVersion: "1.1"}},
		{Name: "status-no-passive", M: Misbehaviour{Status: "Responder", SubStatus: "NoPassive"}},
		{Name: "status-authn-failed", M: Misbehaviour{Status: "Responder", SubStatus: "AuthnFailed"}},
		{Name: "status-request-denied", M: Misbehaviour{Status: "Responder", SubStatus: "RequestDenied"}},
		{Name: "status-no-authn-context", M: Misbehaviour{Status: "Responder", SubStatus: "NoAuthnContext"}},
		{Name: "status-no-authn-context-top", M: Misbehaviour{Status: "NoAuthnContext"}},
		{Name: "status-requester", M: Misbehaviour{Status: "Requester"}},
		{Name: "status-responder-with-assertion", M: Misbehaviour{Status: "Responder", KeepAssertion: true}},
		{Name: "assertion-missing", M: Misbehaviour{NoAssertion: true}},
		{Name: "two-assertions-both-signed", M: Misbehaviour{SecondAssertion: "signed"}},
		{Name: "two-assertions-second-unsigned", M: Misbehaviour{SecondAssertion: "unsigned"}},
		{Name: "two-assertions-first-unsigned", M: Misbehaviour{SecondAssertion: "before"}},
	}
}

func subjectFaults() []Named {
	return []Named{
		{Name: "confirmation-twice", M: Misbehaviour{SecondConfirmation: "same"}, Either: true},
		{Name: "confirmation-holder-of-key-then-bearer", M: Misbehaviour{SecondConfirmation: "holder-of-key"}, Either: true},
		{Name: "confirmation-elsewhere-then-here", M: Misbehaviour{SecondConfirmation: "elsewhere"}, Either: true},
		{Name: "confirmation-with-not-before", M: Misbehaviour{ConfirmationStart: true}, Either: true},
		{Name: "subject-missing", M: Misbehaviour{NoSubject: true}},
		{Name: "confirmation-missing", M: Misbehaviour{NoConfirmation: true}},
		{Name: "confirmation-holder-of-key", M: Misbehaviour{ConfirmationMethod: cmHolderOfKey}},
		{Name: "confirmation-without-method", M: Misbehaviour{ConfirmationMethod: Missing}},
		{Name: "confirmation-without-data", M: Misbehaviour{NoConfirmationData: true}},
		{Name: "confirmation-without-end", M: Misbehaviour{ConfirmationEnd: Missing}},
		{Name: "recipient-missing", M: Misbehaviour{Recipient: Missing}},
		{Name: "recipient-wrong", M: Misbehaviour{Recipient: EvilOrigin}},
		{Name: "confirmation-in-response-to-missing", M: Misbehaviour{ConfirmationInResponseTo: Missing}},
		{Name: "confirmation-in-response-to-wrong", M: Misbehaviour{ConfirmationInResponseTo: "_" + Evil}},
		{Name: "name-id-with-comment", M: Misbehaviour{InjectNameID: "comment"}},
		{Name: "name-id-with-pi", M: Misbehaviour{InjectNameID: "pi"}},
		{Name: "name-id-with-cdata", M: Misbehaviour{InjectNameID: "cdata"}},
		{Name: "name-id-with-element", M: Misbehaviour{InjectNameID: "element"}},
		{Name: "name-id-missing", M: Misbehaviour{NameID: Missing}, Claims: true, Only: SURFconext},
		{Name: "name-id-empty", M: Misbehaviour{NameID: Blank}, Claims: true, Only: SURFconext},
		{Name: "name-id-transient", M: Misbehaviour{NameIDFormat: formatTransient}, Claims: true, Only: SURFconext},
		{Name: "name-id-unspecified", M: Misbehaviour{NameIDFormat: formatUnspecified}, Claims: true, Only: SURFconext},
		{Name: "name-id-email", M: Misbehaviour{NameIDFormat: formatEmail}, Claims: true, Only: SURFconext},
		{Name: "name-id-format-missing", M: Misbehaviour{NameIDFormat: Missing}, Claims: true, Only: SURFconext},
	}
}

func conditionFaults() []Named {
	other := "https://another.example/saml"
	return []Named{
		{Name: "audience-second-of-two", M: Misbehaviour{AudienceBefore: []string{other}}, Honest: true},
		{Name: "audience-first-of-two", M: Misbehaviour{AudienceAfter: []string{other}}, Honest: true},
		{Name: "one-time-use", M: Misbehaviour{OneTimeUse: true}, Honest: true},
		{Name: "conditions-missing", M: Misbehaviour{NoConditions: true}},
		{Name: "audience-missing", M: Misbehaviour{Audience: Missing}},
		{Name: "audience-empty", M: Misbehaviour{Audience: Blank}},
		{Name: "audience-wrong", M: Misbehaviour{Audience: Edit(other)}},
		{Name: "audience-restriction-twice", M: Misbehaviour{SecondRestriction: other}},
	}
}

// timeFaults are away from the edges: 180 s of skew either way are allowed
// (contract 14), and a test that wants the edge sets its own durations.
func timeFaults() []Named {
	return []Named{
		{Name: "expired-within-skew", M: Misbehaviour{ExpiredBy: 170 * time.Second}, Honest: true},
		{Name: "not-yet-valid-within-skew", M: Misbehaviour{NotYetValidBy: 170 * time.Second}, Honest: true},
		{Name: "issued-ahead-within-skew", M: Misbehaviour{IssueInstantSkew: 170 * time.Second}, Honest: true},
		{Name: "authn-instant-old", M: Misbehaviour{AuthnInstantAge: 4 * time.Hour}, Honest: true},
		{Name: "session-end-ahead", M: Misbehaviour{SessionNotOnOrAfter: 8 * time.Hour}, Honest: true},
		{Name: "session-end-passed", M: Misbehaviour{SessionNotOnOrAfter: -time.Hour}, Either: true},
		{Name: "issued-an-hour-ahead", M: Misbehaviour{IssueInstantSkew: time.Hour}, Either: true},
		{Name: "expired", M: Misbehaviour{ExpiredBy: 10 * time.Minute}},
		{Name: "confirmation-expired", M: Misbehaviour{ConfirmationExpiredBy: 10 * time.Minute}},
		{Name: "not-yet-valid", M: Misbehaviour{NotYetValidBy: 10 * time.Minute}},
	}
}

func statementFaults() []Named {
	return []Named{
		{Name: "authn-context-other", M: Misbehaviour{AuthnContext: "https://refeds.org/profile/mfa"}, Honest: true},
		{Name: "attribute-statement-split", M: Misbehaviour{SplitStatements: true}, Honest: true},
		{Name: "authority-other", M: Misbehaviour{Authority: "https://idp.another.example/metadata"}, Either: true},
		{Name: "authn-statement-twice", M: Misbehaviour{TwoAuthnStatements: true}, Either: true},
		{Name: "authn-statement-missing", M: Misbehaviour{NoAuthnStatement: true}},
		{Name: "authn-instant-missing", M: Misbehaviour{AuthnInstant: Missing}},
		{Name: "authn-instant-unreadable", M: Misbehaviour{AuthnInstant: "gisteren"}},
		{Name: "attribute-statement-missing", M: Misbehaviour{NoAttributes: true}, Claims: true},
	}
}

func documentFaults() []Named {
	return []Named{
		{Name: "size-8k", M: Misbehaviour{Size: 8 << 10}, Honest: true},
		{Name: "size-64k", M: Misbehaviour{Size: 64 << 10}, Honest: true},
		{Name: "size-300k", M: Misbehaviour{Size: 300 << 10}},
		{Name: "duplicate-id", M: Misbehaviour{DuplicateID: true}},
		{Name: "value-with-comment", M: Misbehaviour{Inject: "comment"}},
		{Name: "value-with-pi", M: Misbehaviour{Inject: "pi"}},
		{Name: "value-with-cdata", M: Misbehaviour{Inject: "cdata"}},
		{Name: "value-with-element", M: Misbehaviour{Inject: "element"}},
		{Name: "doctype", M: Misbehaviour{Doctype: "bare"}},
		{Name: "doctype-with-entity", M: Misbehaviour{Doctype: "entity"}},
		{Name: "encoding-iso-8859-1", M: Misbehaviour{Encoding: "iso-8859-1"}, Either: true},
		{Name: "encoding-utf-16", M: Misbehaviour{Encoding: "utf-16"}, Either: true},
	}
}
