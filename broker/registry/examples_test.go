package registry

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sluis/internal/config"
)

// Every configuration in README, docs and deploy loads (style habit 18): fenced
// yaml blocks and files whose first line says # sluis.yaml or # registry.yaml; one that
// goes on with ", apps" stands below the connections and schools of deploy/examples. An
// example that does not load is a bug report of the next operator.
func TestExamplesLoad(t *testing.T) {
	t.Parallel()
	root := projectRoot(t)
	found := map[string]int{}
	for _, e := range examples(t, root) {
		found[e.kind]++
		t.Run(strings.ReplaceAll(e.name, "/", ":"), func(t *testing.T) {
			t.Parallel()
			l, problems := config.Load(e.write(t), testChecks())
			if problems.Refused() {
				t.Fatalf("%s is refused:\n%s", e.name, problems.Errors())
			}
			Compile(l)
			for _, p := range problems.Warnings() {
				t.Logf("warning: %s", p)
			}
		})
	}
	if found["sluis.yaml"] == 0 || found["registry.yaml"] == 0 {
		t.Errorf("found %v, want at least one of each", found)
	}
}

// The two files of the design are what operators were promised (design §4).
func TestTheDesignLoads(t *testing.T) {
	t.Parallel()
	path := filepath.Join(projectRoot(t), "..", "shared", "design.md")
	b, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skip("skipped: the design is not beside the project, in ../shared/design.md")
	}
	if err != nil {
		t.Fatal(err)
	}
	blocks := fence.FindAllStringSubmatch(string(b), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d yaml blocks in the design, want 2", len(blocks))
	}
	for i, kind := range []string{"sluis.yaml", "registry.yaml"} {
		l, problems := config.Load(example{"design", kind, blocks[i][1]}.write(t), testChecks())
		if problems.Refused() {
			t.Fatalf("%s of the design is refused:\n%s", kind, problems.Errors())
		}
		Compile(l)
	}
}

type example struct{ name, kind, text string }

var fence = regexp.MustCompile("(?ms)^```ya?ml\n(.*?)^```")

func examples(t *testing.T, root string) []example {
	t.Helper()
	var out []example
	add := func(name, text string) {
		first, _, _ := strings.Cut(text, "\n")
		for _, kind := range []string{"sluis.yaml", "registry.yaml"} {
			if strings.HasPrefix(first, "# "+kind) {
				out = append(out, example{name, kind, text})
			}
		}
	}
	for _, top := range []string{"README.md", "docs", "deploy"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, _ := filepath.Rel(root, path)
			switch filepath.Ext(path) {
			case ".md":
				for _, m := range fence.FindAllStringSubmatch(string(b), -1) {
					add(name, m[1])
				}
			case ".yaml", ".yml":
				add(name, string(b))
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return out
}

// namedFile finds the files that an example names.
var namedFile = regexp.MustCompile(`(?m)^[^#\n]*?\b(secret_file|jwks_file|file|signing_cert_file|cert_file|key_file|country_db|master_key_file|registry|records_password_file|records_ca_file|state_password_file|state_ca_file): *"?([^\s",}]+)`)

// write puts the example into a directory with everything it names, and gives the
// path of its sluis.yaml. A named file outside the directory moves into it.
func (e example) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	text := e.whole(t)
	cert, key := pair(t)
	files := map[string]string{"sluis.yaml": testInstallation, "registry.yaml": "connections: []\nschools: []\napps: []\n"}
	for _, line := range strings.Split(text, "\n") {
		for rest := line; ; {
			at := namedFile.FindStringSubmatchIndex(rest)
			if at == nil {
				break
			}
			kind, name := rest[at[2]:at[3]], rest[at[4]:at[5]]
			rest = rest[at[5]:]
			content := map[string]string{"secret_file": "kR7vPq2LmX9sWt4bYn8cZd\n", "signing_cert_file": cert, "cert_file": cert, "records_ca_file": cert, "state_ca_file": cert, "key_file": key,
				"registry": files["registry.yaml"]}[kind]
			if content == "" {
				content = "{}"
			}
			inside := filepath.Join("named", filepath.Base(name))
			if !filepath.IsAbs(name) {
				inside = name
			} else {
				text = strings.ReplaceAll(text, name, inside)
			}
			files[inside] = content
		}
	}
	files[e.kind] = text
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, path, content)
	}
	return filepath.Join(dir, "sluis.yaml")
}

// whole gives an example of apps alone the rest of a registry.
func (e example) whole(t *testing.T) string {
	t.Helper()
	if !strings.HasPrefix(e.text, "# registry.yaml, apps\n") {
		return e.text
	}
	b, err := os.ReadFile(filepath.Join(projectRoot(t), "deploy", "examples", "registry.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(b), "\napps:\n")
	if !ok {
		t.Fatal("deploy/examples/registry.yaml has no apps")
	}
	return head + "\n" + e.text
}

func pair(t *testing.T) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: testNow.AddDate(-1, 0, 0), NotAfter: testNow.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}

// projectRoot is the folder of go.mod.
func projectRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = up
	}
}
