package op

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/url"
	"strings"
	"time"

	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store"
)

// Windows of a DPoP proof (RFC 9449 §11.1): made for this request, by a clock that may
// be off as far as a hub's may be.
const (
	proofAhead = assertionAhead  // 10 s must pass, 60 s must not
	proofAge   = 3 * time.Minute // and so long a used proof is remembered

	maxProofID = 256 // bytes of a jti
)

const invalidProof = "invalid_dpop_proof" // RFC 9449 §12.2

// prove gives the proof of a request, once it has been found to be for this request,
// fresh and new (RFC 9449 §4.3). token is the access token that came with it, or ""
// where none goes along. The signature comes before the store: what a stranger makes up
// costs no write.
func (p *Provider) prove(ctx context.Context, app *registry.App, c Call, token string) (keys.Proof, *fault, error) {
	if len(c.DPoP) != 1 {
		return keys.Proof{}, &fault{invalidProof, "send exactly one DPoP header"}, nil
	}
	proof, ok := verifiedProof(c.DPoP[0], app.Profile.ClientAlgs())
	if !ok {
		return keys.Proof{}, &fault{invalidProof, "the proof is no dpop+jwt that the public jwk in its header has signed with " +
			strings.Join(app.Profile.ClientAlgs(), ", ")}, nil
	}
	if f := p.matches(proof, c, token); f != nil {
		return keys.Proof{}, f, nil
	}
	if app.DPoPNonce && !p.nonceHolds(proof.Nonce) {
		return keys.Proof{}, &fault{"use_dpop_nonce", "put the nonce of the DPoP-Nonce header into the proof"}, nil
	}
	// Single use, over all nodes and restarts: insert if absent, for as long as it could
	// be sent again.
	left := instant(*proof.IssuedAt).Add(proofAge).Sub(p.Now())
	err := p.State.Create(ctx, store.KeyOf("dpop", proof.Thumbprint, proof.ID), []byte{1}, left+time.Minute)
	if errors.Is(err, store.ErrExists) {
		return keys.Proof{}, &fault{invalidProof, "this proof was used before: make one for each request, with a jti of its own"}, nil
	}
	if instant(*proof.IssuedAt).Before(p.State.Horizon()) { // it may have moved with that very operation
		return keys.Proof{}, &fault{invalidProof, "iat is too long ago"}, nil
	}
	return proof, nil, err
}

// verifiedProof tells a proof that does not verify from a store that does not answer: why
// it does not is nothing that its maker needs to hear.
func verifiedProof(jwt string, algs []string) (keys.Proof, bool) {
	proof, err := keys.VerifyProof(jwt, algs)
	return proof, err == nil
}

// matches holds what a proof says against the request that it came with.
func (p *Provider) matches(proof keys.Proof, c Call, token string) *fault {
	switch {
	case proof.ID == "" || len(proof.ID) > maxProofID:
		return &fault{invalidProof, "jti is missing or too long"}
	case proof.Method != c.Method:
		return &fault{invalidProof, "htm is not the method of this request"}
	case !p.isHere(proof.URI, c.Path):
		return &fault{invalidProof, "htu is not the address of this request"}
	case proof.IssuedAt == nil:
		return &fault{invalidProof, "iat is missing"}
	case p.ahead(proof.IssuedAt):
		return &fault{invalidProof, "iat lies ahead"}
	case !instant(*proof.IssuedAt).Add(proofAge).After(p.Now()):
		return &fault{invalidProof, "iat is too long ago"}
	case instant(*proof.IssuedAt).Before(p.State.Horizon()): // the mark of its use may have been lost
		return &fault{invalidProof, "iat is too long ago"}
	case token != "" && proof.Token != digestOf(token):
		return &fault{invalidProof, "ath is not the digest of this access token"}
	}
	return nil
}

// digestOf is ath of RFC 9449 §4.2.
func digestOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// isHere reports whether htu is the address of an endpoint of ours, at the issuer or where
// certificates are asked for.
func (p *Provider) isHere(htu, path string) bool {
	return sameURI(htu, p.Issuer+path) || p.MTLSOrigin != "" && sameURI(htu, p.MTLSOrigin+path)
}

// sameURI compares htu with the address of a request, without query and fragment and
// after the normalisation of RFC 3986 §6.2.2 and §6.2.3, as far as an address of ours
// can be spelled in other ways: case of scheme and host, the default port, and letters
// that were escaped without need.
func sameURI(htu, ours string) bool {
	if len(htu) > 1<<10 {
		return false
	}
	a, err1 := url.Parse(htu)
	b, err2 := url.Parse(ours)
	if err1 != nil || err2 != nil || a.User != nil || a.Opaque != "" {
		return false
	}
	return origin(a) == origin(b) && a.Path == b.Path && !strings.Contains(strings.ToLower(a.EscapedPath()), "%2f")
}

func origin(u *url.URL) string {
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[scheme]
	}
	return scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// nonceSlot is how long one nonce is handed out; it is taken for one slot more.
const nonceSlot = 150 // seconds

// nonce gives the DPoP nonce of this moment (RFC 9449 §8): every node that has the
// keyring makes the same one, none keeps it, and nobody else can tell the next.
func (p *Provider) nonce() string { return p.nonceOf(p.Now().Unix() / nonceSlot) }

func (p *Provider) nonceOf(slot int64) string {
	m := p.Ring.MAC("handle", []byte("dpop nonce"), binary.BigEndian.AppendUint64(nil, uint64(slot)))
	return base64.RawURLEncoding.EncodeToString(m[:18])
}

// nonceHolds takes the nonce of this slot, the one before, and the next, which a node
// may have given whose clock is ahead.
func (p *Provider) nonceHolds(nonce string) bool {
	slot := p.Now().Unix() / nonceSlot
	held := 0
	for _, s := range []int64{slot - 1, slot, slot + 1} {
		held |= subtle.ConstantTimeCompare([]byte(nonce), []byte(p.nonceOf(s)))
	}
	return held == 1
}

// freshNonce tells a client whose nonce grows old of the next one (RFC 9449 §8.2).
func (p *Provider) freshNonce(app *registry.App, proof keys.Proof) []Header {
	if now := p.nonce(); app.DPoPNonce && proof.Nonce != now {
		return []Header{{"DPoP-Nonce", now}}
	}
	return nil
}
