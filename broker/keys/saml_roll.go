package keys

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sluis/broker/store"
)

// How a SAML key is relieved (F-04). Hubs load our metadata by hand: a week is for the
// person who does it. What signed before stays published and decrypts for a week: a
// browser may be under way with a request that it signed, and a hub may encrypt to it
// until it has seen the newer certificate.
const (
	PublishedBefore = publishedBefore
	PublishedAfter  = publishedAfter
)

// StageSAML publishes the next key of a connection: from now on in our metadata and
// among those that decrypt, and from at on the one that signs. A zero at waits for
// [Ring.MoveSAML]. A key that waits already is kept, and gets the new date. It gives
// the kid of the next key.
//
// It declines a date that leaves the hub less than [PublishedBefore], and a third key.
func (r *Ring) StageSAML(ctx context.Context, connection string, at time.Time, note Note) (kid string, err error) {
	fresh, err := r.newSAML(connection, r.now(), calendar{Published: r.now().Unix()})
	if err != nil {
		return "", fmt.Errorf("keys: stage: %w", err)
	}
	var day int64
	if !at.IsZero() {
		day = at.Unix()
	}
	err = r.roll(ctx, connection, note, func(tx store.Tx, h hands) error {
		next := fresh
		if h.next != nil {
			next = *h.next
		}
		if err := h.mayPlan(connection, next, day); err != nil {
			return err
		}
		kid = next.kid
		if err := note(tx, "keys.stage", "connection "+connection, "key "+kid, "signs from "+dated(day, "keys move")); err != nil {
			return err
		}
		if h.next == nil {
			if err := next.insert(tx); err != nil {
				return err
			}
		}
		return h.plan(tx, next, day)
	})
	return kid, err
}

// MoveSAML has the next key of a connection sign from this moment; the one in use
// retires, and is gone after [PublishedAfter]. It declines while no key waits, and
// while the one that waits has been published for less than [PublishedBefore], but for
// force: then each login fails at a hub that has not loaded our metadata since.
func (r *Ring) MoveSAML(ctx context.Context, connection string, force bool, note Note) (kid string, err error) {
	err = r.roll(ctx, connection, note, func(tx store.Tx, h hands) error {
		if h.next == nil {
			return Declined(fmt.Sprintf("no next key waits for %s: make one with `sluis keys stage --connection %s`, and give the hub the new metadata", connection, connection))
		}
		if ready := h.next.Published + seconds(PublishedBefore); h.now < ready && !force {
			return Declined(fmt.Sprintf("the next key of %s has been in our metadata since %s only: move on %s or later, when the hub has loaded it for certain. "+
				"With --force it signs at once, and every login through %s fails at the hub until the hub has loaded the new metadata",
				connection, dated(h.next.Published, ""), dated(ready, ""), connection))
		}
		kid = h.next.kid
		lines := []string{"connection " + connection, "key " + kid}
		if force {
			lines = append(lines, "forced")
		}
		if err := note(tx, "keys.move", lines...); err != nil {
			return err
		}
		return h.plan(tx, *h.next, h.now)
	})
	return kid, err
}

// hands are the keys of a connection by what they do at a moment.
type hands struct {
	now        int64
	use        signingRow
	next, last *signingRow // nil: there is none
}

// roll runs one act on a connection's keys, in one transaction, and takes over what is
// there afterwards.
func (r *Ring) roll(ctx context.Context, connection string, note Note, act func(store.Tx, hands) error) error {
	if note == nil {
		return errNoNote
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.openSAML(ctx, connection); err != nil {
		return fmt.Errorf("keys: SAML key of %s: %w", connection, err)
	}
	owner := ownerSAML + connection
	var rows []signingRow
	err := r.records.Update(ctx, func(tx store.Tx) error {
		if _, err := r.read(tx); err != nil { // does this node's master still fit
			return err
		}
		before, err := readSigning(tx, owner)
		if err != nil {
			return err
		}
		h, err := handsAt(before, r.now().Unix())
		if err != nil {
			return err
		}
		if err := act(tx, h); err != nil {
			return err
		}
		rows, err = readSigning(tx, owner)
		return err
	})
	if err != nil {
		return err
	}
	_, err = r.keepSAML(connection, rows)
	return err
}

func handsAt(rows []signingRow, now int64) (hands, error) {
	slices.SortStableFunc(rows, func(a, b signingRow) int { return bySigning(a.calendar, b.calendar) })
	h := hands{now: now}
	for i := range rows {
		k := &rows[i]
		switch {
		case k.gone(now):
		case k.waits(now):
			h.next = k
		case k.signs(now):
			h.use = *k
		default:
			h.last = k
		}
	}
	if h.use.kid == "" {
		return h, fmt.Errorf("keys: no key of %s is in use", rows[0].owner)
	}
	return h, nil
}

// mayPlan declines what would leave the hub without the key that signs.
func (h hands) mayPlan(connection string, next signingRow, day int64) error {
	if h.last != nil && h.next == nil {
		return Declined(fmt.Sprintf("the key of %s that signed before is in our metadata until %s, and the hubs take two at once: stage the next one after that",
			connection, dated(h.last.Gone, "")))
	}
	if ready := next.Published + seconds(PublishedBefore); day != 0 && day < max(ready, h.now) {
		return Declined(fmt.Sprintf("%s is too soon: the hub must have the new metadata before the next key of %s signs, and that takes until %s. Give that date or a later one",
			dated(day, ""), connection, dated(max(ready, h.now), "")))
	}
	return nil
}

// plan has next sign from day and the key in use retire then; 0: neither is planned.
func (h hands) plan(tx store.Tx, next signingRow, day int64) error {
	var gone int64
	if day != 0 {
		gone = day + seconds(PublishedAfter)
	}
	if _, err := tx.Exec(`UPDATE signing_key SET in_use = $1 WHERE kid = $2`, day, next.kid); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE signing_key SET retired = $1, gone = $2 WHERE kid = $3`, day, gone, h.use.kid)
	return err
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// dated writes a date for people; unplanned stands for none.
func dated(unix int64, unplanned string) string {
	if unix == 0 {
		return unplanned
	}
	return time.Unix(unix, 0).UTC().Format("2006-01-02 15:04 UTC")
}
