package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sluis/broker/stepup"
	"sluis/broker/store"
	"sluis/internal/secret"
)

// BeginKey gives what navigator.credentials.create is called with.
func (d *Desk) BeginKey(ctx context.Context, v Visitor, b Browser, name string) (json.RawMessage, error) {
	if stepup.CleanName(name) == "" {
		return nil, ErrInput
	}
	c, err := d.caller(ctx, v, b)
	if err != nil {
		return nil, err
	}
	return d.Factors.BeginRegistration(ctx, c, v.Account.Name, name, v.Policy())
}

// AddKey keeps a new key.
func (d *Desk) AddKey(ctx context.Context, v Visitor, b Browser, answer []byte) error {
	c, err := d.caller(ctx, v, b)
	if err != nil {
		return err
	}
	_, err = d.Factors.FinishRegistration(ctx, c, answer, v.Policy(), d.note(v.Account.ID))
	return d.enrolled(ctx, v, err)
}

// BeginApp makes the seed of a generator.
func (d *Desk) BeginApp(ctx context.Context, v Visitor, b Browser, name string) (stepup.Enrolment, error) {
	if stepup.CleanName(name) == "" {
		return stepup.Enrolment{}, ErrInput
	}
	c, err := d.caller(ctx, v, b)
	if err != nil {
		return stepup.Enrolment{}, err
	}
	return d.Factors.BeginTOTP(ctx, c, v.Account.Name, name)
}

// ResumeApp gives it once more to the same browser.
func (d *Desk) ResumeApp(ctx context.Context, v Visitor, b Browser, handle string) (stepup.Enrolment, error) {
	c, err := d.caller(ctx, v, b)
	if err != nil {
		return stepup.Enrolment{}, err
	}
	return d.Factors.ResumeTOTP(ctx, c, handle)
}

// AddApp keeps a generator that has shown a right code.
func (d *Desk) AddApp(ctx context.Context, v Visitor, b Browser, handle, code string) error {
	c, err := d.caller(ctx, v, b)
	if err != nil {
		return err
	}
	_, err = d.Factors.ConfirmTOTP(ctx, c, handle, code, d.note(v.Account.ID))
	return d.enrolled(ctx, v, err)
}

// enrolled ends the session of an invitation as soon as the account has its two factors,
// and that of a recovery code with a new key: from then on a key opens the next one.
func (d *Desk) enrolled(ctx context.Context, v Visitor, err error) error {
	if err != nil || v.Factor != "" {
		return err
	}
	all, err := d.Factors.List(ctx, v.Account.ID)
	if err != nil || !v.Code && !enough(v.Policy(), all) || v.Code && !v.newKey(all) {
		return err
	}
	return d.State.Delete(ctx, sessionKey(v.handle))
}

// newKey reports whether there is a key that was not there when the request came.
func (v Visitor) newKey(all []stepup.Factor) bool {
	return slices.ContainsFunc(all, func(f stepup.Factor) bool {
		return f.Kind == stepup.Key && v.Policy().Admits(f) == nil && !slices.ContainsFunc(v.Factors, func(had stepup.Factor) bool { return had.ID == f.ID })
	})
}

// Codes makes recovery codes; this is the only time that they can be shown.
func (d *Desk) Codes(ctx context.Context, v Visitor) ([]secret.Text, error) {
	codes, err := d.Factors.MakeRecoveryCodes(ctx, v.Account.ID, d.note(v.Account.ID))
	return codes, d.enrolled(ctx, v, err)
}

// Rename gives a factor of the visitor another name.
func (d *Desk) Rename(ctx context.Context, v Visitor, id, name string) error {
	if stepup.CleanName(name) == "" {
		return ErrInput
	}
	return own(d.Factors.Rename(ctx, v.Account.ID, id, name, d.note(v.Account.ID)))
}

// Remove takes a factor of the visitor away. ErrFew: fewer than two would be left, or no
// key to sign in with. One removal of an account at a time: two tabs at once do not take
// one too many.
func (d *Desk) Remove(ctx context.Context, v Visitor, id string) (err error) {
	lock := store.KeyOf("admin removing", v.Account.ID)
	if err := d.State.Create(ctx, lock, nil, removing); err != nil {
		return fmt.Errorf("admin: another removal is under way: %w", err)
	}
	defer func() { err = errors.Join(err, d.State.Delete(ctx, lock)) }()
	all, err := d.Factors.List(ctx, v.Account.ID)
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(slices.Clone(all), func(f stepup.Factor) bool { return f.ID == id })
	if len(left) == len(all) {
		return ErrUnknown
	}
	if !enough(v.Policy(), left) {
		return ErrFew
	}
	err = d.Factors.Remove(ctx, v.Account.ID, id, d.note(v.Account.ID))
	if errors.Is(err, stepup.ErrLast) {
		return ErrFew
	}
	return own(err)
}

// removing is longer than one removal takes.
const removing = 30 * time.Second

// enough is what an account must have for rights: what stepup asks, and a key, since a key
// alone opens a session.
func enough(p stepup.Policy, all []stepup.Factor) bool {
	return p.Enough(all) && slices.ContainsFunc(all, func(f stepup.Factor) bool { return f.Kind == stepup.Key && p.Admits(f) == nil })
}

// own: a factor of somebody else is one that does not exist.
func own(err error) error {
	if errors.Is(err, stepup.ErrNoFactor) {
		return ErrUnknown
	}
	return err
}
