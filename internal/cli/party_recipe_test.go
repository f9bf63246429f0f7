package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The pages of docs/apps are for who connects an app. What they show is what the tests
// run: a registration is loaded into the registry of a world, a configuration is given
// to the real party, and code is held against the program that logs in.

// origins of the pages, and who stands there in a world.
const (
	docsIssuer = "https://login.example.nl"
	docsApp    = "https://app.example.nl"
)

var fenced = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```")

// recipe gives what a page of docs/apps has of a language.
func recipe(t *testing.T, page, language string) string {
	t.Helper()
	return strings.Join(blocks(t, page, language), "")
}

func blocks(t *testing.T, page, language string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "apps", page))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range fenced.FindAllStringSubmatch(string(b), -1) {
		if m[1] == language {
			out = append(out, m[2])
		}
	}
	if len(out) == 0 {
		t.Fatalf("docs/apps/%s has no %s", page, language)
	}
	return out
}

// registration is what a page has an operator register, for the world's own schools.
// replace are further pairs of what the page says and what holds here.
func registration(t *testing.T, page string, replace ...string) string {
	t.Helper()
	_, apps, ok := strings.Cut(recipe(t, page, "yaml"), "\napps:")
	if !ok {
		t.Fatalf("docs/apps/%s registers no apps", page)
	}
	return strings.NewReplacer(append(replace, "uniharderwijk", "harderwijk")...).Replace(apps)
}

// Code on a page is lines of the program that logs in, in their order; an ellipsis
// stands for others between them.
func TestRecipesShowWhatIsTried(t *testing.T) {
	t.Parallel()
	for page, source := range map[string]string{
		"openid-client.md":  filepath.Join("testdata", "openid-client.mjs"),
		"oauth4webapi.md":   filepath.Join("testdata", "oauth4webapi.mjs"),
		"oidc-client-ts.md": filepath.Join("testdata", "oidc-client-ts.html"),
		"go-oidc.md":        "party_gooidc_test.go",
	} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			language := map[bool]string{true: "go", false: "js"}[page == "go-oidc.md"]
			wantExcerpt(t, page, language, source)
		})
	}
}

func wantExcerpt(t *testing.T, page, language, source string) {
	t.Helper()
	b, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Split(string(b), "\n")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	for _, block := range blocks(t, page, language) {
		rest := all
		for line := range strings.Lines(block) {
			line = strings.TrimSpace(strings.ReplaceAll(line, docsIssuer, "https://"+brokerHost))
			if line == "" || line == "…" {
				continue
			}
			at := slices.Index(rest, line)
			if at < 0 {
				t.Fatalf("docs/apps/%s shows %q, which %s does not run there", page, line, source)
			}
			rest = rest[at+1:]
		}
	}
}
