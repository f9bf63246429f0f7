//go:build !race

package keys

import "testing"

// What every login does many times leaves little to the garbage collector. Not with
// the race detector, under which a sync.Pool loses things on purpose.
func TestAllocations(t *testing.T) {
	r := fixedRing()
	kind, h := []byte("browser"), []byte(NewHandle())
	box, err := SealWith(h, "grant", make([]byte, 600))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		most float64
		do   func()
	}{
		{"MAC", 0, func() { r.MAC(handle, kind, h) }},
		{"SealWith", 2, func() { SealWith(h, "grant", kind) }}, //nolint:errcheck // counted only
		{"OpenWith", 2, func() { OpenWith(h, "grant", box) }},  //nolint:errcheck // counted only
		{"derive", 0, func() { derive(h, "grant") }},           // twice a login
	} {
		if n := testing.AllocsPerRun(100, c.do); n > c.most {
			t.Errorf("%s: %v allocations, at most %v", c.name, n, c.most)
		}
	}
}
