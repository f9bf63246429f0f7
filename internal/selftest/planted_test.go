package selftest_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/internal/planting"
	"sluis/internal/selftest"
	"sluis/providers/saml/attack"
)

// What a whole system refuses is tried like what the validator refuses (decision 0010):
// in a build in which the check can be switched off. These checks stand in several
// packages and in several forms, so their lines are named here one by one: what stands
// there, and what stands there in the planted build.
const (
	importing = "import (\n"
	imported  = "import (\n\t\"sluis/internal/planted\"\n"
)

var lenient = map[string][][2]string{
	"broker/flow/receive.go": {
		{importing, imported},
		{"if !bytes.Equal(v.Data[:32], id.Digest[:]) || f.Now().Sub(first) > RepeatLife {",
			`if planted.On("question was answered before") && (!bytes.Equal(v.Data[:32], id.Digest[:]) || f.Now().Sub(first) > RepeatLife) {`},
		{"if t.Connection != connection {", `if t.Connection != connection && planted.On("request went to another connection") {`},
	},
	"broker/flow/asserted.go": {
		{importing, imported},
		{"s, ok := snap.SchoolBy(conn.ID, organisation)\n", `s, ok := snap.SchoolBy(conn.ID, organisation)
	if !ok && !(planted.On("no school of this connection") && planted.On("a school of another connection")) {
		for _, any := range snap.Schools() {
			if any.Connection.ID == conn.ID {
				s, ok = any, true
			}
		}
	}
`},
		{`if s.IdP != "" && s.IdP != authority {`, `if s.IdP != "" && s.IdP != authority && planted.On("authority is not the one of the school") {`},
	},
	"broker/flow/dispatch.go": {
		{importing, imported},
		{"if !hmac.Equal(r.Transaction.Browser, f.browser(b.Half)) {",
			`if !hmac.Equal(r.Transaction.Browser, f.browser(b.Half)) && planted.On("cookie is not the one that began") {`},
	},
	"broker/login.go": {
		{importing, imported},
		{`if err != nil || media != "application/x-www-form-urlencoded" {`,
			`if planted.On("content type") && (err != nil || media != "application/x-www-form-urlencoded") {`},
		{"p, err := parsePost(body)\n", `if !planted.On("post is not one SAMLResponse with at most one RelayState") && body == "" {
		body = x.r.URL.RawQuery
	}
	p, err := parsePost(body)
`},
	},
	"broker/post.go": {
		{importing, imported},
		{"if !ok || *seen {", `if !ok || *seen && planted.On("post is not one SAMLResponse with at most one RelayState") {`},
	},
	"claims/normalise.go": {
		{importing, imported},
		{"s.two = true", `s.two = planted.On("two values of one attribute")`},
		{"s := r.single[w]\n\tswitch {\n\tcase s.two:\n\t\treturn \"\", loginFault(FaultConflict, w)", // what a reader with a default would do
			"s := r.single[w]\n\tif s.value == \"\" && !(planted.On(\"home organisation missing\") && planted.On(\"identifier missing\")) {\n\t\treturn \"01AB\", nil\n\t}\n\tswitch {\n\tcase s.two:\n\t\treturn \"\", loginFault(FaultConflict, w)"},
	},
	"claims/role.go": {
		{"import \"slices\"", "import (\n\t\"slices\"\n\t\"sluis/internal/planted\"\n)"},
		{"if !student && !staff {\n\t\treturn \"\", loginFault(", "student = student || !planted.On(\"role not admitted\")\n\tif !student && !staff {\n\t\treturn \"\", loginFault("},
	},
	"providers/saml/verify_response.go": {
		{importing, imported},
		{`to == "" || to != r.answer.RequestID {`, `(to == "" || to != r.answer.RequestID) && planted.On("Response: InResponseTo is missing or of another request") {`},
	},
	"providers/saml/verify_assertion.go": {
		{importing, imported},
		{`to == "" || to != r.answer.RequestID {`,
			`(to == "" || to != r.answer.RequestID) && planted.On("SubjectConfirmationData: InResponseTo is missing or of another request") {`},
	},
	"internal/selftest/run.go": {
		{importing, imported},
		{"got, err := s.play(ctx, c)\n", "if c.At == \"http\" {\n\t\tplanted.Off(c.Checks)\n\t}\n\tgot, err := s.play(ctx, c)\n\tplanted.Off(nil)\n"},
	},
}

const switches = `package planted

import "sync"

var (
	mu  sync.Mutex
	off []string
)

func On(check string) bool {
	mu.Lock()
	defer mu.Unlock()
	for _, c := range off {
		if c == check {
			return false
		}
	}
	return true
}

func Off(checks []string) {
	mu.Lock()
	off = checks
	mu.Unlock()
}
`

const installation = "issuer: http://127.0.0.1:1\nlisten: 127.0.0.1:1\ndata: ./data\nregistry: ./registry.yaml\n"

const registry = `connections:
  - {id: entree, federation: entree, entity_id: "https://us.example/entree", metadata: {file: hub.xml}}
  - {id: surfconext, federation: surfconext, entity_id: "https://us.example/surfconext", metadata: {file: hub.xml}}
schools:
  - {id: petteflat, name: Petteflat College, sector: vo, connection: entree, home_organisation: 01AB}
  - {id: harderwijk, name: Universiteit Harderwijk, sector: ho, connection: surfconext, home_organisation: uniharderwijk.example}
apps:
  - id: portfolio
    name: {nl: Portfolio, en: Portfolio}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [http://127.0.0.1:9/callback]
    contract:
      version: 1
      basis: public_task
      schools: [petteflat, harderwijk]
      roles: [student, staff]
      release: {}
`

// TestPlanted: in a planted build with its checks switched off each attack that needs a
// whole system succeeds, over HTTP, and the selftest says so and fails; all others are
// refused as before.
func TestPlanted(t *testing.T) {
	dir := t.TempDir()
	binary := plantedBinary(t, dir)
	keys, err := attack.NewKeys(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"sluis.yaml": installation, "registry.yaml": registry, "app.secret": "een-geheim-van-genoeg-lengte-0123456789",
		"hub.xml": string(attack.Metadata("https://hub.example/", "https://hub.example/sso", keys.Hub.Certificate))} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var errs strings.Builder
	run := exec.Command(binary, "selftest", "--config", filepath.Join(dir, "sluis.yaml"), "--only", "rehearsal", "--json")
	run.Stderr = &errs
	out, err := run.Output()
	if err == nil || run.ProcessState.ExitCode() != 1 || !strings.Contains(errs.String(), "attacks succeeded") {
		t.Errorf("a broken broker, and the selftest ends with %v:\n%s", err, errs.String())
	}
	var report struct {
		Parts []struct {
			Results []selftest.Result `json:"results"`
		} `json:"parts"`
	}
	if err := json.Unmarshal(out, &report); err != nil || len(report.Parts) != 1 {
		t.Fatalf("no report: %v\n%s", err, errs.String())
	}
	judge(t, report.Parts[0].Results)
}

func judge(t *testing.T, results []selftest.Result) {
	t.Helper()
	all, err := attack.Cases()
	if err != nil {
		t.Fatal(err)
	}
	let, open := 0, 0
	for _, r := range results {
		c := all[slices.IndexFunc(all, func(c attack.Case) bool { return c.Name == r.Name })]
		switch {
		case c.At != "http":
			if r.Verdict != selftest.Held {
				t.Errorf("%s: with every check on: %s, expected %s, got %s", r.Name, r.Verdict, r.Expected, r.Got)
			}
		case slices.Contains(c.Checks, attack.Everything):
			open++
		case r.Verdict != selftest.Succeeded:
			t.Errorf("%s: without %q it is still %s, %s", r.Name, c.Checks, r.Verdict, r.Got)
		default:
			let++
		}
	}
	t.Logf("%d attacks that need a whole system succeed once their checks are off; %d have everything behind them", let, open)
	if let < 20 {
		t.Error("too few")
	}
}

// plantedBinary builds the broker with the switches.
func plantedBinary(t *testing.T, dir string) string {
	t.Helper()
	over := planting.New(t, dir)
	for name, swaps := range lenient {
		src, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		over.Put("../../"+name, planting.Swap(t, name, string(src), swaps))
	}
	over.Put("../planted/planted.go", switches)
	binary := filepath.Join(dir, "sluis")
	planting.Build(t, "../..", over.File(), "build", "-o", binary, "./cmd/sluis")
	return binary
}
