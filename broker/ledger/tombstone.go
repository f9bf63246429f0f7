package ledger

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// Why a payload may be emptied.
const (
	ForErasure = "erasure" // whom it names has asked for it
	ForTerm    = "term"    // it has been kept for as long as it may be
)

// tombstone is what only we can put in the place of a payload.
func (l *Ledger) tombstone(number, at int64, digest []byte, why string) []byte {
	m := l.ring.MAC("log", []byte("audit tombstone"), whole(number), whole(at), digest, []byte(why))
	return m[:]
}

// EmptyAudit removes the payload of one entry for ever, and writes down that it did, in
// one step. The entry keeps its place: the chain holds on digests (design §3).
func (l *Ledger) EmptyAudit(ctx context.Context, by string, number int64, why string) error {
	if why != ForErasure && why != ForTerm {
		return keys.Declined("an entry is emptied for erasure or at the end of its term")
	}
	at, gone := l.now().Unix(), false
	err := l.records.Update(ctx, func(tx store.Tx) error {
		var digest []byte
		err := tx.Query(`SELECT digest FROM audit WHERE number = $1 AND box IS NOT NULL`, []any{number},
			func(scan func(...any) error) error { return scan(&digest) })
		if err != nil {
			return err
		}
		if gone = digest == nil; gone {
			return errors.New("nothing to empty")
		}
		_, err = tx.Exec(`UPDATE audit SET box = NULL, emptied = $1, why = $2, tombstone = $3 WHERE number = $4`,
			at, why, l.tombstone(number, at, digest, why), number)
		if err != nil {
			return err
		}
		return l.Noting(by)(tx, "audit.empty", strconv.FormatInt(number, 10), why)
	})
	if gone {
		return keys.Declined("there is no entry of that number with a payload")
	}
	if err != nil {
		return fmt.Errorf("ledger: empty entry %d: %w", number, err)
	}
	return nil
}
