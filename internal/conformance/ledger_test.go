package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// entry is a row of docs/conformance.md.
type entry struct {
	section, clause, status, note string
	tests                         []string // "package TestName", or with the name of a case behind a slash
}

// ledger reads the tables whose last column is "test".
func ledger(page string) (all []entry) {
	section, in := "", false
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section, in = title, false
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case !strings.HasPrefix(line, "|"):
			in = false
		case len(cells) == 4 && cells[0] == "clause" && cells[3] == "test":
			in = true
		case in && len(cells) != 4:
			all = append(all, entry{section: section, clause: line, status: "a row of other cells"})
		case in && !strings.HasPrefix(cells[0], "---"):
			e := entry{section: section, clause: cells[0], status: cells[1], note: cells[2]}
			for t := range strings.SplitSeq(cells[3], ";") {
				if t = strings.TrimSpace(t); t != "" {
					e.tests = append(e.tests, t)
				}
			}
			all = append(all, e)
		}
	}
	return all
}

// faults of a row: what it must name, and what it may not leave open.
func (e entry) faults(exists func(test string) bool) (out []string) {
	switch e.status {
	case "Yes":
		if len(e.tests) == 0 {
			out = append(out, "a Yes without a test")
		}
	case "Partial", "No":
		if e.note == "" {
			out = append(out, "neither why nor what is missing")
		}
	default:
		out = append(out, "status "+e.status)
	}
	for _, t := range e.tests {
		if !exists(t) {
			out = append(out, "no such test: "+t)
		}
	}
	return out
}

// sources are the tests of the packages, read once.
type sources map[string]string

// has reports whether a package has a test, and a case of that name in its tables.
func (s sources) has(test string) bool {
	pkg, name, ok := strings.Cut(test, " ")
	if !ok {
		return false
	}
	if _, read := s[pkg]; !read {
		files, err := filepath.Glob("../../" + pkg + "/*_test.go")
		if err != nil {
			return false
		}
		var b strings.Builder
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				return false
			}
			b.Write(text)
		}
		s[pkg] = b.String()
	}
	function, part, _ := strings.Cut(name, "/")
	return regexp.MustCompile(`(?m)^func `+regexp.QuoteMeta(function)+`\(`).MatchString(s[pkg]) && (part == "" || strings.Contains(s[pkg], `"`+part+`"`))
}

// standards that the ledger has a section for, each.
var standards = []string{"OpenID Connect Core", "Discovery", "RP-Initiated Logout", "Back-Channel Logout", "Form Post", "RFC 6749", "RFC 6750", "RFC 7009", "RFC 7636",
	"RFC 7662", "RFC 9068", "RFC 9101", "RFC 9126", "RFC 9207", "RFC 9449", "RFC 9700", "NL GOV", "FAPI 2.0", "ASVS"}

// TestLedger: every Yes in docs/conformance.md names a test, every test that is named
// is there, and whatever is not a Yes says why.
func TestLedger(t *testing.T) {
	page, err := os.ReadFile("../../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	all, count, src := ledger(string(page)), map[string]int{}, sources{}
	for _, e := range all {
		count[e.status]++
		for _, f := range e.faults(src.has) {
			t.Errorf("%s | %s: %s", e.section, e.clause, f)
		}
	}
	for _, s := range standards {
		if !strings.Contains(string(page), "\n## ") || !strings.Contains(sectionsOf(all), s) {
			t.Errorf("no clause of %s", s)
		}
	}
	t.Logf("%d clauses: %v", len(all), count)
}

func sectionsOf(all []entry) string {
	var b strings.Builder
	for _, e := range all {
		b.WriteString(e.section + "\n")
	}
	return b.String()
}

// TestLedgerCanFail: each fault of a row is seen.
func TestLedgerCanFail(t *testing.T) {
	const head = "## RFC 1\n\n| clause | status | note | test |\n|---|---|---|---|\n"
	for name, row := range map[string]string{
		"a Yes without a test":   "| 1 | Yes | | |",
		"a test that is no more": "| 1 | Yes | | internal/conformance TestNobody |",
		"a case that is no more": "| 1 | Yes | | internal/conformance TestNegative/nothing of the kind |",
		"a No without a reason":  "| 1 | No | | |",
		"another word":           "| 1 | Maybe | x | |",
		"a row of five cells":    "| 1 | Yes | | internal/conformance TestLedger | |x",
	} {
		all := ledger(head + row + "\n")
		if len(all) != 1 || len(all[0].faults(sources{}.has)) == 0 {
			t.Errorf("%s passes: %+v", name, all)
		}
	}
	good := ledger(head + "| 1 | Yes | | internal/conformance TestNegative/no client_id; internal/conformance TestLedger |\n")
	if len(good) != 1 || len(good[0].faults(sources{}.has)) != 0 {
		t.Errorf("a good row: %+v", good)
	}
}
