package config

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sluis/internal/secret"
)

// FuzzLoad gives any bytes as either file. Nothing may panic, every problem points
// into a file and says something on one line, and what is not refused keeps the
// rules that the rest of the program relies on.
func FuzzLoad(f *testing.F) {
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join("testdata", "good", name))
		if err != nil {
			f.Fatal(err)
		}
		return string(b)
	}
	sluis, registry := read("sluis.yaml"), read("registry.yaml")
	f.Add(sluis, registry)                                                         // the good site
	f.Add("issuer: &a [*a]\n", "a: &a {<<: *a}\n")                                 // aliases of themselves
	f.Add("? [a]\n: b\n", "connections: [{? {} : }]\nschools: {}\napps: []\n")     // keys that are no words
	f.Add("issuer: http://[::1%25lo]\nlisten: '[::1'", "%YAML 1.1\n---\n!!map {}") // addresses and directives
	f.Add("issuer:\n\ttab", strings.Repeat("[", 20000))                            // tabs, depth
	f.Add("guard: {countries: [1, null, ~, {}]}", "connections: []\nschools: [{id: a, admit: {none: student}}]\napps: [{contract: {release: {bsn: 1}}}]\n")
	f.Add("issuer: https://a.nl\n", "connections: []\nschools: []\napps: []\n") // the least that loads
	f.Add("\xef\xbb\xbfissuer: x", "\xff\xfeb\x00o\x00m\x00")                   // byte order marks
	f.Fuzz(func(t *testing.T, sluis, registry string) {
		files := map[string]string{"sluis.yaml": sluis, "registry.yaml": registry, "portfolio.secret": "kR7vPq2LmX9sWt4bYn8cZd",
			"keyed.jwks": "{}", "entree-idp.xml": "<a/>", "signing.pem": "x"}
		l := newLoading(testChecks())
		l.open = func(path string) ([]byte, File, error) {
			if v, ok := files[path]; ok {
				return []byte(v), File{Path: path}, nil
			}
			return nil, File{Path: path}, fs.ErrNotExist
		}
		l.pass = func(path string, take func(io.Reader) error) (File, error) {
			v, ok := files[path]
			if !ok {
				return File{Path: path}, fs.ErrNotExist
			}
			return File{Path: path, Sum: [32]byte{1}}, take(strings.NewReader(v))
		}
		l.secret = func(path string) (secret.Bytes, error) { return secret.New([]byte(files[path])), nil }
		i := l.installation("sluis.yaml")
		g := l.registry(i, i.at)
		if i.Registry != "registry.yaml" {
			i.Registry = "registry.yaml"
			g = l.registry(i, nil)
		}
		refused := false
		for _, p := range l.rep.sorted() {
			refused = refused || !p.Warning
			if p.Message == "" || p.Line < 0 || p.Line > 2+strings.Count(files[filepath.Base(p.File)], "\n")+strings.Count(files[filepath.Base(p.File)], "\r") {
				t.Errorf("a problem that points nowhere: %+v", p)
			}
			if strings.ContainsAny(p.String(), "\n\r\x1b") {
				t.Errorf("a problem of more than one line: %q", p.String())
			}
		}
		if !refused {
			holds(t, i, g)
		}
	})
}

// holds checks what contract 1–3 promise of a configuration that is taken.
func holds(t *testing.T, i Installation, g Registry) {
	if u, fault := checkOrigin(i.Issuer); fault != "" || u.Scheme == "http" && !Loopback(u.Hostname()) {
		t.Errorf("issuer %q was taken", i.Issuer)
	}
	connections, schools := map[string]bool{}, map[string]bool{}
	for _, c := range g.Connections {
		if connections[c.ID] || c.Federation == "" || c.EntityID == "" || c.Metadata.Sum == [32]byte{} && c.Metadata.Signing == nil {
			t.Errorf("connection %+v was taken", c.ID)
		}
		connections[c.ID] = true
	}
	for _, s := range g.Schools {
		if schools[s.ID] || !connections[s.Connection] || s.HomeOrganisation == "" || s.LogRetentionDays < 183 || s.LogRetentionDays > 365 {
			t.Errorf("school %q was taken", s.ID)
		}
		schools[s.ID] = true
	}
	for _, a := range g.Apps {
		if a.Profile == "" || len(a.RedirectURIs) == 0 || len(a.Contract.Schools) == 0 || len(a.Contract.Roles) == 0 || a.Contract.Version < 1 {
			t.Errorf("app %q was taken", a.ID)
		}
		for _, id := range a.Contract.Schools {
			if !schools[id] {
				t.Errorf("app %q has the unknown school %q", a.ID, id)
			}
		}
		for _, v := range a.RedirectURIs {
			if !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "http://") || strings.ContainsAny(v, "*# \\") {
				t.Errorf("redirect URI %q was taken", v)
			}
		}
		for _, x := range a.Contract.Release.terms() {
			if x.term != nil && (strings.TrimSpace(x.term.Purpose.NL) == "" || strings.TrimSpace(x.term.Purpose.EN) == "") {
				t.Errorf("item %q without a purpose was taken", x.key)
			}
		}
	}
}
