package guard

import (
	"errors"
	"net/netip"
	"slices"
	"time"

	"sluis/internal/ticket"
)

// Reasons are why an operator or administrator may block: a choice, since free text would
// soon hold whom it was about (G-02). What there is to tell stands at the ticket.
var Reasons = []string{"guessing", "scan", "flood", "stolen_account", "on_request"}

// Bounds of what one person may shut out by hand.
const (
	WidestIPv4    = 12 // a million addresses: what is wider is a country, and the border's
	WidestIPv6    = 24
	ShortestBlock = time.Minute
	LongestBlock  = 365 * 24 * time.Hour // it can be given anew; one that nobody thinks of again ends
)

// Why a block that somebody asks for is refused.
var (
	ErrNetwork  = errors.New("guard: no network")
	ErrWide     = errors.New("guard: the network is too wide")
	ErrLoopback = errors.New("guard: loopback is every browser behind a forgotten proxy")
	ErrOwn      = errors.New("guard: whoever asks is in that network")
	ErrReason   = errors.New("guard: the reason is none of Reasons")
	ErrTicket   = errors.New("guard: no ticket number")
	ErrTerm     = errors.New("guard: too short or too long")
)

// Manual is a block that a person asks for (L-12).
type Manual struct {
	Network netip.Prefix
	Reason  string // one of Reasons
	Ticket  string // where the rest is written down
	For     time.Duration
	By      string       // who
	Own     []netip.Addr // where that person is, as far as is known: never shut out
}

// Block gives the block to put, or why there is none.
func (m Manual) Block(now time.Time) (Block, error) {
	n := unmapped(m.Network)
	inside := func(a netip.Addr) bool { return n.Contains(a.Unmap().WithZone("")) }
	switch {
	case !n.IsValid():
		return Block{}, ErrNetwork
	case slices.ContainsFunc(m.Own, inside):
		return Block{}, ErrOwn
	case n.Bits() < WidestIPv4 || n.Addr().Is6() && n.Bits() < WidestIPv6:
		return Block{}, ErrWide
	case n.Overlaps(netip.MustParsePrefix("127.0.0.0/8")) || n.Contains(netip.IPv6Loopback()):
		return Block{}, ErrLoopback
	case !slices.Contains(Reasons, m.Reason):
		return Block{}, ErrReason
	case !ticket.Valid(m.Ticket):
		return Block{}, ErrTicket
	case m.For < ShortestBlock || m.For > LongestBlock:
		return Block{}, ErrTerm
	}
	return Block{Network: n, By: m.By, Reason: m.Reason, Ticket: m.Ticket, Since: now, Until: now.Add(m.For)}, nil
}

// unmapped gives the network of IPv4 that was written as one of IPv6, and of IPv6 no less than
// the /64 that refusals are counted by.
func unmapped(p netip.Prefix) netip.Prefix {
	switch {
	case !p.IsValid():
		return netip.Prefix{}
	case p.Addr().Is4In6() && p.Bits() >= 96:
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96).Masked()
	case p.Addr().Is6():
		return netip.PrefixFrom(p.Addr(), min(p.Bits(), 64)).Masked()
	}
	return p.Masked()
}
