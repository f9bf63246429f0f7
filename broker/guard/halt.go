package guard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/internal/ticket"
)

// What a kill switch can stop. The words stand in the records and never change.
const (
	HaltSchool     = "school"
	HaltApp        = "app"
	HaltConnection = "connection" // a hub, and every school behind it
)

// HaltKinds lists them.
var HaltKinds = []string{HaltSchool, HaltApp, HaltConnection}

// MaxHalts bounds what stands at once.
const MaxHalts = 1000

// Halt is one kill switch that was thrown (L-22): nobody logs in there, and what was given
// out opens nothing, until two admins end it. It has no end of its own: somebody decides.
type Halt struct {
	Kind   string    `json:"-"`
	ID     string    `json:"-"` // of the registry
	By     string    `json:"b"`
	Reason string    `json:"r"` // one of Reasons
	Ticket string    `json:"t"`
	Since  time.Time `json:"s"`
}

// Key names it.
func (h Halt) Key() string { return h.Kind + ":" + h.ID }

// Fit says what is wrong with a switch that somebody would throw.
func (h Halt) Fit() error {
	switch {
	case !slices.Contains(HaltKinds, h.Kind) || h.ID == "":
		return errors.New("guard: a kill switch is of a school, an app or a connection")
	case !slices.Contains(Reasons, h.Reason):
		return ErrReason
	case !ticket.Valid(h.Ticket):
		return ErrTicket
	}
	return nil
}

// Halts are the kill switches of an installation. What stands is in memory, so that each
// request can ask; a node learns of another's within [Follow]. It is safe for concurrent use.
type Halts struct {
	records store.Records
	ring    *keys.Ring
	now     func() time.Time

	mu   sync.Mutex // held while the view is made anew
	view atomic.Pointer[halted]
}

// halted is what stood at one moment.
type halted struct {
	rows, written int64
	by            map[string]Halt // by key
}

// OpenHalts reads what stands.
func OpenHalts(ctx context.Context, records store.Records, ring *keys.Ring, now func() time.Time) (*Halts, error) {
	h := &Halts{records: records, ring: ring, now: now}
	h.view.Store(&halted{rows: -1})
	return h, h.Refresh(ctx)
}

// Stops reports whether a login at an app, of a school, through a connection is stopped. An
// empty id is of none.
func (h *Halts) Stops(app, school, connection string) bool {
	by := h.view.Load().by
	if len(by) == 0 {
		return false
	}
	for _, x := range []Halt{{Kind: HaltApp, ID: app}, {Kind: HaltSchool, ID: school}, {Kind: HaltConnection, ID: connection}} {
		if _, ok := by[x.Key()]; ok && x.ID != "" {
			return true
		}
	}
	return false
}

// List gives what stands, the newest first.
func (h *Halts) List() []Halt {
	var out []Halt
	for _, x := range h.view.Load().by {
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Halt) int {
		if n := b.Since.Compare(a.Since); n != 0 {
			return n
		}
		return strings.Compare(a.Key(), b.Key())
	})
	return out
}

// Throw stops something; note is written in the same step. One that stands stays as it is.
// It holds on this node at once.
func (h *Halts) Throw(ctx context.Context, x Halt, note func(store.Tx) error) error {
	if err := x.Fit(); err != nil {
		return err
	}
	x.Since = h.now().UTC()
	plain, err := json.Marshal(x)
	if err != nil {
		return fmt.Errorf("guard: encode kill switch: %w", err)
	}
	box, err := h.ring.Seal("seal", "halt "+x.Key(), plain)
	if err != nil {
		return err
	}
	err = h.records.Update(ctx, func(tx store.Tx) error {
		rows := 0
		if err := tx.Query(`SELECT count(*) FROM halt`, nil, func(scan func(...any) error) error { return scan(&rows) }); err != nil {
			return err
		}
		if rows >= MaxHalts {
			return ErrFull
		}
		n, err := tx.Exec(`INSERT INTO halt (id, box, written) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`, x.Key(), box, h.now().UnixMilli())
		if err != nil || n == 0 {
			return err
		}
		return note(tx)
	})
	if err != nil {
		return fmt.Errorf("guard: write kill switch: %w", err)
	}
	return h.Refresh(ctx)
}

// Undo ends one in a transaction of the caller, who writes it down; false: it does not stand.
// Nodes learn of it at their next Refresh.
func (h *Halts) Undo(tx store.Tx, key string) (bool, error) {
	n, err := tx.Exec(`DELETE FROM halt WHERE id = $1`, key)
	return n > 0, err
}

// Refresh makes the view anew where the records changed.
func (h *Halts) Refresh(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var next *halted
	err := h.records.View(ctx, func(tx store.Tx) (err error) {
		next, err = h.read(tx, h.view.Load())
		return err
	})
	if err == nil && next != nil {
		h.view.Store(next)
	}
	return err
}

// read gives nil where nothing changed: that is one short query.
func (h *Halts) read(tx store.Tx, have *halted) (*halted, error) {
	v := &halted{by: map[string]Halt{}}
	err := tx.Query(`SELECT count(*), coalesce(max(written), 0) FROM halt`, nil, func(scan func(...any) error) error { return scan(&v.rows, &v.written) })
	if err != nil || v.rows == have.rows && v.written == have.written {
		return nil, err
	}
	err = tx.Query(`SELECT id, box FROM halt`, nil, func(scan func(...any) error) error {
		var key string
		var box []byte
		if err := scan(&key, &box); err != nil {
			return err
		}
		plain, err := h.ring.Open("seal", "halt "+key, box)
		if err != nil {
			return fmt.Errorf("guard: open kill switch: %w", err)
		}
		var x Halt
		if err := json.Unmarshal(plain, &x); err != nil {
			return fmt.Errorf("guard: decode kill switch: %w", err)
		}
		x.Kind, x.ID, _ = strings.Cut(key, ":")
		v.by[key] = x
		return nil
	})
	return v, err
}
