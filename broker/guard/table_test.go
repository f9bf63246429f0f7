package guard

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOpenTable: an operator's own file is taken where it is whole, in either layout.
func TestOpenTable(t *testing.T) {
	t.Parallel()
	flat := mmdb(t, `{"country_code":"NL"}`)
	nested := mmdb(t, `{"country":{"iso_code":"NL"}}`)
	for name, c := range map[string]struct {
		content string
		fault   string
	}{
		"flat":           {string(flat), ""},
		"nested":         {string(nested), ""},
		"empty":          {"", "is not an MMDB file"},
		"text":           {"country,NL", "is not an MMDB file"},
		"cut off":        {string(flat[:len(flat)/2]), "is not an MMDB file"},
		"no countries":   {string(mmdb(t, `{"city":"NL"}`)), "names no country"},
		"no code":        {string(mmdb(t, `{"country_code":"Netherlands"}`)), "names no country"},
		"in small":       {string(mmdb(t, `{"country_code":"nl"}`)), "names no country"},
		"wrong kind":     {string(mmdb(t, `{"country":"NL"}`)), "names no country"},
		"torn inside it": {strings.Replace(string(flat), "country_code", "country_\xff\xff\xff\xff", 1), ""},
	} {
		path := filepath.Join(t.TempDir(), "country.mmdb")
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		table, err := OpenTable(path)
		switch {
		case name == "torn inside it":
			if err == nil {
				t.Errorf("%s: taken", name)
			}
		case c.fault == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.fault == "":
			if got := table.Country(netip.MustParseAddr("192.0.2.7")); got != "NL" {
				t.Errorf("%s: %q", name, got)
			}
		case err == nil || !strings.Contains(err.Error(), c.fault):
			t.Errorf("%s: %v, want %q", name, err, c.fault)
		}
	}
	if _, err := OpenTable(filepath.Join(t.TempDir(), "absent")); err == nil {
		t.Error("a file that is not there is taken")
	}
}
