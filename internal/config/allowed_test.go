package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A rule that refuses too much is as wrong as one that refuses too little.
func TestWhatIsAllowed(t *testing.T) {
	t.Parallel()
	const issuer, profile = "issuer: https://login.example.nl", "    profile: basic\n"
	const redirects = "redirect_uris: [https://portfolio.example.nl/callback]"
	const auth = "client_auth: {method: client_secret_basic, secret_file: portfolio.secret}"
	for _, c := range []struct {
		name  string
		edits []string
	}{
		{"issuer with a port", []string{"sluis.yaml", issuer, "issuer: https://login.example.nl:8443"}},
		{"issuer http on localhost", []string{"sluis.yaml", issuer, "issuer: http://localhost:8080"}},
		{"issuer http under localhost", []string{"sluis.yaml", issuer, "issuer: http://sluis.localhost:8080"}},
		{"issuer http on 127.0.0.0/8", []string{"sluis.yaml", issuer, "issuer: http://127.8.9.10:8080"}},
		{"issuer http on ::1", []string{"sluis.yaml", issuer, "issuer: 'http://[::1]:8080'"}},
		{"issuer on an address", []string{"sluis.yaml", issuer, "issuer: https://192.0.2.1"}},
		{"the least", []string{"sluis.yaml", "", "issuer: https://login.example.nl\n"}},
		{"listen on every address", []string{"sluis.yaml", "listen: 127.0.0.1:8080", "listen: ':443'"}},
		{"listen on IPv6", []string{"sluis.yaml", "listen: 127.0.0.1:8080", "listen: '[::1]:443'"}},
		{"nothing encrypted", []string{"registry.yaml", "    metadata: {file: entree-idp.xml}\n", "    metadata: {file: entree-idp.xml}\n    encryption: {answers: refuse}\n"}},
		{"AES-CBC for a while", []string{"registry.yaml", "    metadata: {file: entree-idp.xml}\n", "    metadata: {file: entree-idp.xml}\n    encryption: {insecure_cbc_until: 2027-09-01}\n"}},
		{"an empty registry", []string{"registry.yaml", "", "connections: []\nschools: []\napps: []\n"}},
		{"fapi2 with a key", []string{"registry.yaml", "    profile: nlgov\n", "    profile: fapi2\n"}},
		{"fapi2 that says what holds anyway", []string{"registry.yaml", "    profile: nlgov\n", "    profile: fapi2\n    par: required\n    id_token_alg: EdDSA\n    request_object: required\n"}},
		{"certificates of a proxy, and apps that have some", both(behind, shown("{method: tls_client_auth, ca_file: app.pem, san_dns: a.example}", "    tls_client_certificate_bound_access_tokens: true\n"))},
		{"certificates under a name of their own", both([]string{"sluis.yaml", "guard:\n", "mtls: {certificates: header, header: X-Client-Cert, origin: 'https://login.example.nl:8443'}\nguard:\n"}, shown("{method: self_signed_tls_client_auth, certificate_file: app.pem}", ""))},
		{"DPoP with a nonce", shown("{method: none}", "    dpop_bound_access_tokens: true\n    dpop_nonce: true\n")},
		{"nlgov that is stricter than it must be", []string{"registry.yaml", "    profile: nlgov\n", "    profile: nlgov\n    par: required\n    request_object: required\n"}},
		{"an EEA country that is not of the Union", []string{"sluis.yaml", "[NL, IT]", "[NL, NO, IS, LI]"}},
		{"BRIN in small letters, of digits, and like a number", []string{"registry.yaml", "home_organisation: 01AB", "home_organisation: 12e4"}},
		{"BRIN of digits", []string{"registry.yaml", "home_organisation: 01AB", "home_organisation: 1234"}},
		{"retention of 183 days (L-07)", []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 183"}},
		{"everything a school may say", []string{"registry.yaml", "log_retention_days: 365", "place: Delft\n    idp: urn:example:idp\n    contact: {ict: 015-1234567, privacy: fg@petteflat.example}\n    reauthenticate: never\n    admit: {affiliate: staff, pre-student: student, none: student}"}},
		{"client_id with dots and capitals", []string{"registry.yaml", "  - id: portfolio", "  - id: nl.voorbeeld.Portfolio_2-test"}},
		{"redirect to loopback in every spelling", []string{"registry.yaml", redirects, "redirect_uris: ['http://localhost:9000/cb', 'http://127.0.0.1:9000/cb', 'http://[::1]/cb', 'http://app.localhost/cb?x=1', 'https://portfolio.example.nl']"}},
		{"every other address of an app", []string{"registry.yaml", redirects, redirects + "\n    post_logout_redirect_uris: ['https://a.nl/?x=1']\n    backchannel_logout_uri: https://a.nl/b\n    backchannel_logout_networks: [10.20.0.0/16, 'fd12:3456::/32']\n    origins: ['https://a.nl', 'http://localhost:3000']\n    initiate_login_uri: https://a.nl/l\n    privacy_url: https://a.nl/p\n    introspect: [keyed]"}},
		{"every kind of token", []string{"registry.yaml", redirects, redirects + "\n    userinfo_alg: EdDSA\n    access_token: jwt\n    audience: urn:example:api\n    refresh: on"}},
		{"a public client", []string{"registry.yaml", auth, "client_auth: {method: none}"}},
		{"secret in the body", []string{"registry.yaml", auth, "client_auth: {method: client_secret_post, secret_file: ./portfolio.secret}"}},
		{"secret with a Windows line end", []string{"portfolio.secret", "", "kR7vPq2LmX9sWt4bYn8cZd\r\n"}},
		{"secret without a line end", []string{"portfolio.secret", "", "kR7vPq2LmX9sWt4bYn8cZd"}},
		{"a session that ends sooner", []string{"registry.yaml", profile, profile + "    session: {sso: off, idle: 10m, absolute: 20m}\n"}},
		{"a short absolute alone", []string{"registry.yaml", profile, profile + "    session: {absolute: 20m}\n"}},
		{"consent of a school of ho", []string{"registry.yaml", "      basis: public_task\n      schools: [petteflat]", "      basis: consent\n      schools: [uniharderwijk]"}},
		{"never informed under public task", []string{"registry.yaml", "      basis: public_task\n      schools: [petteflat]", "      basis: public_task\n      inform: never\n      schools: [petteflat]"}},
		{"a purpose over several lines of the file", []string{"registry.yaml", "            nl: Je komt in de groep van je klas.\n", "            nl: >-\n              Je komt in de groep\n              van je klas.\n"}},
		{"a query service", []string{"registry.yaml", "url: https://metadata.example.nl/idp.xml", "mdq: https://metadata.example.nl/entities/\n      mdq_id: sha1\n      entity: urn:hub"}},
		{"the schools behind a hub", []string{"registry.yaml", "      refresh: 6h\n", "      refresh: 6h\n    idps_metadata: {file: entree-idp.xml}\n"}},
		{"one of an aggregate", []string{"registry.yaml", "refresh: 6h", "entity: https://hub.example.nl/"}},
		{"a byte order mark", []string{"sluis.yaml", issuer, "\ufeff" + issuer}},
		{"Windows line ends", []string{"sluis.yaml", "", "issuer: https://login.example.nl\r\nlisten: 127.0.0.1:8080\r\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := faults(t, site(t, c.edits...), testChecks()); got != "" {
				t.Errorf("refused:\n%s", got)
			}
		})
	}
}

// design §5.11: entityIDs of a demo are for the demo.
func TestADemoMayHaveItsEntityIDs(t *testing.T) {
	t.Parallel()
	c := testChecks()
	c.Demo = true
	dir := site(t, "registry.yaml", "entity_id: https://login.example.nl/saml/entree", "entity_id: urn:sluis:demo:entree")
	if got := faults(t, dir, c); got != "" {
		t.Errorf("refused:\n%s", got)
	}
}

// What is not written has a value all the same, and paths are resolved from the
// file that names them (contract 1).
func TestDefaults(t *testing.T) {
	t.Parallel()
	dir := site(t, "sluis.yaml", "", "issuer: https://login.example.nl\n")
	l, problems := Load(filepath.Join(dir, "sluis.yaml"), testChecks())
	if problems.Refused() {
		t.Fatal(problems)
	}
	i, petteflat, app := l.Installation, l.Registry.Schools[1], l.Registry.Apps[1]
	for name, c := range map[string]struct{ got, want any }{
		"listen":          {i.Listen, "127.0.0.1:8080"},
		"data":            {i.Data, filepath.Join(dir, "data")},
		"registry":        {i.Registry, filepath.Join(dir, "registry.yaml")},
		"master key":      {i.MasterKeyFile, filepath.Join(dir, "sluis.key")},
		"may be made":     {i.MasterKeyDefault, true},
		"stores":          {i.Stores, Stores{Records: "embedded", State: "embedded"}},
		"countries":       {strings.Join(i.Guard.Countries, " "), "NL GB IT"},
		"admin countries": {strings.Join(i.Guard.AdminCountries, " "), "NL IT"},
		"login log":       {petteflat.LoginLog, "failed_only"},
		"retention":       {petteflat.LogRetentionDays, 365},
		"reauthenticate":  {petteflat.Reauthenticate, ""},
		"pkce":            {app.PKCE, "required"},
		"algorithm":       {app.IDTokenAlg, "RS256"},
		"claims":          {app.ClaimsIn, "userinfo"},
		"sector":          {app.Sector, "keyed"},
		"session":         {app.Session, Session{"off", 30 * time.Minute, 8 * time.Hour}},
		"inform":          {app.Contract.Inform, "first_login"},
		"encryption":      {l.Registry.Connections[0].Encryption.Answers, "accept"},
		"refresh":         {l.Registry.Connections[1].Metadata.Refresh, 6 * time.Hour},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
}

// The master key may come from the service manager.
func TestMasterKeyFromTheServiceManager(t *testing.T) {
	t.Parallel()
	given := t.TempDir()
	c := testChecks()
	c.CredentialsDirectory = given
	dir := site(t)
	l, _ := Load(filepath.Join(dir, "sluis.yaml"), c)
	if want := filepath.Join(dir, "sluis.key"); l.Installation.MasterKeyFile != want || !l.Installation.MasterKeyDefault {
		t.Errorf("without a key there: %s", l.Installation.MasterKeyFile)
	}
	if err := os.WriteFile(filepath.Join(given, "sluis.key"), []byte("x"), 0o400); err != nil {
		t.Fatal(err)
	}
	l, problems := Load(filepath.Join(dir, "sluis.yaml"), c)
	if want := filepath.Join(given, "sluis.key"); problems.Refused() || l.Installation.MasterKeyFile != want || l.Installation.MasterKeyDefault {
		t.Errorf("with a key there: %s; %s", l.Installation.MasterKeyFile, problems)
	}
}

// Contract 3: check creates nothing.
func TestLoadCreatesNothing(t *testing.T) {
	t.Parallel()
	dir := site(t)
	list := func() (out []string) {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			out = append(out, path)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	before := list()
	Load(filepath.Join(dir, "sluis.yaml"), testChecks())
	if after := list(); !slices.Equal(before, after) {
		t.Errorf("before %v, after %v", before, after)
	}
}

// A watcher needs to know every file that was read, and those that were not there.
func TestFiles(t *testing.T) {
	t.Parallel()
	dir := site(t, "keyed.jwks", "", "-")
	l, problems := Load(filepath.Join(dir, "sluis.yaml"), testChecks())
	if !problems.Refused() {
		t.Fatal("a missing file was taken")
	}
	got := map[string]bool{}
	for _, f := range l.Files {
		got[filepath.Base(f.Path)] = f.Sum != [32]byte{}
		if f.Touched() {
			t.Errorf("%s is said to have changed", f.Path)
		}
	}
	want := map[string]bool{"registry.yaml": true, "entree-idp.xml": true, "signing.pem": true, "portfolio.secret": true, "keyed.jwks": false}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for name, read := range want {
		if there, known := got[name]; !known || there != read {
			t.Errorf("%s: known %v, read %v, want read %v", name, known, there, read)
		}
	}
	again, problems := LoadRegistry(l.Installation, testChecks())
	if !problems.Refused() || len(again.Files) != len(l.Files) {
		t.Errorf("read again: %d files, %s", len(again.Files), problems)
	}
}

// A hook that was forgotten lets nothing through (style §3: no security switched
// by nil).
func TestWithoutHooksNothingIsJudgedGood(t *testing.T) {
	t.Parallel()
	for name, drop := range map[string]func(*Checks){
		"metadata":    func(c *Checks) { c.Metadata = nil },
		"client keys": func(c *Checks) { c.ClientKeys = nil },
		"names":       func(c *Checks) { c.GuardName = nil },
		"texts":       func(c *Checks) { c.GuardText = nil },
	} {
		c := testChecks()
		drop(&c)
		if got := faults(t, site(t), c); !strings.Contains(got, unjudged) {
			t.Errorf("without the hook for %s: %q", name, got)
		}
	}
}

func TestCaps(t *testing.T) {
	t.Parallel()
	dir := site(t, "registry.yaml", "connections:\n", "# "+strings.Repeat("x", maxYAML)+"\nconnections:\n")
	if got := faults(t, dir, testChecks()); got != "registry.yaml: is larger than 8 MiB\n" {
		t.Errorf("got %q", got)
	}
	dir = site(t, "signing.pem", "", strings.Repeat("x", maxNamed+1))
	if got := faults(t, dir, testChecks()); !strings.Contains(got, "is larger than 16 MiB") {
		t.Errorf("got %q", got)
	}
	// Metadata is not held, so an aggregate may be larger; without end it may not be.
	dir = site(t, "entree-idp.xml", "", strings.Repeat("x", maxNamed+1))
	if got := faults(t, dir, testChecks()); got != "" {
		t.Errorf("got %q", got)
	}
	if err := os.Truncate(filepath.Join(dir, "entree-idp.xml"), maxPassed+1); err != nil {
		t.Fatal(err)
	}
	if got := faults(t, dir, testChecks()); !strings.Contains(got, "is larger than 256 MiB") {
		t.Errorf("got %q", got)
	}
}

func TestASluisYAMLThatIsMissing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sluis.yaml")
	_, problems := Load(path, testChecks())
	if got, want := problems.String(), path+": cannot be read: no such file\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFileFault(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, "cannot be read: this user may not open it"},
		{&fs.PathError{Op: "read", Path: "x", Err: errors.New("input/output error")}, "cannot be read: input/output error"},
	} {
		if got := fileFault(c.err); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestMeant(t *testing.T) {
	t.Parallel()
	many := make([]string, 50)
	for i := range many {
		many[i] = "school" + strings.Repeat("x", i)
	}
	for _, c := range []struct {
		word  string
		known []string
		want  string
	}{
		{"lisen", []string{"issuer", "listen"}, "did you mean listen?"},
		{"lsiten", []string{"issuer", "listen"}, "did you mean listen?"},
		{"LISTEN", []string{"issuer", "listen"}, "did you mean listen?"},
		{"a", []string{"issuer", "listen"}, "known are issuer, listen"},
		{"", []string{"issuer"}, "known are issuer"},
		{"x", nil, "there is none"},
		{"petteflat", many, "none of the 50 known ones looks like it"},
	} {
		if got := meant(c.word, c.known); got != c.want {
			t.Errorf("%q: got %q, want %q", c.word, got, c.want)
		}
	}
}

// A terminal shows what is printed: no value may move its cursor or hide a line.
func TestAProblemIsOneHarmlessLine(t *testing.T) {
	t.Parallel()
	p := Problem{File: "registry.yaml", Line: 3, Path: "apps[x].name", Value: "a\x1b[2J\nb\u202e" + strings.Repeat("é", 100), Message: "is wrong", Warning: true}
	want := `registry.yaml:3: warning: apps[x].name: "a\x1b[2J\nb\u202e` + strings.Repeat("é", 72) + `…" is wrong`
	if got := p.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
