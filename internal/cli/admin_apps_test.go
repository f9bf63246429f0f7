package cli

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sluis/broker/admin"
)

// TestAdminApps: what an app gets is two clicks from the first page, as the token itself, and
// each role sees its own apps alone (M-17, M-15, G-01).
func TestAdminApps(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	if got := first.get(admin.PathHome); !strings.Contains(got.body, `href="/admin/apps`) {
		t.Error("the first page does not lead to the apps")
	}
	if got := first.get(admin.PathApps); !strings.Contains(got.body, `href="/admin/apps/portfolio`) {
		t.Errorf("the list does not lead to the app: %s", text(got.body))
	}
	got := first.get(admin.PathApps + "/portfolio?school=petteflat&role=student&lang=en")
	for _, want := range []string{"Noor van der Test", `"<mark>9900001</mark>"`, "nlEduPersonProfileId", "Stays here", "https://ketenid.nl/"} {
		if !strings.Contains(strings.ReplaceAll(got.body, "&#34;", `"`), want) {
			t.Errorf("the app's page has no %q: %d\n%s", want, got.StatusCode, text(got.body))
		}
	}
	if got := first.get(admin.PathApps + "/nergens"); got.StatusCode != http.StatusNotFound {
		t.Errorf("an app that is not there: %d", got.StatusCode)
	}

	// A change of the file is a difference between two versions.
	s.write("registry.yaml", strings.Replace(s.registryFile(), "student_number: {purpose: {nl: Zo herkent", "role: {purpose: {nl: Rol., en: The role.}}\n        student_number: {purpose: {nl: Zo herkent", 1))
	if err := s.node.live.Reload(context.Background()); err != nil {
		t.Fatal(err)
	}
	got = first.get(admin.PathApps + "/portfolio?lang=en")
	if !strings.Contains(got.body, `<ins dir="auto">Role</ins>`) || !strings.Contains(got.body, "registry version 1 → 2") {
		t.Errorf("no difference is shown: %s", text(got.body))
	}
	if got := first.get(admin.PathApps + "/portfolio?from=2&to=1&lang=en"); !strings.Contains(got.body, `<del dir="auto">Role</del>`) {
		t.Error("the way back shows no loss")
	}

	// Who sees which.
	developer := s.comesIn(t, first.invites(t, "Dev", admin.Developer, ""))
	if got := developer.get(admin.PathApps + "/portfolio"); got.StatusCode != http.StatusOK || strings.Contains(got.body, "the file") {
		t.Errorf("the developer: %d", got.StatusCode)
	}
	if got := developer.get(admin.PathApps + "/stil"); got.StatusCode != http.StatusNotFound {
		t.Errorf("the developer of another app: %d", got.StatusCode)
	}
	officer := s.comesIn(t, first.invites(t, "Noor", admin.Privacy, "zonder"))
	if got := officer.get(admin.PathApps + "/akkoord"); got.StatusCode != http.StatusNotFound {
		t.Errorf("an app that the school has no contract with: %d", got.StatusCode)
	}
	if got := officer.get(admin.PathApps + "/portfolio?school=petteflat"); got.StatusCode != http.StatusOK || strings.Contains(got.body, "Petteflat") {
		t.Errorf("another school is shown to a school: %d\n%s", got.StatusCode, text(got.body))
	}
	if got := officer.get(admin.PathApps); strings.Contains(got.body, "/admin/apps/akkoord") {
		t.Error("the list names an app of other schools")
	}
	if got := first.post(admin.PathApps+"/portfolio", url.Values{}); got.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a page took a POST: %d", got.StatusCode)
	}
}
