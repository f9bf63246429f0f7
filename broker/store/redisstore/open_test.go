package redisstore

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/storetest/servers"
	"sluis/internal/secret"
)

// refusal opens what must not open, and gives what is said of it.
func refusal(t *testing.T, c Config) string {
	t.Helper()
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	s, err := Open(ctx, c)
	if err == nil {
		_ = s.Close() // the test has failed already
		t.Fatal("opened")
	}
	return err.Error()
}

// TestOpenRefuses: a server that cannot keep the promises is named at the start, with
// what to do.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	master := servers.StartRedis(t)
	_, port, err := net.SplitHostPort(master.Addr)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		url  func() string
		want string
	}{
		"forgets when full": {func() string { return "redis://" + servers.StartRedis(t, "maxmemory-policy", "volatile-lru").Addr }, "set maxmemory-policy noeviction"},
		"a replica":         {func() string { return "redis://" + servers.StartRedis(t, "replicaof", "127.0.0.1 "+port).Addr }, "name the master, or its Sentinels"},
		"a Sentinel":        {func() string { return "redis://" + servers.StartSentinels(t).Addr }, "is a Sentinel: write redis+sentinel://"},
		"no Cluster":        {func() string { return "redis+cluster://" + master.Addr }, "redis"},
		"nobody":            {func() string { return "redis://127.0.0.1:1" }, "connection refused"},
		"needs a password":  {func() string { return "redis://" + servers.StartRedis(t, "requirepass", "geheim").Addr }, "NOAUTH"},
		"speaks no TLS":     {func() string { return "rediss://" + master.Addr }, "redis"},
		"a right that is wanting": {func() string {
			r := servers.StartRedis(t)
			r.Do("acl", "setuser", "default", "-info")
			return "redis://" + r.Addr
		}, "NOPERM"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := refusal(t, Config{Address: parsed(t, c.url())}); !strings.Contains(got, c.want) || strings.Contains(got, "\n") {
				t.Errorf("%s", got)
			}
		})
	}
	t.Run("a clock that is wrong", func(t *testing.T) {
		t.Parallel()
		c := Config{Address: parsed(t, "redis://"+master.Addr), Now: func() time.Time { return time.Now().Add(time.Hour) }}
		if got := refusal(t, c); !strings.Contains(got, "differ by 1h0m0s: set both by NTP") && !strings.Contains(got, "differ by -1h0m0s: set both by NTP") {
			t.Errorf("%s", got)
		}
	})
	t.Run("a master that nobody stops", func(t *testing.T) {
		t.Parallel()
		s := servers.StartSentinels(t)
		s.Master.Do("config", "set", "min-replicas-to-write", "0")
		got := refusal(t, Config{Address: parsed(t, "redis+sentinel://"+s.Addr+"/"+servers.MasterName)})
		if !strings.Contains(got, "set min-replicas-to-write 1") {
			t.Errorf("%s", got)
		}
	})
}

// TestUnfit: what a server tells of itself decides.
func TestUnfit(t *testing.T) {
	t.Parallel()
	good := "# Server\r\nredis_version:7.2.4\r\nredis_mode:standalone\r\n# Replication\r\nrole:master\r\nmaster_replid:ab\r\nmin_slaves_good_slaves:1\r\n# Memory\r\nmaxmemory_policy:noeviction\r\n"
	for name, c := range map[string]struct{ old, new, want string }{
		"in order":            {"", "", ""},
		"too old":             {"7.2.4", "6.2.14", `is version "6.2.14"; sluis needs Redis 7.0`},
		"no number":           {"7.2.4", "next", "tells nothing of itself"},
		"no policy":           {"maxmemory_policy", "x", "tells nothing of itself"},
		"no lineage":          {"master_replid", "x", "tells nothing of itself"},
		"a policy of its own": {"noeviction", "volatile-ttl", "forgets by itself"},
		"a Cluster":           {"standalone", "cluster", "write redis+cluster://"},
		"hostile":             {"7.2.4", "1.\x1b[2J", `"1.\x1b[2J"`},
	} {
		err := Address{}.unfit(readFacts(strings.Replace(good, c.old, c.new, 1)))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (Address{kind: sentinel}).unfit(readFacts(strings.Replace(good, "min_slaves", "x", 1))); err == nil {
		t.Error("a master that nobody stops is taken from Sentinels")
	}
}

// certificate makes a certificate for 127.0.0.1 that is its own authority.
func certificate(t *testing.T) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "redis"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(parsed)
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: pkcs8}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key, roots
}

// TestTLSAndUser: over TLS, as a user with a password and no more rights than the
// documentation gives.
func TestTLSAndUser(t *testing.T) {
	t.Parallel()
	cert, key, roots := certificate(t)
	page, err := os.ReadFile("../../../docs/many-machines.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rights, ok := strings.Cut(string(page), "user sluis on ")
	rights, _, _ = strings.Cut(rights, "\n")
	if !ok {
		t.Fatal("the page has no line of a Redis user")
	}
	r := servers.StartRedisTLS(t, cert, key, "user", "default off", "user", "sluis on "+strings.ReplaceAll(rights, "PASSWORD", "een-wachtwoord"))
	c := Config{Address: parsed(t, "rediss://sluis@"+r.Addr), Password: secret.New([]byte("een-wachtwoord")), Roots: roots}
	s := openAt(t, c)
	k := store.KeyOf("tls")
	if err := s.Create(ctx, k, []byte("x"), time.Hour); err != nil {
		t.Fatal(err)
	}
	v, err := s.Get(ctx, k)
	if err != nil {
		t.Fatal(err)
	}
	_, swap := s.Swap(ctx, k, v.Version, []byte("y"), time.Hour)
	_, take := s.Take(ctx, k, []byte("m"), time.Hour)
	_, add := s.Add(ctx, k, 1, time.Hour)
	_, count := s.Add(ctx, k, 0, time.Hour)
	_, identity := s.Identity(ctx)
	if err := errors.Join(swap, take, add, count, identity, s.Delete(ctx, k)); err != nil {
		t.Error(err)
	}
	if err := s.client.FlushAll(ctx).Err(); err == nil || !strings.Contains(err.Error(), "NOPERM") {
		t.Errorf("that user may empty the database: %v", err)
	}
	for name, change := range map[string]func(*Config){
		"another authority": func(c *Config) { c.Roots = x509.NewCertPool() },
		"a wrong password":  func(c *Config) { c.Password = secret.New([]byte("iets-anders")) },
		"no TLS":            func(c *Config) { c.Address.tls = false },
	} {
		wrong := c
		change(&wrong)
		if got := refusal(t, wrong); strings.Contains(got, "een-wachtwoord") || strings.Contains(got, "iets-anders") {
			t.Errorf("%s: the password shows: %s", name, got)
		}
	}
}

// TestExample: the server that deploy/examples describes is one that is taken.
func TestExample(t *testing.T) {
	t.Parallel()
	conf, err := os.ReadFile("../../../deploy/examples/many/redis.conf")
	if err != nil {
		t.Fatal(err)
	}
	var settings []string
	for line := range strings.Lines(string(conf)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name == "" || name == "#" || name == "port" || name == "aclfile" || strings.HasPrefix(name, "tls-") {
			continue // the test has a port and no certificates
		}
		settings = append(settings, name, value)
	}
	r := servers.StartRedis(t, settings...)
	f := readFacts(r.Do("info"))
	if err := (Address{kind: sentinel}).unfit(f); err != nil || !f.onDisk || len(settings) < 8 {
		t.Errorf("%v: %v, %+v", settings, err, f)
	}
}

// TestExamine: what check asks changes nothing.
func TestExamine(t *testing.T) {
	t.Parallel()
	r := servers.StartRedis(t)
	c := Config{Address: parsed(t, "redis://"+r.Addr), Now: time.Now, Logger: slog.New(slog.DiscardHandler)}
	if err := Examine(ctx, c); err != nil {
		t.Fatal(err)
	}
	if size := r.Do("dbsize"); size != "0" {
		t.Errorf("%s keys were written", size)
	}
}

// TestIdentity: two nodes of one database know each other, two databases do not.
func TestIdentity(t *testing.T) {
	t.Parallel()
	one, two := "redis://"+servers.StartRedis(t).Addr, "redis://"+servers.StartRedis(t).Addr
	word := func(url string) string {
		w, err := openAt(t, Config{Address: parsed(t, url)}).Identity(ctx)
		if err != nil || len(w) < 16 {
			t.Fatalf("%q, %v", w, err)
		}
		return w
	}
	if a, b, c := word(one), word(one), word(two); a != b || a == c {
		t.Errorf("%q, %q and %q", a, b, c)
	}
	s := openAt(t, Config{Address: parsed(t, one)})
	s.Bar(errors.New("gesloten"))
	if err := s.Create(ctx, store.KeyOf("x"), nil, time.Hour); err == nil || !strings.Contains(err.Error(), "gesloten") || s.Ready() == nil {
		t.Errorf("behind a bar: %v", err)
	}
	s.Bar(nil)
	works(t, s, "x")
}
