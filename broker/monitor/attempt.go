package monitor

import (
	"net/netip"
	"time"

	"sluis/internal/refusal"
)

// Life is how long an attempt can be seen, and the address behind it be asked for.
const Life = time.Hour

// Attempt is one login as it came to its end.
type Attempt struct {
	School, App string       // ids of the registry; "" where it did not come so far
	Code        refusal.Code // 0: the app got what was agreed
	Words       string       // the three words on the page of a refusal
	Address     netip.Addr
	Device      bool // the browser is known
	// Counted says that nothing but the number is kept: it went well, at a school that
	// keeps failed logins alone.
	Counted bool
	// Late says that a hub had been asked: a flood of requests that come no further does
	// not push these away.
	Late bool
}

// Row is an attempt as it is shown.
type Row struct {
	ID      string // names it for as long as it is kept
	At      time.Time
	School  string
	App     string
	Code    refusal.Code
	Words   string
	Network netip.Prefix // the /24 of IPv4, the /48 of IPv6; invalid: no address is known
	Country string       // "" where none is known
	Device  bool
}

// Released reports whether the app got what was agreed.
func (r Row) Released() bool { return r.Code == 0 }

// NetworkOf is as much of an address as is shown: a school or a quarter of a town, and
// no household (promises X22).
func NetworkOf(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := 24
	if a.Is6() {
		bits = 48
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// Filter chooses rows. The zero Filter chooses all.
type Filter struct {
	School  string
	Refused bool // and Released: one outcome alone
	Let     bool
	Country string   // of two capitals; "other": none of Home
	Home    []string // the countries that "other" is none of
	Code    refusal.Code
	Words   string // three words, as they are kept
}

// Takes reports whether a row is chosen.
func (f Filter) Takes(r Row) bool {
	switch {
	case f.School != "" && r.School != f.School,
		f.Refused && r.Released(), f.Let && !r.Released(),
		f.Code != 0 && r.Code != f.Code, f.Words != "" && r.Words != f.Words:
		return false
	case f.Country == "":
		return true
	case f.Country == Elsewhere:
		return !contains(f.Home, r.Country)
	}
	return r.Country == f.Country
}

// Elsewhere is the country of whoever is in none of the usual ones, or in none that is known.
const Elsewhere = "other"

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}
