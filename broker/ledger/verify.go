package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"sluis/broker/store"
)

// Verdict is what became of a look at the whole chain. It names entries by number and
// holds nothing of what stands in them.
type Verdict struct {
	Entries int64  // that fit, from the first on
	Emptied int64  // of them, by erasure or at the end of their term
	Entry   int64  // the first that does not fit; 0: none
	Fault   string // what is wrong with it, as the end of a sentence
	End     Mark   // the last that fits
}

// Whole reports whether every entry fits and none is missing.
func (v Verdict) Whole() bool { return v.Fault == "" }

// What can be wrong with an entry.
const (
	faultMissing   = "is missing"
	faultAltered   = "does not fit: it was altered, moved or put there by somebody without the keys"
	faultPayload   = "has another payload than it was written with"
	faultEmptied   = "has lost its payload, and not by an erasure or the end of its term"
	faultReturned  = "has its payload back, though it was emptied"
	faultUnread    = "has a payload that these keys do not open"
	faultCut       = "is missing: the chain was cut off here"
	faultBehind    = "stands behind the sealed end of the chain"
	faultUnsealed  = "is the last, but no seal of ours says that it is: what came after it may be gone"
	faultUnmarked  = "is not the one of the mark: the chain is another than when the mark was noted"
	faultShortened = "is missing, and the mark says that it was there: the records are older than the mark"
)

// Verify reads the chain from its beginning to its end (L-21). An empty mark is not
// compared.
func (l *Ledger) Verify(ctx context.Context, noted Mark) (Verdict, error) {
	return l.walk(ctx, noted, func(AuditEntry) {})
}

// row is one entry as it lies in the records.
type row struct {
	number, at, emptied           int64
	why                           string
	box, digest, chain, tombstone []byte
}

// walk hands each entry that fits to keep, and stops at the first that does not.
func (l *Ledger) walk(ctx context.Context, noted Mark, keep func(AuditEntry)) (Verdict, error) {
	var v Verdict
	err := l.records.View(ctx, func(tx store.Tx) error {
		err := tx.Query(`SELECT number, at, box, digest, chain, emptied, why, tombstone FROM audit ORDER BY number`, nil, func(scan func(...any) error) error {
			var r row
			if err := scan(&r.number, &r.at, &r.box, &r.digest, &r.chain, &r.emptied, &r.why, &r.tombstone); err != nil || !v.Whole() {
				return err
			}
			e, fault := l.fits(r, v.End)
			if v.Fault = fault; fault == "" && noted.Number == r.number && !hmac.Equal(noted.Chain, r.chain) {
				v.Fault = faultUnmarked
			}
			if !v.Whole() {
				v.Entry = min(r.number, v.End.Number+1)
				return nil
			}
			v.take(r)
			keep(e)
			return nil
		})
		if err != nil || !v.Whole() {
			return err
		}
		return l.fitsEnd(tx, &v, noted)
	})
	if err != nil {
		return v, fmt.Errorf("ledger: read the audit chain: %w", err)
	}
	return v, nil
}

func (v *Verdict) take(r row) {
	v.Entries++
	if r.box == nil {
		v.Emptied++
	}
	v.End = Mark{r.number, r.chain}
}

// fits judges one entry behind the one before it.
func (l *Ledger) fits(r row, before Mark) (e AuditEntry, fault string) {
	e = AuditEntry{Number: r.number, At: r.at}
	switch {
	case r.number > before.Number+1:
		return e, faultMissing
	case r.number != before.Number+1, !hmac.Equal(r.chain, l.link(r.number, r.at, r.digest, before.Chain)):
		return e, faultAltered
	}
	dead := hmac.Equal(r.tombstone, l.tombstone(r.number, r.emptied, r.digest, r.why))
	switch {
	case r.box == nil && !dead:
		return e, faultEmptied
	case r.box == nil:
		return e, ""
	case r.tombstone != nil || r.emptied != 0 || r.why != "":
		return e, faultReturned
	}
	if sum := sha256.Sum256(r.box); !hmac.Equal(sum[:], r.digest) {
		return e, faultPayload
	}
	plain, err := l.ring.Open("seal", "audit", r.box)
	if err != nil || json.Unmarshal(plain, &e.Act) != nil {
		return e, faultUnread
	}
	return e, ""
}

// fitsEnd judges where the chain ends.
func (l *Ledger) fitsEnd(tx store.Tx, v *Verdict, noted Mark) error {
	h, found, err := l.readHead(tx)
	switch {
	case err != nil:
		return err
	case !h.sealed && (found || v.Entries > 0):
		v.Entry, v.Fault = v.End.Number, faultUnsealed
	case h.number > v.End.Number:
		v.Entry, v.Fault = v.End.Number+1, faultCut
	case h.number < v.End.Number:
		v.Entry, v.Fault = h.number+1, faultBehind
	case !hmac.Equal(h.chain, v.End.Chain):
		v.Entry, v.Fault = h.number, faultAltered
	case noted.Number > v.End.Number:
		v.Entry, v.Fault = v.End.Number+1, faultShortened
	}
	return nil
}
