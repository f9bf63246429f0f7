package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sluis/providers/hub"
)

// demoWorld has the demo's schools and people, and one app that may have everything.
func demoWorld(t *testing.T) *world {
	t.Helper()
	var schools, ids strings.Builder
	people := map[hub.Style][]hub.Person{}
	all := map[hub.Style][]hub.School{}
	for _, style := range []hub.Style{hub.Entree, hub.SURFconext} {
		all[style], people[style] = hub.DemoPeople(style)
		for _, s := range all[style] {
			fmt.Fprintf(&schools, "  - {id: %s, name: %q, sector: %s, connection: %s, home_organisation: %q}\n", s.ID, s.Name, s.Sector, style, s.Organisation)
			fmt.Fprintf(&ids, "%s, ", s.ID)
		}
	}
	apps := strings.Replace(partyApp("alles", "http://127.0.0.1:9/alles", secretSettings), "schools: [petteflat, harderwijk]", "schools: ["+strings.TrimSuffix(ids.String(), ", ")+"]", 1) + `
        school: {purpose: {nl: School., en: School.}}
        role: {purpose: {nl: Rol., en: Role.}}
`
	return newWorld(t, apps, func(w *world) {
		w.schools, w.people = all, people
		before, after, _ := strings.Cut(w.registry, "schools:\n")
		_, after, _ = strings.Cut(after, "apps:")
		w.registry = before + "schools:\n" + schools.String() + "apps:" + after
	})
}

var sectorExample = regexp.MustCompile("(?ms)^(?:\\*\\*(\\w+)\\*\\*|A teacher).*?```json\n(.*?)\n```")

// docs/apps/claims.md shows what an app gets in each sector: the very answer of
// userinfo for a person of the demo, but for sub.
func TestClaimsPageIsWhatAppsGet(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "apps", "claims.md"))
	if err != nil {
		t.Fatal(err)
	}
	w := demoWorld(t)
	who := map[string]struct{ school, login string }{
		"po": {"zandloper", "evi"}, "vo": {"petteflat", "yara"}, "mbo": {"waterkant", "daan"}, "ho": {"uniharderwijk", "jaantje"}, "": {"petteflat", "debruin"},
	}
	_, examples, _ := strings.Cut(string(page), "\n## By sector\n")
	found := sectorExample.FindAllStringSubmatch(examples, -1)
	if len(found) != len(who) {
		t.Fatalf("the page has %d examples, want %d", len(found), len(who))
	}
	for _, m := range found {
		p, ok := who[m[1]]
		if !ok {
			t.Fatalf("the page speaks of sector %q", m[1])
		}
		t.Run("sector "+m[1], func(t *testing.T) {
			t.Parallel()
			var want map[string]any
			if err := json.Unmarshal([]byte(m[2]), &want); err != nil {
				t.Fatal(err)
			}
			b := w.newBrowser()
			b.password = p.login + "-sluis"
			called := b.login(w.request("alles", "http://127.0.0.1:9/alles"), p.school, p.login)
			tok, _ := w.tokens("alles", "http://127.0.0.1:9/alles", called.Get("code"))
			got := w.info(tok.AccessToken)
			if sub, _ := got["sub"].(string); len(sub) != 52 {
				t.Errorf("sub %v", got["sub"])
			}
			want["sub"] = got["sub"]
			if !equalJSON(got, want) {
				t.Errorf("userinfo %v\nthe page %s", got, m[2])
			}
		})
	}
}
