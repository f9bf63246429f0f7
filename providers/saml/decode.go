package saml

import (
	"encoding/base64"
	"errors"
	"strings"

	"sluis/internal/refusal"
	"sluis/providers/saml/xmlsec"
)

// maxForm is the longest form field that is looked at: [xmlsec.MaxBytes] in
// base64, wrapped as narrowly as anyone does it.
const maxForm = 2 * xmlsec.MaxBytes

// decode gives the XML of a SAMLResponse field. Base64 may be wrapped, since
// saml-bindings §3.5.4 takes MIME's form of it; beyond white space it is strict:
// one alphabet, full padding, no bits left over. What would be more than
// [xmlsec.MaxBytes] of XML is refused unread (contract 14).
func decode(field string) ([]byte, error) {
	if len(field) > maxForm {
		return nil, refusal.New(refusal.AnswerTooLarge, errors.New("saml: form field is too long"))
	}
	// The decoder skips CR and LF itself. IndexByte is vectorised, ContainsAny is not.
	if strings.IndexByte(field, ' ') >= 0 || strings.IndexByte(field, '\t') >= 0 {
		field = strings.NewReplacer(" ", "", "\t", "").Replace(field)
	}
	if base64.StdEncoding.DecodedLen(len(field)-strings.Count(field, "\n")-strings.Count(field, "\r")) > xmlsec.MaxBytes+2 {
		return nil, refusal.New(refusal.AnswerTooLarge, errors.New("saml: answer is too long"))
	}
	b, err := base64.StdEncoding.Strict().DecodeString(field)
	if err != nil {
		// The decoder's own error names a byte offset and nothing of the content.
		return nil, refusal.New(refusal.AnswerForm, err)
	}
	if len(b) == 0 {
		return nil, refusal.New(refusal.AnswerForm, errors.New("saml: answer is empty"))
	}
	return b, nil
}
