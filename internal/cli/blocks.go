package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"text/tabwriter"
	"time"

	"sluis/broker/guard"
)

const blocksAbout = `shows who is kept from the door, blocks a network, and lets one in again.

  sluis blocks show                                                  what stands (also without "show")
  sluis blocks add --network 192.0.2.0/24 --reason scan --ticket SD-1234 [--for 24h]    block a network
  sluis blocks lift --id ID                                          end a block before its time

A network is blocked by itself for an hour after more than 20 refusals in five minutes. Browsers that
logged in before are known, and notice nothing of a block of their network. It works beside a running
broker and without one; what you do is an entry in the audit chain.`

func runBlocks(args []string, out, errs io.Writer) error {
	o := blockOrder{By: whoAsks(), Own: whereFrom()}
	o.Act, args = splitAct(args)
	path, ok, err := o.parse(args, errs)
	if !ok {
		return err
	}
	answer, err := operate(context.Background(), errs, path, "blocks", o, func(n *Node, _ *custodian) func(context.Context, blockOrder) (blockList, error) {
		return n.warden().do
	})
	if err != nil {
		return err
	}
	if answer.Done != "" {
		fmt.Fprintln(out, answer.Done)
		return nil
	}
	return answer.write(out)
}

// parse reads the flags that the act knows; ok is false where nothing is to be done.
func (o *blockOrder) parse(args []string, errs io.Writer) (path string, ok bool, err error) {
	fs := flags("blocks", blocksAbout, errs)
	fs.StringVar(&path, "config", "./sluis.yaml", "the installation's `file`")
	switch o.Act {
	case "show":
	case "add":
		fs.Func("network", "the `network` to block, as 192.0.2.0/24, or one address", func(s string) (err error) {
			o.Network, err = parseNetwork(s)
			return err
		})
		fs.StringVar(&o.Reason, "reason", "", "why: `one` of "+strings.Join(guard.Reasons, ", "))
		fs.StringVar(&o.Ticket, "ticket", "", "the `number` of the ticket that tells the rest")
		fs.DurationVar(&o.For, "for", 24*time.Hour, "how long, as 30m or 24h; 365 days at most")
	case "lift":
		fs.StringVar(&o.ID, "id", "", "the `id` of the block, as the list shows it")
	default:
		return "", false, fmt.Errorf("blocks: %q is not one of show, add, lift", o.Act)
	}
	if ok, err := parse(fs, args); !ok {
		return "", false, err
	}
	switch {
	case o.Act == "add" && !o.Network.IsValid():
		return "", false, errors.New("blocks add: --network is needed")
	case o.Act == "lift" && o.ID == "":
		return "", false, errors.New("blocks lift: --id is needed")
	}
	return path, true, nil
}

func parseNetwork(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return guard.NetworkOf(a), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return p, errors.New("a network is written 192.0.2.0/24 or 2001:db8::/48")
	}
	return p.Masked(), nil
}

// write lists the blocks as an operator reads them.
func (l blockList) write(w io.Writer) error {
	if len(l.Blocks) == 0 {
		_, err := fmt.Fprintln(w, "Nobody is blocked.")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "WHO\tUNTIL\tSINCE\tBY\tREASON\tTICKET\tID")
	for i, b := range l.Blocks {
		who := "a device"
		if b.Network.IsValid() {
			who = b.Network.String()
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", who, minute(b.Until), minute(b.Since), b.By, b.Reason, b.Ticket, l.IDs[i])
	}
	return t.Flush()
}
