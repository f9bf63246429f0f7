package keys

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sluis/broker/store"
)

// How a signing key is relieved (O-19): apps see the new key a week before it signs,
// and the old one for a week after, far beyond what it signed lives.
const (
	publishedBefore = 7 * 24 * time.Hour
	publishedAfter  = 7 * 24 * time.Hour
)

// Rotate publishes a new key for an algorithm, to sign a week from now, when the
// present one retires; that one is gone a week later. It gives the new key's kid.
// Where a new key already waits, that one's kid comes back and nothing changes.
// Other nodes know of it after their next Reload.
func (r *Ring) Rotate(ctx context.Context, alg string, note Note) (kid string, err error) {
	if note == nil {
		return "", errNoNote
	}
	if !slices.Contains(r.KeyAlgorithms(), alg) {
		return "", Declined(fmt.Sprintf("%q is not an algorithm of ours: the JWKS has keys for %v", alg, r.KeyAlgorithms()))
	}
	fresh, err := generateAll([]string{alg})
	if err != nil {
		return "", fmt.Errorf("keys: rotate: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	start := now.Add(publishedBefore).Unix()
	row, err := sealSigning(r.wrap, ownerTokens, fresh[0], calendar{Published: now.Unix(), Used: start})
	if err != nil {
		return "", err
	}
	var have contents
	err = r.records.Update(ctx, func(tx store.Tx) error {
		if have, err = r.read(tx); err != nil { // also: does this node's master still fit
			return err
		}
		for _, k := range have.tokens {
			if k.alg == alg && k.waits(now.Unix()) {
				kid = k.kid
				return nil
			}
		}
		kid = row.kid
		if err := note(tx, "keys.rotate", "alg "+alg, "key "+kid, "signs from "+dated(start, "")); err != nil {
			return err
		}
		if err := relieve(tx, alg, now.Unix(), start); err != nil {
			return err
		}
		if err := row.insert(tx); err != nil {
			return err
		}
		have, err = r.read(tx)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("keys: rotate: %w", err)
	}
	r.tokens.Store(&have.tokens)
	return kid, nil
}

// relieve plans the end of the keys in use, and removes those that are gone.
func relieve(tx store.Tx, alg string, now, start int64) error {
	if _, err := tx.Exec(`DELETE FROM signing_key WHERE owner = $1 AND gone > 0 AND gone <= $2`, ownerTokens, now); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE signing_key SET retired = $1, gone = $2 WHERE owner = $3 AND alg = $4 AND retired = 0`,
		start, start+seconds(publishedAfter), ownerTokens, alg)
	return err
}

// Reload reads the signing keys again, to learn what another node published.
func (r *Ring) Reload(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	have, err := r.load(ctx)
	if err != nil {
		return fmt.Errorf("keys: reload: %w", err)
	}
	r.tokens.Store(&have.tokens)
	clear(r.saml)
	return nil
}

// KeyAlgorithms lists the algorithms that there are keys for: those of tokens, and those
// that may be encrypted with where anybody may.
func (r *Ring) KeyAlgorithms() []string {
	out := Algorithms()
	for _, k := range *r.tokens.Load() {
		if !slices.Contains(out, k.alg) {
			out = append(out, k.alg)
		}
	}
	return out
}
