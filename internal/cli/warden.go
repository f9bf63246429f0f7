package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/user"
	"strings"
	"time"

	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/store"
)

// warden does what the operator asks of the blocks, in the process that has the stores.
type warden struct {
	blocks *guard.Blocks
	ledger *ledger.Ledger
	now    func() time.Time
}

func (n *Node) warden() *warden { return &warden{n.blocks, n.ledger, n.now} }

// blockOrder is one wish of the operator.
type blockOrder struct {
	Act     string        `json:"act"` // show, add, lift
	Network netip.Prefix  `json:"network,omitzero"`
	Reason  string        `json:"reason,omitempty"`
	Ticket  string        `json:"ticket,omitempty"`
	For     time.Duration `json:"for,omitempty"`
	ID      string        `json:"id,omitempty"`
	By      string        `json:"by"`
	Own     netip.Addr    `json:"own,omitzero"` // where the operator sits, as far as the machine knows
}

// blockList answers an order: what was done, and what stands after it.
type blockList struct {
	Done   string        `json:"done,omitempty"`
	Blocks []guard.Block `json:"blocks"`
	IDs    []string      `json:"ids"` // of Blocks, in their order
}

func (w *warden) do(ctx context.Context, o blockOrder) (blockList, error) {
	done, err := w.act(ctx, o)
	if err != nil {
		return blockList{}, err
	}
	if err := w.blocks.Refresh(ctx); err != nil {
		return blockList{}, err
	}
	out := blockList{Done: done, Blocks: w.blocks.List()}
	for _, b := range out.Blocks {
		out.IDs = append(out.IDs, b.ID)
	}
	return out, nil
}

func (w *warden) act(ctx context.Context, o blockOrder) (string, error) {
	switch o.Act {
	case "show":
		return "", nil
	case "add":
		return w.add(ctx, o)
	case "lift":
		return w.lift(ctx, o)
	}
	return "", keys.Declined("the running broker is of another version and does not know this act: restart it, and try again")
}

// add blocks a network. The entry names the block and never the network: the chain stays
// when the block has ended (design §5.8).
func (w *warden) add(ctx context.Context, o blockOrder) (string, error) {
	b, err := guard.Manual{Network: o.Network, Reason: o.Reason, Ticket: o.Ticket, For: o.For, By: o.By, Own: own(o.Own)}.Block(w.now())
	if err != nil {
		return "", keys.Declined(unfit(err, o))
	}
	b, err = w.blocks.Put(ctx, b, func(tx store.Tx, b guard.Block) error {
		return w.ledger.Noting(o.By)(tx, "block.add", b.ID, b.Reason, b.Ticket, b.Until.UTC().Format(time.RFC3339))
	})
	if errors.Is(err, guard.ErrFull) {
		return "", keys.Declined(fmt.Sprintf("%d blocks stand, and that is all there is room for: lift some, or block them before the broker", guard.MaxBlocks))
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Blocked %s until %s. Browsers that are known are let in. To end it: sluis blocks lift --id %s", b.Network, minute(b.Until), b.ID), nil
}

// unfit says why a block is refused, and what would do.
func unfit(err error, o blockOrder) string {
	switch {
	case errors.Is(err, guard.ErrWide):
		return fmt.Sprintf("a network is no larger than a /%d, or a /%d of IPv6: what is wider is a country, see guard.countries", guard.WidestIPv4, guard.WidestIPv6)
	case errors.Is(err, guard.ErrLoopback):
		return "loopback is this machine: behind a proxy that trusted_proxies does not name, it is every browser"
	case errors.Is(err, guard.ErrOwn):
		return "you are in that network yourself (" + o.Own.String() + "): you would shut yourself out"
	case errors.Is(err, guard.ErrReason):
		return "a reason is needed, one of " + strings.Join(guard.Reasons, ", ")
	case errors.Is(err, guard.ErrTicket):
		return "a ticket number is needed, such as SD-1234: what there is to tell is written down there"
	case errors.Is(err, guard.ErrTerm):
		return "a block is for a minute at least and 365 days at most"
	}
	return "a network is written 192.0.2.0/24 or 2001:db8::/48"
}

// own lists where the operator is known to be.
func own(a netip.Addr) []netip.Addr {
	if !a.IsValid() {
		return nil
	}
	return []netip.Addr{a}
}

func (w *warden) lift(ctx context.Context, o blockOrder) (string, error) {
	ok, err := w.blocks.Lift(ctx, o.ID, func(tx store.Tx) error { return w.ledger.Noting(o.By)(tx, "block.lift", o.ID) })
	if err != nil {
		return "", err
	}
	if !ok {
		return "", keys.Declined("no block of that id stands; `sluis blocks` lists them")
	}
	return "Lifted. It holds everywhere within five seconds.", nil
}

// minute writes a moment as pages and commands do.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// whoAsks is the user of the operating system: commands know no other name.
func whoAsks() string {
	u, err := user.Current()
	if err != nil {
		return operator
	}
	if sudo := os.Getenv("SUDO_USER"); sudo != "" && u.Uid == "0" {
		return "operator " + sudo
	}
	return "operator " + u.Username
}

// whereFrom is the address that an operator came in from over SSH; invalid where there
// was none.
func whereFrom() netip.Addr {
	first, _, _ := strings.Cut(os.Getenv("SSH_CONNECTION"), " ")
	a, err := netip.ParseAddr(first)
	if err != nil {
		return netip.Addr{}
	}
	return a
}
