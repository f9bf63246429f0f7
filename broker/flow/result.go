package flow

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/store"
	"sluis/claims"
	"sluis/internal/refusal"
)

// result is what the hub's verified answer came to: the transaction it belongs to
// and as much of the person as this login can need, nothing more. Its row is found
// by the step's handle and opens only with it.
type result struct {
	Transaction transaction   `json:"t"`
	School      string        `json:"s,omitempty"` // the asserted one
	Person      []byte        `json:"p,omitempty"` // claims.Person, pruned
	Kept        claims.Items  `json:"k,omitempty"` // what Person was pruned to
	Received    int           `json:"n"`
	AuthnTime   int64         `json:"a"`
	ACR         string        `json:"l,omitempty"`
	Finder      ledger.Finder `json:"f,omitzero"`
	At          int64         `json:"e"`           // when it was received
	Names       []string      `json:"w,omitempty"` // attributes that arrived; see trace.Names
	Others      int           `json:"o,omitempty"`
	Refuse      refusal.Code  `json:"x,omitempty"`
	RefuseItem  string        `json:"y,omitempty"`
	Check       *checked      `json:"h,omitempty"` // of an attribute check
	Began       int64         `json:"b,omitempty"` // a session of ours answered; when the school did, for it
	Proof       *proven       `json:"q,omitempty"` // a factor of the person's own that was shown in this step
	Said        *Choice       `json:"r,omitempty"` // to the questions, while a factor is asked
	Skipped     bool          `json:"u,omitempty"` // the person shows none, where the app takes that
}

func resultKey(handle string) store.Key { return store.KeyOf("result", handle) }

// resultHandle is the same for the same answer to the same question: whoever
// sends it again in the same browser lands on the same step.
func (f *Flow) resultHandle(relay string, answer [32]byte) string {
	m := f.Ring.MAC("handle", []byte("result"), []byte(relay), answer[:])
	return base64.RawURLEncoding.EncodeToString(m[:])
}

func (r result) seal(handle string) ([]byte, error) {
	plain, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("flow: encode result: %w", err)
	}
	box, err := keys.SealWith([]byte(handle), "result", plain)
	if err != nil {
		return nil, fmt.Errorf("flow: seal result: %w", err)
	}
	return box, nil
}

func (f *Flow) putResult(ctx context.Context, handle string, r result) error {
	box, err := r.seal(handle)
	if err != nil {
		return err
	}
	life := TransactionLife
	if r.Check != nil {
		life = RepeatLife
	}
	err = f.State.Create(ctx, resultKey(handle), box, life)
	if errors.Is(err, store.ErrExists) { // the same answer, a moment ago
		return nil
	}
	return err
}

func (f *Flow) getResult(ctx context.Context, handle string) (result, error) {
	r, _, err := f.readResult(ctx, handle)
	return r, err
}

func (f *Flow) readResult(ctx context.Context, handle string) (result, uint64, error) {
	var r result
	v, err := f.State.Get(ctx, resultKey(handle))
	if errors.Is(err, store.ErrNotFound) {
		return r, 0, refusal.New(refusal.StepExpired, err)
	}
	if err != nil {
		return r, 0, refusal.New(refusal.StoreUnavailable, err)
	}
	plain, err := keys.OpenWith([]byte(handle), "result", v.Data)
	if err != nil {
		return r, 0, refusal.New(refusal.StepExpired, err)
	}
	if err := json.Unmarshal(plain, &r); err != nil {
		return r, 0, fmt.Errorf("flow: decode result: %w", err)
	}
	return r, v.Version, nil
}

// swapResult writes a step anew; it ends when it would have ended.
func (f *Flow) swapResult(ctx context.Context, handle string, r result, version uint64) error {
	box, err := r.seal(handle)
	if err != nil {
		return err
	}
	left := time.Unix(r.At, 0).Add(TransactionLife).Sub(f.Now())
	if left <= 0 {
		return store.ErrNotFound
	}
	_, err = f.State.Swap(ctx, resultKey(handle), version, box, left)
	return err
}

// codeFor derives the code of a login from its root (see rootOf), as a rule its step: a
// reload gets the same one. Without the server's key it cannot be derived from that.
func (f *Flow) codeFor(root string) string {
	m := f.Ring.MAC("handle", []byte("code"), []byte(root))
	return base64.RawURLEncoding.EncodeToString(m[:])
}

// loginID names this login in the books.
func (f *Flow) loginID(root string) string {
	m := f.Ring.MAC("handle", []byte("login"), []byte(root))
	return base64.RawURLEncoding.EncodeToString(m[:16])
}

// sessionFor derives the session half that a login gives its browser from its root: a
// reload gets the same one.
func (f *Flow) sessionFor(root string) string {
	m := f.Ring.MAC("handle", []byte("session"), []byte(root))
	return base64.RawURLEncoding.EncodeToString(m[:])
}

// verifier binds a form to its page, its step and its browser.
func (f *Flow) verifier(p page, handle string, browser []byte, shown claims.Items) string {
	m := f.Ring.MAC("form", []byte("answer"), []byte(handle), browser, []byte{byte(p), byte(shown)})
	return base64.RawURLEncoding.EncodeToString(m[:16])
}

// ours reports whether a session of ours answered, and no hub.
func (r result) ours() bool { return r.Began != 0 }

// reused reports whether the school answered from a session it already had: the
// person was logged in there before we asked (contract 15).
func (r result) reused() bool {
	return !r.ours() && time.Unix(r.AuthnTime, 0).Before(time.Unix(r.Transaction.Asked, 0).Add(-skew))
}
