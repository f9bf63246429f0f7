// Package saml is Sluis as a SAML 2.0 service provider towards one hub: it writes
// the signed AuthnRequest and our metadata, and verifies the Response in the order
// of the Web SSO profile (saml-profiles §4.1).
//
// A [Connection] is one registration at one hub. The two federations run the same
// software and differ in vocabulary and NameID rule; profile.go holds all that
// differs. Nothing of an answer is read but what the reference of a verified
// signature covers; that is package xmlsec's promise, and verify.go reads nothing
// but the nodes it hands out. What came encrypted is opened by package xmlenc, as
// one step among the others, and read by xmlsec like the rest.
//
// It refuses to know about HTTP, cookies, transactions, replay marks, contracts,
// schools and what an attribute means: values leave here untouched, for package
// claims to judge.
package saml
