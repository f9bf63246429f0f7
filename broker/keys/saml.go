package keys

import (
	"cmp"
	"context"
	"crypto"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"sluis/broker/store"
)

type samlKey = signingKey

// SAMLKeys is what a connection has at one moment (F-04). All keys are RSA-2048; a key
// signs and decrypts, so that one certificate at the hub is one rollover.
type SAMLKeys struct {
	Signer      crypto.Signer // signs requests now
	Certificate []byte        // DER, of the Signer's key

	// Also are the further certificates of our metadata: of the key that will sign, so
	// that the hub knows it in time, or of the one that signed before, until it is gone.
	// Never more than one: SURFconext takes two in all (federations §2.8).
	Also [][]byte
	// Encryption is the certificate that the hub may encrypt to: the newest key's. From
	// the day that the hub has seen it, nothing needs the key before it but signatures.
	Encryption []byte
	// Decrypters are all keys that are not gone, the newest last.
	Decrypters []crypto.Decrypter
	// Until is when the calendar gives another answer; zero: not by itself.
	Until time.Time
}

// SAML gives the key with which a connection signs its requests now (RSA-2048), and its
// self-signed certificate in DER. The first call for a connection makes both; they are
// the same until an operator stages another.
func (r *Ring) SAML(ctx context.Context, connection string) (crypto.Signer, []byte, error) {
	k, err := r.SAMLKeys(ctx, connection)
	return k.Signer, k.Certificate, err
}

// SAMLKeys gives the keys of a connection at this moment. The first call for a
// connection makes its first key.
func (r *Ring) SAMLKeys(ctx context.Context, connection string) (SAMLKeys, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all, err := r.openSAML(ctx, connection)
	if err != nil {
		return SAMLKeys{}, fmt.Errorf("keys: SAML key of %s: %w", connection, err)
	}
	k, err := samlAt(all, r.now().Unix())
	if err != nil {
		return SAMLKeys{}, fmt.Errorf("keys: SAML key of %s: %w", connection, err)
	}
	return k, nil
}

// samlAt reads the calendar; all is in the order of [bySigning].
func samlAt(all []*samlKey, now int64) (SAMLKeys, error) {
	var out SAMLKeys
	until := int64(math.MaxInt64)
	for _, k := range all {
		for _, date := range k.dates() {
			if date > now {
				until = min(until, date)
			}
		}
		if !k.published(now) {
			continue
		}
		d, ok := k.private.(crypto.Decrypter)
		if !ok {
			return SAMLKeys{}, fmt.Errorf("a key of type %T cannot decrypt", k.private)
		}
		out.Decrypters = append(out.Decrypters, d)
		out.Encryption = k.cert
		if k.signs(now) {
			if out.Certificate != nil {
				out.Also = append(out.Also, out.Certificate)
			}
			out.Signer, out.Certificate = k.private, k.cert
		} else {
			out.Also = append(out.Also, k.cert)
		}
	}
	if out.Signer == nil {
		return SAMLKeys{}, errors.New("none is in use")
	}
	if until != math.MaxInt64 {
		out.Until = time.Unix(until, 0).UTC()
	}
	return out, nil
}

// bySigning puts first what signs first; what waits for a command is last.
func bySigning(a, b calendar) int {
	when := func(c calendar) int64 {
		if c.Used == 0 {
			return math.MaxInt64
		}
		return c.Used
	}
	return cmp.Or(cmp.Compare(when(a), when(b)), cmp.Compare(a.Published, b.Published))
}

// openSAML gives the keys of a connection, and makes the first; r.mu is held.
func (r *Ring) openSAML(ctx context.Context, connection string) ([]*samlKey, error) {
	if all, ok := r.saml[connection]; ok {
		return all, nil
	}
	owner := ownerSAML + connection
	var rows []signingRow
	err := r.records.View(ctx, func(tx store.Tx) (err error) {
		rows, err = readSigning(tx, owner)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		if rows, err = r.makeSAML(ctx, connection, owner); err != nil {
			return nil, err
		}
	}
	return r.keepSAML(connection, rows)
}

// keepSAML opens rows and remembers them as a connection's keys; r.mu is held.
func (r *Ring) keepSAML(connection string, rows []signingRow) ([]*samlKey, error) {
	all := make([]*samlKey, len(rows))
	for i, row := range rows {
		var err error
		if all[i], err = row.open(r.wrap); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b *samlKey) int { return bySigning(a.calendar, b.calendar) })
	r.saml[connection] = all
	return all, nil
}

func (r *Ring) makeSAML(ctx context.Context, connection, owner string) ([]signingRow, error) {
	now := r.now()
	row, err := r.newSAML(connection, now, calendar{Published: now.Unix(), Used: now.Unix()})
	if err != nil {
		return nil, err
	}
	var rows []signingRow
	err = r.records.Update(ctx, func(tx store.Tx) error {
		// A rewrap on another node leaves this one with the old master: what it
		// sealed now, nobody could open.
		if _, err := r.read(tx); err != nil {
			return err
		}
		if err := row.insertFirst(tx); err != nil {
			return err
		}
		var err error
		rows, err = readSigning(tx, owner)
		return err
	})
	return rows, err
}

// newSAML makes a key and its certificate, sealed under the master of this ring.
func (r *Ring) newSAML(connection string, now time.Time, c calendar) (signingRow, error) {
	private, err := generate("RS256")
	if err != nil {
		return signingRow{}, err
	}
	k, err := newSigningKey("RS256", private)
	if err != nil {
		return signingRow{}, err
	}
	if k.cert, err = selfSigned(private, connection, now); err != nil {
		return signingRow{}, err
	}
	return sealSigning(r.wrap, ownerSAML+connection, k, c)
}
