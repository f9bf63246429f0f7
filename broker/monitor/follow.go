package monitor

import (
	"context"
	"errors"
	"maps"
	"time"

	"sluis/broker/store"
)

// The bounds of one look at the boxes.
const (
	maxBoxes  = 400             // read at once; those of more are read at the next look
	backlog   = 600             // read by a node that has just started
	patience  = 5 * time.Second // how long a number is waited for whose box is not there
	maxWanted = 256
)

// following is how far the boxes of all nodes were read.
type following struct {
	read   map[int64]int64     // by window, the last number that was looked at
	wanted map[place]time.Time // numbers without a box, and since when
	seen   map[string]int64    // boxes that were read, by their nonce, and of which window
	own    map[place]bool      // boxes of this node, until their number comes by
	began  bool
}

// look reads what all nodes have written since.
func (m *Monitor) look(ctx context.Context) error {
	f := &m.followed
	now := m.Now()
	current := windowOf(now)
	if !f.began {
		if err := m.begin(ctx, current); err != nil {
			return err
		}
	}
	budget := maxBoxes
	for p, since := range f.wanted {
		if now.Sub(since) > patience {
			delete(f.wanted, p)
		} else if err := m.fetch(ctx, p, now); err != nil {
			return err
		}
	}
	for w := current - 1; w <= current; w++ {
		n, err := m.State.Add(ctx, counterKey(w), 0, counterLife)
		if err != nil {
			return err
		}
		f.read[w] = min(f.read[w], n) // a counter that was lost began anew; what was seen is known
		for ; f.read[w] < n && budget > 0; budget-- {
			f.read[w]++
			if err := m.fetch(ctx, place{w, f.read[w]}, now); err != nil {
				return err
			}
		}
	}
	f.forget(current - 1)
	return nil
}

// forget drops what is known of windows that are over.
func (f *following) forget(before int64) {
	if len(f.read) <= 2 {
		return
	}
	maps.DeleteFunc(f.read, func(w, _ int64) bool { return w < before })
	maps.DeleteFunc(f.own, func(p place, _ bool) bool { return p.window < before })
	maps.DeleteFunc(f.seen, func(_ string, w int64) bool { return w < before })
}

// begin skips all but the last boxes of those that can still be seen.
func (m *Monitor) begin(ctx context.Context, current int64) error {
	f := &m.followed
	first := windowOf(m.Now().Add(-Life))
	counts := map[int64]int64{}
	from, left := current, int64(backlog)
	for w := current; w >= first && (left > 0 || w == current-1); w-- {
		n, err := m.State.Add(ctx, counterKey(w), 0, counterLife)
		if err != nil {
			return err
		}
		counts[w], f.read[w], from = n, max(0, n-left), w
		left -= n - f.read[w]
	}
	for w := from; w < current-1; w++ {
		for n := f.read[w] + 1; n <= counts[w]; n++ {
			if err := m.fetch(ctx, place{w, n}, m.Now()); err != nil {
				return err
			}
		}
	}
	f.began = true
	return nil
}

// fetch reads one box into the ring; one that is not there yet is wanted.
func (m *Monitor) fetch(ctx context.Context, p place, now time.Time) error {
	f := &m.followed
	if f.own[p] {
		delete(f.own, p)
		return nil
	}
	b, err := m.open(ctx, p)
	if errors.Is(err, store.ErrNotFound) {
		if _, ok := f.wanted[p]; !ok && len(f.wanted) < maxWanted {
			f.wanted[p] = now
		}
		return nil
	}
	if err != nil {
		return err
	}
	delete(f.wanted, p)
	m.show(p, b)
	return nil
}

// show puts the rows of a box into the ring, once.
func (m *Monitor) show(p place, b box) {
	if _, ok := m.followed.seen[b.Nonce]; ok {
		return
	}
	m.followed.seen[b.Nonce] = p.window
	rows := make([]Row, 0, len(b.Rows))
	for i, k := range b.Rows {
		row := k.row(p, i)
		row.School, row.App = m.same(row.School), m.same(row.App)
		rows = append(rows, row)
	}
	m.ring.add(rows, b.Missed, m.Now())
}

// maxNames bounds how many ids are kept once for all rows.
const maxNames = 1 << 13

// same gives one copy of an id that many rows have.
func (m *Monitor) same(s string) string {
	if one, ok := m.names[s]; ok {
		return one
	}
	if len(m.names) < maxNames {
		m.names[s] = s
	}
	return s
}
