package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"sluis/broker/keys"
	"sluis/broker/ledger"
)

const auditAbout = `looks at the audit chain: what was done to this installation, by whom.

  sluis audit verify [--mark MARK]             whether the chain is whole (also without "verify"); exit 1 where it is not
  sluis audit empty --entry N --why erasure    remove what one entry says, for ever; it keeps its place in the chain

verify ends with a mark: the number and the digest of the last entry. Note it somewhere else, every day. With it
verify also finds that the records as a whole were put back to an older day, which they cannot show by themselves.
Both work beside a running broker and without one.`

// auditOrder is one wish about the audit chain.
type auditOrder struct {
	Act   string `json:"act"` // verify, empty
	Mark  string `json:"mark,omitempty"`
	Entry int64  `json:"entry,omitempty"`
	Why   string `json:"why,omitempty"`
	By    string `json:"by"`
}

// auditAnswer says what a look found, or what was done.
type auditAnswer struct {
	Done    string          `json:"done,omitempty"`
	Verdict *ledger.Verdict `json:"verdict,omitempty"`
}

func runAudit(args []string, out, errs io.Writer) error {
	o := auditOrder{By: whoAsks()}
	if o.Act, args = splitAct(args); o.Act == "show" { // what splitAct says where there is none
		o.Act = "verify"
	}
	path, ok, err := o.parse(args, errs)
	if !ok {
		return err
	}
	answer, err := operate(context.Background(), errs, path, "audit", o, func(n *Node, _ *custodian) func(context.Context, auditOrder) (auditAnswer, error) {
		return n.audit
	})
	switch {
	case err != nil:
		return err
	case answer.Verdict != nil:
		return sayVerdict(out, *answer.Verdict)
	}
	_, err = fmt.Fprintln(out, answer.Done)
	return err
}

// parse reads the flags that the act knows; ok is false where nothing is to be done.
func (o *auditOrder) parse(args []string, errs io.Writer) (path string, ok bool, err error) {
	fs := flags("audit", auditAbout, errs)
	fs.StringVar(&path, "config", "./sluis.yaml", "the installation's `file`")
	switch o.Act {
	case "verify":
		fs.StringVar(&o.Mark, "mark", "", "a `mark` that you noted: the chain must still hold it")
	case "empty":
		fs.Int64Var(&o.Entry, "entry", 0, "the `number` of the entry")
		fs.StringVar(&o.Why, "why", "", "erasure or term, a `word` that stays in its place")
	default:
		return "", false, fmt.Errorf("audit: %q is not one of verify, empty", o.Act)
	}
	if ok, err := parse(fs, args); !ok {
		return "", false, err
	}
	if o.Act == "empty" && o.Entry < 1 {
		return "", false, errors.New("audit empty: --entry is needed")
	}
	return path, true, nil
}

// audit carries out an order, in the process that has the stores.
func (n *Node) audit(ctx context.Context, o auditOrder) (auditAnswer, error) {
	switch o.Act {
	case "verify":
		var noted ledger.Mark
		if o.Mark != "" {
			var err error
			if noted, err = ledger.ParseMark(o.Mark); err != nil {
				return auditAnswer{}, keys.Declined(err.Error())
			}
		}
		v, err := n.ledger.Verify(ctx, noted)
		return auditAnswer{Verdict: &v}, err
	case "empty":
		if err := n.ledger.EmptyAudit(ctx, o.By, o.Entry, o.Why); err != nil {
			return auditAnswer{}, err
		}
		return auditAnswer{Done: fmt.Sprintf("Entry %d is empty, and a new entry says so. The chain holds.", o.Entry)}, nil
	}
	return auditAnswer{}, keys.Declined("the running broker is of another version and does not know this act: restart it, and try again")
}

// sayVerdict tells it, and fails where the chain is not whole.
func sayVerdict(out io.Writer, v ledger.Verdict) error {
	if !v.Whole() {
		fmt.Fprintf(out, "The audit chain is NOT whole: entry %d %s.\nEntries that fit, from the first on: %d.\n", v.Entry, v.Fault, v.Entries)
		return shown{errors.New("the chain is not whole")}
	}
	fmt.Fprintf(out, "The audit chain is whole. Entries: %d, of which %d were emptied.\n", v.Entries, v.Emptied)
	if v.Entries > 0 {
		fmt.Fprintln(out, "Mark:", v.End)
	}
	return nil
}
