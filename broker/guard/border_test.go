package guard

import (
	"net/netip"
	"testing"
)

func inBinaryTable(tb testing.TB) *Table {
	tb.Helper()
	t, err := OpenTable("")
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// TestBorder: L-01 and L-02, with addresses of universities and providers whose
// country is beyond doubt.
func TestBorder(t *testing.T) {
	t.Parallel()
	b := Border{Table: inBinaryTable(t), Countries: []string{"NL", "GB", "IT"},
		Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("2001:db8::/32")}}
	for name, c := range map[string]struct {
		address string
		want    Verdict
	}{
		"the Netherlands":                      {"145.97.37.1", Verdict{true, "NL"}},
		"the Netherlands, as IPv6 writes IPv4": {"::ffff:145.97.37.1", Verdict{true, "NL"}},
		"the Netherlands, IPv6":                {"2001:610:188:410::1", Verdict{true, "NL"}},
		"Great Britain":                        {"62.30.1.1", Verdict{true, "GB"}},
		"Great Britain, IPv6":                  {"2001:630::1", Verdict{true, "GB"}},
		"Italy":                                {"151.28.0.1", Verdict{true, "IT"}},
		"Italy, IPv6":                          {"2001:760::1", Verdict{true, "IT"}},
		"Germany":                              {"141.30.1.1", Verdict{false, "DE"}},
		"Germany, as IPv6 writes IPv4":         {"::ffff:141.30.1.1", Verdict{false, "DE"}},
		"Germany, IPv6":                        {"2001:638::1", Verdict{false, "DE"}},
		"the United States":                    {"18.0.0.1", Verdict{false, "US"}},
		"loopback, listed":                     {"127.0.0.1", Verdict{Admitted: true}},
		"loopback, listed, as IPv6 writes it":  {"::ffff:127.0.0.1", Verdict{Admitted: true}},
		"loopback of IPv6, not listed":         {"::1", Verdict{}},
		"a private network, listed":            {"10.1.2.3", Verdict{Admitted: true}},
		"a private network, not listed":        {"10.2.2.3", Verdict{}},
		"carrier-grade NAT":                    {"100.64.0.1", Verdict{}},
		"link-local with a zone":               {"fe80::1%eth0", Verdict{}},
		"a listed network with a zone":         {"2001:db8::1%eth0", Verdict{Admitted: true}},
		"unspecified":                          {"0.0.0.0", Verdict{}},
		"NAT64 of a Dutch address":             {"64:ff9b::9161:2501", Verdict{}},
		"6to4 of a Dutch address":              {"2002:9161:2501::1", Verdict{}},
		"multicast":                            {"224.0.0.1", Verdict{}},
	} {
		if got := b.Judge(netip.MustParseAddr(c.address)); got != c.want {
			t.Errorf("%s (%s): %+v, want %+v", name, c.address, got, c.want)
		}
	}
	if got := b.Judge(netip.Addr{}); got.Admitted {
		t.Error("no address is let in")
	}
}

// TestEmptyBorder: what nobody filled in lets nobody in.
func TestEmptyBorder(t *testing.T) {
	t.Parallel()
	at := netip.MustParseAddr("145.97.37.1")
	for name, b := range map[string]Border{"zero": {}, "a table alone": {Table: inBinaryTable(t)}, "countries alone": {Countries: []string{"NL", ""}}} {
		if b.Judge(at).Admitted {
			t.Errorf("%s: lets a browser in", name)
		}
		if b.Judge(netip.MustParseAddr("10.0.0.1")).Admitted {
			t.Errorf("%s: lets a browser without a country in", name)
		}
	}
}

// BenchmarkBorder is what the rule costs each request.
func BenchmarkBorder(b *testing.B) {
	border := Border{Table: inBinaryTable(b), Countries: []string{"NL", "GB", "IT"}, Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	addresses := []netip.Addr{netip.MustParseAddr("145.97.37.1"), netip.MustParseAddr("2001:610:188:410::1"), netip.MustParseAddr("18.0.0.1")}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		border.Judge(addresses[i%len(addresses)])
	}
}
