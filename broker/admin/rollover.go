package admin

import (
	"context"
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

// Calendars gives those of all connections by their ids.
func (d *Desk) Calendars(ctx context.Context) (map[string]Calendar, error) {
	listed, _, err := d.Ring.Inventory(ctx)
	return calendars(listed, d.Now()), err
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
