package admin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"sluis/broker/store"
	"sluis/internal/secret"
)

// Bounds of what waits for a second admin.
const (
	MaxProposals = 100     // at once
	maxPayload   = 2 << 20 // bytes; a registry has 1 MiB at most
	// ProposalLife is how long a proposal waits where its kind says nothing else.
	ProposalLife = 7 * 24 * time.Hour
)

// Kind is a sort of act that one admin alone does not do (G-03).
type Kind struct {
	Name  string        // stands in the records and never changes
	Needs Permission    // of both admins
	Wait  time.Duration // after the second one, before it may be carried out; 0: at once
	Life  time.Duration // how long it may stand; 0: [ProposalLife]
	// Asked runs in the transaction that keeps a proposal, and may refuse it; nil: nothing
	// hangs on it.
	Asked func(tx store.Tx, p Proposal) error
	// Before runs ahead of that transaction, which waits for nothing: what takes time is
	// made ready there. It decides nothing. Nil: there is nothing to make ready.
	Before func(ctx context.Context, p Proposal) error
	// Carry does it. It runs in the transaction that removes the proposal and writes its
	// entry in the audit chain: all of it holds, or nothing. It must judge anew what it was
	// given: a week may have passed. Only one node and one admin come here at a time.
	Carry func(ctx context.Context, tx store.Tx, p Proposal) (Carried, error)
	// After runs when that transaction holds; nil: there is nothing to do. A crash may
	// swallow it: whatever it does must also come about without it.
	After func(ctx context.Context, p Proposal) error
}

// Carried is the outcome of a kind's Carry.
type Carried struct {
	Lines []string    // for the audit chain
	Shown secret.Text // shown once to whoever carried it out; zero: nothing
}

// Proposal is one act that waits. Its lines say to people what it is, and hold no
// attribute value.
type Proposal struct {
	ID       string    `json:"-"`
	Kind     string    `json:"k"`
	School   string    `json:"s,omitempty"` // whose matter it is; "": the installation's
	By       string    `json:"b"`           // the account that asked
	Made     time.Time `json:"m"`
	Ends     time.Time `json:"e"`
	Second   string    `json:"c,omitempty"` // the account that confirmed it
	Seconded time.Time `json:"t,omitzero"`
	Lines    []string  `json:"l"`
	Payload  []byte    `json:"p"`
}

// due is when it may be carried out; zero while the second admin is missing.
func (p Proposal) due(k Kind) time.Time {
	if p.Second == "" {
		return time.Time{}
	}
	return p.Seconded.Add(k.Wait)
}

// Waiting is a proposal as a page shows it to a visitor.
type Waiting struct {
	Proposal
	Asker    string    // name
	Seconder string    // name; "" while there is none
	Due      time.Time // zero: a second admin is missing
	May      bool      // the visitor can take the next step now
	Mine     bool      // the visitor asked for it
	About    string    // name of the account that it is about; "": it is about none
}

func (d *Desk) kind(name string) (Kind, error) {
	for _, k := range d.Kinds {
		if k.Name == name {
			return k, nil
		}
	}
	return Kind{}, fmt.Errorf("admin: no act that needs a second admin is called %q", name)
}

// concerns reports whether an account takes part in matters of this kind and school.
func (a Account) concerns(k Kind, school string) bool {
	return a.Role.may(k.Needs) && (!a.Role.OfSchool() || a.School == school)
}

// Propose keeps an act until a second admin confirms it. lines tell that one what it is.
// Refusals: ErrForbidden, ErrFull, ErrInput.
func (d *Desk) Propose(ctx context.Context, v Visitor, kind, school string, payload []byte, lines ...string) (id string, err error) {
	k, err := d.kind(kind)
	switch {
	case err != nil:
		return "", err
	case len(payload) > maxPayload:
		return "", ErrInput
	}
	life := k.Life
	if life == 0 {
		life = ProposalLife
	}
	now := d.Now().UTC()
	p := Proposal{ID: rand.Text(), Kind: kind, School: school, By: v.Account.ID, Made: now, Ends: now.Add(life), Lines: lines, Payload: payload}
	err = d.Records.Update(ctx, func(tx store.Tx) error {
		me, err := d.account(tx, v.Account.ID)
		switch {
		case errors.Is(err, ErrUnknown), err == nil && !me.concerns(k, school):
			return ErrForbidden
		case err != nil:
			return err
		}
		if _, err := tx.Exec(`DELETE FROM admin_proposal WHERE ends <= $1`, now.Unix()); err != nil {
			return err
		}
		n := 0
		if err := tx.Query(`SELECT count(*) FROM admin_proposal`, nil, func(scan func(...any) error) error { return scan(&n) }); err != nil {
			return err
		}
		if n >= MaxProposals {
			return ErrFull
		}
		if k.Asked != nil {
			if err := k.Asked(tx, p); err != nil {
				return err
			}
		}
		if err := d.keep(tx, p); err != nil {
			return err
		}
		return d.note(me.ID)(tx, "second.ask", append([]string{"proposal " + p.ID, "kind " + kind}, lines...)...)
	})
	return p.ID, err
}

func (d *Desk) keep(tx store.Tx, p Proposal) error {
	box, err := d.seal("admin proposal", p.ID, p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO admin_proposal (id, box, ends) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET box = excluded.box, ends = excluded.ends`,
		p.ID, box, p.Ends.Unix())
	return err
}

// proposals reads those that stand, or the one of an id.
func (d *Desk) proposals(tx store.Tx, id string) (out []Proposal, err error) {
	query, args := `SELECT id, box FROM admin_proposal WHERE ends > $1 ORDER BY ends, id`, []any{d.Now().Unix()}
	if id != "" {
		query, args = `SELECT id, box FROM admin_proposal WHERE ends > $1 AND id = $2`, append(args, id)
	}
	err = tx.Query(query, args, func(scan func(...any) error) error {
		var p Proposal
		var box []byte
		if err := scan(&p.ID, &box); err != nil {
			return err
		}
		if err := d.open("admin proposal", p.ID, box, &p); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// Proposals gives what waits and concerns the visitor, the one that ends first before the
// others.
func (d *Desk) Proposals(ctx context.Context, v Visitor) (out []Waiting, err error) {
	err = d.Records.View(ctx, func(tx store.Tx) error {
		all, err := d.proposals(tx, "")
		if err != nil || len(all) == 0 {
			return err
		}
		accounts, err := d.accounts(tx, "")
		if err != nil {
			return err
		}
		name := func(id string) string {
			for _, a := range accounts {
				if a.ID == id {
					return a.Name
				}
			}
			return ""
		}
		for _, p := range all {
			k, err := d.kind(p.Kind)
			if err != nil {
				return err
			}
			if !v.Account.concerns(k, p.School) {
				continue
			}
			w := Waiting{Proposal: p, Asker: name(p.By), Seconder: name(p.Second), Due: p.due(k), Mine: p.By == v.Account.ID}
			if p.Kind == RecoverKind {
				w.About = name(string(p.Payload))
			}
			w.May = p.next(k, v.Account, d.Now()) == nil
			out = append(out, w)
		}
		return nil
	})
	return out, err
}

// next judges whether an account may take a proposal's next step: to second it, or, where
// its kind waits, to have it carried out afterwards. Somebody who became an admin after it
// was asked is no second one: an asker could invite themselves.
func (p Proposal) next(k Kind, a Account, now time.Time) error {
	switch {
	case !a.concerns(k, p.School):
		return ErrUnknown
	case p.Second == "" && (p.By == a.ID || !a.Made.Before(p.Made)):
		return ErrSecond
	case p.Second != "" && now.Before(p.due(k)):
		return ErrEarly
	}
	return nil
}

// Second takes the next step of a proposal: it confirms it, and carries it out where its
// kind does not wait or has waited. Both admins must still have the right. Refusals:
// ErrUnknown, ErrSecond, ErrEarly, and those of the kind.
func (d *Desk) Second(ctx context.Context, v Visitor, id string) (Carried, error) {
	var done Carried
	var p Proposal
	var k Kind
	carried := false
	if err := d.ready(ctx, v, id); err != nil {
		return Carried{}, err
	}
	err := d.Records.Update(ctx, func(tx store.Tx) (err error) {
		done, carried = Carried{}, false // the store may run this twice
		var me Account
		if p, k, me, err = d.judged(tx, v, id); err != nil {
			return err
		}
		if p.Second == "" && k.Wait > 0 {
			p.Second, p.Seconded = me.ID, d.Now().UTC()
			p.Ends = p.Seconded.Add(k.Wait + ProposalLife)
			if err := d.keep(tx, p); err != nil {
				return err
			}
			return d.note(me.ID)(tx, "second.confirm", "proposal "+p.ID, "kind "+p.Kind, "not before "+p.due(k).Format(time.RFC3339))
		}
		if p.Second == "" {
			p.Second, p.Seconded = me.ID, d.Now().UTC()
		}
		if done, err = k.Carry(ctx, tx, p); err != nil {
			return err
		}
		carried = true
		if _, err := tx.Exec(`DELETE FROM admin_proposal WHERE id = $1`, p.ID); err != nil {
			return err
		}
		return d.note(me.ID)(tx, "second.carry", append([]string{"proposal " + p.ID, "kind " + p.Kind, "asked by " + p.By, "confirmed by " + p.Second}, done.Lines...)...)
	})
	if err != nil {
		return Carried{}, err
	}
	if carried && k.After != nil {
		return done, k.After(ctx, p)
	}
	return done, nil
}

// ready makes ready what a proposal's next step needs, for whoever may take it.
func (d *Desk) ready(ctx context.Context, v Visitor, id string) error {
	var p Proposal
	var k Kind
	err := d.Records.View(ctx, func(tx store.Tx) (err error) {
		p, k, _, err = d.judged(tx, v, id)
		return err
	})
	if err != nil || k.Before == nil {
		return err
	}
	return k.Before(ctx, p)
}

// judged reads a proposal for its next step, and judges all who had a part in it anew: a
// role may have gone meanwhile.
func (d *Desk) judged(tx store.Tx, v Visitor, id string) (p Proposal, k Kind, me Account, err error) {
	if me, err = d.account(tx, v.Account.ID); err != nil {
		return p, k, me, err
	}
	all, err := d.proposals(tx, id)
	switch {
	case err != nil:
		return p, k, me, err
	case len(all) == 0 || id == "":
		return p, k, me, ErrUnknown
	}
	p = all[0]
	if k, err = d.kind(p.Kind); err != nil {
		return p, k, me, err
	}
	for _, had := range []string{p.By, p.Second} {
		if had == "" {
			continue
		}
		a, err := d.account(tx, had)
		switch {
		case errors.Is(err, ErrUnknown), err == nil && !a.concerns(k, p.School):
			return p, k, me, ErrUnknown
		case err != nil:
			return p, k, me, err
		}
	}
	return p, k, me, p.next(k, me, d.Now())
}

// Drop takes a proposal away: whoever it concerns may, the asker too. ErrUnknown: there is
// none that this visitor may know of.
func (d *Desk) Drop(ctx context.Context, v Visitor, id string) error {
	return d.Records.Update(ctx, func(tx store.Tx) error {
		me, err := d.account(tx, v.Account.ID)
		if err != nil {
			return err
		}
		all, err := d.proposals(tx, id)
		switch {
		case err != nil:
			return err
		case len(all) == 0 || id == "":
			return ErrUnknown
		}
		k, err := d.kind(all[0].Kind)
		switch {
		case err != nil:
			return err
		case !me.concerns(k, all[0].School):
			return ErrUnknown
		}
		if _, err := tx.Exec(`DELETE FROM admin_proposal WHERE id = $1`, id); err != nil {
			return err
		}
		return d.note(me.ID)(tx, "second.drop", "proposal "+id, "kind "+all[0].Kind)
	})
}

// Asked is how many proposals wait for a step that the visitor can take.
func Asked(all []Waiting) (n int) {
	for _, w := range all {
		if w.May {
			n++
		}
	}
	return n
}
