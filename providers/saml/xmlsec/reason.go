package xmlsec

// Reason names why a message was refused; the names are stable, for logs and tests.
type Reason string

// The reasons, in the order in which a message meets them.
const (
	ReasonTooLarge        Reason = "too-large"              // more bytes than allowed; nothing was read
	ReasonEncoding        Reason = "encoding"               // not UTF-8, or declared as something else
	ReasonCharacter       Reason = "character"              // one that XML 1.0 §2.2 forbids
	ReasonSyntax          Reason = "syntax"                 // not well-formed XML 1.0
	ReasonDoctype         Reason = "doctype"                // entities, XXE, default attributes: none of it
	ReasonCDATA           Reason = "cdata"                  // parsers disagree about it next to text
	ReasonComment         Reason = "comment"                // splits a value in two for some readers (CVE-2017-11427)
	ReasonPI              Reason = "processing-instruction" // signed as one text, read as another
	ReasonEntity          Reason = "entity"                 // not one of the five, or a bad character reference
	ReasonNamespace       Reason = "namespace"              // undeclared, misused, relative or overlong
	ReasonDuplicateAttr   Reason = "duplicate-attribute"    // by expanded name
	ReasonDuplicateID     Reason = "duplicate-id"           // two elements answer to one reference
	ReasonTooDeep         Reason = "too-deep"               // nesting
	ReasonTooMany         Reason = "too-many"               // nodes, attributes or namespaces
	ReasonContent         Reason = "content"                // a value holds an element or a comment, or stands twice
	ReasonBase64          Reason = "base64"                 // not RFC 4648 §4, white space aside
	ReasonRoot            Reason = "root"                   // the root is no samlp:Response; or, decrypted, no saml:Assertion
	ReasonSecondAssertion Reason = "second-assertion"       // anywhere, in any namespace (CVE-2022-41912)
	ReasonAssertionPlace  Reason = "assertion-place"        // neither saml:Assertion nor saml:EncryptedAssertion directly in the Response
	ReasonNoAssertion     Reason = "assertion-missing"      // although the status is Success
	ReasonNoSignature     Reason = "signature-missing"      // nothing covers the element
	ReasonExtraSignature  Reason = "extra-signature"        // a second one, or of neither Response nor Assertion
	ReasonSignatureShape  Reason = "signature-shape"        // other content than the one form allowed here
	ReasonAlgorithm       Reason = "algorithm"              // not on the list: SHA-1, HMAC, DSA, inclusive c14n
	ReasonTransform       Reason = "transform"              // other than enveloped-signature, then exclusive c14n
	ReasonReference       Reason = "reference"              // not exactly the parent's own ID
	ReasonKey             Reason = "key"                    // unusable, too weak, or none of the needed kind
	ReasonSignature       Reason = "signature"              // no key made it
	ReasonDigest          Reason = "digest"                 // the content is not what was signed
)

// Reasons lists every reason.
func Reasons() []Reason {
	return []Reason{
		ReasonTooLarge, ReasonEncoding, ReasonCharacter, ReasonSyntax, ReasonDoctype, ReasonCDATA, ReasonComment, ReasonPI,
		ReasonEntity, ReasonNamespace, ReasonDuplicateAttr, ReasonDuplicateID, ReasonTooDeep, ReasonTooMany, ReasonContent,
		ReasonBase64, ReasonRoot, ReasonSecondAssertion, ReasonAssertionPlace, ReasonNoAssertion,
		ReasonNoSignature, ReasonExtraSignature, ReasonSignatureShape, ReasonAlgorithm,
		ReasonTransform, ReasonReference, ReasonKey, ReasonSignature, ReasonDigest,
	}
}

// Error is every error of this package. Detail is fixed words and byte offsets,
// never text of the document.
type Error struct {
	Reason Reason
	Detail string
}

func (e *Error) Error() string { return "xmlsec: " + string(e.Reason) + ": " + e.Detail }

func refuse(r Reason, detail string) error { return &Error{Reason: r, Detail: detail} }
