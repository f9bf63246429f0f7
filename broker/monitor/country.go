package monitor

import (
	"context"
	"fmt"

	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/store"
)

// origin is a day's refusals of a school from one country; "": from none that is known.
type origin struct {
	school  string
	day     int64
	country string
}

// whence counts where refused attempts came from: the login log itself keeps no address and
// no country, and the weekly report tells them (P34).
func (g *gathering) whence(rows []kept) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, k := range rows {
		if k.Code != 0 && k.School != "" {
			g.come(origin{k.School, k.At / 86_400_000, k.Country}, 1)
		}
	}
}

func (g *gathering) come(o origin, n int) {
	if _, ok := g.origins[o]; ok || len(g.origins) < maxTallies {
		g.origins[o] += n
	}
}

func writeOrigins(tx store.Tx, origins map[origin]int) error {
	for o, n := range origins {
		_, err := tx.Exec(`INSERT INTO refused_country (school, day, country, refused) VALUES ($1, $2, $3, $4)
ON CONFLICT (school, day, country) DO UPDATE SET refused = refused_country.refused + excluded.refused`, o.school, o.day, o.country, int64(n))
		if err != nil {
			return err
		}
	}
	return nil
}

// Whence fills in a school's week from where its refused logins came, in that week and in
// those that it is compared with.
func (m *Monitor) Whence(ctx context.Context, w *ledger.Week) (err error) {
	if w.Countries, err = m.Countries(ctx, w.School, w.Monday, w.Monday+6); err != nil {
		return err
	}
	w.CountriesBefore, err = m.Countries(ctx, w.School, w.Monday-7*w.WeeksBefore(), w.Monday-1)
	return err
}

// Countries gives how often a school's logins were refused, by the country of their address,
// on the days from the first to the last.
func (m *Monitor) Countries(ctx context.Context, school string, from, to keys.Day) (map[string]int, error) {
	out := map[string]int{}
	err := m.Records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT country, refused FROM refused_country WHERE school = $1 AND day >= $2 AND day <= $3`,
			[]any{school, int64(from), int64(to)}, func(scan func(...any) error) error {
				var country string
				var n int64
				if err := scan(&country, &n); err != nil {
					return err
				}
				out[country] += int(n)
				return nil
			})
	})
	if err != nil {
		return nil, fmt.Errorf("monitor: read countries: %w", err)
	}
	return out, nil
}
