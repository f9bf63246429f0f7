package config

import (
	"crypto/sha256"
	"io"
	"path/filepath"
	"time"

	"sluis/internal/secret"
)

// Checks are the rules that need other people's knowledge. All functions are
// needed: a file that nothing can judge is a problem, never a pass.
type Checks struct {
	// Metadata judges a federation's metadata file as it goes by: an IdP role with an
	// SSO address and a signing key, RSA from 2048 bits, not expired. entity is the
	// entityID that is wanted, or "" where the file holds one. The warnings are
	// sentences about a file that is taken all the same.
	Metadata func(file io.Reader, entity string) (warnings []string, err error)
	// IdPsMetadata judges a file with the schools' own identity providers; entity is "".
	IdPsMetadata func(file io.Reader, entity string) (warnings []string, err error)
	// ClientKeys judges the JWK Set of an app of a profile: public keys only, RSA from
	// 2048 bits, one of them for an algorithm that the profile allows.
	ClientKeys func(profile string, jwks []byte) error
	// Profile gives what a security profile allows (O-25).
	Profile func(name string) ProfileRules
	// GuardName says why a name (of an item, an attribute, an app) may never be
	// released or asked for (M-12, M-18); GuardText the same of a purpose.
	GuardName func(name string) error
	GuardText func(text string) error
	// ClientCertificates judges what an app registered to prove itself by TLS.
	ClientCertificates func(ClientAuth) error
	// Needed gives the short names of the attributes that a federation must send for
	// items, those of every login first; Canonical the short name of a wire name, ""
	// where no rule reads it.
	Needed    func(federation string, items []string) []string
	Canonical func(wire string) string
	// CountryTable judges an MMDB file, or with "" the table in the binary: when it was
	// made.
	CountryTable func(path string) (built time.Time, err error)
	// RecordsURL and StateURL judge the address of a server, and say whether it would be
	// talked to over a network without TLS.
	RecordsURL, StateURL func(url string) (plain bool, err error)
	// CredentialsDirectory is $CREDENTIALS_DIRECTORY, where a service manager may put
	// the master key, as sluis.key.
	CredentialsDirectory string
	// Demo allows entityIDs that begin with urn:sluis:demo: (design §5.11).
	Demo bool
	Now  func() time.Time
}

// ProfileRules is what a security profile lets an app's registration say.
type ProfileRules struct {
	ClientAuth     []string // methods
	IDTokenAlgs    []string // the first is the default
	PKCEIfSent     bool     // PKCE may be left out
	Sender         bool     // every token is bound to its sender
	PAR            bool     // every request is pushed
	JWTAccess      bool     // access tokens are JWTs where nothing is written
	RequestObjects bool     // taken where nothing is written
	NamedLoopback  bool     // http://localhost may stand in redirect_uris
}

// guard asks a guard hook, and says so where it was not passed in.
func guard(hook func(string) error, v string) string {
	if hook == nil {
		return unjudged
	}
	if err := hook(v); err != nil {
		return err.Error()
	}
	return ""
}

// unjudged is what a file or a name is told that no hook can judge: never a pass.
const unjudged = "nothing here can judge it"

// Loaded is both files and what they name. It is whole only where the problems say
// that it is not refused; Files is whole in any case.
type Loaded struct {
	Installation Installation
	Registry     Registry
	Files        []File // registry.yaml and every file it names, as they were read
	Text         []byte // registry.yaml itself, byte for byte
}

// Load reads sluis.yaml at path, the registry it names, and every file these name.
// It gives all problems of both at once; l may be used where !problems.Refused().
func Load(path string, c Checks) (*Loaded, Problems) {
	l := newLoading(c)
	i := l.installation(filepath.Clean(path))
	out := &Loaded{Installation: i}
	if i.Registry != "" {
		l.files, l.order = map[string]File{}, nil // sluis.yaml and its files are not watched
		out.Registry = l.registry(i, i.at)
		out.Files, out.Text = l.stamps(), l.text
	}
	out.forget()
	return out, l.rep.sorted()
}

// LoadRegistry reads the registry of a running installation again (contract 4).
func LoadRegistry(i Installation, c Checks) (*Loaded, Problems) {
	return loadRegistry(i, newLoading(c))
}

// JudgeRegistry reads a text as if it stood in the registry file: the files that it names
// are read beside that file, and nothing is written.
func JudgeRegistry(i Installation, c Checks, text []byte) (*Loaded, Problems) {
	l := newLoading(c)
	l.open = func(path string) ([]byte, File, error) {
		if path != i.Registry {
			return readStamped(path)
		}
		return text, File{Path: path, Size: int64(len(text)), Sum: sha256.Sum256(text)}, nil
	}
	return loadRegistry(i, l)
}

func loadRegistry(i Installation, l *loading) (*Loaded, Problems) {
	out := &Loaded{Installation: i, Registry: l.registry(i, nil)}
	out.Files, out.Text = l.stamps(), l.text
	out.forget()
	return out, l.rep.sorted()
}

// forget lets go of the places in the files: a program keeps its configuration for
// months, and the nodes of a large registry weigh more than the registry.
func (l *Loaded) forget() {
	l.Installation.at = nil
	for i := range l.Registry.Connections {
		l.Registry.Connections[i].at = nil
	}
	for i := range l.Registry.Schools {
		l.Registry.Schools[i].at = nil
		for j := range l.Registry.Schools[i].Travel {
			l.Registry.Schools[i].Travel[j].at = nil
		}
	}
	for i := range l.Registry.Apps {
		l.Registry.Apps[i].at = nil
	}
}

func newLoading(c Checks) *loading {
	return &loading{checks: c, open: readStamped, pass: passStamped, secret: secret.ReadFile, rep: new(report), files: map[string]File{}}
}

func (l *loading) stamps() []File {
	out := make([]File, 0, len(l.order))
	for _, p := range l.order {
		out = append(out, l.files[p])
	}
	return out
}

// document reads and parses one YAML file. A file that cannot be read is a problem of
// the key that names it, where there is one.
func (l *loading) document(path string, by *section, key string) (*reader, *section) {
	r := &reader{file: path, dir: filepath.Dir(path), rep: l.rep, load: l}
	l.rep.opened(path)
	data, fault := l.read(path)
	switch {
	case fault != "" && by != nil:
		by.wrong(key, or(by.shown(key), filepath.Base(path)), fault)
		return r, nil
	case fault != "":
		r.problem(0, "", "", fault)
		return r, nil
	}
	r.data = data
	return r, r.parse(data)
}

func (l *loading) installation(path string) Installation {
	r, s := l.document(path, nil, "")
	if s == nil {
		return Installation{}
	}
	i := r.installation(s)
	r.checkInstallation(&i)
	return i
}

func (l *loading) registry(i Installation, by *section) Registry {
	l.mtls = i.MTLS.Certificates != ""
	if i.RegistryKept && by != nil {
		by = by.within("registry")
		return l.registryOf(i, by, "file")
	}
	return l.registryOf(i, by, "registry")
}

func (l *loading) registryOf(i Installation, by *section, key string) Registry {
	r, s := l.document(i.Registry, by, key)
	l.text = r.data
	if s == nil {
		return Registry{}
	}
	g := r.registry(s)
	r.checkRegistry(i, &g)
	return g
}
