package keys

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// EncryptionAlgorithms lists what may be encrypted to us with, each with a key of its
// own; ContentEncryption is what the content itself is then encrypted with (RFC 7518
// §4.3 and §5.3; NL GOV asks for these and nothing weaker).
func EncryptionAlgorithms() []string { return []string{"RSA-OAEP", "RSA-OAEP-256"} }

// ContentEncryption lists the encryptions of the content.
func ContentEncryption() []string { return []string{"A256GCM"} }

// encrypts reports whether a key of ours is for decryption and never signs.
func encrypts(alg string) bool { return slices.Contains(EncryptionAlgorithms(), alg) }

// ErrDecryption says that a message was not opened. Whatever is wrong with it, this is
// the answer: who sends ciphertexts to learn from the difference learns nothing.
var ErrDecryption = errors.New("keys: the message does not open with a key of ours")

// MakeEncryption makes the keys that may be encrypted to, where there are none yet: an
// installation in which nobody may encrypt has none. They have the calendar of all our
// keys: the one in use is in the JWKS, with use enc, and each that is published and not
// gone opens. Nodes that call it at once agree.
func (r *Ring) MakeEncryption(ctx context.Context) error {
	have := map[string]bool{}
	for _, k := range *r.tokens.Load() {
		have[k.alg] = true
	}
	missing := slices.DeleteFunc(EncryptionAlgorithms(), func(alg string) bool { return have[alg] })
	if len(missing) == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	all, err := r.make(ctx, absent{algs: missing})
	if err != nil {
		return fmt.Errorf("keys: make encryption keys: %w", err)
	}
	r.tokens.Store(&all.tokens)
	return nil
}

// Decrypt opens a JWE in compact serialisation (RFC 7516 §3.1) that was encrypted to a
// key of ours that is published still.
func (r *Ring) Decrypt(jwe string) ([]byte, error) {
	h, err := sealedHeader(jwe)
	if err != nil {
		return nil, err
	}
	message, err := jose.ParseEncryptedCompact(jwe, []jose.KeyAlgorithm{jose.KeyAlgorithm(h.Alg)}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil {
		return nil, ErrDecryption
	}
	for _, k := range r.today().published {
		private, ok := k.private.(*rsa.PrivateKey)
		if !ok || k.alg != h.Alg || h.Kid != "" && k.kid != h.Kid {
			continue
		}
		if plain, err := message.Decrypt(private); err == nil {
			return plain, nil
		}
	}
	return nil, ErrDecryption
}

// sealedHeader judges a JWE by its header, before a private key is used. It refuses
// compression: a kilobyte of it can stand for a gigabyte, and its length tells of the
// text (RFC 8725 §3.6).
func sealedHeader(jwe string) (Header, error) {
	if len(jwe) > maxJWT || strings.Count(jwe, ".") != 4 || strings.IndexFunc(jwe, notCompact) >= 0 {
		return Header{}, ErrDecryption
	}
	text, _, _ := strings.Cut(jwe, ".")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Header{}, ErrDecryption
	}
	var h struct {
		Alg  string          `json:"alg"`
		Enc  string          `json:"enc"`
		Kid  string          `json:"kid"`
		Cty  string          `json:"cty"`
		Crit json.RawMessage `json:"crit"`
		Zip  json.RawMessage `json:"zip"`
	}
	if json.Unmarshal(raw, &h) != nil || h.Crit != nil || h.Zip != nil {
		return Header{}, ErrDecryption
	}
	if !encrypts(h.Alg) || !slices.Contains(ContentEncryption(), h.Enc) {
		return Header{}, ErrDecryption
	}
	if h.Cty != "" && !strings.EqualFold(h.Cty, "JWT") { // RFC 7519 §5.2: a signed token lies in it
		return Header{}, ErrDecryption
	}
	return Header{Alg: h.Alg, Kid: h.Kid}, nil
}
