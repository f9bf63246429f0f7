package grant

import (
	"encoding/json"
	"strings"
)

// Sender is the key that a token is bound to: whoever presents the token must prove
// that they hold it. It names the way as well as the key, so that a certificate's
// thumbprint never passes for a DPoP key's.
//
//   - "": bound to nobody, a bearer token (RFC 6750)
//   - "jkt:" and the SHA-256 thumbprint of a DPoP key (RFC 9449 §6, RFC 7638)
//   - "x5t#S256:" and the SHA-256 of a client certificate in DER (RFC 8705 §3)
//
// Thumbprints are 43 characters of base64url. They are digests of public things and
// no secret, but they tell one client from another: they stay out of logs.
type Sender string

const (
	jktPrefix = "jkt:"
	x5tPrefix = "x5t#S256:"
)

// JKT binds to a DPoP key, X5T to a client certificate.
func JKT(thumbprint string) Sender { return Sender(jktPrefix + thumbprint) }

// X5T binds to a client certificate by its x5t#S256.
func X5T(thumbprint string) Sender { return Sender(x5tPrefix + thumbprint) }

// Bound reports whether there is a key to prove.
func (s Sender) Bound() bool { return s != "" }

// JKT gives the thumbprint of the DPoP key, or "" where that is not the way.
func (s Sender) JKT() string { return s.of(jktPrefix) }

// X5T gives the thumbprint of the certificate, or "" where that is not the way.
func (s Sender) X5T() string { return s.of(x5tPrefix) }

func (s Sender) of(prefix string) string {
	if thumbprint, ok := strings.CutPrefix(string(s), prefix); ok {
		return thumbprint
	}
	return ""
}

// CNF gives the value of the cnf member (RFC 7800 §3.1), as introspection and a
// signed access token show it: {"jkt":"…"} or {"x5t#S256":"…"}. nil: not bound.
func (s Sender) CNF() json.RawMessage {
	name, thumbprint, found := strings.Cut(string(s), ":")
	if !found {
		return nil
	}
	b, err := json.Marshal(map[string]string{name: thumbprint})
	if err != nil { // two strings always encode
		return nil
	}
	return b
}
