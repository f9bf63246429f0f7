package config

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// bigRegistry is the good registry with n more schools, all in one contract.
func bigRegistry(n int) []string {
	var schools, ids strings.Builder
	for i := range n {
		fmt.Fprintf(&schools, "  - id: school%04d\n    name: Het Voorbeeld College %d\n    place: Delft\n    sector: vo\n    connection: entree\n    home_organisation: %04X\n    login_log: failed_only\n    log_retention_days: 365\n", i, i, i+0x1000)
		fmt.Fprintf(&ids, ", school%04d", i)
	}
	return []string{
		"registry.yaml", "apps:\n", schools.String() + "apps:\n",
		"registry.yaml", "schools: [petteflat, uniharderwijk", "schools: [petteflat, uniharderwijk" + ids.String(),
	}
}

// The goal behind it: second start to ready in 150 ms with 2,000 schools.
func BenchmarkLoad2000Schools(b *testing.B) {
	dir := site(b, bigRegistry(2000)...)
	c := testChecks()
	b.ReportAllocs()
	for b.Loop() {
		l, ps := Load(filepath.Join(dir, "sluis.yaml"), c)
		if ps.Refused() || len(l.Registry.Schools) != 2002 {
			b.Fatal(ps.Errors().String())
		}
	}
}
