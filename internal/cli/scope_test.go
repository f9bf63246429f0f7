package cli

import (
	"strings"
	"testing"
	"time"

	"sluis/internal/refusal"
)

// speakers is the federation's list of schools' logins. Its end is a day ahead.
func (w *world) speakers(scope string) string {
	return `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" validUntil="` + w.clock.now().Add(24*time.Hour).UTC().Format(time.RFC3339) + `">` +
		`<md:EntityDescriptor entityID="https://idp.uniharderwijk.example/"><md:Extensions><shibmd:Scope xmlns:shibmd="urn:mace:shibboleth:metadata:1.0">` + scope + `</shibmd:Scope></md:Extensions>` +
		`<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/></md:EntityDescriptor></md:EntitiesDescriptor>`
}

// TestScopes: a school's login speaks for the organisations that the federation has
// registered for it, and for no other, whatever the hub lets pass (saml-notes §5,
// F-12). The list is followed while the broker runs, and does not outlive its end.
func TestScopes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, func(w *world) {
		w.registry = strings.Replace(w.registry, "metadata: {file: surfconext.xml}", "metadata: {file: surfconext.xml}, idps_metadata: {file: schools.xml}", 1)
		w.beforeStart = func() {
			w.write("surfconext.xml", aging.ReplaceAllString(string(w.surf.Metadata()), ""))
			w.write("schools.xml", w.speakers("uniharderwijk.example"))
		}
	})
	w.login(t, "")
	for _, scope := range []string{"elders.example", "example", "harderwijk.example"} {
		w.write("schools.xml", w.speakers(scope))
		if err := w.node.hubs.byID["surfconext"].idps.Follow(time.Hour); err != nil {
			t.Fatal(err)
		}
		w.login(t, refusal.WrongAuthority.String())
	}
	w.write("schools.xml", w.speakers("uniharderwijk.example"))
	if err := w.node.hubs.byID["surfconext"].idps.Follow(time.Hour); err != nil {
		t.Fatal(err)
	}
	w.login(t, "")
	w.clock.advance(25 * time.Hour)
	w.login(t, refusal.HubUnavailable.String())
}

// login goes through SURFconext; want is the code of the page that refuses it.
func (w *world) login(t *testing.T, want string) {
	t.Helper()
	a := w.newBrowser().arrive(w.request("stil", stilURI), "harderwijk", "lukasz")
	if want == "" && !strings.HasPrefix(a.Header.Get("Location"), stilURI+"?code=") || want != "" && !strings.Contains(a.body, want) {
		t.Errorf("want %q, got %d %s\n%s", want, a.StatusCode, a.Header.Get("Location"), text(a.body))
	}
}
