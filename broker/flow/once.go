package flow

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/internal/refusal"
)

// Some requests are good for one login: a pushed one (RFC 9126 §4), and a request
// object with a jti (RFC 9101 §10.5). One login is not one visit: a reload, Back and a
// second click in the browser that began go on (design §5.2), and whoever only
// previews a link spends nothing. So nothing is spent where the request is read:
//
//   - The browser that leaves for a school claims the request; no other can after it.
//   - The code of the login is derived from the request and not from the step: there is
//     one, which a second login on the same request finds handed out or redeemed.
//
// onceLife is how long such a request may take to become a code, from its arrival. It is
// shorter than the row of a code lives, so the code's row always outlives the last
// login that could meet it.
const (
	onceLife  = TransactionLife
	claimLife = TransactionLife + 5*time.Minute
)

// OnceOf names a request that is good for one login.
func OnceOf(kind string, parts ...string) string {
	k := store.KeyOf("once "+kind, parts...)
	return base64.RawURLEncoding.EncodeToString(k[:])
}

// pushed is a request that waits for its browser.
type pushed struct {
	Request Request `json:"r"`
	At      int64   `json:"a"` // Unix seconds
}

func pushedKey(handle, app string) store.Key { return store.KeyOf("pushed", handle, app) }

// Push keeps a request for as long as life, and gives the handle that finds it again
// for the same app. The row opens with the handle alone.
func (f *Flow) Push(ctx context.Context, r Request, life time.Duration) (handle string, err error) {
	handle = keys.NewHandle()
	plain, err := json.Marshal(pushed{r, f.Now().Unix()})
	if err != nil {
		return "", fmt.Errorf("flow: encode pushed request: %w", err)
	}
	box, err := keys.SealWith([]byte(handle), "pushed", plain)
	if err != nil {
		return "", fmt.Errorf("flow: seal pushed request: %w", err)
	}
	return handle, f.State.Create(ctx, pushedKey(handle, r.App), box, life)
}

// Pushed gives the request that an app pushed. A handle of another app, one that has
// expired and one that never was are the same.
func (f *Flow) Pushed(ctx context.Context, handle, app string) (Request, error) {
	v, err := f.State.Get(ctx, pushedKey(handle, app))
	if errors.Is(err, store.ErrNotFound) {
		return Request{}, refusal.New(refusal.RequestSpent, errors.New("flow: no such pushed request of this app"))
	}
	if err != nil {
		return Request{}, refusal.New(refusal.StoreUnavailable, err)
	}
	plain, err := keys.OpenWith([]byte(handle), "pushed", v.Data)
	if err != nil {
		return Request{}, refusal.New(refusal.RequestSpent, err)
	}
	var p pushed
	if err := json.Unmarshal(plain, &p); err != nil {
		return Request{}, fmt.Errorf("flow: decode pushed request: %w", err)
	}
	p.Request.Once, p.Request.Since = OnceOf("pushed", handle), p.At
	return p.Request, nil
}

func claimKey(once string) store.Key { return store.KeyOf("claim", once) }

// errSpent is the cause in the log.
var errSpent = errors.New("flow: the request was used before, or elsewhere, or too long ago")

// SpendNow marks a request that is good once and came by a way on which nothing is
// repeated: an endpoint for apps. false: it was used before.
func (f *Flow) SpendNow(ctx context.Context, once string) (bool, error) {
	err := f.State.Create(ctx, claimKey(once), []byte{0}, claimLife)
	if errors.Is(err, store.ErrExists) {
		return false, nil
	}
	return err == nil, err
}

// claim binds a request to the browser that now leaves with it.
func (f *Flow) claim(ctx context.Context, r Request, b Browser) error {
	if r.Once == "" {
		return nil
	}
	if f.late(r) {
		return refusal.New(refusal.RequestSpent, errSpent)
	}
	err := f.State.Create(ctx, claimKey(r.Once), f.browser(b.Half), claimLife)
	if errors.Is(err, store.ErrExists) {
		_, err = f.claimed(ctx, r, b)
		return err
	}
	if err != nil {
		return refusal.New(refusal.StoreUnavailable, err)
	}
	return nil
}

// claimed reports whether this browser has claimed the request; another one's claim is
// an error.
func (f *Flow) claimed(ctx context.Context, r Request, b Browser) (bool, error) {
	v, err := f.State.Get(ctx, claimKey(r.Once))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return false, nil
	case err != nil:
		return false, refusal.New(refusal.StoreUnavailable, err)
	case b.Half == "" || !bytes.Equal(v.Data, f.browser(b.Half)):
		return false, refusal.New(refusal.RequestSpent, errSpent)
	}
	return true, nil
}

// unspent refuses, where a request comes in, what could not become a login any more.
func (f *Flow) unspent(ctx context.Context, r Request, b Browser) error {
	if r.Once == "" {
		return nil
	}
	mine, err := f.claimed(ctx, r, b)
	if err != nil || !mine {
		return err
	}
	over, err := f.Grants.Over(ctx, f.codeFor(rootOf("", r)), bindingOf(r))
	if err != nil {
		return refusal.New(refusal.StoreUnavailable, err)
	}
	if over {
		return refusal.New(refusal.RequestSpent, errSpent)
	}
	return nil
}

func (f *Flow) late(r Request) bool { return f.Now().Sub(time.Unix(r.Since, 0)) > onceLife }

// rootOf is what a login's code and its entry in the books are derived from: the step,
// or the request that is good for one login.
func rootOf(handle string, r Request) string {
	if r.Once != "" {
		return "once " + r.Once
	}
	return handle
}
