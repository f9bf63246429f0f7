package ledger

import (
	"context"
	"errors"
	"slices"

	"sluis/broker/keys"
)

// Released reports whether the app got something of this login.
func (a Attempt) Released() bool { return a.Outcome == released }

// Recent gives a school's attempts of some days, the last first: n of those that keep
// takes, after the first skip. more says that there are others behind them. A day is read
// only where the days after it did not fill the page.
func (l *Ledger) Recent(ctx context.Context, school string, from, to Day, keep func(Attempt) bool, skip, n int) (out []Attempt, more bool, err error) {
	days, err := l.daysOf(ctx, school, from, to)
	if err != nil {
		return nil, false, err
	}
	for _, day := range slices.Backward(days) {
		of, err := l.Attempts(ctx, school, day, "")
		if errors.Is(err, keys.ErrForgotten) { // past the school's term
			continue
		}
		if err != nil {
			return nil, false, err
		}
		for _, a := range slices.Backward(of) {
			switch {
			case !keep(a):
			case skip > 0:
				skip--
			case len(out) == n:
				return out, true, nil
			default:
				out = append(out, a)
			}
		}
	}
	return out, false, nil
}
