package admin

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/stepup"
	"sluis/broker/store"
)

// The limits of a session (S-08); one that an invitation or a recovery code opened has
// Enrolling.
const (
	Idle      = 15 * time.Minute
	Longest   = 8 * time.Hour
	Enrolling = time.Hour
)

// kept is a session as the state has it, sealed under its handle: a dump opens none.
type kept struct {
	Account string `json:"a"`
	Factor  string `json:"f,omitempty"` // the key that opened it; "": an invitation or
	Code    bool   `json:"c,omitempty"` // a recovery code
	Seat    string `json:"t,omitempty"` // names the session, whatever handle it has
	Vouched bool   `json:"v,omitempty"` // the school vouched, in this session
	Epoch   int    `json:"n,omitempty"` // the account's, when it was opened
	Made    int64  `json:"m"`           // Unix seconds
	Shown   int64  `json:"s,omitempty"` // when a factor was last shown
}

// Visitor is who makes a request, as things stand at that moment. The zero Visitor is
// nobody.
type Visitor struct {
	Account Account
	Factor  string          // the key that opened the session; "": an invitation did, or
	Code    bool            // a recovery code: there is a new key first
	Shown   time.Time       // when a factor was last shown; zero: never
	Enough  bool            // two factors are enrolled that the role takes
	Factors []stepup.Factor // all of them
	Vouched bool            // the account's school vouched for them in this session (S-16)
	Lost    *Lost           // a recovery of the account that its owner can stop; nil: there is none
	policy  stepup.Policy
	session kept
	handle  string
}

// Policy is what the visitor's role asks of factors.
func (v Visitor) Policy() stepup.Policy { return v.policy }

// May reports whether the visitor's role has a permission.
func (v Visitor) May(p Permission) bool { return v.Account.Role.may(p) }

func sessionKey(handle string) store.Key { return store.KeyOf("admin session", handle) }

func (d *Desk) begin(ctx context.Context, k kept) (handle string, err error) {
	handle = keys.NewHandle()
	if k.Seat == "" {
		k.Seat = rand.Text()
	}
	box, err := k.seal(handle)
	if err != nil {
		return "", err
	}
	if err := d.State.Create(ctx, sessionKey(handle), box, Idle); err != nil {
		return "", fmt.Errorf("admin: keep session: %w", err)
	}
	return handle, nil
}

func (k kept) seal(handle string) ([]byte, error) {
	plain, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("admin: encode session: %w", err)
	}
	return keys.SealWith([]byte(handle), "admin session", plain)
}

// standing reads a session that has not ended, and how long it may yet last.
func (d *Desk) standing(ctx context.Context, handle string) (k kept, v store.Value, left time.Duration, err error) {
	if len(handle) != keys.HandleLength {
		return k, v, 0, ErrNoSession
	}
	v, err = d.State.Get(ctx, sessionKey(handle))
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrTaken) {
		return k, v, 0, ErrNoSession
	}
	if err != nil {
		return k, v, 0, fmt.Errorf("admin: read session: %w", err)
	}
	plain, err := keys.OpenWith([]byte(handle), "admin session", v.Data)
	if err != nil {
		return k, v, 0, fmt.Errorf("admin: open session: %w", err)
	}
	if err := json.Unmarshal(plain, &k); err != nil {
		return k, v, 0, fmt.Errorf("admin: decode session: %w", err)
	}
	longest := Longest
	if k.Factor == "" {
		longest = Enrolling
	}
	if left = time.Unix(k.Made, 0).Add(longest).Sub(d.Now()); left <= 0 {
		return k, v, 0, ErrNoSession
	}
	return k, v, left, nil
}

// recall reads a session and has its idle time begin anew.
func (d *Desk) recall(ctx context.Context, handle string) (kept, error) {
	k, v, left, err := d.standing(ctx, handle)
	if err != nil {
		return k, err
	}
	_, err = d.State.Swap(ctx, sessionKey(handle), v.Version, v.Data, min(left, Idle))
	switch {
	case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrTaken):
		return k, ErrNoSession // it was ended meanwhile
	case err != nil && !errors.Is(err, store.ErrConflict): // another tab did the same
		return k, fmt.Errorf("admin: renew session: %w", err)
	}
	return k, nil
}

// Visit gives who holds a session, by account and factors as they are now. ErrNoSession:
// nobody does: it ended, or the account or the key that opened it is gone.
func (d *Desk) Visit(ctx context.Context, handle string) (Visitor, error) {
	k, err := d.recall(ctx, handle)
	if err != nil {
		return Visitor{}, err
	}
	return d.visitor(ctx, handle, k)
}

// visitor is who a session is of, as things stand.
func (d *Desk) visitor(ctx context.Context, handle string, k kept) (Visitor, error) {
	v := Visitor{Factor: k.Factor, Code: k.Code, Vouched: k.Vouched, session: k, handle: handle}
	if k.Shown != 0 {
		v.Shown = time.Unix(k.Shown, 0)
	}
	err := d.Records.View(ctx, func(tx store.Tx) (err error) {
		if v.Account, err = d.account(tx, k.Account); err != nil || v.Account.Lost == nil {
			return err
		}
		if stands, err := d.stands(tx, v.Account.Lost); err != nil || !stands {
			return err
		}
		v.Lost = v.Account.Lost
		return nil
	})
	if errors.Is(err, ErrUnknown) || err == nil && (v.Account.Epoch != k.Epoch || v.Account.Out != 0 && k.Made <= v.Account.Out) {
		return Visitor{}, ErrNoSession
	}
	if err != nil {
		return Visitor{}, err
	}
	v.policy = d.policy(v.Account.Role)
	if v.Factors, err = d.Factors.List(ctx, k.Account); err != nil {
		return Visitor{}, err
	}
	if !v.holds() {
		return Visitor{}, ErrNoSession
	}
	v.Enough = enough(v.Policy(), v.Factors)
	return v, nil
}

// holds reports whether the key that opened the session still stands.
func (v Visitor) holds() bool {
	if v.Factor == "" {
		return true
	}
	for _, f := range v.Factors {
		if f.ID == v.Factor {
			return v.Policy().Admits(f) == nil
		}
	}
	return false
}

// Authorize judges a request for an action: who it is, and whether they may. That a role
// does not permit it is written down.
func (d *Desk) Authorize(ctx context.Context, handle string, a Action) (Visitor, error) {
	v, err := d.Visit(ctx, handle)
	if errors.Is(err, ErrNoSession) && a.Stage == Anyone {
		return Visitor{}, nil
	}
	if err != nil {
		return Visitor{}, err
	}
	err = authorize(v, a, d.Now())
	if errors.Is(err, ErrForbidden) {
		return Visitor{}, errors.Join(err, d.deny(ctx, v.Account.ID, a.Name))
	}
	return v, err
}

// Still judges an action that goes on: whether who holds the session may do it at this moment.
// Unlike a request it is no sign of somebody at the screen, and leaves the idle time alone.
func (d *Desk) Still(ctx context.Context, handle string, a Action) (Visitor, error) {
	k, _, _, err := d.standing(ctx, handle)
	if err != nil {
		return Visitor{}, err
	}
	v, err := d.visitor(ctx, handle, k)
	if err != nil {
		return Visitor{}, err
	}
	return v, authorize(v, a, d.Now())
}

// Leave ends a session, and writes that down.
func (d *Desk) Leave(ctx context.Context, v Visitor) error {
	err := d.Records.Update(ctx, func(tx store.Tx) error { return d.note(v.Account.ID)(tx, "admin.sign-out") })
	if err != nil {
		return err
	}
	return d.State.Delete(ctx, sessionKey(v.handle))
}

// LeaveAll ends every session of the visitor's account, this one too, on every node at once
// (U-10): the account itself says from when on one counts.
func (d *Desk) LeaveAll(ctx context.Context, v Visitor) error {
	return d.Records.Update(ctx, func(tx store.Tx) error {
		a, err := d.account(tx, v.Account.ID)
		if err != nil {
			return err
		}
		a.Out = d.Now().Unix()
		if err := d.write(tx, a); err != nil {
			return err
		}
		return d.note(a.ID)(tx, "admin.sign-out", "everywhere")
	})
}
