package cli

import (
	"strings"
	"testing"
)

// withOwn gives the app stil a registration of its own at Entree.
func withOwn(w *world) {
	w.registry = strings.Replace(w.registry, "schools:\n",
		`  - {id: entree-stil, federation: entree, entity_id: "https://sluis.test/entree-stil", metadata: {file: entree.xml}}
schools:
`, 1)
	w.registry = strings.Replace(w.registry, "    redirect_uris: [http://127.0.0.1:9/stil]\n", "    redirect_uris: [http://127.0.0.1:9/stil]\n    connection: entree-stil\n", 1)
}

// An app with a koppeling of its own logs in through that one alone, under its own
// entityID; at the other federation, and every other app, through the schools' own.
func TestOwnKoppeling(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, withOwn)
	doc, _ := w.node.hubs.spMetadata("entree-stil")
	if err := w.entree.AcceptSP(doc); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, client, redirect, school, login, acs string }{
		{"its own", "stil", stilURI, "petteflat", "yara", "/saml/entree-stil/acs"},
		{"the other federation", "stil", stilURI, "harderwijk", "lukasz", "/saml/surfconext/acs"},
		{"another app", "portfolio", portfolioURI, "petteflat", "yara", "/saml/entree/acs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := w.newBrowser()
			acs, form := b.choose(w.request(c.client, c.redirect), c.school, c.login)
			if !strings.HasSuffix(acs, c.acs) {
				t.Fatalf("the hub answers at %s, not %s", acs, c.acs)
			}
			a := b.get(b.post(acs, form).next(t))
			if a.StatusCode == 200 {
				a = b.proceed(a)
			}
			_, id := w.tokens(c.client, c.redirect, mustQuery(t, a.next(t)).Get("code"))
			if id["sub"] == "" || id["sub"] == nil {
				t.Errorf("no sub: %v", id)
			}
		})
	}
	t.Run("its answer at the schools' koppeling", func(t *testing.T) {
		b := w.newBrowser()
		acs, form := b.choose(w.request("stil", stilURI), "petteflat", "yara")
		if a := b.post(strings.Replace(acs, "/entree-stil/", "/entree/", 1), form); !strings.Contains(a.body, "SLUIS-2025") {
			t.Errorf("%d: %s", a.StatusCode, text(a.body))
		}
	})
}

// What a koppeling sends beyond its contracts is counted by name, once per answer; a
// name that is not in the vocabulary is counted as other, and no value is told.
func TestSurplusIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, withOwn)
	doc, _ := w.node.hubs.spMetadata("entree-stil")
	if err := w.entree.AcceptSP(doc); err != nil {
		t.Fatal(err)
	}
	w.newBrowser().login(w.request("stil", stilURI), "petteflat", "yara")
	w.newBrowser().login(w.request("portfolio", portfolioURI), "petteflat", "yara")
	var out strings.Builder
	if err := w.node.metrics.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	line := func(connection, attribute string) string {
		return `sluis_surplus_attributes_total{connection="` + connection + `",attribute="` + attribute + `"} 1`
	}
	for _, want := range []string{line("entree-stil", "nlEduPersonProfileId"), line("entree-stil", "nlEduPersonUnit"), line("entree-stil", "mail"), line("entree", "mail")} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("not counted: %s", want)
		}
	}
	for _, wrong := range []string{`connection="entree",attribute="nlEduPersonUnit"`, "yaravdh", "2041187", "Heuvel"} {
		if strings.Contains(out.String(), wrong) {
			t.Errorf("the metrics hold %s", wrong)
		}
	}
}
