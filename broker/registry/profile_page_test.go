package registry

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// profileRows say in the words of docs/apps/profiles.md what a profile decides.
var profileRows = map[string]func(Profile) string{
	"your app proves itself by": func(p Profile) string { return strings.Join(p.ClientAuth(), ", ") },
	"signed by your app with":   func(p Profile) string { return strings.Join(p.ClientAlgs(), ", ") },
	"ID token signed with":      func(p Profile) string { return strings.Join(p.IDTokenAlgs(), ", ") },
	"PKCE with S256": func(p Profile) string {
		return map[bool]string{true: "required, or registered as `if_sent`", false: "required"}[p.AllowsPKCEIfSent()]
	},
	"`state` and `nonce` in every request": func(p Profile) string { return said(p.RequiresStateAndNonce(), "required", "your choice") },
	"pushed authorization requests":        func(p Profile) string { return said(p.RequiresPAR(), "required", "allowed") },
	"token bound to a key (DPoP, mTLS)":    func(p Profile) string { return said(p.RequiresSenderConstraint(), "required", "allowed") },
	"signed request objects":               func(p Profile) string { return said(p.TakesRequestObjects(), "allowed", "refused") },
	"`nbf` in the ID token":                func(p Profile) string { return said(p.NotBefore(), "yes", "no") },
	"a code lives":                         func(p Profile) string { return fmt.Sprintf("%.0f s", p.CodeLife().Seconds()) },
	"an access token lives":                func(p Profile) string { return fmt.Sprintf("%.0f min", p.AccessTokenLife().Minutes()) },
	"an access token is":                   func(p Profile) string { return said(p.JWTAccessTokens(), "a JWT", "opaque") },
	"a refresh token, with `refresh: on`":  func(p Profile) string { return refreshSaid(p) },
	"an ID token lives":                    func(p Profile) string { return fmt.Sprintf("%.0f min", p.IDTokenLife().Minutes()) },
}

func refreshSaid(p Profile) string {
	how := said(p.RotatesRefresh(), "another at each use", "stays the same")
	return how + said(p.BindsRefresh(), ", for one key alone", "")
}

func said(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// Who builds an app chooses by this page: each cell is what the profile decides.
func TestProfilesPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(projectRoot(t), "docs", "apps", "profiles.md"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "| ") || len(cells) != 4 || strings.TrimSpace(cells[0]) == "" {
			continue
		}
		row := strings.TrimSpace(cells[0])
		decides, ok := profileRows[row]
		if !ok {
			t.Errorf("row %q: no profile decides that", row)
			continue
		}
		seen++
		for i, name := range []string{"basic", "nlgov", "fapi2"} {
			if got := strings.TrimSpace(cells[i+1]); got != decides(ProfileOf(name)) {
				t.Errorf("%s, %s: the page says %q, the profile %q", row, name, got, decides(ProfileOf(name)))
			}
		}
	}
	if seen != len(profileRows) {
		t.Errorf("the page has %d rows, want %d", seen, len(profileRows))
	}
}
