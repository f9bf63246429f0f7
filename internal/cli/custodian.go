package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sluis/broker/keys"
	"sluis/broker/ledger"
)

// custodian does what the operator asks of the keys. It works in the process that has
// the stores: the running broker, or the command itself where none runs.
type custodian struct {
	ring   *keys.Ring
	ledger *ledger.Ledger
	hubs   *hubs
	due    func(context.Context) ([]deadline, error)
	data   string // the data directory, where no master key may be
}

// order is one wish of the operator.
type order struct {
	Act        string    `json:"act"` // show, stage, move, rotate, rewrap
	Connection string    `json:"connection,omitempty"`
	Alg        string    `json:"alg,omitempty"` // "": every algorithm
	At         time.Time `json:"at,omitzero"`   // zero: by command
	Force      bool      `json:"force,omitempty"`
	Master     string    `json:"master,omitempty"` // path of the new master key
}

// inventory answers an order: what was done, and how the keys stand after it.
type inventory struct {
	Done  []string      `json:"done,omitempty"`
	Keys  []keys.Listed `json:"keys"`
	Roots []keys.Root   `json:"roots"`
	Due   []deadline    `json:"due"`
	At    time.Time     `json:"at"`
}

const operator = "operator"

// do carries out an order. A [keys.Declined] is a sentence for the operator, and leaves
// an entry in the chain too (design §5.8).
func (c *custodian) do(ctx context.Context, o order) (inventory, error) {
	done, err := c.act(ctx, o)
	if declined, ok := errors.AsType[keys.Declined](err); ok {
		return inventory{}, errors.Join(declined, c.ledger.Audit(ctx, ledger.Act{By: operator, Verb: "keys." + o.Act + ".declined",
			Lines: strings.Fields(o.Connection + " " + o.Alg)}))
	}
	if err != nil {
		return inventory{}, err
	}
	out := inventory{Done: done, At: c.hubs.now()}
	if out.Keys, out.Roots, err = c.ring.Inventory(ctx); err != nil {
		return inventory{}, err
	}
	out.Due, err = c.due(ctx)
	return out, err
}

func (c *custodian) act(ctx context.Context, o order) ([]string, error) {
	switch o.Act {
	case "show":
		return nil, nil
	case "stage":
		return c.stage(ctx, o)
	case "move":
		return c.move(ctx, o)
	case "rotate":
		return c.rotate(ctx, o)
	case "rewrap":
		return c.rewrap(ctx, o)
	}
	return nil, keys.Declined("the running broker is of another version and does not know this act: restart it, and try again")
}

// named finds a registered connection. A key for an id that nobody registered would
// wait in the records for ever.
func (c *custodian) named(id string) (*link, error) {
	if b, ok := c.hubs.link(id); ok {
		return b, nil
	}
	return nil, keys.Declined(fmt.Sprintf("the registry has no connection %q: it has %s", id, strings.Join(c.hubs.names(), ", ")))
}

func (c *custodian) stage(ctx context.Context, o order) ([]string, error) {
	b, err := c.named(o.Connection)
	if err != nil {
		return nil, err
	}
	kid, err := c.ring.StageSAML(ctx, o.Connection, o.At, c.ledger.Noting(operator))
	if err != nil {
		return nil, err
	}
	c.hubs.turn(ctx, b)
	done := []string{fmt.Sprintf("The next key of %s is %s. It is in our metadata now: %s", o.Connection, kid, c.hubs.metadataURL(o.Connection))}
	if o.At.IsZero() {
		return append(done, fmt.Sprintf("Give that document to the hub. When the hub has loaded it, and %s from now at the earliest, run `sluis keys move --connection %s`.",
			count(int(keys.PublishedBefore.Hours()/24), "day"), o.Connection)), nil
	}
	return append(done, fmt.Sprintf("Give that document to the hub before %s: from then on the next key signs, and every login through %s fails where the hub does not know it.",
		day(o.At), o.Connection)), nil
}

func (c *custodian) move(ctx context.Context, o order) ([]string, error) {
	b, err := c.named(o.Connection)
	if err != nil {
		return nil, err
	}
	kid, err := c.ring.MoveSAML(ctx, o.Connection, o.Force, c.ledger.Noting(operator))
	if err != nil {
		return nil, err
	}
	c.hubs.turn(ctx, b)
	return []string{
		fmt.Sprintf("Requests through %s are signed with key %s from now on.", o.Connection, kid),
		fmt.Sprintf("The key before it stays in our metadata, and decrypts, until %s. Then it is removed.", day(c.hubs.now().Add(keys.PublishedAfter))),
	}, nil
}

func (c *custodian) rotate(ctx context.Context, o order) (done []string, err error) {
	algs := []string{o.Alg}
	if o.Alg == "" {
		algs = c.ring.KeyAlgorithms()
	}
	for _, alg := range algs {
		kid, err := c.ring.Rotate(ctx, alg, c.ledger.Noting(operator))
		if err != nil {
			return nil, err
		}
		done = append(done, fmt.Sprintf("The next %s key is %s.", alg, kid))
		if slices.Contains(keys.EncryptionAlgorithms(), alg) {
			done = append(done, "Nothing is signed with it: apps encrypt to it, and find it in the JWKS from the day it is in use.")
		}
	}
	return append(done, "It is in the JWKS now, signs when it has been there for a week, and the one before it stays a week more. Nothing is left to do."), nil
}

// rewrap seals the keyring under the master key of a file. The file is there before
// the records need it.
func (c *custodian) rewrap(ctx context.Context, o order) ([]string, error) {
	if rel, err := filepath.Rel(c.data, o.Master); err == nil && filepath.IsLocal(rel) {
		return nil, keys.Declined(fmt.Sprintf("%s is in the data directory, and so in its backups: the master key must lie elsewhere", o.Master))
	}
	master, err := keys.OpenMaster(o.Master, true)
	if err != nil {
		return nil, keys.Declined(err.Error())
	}
	if err := c.ring.Rewrap(ctx, master, c.ledger.Noting(operator)); err != nil {
		return nil, err
	}
	return []string{
		fmt.Sprintf("All keys lie under the master key in %s now. No key has changed, and no pupil's pseudonym.", o.Master),
		"Put that file in the place of master_key_file BEFORE the next start: the one that is there does not open the keyring any more.",
		"Keep the old file, apart, for as long as you keep backups from before today.",
	}, nil
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
