package config

import (
	"strings"
	"testing"
)

// brokenCase is one way to get a good installation wrong, and every line that
// check then prints. The whole text is compared: a problem that hides another, or
// that is told twice, fails.
type brokenCase struct {
	name  string
	edits []string // see site
	want  []string
}

// Contract 1, 2, 3, 21; M-01, M-03, M-04, M-18, L-07, O-25.
func TestProblems(t *testing.T) {
	t.Parallel()
	for group, cases := range map[string][]brokenCase{
		"yaml": yamlCases, "installation": installationCases, "connection": connectionCases, "school": schoolCases,
		"app": appCases, "contract": contractCases, "mtls": mtlsCases, "whole": wholeCases,
	} {
		for _, c := range cases {
			t.Run(group+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				got := faults(t, site(t, c.edits...), testChecks())
				if strings.Contains(got, "hunter2") {
					t.Errorf("a secret is shown:\n%s", got)
				}
				if want := strings.Join(c.want, "\n") + "\n"; got != want {
					t.Errorf("got:\n%swant:\n%s", got, want)
				}
			})
		}
	}
}

// The warning of the good site itself is left out.
func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, c := range warningCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := site(t, c.edits...)
			if got := faults(t, dir, testChecks()); got != "" {
				t.Fatalf("a warning refuses nothing, but:\n%s", got)
			}
			var got []string
			for l := range strings.Lines(warnings(t, dir)) {
				if !strings.Contains(l, `"nlgov" is in part`) {
					got = append(got, strings.TrimSuffix(l, "\n"))
				}
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}
