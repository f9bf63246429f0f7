package stepup

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// row is a factor as the records have it.
type row struct {
	id, account string
	kind        Kind
	finder      []byte
	box         []byte
	counter     int64
	backedUp    int64
	made, used  int64
	suspended   Suspension
}

// content is what a box holds.
type content struct {
	Name string `json:"n"`
	Seed []byte `json:"s,omitempty"` // of a generator

	Credential []byte   `json:"c,omitempty"` // of a key: its id,
	PublicKey  []byte   `json:"k,omitempty"` // its COSE key,
	Transports []string `json:"t,omitempty"` // and how it is reached
	Model      AAGUID   `json:"m,omitzero"`
	Attested   bool     `json:"a,omitempty"`
	Format     string   `json:"f,omitempty"`
	Synced     bool     `json:"y,omitempty"`
}

var ids = base32.StdEncoding.WithPadding(base32.NoPadding)

// CleanName makes a name fit to be kept and shown: nothing that is not printed, which
// could turn the rest of a line around, and at most MaxName characters. "": nothing is left.
func CleanName(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s))
	if r := []rune(s); len(r) > MaxName {
		s = strings.TrimSpace(string(r[:MaxName]))
	}
	return s
}

// label binds a box to its row: whoever can write the records cannot give the key of one
// account to another.
func label(id, account string) string { return "factor " + id + " " + account }

func (f *Factors) sealRow(r *row, c content) error {
	plain, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("stepup: encode factor: %w", err)
	}
	r.box, err = f.ring.Seal("seal", label(r.id, r.account), plain)
	return err
}

func (f *Factors) openRow(r row) (content, error) {
	c := content{}
	plain, err := f.ring.Open("seal", label(r.id, r.account), r.box)
	if err != nil {
		return c, fmt.Errorf("stepup: open factor: %w", err)
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return c, fmt.Errorf("stepup: decode factor: %w", err)
	}
	return c, nil
}

// finder is what a credential or a recovery code is found by; a dump shows neither.
func (f *Factors) finder(kind Kind, parts ...[]byte) []byte {
	m := f.ring.MAC("index", append([][]byte{[]byte("factor"), []byte(kind)}, parts...)...)
	return m[:]
}

func insert(tx store.Tx, r row) error {
	_, err := tx.Exec(`INSERT INTO factor (id, account, kind, finder, box, counter, backed_up, made, used, suspended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.id, r.account, string(r.kind), r.finder, r.box, r.counter, r.backedUp, r.made, r.used, string(r.suspended))
	return err
}

// rows gives an account's factors, the oldest first.
func rows(tx store.Tx, account string) (out []row, err error) {
	err = tx.Query(`SELECT id, account, kind, finder, box, counter, backed_up, made, used, suspended
		FROM factor WHERE account = $1 ORDER BY made, id`, []any{account}, func(scan func(...any) error) error {
		r, kind, suspended := row{}, "", ""
		err := scan(&r.id, &r.account, &kind, &r.finder, &r.box, &r.counter, &r.backedUp, &r.made, &r.used, &suspended)
		r.kind, r.suspended = Kind(kind), Suspension(suspended)
		out = append(out, r)
		return err
	})
	return out, err
}

func (f *Factors) read(ctx context.Context, account string) (out []row, err error) {
	err = f.records.View(ctx, func(tx store.Tx) (err error) {
		out, err = rows(tx, account)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("stepup: read factors: %w", err)
	}
	return out, nil
}

// List gives the factors of an account, the oldest first; the recovery codes, where there
// are any, come last and as one.
func (f *Factors) List(ctx context.Context, account string) ([]Factor, error) {
	all, err := f.read(ctx, account)
	if err != nil {
		return nil, err
	}
	var out []Factor
	codes := Factor{ID: string(Recovery), Kind: Recovery}
	for _, r := range all {
		if r.kind == Recovery {
			codes.add(r)
			continue
		}
		x, err := f.show(r)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	if !codes.Made.IsZero() {
		out = append(out, codes)
	}
	return out, nil
}

// add counts one recovery code into the set.
func (x *Factor) add(r row) {
	x.Made = time.Unix(r.made, 0).UTC()
	if r.used == 0 {
		x.Left++
	} else if at := time.Unix(r.used, 0).UTC(); at.After(x.Used) {
		x.Used = at
	}
}

func (f *Factors) show(r row) (Factor, error) {
	c, err := f.openRow(r)
	if err != nil {
		return Factor{}, err
	}
	x := Factor{ID: r.id, Kind: r.kind, Name: c.Name, Made: time.Unix(r.made, 0).UTC(), Suspended: r.suspended,
		Model: c.Model, Attested: c.Attested, Synced: c.Synced, BackedUp: r.backedUp != 0}
	if r.used != 0 {
		x.Used = time.Unix(r.used, 0).UTC()
	}
	return x, nil
}

// change does something to one key or generator of an account, and writes it down. The
// factor is read in the same transaction.
func (f *Factors) change(ctx context.Context, account, id string, note keys.Note, do func(tx store.Tx, r row, all []row) (verb string, err error)) error {
	if note == nil {
		return errNoNote
	}
	err := f.records.Update(ctx, func(tx store.Tx) error {
		all, err := rows(tx, account)
		if err != nil {
			return err
		}
		for _, r := range all {
			if r.id == id && r.kind != Recovery {
				verb, err := do(tx, r, all)
				if err != nil {
					return err
				}
				return note(tx, verb, lines(account, r.kind, id)...)
			}
		}
		return ErrNoFactor
	})
	if err != nil {
		return fmt.Errorf("stepup: change factor: %w", err)
	}
	return nil
}

// lines are what every entry in the chain says: ids of ours, and nothing of a person.
func lines(account string, kind Kind, id string) []string {
	return []string{"account " + account, "factor " + string(kind) + " " + id}
}

// Rename gives a key or a generator another name. Control characters are dropped, and
// what is beyond MaxName.
func (f *Factors) Rename(ctx context.Context, account, id, name string, note keys.Note) error {
	return f.change(ctx, account, id, note, func(tx store.Tx, r row, _ []row) (string, error) {
		c, err := f.openRow(r)
		if err != nil {
			return "", err
		}
		c.Name = CleanName(name)
		if err := f.sealRow(&r, c); err != nil {
			return "", err
		}
		_, err = tx.Exec(`UPDATE factor SET box = $1 WHERE id = $2`, r.box, r.id)
		return "factor.rename", err
	})
}

// Remove takes a key or a generator away. ErrLast: it is the last that is not suspended;
// whoever lost that goes the way of recovery.
func (f *Factors) Remove(ctx context.Context, account, id string, note keys.Note) error {
	return f.change(ctx, account, id, note, func(tx store.Tx, r row, all []row) (string, error) {
		standing := 0
		for _, o := range all {
			if o.kind != Recovery && o.suspended == "" && o.id != id {
				standing++
			}
		}
		if standing == 0 && r.suspended == "" {
			return "", ErrLast
		}
		_, err := tx.Exec(`DELETE FROM factor WHERE id = $1`, r.id)
		return "factor.remove", err
	})
}

// RemoveAll takes every factor of an account away, in the transaction of why: the account is
// closed, or two admins let its owner begin anew (S-14). An account without any is as well.
func (f *Factors) RemoveAll(tx store.Tx, account string, note keys.Note) error {
	if note == nil {
		return errNoNote
	}
	gone, err := tx.Exec(`DELETE FROM factor WHERE account = $1`, account)
	if err != nil || gone == 0 {
		return err
	}
	return note(tx, "factor.remove-all", "account "+account, fmt.Sprintf("%d factors", gone))
}

// Suspend has a key or a generator prove nothing until Resume. Without a why it is ByAdmin.
func (f *Factors) Suspend(ctx context.Context, account, id string, why Suspension, note keys.Note) error {
	if why == "" {
		why = ByAdmin
	}
	return f.change(ctx, account, id, note, func(tx store.Tx, r row, _ []row) (string, error) {
		_, err := tx.Exec(`UPDATE factor SET suspended = $1 WHERE id = $2`, string(why), r.id)
		return "factor.suspend", err
	})
}

// Resume ends a suspension. A key of which there was a sign of a copy is better removed.
func (f *Factors) Resume(ctx context.Context, account, id string, note keys.Note) error {
	return f.change(ctx, account, id, note, func(tx store.Tx, r row, _ []row) (string, error) {
		_, err := tx.Exec(`UPDATE factor SET suspended = '' WHERE id = $1`, r.id)
		return "factor.resume", err
	})
}
