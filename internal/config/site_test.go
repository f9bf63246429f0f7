package config

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var testNow = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)

// testChecks judge by a word in the file, so that a test can say what it wants
// without real metadata; the real hooks have tests of their own.
func testChecks() Checks {
	word := func(bad, why string) func([]byte) error {
		return func(b []byte) error {
			if bytes.Contains(b, []byte(bad)) {
				return errors.New(why)
			}
			return nil
		}
	}
	guard := func(v string) error {
		if strings.Contains(strings.ToLower(v), "bsn") {
			return errors.New("names a national number")
		}
		return nil
	}
	return Checks{
		Metadata: func(file io.Reader, entity string) ([]string, error) {
			b, err := io.ReadAll(file)
			if err != nil {
				return nil, err
			}
			if bytes.Contains(b, []byte("ended")) {
				return []string{"a certificate ended"}, nil
			}
			if entity != "" && !bytes.Contains(b, []byte(entity)) {
				return nil, errors.New("it does not describe " + entity)
			}
			return nil, word("keyless", "no signing key")(b)
		},
		RecordsURL: judgeURL("postgres://"),
		StateURL:   judgeURL("redis"),
		CountryTable: func(path string) (time.Time, error) {
			switch filepath.Base(path) {
			case "old.mmdb":
				return time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC), nil
			case "torn.mmdb":
				return time.Time{}, errors.New("is damaged")
			}
			return testNow.AddDate(0, -1, 0), nil
		},
		IdPsMetadata: func(file io.Reader, _ string) ([]string, error) {
			b, err := io.ReadAll(file)
			if err == nil && bytes.Contains(b, []byte("schoolless")) {
				err = errors.New("it holds no identity provider")
			}
			return nil, err
		},
		ClientKeys: func(profile string, b []byte) error {
			if profile == "nlgov" && bytes.Contains(b, []byte(`"EC"`)) {
				return errors.New("no key that nlgov allows")
			}
			return word(`"d"`, "it holds a private key")(b)
		},
		Profile:   testProfile,
		GuardName: guard,
		GuardText: guard,
		Needed: func(_ string, items []string) []string {
			out := []string{"uid"}
			for _, i := range items {
				if i == "class" {
					out = append(out, "unit")
				}
			}
			return out
		},
		ClientCertificates: func(a ClientAuth) error {
			if strings.Contains(string(a.Certificates), "zwak") {
				return errors.New("a weak key")
			}
			return nil
		},
		Canonical: func(wire string) string { return strings.TrimPrefix(wire, "urn:") },
		Now:       func() time.Time { return testNow },
	}
}

// testProfile is the table of package registry, which this package cannot import.
func testProfile(name string) ProfileRules {
	switch name {
	case "basic":
		return ProfileRules{ClientAuth: []string{"client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth", "none"},
			IDTokenAlgs: []string{"RS256", "PS256", "ES256", "EdDSA"}, PKCEIfSent: true, NamedLoopback: true}
	case "nlgov":
		return ProfileRules{ClientAuth: []string{"private_key_jwt"}, IDTokenAlgs: []string{"RS256", "PS256"}, RequestObjects: true, JWTAccess: true}
	}
	return ProfileRules{ClientAuth: []string{"private_key_jwt"}, IDTokenAlgs: []string{"PS256", "ES256", "EdDSA"}, PAR: true, Sender: true}
}

// site writes a good installation into a directory and gives its path; edits take
// "file", "old", "new" and must find old exactly once. "file", "", content replaces
// the whole file; content "-" removes it.
func site(t testing.TB, edits ...string) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"portfolio.secret": "kR7vPq2LmX9sWt4bYn8cZd\n",
		"keyed.jwks":       `{"keys":[]}`,
		"entree-idp.xml":   "<EntityDescriptor/>",
		"signing.pem":      signing(t),
		"app.pem":          "een certificaat",
		"zwak.pem":         "een zwak certificaat",
	}
	for _, name := range []string{"sluis.yaml", "registry.yaml"} {
		b, err := os.ReadFile(filepath.Join("testdata", "good", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(b)
	}
	for i := 0; i+2 < len(edits); i += 3 {
		name, old, replacement := edits[i], edits[i+1], edits[i+2]
		switch {
		case old == "" && replacement == "-":
			delete(files, name)
		case old == "":
			files[name] = replacement
		case strings.Count(files[name], old) != 1:
			t.Fatalf("%s holds %q %d times, want once", name, old, strings.Count(files[name], old))
		default:
			files[name] = strings.Replace(files[name], old, replacement, 1)
		}
	}
	if files["tls.pem"] == "@pair" {
		k := ecKey(t)
		files["tls.pem"], files["tls.key"] = certificate(t, k, "other.example.nl", testNow.AddDate(0, 0, -1)), privateKey(t, k)
	}
	for name, content := range files {
		content = made(t, content)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// made gives the content that cannot stand in a table.
func made(t testing.TB, content string) string {
	t.Helper()
	switch content {
	case "@weak":
		return certificate(t, weakRSA(t), "metadata.example.nl", testNow.AddDate(1, 0, 0))
	case "@two":
		return signing(t) + signing(t)
	case "@key":
		return privateKey(t, ecKey(t))
	default:
		return content
	}
}

// faults loads a site and gives the problems that are no warnings, one per line,
// with file names as they are in the directory.
func faults(t testing.TB, dir string, c Checks) string {
	t.Helper()
	_, ps := Load(filepath.Join(dir, "sluis.yaml"), c)
	return strings.ReplaceAll(ps.Errors().String(), dir+"/", "")
}

// warnings gives the others.
func warnings(t testing.TB, dir string) string {
	t.Helper()
	_, ps := Load(filepath.Join(dir, "sluis.yaml"), testChecks())
	return strings.ReplaceAll(ps.Warnings().String(), dir+"/", "")
}

// onceSigning makes one certificate for all cases: under the race detector a key
// each would take most of the run.
var onceSigning struct {
	sync.Once
	pem string
}

func signing(t testing.TB) string {
	t.Helper()
	onceSigning.Do(func() {
		onceSigning.pem = certificate(t, ecKey(t), "metadata.example.nl", testNow.AddDate(1, 0, 0))
	})
	return onceSigning.pem
}

func ecKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func weakRSA(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func certificate(t testing.TB, key crypto.Signer, host string, until time.Time) string {
	t.Helper()
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: testNow.AddDate(-1, 0, 0), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func privateKey(t testing.TB, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// judgeURL stands for the drivers: what they refuse, and what goes in the clear.
func judgeURL(scheme string) func(url string) (bool, error) {
	return func(url string) (bool, error) {
		switch {
		case strings.Contains(url, ":hunter2"):
			return false, errors.New("holds a password; put it into a file")
		case !strings.HasPrefix(url, scheme):
			return false, errors.New("is not a URL")
		}
		return strings.Contains(url, ".example") && !strings.HasPrefix(url, "rediss"), nil
	}
}
