package registry

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluis/claims"
	"sluis/internal/config"
)

var testNow = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)

// testChecks lends configuration the real knowledge of claims; metadata and keys
// are judged elsewhere.
func testChecks() config.Checks {
	guarded := func(found []claims.Finding) error {
		if len(found) > 0 {
			return errors.New("may never be asked for")
		}
		return nil
	}
	return config.Checks{
		Metadata:     func(io.Reader, string) ([]string, error) { return nil, nil },
		CountryTable: func(string) (time.Time, error) { return testNow, nil },
		RecordsURL:   func(string) (bool, error) { return false, nil }, // drivers judge: internal/cli
		StateURL:     func(string) (bool, error) { return false, nil },
		IdPsMetadata: func(io.Reader, string) ([]string, error) { return nil, nil },
		ClientKeys:   func(string, []byte) error { return nil },
		Profile: func(name string) config.ProfileRules {
			p := ProfileOf(name)
			return config.ProfileRules{ClientAuth: p.ClientAuth(), IDTokenAlgs: p.IDTokenAlgs(), PKCEIfSent: p.AllowsPKCEIfSent(),
				PAR: p.RequiresPAR(), RequestObjects: p.TakesRequestObjects(), NamedLoopback: p.AllowsNamedLoopback()}
		},
		GuardName: func(v string) error { return guarded(claims.GuardNames(v)) },
		GuardText: func(v string) error { return guarded(claims.GuardText(v)) },
		Needed: func(federation string, items []string) []string {
			var set claims.Items
			for _, name := range items {
				if i, ok := claims.ParseItem(name); ok {
					set = set.With(i)
				}
			}
			return claims.Needed(claims.Federation(federation), set)
		},
		Canonical: claims.Canonical,
		Now:       func() time.Time { return testNow },
	}
}

const testInstallation = "issuer: https://login.example.nl\ntrusted_proxies: [10.0.0.0/8]\n"

const testRegistry = `connections:
  - {id: entree, federation: entree, entity_id: "https://login.example.nl/saml/entree", metadata: {file: idp.xml}}
  - {id: surfconext, federation: surfconext, entity_id: "https://login.example.nl/saml/surfconext", metadata: {file: idp.xml}, encryption: {insecure_cbc_until: 2026-10-31}}
  - {id: entree-own, federation: entree, entity_id: "https://login.example.nl/saml/entree-own", metadata: {file: idp.xml}}
schools:
  - {id: zuid, name: Zuidcollege, sector: vo, connection: entree, home_organisation: 01ab, place: Ede}
  - {id: elan, name: Élan, sector: po, connection: entree, home_organisation: 02CD, login_log: all, log_retention_days: 200}
  - {id: harderwijk, name: Universiteit Harderwijk, sector: ho, connection: surfconext, home_organisation: UniHarderwijk.NL, admit: {affiliate: staff}}
apps:
  - id: portfolio
    name: {nl: Portfolio, en: Folio}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: portfolio.secret}
    redirect_uris: [https://portfolio.example.nl/callback]
    origins: [https://portfolio.example.nl]
    introspect: [own]
    contract:
      version: 3
      approved: 2026-09-01
      basis: public_task
      inform: every_login
      schools: [zuid, harderwijk, elan]
      roles: [staff, student]
      release:
        name: {purpose: {nl: Je naam staat bij je werk., en: Your name stands with your work.}}
        class: {purpose: {nl: Je komt in je groep., en: You join your group.}, optional: true}
  - id: own
    name: {nl: Eigen, en: Own}
    supplier: Voorbeeld B.V.
    profile: nlgov
    client_auth: {method: private_key_jwt, jwks_file: own.jwks}
    redirect_uris: [https://own.example.nl/callback]
    connection: entree-own
    claims_in: id_token
    contract:
      version: 1
      basis: public_task
      schools: [zuid, harderwijk]
      roles: [student]
      release: {}
`

// site writes an installation; edits are file, old, new, and old "" replaces all.
func site(t testing.TB, edits ...string) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"sluis.yaml": testInstallation, "registry.yaml": testRegistry,
		"idp.xml": "<a/>", "own.jwks": "{}", "portfolio.secret": "kR7vPq2LmX9sWt4bYn8cZd\n",
	}
	for i := 0; i+2 < len(edits); i += 3 {
		name, old, replacement := edits[i], edits[i+1], edits[i+2]
		if old == "" {
			files[name] = replacement
			continue
		}
		if strings.Count(files[name], old) != 1 {
			t.Fatalf("%s does not hold %q once", name, old)
		}
		files[name] = strings.Replace(files[name], old, replacement, 1)
	}
	for name, content := range files {
		write(t, filepath.Join(dir, name), content)
	}
	return dir
}

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func load(t testing.TB, dir string) *config.Loaded {
	t.Helper()
	l, problems := config.Load(filepath.Join(dir, "sluis.yaml"), testChecks())
	if problems.Refused() {
		t.Fatalf("refused:\n%s", problems.Errors())
	}
	return l
}

// compiled gives the snapshot of a site.
func compiled(t testing.TB, edits ...string) *Snapshot {
	t.Helper()
	return Compile(load(t, site(t, edits...)))
}

// withSchools is the edits that add n schools to the contract of portfolio.
func withSchools(n int) []string {
	var schools, ids strings.Builder
	for i := range n {
		fmt.Fprintf(&schools, "  - id: school%04d\n    name: Het Voorbeeld College %d\n    place: Delft\n    sector: vo\n    connection: entree\n    home_organisation: %04X\n    login_log: failed_only\n    log_retention_days: 365\n", i, i, i+0x1000)
		fmt.Fprintf(&ids, ", school%04d", i)
	}
	return []string{"registry.yaml", "apps:\n", schools.String() + "apps:\n", "registry.yaml", "[zuid, harderwijk, elan", "[zuid, harderwijk, elan" + ids.String()}
}
