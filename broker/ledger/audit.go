package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// Act is one thing that was done to the installation. It names keys and ids of
// ours, never what stands there and never a person.
type Act struct {
	By    string   `json:"by"`   // who: operator, for what came by file
	Verb  string   `json:"verb"` // what: registry.reload
	Lines []string `json:"lines,omitempty"`
}

// AuditEntry is an Act as it stands in the chain.
type AuditEntry struct {
	Act
	Number int64
	At     int64 // Unix seconds
}

// maxAuditLines bounds one entry; the last line then says how many there were.
const maxAuditLines = 2000

// Audit writes an act at the end of the chain. What it speaks of must not happen
// when this fails (design §5.8).
func (l *Ledger) Audit(ctx context.Context, a Act) error {
	box, err := l.sealAct(a)
	if err != nil {
		return err
	}
	err = l.records.Update(ctx, func(tx store.Tx) error { return l.appendAct(tx, box) })
	if err != nil {
		return fmt.Errorf("ledger: write act: %w", err)
	}
	return nil
}

// Noting gives what writes acts of one person into the chain inside the transaction
// of the act itself.
func (l *Ledger) Noting(by string) keys.Note {
	return func(tx store.Tx, verb string, lines ...string) error {
		box, err := l.sealAct(Act{By: by, Verb: verb, Lines: lines})
		if err != nil {
			return err
		}
		return l.appendAct(tx, box)
	}
}

func (l *Ledger) sealAct(a Act) ([]byte, error) {
	if n := len(a.Lines); n > maxAuditLines {
		a.Lines = append(a.Lines[:maxAuditLines:maxAuditLines], fmt.Sprintf("and %d more", n-maxAuditLines))
	}
	plain, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("ledger: encode act: %w", err)
	}
	box, err := l.ring.Seal("seal", "audit", plain)
	if err != nil {
		return nil, fmt.Errorf("ledger: seal act: %w", err)
	}
	return box, nil
}

// appendAct puts a sealed act behind the end of the chain. The seal on the end is made
// anew only where it holds: what somebody cut off, or put behind it, stays to be found.
func (l *Ledger) appendAct(tx store.Tx, box []byte) error {
	at, digest := l.now().Unix(), sha256.Sum256(box)
	end, err := l.auditEnd(tx)
	if err != nil {
		return err
	}
	number := end.number + 1
	chain := l.link(number, at, digest[:], end.chain)
	if _, err := tx.Exec(`INSERT INTO audit (number, at, box, digest, chain) VALUES ($1, $2, $3, $4, $5)`,
		number, at, box, digest[:], chain); err != nil {
		return err
	}
	if !end.sealed {
		return nil
	}
	_, err = tx.Exec(`INSERT INTO audit_head (one, number, chain, seal) VALUES (1, $1, $2, $3)
ON CONFLICT (one) DO UPDATE SET number = excluded.number, chain = excluded.chain, seal = excluded.seal`,
		number, chain, l.sealEnd(number, chain))
	return err
}

// link is keyed: whoever can write the records but has no master key cannot make a
// chain that holds.
func (l *Ledger) link(number, at int64, digest, before []byte) []byte {
	m := l.ring.MAC("log", []byte("audit"), whole(number), whole(at), digest, before)
	return m[:]
}

// whole writes a number as a field of a digest.
func whole(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// AuditTrail gives the chain from its beginning, and an error at the first entry that
// does not fit. An emptied payload stays an empty Act.
func (l *Ledger) AuditTrail(ctx context.Context) ([]AuditEntry, error) {
	var out []AuditEntry
	v, err := l.walk(ctx, Mark{}, func(e AuditEntry) { out = append(out, e) })
	if err == nil && !v.Whole() {
		err = fmt.Errorf("ledger: audit entry %d %s", v.Entry, v.Fault)
	}
	return out, err
}
