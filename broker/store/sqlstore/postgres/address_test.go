package postgres

import (
	"fmt"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"postgres://sluis@127.0.0.1/sluis":               "[127.0.0.1] [5432] sluis sluis local",
		"postgresql://s@localhost:7000/d":                "[localhost] [7000] s d local",
		"postgres://s@db.example.nl/d":                   "[db.example.nl] [5432] s d away",
		"postgres://s@a,b:7000,[::1]/d":                  "[a b ::1] [5432 7000 5432] s d away",
		"postgres://s@/d?host=/run/postgresql":           "[/run/postgresql] [5432] s d local",
		"postgres://s@/d?host=/run/postgresql&port=7000": "[/run/postgresql] [7000] s d local",
	} {
		a, err := Parse(url)
		where := map[bool]string{true: "local", false: "away"}[a.Local()]
		if got := fmt.Sprintf("%v %v %s %s %s", a.hosts, a.ports, a.user, a.database, where); err != nil || got != want {
			t.Errorf("%s: %s, %v", url, got, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"":                                 "is not a URL",
		"sluis@127.0.0.1/sluis":            "is not a URL",
		"postgres://s:geheim@a/d":          "holds a password; put it into a file",
		"postgres://:geheim@a/d":           "holds a password",
		"postgres://a/d":                   "lacks its user",
		"postgres://s@a":                   "lacks its database",
		"postgres://s@a/d e":               "lacks its database",
		"postgres://s@a/d?sslmode=disable": "has a query; TLS and time-outs are chosen by sluis",
		"postgres://s@/d":                  "has neither a host nor",
		"postgres://s@/d?host=run":         "has neither a host nor",
		"postgres://s@/d?host=/a/../b":     "has neither a host nor",
		"postgres://s@/d?host=/a'b":        "has neither a host nor",
		"postgres://s@a:0/d":               "has a host that is not name",
		"postgres://s@a'b/d":               "has a host that is not name",
		"postgres://s@a,,b/d":              "has a host that is not name",
		"postgres://s@" + strings.Repeat("a,", 20) + "a/d": "has too many hosts",
	} {
		a, err := Parse(url)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %+v, %v", url, a, err)
		}
	}
}

// FuzzParse: whatever stands in the configuration, no panic; what is taken can be put
// between the quotes that pgx reads, and gives the hosts that it was read as.
func FuzzParse(f *testing.F) {
	f.Add("postgres://s@127.0.0.1:5432/d")
	f.Add("postgres://s@/d?host=/run/postgresql&port=1")
	f.Add("postgresql://s@a,[::1]:2/d")
	f.Add("postgres://s@a' sslmode='x/d")
	f.Fuzz(func(t *testing.T, url string) {
		a, err := Parse(url)
		if err != nil {
			return
		}
		cfg, err := Config{Address: a}.parse()
		if err != nil {
			t.Fatalf("%q is taken, and pgx refuses it", url)
		}
		if cfg.Host != a.hosts[0] || cfg.User != a.user || cfg.Database != a.database || cfg.Password != "" {
			t.Fatalf("%q gives %+v, and pgx reads %s, %s, %s", url, a, cfg.Host, cfg.User, cfg.Database)
		}
		if !a.Local() && cfg.TLSConfig == nil && !(Address{hosts: a.hosts[:1]}).Local() {
			t.Fatalf("%q goes without TLS", url)
		}
	})
}
