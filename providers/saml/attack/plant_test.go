package attack_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sluis/internal/planting"
	"strconv"
	"strings"
	"testing"
)

// The planted build: validator and profile are rewritten, from their own sources,
// into a build in which each check can be switched off by the words of its error.
// The rewriting lives in this test and reaches the compiler as an overlay; what runs
// for a school holds no switch.
//
// A check is an if or a case whose body returns a refusal: its condition becomes
// "and it is switched on". The parser's and the signature's own require do the same
// inside.

// switches is added to the validator. Off names the checks that are off.
const switches = `package xmlsec

import "crypto"
import _ "crypto/sha1"

var Off = map[string]bool{}

func on(check string) bool { return !Off[check] }

var (
	ticks  int
	latest *Document
)

// tick ends a parser that a missing check has made walk on the spot.
func tick() {
	if ticks++; ticks > 1<<20 {
		panic("planted: no progress")
	}
}

// Begin forgets the last message; Visits counts the nodes seen in it.
func Begin() { ticks, latest = 0, nil }

func Visits() int {
	if latest == nil {
		return 0
	}
	return latest.visits
}

// lax is the list of algorithms of a validator that takes SHA-1.
func lax() []algorithm {
	list := algorithms()
	if !on("algorithm: digest or signature algorithm is not allowed") {
		list = append(list, algorithm{"http://www.w3.org/2000/09/xmldsig#sha1", forDigest, crypto.SHA1},
			algorithm{"http://www.w3.org/2000/09/xmldsig#rsa-sha1", forRSA, crypto.SHA1})
	}
	return list
}
`

// lenient is what a reader without a check would do with what it lets pass, where
// passing over the check is not enough: whole lines of the source and their stand-in.
var lenient = map[string][][2]string{
	"xmlsec/tokenize.go": {
		{"for p.rest != \"\" && p.err == nil {\n", "for p.rest != \"\" && p.err == nil {\ntick()\n"},
		{"p.require(!strings.HasPrefix(p.rest, \"<![CDATA[\"),", "if body, rest, _ := strings.Cut(p.rest, \"]]>\"); !on(\"cdata: CDATA section\") && strings.HasPrefix(body, \"<![CDATA[\") {\np.addText(body[9:])\np.rest = rest\ncontinue\n}\nif !on(\"doctype: document type declaration\") && strings.HasPrefix(p.rest, \"<!DOCTYPE\") {\nend := \">\"\nif head, _, _ := strings.Cut(p.rest, \">\"); strings.Contains(head, \"[\") {\nend = \"]>\"\n}\n_, p.rest, _ = strings.Cut(p.rest, end)\ncontinue\n}\nif !on(\"syntax: markup declaration\") {\n_, p.rest, _ = strings.Cut(p.rest, \">\")\ncontinue\n}\np.require(!strings.HasPrefix(p.rest, \"<![CDATA[\"),"},
	},
	"xmlsec/element.go":   {{"for p.err == nil {\n", "for p.err == nil {\ntick()\n"}},
	"xmlsec/document.go":  {{"p.d.ids = map[string]bool{}\n", "p.d.ids = map[string]bool{}\nlatest = &p.d\n"}},
	"xmlsec/signature.go": {{"list := algorithms()\n", "list := lax()\n"}},
	"xmlsec/open.go": {{"func (m *Message) cover(assertion Node, own Verified) error {\n",
		"func (m *Message) cover(assertion Node, own Verified) error {\nif !own.OK() && !m.whole.OK() && !on(\"signature-missing: neither the Response nor the Assertion is signed\") {\nm.Assertion = Verified{assertion, \"\"}\nreturn nil\n}\n"}},
	"decode.go": {{"if err != nil {\n", "if err != nil && on(\"illegal base64 data\") {\n"}},
}

// overlay writes the planted sources into a folder and gives the file that go build
// takes. It tells how many switches were planted.
func overlay(t *testing.T, dir string) (path string, planted int) {
	t.Helper()
	over := planting.New(t, dir)
	for _, pattern := range []string{"../*.go", "../xmlsec/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no sources at %s: %v", pattern, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, n := plant(t, file)
			planted += n
			over.Put(file, text)
		}
	}
	over.Put("../xmlsec/planted_switches.go", switches)
	over.Put("../planted_switches.go", "package saml\n\nimport \"sluis/providers/saml/xmlsec\"\n\nfunc on(check string) bool { return !xmlsec.Off[check] }\n")
	over.Put("planted_switches_test.go", "package attack_test\n\nimport \"sluis/providers/saml/xmlsec\"\n\nfunc init() { planted = &switchboard{xmlsec.Off, xmlsec.Begin, xmlsec.Visits} }\n")
	return over.File(), planted
}

// plant rewrites one file.
func plant(t *testing.T, file string) (string, int) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := planting.Swap(t, file, string(src), lenient[strings.TrimPrefix(file, "../")])
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, file, text, 0) // without comments: what is moved must not be swallowed by one
	if err != nil {
		t.Fatal(err)
	}
	g := &gardener{}
	for _, d := range tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			g.function(f)
		}
	}
	var b bytes.Buffer
	if err := format.Node(&b, fset, tree); err != nil {
		t.Fatal(err)
	}
	return b.String(), g.planted
}

type gardener struct{ planted int }

func (g *gardener) function(f *ast.FuncDecl) {
	switch f.Name.Name {
	case "no", "refuse", "refuseXML", "codeOf", "Error":
		return
	case "require": // (ok bool, r Reason, detail string)
		g.planted++
		skip, err := parser.ParseExpr(`func() { if !on(string(r) + ": " + detail) { return } }`)
		if err != nil {
			panic(err)
		}
		f.Body.List = append(skip.(*ast.FuncLit).Body.List, f.Body.List...)
		return
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			if check := refusing(n.Body.List); check != nil {
				n.Cond = g.and(n.Cond, check)
			}
		case *ast.SwitchStmt:
			if n.Tag == nil {
				g.cases(n)
			}
		}
		return true
	})
	if last := len(f.Body.List) - 1; last >= 0 {
		g.lastReturn(f, last)
	}
}

func (g *gardener) cases(s *ast.SwitchStmt) {
	for _, c := range s.Body.List {
		clause := c.(*ast.CaseClause)
		check := refusing(clause.Body)
		if check == nil {
			continue
		}
		if clause.List == nil { // default: it may be passed over
			g.planted++
			clause.Body = []ast.Stmt{&ast.IfStmt{Cond: switchedOn(check), Body: &ast.BlockStmt{List: clause.Body}}}
		}
		for i := range clause.List {
			clause.List[i] = g.and(clause.List[i], check)
		}
	}
}

// lastReturn lets a function that ends in a refusal end without one.
func (g *gardener) lastReturn(f *ast.FuncDecl, last int) {
	end, ok := f.Body.List[last].(*ast.ReturnStmt)
	check := refusing([]ast.Stmt{f.Body.List[last]})
	if !ok || check == nil {
		return
	}
	g.planted++
	without := &ast.ReturnStmt{Results: append([]ast.Expr{}, end.Results...)}
	without.Results[len(without.Results)-1] = ast.NewIdent("nil")
	f.Body.List[last] = &ast.IfStmt{Cond: switchedOn(check), Body: &ast.BlockStmt{List: []ast.Stmt{end}}}
	f.Body.List = append(f.Body.List, without)
}

func (g *gardener) and(cond, check ast.Expr) ast.Expr {
	g.planted++
	return &ast.BinaryExpr{X: &ast.ParenExpr{X: cond}, Op: token.LAND, Y: switchedOn(check)}
}

func switchedOn(check ast.Expr) ast.Expr {
	return &ast.CallExpr{Fun: ast.NewIdent("on"), Args: []ast.Expr{check}}
}

// refusing gives the words of the refusal that a body returns, or sets as its err; nil
// for any other body.
func refusing(body []ast.Stmt) ast.Expr {
	for _, s := range body {
		var results []ast.Expr
		switch s := s.(type) {
		case *ast.ReturnStmt:
			results = s.Results
		case *ast.AssignStmt:
			results = s.Rhs
		}
		for _, r := range results {
			if call, ok := r.(*ast.CallExpr); ok {
				if words := wordsOf(call); words != nil {
					return words
				}
			}
		}
	}
	return nil
}

// wordsOf reads no(code, words), refuse(Reason, words) and
// refusal.New(code, errors.New("saml: words")).
func wordsOf(call *ast.CallExpr) ast.Expr {
	if len(call.Args) != 2 {
		return nil
	}
	switch f := call.Fun.(type) {
	case *ast.Ident:
		if f.Name == "no" {
			return call.Args[1]
		}
		if f.Name == "refuse" {
			reason := &ast.CallExpr{Fun: ast.NewIdent("string"), Args: call.Args[:1]}
			return &ast.BinaryExpr{X: &ast.BinaryExpr{X: reason, Op: token.ADD, Y: literal(": ")}, Op: token.ADD, Y: call.Args[1]}
		}
	case *ast.SelectorExpr:
		if made, ok := call.Args[1].(*ast.CallExpr); ok && f.Sel.Name == "New" && len(made.Args) == 1 {
			if words, ok := made.Args[0].(*ast.BasicLit); ok {
				s, err := strconv.Unquote(words.Value)
				if err == nil {
					return literal(strings.TrimPrefix(s, "saml: "))
				}
			}
		}
	}
	return nil
}

func literal(s string) ast.Expr {
	return &ast.BasicLit{Kind: token.STRING, Value: fmt.Sprintf("%q", s)}
}
