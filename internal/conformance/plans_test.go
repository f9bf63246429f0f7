package conformance

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/certification.md anew from the tables")

// plan is one certification plan of the OpenID Foundation.
type plan struct {
	profile, name, test string
	modules             []module
}

func plans() []plan {
	return []plan{
		{"Basic OP", "oidcc-basic-certification-test-plan", "TestBasicOP", basicModules()},
		{"Config OP", "oidcc-config-certification-test-plan", "TestConfigOP", configModules()},
		{"Form Post OP", "oidcc-formpost-basic-certification-test-plan", "TestFormPostOP", basicModules()},
		{"RP-Initiated Logout OP", "oidcc-rp-initiated-logout-certification-test-plan", "TestRPInitiatedLogoutOP", logoutModules()},
		{"Back-Channel Logout OP", "oidcc-backchannel-rp-initiated-logout-certification-test-plan", "TestBackChannelLogoutOP", backchannelModules()},
		{"FAPI 2.0 Security Profile OP, private_key_jwt and DPoP", "fapi2-security-profile-final-test-plan", "TestFAPI2OP", fapi2Modules()},
	}
}

const certificationHead = `# Certification modules

The test modules of the OpenID Foundation's certification plans by their public names, what each of them wants to see in our own words, and
what Sluis does about it. This page is written from the tables in ` + "`internal/conformance`" + ` by ` + "`go test ./internal/conformance -run Plans -update`" + `,
and a test holds it to them. **Yes**: every condition is tried, over HTTP on a running broker, and holds. **Partial**: the conditions that are
marked are known and not tried. **No**: it is not there, or does not hold; the note says why. The suite itself has not been run, and nothing
here is a certificate.

Two registries are tried. *The strict default* registers apps as an operator does: PKCE from everybody, no session that answers for the school. *The
registry for certification* has ` + "`pkce: if_sent`" + `, since the Basic modules send no challenge, and ` + "`session.sso: app`" + `, since some ask whether a
session answers; each status below is that of this registry.
`

// TestPlans holds docs/certification.md to the tables.
func TestPlans(t *testing.T) {
	var b strings.Builder
	b.WriteString(certificationHead)
	for _, p := range plans() {
		fmt.Fprintf(&b, "\n## %s\n\nPlan `%s`, %s.\n\n| module | status | conditions |\n|---|---|---|\n", p.profile, p.name, p.test)
		for _, m := range p.modules {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", m.name, m.status(), m.told())
		}
	}
	const path = "../../docs/certification.md"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != b.String() {
		t.Error("docs/certification.md is not what the tables say: go test ./internal/conformance -run Plans -update")
	}
}

// told are the conditions as the page lists them, what belongs to every login once.
func (m module) told() string {
	var out []string
	common := map[string]bool{}
	for _, c := range whole() {
		common[c.what] = true
	}
	seen := 0
	for _, c := range m.conditions {
		if common[c.what] {
			if seen++; seen == 1 {
				out = append(out, "a whole login")
			}
			continue
		}
		text := c.what
		if c.on != "" {
			text = string(c.on) + ": " + text
		}
		switch {
		case c.no:
			text = "**does not hold**: " + text
		case c.try == nil:
			text = "**not tried**: " + text
		}
		out = append(out, text)
	}
	if m.note != "" {
		out = append(out, "*"+m.note+"*")
	}
	return strings.Join(out, "; ")
}

// TestPlansNameEachModuleOnce: a name is in a plan once, and none is without conditions.
func TestPlansNameEachModuleOnce(t *testing.T) {
	for _, p := range plans() {
		seen := map[string]bool{}
		for _, m := range p.modules {
			if seen[m.name] || len(m.conditions) == 0 {
				t.Errorf("%s of %s: twice, or without conditions", m.name, p.profile)
			}
			seen[m.name] = true
		}
	}
}
