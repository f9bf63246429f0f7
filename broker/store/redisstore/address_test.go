package redisstore

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		url, hosts, rest string
		plain            bool
	}{
		{"redis://127.0.0.1", "127.0.0.1:6379", "single   sluis", false},
		{"redis://localhost:7000", "localhost:7000", "single   sluis", false},
		{"redis://redis.example.nl/", "redis.example.nl:6379", "single   sluis", true},
		{"rediss://sluis@redis.example.nl:6380", "redis.example.nl:6380", "single  sluis sluis", false},
		{"redis://[::1]:7000?prefix=proef-2", "[::1]:7000", "single   proef-2", false},
		{"rediss://[2001:db8::1]", "[2001:db8::1]:6379", "single   sluis", false},
		{"redis:///run/redis/redis.sock", "/run/redis/redis.sock", "single   sluis", false},
		{"redis+sentinel://a,b:7000/hoofd", "a:26379 b:7000", "sentinel hoofd  sluis", true},
		{"rediss+sentinel://u@a/hoofd?prefix=x", "a:26379", "sentinel hoofd u x", false},
		{"redis+cluster://127.0.0.1:1,10.0.0.1:2", "127.0.0.1:1 10.0.0.1:2", "cluster   sluis", true},
	} {
		a, err := Parse(c.url)
		rest := strings.Join([]string{[]string{"single", "sentinel", "cluster"}[a.kind], a.master, a.user, a.prefix}, " ")
		if err != nil || strings.Join(a.hosts, " ") != c.hosts || rest != c.rest || a.Plain() != c.plain {
			t.Errorf("%s: %v, %q, plain %v, %v", c.url, a.hosts, rest, a.Plain(), err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"":                       "is not a URL",
		"127.0.0.1:6379":         "is not a URL",
		"http://127.0.0.1":       "does not begin with redis://",
		"redis+proxy://a":        "is of an unknown kind",
		"redis://u:geheim@a":     "holds a password; put it into a file",
		"redis://:geheim@a":      "holds a password",
		"redis://u u@a":          "has a user that is not one word",
		"redis://a,b":            "has several hosts",
		"redis://a/1":            "ends in a path; sluis uses database 0",
		"redis://":               "has a host that is not name",
		"redis://a:0":            "has a host that is not name",
		"redis://a:70000":        "has a host that is not name",
		"redis://a b":            "has a host that is not name",
		"redis+sentinel://a":     "lacks the name of the master",
		"redis+sentinel://a/x/y": "lacks the name of the master",
		"redis+cluster://a/1":    "ends in a path",
		"redis+cluster://a,,b":   "has a host that is not name",
		"redis+cluster://" + strings.Repeat("a,", 40) + "a": "has too many hosts",
		"redis://a?db=1":                         "has a query other than prefix=word",
		"redis://a?prefix=GROOT":                 "has a query other than prefix=word",
		"rediss:///run/redis.sock":               "is not the path of a socket",
		"redis:///run/../redis.sock":             "is not the path of a socket",
		"redis://" + strings.Repeat("a", maxURL): "is not a URL",
	} {
		a, err := Parse(url)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v", url, a, err)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: the password shows", url)
		}
	}
}

// FuzzParse: whatever stands in the configuration, no panic, and what is taken has a
// host and shows no password.
func FuzzParse(f *testing.F) {
	f.Add("redis://u@127.0.0.1:6379?prefix=a")
	f.Add("rediss+sentinel://a,b:1/m")
	f.Add("redis+cluster://[::1]:1,[::2]")
	f.Add("redis:///run/redis.sock")
	f.Add("redis://@@a:1:2")
	f.Fuzz(func(t *testing.T, url string) {
		a, err := Parse(url)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatal(err)
			}
			return
		}
		if len(a.hosts) == 0 || a.prefix == "" || strings.Contains(a.user, ":") || (a.kind == sentinel) != (a.master != "") {
			t.Fatalf("%q gives %+v", url, a)
		}
		for _, h := range a.hosts {
			if strings.ContainsAny(h, " \t\n@,{}") {
				t.Fatalf("%q gives the host %q", url, h)
			}
		}
	})
}

// FuzzReadFacts: whatever a server tells of itself, no panic.
func FuzzReadFacts(f *testing.F) {
	f.Add("redis_version:7.0.15\r\nrole:master\r\nmaster_replid:ab\r\nmaxmemory_policy:noeviction\r\nconnected_slaves:x\r\n")
	f.Add(":\n::\nredis_version:\n")
	f.Fuzz(func(t *testing.T, info string) {
		if err := (Address{}).unfit(readFacts(info)); err != nil && strings.ContainsAny(err.Error(), "\x1b\n\r") {
			t.Fatalf("%q", err)
		}
	})
}
