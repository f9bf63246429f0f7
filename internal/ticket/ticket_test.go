package ticket

import "testing"

func TestValid(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"SD-1234": true, "2026118": true, "#12": true, "INC/7": true, "T7": true,
		"": false, "SD-": false, "Jan de Vries belde": false, "jan": false, "1234567890123": false, "SD-1234 ": false, "SD-12\n": false, "H2A-jan": false,
	} {
		if Valid(s) != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
}
