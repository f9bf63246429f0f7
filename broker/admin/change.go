package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/internal/ticket"
)

// Change is what an admin wants of the registry: one school's policy, one app's terms, or an
// older version back.
type Change struct {
	School string  `json:"s,omitempty"`
	Policy *Policy `json:"p,omitempty"`
	App    string  `json:"a,omitempty"`
	Terms  *Terms  `json:"t,omitempty"`
	Back   int64   `json:"b,omitempty"` // a version's number

	Reason string `json:"r"` // one of ChangeReasons
	Ticket string `json:"n"`
}

// Policy is what a school decides itself, as registry.yaml words it; what is "" is not
// written.
type Policy struct {
	LoginLog, Reauthenticate, Approval, ICT, Privacy string
	Factor                                           string   // class of the second factor that every app wants (S-13)
	FactorRoles                                      []string // of whom; of nobody where Factor is ""
	LogDays                                          int
	Travel                                           []Journey
}

// Journey opens countries until the end of a day, written 2026-10-02.
type Journey struct {
	Countries []string
	Until     string
}

// Terms is what an app gets, about whom, and where its answers go.
type Terms struct {
	Items                     []Item
	Roles, Schools, Redirects []string
}

// Item is one released item with its purpose.
type Item struct {
	Item, NL, EN string
	Optional     bool
}

// ChangeReasons are why the registry is changed: a choice and a ticket, since free text would
// soon hold whom it was about (G-02).
var ChangeReasons = []string{"school_asked", "app_asked", "agreement", "mistake", "incident"}

// The kinds of changes that take two admins (G-03).
const (
	KindSchool   = "registry" // how a school's logins are logged
	KindContract = "contract" // a contract or an address more
)

// Refused says why `sluis check` refuses what a change would make, or whose move it is.
type Refused struct{ Why string }

// Error implements error.
func (r Refused) Error() string { return "admin: the registry would be refused: " + r.Why }

// ChangeRegistry carries out a change, or keeps it for a second admin where it makes a contract
// wider, or changes which logins are logged: then second is the proposal's id (G-03).
// Refusals: ErrUnknown, ErrForbidden, ErrInput, ErrMoved and [Refused].
func (d *Desk) ChangeRegistry(ctx context.Context, v Visitor, c Change) (second string, err error) {
	kind, err := d.permits(v, c)
	if err != nil {
		return "", err
	}
	changes, err := d.Keeper.Plan(ctx, c)
	if err != nil {
		return "", err
	}
	if !twoEyes(changes) {
		return "", d.Keeper.Change(ctx, c, v.Account.Name, "admin "+v.Account.ID)
	}
	payload, err := json.Marshal(asked{c, v.Account.Name, v.Account.ID})
	if err != nil {
		return "", fmt.Errorf("admin: encode change: %w", err)
	}
	return d.Propose(ctx, v, kind, c.School, payload, spoken(c, changes)...)
}

// asked is a change with who asked for it.
type asked struct {
	Change
	Author, By string
}

// permits judges who asks what.
func (d *Desk) permits(v Visitor, c Change) (kind string, err error) {
	if !slices.Contains(ChangeReasons, c.Reason) || !ticket.Valid(c.Ticket) {
		return "", ErrInput
	}
	snap := d.Registry()
	switch {
	case c.Policy != nil && c.Terms == nil && c.Back == 0 && c.App == "":
		if _, ok := snap.School(c.School); !ok || !v.Account.SeesSchool(c.School) {
			return "", ErrUnknown
		}
		return KindSchool, allowed(v, ChangeSchools)
	case c.Terms != nil && c.Policy == nil && c.Back == 0 && c.School == "":
		if a, ok := snap.App(c.App); !ok || !v.Account.SeesApp(a) {
			return "", ErrUnknown
		}
		return KindContract, allowed(v, ChangeApps)
	case c.Back > 0 && c.Policy == nil && c.Terms == nil && c.School == "" && c.App == "":
		return KindContract, allowed(v, ChangeApps)
	}
	return "", ErrInput
}

func allowed(v Visitor, p Permission) error {
	if !v.May(p) {
		return ErrForbidden
	}
	return nil
}

// twoEyes reports whether a change makes something wider, or changes a school's log, or what
// it wants beyond its own login: less is weaker, and more shuts people out.
func twoEyes(changes []registry.Change) bool {
	return slices.ContainsFunc(changes, func(c registry.Change) bool {
		return len(c.Alerts) > 0 || c.Kind == "school" && slices.ContainsFunc(c.Keys, func(k string) bool { return k == "login_log" || k == "log_retention_days" || k == "second_factor" })
	})
}

// spoken says to the second admin what a change does.
func spoken(c Change, changes []registry.Change) []string {
	out := []string{"reason " + c.Reason + " " + c.Ticket}
	for _, x := range changes {
		for _, a := range x.Alerts {
			out = append(out, a.String())
		}
		out = append(out, x.String())
	}
	return out
}

// RegistryKinds are the acts on the registry that take two admins. The keeper makes them
// ready before the transaction, writes them down in it, and puts them in use after it; what a
// crash leaves between the two is finished at the next start.
func RegistryKinds(k Keeper) []Kind {
	kind := func(name string, needs Permission) Kind {
		return Kind{Name: name, Needs: needs,
			Before: func(ctx context.Context, p Proposal) error {
				var a asked
				if err := json.Unmarshal(p.Payload, &a); err != nil {
					return fmt.Errorf("admin: decode change: %w", err)
				}
				return k.Ready(ctx, p.ID, a.Change, a.Author, "admin "+a.By)
			},
			Carry: func(_ context.Context, tx store.Tx, p Proposal) (Carried, error) {
				lines, err := k.Write(tx, p.ID)
				return Carried{Lines: lines}, err
			},
			After: func(ctx context.Context, p Proposal) error { return k.Use(ctx, p.ID) }}
	}
	return []Kind{kind(KindSchool, ChangeSchools), kind(KindContract, ChangeApps)}
}

// WhyRefused gives why a change was refused; false: it was something else.
func WhyRefused(err error) (string, bool) {
	r, ok := errors.AsType[Refused](err)
	return strings.TrimSpace(r.Why), ok
}
