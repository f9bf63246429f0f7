package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"sluis/broker/history"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/internal/config"
	"sluis/internal/metric"
)

// registrar keeps the versions of the registry, in the process that has the stores
// (docs/decisions/0019: the file is always the registry that runs).
type registrar struct {
	book         *history.Book
	ledger       *ledger.Ledger
	installation config.Installation
	checks       config.Checks
	live         *registry.Live // nil in a command, which runs no registry
	logger       *slog.Logger
	alerts       *metric.Counter

	agreed atomic.Pointer[history.Approvals] // as they were read last; never nil once something runs

	mu    sync.Mutex       // held by the one command that changes the file
	ready map[string]ready // by proposal: changes that wait for their second admin's transaction
}

func (n *Node) newRegistrar(c NodeConfig, ring *keys.Ring) *registrar {
	r := &registrar{book: history.New(n.db.Records(), ring, n.now), ledger: n.ledger, installation: c.Loaded.Installation, checks: c.Checks, logger: n.logger,
		alerts: n.metrics.Counter("sluis_registry_alerts_total", "Changes of the registry that open a door or make one wider, by kind.", "kind")}
	for _, k := range registry.AlertKinds() {
		r.alerts.Add(0, string(k))
	}
	return r
}

// byFile is the author of what came by the file: only who keeps the file knows more.
const byFile = "the file"

// change makes a new registry ready for use. Version and audit entry come first: a change
// that cannot be written down does not happen (design §4, §5.8).
func (n *Node) change(ctx context.Context, old, next *registry.Snapshot) error {
	last, err := n.registrar.last(ctx)
	if err != nil {
		return err
	}
	number, err := n.registrar.record(ctx, old, next, "registry.reload", "the file changed", history.Waiting)
	if err != nil {
		return err
	}
	err = errors.Join(n.receive(ctx, next), n.hubs.follow(ctx, next))
	if err != nil { // a reader of the chain must not take the entry above for what happened
		return errors.Join(err, n.registrar.fail(ctx, number, "registry.reload.failed"))
	}
	if err := n.registrar.settle(ctx, number, last, next); err != nil {
		return err
	}
	if err := n.registrar.learn(ctx); err != nil {
		return err
	}
	n.registrar.warn(registry.Compare(old.Listing(), next.Listing()))
	return nil
}

// record writes a registry down as a version, unless a command did so just now, or another
// node that read the same file. It gives the version's number.
func (r *registrar) record(ctx context.Context, old, next *registry.Snapshot, verb, reason string, state history.State) (int64, error) {
	digest := sha256.Sum256(next.Text())
	waiting, err := r.book.Waits(ctx)
	if err == nil && waiting.Digest == digest {
		return waiting.Number, nil
	}
	if err != nil && !errors.Is(err, history.ErrNone) {
		return 0, err
	}
	last, err := r.last(ctx)
	if err != nil {
		return 0, err
	}
	listing := next.Listing()
	changes := registry.Compare(last.Listing, listing)
	if last.Digest == digest && len(changes) == 0 { // another node was before this one
		return last.Number, r.ledger.Audit(ctx, r.act(operator, verb, last.Number, registry.Compare(old.Listing(), listing)))
	}
	v, err := r.book.Add(ctx, last.Number, history.Version{Author: byFile, Reason: reason, State: state, Diff: spell(changes), Text: next.Text(), Listing: listing},
		r.noting(operator, verb, changes))
	if errors.Is(err, history.ErrMoved) {
		return r.record(ctx, old, next, verb, reason, state)
	}
	return v.Number, err
}

// last gives the version accepted last; an empty one of number 0 where there is none.
func (r *registrar) last(ctx context.Context) (history.Version, error) {
	v, err := r.book.Last(ctx)
	if errors.Is(err, history.ErrNone) {
		return history.Version{}, nil
	}
	return v, err
}

func (r *registrar) noting(by, verb string, changes []registry.Change) history.Note {
	return func(tx store.Tx, number int64) error {
		a := r.act(by, verb, number, changes)
		return r.ledger.Noting(by)(tx, verb, a.Lines...)
	}
}

// act is the entry of a change: the version, the alerts, and each thing that changed.
func (r *registrar) act(by, verb string, number int64, changes []registry.Change) ledger.Act {
	a := ledger.Act{By: by, Verb: verb, Lines: []string{fmt.Sprint("version ", number)}}
	for _, c := range changes {
		for _, alert := range c.Alerts {
			a.Lines = append(a.Lines, alert.String())
		}
	}
	a.Lines = append(a.Lines, spell(changes)...)
	return a
}

// spell gives the lines of a diff.
func spell(changes []registry.Change) (out []string) {
	for _, c := range changes {
		out = append(out, c.String())
	}
	return out
}

// fail writes down that a version never was in use.
func (r *registrar) fail(ctx context.Context, number int64, verb string) error {
	return r.book.Settle(ctx, number, history.Failed, func(tx store.Tx, number int64) error {
		return r.ledger.Noting(operator)(tx, verb, fmt.Sprint("version ", number))
	})
}

// warn raises the alerts of a change that is in use now.
func (r *registrar) warn(changes []registry.Change) {
	told := 0
	for _, c := range changes {
		for _, a := range c.Alerts {
			r.alerts.Add(1, string(a.Kind))
			if told++; told <= maxWarned {
				r.logger.Warn("registry alert", "kind", string(a.Kind), "of", a.Of, "detail", a.Detail)
			}
		}
	}
	if told > maxWarned {
		r.logger.Warn("registry: and more alerts", "number", told-maxWarned)
	}
}

// maxWarned caps what one change writes to the log; the entry has them all.
const maxWarned = 50

// begin writes down the registry of the start where it is another than the last: it changed
// while no broker ran. The first of all is where the versions begin, and no change.
func (r *registrar) begin(ctx context.Context, snap *registry.Snapshot) error {
	last, err := r.last(ctx)
	if err != nil {
		return err
	}
	listing := snap.Listing()
	changes := registry.Compare(last.Listing, listing)
	switch {
	case last.Number == 0:
		_, err = r.book.Add(ctx, 0, history.Version{Author: byFile, Reason: "the first start", State: history.Accepted, Text: snap.Text(), Listing: listing},
			func(tx store.Tx, _ int64) error { return r.agree(tx, nil, snap) })
	case last.Digest == sha256.Sum256(snap.Text()) && len(changes) == 0:
		return nil
	default:
		_, err = r.book.Add(ctx, last.Number, history.Version{Author: byFile, Reason: "the file changed while no broker ran", State: history.Accepted,
			Diff: spell(changes), Text: snap.Text(), Listing: listing}, r.also(r.noting(operator, "registry.start", changes), r.outline(last, snap), snap))
		if err == nil {
			r.warn(changes)
		}
	}
	if errors.Is(err, history.ErrMoved) { // another node starts, too
		return r.begin(ctx, snap)
	}
	return err
}
