package stepup

import (
	"context"
	"errors"
	"strconv"
	"time"

	"sluis/broker/store"
)

// Failures of codes: at most Failures in any Window, for one account and device (S-04).
const (
	Failures = 5
	Window   = 15 * time.Minute
)

// try is one attempt under way. It holds a slot from before the code is judged, so that
// attempts at once on many nodes are counted too; a failure leaves the slot to its end,
// which makes any 15 minutes hold five, not a calendar's quarter.
type try struct {
	f    *Factors
	slot store.Key
}

func (f *Factors) try(ctx context.Context, c Caller) (try, error) {
	for i := range Failures {
		slot := store.KeyOf("stepup failure", c.Account, c.Device, strconv.Itoa(i))
		err := f.state.Create(ctx, slot, nil, Window)
		if err == nil {
			return try{f, slot}, nil
		}
		if !errors.Is(err, store.ErrExists) {
			return try{}, err
		}
	}
	return try{}, ErrThrottled
}

// right gives the slot back: the attempt was no failure.
func (t try) right(ctx context.Context) error { return t.f.state.Delete(ctx, t.slot) }

// maxRefusals bounds the entries in the chain about refusals of one account in a Window.
const maxRefusals = 20

func refusalKey(c Caller) store.Key { return store.KeyOf("stepup refusals", c.Account) }
