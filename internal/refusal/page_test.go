package refusal

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/refusals.md anew from the table")

const pagePath = "../../docs/refusals.md"

const pageHead = `# Every refusal, for who must solve it

Written from the table in internal/refusal (` + "`go test ./internal/refusal -update`" + `); a test fails where this page is behind it.

Each refusal page shows its code and three words. The words open the trace of that login at ` + "`/login/explain`" + ` for seven days. "At the app" is
the OAuth error that the app gets when the person goes back to it.

`

var ownerNL = map[Owner]string{You: "de persoon zelf", School: "de school", App: "de app", Federation: "de federatie", Sluis: "de beheerder van Sluis"}

// TestRefusalsPage: docs/refusals.md is what the table says, in Dutch first.
func TestRefusalsPage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(pageHead)
	for _, e := range All() {
		nl, en := e.NL.Fill(Facts{}), e.EN.Fill(Facts{})
		atApp := e.OAuth
		if atApp == "" {
			atApp = "nothing: the way back is not known"
		}
		fmt.Fprintf(&b, "## %s\n\n**%s** · %s\n\nAan zet: %s. At the app: %s.\n\n%s\n\n%s\n\n", e.Code, nl.Title, en.Title, ownerNL[e.Owner], atApp, nl.Helpdesk, en.Helpdesk)
	}
	want := strings.TrimRight(b.String(), "\n") + "\n"
	if *update {
		if err := os.WriteFile(pagePath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(pagePath)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/refusals.md is behind the table: go test ./internal/refusal -update")
	}
}
