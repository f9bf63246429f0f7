package cli

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sluis/broker/admin"
	"sluis/broker/keys"
)

// fact reads what stands under a data-testid of a page.
func (a *answer) fact(id string) string {
	_, rest, ok := strings.Cut(a.body, `data-testid="`+id+`">`)
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "</")
	return text(rest)
}

// TestAdminFeds: how a connection stands, whose move it is, and a refresh that is written
// down (F-17); who may not change it sees no button, and a school's officer sees nothing.
func TestAdminFeds(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	auditor := s.comesIn(t, first.invites(t, "Ad", admin.Auditor, ""))
	officer := s.comesIn(t, first.invites(t, "Noor", admin.Privacy, "petteflat"))

	list := first.get(admin.PathFeds)
	for _, want := range []string{`href="/admin/feds/entree?lang=`, `href="/admin/feds/surfconext?lang=`, `data-testid="level-`} {
		if !strings.Contains(list.body, want) {
			t.Errorf("the list has no %s", want)
		}
	}
	if mine, theirs := first.get(admin.PathHome).body, officer.get(admin.PathHome).body; strings.Count(mine, `data-testid="level-`) != 3 || strings.Contains(theirs, `data-testid="level-`) {
		t.Errorf("the first page has %d cards", strings.Count(mine, `data-testid="level-`))
	}
	at := admin.PathFeds + "/entree"
	page := first.get(at)
	entity, url := "https://"+brokerHost+"/entree", "https://"+brokerHost+"/saml/entree/metadata"
	if page.StatusCode != http.StatusOK || page.fact("fed-entity") != entity || page.fact("fed-metadata-url") != url || !strings.Contains(page.fact("fed-hub"), "://") {
		t.Errorf("%d: %q, %q, %q", page.StatusCode, page.fact("fed-entity"), page.fact("fed-metadata-url"), page.fact("fed-hub"))
	}
	if got := page.fact("fed-state"); got != "Inloggen kan" {
		t.Errorf("the state is %q", got)
	}
	if got := auditor.get(at); got.StatusCode != http.StatusOK || strings.Contains(got.body, `data-action="refresh"`) || !strings.Contains(page.body, `data-action="refresh"`) {
		t.Errorf("the auditor: %d", got.StatusCode)
	}
	if got := officer.get(at); got.StatusCode != http.StatusForbidden {
		t.Errorf("a school's officer: %d", got.StatusCode)
	}
	if got := first.get(admin.PathFeds + "/elsewhere"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a connection that is none: %d", got.StatusCode)
	}
	if got := first.post(admin.PathFeds+"/elsewhere/refresh", nil); got.StatusCode != http.StatusNotFound {
		t.Errorf("a refresh of none: %d", got.StatusCode)
	}
	first.leads(t, first.post(at+"/refresh", nil), at)
	if got := first.get(admin.PathAudit); strings.Count(got.body, "feds.refresh") != 1 || !strings.Contains(got.body, "connection entree") {
		t.Error("the refresh is not in the audit chain, or what was refused is")
	}

	if got := page.fact("fed-step"); got != "Niemand hoeft nu iets te doen." {
		t.Errorf("the step is %q", got)
	}
	if _, err := s.node.ring.StageSAML(t.Context(), "entree", time.Time{}, keys.Note(s.node.ledger.Noting("test"))); err != nil {
		t.Fatal(err)
	}
	page = first.get(at)
	if got := page.fact("fed-step"); !strings.Contains(got, "staat klaar") || strings.Count(page.body, `data-testid="fed-key"`) != 2 {
		t.Errorf("with a next key the step is %q", got)
	}
}
