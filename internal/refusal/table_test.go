package refusal

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// constants reads the declared codes out of the source: a list beside the
// constants could forget the same one twice.
func constants(t *testing.T) map[string]Code {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "code.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]Code{}
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			value := spec.(*ast.ValueSpec)
			if ident, ok := value.Type.(*ast.Ident); !ok || ident.Name != "Code" || len(value.Names) != 1 || len(value.Values) != 1 {
				t.Fatalf("%s: write each code as `Name Code = number`", fset.Position(value.Pos()))
			}
			lit, ok := value.Values[0].(*ast.BasicLit)
			if !ok {
				t.Fatalf("%s: a code is a plain number", fset.Position(value.Pos()))
			}
			n, _ := constant.Int64Val(constant.MakeFromLiteral(lit.Value, lit.Kind, 0))
			codes[value.Names[0].Name] = Code(n)
		}
	}
	if len(codes) < 60 {
		t.Fatalf("found %d codes in code.go; the parser above misses some", len(codes))
	}
	return codes
}

// TestStatusOfTheHub: what a hub's status becomes at the app (federations §2.6).
func TestStatusOfTheHub(t *testing.T) {
	t.Parallel()
	for code, want := range map[Code]string{
		StatusNoPassive: "login_required", StatusNoAuthnContext: "unmet_authentication_requirements", AuthnTooWeak: "unmet_authentication_requirements",
		StatusAuthnFailed: "access_denied", StatusRequestDenied: "access_denied", StatusProxyCount: "server_error", StatusOther: "server_error",
	} {
		if got := Lookup(code).OAuth; got != want {
			t.Errorf("%s becomes %q, want %q", Lookup(code).Name, got, want)
		}
	}
}

func TestEveryCodeHasItsEntry(t *testing.T) {
	t.Parallel()
	owner := map[Code]string{}
	for name, code := range constants(t) {
		if other, twice := owner[code]; twice {
			t.Errorf("%s and %s are both %s", name, other, code)
		}
		owner[code] = name
		if got := Lookup(code); got.Code != code {
			t.Errorf("%s (%s) has no entry", name, code)
		}
	}
	names := map[string]Code{}
	for i, e := range All() {
		if _, ok := owner[e.Code]; !ok {
			t.Errorf("entry %s belongs to no constant", e.Code)
		}
		if i > 0 && All()[i-1].Code >= e.Code {
			t.Errorf("%s is twice in the table, or out of order", e.Code)
		}
		if other, twice := names[e.Name]; twice {
			t.Errorf("%s and %s are both called %q", e.Code, other, e.Name)
		}
		names[e.Name] = e.Code
		// The name is the constant's in kebab case, so that a log line leads to the source.
		if want := strings.ReplaceAll(strings.ToLower(owner[e.Code]), "_", ""); strings.ReplaceAll(e.Name, "-", "") != want {
			t.Errorf("%s: name %q does not spell %s", e.Code, e.Name, owner[e.Code])
		}
		if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(e.Name) {
			t.Errorf("%s: name %q is not kebab case", e.Code, e.Name)
		}
	}
}

// The numbers others rely on: runbooks, tests and the help desk know them by heart.
func TestPinnedCodes(t *testing.T) {
	t.Parallel()
	for code, want := range map[Code]string{
		UnknownApp: "SLUIS-1001", Unsolicited: "SLUIS-2001", Signature: "SLUIS-2004", StatusNoPassive: "SLUIS-2030",
		StudentNumberMissing: "SLUIS-2107", AppNotAtSchool: "SLUIS-2203", OtherBrowser: "SLUIS-3001", Internal: "SLUIS-9001",
	} {
		if got := code.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := Code(7).String(); got != "SLUIS-0007" {
		t.Errorf("a code has four digits (contract 8), got %s", got)
	}
}

func TestOwnerStatusAndWayBack(t *testing.T) {
	t.Parallel()
	owners := []Owner{You, School, App, Federation, Sluis}
	errors := []string{
		"access_denied", "server_error", "temporarily_unavailable", // RFC 6749 §4.1.2.1
		"login_required",                    // OpenID Connect Core §3.1.2.6
		"unmet_authentication_requirements", // OpenID Connect Core error code of that name
	}
	var noWayBack []Code
	for _, e := range All() {
		if !slices.Contains(owners, e.Owner) {
			t.Errorf("%s: owner %q", e.Code, e.Owner)
		}
		// Contract 8: a refusal is 4xx. Only a fault of ours, which is no refusal of
		// the person, is 5xx.
		low, high := 400, 499
		if e.Code >= 9000 && e.Owner == Sluis {
			low, high = 500, 599
		}
		if e.Status < low || e.Status > high {
			t.Errorf("%s: status %d", e.Code, e.Status)
		}
		if e.OAuth == "" {
			noWayBack = append(noWayBack, e.Code)
		} else if !slices.Contains(errors, e.OAuth) {
			t.Errorf("%s: OAuth error %q", e.Code, e.OAuth)
		}
	}
	// No way back: the app or its address is not known, or no request is open. Every
	// other refusal carries an error to the app (contract 8).
	want := []Code{UnknownApp, RedirectURI, DuplicateParameter, RequestTooLarge, TooManyGuesses, Country, Blocked, SchoolAbroad, TooManyRequests, RequestObject, LogoutURI, LogoutHint, Unsolicited, CrossOrigin, MethodNotAllowed,
		AdminInvite, AdminFactor, AdminThrottled, AdminForbidden, AdminInput, AdminFew, AdminSelf, AdminOwnNetwork, AdminSecond, AdminEarly, AdminCheck, AdminModel, AdminNotStaff, AdminOtherPerson, NotFound}
	if !slices.Equal(noWayBack, want) {
		t.Errorf("no way back for %v, want %v", noWayBack, want)
	}
	for code, status := range map[Code]int{
		TooManyLogins: 429, Blocked: 429, TooManyRequests: 429, Country: 403, RequestTooLarge: 413, AnswerTooLarge: 413, CrossOrigin: 403, MethodNotAllowed: 405,
		Internal: 500, NotFound: 404, StoreUnavailable: 503, Busy: 503,
	} {
		if got := Lookup(code).Status; got != status {
			t.Errorf("%s: status %d, want %d", code, got, status)
		}
	}
	// federations §2.6
	for code, oauth := range map[Code]string{
		StatusNoPassive: "login_required", StatusNoAuthnContext: "unmet_authentication_requirements",
		StatusAuthnFailed: "access_denied", StatusRequestDenied: "access_denied",
		StatusOther: "server_error", StatusProxyCount: "server_error",
	} {
		if got := Lookup(code).OAuth; got != oauth {
			t.Errorf("%s: %s, want %s", code, got, oauth)
		}
	}
}

func TestUnknownCodeIsInternal(t *testing.T) {
	t.Parallel()
	for _, c := range []Code{0, -1, 2106, 99999} {
		if got := Lookup(c); got.Code != Internal {
			t.Errorf("Lookup(%d) gives %s", c, got.Code)
		}
	}
}

func TestTableCannotBeEditedFromOutside(t *testing.T) {
	t.Parallel()
	before := Lookup(ClassMissing).NL.Steps[0]
	Lookup(ClassMissing).NL.Steps[0] = "x"
	All()[0].EN.Steps[0] = "x"
	Lookup(ClassMissing).EN.Fill(Facts{}).Steps[0] = "x"
	if got := Lookup(ClassMissing).NL.Steps[0]; got != before {
		t.Errorf("a caller changed the table: %q", got)
	}
	if All()[0].EN.Steps[0] == "x" || Lookup(ClassMissing).EN.Steps[0] == "x" {
		t.Error("a caller changed the table")
	}
}
