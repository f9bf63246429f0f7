package admin

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/registry"
	"sluis/broker/stepup"
	"sluis/broker/store"
)

// Bounds of what there may be.
const (
	MaxAccounts = 500 // and invitations that are open
)

// Config is what a Desk is made of; all of it is needed.
type Config struct {
	Records     store.Records
	State       store.State
	Ring        *keys.Ring
	Ledger      *ledger.Ledger
	Factors     *stepup.Factors
	Blocks      *guard.Blocks
	Halts       *guard.Halts
	People      *guard.People        // which browsers an admin signed in with (L-14)
	School      func(id string) bool // whether the registry has such a school
	App         func(id string) bool // and such an app
	Keeper      Keeper               // of the registry
	Makers      map[Role]Makers      // whose keys a role takes; a role that is not there takes all (S-11)
	Kinds       []Kind               // what takes two admins
	Registry    func() *registry.Snapshot
	Federations Federations
	Now         func() time.Time
}

// Desk is where admins come. It is safe for concurrent use, on every node at once.
type Desk struct{ Config }

// New makes a Desk.
func New(c Config) *Desk {
	d := &Desk{c}
	d.Kinds = append(slices.Clone(d.Kinds), d.recoverKind(), d.dropKind(), d.undoKind())
	return d
}

// Account is one admin. The name is for people; the chain knows the id alone.
type Account struct {
	ID     string    `json:"-"`
	Name   string    `json:"n"`
	Role   Role      `json:"r"`
	School string    `json:"s,omitempty"` // of a role that is held at a school
	App    string    `json:"p,omitempty"` // of a developer: the one app that they see
	By     string    `json:"b"`           // who invited
	Made   time.Time `json:"m"`

	AtSchool bool   `json:"f,omitempty"` // signs in at the school too, beside a key (S-16)
	Subject  string `json:"u,omitempty"` // who that is at the school, for admins alone; "": nobody came yet

	In      int64    `json:"i,omitempty"` // Unix seconds of when a key last opened a session; 0: never
	Out     int64    `json:"e,omitempty"` // Unix seconds of when the owner ended all sessions: those that began before, or in that second, are void
	Notices []Notice `json:"o,omitempty"` // the last [MaxNotices], the latest first
	Lost    *Lost    `json:"l,omitempty"` // a recovery that was asked for; it may have ended since
	Epoch   int      `json:"g,omitempty"` // one more after each recovery: sessions of before are none
}

var ids = base32.StdEncoding.WithPadding(base32.NoPadding)

// seal binds a box to its row: who can write the records cannot give one account's role to
// another.
func (d *Desk) seal(kind, id string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("admin: encode %s: %w", kind, err)
	}
	return d.Ring.Seal("seal", kind+" "+id, plain)
}

func (d *Desk) open(kind, id string, box []byte, into any) error {
	plain, err := d.Ring.Open("seal", kind+" "+id, box)
	if err != nil {
		return fmt.Errorf("admin: open %s: %w", kind, err)
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return fmt.Errorf("admin: decode %s: %w", kind, err)
	}
	return nil
}

// accounts reads all, or the one of an id. They are few.
func (d *Desk) accounts(tx store.Tx, id string) (out []Account, err error) {
	query, args := `SELECT id, box FROM admin ORDER BY id`, []any(nil)
	if id != "" {
		query, args = `SELECT id, box FROM admin WHERE id = $1`, []any{id}
	}
	err = tx.Query(query, args, func(scan func(...any) error) error {
		var a Account
		var box []byte
		if err := scan(&a.ID, &box); err != nil {
			return err
		}
		if err := d.open("admin", a.ID, box, &a); err != nil {
			return err
		}
		out = append(out, a)
		return nil
	})
	return out, err
}

// account gives one; ErrUnknown: there is none of that id.
func (d *Desk) account(tx store.Tx, id string) (Account, error) {
	all, err := d.accounts(tx, id)
	if err == nil && (len(all) == 0 || id == "") {
		err = ErrUnknown
	}
	if err != nil {
		return Account{}, err
	}
	return all[0], nil
}

func (d *Desk) write(tx store.Tx, a Account) error {
	box, err := d.seal("admin", a.ID, a)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO admin (id, box) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET box = excluded.box`, a.ID, box)
	return err
}

// note gives what writes down what an account does.
func (d *Desk) note(account string) keys.Note {
	return d.Ledger.Noting("admin " + account)
}

// deny writes a refusal down (design §5.8).
func (d *Desk) deny(ctx context.Context, account, action string) error {
	return d.Ledger.Audit(ctx, ledger.Act{By: "admin " + account, Verb: "admin.denied", Lines: []string{action}})
}

// byName orders as people look for each other.
func byName(x, y Account) int {
	return strings.Compare(strings.ToLower(x.Name)+x.ID, strings.ToLower(y.Name)+y.ID)
}
