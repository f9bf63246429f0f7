package saml

import (
	"errors"

	"sluis/internal/refusal"
	"sluis/providers/saml/xmlsec"
)

// no makes a refusal. The cause is fixed words: nothing that the message holds
// gets into an error (design §1.4).
func no(code refusal.Code, cause string) error {
	return refusal.New(code, errors.New("saml: "+cause))
}

// refuseXML gives the validator's reason its code. The cause keeps the reason,
// which the page's code alone does not show.
func refuseXML(err error) error {
	x, ok := errors.AsType[*xmlsec.Error](err)
	if !ok {
		return refusal.New(refusal.Internal, err)
	}
	return refusal.New(codeOf(x.Reason), err)
}

// codeOf maps every reason of the validator. A reason that is not here would be a
// validator newer than this table: it is refused as a signature that does not
// count, and a test says so.
func codeOf(r xmlsec.Reason) refusal.Code {
	switch r {
	case xmlsec.ReasonTooLarge, xmlsec.ReasonTooDeep, xmlsec.ReasonTooMany:
		return refusal.AnswerTooLarge
	case xmlsec.ReasonEncoding, xmlsec.ReasonCharacter, xmlsec.ReasonSyntax, xmlsec.ReasonEntity,
		xmlsec.ReasonNamespace, xmlsec.ReasonDuplicateAttr, xmlsec.ReasonDuplicateID, xmlsec.ReasonBase64,
		xmlsec.ReasonRoot:
		return refusal.MalformedXML
	case xmlsec.ReasonDoctype, xmlsec.ReasonCDATA, xmlsec.ReasonComment, xmlsec.ReasonPI:
		return refusal.ForbiddenXML
	case xmlsec.ReasonContent:
		return refusal.ElementInValue
	case xmlsec.ReasonSecondAssertion:
		return refusal.SecondAssertion
	case xmlsec.ReasonNoAssertion:
		return refusal.NoAssertion
	case xmlsec.ReasonAlgorithm, xmlsec.ReasonTransform:
		return refusal.Algorithm
	case xmlsec.ReasonAssertionPlace, xmlsec.ReasonNoSignature, xmlsec.ReasonExtraSignature,
		xmlsec.ReasonSignatureShape, xmlsec.ReasonReference, xmlsec.ReasonKey, xmlsec.ReasonSignature, xmlsec.ReasonDigest:
		return refusal.Signature
	}
	return unmapped
}

// unmapped is what an unknown reason becomes.
const unmapped = refusal.Internal
