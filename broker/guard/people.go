package guard

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// MaxPeople is how many people one device is known for: a classroom's computer keeps
// each of them, and with a sixth the one who was away longest is forgotten (L-15).
const MaxPeople = 5

// People keep who logged in with which device. A row holds no person: an index is a keyed
// digest over device and person together, so that a dump of rows does not even tell
// that one person uses two devices. It is safe for concurrent use, on many nodes over the
// same records.
type People struct {
	Records store.Records
	Ring    *keys.Ring
	Now     func() time.Time
}

// row is what the server keeps of one device.
type row struct {
	Seen     []seen `json:"p,omitempty"` // the latest first
	Failures int    `json:"f,omitempty"` // of the device itself, whoever it was about
	Since    int64  `json:"s,omitempty"` // Unix seconds of the first of them
	Locked   int64  `json:"l,omitempty"` // Unix seconds; until then no factor is asked here
}

// seen is one person who logged in with a device, and on which day last.
type seen struct {
	Index []byte `json:"i"`
	Day   int64  `json:"d"`
}

// Remember notes that a person has just logged in with a device, in the transaction of
// whatever that login writes. person is any text that names one and always the same; it
// is not kept. The same person on the same day changes nothing.
func (p *People) Remember(tx store.Tx, d Device, person string) error {
	if d == (Device{}) {
		return nil
	}
	r, err := p.read(tx, d)
	if err != nil {
		return err
	}
	if !r.add(p.index(d, person), p.today()) {
		return nil
	}
	return p.write(tx, d, r)
}

// Know is Remember in a transaction of its own.
func (p *People) Know(ctx context.Context, d Device, person string) error {
	if d == (Device{}) {
		return nil
	}
	return p.Records.Update(ctx, func(tx store.Tx) error { return p.Remember(tx, d, person) })
}

// Knows reports whether a person is one of those whom a device is known for.
func (p *People) Knows(ctx context.Context, d Device, person string) (bool, error) {
	r, err := p.look(ctx, d)
	return err == nil && r.has(p.index(d, person)), err
}

// Sweep removes devices whose cookie counts no more.
func (p *People) Sweep(ctx context.Context) error {
	return p.Records.Update(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(`DELETE FROM device WHERE ends <= $1`, p.Now().Unix())
		return err
	})
}

func (p *People) today() int64 { return p.Now().Unix() / (24 * 3600) }

// index is worth nothing at another device.
func (p *People) index(d Device, person string) []byte {
	m := p.Ring.MAC("index", []byte("device person"), d[:], []byte(person))
	return m[:16]
}

func (p *People) id(d Device) string {
	m := p.Ring.MAC("index", []byte("device row"), d[:])
	return ids.EncodeToString(m[:16])
}

func (r *row) at(index []byte) int {
	return slices.IndexFunc(r.Seen, func(s seen) bool { return string(s.Index) == string(index) })
}

func (r *row) has(index []byte) bool { return r.at(index) >= 0 }

// add puts a person first; false: nothing changed.
func (r *row) add(index []byte, day int64) bool {
	if i := r.at(index); i >= 0 {
		if r.Seen[i].Day >= day {
			return false
		}
		r.Seen = slices.Delete(r.Seen, i, i+1)
	}
	r.Seen = slices.Insert(r.Seen, 0, seen{index, day})
	r.Seen = r.Seen[:min(len(r.Seen), MaxPeople)]
	return true
}

func (p *People) look(ctx context.Context, d Device) (r row, err error) {
	if d == (Device{}) {
		return row{}, nil
	}
	err = p.Records.View(ctx, func(tx store.Tx) error {
		r, err = p.read(tx, d)
		return err
	})
	return r, err
}

// read gives the row of a device; one that has none yet has an empty one.
func (p *People) read(tx store.Tx, d Device) (r row, err error) {
	id := p.id(d)
	err = tx.Query(`SELECT box FROM device WHERE id = $1 AND ends > $2`, []any{id, p.Now().Unix()}, func(scan func(...any) error) error {
		var box []byte
		if err := scan(&box); err != nil {
			return err
		}
		plain, err := p.Ring.Open("seal", "device "+id, box)
		if err != nil {
			return err
		}
		return json.Unmarshal(plain, &r)
	})
	if err != nil {
		return row{}, fmt.Errorf("guard: read device: %w", err)
	}
	return r, nil
}

// write keeps a row for as long as the cookie of a login of today counts.
func (p *People) write(tx store.Tx, d Device, r row) error {
	plain, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("guard: encode device: %w", err)
	}
	id := p.id(d)
	box, err := p.Ring.Seal("seal", "device "+id, plain)
	if err != nil {
		return fmt.Errorf("guard: seal device: %w", err)
	}
	_, err = tx.Exec(`INSERT INTO device (id, box, ends) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET box = excluded.box, ends = excluded.ends`, id, box, p.Now().Add(DeviceLife+24*time.Hour).Unix())
	if err != nil {
		return fmt.Errorf("guard: write device: %w", err)
	}
	return nil
}
