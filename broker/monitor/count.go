package monitor

import (
	"context"
	"fmt"
	"time"

	"sluis/broker/store"
)

// Slot is how long logins are counted together.
const Slot = 5 * time.Minute

// Kept is how long counts are kept: a usual day is the mean of four weeks, and the report of
// the last whole week compares it with four before.
const Kept = 45 * 24 * time.Hour

// Tally counts attempts.
type Tally struct{ Released, Refused int }

// slot is a school's five minutes; the school "" is the whole installation.
type slot struct {
	school string
	number int64 // Unix seconds by Slot
}

func slotOf(t time.Time) int64 { return t.Unix() / int64(Slot/time.Second) }

// maxTallies bounds what a flood that names schools can make a node count apart.
const maxTallies = 1 << 14

func (g *gathering) count(a Attempt, now time.Time) {
	n := slotOf(now)
	g.add(slot{"", n}, a.Code == 0, 1)
	if a.School != "" {
		g.add(slot{a.School, n}, a.Code == 0, 1)
	}
}

func (g *gathering) add(s slot, released bool, n int) {
	t, ok := g.tallies[s]
	if !ok && len(g.tallies) >= maxTallies {
		return
	}
	if released {
		t.Released += n
	} else {
		t.Refused += n
	}
	g.tallies[s] = t
}

// Save adds what was counted to the records. What cannot be written is written with the
// next: a count is never lost by a store that was away, only by a crash.
func (m *Monitor) Save(ctx context.Context) error {
	g := &m.gathered
	g.mu.Lock()
	tallies, origins := g.tallies, g.origins
	g.tallies, g.origins = map[slot]Tally{}, map[origin]int{}
	g.mu.Unlock()
	if len(tallies) == 0 && len(origins) == 0 {
		return nil
	}
	err := m.Records.Update(ctx, func(tx store.Tx) error {
		for s, t := range tallies {
			_, err := tx.Exec(`INSERT INTO login_count (school, slot, released, refused) VALUES ($1, $2, $3, $4)
ON CONFLICT (school, slot) DO UPDATE SET released = login_count.released + excluded.released, refused = login_count.refused + excluded.refused`,
				s.school, s.number, int64(t.Released), int64(t.Refused))
			if err != nil {
				return err
			}
		}
		return writeOrigins(tx, origins)
	})
	if err == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for s, t := range tallies {
		g.add(s, true, t.Released)
		g.add(s, false, t.Refused)
	}
	for o, n := range origins {
		g.come(o, n)
	}
	return fmt.Errorf("monitor: write counts: %w", err)
}

// Sweep removes counts that are older than Kept. It may run on two nodes at once.
func (m *Monitor) Sweep(ctx context.Context) error {
	return m.Records.Update(ctx, func(tx store.Tx) error {
		oldest := m.Now().Add(-Kept)
		if _, err := tx.Exec(`DELETE FROM login_count WHERE slot < $1`, slotOf(oldest)); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM refused_country WHERE day < $1`, oldest.Unix()/86400)
		return err
	})
}

// Counts gives what was counted from a moment on, in n slots: of one school, or of the
// whole installation where school is "".
func (m *Monitor) Counts(ctx context.Context, school string, from time.Time, n int) ([]Tally, error) {
	out, first := make([]Tally, n), slotOf(from)
	err := m.Records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT slot, released, refused FROM login_count WHERE school = $1 AND slot >= $2 AND slot < $3`,
			[]any{school, first, first + int64(n)}, func(scan func(...any) error) error {
				var at, released, refused int64
				if err := scan(&at, &released, &refused); err != nil {
					return err
				}
				out[at-first] = Tally{int(released), int(refused)}
				return nil
			})
	})
	if err != nil {
		return nil, fmt.Errorf("monitor: read counts: %w", err)
	}
	m.gathered.mu.Lock() // and what this node has not written yet
	defer m.gathered.mu.Unlock()
	for s, t := range m.gathered.tallies {
		if i := s.number - first; s.school == school && i >= 0 && i < int64(n) {
			out[i].Released += t.Released
			out[i].Refused += t.Refused
		}
	}
	return out, nil
}

// Usual is the mean of the same hours of the four weeks before, of those that have anything
// at all; nil: nothing is known yet.
func (m *Monitor) Usual(ctx context.Context, school string, from time.Time, n int) ([]float64, error) {
	sum, weeks := make([]float64, n), 0.0
	for week := 1; week <= 4; week++ {
		day, err := m.Counts(ctx, school, from.AddDate(0, 0, -7*week), n)
		if err != nil {
			return nil, err
		}
		any := false
		for i, t := range day {
			sum[i] += float64(t.Released)
			any = any || t != Tally{}
		}
		if any {
			weeks++
		}
	}
	if weeks == 0 {
		return nil, nil
	}
	for i := range sum {
		sum[i] /= weeks
	}
	return sum, nil
}
