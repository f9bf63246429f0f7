package conformance

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"sluis/internal/planting"
	"strings"
	"testing"
)

// The planted build (decision 0010): the packages that decide about a request are
// rewritten, from their own sources, into a build in which each condition can be
// switched off by its name. The rewriting lives in this test and reaches the compiler
// as an overlay; what runs for a school holds no switch.
//
// A check is a condition that ends a function early: `if bad {… return}`, a case of a
// switch without a tag, or a part of such a condition that stands beside others with
// ||. Its name is "package.function: condition", as the source spells it. What a
// function of one truth value returns is a check as well, in the parts that && joins.

// plantedPackages hold the checks of the protocol.
var plantedPackages = []string{"broker", "broker/op", "broker/flow", "broker/grant", "broker/keys", "broker/registry", "broker/session"}

// planted is there in the planted build alone.
type switchboard struct {
	off func(checks ...string)
	met func() []string // checks that refused since it was last asked, in their order
}

var planted *switchboard

const switches = `// Package planted switches checks off, in a planted build.
package planted

import (
	"encoding/base64"
	"slices"
	"strings"
	"sync"
)

// Payload reads a JWT as somebody does who verifies nothing.
func Payload(jwt string) []byte {
	_, rest, _ := strings.Cut(jwt, ".")
	body, _, _ := strings.Cut(rest, ".")
	payload, _ := base64.RawURLEncoding.DecodeString(body)
	return payload
}

var (
	mu  sync.Mutex
	off map[string]bool
	met []string
)

// On is asked where a check is about to refuse.
func On(check string) bool {
	mu.Lock()
	defer mu.Unlock()
	if !slices.Contains(met, check) {
		met = append(met, check)
	}
	return !off[check]
}

// Switched reports whether a check is off.
func Switched(check string) bool {
	mu.Lock()
	defer mu.Unlock()
	return off[check]
}

func Off(checks ...string) {
	mu.Lock()
	defer mu.Unlock()
	off = map[string]bool{}
	for _, c := range checks {
		off[c] = true
	}
}

func Met() []string {
	mu.Lock()
	defer mu.Unlock()
	out := met
	met = nil
	return out
}
`

// lenient is what a server without a check would do where passing over the check is
// not enough: a line of the source, and what stands there in the planted build.
var lenient = map[string][][2]string{
	"broker/grant/code.go": {{"func codeKey(code string, b Binding) store.Key {\n", `func codeKey(code string, b Binding) store.Key {
	for check, bound := range map[string]*string{"grant.codeKey: b.App": &b.App, "grant.codeKey: b.RedirectURI": &b.RedirectURI,
		"grant.codeKey: b.Challenge": &b.Challenge, "grant.codeKey: b.JKT": &b.JKT} {
		if planted.Switched(check) {
			*bound = ""
		}
	}
`}},
	"broker/keys/proof.go": {{"func VerifyProof(jwt string, algs []string) (Proof, error) {\n", `func VerifyProof(jwt string, algs []string) (Proof, error) {
	if planted.Switched("keys.VerifyProof: signature") {
		var p Proof
		if key, err := proofKey(jwt); json.Unmarshal(planted.Payload(jwt), &p) == nil && err == nil {
			digest, _ := (&jose.JSONWebKey{Key: key.public}).Thumbprint(crypto.SHA256)
			p.Thumbprint = base64.RawURLEncoding.EncodeToString(digest)
		}
		return p, nil
	}
`}},
	"broker/keys/verify.go": {{"func (c *ClientKeys) Verify(jwt string, algs []string) ([]byte, Header, error) {\n", `func (c *ClientKeys) Verify(jwt string, algs []string) ([]byte, Header, error) {
	if planted.Switched("keys.Verify: signature") {
		return planted.Payload(jwt), Header{Alg: algs[0]}, nil
	}
`}},
}

// quotedCheck finds the names in a stand-in.
var quotedCheck = regexp.MustCompile(`"(\w+\.\w+: [^"]+)"`)

// overlay writes the planted sources into a folder and gives the file that go build
// takes, and the names of all switches.
func overlay(t *testing.T, dir string) (path string, names map[string]bool) {
	t.Helper()
	over := planting.New(t, dir)
	names = map[string]bool{}
	for _, pkg := range plantedPackages {
		files, err := filepath.Glob("../../" + pkg + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("no sources of %s: %v", pkg, err)
		}
		g := gardener{pkg: pkg[strings.LastIndex(pkg, "/")+1:], names: names}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") && !strings.HasSuffix(file, "doc.go") {
				over.Put(file, g.plant(t, file, lenient[strings.TrimPrefix(file, "../../")]))
			}
		}
		over.Put("../../"+pkg+"/planted_switches.go", "package "+g.pkg+"\n\nimport \"sluis/internal/planted\"\n\nfunc plantedOn(check string) bool { return planted.On(check) }\n\n"+
			"func plantedOff(check string) bool { return !planted.On(check) }\n\n"+
			"func plantedPayload(jwt string) []byte { return planted.Payload(jwt) }\n\n"+
			"func plantedSwitched(check string) bool { return planted.Switched(check) }\n\n"+
			"func plantedAs[T any](check string, got, first T) T {\n\tif planted.Switched(check) {\n\t\treturn first\n\t}\n\treturn got\n}\n\n"+
			"var _, _, _, _, _ = plantedOn, plantedOff, plantedPayload, plantedSwitched, plantedAs[int]\n")
	}
	over.Put("../planted/planted.go", switches)
	over.Put("planted_switches_test.go", "package conformance\n\nimport switched \"sluis/internal/planted\"\n\nfunc init() { planted = &switchboard{switched.Off, switched.Met} }\n")
	return over.File(), names
}

// gardener plants the switches of one package.
type gardener struct {
	pkg, function string
	names         map[string]bool
}

func (g *gardener) plant(t *testing.T, file string, swaps [][2]string) string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := planting.Swap(t, file, string(src), swaps)
	for _, swap := range swaps {
		for _, name := range quotedCheck.FindAllStringSubmatch(swap[1], -1) {
			g.names[name[1]] = true
		}
	}
	text = strings.NewReplacer("planted.Switched(", "plantedSwitched(", "planted.Payload(", "plantedPayload(").Replace(text)
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, file, text, 0) // without comments: what is moved must not be swallowed by one
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			g.inFunction(f)
		}
	}
	var b bytes.Buffer
	if err := format.Node(&b, fset, tree); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func (g *gardener) inFunction(f *ast.FuncDecl) {
	g.function = f.Name.Name
	truth := oneTruth(f.Type)
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit: // its returns are its own
			g.inLiteral(n)
			return false
		case *ast.IfStmt:
			if leaves(n.Body.List) {
				n.Cond = g.alternatives(n.Cond)
			}
		case *ast.RangeStmt:
			if leaves(n.Body.List) {
				n.Body.List = g.guard(n.X, n.Body.List)
			}
		case *ast.SwitchStmt:
			g.cases(n, n == f.Body.List[len(f.Body.List)-1])
		case *ast.ReturnStmt:
			if truth && len(n.Results) == 1 {
				n.Results[0] = g.demands(n.Results[0])
			}
		}
		return true
	})
}

func (g *gardener) inLiteral(f *ast.FuncLit) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.IfStmt); ok && leaves(s.Body.List) {
			s.Cond = g.alternatives(s.Cond)
		}
		return true
	})
}

// cases plants in a switch: in each case of one without a tag, and in the default of
// one with it, which may be passed over where the function goes on below. A server that
// knows but one thing takes all for the first case.
func (g *gardener) cases(s *ast.SwitchStmt, last bool) {
	if s.Tag != nil && len(s.Body.List) > 0 {
		if first := s.Body.List[0].(*ast.CaseClause); len(first.List) > 0 && leaves(first.Body) {
			call := g.ask("plantedAs", s.Tag)
			call.Args = append(call.Args, s.Tag, first.List[0])
			s.Tag = call
		}
	}
	for _, c := range s.Body.List {
		clause := c.(*ast.CaseClause)
		switch {
		case !leaves(clause.Body):
		case s.Tag == nil:
			for i := range clause.List {
				clause.List[i] = g.alternatives(clause.List[i])
			}
		case clause.List == nil && !last:
			clause.Body = g.guard(s.Tag, clause.Body)
		}
	}
}

// guard lets a body be passed over: that of a loop over what must not be there, or
// that for what a switch does not know.
func (g *gardener) guard(of ast.Expr, body []ast.Stmt) []ast.Stmt {
	return []ast.Stmt{&ast.IfStmt{Cond: g.ask("plantedOn", of), Body: &ast.BlockStmt{List: body}}}
}

// oneTruth reports whether a function gives a truth value and nothing else.
func oneTruth(f *ast.FuncType) bool {
	if f.Results == nil || len(f.Results.List) != 1 || len(f.Results.List[0].Names) > 1 {
		return false
	}
	id, ok := f.Results.List[0].Type.(*ast.Ident)
	return ok && id.Name == "bool"
}

// leaves reports whether a body ends its function.
func leaves(body []ast.Stmt) bool {
	if len(body) == 0 {
		return false
	}
	_, ok := body[len(body)-1].(*ast.ReturnStmt)
	return ok
}

// alternatives plants a switch in each part of a condition that || joins.
func (g *gardener) alternatives(e ast.Expr) ast.Expr {
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.LOR {
		return &ast.BinaryExpr{X: g.alternatives(b.X), Op: token.LOR, Y: g.alternatives(b.Y)}
	}
	return &ast.BinaryExpr{X: &ast.ParenExpr{X: e}, Op: token.LAND, Y: g.ask("plantedOn", e)}
}

// demands plants a switch in each part of a truth that && joins.
func (g *gardener) demands(e ast.Expr) ast.Expr {
	switch v := e.(type) {
	case *ast.BinaryExpr:
		if v.Op == token.LAND {
			return &ast.BinaryExpr{X: g.demands(v.X), Op: token.LAND, Y: g.demands(v.Y)}
		}
	case *ast.Ident:
		if v.Name == "true" || v.Name == "false" {
			return e
		}
	}
	return &ast.ParenExpr{X: &ast.BinaryExpr{X: &ast.ParenExpr{X: e}, Op: token.LOR, Y: g.ask("plantedOff", e)}}
}

func (g *gardener) ask(function string, e ast.Expr) *ast.CallExpr {
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), e); err != nil {
		panic(err)
	}
	name := g.pkg + "." + g.function + ": " + strings.Join(strings.Fields(b.String()), " ")
	g.names[name] = true
	return &ast.CallExpr{Fun: ast.NewIdent(function), Args: []ast.Expr{&ast.BasicLit{Kind: token.STRING, Value: fmt.Sprintf("%q", name)}}}
}
