package guard

import (
	"net/netip"
	"slices"
)

// Border is the rule for browsers: from which countries they may come, and which
// networks are let in whatever country they are in (contract 21). The zero Border
// lets nobody in. It is safe for concurrent use.
type Border struct {
	Table     *Table
	Countries []string // ISO 3166-1 codes
	Networks  []netip.Prefix
}

// Verdict is what the border says of one address.
type Verdict struct {
	Admitted bool
	Country  string // "" where the address has none that is known, or was admitted by its network
}

// Judge says whether a browser at an address is let in. What has no country is not,
// unless its network is listed: unknown is no (L-02).
func (b Border) Judge(a netip.Addr) Verdict {
	a = a.Unmap()
	if slices.ContainsFunc(b.Networks, func(n netip.Prefix) bool { return n.Contains(a.WithZone("")) }) {
		return Verdict{Admitted: true}
	}
	if b.Table == nil {
		return Verdict{}
	}
	country := b.Table.Country(a)
	return Verdict{Admitted: country != "" && slices.Contains(b.Countries, country), Country: country}
}
