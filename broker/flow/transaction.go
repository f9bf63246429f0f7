package flow

import (
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

// Until the browser leaves for the hub a transaction is a sealed form value and
// costs no write (design §5.2): a flood of beginnings fills nothing.

// pending is the sealed form value.
type pending struct {
	Request Request `json:"r"`
	Begun   int64   `json:"b"` // Unix seconds
}

func (f *Flow) sealRequest(r Request) (string, error) {
	plain, err := json.Marshal(pending{r, f.Now().Unix()})
	if err != nil {
		return "", fmt.Errorf("flow: encode request: %w", err)
	}
	box, err := f.Ring.Seal("form", "request", plain)
	if err != nil {
		return "", fmt.Errorf("flow: seal request: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(box), nil
}

func (f *Flow) openRequest(sealed string) (Request, error) {
	box, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return Request{}, refusal.New(refusal.FormExpired, err)
	}
	plain, err := f.Ring.Open("form", "request", box)
	if err != nil {
		return Request{}, refusal.New(refusal.FormExpired, err)
	}
	var p pending
	if err := json.Unmarshal(plain, &p); err != nil {
		return Request{}, refusal.New(refusal.FormExpired, err)
	}
	if f.Now().Sub(time.Unix(p.Begun, 0)) > TransactionLife {
		return Request{}, refusal.New(refusal.FormExpired, errors.New("flow: form is older than a transaction may be"))
	}
	return p.Request, nil
}

// transaction is what must be known when the hub answers. Its row is found by the
// RelayState's digest and opens only with the RelayState.
type transaction struct {
	Request    Request  `json:"r"`
	School     string   `json:"s"` // the chosen one
	Connection string   `json:"c"`
	ID         string   `json:"i"` // of the AuthnRequest
	KeySet     string   `json:"k"`
	Asked      int64    `json:"a"` // Unix seconds
	Contract   int      `json:"v"` // pinned (a denial is not)
	Browser    []byte   `json:"b"` // digest of the cookie's half
	ForceAuthn bool     `json:"f,omitempty"`
	Classes    []string `json:"x,omitempty"` // that the hub was asked for
	Device     string   `json:"d,omitempty"` // that began, where it was known: the answer comes without its cookie
	Brings     *brings  `json:"m,omitempty"` // an old account is to be shown, for a login that waits
}

func (f *Flow) browser(half string) []byte {
	m := f.Ring.MAC("handle", []byte("browser"), []byte(half))
	return m[:16]
}

func transactionKey(relay string) store.Key { return store.KeyOf("transaction", relay) }

func (f *Flow) putTransaction(ctx context.Context, relay string, t transaction) error {
	plain, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("flow: encode transaction: %w", err)
	}
	box, err := keys.SealWith([]byte(relay), "transaction", plain)
	if err != nil {
		return fmt.Errorf("flow: seal transaction: %w", err)
	}
	return f.State.Create(ctx, transactionKey(relay), box, TransactionLife)
}

// DeviceOf gives the known device that began the login to which an answer belongs; "" for
// none, or no such login. The post itself shows no cookie: it comes from the hub's site.
func (f *Flow) DeviceOf(ctx context.Context, relay string) string {
	t, err := f.getTransaction(ctx, relay)
	if err != nil {
		return ""
	}
	return t.Device
}

// getTransaction finds the open request that an answer belongs to. Without one the
// answer is unsolicited, whatever it says (F-08).
func (f *Flow) getTransaction(ctx context.Context, relay string) (transaction, error) {
	var t transaction
	if relay == "" {
		return t, refusal.New(refusal.Unsolicited, errors.New("flow: answer without RelayState"))
	}
	v, err := f.State.Get(ctx, transactionKey(relay))
	if errors.Is(err, store.ErrNotFound) {
		return t, refusal.New(refusal.Unsolicited, errors.New("flow: no open request for this RelayState"))
	}
	if err != nil {
		return t, refusal.New(refusal.StoreUnavailable, err)
	}
	plain, err := keys.OpenWith([]byte(relay), "transaction", v.Data)
	if err != nil {
		return t, refusal.New(refusal.Unsolicited, err)
	}
	if err := json.Unmarshal(plain, &t); err != nil {
		return t, fmt.Errorf("flow: decode transaction: %w", err)
	}
	return t, nil
}
