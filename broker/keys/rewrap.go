package keys

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"

	"sluis/broker/store"
	"sluis/internal/secret"
)

// Rewrap seals the keyring and the signing keys under another master key, all in
// one step. No key changes, and so no subject, no MAC and nothing that was sealed.
// The caller puts the new master key on disk first, beside the old one.
//
// Other nodes go on with what they opened, and need the new master at their next
// start.
func (r *Ring) Rewrap(ctx context.Context, newMaster secret.Bytes, note Note) error {
	if note == nil {
		return errNoNote
	}
	if len(newMaster.Reveal()) != masterSize {
		return errors.New("keys: the new master key is not 32 bytes")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	next := wrapping(newMaster)
	err := r.records.Update(ctx, func(tx store.Tx) error {
		if err := note(tx, "keys.rewrap"); err != nil {
			return err
		}
		if err := rewrapRows(tx, r.wrap, next, `SELECT purpose, box FROM keyring`, `UPDATE keyring SET box = $1 WHERE purpose = $2`,
			func(purpose string) string { return "keyring " + purpose }); err != nil {
			return err
		}
		labels := map[string]string{}
		err := tx.Query(`SELECT kid, owner, alg FROM signing_key`, nil, func(scan func(...any) error) error {
			var k signingRow
			err := scan(&k.kid, &k.owner, &k.alg)
			labels[k.kid] = k.label()
			return err
		})
		if err != nil {
			return err
		}
		return rewrapRows(tx, r.wrap, next, `SELECT kid, box FROM signing_key`, `UPDATE signing_key SET box = $1 WHERE kid = $2`,
			func(id string) string { return labels[id] })
	})
	if err != nil {
		return fmt.Errorf("keys: rewrap: %w", err)
	}
	r.wrap, r.print = next, printOf(newMaster.Reveal())
	return nil
}

func rewrapRows(tx store.Tx, old, next cipher.AEAD, read, write string, label func(id string) string) error {
	boxes := map[string][]byte{}
	err := tx.Query(read, nil, func(scan func(...any) error) error {
		var id string
		var box []byte
		if err := scan(&id, &box); err != nil {
			return err
		}
		plain, err := open(old, label(id), box)
		if err != nil {
			return ErrMaster
		}
		boxes[id] = seal(next, label(id), plain)
		return nil
	})
	if err != nil {
		return err
	}
	for id, box := range boxes {
		if _, err := tx.Exec(write, box, id); err != nil {
			return err
		}
	}
	return nil
}
