package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
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

func (l *Ledger) appendAct(tx store.Tx, box []byte) error {
	at, digest := l.now().Unix(), sha256.Sum256(box)
	last, chain, err := auditEnd(tx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO audit (number, at, box, digest, chain) VALUES ($1, $2, $3, $4, $5)`,
		last+1, at, box, digest[:], l.link(last+1, at, digest[:], chain))
	return err
}

// auditEnd gives the last number and its link; 0 and nil for an empty chain.
func auditEnd(tx store.Tx) (last int64, chain []byte, err error) {
	err = tx.Query(`SELECT number, chain FROM audit ORDER BY number DESC LIMIT 1`, nil,
		func(scan func(...any) error) error { return scan(&last, &chain) })
	return last, chain, err
}

// link is keyed: whoever can write the records but has no master key cannot make a
// chain that holds.
func (l *Ledger) link(number, at int64, digest, before []byte) []byte {
	m := l.ring.MAC("log", []byte("audit"), binary.BigEndian.AppendUint64(nil, uint64(number)),
		binary.BigEndian.AppendUint64(nil, uint64(at)), digest, before)
	return m[:]
}

// AuditTrail gives the chain from its beginning, and an error at the first entry
// that is missing, altered or out of its place. What was cut off at the end cannot
// be seen from the chain itself.
func (l *Ledger) AuditTrail(ctx context.Context) ([]AuditEntry, error) {
	var out []AuditEntry
	var before []byte
	err := l.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT number, at, box, digest, chain FROM audit ORDER BY number`, nil, func(scan func(...any) error) error {
			var e AuditEntry
			var box, digest, chain []byte
			if err := scan(&e.Number, &e.At, &box, &digest, &chain); err != nil {
				return err
			}
			if e.Number != int64(len(out))+1 || !hmac.Equal(chain, l.link(e.Number, e.At, digest, before)) {
				return fmt.Errorf("ledger: the audit chain breaks at entry %d", len(out)+1)
			}
			before = chain
			if err := l.openAct(&e.Act, box, digest); err != nil {
				return fmt.Errorf("ledger: audit entry %d: %w", e.Number, err)
			}
			out = append(out, e)
			return nil
		})
	})
	return out, err
}

// openAct reads a payload; one that was emptied stays an empty Act.
func (l *Ledger) openAct(a *Act, box, digest []byte) error {
	if box == nil {
		return nil
	}
	if sum := sha256.Sum256(box); !hmac.Equal(sum[:], digest) {
		return errors.New("its payload was altered")
	}
	plain, err := l.ring.Open("seal", "audit", box)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, a)
}
