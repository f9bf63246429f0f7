package cli

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sluis/internal/refusal"
)

// TestUnsolicitedBeginsAtAnApp: an answer that nobody asked for names no app; the
// page offers those of that hub that can begin a login themselves, and no others
// (F-08, OpenID Connect Core 4).
func TestUnsolicitedBeginsAtAnApp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, strings.Replace(worldApps, "  - id: stil\n", "  - id: stil\n    initiate_login_uri: http://127.0.0.1:9/begin?from=sluis\n", 1))
	begin := regexp.MustCompile(`href="(http://127\.0\.0\.1:9/begin[^"]*)"`)
	for _, connection := range []string{"entree", "surfconext"} {
		page := w.newBrowser().post("/saml/"+connection+"/acs", url.Values{"SAMLResponse": {"PHg+"}, "RelayState": {"nobodys"}}).body
		m := begin.FindStringSubmatch(page)
		if codeOnPage.FindString(page) != refusal.Unsolicited.String() || m == nil {
			t.Errorf("%s: no way to begin at the app:\n%s", connection, text(page))
			continue
		}
		if q := mustQuery(t, unescape(m[1])); q.Get("iss") != w.issuer || q.Get("from") != "sluis" || q.Has("state") {
			t.Errorf("%s: the app is begun with %v", connection, q)
		}
		if strings.Contains(page, "Portfolio") {
			t.Errorf("%s: an app without an address to begin at is offered", connection)
		}
	}
	if page := w.newBrowser().post("/saml/nobodys/acs", url.Values{"SAMLResponse": {"PHg+"}}).body; begin.MatchString(page) {
		t.Error("a connection that is not there offers apps")
	}
}
