package guard

import (
	"encoding/base32"
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"sluis/broker/keys"
)

// Block keeps a network or a device from the door until a moment. Exactly one of
// Network and Device is set.
type Block struct {
	ID      string       `json:"-"` // names it in commands; the same network has the same
	Network netip.Prefix `json:"n,omitzero"`
	Device  Device       `json:"d,omitzero"`
	By      string       `json:"b"` // who; ByItself where it was counted
	Reason  string       `json:"r"`
	Ticket  string       `json:"t,omitempty"` // where a person wrote down the rest
	Since   time.Time    `json:"s"`
	Until   time.Time    `json:"u"`
}

// ByItself made a block that nobody decided on.
const ByItself = "sluis"

// NetworkOf is what failures are counted by and blocked as: the address of IPv4, and
// the /64 of IPv6, of which one household or one attacker has all.
func NetworkOf(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil { // no address: nothing can be blocked
		return netip.Prefix{}
	}
	return p
}

var ids = base32.StdEncoding.WithPadding(base32.NoPadding)

// idOf derives the id, so that two nodes that count to the limit at once write one row,
// and a dump of ids shows no address.
func idOf(ring *keys.Ring, b Block) string {
	text, err := b.Network.MarshalText()
	if err != nil {
		text = nil
	}
	m := ring.MAC("index", []byte("block"), text, b.Device[:])
	return ids.EncodeToString(m[:10])
}

func seal(ring *keys.Ring, b Block) ([]byte, error) {
	plain, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("guard: encode block: %w", err)
	}
	return ring.Seal("seal", "block "+b.ID, plain)
}

func open(ring *keys.Ring, id string, box []byte) (Block, error) {
	plain, err := ring.Open("seal", "block "+id, box)
	if err != nil {
		return Block{}, fmt.Errorf("guard: open block: %w", err)
	}
	b := Block{}
	if err := json.Unmarshal(plain, &b); err != nil {
		return Block{}, fmt.Errorf("guard: decode block: %w", err)
	}
	b.ID = id
	return b, nil
}
