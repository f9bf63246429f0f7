package keys

import (
	"context"
	"errors"
	"fmt"

	"sluis/broker/store"
)

// ErrNoKey says that there is no such signing key, or none any more.
var ErrNoKey = errors.New("keys: no signing key of that kid")

// Drop removes a signing key before its time, in the transaction of who writes it down:
// for a key that somebody else may have seen. Where it is the one in use, the next one is in
// use from this moment, whoever has not met it yet; without a next one it is declined, since
// nothing could be signed. What it gives tells the audit chain which key it was.
//
// The ring holds the keys of before until [Ring.Reload].
func (r *Ring) Drop(tx store.Tx, kid string) (lines []string, err error) {
	now := r.now().Unix()
	rows, err := allSigning(tx)
	if err != nil {
		return nil, err
	}
	var drop, next *signingRow
	for i := range rows {
		if rows[i].kid == kid && !rows[i].gone(now) {
			drop = &rows[i]
		}
	}
	if drop == nil {
		return nil, ErrNoKey
	}
	for i := range rows {
		if k := &rows[i]; k.kid != kid && k.owner == drop.owner && k.alg == drop.alg && k.waits(now) {
			next = k
		}
	}
	switch {
	case drop.signs(now) && next == nil:
		return nil, Declined("it is the only key of its kind that signs: make the next one first")
	case drop.signs(now):
		_, err = tx.Exec(`UPDATE signing_key SET in_use = $1 WHERE kid = $2`, now, next.kid)
	case drop.waits(now): // the one in use stays so
		_, err = tx.Exec(`UPDATE signing_key SET retired = 0, gone = 0 WHERE owner = $1 AND alg = $2 AND retired > $3`, drop.owner, drop.alg, now)
	}
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(`DELETE FROM signing_key WHERE kid = $1`, kid)
	return []string{drop.owner + " " + drop.alg + " key " + kid}, err
}

// MasterPrint names the master key without telling anything of it: two installations, or a
// copy of the key file and the key that is in use, can be compared.
func (r *Ring) MasterPrint() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.print
}

func printOf(master []byte) string {
	sum := derive(master, "sluis master fingerprint")
	return fmt.Sprintf("%x", sum[:8])
}

// OldestLogDay gives the oldest day of which some school's log can still be read; false:
// there is none.
func (r *Ring) OldestLogDay(ctx context.Context) (day Day, ok bool, err error) {
	err = r.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT day FROM log_key ORDER BY day LIMIT 1`, nil, func(scan func(...any) error) error {
			ok = true
			return scan((*int64)(&day))
		})
	})
	return day, ok, err
}
