package admin

import (
	"context"
	"slices"
	"time"

	"sluis/broker/keys"
)

// Step is where the exchange of our key at a connection stands, and with it whose move it
// is (F-04).
type Step string

// The steps.
const (
	StepNone   Step = "none"   // a key signs, and its certificate is good for a while
	StepStage  Step = "stage"  // its certificate ends soon: we make the next one
	StepHand   Step = "hand"   // the next one is published: the hub loads our metadata
	StepMove   Step = "move"   // it has been for a week: once the hub has it, we sign with it
	StepWait   Step = "wait"   // it signs from a day on: the hub must know it by then
	StepRetire Step = "retire" // it signs; the one before it opens what is still under way
)

// stageBefore is how long before its certificate ends a key should be relieved.
const stageBefore = 90 * 24 * time.Hour

// Calendar is how our keys of one connection stand.
type Calendar struct {
	Step Step
	// Day is when the step changes: for "stage" the end of the certificate, for "hand" from
	// when we may move, for "wait" from when the next key signs, for "retire" when the old
	// one is gone. Zero for the others.
	Day  time.Time
	Keys []keys.Listed
}

// TokenTerm is how long a key for tokens should sign. Nothing ends after it; a key that
// leaked unseen is worth less the sooner it is relieved.
const TokenTerm = 365 * 24 * time.Hour

// Calendars gives those of all connections by their ids, and the keys for tokens.
func (d *Desk) Calendars(ctx context.Context) (own map[string]Calendar, tokens []keys.Listed, err error) {
	listed, _, err := d.Ring.Inventory(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range listed {
		if k.Connection == "" {
			tokens = append(tokens, k)
		}
	}
	return calendars(listed, d.Now()), tokens, nil
}

// TokensEnd gives the first day on which a key for tokens will have signed for [TokenTerm]
// and no next one waits; zero: there is no such day.
func TokensEnd(tokens []keys.Listed) (end time.Time) {
	for _, k := range tokens {
		waits := slices.ContainsFunc(tokens, func(n keys.Listed) bool { return n.Alg == k.Alg && n.Stage == keys.StagePublished })
		if t := k.Used.Add(TokenTerm); k.Stage == keys.StageInUse && !waits && (end.IsZero() || t.Before(end)) {
			end = t
		}
	}
	return end
}

func calendars(listed []keys.Listed, now time.Time) map[string]Calendar {
	out := map[string]Calendar{}
	for _, k := range listed {
		if k.Connection == "" {
			continue
		}
		c := out[k.Connection]
		c.Keys = append(c.Keys, k)
		out[k.Connection] = c
	}
	for id, c := range out {
		c.Step, c.Day = stepOf(c.Keys, now)
		out[id] = c
	}
	return out
}

func stepOf(all []keys.Listed, now time.Time) (Step, time.Time) {
	by := map[keys.Stage]keys.Listed{}
	for _, k := range all {
		by[k.Stage] = k
	}
	next, waits := by[keys.StagePublished]
	old, retired := by[keys.StageRetired]
	signs := by[keys.StageInUse]
	ready := next.Published.Add(keys.PublishedBefore)
	switch {
	case waits && !next.Used.IsZero():
		return StepWait, next.Used
	case waits && now.Before(ready):
		return StepHand, ready
	case waits:
		return StepMove, time.Time{}
	case !signs.Expires.IsZero() && signs.Expires.Sub(now) < stageBefore:
		return StepStage, signs.Expires
	case retired:
		return StepRetire, old.Gone
	}
	return StepNone, time.Time{}
}
