package admin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"sluis/broker/history"
	"sluis/broker/registry"
	"sluis/claims"
)

// Seen names a contract as a person saw it on a page: what they approve is that one, and no
// other that came in the meantime.
func Seen(c claims.Contract) string {
	plain, err := json.Marshal(c)
	if err != nil { // numbers, texts and a day always encode
		return ""
	}
	sum := sha256.Sum256(plain)
	return hex.EncodeToString(sum[:16])
}

// approves gives the app that a visitor's own school may decide about. ErrUnknown: there is
// none, or not at that school. ErrInput: the school does not approve contracts itself.
func (d *Desk) approves(v Visitor, app string) (*registry.App, registry.Pair, error) {
	at := registry.Pair{School: v.Account.School, App: app}
	snap := d.Registry()
	a, ok := snap.App(app)
	if !ok || at.School == "" || !a.Names(at.School) {
		return nil, at, ErrUnknown
	}
	if s, ok := snap.School(at.School); !ok || !s.Approves {
		return nil, at, ErrInput
	}
	return a, at, nil
}

// Approve has a contract hold at the visitor's school, as they saw it (M-05). ErrMoved: it is
// another one by now.
func (d *Desk) Approve(ctx context.Context, v Visitor, app, seen string) error {
	a, at, err := d.approves(v, app)
	switch {
	case err != nil:
		return err
	case Seen(a.Contract) != seen:
		return ErrMoved
	}
	lines := []string{"app " + app, "school " + at.School, fmt.Sprint("contract ", a.Contract.Version)}
	for _, i := range a.Contract.Released.List() {
		lines = append(lines, "item "+i.String())
	}
	_, err = d.Keeper.Agree(ctx, at, &history.Approval{Contract: a.Contract, By: v.Account.ID, At: d.Now().UTC()}, d.note(v.Account.ID), "contract.approve", lines...)
	return err
}

// StopApp ends what the visitor's school agreed to: nobody of it gets to the app any more,
// until it is approved again.
func (d *Desk) StopApp(ctx context.Context, v Visitor, app string) error {
	_, at, err := d.approves(v, app)
	if err != nil {
		return err
	}
	done, err := d.Keeper.Agree(ctx, at, nil, d.note(v.Account.ID), "contract.stop", "app "+app, "school "+at.School)
	if err == nil && !done {
		err = ErrUnknown
	}
	return err
}
