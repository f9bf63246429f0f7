package ledger

import (
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"sluis/broker/store"
)

// A chain that lost its last entries is a whole chain, only shorter. The head is the
// end, sealed under a key: who cuts the chain cannot make the seal for the new end.
type head struct {
	number int64
	chain  []byte
	sealed bool // by us; so is the end of a chain that has not begun
}

func (l *Ledger) sealEnd(number int64, chain []byte) []byte {
	m := l.ring.MAC("log", []byte("audit head"), whole(number), chain)
	return m[:]
}

// readHead gives the sealed end; found is false where nothing is written.
func (l *Ledger) readHead(tx store.Tx) (h head, found bool, err error) {
	var seal []byte
	err = tx.Query(`SELECT number, chain, seal FROM audit_head WHERE one = 1`, nil, func(scan func(...any) error) error {
		found = true
		return scan(&h.number, &h.chain, &seal)
	})
	h.sealed = found && hmac.Equal(seal, l.sealEnd(h.number, h.chain))
	return h, found, err
}

// auditEnd gives what the next entry stands behind: the sealed end where there is one,
// even if the entries before it are gone, and otherwise the last entry that is there.
func (l *Ledger) auditEnd(tx store.Tx) (head, error) {
	var last head
	err := tx.Query(`SELECT number, chain FROM audit ORDER BY number DESC LIMIT 1`, nil,
		func(scan func(...any) error) error { return scan(&last.number, &last.chain) })
	if err != nil {
		return head{}, err
	}
	h, found, err := l.readHead(tx)
	switch {
	case err != nil:
		return head{}, err
	case h.sealed:
		h.number = max(h.number, last.number) // a number that somebody took keeps nobody from writing
		return h, nil
	}
	last.sealed = !found && last.number == 0
	return last, nil
}

// Mark is the end of a chain as somebody noted it, outside the records: it alone shows
// that the records as a whole, seal and all, were put back to an older day.
type Mark struct {
	Number int64
	Chain  []byte
}

// String writes a mark as an operator notes it: the number, a colon and hexadecimal digits.
func (m Mark) String() string {
	return strconv.FormatInt(m.Number, 10) + ":" + hex.EncodeToString(m.Chain)
}

// errMark is a sentence for the operator.
var errMark = errors.New("a mark is a number, a colon and 64 hexadecimal digits, as `sluis audit verify` prints it")

// ParseMark reads what [Mark.String] wrote.
func ParseMark(s string) (Mark, error) {
	number, chain, ok := strings.Cut(s, ":")
	n, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || n < 1 || len(chain) != 64 {
		return Mark{}, errMark
	}
	raw, err := hex.DecodeString(chain)
	if err != nil {
		return Mark{}, errMark
	}
	return Mark{n, raw}, nil
}
