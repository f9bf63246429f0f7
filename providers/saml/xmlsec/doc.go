// Package xmlsec is the trust boundary of SAML: it turns hostile bytes into a
// document, checks XML signatures in it, and hands out only elements that a
// signature of a given key covers.
//
// It is narrow on purpose. One strict tokenizer fills one flat table of nodes;
// canonical form, digest, signature and the values that callers read all come from
// that table, so what was verified and what is read cannot differ. Nothing is found
// by ID, by XPath or by what the message says of itself: a signature counts for the
// element it is a direct child of, under a key the caller brought.
//
// It refuses to know what an assertion means: times, audiences, status and
// attributes belong to providers/saml. Nor does it decrypt: what was inside an
// EncryptedAssertion comes back to [Message.Unseal] as hostile bytes once more. It imports the standard library only.
package xmlsec
