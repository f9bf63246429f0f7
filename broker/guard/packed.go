package guard

import (
	"bytes"
	_ "embed" // the table in the binary
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/oschwald/maxminddb-golang/v2"
)

//go:embed data/countries.bin
var inBinary []byte

// packed is a table of countries and nothing else, a quarter of the MMDB that it is made
// of. It is read where it lies in the binary, and costs no memory of its own. Ranges that
// follow each other lie sorted by their first address, each with the number of its country;
// a range ends where the next one begins.
//
//	magic · built, Unix seconds, 8 bytes · how many countries, IPv4 ranges, IPv6 ranges, 4 bytes each
//	countries, 2 letters each; two blanks: unknown
//	IPv4: first addresses, 4 bytes each · countries, 1 byte each
//	IPv6: first /64s, 8 bytes each · countries, 1 byte each
//
// All numbers are big-endian. The first range of each kind begins at zero.
type packed struct {
	built     time.Time
	countries []byte
	v4, v6    ranges
}

const packedMagic = "sluis countries 1\n"

// ranges are first addresses of a width in bytes, and the country of each.
type ranges struct {
	width  int
	first  []byte
	number []byte
}

var errPacked = errors.New("guard: the packed table of countries is not whole")

// openPacked reads a packed table. No bytes make a lookup panic; that the ranges of the one in
// the binary lie in their order is a test's to walk through, since whoever walks through it
// here brings all of it into memory at every start.
func openPacked(raw []byte) (*packed, error) {
	rest, ok := bytes.CutPrefix(raw, []byte(packedMagic))
	if !ok || len(rest) < 20 {
		return nil, errPacked
	}
	t := &packed{built: time.Unix(int64(binary.BigEndian.Uint64(rest)&(1<<62-1)), 0).UTC()}
	countries, n4, n6 := int(binary.BigEndian.Uint32(rest[8:])), int(binary.BigEndian.Uint32(rest[12:])), int(binary.BigEndian.Uint32(rest[16:]))
	rest = rest[20:]
	if countries == 0 || countries > 256 || n4 == 0 || n6 == 0 || len(rest) != 2*countries+5*n4+9*n6 {
		return nil, errPacked
	}
	take := func(n int) []byte { part := rest[:n:n]; rest = rest[n:]; return part }
	t.countries = take(2 * countries)
	t.v4 = ranges{4, take(4 * n4), take(n4)}
	t.v6 = ranges{8, take(8 * n6), take(n6)}
	return t, nil
}

func (r ranges) at(i int) []byte { return r.first[i*r.width : (i+1)*r.width] }

// find gives the country number of an address: of the last range that does not begin
// after it.
func (r ranges) find(a []byte) byte {
	low, high := 0, len(r.number) // the answer lies in [low, high)
	for high-low > 1 {
		middle := int(uint(low+high) / 2)
		if bytes.Compare(r.at(middle), a) <= 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return r.number[low]
}

func (t *packed) country(a netip.Addr) string {
	var n byte
	if a.Is4() {
		b := a.As4()
		n = t.v4.find(b[:])
	} else {
		b := a.As16()
		n = t.v6.find(b[:8])
	}
	at := 2 * int(n)
	if at+2 > len(t.countries) || !capital(t.countries[at]) {
		return ""
	}
	return string(t.countries[at : at+2])
}

func (t *packed) made() time.Time { return t.built }

// Pack makes the table that goes into the binary of an MMDB file's bytes. A table that
// divides an IPv6 network beyond /64 cannot be packed.
func Pack(mmdb []byte) ([]byte, error) {
	db, err := maxminddb.OpenBytes(mmdb)
	if err != nil {
		return nil, fmt.Errorf("guard: pack: %w", err)
	}
	p := packer{countries: []byte("  "), numbers: map[string]byte{"": 0}, v4: packing{width: 4}, v6: packing{width: 8}}
	p.v4.add(make([]byte, 4), 0)
	p.v6.add(make([]byte, 8), 0)
	for r := range db.Networks() {
		if err := r.Err(); err != nil {
			return nil, fmt.Errorf("guard: pack: %w", err)
		}
		if err := p.add(r.Prefix(), code(r)); err != nil {
			return nil, err
		}
	}
	out := binary.BigEndian.AppendUint64([]byte(packedMagic), uint64(db.Metadata.BuildTime().Unix()))
	for _, n := range []int{len(p.countries) / 2, len(p.v4.number), len(p.v6.number)} {
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	for _, part := range [][]byte{p.countries, p.v4.first, p.v4.number, p.v6.first, p.v6.number} {
		out = append(out, part...)
	}
	return out, nil
}

type packer struct {
	countries []byte
	numbers   map[string]byte
	v4, v6    packing
}

type packing struct {
	width         int
	first, number []byte
}

// number gives a country's, a new one where it has none.
func (p *packer) number(country string) (byte, error) {
	if n, ok := p.numbers[country]; ok {
		return n, nil
	}
	n := len(p.numbers)
	if n > 255 {
		return 0, errors.New("guard: pack: more than 255 countries")
	}
	p.numbers[country] = byte(n)
	p.countries = append(p.countries, (country + "  ")[:2]...)
	return byte(n), nil
}

// add appends a network, and behind it the unknown: where the next network follows at once,
// that range is overwritten.
func (p *packer) add(network netip.Prefix, country string) error {
	n, err := p.number(country)
	if err != nil {
		return err
	}
	side, a := &p.v4, network.Masked().Addr()
	bits := 32
	if !a.Is4() {
		side, bits = &p.v6, 64
	}
	if network.Bits() > bits {
		return fmt.Errorf("guard: pack: %v is narrower than /%d", network, bits)
	}
	first := a.AsSlice()[:side.width]
	next, more := after(first, network.Bits())
	side.add(first, n)
	if more {
		side.add(next, 0)
	}
	return nil
}

// after gives the first address behind a network; more is false behind the last one.
func after(first []byte, bits int) (next []byte, more bool) {
	next = bytes.Clone(first)
	if bits == 0 {
		return next, false
	}
	carry := 1 << (7 - (bits-1)%8)
	for i := (bits - 1) / 8; i >= 0 && carry > 0; i-- {
		sum := int(next[i]) + carry
		next[i], carry = byte(sum), sum>>8
	}
	return next, carry == 0
}

// add begins a range at first. One that begins at the same address was empty; one of the
// same country goes on.
func (s *packing) add(first []byte, number byte) {
	if n := len(s.number); n > 0 && bytes.Equal(s.first[(n-1)*s.width:], first) {
		s.first, s.number = s.first[:(n-1)*s.width], s.number[:n-1]
	}
	if n := len(s.number); n > 0 && s.number[n-1] == number {
		return
	}
	s.first, s.number = append(s.first, first...), append(s.number, number)
}
